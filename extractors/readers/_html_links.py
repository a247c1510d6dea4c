"""Links of a web page that lead to files, with the address a crawler can follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

LONGEST_LINK = 300
"""Characters of a link's text that are kept; of its address, twice as many."""
_TYPES = r"docx?|xlsx?|wps|et|pdf|ofd|zip|rar|7z|rtf|ods|odt|csv"
_ATTACHED = re.compile(rf"\.(?:{_TYPES})(?:$|[?#&;'\"`)\\\s]|%2[27])", re.IGNORECASE)
_FILE_NAME = re.compile(rf"\.(?:{_TYPES})\s*(?:[（(][^（）()]*[)）])?\s*$", re.IGNORECASE)
_MAY_BE_ATTACHED = re.compile(rf"\.(?:{_TYPES})\b|附件|onclick|#table|&#", re.IGNORECASE)
_ATTACHED_TEXT = re.compile(r"^\s*附件")
_PAGE_LINK = re.compile(r"^#|^$|\.(?:s?html?|jspx?|aspx?|php)$|/$", re.IGNORECASE)
_IN_SCRIPT = re.compile(rf"[\"'`]([^\"'`<>]{{1,500}}?\.(?:{_TYPES})(?:[?#&][^\"'`<>]{{0,200}}?)?)\\?[\"'`]", re.IGNORECASE)
"""A file that a script names: in quotes, which may be escaped."""
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_NOWHERE = re.compile(r"^(?:#|$|javascript:)", re.IGNORECASE)
_LONGEST_SCRIPT = 2_000
_SCRIPT = "javascript:"
_LINE_BREAKS = re.compile(r"[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file."""

    text: str
    href: str


def may_lead_to_file(text: str, href: str, script: str) -> bool:
    """Whether `file_link` has to be asked at all: of most links, those of menus, this tells much faster that they lead to no file."""
    return script != "" or "." in text or "附件" in text or _ATTACHED.search(href) is not None


def may_lead_to_files(written: str) -> bool:
    """Whether any of the links in a piece of mark-up may lead to a file, or to a sheet of the page."""
    return _MAY_BE_ATTACHED.search(written) is not None


def file_link(text: str, href: str, script: str) -> Link | None:
    """The link, if it leads to a file; where a script follows it (`script` is its onclick), with the address that the script names, or
    else, where the text is the name of a file, with the script. Nothing is run.
    """
    follows = href.lower().startswith(_SCRIPT)
    if follows or (script and _PAGE_LINK.search(href)):
        for code in (script[:_LONGEST_SCRIPT], *((href, unquote(href)) if follows else ())):
            named = _IN_SCRIPT.search(code)
            if named is not None:
                return Link(text, _ESCAPED.sub(_meant, named[1])[: 2 * LONGEST_LINK])
        if script and _NOWHERE.search(href) and _FILE_NAME.search(text):
            return Link(text, f"{_SCRIPT}{script}"[: 2 * LONGEST_LINK])
    path, query, _ = href.partition("?")
    is_page = _PAGE_LINK.search(path) is not None
    if (
        _ATTACHED.search(href)
        or (_FILE_NAME.search(text) and (query or not is_page))  # down.jsp?id=3 is a file where its text is the name of one
        or (_ATTACHED_TEXT.search(text) and not is_page)
    ):
        return Link(text, href)
    return None


def _meant(escaped: re.Match[str]) -> str:
    """The character that is escaped in a string of a script."""
    if escaped[1] is None:
        return escaped[2]
    code = int(escaped[1], 16)
    return escaped[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def embedded_file(source: str) -> Link | None:
    """The file that a frame shows, such as a PDF in a viewer."""
    if _ATTACHED.search(source) is None or source.startswith("data:"):
        return None
    return Link(source.rsplit("/", 1)[-1][:LONGEST_LINK], source[: 2 * LONGEST_LINK])


def resolved(base: str, href: str) -> str:
    """The address as it counts from the page's <base>; as it is written where there is none. Line breaks in it count for nothing."""
    href = _LINE_BREAKS.sub("", href)
    if not base or href.lower().startswith(_SCRIPT):
        return href
    try:
        return urljoin(base, href)
    except ValueError:
        return href

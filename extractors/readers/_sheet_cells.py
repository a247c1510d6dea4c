"""The cells of an xlsx sheet by one pattern, for sheets written the way all spreadsheet programs write them.

A sheet has hundreds of thousands of elements, and a tree of them takes several times as long as everything else. The XML is checked
by a parser first; where the pattern does not account for every row and cell, nothing is returned, and the tree is used.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.parsers import expat

_ITEM = re.compile(
    r'<row( [^<>]*)>|<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?'
    r'(?:/>|>(?:<(f)(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<&]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|<v ?/>)?</c>)'
)
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

_MOST_KNOWN = 4096
"""Texts that are remembered: names and codes repeat."""

Item = tuple[str, str, str, str, str, str, str]
"""Attributes of a row, or else "" and the column letters, style, type, `f` for a formula, stored value and inline text of a cell."""


def quick_items(data: bytes) -> tuple[list[Item], bytes] | None:
    """Rows and cells in their order, and the sheet without them; None where they have to be read from the tree."""
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    if start < 0 or end < start or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        text = data[start + len(b"<sheetData>") : end].decode("utf-8")
        expat.ParserCreate().Parse(data, True)
    except (UnicodeDecodeError, expat.ExpatError):
        return None  # the tree's parser says what is wrong
    if b"<!" in data or data.find(b"<?", start) >= 0:
        return None  # comments and the like
    items: list[Item] = _ITEM.findall(text)
    if len(items) != text.count("<row") + text.count("<c"):
        return None
    return items, data[: start + len(b"<sheetData>")] + data[end:]


@lru_cache(maxsize=_MOST_KNOWN)
def plain(text: str) -> str:
    """Text with its character references resolved."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code <= 0x10FFFF else ""


ATTRIBUTE = re.compile(r' ([A-Za-z]+)="([^"]*)"')
"""An attribute of a row."""

"""Texts of a web page between plain tags, as a browser shows them: many at a time, while the parser would tell of each tag by itself."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from html.entities import name2codepoint

from ._html_attributes import hides, names_furniture

BREAK = "\0"
"""Stands for <br> until the white space around it is settled; no page holds it, because control characters are taken out before."""
NEXT = "\1"
"""Stands between the texts of cells while they are settled together."""
BLOCK = "\2"
"""Stands between paragraphs."""
INLINE = r"(?:span|font|b|strong|i|u|em|o:p)"
"""Elements that change nothing but how their text looks."""
REPEATED = "*+" if sys.version_info >= (3, 11, 7) and sys.version_info[:3] != (3, 12, 0) else "*"
"""Any number of what has alternatives in it. Possessively, so that no place to go back to is kept for each; but Python errs there up to
3.11.6, and 3.12.0."""
TAGS = re.compile(r"(<[^>]*+>(?:<[^>]*+>)*+)")
"""Tags that follow one another, where only tags are known to begin with a <."""
SPACED_TAGS = re.compile(r"(<[^>]*+>(?:\s*+<[^>]*+>)*+)", re.ASCII)
"""The same with white space between them."""
WHITE = re.compile(r"[ \t\r\n\f]+")

_PARTING = {"p": 1, "div": 1 << 20, "center": 1 << 40, "li": 1 << 60}
"""Elements that part paragraphs."""
_TAG = re.compile(r"(\s*)<(/?)([A-Za-z:]+)([^>]*)>", re.ASCII)
_ATTRIBUTES = re.compile(
    r"(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:\"[^\"&]*(?:&quot;[^\"&]*)*\"|'[^'&]*(?:&quot;[^'&]*)*'|[^\s\"'=`&/]+))?)*\s*", re.ASCII
)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w.:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=`]+)))?", re.ASCII)
_REFERENCE = re.compile(r"(&(?:#?\w{1,8};)?)", re.ASCII)
_DIGITS = re.compile(r"#(?:([0-9]{1,5})|[xX]([0-9A-Fa-f]{1,4}))")
_CHANGED = frozenset({"lang", "rang"})
"""Names that stand for another character since HTML 5."""
_MOST_KNOWN = 4096
_SPACES = ("\t", "\r", "\n", "\f")
_SPACED_SIGN = re.compile(rf" *([{BREAK}{BLOCK}]) *")
_BREAKS = re.compile(rf"{BREAK}++")


def settled(text: str, tags: re.Pattern[str] = TAGS, frequent: str | None = None) -> str | None:
    """The text, which must begin and end with NEXT or BLOCK: in it nothing is left of the mark-up but NEXT, BLOCK (several, where nothing
    stands between) and BREAK (none beside the others). None where what is shown is for the parser to say: an element is hidden or
    furniture, paragraphs are closed that were not opened, or a character is written in an unusual way. `frequent` are tags to be looked
    for first, in a text in which all that is closed was opened.
    """
    if "&" in text and not all(map(_character, set(_REFERENCE.findall(text)))):
        return None
    if frequent is not None:
        meaning = _meaning(frequent)
        if meaning is None:
            return None
        text = text.replace(frequent, meaning[0])
    if "<" in text:
        parts = tags.split(text)
        meanings = {run: meaning for run in set(parts[1::2]) if (meaning := _meaning(run)) is not None}
        try:
            if sum([meanings[run][1] for run in parts[1::2]]) != 0:
                return None
            parts[1::2] = [meanings[run][0] for run in parts[1::2]]
        except KeyError:
            return None
        text = "".join(parts)
    if "&" in text:
        parts = _REFERENCE.split(text)
        parts[1::2] = map(_character, parts[1::2])
        text = "".join(parts)
    spaced = " " in text
    if any(sign in text for sign in _SPACES) or (spaced and "  " in text):
        spaced, text = True, WHITE.sub(" ", text)
    if spaced:
        for sign in (BREAK, NEXT, BLOCK):
            text = text.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    if BREAK in text:
        whole = text
        text = _BREAKS.sub(lambda match: match[0] if _is_inner(whole[match.start() - 1], whole[match.end()]) else "", text)
    return text


def _is_inner(before: str, behind: str) -> bool:
    """Whether line breaks between these characters are between texts."""
    return before not in (NEXT, BLOCK) and behind not in (NEXT, BLOCK)


def values(attributes: str) -> dict[str, str]:
    """The attributes of an element by their names in small letters."""
    found: dict[str, str] = {}
    for name, *written in _ATTRIBUTE.findall(attributes):
        found.setdefault(name.lower(), "".join(written))
    return found


def tags_in(run: str) -> list[tuple[str, str, str, str]]:
    """The tags that follow one another: white space before it, "/" or "", name, attributes."""
    return _TAG.findall(run)


@lru_cache(maxsize=_MOST_KNOWN)
def is_harmless(attributes: str) -> bool:
    """Whether the attributes of a cell, or of an element inside, are written as usual and do not hide it."""
    if not attributes:
        return True
    if _ATTRIBUTES.fullmatch(attributes) is None:
        return False
    found = values(attributes)
    return "hidden" not in found and not hides(found.get("style", ""))


@lru_cache(maxsize=_MOST_KNOWN)
def _meaning(run: str) -> tuple[str, int] | None:
    """What tags that follow one another stand for in a text, and a number that is zero in total where all paragraphs that are closed were
    opened (else what is closed parts nothing); None where an element is hidden or furniture.
    """
    stands_for, balance = "", 0
    for space, closing, written, attributes in tags_in(run):
        name = written.lower()
        stands_for += space and " "
        if name == "br":
            stands_for += BREAK
            continue
        if name in _PARTING:
            stands_for += BLOCK
            balance += -_PARTING[name] if closing else _PARTING[name]
        if not closing:
            found = values(attributes)
            if not is_harmless(attributes) or any(names_furniture(found.get(key, "")) for key in ("class", "id")):
                return None
    return _SPACED_SIGN.sub(r"\1", stands_for), balance


@lru_cache(maxsize=_MOST_KNOWN)
def _character(reference: str) -> str:
    """The character that is written by its name or number; "" for what is no reference, or an odd one."""
    name = reference[1:-1]
    digits = _DIGITS.fullmatch(name)
    if digits is not None:
        code = int(digits[1]) if digits[1] else int(digits[2], 16)
    else:
        code = 0 if name in _CHANGED else name2codepoint.get(name, 0)
    if not (0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFDD0 or 0xFDF0 <= code < 0xFFFE):
        return ""
    return chr(code)

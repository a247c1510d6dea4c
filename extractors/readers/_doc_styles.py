"""Named styles and fonts of a Word 97-2003 document: outline levels, hidden text, the fonts of symbols ([MS-DOC] 2.9.271, 2.9.286)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import _doc_sprms as sprm
from ._doc_file import FONTS, STYLES, WordFile

_LONGEST_CHAIN = 32
"""Styles a style may rest on; damaged files hold circles."""
_NONE = 0xFFF
_PARAGRAPH, _CHARACTER = 1, 2
_BODY_LEVEL = 9
_FONT_NAME = 39
"""Where the name starts in the description of a font."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Style:
    base: int
    level: int | None
    """As in `ParagraphFormat`."""
    heading: int | None
    """1 to 9 for the headings that every Word knows."""
    hidden: int | None


class Styles:
    """Outline levels and hiding that paragraphs and characters inherit."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles: list[_Style | None] | None = None
        self._fonts: list[str] | None = None
        self._levels: dict[int, int | None] = {}
        self._hiding: dict[int, bool] = {}

    def level(self, style: int, own: int | None) -> int | None:
        """Outline level of a paragraph, 1 = topmost, None for body text; what it states itself (`own`) counts before its style."""
        if own is not None:
            return own + 1 if own < _BODY_LEVEL else None
        if style not in self._levels:
            self._levels[style] = self._level(style)
        return self._levels[style]

    def hides(self, style: int) -> bool:
        """Whether a style hides its text."""
        if style not in self._hiding:
            stated = (each.hidden for each in self._chain(style) if each.hidden is not None)
            self._hiding[style] = next(stated, 0) not in (0, 0x80)
        return self._hiding[style]

    def font(self, number: int) -> str:
        """The name of a font, empty where it has none."""
        if self._fonts is None:
            self._fonts = _fonts(self._file.part(FONTS))
        return self._fonts[number] if number < len(self._fonts) else ""

    def _level(self, style: int) -> int | None:
        for each in self._chain(style):
            if each.level is not None:
                return each.level + 1 if each.level < _BODY_LEVEL else None
            if each.heading is not None:
                return each.heading
        return None

    def _chain(self, style: int) -> list[_Style]:
        """The style and those it is based on, nearest first."""
        if self._styles is None:
            self._styles = _styles(self._file.part(STYLES))
        chain: list[_Style] = []
        while style < len(self._styles) and len(chain) < _LONGEST_CHAIN:
            found = self._styles[style]
            if found is None:
                break
            chain.append(found)
            style = found.base
        return chain


def _styles(part: bytes) -> list[_Style | None]:
    header = int.from_bytes(part[:2], "little")
    base_size = int.from_bytes(part[4:6], "little")
    position = 2 + header
    styles: list[_Style | None] = []
    while position + 2 <= len(part):
        size = int.from_bytes(part[position : position + 2], "little")
        position += 2
        styles.append(_style(part[position : position + size], base_size))
        position += size + (size & 1)
    return styles


def _style(entry: bytes, base_size: int) -> _Style | None:
    if len(entry) < 10:
        return None
    identity = int.from_bytes(entry[:2], "little") & 0xFFF
    kind_and_base = int.from_bytes(entry[2:4], "little")
    kind, base = kind_and_base & 0xF, kind_and_base >> 4
    parts = int.from_bytes(entry[4:6], "little") & 0xF
    length = int.from_bytes(entry[base_size : base_size + 2], "little")
    name_end = base_size + 2 + 2 * length
    name = entry[base_size + 2 : name_end].decode("utf-16-le", "replace")
    named = _HEADING.fullmatch(name.partition(",")[0].strip())
    heading = identity if 1 <= identity <= 9 else int(named[1]) if named else None
    level = hidden = None
    position = name_end + 2
    for number in range(parts):
        position += position & 1
        size = int.from_bytes(entry[position : position + 2], "little")
        modifiers = entry[position + 2 : position + 2 + size]
        position += 2 + size
        if kind == _PARAGRAPH and number == 0:
            level = next((operand[0] for code, operand in sprm.sprms(modifiers[2:]) if code == sprm.LEVEL), None)
        elif (kind == _PARAGRAPH and number == 1) or (kind == _CHARACTER and number == 0):
            hidden = next((operand[0] for code, operand in sprm.sprms(modifiers) if code == sprm.HIDDEN), None)
    return _Style(base if base != _NONE else 1 << 16, level, heading, hidden)


def _fonts(part: bytes) -> list[str]:
    position = 4
    fonts: list[str] = []
    while position < len(part):
        entry = part[position + 1 : position + 1 + part[position]]
        name = entry[_FONT_NAME:]
        fonts.append(name[: len(name) & ~1].decode("utf-16-le", "replace").partition("\0")[0])
        position += 1 + len(entry)
        if not entry:
            break
    return fonts

"""Cleaning of printed text, with the way back: every cleaned character knows the source character it came from.

Cleaning is purely typographic (full-width forms, spaces, quotes and brackets); it never changes which figure or word is printed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MINUS_SIGNS = "−﹣－‒–"
"""Characters printed for a minus sign; the dashes — and ― are blanks in tables, not signs, and stay."""

_KEEP = frozenset("，。；：？！、（）【】《》〈〉“”‘’…—")
"""Chinese punctuation that stays as it is, although Unicode would map some of it to ASCII."""

_EXPLICIT = {
    **dict.fromkeys(_MINUS_SIGNS, "-"),
    "(": "（", ")": "）", "﹙": "（", "﹚": "）", "[": "［", "]": "］", "〔": "［", "〕": "］", "【": "［", "】": "］",
    '"': "”", "„": "”", "‟": "”", "〝": "“", "〞": "”", "「": "“", "」": "”", "『": "“", "』": "”",
    "'": "’", ";": "；", ":": "：", "?": "？", "!": "！", "﹕": "：", "﹔": "；", "︰": "：", "∶": "：",
    "％": "%", "﹪": "%", "．": ".", "﹒": ".", "。": "。", "＋": "+", "≧": "≥", "≦": "≤", "﹦": "=", "＝": "=", "⩾": "≥", "⩽": "≤",
    "～": "~", "〜": "~",
}  # fmt: skip

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u0000")


def _plain(character: str) -> str:
    """The cleaned form of one character; "" for one that does not show, " " for every kind of space."""
    if character in _EXPLICIT:
        return _EXPLICIT[character]
    if character in _KEEP:
        return character
    if character in _INVISIBLE:
        return ""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Co":  # private use: symbol fonts, no meaning that could be known
        return ""
    if category == "No":  # ① and ¹ beside a figure must not become digits of it
        return character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1 and not folded.isspace():
        return _EXPLICIT.get(folded, folded)
    return " " if folded.isspace() else character


class _Folding(dict[int, str]):
    def __missing__(self, key: int) -> str:
        folded = _plain(chr(key))
        self[key] = folded
        return folded


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text and, for each of its characters, the index of the source character it stands for (same length)."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the source for a non-empty half-open span of the cleaned text."""
        return self.offsets[start], self.offsets[end - 1] + 1


_SPACES = re.compile(r"(?<=[0-9]) +(?=[0-9])| +")


def clean(source: str) -> CleanText:
    """Fold widths, brackets, quotes and minus signs, and drop all spaces and line breaks, except that one space stays between two
    digits (`2023 13`), because joining them would make another figure. `100. 00%` becomes `100.00%`.
    """
    characters: list[str] = []
    offsets: list[int] = []
    pending_space = -1
    for index, character in enumerate(source):
        folded = _FOLDING[ord(character)]
        if not folded:
            continue
        if folded == " ":
            if pending_space < 0:
                pending_space = index
            continue
        if pending_space >= 0:
            if characters and characters[-1].isdigit() and folded.isdigit():
                characters.append(" ")
                offsets.append(pending_space)
            pending_space = -1
        characters.append(folded)
        offsets.append(index)
    return CleanText(source, "".join(characters), tuple(offsets))


@lru_cache(maxsize=65536)
def fold(source: str) -> str:
    """The cleaned text alone (see `clean`), for labels; cached because labels repeat."""
    folded = source.translate(_FOLDING)
    if " " in folded:
        folded = _SPACES.sub(lambda match: " " if _between_digits(folded, match) else "", folded)
    return folded


def _between_digits(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    return start > 0 and end < len(text) and text[start - 1].isdigit() and text[end].isdigit()

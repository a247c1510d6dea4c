"""The text of a paragraph as sentences are read from it: folded, without spaces, quotation marks and page numbers, with the way back.

Lines may be broken anywhere, inside figures too (`12\\n.5`, `3\\n07.82`): digits on both sides of a line break belong together, digits
with a space between them do not, unless the spacing shows that they do (`1 0 0`, `17 192`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...schemas.text import clean, fold

_VISIBLE = re.compile(r"\S+")
_QUOTE = re.compile("[“”‘’]")
_CIRCLED = re.compile("[\u2460-\u2473]")
_PAGE_LINE = re.compile(r"(?m)^[ \t\u3000]*[-—–]{0,2}[ \t]*\d{1,3}[ \t]*[-—–]{0,2}[ \t]*(?:\r?\n|$)")
_SPACED_DIGITS = re.compile(r"(?<![\d.] )(?<![\d.])(?:\d(?: \d)+(?:\.\d(?: \d)*)?|\d\.\d(?: \d)+)(?![\d.])(?! \d)")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?=\.\d|万元|元|千元|亿元)")
NUMBERING = re.compile(
    r"(?:[-•·●▪*◆■]\s*)?(?:(?P<part>第[一二三四五六七八九十\d]{1,3}(?:部分|章)|附件[一二三四五六七八九十\d]{0,2}[：:]?)"
    r"|(?P<section>第[一二三四五六七八九十\d]{1,3}节)"
    r"|(?P<one>[一二三四五六七八九十]{1,3}[、.,，])|(?P<two>（[一二三四五六七八九十]{1,3}）[、.]?|[一二三四五六七八九十]{1,3}）)"
    r"|(?P<three>\d{1,2}(?:[、]|\.(?!\d)|\.(?=20\d\d年)))|(?P<four>（\d{1,2}）[、.]?|\d{1,2}）)|(?P<five>[\u2460-\u2473][、.]?))"
)
"""The number in front of a heading or paragraph; the name of the group gives its level."""
LEVELS = {"part": 0, "section": 1, "one": 2, "two": 3, "three": 4, "four": 5, "five": 6}
_TERMINAL = "。；！？：;:!?"


@dataclass(frozen=True, slots=True)
class Plain:
    """Text to be read, and for each of its characters the index of the source character it stands for."""

    source: str
    text: str
    offsets: Sequence[int]
    joined: tuple[int, ...] = ()
    """Positions in `text` in front of which a line break or space inside a figure was closed."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the source of a non-empty span of `text`."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def position(self, index: int) -> int:
        """The first position of `text` that stands at or behind the source index."""
        return bisect_left(self.offsets, index)


def plain_text(source: str) -> Plain:
    """The readable text of `source` (see the module)."""
    if "\n" in source:
        masked = _PAGE_LINE.sub(lambda match: " " * len(match.group()), source) if _PAGE_LINE.search(source) else source
    else:
        masked = source
    text: str = fold(masked)
    offsets: Sequence[int] = range(len(masked))
    if len(text) != len(masked):  # each character folds to one or none: of equal length, nothing was left out
        offsets = [at for match in _VISIBLE.finditer(masked) for at in range(*match.span())]
        if len(offsets) != len(text) or " " in text:  # more than spaces was left out, or some spaces were not
            cleaned = clean(masked)
            text, offsets = cleaned.text, cleaned.offsets
    quotes = [match.start() for match in _QUOTE.finditer(text)]
    if quotes:
        places: list[int] = []
        begin = 0
        for at in quotes:
            places += offsets[begin:at]
            begin = at + 1
        text, offsets = _QUOTE.sub("", text), [*places, *offsets[begin:]]
    circled = {bisect_left(offsets, match.start()): match.group() for match in _CIRCLED.finditer(masked)}
    if circled:
        text = "".join(circled.get(at, character) for at, character in enumerate(text))
    joined: list[int] = []
    if " " in text:
        text, offsets, joined = _join_digits(masked, text, offsets)
    return Plain(source, text, offsets, tuple(joined))


def _join_digits(source: str, text: str, offsets: Sequence[int]) -> tuple[str, Sequence[int], list[int]]:
    closing = {
        at
        for pattern in (_SPACED_DIGITS, _SPACED_THOUSANDS)
        for match in pattern.finditer(text)
        for at in range(match.start(), match.end())
    }
    characters: list[str] = []
    places: list[int] = []
    joined: list[int] = []
    for at, character in enumerate(text):
        if character == " " and (at in closing or "\n" in source[offsets[at] : offsets[at + 1]]):
            joined.append(len(characters))
            continue
        characters.append(character)
        places.append(offsets[at])
    return "".join(characters), tuple(places), joined


def split_lines(plain: Plain) -> list[tuple[int, int]]:
    """The spans of `plain.text` that stand by themselves: a heading on its own line inside a paragraph is cut off, a line that is only
    broken for width is not.
    """
    source = plain.source
    if "\n" not in source.strip("\n"):
        return [(0, len(plain.text))]
    lines: list[tuple[int, int]] = []
    start = 0
    for line in source.splitlines(keepends=True):
        begin, end = plain.position(start), plain.position(start + len(line))
        start += len(line)
        if end > begin:
            lines.append((begin, end))
    if len(lines) < 2:
        return [(0, len(plain.text))]
    longest = max(end - begin for begin, end in lines)
    spans: list[tuple[int, int]] = []
    begin = lines[0][0]
    for (line_begin, line_end), (next_begin, next_end) in pairwise(lines):
        line, following = plain.text[line_begin:line_end], plain.text[next_begin:next_end]
        numbered = NUMBERING.match(following) is not None
        alone = line_begin == begin and _alone(line) and (numbered or line_end - line_begin < 0.8 * longest)
        if alone or (numbered and (line[-1] in _TERMINAL)):
            spans.append((begin, line_end))
            begin = next_begin
    spans.append((begin, lines[-1][1]))
    return spans


def _alone(line: str) -> bool:
    return NUMBERING.match(line) is not None and not any(mark in line for mark in "。；，：") and len(line) <= 50

"""Lines put together to paragraphs, over the end of a page too where a sentence goes on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...schemas.document import Location, Paragraph
from ...schemas.text import fold
from ._pdf_lines import Line, union

_SAME_SIZE = 0.15
"""Sizes that differ by less than this share belong to one paragraph."""
_PITCH = 1.4
"""Lines further apart than this multiple of the usual pitch belong to different paragraphs."""
_INDENT = 1.2
"""A first line is set in by at least this many characters."""
_SLACK = 0.6
"""A line is full where what comes next, and this many characters, have no room before the margin."""
_RAGGED = 3.0
"""The same at the end of a page, where paragraphs stand apart so that lines need not be even."""
_EVEN = 1.6
"""Lines that end within this many characters of each other end at the margin."""
_TITLE_PITCH = 2.5
"""Lines of a title are nearer to each other than this many characters."""
_CENTRED = 2.5
"""A line this many characters from both margins is centred."""
_TEXT_WIDTH = 0.7
"""Share of the page width at which the right margin lies at least."""
_LONG_LINE = 25
"""Characters; lines of a list are shorter, or not all of one length."""
_MANY_LINES = 6
_MANY_PAIRS = 4
_FURTHER = 1.05
"""Paragraphs that stand apart do so by at least this multiple of the distance of their lines."""
_RIGHT_HALF = 0.4
"""A line that begins this far to the right (share of the text width) stands by itself: a date, a unit."""
_NUMBERING = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}(?:部分|章|节)|附(?:件|表)[一二三四五六七八九十\d]*[:：]?|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|[（(]\d{1,2}[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|\d{1,2}\.(?=20\d\d年)|[\u2460-\u2473]"
    r"|注[:：\d]|说明[:：]|备注[:：]"
)
_UNBROKEN = re.compile(r"[〔（《“［【〈(\[]*(?:[0-9A-Za-z.,%/\-]+|.)[，。；：、！？）》”〕］】〉)\]%％,;:]*")
"""The piece at the start of a line that cannot be broken."""
_HANGING = "，。；：、！？,;:"
_END = "。；！？：;:!?"
_TITLE_END = _END + "表"
_LEADER = re.compile(r"[.．…·]{4,}\s*\d*$|\.{3,}\s*\d+$|…+\s*\d+$")
_SENTENCE_END = re.compile(r"[。；！？]")


@dataclass(slots=True)
class Margins:
    """Left and right edge of the running text, and the usual distance of its lines, for pages of one size."""

    left: float
    right: float
    pitch: float
    tight: float = 0.0
    """The distance of lines inside a paragraph where paragraphs are seen to stand further apart; 0 where they are not."""


@dataclass(slots=True)
class Draft:
    """A paragraph in the making: its lines with their pages."""

    lines: list[tuple[int, Line]] = field(default_factory=list)

    def paragraphs(self) -> list[Paragraph]:
        """The finished paragraph. Where it runs over a page, the part after the sentence that does is a paragraph of its own, so that
        its place on the second page is known.
        """
        first = self.lines[0][0]
        before = [line for page, line in self.lines if page == first]
        rest = [(page, line) for page, line in self.lines if page != first]
        text = "\n".join(line.text for line in before)
        further: list[tuple[int, Location]] = []
        while rest:
            page, line = rest.pop(0)
            end = _SENTENCE_END.search(line.text)
            further.append((len(text) + 1, Location(page=page, bbox=line.box)))
            text += "\n" + (line.text[: end.end()] if end else line.text)
            if end is None:
                continue
            tail = line.text[end.end() :]
            if tail.strip():
                rest.insert(0, (page, replace(line, text=tail)))
            break
        place = Location(page=first, bbox=union([line.box for line in before]))
        made = [Paragraph(text, place, further=tuple(further), confidence=min(line.confidence for _, line in self.lines))]
        return made + (Draft(rest).paragraphs() if rest else [])


def margins_of(lines: Sequence[Line], width: float, usual: Margins | None = None) -> Margins:
    """The margins of the running text among `lines`, from top to bottom, on pages that are `width` wide.

    With `usual`, the margins of all pages of one size, `lines` are those of one page, which may have margins of its own.
    """
    if not lines:
        return usual or Margins(0.0, width, 0.0)
    tight = _tight(lines) or (usual.tight if usual else 0.0)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    pitches = sorted(
        below.base - line.base
        for line, below in itertools.pairwise(lines)
        if 0 < below.base - line.base < 4 * line.size and _same_size(line, below)
    )
    pitch = pitches[len(pitches) // 2] if pitches else 0.0
    # punctuation at the end of a line may hang over the margin
    rights = sorted((line.x1 - (size if line.text[-1] in _HANGING else 0.0) for line in lines), reverse=True)
    # single lines may stick out; the margin is where several lines end
    right = next((x for x, next_x in itertools.pairwise(rights) if x - next_x < _EVEN * size), rights[0])
    left = sorted(line.x0 for line in lines)[len(lines) // 20]
    narrow = right < _TEXT_WIDTH * width and not _justified(rights, left, right, size)
    if len(lines) < 4 or narrow:  # too little to see the margins by
        if usual:
            return Margins(usual.left, usual.right, pitch or usual.pitch, tight)
        return Margins(left, max(right, width - left), pitch, tight)
    return Margins(left, right, pitch, tight)


def _tight(lines: Sequence[Line]) -> float:
    """The distance of lines inside a paragraph, where numbered paragraphs all stand further from the line before; 0 otherwise."""
    pairs = [(last, line) for last, line in itertools.pairwise(lines) if _same_size(last, line)]
    apart = [line.base - last.base for last, line in pairs if _NUMBERING.match(fold(line.text))]
    least = min((distance for distance in apart if distance > 0), default=0.0) / _FURTHER
    inside = sorted(distance for last, line in pairs if last.size < (distance := line.base - last.base) < least)
    if len(apart) < _MANY_PAIRS or len(inside) < _MANY_PAIRS or inside[-1] > _FURTHER * inside[0]:
        return 0.0
    return inside[-1]


def _justified(rights: Sequence[float], left: float, right: float, size: float) -> bool:
    """Whether so many long lines end at `right` that it is the margin, however far from the edge of the page: converters put smaller
    type than the original's on a page and keep its line breaks.
    """
    return right - left > _LONG_LINE * size and sum(right - _EVEN * size <= x <= right for x in rights) >= _MANY_LINES


def goes_on(last: Line, line: Line, margins: Margins, *, new_page: bool = False) -> bool:
    """Whether `line` continues the paragraph of the line before it."""
    em = last.size
    if not _same_size(last, line) or _LEADER.search(last.text):
        return False
    text, end = fold(line.text), last.text.rstrip()[-1:]
    if new_page and end in _END:
        return False
    numbered = _NUMBERING.match(text) is not None
    if _centred(line, margins, em):
        near = not new_page and line.base - last.base < _TITLE_PITCH * em
        return near and not numbered and end not in _TITLE_END and _headline(last, margins, em)
    if _centred(last, margins, em) or last.x0 - margins.left > _RIGHT_HALF * (margins.right - margins.left):
        return False
    if not new_page and line.base - last.base > _PITCH * max(margins.pitch, em):
        return False
    within = not new_page and 0 < line.base - last.base <= margins.tight
    slack = _RAGGED if new_page and margins.tight else _SLACK
    if not within and margins.right - last.x1 > ((1.0 if numbered else _first_width(line.text)) + slack) * em:
        return False
    if numbered and (end in _END or new_page or line.x0 >= last.x0 + 0.5 * em):
        return False
    return line.x0 - margins.left < _INDENT * em or line.x0 <= last.x0 + 0.5 * em and not (numbered or new_page)


def _same_size(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= _SAME_SIZE * max(a.size, b.size)


def _first_width(text: str) -> float:
    """About how wide the piece at the start of a line is that could not stand on the line before, in characters."""
    match = _UNBROKEN.match(text)
    return sum(0.6 if character.isascii() else 1.0 for character in match.group()) if match else 1.0


def _centred(line: Line, margins: Margins, em: float) -> bool:
    return min(line.x0 - margins.left, margins.right - line.x1) > _CENTRED * em and _headline(line, margins, em)


def _headline(line: Line, margins: Margins, em: float) -> bool:
    """Whether a line is as far from one margin as from the other."""
    left, right = line.x0 - margins.left, margins.right - line.x1
    return abs(left - right) < 0.25 * (left + right) + em

"""The white in a printed line: where one of its characters ends and the next begins, which the recogniser does not say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .cells import Read, Sheets, Task, margins, read
from .lines import Grey
from .segments import Strip

_GAP, _IN_FIGURE, _AT_POINT, _AT_MARK, _BETWEEN_WORDS = 0.3, 0.42, 0.45, 1.05, 0.55
"""White that is wider than so many letters parts what stands beside it; narrower it is the usual space between two characters: beside a
figure, between digits, behind a point, beside a punctuation mark, which fills its place only in part, and between other characters.
"""
_BESIDE = 0.04
"""White that belongs to a character at either side, in letters."""
_OTHER_KIND = 0.4
"""White stands rather between a digit and another character, as if it were so many letters nearer."""
_FLAT = 0.6
"""What is lower than so many letters (a dash, 一) says nothing about where its line stands."""
_POINTS = frozenset(".,")
_MARKS = frozenset(".,:;·，。、：；（）()“”《》-－—")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands in pixels."""

    left: float
    right: float
    bottom: float


def walls(strip: Strip, centres: Sequence[float]) -> list[float]:
    """Where each character of a line begins and the last one ends, from their middles. The recogniser may place the first one before the
    ink begins: its walls must stay in order, or it changes places with the next one.
    """
    if not centres:
        return [strip.x0, strip.x1]
    between = ((left + right) / 2 for left, right in itertools.pairwise(centres))
    return [min(strip.x0, centres[0]), *between, max(strip.x1, centres[-1])]


def places(ink: Grey, strip: Strip, texts: Sequence[str], centres: Sequence[float]) -> list[Place]:
    """The places of the characters of a line, from where their middles are and from the ink of the page (as 0 and 1)."""
    edges = walls(strip, centres)
    starts, ends = edges[:-1], edges[1:]
    gaps = _gaps(ink, strip, texts, centres)
    for place, start, end in gaps:
        ends[place] = start + _BESIDE * strip.letter
        starts[place + 1] = end - _BESIDE * strip.letter
    found: list[Place] = []
    for first, stop in itertools.pairwise([0, *(place + 1 for place, _, _ in gaps), len(texts)]):
        part = _part(ink, strip, starts[first], ends[stop - 1])
        found.extend(Place(starts[number], ends[number], part.y1) for number in range(first, stop))
    return found


def read_apart(sheets: Sheets, tasks: Sequence[Task]) -> list[Read]:
    """Read lines; where one holds what stands in several columns, which the white between its characters shows, each by itself."""
    result: list[Read] = []
    parts: list[Task] = []
    for line in read(sheets, tasks):
        strip = line.task.strip
        gaps = _gaps(sheets.ink, strip, [glyph.text for glyph in line.glyphs], centres(line))
        if not gaps:
            result.append(line)
            continue
        starts, ends = [float(strip.x0), *(end for _, _, end in gaps)], [*(start for _, start, _ in gaps), float(strip.x1)]
        found = (_part(sheets.ink, strip, start, end) for start, end in zip(starts, ends, strict=True))
        parts.extend(Task(part, line.task.cell) for part in found)
    return [*result, *read(sheets, parts)] if parts else result


def centres(line: Read) -> list[float]:
    """The middles of the characters of a line in pixels."""
    strip = line.task.strip
    side, _ = margins(strip)
    left, width = max(0, strip.x0 - side), strip.x1 - strip.x0 + 2 * side
    return [left + (glyph.start + glyph.end) / 2 * width for glyph in line.glyphs]


def _gaps(ink: Grey, strip: Strip, texts: Sequence[str], centres: Sequence[float]) -> list[tuple[int, float, float]]:
    """The wide white in a line: behind which character, and from where to where."""
    walls = [(left + right) / 2 for left, right in itertools.pairwise(centres)]
    if not walls:
        return []
    filled = np.flatnonzero(ink[strip.y0 : strip.y1, strip.x0 : strip.x1].any(axis=0))
    found: dict[int, tuple[int, float, float]] = {}
    for number in np.flatnonzero(np.diff(filled) - 1 > _GAP * strip.letter).tolist():
        start, end = strip.x0 + int(filled[number]) + 1, strip.x0 + int(filled[number + 1])
        middle = (start + end) / 2
        place = min(
            range(len(walls)), key=lambda pair: abs(walls[pair] - middle) - _OTHER_KIND * strip.letter * _change(texts, pair)
        )
        if end - start > _least(texts[place], texts[place + 1]) * strip.letter:
            found[place] = max(
                found.get(place, (place, 0.0, 0.0)), (place, float(start), float(end)), key=lambda one: one[2] - one[1]
            )
    return [found[place] for place in sorted(found)]


def _part(ink: Grey, strip: Strip, start: float, end: float) -> Strip:
    """A part of a line, as high as its own ink."""
    left, right = max(round(start), strip.x0), min(math.ceil(end), strip.x1)
    rows = np.flatnonzero(ink[strip.y0 : strip.y1, left:right].any(axis=1))
    if not len(rows) or rows[-1] - rows[0] < _FLAT * strip.letter:
        return Strip(left, strip.y0, right, strip.y1, strip.letter)
    return Strip(left, strip.y0 + int(rows[0]), right, strip.y0 + int(rows[-1]) + 1, strip.letter)


def _change(texts: Sequence[str], pair: int) -> bool:
    return texts[pair].isdigit() != texts[pair + 1].isdigit() and not {texts[pair], texts[pair + 1]} & _MARKS


def _least(before: str, after: str) -> float:
    """How wide white between two characters is at least, in letters, where it is not the usual one."""
    if before in _POINTS and not after.isdigit() and after not in _MARKS:
        return _AT_POINT
    if before in _MARKS or after in _MARKS:
        return _AT_MARK
    if before.isdigit() and after.isdigit():
        return _IN_FIGURE
    return _GAP if before.isdigit() or after.isdigit() else _BETWEEN_WORDS

"""The rows of a table without rules between them: printed lines put together where a label is broken over several of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...schemas.text import fold
from ._pdf_texts import Text

_LEVEL = 0.35
"""Baselines that differ by less than so many character heights are one level."""
NEVER_TWO = 0.85
"""Levels nearer than so many character heights are one row: two rows would be printed into each other."""
_TIGHT, _LOOSE = 1.08, 1.12
"""Lines of one label stand at most so many times as far apart as others of their table, rows at least so many times."""
_SAME_GAP = 0.1
"""Distances that differ by less than so many character heights are one."""
_FULL = 1.6
"""A line of a label is full where its column has room for fewer characters than this."""
_REST, _BROKEN, _REST_NEAR = re.compile(r"[.,]?\d{1,3}"), 5, 1.45
"""Digits that may be the rest of a figure with so many characters on the line above, at most so many character heights apart."""
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、．]|\d{1,2}\.(?!\d)|其中|[合小总]\s*计|[本上]年|年[初末]"
)
"""How labels of their own begin."""


@dataclass(frozen=True, slots=True)
class Level:
    """What is printed on one line of the table."""

    base: float
    texts: list[Text]

    @property
    def figures(self) -> bool:
        return any(text.figures for text in self.texts)


def levels_of(texts: Sequence[Text]) -> list[Level]:
    """Texts of one line each, from top to bottom."""
    levels: list[Level] = []
    for text in sorted(texts, key=lambda text: text.base):
        if levels and text.base - levels[-1].base <= _LEVEL * text.size:
            levels[-1].texts.append(text)
        else:
            levels.append(Level(text.base, [text]))
    return [Level(level.base, sorted(level.texts, key=lambda text: text.x0)) for level in levels]


def rows_of(levels: Sequence[Level], walls: Sequence[float]) -> list[list[Text]] | None:
    """The texts of each row; `walls` are the heights of rules between rows. None where it cannot be told whether a line goes on
    with the label above it or is a row of its own.
    """
    size = _usual([text.size for level in levels for text in level.texts])
    rows: list[list[Level]] = []
    for level in levels:
        last = rows[-1][-1] if rows else None
        near = last is not None and level.base - last.base < NEVER_TWO * size
        if near and last is not None and not any(last.base < wall < level.base for wall in walls):
            rows[-1].append(level)
        else:
            rows.append([level])
    if not _figures_joined(rows, walls) or not _joined(rows, walls, size):
        return None
    return [sorted((text for level in row for text in level.texts), key=lambda text: (text.x0, text.base)) for row in rows]


def _joined(rows: list[list[Level]], walls: Sequence[float], size: float) -> bool:
    """Puts lines that only go on with a label to their rows, in place. False where that cannot be told."""
    inside = [
        below.levels[0] - text.levels[-1] for row in rows for text, below in _one_below_another([t for lv in row for t in lv.texts])
    ]
    between = [
        below[0].base - above[-1].base for above, below in itertools.pairwise(rows) if len(above) == len(below) == 1
        and above[0].figures and below[0].figures
    ]  # fmt: skip
    tight = max(inside) if inside else None
    usual = min(between) if between else None
    index = 0
    while index < len(rows):
        row = rows[index]
        if any(level.figures for level in row):
            index += 1
            continue
        above = _goes_on(rows, index - 1, index, walls)
        below = _goes_on(rows, index, index + 1, walls)
        close: list[tuple[float, int]] = []
        for gap, other in ((above, index - 1), (below, index + 1)):
            if gap is None:
                continue
            if tight is not None and gap > _TIGHT * tight:
                continue
            if tight is None and usual is not None and gap >= usual / _TIGHT:
                continue
            if tight is not None and usual is not None and usual < _LOOSE * tight or tight is None and usual is None:
                return False
            close.append((gap, other))
        if not close:
            index += 1
            continue
        nearest = min(gap for gap, _ in close)
        other = min(
            (other for gap, other in close if gap < nearest + _SAME_GAP * size),
            key=lambda other: (not any(level.figures for level in rows[other]), other),
        )
        first = min(index, other)
        rows[first : first + 2] = [rows[first] + rows[first + 1]]
        index = max(first - 1, 0)
    return True


def _figures_joined(rows: list[list[Level]], walls: Sequence[float]) -> bool:
    """Puts the rests of figures that were broken over two lines to their rows, in place. False where it is open whether they are."""
    usual = max((below[0].base - above[-1].base for above, below in itertools.pairwise(rows)), default=0.0)
    index = 1
    while index < len(rows):
        above, below = rows[index - 1], rows[index]
        gap = below[0].base - above[-1].base
        if (
            gap < _REST_NEAR * below[0].texts[0].size
            and _rests(above, below)
            and not any(above[-1].base < wall < below[0].base for wall in walls)
        ):
            if gap > usual / _LOOSE:
                return False
            rows[index - 1 : index + 1] = [above + below]
        else:
            index += 1
    return True


def _rests(above: Sequence[Level], below: Sequence[Level]) -> bool:
    """Whether all figures of a row may be the last digits of longer ones above them."""
    figures = [text for level in below for text in level.texts if text.figures]
    upper = [text for level in above for text in level.texts if text.figures]
    return bool(figures) and all(
        _REST.fullmatch(text.text) is not None
        and any(one.over(text) and len(one.text) >= _BROKEN and not _REST.fullmatch(one.text) for one in upper)
        for text in figures
    )


def _goes_on(rows: Sequence[Sequence[Level]], first: int, second: int, walls: Sequence[float]) -> float | None:
    """How far two rows stand apart, where every text of one without figures may be a line of a label in the other one."""
    if first < 0 or second >= len(rows):
        return None
    upper, lower = rows[first][-1], rows[second][0]
    if any(upper.base < wall < lower.base for wall in walls):
        return None
    found: list[float] = []
    for bare, row in ((lower, rows[second]), (upper, rows[first])):
        gap = None if any(level.figures for level in row) else _gap(rows, upper, lower, bare is upper)
        if gap is not None:
            found.append(gap)
    return min(found, default=None)


def _gap(rows: Sequence[Sequence[Level]], upper: Level, lower: Level, bare_upper: bool) -> float | None:
    """How far two lines stand apart, where every text of one of them may be a line of a label in the other's row."""
    bare, other = (upper, lower) if bare_upper else (lower, upper)
    gaps: list[float] = []
    row = next(row for row in rows if any(level is other for level in row))
    for text in bare.texts:
        partners = [one for level in row for one in level.texts if one.over(text) and not one.figures]
        if not partners:
            return None
        edge = min(one.base for one in partners) if bare_upper else max(one.base for one in partners)
        nearest = [one for one in partners if abs(one.base - edge) < _LEVEL * one.size]
        if len(nearest) != 1:
            return None
        above, below = (text, nearest[0]) if bare_upper else (nearest[0], text)
        column = max(one.x1 for row in rows for level in row for one in level.texts if one.over(above) and not one.figures)
        if _NUMBERED.match(fold(below.text)) or column - above.x1 > _FULL * above.size:
            return None
        gaps.append(below.base - above.base)
    return max(gaps, default=None)


def _one_below_another(texts: Sequence[Text]) -> list[tuple[Text, Text]]:
    """Neighbouring lines of the labels in one row."""
    pairs: list[tuple[Text, Text]] = []
    labels = sorted((text for text in texts if not text.figures), key=lambda text: text.base)
    for number, text in enumerate(labels):
        below = [other for other in labels[number + 1 :] if other.over(text) and other.base - text.base > NEVER_TWO * text.size]
        if below:
            pairs.append((text, below[0]))
    return pairs


def _usual(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]

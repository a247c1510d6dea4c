"""Where on a page a table without any rules may stand: printed lines with several columns, close below each other."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from ._pdf_lines import Line
from ._pdf_texts import Text, texts_of

_FAR = 4.0
"""Lines of one table are nearer to each other than so many character heights."""
_BETWEEN = re.compile(
    r"表$|单\s*位[:：]|^(?:编制|填报)?(?:部门|单位)(?:名称)?[:：]|^[注说]|^第?\s*\d+\s*页|^[-—–－]\s*\d{1,4}\s*[-—–－]$"
)
"""Lines that stand above or below tables, not in them."""
_SENTENCE = re.compile("[。；]")
_LARGER = 1.25
"""Titles are set in type so many times as large."""
_LONG = 32
"""A text with more characters than this, and no figures beside it, is prose."""
_FEWEST_ROWS, _FIGURES_OF_ONE_ROW = 2, 4
"""A table has so many rows with figures, or so many figures in one row."""
_ANOTHER = 1.5
"""Another table begins below a distance so many times that of rows, where the next lines show no figures."""
_PAGE_NUMBER, _BELOW = re.compile(r"\d{1,4}"), 1.2
"""A number that stands alone below a table, further from it than so many times the distance of rows, is that of the page."""
_ABOVE = 4
"""Lines with a single text that may belong to the heads above the first line with several."""


def regions_of(lines: Sequence[Line]) -> list[list[list[Line]]]:
    """For each place where a table may stand its lines, in several ways: with more or fewer of the lines above it."""
    ordered = sorted(lines, key=lambda line: line.base)
    levels: list[list[Line]] = []
    for line in ordered:
        if levels and line.base - levels[-1][0].base < 0.5 * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    sizes = sorted(line.size for line in lines for _ in line.chars)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    found: list[list[list[Line]]] = []
    run: list[list[Line]] = []
    for number, level in enumerate([*levels, []]):
        near = (
            not run or level and level[0].base - run[-1][0].base < _FAR * usual and not _another(run, levels[number : number + 2])
        )
        if level and not _apart(level, usual) and near:
            run.append(level)
            continue
        if region := _region(_without_page_number(run)):
            found.append(region)
        run = [level] if level and not _apart(level, usual) else []
    return found


def _another(run: Sequence[Sequence[Line]], following: Sequence[Sequence[Line]]) -> bool:
    """Whether another table begins below a run of lines: far below it, and with lines that show no figures."""
    figures = [level[0].base for level in run if any(text.figures for text in _texts(level))]
    if len(figures) < _FEWEST_ROWS or any(text.figures for level in following for text in _texts(level)):
        return False
    rows = min(below - above for above, below in itertools.pairwise(figures))
    return following[0][0].base - run[-1][0].base > _ANOTHER * rows


def _without_page_number(run: Sequence[Sequence[Line]]) -> Sequence[Sequence[Line]]:
    pitches = [below[0].base - above[0].base for above, below in itertools.pairwise(run)]
    last = [text.text for text in _texts(run[-1])] if run else []
    alone = len(last) == 1 and _PAGE_NUMBER.fullmatch(last[0])
    return run[:-1] if alone and len(pitches) > 1 and pitches[-1] > _BELOW * max(pitches[:-1]) else run


def _apart(level: Sequence[Line], usual: float) -> bool:
    """Whether a line is none of a table: a title, a unit, a sentence."""
    texts = [text for line in level for text in texts_of(line)]
    if any(_BETWEEN.search(line.text.strip()) for line in level) or all(line.size > _LARGER * usual for line in level):
        return True
    longest = math.inf if len(texts) > 1 and any(text.figures for text in texts) else _LONG
    return any(len(text.text) > longest or _SENTENCE.search(text.text) for text in texts)


def _region(run: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The ways to take a table out of a run of lines, those with most lines above it first."""
    several = [number for number, level in enumerate(run) if len(_texts(level)) > 1]
    counts = [sum(text.figures > 0 for text in _texts(run[number])) for number in several]
    if sum(count > 0 for count in counts) < _FEWEST_ROWS and max(counts, default=0) < _FIGURES_OF_ONE_ROW:
        return []
    first = several[0]
    starts = range(max(0, first - _ABOVE), first + 1)
    return [[line for level in run[start:] for line in level] for start in starts]


def _texts(level: Sequence[Line]) -> list[Text]:
    return [text for line in level for text in texts_of(line)]

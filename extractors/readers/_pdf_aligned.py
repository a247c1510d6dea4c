"""Tables drawn with horizontal rules only, or with none: where on a page they stand, and which of them cannot be read for certain."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..amounts import cell_figure
from ._pdf_cells import PageTable, cell_of
from ._pdf_columns import tracks_of
from ._pdf_grid import Span
from ._pdf_lines import Line
from ._pdf_page import Rule
from ._pdf_partial import pieces_of, text_of
from ._pdf_regions import regions_of
from ._pdf_rows import levels_of, rows_of
from ._pdf_texts import GLUED, contents_list, texts_of
from ._pdf_unruled import unruled_table

_SAME_ENDS = 12.0
"""Rules whose ends differ by less, in points, frame one table."""
_FEWEST_ROWS = 2
"""Rows with figures that a table must show."""
_FEWEST_UNRULED, _FIGURES_OF_ONE_ROW = 3, 4
"""The same for a table without any rules, and how many figures a single row has that may be one."""
_MOST_ABOVE = 4
"""How many lines, titles and units, may stand above a table that goes on from the page before."""
_BETWEEN = re.compile(r"表$|单\s*位[:：]|^[注说]")
"""Lines that stand above or below tables, not in them."""
_AMOUNT = re.compile(r"\d[.,，．]\d")
_LONGEST_NUMBER = 4
"""Two whole numbers with more digits than this in one row, a code and its figure, are those of a table."""
_LEADING, _ENDING = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第|[附续]?表"), re.compile("[：:，、]")
"""How headings begin, and signs that stand in sentences, not in heads."""


class Doubtful(Exception):
    """What looks like a table has columns that cannot be told for certain."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """The tables found, the lines that belong to none, and how many tables were left alone because of their columns."""

    tables: list[PageTable]
    lines: list[Line]
    doubtful: int


def aligned_tables(rules: Sequence[Rule], lines: Sequence[Line], page: int) -> Aligned:
    """The tables framed by rules that no vertical line crosses, and those without any rules."""
    tables: list[PageTable] = []
    rest, aside = list(lines), []
    doubtful = 0
    for frame in _frames(rules, lines):
        inside = [line for line in rest if frame[0].at - 1 < (line.top + line.bottom) / 2 < frame[-1].at + 1]
        inside = [line for line in inside if line.x0 > frame[0].start - _SAME_ENDS and line.x1 < frame[0].end + _SAME_ENDS]
        try:
            short = [rule for rule in rules if frame[0].at < rule.at < frame[-1].at and rule not in frame]
            table = _table(frame, inside, page, short)
        except Doubtful:
            doubtful += 1
            aside.extend(inside)
        else:
            if table is None:
                continue
            tables.append(table)
        rest = _without(rest, inside)
    starts = {id(line) for line in sorted(lines, key=lambda line: line.base)[:_MOST_ABOVE]}
    for ways in regions_of(rest):
        try:
            table, taken = _unruled(ways, page, first=id(ways[0][0]) in starts)
        except Doubtful:
            doubtful += 1
            aside.extend(ways[0])
            rest = _without(rest, ways[0])
        else:
            if table is not None:
                tables.append(table)
                rest = _without(rest, taken)
    return Aligned(tables, rest + aside, doubtful)


def _without(lines: Sequence[Line], taken: Sequence[Line]) -> list[Line]:
    gone = set(map(id, taken))
    return [line for line in lines if id(line) not in gone]


def _unruled(ways: Sequence[Sequence[Line]], page: int, *, first: bool) -> tuple[PageTable | None, Sequence[Line]]:
    """The table that lines make, with more or fewer of those above it, and which of them it took; `first` says that they are the first
    of their page. Raises `Doubtful` where they show figures as tables do and the columns of these cannot be told for certain.
    """
    for way in ways:
        table = unruled_table(_frame_of(way), way, page, (), ruled=False)
        if table is not None:
            if any(_may_be_head(line, table) for line in _without(ways[0], way)):
                raise Doubtful
            return table, way
    levels = levels_of([text for line in ways[0] for text in texts_of(line)])
    rows = [[text.text for text in level.texts if text.figures] for level in levels if len(level.texts) > 1]
    rows = [row for row in rows if any(map(_AMOUNT.search, row)) or sum(len(figure) > _LONGEST_NUMBER for figure in row) > 1]
    if len(rows) < _FEWEST_UNRULED and max(map(len, rows), default=0) < _FIGURES_OF_ONE_ROW:
        return None, ()
    table = _going_on(_frame_of(ways[0]), ways[0], page) if first else None
    if table is None:
        raise Doubtful
    return table, ways[0]


def _may_be_head(line: Line, table: PageTable) -> bool:
    """Whether a line close above a table may be a head over several of its columns, and not its title or what leads to it."""
    if abs(line.x0 + line.x1 - table.xs[0] - table.xs[-1]) < 2 * line.size:
        return False
    amounts = min((cell.box[0] for cell in table.cells if _AMOUNT.search(cell.text)), default=table.xs[1])
    if line.x0 < table.xs[0] + line.size and line.x1 < amounts:
        return False
    text = line.text.strip()
    return line.x0 > table.xs[1] or not (_LEADING.match(text) or _ENDING.search(text))


def _frame_of(lines: Sequence[Line]) -> list[Rule]:
    """The upper and the lower end of a table that has no rules."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [Rule(min(line.top for line in lines) - 1, left, right), Rule(max(line.bottom for line in lines) + 1, left, right)]


def shows_figure(line: Line) -> bool:
    """Whether a line shows a figure with decimals or thousands in a column of its own, as tables do."""
    texts = [text_of(chars) for chars in pieces_of(line)]
    return any(_AMOUNT.search(text) and cell_figure(text) is not None for text in texts)


def _frames(rules: Sequence[Rule], lines: Sequence[Line]) -> list[list[Rule]]:
    """Rules of one length below each other, cut where the title, the unit or the note of a table stands between two of them."""
    frames: list[list[Rule]] = []
    for rule in sorted(rules):
        for frame in frames:
            if abs(frame[0].start - rule.start) < _SAME_ENDS and abs(frame[0].end - rule.end) < _SAME_ENDS:
                frame.append(rule)
                break
        else:
            frames.append([rule])
    separate = sorted((line.top + line.bottom) / 2 for line in lines if _BETWEEN.search(line.text.strip()))
    parts: list[list[Rule]] = []
    for frame in frames:
        parts.append([])
        for rule in frame:
            last = parts[-1][-1].at if parts[-1] else rule.at
            if bisect_left(separate, last) != bisect_left(separate, rule.at):
                parts.append([])
            parts[-1].append(rule)
    return [table for part in parts for table in _tables_of(part, lines) if len(table) > 1]


def _tables_of(frame: Sequence[Rule], lines: Sequence[Line]) -> list[list[Rule]]:
    """Rules cut where one table ends and another begins: two bands without figures, what leads to a table and its heads, below figures."""
    bands = [
        any(text.figures for line in lines if above.at < (line.top + line.bottom) / 2 < below.at for text in texts_of(line))
        for above, below in itertools.pairwise(frame)
    ]
    tables: list[list[Rule]] = [[frame[0]]]
    for number, rule in enumerate(frame[1:]):
        led_to = not any(bands[number : number + 2]) and number + 1 < len(bands) and len(tables[-1]) > 1
        if led_to and any(bands[number + 1 - len(tables[-1]) : number]):
            tables.append([])
        tables[-1].append(rule)
    return tables


def _table(frame: Sequence[Rule], lines: Sequence[Line], page: int, short: Sequence[Rule]) -> PageTable | None:
    """The table that the lines between rules make; `short` are other rules between them. None where they make none; raises `Doubtful`
    where its columns cannot be told for certain.
    """
    return unruled_table(frame, lines, page, short, ruled=True) or _going_on(frame, lines, page)


def _going_on(frame: Sequence[Rule], lines: Sequence[Line], page: int) -> PageTable | None:
    """The table without heads that goes on from the page before: every row fills every column. Raises `Doubtful` for other tables."""
    levels = levels_of([text for line in lines for text in texts_of(line)])
    with_figures = [level for level in levels if level.figures]
    figures = [[text.text for text in level.texts if text.figures] for level in with_figures]
    if len(with_figures) < _FEWEST_ROWS or contents_list(figures):
        return None
    if sum(any(_AMOUNT.search(figure) for figure in row) for row in figures) < _FEWEST_ROWS and 2 * len(with_figures) < len(levels):
        return None
    rows = rows_of(levels, [rule.at for rule in frame[1:-1]]) if levels[0].figures else None
    tracks = tracks_of(rows) if rows else None
    if not rows or tracks is None or len(tracks) < 2 or any(GLUED.search(text.text) for row in rows for text in row):
        raise Doubtful
    if any(len(row) != len(tracks) for row in rows):
        raise Doubtful
    middle = [(left.x1 + right.x0) / 2 for left, right in itertools.pairwise(tracks)]
    xs = (min(frame[0].start, tracks[0].x0), *middle, max(frame[0].end, tracks[-1].x1))
    tops = [min(char.top for text in row for char in text.chars) for row in rows]
    bottoms = [max(char.bottom for text in row for char in text.chars) for row in rows]
    between = [(bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False)]
    ys = (min(frame[0].at, tops[0]), *between, max(frame[-1].at, bottoms[-1]))
    cells = [
        cell_of(Span(number, column, 1, 1), (xs[column], ys[number], xs[column + 1], ys[number + 1]), text.chars)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    return PageTable(page, xs, ys, tuple(cells))

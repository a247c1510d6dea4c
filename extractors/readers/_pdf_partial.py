"""Tables whose inner rules are partly missing: rows and columns that only the alignment of the text shows."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ..amounts import cell_figure
from ._pdf_cells import PADDING, PageCell, PageTable, cell_of
from ._pdf_grid import Span
from ._pdf_lines import Line
from ._pdf_page import Char, Rule

_PIECE_GAP = 0.6
"""A gap of this many character heights separates what stands in neighbouring columns."""
_SAME_ENDS = 8.0
"""A rule whose ends are nearer than this to the sides of a table, in points, belongs to it."""
_OVERHANG = 2.0
"""How far text may stick out over a column edge, in points."""


def completed(table: PageTable) -> PageTable:
    """The table with the columns and rows cut that its rules leave together."""
    return _split_rows(_split_columns(table))


def extended(table: PageTable, loose: Sequence[Rule], lines: Sequence[Line]) -> tuple[PageTable, list[Line]]:
    """The table with the rows below it whose vertical rules are missing, down to a loose rule of its width; and the other lines."""
    below = [
        rule
        for rule in loose
        if rule.at > table.ys[-1] + 1 and abs(rule.start - table.xs[0]) < _SAME_ENDS and abs(rule.end - table.xs[-1]) < _SAME_ENDS
    ]
    if not below:
        return table, list(lines)
    foot = max(rule.at for rule in below)
    taken = [line for line in lines if table.ys[-1] < (line.top + line.bottom) / 2 < foot]
    heights = [table.ys[-1], *sorted(rule.at for rule in below)]
    cells: list[PageCell] = []
    for number, (top, bottom) in enumerate(itertools.pairwise(heights)):
        inside = [char for line in taken if top < (line.top + line.bottom) / 2 < bottom for char in line.chars]
        whole = cell_of(Span(len(table.ys) - 1 + number, 0, 1, len(table.xs) - 1), (table.xs[0], top, table.xs[-1], bottom), inside)
        columns = _columns_of(whole, table)
        if inside and len(columns) == 1:
            return table, list(lines)  # text that knows nothing of the columns
        cells.extend(columns)
    if not taken:
        return table, list(lines)
    own = set(map(id, taken))
    longer = replace(table, ys=(*table.ys, *heights[1:]), cells=(*table.cells, *cells))
    return longer, [line for line in lines if id(line) not in own]


def pieces_of(line: Line) -> list[list[Char]]:
    """A line cut at gaps between columns."""
    pieces: list[list[Char]] = []
    for char in line.chars:
        if pieces and char.x0 - pieces[-1][-1].x1 <= _PIECE_GAP * (char.bottom - char.top):
            pieces[-1].append(char)
        else:
            pieces.append([char])
    return pieces


def text_of(chars: Sequence[Char]) -> str:
    """The characters of a piece as text."""
    return "".join(char.text for char in chars)


def _split_columns(table: PageTable) -> PageTable:
    """Cut cells over several columns that hold one figure per column: the rules between them are missing."""
    cells: list[PageCell] = []
    for cell in table.cells:
        cells.extend(_columns_of(cell, table) if cell.span.column_span > 1 and cell.span.row_span == 1 else [cell])
    return table if len(cells) == len(table.cells) else replace(table, cells=tuple(cells))


def _columns_of(cell: PageCell, table: PageTable) -> list[PageCell]:
    span = cell.span
    columns: dict[int, list[Char]] = {}
    figures = 0
    for line in cell.lines:
        for piece in pieces_of(line):
            column = bisect_right(table.xs, (piece[0].x0 + piece[-1].x1) / 2) - 1
            if not span.column <= column < span.column + span.column_span:
                return [cell]
            if piece[0].x0 < table.xs[column] - _OVERHANG or piece[-1].x1 > table.xs[column + 1] + _OVERHANG:
                return [cell]
            columns.setdefault(column, []).extend(piece)
            figures += cell_figure(text_of(piece)) is not None
    if len(columns) < 2 or not figures:
        return [cell]
    made = []
    for column in range(span.column, span.column + span.column_span):
        box = (table.xs[column], cell.box[1], table.xs[column + 1], cell.box[3])
        made.append(cell_of(Span(span.row, column, 1, 1), box, columns.get(column, [])))
    return made


def _split_rows(table: PageTable) -> PageTable:
    """Cut rows in which several figures stand one under another, each on the line of figures or labels beside them."""
    cuts = {row: cut for row in range(len(table.ys) - 1) if (cut := _cuts(table, row))}
    if not cuts:
        return table
    ys = list(table.ys)
    offsets: list[int] = []
    added = 0
    for row in range(len(table.ys)):
        offsets.append(row + added)
        added += len(cuts.get(row, ()))
    for row in sorted(cuts, reverse=True):
        ys[row + 1 : row + 1] = cuts[row]
    cells: list[PageCell] = []
    for cell in table.cells:
        first, last = offsets[cell.span.row], offsets[cell.span.row + cell.span.row_span]
        moved = replace(cell, span=replace(cell.span, row=first, row_span=last - first))
        cells.extend(_rows_of(moved, ys) if cell.span.row_span == 1 and cell.span.row in cuts else [moved])
    cells.sort(key=lambda cell: (cell.span.row, cell.span.column))
    return replace(table, ys=tuple(ys), cells=tuple(cells))


def _cuts(table: PageTable, row: int) -> list[float]:
    """Where a row is to be cut: between the figures of the column that has most of them."""
    cells = [cell for cell in table.cells if cell.span.row == row and cell.span.row_span == 1]
    several = [cell for cell in cells if len(cell.lines) > 1]
    stacks = [[line.base for line in cell.lines] for cell in several if _stack(cell)]
    if not stacks or len(several) < 2 or any(len(cell.lines) == 1 for cell in cells):
        return []
    size = min(line.size for cell in several for line in cell.lines)
    longest: list[float] = max(stacks, key=len)
    bases = sorted(longest)
    if any(min(abs(base - other) for other in bases) > 0.5 * size for stack in stacks for base in stack):
        return []
    return [(above + below) / 2 - 0.35 * size for above, below in itertools.pairwise(bases)]


def _stack(cell: PageCell) -> bool:
    """Whether a cell holds several whole figures, one under another: all with as many decimals, none of them broken by the margin."""
    figures = [cell_figure(line.text) for line in cell.lines]
    decimals = {figure.value.as_tuple().exponent for figure in figures if figure is not None}
    widest = max(cell.lines, key=lambda line: line.x1 - line.x0)
    width = widest.x1 - widest.x0
    room = cell.box[2] - cell.box[0] - width - 2 * PADDING
    return None not in figures and len(decimals) == 1 and room > width / len(widest.text)


def _rows_of(cell: PageCell, ys: Sequence[float]) -> list[PageCell]:
    span = cell.span
    rows: dict[int, list[Char]] = {}
    for line in cell.lines:
        row = min(max(bisect_right(ys, line.base - 0.35 * line.size) - 1, span.row), span.row + span.row_span - 1)
        rows.setdefault(row, []).extend(line.chars)
    made = []
    for row in range(span.row, span.row + span.row_span):
        box = (cell.box[0], ys[row], cell.box[2], ys[row + 1])
        made.append(cell_of(Span(row, span.column, 1, span.column_span), box, rows.get(row, [])))
    return made

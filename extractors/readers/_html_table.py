"""The grid of an HTML table: from rows of cells with spans, as the page lists them, to anchor cells with rows and columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import repeat

from ...schemas.document import Cell
from ...schemas.errors import LimitExceeded
from ._bulk import single_cells
from ._html_model import CellBox, Line, RowBox, plain_rows
from ._html_plain import PlainTable, shown

MAX_SPAN = 1000
"""Columns one cell may span, as in browsers."""
MAX_PLACES = 10_000_000
"""Rows times columns of one table."""
_MANY_COLUMNS = 1000
"""Beyond so many columns, those in which no cell starts are left out: cells that span a thousand each would make a grid of nothing."""


def in_order(rows: Iterable[RowBox]) -> list[RowBox]:
    """Rows as they are shown: the first thead on top, the first tfoot at the bottom, wherever they stand in the page."""
    listed = list(rows)
    first: dict[str, int] = {}
    for row in listed:
        first.setdefault(row.part, row.group)
    heads = [row for row in listed if row.part == "head" and row.group == first["head"]]
    feet = [row for row in listed if row.part == "foot" and row.group == first["foot"]]
    if not heads and not feet:
        return listed
    fixed = {first[row.part] for row in (*heads, *feet)}
    return [*heads, *(row for row in listed if row.group not in fixed), *feet]


def arrange(rows: list[RowBox]) -> list[CellBox]:
    """Place the cells of ordered rows; rows in which no cell starts are left out of the grid, and columns behind the last cell's."""
    cells = _placed(rows)
    _close_rows(cells)
    _close_columns(cells, 0)
    return cells


def plain_grid(table: PlainTable) -> tuple[list[Cell], int, int, list[CellBox]]:
    """A large table: its cells, how many rows and columns it has, and the cells that claim a span beyond all reason."""
    texts: list[str] = []
    rows: list[int] = []
    columns: list[int] = []
    boxed: list[CellBox] = []
    height = width = 0
    parts: list[list[CellBox] | slice] = []
    for start, end, even in table.runs():
        if not even:
            boxes = _placed(in_order(plain_rows(table.rows[start:end], table)))
            _close_rows(boxes)
            for box in boxes:
                box.row += height
            height = max((box.row + box.row_span for box in boxes), default=height)
            boxed += boxes
            parts.append(boxes)
            continue
        done = len(texts)
        for row in table.rows[start:end]:
            count = row.end - row.start
            if count:
                texts += table.texts[row.start : row.end]
                rows += repeat(height, count)
                columns += range(count)
                height += 1
                width = max(width, count)
        parts.append(slice(done, len(texts)))
    _close_columns(boxed, width)
    singles = single_cells(shown(texts), rows, columns)
    cells: list[Cell] = []
    for part in parts:
        if isinstance(part, slice):
            cells += singles[part]
        else:
            cells += (
                Cell(
                    "\n".join(line.text for line in box.flow if isinstance(line, Line) and not line.picture),
                    box.row,
                    box.column,
                    box.row_span,
                    box.column_span,
                )
                for box in part
            )
    width = max([width, *(box.column + box.column_span for box in boxed)])
    return cells, height, width, [box for box in boxed if box.capped]


def _placed(rows: list[RowBox]) -> list[CellBox]:
    """The cells in their rows and columns."""
    cells: list[CellBox] = []
    taken: dict[int, int] = {}
    steps = 0
    group, group_end = -1, 0
    for number, row in enumerate(rows):
        if row.group != group:
            group, group_end = row.group, _group_end(rows, number)
        column = 0
        for cell in row.cells:
            while taken.get(column, 0) > number:
                column += 1
                steps += 1
            cell.row, cell.column = number, column
            down, across = cell.row_span, 1
            if down != 1:
                down = cell.row_span = group_end - number if down == 0 else min(down, group_end - number)
            if cell.column_span != 1:
                cell.capped = cell.column_span > MAX_SPAN
                wanted = min(cell.column_span, MAX_SPAN)
                while across < wanted and taken.get(column + across, 0) <= number:
                    across += 1
                cell.column_span = across
            if down != 1:
                for covered in range(column, column + across):
                    taken[covered] = number + down
            cells.append(cell)
            column += across
            steps += across
            if steps > MAX_PLACES:
                raise LimitExceeded(f"网页表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
    return cells


def _group_end(rows: list[RowBox], start: int) -> int:
    end = start
    while end < len(rows) and rows[end].group == rows[start].group:
        end += 1
    return end


def _close_columns(cells: list[CellBox], width: int) -> None:
    """Leave out columns behind the last one in which a cell starts (a cell may claim a hundred); `width` are those of other cells."""
    last = max(max((cell.column for cell in cells), default=0), width - 1)
    for cell in cells:
        if cell.column + cell.column_span > last + 1:
            cell.column_span = last + 1 - cell.column
    if last < _MANY_COLUMNS:
        return
    starts = sorted({*range(width), *(cell.column for cell in cells)})
    for cell in cells:
        end = cell.column + cell.column_span
        cell.column = bisect_left(starts, cell.column)
        cell.column_span = max(1, bisect_left(starts, end) - cell.column)


def _close_rows(cells: list[CellBox]) -> None:
    """Leave out rows without a cell of their own."""
    if not cells:
        return
    starts = sorted({cell.row for cell in cells})
    if len(starts) == max(cell.row + cell.row_span for cell in cells):
        return
    for cell in cells:
        end = cell.row + cell.row_span
        cell.row = bisect_left(starts, cell.row)
        cell.row_span = max(1, bisect_left(starts, end) - cell.row)

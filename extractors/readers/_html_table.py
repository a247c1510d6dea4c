"""The grid of an HTML table: from rows of cells with spans, as the page lists them, to anchor cells with rows and columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from ...schemas.errors import LimitExceeded
from ._html_boxes import CellBox, RowBox

MAX_SPAN = 1000
"""Columns one cell may span, as in browsers."""
MAX_PLACES = 10_000_000
"""Rows times columns of one table."""


@dataclass(slots=True)
class Placed:
    """A cell with its place in the grid."""

    box: CellBox
    row: int
    column: int
    row_span: int
    column_span: int
    capped: bool = False
    """Whether the page claims a span beyond all reason."""


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


def arrange(rows: list[RowBox]) -> list[Placed]:
    """Place the cells of ordered rows; rows and columns in which no cell starts are left out of the grid."""
    placed: list[Placed] = []
    taken: dict[int, int] = {}
    steps = 0
    group, group_end = -1, 0
    for number, row in enumerate(rows):
        if row.group != group:
            group, group_end = row.group, _group_end(rows, number)
        column = 0
        for box in row.cells:
            while taken.get(column, 0) > number:
                column += 1
                steps += 1
            down = group_end - number if box.row_span == 0 else min(box.row_span, group_end - number)
            across = 1
            for _ in range(min(box.column_span, MAX_SPAN) - 1):
                if taken.get(column + across, 0) > number:
                    break
                across += 1
            for covered in range(column, column + across):
                taken[covered] = number + down
            placed.append(Placed(box, number, column, down, across, box.column_span > MAX_SPAN))
            column += across
            steps += across
            if steps > MAX_PLACES:
                raise LimitExceeded(f"网页表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
    _close_up(placed)
    return placed


def _group_end(rows: list[RowBox], start: int) -> int:
    end = start
    while end < len(rows) and rows[end].group == rows[start].group:
        end += 1
    return end


def _close_up(cells: list[Placed]) -> None:
    """Leave out rows without a cell of their own, and columns behind the last one in which a cell starts (a cell may claim a hundred)."""
    starts = sorted({cell.row for cell in cells})
    last = max((cell.column for cell in cells), default=0)
    for cell in cells:
        end = cell.row + cell.row_span
        cell.row = bisect_left(starts, cell.row)
        cell.row_span = max(1, bisect_left(starts, end) - cell.row)
        cell.column_span = min(cell.column_span, last + 1 - cell.column)

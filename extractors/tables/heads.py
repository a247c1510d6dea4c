"""Heads over several rows as a tree: for each column the printed heads above it, outermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .grid import Grid, Slot

Matrix = list[list[Slot | None]]
"""Head rows, each with one slot per grid column; a head that spans columns stands in each of them."""


@dataclass(frozen=True, slots=True)
class HeadPath:
    """A logical column: its first and last grid column (0-based, inclusive) and the slots of its heads, outermost first."""

    first: int
    last: int
    heads: tuple[Slot, ...]


def head_paths(grid: Grid, head_rows: Sequence[int], data_rows: Sequence[int]) -> list[HeadPath]:
    """The logical columns below `head_rows`. Grid columns under one head are one logical column, unless the data rows have separate
    cells there (科目编码 and 科目名称 under one 项目).
    """
    matrix = _matrix(grid, head_rows)
    width = max((len(row) for row in matrix), default=0)
    paths: list[HeadPath] = []
    for column in range(width):
        heads: list[Slot] = []
        for row in matrix:
            slot = row[column] if column < len(row) else None
            if slot is not None and not slot.blank and (not heads or heads[-1] is not slot):
                heads.append(slot)
        previous = paths[-1] if paths else None
        if (
            previous
            and heads
            and len(previous.heads) == len(heads)
            and all(a is b for a, b in zip(previous.heads, heads, strict=True))
            and not _separate(grid, data_rows, previous.last, column)
        ):
            paths[-1] = HeadPath(previous.first, column, previous.heads)
        else:
            paths.append(HeadPath(column, column, tuple(heads)))
    return paths


def _separate(grid: Grid, data_rows: Sequence[int], left: int, right: int) -> bool:
    """Whether some data row has two different filled cells at two neighbouring grid columns."""
    for row in data_rows:
        a, b = grid.at(row, left), grid.at(row, right)
        if a is not None and b is not None and a is not b and not a.blank and not b.blank:
            return True
    return False


def _matrix(grid: Grid, head_rows: Sequence[int]) -> Matrix:
    if grid.listed:
        return _spread_listed([grid.rows[row] for row in head_rows])
    width = grid.table.column_count
    matrix: Matrix = [[grid.at(row, column) for column in range(width)] for row in head_rows]
    return matrix if grid.exact else _fill_tabbed(matrix)


def _fill_tabbed(matrix: Matrix) -> Matrix:
    """Tab-separated heads leave blanks behind a merged head: fill them from the left where a lower head stands below."""
    filled = [list(row) for row in matrix]
    for number, row in enumerate(filled):
        for column in range(1, len(row)):
            slot = row[column]
            if slot is not None and not slot.blank:
                continue
            below = any(_has_text(lower[column]) for lower in matrix[number + 1 :])
            parent_same = number == 0 or filled[number - 1][column] is filled[number - 1][column - 1]
            left = row[column - 1]
            if below and parent_same and _has_text(left):
                row[column] = left
    return filled


def _has_text(slot: Slot | None) -> bool:
    return slot is not None and not slot.blank


def _spread_listed(rows: list[list[Slot]]) -> Matrix:
    """Give back the columns that one-cell-per-line text has lost: the last head row stands for the columns, a row above it with fewer
    cells is spread so that a head continued from above (blank below) takes one column and the others share the rest.

    A row that cannot be spread without guessing is left out: only a spanning head is lost by that, never a column's own head.
    """
    if not rows:
        return []
    bottom = list(rows[-1])
    if len(rows) > 1 and len(bottom) < len(rows[-2]):
        # the last head row lists only the heads below merged ones: the row above then stands for the columns
        return [list(rows[-2])]
    matrix: Matrix = [list(bottom)]
    for row in reversed(rows[:-1]):
        spread = _spread(row, matrix[0])
        if spread is not None:
            matrix.insert(0, spread)
    return matrix


def _spread(upper: list[Slot], lower: list[Slot | None]) -> list[Slot | None] | None:
    if len(upper) == len(lower):
        return list(upper)
    runs: list[list[int]] = []
    singles = 0
    open_run = False
    for column, slot in enumerate(lower):
        if not _has_text(slot):
            singles += 1
            open_run = False
        elif open_run:
            runs[-1].append(column)
        else:
            runs.append([column])
            open_run = True
    shared = len(upper) - singles
    if shared <= 0 or not runs:
        return None
    if shared != len(runs):
        if len(runs) != 1 or len(runs[0]) % shared:
            return None
        size = len(runs[0]) // shared
        runs = [runs[0][start : start + size] for start in range(0, len(runs[0]), size)]
    owner = {column: number for number, run in enumerate(runs) for column in run}
    spread: list[Slot | None] = []
    cells = iter(upper)
    current = -1
    for column in range(len(lower)):
        number = owner.get(column)
        if number is None:
            spread.append(next(cells))
            current = -1
        elif number != current:
            spread.append(next(cells))
            current = number
        else:
            spread.append(spread[-1])
    return spread

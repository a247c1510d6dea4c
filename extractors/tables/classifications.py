"""Rows that two classifications name at once: 部门经济分类 and 政府经济分类 side by side, each with a code and a name of its own."""

from __future__ import annotations

from collections.abc import Iterable

from .grid import Grid
from .layout import Lane, SectionColumn


def telling_columns(lane: Lane, grid: Grid, rows: Iterable[int]) -> tuple[SectionColumn, ...]:
    """The code and label columns that name the rows of a lane.

    These are all of them, unless codes stand again behind a name. Then it is the classification that tells more rows apart (of 基本工资 |
    工资奖金津补贴 and 津贴补贴 | 工资奖金津补贴 the first one), so that its names never get the codes of the other.
    """
    groups: list[list[SectionColumn]] = []
    for column in lane.columns:
        if column.kind not in ("label", "code"):
            continue
        again = column.kind == "code" and bool(groups) and groups[-1][-1].kind == "label"
        if not groups or again:
            groups.append([])
        groups[-1].append(column)
    coded = [group for group in groups if any(column.kind == "code" for column in group)]
    if len(coded) < 2:
        return tuple(column for group in groups for column in group)
    data = tuple(rows)
    return tuple(max(coded, key=lambda group: len({_printed(grid, row, group) for row in data})))


def _printed(grid: Grid, row: int, columns: Iterable[SectionColumn]) -> tuple[str, ...]:
    slots = (grid.at(row, column.first) for column in columns)
    return tuple(slot.content.plain if slot is not None else "" for slot in slots)

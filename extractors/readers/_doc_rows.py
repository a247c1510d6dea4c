"""Rows of tables in Word 97-2003 documents: cell boundaries and merges, and the grid they make ([MS-DOC] 2.6.3).

A row states the distances of its cell boundaries from the margin, and nothing of columns: those of the table are all boundaries of
its rows.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from . import _doc_sprms as sprm
from ._docx_table import MAX_SPAN, RawCell, RawRow

_MOST_CELLS = 255
_CELL = 20
"""Bytes that describe a cell beside its boundaries."""
_VERTICAL, _RESTART = 0x20, 0x40
_DEFAULT_WIDTH = 1440
_IDENTITY = {sprm.TABLE_ANCHOR: b"\0", sprm.TABLE_X: b"\0\0", sprm.TABLE_Y: b"\0\0"}
"""What differs between two tables that follow one another without a paragraph between them, with its default."""


@dataclass(slots=True)
class RowShape:
    """The cells a row defines."""

    edges: list[int] = field(default_factory=list)
    """Boundaries in twips, one more than cells, rising; empty where the row states none."""
    left: int = 0
    """The first boundary, as long as there are no cells."""
    gap: int = 0
    """Half the space between the texts of two cells."""
    horizontal: list[int] = field(default_factory=list)
    """By cell, 0 or one of the two marks of cells merged with their neighbours."""
    vertical: list[str] = field(default_factory=list)
    """By cell: empty, ``restart`` or ``continue``."""
    identity: dict[int, bytes] = field(default_factory=dict)
    """Where the table of the row stands, if it floats."""


def row_shape(modifiers: Iterable[tuple[int, bytes]]) -> RowShape:
    """The shape that the modifiers of a row leave when they are applied one after another."""
    shape = RowShape()
    for code, operand in modifiers:
        if code in (sprm.DEFINITION, sprm.DEFINITION_OLD):
            _define(shape, operand)
        elif code in _IDENTITY:
            shape.identity[code] = operand
        elif code == sprm.VERTICAL and len(operand) >= 2:
            if operand[0] < len(shape.vertical):
                shape.vertical[operand[0]] = {1: "continue", 3: "restart"}.get(operand[1] & 3, "")
        elif code == sprm.INSERT:
            _insert(shape, operand[0], operand[1], _signed(operand[2:4]))
        elif code in (sprm.ROW_LEFT, sprm.ROW_GAP):
            _shift(shape, code, _signed(operand))
        elif code in _CHANGES and shape.edges:
            _change(shape, code, operand)
    for index in range(1, len(shape.edges)):  # cells without width stand beside one another all the same
        shape.edges[index] = max(shape.edges[index], shape.edges[index - 1] + 1)
    return shape


def belong_together(above: RowShape, below: RowShape) -> bool:
    """Whether two rows that follow one another are rows of the same table."""
    return all(above.identity.get(code, default) == below.identity.get(code, default) for code, default in _IDENTITY.items())


def grid(shapes: Sequence[RowShape], rows: Sequence[Sequence[RawCell]]) -> tuple[list[RawRow], list[int]]:
    """Rows with spans, and the widths of the columns in twips, for `arrange`; cells are given their spans and merges."""
    own = _own_edges(shapes, [len(row) for row in rows])
    edges = sorted({edge for row in own for edge in row})
    placed: list[RawRow] = []
    for shape, boundaries, cells in zip(shapes, own, rows, strict=True):
        columns = [bisect_left(edges, edge) for edge in boundaries]
        for index, cell in enumerate(cells):
            cell.span = columns[index + 1] - columns[index]
            if index < len(shape.vertical):
                cell.vertical = shape.vertical[index]
        _merge(shape.horizontal, cells)
        placed.append(RawRow(min(columns[0], MAX_SPAN) if columns else 0, list(cells)))
    return placed, [after - before for before, after in pairwise(edges)]


def _define(shape: RowShape, operand: bytes) -> None:
    count = operand[0] if operand else 0
    if not count or len(operand) < 1 + 2 * (count + 1):
        return
    shape.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
    shape.left = shape.edges[0]
    described = operand[1 + 2 * (count + 1) :]
    flags = [
        struct.unpack_from("<H", described, _CELL * index)[0] if _CELL * index + 2 <= len(described) else 0
        for index in range(count)
    ]
    shape.horizontal = [flag & 3 for flag in flags]
    shape.vertical = ["restart" if flag & _RESTART else "continue" if flag & _VERTICAL else "" for flag in flags]


def _shift(shape: RowShape, code: int, value: int) -> None:
    if code == sprm.ROW_GAP:
        left = shape.left + shape.gap - value
        shape.gap = value
    else:
        left = value - shape.gap
    shape.edges = [edge + left - shape.left for edge in shape.edges]
    shape.left = left


def _insert(shape: RowShape, first: int, added: int, width: int) -> None:
    edges = shape.edges or [shape.left]
    added = min(added, _MOST_CELLS - (len(edges) - 1))
    width = max(0, width)
    if first >= len(edges) or added <= 0:
        return
    start = edges[first]
    shape.edges = [
        *edges[: first + 1],
        *(start + width * number for number in range(1, added + 1)),
        *(edge + width * added for edge in edges[first + 1 :]),
    ]
    shape.horizontal[first:first] = [0] * added
    shape.vertical[first:first] = [""] * added


def _change(shape: RowShape, code: int, operand: bytes) -> None:
    first, last = operand[0], min(operand[1], len(shape.edges) - 1)
    if first >= last:
        return
    if code == sprm.DELETE:
        removed = shape.edges[last] - shape.edges[first]
        shape.edges[first + 1 :] = [edge - removed for edge in shape.edges[last + 1 :]]
        del shape.horizontal[first:last], shape.vertical[first:last]
        if len(shape.edges) == 1:
            shape.edges = []
    elif code == sprm.WIDTH:
        width = max(0, _signed(operand[2:4]))
        widths = [after - before for before, after in pairwise(shape.edges)]
        widths[first:last] = [width] * (last - first)
        for index, each in enumerate(widths):
            shape.edges[index + 1] = shape.edges[index] + each
    elif code == sprm.MERGE:
        shape.horizontal[first:last] = [1, *[2] * (last - first - 1)]
    elif code == sprm.SPLIT:
        shape.horizontal[first:last] = [0] * (last - first)


def _signed(operand: bytes) -> int:
    return int.from_bytes(operand, "little", signed=True)


_CHANGES = frozenset({sprm.DELETE, sprm.WIDTH, sprm.MERGE, sprm.SPLIT})


def _merge(marks: Sequence[int], cells: Sequence[RawCell]) -> None:
    """Marks cells merged with their neighbours. Descriptions of the format disagree on which of the two bits stands for the first
    cell; whichever it is, the first of a set has the one and those that follow it have the other.
    """
    first = 0
    for mark, cell in zip(marks, cells, strict=False):
        if not mark:
            first = 0
        elif first and mark != first:
            cell.horizontal = "continue"
        else:
            first, cell.horizontal = mark, "restart"


def _own_edges(shapes: Sequence[RowShape], counts: Sequence[int]) -> list[list[int]]:
    """The boundaries of every row, as many as it needs; a row that states too few takes them from the row above, or from below."""
    found: list[list[int]] = []
    known = next((shape.edges for shape in shapes if shape.edges), [0])
    for shape, count in zip(shapes, counts, strict=True):
        known = shape.edges or known
        edges = known[: count + 1]
        while len(edges) <= count:
            edges.append(edges[-1] + _DEFAULT_WIDTH)
        found.append(edges)
    return found

"""The grid of a Word table (docx, doc): from rows of cells with spans and merge marks to anchor cells with rows and columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_SPAN = 512
"""Columns one cell may span (Word itself stops at 63); more is a mistake or an attack."""
NARROW = 150
"""Width in twips (1/1440 inch, 2.6 mm in all) below which a grid column cannot show a character."""


@dataclass(slots=True)
class RawCell:
    """A cell as a row of the file lists it; the lower fields are filled by `arrange`."""

    text: str
    span: int = 1
    vertical: str = ""
    """``restart`` and ``continue`` for vertically merged cells."""
    horizontal: str = ""
    """The same for cells merged horizontally in the old way, where each keeps its own grid column."""
    attached: list[Any] = field(default_factory=list)
    """Nested tables and text boxes, in reading order, as the reader that lists them knows them."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of the footnotes referred to."""
    capped: bool = False
    """Whether the file claims a span beyond `MAX_SPAN`."""
    row: int = 0
    column: int = 0
    row_span: int = 1
    covered: list[RawCell] = field(default_factory=list)
    """Cells this one was merged over that hold text or attachments of their own, which Word does not show."""


@dataclass(slots=True)
class RawRow:
    before: int
    """Grid columns left out before the first cell."""
    cells: list[RawCell]


def arrange(rows: Sequence[RawRow], widths: Sequence[int]) -> list[RawCell]:
    """Place all cells and merge what is merged; returns the anchor cells in row-major order.

    `widths` are those of the grid columns in twips, as far as the file states them.
    """
    for number, row in enumerate(rows):
        _place(number, row, len(widths))
    _drop_narrow_columns(rows, widths)
    anchors: list[RawCell] = []
    above: dict[tuple[int, int], RawCell] = {}
    for row in rows:
        merged: dict[tuple[int, int], RawCell] = {}
        for cell in row.cells:
            if not cell.vertical:
                anchors.append(cell)
                continue
            extent = (cell.column, cell.span)
            anchor = above.get(extent) if cell.vertical == "continue" else None
            if anchor is None:
                # Also a "continue" below nothing of the same extent: Word shows it as a cell of its own.
                anchor = cell
                anchors.append(cell)
            else:
                anchor.row_span += 1
                _cover(anchor, cell)
            merged[extent] = anchor
        above = merged
    return anchors


def _place(number: int, row: RawRow, columns: int) -> None:
    placed: list[RawCell] = []
    column = row.before
    for cell in row.cells:
        cell.row, cell.column = number, column
        if cell.span > MAX_SPAN:
            cell.span, cell.capped = max(1, min(columns - column, MAX_SPAN)), True
        column += cell.span
        if cell.horizontal == "continue" and placed and placed[-1].horizontal:
            placed[-1].span += cell.span
            _cover(placed[-1], cell)
        else:
            placed.append(cell)
    row.cells = placed


def _cover(anchor: RawCell, cell: RawCell) -> None:
    if cell.attached or (cell.text.strip() and cell.text != anchor.text):
        anchor.covered.append(cell)


def _drop_narrow_columns(rows: Sequence[RawRow], widths: Sequence[int]) -> None:
    """Lines drawn by hand rarely meet: where the same line lies a little further right in one row than in another, the grid gets a
    column too narrow for any text, and cells that stand below one another differ in columns and span. Such columns are left out
    of the grid, unless some cell consists of nothing else.
    """
    narrow = {column for column, width in enumerate(widths) if width < NARROW}
    if not narrow or len(narrow) == len(widths):
        return
    for cell in _cells(rows):
        columns = range(cell.column, cell.column + cell.span)
        if cell.column in narrow and narrow.issuperset(columns):
            narrow.difference_update(columns)
    if not narrow:
        return
    dropped = sorted(narrow)
    for cell in _cells(rows):
        end = cell.column + cell.span
        cell.column -= bisect_left(dropped, cell.column)
        cell.span = end - bisect_left(dropped, end) - cell.column


def _cells(rows: Sequence[RawRow]) -> Iterator[RawCell]:
    for row in rows:
        yield from row.cells

"""Tables of RTF: rows are defined by the right edges of their cells, from which the grid follows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from ...schemas.errors import LimitExceeded
from ._docx_table import RawCell, RawRow, arrange

MAX_CELLS = 2_000_000
MAX_PLACES = 10_000_000
_FURTHEST = 1_000_000
"""Twips; Word's widest page has 31,680."""
_NEXT = 2_000
"""Width in twips of a cell that the row does not define."""


@dataclass(slots=True)
class Edge:
    """The definition of a cell: its right edge in twips, and how it is merged."""

    right: int = 0
    horizontal: str = ""
    vertical: str = ""


@dataclass(slots=True)
class RowShape:
    """The definition of a row."""

    left: int = 0
    edges: list[Edge] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True)
class Content:
    """What a cell holds: its paragraphs, and what is attached to it (tables, text boxes) in reading order."""

    texts: list[str] = field(default_factory=list)
    attached: list[Nested | Box] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    paragraphs: int = 0


@dataclass(slots=True)
class Nested:
    """A table: rows of cells with their shapes."""

    rows: list[tuple[list[Content], RowShape]] = field(default_factory=list)


@dataclass(slots=True)
class Box:
    """A text box: what it holds in reading order."""

    items: list[Text | Nested] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """A paragraph with its outline level, and the boxes and notes anchored in it."""

    text: str
    level: int | None = None
    boxes: list[Box] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


@dataclass(slots=True)
class TableCell(RawCell):
    """A cell on its way into the grid."""

    content: Content = field(default_factory=Content)


def arranged(table: Nested) -> list[TableCell]:
    """The anchor cells of a table in row-major order, with their places. Raises LimitExceeded."""
    rows = [row for row in table.rows if row[0] and not row[1].deleted]
    placed = [_rights(contents, shape) for contents, shape in rows]
    marks = sorted({mark for rights in placed for mark in rights})
    if len(rows) * len(marks) > MAX_PLACES:
        raise LimitExceeded(f"文档表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
    widths = [right - left for left, right in pairwise(marks)]
    raw: list[RawRow] = []
    for (contents, shape), rights in zip(rows, placed, strict=True):
        at = [bisect_left(marks, mark) for mark in rights]
        cells: list[RawCell] = []
        for number, content in enumerate(contents):
            edge = shape.edges[number] if number < len(shape.edges) else Edge()
            text = "\n".join(text for text in content.texts if text.strip())
            cells.append(TableCell(text, at[number + 1] - at[number], edge.vertical, edge.horizontal, content=content))
        raw.append(RawRow(at[0], cells))
    return cast("list[TableCell]", arrange(raw, widths)) if raw else []


def _rights(contents: Sequence[Content], shape: RowShape) -> list[int]:
    """The left edge of a row and the right edges of its cells, each beyond the one before."""
    marks = [max(-_FURTHEST, min(shape.left, _FURTHEST))]
    for number in range(len(contents)):
        right = shape.edges[number].right if number < len(shape.edges) else marks[-1] + _NEXT
        marks.append(max(marks[-1] + 1, min(right, _FURTHEST)))
    return marks

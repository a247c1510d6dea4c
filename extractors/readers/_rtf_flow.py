"""One stream of paragraphs and tables of an RTF file: the body, a note, a header, or a text box."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...schemas.errors import LimitExceeded
from ._rtf_table import MAX_CELLS, Box, Content, Edge, Nested, RowShape, Text

MAX_EDGES = 10_000
"""Cells one row may define."""
MAX_NESTING = 40
"""Tables inside one another; what is deeper is read as if it stood in the deepest of them."""


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    table: Nested = field(default_factory=Nested)
    cells: list[Content] = field(default_factory=list)
    cell: Content = field(default_factory=Content)


class Flow:
    """Collects paragraphs and tables; `items` is the result after `finish`.

    A paragraph says by itself how deep in tables it stands; the end of a row closes what was collected of it.
    """

    def __init__(self) -> None:
        self.items: list[Text | Nested] = []
        self.level: int | None = None
        """Outline level of the paragraph that is open."""
        self.edge = Edge()
        """Merging of the cell that is defined next."""
        self._pieces: list[str] = []
        self._boxes: list[Box] = []
        self._notes: list[int] = []
        self._nesting = 0
        self._shape = RowShape()
        self._shape_used = False
        """Whether a row that ended has this definition, so that it may not be changed any more."""
        self._row_number: int | None = None
        self._open: list[_Open] = []
        self._cells = 0

    # ---- text

    def put(self, text: str) -> None:
        """Add text to the paragraph that is open."""
        self._pieces.append(text)

    def ends_in_digit(self) -> bool:
        """Whether the last character put was a digit."""
        return bool(self._pieces) and self._pieces[-1][-1:].isdigit()

    def attach(self, box: Box) -> None:
        """Anchor a text box in the paragraph that is open."""
        if box.items:
            self._boxes.append(box)

    def note(self, number: int) -> None:
        """Anchor a note in the paragraph that is open."""
        self._notes.append(number)

    def end_paragraph(self) -> None:
        """The paragraph ends, at the nesting it says it has."""
        self._settle(self._nesting)
        text = self._take()
        if self._nesting and self._open:
            _add(self._open[-1].cell, text)
        else:
            self.items.append(text)

    def reset_paragraph(self) -> None:
        """Paragraph properties back to their defaults."""
        self._nesting, self.level = 0, None

    # ---- tables

    def in_table(self) -> None:
        """The paragraph stands in a table."""
        self._nesting = max(self._nesting, 1)

    def set_nesting(self, depth: int) -> None:
        """The paragraph stands in so many tables."""
        self._nesting = min(max(depth, 0), MAX_NESTING)

    def begin_shape(self) -> None:
        """The definition of a row begins."""
        self._shape, self.edge, self._shape_used = RowShape(), Edge(), False

    def begin_inner_shape(self) -> RowShape:
        """A row of a nested table is defined; returns the definition of the row it stands in, for `end_inner_shape`."""
        return self._finished_shape()

    def end_inner_shape(self, outer: RowShape) -> None:
        """The row of the nested table is defined."""
        self._shape, self._shape_used = outer, True

    def set_left(self, left: int) -> None:
        """The left edge of the row, in twips."""
        self._changed_shape().left = left

    def add_edge(self, right: int) -> None:
        """A cell is defined by its right edge, in twips."""
        shape = self._changed_shape()
        if len(shape.edges) > MAX_EDGES:
            raise LimitExceeded(f"表格的一行超过 {MAX_EDGES} 个单元格，已停止读取：请确认文件来源可靠，用 Word/WPS 另存后再试")
        shape.edges.append(Edge(right, self.edge.horizontal, self.edge.vertical))
        self.edge = Edge()

    def delete_row(self) -> None:
        """The row is a tracked deletion."""
        self._changed_shape().deleted = True

    def row_number(self, number: int) -> None:
        """The number of the row in its table: 0 begins another table, even where nothing stands between them."""
        if number == 0 and self._row_number and len(self._open) == 1 and not self._open[0].cells and self._open[0].table.rows:
            self._settle(0)
        self._row_number = number

    def end_cell(self, depth: int) -> None:
        """The cell ends that stands in `depth` tables (0: as many as the paragraph says, at least two)."""
        depth = depth or max(self._nesting, 2)
        self._settle(depth)
        table = self._open[-1]
        _add(table.cell, self._take())
        table.cells.append(table.cell)
        table.cell = Content()
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")

    def end_row(self, depth: int) -> None:
        """The row ends; it is as last defined."""
        depth = depth or max(self._nesting, 2)
        if len(self._open) < depth:
            return
        self._settle(depth)
        table = self._open[-1]
        if table.cell.paragraphs and (table.cell.attached or any(text.strip() for text in table.cell.texts)):
            table.cells.append(table.cell)
        table.cell = Content()
        if table.cells:
            table.table.rows.append((table.cells, self._finished_shape()))
        table.cells = []

    def _finished_shape(self) -> RowShape:
        self._shape_used = True
        return self._shape

    def _changed_shape(self) -> RowShape:
        if self._shape_used:
            self._shape, self._shape_used = RowShape(self._shape.left, list(self._shape.edges)), False
        return self._shape

    def finish(self) -> None:
        """The stream ends: what is still open is closed."""
        if self._pieces or self._boxes or self._notes:
            self.end_paragraph()
        self._settle(0)

    def _settle(self, depth: int) -> None:
        """Open or close tables until so many are open."""
        while len(self._open) < depth:
            self._open.append(_Open())
        while len(self._open) > depth:
            closed = self._open.pop()
            if closed.cell.paragraphs or closed.cell.attached:
                closed.cells.append(closed.cell)
            if closed.cells:  # a row that never ended
                closed.table.rows.append((closed.cells, self._finished_shape()))
            if not closed.table.rows:
                continue
            if self._open:
                self._open[-1].cell.attached.append(closed.table)
            else:
                self.items.append(closed.table)

    def _take(self) -> Text:
        text = Text("".join(self._pieces), self.level, self._boxes, self._notes)
        self._pieces, self._boxes, self._notes = [], [], []
        return text


def _add(cell: Content, text: Text) -> None:
    cell.paragraphs += 1
    cell.texts.append(text.text)
    cell.attached.extend(text.boxes)
    cell.notes.extend(text.notes)

"""What the readers of Word documents share: tables put among the blocks of a document, with what is anchored in their cells."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from ...schemas.document import Block, Cell, Location, Paragraph, ReadingWarning, Table
from ...schemas.errors import LimitExceeded
from ._docx_table import MAX_SPAN, RawCell, RawRow, arrange

MAX_PLACES = 10_000_000
"""Rows times columns of all tables of a document, covered and left out places included."""


class WordBlocks(ABC):
    """Puts a document together; its lists are the result."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[Paragraph] = []
        self.warnings: list[ReadingWarning] = []
        self.details: list[tuple[str, str]] = []
        self._tables = 0
        self._places = 0
        self._notes: list[tuple[tuple[str, str], Location]] = []

    @abstractmethod
    def _attach(self, attached: Any, inside: tuple[int, int, int]) -> None:
        """Adds what is anchored in a cell: a table or a text box."""

    def _add_table(
        self, rows: Sequence[RawRow], widths: Sequence[int], inside: tuple[int, int, int] | None, *, misplaced: bool = False
    ) -> None:
        anchors = arrange(rows, widths)
        index = self._tables
        self._tables += 1
        cells = tuple(Cell(cell.text, cell.row, cell.column, cell.row_span, cell.span) for cell in anchors)
        column_count = max(cell.column + cell.span for cell in anchors)
        self._places += len(rows) * column_count
        if self._places > MAX_PLACES:
            raise LimitExceeded(f"文档表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
        self.blocks.append(Table(index, cells, len(rows), column_count, inside=inside, misplaced=misplaced))
        if misplaced:
            message = f"第 {index + 1} 个表格里纵向合并的单元格在导出时丢失，各行的列已错位，表中数字未取数：请换用 Word 原件或 .docx 后再试"
            self.warnings.append(ReadingWarning("cells_misplaced", message, table=index))
        for cell in anchors:
            if cell.capped:
                self._warn(index, cell, "span_capped", f"单元格声明的跨列数超过 {MAX_SPAN}，已缩减到表格之内，请核对列的位置")
            self._attachments(index, cell, cell)
            for covered in cell.covered:
                if covered.text.strip():
                    message = "合并单元格里有一段 Word 不显示的内容，没有读取，请人工核对"
                    self._warn(index, covered, "merged_cell_text", message, covered.text)
                self._attachments(index, cell, covered)

    def _attachments(self, table: int, anchor: RawCell, holder: RawCell) -> None:
        self._notes.extend((note, Location()) for note in holder.notes)
        for attached in holder.attached:
            self._attach(attached, (table, anchor.row, anchor.column))

    def _warn(self, table: int, cell: RawCell, code: str, message: str, text: str | None = None) -> None:
        self.warnings.append(ReadingWarning(code, message, table=table, row=cell.row, column=cell.column, text=text))

    def _warn_of_unread(self, *counts: tuple[int, str, str]) -> None:
        """Warns of what was seen and not read: (how many, code, what)."""
        for count, code, what in counts:
            if count:
                self.warnings.append(ReadingWarning(code, f"文档中有 {count} {what}，请人工核对"))

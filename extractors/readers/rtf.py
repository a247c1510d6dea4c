"""Reader of RTF without another program: paragraphs and tables as Word shows them.

Tracked changes are read as accepted, fields by their result, hidden text is left out, automatic numbers are not in the text. Headers and
footers go to the furniture, footnotes to the end of the blocks. `Location.paragraph` counts the paragraphs of the body outside tables.
A table of single cells that only frames text or other tables is opened, as in docx.
"""

from __future__ import annotations

from ...schemas.document import Block, Cell, Document, Location, Paragraph, ReadingWarning, Table
from ...schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from ._docx_table import MAX_SPAN
from ._rtf_flow import Flow
from ._rtf_parser import Parser
from ._rtf_table import MAX_PLACES, Box, Content, Nested, TableCell, Text, arranged
from .original import Original

MAX_RTF_BYTES = 512 * 1024 * 1024
_FRAMED_TEXT = 3
"""Paragraphs from which on a single cell is running text in a frame, and no table."""


def read_rtf_direct(original: Original) -> Document:
    """Read an RTF file.

    Raises `UnreadableDocument`, `UnsupportedFormat` or `LimitExceeded`, never anything else.
    """
    data = original.data
    if len(data) > MAX_RTF_BYTES:
        raise LimitExceeded(f"RTF 文档超过 {MAX_RTF_BYTES // 1024 // 1024} MB 的上限：请删去图片或拆分后再试")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise UnsupportedFormat("内容不是 RTF 文档：请核对文件，或用 Word/WPS 另存为 .docx 后再试")
    parser = Parser(data)
    parser.read()
    builder = _Builder(parser)
    try:
        builder.build()
    except RecursionError as error:
        raise LimitExceeded("RTF 文档内部嵌套过深，已停止读取：请用 Word/WPS 打开后另存为 .docx 再试") from error
    if not builder.blocks and not builder.furniture and not parser.pictures and not parser.objects:
        raise UnreadableDocument("RTF 文档里没有可读的文字和表格（可能不完整）：请用 Word/WPS 打开后另存为 .docx 再试")
    details = [("read_with", "gongkai")]
    if parser.revisions:
        details.append(("revisions", "accepted"))
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="rtf",
        blocks=tuple(builder.blocks),
        furniture=tuple(builder.furniture),
        warnings=tuple(builder.warnings),
        details=tuple(details),
    )


class _Builder:
    """Puts the document together from what the parser found; its lists are the result."""

    def __init__(self, parser: Parser) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[Paragraph] = []
        self.warnings: list[ReadingWarning] = []
        self._parser = parser
        self._tables = 0
        self._places = 0
        self._paragraphs = 0
        self._notes: list[tuple[int, Location]] = []

    def build(self) -> None:
        """Fill the lists."""
        parser = self._parser
        self._items(parser.body.items)
        read: set[int] = set()
        while self._notes:  # a note may hold another one
            notes, self._notes = self._notes, []
            for number, location in notes:
                if number not in read:
                    read.add(number)
                    lines = _lines(parser.notes[number], self._notes, location)
                    self.blocks.extend(Paragraph(line, location, role="footnote") for line in lines)
        seen: set[tuple[str, str]] = set()
        for role, flow in parser.furniture:
            for line in _lines(flow, [], Location()):
                if (role, line) not in seen:
                    seen.add((role, line))
                    self.furniture.append(Paragraph(line, role=role))
        if parser.damaged:
            message = f"文档里有 {parser.damaged} 个字的编码已损坏，显示为“\ufffd”，请核对附近的数字"
            self.warnings.append(ReadingWarning("damaged_text", message))
        if parser.unclosed:
            self.warnings.append(ReadingWarning("truncated", "RTF 文档没有正常结束，后面的内容可能丢失：请重新下载或导出后核对"))
        for count, code, what in (
            (parser.pictures, "picture_not_read", "处图片或图表，其中的文字没有读取"),
            (parser.objects, "object_not_read", "处嵌入对象（如 Excel 表格），其中的内容没有读取"),
        ):
            if count:
                self.warnings.append(ReadingWarning(code, f"文档中有 {count} {what}，请人工核对"))

    def _items(self, items: list[Text | Nested]) -> None:
        for item in items:
            if isinstance(item, Nested):
                self._outer_table(item)
                continue
            location = Location(paragraph=self._paragraphs)
            self._paragraphs += 1
            if item.text.strip():
                self.blocks.append(Paragraph(item.text, location, item.level))
            self._notes.extend((note, location) for note in item.notes)
            for box in item.boxes:
                self._box(box, location)

    def _outer_table(self, table: Nested) -> None:
        cells = _frame(table)
        if cells is None:
            self._table(table, None)
            return
        for cell in cells:
            texts: list[Text | Nested] = [Text(text) for text in cell.texts]
            self._items([*texts, *(item for item in cell.attached if isinstance(item, Nested))])
            self._notes.extend((note, Location()) for note in cell.notes)
            for item in cell.attached:
                if isinstance(item, Box):
                    self._box(item, Location())

    def _box(self, box: Box, location: Location) -> None:
        for item in box.items:
            if isinstance(item, Nested):
                self._table(item, None)
                continue
            if item.text.strip():
                self.blocks.append(Paragraph(item.text, location, item.level, "textbox"))
            for inner in item.boxes:
                self._box(inner, location)

    def _table(self, table: Nested, inside: tuple[int, int, int] | None) -> None:
        anchors = arranged(table)
        if not anchors:
            return
        index = self._tables
        self._tables += 1
        cells = tuple(Cell(cell.text, cell.row, cell.column, cell.row_span, cell.span) for cell in anchors)
        rows = max(cell.row + cell.row_span for cell in anchors)
        columns = max(cell.column + cell.span for cell in anchors)
        self._places += rows * columns
        if self._places > MAX_PLACES:
            raise LimitExceeded(f"文档表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
        self.blocks.append(Table(index, cells, rows, columns, inside=inside))
        for cell in anchors:
            if cell.capped:
                message = f"单元格声明的跨列数超过 {MAX_SPAN}，已缩减到表格之内，请核对列的位置"
                self.warnings.append(ReadingWarning("span_capped", message, table=index, row=cell.row, column=cell.column))
            self._attachments(index, cell, cell)
            for covered in cell.covered:
                if isinstance(covered, TableCell):
                    self._covered(index, cell, covered)

    def _covered(self, index: int, anchor: TableCell, covered: TableCell) -> None:
        if covered.text.strip():
            message = "合并单元格里有一段 Word 不显示的内容，没有读取，请人工核对"
            where = covered.row, covered.column
            self.warnings.append(ReadingWarning("merged_cell_text", message, Location(), index, *where, covered.text))
        self._attachments(index, anchor, covered)

    def _attachments(self, index: int, anchor: TableCell, holder: TableCell) -> None:
        self._notes.extend((note, Location()) for note in holder.content.notes)
        for item in holder.content.attached:
            if isinstance(item, Nested):
                self._table(item, (index, anchor.row, anchor.column))
            else:
                self._box(item, Location())


def _frame(table: Nested) -> list[Content] | None:
    """The cells of a table that is a mere frame: a column of single cells one of which holds a table, or one cell of running text."""
    if any(len(cells) != 1 for cells, _ in table.rows):
        return None
    cells = [cell for row, _ in table.rows for cell in row]
    if any(isinstance(item, Nested) for cell in cells for item in cell.attached):
        return cells
    return cells if len(cells) == 1 and cells[0].paragraphs >= _FRAMED_TEXT else None


def _lines(flow: Flow, notes: list[tuple[int, Location]], location: Location) -> list[str]:
    """All text of a note or header, without the structure of tables: one line per paragraph or row."""
    lines: list[str] = []
    waiting: list[Text | Nested | Box] = list(reversed(flow.items))
    while waiting:
        item = waiting.pop()
        if isinstance(item, Text):
            lines.append(item.text)
            notes.extend((note, location) for note in item.notes)
            waiting.extend(reversed(item.boxes))
        elif isinstance(item, Box):
            waiting.extend(reversed(item.items))
        else:
            for cells, _ in item.rows:
                lines.append("\t".join("\n".join(cell.texts) for cell in cells))
                waiting.extend(attached for cell in cells for attached in cell.attached)
    return [line for line in lines if line.strip()]

"""Reader of Markdown: what converters (markitdown, pandoc, MinerU, marker, docling) and people make of reports.

Headings, pipe tables, pandoc's grid tables and HTML tables are read; marks of emphasis and links are taken away, pictures counted, keys
at the top (front matter) set aside. `Location.line` is the line of the file; the cells of an HTML table have the line it begins on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...schemas.document import Cell, Document, Location, Paragraph, ParagraphRole, ReadingWarning, Table
from ...schemas.errors import DocumentError, LimitExceeded, UnreadableDocument
from ._converted import Gathered
from ._md_blocks import Piece, pieces
from ._md_drawn import Drawn, read_dashed, read_grid
from ._md_inline import Inline
from ._md_pipes import PipeTable, read_pipes
from ._sheet_layout import Layout
from ._sheet_model import Sheet
from .encoding import decode
from .original import Original
from .text import read_text
from .text_lines import is_caption, is_note, is_numbered, is_title, split, width

MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 1_000_000
_PICTURE_COMMENT = re.compile(r"<!--\s*(?:image|picture|图片)\s*-->", re.IGNORECASE)
_LOST_COMMENT = re.compile(r"<!--\s*(?:formula-not-decoded|missing-text|rich cell)\s*-->", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])\n(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")
"""Where a line goes on in the next between Chinese characters: no space is printed there, as it is between others."""
_SENTENCE_ENDS = tuple("。；：！？")
_WRAPPED_FROM = 25
"""A line is only taken for one that goes on in the next if it has as many characters …"""
_FULL = 72
"""… or if the first word of the next would not have fitted in (pandoc's width)."""
_TABLES = frozenset({"pipes", "grid", "dashed"})


def read_md(original: Original) -> Document:
    """Read a Markdown file.

    Raises UnreadableDocument for text in no known encoding, garbled or blank, LimitExceeded for more text than a report can have.
    """
    if len(original.data) > MAX_BYTES:
        raise LimitExceeded(f"文本超过 {MAX_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
    text, encoding = decode(original.data)
    if not text.strip():
        raise UnreadableDocument("文件里只有空白，没有内容：请检查文件是否下载或导出完整")
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise LimitExceeded(f"文本超过 {MAX_LINES} 行的上限：请拆分后再试")
    lines = split(text).texts
    found = pieces(lines)
    kinds = {piece.kind for piece in found}
    if "tabbed" in kinds and not kinds & (_TABLES | {"heading", "html"}):
        return replace(read_text(original), format="md")  # text of an export under this name
    builder = _Builder(original)
    for piece in found:
        builder.add(piece)
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        message = f"文本里有 {text.count(chr(0xFFFD))} 个字在来源处已经损坏（首处在第 {line} 行），请核对附近的数字"
        builder.warnings.insert(0, ReadingWarning("damaged_text", message, Location(line=line)))
    builder.finish()
    return builder.document(original, "md", [("encoding", encoding)])


class _Builder(Gathered):
    """Puts the document together."""

    def __init__(self, original: Original) -> None:
        super().__init__(original)
        self._inline = Inline()
        self._lost = 0
        self._code = 0

    def add(self, piece: Piece) -> None:
        """Add what a piece of the text shows."""
        start = piece.start
        match piece.kind:
            case "heading":
                self._paragraph(self._inline.heading(piece.lines[0]), start, piece.level)
            case "text" | "item":
                self._text(piece)
            case "note":
                self._paragraph(self._inline.text(piece.lines[0]), start, role="footnote")
            case "pipes":
                self._pipes(read_pipes(piece.lines, self._inline.text), start)
            case "grid":
                self._drawn(read_grid(piece.lines), piece)
            case "dashed":
                self._drawn(read_dashed(piece.lines), piece)
            case "html":
                self.html("\n".join(piece.lines), Location(line=start + 1), self._inline.text)
            case "tabbed":
                self._tabbed(piece)
            case "comment":
                comment = "\n".join(piece.lines)
                self._inline.pictures += len(_PICTURE_COMMENT.findall(comment))
                self._lost += len(_LOST_COMMENT.findall(comment))
            case "front":
                lines = (
                    Paragraph(line.strip(), Location(line=start + 1 + at), role="header") for at, line in enumerate(piece.lines)
                )
                self.furniture.extend(line for line in lines if line.text)
            case "code":
                self._code += any(line.strip() for line in piece.lines)
            case "break":
                pass

    def finish(self) -> None:
        """Warn about what was not read."""
        self.pictures += self._inline.pictures
        self.note_pictures()
        for count, code, what in (
            (self._lost, "content_not_read", "处内容转换软件没有认出来，没有读取"),
            (self._code, "code_not_read", "段程序代码，没有读取"),
        ):
            if count:
                self.warnings.append(ReadingWarning(code, f"文档中有 {count} {what}，请人工核对"))

    # ---- text

    def _paragraph(self, text: str, line: int, level: int | None = None, role: ParagraphRole = "body") -> None:
        self.paragraph(text, Location(line=line + 1), level, role)

    def _text(self, piece: Piece) -> None:
        """Lines that follow one another are one paragraph in Markdown; people and converters who write a line for each mean several."""
        start = 0
        for end in range(1, len(piece.lines) + 1):
            if end == len(piece.lines) or not _goes_on(piece.lines[end - 1], piece.lines[end]):
                text = self._inline.text("\n".join(piece.lines[start:end]))
                self._paragraph(_WRAPPED.sub("", text).replace("\n", " "), piece.start + start)
                start = end

    def _tabbed(self, piece: Piece) -> None:
        """Lines with tabs, read as in a text file."""
        try:
            inner = read_text(Original.of("\n".join(piece.lines).encode("utf-8"), ""))
        except DocumentError:
            self._text(piece)
            return
        for block in inner.blocks:
            line = piece.start + (block.location.line or 1)
            if isinstance(block, Paragraph):
                self._paragraph(self._inline.text(block.text), line - 1)
                continue
            cells = [
                replace(cell, text=self._inline.text(cell.text), location=Location(line=piece.start + (cell.location.line or 1)))
                for cell in block.cells
            ]
            self.table(replace(block, cells=tuple(cells), location=Location(line=line)))

    # ---- tables

    def _pipes(self, table: PipeTable, start: int) -> None:
        if table.from_sheet:
            self._sheet(table, start)
            return
        cells = [
            Cell(cell.text, row, cell.column, cell.row_span, cell.column_span, Location(line=start + cell.line + 1))
            for row, listed in enumerate(table.rows)
            for cell in listed
        ]
        index = self.grid(cells, table.grid, Location(line=start + 1))
        for line, code, message in (
            (
                table.inferred,
                "merged_cells_inferred",
                "转换软件丢掉了纵向合并的单元格，已按左侧标签合并推断各列的位置，请与原件核对",
            ),
            (table.short, "ragged_rows", "单元格的个数与其他行不同，列的位置不能确定，请与原件核对"),
        ):
            if line is not None:
                where = Location(line=start + line + 1)
                self.warnings.append(ReadingWarning(code, f"表格第 {start + line + 1} 行起：{message}", where, index))

    def _sheet(self, table: PipeTable, start: int) -> None:
        """A sheet: its titles, units and notes are rows of the table."""
        sheet = Sheet("")
        for row in table.rows:
            for cell in row:
                sheet.put(start + cell.line, cell.column, cell.text)
        sheet.lines.extend(range(1, max(sheet.rows, default=0) + 2))
        layout = Layout(grid="tabbed")
        layout.add(sheet)
        for block in layout.blocks:
            if isinstance(block, Table):
                self.table(block)
            else:
                self._paragraph(block.text, (block.location.line or 1) - 1)
        self.warnings.extend(layout.warnings)

    def _drawn(self, drawn: Sequence[Drawn], piece: Piece) -> None:
        if not drawn:
            message = f"第 {piece.start + 1} 行起的表格画线不全，没有按表格读取，请与原件核对"
            where = Location(line=piece.start + 1)
            self.warnings.append(ReadingWarning("table_not_read", message, where, text=piece.lines[0].strip()))
            for at, line in enumerate(piece.lines):
                if line.strip("+-=:| \t"):
                    self._paragraph(self._inline.text(line.strip()), piece.start + at)
            return
        cells = [
            Cell(
                self._joined(cell.texts),
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                Location(line=piece.start + cell.line + 1),
            )
            for cell in drawn
        ]
        self.grid(cells, "exact", Location(line=piece.start + 1))

    def _joined(self, texts: Sequence[str]) -> str:
        """The text of a drawn cell: what was only wrapped there stays apart by line breaks, which labels do not mind."""
        return self._inline.text("\n".join(text.removesuffix("\\") for text in texts if text))


def _goes_on(line: str, following: str) -> bool:
    """Whether the paragraph of a line goes on in the next, which was only begun because the line was full."""
    text, after = line.strip(), following.strip()
    if text.endswith(("\\", "<br>", "<br/>")) or text.endswith(_SENTENCE_ENDS):
        return False
    if is_numbered(after) or is_caption(after) or is_caption(text) or is_note(after) or is_title(text) or "\t" in text + after:
        return False
    return len(text) >= _WRAPPED_FROM or width(text) + width(after.split(" ")[0]) > _FULL

"""Reader of PDF documents: lines, tables and pages as PDFium draws them, put together in the order a person reads.

Ruled tables come from the drawn lines, their cells from the places of the characters. Pages that hold only a picture, or whose fonts
do not say which characters they draw, are reported and not guessed at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Block, Document, Location, Paragraph, ParagraphRole, ReadingWarning
from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument
from ._pdf_aligned import aligned_tables, unruled_tables
from ._pdf_cells import UNREADABLE_NOTE, PageTable, fill
from ._pdf_flow import Draft, Margins, goes_on, margins_of
from ._pdf_furniture import PageLayout
from ._pdf_furniture import furniture as find_furniture
from ._pdf_grid import rulings
from ._pdf_join import continues, mended, table_of
from ._pdf_lines import Line, lines_of, readable, straighten, turned_box, turned_lines
from ._pdf_miner import Miner
from ._pdf_page import MAX_SIDE, UNREADABLE, Char, PageContent, page_content
from ._pdf_partial import completed, extended

MAX_PAGES = 5_000
"""Pages one document may have."""
MAX_CELLS = 2_000_000
"""Cells one document may hold."""
_UNREADABLE_SHARE = 0.1
"""Share of unreadable characters from which a whole page is not read."""
_FEW = 5
"""Fewer unreadable characters than this are bullets."""
_PICTURE_SHARE = 0.3
"""Share of the page that a picture must cover for a page without text to be a scan."""
_FEW_PRINTED = 20
"""A page with a picture and fewer characters than this holds no more than its number and a heading."""
_OUTLINED = 300
"""Curves on a page without characters from which its text was turned into outlines."""
_MOST_LOOSE = 400
"""More horizontal lines that belong to no table are a drawing."""
_LONGEST_HEAD = 8
"""Lines that may stand above a table as its title, unit and name."""


def read_pdf(*, data: bytes, path: Path | None, name: str, display_path: str, sha256: str) -> Document:
    """Read a PDF from its bytes (`path` is not used: the document may be a member of an archive).

    Raises `UnreadableDocument`, `EncryptedDocument` or `LimitExceeded`.
    """
    document = _open(data)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise LimitExceeded(f"PDF 有 {count} 页，超过 {MAX_PAGES} 页的上限：请拆分成几个文件后再试")
        reader = _Reader(data)
        try:
            for index in range(count):
                reader.read_page(document, index)
        finally:
            reader.miner.close()
    finally:
        document.close()
    blocks, outside = reader.blocks()
    outside += reader.watermarks
    if not blocks:
        raise UnreadableDocument(_nothing_read(count, reader.warnings))
    if b"%%EOF" not in data[-2048:]:
        reader.warnings.insert(0, ReadingWarning("truncated", "PDF 文件末尾不完整，可能缺页，已读取能读的部分：请重新下载后核对"))
    return Document(
        path=display_path,
        name=name,
        sha256=sha256,
        format="pdf",
        blocks=tuple(blocks),
        furniture=tuple(outside),
        pages=count,
        ocr_pages=reader.ocr_pages,
        warnings=tuple(reader.warnings),
    )


def _nothing_read(pages: int, warnings: list[ReadingWarning]) -> str:
    """Why a document gave neither text nor tables."""
    if not warnings:
        return f"PDF 共 {pages} 页，没有文字也没有图片，没有可读的内容：请检查是否导出完整"
    codes = Counter(warning.code for warning in warnings)
    code, count = codes.most_common(1)[0]
    if code == "image_page":
        return f"PDF 共 {pages} 页，其中 {count} 页是图片（扫描件），没有可读的文字：请换用有文字的版本"
    if code == "undecodable_page":
        return f"PDF 共 {pages} 页，其中 {count} 页的字体没有编码信息，文字无法辨认：请换用 Word 原件"
    return f"PDF 共 {pages} 页，没有读到内容。{warnings[0].message}"


def _open(data: bytes) -> pypdfium2.PdfDocument:
    """The opened document; `data` must live as long. PDFium is called directly, because its error is only good where opening failed."""
    raw = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not raw:
        code = pdfium.FPDF_GetLastError()
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise EncryptedDocument("PDF 有打开密码，无法读取：请用密码打开，去掉密码另存后再试")
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedDocument("PDF 用了不支持的加密方式，无法读取：请用 PDF 软件打开，去掉加密另存后再试")
        raise UnreadableDocument("PDF 不完整或已损坏，无法打开：请重新下载或导出后再试")
    document = pypdfium2.PdfDocument(raw)
    if len(document) < 1:
        document.close()
        raise UnreadableDocument("PDF 里没有页（共 0 页）：请检查文件是否下载或导出完整")
    return document


class _Reader:
    """Collects the pages of one document, then puts them together."""

    def __init__(self, data: bytes) -> None:
        self.miner = Miner(data)
        self.pages: list[PageLayout] = []
        self.warnings: list[ReadingWarning] = []
        self.watermarks: list[Paragraph] = []
        self.cells = 0
        self.ocr_pages = 0

    def read_page(self, document: Any, index: int) -> None:
        """Read the page at a 0-based index and let it go."""
        number = index + 1
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            self._warn("unreadable_page", number, f"第 {number} 页已损坏，无法读取：请重新下载后核对")
            return
        try:
            content = page_content(page, number)
        finally:
            page.close()
        if content.incomplete and content.limit is None:
            chars = self.miner.characters(index)
            if chars is not None and _known(chars) > _known(content.chars):
                content.replace_characters(chars)
        self._lay_out(content)

    def _warn(self, code: str, page: int, message: str) -> None:
        self.warnings.append(ReadingWarning(code, message, Location(page=page)))

    def _lay_out(self, content: PageContent) -> None:
        number = content.number
        layout = PageLayout(number, content.width, content.height, [])
        self.pages.append(layout)
        if content.slanted.strip():
            self.watermarks.append(Paragraph(content.slanted.strip(), Location(page=number), role="header"))
        if content.limit:
            self._warn("page_limit", number, f"第 {number} 页{content.limit}，没有完整读取：请人工核对这一页")
        if max(content.width, content.height) > MAX_SIDE:
            size = max(content.width, content.height) / 72 * 0.0254
            self._warn("page_size", number, f"第 {number} 页长 {size:.1f} 米，超过 PDF 规定的尺寸：请人工核对这一页")
        if content.printed < _FEW_PRINTED and content.picture_share >= _PICTURE_SHARE:
            self._warn("image_page", number, f"第 {number} 页是图片，没有可读的文字：请换用有文字的版本")
        elif content.printed == 0 and content.curves >= _OUTLINED:
            self._warn("image_page", number, f"第 {number} 页的文字已转成图形，没有可读的文字：请换用有文字的版本")
        elif content.hidden and content.picture_share >= _PICTURE_SHARE:
            self.ocr_pages += 1
            self._warn("text_behind_picture", number, f"第 {number} 页是图片，读取的是其他软件识别的文字，可能有误：请对照原图核对")
        if content.printed and content.unreadable >= max(_FEW, _UNREADABLE_SHARE * content.printed):
            self._warn("undecodable_page", number, f"第 {number} 页的字体没有编码信息，文字无法辨认，没有读取：请换用 Word 原件")
            return
        if not content.printed:
            return
        turn = straighten(content)
        found = rulings(content.across, content.down)
        if found is None:
            self._warn("page_limit", number, f"第 {number} 页线条过多，表格没有读取：请人工核对这一页")
        grids = found.tables if found else []
        if found and not grids and content.shades_down:  # no lines but coloured cells
            coloured = rulings([*content.across, *content.shades_across], [*content.down, *content.shades_down])
            grids = coloured.tables if coloured else []
        tables, rest = fill(grids, content.chars, number)
        outside = lines_of([char for char in rest if not char.turn], apart=True) + turned_lines(rest)
        free = [rule for rule in found.loose if not any(grid.holds(rule.start + 1, rule.at) for grid in grids)] if found else []
        if 0 < len(free) <= _MOST_LOOSE:
            for place, table in enumerate(tables):
                tables[place], outside = extended(table, free, outside)
            free = [rule for rule in free if not any(table.ys[0] <= rule.at <= table.ys[-1] + 1 for table in tables)]
            more, outside = aligned_tables(free, outside, number)
            tables.extend(more)
        more, outside = unruled_tables(outside, number)
        tables.extend(more)
        tables = [completed(table) for table in tables]
        lines: list[Line] = []
        dropped = 0
        for line in outside:
            text = readable(line.text)
            if text is None:
                dropped += 1
            else:
                lines.append(replace(line, text=text, chars=()))
        dropped += sum(cell.note == UNREADABLE_NOTE for table in tables for cell in table.cells)
        if dropped:
            self._warn(
                "undecodable_text", number, f"第 {number} 页有 {dropped} 处文字的字体没有编码信息，无法辨认，没有读取：请人工核对"
            )
        self.cells += sum(len(table.cells) for table in tables)
        if self.cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
        items: list[Line | PageTable] = [*lines, *(table for table in tables if any(cell.text for cell in table.cells))]
        items.sort(key=lambda item: (item.ys[0], item.xs[0]) if isinstance(item, PageTable) else (item.top, item.x0))
        layout.items = [_slim(item) for item in items]
        layout.width, layout.height, layout.turn = content.width, content.height, turn

    def blocks(self) -> tuple[list[Block], list[Paragraph]]:
        """The document's blocks in reading order, and its furniture."""
        outside = find_furniture(self.pages)
        assembler = _Assembler(_margins(self.pages, outside))
        for page in self.pages:
            assembler.start_page(page)
            for index, item in enumerate(page.items):
                if (page.number, index) in outside:
                    assert isinstance(item, Line)
                    role: ParagraphRole = "header" if item.top < page.height / 2 else "footer"
                    assembler.furniture.append(Paragraph(item.text, Location(page=page.number, bbox=item.box), role=role))
                elif isinstance(item, Line):
                    assembler.line(item)
                else:
                    assembler.table(item)
        assembler.finish()
        sideways = {page.number: page for page in self.pages if page.turn}
        if not sideways:
            return assembler.blocks, assembler.furniture
        blocks = [_turned_back(block, sideways) for block in assembler.blocks]
        furniture = [_turned_back(line, sideways) for line in assembler.furniture]
        return blocks, [line for line in furniture if isinstance(line, Paragraph)]


def _known(chars: Iterable[Char]) -> int:
    """How many characters are printed and known."""
    return sum(char.text not in (" ", UNREADABLE) for char in chars)


def _slim(item: Line | PageTable) -> Line | PageTable:
    """An item without its characters."""
    if isinstance(item, Line):
        return item
    return replace(item, cells=tuple(replace(cell, lines=()) for cell in item.cells))


def _turned_back(block: Block, sideways: dict[int, PageLayout]) -> Block:
    """A block of a document that has sideways pages, with its places as they are displayed."""

    def place(location: Location) -> Location:
        page = sideways.get(location.page or 0)
        if page is None or location.bbox is None:
            return location
        return replace(location, bbox=turned_box(location.bbox, 4 - page.turn, page.width, page.height))

    if isinstance(block, Paragraph):
        further = tuple((offset, place(location)) for offset, location in block.further)
        return replace(block, location=place(block.location), further=further)
    cells = tuple(replace(cell, location=place(cell.location)) for cell in block.cells)
    return replace(block, cells=cells, location=place(block.location))


def _margins(pages: Iterable[PageLayout], outside: set[tuple[int, int]]) -> dict[int, Margins]:
    """The margins of each page (by number)."""
    texts = {
        page.number: [
            item for index, item in enumerate(page.items) if isinstance(item, Line) and (page.number, index) not in outside
        ]
        for page in pages
    }
    lines: dict[tuple[int, int], list[Line]] = {}
    for page in pages:
        lines.setdefault(_size(page), []).extend(texts[page.number])
    usual = {size: margins_of(own, size[0]) for size, own in lines.items()}
    return {page.number: margins_of(texts[page.number], page.width, usual[_size(page)]) for page in pages}


def _size(page: PageLayout) -> tuple[int, int]:
    return round(page.width), round(page.height)


class _Assembler:
    """Puts the items of all pages in a row: paragraphs closed where they end, tables joined where they go on."""

    def __init__(self, margins: dict[int, Margins]) -> None:
        self.margins = margins
        self.blocks: list[Block] = []
        self.furniture: list[Paragraph] = []
        self._tables = 0
        self._page = PageLayout(0, 0.0, 0.0, [])
        self._size_before = (0, 0)
        self._draft = Draft()
        self._above: list[str] = []
        self._parts: list[PageTable] = []
        self._above_parts: list[str] = []
        self._held: list[Line] = []
        """Lines at the head of the page behind that of the open table: the title of the next one, or a repeated title."""

    def start_page(self, page: PageLayout) -> None:
        if self._parts and page.number > self._parts[-1].page + 1:
            self._close_table()
        self._size_before, self._page = _size(self._page), page
        self._above = []

    def line(self, line: Line) -> None:
        if self._parts:
            if self._page.number == self._parts[-1].page + 1 and len(self._held) < _LONGEST_HEAD:
                self._held.append(line)
                return
            self._close_table()
        self._add(line)

    def table(self, table: PageTable) -> None:
        if self._parts and table.page == self._parts[-1].page + 1:
            if continues(self._parts[-1], table, self._above_parts, [line.text for line in self._held]):
                self._parts[-1], table = mended(self._parts[-1], table)
                self._parts.append(table)
                self.furniture.extend(
                    Paragraph(line.text, Location(page=table.page, bbox=line.box), role="header") for line in self._held
                )
                self._held = []
                return
        self._close_table()
        self._close_paragraph()
        self._parts, self._above_parts, self._above = [table], self._above, []

    def finish(self) -> None:
        self._close_table()
        self._close_paragraph()

    def _add(self, line: Line) -> None:
        if self._draft.lines and not self._joins(line):
            self._close_paragraph()
        self._draft.lines.append((self._page.number, line))
        self._above.append(line.text)

    def _joins(self, line: Line) -> bool:
        last_page, last = self._draft.lines[-1]
        if last_page == self._page.number:
            return goes_on(last, line, self.margins[last_page])
        follows = last_page + 1 == self._page.number and self._size_before == _size(self._page)
        return follows and goes_on(last, line, self.margins[last_page], new_page=True)

    def _close_paragraph(self) -> None:
        if self._draft.lines:
            self.blocks.extend(self._draft.paragraphs())
            self._draft = Draft()

    def _close_table(self) -> None:
        if self._parts:
            self.blocks.append(table_of(self._parts, self._tables))
            self._tables += 1
            self._parts = []
        held, self._held = self._held, []
        for line in held:
            self._add(line)

"""Reader of PDF documents: lines, tables and pages as PDFium draws them, put together in the order a person reads.

Ruled tables come from the drawn lines, their cells from the places of the characters. Pages that hold only a picture, or whose fonts
do not say which characters they draw, are reported and not guessed at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pypdfium2
import pypdfium2.raw as pdfium

from ...schemas.document import Document, Location, Paragraph, ReadingWarning
from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from ._pdf_assemble import assembled
from ._pdf_cells import PageTable
from ._pdf_forms import FormReader, fill_in, not_drawn
from ._pdf_furniture import PageLayout
from ._pdf_join import doubtful_rows
from ._pdf_layout import Doubt, lay_out, recognised
from ._pdf_miner import Miner
from ._pdf_page import UNREADABLE, Char, page_content
from ._pdf_recognise import advice, needs_recognition, recognise
from .original import Original

MAX_PAGES = 5_000
"""Pages one document may have."""
MAX_CELLS = 2_000_000
"""Cells one document may hold."""


def read_pdf(original: Original) -> Document:
    """Read a PDF.

    Raises `UnreadableDocument`, `UnsupportedFormat` (a form that only Adobe's own programs draw), `EncryptedDocument` or
    `LimitExceeded`.
    """
    data = original.data
    document = open_pdf(data)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise LimitExceeded(f"PDF 有 {count} 页，超过 {MAX_PAGES} 页的上限：请拆分成几个文件后再试")
        reader = _Reader(data, document)
        try:
            for index in range(count):
                reader.read_page(document, index)
        finally:
            reader.close()
    finally:
        document.close()
    if reader.forms.kind == pdfium.FORMTYPE_XFA_FULL and not reader.forms.found and not reader.cells:
        raise UnsupportedFormat(
            "PDF 是 XFA 动态表单，页面只在 Adobe Reader 中生成，读不到内容：请用 Adobe Reader 打开，打印成 PDF 后再试"
        )
    blocks, furniture = assembled(reader.pages)
    if not blocks:
        raise UnreadableDocument(_nothing_read(count, reader.warnings))
    if b"%%EOF" not in data[-2048:]:
        reader.warnings.insert(0, ReadingWarning("truncated", "PDF 文件末尾不完整，可能缺页，已读取能读的部分：请重新下载后核对"))
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="pdf",
        blocks=tuple(blocks),
        furniture=(*furniture, *reader.watermarks),
        pages=count,
        ocr_pages=reader.ocr_pages,
        warnings=(*reader.warnings, *doubtful_rows(blocks)),
    )


def _nothing_read(pages: int, warnings: list[ReadingWarning]) -> str:
    """Why a document gave neither text nor tables."""
    if not warnings:
        return f"PDF 共 {pages} 页，没有文字也没有图片，没有可读的内容：请检查是否导出完整"
    codes = Counter(warning.code for warning in warnings)
    code, count = codes.most_common(1)[0]
    if code == "image_page":
        return advice(code, f"PDF 共 {pages} 页，其中 {count} 页是图片（扫描件），没有可读的文字：请换用有文字的版本")
    if code == "undecodable_page":
        return advice(code, f"PDF 共 {pages} 页，其中 {count} 页的字体没有编码信息，文字无法辨认：请换用 Word 原件")
    return f"PDF 共 {pages} 页，没有读到内容。{warnings[0].message}"


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """The opened document; `data` must live as long. PDFium is called directly, because its error is only good where opening failed.

    Raises `UnreadableDocument` or `EncryptedDocument`.
    """
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
    """Reads the pages of one document one by one."""

    def __init__(self, data: bytes, document: pypdfium2.PdfDocument) -> None:
        self.miner = Miner(data)
        self.forms = FormReader(document.raw)
        self.pages: list[PageLayout] = []
        self.warnings: list[ReadingWarning] = []
        self.watermarks: list[Paragraph] = []
        self.cells = 0
        self.ocr_pages = 0

    def close(self) -> None:
        self.forms.close()
        self.miner.close()

    def read_page(self, document: pypdfium2.PdfDocument, index: int) -> None:
        """Read the page at a 0-based index and let it go."""
        place = Location(page=index + 1)
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            message = f"第 {index + 1} 页已损坏，无法读取：请重新下载后核对"
            self.warnings.append(ReadingWarning("unreadable_page", message, place))
            return
        try:
            content = page_content(page, index + 1)
            found = recognise(page, content) if needs_recognition(content) else None
            notes = self.forms.read(page.raw, index, content)
        finally:
            page.close()
        if found is not None:
            self.ocr_pages += 1
            layout, doubts = found
            self._add(layout, [*doubts, *not_drawn(notes, index + 1)], place)
            return
        if content.incomplete and content.limit is None:
            chars = self.miner.characters(index)
            if chars is not None and _known(chars) > _known(content.chars):
                content.replace_characters(chars)
        if content.slanted.strip():
            self.watermarks.append(Paragraph(content.slanted.strip(), place, role="header"))
        self.ocr_pages += recognised(content)
        if notes:
            self.warnings.extend(ReadingWarning(code, message, place) for code, message in fill_in(content, notes))
        self._add(*lay_out(content), place)

    def _add(self, layout: PageLayout, doubts: list[Doubt], place: Location) -> None:
        self.pages.append(layout)
        self.warnings.extend(ReadingWarning(code, advice(code, message), place) for code, message in doubts)
        self.cells += sum(len(item.cells) for item in layout.items if isinstance(item, PageTable))
        if self.cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")


def _known(chars: Iterable[Char]) -> int:
    """How many characters are printed and known."""
    return sum(char.text not in (" ", UNREADABLE) for char in chars)

"""Reader of OFD documents (GB/T 33190), the national format for documents of fixed layout: a ZIP package of XML.

The pages are turned into what the PDF reader makes of its pages, so that lines, paragraphs and ruled tables are found in one way for
both. Annotations, signatures and seals are not read; nothing outside the package is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from ...schemas.document import Document, Location, Paragraph, ReadingWarning
from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument
from ._ofd_page import POINTS, PageReader, children, local, numbers_of
from ._package import Package, shown
from ._pdf_assemble import assembled
from ._pdf_cells import PageTable
from ._pdf_furniture import PageLayout
from ._pdf_join import doubtful_rows
from ._pdf_layout import lay_out
from ._pdf_page import PageContent
from .original import Original

MAX_PAGES = 5_000
"""Pages one document may have."""
MAX_CELLS = 2_000_000
"""Cells one document may hold."""
_ROOT = "OFD.xml"
_ENCRYPTIONS = "Encryptions.xml"
_A4 = (0.0, 0.0, 210.0, 297.0)
_LONGEST_SIDE = 10_000.0
"""Millimetres; a sheet that says it is larger is taken for A4."""
_RETRY = "请重新下载，或用 OFD 阅读软件打开后另存再试"


def read_ofd(original: Original) -> Document:
    """Read an OFD document.

    Raises `UnreadableDocument`, `EncryptedDocument` or `LimitExceeded`.
    """
    package = Package(original.data)
    if _ENCRYPTIONS in package:
        raise EncryptedDocument("OFD 文件已加密，无法读取：请用 OFD 阅读软件打开，去掉加密另存后再试")
    try:
        reader = _Reader(package)
        reader.read()
    except RecursionError as error:
        raise LimitExceeded(f"文件内部嵌套过深，已停止读取：{_RETRY}") from error
    blocks, furniture = assembled(reader.layouts)
    if not blocks:
        raise UnreadableDocument(_nothing_read(reader))
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="ofd",
        blocks=tuple(blocks),
        furniture=(*furniture, *reader.watermarks),
        pages=reader.pages,
        warnings=(*reader.warnings, *doubtful_rows(blocks)),
        details=tuple(reader.details),
    )


def _nothing_read(reader: _Reader) -> str:
    """Why a document gave neither text nor tables."""
    if not reader.warnings:
        return f"OFD 共 {reader.pages} 页，没有文字也没有图片，没有可读的内容：请检查是否导出完整"
    return f"OFD 共 {reader.pages} 页，没有读到内容。{reader.warnings[0].message}"


class _Reader:
    """Reads the documents of one package page by page (a package holds one as a rule)."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.layouts: list[PageLayout] = []
        self.pages = 0
        self.warnings: list[ReadingWarning] = []
        self.watermarks: list[Paragraph] = []
        self.details: list[tuple[str, str]] = []
        self._cells = 0

    def read(self) -> None:
        """Read all documents of the package."""
        bodies = [body for body in self._package.xml(_ROOT) if local(body) == "DocBody"]
        roots = [text for body in bodies for root in children(body, "DocRoot") if (text := (root.text or "").strip())]
        if not roots:
            raise UnreadableDocument(f"OFD 文件里没有文档（可能不完整）：{_RETRY}")
        if any(next(children(body, "Signatures"), None) is not None for body in bodies):
            self.details.append(("signatures", "ignored"))
        for root in roots:
            _DocumentReader(self, self._package, _resolved("", root)).read()

    def add(self, content: PageContent) -> None:
        """Lay out a page."""
        place = Location(page=content.number)
        if content.slanted.strip():
            self.watermarks.append(Paragraph(content.slanted.strip(), place, role="header"))
        layout, doubts = lay_out(content)
        self.layouts.append(layout)
        self.warnings.extend(ReadingWarning(code, message, place) for code, message in doubts)
        self._cells += sum(len(item.cells) for item in layout.items if isinstance(item, PageTable))
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")

    def next_page(self) -> int:
        """The 1-based number of the next page."""
        self.pages += 1
        if self.pages > MAX_PAGES:
            raise LimitExceeded(f"OFD 超过 {MAX_PAGES} 页的上限：请拆分成几个文件后再试")
        return self.pages


class _DocumentReader:
    """One document of a package: its pages, templates and reusable drawings."""

    def __init__(self, owner: _Reader, package: Package, part: str) -> None:
        self._owner = owner
        self._package = package
        self._part = part
        self._root = package.xml(part)
        self._size = _A4
        self._templates: dict[str, str] = {}
        self._parsed: dict[str, etree._Element | None] = {}
        self._drawings: dict[str, etree._Element] = {}

    def read(self) -> None:
        for common in children(self._root, "CommonData"):
            self._common(common)
        for pages in children(self._root, "Pages"):
            for page in children(pages, "Page"):
                self._page(_resolved(self._part, page.get("BaseLoc", "")))

    def _common(self, common: etree._Element) -> None:
        for item in common:
            name = local(item)
            if name == "PageArea":
                self._size = _physical_box(item) or self._size
            elif name == "TemplatePage":
                self._templates[item.get("ID", "")] = _resolved(self._part, item.get("BaseLoc", ""))
            elif name in ("PublicRes", "DocumentRes"):
                resources = self._optional(_resolved(self._part, (item.text or "").strip()))
                for group in resources if resources is not None else ():
                    for unit in children(group, "CompositeGraphicUnit"):
                        self._drawings[unit.get("ID", "")] = unit

    def _page(self, part: str) -> None:
        number = self._owner.next_page()
        try:
            page = self._package.xml(part)
        except UnreadableDocument:
            message = f"第 {number} 页缺失或已损坏，无法读取：请重新下载后核对"
            self._owner.warnings.append(ReadingWarning("unreadable_page", message, Location(page=number)))
            return
        x, y, width, height = next((box for area in children(page, "Area") if (box := _physical_box(area))), self._size)
        content = PageContent(number, width * POINTS, height * POINTS)
        reader = PageReader(content, (x, y), self._drawings)
        for template in self._page_templates(page, number):
            reader.read(template)
        reader.read(page)
        reader.finish()
        self._owner.add(content)

    def _page_templates(self, page: etree._Element, number: int) -> Iterator[etree._Element]:
        for reference in children(page, "Template"):
            part = self._templates.get(reference.get("TemplateID", ""))
            template = self._optional(part) if part else None
            if template is not None:
                yield template
            else:
                message = f"第 {number} 页的模板缺失或已损坏，其中的内容没有读取，请人工核对"
                self._owner.warnings.append(ReadingWarning("part_not_read", message, Location(page=number)))

    def _optional(self, part: str) -> etree._Element | None:
        """A part without which the rest can still be read."""
        if part not in self._parsed:
            try:
                self._parsed[part] = self._package.xml(part)
            except UnreadableDocument:
                self._parsed[part] = None
                message = f"文档的一部分（{shown(part)}）缺失或已损坏，没有读取，请人工核对"
                self._owner.warnings.append(ReadingWarning("part_not_read", message))
        return self._parsed[part]


def _resolved(base: str, location: str) -> str:
    """The part that a location in the part `base` points to."""
    location = location.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), location)).lstrip("/")


def _physical_box(area: etree._Element) -> tuple[float, float, float, float] | None:
    """The sheet in millimetres: left, top, width, height."""
    for box in children(area, "PhysicalBox"):
        values = numbers_of(box.text)
        if len(values) == 4 and values[2] > 0 and values[3] > 0 and max(map(abs, values)) <= _LONGEST_SIDE:
            return values[0], values[1], values[2], values[3]
    return None

"""The items of all pages in a row: paragraphs closed where they end, tables joined where they go on over the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...schemas.document import Block, Location, Paragraph, ParagraphRole
from ._pdf_cells import PageTable
from ._pdf_flow import Draft, Margins, goes_on, margins_of
from ._pdf_furniture import PageLayout, furniture
from ._pdf_join import continues, mended, table_of, without_heads
from ._pdf_lines import Line, turned_box

_LONGEST_HEAD = 8
"""Lines that may stand above a table as its title, unit and name."""


def assembled(pages: Sequence[PageLayout]) -> tuple[list[Block], list[Paragraph]]:
    """The blocks of a document in reading order, and its furniture."""
    outside = furniture(pages)
    assembler = _Assembler(_margins(pages, outside))
    for page in pages:
        assembler.start_page(page)
        for index, item in enumerate(page.items):
            if isinstance(item, PageTable):
                assembler.table(item)
            elif (page.number, index) in outside:
                role: ParagraphRole = "header" if item.top < page.height / 2 else "footer"
                assembler.furniture.append(Paragraph(item.text, Location(page=page.number, bbox=item.box), role=role))
            else:
                assembler.line(item)
    assembler.finish()
    sideways = {page.number: page for page in pages if page.turn or page.displayed}
    if not sideways:
        return assembler.blocks, assembler.furniture
    blocks = [_turned_back(block, sideways) for block in assembler.blocks]
    return blocks, [_paragraph_turned_back(line, sideways) for line in assembler.furniture]


def _turned_back(block: Block, sideways: dict[int, PageLayout]) -> Block:
    """A block of a document that has sideways pages, with its places as they are displayed."""
    if isinstance(block, Paragraph):
        return _paragraph_turned_back(block, sideways)
    cells = tuple(replace(cell, location=_displayed(cell.location, sideways)) for cell in block.cells)
    return replace(block, cells=cells, location=_displayed(block.location, sideways))


def _paragraph_turned_back(paragraph: Paragraph, sideways: dict[int, PageLayout]) -> Paragraph:
    further = tuple((offset, _displayed(location, sideways)) for offset, location in paragraph.further)
    return replace(paragraph, location=_displayed(paragraph.location, sideways), further=further)


def _displayed(location: Location, sideways: dict[int, PageLayout]) -> Location:
    page = sideways.get(location.page or 0)
    if page is None or location.bbox is None:
        return location
    if page.displayed is not None:
        return replace(location, bbox=page.displayed(location.bbox))
    return replace(location, bbox=turned_box(location.bbox, 4 - page.turn, page.width, page.height))


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
            if continues(self._parts, table, self._above_parts, [line.text for line in self._held]):
                self._join(table)
                self._held = []
                return
        self._close_table()
        self._close_paragraph()
        self._parts, self._above_parts, self._above = [table], self._above, []

    def _join(self, table: PageTable) -> None:
        table, heads = without_heads(self._parts[0], table)
        self._parts[-1], table = mended(self._parts[-1], table)
        self._parts.append(table)
        repeated = [(line.text, line.box) for line in self._held] + [(cell.text, cell.box) for cell in heads if cell.text]
        self.furniture.extend(Paragraph(text, Location(page=table.page, bbox=box), role="header") for text, box in repeated)

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

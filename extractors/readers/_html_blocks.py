"""From the boxes of a web page to the blocks of the document: layout tables opened, furniture set aside, tables numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat

from ...schemas.document import Block, Cell, Location, Paragraph, ReadingWarning, Table
from ...schemas.errors import DocumentError
from ...schemas.text import fold
from ._bulk import body_paragraphs
from ._html_layout import holds_chrome, is_chrome, is_layout, is_metadata, may_leave_body
from ._html_model import CellBox, Flow, Line, TableBox, line_by_line, texts_in
from ._html_passages import Passage
from ._html_pictures import Stored
from ._html_sheet import sheet_blocks
from ._html_table import MAX_SPAN, arrange, in_order, plain_grid
from ._pictures_inside import PicturesInside, standing_at
from .original import Original
from .text import read_text
from .text_lines import is_numbered, is_title

_WRAPPED = 25
"""A line that <br> ends is only taken for one that goes on in the next if it has as many characters."""
_INDENTED = ("\u3000", "\u00a0")
_LINE_END = tuple("。；：！？;:!?）)”…")


class BlockList:
    """Collects the blocks of one document, which may consist of several pages (a web archive of a workbook)."""

    def __init__(self, pictures: PicturesInside) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[Paragraph] = []
        self.warnings: list[ReadingWarning] = []
        self.stored = Stored()
        """The pictures that come with the page."""
        self.pictures = pictures
        self._tables = 0
        self._paragraphs = 0

    def add(self, flow: Flow) -> None:
        """Add the contents of a page, or of an opened table."""
        texts: list[str] = []
        levels: list[int | None] = []
        for item in _taken_apart(flow):
            if isinstance(item, Passage):
                texts += item.texts
                levels += repeat(None, len(item.texts))
                continue
            if isinstance(item, Line) and _is_plain(item):
                texts.append(item.text)
                levels.append(item.level)
                continue
            if texts:
                self._plain(texts, levels)
                texts, levels = [], []
            if isinstance(item, TableBox):
                self._table(item, None)
            elif item.picture:
                self._picture(item.picture)
            elif item.preformatted:
                self._preformatted(item)
            else:
                self._line(item)
        if texts:
            self._plain(texts, levels)

    def _plain(self, texts: list[str], levels: list[int | None]) -> None:
        self.blocks += body_paragraphs(texts, levels, self._paragraphs)
        self._paragraphs += len(texts)

    def _line(self, line: Line) -> None:
        if line.zone is not None and may_leave_body(line):
            self.furniture.append(Paragraph(line.text, level=line.level, role="footer"))
            return
        for text in [line.text] if line.level else paragraphs(line.text):
            if line.level is None and is_chrome(text):
                self.furniture.append(Paragraph(text, role="footer"))
            else:
                self.blocks.append(Paragraph(text, Location(paragraph=self._paragraphs), line.level))
                self._paragraphs += 1

    def _picture(self, address: str) -> None:
        """Add what a picture of a table shows, where it comes with the page and recognition is installed."""
        data = self.stored.find(address) if self.pictures.wanted else None
        for block in self.pictures.blocks(data) if data is not None else ():
            self.blocks.append(standing_at(block, self._paragraphs, self._tables))
            if isinstance(block, Table):
                self._tables += 1
            else:
                self._paragraphs += 1

    def _preformatted(self, line: Line) -> None:
        """Text whose lines and tabs count: what it holds is found as in a text file."""
        try:
            inner = read_text(Original.of(line.text.encode("utf-8"), ""))
        except DocumentError:
            self._line(Line(line.text, line.level, line.zone))
            return
        for block in inner.blocks:
            place = Location(paragraph=self._paragraphs)
            self._paragraphs += 1
            if isinstance(block, Paragraph):
                self.blocks.append(Paragraph(block.text, place))
                continue
            cells = tuple(Cell(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in block.cells)
            self.blocks.append(Table(self._tables, cells, block.row_count, block.column_count, block.grid))
            self._tables += 1
        self.furniture.extend(Paragraph(item.text, role=item.role) for item in inner.furniture)
        self.warnings.extend(ReadingWarning(warning.code, warning.message, text=warning.text) for warning in inner.warnings)

    def _table(self, box: TableBox, inside: tuple[int, int, int] | None) -> None:
        self.add(box.caption)
        rows = in_order(box.rows)
        if is_layout(box):
            for row in rows:
                for cell in row.cells:
                    self.add(cell.flow)
            return
        if is_metadata(box):
            for row in rows:
                lines = [text for cell in row.cells for text in texts_in(cell.flow)]
                self.furniture.append(Paragraph("\t".join(lines), role="footer"))
            return
        nested: list[tuple[TableBox, int, int]] = []
        if box.plain is not None:
            cells, height, width, capped = plain_grid(box.plain)
        else:
            boxes = arrange(rows)
            cells = [_cell(item, nested) for item in boxes]
            height = max(item.row + item.row_span for item in boxes)
            width = max(item.column + item.column_span for item in boxes)
            capped = [item for item in boxes if item.capped]
        parts = sheet_blocks(cells, height, width) if inside is None and not nested and not capped else None
        if parts is not None:
            self._sheet(parts)
            return
        index = self._tables
        self._tables += 1
        for item in capped:
            message = f"单元格声明的跨列数超过 {MAX_SPAN}，已缩减到表格之内，请核对列的位置"
            self.warnings.append(ReadingWarning("span_capped", message, table=index, row=item.row, column=item.column))
        self.blocks.append(Table(index, tuple(cells), height, width, inside=inside))
        for table, line, column in nested:
            self._table(table, (index, line, column))

    def _sheet(self, parts: list[Paragraph | Table]) -> None:
        """What a sheet holds; its name above it is left out where the sheet has it as a title, too."""
        titles = [fold(part.text) for part in parts if isinstance(part, Paragraph)]
        if self.blocks and isinstance(name := self.blocks[-1], Paragraph) and name.level and fold(name.text) in titles:
            self.blocks.pop()
        for part in parts:
            if isinstance(part, Paragraph):
                self.blocks.append(Paragraph(part.text, Location(paragraph=self._paragraphs)))
                self._paragraphs += 1
            else:
                self.blocks.append(Table(self._tables, part.cells, part.row_count, part.column_count))
                self._tables += 1


def _cell(box: CellBox, nested: list[tuple[TableBox, int, int]]) -> Cell:
    """A placed cell; the tables it holds are added to `nested`."""
    flow = box.flow
    if not flow:
        text = ""
    elif len(flow) == 1 and isinstance(line := flow[0], Line):
        text = line.text
    else:
        texts: list[str] = []
        tables: list[TableBox] = []
        _flatten(flow, texts, tables)
        text = "\n".join(texts)
        nested.extend((table, box.row, box.column) for table in tables)
    return Cell(text, box.row, box.column, box.row_span, box.column_span)


def _flatten(flow: Flow, texts: list[str], tables: list[TableBox]) -> None:
    """The text of a cell, that of mere frames inside it included, and the tables it holds."""
    for item in flow:
        if isinstance(item, Line):
            if not item.picture:
                texts.append(item.text)
            continue
        if isinstance(item, Passage):
            texts += item.texts
            continue
        _flatten(item.caption, texts, tables)
        if not is_layout(item):
            tables.append(item)
            continue
        for row in in_order(item.rows):
            for cell in row.cells:
                _flatten(cell.flow, texts, tables)


def _taken_apart(flow: Flow) -> Iterator[Line | Passage | TableBox]:
    """The flow, with passages that do not consist of paragraphs of the body alone as single lines."""
    for item in flow:
        if isinstance(item, Passage) and (item.broken or holds_chrome(item.texts)):
            yield from line_by_line(item)
        else:
            yield item


def _is_plain(line: Line) -> bool:
    """Whether a line is one paragraph of the body, as nearly all are."""
    if line.zone is not None or line.preformatted or line.picture:
        return False
    return line.level is not None or "\n" not in line.text and not is_chrome(line.text)


def paragraphs(text: str) -> list[str]:
    """A block of text cut where <br> ends a paragraph; one that only wraps a long line stays inside."""
    if "\n" not in text:
        return [text]
    found: list[str] = []
    ended = True
    for line in text.split("\n"):
        if not line.strip():
            ended = True
            continue
        if found and not ended and not _starts(line):
            found[-1] = f"{found[-1]}\n{line}"
        else:
            found.append(line)
        ended = len(line.strip()) < _WRAPPED or line.rstrip().endswith(_LINE_END)
    return found


def _starts(line: str) -> bool:
    """Whether a line looks like the first one of a paragraph."""
    return line.startswith(_INDENTED) or is_numbered(line.strip()) or is_title(line.strip())


_PINYIN = tuple(re.compile(rf"{bracket}[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{{1,6}}[)）]") for bracket in ("（", r"\("))
"""One for each bracket: what begins with a certain character is found much faster."""
_DENSE = 5


def mixed_with_pinyin(blocks: list[Block]) -> str | None:
    """An example of characters with their pinyin in brackets, as mirror sites put them in, where the text is full of them."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for cell in block.cells]
    text = "\n\n".join(texts)
    found = sorted(
        (match.start() - 1, match.end())
        for pattern in _PINYIN
        for match in pattern.finditer(text, 1)
        if "\u4e00" <= text[match.start() - 1] <= "\u9fff"
    )
    return text[slice(*found[0])] if len(found) >= _DENSE else None

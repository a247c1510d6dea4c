"""What the readers of other converters' output (Markdown, JSON) have in common: they gather blocks, HTML pieces among them, and join
tables that the converter cut at the end of each page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from lxml import etree

from ...schemas.document import BBox, Block, Cell, Document, GridKind, Location, Paragraph, ParagraphRole, ReadingWarning, Table
from ...schemas.errors import LimitExceeded
from ._html_blocks import BlockList
from ._html_boxes import build
from ._pictures_inside import PicturesInside
from .original import Original
from .text_lines import is_dashed_page_number, is_figure, squeeze

MAX_CELLS = 2_000_000
"""Cells one document may hold."""
MAX_SPAN = 1_000
MAX_PLACES = 10_000_000
"""Rows times columns of one table."""
_TAG = re.compile(r"<[^<>]{0,500}>")


class Gathered:
    """Collects the blocks of a converted document."""

    def __init__(self, original: Original) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[Paragraph] = []
        self.warnings: list[ReadingWarning] = []
        self.tables = 0
        self.pictures = 0
        """How many there are that were not read."""
        self._inside = PicturesInside(original)
        """Those written into pieces of HTML."""
        self._cells = 0
        self._adjacent = False
        """Whether nothing that is printed stands behind the last block."""

    def paragraph(
        self, text: str, place: Location, level: int | None = None, role: ParagraphRole = "body", confidence: float = 1.0
    ) -> None:
        """Add running text; blank text is left out, headers and footers go to the furniture, and so do page numbers."""
        text = text.strip("\n")
        if not text.strip():
            return
        if role in ("header", "footer") or is_dashed_page_number(text):
            self.furniture.append(Paragraph(text, place, role=role if role == "header" else "footer"))
            return
        self.blocks.append(Paragraph(text, place, level, role, confidence=confidence))
        self._adjacent = False

    def table(self, table: Table) -> int:
        """Add a table, or its rows to the one before if it goes on with that; returns its index (its own one is not used)."""
        self._cells += len(table.cells)
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
        last = self.blocks[-1] if self.blocks else None
        if self._adjacent and isinstance(last, Table) and table.inside is None and (joined := continued(last, table)) is not None:
            self.blocks[-1] = joined
            return joined.index
        index = self.tables
        self.blocks.append(replace(table, index=index))
        self.tables += 1
        self._adjacent = table.inside is None
        return index

    def grid(
        self, cells: Iterable[Cell], kind: GridKind, place: Location, inside: tuple[int, int, int] | None = None
    ) -> int | None:
        """Add the table these anchor cells make; returns its index, None where there is no cell."""
        listed = sorted(cells, key=lambda cell: (cell.row, cell.column))
        if not listed:
            return None
        rows = max(cell.row + cell.row_span for cell in listed)
        columns = max(cell.column + cell.column_span for cell in listed)
        if rows * columns > MAX_PLACES:
            raise LimitExceeded(f"文档表格的行数乘列数超过 {MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
        return self.table(Table(0, tuple(listed), rows, columns, kind, place, inside))

    def html(self, source: str, place: Location, shown: Callable[[str], str] = str, role: ParagraphRole = "body") -> None:
        """Add what a piece of HTML shows; `shown` is applied to each text in it."""
        try:
            built = build(source)
        except etree.LxmlError:
            self.paragraph(_TAG.sub("", source), place, role=role)
            return
        before = self._inside.read
        inner = BlockList(self._inside)
        inner.add(built.flow)
        self.pictures += built.pictures - (self._inside.read - before)
        indexes: dict[int, int] = {}
        for block in inner.blocks:
            if isinstance(block, Paragraph):
                self.paragraph(shown(block.text), _standing(block.location, place), block.level, role, block.confidence)
                continue
            cells = tuple(replace(cell, text=shown(cell.text), location=_standing(cell.location, place)) for cell in block.cells)
            inside = block.inside and (indexes[block.inside[0]], *block.inside[1:])
            located = replace(block, cells=cells, location=_standing(block.location, place), inside=inside)
            indexes[block.index] = self.table(located)
        self.furniture.extend(replace(line, location=place) for line in inner.furniture)
        self.warnings.extend(replace(warning, location=place, table=None) for warning in inner.warnings)

    def note_pictures(self) -> None:
        """Warn about the pictures counted."""
        if self.pictures:
            message = f"文档中有 {self.pictures} 处图片，其中的文字和表格没有读取，请人工核对"
            self.warnings.append(ReadingWarning("picture_not_read", message))

    def document(
        self, original: Original, format: str, details: Iterable[tuple[str, str]], pages: int | None = None, ocr_pages: int = 0
    ) -> Document:
        """The document gathered."""
        return Document(
            path=original.path,
            name=original.name,
            sha256=original.sha256,
            format=format,
            blocks=tuple(self.blocks),
            furniture=tuple(self.furniture),
            pages=pages,
            ocr_pages=ocr_pages + self._inside.read,
            warnings=tuple(self.warnings),
            details=tuple(details),
        )


def _standing(own: Location, place: Location) -> Location:
    """Where something in a piece of HTML stands in the document; what was recognised from a picture keeps its place on that."""
    return place if own.picture is None else replace(place, bbox=own.bbox, picture=own.picture)


def continued(table: Table, more: Table) -> Table | None:
    """`table` with the rows of `more`, the part of it that a converter wrote for the next page; None where `more` is another table.

    It goes on where the head is repeated (which is left out), or where there is none and figures stand in its first row.
    """
    if table.column_count != more.column_count or table.grid != more.grid or table.inside != more.inside:
        return None
    old, new = _rows(table), _rows(more)
    repeated = 0
    while repeated < min(len(old), len(new)) and new[repeated] == old[repeated] and any(new[repeated]):
        repeated += 1
    if repeated == len(new):
        return None  # the same once more, not the rest of it
    if not repeated and not (any(map(is_figure, new[0][1:])) and any(is_figure(text) for row in old for text in row)):
        return None
    if any(cell.row < repeated < cell.row + cell.row_span for cell in more.cells):
        return None
    shift = table.row_count - repeated
    cells = tuple(replace(cell, row=cell.row + shift) for cell in more.cells if cell.row >= repeated)
    return replace(table, cells=table.cells + cells, row_count=shift + more.row_count)


def _rows(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(squeeze(cell.text))
    return rows


def bbox_of(x0: float, top: float, x1: float, bottom: float) -> BBox | None:
    """A box from two of its corners; None for what is no box."""
    if not all(-1e6 < value < 1e6 for value in (x0, top, x1, bottom)):
        return None
    return (min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))

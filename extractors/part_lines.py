"""A document as lines: what a reader's eye runs over when it looks for titles, labels and annex marks."""

from __future__ import annotations

from dataclasses import dataclass

from ..schemas.document import Cell, Document, Location, Paragraph, Table
from ..schemas.results import Source
from ..schemas.text import fold

_TITLE_ROWS = 4
"""Rows at the top of a table in which a title may stand (spreadsheets)."""
_LONGEST_CELL = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line that is not blank: of a paragraph, or of a short cell."""

    block: int
    """Index of its block in `Document.blocks`."""
    text: str
    """Folded (`schemas.text.fold`)."""
    source: Source
    in_table: bool = False
    heads_table: bool = False
    """Whether it stands alone in one of the first rows of a table, as a title in a spreadsheet does."""


def lines_of(document: Document) -> list[Line]:
    """The lines of all blocks in reading order; of tables only short cells, where titles, labels and heads stand."""
    lines: list[Line] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            source = block_source(document, index)
            lines.extend(Line(index, text, source) for piece in block.text.splitlines() if (text := fold(piece)))
        else:
            lines.extend(_table_lines(document, index, block))
    return lines


def _table_lines(document: Document, index: int, table: Table) -> list[Line]:
    filled: dict[int, int] = {}
    texts: list[tuple[Cell, str]] = []
    for cell in table.cells:
        if len(cell.text) <= _LONGEST_CELL and (text := fold(cell.text)):
            texts.append((cell, text))
        if cell.row < _TITLE_ROWS and cell.text.strip():
            filled[cell.row] = filled.get(cell.row, 0) + 1
    return [
        Line(index, text, block_source(document, index, cell), True, cell.row < _TITLE_ROWS and filled.get(cell.row) == 1)
        for cell, text in texts
    ]


def block_source(document: Document, index: int, cell: Cell | None = None) -> Source:
    """Where a block, or a cell of it, stands; an empty source for a document without blocks."""
    if index >= len(document.blocks):
        return Source()
    block = document.blocks[index]
    place: Location = block.location if cell is None else cell.location
    if isinstance(block, Paragraph):
        return Source(
            page=place.page,
            bbox=place.bbox,
            line=place.line,
            paragraph=place.paragraph,
            text=block.text,
            sheet=place.sheet,
            picture=place.picture,
        )
    return Source(
        page=place.page,
        bbox=place.bbox,
        line=place.line,
        paragraph=place.paragraph,
        table=block.index,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
        text=cell.text if cell else None,
        sheet=place.sheet,
        picture=place.picture,
    )

"""The document model that every reader fills: paragraphs and tables in reading order, each with its place in the source.

Text is kept exactly as the source prints it (`Paragraph.text`, `Cell.text`), line breaks included; cleaning happens later and
beside it (see `schemas.text`). All values are frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points (1/72 inch), origin at the top left of the page as it is displayed."""

GridKind = Literal["exact", "tabbed", "listed"]
"""How far the columns of a table can be trusted.

- ``exact``: true grid columns and spans (docx, html, xlsx, ruled pdf).
- ``tabbed``: tab-separated text: columns count from the left, a merged cell leaves blanks behind it, blank columns at the end of a
  row may have been dropped.
- ``listed``: one cell per line: a horizontally merged cell stands once, so that `Cell.column` is only its ordinal in the row; cells
  continued from above stand as blank cells.
"""

ParagraphRole = Literal["body", "header", "footer", "textbox", "footnote"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a paragraph, cell or table can be found again."""

    page: int | None = None
    """1-based page, where the format has pages."""
    bbox: BBox | None = None
    line: int | None = None
    """1-based line of the first character, for text files."""
    paragraph: int | None = None
    """0-based paragraph of the body, for formats without pages or lines (docx)."""
    sheet: str | None = None
    """Sheet and cell as a spreadsheet program names them (`收入决算表!D12`), for formats with sheets."""
    picture: int | None = None
    """Number (1-based, in reading order) of the picture inside the document that it was recognised from; `bbox` is a place on it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text; `text` may hold line breaks where the source breaks a line inside the paragraph."""

    text: str
    location: Location = Location()
    level: int | None = None
    """Outline level (1 = topmost heading) where the source states it; None for body text or where it does not say."""
    role: ParagraphRole = "body"
    further: tuple[tuple[int, Location], ...] = ()
    """(offset in `text`, place) of the parts of a paragraph that stand elsewhere than its first line: on the next page."""
    confidence: float = 1.0
    """How sure the text is; below 1 where it was recognised from a picture."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the recogniser knows of a line beyond its text."""

    others: tuple[tuple[str, float], ...] = ()
    """Other texts that it thought possible in place of a figure, with their probabilities, the likeliest first."""
    most: float = 1.0
    """No figure is surer than this unless arithmetic proves it: below 1 on a page that is hard to read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `row` and `column` are 0-based positions of its top left corner in the grid that was read."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    location: Location = Location()
    note: str | None = None
    """What the reader wants to have said about the cell (None as a rule)."""
    confidence: float = 1.0
    """How sure the text is; below 1 where it was recognised from a picture."""
    recognition: Recognition | None = None
    """Set where it was recognised from a picture."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: anchor cells only (a merged cell stands once), in row-major order."""

    index: int
    """0-based, counted through the document; a table continued over pages is one."""
    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    grid: GridKind = "exact"
    location: Location = Location()
    inside: tuple[int, int, int] | None = None
    """(table index, row, column) of the cell that holds a nested table."""
    misplaced: bool = False
    """Whether the file no longer says in which columns cells stand, so that no figure of the table can be told a meaning."""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that was seen and could not be read, or was read with a doubt; `message` is Chinese, one sentence."""

    code: str
    message: str
    location: Location = Location()
    table: int | None = None
    row: int | None = None
    column: int | None = None
    text: str | None = None
    """The printed text in doubt."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read, before anything is interpreted."""

    path: str
    """Path as given by the user (members of archives: path inside the archive appended)."""
    name: str
    sha256: str
    format: str
    """Short name of the format that the content has: docx, text, pdf, …"""
    blocks: tuple[Block, ...]
    """Paragraphs and tables of the body in reading order."""
    furniture: tuple[Paragraph, ...] = ()
    """Headers, footers and page numbers, kept apart from the body."""
    pages: int | None = None
    ocr_pages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()
    details: tuple[tuple[str, str], ...] = field(default=())
    """How it was read, for the record: ("encoding", "gb18030") …"""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

"""What a web page consists of, before it is known which tables only lay it out: lines and passages of text, and tables of boxes that hold
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ._html_attributes import column_span, row_span
from ._html_passages import Passage
from ._html_plain import Part, PlainRow, PlainTable, spans


@dataclass(slots=True)
class Zone:
    """An element that is named like furniture of a site; `sentences` counts the lines in it that hold some."""

    sentences: int = 0


@dataclass(slots=True)
class Line:
    """A block of text; `text` has ``\\n`` where <br> stands, `zone` is the piece of furniture it stands in. Where
    `picture` is the address of a picture there is no text.
    """

    text: str
    level: int | None = None
    zone: Zone | None = None
    preformatted: bool = False
    picture: str = ""


Flow = list["Line | Passage | TableBox"]
"""What stands in a page or a cell, in reading order."""


def texts_in(flow: Flow) -> list[str]:
    """The texts of its lines and passages, paragraph by paragraph; that of a picture is "", tables have none."""
    texts: list[str] = []
    for item in flow:
        if isinstance(item, Line):
            texts.append(item.text)
        elif isinstance(item, Passage):
            texts += item.texts
    return texts


def line_by_line(passage: Passage, level: int | None = None, zone: Zone | None = None) -> list[Line]:
    """The paragraphs of a passage."""
    return [Line(text, level, zone) for text in passage.texts]


@dataclass(slots=True)
class CellBox:
    """A cell as the page lists it, with its spans as written (`row_span` 0 reaches to the end of the row group); the lower fields are
    filled, and the spans settled, when the grid is made.
    """

    column_span: int
    row_span: int
    flow: Flow
    row: int = 0
    column: int = 0
    capped: bool = False
    """Whether the page claims a span beyond all reason."""


@dataclass(slots=True)
class RowBox:
    """A row; `group` numbers the row groups (thead, tbody, tfoot) of the table, which no span crosses."""

    part: Part
    group: int
    cells: list[CellBox] = field(default_factory=list)


@dataclass(slots=True)
class TableBox:
    """A table as the page lists it; `weight` counts the characters in it, those of nested tables included."""

    presentation: bool
    rows: list[RowBox] = field(default_factory=list)
    caption: Flow = field(default_factory=list)
    weight: int = 0
    nested: int = 0
    """The characters of nested tables among them."""
    plain: PlainTable | None = None
    """What was read beforehand, for a table of many figures; it has no `rows` then."""


def plain_rows(rows: Sequence[PlainRow], table: PlainTable, zone: Zone | None = None) -> list[RowBox]:
    """Rows of a plain table as boxes."""
    boxes = []
    known: dict[str, tuple[int, int]] = {}
    for row in rows:
        box = RowBox(row.part, row.group)
        for cell in range(row.start, row.end):
            written = table.attributes[cell]
            if written not in known:
                across, down = spans(written)
                known[written] = column_span(across), row_span(down)
            box.cells.append(CellBox(*known[written], [Line(line, None, zone) for line in table.lines(cell)]))
        boxes.append(box)
    return boxes

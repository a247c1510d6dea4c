"""What a page says, and where: the yardstick for whatever reads the picture of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from gongkai.pipeline.document import interpret
from gongkai.schemas.document import BBox, Block, Cell, Document, Location, Paragraph, Table
from gongkai.schemas.results import DocumentResult

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CellTruth:
    """A cell as drawn; row and column are 0-based in the whole table, `page` is 1-based."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    box: BBox
    """x0, top, x1, bottom in points on the page before it was turned, bent or photographed."""
    pixels: tuple[Point, ...] = ()
    """Its corners in the picture as delivered: top left, top right, bottom right, bottom left of the cell as it is read."""


@dataclass(frozen=True, slots=True)
class LineTruth:
    """A line of text outside the table."""

    text: str
    page: int
    box: BBox
    pixels: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class PageTruth:
    """One page; sizes of the paper in points, of the delivered picture in pixels."""

    width: float
    height: float
    pixel_width: int = 0
    pixel_height: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One form drawn on one page or several, in reading order."""

    name: str
    above: tuple[LineTruth, ...]
    cells: tuple[CellTruth, ...]
    below: tuple[LineTruth, ...]
    furniture: tuple[LineTruth, ...]
    """Page numbers."""
    row_count: int
    column_count: int
    pages: tuple[PageTruth, ...]

    def document(self) -> Document:
        """The document that a perfect reader would return."""

        def line(one: LineTruth) -> Paragraph:
            return Paragraph(one.text, Location(page=one.page, bbox=one.box))

        cells = tuple(
            Cell(one.text, one.row, one.column, one.row_span, one.column_span, Location(page=one.page, bbox=one.box))
            for one in self.cells
        )
        table = Table(0, cells, self.row_count, self.column_count, location=Location(page=1))
        blocks: tuple[Block, ...] = (*map(line, self.above), table, *map(line, self.below))
        return Document(self.name, self.name, "", "truth", blocks, pages=len(self.pages))

    def result(self) -> DocumentResult:
        """The facts that a perfect reader leads to."""
        return interpret(self.document())

    def as_json(self) -> Mapping[str, object]:
        """Everything for a file: cells, lines, pages, facts and indicators."""
        result = self.result()
        return {
            **asdict(self),
            "facts": [fact_fields(result, position) for position in range(len(result.facts))],
            "indicators": [[getattr(one, name) for name in INDICATOR] for one in result.indicators],
        }


INDICATOR: Sequence[str] = ("form", "level1", "level2", "level3", "target", "actual", "weight", "score")


def fact_fields(result: DocumentResult, position: int) -> Mapping[str, object]:
    """A fact in short."""
    fact = result.facts[position]
    return {
        "form": fact.form, "subject": fact.subject, "item": fact.item, "code": fact.code, "column": fact.column, "year": fact.year,
        "value": format(fact.value, "f"), "unit": fact.unit, "raw": fact.raw, "row": fact.source.row, "at": fact.source.column,
    }  # fmt: skip

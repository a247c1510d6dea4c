"""How a sample report is described: once, with the meaning of every figure beside the figure.

A description knows nothing of the software under test. It is rendered into files (`docx_writer`, `text_writer`), and the truth
about its figures is written as tables of the same columns as the hand-made gold, so that neither follows the other's mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

PROSE = "正文"
MONEY_SHIFT = {"元": -4, "万元": 0}
NUMERIC = re.compile(r"[-+−]?[\d０-９][\d０-９,，.．\s]*[%％]?")


def shifted(raw: str, printed_unit: str) -> str:
    """The exact value in 万元 (other units: as printed) of a printed figure, keeping its decimals."""
    plain = raw.translate(str.maketrans("０１２３４５６７８９．％−", "0123456789.%-"))
    plain = "".join(plain.split()).replace(",", "").rstrip("%")
    places = MONEY_SHIFT.get(printed_unit, 0)
    return format(Decimal(plain).scaleb(places) if places else Decimal(plain), "f")


@dataclass(frozen=True, slots=True)
class Truth:
    """What one printed figure means; `value` is in `unit`, money in 万元."""

    form: str
    item: str
    column: str
    year: int
    value: str
    unit: str
    subject: str = ""
    code: str = ""

    def row(self) -> tuple[str, ...]:
        return (self.form, self.subject, self.item, self.code, self.column, str(self.year), self.value, self.unit)


@dataclass(frozen=True, slots=True)
class IndicatorTruth:
    """One filled row of an indicator table, as printed without spaces."""

    form: str
    subject: str
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    weight: str
    score: str

    def row(self) -> tuple[str, ...]:
        return (self.form, self.subject, self.level1, self.level2, self.level3, self.target, self.actual, self.weight, self.score)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `\\n` separates its paragraphs, `down` continues the cell above, `docx` replaces its paragraphs in docx files."""

    text: str = ""
    span: int = 1
    down: bool = False
    truth: Truth | None = None
    quiet: bool = False
    """A numeric cell that is no fact: 行次, 栏次, a cell of an indicator row."""
    docx: str | None = None
    control: bool = False
    """Whether docx files wrap the cell in a content control."""

    def __post_init__(self) -> None:
        if NUMERIC.fullmatch(self.text.strip()) and self.truth is None and not self.quiet:
            raise ValueError(f"数字单元格没有说明含义：{self.text}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cells over one grid; `cut` is the row before which a page break falls in tabbed text."""

    rows: tuple[tuple[Cell, ...], ...]
    indicators: tuple[IndicatorTruth, ...] = ()
    known: bool = True
    cut: int | None = None

    def __post_init__(self) -> None:
        widths = {sum(cell.span for cell in row) for row in self.rows}
        if len(widths) != 1:
            raise ValueError(f"各行宽度不一：{sorted(widths)}，{[sum(cell.span for cell in row) for row in self.rows]}")

    @property
    def width(self) -> int:
        return sum(cell.span for cell in self.rows[0])


@dataclass(slots=True)
class Placed:
    """A cell with its place in the grid; `rows` counts the rows it covers."""

    cell: Cell
    row: int
    column: int
    rows: int = 1


def placed(table: Table) -> list[Placed]:
    """The cells of a table, those that continue others merged with them."""
    cells: list[Placed] = []
    owners: dict[tuple[int, int], Placed] = {}
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row:
            above = owners.get((number - 1, column))
            if cell.down and above is not None:
                above.rows += 1
                owner = above
            else:
                owner = Placed(cell, number, column)
                cells.append(owner)
            for place in range(column, column + cell.span):
                owners[number, place] = owner
            column += cell.span
    return cells


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph with what its figures mean; `docx` replaces it in docx files; `page` makes it an entry of a table of contents."""

    text: str
    truths: tuple[Truth, ...] = ()
    docx: str | None = None
    page: int | None = None
    gap: bool = True
    """Whether text exports print a blank line behind it."""


Block = Para | Table


@dataclass(frozen=True, slots=True)
class Rendering:
    """One file: `docx`, `listed` or `tabbed` text, and the encoding of text."""

    style: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Report:
    """A report and the files it is rendered to; `shows` is its line in the register."""

    name: str
    entity: str
    fiscal_year: int
    kinds: tuple[str, ...]
    blocks: tuple[Block, ...]
    shows: str
    renderings: tuple[Rendering, ...]
    header: str = ""
    slips: tuple[str, ...] = ()
    """What a report prints wrongly on purpose, as a cross-check will name it; all its other figures hold together."""

    def files(self) -> Iterator[tuple[str, Rendering]]:
        """File names; a report rendered once carries its plain name, otherwise texts are told apart by their style."""
        for rendering in self.renderings:
            several = len(self.renderings) > 1
            stem = f"{self.name}-{rendering.style}" if several and rendering.style != "docx" else self.name
            yield f"{stem}.{'docx' if rendering.style == 'docx' else 'txt'}", rendering

    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    def truths(self, known: bool = True) -> list[Truth]:
        """All figures in reading order: those of known forms and of prose, or those of tables that no form knows."""
        found: list[Truth] = []
        for block in self.blocks:
            if isinstance(block, Para):
                found.extend(block.truths if known else ())
            elif block.known is known:
                found.extend(cell.truth for row in block.rows for cell in row if cell.truth)
        return found

    def indicators(self) -> list[IndicatorTruth]:
        return [indicator for block in self.blocks if isinstance(block, Table) for indicator in block.indicators]


@dataclass(slots=True)
class Sheet:
    """Writes one table of one form row by row; figures are given with their item and column."""

    form: str
    year: int
    unit: str = "万元"
    subject: str = ""
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    indicators: list[IndicatorTruth] = field(default_factory=list)

    def row(self, *cells: Cell | str) -> None:
        self.rows.append(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells))

    def fig(
        self,
        raw: str,
        item: str,
        column: str,
        *,
        unit: str = "",
        year: int = 0,
        code: str = "",
        span: int = 1,
        text: str = "",
        docx: str | None = None,
    ) -> Cell:
        """A cell that prints `raw` (or `text` around it); blank where `raw` is."""
        if not raw.strip():
            return Cell(raw, span)
        printed = unit or self.unit
        truth = Truth(
            self.form,
            item,
            column,
            year or self.year,
            shifted(raw, printed),
            "万元" if printed in MONEY_SHIFT else printed,
            self.subject,
            code,
        )
        return Cell(text or raw, span, truth=truth, docx=docx)

    def indicator(self, level1: str, level2: str, level3: str, target: str, actual: str, weight: str, score: str) -> None:
        self.indicators.append(IndicatorTruth(self.form, self.subject, level1, level2, level3, target, actual, weight, score))

    def table(self, *, known: bool = True, cut: int | None = None) -> Table:
        return Table(tuple(self.rows), tuple(self.indicators), known, cut)


def quiet(*texts: str) -> list[Cell]:
    """Cells whose numbers are no facts."""
    return [Cell(text, quiet=True) for text in texts]


def down(span: int = 1) -> Cell:
    """The continuation of the cell above."""
    return Cell("", span, down=True)


@dataclass(frozen=True, slots=True)
class Prose:
    """Makes paragraphs of a report of one year."""

    year: int
    gap: bool = True

    def __call__(self, text: str, *truths: Truth) -> Para:
        return Para(text, truths, gap=self.gap)

    def said(self, item: str, column: str, value: str, unit: str = "万元", *, subject: str = "", year: int = 0) -> Truth:
        return Truth(PROSE, item, column, year or self.year, value, unit, subject)

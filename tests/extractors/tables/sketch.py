"""Tables drawn as text, turned into the three grid kinds, read, and compared as plain tuples.

A drawing has one line per row and `|` between cells; `<` is the rest of the cell on its left, `^` the rest of the cell above, `\\n` a line
break inside a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.extractors.parts import PartSpan
from gongkai.extractors.tables import TableResult, interpret_tables
from gongkai.schemas.document import Block, Cell, Document, GridKind, Paragraph, Table
from gongkai.schemas.results import DocumentKind, Source

GRIDS: tuple[GridKind, ...] = ("exact", "tabbed", "listed")
Rows = list[list[str]]


def rows_of(drawing: str) -> Rows:
    """The cells of a drawing, padded to a rectangle."""
    rows = [
        [cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in drawing.strip().splitlines() if line.strip()
    ]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def table(rows: Rows, grid: GridKind = "exact", index: int = 0) -> Table:
    """The table that a reader of this kind of file gives for a drawing."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            owner[r, c] = owner[r, c - 1] if text == "<" else owner[r - 1, c] if text == "^" else (r, c)
    cells: list[Cell] = []
    if grid == "exact":
        for (r, c), place in owner.items():
            if place == (r, c):
                owned = [other for other, holder in owner.items() if holder == place]
                rowspan, colspan = max(a for a, _ in owned) - r + 1, max(b for _, b in owned) - c + 1
                assert len(owned) == rowspan * colspan, f"not a rectangle: {rows[r][c]}"
                cells.append(Cell(rows[r][c], r, c, rowspan, colspan))
    elif grid == "tabbed":
        for r, row in enumerate(rows):
            last = max((c for c, text in enumerate(row) if text not in ("", "<", "^")), default=-1)
            cells += [Cell("" if text in ("<", "^") else text, r, c) for c, text in enumerate(row[: last + 1])]
    else:
        for r, row in enumerate(rows):
            ordinal = 0
            for c, text in enumerate(row):
                if c and owner[r, c] == owner[r, c - 1]:
                    continue
                cells.append(Cell(text if owner[r, c] == (r, c) else "", r, ordinal))
                ordinal += 1
    return Table(index, tuple(cells), len(rows), max((cell.column + cell.column_span for cell in cells), default=0), grid)


def document(*blocks: Block | str) -> Document:
    """A document of these blocks; a text is a paragraph."""
    return Document("x", "x", "", "docx", tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks))


def read_all(*blocks: Block | str, kind: DocumentKind = "部门决算", year: int | None = 2023) -> list[TableResult]:
    """Interpret the tables of such a document as one part of this kind and year; every account must close."""
    part = PartSpan("p1", kind, None, None, year, 0, len(blocks), Source())
    results = interpret_tables(document(*blocks), lambda _: part)
    for result in results:
        account = result.account
        assert account.numeric == account.facts + account.indicators + account.ignored + account.warned, account
        assert account.facts == len(result.facts), account
    return results


def read(
    drawing: str,
    *above: str,
    grid: GridKind = "exact",
    kind: DocumentKind = "部门决算",
    year: int | None = 2023,
    below: Sequence[str] = (),
) -> TableResult:
    """Interpret one drawn table with the lines above (farthest first) and below it."""
    return read_all(*above, table(rows_of(drawing), grid), *below, kind=kind, year=year)[0]


Plain = tuple[str, str, str, int | None, str, str | None]


def plain(result: TableResult) -> set[Plain]:
    """The facts as (item, code, column, year, value, unit)."""
    found = [(f.item, f.code or "", f.column, f.year, format(f.value, "f"), f.unit) for f in result.facts]
    assert len(found) == len(set(found)), found
    return set(found)


def short(result: TableResult) -> set[str]:
    """The facts as `code item/column=value` for reading at a glance; the year only where it is not 2023, the unit where not 万元."""
    found: list[str] = []
    for f in result.facts:
        year = "" if f.year == 2023 else f"@{f.year}"
        unit = "" if f.unit == "万元" else f.unit or "?"
        found.append(f"{f.code or ''}{f.item}/{f.column}{year}={f.value:f}{unit}")
    assert len(found) == len(set(found)), sorted(found)
    return set(found)


def codes(result: TableResult) -> list[str]:
    """The codes of the warnings."""
    return [notice.code for notice in result.notices]


def indicators(result: TableResult) -> list[tuple[str | None, ...]]:
    """The indicators as tuples of level 1 to 3, target, actual, weight, score."""
    return [(i.level1, i.level2, i.level3, i.target, i.actual, i.weight, i.score) for i in result.indicators]


def value(result: TableResult, item: str, column: str) -> Decimal:
    """The one figure of an item and column."""
    (found,) = [f.value for f in result.facts if f.item == item and f.column == column]
    return found

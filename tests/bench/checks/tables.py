"""Writes tables of figures: cells with their quantity, tables by subject code with their sums."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .model import Builder, Cell, Figure, Table
from .money import Style
from .oracle import Sum
from .subjects import ECONOMIC_CLASSES, Leaf

Key = tuple[object, ...]
Row = tuple[str, str, Sequence[int]]
"""Code, name and amounts of one row of a table by subject."""


def text(value: str = "", span: int = 1) -> Cell:
    return Cell((value,) if value else (), span)


def down(span: int = 1) -> Cell:
    return Cell((), span, True)


@dataclass(slots=True)
class Sheet:
    """One table being written; `unit` is the unit of its figures."""

    b: Builder
    rng: random.Random
    style: Style
    name: str
    kind: str = "表内金额"
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    start: int = field(init=False)
    """The first figure of the table, which tells tables of one title apart."""

    def __post_init__(self) -> None:
        self.start = len(self.b.figures)

    def row(self, *cells: Cell | str) -> None:
        self.rows.append(tuple(cell if isinstance(cell, Cell) else text(cell) for cell in cells))

    def money(
        self, fen: int | None, column: str, key: Key | None = None, *, zero: bool = False, kind: str | None = None
    ) -> tuple[Figure | None, Cell]:
        """The cell of an amount; nothing is blank, or 0 where the table prints zeros."""
        if not fen:
            if fen is None or not (zero and self.style.zeros):
                return None, text()
            figure = self._figure(self.style.zeros, self.style.unit, kind or self.kind, column)
        else:
            figure = self._figure(self.style.raw(fen), self.style.unit, kind or self.kind, column)
        self.b.prints_of(key, figure) if key is not None else None
        return figure, Cell((figure,))

    def plain(self, raw: str, unit: str, column: str, kind: str, name: str = "", span: int = 1) -> tuple[Figure, Cell]:
        figure = self._figure(raw, unit, kind, column, name)
        return figure, Cell((figure,), span)

    def _figure(self, raw: str, unit: str, kind: str, column: str, name: str = "") -> Figure:
        near = (f"{self.name}#{self.start}|{column}", f"{self.name}#{self.start}|row{len(self.rows)}")
        figure = self.b.figure(raw, unit, kind, near=near, name=name)
        self.figures.append(figure)
        return figure

    def table(self, cut: bool = True) -> Table:
        at = (
            self.rng.randint(len(self.rows) // 2, len(self.rows) - 3)
            if cut and len(self.rows) > 14 and self.rng.random() < 0.3
            else None
        )
        return Table(tuple(self.rows), at)


def rolled(amounts: Mapping[Leaf, Sequence[int]]) -> list[Row]:
    """Rows of 类, 款 and 项 in the order of their codes, with the sums of the leaves below them."""
    rows: dict[str, tuple[str, list[int]]] = {}
    for leaf in sorted(amounts, key=lambda one: one.code):
        for code, name in ((leaf.code[:3], leaf.upper), (leaf.code[:5], leaf.middle), (leaf.code, leaf.name)):
            total = rows.setdefault(code, (name, [0] * len(amounts[leaf])))[1]
            for position, amount in enumerate(amounts[leaf]):
                total[position] += amount
    return [(code, name, values) for code, (name, values) in rows.items()]


def economic_rows(amounts: Mapping[str, tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Rows of economic classes and their items."""
    rows: list[tuple[str, str, int]] = []
    for code in sorted(amounts):
        if not rows or rows[-1][0][:3] != code[:3]:
            total = sum(value for one, (_, value) in amounts.items() if one[:3] == code[:3])
            rows.append((code[:3], ECONOMIC_CLASSES[code[:3]], total))
        rows.append((code, *amounts[code]))
    return rows


@dataclass(slots=True)
class Coded:
    """A table by subject being written, whose columns add up by code and whose rows add up across."""

    sheet: Sheet
    columns: Sequence[str]
    keys: Sequence[Key | None]
    """The quantity of each column; the code (or 合计) is appended."""
    split: bool = False
    """Whether 类, 款 and 项 have columns of their own."""
    levels: int = 3
    last: Callable[[Sequence[int | None], Sequence[Figure | None]], Cell] | None = None
    """Makes a further cell of each row from its amounts and figures."""
    found: dict[str, list[Figure | None]] = field(default_factory=dict)

    def cells(self, code: str, values: Sequence[int | None], zero: bool = False) -> list[Cell]:
        figures, cells = [], []
        for column, key, value in zip(self.columns, self.keys, values, strict=True):
            figure, cell = self.sheet.money(value, column, None if key is None else (*key, code), zero=zero)
            figures.append(figure)
            cells.append(cell)
        self.found[code] = figures
        return cells if self.last is None else [*cells, self.last(values, figures)]

    def write(self, rows: Sequence[Row], totals: Sequence[int], total_first: bool) -> None:
        if total_first:
            self.total(totals)
        for code, name, values in rows:
            lead: list[Cell | str] = [code, name]
            if self.split:
                fields = [code[:3], code[3:5], code[5:]][: self.levels]
                lead = [*fields, name]
            self.sheet.row(*lead, *self.cells(code, values))
        if not total_first:
            self.total(totals)
        self.hold()

    def total(self, totals: Sequence[int]) -> None:
        blank = self.levels if self.split else 1
        cells = self.cells("合计", totals, zero=True)
        if self.split and self.sheet.rng.random() < 0.5:
            self.sheet.row(*[""] * blank, "合计", *cells)
        else:
            self.sheet.row(Cell(("合计",), blank + 1), *cells)

    def hold(self) -> None:
        """合计 = Σ类, 类 = Σ款, 款 = Σ项 in every column."""
        codes = [code for code in self.found if code != "合计"]
        children = {"合计": [code for code in codes if len(code) == 3]}
        for code in codes:
            if len(code) in (3, 5):
                below = [one for one in codes if one.startswith(code) and len(one) == len(code) + 2]
                if below:
                    children[code] = below
        for parent, below in children.items():
            for position in range(len(self.columns)):
                total = self.found[parent][position]
                parts = [figure for code in below if (figure := self.found[code][position]) is not None]
                if total is not None and parts:
                    self.sheet.b.hold(Sum(tuple((part.id, 1) for part in parts), total.id))

    def across(self, total: int, parts: Sequence[tuple[int, int]]) -> None:
        """In every row, the column `total` is the signed sum of others."""
        for figures in self.found.values():
            whole = figures[total]
            terms = tuple((figure.id, sign) for column, sign in parts if (figure := figures[column]) is not None)
            if whole is not None and terms:
                self.sheet.b.hold(Sum(terms, whole.id))

"""What a table is cut into: sections with their columns and lanes (see `sections`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...schemas.vocabulary.model import IndicatorField, Side
from .grid import Slot

SectionKind = Literal["figures", "indicators", "text"]
ColumnKind = Literal["label", "code", "line_number", "text", "figure", "indicator", "ignored"]


@dataclass(frozen=True, slots=True)
class SectionColumn:
    """A logical column of a section.

    `name` is the canonical column name ("" where no head names one), `item` the printed head that names an item (三公 tables),
    `offset` a year relative to the fiscal year, `unit` the unit that a head prints, `fixed_unit` the unit the vocabulary gives it.
    """

    first: int
    last: int
    kind: ColumnKind
    heads: tuple[str, ...]
    name: str = ""
    confidence: float = 1.0
    year: int | None = None
    offset: int | None = None
    unit: str | None = None
    fixed_unit: str | None = None
    side: Side | None = None
    field: IndicatorField | None = None
    item: str | None = None
    alone: bool = False
    """The name holds only where no other column of figures stands beside it in its lane."""
    named_by_default: bool = False
    """No head names the column: the form's default does, unless the rows name it (rows 预算数 and 决算数 below heads that hold items)."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Label, code and figure columns that read together from left to right."""

    columns: tuple[SectionColumn, ...]
    side: Side | None

    def of(self, kind: ColumnKind) -> tuple[SectionColumn, ...]:
        return tuple(column for column in self.columns if column.kind == kind)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one set of heads. `corner` is the printed label at the left of the heads (财政供养人员情况（人）), which names the
    rows below that have no label of their own and may carry their unit.
    """

    kind: SectionKind
    head_rows: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[SectionColumn, ...]
    lanes: tuple[Lane, ...]
    corner: Slot | None
    ignored_rows: frozenset[int]
    """Rows that number the columns (栏次)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All sections of a table; `preamble` are the rows before the first heads."""

    preamble: tuple[int, ...]
    sections: tuple[Section, ...]

"""What the vocabulary files say, as checked and frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["label", "code", "line_number", "text"]
"""What a column is for when it holds no figures of its own."""

Side = Literal["收入", "支出"]

IndicatorField = Literal[
    "level1", "level2", "level3", "target", "actual", "weight", "score", "reason", "operator", "measure_unit", "ignored"
]
"""Fields of an indicator row; `ignored` columns belong to the row and give nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A head under which figures stand."""

    name: str
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    """Unit of every figure below, where the column is not money (人, %, 分, ㎡)."""
    spans: bool = False
    """The head stands above others and is no column by itself where it does."""
    alone: bool = False
    """The name holds where this is the only column of figures of its side; beside others the head counts as printed."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row label (or, in forms whose heads hold items, a head)."""

    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    unit: str | None = None
    side: Side | None = None
    """Only on this side of a table in which income stands beside expenditure."""
    under: str | None = None
    """Only in rows below this item (a fixed name with `/`)."""
    group: bool = False
    """Opens a group: rows below may be `under` it, and a 小计 below it is the item itself."""
    weighted: bool = False
    """A first-level indicator whose weight is printed in brackets behind it."""
    closing: tuple[str, ...] = ()
    """Labels that name the item in the last row only, below the item `after` (合计 below 本年收入合计)."""
    after: str | None = None
    columns: tuple[str, ...] = ()
    """The only columns the item's figures may stand in, in printed order; such an item (总分) belongs to the indicator rows only."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form known by its title and its heads together."""

    name: str
    family: str
    kind: str
    titles: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    """Groups of labels (heads or items); a table is this form only if at least one label of every group is printed in it, except
    that performance forms may be torn into several tables (see `extractors.tables.forms`)."""
    columns: tuple[Column, ...]
    items: tuple[Item, ...]
    unit: str | None = None
    """Unit of money where the table prints none."""
    open_items: bool = False
    """Row labels that are not listed are taken as printed."""
    open_columns: bool = False
    """Heads that are not listed are taken as printed."""
    heads_hold_items: bool = False
    """Items may stand in the heads (三公 tables)."""
    default_column: str | None = None
    """The column of figures whose heads name items only, or that have no heads at all."""
    default_item: str | None = None
    """The item of figures whose label names a column only (预算数：150)."""
    ignored_columns: tuple[str, ...] = ()
    indicator_columns: tuple[tuple[IndicatorField, tuple[str, ...]], ...] = ()
    information: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Labels whose neighbour is text: `subject` (the project), `entity`, `other`."""
    headings: tuple[str, ...] = ()
    """Labels that stand over a stretch of rows (项目资金, 绩效指标); a form that has them changes its heads from stretch to stretch."""
    numbers: tuple[str, ...] = ()
    """The numbers (公开01) that the national layout gave the form over the years; they speak only where no title is printed."""

    @property
    def has_indicators(self) -> bool:
        return bool(self.indicator_columns)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All forms and the words they share."""

    forms: tuple[Form, ...]
    roles: Mapping[str, Role]
    """Label key -> role of the column below it."""
    sides: Mapping[str, Side]
    column_number_rows: frozenset[str]
    empty_table: Mapping[str, tuple[str, ...]]
    """State (no_data, withheld) -> words that say so."""
    look_alikes: Mapping[str, frozenset[int]]
    """Character -> groups of characters taken for one another."""
    title_words: tuple[str, ...]
    funds: tuple[tuple[str, str], ...]
    """(word in a title, the fund it limits the table to), longest word first."""
    measures: tuple[tuple[str, str], ...]
    """(ending of a label, unit of its figures) for labels that no form knows, longest ending first."""
    quantities: Mapping[str, tuple[str, ...]]
    """count, worth -> endings of heads over what rows count (数量) and over its money (价值)."""
    identifiers: frozenset[str]
    """Reduced labels whose numbers are no figures (联系电话, 编码)."""
    comparisons: tuple[str, ...]
    """Words of heads over differences between figures (增减, 比上年)."""
    column_keys: frozenset[str]
    """Reduced labels of the columns of all forms."""
    fingerprint: str
    """sha256 of the files, so that results can be tied to the vocabulary that made them."""

    def form(self, name: str) -> Form | None:
        """The form of that canonical name, None if there is none."""
        return next((form for form in self.forms if form.name == name), None)

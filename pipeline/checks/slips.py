"""Figures that are 10, 100, 1000 or 10000 times off what the relations around them ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from ...schemas.results import Fact
from .relations import Change, Figure, Growth, Relation, Same, Share, Sum
from .rounding import Interval, half_unit

_POWERS = (4, -4, 1, -1, 2, -2, 3, -3)
_LEAST_TRIALS = 3
"""Broken relations from which on a table, not a figure, is held to be in another unit."""
_NARROW = Decimal("0.2")
"""How wide the range that the others ask for may be, as a share of the value."""
_LEAST_DIGITS = 2
"""Significant digits below which a power of ten is a coincidence."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure and the reading that would fit."""

    figure: Figure
    meant: str
    times: int


class Tried(Protocol):
    """A relation that was tried (`model.Trial`), as far as this module looks at it."""

    @property
    def relation(self) -> Relation: ...

    @property
    def holds(self) -> bool: ...

    @property
    def what(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TableSlip:
    """A table whose figures are all 10000 times off: its unit is misprinted."""

    table: str
    name: str
    printed: str
    meant: str
    trials: tuple[Tried, ...]
    instead: TableSlip | None = None
    """The other table, where either may be the one in the wrong unit."""

    @property
    def reading(self) -> str:
        """What was probably meant."""
        own = f"{self.name}的单位疑应为{self.meant}"
        return own if self.instead is None else f"{own}，或{self.instead.reading}"


def table_slips(trials: Sequence[Tried], facts: Mapping[str, Fact]) -> list[TableSlip]:
    """The tables that agree with the rest of the report once they are read in another unit, the one that explains most first."""
    broken = [trial for trial in trials if not trial.holds]
    if len(broken) < _LEAST_TRIALS:
        return []
    units = {fact.table: fact.raw_unit for fact in facts.values() if fact.table is not None and fact.unit == "万元"}
    usual = Counter(units.values())
    found: list[TableSlip] = []
    while True:
        explained: dict[tuple[str, int], list[Tried]] = {}
        for trial in broken:
            for table in dict.fromkeys(fact.table for fact in _facts(trial.relation, facts) if fact.table is not None):
                for power in (4, -4):
                    if _holds_shifted(trial.relation, facts, table, power):
                        explained.setdefault((table, power), []).append(trial)
        best = max(explained.items(), key=lambda item: (len(item[1]), -usual[units[item[0][0]]]), default=None)
        if best is None or len(best[1]) < _LEAST_TRIALS:
            return found
        (table, power), fitting = best
        found.append(_table_slip(table, power, fitting, facts))
        for (other, back), alike in explained.items():  # two tables that nothing else speaks for: either may be the wrong one
            if other != table and len(alike) == len(fitting) and all(one is two for one, two in zip(alike, fitting, strict=True)):
                if usual[units[other]] == usual[units[table]]:
                    found[-1] = replace(found[-1], instead=_table_slip(other, back, alike, facts))
        broken = [trial for trial in broken if all(trial is not other for other in fitting)]


def _table_slip(table: str, power: int, fitting: Sequence[Tried], facts: Mapping[str, Fact]) -> TableSlip:
    first = next(fact for trial in fitting for fact in _facts(trial.relation, facts) if fact.table == table)
    return TableSlip(table, first.form, first.raw_unit or "", "万元" if power > 0 else "元", tuple(fitting))


def _facts(relation: Relation, facts: Mapping[str, Fact]) -> list[Fact]:
    return [facts[figure.fact] for figure in relation.figures if figure.fact is not None]


def _holds_shifted(relation: Relation, facts: Mapping[str, Fact], table: str, power: int) -> bool:
    """Whether the relation, which reaches beyond the table, holds with the table's figures in the other unit."""
    inside = [figure for figure in relation.figures if figure.fact is not None and facts[figure.fact].table == table]
    money = [figure for figure in inside if figure.unit == "万元" and figure.value]
    if not money or len(inside) == len(relation.figures):
        return False
    if any((facts[figure.fact or ""].raw_unit == "元") != (power > 0) for figure in money):
        return False
    return _shifted(relation, {figure.key for figure in money}, power).holds()


def _shifted(relation: Relation, keys: Collection[str], power: int) -> Relation:
    """The relation with some of its figures in the other unit, their precision with them."""

    def moved(figure: Figure) -> Figure:
        if figure.key not in keys:
            return figure
        return replace(
            figure, value=figure.value.scaleb(power), decimals=None if figure.decimals is None else figure.decimals - power
        )

    if isinstance(relation, Sum):
        return replace(relation, total=moved(relation.total), parts=tuple(moved(part) for part in relation.parts))
    if isinstance(relation, Same):
        return Same(moved(relation.first), moved(relation.second))
    if isinstance(relation, Share):
        return Share(moved(relation.part), moved(relation.whole), relation.rate)
    if isinstance(relation, Growth):
        return Growth(moved(relation.now), moved(relation.change), relation.rate)
    assert isinstance(relation, Change)
    return Change(moved(relation.now), moved(relation.last), relation.rate)


def slip_in(relation: Relation, facts: Mapping[str, Fact]) -> Slip | None:
    """The figure of a broken relation that fits when its point or unit is shifted; the odd unit out is preferred."""
    if isinstance(relation, Sum) and relation.at_most:
        return None
    found: list[tuple[int, Slip]] = []
    units = [facts[figure.fact].raw_unit for figure in relation.figures if figure.fact is not None]
    for figure in relation.figures:
        if figure.fact is None or figure.unit != "万元" or not figure.value:
            continue
        fact = facts[figure.fact]
        asked = relation.fit(figure.key)
        if asked is None:
            continue
        digits = len(figure.value.normalize().as_tuple().digits)
        for power in _POWERS:
            if abs(power) < 4 and digits < _LEAST_DIGITS:
                continue
            if power == 4 and fact.raw_unit != "元" or power == -4 and fact.raw_unit != "万元":
                continue
            shifted = figure.value.scaleb(power)
            if _fits(relation, figure, power, asked):
                odd = units.count(fact.raw_unit)
                found.append((odd, Slip(figure, _reading(fact, power, shifted), 10 ** abs(power))))
                break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _fits(relation: Relation, figure: Figure, power: int, asked: Interval) -> bool:
    """Whether the others ask for just this value; a wide range that a small figure happens to lie in says nothing."""
    shifted = figure.value.scaleb(power)
    half = Decimal(0) if figure.decimals is None else half_unit(figure.decimals).scaleb(power)
    low, high = asked
    near = low - half <= shifted <= high + half and high - low <= abs(shifted) * _NARROW
    return near and _shifted(relation, {figure.key}, power).holds()


def _reading(fact: Fact, power: int, shifted: Decimal) -> str:
    if power == 4:
        return f"{fact.raw}万元"
    if power == -4:
        return f"{fact.raw}元"
    return f"{format(shifted.normalize(), 'f')}万元"

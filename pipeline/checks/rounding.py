"""What a printed figure may stand for: the intervals of XBRL Calculations 1.1, with the special cases of public-finance reports.

A figure printed with n decimals stands for the interval of half a unit in its last printed place. A printed 0, counts (人, 个, 辆)
and scores are exact. A whole number among figures with decimals has their precision (`9` beside `90.86` is 9.00).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.results import PROSE_FORM, Fact

_HALF = Decimal("0.5")
_ROUNDED_UNITS = frozenset({"万元", "%", "㎡", "平方米", "公顷", "公里", "亩", "吨"})
"""Units whose figures are measured, and so may have been rounded; everything else is counted."""

Interval = tuple[Decimal, Decimal]
"""Lowest and highest value, both included."""


def raw_decimals(raw: str) -> int:
    """Printed decimals of a figure as printed (`99.10%` has 2)."""
    digits = raw.strip().rstrip("%％").replace(" ", "")
    for point in (".", "．"):
        if point in digits:
            return len(digits.rpartition(point)[2])
    return 0


def exponent(value: Decimal) -> int:
    """How many decimals `value` carries (negative for 1E+2)."""
    power = value.as_tuple().exponent
    return -power if isinstance(power, int) else 0


def half_unit(decimals: int) -> Decimal:
    """Half a unit of the last of so many decimals."""
    return _HALF.scaleb(-decimals)


def around(value: Decimal, decimals: int) -> Interval:
    """The interval of a figure printed with so many decimals."""
    half = half_unit(decimals)
    return value - half, value + half


@dataclass(frozen=True, slots=True)
class Precision:
    """The decimals each fact of a document is good for; None where it is exact."""

    decimals: Mapping[str, int | None]

    def of(self, fact: Fact) -> int | None:
        return self.decimals[fact.id]

    def interval(self, fact: Fact) -> Interval:
        """What the fact may stand for."""
        decimals = self.decimals[fact.id]
        return (fact.value, fact.value) if decimals is None else around(fact.value, decimals)


def precision_of(facts: Iterable[Fact]) -> Precision:
    """The precision of every fact among its neighbours (see the module)."""
    facts = tuple(facts)
    neighbours: dict[tuple[object, ...], int] = {}
    printed: dict[str, int] = {}
    for fact in facts:
        places = printed[fact.id] = raw_decimals(fact.raw)
        if places and fact.value:
            for key in _neighbourhoods(fact):
                neighbours[key] = min(places, neighbours.get(key, places))
    return Precision({fact.id: _decimals(fact, printed[fact.id], neighbours) for fact in facts})


def _decimals(fact: Fact, printed: int, neighbours: Mapping[tuple[object, ...], int]) -> int | None:
    if not fact.value:
        return None
    if fact.unit not in _ROUNDED_UNITS:
        return None if not printed or fact.unit == "分" else exponent(fact.value)
    if not printed:
        for key in _neighbourhoods(fact):
            if key in neighbours:
                return exponent(fact.value) + neighbours[key]
    return exponent(fact.value)


def _neighbourhoods(fact: Fact) -> tuple[tuple[object, ...], ...]:
    """What a figure stands in, nearest first: its column and row in a table, its paragraph in prose."""
    source = fact.source
    if fact.form == PROSE_FORM:
        return (("prose", source.page, source.paragraph, source.text, fact.raw_unit),)
    return (
        ("column", fact.table, source.column, fact.raw_unit),
        ("row", fact.table, source.row, fact.raw_unit),
    )

"""Figures that are 10, 100, 1000 or 10000 times off what the relations around them ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.results import Fact
from .relations import Figure, Relation, Sum
from .rounding import half_unit

_POWERS = (4, -4, 1, -1, 2, -2, 3, -3)
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
        digits = "".join(map(str, figure.value.normalize().as_tuple().digits))
        for power in _POWERS:
            if abs(power) < 4 and len(digits) < _LEAST_DIGITS:
                continue
            if power == 4 and fact.raw_unit != "元" or power == -4 and fact.raw_unit != "万元":
                continue
            shifted = figure.value.scaleb(power)
            if _fits(relation, figure, shifted, power):
                odd = units.count(fact.raw_unit)
                found.append((odd, Slip(figure, _reading(fact, power, shifted), 10 ** abs(power))))
                break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _fits(relation: Relation, figure: Figure, shifted: Decimal, power: int) -> bool:
    """Whether the others ask for just this value; a wide range that a small figure happens to lie in says nothing."""
    asked = relation.fit(figure.key)
    if asked is None or not relation.holds({figure.key: shifted}):
        return False
    half = Decimal(0) if figure.decimals is None else half_unit(figure.decimals).scaleb(power)
    low, high = asked
    return low - half <= shifted <= high + half and high - low <= abs(shifted) * _NARROW


def _reading(fact: Fact, power: int, shifted: Decimal) -> str:
    if power == 4:
        return f"{fact.raw}万元"
    if power == -4:
        return f"{fact.raw}元"
    return f"{format(shifted.normalize(), 'f')}万元"

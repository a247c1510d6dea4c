"""Figures that are 10, 100, 1000 or 10000 times off what the relations around them ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.results import Fact
from .relations import Figure, Relation, Same, Sum

_POWERS = (4, -4, 1, -1, 2, -2, 3, -3)
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
    if not (isinstance(relation, Same) or (isinstance(relation, Sum) and not relation.at_most)):
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
            if relation.holds({figure.key: shifted}):
                odd = units.count(fact.raw_unit)
                found.append((odd, Slip(figure, _reading(fact, power, shifted), 10 ** abs(power))))
                break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _reading(fact: Fact, power: int, shifted: Decimal) -> str:
    if power == 4:
        return f"{fact.raw}万元"
    if power == -4:
        return f"{fact.raw}元"
    return f"{format(shifted.normalize(), 'f')}万元"

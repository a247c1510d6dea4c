"""The unit in force for the money of a table, and where it was found.

Looked up in the order of the contract: beside the figure, in the heads (both in `rows`), then here: above the table, the form's
default, the document's habit. A unit that cannot be settled stays None: taking 元 for 万元 is the worst error there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.labels import normal_unit, parse_label
from ...schemas.results import UnitFrom
from ...schemas.text import fold
from ..amounts import NUMBER, number, to_ten_thousand_yuan
from .grid import Grid

_ENDS = r"(?=$|[\W\d_]|单位|部门|编制|金额|公开|填报|预算|表|年)"
"""Behind a unit: nothing that would make another word of it (元谋县)."""
_STATED = re.compile(
    r"(?:(?:金额|货币|计量|数据|预算)?单位[:：]?|[（(])(?:人民币)?(?P<unit>百万元|千万元|万元|千元|亿元|元)(?:人民币)?"
    rf"{_ENDS}(?:[、,，/／](?:人民币)?(?P<second>百万元|万元|千元|亿元|元){_ENDS})?"
)


@dataclass(frozen=True, slots=True)
class TableUnit:
    """A money unit and where it was settled; both None where it could not be."""

    unit: str | None = None
    unit_from: UnitFrom | None = None


def stated_unit(text: str) -> str | None:
    """The money unit that a line above a table states (`单位：元`, `（金额单位：万元）`); None for none, or for two different ones."""
    folded = fold(text).replace(" ", "")
    if "元" not in folded:
        return None
    found = {normal_unit(unit) for match in _STATED.finditer(folded) for unit in match.groups() if unit}
    return found.pop() if len(found) == 1 else None


def names_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else (台, 万元)."""
    return parse_label(f"数量（{fold(text).strip()}）").unit is not None


def nearest_unit(lines: Iterable[str]) -> str | None:
    """The unit stated nearest to the table; `lines` start with the nearest."""
    for line in lines:
        unit = stated_unit(line)
        if unit:
            return unit
    return None


_IN_PROSE = re.compile(rf"(?<![\d.])(?P<number>{NUMBER})(?P<unit>万元|亿元|元)")
_TABLE_UNITS = ("元", "万元", "亿元")
_TELLING_DIGITS = 4
"""Significant digits from which a figure is not in two places by chance."""
_TELLING_FIGURES = 2


def prose_money(paragraphs: Iterable[str]) -> frozenset[Decimal]:
    """The amounts that running text states with a unit, in 万元, where they have enough digits to be known again."""
    found: set[Decimal] = set()
    for text in paragraphs:
        if "元" not in text:
            continue
        for match in _IN_PROSE.finditer(fold(text)):
            value = number(match["number"])
            if _telling(value):
                found.add(to_ten_thousand_yuan(value, match["unit"]))
    return frozenset(found)


def units_in_evidence(grid: Grid, prose: frozenset[Decimal]) -> tuple[str, ...]:
    """The units in which at least two different figures of a table stand in the running text; normally one or none."""
    if not prose:
        return ()
    figures = {
        slot.content.figure.value for row in grid.rows for slot in row if slot.content.figure and slot.content.figure.unit is None
    }
    telling = [value for value in figures if _telling(value)]
    return tuple(
        unit for unit in _TABLE_UNITS if sum(to_ten_thousand_yuan(value, unit) in prose for value in telling) >= _TELLING_FIGURES
    )


def _telling(value: Decimal) -> bool:
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) >= _TELLING_DIGITS

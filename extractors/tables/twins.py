"""Tables of one document whose figures differ by exactly ten thousand: one of them was read in the wrong unit, or printed so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...schemas.results import Fact, Notice
from ..amounts import MONEY_UNIT

_SCALE = Decimal(10_000)
_TELLING_DIGITS = 4
"""Significant digits from which the same digits in two tables are the same figure and no chance."""


def doubtful_units(tables: Sequence[Sequence[Fact]]) -> list[tuple[int, Notice]]:
    """For each two tables that print one item of one year with the same digits, ten thousand times apart: the position of the later
    table and a notice that names both.
    """
    seen: dict[tuple[str, str, str | None, int | None, Decimal], tuple[int, Fact]] = {}
    notices: list[tuple[int, Notice]] = []
    reported: set[tuple[int, int]] = set()
    for number, facts in enumerate(tables):
        for fact in facts:
            if fact.unit != MONEY_UNIT or not _telling(fact.value):
                continue
            key = (fact.part, fact.item, fact.code, fact.year)
            for other_value in (fact.value * _SCALE, fact.value / _SCALE):
                first = seen.get((*key, other_value.normalize()))
                if first is None or first[0] == number or (first[0], number) in reported:
                    continue
                reported.add((first[0], number))
                other = first[1]
                message = (
                    f"“{other.form}”与“{fact.form}”的{fact.item}相差正好一万倍（{other.value:f}万元、{fact.value:f}万元），"
                    "其中一张表的金额单位可能印错，请核对“元”与“万元”"
                )
                notices.append((number, Notice("unit_doubtful", message, fact.source)))
            seen.setdefault((*key, fact.value.normalize()), (number, fact))
    return notices


def _telling(value: Decimal) -> bool:
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) >= _TELLING_DIGITS

"""Figures that cannot both be what they say: two below one label of a table, and two tables exactly ten thousand times apart."""

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


def contradictions(facts: Sequence[Fact]) -> list[Notice]:
    """A notice for each two figures of a table that say the same thing with different values: a label was lost or misunderstood."""
    first: dict[tuple[object, ...], Fact] = {}
    notices: list[Notice] = []
    for fact in facts:
        other = first.setdefault((fact.subject, fact.item, fact.parent, fact.code, fact.column, fact.year, fact.unit), fact)
        if other.value != fact.value:
            message = f"“{fact.form}”的{fact.item}（{fact.column}）有两个不同的数：{other.raw}、{fact.raw}，请核对各指哪一项"
            notices.append(Notice("label_twice", message, fact.source))
    return notices


def _telling(value: Decimal) -> bool:
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) >= _TELLING_DIGITS

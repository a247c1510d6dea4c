"""What the rules on prose share: which figures of a paragraph a rate or a change speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...schemas.results import Fact
from .view import PLAN_COLUMNS, SPENT_COLUMNS, Paragraph, View

CHANGE = "比上年增减额"
CHANGE_RATE = "比上年增减率"
NOW_COLUMNS = (*SPENT_COLUMNS, *PLAN_COLUMNS, "年末数", "数量", "实有人数")


@dataclass(frozen=True, slots=True)
class Move:
    """`A, 比上年增加 B, 增长 C%` as far as it is printed."""

    paragraph: Paragraph
    now: tuple[Fact, ...]
    """Figures that may be A, nearest first."""
    last: tuple[Fact, ...]
    """Printed figures of the year before."""
    change: Fact | None
    rate: Fact | None

    @property
    def contradictory(self) -> bool:
        """Whether amount and rate go in opposite directions."""
        return self.change is not None and self.rate is not None and self.change.value * self.rate.value < 0


def moves(view: View) -> Iterator[Move]:
    """Every comparison with the year before that prose states."""
    for paragraph in view.paragraphs:
        facts = paragraph.facts
        taken: set[str] = set()
        for position, fact in enumerate(facts):
            if fact.id in taken or fact.column not in (CHANGE, CHANGE_RATE):
                continue
            taken.add(fact.id)
            other = next(
                (each for each in facts[position + 1 : position + 3] if _same_thing(each, fact) and each.column == CHANGE_RATE),
                None,
            )
            change, rate = (fact, other) if fact.column == CHANGE else (None, fact)
            if change is not None and other is not None:
                taken.add(other.id)
            yield Move(paragraph, _now(facts, position, fact), _last(facts, fact), change, rate)


def _same_thing(one: Fact, other: Fact) -> bool:
    return (one.item, one.subject, one.year) == (other.item, other.subject, other.year)


def _now(facts: Sequence[Fact], position: int, fact: Fact) -> tuple[Fact, ...]:
    """The figures of this year for the same thing: those before it in the paragraph, nearest first, else those behind it."""
    plan = fact.base is not None and "预算" in fact.base

    def fits(other: Fact) -> bool:
        if not _same_thing(other, fact) or other.column not in NOW_COLUMNS:
            return False
        if other.unit == "%":
            return False
        return (other.column in PLAN_COLUMNS) == plan

    found = [other for other in (*reversed(facts[:position]), *facts[position + 1 :]) if fits(other)]
    if fact.column == CHANGE and found and all(other.unit != fact.unit for other in found):
        # the words in between name something counted (保有量5辆，比上年增加…万元): the amount before it has grown
        return tuple(
            other
            for other in reversed(facts[:position])
            if other.unit == fact.unit and other.year == fact.year and other.column in (PLAN_COLUMNS if plan else SPENT_COLUMNS)
        )
    before = [other for other in found if _stands_before(facts, other, position)]
    return tuple(before or found)


def _stands_before(facts: Sequence[Fact], other: Fact, position: int) -> bool:
    return any(each is other for each in facts[:position])


def _last(facts: Sequence[Fact], fact: Fact) -> tuple[Fact, ...]:
    if fact.year is None:
        return ()
    wanted = PLAN_COLUMNS if fact.base is not None and "预算" in fact.base else SPENT_COLUMNS
    return tuple(
        other
        for other in facts
        if (other.item, other.subject) == (fact.item, fact.subject) and other.year == fact.year - 1 and other.column in wanted
    )


def nearest(facts: Sequence[Fact], fact: Fact, item: str, columns: Sequence[str]) -> list[Fact]:
    """Figures of an item in some columns in the paragraph of `fact`, those before it first, nearest first."""
    position = next(index for index, each in enumerate(facts) if each is fact)
    found = [each for each in reversed(facts[:position]) if each.item == item and each.column in columns]
    found += [each for each in facts[position + 1 :] if each.item == item and each.column in columns]
    return [each for each in found if each.year == fact.year and each.unit == "万元"]

"""What the rules on repeated figures share: which prints of one quantity may be held against one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.results import PROSE_FORM, Fact
from .quantities import Quantities, Quantity
from .relations import Same
from .view import View

_LOOSE = frozenset({"项目支出", "收入", "支出", "编制", "实有人数", "在职人员"})
"""Items that prose also uses for a part (one project, one fund) without saying so."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two prints of one quantity, the one held to be right first."""

    quantity: Quantity
    first: Fact
    second: Fact


def pairs(view: View, quantities: Quantities, *, prose: tuple[bool, ...]) -> Iterator[Pair]:
    """Pairs to compare: every further print against the one that most of the prints agree with. `prose` says whether tables
    (False), prose (True) or one of each (False, True) are wanted.
    """
    wanted = set(prose)
    for quantity, prints in quantities.prints.items():
        if len(prints) < 2 or not wanted <= {fact.form == PROSE_FORM for fact in prints}:
            continue
        prints = _comparable(prints)
        if len(prints) < 2:
            continue
        hub = _hub(view, prints)
        for fact in prints:
            if fact is hub or {hub.form == PROSE_FORM, fact.form == PROSE_FORM} != wanted:
                continue
            if fact.table is None or fact.table != hub.table or fact.item != hub.item:
                yield Pair(quantity, hub, fact)


def _comparable(prints: Sequence[Fact]) -> list[Fact]:
    """All prints, less those in prose that may speak of a part."""
    if len({fact.value for fact in prints}) == 1:
        return list(prints)
    prints = _without_lists(prints)
    loose = [fact for fact in prints if fact.form == PROSE_FORM and fact.item in _LOOSE and not _anchored(fact)]
    if len({fact.value for fact in loose}) > 1:
        return [fact for fact in prints if fact not in loose]
    return list(prints)


def _without_lists(prints: Sequence[Fact]) -> list[Fact]:
    """Less the figures of a paragraph that prints several under one loose name: which one is the whole cannot be known."""
    said: dict[str | None, set[Decimal]] = defaultdict(set)
    for fact in prints:
        if fact.form == PROSE_FORM and fact.item in _LOOSE:
            said[fact.source.text].add(fact.value)
    return [fact for fact in prints if not (fact.form == PROSE_FORM and fact.item in _LOOSE and len(said[fact.source.text]) > 1)]


def _anchored(fact: Fact) -> bool:
    """Whether the sentence says that the whole is meant."""
    return fact.item != "项目支出" or bool(fact.parent)


def _hub(view: View, prints: Sequence[Fact]) -> Fact:
    """The print that agrees with most others; tables come first, and so win a tie."""
    if len(prints) == 2 or len({fact.value for fact in prints}) == 1:
        return prints[0]
    figures = [view.figure(fact) for fact in prints]
    votes: Counter[int] = Counter()
    for position, figure in enumerate(figures):
        votes[position] = sum(Same(figure, other).holds() for other in figures)
    best = max(votes.values())
    return prints[min(position for position, count in votes.items() if count == best)]

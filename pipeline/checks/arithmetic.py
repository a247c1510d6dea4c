"""What arithmetic says about figures that were recognised from pictures.

The relations that the rules try between the figures of tables are evidence of how they were read: one that holds speaks for its figures,
and for the rows and columns they were put into; one that is broken speaks against them, most of all against a figure that a single slip
of the recogniser would explain. The evidence changes how sure a figure is, never the figure: what was read is what is reported.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from ...extractors.amounts import cell_figure, is_money, to_ten_thousand_yuan
from ...extractors.ocr.confidence import Evidence, FactSigns, fact_confidence
from ...extractors.ocr.misreadings import FAR_FETCHED, misreadings
from ...extractors.tables.grid import classify
from ...extractors.tables.rows import Grounds
from ...schemas.results import REVIEW_BELOW, DocumentResult, Fact
from .engine import tried
from .model import Trial
from .registry import RULES
from .relations import UNBOUNDED, Figure, Same, Sum
from .rounding import Interval, half_unit
from .view import View

_SUSPECTS = 3
"""A broken relation that slips in more of its figures than this would explain is explained by none."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure that would satisfy the relations it stands in if it were `raw` instead of what was read."""

    fact: Fact
    raw: str
    rank: int
    """How far-fetched that is (`misreadings`)."""
    trials: tuple[Trial, ...]
    """The broken relations it would mend."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The relations between recognised figures of a document, and what they say about each figure (by fact id)."""

    evidence: Mapping[str, Evidence]
    slips: tuple[Slip, ...]
    unexplained: tuple[Trial, ...]
    """Broken relations that no single slip explains."""


def weighed(result: DocumentResult, grounds: Mapping[str, Grounds], arithmetic: Arithmetic) -> DocumentResult:
    """The result with the confidence of the facts that were recognised as the evidence has it."""

    def sure(fact: Fact) -> Fact:
        own = grounds.get(fact.id)
        if own is None or own.recognition is None:
            return fact
        return replace(fact, confidence=fact_confidence(signs_of(own, arithmetic.evidence.get(fact.id))))

    return replace(result, facts=tuple(map(sure, result.facts)))


def signs_of(grounds: Grounds, evidence: Evidence | None) -> FactSigns:
    """What speaks for and against a fact of a table."""
    return FactSigns(grounds.figure, grounds.place, grounds.most < 1, evidence or Evidence())


def arithmetic_of(result: DocumentResult, grounds: Mapping[str, Grounds]) -> Arithmetic:
    """Try the relations between figures of tables, doubtful ones included. `grounds` are those of the facts of tables, by fact id."""
    facts = {fact.id: fact for fact in result.facts if fact.id in grounds}
    trials = _distinct(trial for trial in tried(View(result, least=Decimal(0)), RULES).trials if _is_evidence(trial, facts))
    by_fact: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        for figure in trial.relation.figures:
            by_fact[figure.key].append(trial)
    broken = [trial for trial in trials if not trial.holds]
    slips = tuple(_slips(broken, by_fact, facts, grounds))
    ranks = {slip.fact.id: slip.rank for slip in slips}
    explained = {id(trial) for slip in slips for trial in slip.trials}
    return Arithmetic(
        {key: _evidence(key, several, ranks.get(key)) for key, several in by_fact.items()},
        slips,
        tuple(trial for trial in broken if id(trial) not in explained),
    )


def _is_evidence(trial: Trial, facts: Mapping[str, Fact]) -> bool:
    """Whether a relation that must hold was tried between figures of tables alone; one that only says `at most` says little by holding."""
    relation = trial.relation
    if trial.rule.severity != "error" or isinstance(relation, Sum) and relation.at_most and trial.holds:
        return False
    return all(figure.fact in facts for figure in relation.figures)


def _distinct(trials: Iterable[Trial]) -> list[Trial]:
    """The trials without relations that two rules tried."""
    found = {(type(trial.relation), frozenset(figure.key for figure in trial.relation.figures)): trial for trial in trials}
    return list(found.values())


def _evidence(key: str, trials: Sequence[Trial], slip: int | None) -> Evidence:
    held = [trial for trial in trials if trial.holds]
    return Evidence(
        held=sum(_witnessed(trial, key) for trial in held if not _copy(trial)),
        copied=sum(_witnessed(trial, key) for trial in held if _copy(trial)),
        broken=len(trials) - len(held),
        slip=slip,
    )


def _copy(trial: Trial) -> bool:
    """Whether a relation only says that two figures are equal, which two misread alike are too."""
    return sum(bool(figure.value) for figure in trial.relation.figures) <= 2


def _witnessed(trial: Trial, key: str) -> float:
    """How many digits of a figure a relation that holds bears witness to: all of them where it holds to the last one, none where only
    rounding lets it hold, which a misread last digit would do too.
    """
    relation = trial.relation
    if isinstance(relation, Sum | Same):
        exact = relation.expected == relation.figures[-1].value and not (isinstance(relation, Sum) and relation.at_most)
        figures = relation.figures if exact else ()
    else:  # a rate says little about what it is a rate of
        figures = tuple(figure for figure in relation.figures[-1:] if figure.key == key)
    largest = max((abs(figure.value) for figure in figures), default=Decimal(0))
    places = max((figure.decimals or 0 for figure in figures), default=0)
    return max(0.0, math.log10(largest.scaleb(places))) if largest else 0.0


def _slips(
    broken: Sequence[Trial], by_fact: Mapping[str, Sequence[Trial]], facts: Mapping[str, Fact], grounds: Mapping[str, Grounds]
) -> Iterator[Slip]:
    """The slips, one for a figure, that would mend broken relations and break none; of those that compete for a relation the ones that mend
    most.
    """
    suspects = dict.fromkeys(figure for trial in broken for figure in trial.relation.figures)
    found: dict[str, Slip] = {}
    for figure in suspects:
        own = grounds[figure.key]
        slip = _slip(figure, facts[figure.key], by_fact[figure.key], own) if own.recognition is not None else None
        if slip is not None:
            found[figure.key] = slip
    for slip in found.values():
        rivals = {
            figure.key: found[figure.key] for trial in slip.trials for figure in trial.relation.figures if figure.key in found
        }
        if _likelihood(slip) == min(map(_likelihood, rivals.values())) and len(rivals) <= _SUSPECTS:
            yield slip


def _likelihood(slip: Slip) -> tuple[bool, int]:
    """Less is likelier."""
    return slip.rank == FAR_FETCHED, -len(slip.trials)


def _slip(figure: Figure, fact: Fact, trials: Sequence[Trial], grounds: Grounds) -> Slip | None:
    """The likeliest other reading of a figure that would mend broken relations it stands in, all of them where it is far-fetched."""
    held, broken = [trial for trial in trials if trial.holds], [trial for trial in trials if not trial.holds]
    room, rooms = _room(figure, held), [_room(figure, [trial]) for trial in broken]
    sure = Decimal(str(grounds.figure)) >= REVIEW_BELOW
    best: Slip | None = None
    for raw, rank in sorted(misreadings(fact.raw, list(_other_raws(fact, grounds))).items(), key=lambda item: item[1]):
        if rank == FAR_FETCHED and sure:
            continue  # who sets up a report loses digits too
        value = value_of(raw, fact)
        if value is None or value == fact.value or not _inside(value, room) or not any(_inside(value, one) for one in rooms):
            continue
        instead = {figure.key: value}
        mended = tuple(trial for trial in broken if trial.relation.holds(instead))
        if not mended or rank == FAR_FETCHED and len(mended) < len(broken):
            continue
        slip = Slip(fact, raw, rank, mended)
        if (best is None or _likelihood(slip) < _likelihood(best)) and all(trial.relation.holds(instead) for trial in held):
            best = slip
    return best


def _inside(value: Decimal, room: Interval) -> bool:
    return room[0] <= value <= room[1]


def _room(figure: Figure, trials: Sequence[Trial]) -> Interval:
    """Where a value must lie at least for every relation to hold: what lies outside need not be tried."""
    fits = [fit for trial in trials if (fit := trial.relation.fit(figure.key)) is not None]
    half = Decimal(0) if figure.decimals is None else half_unit(figure.decimals)
    return max((fit[0] for fit in fits), default=-UNBOUNDED) - half, min((fit[1] for fit in fits), default=UNBOUNDED) + half


def _other_raws(fact: Fact, grounds: Grounds) -> Iterator[str]:
    for text, _ in grounds.recognition.others if grounds.recognition is not None else ():
        found = classify(text).figure
        if found is not None:
            yield found.raw


def value_of(raw: str, fact: Fact) -> Decimal | None:
    """The value that the fact would have, had this been read; None where it is no figure."""
    try:
        figure = cell_figure(raw)
    except InvalidOperation:
        return None
    if figure is None:
        return None
    return to_ten_thousand_yuan(figure.value, fact.raw_unit) if fact.raw_unit and is_money(fact.raw_unit) else figure.value

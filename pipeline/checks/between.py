"""Checks between the documents of one batch: last year's figures against last year's report, and two versions of one report.

A document is reduced to a `Digest` of a few dozen figures, and only documents with one `body_key` are ever held against each other, so
that a batch of any size fits into memory. Every finding belongs to one document of a pair, the newer one or the one whose name comes
later, whatever the order in which documents were read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ...extractors.entities import body_key, has_full_place, same_entity
from ...schemas.results import CheckState, CheckStateName, DocumentResult, Finding, Operand
from .grouping import numbered
from .model import Rule, amount, decimal_text, printed_value
from .quantities import SPENT, Quantities, Quantity
from .registry import BATCH_RULES, LAST_YEAR_REPORT, TWO_VERSIONS
from .relations import Figure, Same
from .sentences import moves
from .view import View

_LONG_NAME = 6
"""Letters from which on equal names without a place mean one body."""
Outcome = tuple[tuple[CheckState, ...], tuple[Finding, ...]]
"""The states of the rules between documents, and their findings."""
_Key = tuple[str, str, str]
"""Measure, fund and name of a quantity."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What the other documents of a batch need to know of one."""

    name: str
    sha256: str
    entity: str | None
    year: int | None
    kinds: tuple[str, ...]
    own: Mapping[_Key, Figure]
    """Figures of the document's year."""
    last: Mapping[_Key, Figure]
    """Figures of the year before, printed ones and those that follow from `比上年增加`."""


def digest(result: DocumentResult) -> Digest:
    """The figures of a document that other documents may print too: those that it prints with one value only."""
    view = View(result)
    quantities = Quantities(view)
    entity, year = result.document.entity, result.document.fiscal_year
    own: dict[_Key, Figure] = {}
    last: dict[_Key, Figure] = {}
    for quantity, prints in quantities.prints.items():
        figure = view.figure(prints[0])
        if quantity.entity != (entity or "") or not all(Same(figure, view.figure(fact)).holds() for fact in prints[1:]):
            continue
        if quantity.year == year:
            own[_key(quantity)] = figure
        elif year is not None and quantity.year == year - 1 and quantity.measure == SPENT:
            last[_key(quantity)] = figure
    for move in moves(view):
        if move.change is None or not move.now or move.change.year != year or (move.change.base or "").find("预算") >= 0:
            continue
        now, change = view.figure(move.now[0]), view.figure(move.change)
        for quantity in quantities.of.get(move.now[0].id, ()):
            if quantity.measure == SPENT and quantity.entity == (entity or "") and _key(quantity) in own:
                places = [figure.decimals for figure in (now, change) if figure.decimals is not None]
                value = now.value - change.value
                implied = replace(now, label=f"推算的上年{now.label}", value=value, decimals=min(places, default=None))
                last.setdefault(_key(quantity), implied)
    return Digest(result.document.name, result.document.sha256, entity, year, result.document.kinds, own, last)


def _key(quantity: Quantity) -> _Key:
    return quantity.measure, quantity.scope, quantity.name


def compared_by(result: DocumentResult) -> str | None:
    """A key that all documents share that could be held against this one; None where it is held against nothing."""
    entity, year = result.document.entity, result.document.fiscal_year
    if entity is None or year is None or not _same_body(entity, entity):
        return None
    return body_key(entity)


def check_between(digests: Sequence[Digest]) -> list[Outcome]:
    """For each document, in the order given, the states of the rules between documents and their findings."""
    found: list[list[Finding]] = [[] for _ in digests]
    looked: list[set[str]] = [set() for _ in digests]
    for position, one in enumerate(digests):
        for other in digests:
            if one is other or not _same_body(one.entity, other.entity) or one.year is None or other.year is None:
                continue
            if other.year == one.year - 1:
                pairs = [(key, other.own[key], figure) for key, figure in one.last.items() if key in other.own]
                _compare(LAST_YEAR_REPORT, one, other, pairs, found[position], looked[position])
            elif _versions(one, other) and (one.name, one.sha256) > (other.name, other.sha256):
                pairs = [(key, other.own[key], figure) for key, figure in one.own.items() if key in other.own]
                _compare(TWO_VERSIONS, one, other, pairs, found[position], looked[position])
    return [(_states(findings, seen), numbered(findings)) for findings, seen in zip(found, looked, strict=True)]


def alone() -> Outcome:
    """The outcome for a document that there was nothing to hold against."""
    return _states((), ()), ()


def with_between(result: DocumentResult, outcome: Outcome | None = None) -> DocumentResult:
    """The result with the states and findings between documents; without an outcome there was nothing to hold it against."""
    if outcome is None:
        outcome = alone()
    states, findings = outcome
    codes = {state.code for state in states}
    kept = tuple(check for check in result.checks if check.code not in codes)
    return replace(result, checks=(*kept, *states), findings=(*result.findings, *findings))


@lru_cache(maxsize=65536)
def _same_body(one: str | None, other: str | None) -> bool:
    """Whether two names surely mean one body: a short name without its place (网信办) is borne by thousands."""
    if one is None or other is None:
        return False
    if one == other:
        return has_full_place(one) or len(one) >= _LONG_NAME
    return has_full_place(one) and has_full_place(other) and same_entity(one, other)


def _versions(one: Digest, other: Digest) -> bool:
    """Whether two files are one report in two versions, and not the same file twice."""
    return one.year == other.year and one.kinds == other.kinds and one.sha256 != other.sha256


def _compare(
    rule: Rule,
    one: Digest,
    other: Digest,
    pairs: Sequence[tuple[_Key, Figure, Figure]],
    findings: list[Finding],
    looked: set[str],
) -> None:
    for _, theirs, ours in sorted(pairs, key=lambda pair: pair[0]):
        looked.add(rule.code)
        if not Same(theirs, ours).holds():
            findings.append(_finding(rule, other, theirs, ours))


def _finding(rule: Rule, other: Digest, theirs: Figure, ours: Figure) -> Finding:
    label = f"《{other.name}》{theirs.label}"
    message = f"{ours.label}{amount(ours)}（{ours.place}）与{label}{amount(theirs)}（{theirs.place}）不一致"
    return Finding(
        id="",
        code=rule.code,
        severity=rule.severity,
        message=message,
        expected=decimal_text(theirs.value),
        actual=decimal_text(ours.value),
        difference=decimal_text(ours.value - theirs.value),
        unit=ours.unit,
        group=None,
        hint=None,
        operands=(
            Operand("elsewhere", label, None, theirs.value, theirs.unit),
            Operand("here", ours.label, ours.fact, ours.value, ours.unit),
        ),
        values=(printed_value(theirs), printed_value(ours)),
        facts=(ours.fact,) if ours.fact is not None else (),
    )


def _states(findings: Sequence[Finding], looked: Container[str]) -> tuple[CheckState, ...]:
    failed = {finding.code for finding in findings}
    states = []
    for rule in BATCH_RULES:
        state: CheckStateName = "failed" if rule.code in failed else "passed" if rule.code in looked else "not_applicable"
        states.append(CheckState(rule.code, state))
    return tuple(states)

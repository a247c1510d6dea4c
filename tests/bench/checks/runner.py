"""Runs the bench: writes reports, changes them one thing at a time, reads them again and counts what the rules notice."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult, Finding

from .accounts import Account
from .budgets import Budget
from .model import Figure, Rendered, Report
from .mutations import Mutation, broken, chosen
from .oracle import Same
from .performance import Performance

WRITERS: Sequence[Callable[[str, int], Report]] = (
    lambda seed, number: Account(seed, number).build(),
    lambda seed, number: Performance(seed, number).build(),
    lambda seed, number: Budget(seed, number).build(),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutation."""

    report: str
    kind: str
    about: str
    what: str
    line: str
    detectable: bool
    """An identity between figures is broken (never so for a year in a title, which is counted apart)."""
    relations: tuple[str, ...]
    """Kinds of the broken identities."""
    caught: bool
    """An error or warning that the untouched report has not names the changed figure among its operands."""
    noticed: bool
    """There is such a finding, whatever it names."""
    unread: bool
    """The changed figure is not among the figures that were read."""
    findings: int
    """How many findings the mutation brings."""
    codes: tuple[str, ...]
    strays: tuple[str, ...]
    """Operands of the findings that no broken identity has."""


@dataclass(frozen=True, slots=True)
class FalseFinding:
    """An error or warning about an untouched report."""

    report: str
    oddities: tuple[str, ...]
    code: str
    severity: str
    message: str


@dataclass(slots=True)
class Tally:
    """What came of several reports."""

    reports: Counter[str] = field(default_factory=Counter)
    outcomes: list[Outcome] = field(default_factory=list)
    false: list[FalseFinding] = field(default_factory=list)
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind of report, kind of figure) -> figures of untouched reports that were not read where they stand."""
    figures: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    memory: int = 0
    """Peak memory of the largest process, in MiB."""

    def add(self, other: Tally) -> None:
        self.reports += other.reports
        self.outcomes += other.outcomes
        self.false += other.false
        self.unread += other.unread
        self.figures += other.figures
        for name, value in other.seconds.items():
            self.seconds[name] += value
        self.memory = max(self.memory, other.memory)


class Reader:
    """Writes a report to a file, reads it and checks it."""

    def __init__(self, folder: Path, tally: Tally) -> None:
        self.folder, self.tally = folder, tally

    def __call__(self, rendered: Rendered, name: str) -> DocumentResult:
        path = self.folder / f"{name}.txt"
        path.write_text(rendered.text, encoding="utf-8")
        started = time.perf_counter()
        result = extract_document(path)
        read = time.perf_counter()
        checked = check(result)
        self.tally.seconds["extract"] += read - started
        self.tally.seconds["check"] += time.perf_counter() - read
        return checked


def located(report: Report, rendered: Rendered, result: DocumentResult) -> dict[str, int]:
    """Id of a fact -> the figure of the report that it is."""
    places: dict[tuple[int, int, bool], int] = {}
    for number, (line, column) in rendered.places.items():
        places[line, column, report.figures[number].prose] = number
    found: dict[str, int] = {}
    for fact in result.facts:
        source = fact.source
        if source.line is None:
            continue
        if source.table is None:
            column = source.span[0] if source.span else 0
        else:
            column = (source.column or 0) if report.style == "tabbed" else 0
        place = (source.line, column, source.table is None)
        if place in places:
            found[fact.id] = places[place]
    return found


def operands(figures: Mapping[int, Figure], finding: Finding, facts: Mapping[str, int]) -> set[int]:
    """The figures that a finding names."""
    ids = {*finding.facts, *(one.fact for one in finding.operands if one.fact is not None)}
    found = {facts[one] for one in ids if one in facts}
    for number, figure in figures.items():
        if not figure.name:
            continue
        if figure.kind in ("指标值", "实际完成值"):
            shown = {value.lstrip("≥≤").rstrip("次个元") for value in finding.values}
            named = f"“{figure.name}”" in finding.message and figure.raw in shown
        else:
            named = any(f"“{figure.name}”{figure.kind}" == one.label for one in finding.operands)
        if named:
            found.add(number)
    return found


def serious(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity in ("error", "warning")]


def run_report(seed: str, number: int, mutations: int) -> Tally:
    """One report: untouched, and with each of its mutations."""
    tally = Tally()
    report = WRITERS[number % len(WRITERS)](seed, number)
    rng = random.Random(f"{seed}/mutations/{number}")
    with tempfile.TemporaryDirectory() as folder:
        read = Reader(Path(folder), tally)
        rendered = report.render()
        result = read(rendered, report.name)
        tally.reports[report.kind] += 1
        tally.figures += len(report.figures)
        known = set(located(report, rendered, result).values())
        for figure in report.figures.values():
            if figure.id not in known and not figure.name:
                tally.unread[report.kind, figure.kind] += 1
        before = serious(result.findings)
        tally.false += [FalseFinding(report.name, report.oddities, one.code, one.severity, one.message) for one in before]
        usual = {finding.id for finding in before}
        cluster = _clusters(report)
        for mutation in chosen(report, mutations, rng):
            changed = report.render(mutation.figures, mutation.words)
            outcome = read(changed, report.name)
            tally.outcomes.append(_outcome(report, mutation, changed, outcome, usual, cluster))
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return tally


def _clusters(report: Report) -> dict[int, int]:
    """Figure -> the first print of the same quantity."""
    first = {number: number for number in report.figures}
    for relation in report.relations:
        if isinstance(relation, Same):
            first[relation.second] = min(first[relation.first], first[relation.second])
    return first


def _outcome(
    report: Report, mutation: Mutation, changed: Rendered, result: DocumentResult, usual: set[str], cluster: Mapping[int, int]
) -> Outcome:
    facts = located(report, changed, result)
    violated = broken(report, mutation, report.relations)
    implied = broken(report, mutation, report.implied)
    allowed = {cluster[one] for relation in (*violated, *implied) for one in relation.ids} | set(mutation.figures)
    new = [finding for finding in serious(result.findings) if finding.id not in usual]
    figures = {**report.figures, **mutation.figures}
    named = [operands(figures, finding, facts) for finding in new]
    mutated = set(mutation.figures)
    strays = [one for several in named for one in several if cluster[one] not in allowed and not _alike(report, one, allowed)]
    untouched, lines = report.render().text.split("\n"), changed.text.split("\n")
    line = next(line for line, before in zip(lines, untouched, strict=True) if line != before)
    years = set(mutation.words.values()) if not mutated else set()
    indicator = any(report.figures[one].name for one in mutated)
    return Outcome(
        report=report.name,
        kind=mutation.kind,
        about=mutation.about(report),
        what=mutation.describe(report),
        line=line,
        detectable=bool(violated),
        relations=tuple(dict.fromkeys(relation.kind for relation in violated)),
        caught=any(not mutated.isdisjoint(several) for several in named)
        or any(not years.isdisjoint(finding.values) for finding in new),
        noticed=bool(new),
        unread=not years and not indicator and mutated.isdisjoint(facts.values()),
        findings=len(new),
        codes=tuple(dict.fromkeys(finding.code for finding in new)),
        strays=tuple(report.figures[one].raw for one in strays),
    )


def _alike(report: Report, number: int, allowed: Iterable[int]) -> bool:
    """Whether a figure prints the same amount as one of others (a row with one part, a unit with one source of money)."""
    shown = report.figures[number].shown
    return any(
        abs(shown.value - other.value) <= max(shown.half, other.half) for one in allowed if (other := report.figures[one].shown)
    )


def run(seed: str, reports: int, mutations: int, workers: int) -> Tally:
    """The whole bench; the outcome depends on the seed alone, not on the number of workers."""
    tally = Tally()
    for one in _each(partial(run_report, seed, mutations=mutations), range(reports), workers):
        tally.add(one)
    return tally


def _each(work: Callable[[int], Tally], numbers: Iterable[int], workers: int) -> Iterator[Tally]:
    if workers == 1:
        yield from map(work, numbers)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(work, numbers)

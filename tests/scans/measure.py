"""Compares what was read from a scan with what the page says: how much is right, and whether wrong figures say that they may be.

A figure is a fact of a table of a known form: right when form, subject, item or code, column, year, unit and value are the truth's.
A wrong figure is one that was read and is not right, be it for a wrong digit or for a right number in the wrong place.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.schemas.document import Cell, Document, Table
from gongkai.schemas.results import PROSE_FORM, DocumentResult, Fact, Indicator

from .forms import is_figure
from .truth import Drawn

BINS = 10
REVIEWED = 0.05
"""The share of figures that somebody looks through, the least confident first."""
_ROUNDING = 1e-9
Key = tuple[object, ...]
_INDICATOR_FIELDS = ("target", "actual", "weight", "score")


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure that was read."""

    confidence: float
    right: bool


@dataclass(slots=True)
class Count:
    """Figures of one kind: how many the pages hold, and which were read."""

    truth: int = 0
    hit: int = 0
    judged: list[Judged] = field(default_factory=list)

    def add(self, other: Count) -> None:
        self.truth += other.truth
        self.hit += other.hit
        self.judged += other.judged

    @property
    def recall(self) -> float:
        return self.hit / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        return sum(one.right for one in self.judged) / len(self.judged) if self.judged else 1.0

    @property
    def wrong(self) -> int:
        return sum(not one.right for one in self.judged)

    def above(self, threshold: float) -> list[Judged]:
        return [one for one in self.judged if one.confidence >= threshold]

    def wrong_above(self, threshold: float) -> int:
        return sum(not one.right for one in self.above(threshold))

    def wrong_per_thousand(self, threshold: float) -> float:
        """Wrong figures above the threshold among 1,000 figures above it."""
        above = self.above(threshold)
        return 1000 * sum(not one.right for one in above) / len(above) if above else 0.0

    def right_above(self, threshold: float) -> float:
        """The share of the right figures that stand above the threshold."""
        right = [one for one in self.judged if one.right]
        return sum(one.confidence >= threshold for one in right) / len(right) if right else 1.0


@dataclass(slots=True)
class Score:
    """What came of some samples."""

    pages: int = 0
    seconds: float = 0.0
    figures: Count = field(default_factory=Count)
    """Facts of tables."""
    fields: Count = field(default_factory=Count)
    """Targets, results, weights and scores of indicators, each with its three levels."""
    cells: Count = field(default_factory=Count)
    """Cells with a figure (codes and 行次 too), right in the right row and column."""
    anywhere: int = 0
    """Figures of cells that were read in whatever row and column: what is lost beyond this is lost by the recogniser."""
    grids: int = 0
    """Tables with the right number of rows and columns."""
    tables: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.pages += other.pages
        self.seconds += other.seconds
        self.figures.add(other.figures)
        self.fields.add(other.fields)
        self.cells.add(other.cells)
        self.anywhere += other.anywhere
        self.grids += other.grids
        self.tables += other.tables
        self.faults += other.faults


def judge(name: str, truth: Drawn, document: Document | None, result: DocumentResult | None) -> Score:
    """The score of one sample; None where it could not be read at all."""
    score = Score(pages=len(truth.pages), tables=1)
    wanted = truth.result()
    facts = [(_fact_key(one), one.confidence) for one in _table_facts(result)]
    score.figures, faults = _compared(name, [_fact_key(one) for one in _table_facts(wanted)], facts)
    indicators = [(key, one.confidence) for one in (result.indicators if result else ()) for key in _indicator_keys(one)]
    score.fields, _ = _compared(name, [key for one in wanted.indicators for key in _indicator_keys(one)], indicators)
    score.faults = faults
    _cells(score, truth, document)
    return score


def plain(text: str) -> str:
    """A cell's text in one shape: no spaces or line breaks, half-width."""
    return "".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())


def _table_facts(result: DocumentResult | None) -> list[Fact]:
    return [one for one in result.facts if one.form != PROSE_FORM and one.known] if result else []


def _fact_key(fact: Fact) -> Key:
    return (fact.form, fact.subject, fact.code or fact.item, fact.column, fact.year, fact.unit, fact.value)


def _indicator_keys(one: Indicator) -> list[Key]:
    return [
        (one.form, one.level1, one.level2, one.level3, name, plain(text))
        for name in _INDICATOR_FIELDS
        if (text := getattr(one, name)) and any(map(str.isdigit, text))
    ]


def judged_facts(truth: Drawn, result: DocumentResult) -> list[tuple[Fact, bool]]:
    """The facts of the tables that were read, and whether each is right."""
    left = Counter(_fact_key(one) for one in _table_facts(truth.result()))
    found: list[tuple[Fact, bool]] = []
    for fact in sorted(_table_facts(result), key=lambda one: -one.confidence):
        key = _fact_key(fact)
        right = left[key] > 0
        left[key] -= right
        found.append((fact, right))
    return found


def _compared(name: str, wanted: Sequence[Key], read: Sequence[tuple[Key, float]]) -> tuple[Count, list[str]]:
    """Equal figures matched one to one; where one is read too often, the least confident are the wrong ones."""
    left = Counter(wanted)
    count = Count(truth=len(wanted))
    faults: list[str] = []
    for key, confidence in sorted(read, key=lambda one: -one[1]):
        right = left[key] > 0
        left[key] -= right
        count.hit += right
        count.judged.append(Judged(confidence, right))
        if not right:
            faults.append(f"{name}\twrong\t{confidence:.3f}\t{_shown(key)}")
    faults += [f"{name}\tmissed\t\t{_shown(key)}" for key in left.elements()]
    return count, faults


def _shown(key: Key) -> str:
    return "\t".join("" if part is None else str(part) for part in key)


def _cells(score: Score, truth: Drawn, document: Document | None) -> None:
    wanted = {(one.row, one.column): plain(one.text) for one in truth.cells if is_figure(one.text)}
    score.cells.truth = len(wanted)
    tables = document.tables if document else ()
    if not tables:
        return
    everything = Counter(plain(cell.text) for table in tables for cell in table.cells)
    score.anywhere = (everything & Counter(wanted.values())).total()
    table = max(tables, key=lambda one: len(one.cells))
    texts = {(one.row, one.column): plain(one.text) for one in truth.cells}
    for cell in table.cells:
        right = plain(cell.text) == texts.get((cell.row, cell.column), "")
        place = (cell.row, cell.column)
        if place in wanted or is_figure(cell.text):
            score.cells.hit += right and place in wanted
            if cell.text.strip():
                score.cells.judged.append(Judged(confidence_of(cell), right))
    score.grids = _shape(table) == (truth.row_count, truth.column_count) and len(tables) == 1


def _shape(table: Table) -> tuple[int, int]:
    return table.row_count, table.column_count


def confidence_of(cell: Cell) -> float:
    """How sure the reader is of a cell; 1 where it does not say."""
    value = getattr(cell, "confidence", None)
    return 1.0 if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of the reliability curve."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence."""
    accuracy: float


def reliability(judged: Iterable[Judged], bins: int = BINS) -> list[Bin]:
    """The reliability curve: bins of equal width, those without figures left out."""
    filled: dict[int, list[Judged]] = {}
    for one in judged:
        filled.setdefault(min(int(one.confidence * bins + _ROUNDING), bins - 1), []).append(one)
    return [
        Bin(
            number / bins,
            (number + 1) / bins,
            len(several),
            sum(one.confidence for one in several) / len(several),
            sum(one.right for one in several) / len(several),
        )
        for number, several in sorted(filled.items())
    ]


def calibration_error(judged: Sequence[Judged], bins: int = BINS) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over the bins, weighted by their figures."""
    curve = reliability(judged, bins)
    return sum(one.count * abs(one.confidence - one.accuracy) for one in curve) / len(judged) if judged else 0.0


def found_by_review(judged: Sequence[Judged], share: float = REVIEWED) -> float:
    """The share of the wrong figures among the least confident ones; figures of one confidence count as looked at in any order."""
    wrong = sum(not one.right for one in judged)
    if not wrong:
        return 1.0
    room = share * len(judged)
    found = 0.0
    groups: dict[float, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.confidence, []).append(one)
    for _, group in sorted(groups.items()):
        looked = min(1.0, room / len(group))
        found += looked * sum(not one.right for one in group)
        room -= len(group)
        if room <= 0:
            break
    return found / wrong

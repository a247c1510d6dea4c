"""The mutation bench in its short form: `make bench-checks` runs the long one, whose figures the documentation states."""

from __future__ import annotations

import pytest
from bench.checks.__main__ import floors
from bench.checks.model import Figure
from bench.checks.oracle import Growth, Relation, Same, Share, Sum
from bench.checks.runner import WRITERS, Tally, run

REPORTS, MUTATIONS = 12, 8


@pytest.fixture(scope="module")
def tally() -> Tally:
    return run("short", REPORTS, MUTATIONS, workers=2)


def test_consistent_reports_keep_their_identities() -> None:
    for number in range(30):
        report = WRITERS[number % len(WRITERS)]("identities", number)
        values = {one: figure.shown for one, figure in report.figures.items()}
        assert [one for one in (*report.relations, *report.implied) if one.broken(values)] == [], report.name


@pytest.mark.parametrize(
    ("relation", "printed", "broken"),
    [
        (Sum(tuple((number, 1) for number in range(7)), 7), ["0.72"] * 6 + ["0.73", "5.06"], False),
        (Sum(((0, 1), (1, 1), (2, 1)), 3), ["0", "0", "2.55", "3.50"], True),
        (Same(0, 1), ["428.24", "428.241536"], False),
        (Same(0, 1), ["5.05", "5.06"], True),
        (Share(0, 1, 2), ["8", "13", "62%"], False),
        (Growth(0, 1, 2), ["109.33", "36.14", "22.24%"], True),
        (Growth(0, 1, 2), ["109.33", "36.14", "49.38%"], False),
    ],
)
def test_the_oracle_reads_rounding_as_published(relation: Relation, printed: list[str], broken: bool) -> None:
    units = ["%" if raw.endswith("%") else "人" if relation == Share(0, 1, 2) else "万元" for raw in printed]
    values = {number: Figure(number, raw, unit, "").shown for number, (raw, unit) in enumerate(zip(printed, units, strict=True))}
    assert relation.broken(values) is broken


def test_untouched_reports_are_left_in_peace(tally: Tally) -> None:
    assert tally.false == []


def test_mutations_are_caught_with_the_changed_figure(tally: Tally) -> None:
    assert len(tally.outcomes) == REPORTS * MUTATIONS
    assert floors(tally), [(one.report, one.what, one.line) for one in tally.outcomes if one.detectable and not one.caught]


def test_the_outcome_does_not_depend_on_the_workers(tally: Tally) -> None:
    alone = run("short", 3, MUTATIONS, workers=1)
    assert alone.outcomes == tally.outcomes[: len(alone.outcomes)]

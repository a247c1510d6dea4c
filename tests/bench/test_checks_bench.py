"""The mutation bench in its short form: `make bench-checks` runs the long one, whose figures the documentation states."""

from __future__ import annotations

import pytest
from bench.checks.__main__ import floors
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


def test_untouched_reports_are_left_in_peace(tally: Tally) -> None:
    assert tally.false == []


def test_mutations_are_caught_with_the_changed_figure(tally: Tally) -> None:
    assert len(tally.outcomes) == REPORTS * MUTATIONS
    assert floors(tally), [(one.report, one.what, one.line) for one in tally.outcomes if one.detectable and not one.caught]


def test_the_outcome_does_not_depend_on_the_workers(tally: Tally) -> None:
    alone = run("short", 3, MUTATIONS, workers=1)
    assert alone.outcomes == tally.outcomes[: len(alone.outcomes)]

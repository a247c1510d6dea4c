"""One report, several files: as docx, as one cell per line and as tab-separated rows it says the same."""

from __future__ import annotations

import pytest

from .outcome import SAMPLES, Sample, fact_key, figure, outcome, text
from .reports import REPORTS

SEVERAL = [report.name for report in REPORTS if len(report.renderings) > 1]


def renderings(name: str) -> list[Sample]:
    return [sample for sample in SAMPLES if sample.report.name == name]


@pytest.mark.parametrize("name", SEVERAL)
def test_same_facts(name: str) -> None:
    said = []
    for sample in renderings(name):
        result = outcome(sample)
        kinds = {part.id: part.kind for part in result.document.parts}
        said.append({(kinds[fact.part], *fact_key(fact)) for fact in result.facts})
    first, *others = said
    for other in others:
        assert (sorted(first - other, key=str), sorted(other - first, key=str)) == ([], [])


@pytest.mark.parametrize("name", SEVERAL)
def test_same_indicators(name: str) -> None:
    fields = ("form", "subject", "level1", "level2", "level3", "target", "actual", "reason", "operator", "measure_unit")
    said = [
        [
            (*(text(getattr(found, field)) for field in fields), figure(found.weight), figure(found.score))
            for found in outcome(sample).indicators
        ]
        for sample in renderings(name)
    ]
    assert all(other == said[0] for other in said[1:])


@pytest.mark.parametrize("name", SEVERAL)
def test_same_tables(name: str) -> None:
    said = [
        [(table.form, table.state, table.unit, table.facts) for table in outcome(sample).tables if table.known]
        for sample in renderings(name)
    ]
    assert all(other == said[0] for other in said[1:])

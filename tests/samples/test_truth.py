"""What the pipeline says about the samples is what their descriptions say."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from gongkai.schemas.results import DocumentResult

from .model import PROSE
from .outcome import NAMES, SAMPLES, Sample, fact_key, figure, outcome, rows, table_facts, text, truth_key
from .places import Places, docx_places, text_places

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)

Said = dict[tuple[str, ...], set[tuple[Decimal | str, str]]]


@each_sample
def test_document(sample: Sample) -> None:
    about = outcome(sample).document
    report = sample.report
    assert (about.entity, about.fiscal_year, sorted(about.kinds)) == (report.entity, report.fiscal_year, sorted(report.kinds))


@each_sample
def test_table_facts_are_exactly_the_described_ones(sample: Sample) -> None:
    want = Counter(truth_key(row) for row in rows(sample, "facts") if row["form"] != PROSE)
    have = Counter(fact_key(fact) for fact in table_facts(outcome(sample)))
    assert (sorted((want - have).elements(), key=str), sorted((have - want).elements(), key=str)) == ([], [])


@each_sample
def test_indicators_are_exactly_the_described_ones(sample: Sample) -> None:
    fields = ("form", "subject", "level1", "level2", "level3", "target", "actual")
    want = Counter(
        (*(text(row[name]) for name in fields), figure(row["weight"]), figure(row["score"])) for row in rows(sample, "indicators")
    )
    have = Counter(
        (*(text(getattr(found, name)) for name in fields), figure(found.weight), figure(found.score))
        for found in outcome(sample).indicators
    )
    assert (sorted((want - have).elements(), key=str), sorted((have - want).elements(), key=str)) == ([], [])


@each_sample
def test_prose_is_found_and_not_contradicted(sample: Sample) -> None:
    truth: Said = defaultdict(set)
    for row in rows(sample, "facts"):
        if row["form"] == PROSE:
            truth[text(row["subject"]), text(row["item"]), row["column"], row["year"]].add((figure(row["value"]), row["unit"]))
    said: Said = defaultdict(set)
    for fact in outcome(sample).facts:
        if fact.form == PROSE:
            said[text(fact.subject), text(fact.item), fact.column, text(fact.year)].add((figure(fact.value), text(fact.unit)))
    missed = {key: values - said[key] for key, values in truth.items() if values - said[key]}
    contradicted = {key: said[key] - values for key, values in truth.items() if said[key] - values}
    assert (missed, contradicted) == ({}, {})


@each_sample
def test_tables_that_no_form_knows_come_out_as_printed(sample: Sample) -> None:
    want = Counter((row["item"], row["column"], figure(row["value"]), row["unit"]) for row in rows(sample, "unknown"))
    have = Counter(
        (text(fact.item), fact.column, figure(fact.value), text(fact.unit))
        for fact in outcome(sample).facts
        if not fact.known and fact.form != PROSE
    )
    assert have == want


@each_sample
def test_accounts_close(sample: Sample) -> None:
    """Every numeric cell is a fact, part of an indicator row, or ignored; none had to be warned of."""
    result = outcome(sample)
    for table in result.tables:
        assert table.numeric == table.facts + table.indicators + table.ignored + table.warned, table
        assert table.warned == 0, table
    known = {table.id for table in result.tables}
    assert {fact.table for fact in result.facts if fact.form != PROSE} <= known


def _places(sample: Sample) -> Places:
    return docx_places(sample.path) if sample.style == "docx" else text_places(sample.path, sample.encoding)


@each_sample
def test_sources_round_trip(sample: Sample) -> None:
    """Reading the file again at the place of a fact gives the printed figure (in docx at its very span)."""
    places = _places(sample)
    result: DocumentResult = outcome(sample)
    assert result.facts
    for fact in result.facts:
        source = fact.source
        assert source.text is not None and source.span is not None, fact
        start, end = source.span
        assert source.text[start:end] == fact.raw, fact
        if sample.style != "docx":
            assert source.line is not None, fact
            printed = "\n".join(places.lines[source.line - 1 : source.line + fact.raw.count("\n")])
            assert fact.raw in printed, (fact, printed)
        elif source.table is not None:
            assert source.row is not None and source.column is not None, fact
            assert places.tables[source.table][source.row, source.column][start:end] == fact.raw, fact
        else:
            assert source.paragraph is not None, fact
            assert places.paragraphs[source.paragraph][start:end] == fact.raw, fact


@each_sample
def test_cross_checks_find_the_slips_and_nothing_else(sample: Sample) -> None:
    alarms = [f"{finding.message} {finding.values}" for finding in outcome(sample).findings if finding.severity != "info"]
    slips = sample.report.slips
    assert [alarm for alarm in alarms if not any(slip in alarm for slip in slips)] == []
    assert [slip for slip in slips if not any(slip in alarm for alarm in alarms)] == []


@each_sample
def test_no_contact_details_come_out(sample: Sample) -> None:
    result = outcome(sample)
    shown = " ".join(fact.source.text or "" for fact in result.facts) + " ".join(warning.message for warning in result.warnings)
    for private in ("张三", "李四", "王五", "赵六", "12345678", "00000000"):
        assert private not in shown

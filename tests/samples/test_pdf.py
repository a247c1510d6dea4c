"""Every sample that is a Word document, printed as PDF, says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult

from .outcome import SAMPLES, Sample, fact_key, figure, outcome, text
from .pdf_writer import pdf

WORD = [sample for sample in SAMPLES if sample.style == "docx"]


@pytest.fixture(scope="module", params=WORD, ids=lambda sample: sample.stem)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[DocumentResult, DocumentResult]:
    sample: Sample = request.param
    path = tmp_path_factory.mktemp("pdf") / Path(sample.file).with_suffix(".pdf").name
    path.write_bytes(pdf(sample.report))
    return outcome(sample), extract_document(path, display_path=path.name)


def test_same_facts(both: tuple[DocumentResult, DocumentResult]) -> None:
    word, printed = ({fact_key(fact) for fact in result.facts} for result in both)
    assert (sorted(word - printed, key=str), sorted(printed - word, key=str)) == ([], [])


def test_same_indicators(both: tuple[DocumentResult, DocumentResult]) -> None:
    fields = ("form", "subject", "level1", "level2", "level3", "target", "actual", "reason", "operator", "measure_unit")
    word, printed = (
        [
            (*(text(getattr(found, field)) for field in fields), figure(found.weight), figure(found.score))
            for found in result.indicators
        ]
        for result in both
    )
    assert printed == word


def test_same_tables(both: tuple[DocumentResult, DocumentResult]) -> None:
    word, printed = (
        [
            (table.form, table.state, table.unit, table.numeric, table.facts, table.warned)
            for table in result.tables
            if table.known  # a table nested in a cell is not printed
        ]
        for result in both
    )
    assert printed == word

"""Every sample that is a Word document, printed as PDF, says the same."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult

from .outcome import SAMPLES, Sample, fact_key, figure, outcome, text
from .pdf_writer import pdf

Both = tuple[DocumentResult, DocumentResult, Path]
WORD = [sample for sample in SAMPLES if sample.style == "docx"]


@pytest.fixture(scope="module", params=WORD, ids=lambda sample: sample.stem)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """What the Word document says, what its PDF says, and the PDF."""
    sample: Sample = request.param
    path = tmp_path_factory.mktemp("pdf") / Path(sample.file).with_suffix(".pdf").name
    path.write_bytes(pdf(sample.report))
    return outcome(sample), extract_document(path, display_path=path.name), path


def test_same_facts(both: Both) -> None:
    word, printed = ({fact_key(fact) for fact in result.facts} for result in both[:2])
    assert (sorted(word - printed, key=str), sorted(printed - word, key=str)) == ([], [])


def test_same_indicators(both: Both) -> None:
    fields = ("form", "subject", "level1", "level2", "level3", "target", "actual", "reason", "operator", "measure_unit")
    word, printed = (
        [
            (*(text(getattr(found, field)) for field in fields), figure(found.weight), figure(found.score))
            for found in result.indicators
        ]
        for result in both[:2]
    )
    assert printed == word


def test_same_tables(both: Both) -> None:
    word, printed = (
        [
            (table.form, table.state, table.unit, table.numeric, table.facts, table.warned)
            for table in result.tables
            if table.known  # a table nested in a cell is not printed
        ]
        for result in both[:2]
    )
    assert printed == word


def test_every_figure_of_a_table_stands_at_its_place(both: Both) -> None:
    _, printed, path = both
    pages = pypdfium2.PdfDocument(path)
    lost = []
    for fact in printed.facts:
        if fact.table is None:
            continue
        assert fact.source.page is not None and fact.source.bbox is not None
        page, (left, top, right, bottom) = pages[fact.source.page - 1], fact.source.bbox
        height = page.get_height()
        seen = page.get_textpage().get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1)
        if text(fact.raw) not in text(seen):
            lost.append((fact.item, fact.raw, seen))
    assert lost == []

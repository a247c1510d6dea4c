"""Every sample that is a Word document, printed as PDF by two different programs, says the same."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult

from .outcome import SAMPLES, Sample, fact_key, figure, outcome, text
from .pdf_writer import pdf

Both = tuple[DocumentResult, DocumentResult, Path]
WORD = [sample for sample in SAMPLES if sample.style == "docx"]


NOT_AS_WORD_SHOWS_IT = {"04-xiangmu-zipingbiao"}
"""LibreOffice prints what a tracked change deleted and computes a field anew: its page does not say what Word shows."""

Printer = Callable[[Sample], Path]


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """Draws the description of a sample with reportlab."""
    folder = tmp_path_factory.mktemp("drawn")

    def printed(sample: Sample) -> Path:
        path = folder / f"{sample.stem}.pdf"
        path.write_bytes(pdf(sample.report))
        return path

    return printed


@pytest.fixture(scope="session")
def printed_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """Prints the docx of a sample with LibreOffice (all of them in one call)."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-writer-nogui fonts-wqy-zenhei)")
    folder = tmp_path_factory.mktemp("libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *(str(s.path) for s in WORD)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return lambda sample: folder / f"{sample.stem}.pdf"


@pytest.fixture(params=WORD, ids=lambda sample: sample.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.param
    return found


@pytest.fixture(params=["drawn", "printed_by_libreoffice"])
def both(request: pytest.FixtureRequest, sample: Sample) -> Both:
    """What the Word document says, what its PDF says, and the PDF."""
    if request.param == "printed_by_libreoffice" and sample.stem in NOT_AS_WORD_SHOWS_IT:
        pytest.skip("LibreOffice does not print this document as Word shows it")
    printer: Printer = request.getfixturevalue(request.param)
    path = printer(sample)
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

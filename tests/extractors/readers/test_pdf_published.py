"""Whole documents, published ones where they are at hand: what we read against what two other programs see on the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from gongkai.extractors.readers import read
from gongkai.schemas.document import BBox, Document, Location

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
PUBLISHED = sorted((SHARED / "corpus").glob("*.pdf")) + sorted((SHARED / "renders").glob("*-tables.pdf"))

pytestmark = pytest.mark.skipif(not PUBLISHED, reason="the published documents are not part of the repository")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=PUBLISHED, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> tuple[Path, Document]:
    path: Path = request.param
    return path, read(path)


class Pages:
    """Text of a PDF by place, read by PDFium itself."""

    def __init__(self, path: Path) -> None:
        self.document = pypdfium2.PdfDocument(path)

    def text(self, page: int, box: BBox, margin: float = 1.0) -> str:
        sheet = self.document[page - 1]
        height = sheet.get_height()
        left, top, right, bottom = box
        text: str = sheet.get_textpage().get_text_bounded(
            left - margin, height - bottom - margin, right + margin, height - top + margin
        )
        return bare(text)


def cells(document: Document) -> Iterator[tuple[int, str, BBox]]:
    for table in document.tables:
        for cell in table.cells:
            assert cell.location.page is not None and cell.location.bbox is not None
            yield cell.location.page, cell.text, cell.location.bbox


def test_text_of_every_cell_stands_at_its_place(source: tuple[Path, Document]) -> None:
    path, document = source
    pages = Pages(path)
    lost = [(page, text) for page, text, box in cells(document) if bare(text) not in pages.text(page, box)]
    assert lost == []


def test_first_line_of_every_paragraph_stands_at_its_place(source: tuple[Path, Document]) -> None:
    path, document = source
    pages = Pages(path)

    def lost(text: str, place: Location) -> bool:
        return place.page is None or place.bbox is None or bare(text.split("\n")[0]) not in pages.text(place.page, place.bbox)

    for paragraph in document.paragraphs:
        assert not lost(paragraph.text, paragraph.location)
        assert not any(lost(paragraph.text[offset:], place) for offset, place in paragraph.further)


def test_no_figure_in_the_area_of_a_table_is_lost(source: tuple[Path, Document]) -> None:
    path, document = source
    pages = Pages(path)
    read_figures: Counter[tuple[int, str]] = Counter()
    areas: dict[tuple[int, int], BBox] = {}
    for table in document.tables:
        for cell in table.cells:
            page, box = cell.location.page, cell.location.bbox
            assert page is not None and box is not None
            read_figures.update((page, digit) for digit in re.findall(r"\d", cell.text))
            x0, top, x1, bottom = areas.get((table.index, page), box)
            areas[table.index, page] = (min(x0, box[0]), min(top, box[1]), max(x1, box[2]), max(bottom, box[3]))
    seen: Counter[tuple[int, str]] = Counter()
    for (_, page), box in areas.items():
        seen.update((page, digit) for digit in re.findall(r"\d", pages.text(page, box, 0.0)))
    assert seen == read_figures


def test_cells_are_those_that_pdfplumber_sees(source: tuple[Path, Document]) -> None:
    path, document = source
    ours = Counter((page, bare(text)) for page, text, _ in cells(document) if bare(text))
    repeated = Counter((line.location.page or 0, bare(line.text)) for line in document.furniture)  # heads on following pages
    theirs: Counter[tuple[int, str]] = Counter()
    with pdfplumber.open(path) as other:
        for number, page in enumerate(other.pages, 1):
            for table in page.extract_tables():
                theirs.update((number, bare(text)) for row in table for text in row if text and bare(text))
    assert ours - theirs == Counter()
    assert theirs - ours <= repeated


def test_nothing_is_read_twice_or_left_out(source: tuple[Path, Document]) -> None:
    path, document = source
    texts = [text for _, text, _ in cells(document)] + [block.text for block in (*document.paragraphs, *document.furniture)]
    whole = pypdfium2.PdfDocument(path)
    seen: Counter[str] = Counter()
    for number in range(len(whole)):
        seen.update(bare(whole[number].get_textpage().get_text_range()))
    assert Counter("".join(map(bare, texts))) == seen

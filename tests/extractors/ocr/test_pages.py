"""Pages as a user has them: scans, photographs, sealed, turned, and what is no report at all."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

import docx
import docx.shared
from PIL import Image, ImageDraw

from gongkai import run
from gongkai.extractors.readers import read_bytes
from gongkai.extractors.readers.formats import needs_program
from gongkai.extractors.readers.image import read_picture
from gongkai.schemas.document import Document, Table
from gongkai.schemas.errors import EXIT_UNREADABLE, DocumentError, LimitExceeded, UnreadableDocument, UnsupportedFormat

from .pictures_of_tables import DPI, FIGURES, noisy, page, saved, sealed


def read(data: bytes, name: str = "扫描.png") -> Document:
    return read_bytes(data, name, name)


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in table.cells if cell.row == row) for row in range(table.row_count)]


def table_of(document: Document) -> Table:
    (table,) = document.tables
    return table


def test_a_ruled_table_in_a_picture_is_a_table() -> None:
    document = read(saved(page()))
    assert texts(table_of(document)) == list(FIGURES)
    assert (document.format, document.pages, document.ocr_pages) == ("png", 1, 1)
    assert all(0.9 < cell.confidence < 1.0 for cell in table_of(document).cells)


def test_cells_lie_where_they_are_printed() -> None:
    cell = next(cell for cell in table_of(read(saved(page()))).cells if cell.text == "830.25")
    assert cell.location.page == 1 and cell.location.bbox is not None
    expected = [value * 72 / DPI for value in (200 + 2 * 300, 260, 200 + 3 * 300, 330)]
    assert cell.location.bbox == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_page_may_lie_on_its_side_or_stand_on_its_head(turn: int) -> None:
    rows = [[f"2{row}{column}4.{row}7" for column in range(4)] for row in range(1, 9)]
    turned = page(rows).rotate(90 * turn, expand=True)
    table = table_of(read(saved(turned)))
    assert texts(table) == [tuple(row) for row in rows]
    first = next(cell for cell in table.cells if cell.row == cell.column == 0)
    assert first.location.bbox is not None
    x, y = (first.location.bbox[0] + first.location.bbox[2]) / 2, (first.location.bbox[1] + first.location.bbox[3]) / 2
    width, height = turned.width * 72 / DPI, turned.height * 72 / DPI
    scale = 72 / DPI
    expected = {
        1: (295 * scale, height - 350 * scale),
        2: (width - 350 * scale, height - 295 * scale),
        3: (width - 295 * scale, 350 * scale),
    }[turn]
    assert math.dist((x, y), expected) < 3


@pytest.mark.parametrize("angle", [-3.0, 0.7, 2.2])
def test_a_tilted_page_is_made_straight_and_its_places_are_those_of_the_picture(angle: float) -> None:
    tilted = page().rotate(angle, fillcolor=(250, 250, 248), resample=Image.Resampling.BICUBIC)
    table = table_of(read(saved(tilted)))
    assert texts(table) == list(FIGURES)
    cell = next(cell for cell in table.cells if cell.text == "374.25")
    assert cell.location.bbox is not None
    x, y = 200 + 3.5 * 300 - 827, 295 - 1169.5
    radians = math.radians(-angle)
    place = (827 + x * math.cos(radians) - y * math.sin(radians), 1169.5 + x * math.sin(radians) + y * math.cos(radians))
    x0, top, x1, bottom = (value * DPI / 72 for value in cell.location.bbox)
    assert math.dist(((x0 + x1) / 2, (top + bottom) / 2), place) < 6


def test_a_merged_cell_stays_one() -> None:
    table = table_of(read(saved(page((("1,300.00", "", "5.00", "6.00"), *FIGURES), merged=True))))
    first = table.cells[0]
    assert (first.text, first.column_span) == ("1,300.00", 2)


def test_figures_below_a_seal_are_read() -> None:
    assert texts(table_of(read(saved(sealed(page(), (650, 370)))))) == list(FIGURES)


def test_grain_and_faint_print_cost_no_grid() -> None:
    table = table_of(read(saved(noisy(page(ink=150), 12))))
    assert (table.row_count, table.column_count) == (4, 4)
    assert texts(table) == list(FIGURES)


def test_every_page_of_a_tiff_is_read() -> None:
    document = read(saved([page(), page((("7.01", "8.02"), ("9.03", "1.04")))], "TIFF"), "两页.tif")
    assert [texts(table)[0] for table in document.tables] == [FIGURES[0], ("7.01", "8.02")]
    assert document.pages == document.ocr_pages == 2
    assert [table.location.page for table in document.tables] == [1, 2]


def test_a_scanned_pdf_is_read_page_by_page() -> None:
    document = read(saved(page(), "PDF"), "扫描.pdf")
    assert texts(table_of(document)) == list(FIGURES)
    assert (document.format, document.ocr_pages) == ("pdf", 1)


def test_pictures_inside_other_documents_give_their_blocks() -> None:
    (table,) = read_picture(saved([page(), page((("7.01", "8.02"),))], "TIFF"), 3)
    assert isinstance(table, Table) and texts(table) == list(FIGURES)  # those of the page that Word and browsers show
    assert {(cell.location.page, cell.location.picture) for cell in table.cells} == {(None, 3)}
    assert read_picture(b"\x89PNG\r\n\x1a\n broken", 1) == []


def test_a_table_that_a_word_document_shows_as_a_picture_is_read() -> None:
    document = read(pasted(), "附件.docx")
    assert texts(table_of(document)) == list(FIGURES)
    assert document.ocr_pages == 1
    assert not [warning for warning in document.warnings if warning.code == "picture_not_read"]
    assert table_of(document).location.paragraph == 1


def rewritten(word: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A Word file with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def pasted() -> bytes:
    word = docx.Document()
    word.add_paragraph("附件")
    word.add_picture(io.BytesIO(saved(page())), width=docx.shared.Cm(15))
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def as_older_word(xml: bytes, around: str = "{}") -> bytes:
    vml = (
        '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:400pt;height:500pt">'
        r'<v:imagedata r:id="\1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></v:shape></w:pict>'
    )
    return re.sub(r'<w:drawing>.*?r:embed="(\w+)".*?</w:drawing>', around.format(vml), xml.decode(), flags=re.DOTALL).encode()


def test_a_picture_as_older_versions_of_word_draw_it_is_read() -> None:
    document = read(rewritten(pasted(), "word/document.xml", as_older_word), "附件.docx")
    assert texts(table_of(document)) == list(FIGURES)
    assert (document.ocr_pages, table_of(document).location.picture, document.warnings) == (1, 1, ())


def test_a_picture_in_a_frame_is_read_and_one_beside_other_cells_is_told() -> None:
    for columns, tables, codes in ((1, [list(FIGURES)], []), (2, [[("", "说明")]], ["picture_not_read"])):
        word = docx.Document()
        cells = word.add_table(1, columns).rows[0].cells
        cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(saved(page())), width=docx.shared.Cm(8))
        if columns == 2:
            cells[1].text = "说明"
        stream = io.BytesIO()
        word.save(stream)
        document = read(stream.getvalue(), "附件.docx")
        assert [texts(table) for table in document.tables] == tables
        assert [warning.code for warning in document.warnings] == codes


def test_what_an_embedded_object_looks_like_is_not_read_twice() -> None:
    thing = '<w:object>{}<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/></w:object>'
    word = rewritten(pasted(), "word/document.xml", lambda xml: as_older_word(xml, thing))
    document = read(word, "附件.docx")
    assert (document.tables, [warning.code for warning in document.warnings]) == ((), ["object_not_read"])


def test_a_damaged_picture_costs_a_word_document_nothing_else() -> None:
    word = rewritten(pasted(), "word/media/image1.png", lambda picture: picture)
    place = word.index(b"\x89PNG") + 5_000
    document = read(word[:place] + bytes(100) + word[place + 100 :], "附件.docx")
    assert [paragraph.text for paragraph in document.paragraphs] == ["附件"]
    assert [warning.code for warning in document.warnings] == ["picture_not_read"]


def photograph() -> bytes:
    picture = Image.new("RGB", (900, 700), (90, 140, 190))
    draw = ImageDraw.Draw(picture)
    for step in range(60):
        draw.ellipse([step * 9, 300 + step * 3, step * 9 + 260, 500 + step * 3], fill=(40 + step * 3, 90 + step, 50))
    return saved(picture, "JPEG")


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (saved(Image.new("RGB", (1654, 2339), "white")), UnsupportedFormat, "没有认出文字或表格"),
        (saved(Image.new("L", (20, 20), "white")), UnsupportedFormat, "图片太小"),
        (saved(page(), "JPEG")[:4000], UnreadableDocument, "不完整或已损坏"),
        (saved(Image.new("1", (20_000, 20_000)), "PNG"), LimitExceeded, "图片过大"),
        (photograph(), UnsupportedFormat, "没有认出文字或表格"),
    ],
    ids=["blank", "tiny", "broken", "huge", "photograph"],
)
def test_what_is_no_page_is_refused_in_one_line(data: bytes, error: type[DocumentError], says: str) -> None:
    with pytest.raises(error, match=says) as refusal:
        read(data)
    assert "\n" not in str(refusal.value)


def test_a_picture_without_text_beside_reports_is_no_failure(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "photo.jpg").write_bytes(photograph())
    (inputs / "表.png").write_bytes(saved(page()))
    summary = run([inputs], tmp_path / "out", workers=0)
    assert summary.exit_code == 0
    assert summary.states["unsupported"] == 1
    named = run([inputs / "photo.jpg"], tmp_path / "named", workers=0)
    assert named.exit_code == EXIT_UNREADABLE


def test_without_the_extra_a_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.extractors.readers.image.available", lambda: False)
    with pytest.raises(UnreadableDocument, match="gongkai\\[ocr\\]") as refusal:
        read(saved(page()))
    assert str(refusal.value) == str(needs_program("png"))


def test_without_the_extra_a_scanned_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.extractors.readers._pdf_recognise.available", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"1 页是图片.*gongkai\[ocr\]"):
        read(saved(page(), "PDF"), "扫描.pdf")

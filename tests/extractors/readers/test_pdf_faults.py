"""What the pdf reader says about files and pages that it cannot read; nothing of them is read as rubbish."""

from __future__ import annotations

import io
import logging
import random
import re

import pypdfium2
import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from scans.faces import PACKAGES, missing

from gongkai.extractors.ocr import available
from gongkai.extractors.readers import read_bytes
from gongkai.extractors.readers.pdf import MAX_CELLS, MAX_PAGES
from gongkai.schemas.document import Location
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument

from .pdf_files import FONT, Sheets, codes, outline, read, rows

TABLE = ((60.0, 220.0, 320.0), (120.0, 140.0, 160.0), [["项目", "决算数"], ["工资福利支出", "998.75"]])


def report() -> Sheets:
    return Sheets().text(200, 60, "支出决算表").text(240, 100, "单位：万元").grid(*TABLE)


def picture(sheets: Sheets, share: float = 1.0) -> Sheets:
    from PIL import Image

    sheets.canvas.drawImage(ImageReader(Image.new("L", (20, 30), 200)), 0, 0, sheets.width, share * sheets.height)
    return sheets


def one_line(error: pytest.ExceptionInfo[DocumentError]) -> str:
    message = str(error.value)
    assert "\n" not in message and "：" in message
    return message


class TestFiles:
    @pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
    def test_truncated(self, share: float) -> None:
        data = report().data()
        with pytest.raises(UnreadableDocument) as error:
            read(data[: int(share * len(data))])
        assert "不完整" in one_line(error)

    def test_end_missing(self) -> None:
        data = report().data()
        document = read(data[: data.rindex(b"startxref")])
        assert codes(document) == ["truncated"]
        assert rows(document.tables[0]) == TABLE[2]

    def test_password(self) -> None:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, encrypt=pdfencrypt.StandardEncryption("secret", ownerPassword="owner", strength=128))
        canvas.drawString(60, 700, "12.50")
        canvas.save()
        with pytest.raises(EncryptedDocument) as error:
            read(buffer.getvalue())
        assert "密码" in one_line(error)

    def test_empty_password_opens(self) -> None:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, encrypt=pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=128))
        canvas.drawString(60, 700, "12.50")
        canvas.save()
        assert outline(read(buffer.getvalue())) == ["12.50"]

    def test_no_pages(self) -> None:
        head, catalog, pages = (
            b"%PDF-1.4\n",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n",
        )
        offsets = b"".join(b"%010d 00000 n \n" % place for place in (len(head), len(head + catalog)))
        xref = b"xref\n0 3\n0000000000 65535 f \n" + offsets + b"trailer<</Root 1 0 R/Size 3>>\n"
        data = head + catalog + pages + xref + b"startxref\n%d\n%%%%EOF\n" % len(head + catalog + pages)
        with pytest.raises(UnreadableDocument) as error:
            read(data)
        assert "0 页" in one_line(error)

    def test_neither_text_nor_picture(self) -> None:
        with pytest.raises(UnreadableDocument) as error:
            Sheets().page().page().read()
        assert "没有文字也没有图片" in one_line(error)

    def test_only_pictures(self) -> None:
        with pytest.raises(UnreadableDocument) as error:
            picture(picture(Sheets()).page()).read()
        assert "2 页是图片" in one_line(error)

    def test_too_many_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gongkai.extractors.readers.pdf.MAX_PAGES", 2)
        assert MAX_PAGES > 2
        with pytest.raises(LimitExceeded) as error:
            Sheets().page().page().text(60, 60, "三").read()
        assert "3 页" in one_line(error)

    def test_too_many_cells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gongkai.extractors.readers.pdf.MAX_CELLS", 3)
        assert MAX_CELLS > 3
        with pytest.raises(LimitExceeded):
            report().read()

    def test_damaged_anywhere_never_crashes(self, caplog: pytest.LogCaptureFixture) -> None:
        data = report().page().text(60, 60, "甲").data()
        chance = random.Random(5)
        for _ in range(150):
            damaged = bytearray(data)
            for _ in range(chance.choice((1, 5, 60))):
                damaged[chance.randrange(len(data))] = chance.randrange(256)
            try:
                read(bytes(damaged))
            except DocumentError as error:
                assert str(error)
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestPages:
    def test_picture_among_text_pages(self) -> None:
        document = picture(report().page()).read()
        assert codes(document) == ["image_page"]
        assert document.warnings[0].location == Location(page=2)
        assert document.pages == 2

    def test_picture_with_no_more_than_a_page_number(self) -> None:
        document = picture(report().page(), 0.9).text(290, 30, "- 2 -").read()
        assert codes(document) == ["image_page"]

    @pytest.mark.parametrize("installed", [True, False])
    def test_picture_of_a_table_with_no_more_than_a_page_number(self, monkeypatch: pytest.MonkeyPatch, *, installed: bool) -> None:
        """The page number must not pass for the whole text of the page: it is recognised, or told."""
        if installed and not available():
            pytest.skip("needs the extra ocr")
        if installed and missing():
            pytest.skip(f"needs fonts to draw the picture: apt-get install {PACKAGES}")
        monkeypatch.setattr("gongkai.extractors.readers._pdf_recognise.available", lambda: installed)
        drawn = pypdfium2.PdfDocument(report().data())[0].render(scale=200 / 72).to_pil()
        sheets = Sheets().text(60, 60, "部门决算", 30).page()
        sheets.canvas.drawImage(ImageReader(drawn), 0, 0, sheets.width, sheets.height)
        document = sheets.text(290, 800, "- 2 -").read()
        tables = [rows(table) for table in document.tables]
        if installed:
            assert (codes(document), document.ocr_pages, tables) == ([], 1, [TABLE[2]])
        else:
            assert (codes(document), document.ocr_pages, tables) == (["image_page"], 0, [])
            assert "gongkai[ocr]" in document.warnings[0].message

    def test_a_cover_with_a_picture_is_read(self) -> None:
        sheets = picture(Sheets(), 0.5).text(60, 60, "部门决算", 30)
        document = sheets.read()
        assert (codes(document), outline(document)) == ([], ["部门决算"])

    def test_a_small_picture_is_a_logo(self) -> None:
        assert codes(picture(report(), 0.1).read()) == []

    def test_text_laid_behind_a_picture(self) -> None:
        sheets = picture(Sheets())
        text = sheets.canvas.beginText(60, 700)
        text.setFont(FONT, 12)
        text.setTextRenderMode(3)
        text.textLine("本年支出合计 12.50 万元，其中基本支出 10.00 万元，项目支出 2.50 万元。")
        sheets.canvas.drawText(text)
        document = sheets.read()
        assert codes(document) == ["text_behind_picture"]
        assert document.ocr_pages == 1

    def test_a_million_characters(self) -> None:
        sheets = Sheets((4200, 5200))
        for number in range(1000):
            sheets.text(10, 10 + 5 * number, f"{number:04d}" + "预算数字一二三四五六七八" * 84, 4)
        document = sheets.page().text(60, 60, "支出决算表").read()
        assert codes(document) == ["page_limit"]
        assert outline(document) == ["支出决算表"]

    def test_more_lines_than_any_table_has(self) -> None:
        sheets = Sheets().text(60, 40, "支出决算表")
        chance = random.Random(3)
        for _ in range(70_000):
            x, y = 500 * chance.random(), 700 * chance.random()
            sheets.canvas.line(x, y, x + 30, y)
        document = sheets.read()
        assert codes(document)[0] == "page_limit"
        assert outline(document) == ["支出决算表"]

    def test_ten_metres_wide(self) -> None:
        document = Sheets((28346, 800)).text(100, 60, "支出决算表").grid(*TABLE).read()
        assert codes(document) == ["page_size"]
        assert rows(document.tables[0]) == TABLE[2]


class TestFonts:
    def test_without_meaning(self) -> None:
        with pytest.raises(UnreadableDocument) as error:
            read(meaningless(["2.98.75"] * 8))
        assert "字体" in one_line(error)

    def test_a_page_of_them_is_reported_and_left_out(self) -> None:
        document = read(meaningless(["2.98.75"] * 8, before="本年支出合计 12.50 万元"))
        assert codes(document) == ["undecodable_page"]
        assert document.warnings[0].location == Location(page=2)
        assert outline(document) == ["本年支出合计 12.50 万元"]

    def test_a_few_of_them_are_left_out_with_their_line(self) -> None:
        document = read(meaningless(["9.9"], around=["本年支出合计十二万元其中基本支出十万元项目支出二万元"] * 5))
        assert codes(document) == ["undecodable_text"]
        assert "9" not in "".join(outline(document))
        assert len(document.blocks) > 0

    def test_bullets_of_symbol_fonts(self) -> None:
        from gongkai.extractors.readers._pdf_lines import readable

        assert readable("\uf0d8 2023年收入") == "2023年收入"
        assert readable("\uf0d8收入情况") == "收入情况"
        assert readable("是\uf0a8否\uf0fe") == "是\uf0a8否\uf0fe"
        assert readable("1\uf0323.50") is None
        assert readable("\uf0d89.50") is None
        assert readable("收入\ufffd支出") is None


def meaningless(texts: list[str], *, before: str = "", around: list[str] | None = None) -> bytes:
    """A page with text in a font of which nobody knows which characters its codes mean; `before` on a page in front of it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    if before:
        canvas.setFont(FONT, 12)
        canvas.drawString(60, 700, before)
        canvas.showPage()
    canvas.setFont(FONT, 12)
    for number, text in enumerate(around or []):
        canvas.drawString(60, 400 - 18 * number, f"{number}{text}")
    canvas.setFont("Courier", 12)
    for number, text in enumerate(texts):
        canvas.drawString(60, 700 - 20 * number, text)
    canvas.save()
    plain = re.compile(rb"/BaseFont /Courier /Encoding /WinAnsiEncoding /Name (/F\d) /Subtype /Type1 /Type /Font")
    composite = (
        rb"/BaseFont /ABCDEF+Gone /Encoding /Identity-H /Name \1 /Subtype /Type0 /Type /Font /DescendantFonts [ << /Type /Font "
        rb"/Subtype /CIDFontType2 /BaseFont /ABCDEF+Gone /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        rb"/DW 1000 >> ]"
    )
    changed, count = plain.subn(composite, buffer.getvalue())
    assert count == 1
    return changed


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_drawn_every_place_of_a_table_has_one_cell(seed: int) -> None:
    chance = random.Random(seed)
    texts = ["甲", "合计", "1.00", "工资福利支出", "2023年", "12,345.6", "单位：万元", "注：说明", "100%", "一、收入", "201"]
    edges = (60.0, 62.0, 100.0, 150.0, 200.5, 300.0, 420.0)
    sheets = Sheets()
    for _ in range(12):
        for _ in range(chance.randrange(100)):
            turn = chance.choice([0] * 12 + [45, 90, 180, 270])
            sheets.text(
                620 * chance.random() - 20, 860 * chance.random() - 20, chance.choice(texts), chance.choice((4, 9, 20)), turn=turn
            )
        for _ in range(chance.randrange(60)):
            x, y, length = chance.choice(edges), chance.choice(edges), chance.choice((40, 120, 320))
            sheets.rule(x, y, x + length, y) if chance.random() < 0.5 else sheets.rule(x, y, x, y + length)
        sheets.page().canvas.setPageRotation(chance.choice((0, 90, 180, 270)))
    tables = sheets.text(60, 60, "完").read().tables
    assert tables
    for table in tables:
        places = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(places) == [(row, column) for row in range(table.row_count) for column in range(table.column_count)]


def test_every_message_reaches_the_user_through_the_registry() -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(report().data()[:200], "报告.pdf", "报告.pdf")
    assert read_bytes(report().data(), "报告.pdf", "报告.pdf").format == "pdf"

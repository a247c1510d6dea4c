"""Filled-in PDF forms: values of fields and typed texts stand in the cells they are shown in, and never run into printed figures."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from gongkai.extractors.readers import _pdf_forms
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError, UnsupportedFormat

from .pdf_files import Sheets, codes, outline, read, rows
from .pdf_objects import stream, string, updated

XS, YS = (60.0, 200.0, 300.0, 400.0), (120.0, 145.0, 170.0, 195.0, 220.0)
A, B, C, D = (202, 147, 298, 168), (302, 147, 398, 168), (202, 172, 298, 193), (302, 172, 398, 193)
"""The blank cells behind 年度资金总额 and 其中：财政拨款."""
HELVETICA = "/Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"
SONG = (
    "/Font << /Helv << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> /DW 1000 "
    "/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /Ascent 752 /Descent -271 "
    "/ItalicAngle 0 /CapHeight 737 /StemV 58 >> >>] >> >>"
)


@dataclass
class Field:
    """A field, or another annotation, in a box (x0, top, x1, bottom)."""

    box: tuple[float, float, float, float]
    entries: str
    shown: str | None = None


def text(box: tuple[float, float, float, float], value: str, shown: str | None = None, more: str = "") -> Field:
    return Field(box, f"/Subtype /Widget /FT /Tx /T {string(str(box))} /V {string(value)} /DA (/Helv 9 Tf 0 g) {more}", shown)


def note(box: tuple[float, float, float, float], value: str, shown: str | None = None) -> Field:
    return Field(box, f"/Subtype /FreeText /Contents {string(value)} /DA (/Helv 9 Tf 0 g)", shown)


def tick(box: tuple[float, float, float, float], state: str, more: str = "") -> Field:
    return Field(box, f"/Subtype /Widget /FT /Btn /T {string(str(box))} {state} {more}")


def sheet(*rows_: list[str]) -> Sheets:
    body = rows_ or (["年度资金总额", "", ""], ["其中：财政拨款", "", ""], ["□是 □否", "", ""])
    made = Sheets().text(200, 60, "项目支出绩效自评表").text(60, 90, "填报单位：")
    return made.grid(XS, YS, [["项目", "预算数", "执行数"], *body])


def form(*fields: Field, data: bytes = b"", catalog: str = "") -> bytes:
    """A page with a table and these fields; what a field shows is drawn in the middle of its box."""
    data, height = data or sheet().data(), 841.8898
    objects: list[bytes | str] = []
    annotations: list[str] = []
    for each in fields:
        x0, top, x1, bottom = each.box
        appearance = ""
        if each.shown is not None:
            code = each.shown.encode("latin-1") if each.shown.isascii() else each.shown.encode("utf-16-be")
            drawn = f"q BT /Helv 9 Tf 0 g 2 {(bottom - top) / 2 - 3} Td <{code.hex()}> Tj ET Q".encode()
            fonts = HELVETICA if each.shown.isascii() else SONG
            entries = f"/Type /XObject /Subtype /Form /BBox [0 0 {x1 - x0} {bottom - top}] /Resources << {fonts} >>"
            appearance = f"/AP << /N {{{len(objects)}}} >>"
            objects.append(stream(drawn, entries))
        annotations.append(f"{{{len(objects)}}}")
        flags = "" if "/F " in each.entries else "/F 4"
        rect = f"/Rect [{x0} {height - bottom} {x1} {height - top}]"
        objects.append(f"<< /Type /Annot {rect} {flags} {each.entries} {appearance} >>")
    listed = " ".join(annotations)
    acro = f"/AcroForm << /Fields [{listed}] /NeedAppearances true /DA (/Helv 9 Tf 0 g) {catalog} >>"
    return updated(data, objects, page=f"/Annots [{listed}]", catalog=acro)


def table(document: Document) -> list[list[str]]:
    return rows(document.tables[0])[1:]


class TestValues:
    def test_in_the_cells_where_they_are_shown(self) -> None:
        document = read(form(text(A, "123,456.78"), text(B, "-12.5"), text(C, "99.9"), text((115, 85, 300, 102), "某某局")))
        assert table(document)[:2] == [["年度资金总额", "123,456.78", "-12.5"], ["其中：财政拨款", "99.9", ""]]
        assert outline(document)[1].replace(" ", "") == "填报单位：某某局"
        assert codes(document) == []

    @pytest.mark.parametrize(
        ("value", "shown"), [("0.62", "62.00%"), ("123456.784", "123,456.78"), ("-5", "(5.00)"), ("12.5", "12.5")]
    )
    def test_as_they_are_shown(self, value: str, shown: str) -> None:
        document = read(form(text(A, value, shown)))
        assert table(document)[0][1] == shown
        assert codes(document) == []

    def test_shown_otherwise_than_stored_is_said(self) -> None:
        document = read(form(text(A, "13.5", "12.5")))
        assert table(document)[0][1] == "12.5"
        assert codes(document) == ["field_differs"]
        assert "12.5" in document.warnings[0].message and "13.5" in document.warnings[0].message

    def test_chinese(self) -> None:
        document = read(form(text(A, "一般公共预算", "一般公共预算"), text(B, "政府性基金")))
        assert table(document)[0] == ["年度资金总额", "一般公共预算", "政府性基金"]

    def test_cut_off_by_the_box(self) -> None:
        assert table(read(form(text(A, "提高公共服务水平和群众满意度", "提高公共服务水"))))[0][1] == "提高公共服务水平和群众满意度"

    def test_several_lines(self) -> None:
        document = read(form(text(A, "第一行\r合计12345.67万元以内", more="/Ff 4096")))
        assert table(document)[0][1].replace("\n", "") == "第一行合计12345.67万元以内"
        assert "12345.67" in table(document)[0][1], "a figure is not broken"

    def test_digits_spread_over_boxes(self) -> None:
        assert table(read(form(text(A, "2080501", "2 0 8 0 5 0 1", more="/Ff 16777216 /MaxLen 7"))))[0][1] == "2080501"

    def test_choice_by_its_label(self) -> None:
        options = f"/Opt [[(1) {string('一般公共预算')}] [(2) {string('政府性基金')}]]"
        combo = Field(A, f"/Subtype /Widget /FT /Ch /Ff 131072 /T (c) {options} /V (2)")
        assert table(read(form(combo)))[0][1] == "政府性基金"

    @pytest.mark.parametrize("more", ["/F 2", "/F 32", "/Ff 8192"])
    def test_hidden_ones_and_passwords_are_left_out(self, more: str) -> None:
        assert table(read(form(text(A, "12.5", more=more))))[0] == ["年度资金总额", "", ""]

    def test_buttons_are_left_out(self) -> None:
        button = Field(A, "/Subtype /Widget /FT /Btn /Ff 65536 /T (b) /MK << /CA (Print) >>", "Print")
        assert table(read(form(button)))[0] == ["年度资金总额", "", ""]

    def test_blank_ones_are_blank(self) -> None:
        assert table(read(form(text(A, ""), text(B, "", ""))))[0] == ["年度资金总额", "", ""]

    def test_frame_drawn_around_a_field_is_no_table_rule(self) -> None:
        made = sheet()
        for x0, top, x1, bottom in (A, B):
            for rule in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
                made.rule(*rule)
        assert table(read(form(text(A, "12.5"), text(B, ""), data=made.data())))[0] == ["年度资金总额", "12.5", ""]

    def test_frame_that_is_the_cell_itself_stays(self) -> None:
        exact = (200, 145, 300, 170)
        assert table(read(form(text(exact, "12.5"))))[0] == ["年度资金总额", "12.5", ""]

    def test_drawn_with_reportlab(self) -> None:
        made = sheet()
        acro, height = made.canvas.acroForm, made.height
        acro.textfield(name="a", x=202, y=height - 168, width=96, height=21, value="123,456.78", fontSize=9)
        acro.checkbox(name="b", x=205, y=height - 215, size=15, checked=True)
        acro.checkbox(name="c", x=305, y=height - 215, size=15)
        document = read(made.data())
        assert table(document)[0] == ["年度资金总额", "123,456.78", ""]
        assert table(document)[2] == ["□是 □否", "☑", "☐"]


class TestBoxesToTick:
    def test_ticked_or_not(self) -> None:
        document = read(form(tick((205, 150, 217, 162), "/V /Yes /AS /Yes"), tick((305, 150, 317, 162), "/AS /Off")))
        assert table(document)[0] == ["年度资金总额", "☑", "☐"]

    def test_box_that_the_page_draws(self) -> None:
        document = read(form(tick((62, 197, 74, 212), "/V /Yes /AS /Yes"), tick((80, 197, 94, 212), "/AS /Off")))
        assert table(document)[2][0] == "☑是 □否"

    def test_round_buttons_whose_state_is_unknown_are_left_out(self) -> None:
        document = read(form(tick((205, 150, 217, 162), "/V /1", "/Ff 32768"), tick((305, 150, 317, 162), "/V /1", "/Ff 32768")))
        assert table(document)[0] == ["年度资金总额", "", ""]


class TestTypedOver:
    def test_text_without_any_form(self) -> None:
        data = updated(
            sheet().data(),
            [],
            page=f"/Annots [<< /Type /Annot /Subtype /FreeText /F 4 /Rect [302 674 398 694] /Contents {string('33.25')} >>]",
        )
        assert table(read(data))[0] == ["年度资金总额", "", "33.25"]

    @pytest.mark.parametrize("shown", [None, "13.5"])
    def test_figure_over_a_figure_is_said_and_not_mixed(self, shown: str | None) -> None:
        printed = sheet(["年度资金总额", "", "12.5"], ["其中：财政拨款", "", ""], ["", "", ""])
        x = 396 - 4 * 4.5 - 2
        document = read(form(note((x, 143, 410, 165), "13.5", shown), data=printed.data()))
        assert table(document)[0][2] == "12.5"
        assert codes(document) == ["text_over_text"]
        assert "13.5" in document.warnings[0].message and "12.5" in document.warnings[0].message

    def test_value_that_is_printed_too(self) -> None:
        printed = sheet(["年度资金总额", "", "12.5"], ["其中：财政拨款", "", ""], ["", "", ""])
        document = read(form(text(B, "12.5"), data=printed.data()))
        assert table(document)[0][2] == "12.5"
        assert codes(document) == []

    def test_line_to_write_on(self) -> None:
        printed = sheet(["年度资金总额", "______", ""], ["其中：财政拨款", "", ""], ["", "", ""])
        assert table(read(form(text(A, "12.5", "12.5"), data=printed.data())))[0][1] == "12.5"

    def test_comments_are_not_text(self) -> None:
        comment = Field(A, f"/Subtype /Text /Contents {string('此数有误')}", "x")
        assert table(read(form(comment)))[0] == ["年度资金总额", "", ""]


class TestOtherForms:
    def test_dynamic_xfa_is_refused(self) -> None:
        data = updated(
            Sheets().text(60, 60, "Please wait...").data(),
            [stream(b"<xdp/>")],
            catalog="/AcroForm << /Fields [] /XFA {0} >> /NeedsRendering true",
        )
        with pytest.raises(UnsupportedFormat, match=r"XFA.*：请"):
            read(data)

    def test_static_xfa_is_read_by_its_fields(self) -> None:
        assert table(read(form(text(A, "12.5"), catalog="/XFA (x)")))[0][1] == "12.5"

    def test_page_without_fields_is_read_as_before(self) -> None:
        data = sheet(["年度资金总额", "1.5", "2.5"], ["其中：财政拨款", "", ""], ["", "", ""]).data()
        linked = updated(data, [], page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 50 50] >>]")
        assert read(linked).blocks == read(data).blocks

    def test_page_shown_sideways(self) -> None:
        turned = sheet().data().replace(b"/Rotate 0 /", b"/Rotate 90/")
        document = read(form(text(A, "12.5", "12.5"), text(B, "33.25"), data=turned))
        assert table(document)[0] == ["年度资金总额", "12.5", ""]
        assert codes(document) == ["field_not_read"], "what is not drawn has no direction"

    def test_filled_in_on_a_scan(self) -> None:
        """The picture is read by recognition, which does not see the values: they are read beside it, or it is said that they are not."""
        from PIL import Image, ImageDraw
        from reportlab.lib.utils import ImageReader

        picture = Image.new("L", (1000, 1400), 255)
        for number in range(12):
            ImageDraw.Draw(picture).text((100, 100 + 90 * number), "TOTAL EXPENDITURE 998.75", fill=0, font_size=40)
        made = Sheets()
        made.canvas.drawImage(ImageReader(picture), 0, 0, made.width, made.height)
        document = read(form(text(A, "33.25", "33.25"), data=made.data()))
        everything = [block.text for block in document.paragraphs] + [
            cell.text for table in document.tables for cell in table.cells
        ]
        assert "33.25" in " ".join(everything) or "field_not_read" in codes(document)


class TestHostile:
    def test_thousands_of_fields(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_pdf_forms, "MAX_NOTES", 500)
        fields = [text((202, 147, 298, 168 + n / 1000), "1" * 50) for n in range(600)]
        assert "page_limit" in codes(read(form(*fields)))

    def test_fields_in_circles(self) -> None:
        data = updated(
            sheet().data(),
            ["<< /FT /Tx /T (a) /Kids [{1}] /Parent {1} >>", "<< /Type /Annot /Subtype /Widget /Rect [0 0 50 50] /Kids [{0}] /Parent {0} >>"],
            page="/Annots [{1} {0} {1}]", catalog="/AcroForm << /Fields [{0} {1}] >>",
        )  # fmt: skip
        assert len(read(data).tables) == 1

    @pytest.mark.parametrize("rect", ["[0 0 0 0]", "[1e30 1e30 -1e30 2e30]", "[]", "[nan 0 1 1]"])
    def test_boxes_that_are_none(self, rect: str) -> None:
        field = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (12.5) /Rect {rect} >>"
        data = updated(sheet().data(), [field], page="/Annots [{0}]", catalog="/AcroForm << /Fields [{0}] >>")
        assert table(read(data))[0] == ["年度资金总额", "", ""]

    def test_mutants(self) -> None:
        sample = form(text(A, "0.62", "62%"), text(B, "文字", "文字"), tick((205, 175, 217, 187), "/AS /Yes"), note(D, "33.25"))
        start = sample.index(b"/Annots") - 2000
        rng = random.Random(3)
        for _ in range(150):
            damaged = bytearray(sample)
            for _ in range(rng.randint(1, 8)):
                damaged[rng.randrange(max(0, start), len(damaged))] = rng.randrange(256)
            try:
                read(bytes(damaged))
            except DocumentError as error:
                assert "\n" not in str(error)

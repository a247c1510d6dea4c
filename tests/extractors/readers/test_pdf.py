"""The pdf reader: tables as a person sees them, text in reading order, and nothing read that cannot be."""

from __future__ import annotations

import itertools

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from gongkai.schemas.document import Table

from .pdf_files import FONT, SIZE, Sheets, cell, codes, outline, rows, spans

XS = (60.0, 220.0, 320.0, 420.0)
YS = (120.0, 140.0, 160.0, 180.0, 200.0)
HEADS = ["项目", "预算数", "决算数"]
BODY = [["工资福利支出", "1,020.50", "998.75"], ["商品和服务支出", "88.00", "86.42"], ["合计", "1,108.50", "1,085.17"]]


def ys(count: int, top: float = 120.0, height: float = 20.0) -> list[float]:
    return [top + height * number for number in range(count + 1)]


def only_table(document_tables: tuple[Table, ...]) -> Table:
    assert len(document_tables) == 1
    return document_tables[0]


class TestTables:
    def test_ruled(self) -> None:
        document = Sheets().text(200, 60, "支出决算表", 14).text(340, 100, "单位：万元").grid(XS, YS, [HEADS, *BODY]).read()
        assert outline(document) == ["支出决算表", "单位：万元", "<0>"]
        table = only_table(document.tables)
        assert rows(table) == [HEADS, *BODY]
        assert (table.row_count, table.column_count, table.grid) == (4, 3, "exact")
        figure = cell(table, "998.75")
        assert (figure.row, figure.column, figure.location.page) == (1, 2, 1)
        assert figure.location.bbox == pytest.approx((320, 140, 420, 160), abs=1)
        assert document.pages == 1

    def test_spans(self) -> None:
        table = only_table(
            Sheets()
            .grid(
                (60, 160, 240, 320, 400),
                ys(4),
                [
                    ["项目", "支出", None, None],
                    ["^", "合计", "基本支出", None],
                    ["^", "^", "人员经费", "公用经费"],
                    ["教育支出", "9.00", "5.00", "4.00"],
                ],
            )
            .read()
            .tables
        )
        assert spans(table) == {
            "项目": (0, 0, 3, 1),
            "支出": (0, 1, 1, 3),
            "合计": (1, 1, 2, 1),
            "基本支出": (1, 2, 1, 2),
        }
        assert cell(table, "4.00").column == 3

    def test_blank_cells_are_kept(self) -> None:
        table = only_table(Sheets().grid(XS, YS, [HEADS, ["甲", "", "1.00"], ["乙", "2.00", ""], ["", "", ""]]).read().tables)
        assert rows(table)[1:] == [["甲", "", "1.00"], ["乙", "2.00", ""], ["", "", ""]]

    @pytest.mark.parametrize("rules", ["all", "across", "head"])
    def test_open_on_the_left_and_right(self, rules: str) -> None:
        table = only_table(Sheets().grid(XS, YS, [HEADS, *BODY], rules=rules, sides=False).read().tables)  # type: ignore[arg-type]
        assert rows(table) == [HEADS, *BODY]
        assert cell(table, "88.00").column == 1

    def test_only_vertical_rules_inside(self) -> None:
        table = only_table(Sheets().grid(XS, YS, [HEADS, *BODY], rules="down").read().tables)
        assert rows(table) == [HEADS, *BODY]
        assert cell(table, "86.42").row == 2

    def test_three_rules(self) -> None:
        document = (
            Sheets().text(200, 60, "支出决算表").grid(XS, YS, [HEADS, *BODY], rules="none").text(60, 215, "注：说明。").read()
        )
        assert outline(document) == ["支出决算表", "<0>", "注：说明。"]
        assert rows(document.tables[0]) == [HEADS, *BODY]

    def test_no_rules_at_all(self) -> None:
        sheets = Sheets().text(200, 60, "支出决算表").text(340, 100, "单位：万元")
        for row, texts in enumerate([HEADS, *BODY]):
            for column, text in enumerate(texts):
                sheets.text(XS[column] + 4, YS[row] + 4, text, right=XS[column + 1] - 4 if text[-1].isdigit() else None)
        document = sheets.text(60, 230, "注：本表反映支出情况。").read()
        assert outline(document) == ["支出决算表", "单位：万元", "<0>", "注：本表反映支出情况。"]
        assert rows(document.tables[0]) == [HEADS, *BODY]

    def test_columns_that_cannot_be_told_are_not_guessed(self) -> None:
        body = [["工资福利支出", "1,020.50", "998.75"], ["商品和服务支出", "88.00", "86.42"]]
        document = Sheets().text(200, 60, "支出决算表").grid(XS, ys(3), [["项目", "决算数", ""], *body], rules="none").read()
        assert document.tables == ()
        assert [warning.code for warning in document.warnings] == ["unclear_columns"]
        assert "998.75" in "".join(outline(document))

    def test_two_heads_over_one_column_are_not_glued(self) -> None:
        """A text column set right up to the column of figures beside it: 决算数 and 科目编码 are two columns."""
        body = [["工资福利支出", "1,200.50302", "3.00"], ["基本工资", "1,100.0030201", "2.00"], ["奖金", "1,300.2030202", "1.00"]]
        sheets = Sheets()
        for row, texts in enumerate([["科目名称", "决算数", "决算数"], *body]):
            for x, text in zip((60, 200, 400), texts, strict=True):
                sheets.text(x, 100 + 16 * row, text)
        document = sheets.text(244, 100, "科目编码").read()
        assert (document.tables, codes(document)) == ((), ["unclear_columns"])

    def test_figures_without_room_in_a_table_without_rules(self) -> None:
        """###302 are two cells, of which one could not be printed."""
        body = [
            ["工资福利支出", "###302", "3.50"],
            ["基本工资", "2,100.00", "2.50"],
            ["奖金", "1,300.20", "1.50"],
            ["津贴", "5.50", "###"],
        ]
        document = Sheets().grid(XS, ys(5), [HEADS, *body], rules="none").read()
        assert (document.tables, codes(document)) == ((), ["unclear_columns", "figure_not_printed"])

    def test_rows_of_figures_that_make_no_table_are_told(self) -> None:
        document = Sheets().text(60, 60, "本单位情况如下。").text(60, 100, "工资福利支出").text(300, 100, "1,100.25").read()
        assert (document.tables, codes(document)) == ((), ["figures_outside_tables"])
        assert "1 行" in document.warnings[0].message

    def test_a_blank_column_keeps_its_place(self) -> None:
        body = [["工资福利支出", "", "998.75"], ["商品和服务支出", "", "86.42"]]
        document = Sheets().grid(XS, ys(3), [HEADS, *body], rules="none").read()
        assert rows(only_table(document.tables)) == [HEADS, *body]

    def test_rules_around_prose_make_no_table(self) -> None:
        sheets = Sheets().rule(60, 80, 500, 80).rule(60, 400, 500, 400)
        document = sheets.lines(60, 100, "本年支出合计 12.50 万元，比上年增加。", "其中基本支出 10.00 万元。").read()
        assert document.tables == ()

    def test_contents_between_rules_are_no_table(self) -> None:
        sheets = Sheets().rule(60, 80, 500, 80).rule(60, 400, 500, 400)
        for number, title in enumerate(("收入支出决算总表", "收入决算表", "支出决算表")):
            sheets.text(60, 100 + 20 * number, title).text(480, 100 + 20 * number, str(number + 5))
        assert sheets.read().tables == ()

    def test_coloured_cells_instead_of_lines(self) -> None:
        sheets = Sheets()
        for row in range(4):
            for column in range(3):
                sheets.canvas.setFillGray(0.8 + 0.1 * ((row + column) % 2))
                width, height = XS[column + 1] - XS[column], YS[row + 1] - YS[row]
                sheets.canvas.rect(XS[column], sheets.height - YS[row + 1], width, height, stroke=0, fill=1)
        sheets.canvas.setFillGray(0)
        assert rows(only_table(sheets.grid(XS, YS, [HEADS, *BODY], rules="none").read().tables)) == [HEADS, *BODY]

    def test_marked_text_inside_a_cell_is_no_table(self) -> None:
        sheets = Sheets()
        sheets.canvas.setFillColorRGB(1, 1, 0)
        sheets.canvas.rect(63, sheets.height - 176, 30, 12, stroke=0, fill=1)
        sheets.canvas.rect(93, sheets.height - 174, 20, 10, stroke=0, fill=1)
        sheets.canvas.setFillGray(0)
        assert rows(only_table(sheets.grid(XS, YS, [HEADS, *BODY]).read().tables)) == [HEADS, *BODY]

    def test_underlined_text_and_a_line_through_a_head(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).rule(61, 133, 90, 133).rule(232, 154, 300, 154).rule(60, 120, 220, 140)
        assert rows(only_table(sheets.read().tables)) == [HEADS, *BODY]

    def test_double_and_dashed_lines(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).grid([x + 2 for x in XS], [y + 2 for y in YS], [["", "", ""]] * 4)
        sheets.page().canvas.setDash(1, 2)
        document = sheets.text(60, 60, "收入决算表").grid(XS, YS, [HEADS, *BODY]).read()
        assert [rows(table) for table in document.tables] == [[HEADS, *BODY], [HEADS, *BODY]]

    def test_tables_side_by_side(self) -> None:
        sheets = Sheets().grid((60, 140, 200), ys(2), [["项目", "数"], ["甲", "1.00"]])
        document = sheets.grid((260, 340, 400), ys(2), [["项目", "数"], ["乙", "2.00"]]).read()
        assert [rows(table) for table in document.tables] == [[["项目", "数"], ["甲", "1.00"]], [["项目", "数"], ["乙", "2.00"]]]

    def test_border_drawn_cell_by_cell(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY])
        for x0, x1 in itertools.pairwise(XS):
            for top, bottom in itertools.pairwise(YS):
                sheets.canvas.rect(x0 + 0.6, sheets.height - bottom + 0.6, x1 - x0 - 1.2, bottom - top - 1.2)
        assert rows(only_table(sheets.read().tables)) == [HEADS, *BODY]

    def test_a_box_around_text_is_no_table(self) -> None:
        sheets = Sheets().text(80, 110, "重要提示")
        sheets.canvas.rect(60, sheets.height - 140, 300, 40)
        assert outline(sheets.read()) == ["重要提示"]

    def test_order_of_drawing_does_not_matter(self) -> None:
        sheets = Sheets()
        for row, texts in reversed(list(enumerate([HEADS, *BODY]))):
            for column, text in reversed(list(enumerate(texts))):
                sheets.text(XS[column] + 4, YS[row] + 4, text)
        sheets.text(60, 215, "注：在后").text(200, 60, "在前").grid(XS, YS, [["", "", ""]] * 4)
        document = sheets.read()
        assert outline(document) == ["在前", "<0>", "注：在后"]
        assert rows(document.tables[0]) == [HEADS, *BODY]


class TestCells:
    def one(self, text: str, room: float = 14.0) -> tuple[str, str | None]:
        """The text and note of a cell that leaves `room` points beside its first line."""
        lines = text.split("\n")
        xs = (60.0, 60.0 + stringWidth(lines[0], FONT, SIZE) + room, 300.0)
        sheets = Sheets().grid(xs, ys(1, height=60), [["", "说明"]], heads=0).lines(65, 125, *lines)
        first = only_table(sheets.read().tables).cells[0]
        return first.text, first.note

    def test_figure_broken_over_lines(self) -> None:
        text, note = self.one("162.93555\n6")
        assert text == "162.935556"
        assert note is not None

    @pytest.mark.parametrize("text", ["1,234,\n567.80", "12345\n.67", "12345.\n67", "按支出分：162.9\n35556"])
    def test_other_figures_broken_over_lines(self, text: str) -> None:
        assert self.one(text)[0] == text.replace("\n", "")

    @pytest.mark.parametrize("text", ["162.93555\n6.20", "12.50\n30.00", "2023\n2024", "100%\n100%", "合计\n12.50"])
    def test_two_figures_stay_two(self, text: str) -> None:
        assert self.one(text) == (text, None)

    def test_figures_broken_by_the_margin_are_not_rows(self) -> None:
        xs = (60.0, 110.0, 140.0, 170.0)
        sheets = Sheets().grid(xs, ys(1, height=40), [["商品和\n服务支出", "", ""]], heads=0)
        sheets.lines(114, 124, "12345", "8.90").lines(144, 124, "12345", "8.91")
        assert only_table(sheets.read().tables).row_count == 1

    def test_a_wide_cell_breaks_no_figure(self) -> None:
        assert self.one("162.93555\n6", room=120)[0] == "162.93555\n6"

    def test_labels_keep_their_lines(self) -> None:
        assert self.one("公务用车\n购置费")[0] == "公务用车\n购置费"

    def test_vertical_text(self) -> None:
        assert self.one("年\n度\n总\n体")[0].replace("\n", "") == "年度总体"

    @pytest.mark.parametrize(("turn", "x", "top"), [(90, 80.0, 165.0), (270, 70.0, 125.0)])
    def test_turned_text(self, turn: int, x: float, top: float) -> None:
        sheets = Sheets().grid((60, 100, 300), ys(1, height=60), [["", "12.50"]]).text(x, top, "绩效指标", turn=turn)
        assert rows(only_table(sheets.read().tables)) == [["绩效指标", "12.50"]]

    def test_characters_drawn_twice_for_bold(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY])
        for shift in (0.0, 0.3):
            sheets.text(64 + shift, 215, "合计 215.99 万元")
            sheets.text(64 + shift, 235, "2023年度")
        assert outline(sheets.read())[1:] == ["合计 215.99 万元", "2023年度"]

    def test_text_that_overflows_its_cell_is_not_torn(self) -> None:
        document = Sheets().grid((60, 100, 140, 240), ys(2), [["机关事业单位养老支出", "", "12.50"], ["甲", "乙", "1.00"]]).read()
        assert rows(only_table(document.tables)) == [["机关事业单位养老支出", "", "12.50"], ["甲", "乙", "1.00"]]

    def test_figures_close_to_each_other_stay_apart(self) -> None:
        sheets = Sheets().grid((60, 100, 140), ys(1), [["", ""]], heads=0).text(0, 124, "1234.56", right=99).text(101, 124, "78.90")
        assert rows(only_table(sheets.read().tables)) == [["1234.56", "78.90"]]


class TestPages:
    def test_watermark(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY])
        for turn, x, top in ((45, 100, 250), (30, 300, 170)):
            sheets.text(x, top, "仅供公开查阅", 30, turn=turn)
        document = sheets.read()
        assert rows(only_table(document.tables)) == [HEADS, *BODY]
        assert outline(document) == ["<0>"]

    def test_text_set_sideways_beside_a_table(self) -> None:
        document = Sheets().grid(XS, YS, [HEADS, *BODY]).text(500, 200, "装订线内", turn=90).text(60, 230, "注：说明").read()
        assert sorted(outline(document)) == sorted(["<0>", "装订线内", "注：说明"])

    def test_rotated_page(self) -> None:
        sheets = Sheets().text(200, 60, "支出决算表").grid(XS, YS, [HEADS, *BODY])
        sheets.canvas.setPageRotation(0)
        upright = sheets.read()
        turned = Sheets((595, 842))
        turned.canvas.setPageRotation(90)
        turned.canvas.rotate(90)
        turned.canvas.translate(0, -595)
        turned.height = 595
        turned.text(200, 60, "支出决算表").grid(XS, YS, [HEADS, *BODY])
        document = turned.read()
        assert outline(document) == outline(upright)
        assert rows(document.tables[0]) == rows(upright.tables[0])
        assert cell(document.tables[0], "998.75").location.bbox == pytest.approx((320, 140, 420, 160), abs=1)

    def test_content_drawn_sideways(self) -> None:
        sheets = Sheets((595, 842))
        sheets.canvas.rotate(90)
        sheets.canvas.translate(0, -595)
        sheets.height = 595
        sheets.text(200, 60, "支出决算表").grid(XS, YS, [HEADS, *BODY])
        document = sheets.read()
        assert outline(document) == ["支出决算表", "<0>"]
        assert rows(document.tables[0]) == [HEADS, *BODY]
        # displayed, the right end of the sheet is up: x runs from bottom to top
        assert cell(document.tables[0], "998.75").location.bbox == pytest.approx((140, 842 - 420, 160, 842 - 320), abs=1)

    def test_continued_without_heads(self) -> None:
        sheets = (
            Sheets()
            .text(200, 60, "支出决算表")
            .grid(XS, YS, [HEADS, *BODY])
            .page()
            .grid(XS, ys(2, 60), [["甲", "1", "2"], ["乙", "3", "4"]])
        )
        document = sheets.read()
        assert outline(document) == ["支出决算表", "<0>"]
        table = document.tables[0]
        assert rows(table) == [HEADS, *BODY, ["甲", "1", "2"], ["乙", "3", "4"]]
        assert (cell(table, "4").row, cell(table, "4").location.page) == (5, 2)
        assert cell(table, "4").location.bbox == pytest.approx((320, 80, 420, 100), abs=1)

    def test_continued_with_repeated_heads_and_title(self) -> None:
        sheets = Sheets().text(200, 60, "支出决算表").text(340, 100, "单位：万元").grid(XS, YS, [HEADS, *BODY]).page()
        sheets.text(200, 60, "支出决算表（续）").text(340, 100, "单位：万元").grid(XS, ys(2), [HEADS, ["甲", "1", "2"]])
        document = sheets.read()
        assert outline(document) == ["支出决算表", "单位：万元", "<0>"]
        assert rows(document.tables[0]) == [HEADS, *BODY, ["甲", "1", "2"]]
        assert [line.text for line in document.furniture] == ["支出决算表（续）", "单位：万元", *HEADS]

    def test_repeated_column_numbers_stay(self) -> None:
        numbers = ["栏次", "1", "2"]
        sheets = Sheets().grid(XS, ys(3), [HEADS, numbers, BODY[0]]).page().grid(XS, ys(3, 60), [HEADS, numbers, BODY[1]])
        assert rows(only_table(sheets.read().tables)) == [HEADS, numbers, BODY[0], numbers, BODY[1]]

    def test_other_columns_make_another_table(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).page().grid((60, 180, 240, 300, 420), ys(1, 60), [["甲", "1", "2", "3"]])
        assert [table.column_count for table in sheets.read().tables] == [3, 4]

    def test_a_title_between_makes_another_table(self) -> None:
        sheets = (
            Sheets()
            .text(200, 60, "收入决算表")
            .grid(XS, YS, [HEADS, *BODY])
            .page()
            .text(200, 60, "支出决算表")
            .grid(XS, YS, [HEADS, *BODY])
        )
        assert outline(sheets.read()) == ["收入决算表", "<0>", "支出决算表", "<1>"]

    def test_the_same_form_of_another_unit_is_another_table(self) -> None:
        sheets = Sheets()
        for figure in ("1.00", "2.00"):
            sheets.text(200, 60, "支出决算表").grid(XS, ys(3), [HEADS, ["合计", figure, "3.00"], ["甲", figure, "3.00"]]).page()
        sheets.grid(XS, ys(2), [HEADS, ["合计", "3.00", "3.00"]])
        assert len(sheets.read().tables) == 3

    def test_a_title_inside_the_table_makes_another_table(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).page().grid(XS, ys(3, 60), [["支出决算表", None, None], HEADS, BODY[0]])
        assert len(sheets.read().tables) == 2

    def test_a_note_below_closes_the_table(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).text(60, 215, "注：本表反映支出情况。").page().grid(XS, YS, [HEADS, *BODY])
        assert outline(sheets.read()) == ["<0>", "注：本表反映支出情况。", "<1>"]

    def test_a_cell_over_rows_on_both_pages_is_one(self) -> None:
        xs = (60, 120, 220, 320)
        sheets = Sheets().grid(xs, ys(3), [["一级指标", "三级指标", "分值"], ["产出指标", "甲", "10"], ["^", "乙", "10"]])
        sheets.page().grid(xs, ys(2, 60), [["", "丙", "10"], ["效益指标", "丁", "10"]])
        table = only_table(sheets.read().tables)
        assert spans(table)["产出指标"] == (1, 0, 3, 1)
        assert cell(table, "效益指标").row == 4

    @pytest.mark.parametrize("heads", [[], [HEADS]])
    def test_a_row_cut_by_the_page_is_one(self, heads: list[list[str]]) -> None:
        xs = (60.0, 60.0 + 8.2 * SIZE, 320.0, 420.0)
        sheets = Sheets().grid(xs, ys(3), [HEADS, *BODY[:1], ["机关事业单位养", "12.50", "11.00"]])
        sheets.page().grid(xs, ys(2 + len(heads), 60), [*heads, ["老保险缴费", "", ""], BODY[2]])
        table = only_table(sheets.read().tables)
        assert [row for row in rows(table) if row != HEADS] == [BODY[0], ["机关事业单位养\n老保险缴费", "12.50", "11.00"], BODY[2]]

    def test_a_row_without_figures_on_the_next_page_is_a_row(self) -> None:
        sheets = (
            Sheets()
            .grid(XS, ys(2), [HEADS, ["外交支出", "1.00", "2.00"]])
            .page()
            .grid(XS, ys(2, 60), [["国防支出", "", ""], BODY[0]])
        )
        assert rows(only_table(sheets.read().tables))[1:] == [["外交支出", "1.00", "2.00"], ["国防支出", "", ""], BODY[0]]

    def test_a_text_pushed_over_the_page_belongs_to_the_row_above(self) -> None:
        """Browsers keep a text of two lines together, and cut the row between its cells."""
        sheets = Sheets().grid(XS, ys(2), [["三级指标", "指标值", "完成值"], ["扫描页数", "", "12350页"]])
        sheets.page().grid(XS, (60.0, 90.0, 110.0), [["", "≥12000\n页次", ""], ["合格率", "98%", "99%"]])
        document = sheets.read()
        assert rows(only_table(document.tables))[1:] == [["扫描页数", "≥12000\n页次", "12350页"], ["合格率", "98%", "99%"]]
        assert codes(document) == []

    def test_texts_that_go_on_and_texts_that_were_pushed_over(self) -> None:
        """A statement of two sides: the label on the left is cut in the middle, the one on the right is wholly on the next page."""
        xs = (60.0, 60.0 + 8.2 * SIZE, 220.0, 320.0, 420.0)
        sheets = Sheets().grid(
            xs, ys(3), [["收入", "金额", "支出", "金额"], ["事业", "1.50", "教育", "1.25"], ["国有资本经营预", "0.00", "", "4.20"]]
        )
        sheets.page().grid(xs, (60.0, 90.0, 110.0), [["算财政拨款", "", "城乡\n社区支出", ""], ["其他", "2.50", "农业", "3.50"]])
        document = sheets.read()
        assert rows(only_table(document.tables))[2:] == [
            ["国有资本经营预\n算财政拨款", "0.00", "城乡\n社区支出", "4.20"],
            ["其他", "2.50", "农业", "3.50"],
        ]
        assert codes(document) == []

    @pytest.mark.parametrize(
        ("above", "below"),
        [
            (["事业收入", "", "12.50"], ["利息收入", "城乡\n社区支出", ""]),
            (["", "村民满意度", "95%"], ["满意度\n指标", "", ""]),
            (["", "饮水达标率", "100%"], ["质量\n指标", "……", ""]),
            (["扫描页数", "", "12350页"], ["", "≥12000页", ""]),
        ],
        ids=["mixed with another label", "its label alone", "its label with another row", "a single line"],
    )
    def test_what_may_belong_to_the_row_above_is_told(self, above: list[str], below: list[str]) -> None:
        sheets = Sheets().grid(XS, ys(3), [["二级指标", "三级指标", "完成值"], ["数量指标", "修复村道", "6公里"], above])
        sheets.page().grid(XS, (60.0, 90.0, 110.0), [below, ["成本指标", "预算控制", "100%"]])
        document = sheets.read()
        assert rows(only_table(document.tables))[2:] == [above, below, ["成本指标", "预算控制", "100%"]]
        assert codes(document) == ["row_over_pages"]

    def test_rows_with_blank_cells_are_no_torn_rows(self) -> None:
        sheets = Sheets().grid(XS, ys(3), [HEADS, ["", "合计", "12.50"], ["", "小计", "12.50"]])
        sheets.page().grid(XS, ys(2, 60), [["教育", "学费", "1.00"], ["", "书费", "2.00"]])
        assert codes(sheets.read()) == []

    def test_a_part_with_fewer_edges_keeps_its_columns(self) -> None:
        sheets = Sheets().grid(XS, YS, [HEADS, *BODY]).page().grid((60, 220, 420), ys(1, 60), [["备注", "没有"]])
        table = only_table(sheets.read().tables)
        assert (cell(table, "没有").column, cell(table, "没有").column_span) == (1, 2)


class TestText:
    MARGIN = 60.0

    def prose(self, *texts: str) -> list[str]:
        return outline(Sheets().lines(self.MARGIN, 80, *texts, size=12).read())

    def test_lines_of_a_paragraph(self) -> None:
        full = "本部门二〇二三年度收入总计一百二十三万元比上年增加其中财政拨款收入占比"
        assert self.prose("　　" + full[:-2], full, full[:10] + "。", "　　" + full[:-2], full[:8]) == [
            "\n".join([full[:-2], full, full[:10] + "。"]),
            "\n".join([full[:-2], full[:8]]),
        ]

    def test_headings_stand_alone(self) -> None:
        full = "本部门二〇二三年度收入总计一百二十三万元比上年增加其中财政拨款收入占比"
        lines = ["一、收入情况", full, full[:5] + "。", "（一）基本支出", full, full[:6] + "。"]
        assert self.prose(*lines) == [lines[0], "\n".join(lines[1:3]), lines[3], "\n".join(lines[4:])]

    def test_sentence_torn_by_the_page(self) -> None:
        lines = [f"{number}部门二〇二三年度收入总计一百二十三万元比上年增加其中财政拨款收入占比" for number in "一二三四"]
        sheets = Sheets().lines(60, 700, *lines[:2], size=12).text(290, 800, "- 1 -").page()
        sheets.lines(60, 80, "八成。" + lines[2][3:], lines[3], size=12).text(290, 800, "- 2 -")
        document = sheets.read()
        assert [paragraph.text for paragraph in document.paragraphs] == [
            f"{lines[0]}\n{lines[1]}\n八成。",
            f"{lines[2][3:]}\n{lines[3]}",
        ]
        assert [paragraph.location.page for paragraph in document.paragraphs] == [1, 2]
        ((offset, place),) = document.paragraphs[0].further
        assert (document.paragraphs[0].text[offset:], place.page) == ("八成。", 2)
        assert [line.text for line in document.furniture] == ["- 1 -", "- 2 -"]

    def test_page_numbers_and_running_heads(self) -> None:
        sheets = Sheets()
        for number in range(1, 6):
            sheets.text(200, 30, "示例县某某局二〇二三年度部门决算").lines(60, 100, f"第{number}段正文。", size=12).text(
                295, 805, str(number)
            ).page()
        document = sheets.read()
        assert outline(document) == [f"第{number}段正文。" for number in range(1, 6)]
        assert {line.role for line in document.furniture} == {"header", "footer"}
        assert len(document.furniture) == 10

    def test_titles_and_units_on_every_page_are_content(self) -> None:
        sheets = Sheets()
        for _ in range(5):
            sheets.text(200, 30, "支出决算表").text(340, 50, "单位：万元").grid(XS, YS, [HEADS, *BODY]).text(
                60, 215, "注：无"
            ).page()
        document = sheets.read()
        assert outline(document)[:4] == ["支出决算表", "单位：万元", "<0>", "注：无"]
        assert document.furniture == ()

    def test_unit_at_the_right_end_is_a_line_of_its_own(self) -> None:
        sheets = Sheets().text(60, 100, "部门：示例县某某局").text(420, 100, "单位：万元").grid(XS, YS, [HEADS, *BODY])
        assert outline(sheets.read()) == ["部门：示例县某某局", "单位：万元", "<0>"]

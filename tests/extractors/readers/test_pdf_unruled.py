"""Tables without rules between their columns: heads at one side or in the middle of columns tell where these lie, rows hold broken labels
together.
"""

from __future__ import annotations

import pytest

from .pdf_files import SIZE, Sheets, codes, rows, spans

EDGES = (60.0, 200.0, 270.0, 370.0, 440.0, 540.0)
"""Columns of a label and four figures, of which the first is narrow and the second wide."""
HEADS = ("项目", "合计", "因公出国（境）费", "小计", "公务接待费")
BODY = (
    ("一、教育支出", "70.36", "1.25", "60.80", "8.31"),
    ("二、卫生健康支出", "12.40", "", "10.15", "2.25"),
    ("三、住房保障支出", "15.17", "0.92", "9.50", "4.75"),
)


def width(text: str, size: float = SIZE) -> float:
    return sum(size * (0.5 if character.isascii() else 1.0) for character in text)


def middle(sheets: Sheets, first: int, last: int, top: float, text: str) -> Sheets:
    """A text in the middle of columns."""
    return sheets.text((EDGES[first] + EDGES[last + 1] - width(text)) / 2, top, text)


def row(sheets: Sheets, top: float, cells: tuple[str, ...]) -> Sheets:
    """A label at the left edge of its column, figures at the right edges of theirs."""
    for column, text in enumerate(cells):
        if text:
            sheets.text(EDGES[column] + 4, top, text, right=EDGES[column + 1] - 4 if column else None)
    return sheets


def at_side(sheets: Sheets, side: str, first: int, last: int, top: float, text: str) -> Sheets:
    """A text at one side of columns, or in their middle."""
    if side == "middle":
        return middle(sheets, first, last, top, text)
    return sheets.text(EDGES[first] + 4, top, text, right=EDGES[last + 1] - 4 if side == "right" else None)


def table(heads: tuple[str, ...] = HEADS, body: tuple[tuple[str, ...], ...] = BODY) -> Sheets:
    sheets = Sheets()
    for column, text in enumerate(heads):
        middle(sheets, column, column, 100, text)
    for number, cells in enumerate(body):
        row(sheets, 120 + 20 * number, cells)
    return sheets


def framed(sheets: Sheets, bottom: float) -> Sheets:
    for top in (94.0, 116.0, bottom):
        sheets.rule(EDGES[0], top, EDGES[-1], top)
    return sheets


def test_figures_that_stand_below_no_head_have_the_column_whose_middle_it_is() -> None:
    (found,) = table().read().tables
    assert rows(found) == [list(HEADS), *map(list, BODY)]


def test_a_column_without_any_figure_stays_empty() -> None:
    body = tuple((*cells[:2], "", *cells[3:]) for cells in BODY)
    for sheets in (table(body=body), framed(table(body=body), 180)):
        (found,) = sheets.read().tables
        assert rows(found) == [list(HEADS), *map(list, body)]


def test_labels_broken_over_two_and_three_lines_are_one_row() -> None:
    sheets = Sheets()
    for column, text in enumerate(HEADS):
        middle(sheets, column, column, 100, text)
    row(sheets, 130, ("", *BODY[0][1:])).lines(64, 123, "机关事业单位基本养老保险费", "缴费", pitch=1.3)
    row(sheets, 170, ("", *BODY[1][1:])).lines(
        64, 157, "使用非财政拨款结余和专用基", "金弥补收支差额及其他支出和", "结余", pitch=1.3
    )
    row(sheets, 205, BODY[2])
    (found,) = sheets.read().tables
    assert [line[1] for line in rows(found)] == ["合计", "70.36", "12.40", "15.17"]
    assert [line[0].replace("\n", "") for line in rows(found)[1:3]] == [
        "机关事业单位基本养老保险费缴费", "使用非财政拨款结余和专用基金弥补收支差额及其他支出和结余",
    ]  # fmt: skip


def test_heads_of_three_storeys_cover_the_columns_below_them() -> None:
    sheets = Sheets()
    middle(sheets, 1, 4, 80, "预算数")
    middle(sheets, 2, 3, 100, "公务用车购置及运行费")
    for column, (text, top) in enumerate((("项目", 100), ("合计", 110), ("购置费", 120), ("运行费", 120), ("接待费", 110))):
        middle(sheets, column, column, top, text)
    for number, cells in enumerate(BODY):
        row(sheets, 145 + 20 * number, cells)
    (found,) = sheets.read().tables
    assert spans(found)["预算数"] == (0, 1, 1, 4)
    assert spans(found)["公务用车购置及运行费"] == (1, 2, 1, 2)
    assert spans(found)["项目"] == (0, 0, 3, 1)
    assert spans(found)["合计"] == (1, 1, 2, 1)
    assert rows(found)[3:] == list(map(list, BODY))


def test_a_sum_stands_across_the_columns_in_whose_middle_it_is() -> None:
    edges = (60.0, 150.0, 250.0, 380.0)
    sheets = Sheets()
    for column, text in enumerate(("科目编码", "科目名称", "决算数")):
        sheets.text((edges[column] + edges[column + 1] - width(text)) / 2, 100, text)
    for number, (code, name, figure) in enumerate((("301", "工资福利支出", "43.39"), ("30101", "基本工资", "43.39"))):
        sheets.text(70, 120 + 20 * number, code, right=146).text(154, 120 + 20 * number, name)
        sheets.text(300, 120 + 20 * number, figure, right=376)
    sheets.text((60 + 250 - width("人员经费合计")) / 2, 160, "人员经费合计").text(300, 160, "43.39", right=376)
    (found,) = sheets.read().tables
    assert spans(found)["人员经费合计"] == (3, 0, 1, 2)


def test_a_figure_set_close_to_the_next_label_is_a_cell_of_its_own() -> None:
    """Spreadsheet programs leave two points between them."""
    sheets = Sheets()
    for x, text in ((105, "项目"), (228, "金额"), (325, "项目"), (450, "金额")):
        sheets.text(x, 100, text)
    for number, (left, right) in enumerate((("一、财政拨款收入", "一、教育支出"), ("二、事业收入", "二、卫生健康支出"))):
        top = 120 + 20 * number
        sheets.text(60, top, left).text(200, top, "854.57", right=268).text(270, top, right).text(440, top, "90.70", right=490)
    (found,) = sheets.read().tables
    assert rows(found)[1:] == [
        ["一、财政拨款收入", "854.57", "一、教育支出", "90.70"], ["二、事业收入", "854.57", "二、卫生健康支出", "90.70"],
    ]  # fmt: skip


def test_the_rest_of_a_broken_figure_is_no_row() -> None:
    """Two figures, or one that had no room: what cannot be told is left alone."""
    sheets = Sheets()
    for x, text in ((90, "项目"), (190, "决算数")):
        sheets.text(x, 100, text)
    for number, label in enumerate(("教育支出", "卫生健康支出", "住房保障支出")):
        sheets.text(64, 120 + 34 * number, label).lines(186, 120 + 34 * number, "557.9521", "97", pitch=1.25)
    document = sheets.read()
    assert not any(cell.text == "97" for found in document.tables for cell in found.cells)


def test_a_list_of_contents_is_no_table() -> None:
    sheets = Sheets().text(100, 80, "名称").text(402, 80, "页码")
    for number, text in enumerate(("部门概况", "收支情况", "绩效情况", "名词解释")):
        sheets.text(90, 100 + 18 * number, text).text(405, 100 + 18 * number, str(3 + 4 * number), right=418)
    assert sheets.read().tables == ()


def test_heads_that_lie_in_the_middle_of_nothing_are_not_guessed() -> None:
    sheets = Sheets()
    for x, text in ((70, "项目"), (200, "合计"), (262, "小计")):
        sheets.text(x, 100, text)
    for number, cells in enumerate(BODY):
        sheets.text(64, 120 + 20 * number, cells[0])
        for right, text in zip((250, 340, 430), cells[1:], strict=False):
            sheets.text(right - 30, 120 + 20 * number, text or "0.00", right=right)
    document = sheets.read()
    assert document.tables == ()
    assert codes(document) == ["unclear_columns"]


NARROW = ("项目", "合计", "工资", "补助", "其他")
"""Heads that stand beside the figures of their columns where these are set at the other side."""


@pytest.mark.parametrize("blank", range(1, 5))
@pytest.mark.parametrize("side", ["left", "middle", "right"])
def test_a_blank_column_below_heads_at_any_side(side: str, blank: int) -> None:
    """What stands between two heads belongs to the one that the other columns tell."""
    body = [[cell if column != blank else "" for column, cell in enumerate(cells)] for cells in BODY]
    sheets = middle(Sheets(), 0, 0, 100, NARROW[0])
    for column, text in enumerate(NARROW[1:], 1):
        at_side(sheets, side, column, column, 100, text)
    for number, cells in enumerate(body):
        row(sheets, 120 + 20 * number, tuple(cells))
    (found,) = framed(sheets, 180).read().tables
    assert rows(found) == [list(NARROW), *body]


@pytest.mark.parametrize("side", ["left", "right"])
def test_heads_of_two_lines_at_one_side(side: str) -> None:
    sheets = middle(Sheets(), 0, 0, 106, "项目")
    for column, lines in enumerate((("本年", "合计"), ("财政", "拨款收入"), ("事业单位", "经营"), ("其他",)), 1):
        for number, text in enumerate(lines):
            at_side(sheets, side, column, column, (100 if len(lines) > 1 else 106) + 12 * number, text)
    for number, cells in enumerate(BODY):
        row(sheets, 135 + 20 * number, cells)
    (found,) = sheets.read().tables
    assert [text.replace("\n", "") for text in rows(found)[0]] == ["项目", "本年合计", "财政拨款收入", "事业单位经营", "其他"]
    assert rows(found)[1:] == list(map(list, BODY))


def test_codes_have_heads_set_like_those_of_names() -> None:
    """Heads of codes and names at the left, those of figures at the right, over columns of which one is blank."""
    sheets = Sheets()
    for column, text in enumerate(("科目编码", "科目名称", "合计", "基本支出", "项目支出")):
        at_side(sheets, "left" if column < 2 else "right", column, column, 100, text)
    body = (
        ("205", "教育支出", "70.36", "", "70.36"),
        ("20502", "普通教育", "62.11", "", "62.11"),
        ("2050201", "学前教育", "8.25", "", "8.25"),
    )
    for number, cells in enumerate(body):
        for column, text in enumerate(cells):
            at_side(sheets, "left" if column < 2 else "right", column, column, 120 + 20 * number, text)
    (found,) = sheets.read().tables
    assert rows(found)[1:] == list(map(list, body))


def test_a_figure_between_two_heads_that_may_be_of_either_is_not_guessed() -> None:
    """A head at the left of its column, or at the right of the next one: with one column of figures nothing tells."""
    sheets = Sheets().text(64, 100, "项目").text(204, 100, "合计").text(420, 100, "其他")
    for number, (label, figure) in enumerate((("教育支出", "70.36"), ("卫生健康支出", "12.40"), ("住房保障支出", "15.17"))):
        sheets.text(64, 120 + 20 * number, label).text(310, 120 + 20 * number, figure)
    document = sheets.read()
    assert (document.tables, codes(document)) == ((), ["unclear_columns"])


def test_heads_so_close_that_only_their_columns_part_them() -> None:
    """Spreadsheet programs leave two points at either side of a cell."""
    sheets = Sheets().text(62, 100, "项目").text(202, 100, "年初预算数").text(202 + 5.35 * SIZE, 100, "全年执行数")
    for number, cells in enumerate(
        (("教育支出", "1,200.50", "1,180.25"), ("卫生健康支出", "88.00", "86.42"), ("其他支出", "9.15", "3.07"))
    ):
        sheets.text(62, 120 + 20 * number, cells[0])
        sheets.text(0, 120 + 20 * number, cells[1], right=202 + 5 * SIZE)
        sheets.text(0, 120 + 20 * number, cells[2], right=202 + 10.35 * SIZE)
    (found,) = sheets.read().tables
    assert rows(found)[:2] == [["项目", "年初预算数", "全年执行数"], ["教育支出", "1,200.50", "1,180.25"]]


def test_short_rules_of_neighbouring_heads_that_meet() -> None:
    """The rules below 预算数 and 决算数 look like one, which begins where the first and ends where the second does."""
    sheets = Sheets()
    at_side(sheets, "middle", 0, 0, 90, "项目")
    middle(middle(sheets, 1, 2, 80, "预算数"), 3, 4, 80, "决算数")
    for column, text in enumerate(("人员", "公用", "人员", "公用"), 1):
        middle(sheets, column, column, 100, text)
    for number, cells in enumerate(BODY):
        row(sheets, 120 + 20 * number, cells)
    sheets.rule(EDGES[1] + 2, 95, EDGES[3] - 2, 95).rule(EDGES[3] + 2, 95, EDGES[5], 95)
    for top in (76.0, 116.0, 180.0):
        sheets.rule(EDGES[0], top, EDGES[-1], top)
    (found,) = sheets.read().tables
    assert spans(found)["预算数"] == (0, 1, 1, 2)
    assert spans(found)["决算数"] == (0, 3, 1, 2)


def test_a_head_over_columns_that_may_be_these_or_those_is_not_left_out() -> None:
    """决算数 stands in the middle of the last four columns and of the two in their middle: both would be tables, and neither is one."""
    sheets = Sheets()
    edges = (60.0, 160.0, 240.0, 320.0, 400.0, 480.0)
    for column, text in enumerate(("项目", "合计", "基本", "项目支出", "其他")):
        sheets.text((edges[column] + edges[column + 1] - width(text)) / 2, 100, text)
    sheets.text((edges[1] + edges[5] - width("决算数")) / 2, 80, "决算数")
    for number, cells in enumerate(BODY):
        for column, text in enumerate(cells):
            sheets.text(edges[column] + 4, 120 + 20 * number, text, right=edges[column + 1] - 4 if column else None)
    document = sheets.read()
    assert (document.tables, codes(document)) == ((), ["unclear_columns"])


def test_a_row_without_figures_that_is_broken_is_one_row() -> None:
    sheets = Sheets()
    edges = (60.0, 200.0, 280.0, 400.0, 480.0)
    for column, text in enumerate(("项目", "金额", "项目", "金额")):
        sheets.text((edges[column] + edges[column + 1] - width(text)) / 2, 100, text)
    body = (
        ("一、财政拨款收入", "854.57", "一、教育支出", "90.70"),
        ("", "", "二、卫生健康支出", ""),
        ("三、其他收入", "2.15", "三、其他支出", "5.10"),
        ("四、结转", "1.30", "四、结余", "4.08"),
    )
    tops = (120, 140, 173, 193)
    for top, cells in zip(tops, body, strict=True):
        for column, text in enumerate(cells):
            if text:
                sheets.text(edges[column] + 4, top, text, right=edges[column + 1] - 4 if column % 2 else None)
    sheets.lines(64, 140, "二、国有资本经营预算财政拨款", "收入", pitch=1.3)
    (found,) = sheets.read().tables
    assert [line[0].replace("\n", "") for line in rows(found)[1:]] == [
        "一、财政拨款收入",
        "二、国有资本经营预算财政拨款收入",
        "三、其他收入",
        "四、结转",
    ]
    assert rows(found)[2][2] == "二、卫生健康支出"


@pytest.mark.parametrize("between", ["表2 支出情况", "支出情况", "（二）支出情况"])
@pytest.mark.parametrize("ruled", [True, False])
def test_two_tables_below_each_other_are_two(between: str, *, ruled: bool) -> None:
    """With rules of the same ends, and only a caption between them."""
    other = ("项目", "基本", "项目支出", "上缴", "其他")
    sheets = Sheets().text(60, 76, "收支情况")
    for top, heads in ((100, HEADS), (220, other)):
        for column, text in enumerate(heads):
            middle(sheets, column, column, top, text)
        for number, cells in enumerate(BODY):
            row(sheets, top + 20 + 20 * number, cells)
        for rule in (top - 6, top + 16, top + 80) if ruled else ():
            sheets.rule(EDGES[0], rule, EDGES[-1], rule)
    first, second = sheets.text(60, 202, between).read().tables
    assert [rows(first)[0], rows(second)[0]] == [list(HEADS), list(other)]
    assert rows(first)[1:] == rows(second)[1:] == list(map(list, BODY))


def test_a_single_row_of_figures_that_cannot_be_told_is_told() -> None:
    sheets = Sheets()
    for x, text in ((70, "合计"), (200, "小计")):
        sheets.text(x, 100, text)
    for right, text in zip((110, 190, 270, 350, 430), ("70.36", "1.25", "60.80", "8.31", "2.05"), strict=True):
        sheets.text(0, 120, text, right=right)
    document = sheets.read()
    assert (document.tables, codes(document)) == ((), ["unclear_columns"])


def test_tables_of_whole_numbers_that_cannot_be_told_are_told() -> None:
    sheets = Sheets()
    for x, text in ((70, "编码"), (200, "合计"), (262, "小计")):
        sheets.text(x, 100, text)
    for number in range(4):
        for right, text in zip((110, 250, 340, 430), (f"3010{number}", "4623954", "272398", "868754"), strict=True):
            sheets.text(0, 120 + 20 * number, text, right=right)
    document = sheets.read()
    assert (document.tables, codes(document)) == ((), ["unclear_columns"])


@pytest.mark.parametrize("number", ["- 12 -", "12"])
def test_the_number_of_the_page_is_no_row(number: str) -> None:
    (found,) = table().text(290, 192, number).read().tables
    assert rows(found) == [list(HEADS), *map(list, BODY)]

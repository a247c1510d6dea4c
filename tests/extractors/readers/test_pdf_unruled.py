"""Tables without rules between their columns: heads in the middle of columns tell where these lie, rows hold broken labels together."""

from __future__ import annotations

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

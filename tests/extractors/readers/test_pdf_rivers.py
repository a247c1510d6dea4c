"""Tables without lines whose columns only the white between them shows."""

from __future__ import annotations

import pytest

from .pdf_files import SIZE, Sheets, codes, rows, spans

CODES = [
    ("301", "工资福利支出", "643.39"),
    ("30101", "基本工资", "62.03"),
    ("302", "商品和服务支出", "85.91"),
    ("30201", "办公费", "9.12"),
]
"""Code, name, and figure of the rows of a table."""


def heads(sheets: Sheets, *, top: float = 100) -> Sheets:
    """Heads in the middle of their columns."""
    return sheets.text(60, top, "编码").text(130, top, "科目名称").text(330, top, "合计").text(405, top, "人员经费")


def body(sheets: Sheets, gap: float, *, top: float = 120) -> Sheets:
    for row, (code, name, figure) in enumerate(CODES):
        sheets.text(70, top + 18 * row, code, right=100).text(100 + gap, top + 18 * row, name)
        sheets.text(300, top + 18 * row, figure, right=360)
    return sheets


@pytest.mark.parametrize("gap", [3.0, 30.0])
def test_codes_close_to_their_names_under_heads_in_the_middle(gap: float) -> None:
    document = body(heads(Sheets()), gap).read()
    (table,) = document.tables
    assert rows(table) == [["编码", "科目名称", "合计", "人员经费"], *([*row, ""] for row in CODES)]
    assert codes(document) == []


def test_a_sum_in_the_middle_above_figures_at_the_edge() -> None:
    sheets = heads(Sheets()).text(180, 120, "合计").text(325, 120, "7.47").text(400, 120, "656.47")
    for row, (code, name, figure) in enumerate(CODES, 1):
        sheets.text(70, 120 + 18 * row, code, right=100).text(103, 120 + 18 * row, name)
        sheets.text(300, 120 + 18 * row, figure, right=370).text(400, 120 + 18 * row, "1.25", right=462)
    (table,) = sheets.read().tables
    assert rows(table)[1:3] == [["", "合计", "7.47", "656.47"], ["301", "工资福利支出", "643.39", "1.25"]]


def test_a_number_with_its_unit_is_not_cut() -> None:
    sheets = heads(Sheets())
    for row, name in enumerate(["2024年结转", "100万元以上项目", "300人以下单位"]):
        sheets.text(130, 120 + 18 * row, name).text(300, 120 + 18 * row, f"{row + 1}2.50", right=360)
        sheets.text(70, 120 + 18 * row, f"30{row}", right=100)
    (table,) = sheets.read().tables
    assert [row[1] for row in rows(table)[1:]] == ["2024年结转", "100万元以上项目", "300人以下单位"]


def test_heads_on_two_levels_that_cannot_be_told_apart_are_not_guessed() -> None:
    """预算数 stands over all three columns of figures, close above the one in the middle: what it belongs to is not known."""
    sheets = Sheets().text(60, 108, "编码").text(130, 108, "科目名称").text(390, 96, "预算数")
    for x, text in ((310, "合计"), (390, "基本支出"), (480, "项目支出")):
        sheets.text(x, 108, text)
    sheets.text(180, 130, "合计").text(305, 130, "7.47").text(395, 130, "656.47").text(485, 130, "5.12")
    for row, (code, name, figure) in enumerate(CODES, 1):
        sheets.text(70, 130 + 18 * row, code, right=100).text(103, 130 + 18 * row, name)
        for right in (360, 450, 540):
            sheets.text(300, 130 + 18 * row, figure, right=right)
    for top in (90, 125, 225):
        sheets.rule(55, top, 545, top)
    document = sheets.read()
    assert (document.tables, codes(document)) == ((), ["unclear_columns"])


def test_heads_in_the_middle_over_several_columns_span_them() -> None:
    sheets = Sheets().text(149.5, 100, "收入").text(371, 100, "支出")
    for x, text in ((60, "项目"), (230, "决算数"), (300, "项目"), (470, "决算数")):
        sheets.text(x, 118, text)
    for row, (left, right) in enumerate(
        [("一、财政拨款收入", "一、教育支出"), ("二、事业收入", "二、卫生健康支出"), ("三、其他收入", "三、住房保障支出")]
    ):
        top = 136 + 18 * row
        sheets.text(60, top, left).text(200, top, "854.57", right=260).text(260 + 0.3 * SIZE, top, right).text(
            440, top, "90.70", right=500
        )
    (table,) = sheets.read().tables
    assert (spans(table)["收入"][1], spans(table)["收入"][3]) == (0, 2)
    assert (spans(table)["支出"][1], spans(table)["支出"][3]) == (2, 2)
    assert rows(table)[2] == ["一、财政拨款收入", "854.57", "一、教育支出", "90.70"]

"""Rows, codes, figures, heads and names over several rows that a page break cuts: whole afterwards, or told."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import Document

from .pdf_files import SIZE, Sheets, codes, rows

NARROW = 4 + 4 * SIZE + 4
"""A column with room for four characters, or for eight digits."""
XS = (60.0, 60.0 + NARROW, 60.0 + 2.5 * NARROW, 60.0 + 3.5 * NARROW, 60.0 + 4.5 * NARROW)
HEADS = ["编码", "名称", "合计", "基本支出"]


def torn(above: list[list[str]], below: list[list[str]], xs: tuple[float, ...] = XS) -> Document:
    """A table over two pages, with rows high enough for two lines."""
    sheets = Sheets().grid(xs, [120.0 + 26 * n for n in range(len(above) + 1)], above).page()
    return sheets.grid(xs, [60.0 + 26 * n for n in range(len(below) + 1)], below).read()


def only_rows(document: Document) -> list[list[str]]:
    assert len(document.tables) == 1
    return rows(document.tables[0])


BODY = ["201", "公共安全", "1,250.00", "12.00"]
NEXT = ["221", "住房保障", "1.00", "1.00"]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        (["208999", "其他社会保障", "12.50", "12.50"], ["9", "和就业支出", "", ""], ["2089999", "其他社会保障\n和就业支出", "12.50", "12.50"]),
        (["213", "农林水", "1,234,567", "2,234,567"], ["", "", ".89", ".10"], ["213", "农林水", "1,234,567.89", "2,234,567.10"]),
        (["213", "农林水", "1,234,5", "12.00"], ["", "", "67.89", ""], ["213", "农林水", "1,234,567.89", "12.00"]),
        (["213", "巩固脱贫攻坚", "123456.7", "12.00"], ["", "成果衔接", "8", ""], ["213", "巩固脱贫攻坚\n成果衔接", "123456.78", "12.00"]),
        (["213", "维护（仅限乡", "12.00", "12.00"], ["", "镇）", "", ""], ["213", "维护（仅限乡\n镇）", "12.00", "12.00"]),
        (["229", "彩票公益金安", "12.00", "12.00"], ["", "排的支出", "", ""], ["229", "彩票公益金安\n排的支出", "12.00", "12.00"]),
    ],
    ids=["code and name", "figures alone", "thousands", "decimals and name", "bracket", "known name"],
)  # fmt: skip
@pytest.mark.parametrize("last", [True, False], ids=["last row", "rows follow"])
def test_a_cut_row_is_whole(above: list[str], below: list[str], whole: list[str], last: bool) -> None:
    document = torn([HEADS, BODY, above], [below] if last else [below, NEXT])
    assert only_rows(document)[2:] == ([whole] if last else [whole, NEXT])
    assert codes(document) == []


def test_a_code_that_is_one_without_its_rest_too() -> None:
    xs = (60.0, 98.0, *XS[2:])
    document = torn([HEADS, BODY, ["22960", "用于体育事业", "12.50", ""]], [["03", "彩票公益金支出", "", ""], NEXT], xs)
    assert only_rows(document)[2:] == [["2296003", "用于体育事业\n彩票公益金支出", "12.50", ""], NEXT]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["20805", "养老支出", "12.50", "12.50"], ["", "农林水支出", "", ""]),
        (["213", "行政单位医疗", "12.50", "12.50"], ["", "住房公积金", "", ""]),
        (["213", "甲县业务经费", "12.50", "12.50"], ["", "（二）乙项", "", ""]),
        (["213", "甲县业务经费", "12345.67", "12.50"], ["221", "住房保障", "89", "1.00"]),
    ],
    ids=["short name", "two known names", "numbered", "figures of its own"],
)
def test_a_row_of_its_own_stays_one(above: list[str], below: list[str]) -> None:
    document = torn([HEADS, BODY, above], [below, NEXT])
    assert only_rows(document)[2:] == [above, below, NEXT]
    assert codes(document) == []


def test_a_name_below_a_full_one_is_told_where_other_rows_are_as_bare() -> None:
    bare = ["", "乙县公园养护", "", ""]
    document = torn([HEADS, BODY, bare, ["213", "甲县少儿足球", "12.50", "12.50"]], [["", "推广普及", "", ""], NEXT])
    assert only_rows(document)[3:] == [["213", "甲县少儿足球", "12.50", "12.50"], ["", "推广普及", "", ""], NEXT]
    assert codes(document) == ["row_over_pages"]


def test_heads_cut_by_the_page_are_heads() -> None:
    xs = (60.0, 160.0, 220.0, 280.0, 340.0)
    above = [
        ["项目", "预算数", "决算数", "备注"],
        ["公用经费", "1.00", "2.00", ""],
        ["楼堂馆所", "批复规模", "实际规模", "规模控制"],
    ]
    document = torn(above, [["（已完工）", "（㎡）", "（㎡）", "率"], ["", "1200", "1180", "98.33%"]], xs)
    heads = ["楼堂馆所\n（已完工）", "批复规模\n（㎡）", "实际规模\n（㎡）", "规模控制\n率"]
    assert only_rows(document)[2:] == [heads, ["", "1200", "1180", "98.33%"]]
    assert codes(document) == []


def test_a_name_over_several_rows_is_cut_with_its_row() -> None:
    xs = (60.0, 60.0 + 3.2 * SIZE, 160.0, 160.0 + NARROW, 260.0)
    above = [
        ["一级", "二级", "指标值", "分值"],
        ["产出", "培训", "3期", "10"],
        ["^", "检查", "5次", "10"],
        ["满意", "群众", "达到设计", "10"],
    ]
    below = [["度", "", "要求", ""], ["^", "单位", "达到", "10"]]
    document = torn(above, below, xs)
    table = document.tables[0]
    group = next(cell for cell in table.cells if cell.text.startswith("满意"))
    assert (group.text, group.row, group.row_span) == ("满意\n度", 3, 2)
    assert only_rows(document)[3:] == [["满意\n度", "群众", "达到设计\n要求", "10"], ["单位", "达到", "10"]]


def test_a_name_over_rows_of_both_pages_stands_over_single_rows_too() -> None:
    xs = (60.0, 140.0, 220.0, 320.0)
    above = [["一级指标", "三级指标", "分值"], ["产出指标", "甲", "10"], ["^", "乙", "10"], ["效益指标", "丙", "10"]]
    document = torn(above, [["", "丁", "10"], ["满意度指标", "戊", "10"]], xs)
    group = next(cell for cell in document.tables[0].cells if cell.text == "效益指标")
    assert (group.row, group.row_span) == (3, 2)


def test_a_name_whose_figures_are_all_on_the_next_page_is_told() -> None:
    document = torn([HEADS, BODY, ["213", "甲县少儿足球", "", ""]], [["", "推广普及", "12.50", "12.50"], NEXT])
    assert only_rows(document)[2:] == [["213", "甲县少儿足球", "", ""], ["", "推广普及", "12.50", "12.50"], NEXT]
    assert codes(document) == ["row_over_pages"]

"""The text reader: tables whose cells are kept apart by tabs."""

from __future__ import annotations

import pytest

from .text_reports import LISTED, TABBED, assert_literal, grid, outline, parse


def test_tabbed_table_runs_over_the_page_break_with_a_column_less() -> None:
    document = parse(TABBED)
    assert outline(document) == ["收入决算表", "公开02表", "金额单位：万元", "<tabbed 7x4>", "注：本表反映全年收入。"]
    rows = grid(document.tables[0])
    assert rows[3] == ["", "2", "", ""]
    assert rows[5:] == [["合计", "4", "216.00"], ["", "5", ""]]
    assert_literal(document, TABBED)


def test_piece_with_a_column_more_is_the_same_table() -> None:
    document = parse("科目\t金额\t科目\n301\t5\t302\n\n303\t6\t304\t\n人员合计\t11\t公用合计\t\n")
    assert [table.row_count for table in document.tables] == [4]


@pytest.mark.parametrize("number", ["6", "—10—", "- 2 -", "第 3 页 共 9 页"])
def test_page_number_between_pieces_goes_to_the_furniture(number: str) -> None:
    document = parse(f"项目\t金额\t备注\n甲项\t1\t\n\n{number}\n\n乙项\t2\t\n合计\t3\t\n")
    assert [table.row_count for table in document.tables] == [4]
    assert [paragraph.text for paragraph in document.furniture] == [number]
    assert not document.paragraphs


def test_repeated_head_on_the_next_page_is_the_same_table() -> None:
    document = parse("项目\t行次\t金额\n甲项\t1\t5\n\n项目\t行次\t金额\n乙项\t2\t6\n")
    assert [table.row_count for table in document.tables] == [4]


def test_another_head_starts_another_table() -> None:
    document = parse("项目\t行次\t金额\n甲项\t1\t5\n\n科目编码\t科目名称\t小计\t基本支出\n201\t一般公共服务支出\t6\t6\n")
    assert [table.row_count for table in document.tables] == [2, 2]


@pytest.mark.parametrize("between", ["支出决算表\n", "单位：万元\n", "公开03表\n\n金额单位：元\n"])
def test_line_between_starts_another_table(between: str) -> None:
    document = parse(f"项目\t行次\t金额\n甲项\t1\t5\n\n{between}\n项目\t行次\t金额\n乙项\t2\t6\n")
    assert len(document.tables) == 2


def test_label_broken_inside_a_row_is_joined() -> None:
    source = (
        "项目\t行次\t金额\t备注\n一、一般公共预算\n财政拨款收入\t1\t5\t\n二、其他收入\t2\t6\t\n三、政府性基金预\n算财政拨款\t3\t7\t\n"
        "四、国有资本经营\t4\t8\t\n合计\t5\t26\t\n"
    )
    document = parse(source)
    assert [row[0] for row in grid(document.tables[0])] == [
        "项目", "一、一般公共预算\n财政拨款收入", "二、其他收入", "三、政府性基金预\n算财政拨款", "四、国有资本经营", "合计",
    ]  # fmt: skip
    assert_literal(document, source)


def test_label_broken_in_the_middle_of_a_row_is_joined() -> None:
    document = parse("编码\t科目名称\t金额\n201\t一般公共\n服务支出\t5\n208\t社会保障支出\t6\n221\t住房保障支出\t7\n")
    assert grid(document.tables[0])[1] == ["201", "一般公共\n服务支出", "5"]


def test_rows_of_a_label_alone_stay_rows() -> None:
    document = parse("项目名称\t金额\t备注\n基本支出\n机关工作人员工资\t5\t\n日常公用经费支出\t6\t\n项目支出\n河道清理\t7\t\n")
    assert [row[0] for row in grid(document.tables[0])] == [
        "项目名称", "基本支出", "机关工作人员工资", "日常公用经费支出", "项目支出", "河道清理",
    ]  # fmt: skip


def test_head_broken_in_its_last_cell() -> None:
    document = parse("项目\t合计\t公务用车\n购置费\n行次\t1\t2\n金额\t5\t6\n")
    assert grid(document.tables[0])[0] == ["项目", "合计", "公务用车\n购置费"]


def test_short_rows_are_not_joined_by_accident() -> None:
    document = parse("项目\t行次\t金额\t备注\t说明\n甲项\t1\t5\t\t\n乙项\t2\t6\n丙项\t3\t7\n丁项\t4\t8\t\t\n")
    assert [len(row) for row in grid(document.tables[0])] == [5, 5, 3, 3, 5]


def test_title_and_notes_are_never_part_of_a_row() -> None:
    document = parse("收入决算表\n项目\t行次\t金额\n合计\t1\t5\n注：本表反映收入。\n支出决算表\n项目\t行次\t金额\n合计\t1\t6\n")
    assert outline(document) == ["收入决算表", "<tabbed 2x3>", "注：本表反映收入。", "支出决算表", "<tabbed 2x3>"]


def test_caption_written_as_a_row_stays_above_the_table() -> None:
    document = parse("部门：某某局\t\t金额单位：万元\n项目\t行次\t金额\n合计\t1\t5\n注：本表反映收入。\t\t\n")
    assert outline(document) == ["部门：某某局\t\t金额单位：万元", "<tabbed 2x3>", "注：本表反映收入。"]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_signatures_written_as_a_row_stay_below_the_table(gap: str) -> None:
    document = parse(f"项目\t行次\t金额\n合计\t1\t5\n{gap}填表人：某某\t电话：000\n")
    assert outline(document) == ["<tabbed 2x3>", "填表人：某某\t电话：000"]


@pytest.mark.parametrize("heading", ["目录", "目 录", "  录"])
def test_table_of_contents_stays_paragraphs(heading: str) -> None:
    document = parse(f"{heading}\n\n一、收入决算表\t5\n二、支出决算表\t6\n名词解释\t12\n")
    assert not document.tables
    assert len(document.paragraphs) == 4


def test_signatures_kept_apart_by_tabs_are_no_table() -> None:
    assert not parse("填表人：某某\t联系电话：000\n").tables


def test_a_file_may_mix_both_styles() -> None:
    document = parse(TABBED + "\n项目支出绩效自评表\n" + LISTED)
    assert [table.grid for table in document.tables] == ["tabbed", "listed"]
    assert [table.index for table in document.tables] == [0, 1]

"""The tables of Word 97-2003 documents: a grid of true columns from rows that only state their own cell boundaries."""

from __future__ import annotations

import pytest

from .doc_files import (
    DELETED,
    FIRST,
    HIDDEN,
    IN_TABLE,
    MERGED,
    RESTART,
    VERTICAL,
    Par,
    cell,
    cells,
    definition,
    depth_of,
    of,
    only_table,
    p,
    row,
    sprm,
    texts,
)


def test_columns_come_from_the_boundaries_of_all_rows() -> None:
    table = only_table(
        row("单位：万元", edges=(0, 6000)),
        row("收入", "支出", edges=(0, 4000, 6000)),
        row("项目", "决算数", "项目", edges=(0, 2000, 4000, 6000)),
    )
    assert (table.row_count, table.column_count) == (3, 3)
    assert cells(table) == [
        ("单位：万元", 0, 0, 1, 3),
        ("收入", 1, 0, 1, 2),
        ("支出", 1, 2, 1, 1),
        ("项目", 2, 0, 1, 1),
        ("决算数", 2, 1, 1, 1),
        ("项目", 2, 2, 1, 1),
    ]


def test_boundaries_that_hardly_differ_are_one_column() -> None:
    table = only_table(row("甲", "乙", edges=(-108, 1991, 4000)), row("丙", "丁", edges=(-113, 2003, 4001)))
    assert cells(table) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1), ("丙", 1, 0, 1, 1), ("丁", 1, 1, 1, 1)]


def test_a_row_that_starts_further_right_leaves_columns_out() -> None:
    table = only_table(row("一", "二", edges=(0, 2000, 4000)), row("三", edges=(2000, 4000)))
    assert cells(table)[-1] == ("三", 1, 1, 1, 1)


def test_cells_merged_over_rows() -> None:
    table = only_table(
        row("科目", "收入", flags=(RESTART, 0)),
        row("", "支出", flags=(VERTICAL, 0)),
        row("新", "结余", flags=(RESTART, 0)),
    )
    assert [each for each in cells(table) if each[2] == 0] == [("科目", 0, 0, 2, 1), ("新", 2, 0, 1, 1)]


@pytest.mark.parametrize(("first", "merged"), [(FIRST, MERGED), (MERGED, FIRST)])
def test_cells_merged_in_the_old_way_whichever_bit_says_so(first: int, merged: int) -> None:
    table = only_table(
        row("总计", "", "甲", "", flags=(first, merged, first, merged)),
        row("1", "2", "3", "4"),
    )
    assert cells(table)[:2] == [("总计", 0, 0, 1, 2), ("甲", 0, 2, 1, 2)]


def test_changes_to_the_definition_of_a_row() -> None:
    merge, split, vertical = sprm(0x5624, 0 | 2 << 8), sprm(0x5625, 0 | 2 << 8), sprm(0xD62B, bytes([2, 3]))
    insert, delete, width = sprm(0x7621, 1 | 1 << 8 | 1000 << 16), sprm(0x5622, 0 | 1 << 8), sprm(0x7623, 0 | 1 << 8 | 3000 << 16)
    continued = sprm(0xD62B, bytes([2, 1]))
    table = only_table(
        row("合并", "", "上", more=merge + vertical),
        row("左", "右", "", more=merge + split + continued),
        row("甲", "乙", "丙", edges=(0, 2000, 5000), more=insert + width + sprm(0x7623, 1 | 3 << 8 | 1000 << 16)),
        row("一", "二", edges=(0, 500, 2000, 6000), more=delete + width + sprm(0x7623, 1 | 2 << 8 | 3000 << 16)),
    )
    assert table.column_count == 5
    assert cells(table) == [
        ("合并", 0, 0, 1, 3),
        ("上", 0, 3, 2, 2),
        ("左", 1, 0, 1, 1),
        ("右", 1, 1, 1, 2),
        ("甲", 2, 0, 1, 2),
        ("乙", 2, 2, 1, 1),
        ("丙", 2, 3, 1, 1),
        ("一", 3, 0, 1, 2),
        ("二", 3, 2, 1, 3),
    ]


def test_rows_defined_by_insertions_alone() -> None:
    two = sprm(0x9601, 0) + sprm(0x7621, 0 | 2 << 8 | 2000 << 16)
    one = sprm(0x9601, 0) + sprm(0x7621, 0 | 1 << 8 | 4000 << 16)
    table = only_table(row("甲", "乙", edges=(), more=two), row("丙", edges=(), more=one))
    assert cells(table) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1), ("丙", 1, 0, 1, 2)]


def test_rows_without_a_definition_are_told_apart_by_their_marks() -> None:
    table = only_table(row("甲", "乙", edges=()), row("丙", "丁", edges=()))
    assert cells(table) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 1), ("丙", 1, 0, 1, 1), ("丁", 1, 1, 1, 1)]


def test_cells_without_width_stand_beside_one_another() -> None:
    table = only_table(row("甲", "乙", "丙", edges=(0, 0, 0, 0)), row("丁", "戊", "己", edges=(0, 0, 0, 0)))
    assert [each[1:] for each in cells(table)] == [(r, c, 1, 1) for r in range(2) for c in range(3)]


def test_a_wide_row_is_defined_in_the_data_stream() -> None:
    names = [f"列{number}" for number in range(40)]
    table = only_table(
        row(*names, edges=tuple(range(0, 41 * 300, 300)), long=True), row(*names, edges=tuple(range(0, 41 * 300, 300)), long=True)
    )
    assert table.column_count == 40
    assert [each[0] for each in cells(table)[:40]] == names


def test_several_paragraphs_in_a_cell_are_lines_and_no_blank_ones() -> None:
    table = only_table(row(cell("产出指标", "", "（50分）"), "数量"))
    assert cells(table)[0][0] == "产出指标\n（50分）"


def test_a_table_within_a_cell() -> None:
    inner = [*row("子一", "子二", depth=2), *row("1", "2", depth=2)]
    document = of(p("前"), row(cell("外", *inner, "尾"), "右"), p("后"))
    outer, nested = document.tables
    assert cells(outer) == [("外\n尾", 0, 0, 1, 1), ("右", 0, 1, 1, 1)]
    assert nested.inside == (0, 0, 0)
    assert [each[0] for each in cells(nested)] == ["子一", "子二", "1", "2"]
    assert [block.location.paragraph for block in document.paragraphs] == [0, 1]


def test_three_levels_of_tables() -> None:
    innermost = row("深一", "深二", depth=3)
    inner = row(cell("中", *innermost, "", depth=2), "中右", depth=2)
    document = of(row(cell("外", *inner, ""), "外右"), p())
    assert [[each[0] for each in cells(table)] for table in document.tables] == [["外", "外右"], ["中", "中右"], ["深一", "深二"]]
    assert [table.inside for table in document.tables] == [None, (0, 0, 0), (1, 0, 0)]


def test_frames_are_opened() -> None:
    inner = [*row("项目", "金额", depth=2), *row("差旅费", "3.2", depth=2)]
    document = of(p("前"), row(cell("标题", *inner, "说明"), edges=(0, 9000)), p("后"))
    assert texts(document) == ["前", "标题", "<表0>", "说明", "后"]
    assert document.tables[0].inside is None
    document = of(row(cell("第一段。", "第二段。", "第三段。"), edges=(0, 9000)), p("后"))
    assert texts(document) == ["第一段。", "第二段。", "第三段。", "后"]


def test_tables_that_float_at_different_places_are_two() -> None:
    floats = sprm(0x360D, 0x50) + sprm(0x940E, 100)
    document = of(row("甲", "乙"), row("丙", "丁", more=floats), row("戊", "己", more=floats), p())
    assert [table.row_count for table in document.tables] == [1, 2]


def test_a_paragraph_between_two_tables_parts_them() -> None:
    document = of(row("甲", "乙"), p(), row("丙", "丁"), p())
    assert [table.row_count for table in document.tables] == [1, 1]


def test_deleted_rows_are_left_out() -> None:
    table = only_table(row("甲", "1"), row("乙", "2", end=DELETED), row("丙", "3"))
    assert [each[0] for each in cells(table)] == ["甲", "1", "丙", "3"]


def test_a_row_whose_mark_alone_is_hidden_is_shown() -> None:
    table = only_table(row("甲", "1"), row("乙", "2", end=HIDDEN))
    assert [each[0] for each in cells(table)] == ["甲", "1", "乙", "2"]


def test_text_that_a_merged_cell_hides_is_warned_about() -> None:
    document = of(row("甲", "1", flags=(RESTART, 0)), row("藏", "2", flags=(VERTICAL, 0)), p())
    assert [(warning.code, warning.row, warning.text) for warning in document.warnings] == [("merged_cell_text", 1, "藏")]


def test_a_row_that_is_not_ended_is_kept() -> None:
    document = of(row("甲", "乙"), [*cell("丙"), Par(p("丁").runs, IN_TABLE)], p("后"))
    assert [each[0] for each in cells(document.tables[0])] == ["甲", "乙", "丙", "丁"]
    assert document.paragraphs[-1].text == "后"


def test_more_cells_than_the_definition_has() -> None:
    closing = Par(p(mark="\x07").runs, IN_TABLE + sprm(0x2417, 1) + definition((0, 2000)))
    document = of([*cell("甲"), *cell("乙"), *cell("丙"), closing], p())
    assert [each[:3] for each in cells(document.tables[0])] == [("甲", 0, 0), ("乙", 0, 1), ("丙", 0, 2)]


def test_depth_may_be_stated_as_a_change() -> None:
    change = IN_TABLE + sprm(0x6649, 1) + sprm(0x664A, 1)
    inner = [Par(par.runs, par.properties.replace(depth_of(2), change)) for par in row("子", "女", depth=2)]
    document = of(row(cell("外", *inner, ""), "右"), p())
    assert [table.inside for table in document.tables] == [None, (0, 0, 0)]


def test_cells_that_have_lost_their_table_are_warned_about() -> None:
    document = of(p("收入", mark="\x07"), p("12.5", mark="\x07"), p(mark="\x07"), p("后"))
    assert texts(document) == ["收入", "12.5", "后"]
    (warning,) = document.warnings
    assert warning.code == "table_structure_lost"
    assert "3 个单元格" in warning.message

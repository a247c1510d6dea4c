"""The text reader: tables with one cell per line."""

from __future__ import annotations

import pytest

from .text_reports import LISTED, TABBED, assert_literal, grid, outline, parse


def test_listed_table_keeps_blank_cells_and_cells_of_several_lines() -> None:
    document = parse(LISTED)
    assert outline(document) == ["2024年度项目支出绩效自评表", "<listed 3x4>", "填表人：某某"]
    assert grid(document.tables[0]) == [
        ["项目名称", "河道清理"],
        ["项目资金\n（万元）", "", "年初预算数", "全年执行数"],
        ["", "年度资金总额", "12.5", "11"],
    ]
    assert_literal(document, LISTED)


def test_location_is_the_line_of_the_first_character() -> None:
    table = parse(LISTED).tables[0]
    assert table.location.line == 3
    assert {cell.text: cell.location.line for cell in table.cells if cell.text}["12.5"] == 14


def test_cell_of_several_paragraphs_does_not_cut_the_row() -> None:
    source = "\t年度预\n\n算申请\n（万元）\n\t年初\n\n预算数\n\t分值\n\n\t数量\n\n指标\n\t3\n\t\n"
    document = parse(source)
    assert [grid(table) for table in document.tables] == [
        [["年度预\n\n算申请\n（万元）", "年初\n\n预算数", "分值"], ["数量\n\n指标", "3", ""]]
    ]
    assert_literal(document, source)


def test_blank_paragraphs_at_the_start_of_a_cell_are_not_its_text() -> None:
    source = "\t主管部门\n\t某局\n\n\t\n\n\n\n项目资金\n(万元)\n\t10\n\n\t总分\n\t98\n"
    document = parse(source)
    table = document.tables[0]
    assert grid(table) == [["主管部门", "某局"], ["项目资金\n(万元)", "10"], ["总分", "98"]]
    assert table.cells[2].location.line == 8
    assert_literal(document, source)


def test_first_row_whose_last_cell_begins_with_blank_paragraphs() -> None:
    assert grid(parse("\t项目名称\n\t\n\n\n防汛经费\n\n\t主管部门\n\t某局\n").tables[0]) == [
        ["项目名称", "防汛经费"],
        ["主管部门", "某局"],
    ]


@pytest.mark.parametrize("blank_lines", [0, 1, 2, 3])
@pytest.mark.parametrize("last_cell", ["", "98", "已完成全部任务"])
def test_notes_below_a_table_are_not_swallowed(blank_lines: int, last_cell: str) -> None:
    note = "说明：公用经费只填日常支出。\n填表人：某某    联系电话：000"
    document = parse(f"\t总分\n\t100\n\t{last_cell}\n" + "\n" * blank_lines + note + "\n")
    assert outline(document) == ["<listed 1x3>", *note.split("\n")]
    assert grid(document.tables[0]) == [["总分", "100", last_cell]]


@pytest.mark.parametrize("title_gap", ["", "\n"])
@pytest.mark.parametrize(
    "between",
    [
        "\n\n填表人：某某\n附件二\n\n2024年度部门整体支出绩效自评表\n",
        "\n\n2024年度部门整体支出绩效自评表\n",
        "\n\n部门整体支出绩效自评表\n（2024年度）\n",
        "说明：另附材料。\n2024年度部门整体支出绩效自评表\n",
        "\n\n部门整体支出绩效自评表\n\n填报单位：某局\n",
        "\n\n某某市水利局\n\n2024年度部门整体支出绩效自评表\n单位：万元\n",
    ],
)
@pytest.mark.parametrize("last_cell", ["", "97"])
def test_two_tables_with_lines_between_stay_two(between: str, title_gap: str, last_cell: str) -> None:
    head = "\t项目名称\n\t绿化\n\n\t总分\n\t100\n"
    document = parse(f"{head}\t{last_cell}\n{between}{title_gap}\t预算单位\n\t某局\n\n\t总分\n\t100\n")
    assert [grid(table) for table in document.tables] == [
        [["项目名称", "绿化"], ["总分", "100", last_cell]],
        [["预算单位", "某局"], ["总分", "100"]],
    ]
    assert [paragraph.text for paragraph in document.paragraphs] == [line for line in between.split("\n") if line]


def test_running_text_below_a_table_is_not_swallowed() -> None:
    text = "一、基本情况\n\n本单位全年收入12万元，全部为财政拨款，支出12万元，没有结余。"
    document = parse("\t项目\n\t金额\n\n\t合计\n\t12\n\n\n" + text + "\n\n二、其他情况\n\n无。\n")
    assert outline(document) == ["<listed 2x2>", "一、基本情况", text.split("\n")[-1], "二、其他情况", "无。"]


def test_last_cell_of_several_lines_ends_where_the_notes_begin() -> None:
    document = parse("\t偏差原因\n分析及\n改进措施\n\t无\n偏差\n\n\n注：本表由单位填写。\n")
    assert grid(document.tables[0]) == [["偏差原因\n分析及\n改进措施", "无\n偏差"]]
    assert outline(document)[-1] == "注：本表由单位填写。"


def test_long_cell_of_several_paragraphs_stays_one_cell() -> None:
    goal = "1.完成水库除险加固并通过验收，保障下游群众安全。\n2.开展巡查四十次。\n形成工作合力。"
    document = parse(f"\t预期目标\n\t实际完成情况\n\n\t{goal}\n\t已经完成\n\n\t总分\n\t98\n")
    assert grid(document.tables[0])[1] == [goal, "已经完成"]


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
def test_cell_with_paragraphs_that_look_like_notes_or_headings(gap: str) -> None:
    long = "二、开展巡查四十次，处理问题十二处，保障下游群众安全，形成工作合力，全年不发生事故，群众满意度达到九成以上。"
    goal = f"一、完成水库除险加固\n{gap}{long}\n{gap}说明：均已验收。"
    document = parse(f"\t预期目标\n\t指标值\n\t完成情况\n\n\t目标\n\t{goal}\n\t已经完成\n\n\t总分\n\t98\n\t\n")
    assert grid(document.tables[0])[1] == ["目标", goal, "已经完成"]


@pytest.mark.parametrize(
    "label", ["预算\n单位\n（盖章）", "年度\n金额\n单位：万元", "金额\n\n单位：万元", "填表人：某某\n联系电话：000"]
)
def test_label_that_reads_like_a_caption_does_not_end_the_table(label: str) -> None:
    document = parse(f"\t项目\n\t某项\n\n\t{label}\n\t某局\n\n\t总分\n\t98\n")
    assert [grid(table) for table in document.tables] == [[["项目", "某项"], [label, "某局"], ["总分", "98"]]]


def test_lines_of_a_cell_that_end_like_a_title_stay_in_the_cell() -> None:
    goal = "完成全县水利调研\n形成年度水利工作总结报告\n编制部门收支情况一览表"
    document = parse(f"\t目标\n\t完成情况\n\t得分\n\n\t{goal}\n\t已经完成\n\t98\n\n\t总分\n\t98\n")
    assert [grid(table)[1] for table in document.tables] == [[goal, "已经完成", "98"]]


def test_listed_table_may_be_followed_by_a_tabbed_one() -> None:
    document = parse(LISTED + "\n" + TABBED)
    assert [table.grid for table in document.tables] == ["listed", "tabbed"]


def test_title_directly_behind_a_row_that_could_go_on() -> None:
    row = "\t" + "\n\t".join("甲乙丙丁戊己庚辛") + "\n"
    document = parse(f"{row}\n\t总分\n\t100\n\t97\n\t\n2024年度部门整体支出绩效自评表\n\t主管部门\n\t某局\n\t单位\n\t某科\n")
    assert [table.row_count for table in document.tables] == [2, 1]


def test_tabs_that_only_indent_paragraphs_make_no_table() -> None:
    source = (
        "\t一、工作总结\n\t全年共开展巡查四十次，发现问题十二处，全部整改完毕，群众满意。\n"
        "\t下一步继续加强管理，提高资金使用效益，确保工程按期完工。\n"
    )
    document = parse(source)
    assert not document.tables
    assert [paragraph.text for paragraph in document.paragraphs] == [line[1:] for line in source.splitlines()]

"""The text reader: both table styles, where tables begin and end, which lines are one paragraph, encodings, limits."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extractors.readers import read, read_bytes
from gongkai.extractors.readers import text as text_reader
from gongkai.schemas.document import Document, Paragraph, Table
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents are not at hand")


def parse(text: str, encoding: str = "utf-8") -> Document:
    return read_bytes(text.encode(encoding), "报告.txt", "报告.txt")


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        assert cell.column == len(rows[cell.row])
        rows[cell.row].append(cell.text)
    return rows


def outline(document: Document) -> list[str]:
    """Paragraphs by their text, tables by their size."""
    return [
        block.text if isinstance(block, Paragraph) else f"<{block.grid} {block.row_count}x{block.column_count}>"
        for block in document.blocks
    ]


def assert_literal(document: Document, source: str) -> None:
    """Every character stands in the line that the location says."""
    lines = re.split("\r\n|\n|\r", source)
    for block in document.blocks:
        for item in [block] if isinstance(block, Paragraph) else block.cells:
            assert item.location.line is not None
            for offset, part in enumerate(item.text.split("\n")):
                assert part.strip() in lines[item.location.line - 1 + offset]


# --- tables that follow one another without a line between them


def test_title_in_a_row_begins_another_table() -> None:
    first, second = "2018年度收入决算表", "2018年度“三公”经费支出决算表"
    tabbed = f"{first}\t\t\n项目\t本年收入合计\t财政拨款收入\n合计\t12.5\t12.5\n{second}\t\n项目\t决算数\n公务接待费\t3.25\n"
    assert outline(parse(tabbed)) == [first, "<tabbed 2x3>", second, "<tabbed 2x2>"]
    listed = f"\t{first}\n\n\t项目\n\t财政拨款收入\n\n\t合计\n\t12.5\n\n\t{second}\n\n\t项目\n\t决算数\n\n\t公务接待费\n\t3.25\n"
    assert outline(parse(listed)) == ["<listed 3x2>", "<listed 3x2>"]


def test_label_that_reads_like_a_title_begins_no_table() -> None:
    text = "\t指标\n\t分值\n\n\t产出\n\t10\n\n\t附表\n\n\t合计\n\t10\n"
    assert outline(parse(text)) == ["<listed 4x2>"]


@pytest.mark.parametrize(
    "rows",
    [
        ["| 科目名称 | 合计 | 基本支出 |", "|---|---|---|", "| 行政运行 | 80.5 | 80.5 |"],
        ["科目名称      本年收入合计   财政拨款收入", "行政运行      80.5      80.5", "合计        100.5     100.5"],
    ],
)
def test_table_drawn_with_bars_or_spaces_is_not_silently_lost(rows: list[str]) -> None:
    (warning,) = parse("\n".join(["收入决算表", "单位：万元", *rows, "注：略。"])).warnings
    assert warning.code == "table_not_read"
    assert warning.location.line in (3, 4)


def test_wide_spaces_in_running_text_are_no_table() -> None:
    text = "填表人：某某    填报日期：2024.6.17    第 3 页\n部门：某局        单位：万元\n收入 12.5 万元，支出 11 万元。\n"
    assert parse(text).warnings == ()


# --- one cell per line

LISTED = (
    "2024年度项目支出绩效自评表\n\n\t项目名称\n\t河道清理\n\n\t项目资金\n（万元）\n\t\n\t年初预算数\n\t全年执行数\n"
    "\n\t\n\t年度资金总额\n\t12.5\n\t11\n\n\n填表人：某某\n"
)


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


# --- tab-separated rows

TABBED = (
    "收入决算表\n\n公开02表\n\n金额单位：万元\n\n项目\t行次\t金额\t备注\n栏次\t\t1\t2\n"
    "一、财政拨款收入\t1\t215.99\t\n\t2\t\t\n二、其他收入\t3\t0.01\t\n\n合计\t4\t216.00\n\t5\t\n\n"
    "注：本表反映全年收入。\n"
)


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


# --- running text


def test_lines_broken_where_they_were_full_are_one_paragraph() -> None:
    source = (
        "一、工作情况\n为进一步规范资金管理，提高使用效益，我局认真组织开展了评价工作，现将财政\n资金使用情况报告如下：全年安排支出一百二十万元，其中基本\n"
        "支出八十万元，项目支出四十万元，各单位应在2024年8月11 日前完成《自评\n报告》的报送。\n"
        "二、存在问题\n部分项目进度偏慢，资金支付不够及时，主要是前期准备工作不够充\n分。\n"
    )
    document = parse(source)
    assert [paragraph.text.count("\n") for paragraph in document.paragraphs] == [0, 3, 0, 1]
    assert_literal(document, source)


def test_headings_and_captions_stay_paragraphs_of_their_own() -> None:
    lines = [
        "2024年部门整体支出绩效自评报告",
        "一、部门、单位基本情况",
        "（一）机构设置",
        "公开01表",
        "单位：万元",
        "1.收入情况",
        "2.支出情况",
        "无",
    ]
    assert [paragraph.text for paragraph in parse("\n".join(lines)).paragraphs] == lines


def test_heading_and_the_text_right_below_are_two() -> None:
    source = "2.对管理效率主要指标的完成情况进行具体分析\n本项目自年初开始，年底全部完成，资金按规定拨付。\n"
    assert len(parse(source).paragraphs) == 2


@pytest.mark.parametrize("break_", ["\n\n", "\n\n—12—\n\n", "\n\n7\n\n", "\n\f"])
def test_paragraph_cut_by_a_page_break_is_one(break_: str) -> None:
    first = "全年共开展巡查四十次，发现问题十二处，完成整改十处，占全部问题的百分之八十三，进一步净化了水域空"
    filler = "河道管理工作按照年初计划推进，各项任务顺利完成，群众反映良好。" * 8 + "\n"
    document = parse(f"{filler}{first}{break_}间，推进综合治理，为防汛工作提供依据。\n{filler}")
    cut = document.paragraphs[1]
    assert cut.text.replace("\n", "").startswith(first) and cut.text.endswith("提供依据。")
    assert "12" not in cut.text and "7" not in cut.text
    assert cut.location.line is not None


def test_whole_paragraphs_stay_apart() -> None:
    source = "全年采购支出6.55万元，其中货物0万元，工程0万元，服务支出6.55万元\n\n资产管理情况，另见附表，年末资产总额十二万元。\n"
    assert len(parse(source).paragraphs) == 2


def test_numbers_that_are_no_page_numbers_stay() -> None:
    document = parse("项目\n\n行次\n\n金额\n\n一、财政拨款收入\n\n1\n\n215.99\n\n二、其他收入\n\n2\n\n0.01\n")
    assert not document.furniture
    assert "1" in outline(document) and "2" in outline(document)


def test_form_feeds_are_page_breaks() -> None:
    document = parse("第一页的内容。\n\f第二页的内容。\n")
    assert [paragraph.location.page for paragraph in document.paragraphs] == [1, 2]
    assert document.pages == 2
    assert all("\f" not in paragraph.text for paragraph in document.paragraphs)


def test_residue_of_fields_never_reaches_a_value() -> None:
    source = (
        "一、收入决算表 PAGEREF _Toc123456 \\h 3\n\n\t主管部门\n\t[bookmark: _GoBack]某某局\n"
        '\tHYPERLINK "http://a.b/c" \\l "_Toc1" 附表\n\t5\n\n'
        "[目标表.xls](#)\n"
    )
    document = parse(source)
    assert document.paragraphs[0].text.strip() == "一、收入决算表"
    assert grid(document.tables[0])[0][1] == "某某局"
    assert grid(document.tables[0])[0][2].strip() == "附表"
    assert outline(document)[-1] == "[目标表.xls](#)"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    document = parse(LISTED.replace("\n", end))
    assert grid(document.tables[0]) == grid(parse(LISTED).tables[0])
    assert [cell.location for cell in document.tables[0].cells] == [cell.location for cell in parse(LISTED).tables[0].cells]


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "recorded"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("gb2312", "gb18030"),
    ],
)  # fmt: skip
def test_encodings_give_the_same_document(encoding: str, recorded: str) -> None:
    document = parse(TABBED + LISTED, encoding)
    assert document.blocks == parse(TABBED + LISTED).blocks
    assert ("encoding", recorded) in document.details


def test_big5_is_read_where_it_is_clear() -> None:
    document = parse("一百零九年度單位預算說明，本單位歲入預算數為一千二百萬元，歲出預算數為九百萬元。\n", "big5")
    assert ("encoding", "big5") in document.details
    assert "預算" in document.paragraphs[0].text


@pytest.mark.parametrize(
    "data",
    [
        "部门决算公开说明，全年收入十二万元。".encode()[:-1] + b"\xff\xff\n" + "支出十二万元。".encode(),
        "Résumé: été à Genève, crédits dépensés".encode("latin-1"),
        "部门决算公开说明，全年收入十二万元。".encode().decode("gbk", "replace").encode("utf-8") * 3,
        "部门决算公开说明，全年收入十二万元。".encode().decode("latin-1").encode("utf-8") * 3,
        "锟斤拷锟斤拷锟斤拷 12 锟斤拷锟斤拷锟斤拷".encode(),
        "単位の決算についての説明書です".encode("shift_jis"),
    ],
)
def test_what_would_be_mojibake_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"^[^\n]+$"):
        read_bytes(data, "报告.txt", "报告.txt")


def test_damaged_byte_names_the_line() -> None:
    data = "部门决算公开说明\n全年收入十二万元\n".encode() + b"\xc3\x28" + "支出十二万元，没有结余。\n".encode()
    with pytest.raises(UnreadableDocument, match="第 3 行"):
        read_bytes(data, "报告.txt", "报告.txt")


# --- limits and robustness


@pytest.mark.parametrize("limit", ["MAX_TEXT_BYTES", "MAX_LINES", "MAX_CELLS"])
def test_limits(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(text_reader, limit, 3)
    with pytest.raises(LimitExceeded, match="上限"):
        parse("项目\t金额\t备注\n甲\t1\t\n乙\t2\t\n丙\t3\t\n")


@pytest.mark.parametrize(
    "unit",
    [
        TABBED,
        LISTED,
        "\t\n",
        "\n",
        "甲\t1\n\n",
        "很长的一行，没有句号\n\n",
        "\t甲\n乙\n\n\n",
        "\t甲\n\n\n丁丁丁\n",
        "6\n\n",
        "（" * 40 + "\n",
    ],
)
def test_time_grows_with_the_size_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    parse("甲\n" + text)
    assert time.perf_counter() - begun < 10


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_document_error(data: bytes) -> None:
    try:
        document = read_bytes(data, "a.txt", "a.txt")
    except DocumentError as error:
        assert "\n" not in str(error)
    else:
        document.details[0][1].encode()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="甲乙丙，。1.5\t\n\r\f\v 表注：一、（）", max_size=120))
def test_any_layout_loses_no_character(source: str) -> None:
    try:
        document = parse("标题" + source)
    except DocumentError:
        return
    kept = "".join(
        item.text
        for block in document.blocks
        for item in ([block] if isinstance(block, Paragraph) else block.cells)
    ) + "".join(item.text for item in document.furniture)  # fmt: skip
    assert sorted(re.sub(r"\s", "", kept)) == sorted(re.sub(r"\s", "", "标题" + source))
    if "\f" not in source:
        assert_literal(document, "标题" + source)


labels = st.text(alphabet="甲乙丙丁戊己庚辛", min_size=1, max_size=8)
figures = st.decimals(min_value=0, max_value=9999, places=2).map(str)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(labels, figures, st.one_of(st.just(""), figures), labels), min_size=2, max_size=8))
def test_a_table_reads_the_same_in_both_styles(rows: list[tuple[str, ...]]) -> None:
    tabbed = "\n".join("\t".join(row) for row in rows)
    listed = "\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows)
    for source in (tabbed, listed):
        document = parse(f"支出决算表\n\n{source}\n\n\n注：本表反映支出。\n")
        assert [grid(table) for table in document.tables] == [[list(row) for row in rows]]
        assert [paragraph.text for paragraph in document.paragraphs] == ["支出决算表", "注：本表反映支出。"]


# --- real documents


@needs_seeds
@pytest.mark.parametrize(
    ("stem", "tables"),
    [
        ("hengshan-2022", [(22, 9)]),
        ("hengshan-2023", [(24, 7), (23, 9), (22, 9)]),
        ("beita-2023", [(24, 7), (30, 9)]),
        ("hengdong-2021", [(34, 6), (14, 9), (14, 8), (35, 9), (14, 5), (31, 10), (5, 12), (4, 8), (4, 5)]),
        ("leting-2023", []),
    ],
)
def test_tables_of_real_documents(stem: str, tables: list[tuple[int, int]]) -> None:
    path = SEEDS / f"{stem}.txt"
    document = read(path)
    assert [(table.row_count, table.column_count) for table in document.tables] == tables
    assert_literal(document, path.read_text("utf-8"))
    assert not document.warnings


@needs_seeds
def test_paragraphs_cut_by_page_breaks_in_real_documents() -> None:
    texts = [paragraph.text for paragraph in read(SEEDS / "leting-2023.txt").paragraphs]
    assert sum("\n\n" in text for text in texts) == 2
    texts = [paragraph.text for paragraph in read(SEEDS / "hengdong-2021.txt").paragraphs]
    assert sum("\n\n" in text for text in texts) >= 6


def test_a_line_without_tabs_after_the_last_row_stands_alone() -> None:
    text = "\t20126\t档案事务\t612.36\t412.36\n\t2012604\t档案馆\t612.36\t412.36\n%\n一般公共预算基本支出表\t出表\n"
    document = read_bytes(text.encode(), "表.txt", "表.txt")
    words = "".join(cell.text for table in document.tables for cell in table.cells)
    words += "".join(paragraph.text for paragraph in document.paragraphs)
    assert "%" in words
    assert "一般公共预算基本支出表" in words


def test_a_page_number_with_a_mark_nobody_sees_is_one() -> None:
    text = "目录\n一、收入情况\t1\ufeff\n二、支出情况\t3\n三、其他情况\t5\n\n正文支出5元。\n"
    assert "正文支出5元。" in [paragraph.text for paragraph in parse(text).paragraphs]

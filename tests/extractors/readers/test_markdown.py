"""The Markdown reader: tables as each converter writes them, figures untouched by the marks around them, limits."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

import gongkai
from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document, Paragraph, Table
from gongkai.schemas.errors import DocumentError, UnreadableDocument


def parse(text: str) -> Document:
    return read_bytes(text.encode("utf-8"), "报告.md", "报告.md")


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def rows(table: Table) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row].append(cell.text)
    return found


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def test_headings_lists_and_running_text() -> None:
    document = parse(
        "# **2023年度部门决算** {#_Toc1 .heading}\n\n第一部分\n===\n\n部门：某局\n金额单位：万元\n\n"
        "全年支出12.5万元，\n其中项目支出3万元。\n\n- 5.2万元\n- -1.5万元\n1\\. 收入\n> 引用\n"
    )
    assert [(block.text, block.level, block.location.line) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("2023年度部门决算", 1, 1),
        ("第一部分", 1, 3),
        ("部门：某局", None, 6),
        ("金额单位：万元", None, 7),
        ("全年支出12.5万元，", None, 9),
        ("其中项目支出3万元。", None, 10),
        ("5.2万元", None, 12),  # the mark of a list is no minus
        ("-1.5万元", None, 13),
        ("1. 收入", None, 14),
        ("引用", None, 15),
    ]
    assert document.format == "md"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**12.50**", "12.50"),
        ("**合计：**12.50万元", "合计：12.50万元"),  # no emphasis for CommonMark: punctuation inside, a figure outside
        ("\\-5.2", "-5.2"),
        ("5*3*2", "5*3*2"),  # and not 532
        ("2021\\~2023年", "2021~2023年"),
        ("100[^1]", "100"),
        ("100<sup>1</sup>", "100^1"),
        ("m^2^", "m^2"),
        ("$1 2 . 5 \\%$", "12.5%"),
        ("$\\geq 90 \\%$", "≥90%"),
        ("[附件](a.docx)", "附件"),
        ("[合计]{.underline}", "合计"),
        ("李\\*\\*", "李**"),
        ("1,200.00&nbsp;元", "1,200.00\u00a0元"),
        ("`201`", "201"),
        ("~~12.50~~", "~~12.50~~"),  # struck out is not the same as printed: no figure
        ("A<B", "A<B"),
    ],
)
def test_marks_are_taken_away_and_figures_are_not_changed(written: str, shown: str) -> None:
    assert texts(parse(written + "\n")) == [shown]
    table = parse(f"| 项目 | 金额 |\n| --- | --- |\n| 甲 | {written} |\n").tables[0]
    assert rows(table)[1] == ["甲", shown]


def test_a_pipe_table_keeps_what_github_would_cut_off() -> None:
    document = parse("项目 | 预算数\n---|--:\na\\|b | 12.50 | 3.00\n公务<br>接待费 | 1.00 | \n")
    table = document.tables[0]
    assert rows(table) == [["项目", "预算数"], ["a|b", "12.50", "3.00"], ["公务\n接待费", "1.00"]]
    assert [cell.location.line for cell in table.cells] == [1, 1, 3, 3, 3, 4, 4]
    assert table.grid == "listed"  # which columns the heads stand over cannot be told
    assert codes(document) == ["ragged_rows"]


def test_blank_cells_may_be_dropped_at_the_end_of_a_row() -> None:
    table = parse("| 项目 | 预算数 | 备注 |\n|---|---|---|\n| 合计 | 12.50 |\n| 其他 |\n").tables[0]
    assert rows(table) == [["项目", "预算数", "备注"], ["合计", "12.50", ""], ["其他", "", ""]]
    assert table.grid == "tabbed"


def test_a_row_torn_by_a_line_break_is_put_together() -> None:
    table = parse("| 项目 | 金额 |\n| --- | --- |\n| 公务用车\n运行维护费 | 3.10 |\n| 合计 | 3.10 |\n").tables[0]
    assert rows(table) == [["项目", "金额"], ["公务用车\n运行维护费", "3.10"], ["合计", "3.10"]]


def test_covered_cells_of_markitdown_are_given_back() -> None:
    document = parse(
        "|  |  |  |  |\n| --- | --- | --- | --- |\n| 功能分类科目编码 | | 科目名称 | 金额 |\n| 类 | 款 |\n| 201 |  | 一般公共服务支出 | 9.50 |\n"
    )
    assert places(document.tables[0])[:5] == [
        (0, 0, 1, 2, "功能分类科目编码"),
        (0, 2, 2, 1, "科目名称"),
        (0, 3, 2, 1, "金额"),
        (1, 0, 1, 1, "类"),
        (1, 1, 1, 1, "款"),
    ]
    assert rows(document.tables[0])[2] == ["201", "", "一般公共服务支出", "9.50"]
    assert codes(document) == ["merged_cells_inferred"]


def test_labels_merged_downwards_are_given_back_and_said_to_be() -> None:
    table = parse(
        "|  |  |  |  |\n| --- | --- | --- | --- |\n| 一级指标 | 二级指标 | 目标 | 完成 |\n| 产出指标 | 数量指标 | 12 | 12 |\n| 质量指标 | 95 | 96 |\n"
        "| 总分 | | 100 | 98 |\n"
    ).tables[0]
    assert (1, 0, 2, 1, "产出指标") in places(table)
    assert (2, 1, 1, 1, "质量指标") in places(table)
    assert (3, 0, 1, 2, "总分") in places(table)


def test_a_row_that_fits_nowhere_gives_no_figures_and_a_warning() -> None:
    document = parse("|  |  |  |  |\n| --- | --- | --- | --- |\n| 甲 | | 1.5 | 2.5 |\n| 3.5 | 乙 | 丙 |\n| 丁 | | 4.5 | 5.5 |\n")
    table = document.tables[0]
    assert rows(table)[1] == ["3.5  乙  丙"]
    assert codes(document) == ["ragged_rows"]
    assert document.warnings[0].location.line == 4


def test_repeated_heads_are_merged_and_a_repeated_figure_counts_once() -> None:
    table = parse(
        "| 项目 | 2023年决算数 | 2023年决算数 | 备注 |\n|---|---|---|---|\n| 三公经费 | 1.52 | 1.52 | 0 |\n| 公务接待费 | 0 | 0 | 0 |\n"
    ).tables[0]
    assert places(table)[:3] == [(0, 0, 1, 1, "项目"), (0, 1, 1, 2, "2023年决算数"), (0, 3, 1, 1, "备注")]
    assert rows(table)[1:] == [["三公经费", "1.52", "0"], ["公务接待费", "0", "0"]]
    table = parse("| 指标 | 目标值 | 完成值 |\n|---|---|---|\n| 次数 | 12 | 12 |\n| 机制 | 健全 | 健全 |\n").tables[0]
    assert rows(table)[1:] == [["次数", "12", "12"], ["机制", "健全", "健全"]]  # two columns, and two cells


def test_heads_that_docling_joined_are_parted() -> None:
    table = parse("| 项目   | 支出 - 基本支出   |   支出 - 项目支出 |\n|------|------|------|\n| 合计 | 12.50 |  3.00 |\n").tables[
        0
    ]
    assert places(table)[:4] == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "支出"), (1, 1, 1, 1, "基本支出"), (1, 2, 1, 1, "项目支出"),
    ]  # fmt: skip


def test_a_sheet_that_pandas_wrote() -> None:
    document = parse(
        "## Sheet1\n| 收入决算表 | Unnamed: 1 |\n| --- | --- |\n| 金额单位：万元 | NaN |\n| 项目 | 金额 |\n| 事业收入 | 12.5 |\n| 其他收入 | NaN |\n"
    )
    assert texts(document)[1:] == ["收入决算表", "金额单位：万元"]
    assert rows(document.tables[0]) == [["项目", "金额"], ["事业收入", "12.5"], ["其他收入", ""]]


def test_a_grid_table_with_spans_and_signs_of_doubtful_width() -> None:
    table = parse(
        "+----------+---------------------+\n"
        "| 项目     | 支出                |\n"
        "|          +----------+----------+\n"
        "|          | 基本支出 | 项目支出 |\n"
        "+==========+==========+==========+\n"
        "| ≥合计—   | 12.50    | 3.00     |\n"
        "| 其中：   |          |          |\n"
        "+----------+----------+----------+\n"
        "| 其他 | **1.50** | 2.00 |\n"  # typed by hand
        "+----------+----------+----------+\n"
    ).tables[0]
    assert places(table) == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "支出"), (1, 1, 1, 1, "基本支出"), (1, 2, 1, 1, "项目支出"),
        (2, 0, 1, 1, "≥合计—\n其中："), (2, 1, 1, 1, "12.50"), (2, 2, 1, 1, "3.00"),
        (3, 0, 1, 1, "其他"), (3, 1, 1, 1, "1.50"), (3, 2, 1, 1, "2.00"),
    ]  # fmt: skip
    assert table.grid == "exact"


def test_a_fence_that_never_ends_takes_nothing_with_it() -> None:
    document = parse("```python\nx = 1\n\n| 项目 | 金额 |\n| --- | --- |\n| 合计 | 12.50 |\n")
    assert rows(document.tables[0]) == [["项目", "金额"], ["合计", "12.50"]]


def test_a_table_of_dashes() -> None:
    table = parse(
        "  ---------- -------- --------\n  资产类别   年初     年末\n\n  设备       94.36    103.84\n\n  家具       15.22\n  ---------- -------- --------\n"
    ).tables[0]
    assert rows(table) == [["资产类别", "年初", "年末"], ["设备", "94.36", "103.84"], ["家具", "15.22", ""]]


def test_html_tables_keep_their_spans() -> None:
    document = parse(
        "表一\n<table><tr><td rowspan=2>项目</td><td colspan=2>支出</td></tr>\n\n<tr><td>基本</td><td>**12.50**</td></tr></table>\n后文\n"
    )
    assert places(document.tables[0]) == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "支出"), (1, 1, 1, 1, "基本"), (1, 2, 1, 1, "12.50"),
    ]  # fmt: skip
    assert texts(document) == ["表一", "后文"]
    assert document.tables[0].location.line == 2


@pytest.mark.parametrize(
    "between", ["\n\n---\n\n", "\n\n<!-- page 2 -->\n\n", "\n\n{1}" + "-" * 48 + "\n\n", "\n\n- 2 -\n\n", "\n\n"]
)
def test_a_table_cut_by_a_page_is_one(between: str) -> None:
    head = "| 项目 | 金额 |\n| --- | --- |\n"
    first, second = "| 甲 | 1.50 |", "| 乙 | 2.50 |\n"
    for again in (head, "|  |  |\n| --- | --- |\n"):
        table = parse(head + first + between + again + second).tables
        assert [rows(each) for each in table] == [[["项目", "金额"], ["甲", "1.50"], ["乙", "2.50"]]]
    apart = parse(head + first + between + "附表\n\n" + head + second)
    assert [table.index for table in apart.tables] == [0, 1]


def test_what_is_no_text_of_the_report_is_set_aside_and_counted() -> None:
    document = parse(
        "---\ntitle: 决算\n---\n正文\n\n![图](data:image/png;base64,AAAA)\n\n<!-- image -->\n\n```python\nx = 12.5\n```\n\n[a]: http://x\n"
    )
    assert texts(document) == ["正文"]
    assert [line.text for line in document.furniture] == ["title: 决算"]
    assert codes(document) == ["picture_not_read", "code_not_read"]
    assert "2 处图片" in document.warnings[0].message


def test_a_page_inside_a_fence_is_read() -> None:
    document = parse("好的，结果如下：\n\n```markdown\n# 标题\n\n| 项目 | 金额 |\n| --- | --- |\n| 合计 | 12.50 |\n```\n")
    assert rows(document.tables[0]) == [["项目", "金额"], ["合计", "12.50"]]
    assert texts(document) == ["好的，结果如下：", "标题"]


def test_text_with_tabs_under_this_name_is_read_as_text() -> None:
    document = parse("收入决算表\n项目\t金额\n合计\t12.50\n其他收入\t2.50\n")
    assert document.format == "md"
    assert rows(document.tables[0]) == [["项目", "金额"], ["合计", "12.50"], ["其他收入", "2.50"]]


def test_the_same_form_gives_the_same_facts_however_it_is_written(tmp_path: Path) -> None:
    head = "# 一般公共预算财政拨款“三公”经费支出决算表\n\n2023年度\n\n金额单位：万元\n\n"
    ways = {
        "管道": "| 项目 | 预算数 | 决算数 |\n| --- | --- | --- |\n| 合计 | 12.50 | 10.25 |\n| 公务接待费 | 4.50 | **3.20** |\n",
        "网格": "+------------+--------+--------+\n| 项目       | 预算数 | 决算数 |\n+============+========+========+\n| 合计       | 12.50  | 10.25  |\n"
        "+------------+--------+--------+\n| 公务接待费 | 4.50   | 3.20   |\n+------------+--------+--------+\n",
        "网页": "<table><tr><th>项目</th><th>预算数</th><th>决算数</th></tr><tr><td>合计</td><td>12.50</td><td>10.25</td></tr>"
        "<tr><td>公务接待费</td><td>4.50</td><td>3.20</td></tr></table>\n",
    }
    seen = []
    for name, table in ways.items():
        path = tmp_path / f"{name}.md"
        path.write_text(head + table, encoding="utf-8")
        seen.append(
            [(fact.form, fact.item, fact.column, fact.year, str(fact.value), fact.unit) for fact in gongkai.extract(path).facts]
        )
    assert len(seen[0]) == 4
    assert seen[0] == seen[1] == seen[2]


def test_blank_and_garbled_files_are_refused() -> None:
    with pytest.raises(UnreadableDocument):
        parse("\u3000\n \n")


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 100_000, "*a" * 100_000, "`" * 100_000, "$1" * 100_000, "|" * 100_000, "<table>\n" * 5_000, "<!-- a\n" * 5_000, "|a\n" * 10_000,
        "+---" * 20_000 + "+\n" + "| a " * 20_000 + "|\n" + "+---" * 20_000 + "+\n", "+---+\n" * 5_000, "-- --\nabc\n" * 5_000,
        "> " * 50_000, "```\n" * 9_999, "<table><tr>" + "<td rowspan=65000 colspan=1000>1</td>" * 50,
    ],
)  # fmt: skip
def test_hostile_text_is_no_burden(hostile: str) -> None:
    start = time.perf_counter()
    try:
        parse(hostile)
    except DocumentError as error:
        assert "\n" not in str(error)
    assert time.perf_counter() - start < 20


def test_damaged_files_give_blocks_or_our_own_errors() -> None:
    sample = (
        "# 决算\n\n| 项目 | 支出 | |\n| --- | --- | --- |\n| 甲 | **1.5** | 2 |\n| 3 |\n\n+---+---+\n| a | b |\n+---+---+\n\n<table><tr><td>1</td></tr></table>\n"
        "\n  ---- ----\n  a    b\n  ---- ----\n\n```md\nx\n```\n<!-- c -->\n"
    )
    random_source = random.Random(7)
    for _ in range(300):
        text = list(sample)
        for _ in range(random_source.choice((1, 5, 30))):
            at = random_source.randrange(len(text))
            text[at : at + random_source.choice((0, 1, 9))] = random_source.choice(
                ("|", "\n", "`", "<", "+", "-", "*", "\t", "", "$", "\\")
            )
        try:
            document = parse("".join(text))
        except DocumentError as error:
            assert "\n" not in str(error)
            continue
        for table in document.tables:
            for cell in table.cells:
                assert cell.row + cell.row_span <= table.row_count
                assert cell.column + cell.column_span <= table.column_count

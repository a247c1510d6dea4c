"""Whole documents in the manner of provinces that no sample shows, with hand-made truth: what must come out, and what must not."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from samples.docx_writer import nested, paragraph, run, text_box
from samples.model import Block, Cell, Para, Rendering, Report, Table

from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.document import interpret
from gongkai.pipeline.outputs.json import dumps
from gongkai.schemas.results import DocumentResult, Fact
from samples import docx_writer, text_writer

PROSE = "正文"


def drawn(drawing: str) -> Table:
    """A table with one line per row and `|` between cells; `<` goes on with the cell on the left, `^` with the one above."""
    rows: list[tuple[Cell, ...]] = []
    for line in drawing.strip().splitlines():
        texts = [text.strip().replace("\\n", "\n") for text in line.split("|")]
        cells: list[Cell] = []
        for at, text in enumerate(texts):
            if text == "<":
                continue
            span = 1 + next((n for n, other in enumerate([*texts[at + 1 :], ""]) if other != "<"), 0)
            cells.append(Cell("", span, down=True, quiet=True) if text == "^" else Cell(text, span, quiet=True))
        rows.append(tuple(cells))
    return Table(tuple(rows))


def result(style: str, *blocks: Block | str, encoding: str = "utf-8", header: str = "", name: str = "公开文件") -> DocumentResult:
    """What comes out of a file of these blocks."""
    described = tuple(Para(block) if isinstance(block, str) else block for block in blocks)
    report = Report(name, "", 0, (), described, "", (Rendering(style, encoding),), header)
    data = docx_writer.docx(report) if style == "docx" else text_writer.text(report, style).encode(encoding)
    found = interpret(read_bytes(data, name, name))
    for table in found.tables:
        assert table.numeric == table.facts + table.indicators + table.ignored + table.warned
    for fact in found.facts:
        assert fact.source.text is not None and fact.source.span is not None
        assert fact.source.text[slice(*fact.source.span)] == fact.raw
    return found


def said(fact: Fact) -> str:
    subject = f"{fact.subject}：" if fact.subject else ""
    return f"{subject}{fact.code or ''}{fact.item}/{fact.column}@{fact.year}={fact.value:f}{fact.unit or '?'}"


def facts(found: DocumentResult, form: str) -> list[str]:
    """The facts of a form at a glance, sorted; every one must belong to a known form."""
    assert all(fact.known for fact in found.facts)
    return sorted(said(fact) for fact in found.facts if fact.form == form)


def codes(found: DocumentResult) -> list[str]:
    return [warning.code for warning in found.warnings]


STATEMENT = drawn("""
收入 | < | < | 支出 | < | <
项 目 | 行次 | 决算数 | 项 目 | 行次 | 决算数
栏 次 | | 1 | 栏 次 | | 2
一、一般公共预算财政拨款收入 | 1 | 1,502.30 | 一、社会保障和就业支出 | 15 | 152.30
二、政府性基金预算财政拨款收入 | 2 | 0.00 | 二、节能环保支出 | 16 | 1,360.00
本年收入合计 | 9 | 1,502.30 | 本年支出合计 | 22 | 1,512.30
年初结转和结余 | 11 | 12.00 | 年末结转和结余 | 24 | 2.00
总 计 | 13 | 1,514.30 | 总 计 | 26 | 1,514.30
""")

PROJECT = """
项目名称 | < | {name} | < | < | < | < | < | <
主管部门 | < | {body} | < | 实施单位 | {doer} | < | < | <
项目负责人 | < | 周某文 | < | 联系电话 | 0437-6123450 | < | < | <
项目资金\\n（万元） | < | | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分
^ | < | 年度资金总额 | 300 | 320 | 318.5 | 10 | 99.53% | 9.95
^ | < | 其中：本年财政拨款 | 300 | 320 | 318.5 | — | 99.53% | —
^ | < | 其他资金 | | | | — | | —
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年实际值 | 分值 | 得分 | 偏差原因分析及改进措施
^ | 产出指标 | 数量指标 | 监测点位 | 12个 | 12个 | 50 | 50 |
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 88% | 40 | 38 | 宣传不够
总分 | < | < | < | < | < | 100 | 97.95 |
"""


def project_facts(name: str, year: int) -> list[str]:
    return sorted(
        f"{name}：{item}/{column}@{year}={value}"
        for item, column, value in [
            ("年度资金总额", "年初预算数", "300万元"),
            ("年度资金总额", "全年预算数", "320万元"),
            ("年度资金总额", "全年执行数", "318.5万元"),
            ("年度资金总额", "分值", "10分"),
            ("年度资金总额", "执行率", "99.53%"),
            ("年度资金总额", "得分", "9.95分"),
            ("当年财政拨款", "年初预算数", "300万元"),
            ("当年财政拨款", "全年预算数", "320万元"),
            ("当年财政拨款", "全年执行数", "318.5万元"),
            ("当年财政拨款", "执行率", "99.53%"),
            ("总分", "分值", "100分"),
            ("总分", "得分", "97.95分"),
        ]
    )


def test_a_final_account_with_an_annexed_self_evaluation_and_form() -> None:
    """Cover torn over lines with the year in Chinese digits; the annexes are parts of another kind."""
    body = "长白岭市生态环境局"
    found = result(
        "docx",
        *("二〇二〇年度", body, "部 门 决 算", "二〇二一年八月", "目录", "第一部分 部门概况", "第二部分 2020年度部门决算表"),
        *("第三部分 2020年度部门决算情况说明", "第四部分 附件", "第一部分 部门概况", "一、主要职责", "负责全市生态环境监督管理。"),
        *("第二部分 2020年度部门决算表", "收入支出决算总表", "公开01表", f"部门：{body}", "金额单位：万元", STATEMENT),
        *(
            "第三部分 2020年度部门决算情况说明",
            "2020年度机关运行经费支出35.6万元，比2019年减少3.2万元，下降8.25%。",
            "第四部分 附件",
        ),
        *("附件1：", f"2020年度{body}部门整体支出绩效自评报告", "一、部门基本情况", "编制42名，实有38人。"),
        *(
            "附件2",
            "项目支出绩效自评表",
            "（2020年度）",
            drawn(PROJECT.format(name="大气污染防治", body=body, doer="长白岭市环境监测站")),
        ),
    )
    about = found.document
    assert (about.entity, about.fiscal_year, about.kinds) == (body, 2020, ("绩效自评", "部门决算"))
    assert [(part.kind, part.entity, part.fiscal_year) for part in about.parts] == [
        ("部门决算", body, 2020),
        ("绩效自评", body, 2020),
        ("绩效自评", body, 2020),
    ]
    assert facts(found, "收入支出决算总表") == sorted(
        f"{item}/金额@2020={value}万元"
        for item, value in [
            ("一般公共预算财政拨款收入", "1502.30"),
            ("政府性基金预算财政拨款收入", "0.00"),
            ("本年收入合计", "1502.30"),
            ("年初结转和结余", "12.00"),
            ("收入总计", "1514.30"),
            ("社会保障和就业支出", "152.30"),
            ("节能环保支出", "1360.00"),
            ("本年支出合计", "1512.30"),
            ("年末结转和结余", "2.00"),
            ("支出总计", "1514.30"),
        ]
    )
    assert facts(found, "项目支出绩效自评表") == project_facts("大气污染防治", 2020)
    assert {fact.part for fact in found.facts if fact.form == "收入支出决算总表"} == {"p1"}
    assert {fact.part for fact in found.facts if fact.form == "项目支出绩效自评表"} == {"p3"}
    assert [(i.level3, i.target, i.actual, i.weight, i.score, i.reason) for i in found.indicators] == [
        ("监测点位", "12个", "12个", "50", "50", None),
        ("群众满意度", "≥90%", "88%", "40", "38", "宣传不够"),
    ]
    prose = facts(found, PROSE)
    assert {"机关运行经费/决算数@2020=35.6万元", "机关运行经费/比上年增减额@2020=-3.2万元"} <= set(prose)
    assert codes(found) == []


def test_forms_of_a_department_and_of_a_school_below_it() -> None:
    """National forms, a text box as the title; the department is named in both. Contact details never come out."""
    body = "平川市教育委员会"
    blocks: list[Block | str] = []
    for name, doer in (("校园安全经费", f"{body}（本级）"), ("教师培训", "平川市第三小学")):
        blocks += [
            Para(" ", docx=text_box("项目支出绩效自评表")),
            "（2023年度）",
            drawn(PROJECT.format(name=name, body=body, doer=doer)),
        ]
    found = result("docx", *blocks, header="单位负责人：周某文  电话：0437-6123450")
    assert (found.document.entity, found.document.fiscal_year, found.document.kinds) == (body, 2023, ("绩效自评",))
    assert len(found.document.parts) == 2
    expected = [*project_facts("校园安全经费", 2023), *project_facts("教师培训", 2023)]
    assert facts(found, "项目支出绩效自评表") == sorted(expected)
    assert len(found.indicators) == 4
    printed = dumps(found)
    assert "周某文" not in printed
    assert "6123450" not in printed


INCOME = """
2018年度收入决算表 | < | < | < | < | <
部门：寿河县农业委员会 | < | < | < | < | 金额单位：万元
项目 | < | 本年收入合计 | 财政拨款收入 | 事业收入 | 其他收入
功能分类科目编码 | 科目名称 | ^ | ^ | ^ | ^
合计 | < | 1,234.56 | 1,200.00 | 0.00 | 34.56
213 | 农林水支出 | 1,234.56 | 1,200.00 | 0.00 | 34.56
2130101 | 行政运行 | 234.56 | 200.00 | | 34.56
"""
THREE = """
2018年度财政拨款“三公”经费支出决算表 | < | <
部门：寿河县农业委员会 | < | 单位：万元
项目 | 预算数 | 决算数
合计 | 10.5 | 8.25
1.因公出国（境）费 | |
2.公务接待费 | 4.5 | 3.25
3.公务用车购置及运行费 | 6 | 5
"""


@pytest.mark.parametrize("style", ["docx", "tabbed", "listed"])
def test_titles_in_the_first_row_of_tables_that_follow_directly(style: str) -> None:
    """The second title must not end up inside the first table, whose columns would then swallow the figures below it."""
    found = result(style, drawn(INCOME), drawn(THREE))
    assert (found.document.entity, found.document.fiscal_year, found.document.kinds) == ("寿河县农业委员会", 2018, ("部门决算",))
    assert [table.form for table in found.tables] == ["收入决算表", "一般公共预算财政拨款“三公”经费支出决算表"]
    assert facts(found, "一般公共预算财政拨款“三公”经费支出决算表") == sorted(
        f"{item}/{column}@2018={value}万元"
        for item, values in [
            ("三公经费", ("10.5", "8.25")),
            ("公务接待费", ("4.5", "3.25")),
            ("公务用车购置及运行维护费", ("6", "5")),
        ]
        for column, value in zip(("预算数", "决算数"), values, strict=True)
    )
    income = set(facts(found, "收入决算表"))
    assert income >= {"213农林水支出/财政拨款收入@2018=1200.00万元", "2130101行政运行/其他收入@2018=34.56万元"}
    assert not any("接待" in fact for fact in income)


def test_a_school_prints_tables_in_yuan_and_prose_in_wan_and_yi() -> None:
    """GB18030 text; full-width digits, a negative in brackets, 亿元 in a sentence."""
    found = result(
        "tabbed",
        *("2023年度单位决算公开", "单位名称：郑东河市第四十七中学", "第二部分 2023年度单位决算表", "收入支出决算总表", "公开01表"),
        "单位：郑东河市第四十七中学  单位：元",
        drawn("""
收入 | < | 支出 | <
项目 | 金额 | 项目 | 金额
一、一般公共预算财政拨款收入 | ３５，６７８，９０１．２３ | 一、教育支出 | 30,178,901.23
八、其他收入 | (1,200.50) | 八、社会保障和就业支出 | 5,500,000.00
本年收入合计 | 35,677,700.73 | 本年支出合计 | 35,678,901.23
"""),
        *(
            "第三部分 2023年度单位决算情况说明",
            "2023年度收、支总计均为3567.89万元。与2022年度相比，收、支总计各增加0.05亿元，同比增长16.3%。",
        ),
        encoding="gb18030",
    )
    assert (found.document.entity, found.document.fiscal_year) == ("郑东河市第四十七中学", 2023)
    assert facts(found, "收入支出决算总表") == sorted(
        f"{item}/金额@2023={value}万元"
        for item, value in [
            ("一般公共预算财政拨款收入", "3567.890123"),
            ("其他收入", "-0.120050"),
            ("本年收入合计", "3567.770073"),
            ("教育支出", "3017.890123"),
            ("社会保障和就业支出", "550.000000"),
            ("本年支出合计", "3567.890123"),
        ]
    )
    assert {fact.unit_from for fact in found.facts if fact.form != PROSE} == {"table"}
    values = {(fact.item, fact.column): fact.value for fact in found.facts if fact.form == PROSE}
    assert values["收入支出总计", "决算数"] == Decimal("3567.89")
    assert values["收入支出总计", "比上年增减额"] == Decimal("500")


def test_a_page_copied_from_a_web_site_stands_in_a_frame() -> None:
    """Everything, running text included, stands in a table of one cell; the body's name only in the page header."""
    rows = [["项目", "预算数", "决算数"], ["合计", "5.00", "4.00"], ["因公出国（境）费", "", ""], ["公务接待费", "5.00", "4.00"]]
    lines: Iterable[str] = ("财政拨款“三公”经费支出决算表", "单位：万元")
    content = "".join(paragraph(run(line)) for line in lines) + nested(rows)
    content += paragraph(run("2022年度“三公”经费支出决算为4.00万元，完成预算的80%。"))
    frame = Table(((Cell("", docx=content),),))
    found = result("docx", frame, header="安定河县司法局2022年度部门决算")
    assert (found.document.entity, found.document.fiscal_year) == ("安定河县司法局", 2022)
    assert [(table.form, table.state) for table in found.tables] == [("一般公共预算财政拨款“三公”经费支出决算表", "filled")]
    assert facts(found, "一般公共预算财政拨款“三公”经费支出决算表") == [
        "三公经费/决算数@2022=4.00万元",
        "三公经费/预算数@2022=5.00万元",
        "公务接待费/决算数@2022=4.00万元",
        "公务接待费/预算数@2022=5.00万元",
    ]
    assert facts(found, PROSE) == ["三公经费/决算数@2022=4.00万元", "三公经费/执行率@2022=80%"]

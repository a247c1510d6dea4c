"""Wordings of provinces that no sample shows, each of which once gave a wrong figure or none.

The sentences are ours, the patterns are those of published reports.
"""

from __future__ import annotations

import pytest

from gongkai.schemas.results import DocumentKind

from .said import facts, read

CASES: list[tuple[str, DocumentKind, list[str], set[str]]] = [
    (
        "totals that go on about a fund's totals",
        "部门决算",
        ["2023年度财政拨款收入、支出决算总计1,200.00万元。与上年相比，收、支总计各减少50万元，减少4.00%。"],
        {
            "财政拨款收入支出总计 决算数 1200.00万元", "财政拨款收入支出总计 比上年增减额 -50万元", "财政拨款收入支出总计 比上年增减率 -4.00%",
        },
    ),
    (
        "the other total beside a fund's, and the year's spending within it",
        "部门决算",
        [
            "2023年度财政拨款收入总计5,110.00万元、支出总计5,110.00万元。与年初预算相比，收入、支出总计各增加1,010.00万元。",
            "财政拨款支出总计1,224.56万元，其中：年末财政拨款结转和结余4.56万元，本年财政拨款支出1,220.00万元。",
        ],
        {
            "财政拨款收入总计 决算数 5110.00万元", "财政拨款支出总计 决算数 5110.00万元", "财政拨款收入支出总计 比预算增减额 1010.00万元",
            "财政拨款支出总计 决算数 1224.56万元", "年末财政拨款结转和结余 决算数 4.56万元", "财政拨款支出 决算数 1220.00万元",
        },
    ),
    (
        "a total of its own in the next sentence",
        "部门决算",
        ["2023年度财政拨款收入、支出总计1,200.00万元。2023年度收、支总计1,300.00万元。"],
        {"财政拨款收入支出总计 决算数 1200.00万元", "收入支出总计 决算数 1300.00万元"},
    ),
    (
        "total income with what it holds; the difference is the total's",
        "部门决算",
        ["2023年度总收入1,578.90万元，其中本年收入1,500.00万元，年初结转和结余78.90万元。与上年相比，总收入增加134.56万元。"],
        {
            "收入总计 决算数 1578.90万元", "收入 决算数 1500.00万元", "年初结转和结余 决算数 78.90万元", "收入总计 比上年增减额 134.56万元",
        },
    ),
    (
        "performance management that a heading calls work",
        "部门决算",
        ["（四）预算绩效管理工作开展情况", "2023年度组织对3个项目开展了绩效自评，涉及资金合计314万元，其中2个项目评为“优”，1个项目评为“良”。"],
        {"绩效自评项目 数量 3个", "绩效自评涉及资金 金额 314万元"},
    ),
    (
        "what was done in the region is still not read",
        "绩效自评",
        ["三、重点工作开展情况", "全年完成固定资产投资12.5亿元，争取资金3,000万元，财政收入2.1亿元。"],
        set(),
    ),
    (
        "guests by kind, brackets between them",
        "部门决算",
        [
            "“三公”经费实物量：国内公务接待32批次（其中：外事接待0批次），接待人次256人（其中：外事接待人次5人）；国（境）外公务接待0批次，接待人次0人。",
            "全年安排的因公出国（境）团组0个，因公出国（境）0人次。国内公务接待累计45批次，360人次。",
        ],
        {
            "公务接待批次 数量 32批次", "外事接待批次 数量 0批次", "公务接待人次 数量 256人", "外事接待人次 数量 5人", "外事接待人次 数量 0人",
            "因公出国（境）团组 数量 0个", "因公出国（境）人次 数量 0人次", "公务接待批次 数量 45批次", "公务接待人次 数量 360人次",
        },
    ),
    (
        "vehicles bought and kept, of the body and those below it",
        "部门决算",
        [
            "公务用车购置支出0.00万元，主要用于经批准购置的0辆公务用车；2023年度，本级及所属单位开支财政拨款的公务用车保有量为5辆。",
            "车辆3辆，价值75.30万元，其中：机要通信用车1辆、应急保障用车2辆。",
        ],
        {
            "公务用车购置费 决算数 0.00万元", "公务用车购置数 数量 0辆", "公务用车保有量 数量 5辆", "车辆 数量 3辆", "机要通信用车 数量 1辆",
            "应急保障用车 数量 2辆",
        },
    ),
    (
        "a class without the word 支出",
        "部门决算",
        ["2.外交（类）支出0.00元，占一般公共预算财政拨款总支出的0.00%。", "3.教育（类）支出20.00万元。"],
        {"外交支出 决算数 0.000000万元", "外交支出 占比 0.00%", "教育支出 决算数 20.00万元"},
    ),
    (
        "the budget of which a share was carried out",
        "部门决算",
        ["“三公”经费支出决算为12.30万元，完成全年预算15.00万元的82.00%。其中：公务接待费支出决算为1.30万元，完成全年预算2.00万元的65.00%。"],
        {
            "三公经费 决算数 12.30万元", "三公经费 全年预算数 15.00万元", "三公经费 执行率 82.00%", "公务接待费 决算数 1.30万元",
            "公务接待费 全年预算数 2.00万元", "公务接待费 执行率 65.00%",
        },
    ),
    (
        "a budget of parts is that of their whole",
        "绩效自评",
        ["部门年初预算总额为1,563.21万元，其中基本支出预算563.21万元，项目支出预算1,000.00万元。"],
        {"支出 年初预算数 1563.21万元", "基本支出 年初预算数 563.21万元", "项目支出 年初预算数 1000.00万元"},
    ),
    (
        "what is compared with stands with its own figure",
        "部门决算",
        ["2023年“三公”经费支出合计1.50万元。与上年决算数1.80万元相比减少0.30万元，下降16.67%。"],
        {
            "三公经费 决算数 1.50万元", "三公经费 决算数 1.80万元@2022", "三公经费 比上年增减额 -0.30万元", "三公经费 比上年增减率 -16.67%",
        },
    ),
    (
        "one figure for all items listed",
        "部门决算",
        ["因公出国（境）费、公务用车购置费均为0万元，公务接待费0.6万元。"],
        {"因公出国（境）费 决算数 0万元", "公务用车购置费 决算数 0万元", "公务接待费 决算数 0.6万元"},
    ),
    (
        "income of the region",
        "绩效自评",
        ["全年完成财政收入12.5亿元，争取上级资金3.2亿元。"],
        set(),
    ),
    (
        "two totals and their two figures",
        "部门决算",
        ["本单位2023年收入、支出总计分别为500万元、480万元。"],
        {"收入总计 决算数 500万元", "支出总计 决算数 480万元"},
    ),
    (
        "budget given as money, adjusted, spent and left over",
        "绩效自评",
        ["2023年我单位年初预算安排资金500万元，年中调整追加50万元，实际支出528万元，结余22万元，预算执行率96%。"],
        {"支出 年初预算数 500万元", "支出 预算调整额 50万元", "支出 决算数 528万元", "支出 执行率 96%"},
    ),
    (
        "spending of something unknown is not the body's",
        "绩效自评",
        ["某某大桥总投资500万元，当年安排预算200万元，支出200万元。"],
        set(),
    ),
    (
        "posts that were approved, parts after 包含",
        "绩效自评",
        ["某县审计局核定行政编制12名，核定事业编制10名。2023年基本支出368.50万元，包含人员经费335.20万元和公用经费33.30万元。"],
        {
            "行政编制 编制数 12人", "事业编制 编制数 10人", "基本支出 决算数 368.50万元", "人员经费 决算数 335.20万元", "公用经费 决算数 33.30万元",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "paragraphs", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_wordings(kind: DocumentKind, paragraphs: list[str], expected: set[str]) -> None:
    assert facts(*paragraphs, kind=kind, year=2023) == expected


def test_nothing_is_taken_for_two_totals_where_one_figure_follows() -> None:
    result = read("2023年收支总计分别为876.50万元。")
    assert {fact.item for fact in result.facts} <= {"收入支出总计"}


def test_what_may_be_the_whole_or_its_last_part_is_told_and_not_guessed() -> None:
    result = read("机关运行经费85.5万元，其中办公费20万元、培训费3万元，比上年减少4.5万元，降低5%。")
    assert {(fact.item, fact.column) for fact in result.facts} == {
        ("机关运行经费", "决算数"),
        ("办公费", "决算数"),
        ("培训费", "决算数"),
    }
    assert ["培训费" in notice.message and "机关运行经费" in notice.message for notice in result.notices] == [True]

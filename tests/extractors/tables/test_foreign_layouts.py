"""Layouts of provinces that no sample shows: what once came out with a wrong item, unit, column or subject, or not at all."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, indicators, read, short

each_grid = pytest.mark.parametrize("grid", GRIDS)
merging = pytest.mark.parametrize("grid", [grid for grid in GRIDS if grid != "listed"])


@merging
def test_funds_beside_the_total_are_columns_where_rows_are_the_three_public_items(grid: GridKind) -> None:
    result = read(
        """
        序号 | 项目 | 预算数 | < | <
        ^ | ^ | 合计 | 一般公共预算拨款 | 政府性基金预算拨款
        1 | 合计 | 13.00 | 13.00 |
        2 | 一、因公出国（境）费 | 0.00 | 0.00 |
        3 | 二、公务用车购置及运维费 | 12.00 | 12.00 |
        4 | 公务用车运行维护费 | 12.00 | 12.00 |
        5 | 三、公务接待费 | 1.00 | 1.00 |
        """,
        "部门预算财政拨款“三公”经费支出表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {
        "三公经费/预算数=13.00",
        "公务用车购置及运行维护费/预算数=12.00",
        "公务接待费/预算数=1.00",
        "公务接待费/一般公共预算拨款=1.00",
    } <= short(result)
    assert not codes(result)
    assert all(fact.subject is None for fact in result.facts)


@merging
def test_a_row_that_nobody_knows_among_items_is_no_body(grid: GridKind) -> None:
    result = read(
        """
        项目 | 预算数 | <
        ^ | 合计 | 一般公共预算拨款
        合计 | 13.00 | 13.00
        因公出国（境）费 | 0.00 | 0.00
        其他某某费 | 12.00 | 12.00
        公务接待费 | 1.00 | 1.00
        """,
        "“三公”经费支出表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert codes(result) == ["unknown_label", "unknown_label"]
    assert all(fact.subject is None for fact in result.facts)


@each_grid
def test_a_code_in_square_brackets_before_the_name(grid: GridKind) -> None:
    result = read(
        """
        功能分类科目 | 合计 | 基本支出 | 项目支出
        合计 | 1912.50 | 1100.00 | 812.50
        [208]社会保障和就业支出 | 1812.50 | 1100.00 | 712.50
        [2080201]行政运行 | 1162.50 | 1100.00 | 62.50
        """,
        "部门支出预算表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {"208社会保障和就业支出/合计=1812.50", "2080201行政运行/项目支出=62.50"} <= short(result)


def test_what_is_counted_is_no_money() -> None:
    result = read(
        """
        单位名称 | 项目名称 | 采购品目 | 数量 | 计量单位 | 总计 | 一般公共预算
        合计 | | | | | 30.50 | 30.50
        某市民政局 | 信息化运维 | 便携式计算机 | 5 | 台 | 3.50 | 3.50
        某市民政局 | 机房搬迁 | 搬运服务 | 1 | 项 | 27.00 | 27.00
        """,
        "政府采购预算表",
        "单位：万元",
        kind="部门预算",
    )
    assert {(fact.item, fact.column, fact.unit) for fact in result.facts} == {
        ("合计", "总计", "万元"),
        ("合计", "一般公共预算", "万元"),
        ("信息化运维", "数量", "台"),
        ("信息化运维", "总计", "万元"),
        ("信息化运维", "一般公共预算", "万元"),
        ("机房搬迁", "数量", "项"),
        ("机房搬迁", "总计", "万元"),
        ("机房搬迁", "一般公共预算", "万元"),
    }


def test_a_count_without_any_unit_has_none() -> None:
    result = read(
        """
        项目 | 数量 | 金额
        便携式计算机 | 5 | 3.50
        """,
        "采购明细表",
        "单位：万元",
    )
    assert {(fact.column, fact.unit) for fact in result.facts} == {("数量", None), ("金额", "万元")}


def test_projects_listed_beside_their_indicators_keep_their_money() -> None:
    result = read(
        """
        单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
        某县水务局 | 山洪灾害防治 | 85.00 | 维护站点 | 产出指标 | 数量指标 | 监测站点 | ≥ | 60 | 个 | 50
        ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 受益人口 | ≥ | 3 | 万人 | 40
        ^ | 巡河经费 | 20.00 | 开展巡河 | 产出指标 | 数量指标 | 巡河次数 | ≥ | 240 | 次 | 90
        """,
        "部门预算项目绩效目标表（2024年度）",
        "金额单位：万元",
        kind="部门预算",
    )
    assert [(fact.subject, fact.item, fact.column, str(fact.value), fact.unit) for fact in result.facts] == [
        ("山洪灾害防治", "年度资金总额", "预算数", "85.00", "万元"),
        ("巡河经费", "年度资金总额", "预算数", "20.00", "万元"),
    ]
    assert [indicator.subject for indicator in result.indicators] == ["山洪灾害防治", "山洪灾害防治", "巡河经费"]
    assert result.account.numeric == result.account.facts + result.account.indicators + result.account.ignored


def test_money_repeated_in_every_row_of_a_project_is_told_once() -> None:
    result = read(
        """
        项目名称 | 预算数 | 一级指标 | 二级指标 | 三级指标 | 指标值
        山洪灾害防治 | 85.00 | 产出指标 | 数量指标 | 监测站点 | 60个
        山洪灾害防治 | 85.00 | 效益指标 | 社会效益指标 | 受益人口 | 3万人
        巡河经费 | 85.00 | 产出指标 | 数量指标 | 巡河次数 | 240次
        """,
        "项目绩效目标表",
        "单位：万元",
        kind="部门预算",
    )
    assert [fact.subject for fact in result.facts] == ["山洪灾害防治", "巡河经费"]


def test_the_head_over_the_kinds_of_funds_names_the_first_row_and_goals_divide_no_column() -> None:
    """Chongqing's form: 年度总金额 is a head, and the cells of the goals below have other widths than those of the funds."""
    result = read(
        """
        部门名称 | 某县农业农村委员会 | < | < | < | 自评总分（分） | 95.60
        部门资金（万元） | 年度总金额 | 年初预算数 | < | 全年（调整）预算数 | 全年执行数 | 执行率（%）
        ^ | | 21,035.40 | < | 35,310.20 | 33,544.69 | 95.00
        ^ | 其中：财政拨款 | 21,035.40 | < | 35,310.20 | 33,544.69 | 95.00
        当年整体绩效目标 | 年初绩效目标 | < | 全年（调整）绩效目标 | < | 目标实际完成情况 | <
        ^ | 粮食稳产 | < | 粮食稳产增产 | < | 已完成 | <
        绩效指标 | 指标名称 | 指标性质 | 年初指标值 | 全年完成值 | 指标权重（分） | 指标得分（分）
        ^ | 粮食总产量（万吨） | ≥ | 8 | 8.1 | 90 | 86.10
        """,
        "部门整体绩效自评表",
        kind="绩效自评",
    )
    assert {
        "年度资金总额/年初预算数=21035.40",
        "年度资金总额/全年执行数=33544.69",
        "财政拨款/全年预算数=35310.20",
        "总分/得分=95.60分",
    } <= short(result)
    assert not codes(result)
    assert len(indicators(result)) == 1


@merging
def test_a_column_named_like_the_span_of_others_says_whose_it_is(grid: GridKind) -> None:
    result = read(
        """
        科目编码 | 科目名称 | 本年收入 | < | < | 本年支出 | < | < | <
        ^ | ^ | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | < | 项目支出
        ^ | ^ | ^ | ^ | ^ | ^ | 人员经费 | 公用经费 | ^
        213 | 农林水支出 | 500.00 | 290.00 | 210.00 | 510.00 | 270.00 | 30.00 | 210.00
        """,
        "一般公共预算财政拨款收入支出决算表",
        "单位：万元",
        grid=grid,
    )
    assert short(result) == {
        "213农林水支出/本年收入/合计=500.00",
        "213农林水支出/本年收入/基本支出=290.00",
        "213农林水支出/本年收入/项目支出=210.00",
        "213农林水支出/本年支出/合计=510.00",
        "213农林水支出/人员经费=270.00",
        "213农林水支出/公用经费=30.00",
        "213农林水支出/本年支出/项目支出=210.00",
    }


@each_grid
def test_foreign_guests_are_not_those_received_abroad(grid: GridKind) -> None:
    result = read(
        """
        项目 | 预算数 | 决算统计数
        （一）支出合计 | 1.00 | 0.90
        1．因公出国（境）费 | 0.00 | 0.00
        2．公务用车购置及运行维护费 | 0.00 | 0.00
        3．公务接待费 | 1.00 | 0.90
        （1）国内接待费 | — | 0.90
        其中：外事接待费 | — | 0.30
        （2）国（境）外接待费 | — | 0.00
        6．国内公务接待人次（人） | — | 96
        其中：外事接待人次（人） | — | 12
        8．国（境）外公务接待人次（人） | — | 0
        """,
        "财政拨款“三公”经费、行政参公单位机关运行经费情况表",
        "金额单位：万元",
        grid=grid,
    )
    assert {
        "国内接待费/决算数=0.90",
        "外事接待费/决算数=0.30",
        "国（境）外接待费/决算数=0.00",
        "外事接待人次/决算数=12人",
        "国（境）外接待人次/决算数=0人",
    } <= short(result)
    assert not codes(result)


def test_the_title_of_an_unknown_form_may_end_in_brackets() -> None:
    result = read(
        """
        科目编码 | 科目名称 | 总计 | 机关工资福利支出
        222 | 粮油物资储备支出 | 350.00 | 260.00
        """,
        "2024年部门预算公开表",
        "支出分类汇总表（按政府预算经济分类）",
        "单位：万元",
        kind="部门预算",
    )
    assert result.account.title == "支出分类汇总表（按政府预算经济分类）"

"""Layouts of other provinces that once gave a wrong code, unit, column or subject."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, read, read_all, rows_of, short, table

each_grid = pytest.mark.parametrize("grid", GRIDS)


@each_grid
def test_a_year_in_front_of_a_head_that_names_an_item(grid: GridKind) -> None:
    result = read(
        """
        2025年“三公”经费预算数 | < | < | 2025年机关运行经费预算数
        合计 | 因公出国（境）费 | 公务接待费 | ^
        2.50 | 0.00 | 2.50 | 7.00
        """,
        "“三公”经费和机关运行经费预算表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
        year=2025,
    )
    assert {(f.item, f.column, f.year) for f in result.facts} == {
        (item, "预算数", 2025) for item in ("三公经费", "因公出国（境）费", "公务接待费", "机关运行经费")
    }


@each_grid
def test_what_a_row_counts_is_no_unit_of_its_value(grid: GridKind) -> None:
    result = read(
        """
        项目 | 数量 | 价值
        资产总额 | — | 35,000,000.00
        车辆（辆） | 5 | 1,200,000.00
        """,
        "国有资产占用情况表",
        "公开10表",
        "金额单位：元",
        grid=grid,
    )
    assert short(result) == {"资产总额/价值=3500.000000", "车辆/数量=5辆", "车辆/价值=120.000000"}
    assert result.account.title == "国有资产占用情况表"


def test_a_unit_that_the_heads_contradict_is_no_habit() -> None:
    """元 above the table, 万元 in its heads: the next table, which states nothing, must not be shifted by either."""
    first = """
        科目编码 | 科目名称 | 本年支出合计（万元） | 基本支出（万元） | 项目支出（万元）
        210 | 卫生健康支出 | 2,560.12 | 2,060.12 | 500.00
        """
    second = """
        项目 | 年初预算数 | 决算数
        “三公”经费合计 | 5.00 | 4.20
        因公出国（境）费 | — | —
        公务接待费 | 5.00 | 4.20
        """
    expenditure, three = read_all(
        *("支出决算表", "金额单位：元", table(rows_of(first))),
        *("一般公共预算财政拨款“三公”经费支出决算表", table(rows_of(second), index=1)),
    )
    assert "210卫生健康支出/本年支出合计=2560.12" in short(expenditure)
    assert three.facts == ()
    assert set(codes(three)) == {"unit_unsettled"}


BLANK_HEADS = """
    预算数 | | | 决算数 | |
    合计 | 因公出国（境）费 | 公务接待费 | 合计 | 因公出国（境）费 | 公务接待费
    25 | 0 | 25 | 19.5 | 0 | 19.5
    """


def test_blank_cells_beside_a_centred_head_instead_of_merged_ones() -> None:
    result = read(BLANK_HEADS, "财政拨款“三公”经费支出决算表", "单位：万元")
    assert short(result) == {
        "三公经费/预算数=25",
        "因公出国（境）费/预算数=0",
        "公务接待费/预算数=25",
        "三公经费/决算数=19.5",
        "因公出国（境）费/决算数=0",
        "公务接待费/决算数=19.5",
    }


def test_budget_and_account_that_cannot_be_told_apart_are_warned_about() -> None:
    """One cell per line, and no cell merged: what 预算数 and 决算数 stand over is lost."""
    result = read(
        """
        预算数 | | | | | 决算数 | | | |
        合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | | 公务接待费
         | | 小计 | 公务用车运行维护费 | | | | 小计 | 公务用车运行维护费 |
        25 | 0 | 15 | 15 | 10 | 19.5 | 0 | 14 | 14 | 5.5
        """,
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
        grid="listed",
    )
    assert not any(fact.item != "三公经费" for fact in result.facts)
    assert {"ambiguous_label"} == set(codes(result))


def test_a_continued_form_keeps_its_project() -> None:
    funds = """
        项目名称 | 基层医疗补助 | < | <
        项目资金（万元） | | 全年预算数 | 全年执行数
        ^ | 年度资金总额 | 800.5 | 800.5
        """
    rows = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 补助机构数 | 12个 | 12个 | 50 | 50
        """
    _, more = read_all(
        *("项目支出绩效自评表", table(rows_of(funds))),
        *("项目支出绩效自评表（续表）", table(rows_of(rows), index=1)),
        kind="绩效自评",
    )
    assert [indicator.subject for indicator in more.indicators] == ["基层医疗补助"]


def test_the_particulars_of_a_body_are_no_heads() -> None:
    """The cover sheet of a report: pairs of labels and figures, and a small table below."""
    result = read(
        """
        负责人 | 某某 | 单位性质 | 行政
        人员编制 | 35 | 实有人数 | 33
        机构名称 | 收入合计 | 财政拨款 | 其他收入
        局机关 | 850.20 | 840.20 | 10.00
        """,
        "单位：万元",
        kind="绩效自评",
    )
    assert not any(fact.column in ("某某", "行政") for fact in result.facts)
    sided = "收入 | 数额 | 支出 | 数额\n捐赠收入 | 5 | 捐赠支出 | 4"
    assert short(read(sided, "捐赠收支表", "单位：万元")) == {"捐赠收入/数额=5", "捐赠支出/数额=4"}


def test_a_table_withheld_by_a_line_between_title_and_heads() -> None:
    empty = """
        项目 | 预算数 | 决算数
        合计 | |
        因公出国（境）费 | |
        公务接待费 | |
        """
    result = read(empty, "一般公共预算财政拨款“三公”经费支出决算表", "单位：万元", "依法不予公开。")
    assert result.account.state == "withheld"
    other = read(empty, "注：故本表无数据。", "一般公共预算财政拨款“三公”经费支出决算表", "单位：万元")
    assert other.account.state == "blank"


@pytest.mark.parametrize("printed", ["1.2E+05", "2O.5", "l00", "约100", "100左右", "0.5‰"])
def test_a_letter_for_a_digit_or_an_estimate_is_warned_about(printed: str) -> None:
    result = read(
        f"科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出\n201 | 一般公共服务支出 | {printed} | 1.5 | 2.5",
        "一般公共预算财政拨款支出决算表",
        "单位：万元",
    )
    assert short(result) == {"201一般公共服务支出/基本支出=1.5", "201一般公共服务支出/项目支出=2.5"}
    assert (result.account.warned, codes(result)) == (1, ["unreadable_figure"])


def test_an_implausible_habit_settles_nothing() -> None:
    """元 in the other table would make 50 元 of the 三公: more likely 万元, but nobody says so."""
    first = """
        科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出
        210 | 卫生健康支出 | 25,601,200.00 | 20,601,200.00 | 5,000,000.00
        """
    second = """
        项目 | 年初预算数 | 决算数
        “三公”经费合计 | 50.00 | 42.00
        因公出国（境）费 | — | —
        公务接待费 | 50.00 | 42.00
        """
    _, three = read_all(
        *("支出决算表", "金额单位：元", table(rows_of(first))),
        *("一般公共预算财政拨款“三公”经费支出决算表", table(rows_of(second), index=1)),
    )
    assert three.facts == ()
    assert (set(codes(three)), three.account.state) == ({"unit_unsettled"}, "filled")


@each_grid
def test_a_last_row_that_is_only_called_a_sum(grid: GridKind) -> None:
    result = read(
        """
        收入 | < | 支出 | <
        项目 | 金额 | 项目 | 金额
        一、财政拨款收入 | 12 | 一、教育支出 | 11
        本年收入合计 | 12 | 本年支出合计 | 11
        年初结转和结余 | 1 | 年末结转和结余 | 2
        合计 | 13 | 合计 | 13
        """,
        "收入支出决算总表",
        "金额单位：万元",
        grid=grid,
    )
    assert {"收入总计/金额=13", "支出总计/金额=13", "本年收入合计/金额=12"} <= short(result)


@each_grid
def test_pairs_of_columns_below_heads_of_two_levels(grid: GridKind) -> None:
    result = read(
        """
        合计 | < | 因公出国（境）费 | < | 公务用车购置及运行费 | < | < | < | < | < | 公务接待费 | <
        ^ | ^ | ^ | ^ | 小计 | < | 购置费 | < | 运行费 | < | ^ | ^
        预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
        5.5 | 4.1 | 0 | 0 | 3.3 | 2.2 | 0 | 0 | 3.3 | 2.2 | 2.2 | 1.9
        """,
        "一般公共预算财政拨款“三公”经费支出决算表",
        "金额单位：万元",
        grid=grid,
    )
    assert short(result) == {
        *("三公经费/预算数=5.5", "三公经费/决算数=4.1", "因公出国（境）费/预算数=0", "因公出国（境）费/决算数=0"),
        *("公务用车购置及运行维护费/预算数=3.3", "公务用车购置及运行维护费/决算数=2.2", "公务用车购置费/预算数=0"),
        *("公务用车购置费/决算数=0", "公务用车运行维护费/预算数=3.3", "公务用车运行维护费/决算数=2.2"),
        *("公务接待费/预算数=2.2", "公务接待费/决算数=1.9"),
    }


def test_a_sum_over_lanes_in_a_table_without_merged_cells() -> None:
    result = read(
        """
        人员经费 | | | 公用经费 | | | | |
        科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
        301 | 工资福利支出 | 1,285.50 | 302 | 商品和服务支出 | 250.25 | 310 | 资本性支出 | 30.00
        人员经费合计 | | 1,285.50 | 公用经费合计 | | | | | 280.25
        """,
        "一般公共预算财政拨款基本支出决算明细表",
        "金额单位：万元",
    )
    assert {"人员经费合计/决算数=1285.50", "公用经费合计/决算数=280.25"} <= short(result)
    assert codes(result) == []


@pytest.mark.parametrize(("total", "expected"), [("96.01", ["总分/得分=96.01分"]), ("100", [])])
def test_the_total_of_indicators_that_print_no_weights_and_scores(total: str, expected: list[str]) -> None:
    result = read(
        f"""
        项目名称 | 校舍改造 | < | < | <
        项目资金 | | 预算数 | 执行数 | 执行率
        ^ | 年度资金总额 | 1,560 | 1,248.5 | 80.03%
        一级指标 | 二级指标 | 三级指标 | 年初目标值 | 实际完成值
        产出指标 | 数量指标 | 改造校舍数量 | 12所 | 12所
        总分 | < | < | < | {total}
        """,
        "项目支出绩效自评表",
        kind="绩效自评",
    )
    assert [fact for fact in short(result) if fact.startswith("总分")] == expected
    assert codes(result) == ([] if expected else ["total_unsettled"])


@each_grid
def test_what_a_row_counts_is_its_unit_where_no_column_counts(grid: GridKind) -> None:
    result = read(
        """
        项目 | 预算金额 | 决算金额
        公务用车（辆） | 5 | 4
        会议费（万元） | 1.5 | 1.2
        """,
        "机构运行信息表",
        "单位：万元",
        grid=grid,
    )
    assert {fact.unit for fact in result.facts if fact.item == "公务用车"} <= {"辆"}
    assert {fact.unit for fact in result.facts if fact.item == "会议费"} == {"万元"}


@each_grid
def test_a_continued_form_keeps_its_unit(grid: GridKind) -> None:
    """元 stands above the first page only; the form's default is 万元."""
    first = """
        项目名称 | 基层医疗补助 | < | <
        项目资金 | | 全年预算数 | 全年执行数
        ^ | 年度资金总额 | 8,005,000 | 8,005,000
        一级指标 | 二级指标 | 三级指标 | 年度指标值
        """
    more = """
        项目资金 | | 全年预算数 | 全年执行数
        ^ | 其中：财政拨款 | 8,005,000 | 8,005,000
        一级指标 | 二级指标 | 三级指标 | 年度指标值
        产出指标 | 数量指标 | 补助机构数 | 12个
        """
    _, second = read_all(
        *("项目支出绩效自评表", "单位：元", table(rows_of(first), grid)),
        *("项目支出绩效自评表（续表）", table(rows_of(more), grid, index=1)),
        kind="绩效自评",
    )
    assert {(fact.item, fact.value, fact.subject) for fact in second.facts} == {("财政拨款", Decimal("800.5"), "基层医疗补助")}


def test_a_title_with_the_word_sustained_goes_on_with_nothing() -> None:
    """可持续 is no 续表."""
    rows = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 补助机构数 | 12个 | 12个 | 50 | 50
        """
    named = "项目名称 | 基层医疗补助 | < | < | < | < | <" + rows
    _, other = read_all(
        *("项目支出绩效自评表", table(rows_of(named))),
        *("可持续发展项目支出绩效自评表", table(rows_of(rows), index=1)),
        kind="绩效自评",
    )
    assert [indicator.subject for indicator in other.indicators] == [None]


def test_years_beside_goals_are_no_figures() -> None:
    result = read(
        """
        部门名称 | 某局 | < | < | < | < | <
        财政年度 | 目标 | < | < | 实际完成情况 | < | <
        2021 | 造林 | < | < | 完成 | < | <
        2022 | 抚育 | < | < | --- | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 造林 | 5亩 | 5亩 | 50 | 50
        """,
        "部门整体支出绩效自评表",
        kind="绩效自评",
    )
    assert codes(result) == []
    assert len(result.indicators) == 1


@each_grid
def test_a_number_below_a_title_of_its_own_names_no_form(grid: GridKind) -> None:
    """Provinces number their forms differently: 公开05表 is the national 一般公共预算财政拨款支出决算表, this one is by economic class."""
    result = read(
        """
        经济科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        301 | 工资福利支出 | 800.10 | 800.10 |
        """,
        "财政拨款支出决算明细表",
        "公开05表",
        "金额单位：万元",
        grid=grid,
    )
    assert (result.account.form, result.account.title) == (None, "财政拨款支出决算明细表")
    assert short(result) == {"301工资福利支出/合计=800.10", "301工资福利支出/基本支出=800.10"}


def test_the_heading_of_a_part_is_no_title() -> None:
    result = read(
        """
        项目 | < | 本年收入合计 | 财政拨款收入 | 事业收入
        科目编码 | 科目名称 | ^ | ^ | ^
        201 | 一般公共服务支出 | 800.10 | 800.10 |
        """,
        "第二部分 2023年度部门决算表",
        "公开02表",
        "金额单位：万元",
    )
    assert (result.account.form, result.account.title) == ("收入决算表", "公开02表")


@each_grid
def test_a_column_of_units_names_no_row(grid: GridKind) -> None:
    result = read(
        """
        序号 | 品目名称 | 单位 | 数量 | 单价（元） | 总价（万元）
        1 | 台式机 | 台 | 10 | 5,000 | 5
        2 | 会议桌 | 套 | 1 | 8,000 | 0.8
        """,
        "设备购置清单表",
        grid=grid,
    )
    assert {"台式机/单价=0.5000", "台式机/总价=5", "会议桌/总价=0.8"} <= short(result)


@each_grid
def test_bodies_in_rows_and_items_of_the_three_publics_in_heads(grid: GridKind) -> None:
    result = read(
        """
        单位名称 | “三公”经费财政拨款预算总额 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
        合计 | 10 | 0 | 8 | 0 | 8 | 2
        某局本级 | 6 | 0 | 5 | 0 | 5 | 1
        """,
        "一般公共预算“三公”经费支出表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {(fact.subject, fact.column, fact.value) for fact in result.facts if fact.item == "三公经费"} == {
        (None, "预算数", Decimal(10)),
        ("某局本级", "预算数", Decimal(6)),
    }

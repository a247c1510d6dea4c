"""Heads and names that are cut into two cells, funds as heads, and labels that only say 小计: each figure under its own name, or told."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import GridKind

from .sketch import codes, read, short

BASICS = """
财政供养人员情况（人） | 编制数 | < | 2023年实际在职人数 | < | 控制率 | <
 | 35 | < | 33 | < | 94.29% | <
经费控制情况（万元） | 2022年决算数 | < | 2023年预算数 | < | 2023年决算数 | <
三公经费 | 1 | < | 2 | < | 3 | <
公用经费 | 4 | < | 5 | < | 6 | <
楼堂馆所控制情况 | 批复规模 | 实际规模 | 规模控制 | 预算投资 | 实际投资 | 投资概算
"""
BUILDINGS = {"楼堂馆所/批复规模=1200㎡", "楼堂馆所/实际规模=1180㎡", "楼堂馆所/预算投资=560", "楼堂馆所/实际投资=548.5"}


@pytest.mark.parametrize("year", ["", "（2023年完工项目）"])
def test_heads_that_go_on_in_the_row_below(year: str) -> None:
    drawing = (
        BASICS + f"{year} | （㎡） | （㎡） | 率 | （万元） | （万元） | 控制率\n | 1200 | 1180 | 98.33% | 560 | 548.5 | 97.95%"
    )
    result = read(drawing, "部门整体支出绩效评价基础数据表", kind="绩效自评")
    assert short(result) >= {*BUILDINGS, "楼堂馆所/规模控制率=98.33%", "楼堂馆所/投资概算控制率=97.95%"}
    assert codes(result) == []


@pytest.mark.parametrize("rate", ["0", "98.33%"])
def test_the_beginning_of_a_rates_name_is_no_amount(rate: str) -> None:
    result = read(BASICS + f" | 1200 | 1180 | {rate} | 560 | 548.5 | 0", "部门整体支出绩效评价基础数据表", kind="绩效自评")
    assert {fact for fact in short(result) if fact.startswith("楼堂馆所")} == BUILDINGS
    assert codes(result) == ["no_head", "no_head"]


def test_a_code_head_of_two_rows_and_units_of_their_own_row() -> None:
    result = read(
        """
        项目 | | 本年支出合计 | 基本支出 | 项目支出
        功能分类科 | 科目名称 | （元） | （元） | （元）
        目编码 | | | |
        201 | 一般公共服务支出 | 3785100 | 2330300 | 1454800
        """,
        "支出决算表",
    )
    assert short(result) == {
        "201一般公共服务支出/本年支出合计=378.5100",
        "201一般公共服务支出/基本支出=233.0300",
        "201一般公共服务支出/项目支出=145.4800",
    }
    assert codes(result) == []


@pytest.mark.parametrize("grid", ["exact", "tabbed"])
@pytest.mark.parametrize(
    ("first", "second", "found", "told"),
    [
        ("其他政府办公厅（室）及相关", "机构事务支出", "其他政府办公厅（室）及相关机构事务支出", []),
        ("甲县全民健身", "中心建设", "甲县全民健身", ["label_over_rows"]),
        ("行政运行", "其中人员经费", "行政运行", []),
    ],
)
def test_a_name_that_goes_on_in_the_row_below(grid: GridKind, first: str, second: str, found: str, told: list[str]) -> None:
    drawing = f"""
        科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出
        201 | 一般公共服务支出 | 100.5 | 60.5 | 40
        2010399 | {first} | 40 | 10 | 30
         | {second} | | |
        """
    result = read(drawing, "支出决算表", "单位：万元", grid=grid)
    assert {fact for fact in short(result) if "2010399" in fact} == {
        f"2010399{found}/本年支出合计=40", f"2010399{found}/基本支出=10", f"2010399{found}/项目支出=30",
    }  # fmt: skip
    assert codes(result) == told


def test_funds_as_heads_over_rows_of_budget_and_execution() -> None:
    result = read(
        """
        项目名称 | 环境整治 | < | < | < | <
        项目资金（万元） | 资金来源 | 合计 | 一般公共预算 | 政府性基金 | 其他资金
        ^ | 年初预算数 | 100 | 80 | 20 | 0
        ^ | 全年执行数 | 105 | 85 | 20 | 0
        ^ | 执行率 | 105% | 106.25% | 100% |
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值
        产出指标 | 数量指标 | 整治面积 | 100 | 100 | 50
        """,
        "项目支出绩效自评表",
        kind="绩效自评",
    )
    assert short(result) == {
        "年度资金总额/年初预算数=100", "一般公共预算/年初预算数=80", "政府性基金/年初预算数=20", "其他资金/年初预算数=0",
        "年度资金总额/全年执行数=105", "一般公共预算/全年执行数=85", "政府性基金/全年执行数=20", "其他资金/全年执行数=0",
        "年度资金总额/执行率=105%", "一般公共预算/执行率=106.25%", "政府性基金/执行率=100%",
    }  # fmt: skip
    assert codes(result) == []


def test_funds_below_budget_and_final_account_of_one_year() -> None:
    result = read(
        """
        项目 | 预算数 | < | < | 决算数 | < | <
        ^ | 小计 | 一般公共预算 | 政府性基金预算 | 小计 | 一般公共预算 | 政府性基金预算
        合计 | 10.5 | 9.5 | 1 | 8 | 7.5 | 0.5
        因公出国（境）费 | | | | | |
        公务接待费 | 10.5 | 9.5 | 1 | 8 | 7.5 | 0.5
        """,
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
    )
    assert {fact for fact in short(result) if fact.startswith("公务接待费")} == {
        "公务接待费/预算数=10.5", "公务接待费/预算数/一般公共预算=9.5", "公务接待费/预算数/政府性基金预算=1",
        "公务接待费/决算数=8", "公务接待费/决算数/一般公共预算=7.5", "公务接待费/决算数/政府性基金预算=0.5",
    }  # fmt: skip
    assert codes(result) == []


def test_funds_below_items_in_heads() -> None:
    result = read(
        """
        单位名称 | “三公”经费合计 | < | 因公出国（境）费 | < | 公务接待费 | <
        ^ | 一般公共预算 | 政府性基金 | 一般公共预算 | 政府性基金 | 一般公共预算 | 政府性基金
        甲局 | 10.5 | 1 | 0 | 0 | 10.5 | 1
        """,
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
    )
    assert short(result) == {
        "三公经费/一般公共预算=10.5", "三公经费/政府性基金=1", "因公出国（境）费/一般公共预算=0", "因公出国（境）费/政府性基金=0",
        "公务接待费/一般公共预算=10.5", "公务接待费/政府性基金=1",
    }  # fmt: skip
    assert codes(result) == []


def test_budgets_divided_below_one_head_and_subtotals_beside_their_item() -> None:
    heads = read(
        """
        项目名称 | 防汛抗旱 | < | < | < | <
        项目资金（万元） | 项目 | 预算数 | < | 执行数 | 执行率
        ^ | ^ | 年初 | 调整后 | ^ | ^
        ^ | 年度资金总额 | 100 | 110 | 99 | 90%
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值
        产出指标 | 数量指标 | 巡查 | 12次 | 12次 | 40
        """,
        "项目支出绩效自评表",
        kind="绩效自评",
    )
    assert short(heads) == {
        "年度资金总额/年初预算数=100", "年度资金总额/全年预算数=110", "年度资金总额/全年执行数=99", "年度资金总额/执行率=90%",
    }  # fmt: skip
    totals = read(
        """
        项目 | < | 预算数 | 决算数
        “三公”经费合计 | < | 18.5 | 15.2
        因公出国（境）费 | < | 0 | 0
        公务用车购置及运行维护费 | 小计 | 12 | 10.2
        ^ | 购置费 | 0 | 0
        ^ | 运行维护费 | 12 | 10.2
        公务接待费 | 小计 | 6.5 | 5
        """,
        "“三公”经费支出决算表",
        "单位：万元",
    )
    assert short(totals) >= {
        "公务用车购置及运行维护费/预算数=12", "公务用车购置及运行维护费/决算数=10.2", "公务接待费/预算数=6.5", "公务接待费/决算数=5",
        "公务用车购置费/决算数=0", "公务用车运行维护费/决算数=10.2",
    }  # fmt: skip
    assert codes(heads) == codes(totals) == []


@pytest.mark.parametrize("grid", ["exact", "tabbed"])
def test_one_head_over_all_items_and_another_one_below_their_figures(grid: GridKind) -> None:
    items = """
        合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
        """
    drawing = f"预算数 | < | < | < | < | < {items} 10.5 | 0 | 6 | 0 | 6 | 4.5\n决算数 | < | < | < | < | < {items} 8.5 | 0 | 5 | 0 | 5 | 3.5"
    result = read(drawing, "财政拨款“三公”经费支出决算表", "单位：万元", grid=grid)
    assert short(result) == {
        "三公经费/预算数=10.5", "因公出国（境）费/预算数=0", "公务用车购置及运行维护费/预算数=6", "公务用车购置费/预算数=0", "公务用车运行维护费/预算数=6",
        "公务接待费/预算数=4.5", "三公经费/决算数=8.5", "因公出国（境）费/决算数=0", "公务用车购置及运行维护费/决算数=5", "公务用车购置费/决算数=0",
        "公务用车运行维护费/决算数=5", "公务接待费/决算数=3.5",
    }  # fmt: skip
    assert codes(result) == []


@pytest.mark.parametrize(
    "title",
    [
        "财政拨款“三公”经费及会议费、培训费支出决算表",
        "2023年度一般公共预算财政拨款“三公”经费、会议费和培训费支出决算表",
        "财政拨款“三公”经费与会议费、培训费支出情况表",
    ],
)
def test_titles_join_what_they_name_in_any_way(title: str) -> None:
    result = read(
        """
        项目 | “三公”经费支出 | < | < | 会议费 | 培训费
        ^ | 小计 | 因公出国（境）费用 | 公务接待费 | ^ | ^
        预算数 | 4.5 | 0 | 4.5 | 2 | 3
        决算数 | 3.5 | 0 | 3.5 | 1.5 | 2.8
        """,
        title,
        "单位：万元",
    )
    assert result.account.form == "一般公共预算财政拨款“三公”经费支出决算表"
    assert short(result) == {
        "三公经费/预算数=4.5", "因公出国（境）费/预算数=0", "公务接待费/预算数=4.5", "会议费/预算数=2", "培训费/预算数=3",
        "三公经费/决算数=3.5", "因公出国（境）费/决算数=0", "公务接待费/决算数=3.5", "会议费/决算数=1.5", "培训费/决算数=2.8",
    }  # fmt: skip


@pytest.mark.parametrize("grid", ["exact", "tabbed"])
def test_rows_of_years_below_heads_of_items(grid: GridKind) -> None:
    result = read(
        """
        年度 | 合计 | 因公出国（境）费 | 公务用车运行维护费 | 公务接待费
        2022年决算数 | 9 | 0 | 5 | 4
        2023年预算数 | 10.5 | 0 | 6 | 4.5
        2023年决算数 | 8.5 | 0 | 5 | 3.5
        """,
        "“三公”经费支出情况表",
        "单位：万元",
        grid=grid,
    )
    assert short(result) == {
        "三公经费/决算数@2022=9", "因公出国（境）费/决算数@2022=0", "公务用车运行维护费/决算数@2022=5", "公务接待费/决算数@2022=4",
        "三公经费/预算数=10.5", "因公出国（境）费/预算数=0", "公务用车运行维护费/预算数=6", "公务接待费/预算数=4.5",
        "三公经费/决算数=8.5", "因公出国（境）费/决算数=0", "公务用车运行维护费/决算数=5", "公务接待费/决算数=3.5",
    }  # fmt: skip
    assert codes(result) == []


def test_counts_beside_money_are_no_money_of_the_items_on_their_left() -> None:
    result = read(
        """
        项目 | 决算数 | 相关统计数 | <
        ^ | ^ | 项目 | 统计数
        合计 | 8.5 | — | —
        1.因公出国（境）费 | 0 | 因公出国（境）团组数（个） | 1
        2.公务用车购置及运行维护费 | 5 | 公务用车保有量（辆） | 3
        3.公务接待费 | 3.5 | 国内公务接待人次（人） | 320
        """,
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
    )
    money = {"三公经费/决算数=8.5", "因公出国（境）费/决算数=0", "公务用车购置及运行维护费/决算数=5", "公务接待费/决算数=3.5"}
    counts = {fact for fact in short(result) if fact not in money}
    assert short(result) >= money
    assert sorted(fact.split("=")[1] for fact in counts) == ["1个", "320人", "3辆"]


def test_a_known_name_without_a_code_goes_on_in_the_row_below() -> None:
    result = read(
        """
        财政供养人员情况（人） | 编制数 | 2023年实际在职人数 | 控制率
         | 45 | 43 | 95.56%
        经费控制情况（万元） | 2022年决算数 | 2023年预算数 | 2023年决算数
        三公经费 | 10.5 | 10 | 8.5
        1、公务用车购置和 | 6 | 6 | 5
        维护经费 | | |
        公用经费 | 105 | 100 | 98.5
        """,
        "部门整体支出绩效评价基础数据表",
        kind="绩效自评",
    )
    name = "公务用车购置及运行维护费"
    assert short(result) >= {f"{name}/决算数@2022=6", f"{name}/预算数=6", f"{name}/决算数=5"}
    assert not any("购置和" in fact for fact in short(result))

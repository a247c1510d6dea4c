"""部门预算: the national tables and their provincial variants."""

from __future__ import annotations

import pytest

from gongkai.extractors.tables import TableResult
from gongkai.schemas.document import GridKind

from .sketch import GRIDS, indicators, read, short

each_grid = pytest.mark.parametrize("grid", GRIDS)


def budget(drawing: str, *above: str, grid: GridKind, year: int = 2023) -> TableResult:
    return read(drawing, *above, grid=grid, kind="部门预算", year=year)


@each_grid
def test_income_and_spending(grid: GridKind) -> None:
    result = budget(
        """
        收入 | < | 支出 | <
        项目 | 预算数 | 项目 | 预算数
        一、一般公共预算拨款收入 | 1,234.56 | 一、一般公共服务支出 | 1,000.56
        二、政府性基金预算拨款收入 | | 二、外交支出 |
        五、事业收入 | 10 | 五、教育支出 |
        六、上级补助收入 | | 六、社会保障和就业支出 | 244
        本年收入合计 | 1,244.56 | 本年支出合计 | 1,244.56
        上年结转结余 | 5.5 | 年终结转结余 | 5.5
        收入总计 | 1,250.06 | 支出总计 | 1,250.06
        """,
        "部门收支总表",
        "预算01表",
        "单位：万元",
        grid=grid,
    )
    assert result.account.form == "收支预算总表"
    assert short(result) == {
        "一般公共预算拨款收入/预算数=1234.56", "一般公共服务支出/预算数=1000.56", "事业收入/预算数=10", "社会保障和就业支出/预算数=244",
        "本年收入合计/预算数=1244.56", "本年支出合计/预算数=1244.56", "上年结转结余/预算数=5.5", "年终结转结余/预算数=5.5",
        "收入总计/预算数=1250.06", "支出总计/预算数=1250.06",
    }  # fmt: skip


@each_grid
def test_income_by_unit_under_two_rows_of_heads(grid: GridKind) -> None:
    """小计 below 本年收入 and below 上年结转结余 are two columns."""
    result = budget(
        """
        部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | < | < | 上年结转结余 | <
        ^ | ^ | ^ | 小计 | 一般公共预算 | 政府性基金预算 | 事业收入 | 小计 | 一般公共预算
         | 合计 | 1,250.06 | 1,244.56 | 1,234.56 | | 10 | 5.5 | 5.25
        101001 | 某市财政局（本级） | 1,000.06 | 994.56 | 984.56 | | 10 | 5.5 | 5.25
        """,
        "部门收入总表",
        "单位：万元",
        grid=grid,
    )
    found = short(result)
    assert {
        "合计/合计=1250.06", "合计/本年收入/小计=1244.56", "合计/本年收入/一般公共预算=1234.56", "合计/事业收入=10",
        "合计/上年结转结余/小计=5.5", "合计/上年结转结余/一般公共预算=5.25",
    } <= found  # fmt: skip
    assert not result.notices


@each_grid
def test_last_years_money_and_growth_beside_the_budget(grid: GridKind) -> None:
    result = budget(
        """
        科目编码 | 科目名称 | 2022年执行数 | 2023年预算数 | < | < | 2023年预算数比2022年执行数 | <
        ^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%
        201 | 一般公共服务支出 | 950.3 | 1,000.56 | 900 | 100.56 | 50.26 | 5.29
        合计 | < | 950.3 | 1,000.56 | 900 | 100.56 | 50.26 | 5.29
        """,
        "一般公共预算支出表",
        "单位：万元",
        grid=grid,
    )
    assert result.account.form == "一般公共预算支出功能分类预算表"
    assert short(result) == {
        f"{item}/{rest}"
        for item in ("201一般公共服务支出", "合计")
        for rest in ("执行数@2022=950.3", "小计=1000.56", "基本支出=900", "项目支出=100.56", "增减额=50.26", "增减%=5.29%")
    }


@each_grid
def test_basic_spending_split_in_two(grid: GridKind) -> None:
    result = budget(
        """
        功能分类科目 | < | 合计 | 基本支出 | < | < | 项目支出
        科目编码 | 科目名称 | ^ | 小计 | 人员经费 | 公用经费 | ^
        合计 | < | 1,000.56 | 900 | 800 | 100 | 100.56
        """,
        "一般公共预算支出表",
        "单位：万元",
        grid=grid,
    )
    assert short(result) == {"合计/合计=1000.56", "合计/小计=900", "合计/人员经费=800", "合计/公用经费=100", "合计/项目支出=100.56"}


@each_grid
@pytest.mark.parametrize("order", ["this-year-first", "carried-over-first"])
def test_funds_below_carried_over_are_not_this_years(order: str, grid: GridKind) -> None:
    this = ["一、本年收入 | 1,234.56 | 一、一般公共服务支出 | 1,240.06", "（一）一般公共预算拨款 | 1,234.56 | 二、外交支出 | "]
    carried = ["二、上年结转 | 5.5 | | ", "（一）一般公共预算拨款 | 5.25 | | ", "（二）政府性基金预算拨款 | 0.25 | | "]
    if order == "carried-over-first":
        this[0], carried[0] = this[0].replace("一、本年", "二、本年"), carried[0].replace("二、", "一、")
    rows = this + carried if order == "this-year-first" else carried + this
    result = budget(
        "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数\n" + "\n".join(rows), "财政拨款收支总表", "单位：万元", grid=grid
    )
    assert {
        "本年收入/预算数=1234.56", "一般公共预算拨款/预算数=1234.56", "上年结转/预算数=5.5",
        "上年结转/一般公共预算/预算数=5.25", "上年结转/政府性基金预算/预算数=0.25",
    } <= short(result)  # fmt: skip


@each_grid
def test_official_expenses_of_two_years(grid: GridKind) -> None:
    result = budget(
        """
        2022年预算数 | < | < | < | < | < | 2023年预算数 | < | < | < | < | <
        合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
        16.5 | | 12 | | 12 | 4.5 | 15.2 | | 11 | | 11 | 4.2
        """,
        "一般公共预算“三公”经费支出表",
        "单位：万元",
        grid=grid,
    )
    assert short(result) == {
        "三公经费/预算数@2022=16.5", "公务用车购置及运行维护费/预算数@2022=12", "公务用车运行维护费/预算数@2022=12", "公务接待费/预算数@2022=4.5",
        "三公经费/预算数=15.2", "公务用车购置及运行维护费/预算数=11", "公务用车运行维护费/预算数=11", "公务接待费/预算数=4.2",
    }  # fmt: skip


@each_grid
def test_growth_is_neither_money_nor_a_budget(grid: GridKind) -> None:
    result = budget(
        """
        项目 | 上年预算数 | 本年预算数 | 比上年增减 | <
        ^ | ^ | ^ | 金额 | 增减%
        “三公”经费合计 | 165000.00 | 152000.00 | -13000.00 | -7.88
        因公出国（境）经费 | 0 | 0 | 0 | 0
        公务接待费 | 45000 | 42000 | -3000 | -6.67
        """,
        "一般公共预算“三公”经费支出表",
        "单位：元",
        grid=grid,
    )
    assert {
        "三公经费/预算数@2022=16.500000", "三公经费/预算数=15.200000", "三公经费/比上年增减/金额=-1.300000", "三公经费/增减%=-7.88%",
        "公务接待费/增减%=-6.67%", "因公出国（境）费/增减%=0%",
    } <= short(result)  # fmt: skip


@each_grid
@pytest.mark.parametrize("head", ["增长率", "增减率", "增减幅度", "占比", "增长（%）", "比重"])
def test_rates_without_sign(head: str, grid: GridKind) -> None:
    result = budget(
        f"项目 | 预算数 | {head}\n合计 | 15.2 | 11.5\n因公出国（境）费 | 3 | 1.2\n公务接待费 | 4.2 | 0.9",
        "“三公”经费预算表",
        "单位：万元",
        grid=grid,
    )
    units = {fact.unit for fact in result.facts if fact.column != "预算数"}
    assert units == {"%"}
    assert result.account.warned == 0


@each_grid
def test_project_goals(grid: GridKind) -> None:
    result = budget(
        """
        项目名称 | 业务运转经费 | < | < | <
        主管部门 | 某市财政局 | < | 实施单位 | 某市财政局
        项目资金（元） | 年度资金总额 | < | 2,445,600.00 | <
        ^ | 其中：财政拨款 | < | 2,445,600.00 | <
        ^ | 其他资金 | < | 0 | <
        年度总体目标 | 保障全年工作开展，完成检查20次。 | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
        ^ | 产出指标 | 数量指标 | 检查次数 | ≥20次
        ^ | ^ | 质量指标 | 合格率 | ≥95%
        """,
        "项目支出绩效目标表",
        grid=grid,
    )
    assert short(result) == {"年度资金总额/预算数=244.560000", "财政拨款/预算数=244.560000", "其他资金/预算数=0.0000"}
    assert {fact.subject for fact in result.facts} == {"业务运转经费"}
    assert [row[:4] for row in indicators(result)] == [
        ("产出指标", "数量指标", "检查次数", "≥20次"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("9．2023年部门“三公”经费和机关运行经费预算表", "“三公”经费和机关运行经费预算表"),
        ("部门预算资金安排的“三公”经费情况表", "“三公”经费和机关运行经费预算表"),
        ("区本级“三公”经费预算支出表", "“三公”经费和机关运行经费预算表"),
    ],
)
def test_titles_of_other_places(title: str, form: str) -> None:
    result = budget("项目 | 预算数\n合计 | 4.2\n因公出国（境）费 | 0\n公务接待费 | 4.2", title, "单位：万元", grid="exact")
    assert (result.account.form, short(result)) == (
        form,
        {"三公经费/预算数=4.2", "因公出国（境）费/预算数=0", "公务接待费/预算数=4.2"},
    )


@each_grid
def test_government_classification_is_another_form(grid: GridKind) -> None:
    drawing = "科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费\n501 | 机关工资福利支出 | 12.5 | 12.5 |\n合计 | < | 12.5 | 12.5 |"
    mine = budget(drawing, "一般公共预算基本支出表（政府预算经济分类）", "单位：万元", grid=grid)
    other = budget(drawing, "一般公共预算基本支出表", "单位：万元", grid=grid)
    assert mine.account.form != other.account.form
    assert "合计/合计=12.5" in short(mine)


@each_grid
def test_the_money_of_several_years_beside_the_years_own(grid: GridKind) -> None:
    result = budget(
        """
        项目名称 | 设备购置 | < | < | < | <
        中期资金总额（万元） | < | 300 | 年度资金总额（万元） | < | 100
        其中：财政拨款 | < | 290 | 其中：财政拨款 | < | 95
        其他资金 | < | 10 | 其他资金 | < | 5
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | <
        ^ | 产出指标 | 数量指标 | 购置数 | ≥5台 | <
        """,
        "项目支出绩效目标表",
        grid=grid,
    )
    assert short(result) == {
        "中期资金总额/预算数=300", "中期资金总额/财政拨款/预算数=290", "中期资金总额/其他资金/预算数=10",
        "年度资金总额/预算数=100", "财政拨款/预算数=95", "其他资金/预算数=5",
    }  # fmt: skip
    assert not result.notices

"""The unit in force: beside the figure, in a head, above the table, of the form, of the document, or not settled at all."""

from __future__ import annotations

import pytest

from gongkai.extractors.tables import TableResult
from gongkai.extractors.tables.units import stated_unit
from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, read, read_all, rows_of, short, table

each_grid = pytest.mark.parametrize("grid", GRIDS)

TITLE = "支出决算表"
ROWS = "科目编码 | 科目名称 | {head} | 项目支出\n201 | 一般公共服务支出 | {figure} | 2000000\n合计 | < | 3000000 | 2000000"


def spending(*above: str, head: str = "基本支出", figure: str = "3000000", grid: GridKind = "exact") -> TableResult:
    rows = ROWS.format(head=head, figure=figure).replace("项目支出", "项目支出 | 上缴上级支出").replace("2000000", "2000000 | ")
    return read(rows, *above, grid=grid)


def unit_of(result: TableResult, item: str, column: str) -> tuple[str, str | None, str | None]:
    (fact,) = [fact for fact in result.facts if (fact.item, fact.column) == (item, column)]
    return format(fact.value, "f"), fact.raw_unit, fact.unit_from


@each_grid
def test_beside_the_figure_wins(grid: GridKind) -> None:
    result = spending(TITLE, "单位：元", figure="300万元", grid=grid)
    assert unit_of(result, "一般公共服务支出", "基本支出") == ("300", "万元", "beside")
    assert unit_of(result, "合计", "基本支出") == ("300.0000", "元", "table")


@each_grid
def test_a_head_wins_over_the_line_above(grid: GridKind) -> None:
    result = spending(TITLE, "单位：元", head="基本支出（万元）", figure="300", grid=grid)
    assert unit_of(result, "一般公共服务支出", "基本支出") == ("300", "万元", "head")
    assert unit_of(result, "一般公共服务支出", "项目支出") == ("200.0000", "元", "table")


@each_grid
@pytest.mark.parametrize(
    ("unit", "value"),
    [("元", "300.0000"), ("千元", "300000.0"), ("万元", "3000000"), ("百万元", "300000000"), ("亿元", "30000000000")],
)
def test_every_unit_above_the_table(unit: str, value: str, grid: GridKind) -> None:
    result = spending(TITLE, f"金额单位：{unit}", grid=grid)
    assert unit_of(result, "合计", "基本支出") == (value, unit, "table")


def test_the_form_has_a_default() -> None:
    drawing = "项目资金 | | 年初预算数 | 全年预算数 | 全年执行数\n^ | 年度资金总额 | 20 | 20 | 19\n一级指标 | 二级指标 | 三级指标 | 年度指标值 | 得分"
    result = read(drawing, "项目支出绩效自评表", kind="绩效自评")
    assert unit_of(result, "年度资金总额", "全年执行数") == ("19", "万元", "form")


def test_the_documents_habit() -> None:
    rows = rows_of("科目编码 | 科目名称 | 基本支出 | 项目支出 | 上缴上级支出\n合计 | < | 30500.5 | 20 | ")
    first, second = read_all(TITLE, "单位：元", table(rows, index=0), "一般公共预算财政拨款支出决算表", table(rows, index=1))
    assert (first.account.unit_from, second.account.unit_from) == ("table", "document")
    assert unit_of(second, "合计", "基本支出") == ("3.05005", "元", "document")


@pytest.mark.parametrize(
    ("prose", "unit"),
    [
        ("基本支出1234567.89元，项目支出234567.8元。", "元"),
        ("基本支出123.456789万元，项目支出23.45678万元。", "元"),
        ("基本支出1234567.89万元，项目支出234567.8万元。", "万元"),
    ],
)
def test_figures_that_the_text_repeats_settle_the_unit(prose: str, unit: str) -> None:
    rows = "科目编码 | 科目名称 | 基本支出 | 项目支出 | 上缴上级支出\n合计 | < | 1,234,567.89 | 234,567.80 |"
    result = read_all("一、支出情况", prose, TITLE, table(rows_of(rows)))[0]
    assert (result.account.unit, result.account.unit_from) == (unit, "document")


@pytest.mark.parametrize("prose", ["基本支出1234567.89元。", "本年支出共计12.5万元，基本支出30元。", "无"])
def test_not_settled_is_warned_about_and_never_guessed(prose: str) -> None:
    rows = "科目编码 | 科目名称 | 基本支出 | 项目支出 | 上缴上级支出\n合计 | < | 1,234,567.89 | 234,567.80 |"
    result = read_all(prose, TITLE, table(rows_of(rows)))[0]
    assert not result.facts
    assert codes(result) == ["unit_unsettled", "unit_unsettled"]


def test_text_against_the_forms_default_settles_nothing() -> None:
    """The form's default is 万元, but the text states the very figures in 元."""
    drawing = "项目资金 | | 年初预算数 | 全年预算数 | 全年执行数\n^ | 年度资金总额 | 1,234,500 | 1,234,500 | 987,654\n一级指标 | 二级指标 | 三级指标 | 年度指标值 | 得分"
    result = read_all("项目预算123.45万元，支出98.7654万元。", "项目支出绩效自评表", table(rows_of(drawing)), kind="绩效自评")[0]
    assert not result.facts
    assert set(codes(result)) == {"unit_unsettled"}


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"), ("单位:元", "元"), ("金额单位：万元", "万元"), ("部门：某局    金额单位：元", "元"), ("（单位：亿元）", "亿元"), ("单位：人民币元", "元"),
        ("单 位 ： 万 元", "万元"), ("计量单位：千元", "千元"), ("收入支出决算总表（万元）", "万元"), ("单位：万元 单位：元", None), ("编制单位：元谋县教育局", None),
        ("单位名称：某局", None), ("本年支出100万元", None), ("单位：个", None),
    ],
)  # fmt: skip
def test_stated_units(line: str, unit: str | None) -> None:
    assert stated_unit(line) == unit


@each_grid
def test_a_unit_in_the_row_label_or_the_first_row(grid: GridKind) -> None:
    result = read(
        """
        项目 | < | 金额（元）
        资产总额 | < | 1,234,500.00
        车辆数量（辆） | < | 3
        房屋面积（平方米） | < | 1200.5
        """,
        "国有资产占有情况",
        grid=grid,
    )
    assert short(result) == {"资产总额/金额=123.450000", "车辆数量/金额=3辆", "房屋面积/金额=1200.5㎡"}


@each_grid
def test_counts_and_rates_are_never_money(grid: GridKind) -> None:
    result = read(
        """
        部门 | 2023年预算 | 增长% | 人数 | 车辆数 | 批次 | 得分 | 建筑面积
        甲局 | 100.5 | 11.67 | 12 | 3 | 15 | 97 | 350.5
        """,
        "行政经费统计表",
        "单位：万元",
        grid=grid,
    )
    assert {fact.column: fact.unit for fact in result.facts} == {
        "预算": "万元", "增长%": "%", "人数": "人", "车辆数": "辆", "批次": "批次", "得分": "分", "建筑面积": "㎡",
    }  # fmt: skip


def test_tables_ten_thousand_times_apart_are_pointed_out() -> None:
    rows = "科目编码 | 科目名称 | 基本支出 | 项目支出 | 上缴上级支出\n合计 | < | {figure} | 20 |"
    first, second = read_all(
        TITLE,
        "单位：万元",
        table(rows_of(rows.format(figure="1234567.00")), index=0),
        "一般公共预算财政拨款支出决算表",
        "单位：元",
        table(rows_of(rows.format(figure="1234567.00")), index=1),
    )
    assert not first.notices
    (notice,) = second.notices
    assert notice.code == "unit_doubtful"
    assert "支出决算表" in notice.message and "一般公共预算财政拨款支出决算表" in notice.message


@pytest.mark.parametrize(("first", "second"), [("3", "30000"), ("1.5", "15000"), ("1234.5", "12345")])
def test_chance_is_not_pointed_out(first: str, second: str) -> None:
    rows = "科目编码 | 科目名称 | 基本支出 | 项目支出 | 上缴上级支出\n合计 | < | {figure} | 20 |"
    results = read_all(
        TITLE,
        "单位：万元",
        table(rows_of(rows.format(figure=first))),
        "一般公共预算财政拨款支出决算表",
        "单位：万元",
        table(rows_of(rows.format(figure=second)), index=1),
    )
    assert not any(result.notices for result in results)


@each_grid
def test_a_unit_in_one_head_speaks_for_its_neighbours(grid: GridKind) -> None:
    """The form's default (万元) does not overrule a unit printed two cells away; a line above the table does."""
    drawing = "项目资金 | | 年初预算数（元） | 全年预算数 | 全年执行数 | 执行率\n^ | 年度资金总额 | 200000 | 200000 | 190000 | 95%\n一级指标 | 二级指标 | 三级指标 | 年度指标值 | 得分 |"
    alone = read(drawing, "项目支出绩效自评表", grid=grid, kind="绩效自评")
    assert unit_of(alone, "年度资金总额", "全年执行数") == ("19.0000", "元", "head")
    assert unit_of(alone, "年度资金总额", "执行率") == ("95", "%", "beside")
    stated = read(drawing, "项目支出绩效自评表", "单位：万元", grid=grid, kind="绩效自评")
    assert unit_of(stated, "年度资金总额", "全年执行数") == ("190000", "万元", "table")


@each_grid
def test_no_unit_at_all_in_an_unknown_form(grid: GridKind) -> None:
    result = read("项目 | 金额\n取暖费 | 12.5", "专项经费表", grid=grid)
    assert [(fact.unit, fact.unit_from) for fact in result.facts] == [(None, None)]


@each_grid
def test_a_unit_beside_the_name_of_the_body_inside_the_table(grid: GridKind) -> None:
    result = read(
        """
        财政拨款“三公”经费支出决算表 | < | <
        编制单位：某局 | 2023年度 | 金额单位：元
        项目 | 预算数 | 决算数
        因公出国（境）费 | 0 | 0
        公务接待费 | 30,000 | 21,000.50
        """,
        grid=grid,
    )
    assert unit_of(result, "公务接待费", "决算数") == ("2.100050", "元", "table")


@each_grid
def test_vehicles_and_equipment_are_counted(grid: GridKind) -> None:
    result = read(
        """
        项目 | 行次 | 统计数
        一、资产总额（万元） | 1 | 1,234.56
        二、车辆（台、辆） | 2 | 3
        其中：机要通信用车 | 3 | 1
        三、单价100万元（含）以上设备（台，套） | 4 | 2
        """,
        "国有资产占有使用情况表",
        "单位：万元",
        grid=grid,
    )
    assert sorted((fact.raw, fact.unit) for fact in result.facts) == [("1", "辆"), ("1,234.56", "万元"), ("2", "台"), ("3", "台")]


@each_grid
def test_a_unit_in_one_row_label_is_not_overruled_by_the_forms_default(grid: GridKind) -> None:
    """年度资金总额（元） says 元; the parts below print nothing: they are warned about, not taken for 万元."""
    drawing = "项目资金 | | 年初预算数 | 全年预算数\n^ | 年度资金总额（元） | 200000 | 200000\n^ | 其中：当年财政拨款 | 150000 | 150000\n一级指标 | 二级指标 | 三级指标 | 得分"
    result = read(drawing, "项目支出绩效自评表", grid=grid, kind="绩效自评")
    assert short(result) == {"年度资金总额/年初预算数=20.0000", "年度资金总额/全年预算数=20.0000"}
    assert codes(result) == ["unit_unsettled", "unit_unsettled"]


@each_grid
def test_a_unit_in_a_label_holds_for_its_parts(grid: GridKind) -> None:
    drawing = "项目名称 | 设备购置\n年度资金总额（元） | 200,000\n其中：财政拨款 | 150,000\n一级指标 | 三级指标"
    result = read(drawing, "项目支出绩效目标表", grid=grid, kind="部门预算")
    assert {"年度资金总额/预算数=20.0000", "财政拨款/预算数=15.0000"} == short(result)


@pytest.mark.parametrize(("total", "outcome"), [("1,500,000.00", "warned"), ("150.00", "150.00")])
def test_the_default_unit_is_not_believed_for_amounts_too_large_for_it(total: str, outcome: str) -> None:
    form = f"""
        项目名称 | 巡查经费 | < | <
        项目资金 | 年初预算数 | 全年预算数 | 全年执行数
        年度资金总额 | {total} | {total} | {total}
    """
    result = read(form, "项目支出绩效自评表", kind="绩效自评")
    if outcome == "warned":
        assert (result.facts, codes(result)) == ((), ["unit_unsettled"] * 3)
    else:
        assert {(format(fact.value, "f"), fact.unit, fact.unit_from) for fact in result.facts} == {(outcome, "万元", "form")}
    printed = read(form.replace("项目资金", "项目资金（元）"), "项目支出绩效自评表", kind="绩效自评")
    assert {fact.raw_unit for fact in printed.facts} == {"元"}

"""Which form a table is: title and heads together; tables of contents and explanations of terms are none; unknown ones come out too."""

from __future__ import annotations

import pytest

from gongkai.extractors.tables.forms import title_forms
from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, read, read_all, rows_of, short, table

each_grid = pytest.mark.parametrize("grid", GRIDS)

OFFICIAL = "项目 | 预算数 | 决算数\n合计 | 7.5 | 6.3\n因公出国（境）费 | 0 | 0\n公务接待费 | 7.5 | 6.3"


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("收入支出决算总表", "收入支出决算总表"), ("部门收支决算总表", "收入支出决算总表"), ("表一：收入支出决算总表", "收入支出决算总表"),
        ("公开01表收入支出决算总表", "收入支出决算总表"), ("《收入支出决算总表》", "收入支出决算总表"), ("某市财政局2023年度收入支出决算总表", "收入支出决算总表"),
        ("2023年度收入支出决算总表（公开01表）", "收入支出决算总表"), ("收入支出决算总表（万元）", "收入支出决算总表"), ("收 入 支 出 决 算 总 表", "收入支出决算总表"),
        ("收入总表", "收入决算表"), ("附表3 支出决算表", "支出决算表"), ("支出决算表（续）", "支出决算表"),
        ("财政拨款收支决算总表", "财政拨款收入支出决算总表"), ("一般公共预算财政拨款基本支出决算表", "一般公共预算财政拨款基本支出决算明细表"),
        ("财政拨款“三公”经费支出决算表", "一般公共预算财政拨款“三公”经费支出决算表"), ('财政拨款"三公"经费支出决算表', "一般公共预算财政拨款“三公”经费支出决算表"),
        ("国有资本经营预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表"), ("部门整体绩效自评表", "部门整体支出绩效自评表"),
        ("附件3：2023年度部门整体支出绩效评价基础数据表", "部门整体支出绩效评价基础数据表"), ("2023年度法律援助项目自评表", "项目支出绩效自评表"),
        ("某县政府采购中心2023年度收入支出决算总表", "收入支出决算总表"), ("2023年某市国有资产管理局支出决算表", "支出决算表"),
        ("收人支出决算总表", "收入支出决算总表"), ("一般公共预箅财政拨款支出决箅表", "一般公共预算财政拨款支出决算表"),
    ],
)  # fmt: skip
def test_titles(line: str, form: str) -> None:
    names, _ = title_forms(line, "绩效自评" if "绩效" in form else "部门决算")
    assert names[:1] == (form,)


@pytest.mark.parametrize(
    "line",
    [
        "收入支出决算总表……5", "收入支出决算总表......12", "收入支出决算总表 PAGEREF _Toc123", "本部门收入支出决算总表反映了全年收支情况。", "政府采购情况表",
        "财政专户管理资金收入支出决算表", "政府性基金预算财政拨款基本支出决算表", "债务支出预算表", "部门整体支出绩效目标表", "",
    ],
)  # fmt: skip
def test_no_titles(line: str) -> None:
    names, _ = title_forms(line)
    assert names == ()


@each_grid
def test_contents_name_forms_without_being_one(grid: GridKind) -> None:
    drawing = "一、收入支出决算总表 | 5\n二、收入决算表 | 6\n三、支出决算表 | 7\n四、财政拨款“三公”经费支出决算表 | 8"
    result = read(drawing, "目录", grid=grid)
    assert result.account.form is None
    assert not [fact for fact in result.facts if fact.known]


@each_grid
def test_explanations_of_terms_are_no_form(grid: GridKind) -> None:
    drawing = """
        名词 | 解释
        基本支出 | 指为保障机构正常运转而发生的支出。
        “三公”经费 | 指因公出国（境）费、公务用车购置及运行费和公务接待费。
        因公出国（境）费 | 指公务出国的国际旅费。
        公务用车购置及运行维护费 | 指车辆购置和燃料费。
        公务接待费 | 指按规定开支的接待费用。
        机关运行经费 | 指用于购买货物和服务的资金。
    """
    result = read(drawing, "名词解释", grid=grid)
    assert (result.account.form, result.facts) == (None, ())


@each_grid
def test_a_title_over_another_table_is_not_enough(grid: GridKind) -> None:
    result = read("姓名 | 职务\n某某 | 科长\n合计 | 2", "收入支出决算总表", grid=grid)
    assert result.account.form is None


@each_grid
def test_heads_alone_make_no_statement(grid: GridKind) -> None:
    """Income and expenditure without any title could be any of four forms."""
    result = read(
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n201 | 一般公共服务支出 | 12.5 | 12.5 | ", "单位：万元", grid=grid
    )
    assert (result.account.form, result.account.known) == (None, False)
    assert {fact.known for fact in result.facts} == {False}
    assert short(result) == {"201一般公共服务支出/合计=12.5", "201一般公共服务支出/基本支出=12.5"}


@each_grid
def test_many_labels_of_its_own_make_an_untitled_performance_form(grid: GridKind) -> None:
    result = read(
        """
        项目名称 | 培训费 | < | < | < | <
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        ^ | 年度资金总额 | 20 | 20 | 19 | 95%
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        产出指标 | 数量指标 | 期数 | 5期 | 5期 | 90
        """,
        kind="绩效自评",
        grid=grid,
    )
    assert result.account.form is not None
    assert {fact.confidence for fact in result.facts} == {0.9}


@each_grid
def test_unknown_forms_come_out_as_printed(grid: GridKind) -> None:
    result = read(
        """
        序号 | 项目名称 | 年初账面原值 | 本年增加 | 年末账面原值
        1 | 一、房屋和构筑物 | 120.5 | 3.25 | 123.75
        2 | （二）其中：设备 | 20.5 | - | 20.5
        合计 | < | 141 | 3.25 | 144.25
        """,
        "国有资产变动表",
        "单位：万元",
        grid=grid,
    )
    assert (result.account.form, result.account.title, result.account.known) == (None, "国有资产变动表", False)
    assert {fact.form for fact in result.facts} == {"国有资产变动表"}
    assert short(result) == {
        "房屋和构筑物/年初账面原值=120.5", "房屋和构筑物/本年增加=3.25", "房屋和构筑物/年末账面原值=123.75",
        "设备/年初账面原值=20.5", "设备/年末账面原值=20.5", "合计/年初账面原值=141", "合计/本年增加=3.25", "合计/年末账面原值=144.25",
    }  # fmt: skip


@each_grid
def test_unknown_forms_with_two_rows_of_heads(grid: GridKind) -> None:
    """Two columns 小计 are told apart by the heads above them."""
    result = read(
        """
        项目 | < | 合计 | 工资福利支出 | < | 商品和服务支出 | <
        科目编码 | 科目名称 | ^ | 小计 | 基本工资 | 小计 | 办公费
        201 | 一般公共服务支出 | 120.5 | 100.5 | 80.5 | 20 | 15
        """,
        "财政拨款支出决算明细表",
        "单位：万元",
        grid=grid,
    )
    assert short(result) == {
        "201一般公共服务支出/合计=120.5", "201一般公共服务支出/工资福利支出/小计=100.5", "201一般公共服务支出/基本工资=80.5",
        "201一般公共服务支出/商品和服务支出/小计=20", "201一般公共服务支出/办公费=15",
    }  # fmt: skip


@each_grid
def test_the_fund_of_the_title_is_the_scope(grid: GridKind) -> None:
    other = read(OFFICIAL, "政府性基金预算财政拨款“三公”经费支出决算表", "单位：万元", grid=grid)
    mine = read(OFFICIAL, "一般公共预算财政拨款“三公”经费支出决算表", "单位：万元", grid=grid)
    assert {fact.scope for fact in mine.facts} == {"一般公共预算财政拨款"}
    assert {fact.scope for fact in other.facts} == {"政府性基金预算财政拨款"}
    assert mine.account.form != other.account.form


@each_grid
def test_years_and_dates_are_no_amounts(grid: GridKind) -> None:
    result = read(
        "项目 | 2022年 | 2023年\n行政经费 | 12.5 | 13.5\n成立时间 | 2019年3月 | 2020年", "行政经费情况表", "单位：万元", grid=grid
    )
    assert short(result) == {"行政经费/2022年@2022=12.5", "行政经费/2023年=13.5"}


@each_grid
def test_a_misread_head_lowers_the_confidence(grid: GridKind) -> None:
    result = read(
        OFFICIAL.replace("决算数", "决箅数").replace("公务接待费", "公务接侍费"),
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
        grid=grid,
    )
    assert {"公务接待费/决算数=6.3", "三公经费/预算数=7.5"} <= short(result)
    confidence = {(fact.item, fact.column): fact.confidence for fact in result.facts}
    assert confidence["三公经费", "预算数"] == 1.0
    assert confidence["三公经费", "决算数"] == confidence["公务接待费", "预算数"] == 0.9


@each_grid
def test_a_label_no_form_knows_is_warned_about_in_a_closed_form(grid: GridKind) -> None:
    result = read(OFFICIAL + "\n办公用品费 | 1 | 2", "财政拨款“三公”经费支出决算表", "单位：万元", grid=grid)
    assert codes(result) == ["unknown_label", "unknown_label"]
    assert "办公用品费" in result.notices[0].message
    assert result.notices[0].source.row == 4


def test_two_tables_of_one_document_do_not_mix() -> None:
    first, second = read_all(
        "收入决算表",
        "单位：元",
        table(rows_of("科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入\n201 | 一般公共服务支出 | 80 | 80"), index=0),
        "四、机构设置情况说明",
        table(rows_of("2080505 | 养老支出 | 8.5 | 8.5"), index=1),
    )
    assert first.account.form == "收入决算表"
    assert second.account.form is None


@each_grid
def test_last_years_column_of_an_unknown_form(grid: GridKind) -> None:
    result = read("项目 | 上年预算数 | 本年预算数\n取暖费 | 12.5 | 13.5", "专项经费表", "单位：万元", grid=grid)
    assert short(result) == {"取暖费/预算数@2022=12.5", "取暖费/预算数=13.5"}


@each_grid
def test_a_title_broken_over_two_paragraphs(grid: GridKind) -> None:
    result = read(
        "部门名称 | 某局 | < | <\n年度资金（万元） | 年初预算数 | 全年预算数 | 全年执行数\n年度资金总额 | 20 | 20 | 19\n一级指标 | 二级指标 | 三级指标 | 年度指标值",
        "2023年度部门整体支出",
        "绩效自评表",
        kind="绩效自评",
        grid=grid,
    )
    assert (result.account.form, result.facts[0].confidence) == ("部门整体支出绩效自评表", 1.0)


@each_grid
def test_figures_that_had_no_room_are_told(grid: GridKind) -> None:
    """Spreadsheet programs print # for a figure wider than its column."""
    drawing = "项目 | 预算数 | 决算数\n合计 | ### | 6.3\n因公出国（境）费 | 0 | 0\n公务接待费 | 7.5 | ####"
    result = read(drawing, "“三公”经费支出决算表", "单位：万元", grid=grid)
    assert {(fact.item, fact.column, fact.raw) for fact in result.facts if fact.value} == {
        ("三公经费", "决算数", "6.3"),
        ("公务接待费", "预算数", "7.5"),
    }
    assert codes(result) == ["figure_not_printed", "figure_not_printed"]
    assert result.account.warned == 2


def test_an_unknown_table_takes_no_unprinted_figure_for_a_head() -> None:
    result = read("品名 | 价值\n设备 | ###\n家具 | 12.50")
    assert [(fact.item, fact.column) for fact in result.facts] == [("家具", "价值")]
    assert codes(result) == ["figure_not_printed"]


def test_an_indicator_has_no_unprinted_score() -> None:
    drawing = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 培训人次 | 100人 | ## | 20 | ##
        ^ | 质量指标 | 合格率 | 95% | 96% | 30 | 30
    """
    result = read(drawing, "项目支出绩效自评表", kind="绩效自评")
    measured = [(row.target, row.actual, row.weight, row.score) for row in result.indicators]
    assert measured == [("100人", None, "20", ""), ("95%", "96%", "30", "30")]
    assert codes(result) == ["figure_not_printed", "figure_not_printed"]

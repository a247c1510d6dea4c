"""绩效自评: fund tables and indicator tables of the provinces, project names, totals, weights."""

from __future__ import annotations

import pytest

from gongkai.extractors.tables import TableResult
from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, indicators, read, short

each_grid = pytest.mark.parametrize("grid", GRIDS)


def self_evaluation(drawing: str, *above: str, grid: GridKind = "exact", year: int = 2023) -> TableResult:
    return read(drawing, *above, grid=grid, kind="绩效自评", year=year)


NATIONAL = """
    项目支出绩效自评表 | < | < | < | < | < | < | < | <
    （2023年度） | < | < | < | < | < | < | < | <
    项目名称 | < | 城市道路养护专项 | < | < | < | < | < | <
    主管部门 | < | 市城管局 | < | < | 实施单位 | < | 市政所 | <
    项目资金（万元） | < | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
    ^ | ^ | 年度资金总额 | 120.00 | 130.00 | 117.00 | 10 | 90.00% | 9.00
    ^ | ^ | 其中：当年财政拨款 | 100.00 | 110.00 | 97.00 | — | 88.18% | —
    ^ | ^ | 其他资金 | | | | — | | —
    年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <
    ^ | 目标1：养护道路50公里。 | < | < | < | 完成养护52公里。 | < | < | <
    绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
    ^ | 产出指标 | 数量指标 | 养护里程 | ≥50公里 | 52公里 | 15 | 15 |
    ^ | ^ | 质量指标 | 合格率 | 95% | 96% | 15 | 15 |
    ^ | ^ | ^ | 指标2 | | | | |
    ^ | ^ | 时效指标 | …… | | | | |
    ^ | ^ | 成本指标 | 总成本 | ≤130万元 | 117 | 20 | 20 |
    ^ | 效益指标 | 社会效益指标 | 通行时间 | 减少 | 减少 | 30 | 28 | 略有不足
    ^ | 满意度指标 | 服务对象满意度指标 | 市民满意度 | ≥90% | 92% | 10 | 10 |
    总分 | < | < | < | < | < | 100 | 97.00 |
"""


@each_grid
def test_the_national_project_form(grid: GridKind) -> None:
    result = self_evaluation(NATIONAL, grid=grid)
    assert short(result) == {
        "年度资金总额/年初预算数=120.00", "年度资金总额/全年预算数=130.00", "年度资金总额/全年执行数=117.00", "年度资金总额/分值=10分",
        "年度资金总额/执行率=90.00%", "年度资金总额/得分=9.00分", "当年财政拨款/年初预算数=100.00", "当年财政拨款/全年预算数=110.00",
        "当年财政拨款/全年执行数=97.00", "当年财政拨款/执行率=88.18%", "总分/分值=100分", "总分/得分=97.00分",
    }  # fmt: skip
    assert {fact.subject for fact in result.facts} == {"城市道路养护专项"}
    assert indicators(result) == [
        ("产出指标", "数量指标", "养护里程", "≥50公里", "52公里", "15", "15"),
        ("产出指标", "质量指标", "合格率", "95%", "96%", "15", "15"),
        ("产出指标", "成本指标", "总成本", "≤130万元", "117", "20", "20"),
        ("效益指标", "社会效益指标", "通行时间", "减少", "减少", "30", "28"),
        ("满意度指标", "服务对象满意度指标", "市民满意度", "≥90%", "92%", "10", "10"),
    ]
    assert not result.notices


@each_grid
def test_levels_repeated_in_every_row(grid: GridKind) -> None:
    """Printed once, merged downwards or repeated: the same rows."""
    result = self_evaluation(
        NATIONAL.replace("^ | ^ | 质量指标", "^ | 产出指标 | 质量指标").replace("^ | ^ | 成本指标", "^ | 产出指标 | 成本指标"),
        grid=grid,
    )
    assert [row[:3] for row in indicators(result)][:3] == [
        ("产出指标", "数量指标", "养护里程"),
        ("产出指标", "质量指标", "合格率"),
        ("产出指标", "成本指标", "总成本"),
    ]


@each_grid
def test_sichuan(grid: GridKind) -> None:
    result = self_evaluation(
        """
        项目名称 | 业务运转经费 | < | < | < | < | < | <
        预算单位 | 某某局 | < | < | 实施单位（公章） | 某某局 | < | <
        项目资金（万元） | | 年初预算数 | 全年预算数（调整后预算数） | 预算执行数 | 预算执行率 | 权重 | 自评得分
        ^ | 总额 | 20.00 | 18.50 | 18.50 | 100.00% | 10 | 10
        ^ | 其中：财政资金 | 20.00 | 18.50 | 18.50 | 100.00% | / | /
        ^ | 财政专户管理资金 | 0.00 | 0.00 | 0.00 | 0.00% | / | /
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值
        ^ | 产出指标 | 数量指标 | 科目调整次数 | ≤ | 10 | 次 | 5
        """,
        "部门预算项目支出绩效自评表",
        "金额单位：万元",
        grid=grid,
    )
    assert {
        "年度资金总额/全年预算数=18.50",
        "年度资金总额/全年执行数=18.50",
        "年度资金总额/分值=10分",
        "年度资金总额/得分=10分",
        "财政资金/年初预算数=20.00",
    } <= short(result)
    (row,) = result.indicators
    assert (row.level3, row.operator, row.target, row.measure_unit, row.actual) == ("科目调整次数", "≤", "10", "次", "5")


@each_grid
def test_hubei_weights_in_names_and_a_single_score(grid: GridKind) -> None:
    result = self_evaluation(
        """
        项目名称 | 法律援助专项 | < | < | < | < | <
        预算执行情况（万元）（20分） | | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分*执行率） | <
        ^ | 年度财政资金总额 | 57.05 | 50.1 | 87.82% | 17.56 | <
        年度目标1：（80分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
        ^ | 产出指标（50分） | 数量指标 | 案件数（20分） | 160件 | 165件 | 20
        ^ | ^ | 质量指标 | 合格率（30分） | 100% | 100% | 30
        总分 | 67.56 | < | < | < | < | <
        """,
        "2023年度法律援助项目自评表",
        grid=grid,
    )
    assert short(result) == {
        "年度资金总额/预算数=57.05", "年度资金总额/全年执行数=50.1", "年度资金总额/执行率=87.82%", "年度资金总额/得分=17.56分",
        "产出指标/分值=50分", "总分/得分=67.56分",
    }  # fmt: skip
    assert [row[-2:] for row in indicators(result)] == [("20", "20"), ("30", "30")]


@each_grid
def test_chongqing_total_beside_the_name(grid: GridKind) -> None:
    result = self_evaluation(
        """
        专项名称 | 城市管理专项 | < | < | 编码 | 001 | < | 自评总分（分） | 98.5
        主管部门 | 城管局 | < | < | 财政处室 | 经建科 | < | 自评联系人 | 某人
        项目资金（万元） | | 年初预算 | 全年（调整）预算数 | 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分（分） |
        ^ | 总量 | 500 | 450 | 445.5 | 99 | 10 | 9.9 |
        指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数（%） | 指标权重（分） | 是否核心指标
        清扫面积 | 万平方米 | ≥ | 100 | 110 | 112 | 100 | 40 | 是
        """,
        "2023年项目支出绩效自评表",
        grid=grid,
    )
    assert short(result) == {
        "总分/得分=98.5分", "年度资金总额/年初预算数=500", "年度资金总额/全年预算数=450", "年度资金总额/全年执行数=445.5",
        "年度资金总额/执行率=99%", "年度资金总额/分值=10分", "年度资金总额/得分=9.9分",
    }  # fmt: skip
    (row,) = result.indicators
    assert (row.level3, row.target, row.actual, row.weight, row.measure_unit) == ("清扫面积", "100", "112", "40", "万平方米")
    assert not result.notices


@each_grid
def test_ningxia_names_the_label_column(grid: GridKind) -> None:
    result = self_evaluation(
        """
        项目名称 | 乡村振兴 | < | < | < | < | < | <
        项目资金（万元） | 资金来源 | 年初预算数（A） | 全年预算数（B） | 全年执行数（C） | 分值（10分） | 执行率（C/B） | 得分
        ^ | 年度资金总额 | 95.00 | 95.00 | 90.00 | 10 | 94.74 | 9.47
        ^ | 其中：中央补助 | 50.00 | 50.00 | 50.00 | - | 100 | -
        年度总体目标 | 年初设定目标 | < | < | 全年实际完成情况 | < | < | <
        ^ | 完成任务 | < | < | 完成了任务2项 | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值（A） | 全年实际值（B） | 参考分值 | 得分
        ^ | 产出指标（50分） | 数量指标 | 数量 | 10 | 10 | 50 | 50
        总  计 | < | < | < | < | < | 100 | 97.47
        """,
        "项目支出绩效自评表",
        grid=grid,
    )
    assert {
        "年度资金总额/全年预算数=95.00", "年度资金总额/全年执行数=90.00", "年度资金总额/执行率=94.74%", "年度资金总额/分值=10分",
        "中央财政资金/全年执行数=50.00", "总分/分值=100分", "总分/得分=97.47分", "产出指标/分值=50分",
    } <= short(result)  # fmt: skip
    assert not result.notices


@each_grid
def test_label_value_cells_of_the_overall_form(grid: GridKind) -> None:
    result = self_evaluation(
        """
        部门名称 | 某县网信办 | < | < | < | < | < | <
        年度预算申请（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 148.02 | 163.67 | 162.94 | 10 | 99.55% | 9.96
        ^ | 按收入性质分： | < | < | 按支出性质分： | < | < | <
        ^ | 其中：一般公共预算：163.67 | < | < | 其中：基本支出：104.524245 | < | < | <
        ^ | 政府性基金拨款：0 | < | < | 项目支出：58.42 | < | < | <
        ^ | 其他资金： | < | < | | < | < | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        产出指标\\n（50分） | 数量指标 | 会议场次 | 12场 | 12场 | 50 | 50 |
        总分 | < | < | < | < | 100 | 98.96 |
        """,
        "部门整体支出绩效自评表",
        grid=grid,
    )
    assert short(result) == {
        "年度资金总额/年初预算数=148.02", "年度资金总额/全年预算数=163.67", "年度资金总额/全年执行数=162.94", "年度资金总额/分值=10分",
        "年度资金总额/执行率=99.55%", "年度资金总额/得分=9.96分", "一般公共预算/金额=163.67", "基本支出/金额=104.524245",
        "政府性基金拨款/金额=0", "项目支出/金额=58.42", "产出指标/分值=50分", "总分/分值=100分", "总分/得分=98.96分",
    }  # fmt: skip


@each_grid
def test_columns_named_beside_their_figures(grid: GridKind) -> None:
    """The older form for transfers: 预算数： | 150 | 执行数： | 148.5, with the funds below."""
    result = self_evaluation(
        """
        项目名称 | 农村厕所改造 | < | < | <
        项目预算执行情况（元） | 预算数： | 1,500,000 | 执行数： | 1,485,000
        ^ | 其中：财政拨款 | 1,500,000 | 其中：财政拨款 | 1,485,000
        ^ | 其他资金 | 0 | 其他资金 | 0
        年度目标完成情况 | 预期目标 | < | 目标实际完成情况 | <
        ^ | 改造500户 | < | 已改造500户 | <
        年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 预期指标值
        ^ | 产出指标 | 数量指标 | 改造户数 | 500户
        """,
        "项目支出绩效自评表",
        grid=grid,
    )
    assert short(result) == {
        "年度资金总额/预算数=150.0000", "年度资金总额/全年执行数=148.5000", "财政拨款/预算数=150.0000", "财政拨款/全年执行数=148.5000",
        "其他资金/预算数=0.0000", "其他资金/全年执行数=0.0000",
    }  # fmt: skip


@each_grid
def test_funds_below_the_goals(grid: GridKind) -> None:
    """Text of goals swallows no figures of the rows below it."""
    result = self_evaluation(
        """
        项目名称 | 培训费 | < | < | < | <
        年度总体目标 | 预期目标 | < | < | 实际完成情况 | <
        ^ | 全年培训5期200人 | < | < | 完成5期210人 | <
        年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值
        ^ | 产出指标 | 数量指标 | 期数 | 5期 | 5期
        项目资金（万元） | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        ^ | 年度资金总额 | 20 | 20 | 19 | 95%
        """,
        "项目绩效自评表",
        grid=grid,
    )
    assert short(result) == {
        "年度资金总额/年初预算数=20",
        "年度资金总额/全年预算数=20",
        "年度资金总额/全年执行数=19",
        "年度资金总额/执行率=95%",
    }


@each_grid
def test_weights_of_every_level(grid: GridKind) -> None:
    """Where each level has a column of weights, the indicator's own weight stands right of its name."""
    result = self_evaluation(
        """
        一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 评分标准 | 得分
        投入 | 15 | 预算配置 | 15 | 在职人员控制率 | 5 | 以100%为标准，每超过1%扣1分 | 5
        ^ | ^ | ^ | ^ | “三公”经费变动率 | 4 | 不大于0得满分 | 4
        过程 | 25 | 预算执行 | 25 | 预算完成率 | 5 | 100%计满分 | 4.8
        """,
        "部门整体支出绩效评价自评表",
        grid=grid,
    )
    assert [row[2:] for row in indicators(result)] == [
        ("在职人员控制率", None, None, "5", "5"),
        ("“三公”经费变动率", None, None, "4", "4"),
        ("预算完成率", None, None, "5", "4.8"),
    ]


@each_grid
@pytest.mark.parametrize("label", ["总分", "合计", "总计", "总 分", "自评总分"])
def test_totals_are_no_indicators(label: str, grid: GridKind) -> None:
    result = self_evaluation(
        f"""
        年度资金总额（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        ^ | 合计 | 10 | 12 | 12 | 100%
        一级指标 | 二级指标 | 三级指标 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 场次 | 12场 | 90 | 88
        {label} | < | < | < | 100 | 98
        """,
        "部门整体支出绩效自评表",
        grid=grid,
    )
    assert {"总分/分值=100分", "总分/得分=98分", "年度资金总额/全年预算数=12"} <= short(result)
    assert len(result.indicators) == 1


@each_grid
def test_a_rate_that_may_be_a_ratio_is_warned_about(grid: GridKind) -> None:
    drawing = """
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        ^ | 年度资金总额 | 20 | 20 | 19 | {rate}
        ^ | 其他资金 | 10 | 10 | 9 | {other}
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        产出指标 | 数量指标 | 期数 | 5期 | 5期 | 90
    """
    ratios = self_evaluation(drawing.format(rate="0.95", other="1"), "项目支出绩效自评表", grid=grid)
    assert codes(ratios) == ["rate_without_sign", "rate_without_sign"]
    rates = self_evaluation(drawing.format(rate="95", other="1.2"), "项目支出绩效自评表", grid=grid)
    assert {"年度资金总额/执行率=95%", "其他资金/执行率=1.2%"} <= short(rates)


def test_an_amount_in_a_label_across_the_column_is_no_rate_beside_it() -> None:
    drawing = """
        年度预算申请（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 20 | 20 | 19 | 10 | 0.95 | 9.5
        ^ | 基本支出：12.50 | < | < | 项目支出：6.50 | < | < | <
    """
    result = self_evaluation(drawing, "部门整体支出绩效自评表")
    assert codes(result) == ["rate_without_sign"]
    assert "项目支出/金额=6.50" in short(result)


@each_grid
def test_a_row_of_funds_is_no_project_name(grid: GridKind) -> None:
    """项目支出 beside figures is an item, although 项目支出 beside a name is the label of the project."""
    result = self_evaluation(
        """
        部门名称 | 某局 | < | < | <
        年度预算（万元） | | 年初预算数 | 全年预算数 | 全年执行数
        ^ | 年度资金总额 | 30 | 30 | 29
        项目支出 | < | 10 | 10 | 9
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出指标 | 数量指标 | 期数 | 5期 | 5期
        """,
        "部门整体支出绩效自评表",
        grid=grid,
    )
    assert {"项目支出/年初预算数=10", "项目支出/全年执行数=9"} <= short(result)


@each_grid
def test_basic_data_with_a_corner_and_two_kinds_of_heads(grid: GridKind) -> None:
    result = self_evaluation(
        """
        财政供养人员情况（人） | 编制数 | < | 2023年实际在职人数 | < | 控制率
        ^ | 15 | < | 13 | < | 86.67%
        经费控制情况（万元） | 2022年决算数 | < | 2023年预算数 | < | 2023年决算数
        三公经费 | 1.55 | < | 2.00 | < | 1.0263
        其中：公车购置 | 0 | < | 0 | < | 0
        2、出国经费 | | < | 0 | < | 0
        3、公务接待 | 1.55 | < | 2.00 | < | 1.0263
        公用经费 | 20.5 | < | 21 | < | 20.1
        其中：办公经费 | 5.5 | < | 6 | < | 5.1
        楼堂馆所控制情况（2023年完工项目） | 批复规模（㎡） | 实际规模（㎡） | 规模控制率 | 预算投资（万元） | 实际投资（万元）
        ^ | 0 | 0 | 0 | 0 | 0
        厉行节约保障措施 | 制定了3项制度，压减经费10%。 | < | < | < | <
        """,
        "部门整体支出绩效评价基础数据表",
        grid=grid,
    )
    assert {
        "财政供养人员/编制数=15人", "财政供养人员/实际在职人数=13人", "财政供养人员/控制率=86.67%",
        "三公经费/决算数@2022=1.55", "三公经费/预算数=2.00", "三公经费/决算数=1.0263", "公务用车购置费/决算数=0",
        "办公经费/决算数=5.1", "楼堂馆所/批复规模=0㎡", "楼堂馆所/规模控制率=0%", "楼堂馆所/实际投资=0",
    } <= short(result)  # fmt: skip
    assert not result.notices


@each_grid
def test_several_projects_in_one_table(grid: GridKind) -> None:
    """Each project has its own heads and its own name; a first level repeated in every row gives its weight once."""
    project = """
        项目名称 | {name} | < | < | < | <
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
        ^ | 年度资金总额 | {figure} | 20 | 19 | 95%
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        产出指标（50分） | 数量指标 | 期数 | 5期 | 5期 | 45
        产出指标（50分） | 数量指标 | 次数 | 5次 | 5次 | 5
        总分 | < | < | < | < | 50
    """
    result = self_evaluation(
        project.format(name="甲项目", figure="20") + project.format(name="乙项目", figure="30"), "项目支出绩效自评表", grid=grid
    )
    assert {(fact.subject, format(fact.value, "f")) for fact in result.facts if fact.column == "年初预算数"} == {
        ("甲项目", "20"),
        ("乙项目", "30"),
    }
    assert [fact.subject for fact in result.facts if fact.item == "产出指标"] == ["甲项目", "乙项目"]
    assert [row.subject for row in result.indicators] == ["甲项目", "甲项目", "乙项目", "乙项目"]


@each_grid
def test_tasks_with_money_below_the_goals(grid: GridKind) -> None:
    """Yunnan: years beside goals are text, the money of the tasks below them is not."""
    result = self_evaluation(
        """
        财年 | 目标 | < | < | 实际完成情况 | < | <
        2023 | 完成任务12项 | < | < | 已完成12项 | < | <
        任务名称 | 主要内容 | 批复金额（万元） | < | < | 实际支出金额（万元） | 预算执行率
        ^ | ^ | 总额 | 财政拨款 | 其他资金 | ^ | ^
        道路养护 | 养护道路 | 120.5 | 100.5 | 20 | 118.5 | 98.34%
        绩效指标 | < | < | 指标性质 | 指标值 | 度量单位 | 实际完成值
        一级指标 | 二级指标 | 三级指标 | ^ | ^ | ^ | ^
        产出指标 | 数量指标 | 养护里程 | >= | 50 | 公里 | 52
        """,
        "2023年度部门整体支出绩效自评表",
        grid=grid,
    )
    assert {"道路养护/全年执行数=118.5", "道路养护/执行率=98.34%", "道路养护/总额=120.5", "道路养护/财政拨款=100.5"} <= short(
        result
    )
    assert not result.notices
    assert indicators(result)[0][:5] == ("产出指标", "数量指标", "养护里程", "50", "52")


@each_grid
def test_amounts_in_text_are_not_passed_over(grid: GridKind) -> None:
    result = self_evaluation(
        """
        年度总体目标 | 预期目标 | < | 实际完成情况 | <
        内容 | 完成12项 | 1,234.56 | 已完成 | 987.65
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出指标 | 数量指标 | 期数 | 5期 | 5期
        年度资金 | | 年初预算数 | 全年预算数 | 全年执行数
        """,
        "部门整体支出绩效自评表",
        grid=grid,
    )
    assert result.account.warned == 2


@each_grid
def test_funds_without_a_label_are_the_total(grid: GridKind) -> None:
    result = self_evaluation(
        """
        项目名称 | 某项目 | < | < | < | <
        预算执行情况（10分） | 年初预算数（万元） | 全年预算数（万元） | 全年执行数（万元） | 执行率 | 得分
        ^ | 100 | 120 | 118.5 | 98.75% | 9.88
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
        产出指标（50分） | 数量指标 | 数量 | 10 | 10 | 50分
        """,
        "项目支出绩效自评表",
        grid=grid,
    )
    assert {
        "年度资金总额/年初预算数=100",
        "年度资金总额/全年执行数=118.5",
        "年度资金总额/得分=9.88分",
        "产出指标/分值=50分",
    } <= short(result)
    assert indicators(result)[0][-1] == "50"


@each_grid
def test_telephones_dates_and_codes_are_no_money(grid: GridKind) -> None:
    result = self_evaluation(
        """
        部门名称 | 某局 | < | <
        年度资金（万元） | 年初预算数 | 全年预算数 | 全年执行数
        年度资金总额 | 20 | 20 | 19
        其中：基本支出：15 | < | 联系电话：12345678 | <
        填表人：某某 联系电话：87654321 | < | 填报日期：20240315 | <
        完成目标：20 | < | 自评得分：98.5 | <
        一级指标 | 二级指标 | 三级指标 | 年度指标值
        """,
        "部门整体支出绩效自评表",
        grid=grid,
    )
    assert short(result) == {
        "年度资金总额/年初预算数=20",
        "年度资金总额/全年预算数=20",
        "年度资金总额/全年执行数=19",
        "基本支出/金额=15",
        "总分/得分=98.5分",
    }
    assert codes(result) == ["unknown_label"]
    assert "完成目标" in result.notices[0].message


@each_grid
def test_numbers_of_an_unknown_form_that_only_identify(grid: GridKind) -> None:
    result = self_evaluation("项目 | 内容\n联系电话 | 12345678\n经费 | 12.5\n邮编 | 410000", "基本情况表", "单位：万元", grid=grid)
    assert short(result) == {"经费/内容=12.5"} or short(result) == set()
    assert not [fact for fact in result.facts if fact.value > 1000]


def test_a_first_level_label_torn_over_a_page_keeps_its_weight() -> None:
    result = self_evaluation(
        """
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        ^ | 效益指标 | 社会效益指标 | 知晓率 | ≥80% | 85% | 10 | 10
        | （30分） | 生态效益指标 | 绿化率 | ≥30% | 31% | 20 | 19
        总分 | < | < | < | < | < | 100 | 98
        """,
        "项目支出绩效自评表",
    )
    assert [row[:3] for row in indicators(result)] == [
        ("效益指标", "社会效益指标", "知晓率"),
        ("效益指标", "生态效益指标", "绿化率"),
    ]
    assert "效益指标/分值=30分" in short(result)

"""部门决算 as the Ministry of Finance and the provinces print it: codes, 栏次, two and three sides, 三公 tables in every orientation."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import GridKind

from .sketch import GRIDS, read, read_all, rows_of, short, table

each_grid = pytest.mark.parametrize("grid", GRIDS)

ABOVE = ("公开表", "部门：某局", "金额单位：万元")


@each_grid
def test_income_beside_expenditure_with_line_numbers(grid: GridKind) -> None:
    result = read(
        """
        收入 | < | < | 支出 | < | <
        项目 | 行次 | 金额 | 项目 | 行次 | 金额
        栏次 |  | 1 | 栏次 |  | 2
        一、一般公共预算财政拨款收入 | 1 | 307.82 | 一、一般公共服务支出 | 32 | 264.87
        二、政府性基金预算财政拨款收入 | 2 | 0.00 | 二、外交支出 | 33 |
        三、上级补助收入 | 3 | | 三、国防支出 | 34 |
        本年收入合计 | 27 | 307.82 | 本年支出合计 | 58 | 300.00
        使用非财政拨款结余（含专用结余） | 28 | 1.00 | 结余分配 | 59 |
        年初结转和结余 | 29 | 2.18 | 年末结转和结余 | 60 | 11.00
        总计 | 31 | 311.00 | 总计 | 62 | 311.00
        """,
        "收入支出决算总表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "一般公共预算财政拨款收入/金额=307.82", "一般公共服务支出/金额=264.87", "政府性基金预算财政拨款收入/金额=0.00",
        "本年收入合计/金额=307.82", "本年支出合计/金额=300.00", "使用非财政拨款结余/金额=1.00", "年初结转和结余/金额=2.18",
        "年末结转和结余/金额=11.00", "收入总计/金额=311.00", "支出总计/金额=311.00",
    }  # fmt: skip
    assert result.account.ignored == 16
    assert not result.notices


@each_grid
def test_code_merged_over_three_columns_and_line_numbers_in_the_name_column(grid: GridKind) -> None:
    """The national 公开02表: 栏次 stands in the name column, a whole code is merged over 类, 款 and 项."""
    result = read(
        """
        项目 | < | < | < | 本年收入合计 | 财政拨款收入 | 其他收入
        功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^
        类 | 款 | 项 | 栏次 | 1 | 2 | 3
        ^ | ^ | ^ | 合计 | 100.5 | 100.5 |
        201 | < | < | 一般公共服务支出 | 80.5 | 80.5 |
        2010301 | < | < | 行政运行 | 80.5 | 80.5 |
        208 | < | < | 社会保障和就业支出 | 20 | 20 |
        """,
        "收入决算表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "合计/本年收入合计=100.5", "合计/财政拨款收入=100.5",
        "201一般公共服务支出/本年收入合计=80.5", "201一般公共服务支出/财政拨款收入=80.5",
        "2010301行政运行/本年收入合计=80.5", "2010301行政运行/财政拨款收入=80.5",
        "208社会保障和就业支出/本年收入合计=20", "208社会保障和就业支出/财政拨款收入=20",
    }  # fmt: skip
    assert not result.notices


CODED = {
    "201一般公共服务支出/小计=80.5",
    "20103政府办公厅事务/小计=80.5",
    "2010301行政运行/小计=60.5",
    "2010302一般行政管理事务/小计=20",
}


@each_grid
@pytest.mark.parametrize(
    "rows",
    [
        "201 | | | 一般公共服务支出 | 80.5\n201 | 03 | | 政府办公厅事务 | 80.5\n201 | 03 | 01 | 行政运行 | 60.5\n201 | 03 | 02 | 一般行政管理事务 | 20",
        "201 | | | 一般公共服务支出 | 80.5\n | 03 | | 政府办公厅事务 | 80.5\n | | 01 | 行政运行 | 60.5\n | | 02 | 一般行政管理事务 | 20",
        "201 | | | 一般公共服务支出 | 80.5\n | 20103 | | 政府办公厅事务 | 80.5\n | | 2010301 | 行政运行 | 60.5\n | | 2010302 | 一般行政管理事务 | 20",
    ],
)
def test_codes_in_three_columns(rows: str, grid: GridKind) -> None:
    heads = "功能分类科目编码 | < | < | 科目名称 | 小计 | 基本支出 | 项目支出\n类 | 款 | 项 | ^ | ^ | ^ | ^\n"
    result = read(heads + rows, "一般公共预算财政拨款支出决算表", *ABOVE, grid=grid)
    assert short(result) == CODED
    parents = {fact.code: fact.parent for fact in result.facts}
    assert parents["2010301"] == ("一般公共服务支出", "政府办公厅事务")
    assert not result.notices


@each_grid
def test_codes_glued_to_names(grid: GridKind) -> None:
    result = read(
        """
        科目名称 | 小计 | 基本支出 | 项目支出
        201一般公共服务支出 | 80.5 | |
        2010301-行政运行 | 60.5 | |
        2080505 机关事业单位基本养老保险缴费支出 | 20 | |
        """,
        "一般公共预算财政拨款支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "201一般公共服务支出/小计=80.5",
        "2010301行政运行/小计=60.5",
        "2080505机关事业单位基本养老保险缴费支出/小计=20",
    }


@each_grid
def test_three_lanes_with_codes_and_a_total_merged_over_two(grid: GridKind) -> None:
    result = read(
        """
        人员经费 | < | < | 公用经费 | < | < | < | < | <
        科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
        301 | 工资福利支出 | 90.10 | 302 | 商品和服务支出 | 10.40 | 307 | 债务利息及费用支出 |
        30101 | 基本工资 | 50.10 | 30201 | 办公费 | 8.00 | 30701 | 国内债务付息 |
        30102 | 津贴补贴 | 40 | 30202 | 印刷费 | 2.40 | 310 | 资本性支出 | 3
        303 | 对个人和家庭的补助 | | 30203 | 咨询费 | | 31002 | 办公设备购置 | 3
        人员经费合计 | < | 90.10 | 公用经费合计 | < | < | < | < | 13.40
        """,
        "一般公共预算财政拨款基本支出决算明细表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "301工资福利支出/决算数=90.10", "30101基本工资/决算数=50.10", "30102津贴补贴/决算数=40", "302商品和服务支出/决算数=10.40",
        "30201办公费/决算数=8.00", "30202印刷费/决算数=2.40", "310资本性支出/决算数=3", "31002办公设备购置/决算数=3",
        "人员经费合计/决算数=90.10", "公用经费合计/决算数=13.40",
    }  # fmt: skip
    assert not result.notices


@each_grid
def test_rows_below_carried_over_funds(grid: GridKind) -> None:
    """Both sides have their 总计; 一般公共预算财政拨款 below 年初财政拨款结转和结余 is an item of its own."""
    result = read(
        """
        收入 | < | < | 支出 | < | < | < | <
        项目 | 行次 | 金额 | 项目 | 行次 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款
        栏次 | | 1 | 栏次 | | 2 | 3 | 4
        一、一般公共预算财政拨款 | 1 | 100.5 | 一、一般公共服务支出 | 33 | 80.5 | 80.5 |
        二、政府性基金预算财政拨款 | 2 | | 二、外交支出 | 34 | | |
        本年收入合计 | 27 | 100.5 | 本年支出合计 | 59 | 100.5 | 100.5 |
        年初财政拨款结转和结余 | 28 | 7 | 年末财政拨款结转和结余 | 60 | 7 | 7 |
        一般公共预算财政拨款 | 29 | 7 | | 61 | | |
        政府性基金预算财政拨款 | 30 | | | 62 | | |
        总计 | 32 | 107.5 | 总计 | 64 | 107.5 | 107.5 |
        """,
        "财政拨款收入支出决算总表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "一般公共预算财政拨款/金额=100.5", "一般公共服务支出/合计=80.5", "一般公共服务支出/一般公共预算财政拨款=80.5",
        "本年收入合计/金额=100.5", "本年支出合计/合计=100.5", "本年支出合计/一般公共预算财政拨款=100.5",
        "年初财政拨款结转和结余/金额=7", "年末财政拨款结转和结余/合计=7", "年末财政拨款结转和结余/一般公共预算财政拨款=7",
        "年初财政拨款结转和结余/一般公共预算财政拨款/金额=7",
        "收入总计/金额=107.5", "支出总计/合计=107.5", "支出总计/一般公共预算财政拨款=107.5",
    }  # fmt: skip
    assert not result.notices


OFFICIAL = {
    "三公经费/预算数=7.5", "因公出国（境）费/预算数=0", "公务用车购置及运行维护费/预算数=5.1", "公务用车购置费/预算数=0",
    "公务用车运行维护费/预算数=5.1", "公务接待费/预算数=2.4", "三公经费/决算数=6.3", "因公出国（境）费/决算数=0",
    "公务用车购置及运行维护费/决算数=4.2", "公务用车购置费/决算数=0", "公务用车运行维护费/决算数=4.2", "公务接待费/决算数=2.1",
}  # fmt: skip


@each_grid
@pytest.mark.parametrize(
    "drawing",
    [
        """
        预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <
        合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | < | < | 公务接待费
        ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^
        1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12
        7.5 | 0 | 5.1 | 0 | 5.1 | 2.4 | 6.3 | 0 | 4.2 | 0 | 4.2 | 2.1
        """,
        """
        项目 | 预算数 | 决算数
        合计 | 7.5 | 6.3
        1.因公出国（境）费 | 0 | 0
        2.公务接待费 | 2.4 | 2.1
        3.公务用车购置及运行费 | 5.1 | 4.2
        其中：公务用车购置 | 0 | 0
        公务用车运行 | 5.1 | 4.2
        """.replace("公务用车运行 |", "公务用车运行费 |"),
        """
        项目 | “三公”经费 | < | < | < | < | <
        ^ | 小计 | 因公出国（境）费用 | 公务接待费 | 公务用车购置及运行维护费 | < | <
        ^ | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行维护费
        栏次 | 1 | 2 | 3 | 4 | 5 | 6
        预算数 | 7.5 | 0 | 2.4 | 5.1 | 0 | 5.1
        决算数 | 6.3 | 0 | 2.1 | 4.2 | 0 | 4.2
        """,
        """
        合计 | < | 因公出国（境）费 | < | 公务接待费 | < | 公务用车购置及运行费 | < | < | < | < | <
        ^ | ^ | ^ | ^ | ^ | ^ | 小计 | < | 购置费 | < | 运行费 | <
        预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
        7.5 | 6.3 | 0 | 0 | 2.4 | 2.1 | 5.1 | 4.2 | 0 | 0 | 5.1 | 4.2
        """,
    ],
    ids=["national", "vertical", "rows-are-columns", "pairs"],
)
def test_official_expenses_in_every_orientation(drawing: str, grid: GridKind) -> None:
    if "合计 | < |" in drawing and grid == "listed":
        pytest.skip("which of the heads are merged downwards cannot be seen in one-cell-per-line text")
    result = read(drawing, "财政拨款“三公”经费支出决算表", *ABOVE, grid=grid)
    assert short(result) == OFFICIAL
    assert not result.notices
    parents = {fact.item: fact.parent for fact in result.facts}
    assert parents["公务用车购置费"] == ("三公经费", "公务用车购置及运行维护费")


def test_a_row_that_numbers_the_columns_is_no_figures_where_one_number_is_missing() -> None:
    """As where a seal covers it on a scan: 1 to 6 without the 3."""
    drawing = """
        预算数 | < | < | 决算数 | < | <
        合计 | 因公出国（境）费 | 公务接待费 | 合计 | 因公出国（境）费 | 公务接待费
        1 | 2 | | 4 | 5 | 6
        7.5 | 5.1 | 2.4 | 6.3 | 4.2 | 2.1
        """
    result = read(drawing, "财政拨款“三公”经费支出决算表", *ABOVE)
    assert {fact.raw for fact in result.facts} == {"7.5", "5.1", "2.4", "6.3", "4.2", "2.1"}


@each_grid
def test_counts_and_office_costs_in_the_yunnan_table(grid: GridKind) -> None:
    result = read(
        """
        项目 | 行次 | 统计数
        栏次 | | 1
        一、“三公”经费支出 | 1 | —
        （一）支出合计 | 2 | 63,000.50
        1．因公出国（境）费 | 3 |
        2．公务用车购置及运行维护费 | 4 | 42,000.00
        （1）公务用车购置费 | 5 |
        （2）公务用车运行维护费 | 6 | 42,000.00
        3．公务接待费 | 7 | 21,000.50
        （二）相关统计数 | 11 | —
        1．因公出国（境）团组数（个） | 12 | 0
        4．公务用车保有量（辆） | 15 | 2
        6．国内公务接待人次（人） | 17 | 120
        二、机关运行经费 | 18 | 350,000.00
        （一）行政单位 | 19 | 350,000.00
        """,
        "“三公”经费、行政参公单位机关运行经费情况表",
        "公开10表",
        "金额单位：元",
        grid=grid,
    )
    assert short(result) == {
        "三公经费/决算数=6.300050", "公务用车购置及运行维护费/决算数=4.200000", "公务用车运行维护费/决算数=4.200000", "公务接待费/决算数=2.100050",
        "因公出国（境）团组/决算数=0个", "公务用车保有量/决算数=2辆", "公务接待人次/决算数=120人",
        "机关运行经费/决算数=35.000000", "机关运行经费/行政单位/决算数=35.000000",
    }  # fmt: skip
    assert not result.notices


@each_grid
def test_rows_of_several_units(grid: GridKind) -> None:
    """Each unit's figures carry its name; the total is the department's own."""
    result = read(
        """
        单位名称 | “三公”经费合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | < | 公务接待费
        ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
        合计 | 15.2 | | 11 | | 11 | 4.2
        某局本级 | 10.2 | | 8 | | 8 | 2.2
        某中心 | 5 | | 3 | | 3 | 2
        """,
        "“三公”经费支出决算表",
        *ABOVE,
        grid=grid,
    )
    by_unit = {(fact.subject, fact.item): format(fact.value, "f") for fact in result.facts}
    assert len(by_unit) == len(result.facts) == 12
    assert (by_unit[None, "三公经费"], by_unit["某局本级", "三公经费"], by_unit["某中心", "公务接待费"]) == ("15.2", "10.2", "2")
    assert {fact.column for fact in result.facts} == {"决算数"}


@each_grid
def test_two_budgets_in_one_table_stay_apart(grid: GridKind) -> None:
    result = read(
        """
        项目 | 年初预算数 | 全年预算数 | 决算统计数
        1．因公出国（境）费 | 0 | 0 | 0
        2．公务接待费 | 3.5 | 2.5 | 1.8
        """,
        "“三公”经费支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert {"公务接待费/年初预算数=3.5", "公务接待费/全年预算数=2.5", "公务接待费/决算数=1.8"} <= short(result)


@each_grid
def test_title_number_and_unit_drawn_into_the_table(grid: GridKind) -> None:
    result = read(
        """
        2023年度一般公共预算财政拨款支出决算表 | < | < | < | < | <
        公开05表 | < | < | < | < | <
        部门：某局 | < | < | < | 单位：元 | <
        项目 | < | < | 本年支出 | < | <
        功能分类科目编码 | < | 科目名称 | 小计 | 基本支出 | 项目支出
        栏次 | < | < | 1 | 2 | 3
        合计 | < | < | 3,000,000.50 | 2,000,000.50 | 1,000,000.00
        201 | < | 一般公共服务支出 | 3,000,000.50 | 2,000,000.50 | 1,000,000.00
        注：本表反映部门本年度一般公共预算财政拨款支出情况，共3栏。 | < | < | < | < | <
        """,
        grid=grid,
    )
    assert result.account.form == "一般公共预算财政拨款支出决算表"
    assert (result.account.unit, result.account.unit_from) == ("元", "table")
    assert short(result) == {
        "合计/小计=300.000050", "合计/基本支出=200.000050", "合计/项目支出=100.000000",
        "201一般公共服务支出/小计=300.000050", "201一般公共服务支出/基本支出=200.000050", "201一般公共服务支出/项目支出=100.000000",
    }  # fmt: skip


@each_grid
def test_repeated_heads_and_torn_tables(grid: GridKind) -> None:
    heads = "项目 | < | 本年收入合计 | 财政拨款收入 | 其他收入\n科目编码 | 科目名称 | ^ | ^ | ^\n"
    first = heads + "201 | 一般公共服务支出 | 80.5 | 80.5 |\n" + heads + "2010301 | 行政运行 | 80.5 | 80.5 |"
    results = read_all(
        "收入决算表",
        "单位：元",
        table(rows_of(first), grid, 0),
        table(rows_of(heads + "208 | 社会保障和就业支出 | 8.5 | 8.5 |"), grid, 1),
        "续表",
        "金额单位：元",
        table(rows_of("2080505 | 机关事业单位基本养老保险缴费支出 | 8.5 | 8.5 |"), grid, 2),
    )
    assert [result.account.form for result in results] == ["收入决算表"] * 3
    assert [result.account.unit for result in results] == ["元"] * 3
    assert [fact.code for result in results for fact in result.facts] == [
        "201",
        "201",
        "2010301",
        "2010301",
        "208",
        "208",
        "2080505",
        "2080505",
    ]
    assert not any(result.notices for result in results)


@each_grid
def test_accounts_beside_budgets_keep_their_head(grid: GridKind) -> None:
    """决算数 alone is 金额; beside 年初预算数 it is 决算数."""
    result = read(
        """
        收入 | < | < | 支出 | < | <
        项目 | 年初预算数 | 决算数 | 项目 | 年初预算数 | 决算数
        一、一般公共预算财政拨款收入 | 100 | 107.82 | 一、一般公共服务支出 | 90 | 94.87
        总计 | 100 | 107.82 | 总计 | 100 | 107.82
        """,
        "收入支出决算总表",
        *ABOVE,
        grid=grid,
    )
    assert {
        "一般公共预算财政拨款收入/年初预算数=100", "一般公共预算财政拨款收入/决算数=107.82", "收入总计/决算数=107.82", "支出总计/年初预算数=100",
    } <= short(result)  # fmt: skip


@each_grid
def test_codes_in_pieces_beside_the_numbers_of_the_columns(grid: GridKind) -> None:
    """The national layout in full: 类, 款 and 项 stand in the row that numbers the columns."""
    result = read(
        """
        支出功能分类科目编码 | < | < | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出
        类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4
        ^ | ^ | ^ | 合计 | 3,456,789.12 | 2,456,789.12 | 1,000,000.00 |
        208 | | | 社会保障和就业支出 | 456,789.12 | 456,789.12 | |
        208 | 05 | | 行政事业单位养老支出 | 456,789.12 | 456,789.12 | |
        208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 456,789.12 | 456,789.12 | |
        """,
        "支出决算表",
        "公开03表",
        "金额单位：元",
        grid=grid,
    )
    assert short(result) == {
        "合计/本年支出合计=345.678912", "合计/基本支出=245.678912", "合计/项目支出=100.000000",
        "208社会保障和就业支出/本年支出合计=45.678912", "208社会保障和就业支出/基本支出=45.678912",
        "20805行政事业单位养老支出/本年支出合计=45.678912", "20805行政事业单位养老支出/基本支出=45.678912",
        "2080505机关事业单位基本养老保险缴费支出/本年支出合计=45.678912", "2080505机关事业单位基本养老保险缴费支出/基本支出=45.678912",
    }  # fmt: skip
    assert not result.notices


@each_grid
def test_the_same_heads_below_four_others(grid: GridKind) -> None:
    result = read(
        """
        功能分类科目编码 | 科目名称 | 年初结转和结余 | < | 本年收入 | < | < | 本年支出 | < | < | 年末结转和结余 | <
        ^ | ^ | 合计 | 项目支出结转和结余 | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出 | 合计 | 项目支出结转和结余
        合计 | < | 5 | 5 | 42 | | 42 | 43 | | 43 | 4 | 4
        """,
        "政府性基金预算财政拨款收入支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {
        "合计/年初结转和结余/合计=5", "合计/年初结转和结余/项目支出结转和结余=5", "合计/本年收入/合计=42", "合计/本年收入/项目支出=42",
        "合计/本年支出/合计=43", "合计/本年支出/项目支出=43", "合计/年末结转和结余/合计=4", "合计/年末结转和结余/项目支出结转和结余=4",
    }  # fmt: skip


@each_grid
def test_two_funds_beside_one_another(grid: GridKind) -> None:
    result = read(
        """
        项目 | 一般公共预算财政拨款 | < | 政府性基金预算财政拨款 | <
        ^ | 预算数 | 决算数 | 预算数 | 决算数
        合计 | 7.5 | 6.3 | 1 | 0.5
        因公出国（境）费 | 0 | 0 | 0 | 0
        公务接待费 | 7.5 | 6.3 | 1 | 0.5
        """,
        "财政拨款“三公”经费支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert {
        "三公经费/一般公共预算财政拨款/预算数=7.5", "三公经费/一般公共预算财政拨款/决算数=6.3",
        "公务接待费/政府性基金预算财政拨款/预算数=1", "公务接待费/政府性基金预算财政拨款/决算数=0.5",
    } <= short(result)  # fmt: skip
    assert not result.notices


@each_grid
def test_years_beside_rows_that_name_columns(grid: GridKind) -> None:
    result = read(
        """
        年度 | 项目 | 合计 | 因公出国（境）费 | 公务接待费
        2022年 | 预算数 | 8.5 | 0 | 8.5
        ^ | 决算数 | 7.1 | 0 | 7.1
        2023年 | 预算数 | 7.5 | 0 | 7.5
        ^ | 决算数 | 6.3 | 0 | 6.3
        """,
        "“三公”经费支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert {"三公经费/预算数@2022=8.5", "三公经费/决算数@2022=7.1", "公务接待费/预算数=7.5", "公务接待费/决算数=6.3"} <= short(
        result
    )
    assert not result.notices

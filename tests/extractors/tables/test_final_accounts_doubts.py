"""What stands in tables of 部门决算 and has no clear meaning: nothing is guessed, it is warned about."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, read, short

each_grid = pytest.mark.parametrize("grid", GRIDS)

ABOVE = ("公开表", "部门：某局", "金额单位：万元")


@each_grid
def test_blank_signs_give_nothing_and_zero_gives_a_fact(grid: GridKind) -> None:
    result = read(
        """
        科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 小计 | 基本支出 | 项目支出 | 年末结转和结余
        | 合计 | 0.00 | 0 | —— | / | 无 | 依法不予公开
        """,
        "政府性基金预算财政拨款收入支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert short(result) == {"合计/年初结转和结余=0.00", "合计/本年收入=0"}
    assert not result.notices


@pytest.mark.parametrize(
    ("below", "state"),
    [
        ("注：本部门无政府性基金收支，故本表无数据。", "no_data"),
        ("本部门没有此项收支，以空表列示。", "no_data"),
        ("本部门决算涉密，依法不予公开。", "withheld"),
        ("", "blank"),
    ],
)
def test_empty_tables_say_why(below: str, state: str) -> None:
    result = read(
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n合计 | < | | |",
        "国有资本经营预算财政拨款支出决算表",
        *ABOVE,
        below=(below,),
    )
    assert (result.account.form, result.account.state, result.facts) == ("国有资本经营预算财政拨款支出决算表", state, ())


def test_codes_are_never_money() -> None:
    """Codes without a head of their own, or alone in a row, give no figure."""
    result = read(
        "项目 | 小计 | 基本支出 | 项目支出\n301 | 工资福利支出 | 12.5 | 12.5\n合计 | 12.5 | 12.5 |",
        "一般公共预算财政拨款支出决算表",
        *ABOVE,
    )
    assert not [fact for fact in result.facts if fact.value == 301]


def test_two_values_in_a_cell_are_warned_about() -> None:
    result = read("项目 | 预算数 | 决算数\n因公出国（境）费 | 0 | 0\n公务接待费 | 5 3 | 12.50\\n3", "“三公”经费支出决算表", *ABOVE)
    assert codes(result) == ["unreadable_figure", "unreadable_figure"]
    assert result.account.warned == 2


def test_a_total_whose_side_is_unknown_is_warned_about_with_both_names() -> None:
    result = read("项目 | 金额\n一般公共预算财政拨款收入 | 12.5\n一般公共服务支出 | 12.5\n总计 | 12.5", "收入支出决算总表", *ABOVE)
    (notice,) = result.notices
    assert notice.code == "ambiguous_label"
    assert "收入总计" in notice.message and "支出总计" in notice.message


@pytest.mark.parametrize("grid", GRIDS)
def test_a_right_hand_figure_without_label_is_not_given_to_the_left(grid: GridKind) -> None:
    result = read(
        """
        收入 | < | 支出 | <
        项目 | 金额 | 项目 | 金额
        一、一般公共预算财政拨款收入 | 12.5 | 一、一般公共服务支出 | 12.5
        年初结转和结余 | | | 7.25
        """,
        "收入支出决算总表",
        *ABOVE,
        grid=grid,
    )
    assert "年初结转和结余/金额=7.25" not in short(result)
    assert codes(result) == ["no_label"]


@each_grid
def test_a_figure_below_no_head_is_not_moved_below_another(grid: GridKind) -> None:
    result = read(
        "项目 | 决算数 |\n合计 | | 12.5\n因公出国（境）费 | 3 |\n公务接待费 | | 9.5", "“三公”经费支出决算表", *ABOVE, grid=grid
    )
    assert short(result) == {"因公出国（境）费/决算数=3"}
    assert codes(result) == ["no_head", "no_head"]


@pytest.mark.parametrize("grid", GRIDS)
def test_a_figure_in_the_code_column_is_warned_about(grid: GridKind) -> None:
    """A row that has lost its code is out of step: nothing that stands where a code belongs is passed over."""
    result = read(
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n201 | 一般公共服务支出 | 80.5 | 80.5 |\n60.5 | 行政运行 | 60.5 | 60.5 |",
        "一般公共预算财政拨款支出决算表",
        *ABOVE,
        grid=grid,
    )
    assert codes(result) == ["misplaced_figure"]
    assert "行政运行/合计=60.5" in short(result)


@each_grid
def test_two_figures_for_one_thing_are_pointed_out(grid: GridKind) -> None:
    rows = "项目 | 预算数 | 决算数\n因公出国（境）费 | 0 | 0\n公务接待费 | 2.4 | 2.1\n公务接待费 | 2.4 | 3.1"
    result = read(rows, "财政拨款“三公”经费支出决算表", *ABOVE, grid=grid)
    (notice,) = result.notices
    assert notice.code == "label_twice"
    assert "2.1" in notice.message and "3.1" in notice.message

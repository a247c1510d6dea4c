"""Codes in layouts of other provinces: of accounts in pieces, of bodies, of projects, side by side."""

from __future__ import annotations

import pytest

from gongkai.schemas.document import GridKind

from .sketch import GRIDS, codes, read, short

each_grid = pytest.mark.parametrize("grid", GRIDS)


@each_grid
def test_the_code_of_a_body_is_not_joined_to_those_of_the_accounts(grid: GridKind) -> None:
    result = read(
        """
        单位编码 | 单位名称 | 科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出
        ^ | ^ | 类 | 款 | 项 | ^ | ^ | ^ | ^
        301001 | 某县农业农村局本级 | 213 | 01 | 01 | 行政运行 | 300.00 | 300.00 |
        301001 | 某县农业农村局本级 | 213 | 01 | 22 | 农业生产发展 | 200.00 | | 200.00
        """,
        "支出预算总表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert short(result) == {
        "2130101行政运行/合计=300.00",
        "2130101行政运行/基本支出=300.00",
        "2130122农业生产发展/合计=200.00",
        "2130122农业生产发展/项目支出=200.00",
    }


@each_grid
def test_the_code_of_a_body_above_the_accounts_it_holds_for(grid: GridKind) -> None:
    result = read(
        """
        部门（单位）代码 | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        131001 | | 某市档案馆 | 612.36 | 412.36 | 200.00
         | 201 | 一般公共服务支出 | 612.36 | 412.36 | 200.00
         | 2012604 | 档案馆 | 612.36 | 412.36 | 200.00
        """,
        "一般公共预算支出表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {"201一般公共服务支出/合计=612.36", "2012604档案馆/项目支出=200.00"} <= short(result)
    assert {fact.code for fact in result.facts if fact.item != "某市档案馆"} == {"201", "2012604"}


def test_codes_in_three_columns_below_a_head_merged_over_them_and_the_name() -> None:
    result = read(
        """
        科目 | | | | 合计 | 基本支出 | 项目支出
        208 | | | 社会保障和就业支出 | 215.46 | 215.46 |
        208 | 05 | | 行政事业单位养老支出 | 215.46 | 215.46 |
        208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 215.46 | 215.46 |
        """,
        "支出决算表",
        "金额单位：万元",
        grid="tabbed",
    )
    assert {fact.code for fact in result.facts} == {"208", "20805", "2080505"}
    assert codes(result) == []


def test_the_code_of_a_body_is_no_code_of_an_account() -> None:
    result = read(
        """
        序号 | 部门代码 | 部门名称 | 合计 | 一般公共预算 | 政府性基金预算
        1 | 301 | 某县农业农村局 | 500.00 | 500.00 |
        2 | 301001 | 某县农业农村局本级 | 500.00 | 500.00 |
        """,
        "收入预算总表",
        "单位：万元",
        kind="部门预算",
    )
    assert "某县农业农村局/合计=500.00" in short(result)
    assert {fact.code for fact in result.facts} == {None}


@each_grid
def test_two_classifications_side_by_side_keep_their_codes_apart(grid: GridKind) -> None:
    result = read(
        """
        部门预算支出经济分类 | < | 政府预算支出经济分类 | < | 金额
        科目编码 | 科目名称 | 科目编码 | 科目名称 | ^
        合计 | < | < | < | 170
        30101 | 基本工资 | 50101 | 工资奖金津补贴 | 100
        30102 | 津贴补贴 | 50101 | 工资奖金津补贴 | 50
        30201 | 办公费 | 50201 | 办公经费 | 20
        """,
        "一般公共预算基本支出表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {"合计/金额=170", "30101基本工资/金额=100", "30102津贴补贴/金额=50", "30201办公费/金额=20"} == {
        text.replace("@2023", "") for text in short(result)
    }


@each_grid
def test_projects_below_a_function_keep_its_code(grid: GridKind) -> None:
    result = read(
        """
        科目编码 | 科目名称 | 项目编码 | 项目名称 | 合计 | 一般公共预算
        2130122 | 农业生产发展 | 430001 | 种粮补贴 | 100 | 100
        2130122 | 农业生产发展 | 430002 | 农机补贴 | 50 | 50
        """,
        "项目支出预算表",
        "单位：万元",
        grid=grid,
        kind="部门预算",
    )
    assert {(fact.code, fact.item) for fact in result.facts} == {("2130122", "种粮补贴"), ("2130122", "农机补贴")}

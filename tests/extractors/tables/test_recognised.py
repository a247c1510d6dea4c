"""How sure a fact is that rests on cells recognised from a picture: no surer than its label, its code and its heads allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from .sketch import read_all, rows_of, table

TITLE = "一般公共预算财政拨款支出决算表"
UNIT = "单位：万元"
CODED = "科目编码 | 科目名称 | 小计 | 基本支出\n201 | 一般公共服务支出 | 80.5 | 70\n2010301 | 行政运行 | 60.5 | 60"
SURE = 0.99


def sureness(drawing: str, doubtful: Mapping[str, float] | None = None) -> dict[tuple[str, str], float]:
    """Confidence by code or item and column; the cells with these texts were read less surely than the others."""
    drawn = table(rows_of(drawing))
    cells = tuple(replace(cell, confidence=(doubtful or {}).get(cell.text, SURE)) for cell in drawn.cells)
    (result,) = read_all(TITLE, UNIT, replace(drawn, cells=cells))
    return {(fact.code or fact.item, fact.column): fact.confidence for fact in result.facts}


def test_a_doubtful_figure_or_code_leaves_the_other_facts_alone() -> None:
    found = sureness(CODED, {"60.5": 0.4, "201": 0.7})
    assert found["2010301", "小计"] == 0.4
    assert found["201", "小计"] == found["201", "基本支出"] == 0.7
    assert found["2010301", "基本支出"] == SURE


def test_a_doubtful_head_weighs_most_for_its_own_column() -> None:
    found = sureness(CODED, {"小计": 0.1})
    assert found["201", "小计"] < found["201", "基本支出"] < 0.98


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ("| 教育支出 | 12 | 12", "教育支出"),
        ("2010303 | 机关服务（ | 12 | 12", "2010303"),
        ("201030102 | 机关服务 | 12 | 12", "201030102"),
    ],
    ids=["code lost", "label cut off", "code of two"],
)
def test_what_was_recognised_in_part_is_no_sure_fact(row: str, item: str) -> None:
    found = sureness(f"{CODED}\n{row}")
    doubtful = {key: sure for key, sure in found.items() if sure < 0.98}
    assert doubtful and set(doubtful.values()) <= {0.3, 0.5}
    assert (item, "小计") in doubtful
    assert found["201", "小计"] == SURE


def test_the_cell_beside_a_label_may_be_its_other_half() -> None:
    found = sureness("科目编码 | 科目名称 | < | 小计\n205 | 社会保障 | 和就业支出 | 12", {"社会保障": 0.5})
    assert set(found.values()) <= {0.3, 0.5}


def test_a_label_that_makes_a_known_word_with_the_cell_beside_it_was_cut_in_two() -> None:
    found = sureness("科目名称 | < | 小计 | 基本支出\n社会保障 | 和就业支出 | 12 | 12\n卫生健康支出 | | 7 | 7")
    assert max(sure for (item, _), sure in found.items() if item == "和就业支出") <= 0.5
    assert min(sure for (item, _), sure in found.items() if item == "卫生健康支出") == SURE


def test_tables_that_were_not_recognised_are_sure() -> None:
    (result,) = read_all(TITLE, UNIT, table(rows_of(f"{CODED}\n| 教育支出（ | 12 | 12")))
    assert {fact.confidence for fact in result.facts} == {1.0}


def test_numbers_of_columns_are_no_figures_though_some_were_misread() -> None:
    heads = "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出"
    rows = "201 | 一般公共服务支出 | 80.5 | 70 | 1.5 | 4 | 3 | 2"
    found = sureness(f"{heads}\n程次 | < | 1 | 2 | 3 | 名 | 5 | 6\n{rows}", {"程次": 0.9, "名": 0.4})
    assert {name for name, _ in found} == {"201"}
    sure = sureness(f"{heads}\n程次 | < | 1 | 2 | 3 | 名 | 5 | 6\n{rows}")
    assert {name for name, _ in sure} == {"201", "程次"}

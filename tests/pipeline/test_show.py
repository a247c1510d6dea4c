"""Terminal tables for a person: wide tables are cut between columns, never inside a figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rich.cells import cell_len
from rich.console import Console

from gongkai.pipeline.show import show_result
from gongkai.schemas.results import DocumentResult


def shown(result: DocumentResult, width: int = 80) -> str:
    console = Console(width=width, highlight=False, markup=False, emoji=False, force_terminal=False)
    with console.capture() as captured:
        show_result(result, console)
    text = captured.get()
    assert all(cell_len(line) <= width for line in text.splitlines())
    return text


def test_everything_about_a_document_is_shown(result: DocumentResult) -> None:
    text = shown(result)
    for part in (
        "某县/自评.docx",
        "示例县某某局",
        "2023 年",
        "公务接待费",
        "1.0263",
        "0.010000",
        "合格率",
        "≥95%",
        "合计与各项之和不符",
        "单位不明",
    ):
        assert part in text
    assert "数字 7 个：数据 5，指标 1，忽略 1，看不懂 0" in text


def test_a_table_wider_than_the_terminal_breaks_no_figure(result: DocumentResult) -> None:
    pattern = result.facts[0]
    figures = [Decimal(f"{number}23456789.123456") for number in range(1, 10)]
    facts = tuple(replace(pattern, id=f"f{i}", column=f"第{i}个很长的栏目名称", value=value) for i, value in enumerate(figures))
    text = shown(replace(result, facts=facts))
    assert all(str(figure) in text for figure in figures)


def test_money_stands_in_the_heading_and_other_units_beside_their_figures(result: DocumentResult) -> None:
    first = result.facts[0]
    share = replace(first, id="f9", column="占比", unit="%", value=Decimal("62"), code="2010601", parent=())
    text = shown(replace(result, facts=(first, share), tables=(replace(result.tables[0], unit="元"),)))
    assert "单位：万元，原表单位：元，2023年" in text
    assert "62 %" in text
    assert "2010601" in text
    assert "1.0263 万元" not in text


def test_two_figures_for_one_place_are_both_shown(result: DocumentResult) -> None:
    first = result.facts[0]
    text = shown(replace(result, facts=(first, replace(first, id="f9", value=Decimal("77.7")))))
    assert "1.0263" in text
    assert "77.7" in text


def test_prose_shows_the_unit_and_the_place(result: DocumentResult) -> None:
    first = result.facts[0]
    prose = replace(first, table=None, form="正文", unit="%", value=Decimal("62"), base="年初预算数")
    text = shown(replace(result, facts=(prose,)))
    assert "62 %" in text
    assert "第 2 页" in text
    assert "年初预算数" in text

"""The text reader: which lines are one paragraph."""

from __future__ import annotations

import pytest

from .text_reports import LISTED, assert_literal, grid, outline, parse


def test_lines_broken_where_they_were_full_are_one_paragraph() -> None:
    source = (
        "一、工作情况\n为进一步规范资金管理，提高使用效益，我局认真组织开展了评价工作，现将财政\n资金使用情况报告如下：全年安排支出一百二十万元，其中基本\n"
        "支出八十万元，项目支出四十万元，各单位应在2024年8月11 日前完成《自评\n报告》的报送。\n"
        "二、存在问题\n部分项目进度偏慢，资金支付不够及时，主要是前期准备工作不够充\n分。\n"
    )
    document = parse(source)
    assert [paragraph.text.count("\n") for paragraph in document.paragraphs] == [0, 3, 0, 1]
    assert_literal(document, source)


def test_headings_and_captions_stay_paragraphs_of_their_own() -> None:
    lines = [
        "2024年部门整体支出绩效自评报告",
        "一、部门、单位基本情况",
        "（一）机构设置",
        "公开01表",
        "单位：万元",
        "1.收入情况",
        "2.支出情况",
        "无",
    ]
    assert [paragraph.text for paragraph in parse("\n".join(lines)).paragraphs] == lines


def test_heading_and_the_text_right_below_are_two() -> None:
    source = "2.对管理效率主要指标的完成情况进行具体分析\n本项目自年初开始，年底全部完成，资金按规定拨付。\n"
    assert len(parse(source).paragraphs) == 2


@pytest.mark.parametrize("break_", ["\n\n", "\n\n—12—\n\n", "\n\n7\n\n", "\n\f"])
def test_paragraph_cut_by_a_page_break_is_one(break_: str) -> None:
    first = "全年共开展巡查四十次，发现问题十二处，完成整改十处，占全部问题的百分之八十三，进一步净化了水域空"
    filler = "河道管理工作按照年初计划推进，各项任务顺利完成，群众反映良好。" * 8 + "\n"
    document = parse(f"{filler}{first}{break_}间，推进综合治理，为防汛工作提供依据。\n{filler}")
    cut = document.paragraphs[1]
    assert cut.text.replace("\n", "").startswith(first) and cut.text.endswith("提供依据。")
    assert "12" not in cut.text and "7" not in cut.text
    assert cut.location.line is not None


def test_whole_paragraphs_stay_apart() -> None:
    source = "全年采购支出6.55万元，其中货物0万元，工程0万元，服务支出6.55万元\n\n资产管理情况，另见附表，年末资产总额十二万元。\n"
    assert len(parse(source).paragraphs) == 2


def test_numbers_that_are_no_page_numbers_stay() -> None:
    document = parse("项目\n\n行次\n\n金额\n\n一、财政拨款收入\n\n1\n\n215.99\n\n二、其他收入\n\n2\n\n0.01\n")
    assert not document.furniture
    assert "1" in outline(document) and "2" in outline(document)


def test_form_feeds_are_page_breaks() -> None:
    document = parse("第一页的内容。\n\f第二页的内容。\n")
    assert [paragraph.location.page for paragraph in document.paragraphs] == [1, 2]
    assert document.pages == 2
    assert all("\f" not in paragraph.text for paragraph in document.paragraphs)


def test_residue_of_fields_never_reaches_a_value() -> None:
    source = (
        "一、收入决算表 PAGEREF _Toc123456 \\h 3\n\n\t主管部门\n\t[bookmark: _GoBack]某某局\n"
        '\tHYPERLINK "http://a.b/c" \\l "_Toc1" 附表\n\t5\n\n'
        "[目标表.xls](#)\n"
    )
    document = parse(source)
    assert document.paragraphs[0].text.strip() == "一、收入决算表"
    assert grid(document.tables[0])[0][1] == "某某局"
    assert grid(document.tables[0])[0][2].strip() == "附表"
    assert outline(document)[-1] == "[目标表.xls](#)"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    document = parse(LISTED.replace("\n", end))
    assert grid(document.tables[0]) == grid(parse(LISTED).tables[0])
    assert [cell.location for cell in document.tables[0].cells] == [cell.location for cell in parse(LISTED).tables[0].cells]

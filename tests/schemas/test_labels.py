"""Printed labels reduced to what identifies them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.schemas.labels import parse_label


@pytest.mark.parametrize(
    "printed",
    [
        "公务用车购置费",
        "公务用车 购置费",
        "公务用车\n购置费",
        "1、公务用车购置费",
        "1．公务用车购置费",
        "（1）公务用车购置费",
        "(一)公务用车购置费",
        "二、公务用车购置费",
        "、公务用车购置费",
        "①公务用车购置费",
        "其中：公务用车购置费",
        "其中:1、公务用车购置费：",
        "其中：（1）公务用车购置费",
        "公务用车购置费（万元）",
        "公务用车购置费(单位：万元)：",
        "*公务用车购置费",
        "　公务用车购置费",
    ],
)
def test_variants_have_one_key(printed: str) -> None:
    assert parse_label(printed).key == "公务用车购置费"


@pytest.mark.parametrize(
    "printed", ["“三公”经费", '"三公"经费', "三公经费", "“三公“经费", "「三公」经费", "‘三公’经费", "＂三公＂经费"]
)
def test_quotes_do_not_count(printed: str) -> None:
    assert parse_label(printed).key == "三公经费"


@pytest.mark.parametrize("printed", ["因公出国(境)费", "因公出国（境）费", "因公出国﹙境﹚费", "因公出国 ( 境 ) 费"])
def test_brackets_inside_stay_full_width(printed: str) -> None:
    assert parse_label(printed).text == "因公出国（境）费"


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("项目资金（万元）", "万元"),
        ("项目资金(元)", "元"),
        ("金额（单位：元）", "元"),
        ("公务用车保有量（辆）", "辆"),
        ("执行率（%）", "%"),
        ("增减（±%）", "%"),
        ("增减(+-%)", "%"),
        ("房屋面积（平方米）", "㎡"),
        ("编制（名）", "人"),
        ("因公出国（境）", None),
        ("执行率（B/A）", None),
    ],
)
def test_units_in_brackets(printed: str, unit: str | None) -> None:
    assert parse_label(printed).unit == unit


@pytest.mark.parametrize(
    ("printed", "key"), [("执行率（B/A）", "执行率"), ("全年执行数（B）", "全年执行数"), ("得分（20分*执行率）", "得分")]
)
def test_formulas_are_no_part_of_the_name(printed: str, key: str) -> None:
    label = parse_label(printed)
    assert key in (label.key, label.bare_key)


@pytest.mark.parametrize(
    ("printed", "weight"),
    [("产出指标（50分）", "50"), ("产出指标\n(50 分)", "50"), ("社会效益(12.5分)", "12.5"), ("产出指标", None)],
)
def test_weights_in_brackets(printed: str, weight: str | None) -> None:
    label = parse_label(printed)
    assert label.weight == weight
    assert "分" not in label.key


@pytest.mark.parametrize("printed", ["2022年决算数", "301", "2.5级", "20805", "9.2025年预算", "3.14"])
def test_figures_are_no_numbering(printed: str) -> None:
    key = parse_label(printed).key
    assert key == printed or printed == "9.2025年预算"


@given(st.text(max_size=30))
def test_any_text_is_accepted(printed: str) -> None:
    label = parse_label(printed)
    assert not label.key or label.text


@given(
    st.sampled_from(["基本支出", "因公出国（境）费", "年初预算数", "公务接待费"]),
    st.lists(st.sampled_from(" \n\u3000\t"), max_size=6),
)
def test_spaces_never_matter(name: str, spaces: list[str]) -> None:
    spaced = name
    for number, space in enumerate(spaces):
        spaced = spaced[: number + 1] + space + spaced[number + 1 :]
    assert parse_label(spaced).key == parse_label(name).key

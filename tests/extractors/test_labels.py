"""Printed labels matched to known ones; look-alikes that are other labels are not."""

from __future__ import annotations

import pytest

from gongkai.extractors.labels import EXACT, LOOK_ALIKE, form_labels, split_year

OVERALL = form_labels("部门整体支出绩效自评表")
PROJECT = form_labels("项目支出绩效自评表")
BASE = form_labels("部门整体支出绩效评价基础数据表")
OFFICIAL = form_labels("一般公共预算财政拨款“三公”经费支出决算表")
ACCOUNT = form_labels("收入支出决算总表")
FISCAL = form_labels("财政拨款收入支出决算总表")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("年初预算数", "年初预算数"), ("年初预算", "年初预算数"), ("预算数（年初）", "年初预算数"), ("年初\n预算数", "年初预算数"),
        ("全年预算数", "全年预算数"), ("调整后预算数", "全年预算数"), ("全年（调整）预算数", "全年预算数"), ("全年预算数(B)", "全年预算数"),
        ("全年执行数", "全年执行数"), ("预算执行数", "全年执行数"), ("实际支出", "全年执行数"), ("执行数（B）", "全年执行数"),
        ("执行率（B/A）", "执行率"), ("预算执行率", "执行率"), ("执行率（%）", "执行率"),
        ("自评得分", "得分"), ("得分", "得分"), ("得分（20分*执行率）", "得分"), ("权重", "分值"), ("指标权重（分）", "分值"),
        ("年 初 预 算 数", "年初预算数"), ("年初预算数（万元）", "年初预算数"),
    ],
)  # fmt: skip
def test_columns_in_other_words(printed: str, name: str) -> None:
    match = PROJECT.column(printed)
    assert match is not None
    assert (match.column.name, match.confidence) == (name, EXACT)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("年初预箅数", "年初预算数"),
        ("全年执行敷", "全年执行数"),
        ("年初顶算数", "年初预算数"),
        ("金年预算数", "全年预算数"),
        ("年初预匏数", "年初预算数"),
        ("午初预箅数", "年初预算数"),
    ],
)
def test_one_or_two_misread_characters(printed: str, name: str) -> None:
    match = PROJECT.column(printed)
    assert match is not None
    assert (match.column.name, match.confidence) == (name, LOOK_ALIKE)


@pytest.mark.parametrize(
    "printed", ["去年预算数", "次年预算数", "年中预算数", "年初决算数", "年末预算数", "年初预算率", "上级预算数"]
)
def test_other_columns_are_not_matched(printed: str) -> None:
    match = PROJECT.column(printed)
    assert match is None or (match.column.name, match.offset) == ("预算数", -1)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("“三公”经费", "三公经费"), ('"三公"经费', "三公经费"), ("三公经费合计", "三公经费"), ("“三公”经费支出：", "三公经费"), ("合 计", "三公经费"),
        ("公务用车购置及运行费", "公务用车购置及运行维护费"), ("公务用车购置及运行维护费", "公务用车购置及运行维护费"),
        ("1、公务用车购置和维护经费", "公务用车购置及运行维护费"), ("公务用车费", "公务用车购置及运行维护费"),
        ("其中：公车购置", "公务用车购置费"), ("公务车购置费", "公务用车购置费"), ("公车运行维护", "公务用车运行维护费"), ("公务用车运行费", "公务用车运行维护费"),
        ("出国经费", "因公出国（境）费"), ("因公出国(境)费", "因公出国（境）费"), ("因公出国（境）费用", "因公出国（境）费"),
        ("公务接待", "公务接待费"), ("3．公务接待费", "公务接待费"), ("（一）支出合计", "三公经费"),
    ],
)  # fmt: skip
def test_official_expenses_in_other_words(printed: str, name: str) -> None:
    match = OFFICIAL.item(printed)
    assert match is not None
    assert match.item is not None
    assert match.item.name == name


@pytest.mark.parametrize(
    ("printed", "not_name"),
    [
        ("公务用车购置费", "公务用车运行维护费"),
        ("公务用车运行费", "公务用车购置费"),
        ("国内接待费", "公务接待费"),
        ("公务用车购置数", "公务用车购置费"),
        ("公务用车保有量", "公务用车购置费"),
    ],
)
def test_items_that_look_alike_stay_apart(printed: str, not_name: str) -> None:
    match = OFFICIAL.item(printed)
    assert match is not None
    assert match.item is not None
    assert match.item.name != not_name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("政府性基金预算财政拨款", "一般公共预算财政拨款"),
        ("本年收入合计", "本年支出合计"),
        ("年初财政拨款结转和结余", "年末财政拨款结转和结余"),
        ("收入总计", "支出总计"),
    ],
)
def test_pairs_of_opposites_are_two_items(first: str, second: str) -> None:
    names = {FISCAL.item(label).item.name for label in (first, second)}  # type: ignore[union-attr]
    assert len(names) == 2


@pytest.mark.parametrize("printed", ["政府性基会预算财政拨款", "一般公共顶算财政拨款"])
def test_misread_funds_stay_in_their_fund(printed: str) -> None:
    match = FISCAL.item(printed)
    assert match is None or (match.item is not None and match.item.name[:2] == printed[:2])


def test_total_takes_its_side() -> None:
    left, right, unknown = ACCOUNT.item("总计", "收入"), ACCOUNT.item("总计", "支出"), ACCOUNT.item("总计")
    assert left is not None and left.item is not None and left.item.name == "收入总计"
    assert right is not None and right.item is not None and right.item.name == "支出总计"
    assert unknown is not None and unknown.item is None
    assert set(unknown.rivals) == {"收入总计", "支出总计"}


def test_a_row_below_its_group() -> None:
    below, alone = (
        FISCAL.item("一般公共预算财政拨款", "收入", "年初财政拨款结转和结余"),
        FISCAL.item("一般公共预算财政拨款", "收入"),
    )
    assert below is not None and below.item is not None and below.item.name == "年初财政拨款结转和结余/一般公共预算财政拨款"
    assert alone is not None and alone.item is not None and alone.item.name == "一般公共预算财政拨款"


@pytest.mark.parametrize(
    ("printed", "name", "year", "offset"),
    [
        ("2022年决算数", "决算数", 2022, None),
        ("2023 年度预算数", "预算数", 2023, None),
        ("2023-预算数", "预算数", 2023, None),
        ("上年决算数", "决算数", None, -1),
        ("上年度决算数", "决算数", None, -1),
        ("本年预算数", "预算数", None, 0),
    ],
)
def test_years_in_heads(printed: str, name: str, year: int | None, offset: int | None) -> None:
    match = BASE.column(printed)
    assert match is not None
    assert (match.column.name, match.year, match.offset) == (name, year, offset)


@pytest.mark.parametrize("printed", ["30201", "2080505", "1999年代", "合计", "2.5年"])
def test_no_year(printed: str) -> None:
    prefix = split_year(printed)
    assert prefix is None or prefix.rest == "代"


@pytest.mark.parametrize(
    "printed",
    ["指标性质", "度量单位", "完成值", "年初目标值（A）", "全年实际值（B）", "偏差原因分析及改进措施", "权重", "三级指标"],
)
def test_indicator_heads(printed: str) -> None:
    assert PROJECT.field(printed) is not None


def test_short_labels_are_never_guessed() -> None:
    assert OVERALL.item("全计") is None
    assert OVERALL.column("得份") is None

"""Figures in cells, and money of every unit as 万元."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.extractors.amounts import cell_figure, looks_numeric, to_ten_thousand_yuan

MONEY = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6)
PLACES = {"元": 4, "千元": 1, "万元": 0, "百万元": -2, "亿元": -4}
FULL_WIDTH = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("2,940.05", "2940.05", None),
        ("１２．５", "12.5", None),
        ("0", "0", None),
        ("0.00", "0.00", None),
        ("7.50.", "7.50", None),
        ("+5", "5", None),
        ("（3.2）", "-3.2", None),
        ("(3.2)", "-3.2", None),
        ("（-3.2）", "-3.2", None),
        ("62%", "62", "%"),
        ("100. 00%", "100.00", "%"),
        ("95.\n\n10%", "95.10", "%"),
        ("12万元", "12", "万元"),
        ("1.5万\n元", "1.5", "万元"),
        ("0.34元", "0.34", "元"),
        ("3辆", "3", "辆"),
        ("0.0900000762939453", "0.0900000762939453", None),
        ("162.93555\n6", "162.935556", None),
        ("1,234,5\n67.00", "1234567.00", None),
        ("1,234,\n567.00", "1234567.00", None),
    ],
)
def test_one_figure(printed: str, value: str, unit: str | None) -> None:
    figure = cell_figure(printed)
    assert figure is not None
    assert (str(figure.value), figure.unit) == (value, unit)
    assert printed[slice(*figure.span)] == figure.raw


@pytest.mark.parametrize("sign", ["-", "−", "－", "﹣", "–", "‒"])
def test_every_minus_is_a_minus(sign: str) -> None:
    figure = cell_figure(f"{sign}3.20")
    assert figure is not None
    assert str(figure.value) == "-3.20"


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "—",
        "——",
        "/",
        "无",
        "-",
        "2025年",
        "2025年度",
        "2023-12",
        "≥95%",
        "5 3",
        "12\n15",
        "12.50\n3",
        "1,00",
        "3.2.1",
        "4,5.6",
        "12,345,6",
        "3.2①",
        "依法不予公开",
    ],
)
def test_no_single_figure(printed: str) -> None:
    assert cell_figure(printed) is None


@pytest.mark.parametrize("printed", ["5 3", "1,00", "3.2.1", "12 15", "3.2*", "3.2①", "￥100"])
def test_what_a_person_would_call_a_number_is_not_passed_over(printed: str) -> None:
    assert looks_numeric(printed)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("100.00", "元", "0.010000"),
        ("100.00", "千元", "10.000"),
        ("100.00", "万元", "100.00"),
        ("1.5", "百万元", "150"),
        ("1.23456", "亿元", "12345.6"),
        ("3", "亿元", "30000"),
        ("0", "元", "0.0000"),
    ],
)
def test_money_is_shifted_exactly(value: str, unit: str, expected: str) -> None:
    assert format(to_ten_thousand_yuan(Decimal(value), unit), "f") == expected


def test_other_units_are_no_money() -> None:
    with pytest.raises(KeyError):
        to_ten_thousand_yuan(Decimal(3), "辆")


@given(MONEY, st.sampled_from(sorted(PLACES)))
def test_units_round_trip(value: Decimal, unit: str) -> None:
    """There and back again gives the figure, for every unit."""
    assert to_ten_thousand_yuan(value, unit).scaleb(PLACES[unit]) == value


@given(MONEY)
def test_one_amount_in_every_unit(yuan: Decimal) -> None:
    printed = {unit: yuan.scaleb(places - 4) for unit, places in PLACES.items()}
    assert {to_ten_thousand_yuan(value, unit) for unit, value in printed.items()} == {yuan.scaleb(-4)}


@given(MONEY, st.booleans(), st.booleans(), st.lists(st.sampled_from([" ", "\u3000", "\n"]), max_size=2))
def test_width_commas_and_spaces_do_not_matter(value: Decimal, commas: bool, full: bool, spaces: list[str]) -> None:
    printed = f"{value:,f}" if commas else f"{value:f}"
    if full:
        printed = printed.translate(FULL_WIDTH)
    printed = "".join(spaces) + printed + "".join(spaces)
    figure = cell_figure(printed)
    assert figure is not None
    assert figure.value == value
    assert figure.value.as_tuple().exponent == value.as_tuple().exponent
    assert printed[slice(*figure.span)] == figure.raw == printed.strip()


@given(st.text(max_size=20))
def test_any_text_is_accepted(printed: str) -> None:
    figure = cell_figure(printed)
    assert figure is None or printed[slice(*figure.span)] == figure.raw


def test_figures_of_any_length_become_another_unit() -> None:
    assert to_ten_thousand_yuan(Decimal("9" * 400), "亿元") == Decimal("9" * 400 + "0000")

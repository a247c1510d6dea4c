"""Rounding: what a printed figure may stand for, and when a relation fails."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.pipeline.checks.relations import Change, Figure, Growth, Same, Share, Sum
from gongkai.pipeline.checks.rounding import raw_decimals

EXACT = -1


def figure(raw: str, decimals: int | None = None, key: str | None = None) -> Figure:
    """A figure in 万元; `decimals` as printed unless given, EXACT for exact, and 0 is exact."""
    value = Decimal(raw.rstrip("%"))
    places: int | None = raw_decimals(raw) if decimals is None else decimals
    if places == EXACT or not value:
        places = None
    return Figure(key or raw, None, raw, value, "万元", raw, places, "正文")


def total(whole: str, *parts: str) -> Sum:
    return Sum(figure(whole, key="total"), tuple(figure(part, key=f"{index}") for index, part in enumerate(parts)))


@pytest.mark.parametrize(
    ("relation", "holds"),
    [
        (total("5.06", "0.98", "1.57", "1.20", "0.17", "0.66", "0.06", "0.41"), True),
        (total("3.50", "0", "0", "2.55"), False),
        (total("216.01", "215.99", "0.02"), True),
        (total("216.05", "215.99", "0.02"), False),
        (Share(figure("8", EXACT), figure("13", EXACT), figure("62%")), True),
        (Share(figure("8", EXACT), figure("13", EXACT), figure("63%")), False),
        (Share(figure("1.0263"), figure("2.55"), figure("40.25%")), True),
        (Growth(figure("109.33"), figure("36.14"), figure("22.24%")), False),
        (Growth(figure("109.33"), figure("36.14"), figure("49.38%")), True),
        (Growth(figure("0.79"), figure("-1.18"), figure("-59.9%")), True),
        (Change(figure("19.4475"), figure("18.306"), figure("6.24%")), True),
        (Change(figure("19.4475"), figure("18.306"), figure("6.42%")), False),
    ],
)
def test_a_relation_fails_only_if_no_values_satisfy_it(relation: Sum | Share | Growth | Change, holds: bool) -> None:
    assert relation.holds() is holds


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("9.00", "9", True),
        ("199.8", "199.80", True),
        ("3.50", "3.51", False),
        ("17191.5169", "17192", True),
        ("17191.4169", "17192", False),
        ("0", "0.00", True),
        ("0", "0.004", False),
    ],
)
def test_two_prints_agree_at_the_coarser_precision(one: str, other: str, alike: bool) -> None:
    assert Same(figure(one, key="a"), figure(other, key="b")).holds() is alike
    assert Same(figure(other, key="b"), figure(one, key="a")).holds() is alike


amounts = st.decimals(min_value="0.0001", max_value="99999", places=6, allow_nan=False, allow_infinity=False)


@given(st.lists(amounts, min_size=2, max_size=8), st.integers(0, 4))
def test_true_sums_hold_however_they_are_rounded(values: list[Decimal], places: int) -> None:
    step = Decimal(1).scaleb(-places)
    parts = [str(value.quantize(step)) for value in values]
    whole = str(sum(values, Decimal(0)).quantize(step))
    if all(Decimal(part) for part in parts):  # a printed 0 is exact
        assert total(whole, *parts).holds()


@given(amounts, amounts, st.integers(0, 3))
def test_true_shares_hold_however_they_are_rounded(part: Decimal, whole: Decimal, places: int) -> None:
    rate = (100 * part / whole).quantize(Decimal(1).scaleb(-places))
    cents = Decimal("0.01")
    printed = [str(value.quantize(cents)) for value in (part, whole)]
    if all(Decimal(each) for each in printed) and rate:
        assert Share(figure(printed[0], key="a"), figure(printed[1], key="b"), figure(f"{rate}%")).holds()


@given(st.lists(amounts, min_size=1, max_size=6), st.integers(0, 5))
def test_the_value_that_fits_satisfies_the_sum(values: list[Decimal], which: int) -> None:
    parts = [str(value.quantize(Decimal("0.01"))) for value in values]
    relation = total("12.34", *parts)
    key = str(which % len(parts))
    fit = relation.fit(key)
    assert fit is not None
    assert relation.holds({key: (fit[0] + fit[1]) / 2})

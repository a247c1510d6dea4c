"""Number formats: the text that a cell shows for a stored value."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.extractors.readers._sheet_dates import iso_text
from gongkai.extractors.readers._sheet_formats import BUILT_IN, NumberFormat


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("General", "215.99", "215.99"),
        ("General", "5.0", "5"),
        ("General", "-0.5", "-0.5"),
        ("General", "0.0900000762939453", "0.090000076"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "-12345678.1234", "-12345678.12"),
        ("General", "2013701000001", "2013701000001"),
        ("General", "9.0000000000000011E-2", "0.09"),
        ("General", "0", "0"),
        ("General", "-0", "0"),
        ("0.00", "-0", "0.00"),
        ("0.00E+00", "99.995", "1.00E+02"),
        ("##0.0E+0", "12345678", "12.3E+6"),
        ("##0.0E+0", "-0.004", "-4.0E-3"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "45047", "2023年5月1日"),
        ("0%", "0.285", "29%"),
        ("0.00", "-0.285", "-0.285"),
        ("G/通用格式", "12.50", "12.5"),
        ("@", "0301", "301"),
        ("0000", "301", "0301"),
        ("0%", "0.62", "62%"),
        ("0%", "0.6153846", "62%"),
        ("0.00%", "0.6153846", "61.54%"),
        ("0.00%", "-0.05", "-5.00%"),
        ("#,##0.00", "1234.5", "1,234.50"),
        ("#,##0.00", "-1234567.891", "-1,234,567.891"),
        ("#,##0.00", "0", "0.00"),
        ("0.00", "0.0900000762939453", "0.09"),
        ("0.0", "0.25000000000000006", "0.25"),
        ("0.00_);(0.00)", "-5", "(5.00)"),
        ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-12", "-12.00"),
        (BUILT_IN[43], "0", "-"),
        (BUILT_IN[43], "1234.5", "1,234.50"),
        (BUILT_IN[43], "-1234.5", "-1,234.50"),
        ("0.00;-0.00;", "0", ""),
        (";;;", "5", ""),
        ('0"万元"', "12", "12万元"),
        ("¥#,##0.00", "12", "¥12.00"),
        ("0!.0,", "123456", "12.3"),
        ("0.0,", "12345", "12.3"),
        ("000\\-000", "123456", "123-456"),
        ("[<0]-0.0;[>=100]0;0.00", "-5.5", "-5.5"),
        ("[<0]-0.0;[>=100]0;0.00", "150", "150"),
        ("0.00E+00", "12345", "1.23E+04"),
        ("# ?/?", "0.5", "0.5"),
        ("[DBNum1]General", "5", "5"),
        ('yyyy"年"m"月"d"日"', "45000", "2023年3月15日"),
        (BUILT_IN[14], "45000", "2023/3/15"),
        (BUILT_IN[31], "45000", "2023年3月15日"),
        ("yyyy-mm-dd hh:mm:ss", "45000.5", "2023-03-15 12:00:00"),
        ("[h]:mm", "1.5", "36:00"),
        ("上午/下午h:mm", "0.75", "下午6:00"),
        ("yyyy/m/d", "-5", "-5"),
        ("0.00", "无", "无"),
    ],
)
def test_shown(code: str, stored: str, shown: str) -> None:
    assert NumberFormat(code).number(stored) == shown


def test_dates_counted_from_1904() -> None:
    assert NumberFormat("yyyy/m/d", date1904=True).number("0") == "1904/1/1"


def test_decimals_that_are_not_shown_are_kept_and_told() -> None:
    assert NumberFormat("#,##0.00").show("0.3381") == ("0.3381", "0.34")
    assert NumberFormat("#,##0").show("12.5") == ("12.5", "13")
    assert NumberFormat('0"个"').show("12.5") == ("12.5个", "13个")
    assert NumberFormat("0.00").show("0.5") == ("0.50", None)


def test_text_sections() -> None:
    assert NumberFormat('0;-0;0;"部门："@').text("某局") == "部门：某局"
    assert NumberFormat("@").text("0301") == "0301"
    assert NumberFormat("0.00").text("无") == "无"


def test_iso_dates() -> None:
    assert iso_text("2023-05-01T00:00:00") == "2023/5/1"
    assert iso_text("2023-05-01T09:05:00") == "2023/5/1 9:05"
    assert iso_text("昨天") == "昨天"


@given(st.decimals(-(10**8), 10**8, places=6), st.integers(0, 6))
def test_figures_are_rounded_as_printed_or_kept(value: Decimal, places: int) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")
    text, shown = NumberFormat(code).show(format(value.normalize(), "f"))
    assert Decimal(text.replace(",", "")) == value, "nothing is lost"
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", text)
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal((shown or text).replace(",", "")) == rounded


@given(st.from_regex(r"0\.[0-9]{1,15}", fullmatch=True), st.integers(0, 4))
def test_shares_are_rounded_half_up(stored: str, places: int) -> None:
    value = Decimal(stored)
    code = f"0.{'0' * places}%" if places else "0%"
    assert NumberFormat(code).number(stored) == f"{(value * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"


@given(st.text('0#?.,%;"\\_*@/eE+-[]hmsydaGgenral<>=$年 ', max_size=12), st.floats(allow_nan=True).map(repr))
def test_any_code_shows_something(code: str, stored: str) -> None:
    assert isinstance(NumberFormat(code).number(stored), str)

"""Printed figures as exact decimals, and money of every unit as 万元.

A figure is what a person would call one number: `2,940.05`, `１２．５`, `（3.2）`, `−0.5`, `62%`, `100. 00%`. Everything here works on
cleaned text (`schemas.text`), where widths, brackets and minus signs are already folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ..schemas.text import CleanText, clean

MONEY_UNIT = "万元"
"""The unit all money is normalised to."""

_MONEY_EXPONENTS = {
    "元": -4,
    "人民币元": -4,
    "千元": -1,
    "万元": 0,
    "万": 0,
    "百万元": 2,
    "百万": 2,
    "千万元": 3,
    "亿元": 4,
    "亿": 4,
}
"""Power of ten that turns a unit into 万元."""

NUMBER = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
"""An unsigned figure in cleaned text, thousands separators in the right places."""

_FIGURE = re.compile(rf"(?P<sign>[-+])?(?P<number>{NUMBER})(?P<dot>\.)?(?P<percent>%)?")
_BRACKETED = re.compile(rf"（-?(?P<number>{NUMBER})(?P<percent>%)?）")
_UNIT_WORD = re.compile(
    r"(?P<unit>人民币元|百万元|千万元|万元|千元|亿元|百万|元|万|亿|人次|批次|平方米|个百分点|㎡|m²|名|人|辆|台|套|个|分|次|批|项|家|件|场)"
)
_NUMERIC_LIKE = re.compile(r"[-+]?[\d.,，%\s（）+¥￥*①-⑳¹²³-]*\d[\d.,，%\s（）+*①-⑳¹²³-]*")
BLANKS = frozenset({"", "-", "--", "—", "——", "———", "―", "――", "/", "\\", "无", "没有", "…", "……", "………", "*", "**", "***", "×", "XX", "xx", "\\N"})  # fmt: skip
"""Cleaned cell texts that say there is no figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure.

    `value` is the figure as printed, before any unit is applied; `span` is the half-open span of `raw` in the source text; `unit` is
    the unit word printed right behind it (`%` included in `raw` and given as unit too), None where there is none.
    """

    value: Decimal
    raw: str
    span: tuple[int, int]
    unit: str | None


def is_money(unit: str | None) -> bool:
    """Whether `unit` is a money unit that can be turned into 万元."""
    return unit in _MONEY_EXPONENTS


def to_ten_thousand_yuan(value: Decimal, unit: str) -> Decimal:
    """`value` in `unit` as 万元, exactly, keeping the printed decimals (100.00 元 is 0.010000).

    Raises KeyError for a unit that is not money.
    """
    exponent = _MONEY_EXPONENTS[unit]
    if exponent == 0:
        return value
    sign, digits, places = value.as_tuple()
    if not isinstance(places, int):
        raise ValueError(f"not a finite figure: {value}")
    places += exponent
    return Decimal((sign, digits + (0,) * max(places, 0), min(places, 0)))


def number(text: str) -> Decimal:
    """The decimal of a cleaned, unsigned or signed figure without unit; raises decimal.InvalidOperation for anything else."""
    return Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))


def looks_numeric(cell: str) -> bool:
    """Whether a cleaned cell text is nothing but digits and the signs that go with them, so that a person would call it a number."""
    return bool(cell) and _NUMERIC_LIKE.fullmatch(cell) is not None


def cell_figure(source: str) -> Figure | None:
    """The one figure that a table cell holds, with an optional unit word behind it; None where the cell holds no figure, more than
    one, or other text. `（3.2）` in a cell is a negative figure, as accountants print it.
    """
    cleaned = clean(source)
    text = cleaned.text
    if not text or not any(character.isdigit() for character in text):
        return None
    if " " in text:
        rejoined = _rejoined(cleaned)
        if rejoined is None:
            return None
        cleaned, text = rejoined, rejoined.text
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return _figure(cleaned, 0, len(text), -abs(number(bracketed["number"])), "%" if bracketed["percent"] else None)
    match = _FIGURE.match(text)
    if not match:
        return None
    unit: str | None = "%" if match["percent"] else None
    rest = text[match.end() :]
    if rest:
        word = _UNIT_WORD.fullmatch(rest) if unit is None else None
        if not word:
            return None
        unit = word["unit"]
    value = number(match["number"])
    return _figure(
        cleaned, match.start(), match.end() - (1 if match["dot"] else 0), -value if match["sign"] == "-" else value, unit
    )


def _rejoined(cleaned: CleanText) -> CleanText | None:
    """A figure that a narrow cell has broken over lines (`162.93555⏎6`, `1,234,5⏎67.00`) in one piece; None where the pieces could be
    figures of their own: only decimals too many for another figure, or thousands that do not come out without the rest, belong together.
    """
    pieces = cleaned.text.split(" ")
    at = cleaned.text.find(" ")
    if len(pieces) != 2 or "\n" not in cleaned.source[cleaned.offsets[at - 1] + 1 : cleaned.offsets[at + 1]]:
        return None
    left, right = pieces
    torn_decimals = re.search(r"\.\d{3,}$", left) is not None and re.fullmatch(r"\d{1,3}%?", right) is not None
    torn_thousands = "," in left and _FIGURE.fullmatch(left) is None and _FIGURE.fullmatch(left + right) is not None
    if not (torn_decimals or torn_thousands):
        return None
    return CleanText(cleaned.source, left + right, cleaned.offsets[:at] + cleaned.offsets[at + 1 :])


def _figure(cleaned: CleanText, start: int, end: int, value: Decimal, unit: str | None) -> Figure:
    span = cleaned.source_span(start, end)
    return Figure(value, cleaned.source[span[0] : span[1]], span, unit)

"""Number formats: from the stored value of a cell to the text that it shows.

Known are the parts of a format code that reports use: sections and conditions, digits, thousands, percent, literal text, scientific
notation, dates and times with Chinese units. A code with anything else (fractions, Chinese numerals) shows the number as General.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from ._sheet_dates import date_text
from ._sheet_tokens import Section, Token, literal, sections

GENERAL = "General"

_ACCOUNTING = '_ * {0}#,##0{1}_ ;_ * {0}-#,##0{1}_ ;_ * {0}"-"{2}_ ;_ @_ '
_Y_M, _M_D, _Y_M_D = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_H_M, _H_M_S = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
BUILT_IN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _Y_M, 28: _M_D, 29: _M_D, 30: "m-d-yy", 31: _Y_M_D, 32: _H_M, 33: _H_M_S,
    34: "上午/下午" + _H_M, 35: "上午/下午" + _H_M_S, 36: _Y_M,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: _ACCOUNTING.format("", "", ""), 42: _ACCOUNTING.format('"¥"', "", ""),
    43: _ACCOUNTING.format("", ".00", "??"), 44: _ACCOUNTING.format('"¥"', ".00", "??"),
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _Y_M, 51: _M_D, 52: _Y_M, 53: _M_D, 54: _M_D, 55: "上午/下午" + _H_M, 56: "上午/下午" + _H_M_S, 57: _Y_M, 58: _M_D,
}  # fmt: skip
"""Formats that files refer to by number alone, as a Chinese Excel shows them."""

_OF_THE_SYSTEM = {"[$-f800]": _Y_M_D, "[$-f400]": "h:mm:ss", "[$-x-sysdate]": _Y_M_D, "[$-x-systime]": "h:mm:ss"}
"""Formats that stand for the long date or the time of the system, whatever else their code says."""

_PLAIN = re.compile(r"(?=.{1,10}\Z)(?!-?0\Z)-?(?:0|[1-9]\d{0,7})(?:\.\d*[1-9])?", re.ASCII)
"""Stored numbers, but for zero, that General shows as they are."""
_GENERAL_WIDTH = 11
_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
"""Spreadsheets count with 15 digits: 0.28499999999999998 is 0.285, and shows as 0.29 with two decimals."""
_FRACTION = re.compile(r"0\.(?=\d*[1-9])(\d{1,15})", re.ASCII)
"""A share as nearly all are stored."""
_LARGEST_POWER = 30
_LARGE = Decimal(10) ** _LARGEST_POWER
_EXACT_PLACES = 6
_WIDE = Context(prec=320)
_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(16))
_MOST_KNOWN = 10_000
"""Stored figures whose shown text a format remembers: zeros repeat."""


class NumberFormat:
    """One format code, ready to show values.

    Decimals that the format rounds away are kept where the stored figure is exact, that is, has no more than six of them: amounts in
    万元 are stored to the 分 and formatted with two decimals. A percentage, and what has more decimals (a quotient, noise of binary
    numbers), is read as it shows.
    """

    def __init__(self, code: str, *, date1904: bool = False) -> None:
        code = next((shown for mark, shown in _OF_THE_SYSTEM.items() if code[: len(mark)].lower() == mark), code)
        self.code = code
        self.is_general = code.strip().lower() in ("", "general", "@", "g/通用格式")
        self._date1904 = date1904
        self.sections = [] if self.is_general else sections(code[:255])
        figures = [section for section in self.sections if not section.has("text")]
        self.quick, self.pattern = (_PLAIN.fullmatch, "") if self.is_general else _quick(figures)
        """A test for stored figures that are shown by `format` with the pattern alone (as stored, where that is "")."""
        self._pattern_exact = self.pattern.partition(".")[0] + "f"
        self._is_signed = len(figures) == 1
        self._share = _share_places(figures)
        self.keeps_text = self.is_general or not any(section.has("text") for section in self.sections[-1:])
        """Whether text is shown as it is."""
        self._known: dict[str, tuple[str, str | None]] = {}

    def show(self, stored: str) -> tuple[str, str | None]:
        """What is read for a number stored as decimal text (`1234.5`, `9.0000000000000011E-2`), and what the cell shows, where that
        has fewer decimals (else None). Text that is no number is returned as it is.
        """
        if self.quick(stored):
            return format(float(stored), self.pattern) if self.pattern else stored, None
        shown = self._known.get(stored)
        if shown is None:
            shown = self._show(stored)
            if len(self._known) < _MOST_KNOWN:
                self._known[stored] = shown
        return shown

    def _show(self, stored: str) -> tuple[str, str | None]:
        if self.is_general:
            value = _decimal(stored)
            return stored if value is None else _general(value), None
        if self._share is not None and (match := _FRACTION.fullmatch(stored)) is not None:
            return _percentage(match[1], self._share), None
        value = _decimal(stored)
        if value is None:
            return stored, None
        if self._share is not None and 0 < value < _LARGE:
            return f"{_rounded(value.scaleb(2), self._share):f}%", None
        if self.pattern and (0 < value < _LARGE or (self._is_signed and -_LARGE < value < 0)):
            places = int(self.pattern[-2])
            more = _places(value, places)
            figure = format(_rounded(value, more), self._pattern_exact)
            return figure, format(_rounded(value, places), self._pattern_exact) if more > places else None
        section, value_shown = self._choose(value)
        if section is None:
            return _general(value), None
        if not section.tokens:
            return "", None
        if section.is_unknown or value.adjusted() > _LARGEST_POWER:
            return _general(value_shown), None
        if section.is_date:
            text = date_text(section.tokens, value, date1904=self._date1904)
            return _general(value) if text is None else text, None
        text = _number_text(section, value_shown)
        shown = text if _decimals(value) == 0 else _number_text(section, value_shown, exact=False)
        return text, shown if shown != text else None

    def number(self, stored: str) -> str:
        """What is read for a number (see `show`)."""
        return self.show(stored)[0]

    def text(self, stored: str) -> str:
        """What the cell shows for text: itself, unless the format has a section for text."""
        if self.keeps_text:
            return stored
        section = self.sections[-1]
        shown = "".join(stored if token.kind == "text" else token.text for token in section.tokens)
        return stored if shown.strip() == stored.strip() else shown

    def _choose(self, value: Decimal) -> tuple[Section | None, Decimal]:
        """The section that applies and the number to be shown by it (without its sign, where the section is for negative ones)."""
        sections = [section for section in self.sections if not section.has("text")]
        if not sections:
            return None, value
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _holds(section.condition, value):
                    only_negative = section.condition is not None and section.condition[0][0] == "<" and section.condition[1] <= 0
                    return section, abs(value) if only_negative else value
            return None, value
        if value < 0 and len(sections) > 1:
            return sections[1], -value
        if value == 0 and len(sections) > 2:
            return sections[2], value
        return sections[0], value


def _is_never(_: str) -> bool:
    return False


def _quick(figures: list[Section]) -> tuple[Callable[[str], object], str]:
    """For the formats that nearly all figures have (`0.00`, `#,##0.00`): a test for stored figures above zero that need no rounding,
    and how `format` shows them."""
    if not figures or any(section.condition for section in figures) or figures[0].is_date or figures[0].is_unknown:
        return _is_never, ""
    code = "".join(token.text if token.kind in ("digit", "comma", "point") else "x" for token in figures[0].tokens)
    match = re.fullmatch(r"(?:#(,)##)?0(?:\.(0{1,6}))?", code)
    if match is None:
        return _is_never, ""
    places = len(match[2] or "")
    decimals = rf"(?:\.\d{{1,{places}}})?" if places else ""
    pattern = re.compile(rf"(?=[\d.]*[1-9])(?:0|[1-9]\d{{0,8}}){decimals}", re.ASCII)
    return pattern.fullmatch, f"{match[1] or ''}.{places}f"


def _share_places(figures: list[Section]) -> int | None:
    """The decimals of a plain percentage (`0.00%`); None for every other format."""
    if not figures or any(section.condition for section in figures):
        return None
    match = re.fullmatch(r"0(?:\.(0{1,6}))?%", "".join(token.text for token in figures[0].tokens))
    return None if match is None or any(token.kind == "literal" for token in figures[0].tokens) else len(match[1] or "")


def _percentage(decimals: str, places: int) -> str:
    """0.`decimals` as a percentage with so many places, rounded half up."""
    kept = places + 2
    whole = int(decimals[:kept].ljust(kept, "0")) + (decimals[kept : kept + 1] >= "5")
    digits = f"{whole:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}%" if places else f"{digits}%"


def _places(value: Decimal, places: int) -> int:
    """Decimals to be shown: those of the format, and more where the stored figure is exact."""
    decimals = _decimals(value)
    return decimals if places < decimals <= _EXACT_PLACES else places


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return 0
    if -exponent > _EXACT_PLACES:  # 0.2850000000000 has three
        exponent = value.normalize(_PRECISION).as_tuple().exponent
        assert isinstance(exponent, int)
    return max(0, -exponent)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(_UNITS[places] if places < len(_UNITS) else Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


def _decimal(stored: str) -> Decimal | None:
    try:
        value = _PRECISION.create_decimal(stored.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 400 else None


def _general(value: Decimal) -> str:
    """At most 11 characters and 10 digits behind a point, like Excel; but a whole number is shown in full, however long: a code or an
    amount in 元 must not lose its last digits."""
    if value == 0:
        return "0"
    power = value.adjusted()
    if power < 15 and value == value.to_integral_value():
        return f"{value.quantize(Decimal(1)):f}"
    if power >= 15:
        return _scientific(value, 5)
    if power >= -4:
        digits = 10 + power if power < 0 else max(10, power + 3)
        return _trimmed(f"{Context(prec=max(1, digits), rounding=ROUND_HALF_UP).plus(value):f}")
    plain = _trimmed(f"{value:f}")
    return plain if len(plain.lstrip("-")) <= _GENERAL_WIDTH else _scientific(value, 5)


def _scientific(value: Decimal, places: int) -> str:
    mantissa, exponent = f"{value:.{places}E}".split("E")
    return f"{_trimmed(mantissa)}E{exponent[0]}{exponent[1:].zfill(2)}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    operator, limit = condition
    return (
        ("<" in operator and value < limit and operator != "<>")
        or (">" in operator and value > limit and operator != "<>")
        or ("=" in operator and value == limit)
        or (operator == "<>" and value != limit)
    )


def _point(tokens: tuple[Token, ...]) -> int:
    return next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))


def _number_text(section: Section, value: Decimal, *, exact: bool = True) -> str:
    """A number in a section; `exact` keeps decimals that the format rounds away (see `NumberFormat`)."""
    tokens = section.tokens
    sign = "-" if value < 0 else ""
    value = abs(value)
    if section.has("general"):
        body = "".join(_general(value) if token.kind == "general" else literal(token) for token in tokens)
        return (sign + body).strip()
    if not section.has("digit"):
        return (sign if len(tokens) == 0 else "") + "".join(literal(token) for token in tokens).strip()
    exponent = None
    mark = next((index for index, token in enumerate(tokens) if token.kind == "exponent"), None)
    behind: tuple[Token, ...] = ()
    if mark is not None:
        behind, tokens, exponent = tokens[mark + 1 :], tokens[:mark], tokens[mark].text
    value = value.scaleb(2 * sum(token.kind == "percent" for token in section.tokens))
    point = _point(tokens)
    whole, fraction = list(tokens[:point]), list(tokens[point + 1 :])
    grouped, scale = _commas(whole)
    if not scale:
        scale = _commas(fraction)[1]
    value = value.scaleb(-3 * scale)
    places = sum(token.kind == "digit" for token in fraction)
    power = 0
    if exponent is not None and value:
        power = _power(value, max(1, sum(token.kind == "digit" for token in whole)), places)
        value = value.scaleb(-power)
    if exact and exponent is None and not scale and not section.has("percent"):
        more = _places(value, places) - places
        last = max((index for index, token in enumerate(fraction) if token.kind == "digit"), default=-1)
        fraction[last + 1 : last + 1] = [Token("digit", "0")] * more
        places += more
    digits, _, decimals = f"{_rounded(value, places):f}".partition(".")
    if point == len(tokens) and fraction:  # decimals kept by a format without any: they follow the last digit
        last = max(index for index, token in enumerate(whole) if token.kind == "digit")
        whole, fraction = whole[: last + 1], [*fraction, *whole[last + 1 :]]
    shown = _whole_text(whole, digits, grouped=grouped) + _fraction_text(fraction, decimals)
    if exponent is not None:
        width = sum(token.kind == "digit" for token in behind)
        mark_sign = "-" if power < 0 else "+" if exponent == "e+" else ""
        after = "".join(literal(token) for token in behind if token.kind != "digit")
        shown += f"E{mark_sign}{str(abs(power)).zfill(width)}{after}"
    # the sign stands before the first digit and before what is printed in front of it, such as ¥
    return sign + shown.strip()


def _power(value: Decimal, width: int, places: int) -> int:
    """The power of ten that is split off a positive number: a multiple of `width`, the digits that may stand before the point."""
    power = value.adjusted() // width * width
    return power + width if _rounded(value.scaleb(-power), places).adjusted() >= width else power


def _commas(whole: list[Token]) -> tuple[bool, int]:
    """Whether thousands are grouped, and how many times the number is divided by a thousand (commas behind the last digit)."""
    last = max((index for index, token in enumerate(whole) if token.kind == "digit"), default=-1)
    grouped = any(token.kind == "comma" for token in whole[:last]) if last > 0 else False
    scale = 0
    for token in whole[last + 1 :]:
        if token.kind != "comma":
            break
        scale += 1
    return grouped, scale if last >= 0 else 0


def _whole_text(whole: list[Token], digits: str, *, grouped: bool) -> str:
    places = [index for index, token in enumerate(whole) if token.kind == "digit"]
    digits = digits.lstrip("0")
    pieces: list[str] = []
    written = 0
    for index in range(len(whole) - 1, -1, -1):
        token = whole[index]
        if token.kind != "digit":
            pieces.append(literal(token))
            continue
        first = index == places[0]
        taken, digits = (digits, "") if first else (digits[-1:], digits[:-1])
        if not taken and (token.text == "0"):
            taken = "0"
        for character in reversed(taken):
            if grouped and written and written % 3 == 0:
                pieces.append(",")
            pieces.append(character)
            written += 1
    return "".join(reversed(pieces))


def _fraction_text(fraction: list[Token], decimals: str) -> str:
    places = [index for index, token in enumerate(fraction) if token.kind == "digit"]
    kept = len(places)
    while kept and fraction[places[kept - 1]].text != "0" and decimals[kept - 1] == "0":
        kept -= 1
    pieces = ["." if kept else ""]
    written = 0
    for token in fraction:
        if token.kind != "digit":
            pieces.append(literal(token))
        elif written < kept:
            pieces.append(decimals[written])
            written += 1
    return "".join(pieces)


_SHOWN = re.compile(r"([^\d.,%-]*-?[^\d.,%-]*)(\d[\d,]*)(?:\.(\d+))?([^\d.,%]*)")


def with_stored_decimals(shown: str, stored: str) -> str | None:
    """The text that is read for a cell that shows `shown` and holds `stored`, where that is exact and has more decimals (see
    `NumberFormat`); None where what is shown is read.
    """
    match = _SHOWN.fullmatch(shown)
    value = _decimal(stored) if match is not None else None
    if match is None or value is None or "E" in shown:
        return None
    places = len(match[3] or "")
    more = _places(value, places)
    if more == places or f"{_rounded(abs(value), places):f}" != match[2].replace(",", "") + ("." + match[3] if places else ""):
        return None
    return f"{match[1]}{format(_rounded(abs(value), more), ',f' if ',' in match[2] else 'f')}{match[4]}"

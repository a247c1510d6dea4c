"""Dates and times in cells: from the number of days, or from ISO text, to the text that is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ._sheet_tokens import Token, literal

_WEEKDAYS = "一二三四五六日"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_SERIAL = 2_958_466


def date_text(tokens: tuple[Token, ...], value: Decimal, *, date1904: bool) -> str | None:
    """The date or time; None for a number that is none."""
    if value < 0 or value >= _LAST_SERIAL:
        return None
    seconds = int((value * 86400).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if date1904:
        base = datetime(1904, 1, 1)  # noqa: DTZ001  (dates of cells have no time zone)
    else:
        base = datetime(1899, 12, 30 if seconds >= 60 * 86400 else 31)  # noqa: DTZ001  (Excel counts a 29 February 1900)
    try:
        moment = base + timedelta(seconds=seconds)
    except OverflowError:
        return None
    twelve = any(token.kind == "ampm" for token in tokens)
    units = [(index, token) for index, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    minutes = set()
    for position, (index, token) in enumerate(units):
        before = units[position - 1][1].text.strip("[]")[0] if position else ""
        after = units[position + 1][1].text[0] if position + 1 < len(units) else ""
        if token.text[0] == "m" and len(token.text) <= 2 and (before == "h" or after == "s"):
            minutes.add(index)
    pieces = []
    for index, token in enumerate(tokens):
        if token.kind == "elapsed":
            divisor = {"h": 3600, "m": 60, "s": 1}[token.text[1]]
            pieces.append(str(seconds // divisor).zfill(len(token.text) - 2))
        elif token.kind == "ampm":
            names = ("上午", "下午") if "上" in token.text else ("AM", "PM") if len(token.text) > 3 else ("A", "P")
            pieces.append(names[moment.hour >= 12])
        elif token.kind == "date":
            pieces.append(_date_unit(token.text, moment, is_minute=index in minutes, twelve=twelve))
        elif token.kind in ("point", "comma"):
            pieces.append(token.text)
        else:
            pieces.append(literal(token))
    return "".join(pieces).strip()


def _date_unit(unit: str, moment: datetime, *, is_minute: bool, twelve: bool) -> str:
    letter, length = unit[0], len(unit)
    if is_minute:
        return str(moment.minute).zfill(min(length, 2))
    if letter == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if letter == "e":
        return f"{moment.year:04d}"
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        return str(moment.month).zfill(length) if length <= 2 else name[:3] if length == 3 else name if length == 4 else name[0]
    if letter == "d":
        name = _ENGLISH_DAYS[moment.weekday()]
        return str(moment.day).zfill(length) if length <= 2 else name[:3] if length == 3 else name
    if letter == "h":
        hour = (moment.hour - 1) % 12 + 1 if twelve else moment.hour
        return str(hour).zfill(min(length, 2))
    if letter == "s":
        return str(moment.second).zfill(min(length, 2))
    if letter == "a":
        return ("星期" if length > 3 else "") + _WEEKDAYS[moment.weekday()]
    return ""


def iso_text(stored: str) -> str:
    """A date stored as ISO text (`2023-05-01T00:00:00`) as a cell shows it: 2023/5/1."""
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    day = date(moment.year, moment.month, moment.day)
    shown = f"{day.year}/{day.month}/{day.day}"
    return shown if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else f"{shown} {moment.hour}:{moment.minute:02d}"

"""What else a recognised figure may have been, one slip of the recogniser away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_CONFUSED = {"0": "68", "1": "7", "3": "8", "5": "6", "6": "058", "7": "1", "8": "036"}
"""Digits that the recogniser takes for one another on blurred or sealed print."""
_DIGITS = "0123456789"
FAR_FETCHED = 2
"""The rank of a digit lost or added."""


def misreadings(raw: str, others: Sequence[str] = ()) -> dict[str, int]:
    """Other figures that may be printed where `raw` was read, each with how far-fetched it is: 0 where the recogniser itself thought of it
    (`others`), 1 for digits it is known to confuse, a lost minus and a misread separator, 2 for a digit that was lost or added.
    """
    found = dict.fromkeys(others, 0)
    for rank, several in ((1, _confused(raw)), (FAR_FETCHED, _lost(raw))):
        for other in several:
            found.setdefault(other, rank)
    found.pop(raw, None)
    return found


def _confused(raw: str) -> Iterator[str]:
    for place, sign in enumerate(raw):
        for other in _CONFUSED.get(sign, ""):
            yield raw[:place] + other + raw[place + 1 :]
        if sign == ".":
            yield raw[:place] + raw[place + 1 :]
            if len(raw) - place > 3:
                yield raw[:place] + "," + raw[place + 1 :]
        elif sign == ",":
            yield raw[:place] + "." + raw[place + 1 :]
    yield raw[1:] if raw.startswith("-") else f"-{raw}"
    digits = raw.rstrip("%％")
    if "." not in raw and digits.lstrip("-").isdigit():
        for decimals in (2, 1):
            if len(digits.lstrip("-")) > decimals:
                yield f"{digits[:-decimals]}.{digits[-decimals:]}{raw[len(digits) :]}"


def _lost(raw: str) -> Iterator[str]:
    plain = raw.replace(",", "").replace("，", "")
    for place, sign in enumerate(plain):
        if sign.isdigit():
            yield plain[:place] + plain[place + 1 :]
            yield from (plain[:place] + digit + plain[place:] for digit in _DIGITS)
    end = len(plain.rstrip("%％"))
    yield from (plain[:end] + digit + plain[end:] for digit in _DIGITS)

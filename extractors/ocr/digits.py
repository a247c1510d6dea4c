"""Figures as such: separators that cannot be what was read, and the number format of a column as evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .engine import Glyph

_POINTS = ".．,，"
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")
_FEWEST = 3
_MOST = 0.7
"""Share of the figures of a column that must have one format for it to be the column's."""


def separated(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...] | None:
    """The characters of a figure with its separators as they must be, where as they were read it is no number (570.561.77, 85,109603): all
    but perhaps the last divide thousands. None where nothing has to be changed, or nothing helps.
    """
    text = _text(glyphs)
    if _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        return None
    places = [place for place, character in enumerate(text) if character in _POINTS]
    if len(places) == 1 and _PLAIN.fullmatch(text.replace(",", ".")):
        return _changed(glyphs, {places[0]: "."})
    if len(places) < 2:
        return None
    for last in (",", "."):  # three digits behind the last one: whole thousands are common, three decimals are not
        wanted = dict.fromkeys(places[:-1], ",") | {places[-1]: last}
        changed = _changed(glyphs, wanted)
        if _GROUPED.fullmatch(_text(changed)):
            return changed
    return None


def column_format(texts: Sequence[str]) -> tuple[bool, int] | None:
    """The format of the figures of a column: whether thousands are divided, and the number of decimals; None where they differ."""
    formats = Counter(found for text in texts if (found := _format(text)) is not None)
    total = sum(formats.values())
    if total < _FEWEST:
        return None
    # figures below a thousand say nothing about the division
    decimals: Counter[int] = Counter()
    for (_, places), count in formats.items():
        decimals[places] += count
    if set(decimals) == {0, 3} and any(divided and not places for divided, places in formats):
        return True, 0
    places, count = decimals.most_common(1)[0]
    if count < _MOST * total:
        return None
    return any(divided for divided, _ in formats), places


def fits(text: str, usual: tuple[bool, int]) -> bool:
    """Whether a figure has the format of its column; a bare 0 fits every column."""
    own = _format(text)
    return own is None or own[1] == usual[1] or text.strip("-+") == "0"


def respaced(glyphs: Sequence[Glyph], usual: tuple[bool, int]) -> tuple[Glyph, ...] | None:
    """The characters of a figure that does not fit its column with a point read as the comma it must be (874.600 among 1,332,300), or
    the other way round; None where that does not make it fit.
    """
    places = [place for place, glyph in enumerate(glyphs) if glyph.text in _POINTS]
    if not places:
        return None
    for last in (",", "."):
        changed = _changed(glyphs, dict.fromkeys(places[:-1], ",") | {places[-1]: last})
        own = _format(_text(changed))
        if own is not None and own[1] == usual[1] and (own[0] or last == "."):
            return changed
    return None


def _format(text: str) -> tuple[bool, int] | None:
    plain = text.replace("，", ",").replace("．", ".")
    if not (_GROUPED.fullmatch(plain) or _PLAIN.fullmatch(plain)):
        return None
    return "," in plain, len(plain.partition(".")[2])


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs).replace("，", ",").replace("．", ".")


def _changed(glyphs: Sequence[Glyph], wanted: dict[int, str]) -> tuple[Glyph, ...]:
    return tuple(replace(glyph, text=wanted[place]) if place in wanted else glyph for place, glyph in enumerate(glyphs))

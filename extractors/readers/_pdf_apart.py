"""Texts of a table without rules that were taken for one though columns part in them: they are printed close, or were read in one go."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ._pdf_fit import Track
from ._pdf_page import Char
from ._pdf_texts import CLOSE, Text, text_from

_NO_EDGE = re.compile(r"[-、，,.（）()“”\"《》：:/％%]")
"""Signs that leave white beside them in a text."""
_RUN_TOGETHER = re.compile(
    r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{3,7}|0)(?=[一二三四五六七八九十]{1,3}、|年[初末]|[\u4e00-\u9fff])(?!年[^初末]|[月日元万亿人个分个户辆台次级号岁平项家件])"
)
"""A figure or code with the text of the next column right behind it; not one with its unit."""
_TWO_FIGURES = re.compile(r"-?\d[\d,]*\.\d+(?=-\d[\d,]*\.\d+$)")
"""A figure with a negative one right behind it."""
_WIDER = 1.2
"""How much wider than the narrowest before it the last digit of a figure may be."""


def heads_apart(texts: Sequence[Text], tracks: Sequence[Track]) -> list[Text] | None:
    """Heads, as texts of one line each, cut at narrow gaps where columns part below them; None where it is open whether such a gap
    parts two heads.
    """
    result: list[Text] = []
    for text in texts:
        gaps = [(after.x0 - before.x1) / text.size for before, after in itertools.pairwise(text.chars)]
        usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
        start = 0
        for number, gap in enumerate(gaps, 1):
            if gap < max(CLOSE, 2 * usual):
                continue
            before, after = text.chars[number - 1], text.chars[number]
            if _parting(before.x1, after.x0, tracks):
                result.append(text_from(text.chars[start:number]))
                start = number
            elif not _within(text, before, after, [*tracks, *(other for other in texts if other.base > text.base + text.size)]):
                return None
        result.append(text_from(text.chars[start:]) if start else text)
    return result


def _parting(x0: float, x1: float, tracks: Sequence[Track]) -> bool:
    """Whether what stands in one row parts at a gap."""
    return any(left.x1 < x1 and x0 < right.x0 and left.rows & right.rows for left, right in itertools.pairwise(tracks))


def _within(text: Text, before: Char, after: Char, below: Sequence[Track | Text]) -> bool:
    """Whether a gap is one inside a head: beside a sign that leaves white, between figure and word, or above a column."""
    if _NO_EDGE.search(before.text + after.text) or before.text.isascii() != after.text.isascii():
        return True
    return any(one.x0 < before.x1 and after.x0 < one.x1 for one in below)


def rows_apart(rows: Sequence[Sequence[Text]], tracks: Sequence[Track]) -> list[list[Text]]:
    """The texts of a body with those that stand over two columns cut where these part."""
    return [[part for text in row for part in _text_apart(text, tracks)] for row in rows]


def _text_apart(text: Text, tracks: Sequence[Track]) -> list[Text]:
    over = [track for track in tracks if track.over(text)]
    if text.figures or not any(left.rows & right.rows for left, right in itertools.pairwise(over)):
        return [text]
    if all(len(char.text) == 1 for char in text.chars) and (
        match := _RUN_TOGETHER.match(text.text) or _TWO_FIGURES.match(text.text)
    ):
        return _parted(text.chars, match.end())
    for number, (before, after) in enumerate(itertools.pairwise(text.chars), 1):
        if after.x0 - before.x1 >= CLOSE * text.size and _parting(before.x1, after.x0, over):
            return [text_from(text.chars[:number]), *_text_apart(text_from(text.chars[number:]), tracks)]
    return [text]


def _parted(chars: Sequence[Char], place: int) -> list[Text]:
    """What was read in one go, as two texts with the white between them that the recogniser gave to the characters beside it."""
    digit, letter = chars[place - 1], chars[place]
    width = min((char.x1 - char.x0 for char in chars[: place - 1]), default=digit.bottom - digit.top)
    digit = digit._replace(x1=min(digit.x1, digit.x0 + _WIDER * width))
    letter = letter._replace(x0=max(letter.x0, letter.x1 - (letter.bottom - letter.top)))
    return [text_from([*chars[: place - 1], digit]), text_from([letter, *chars[place + 1 :]])]

"""The heads of a table without rules between its columns: which lines are one head, and which heads stand over several columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._pdf_page import Rule
from ._pdf_texts import Text, together

_SAME_MIDDLE, _SAME_END = 0.4, 0.3
"""Lines of one head have one middle, or one left or right end, to within so many character heights."""
_FURTHEST, NEAREST = 1.45, 0.8
"""Lines of one head stand at most so many character heights apart, lines of two at least so many."""
_CLEARLY = 0.93
"""What stands nearer than this share of the distance of rows is one head."""
_ON_ONE_LINE = 0.25
_MOST_QUESTIONS = 8
"""More heads of which it is open what they are leave a table alone."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the heads: those of single columns from left to right, and those over several from top to bottom."""

    own: tuple[Text, ...]
    over: tuple[Text, ...]
    high: tuple[Text, ...] = ()
    """Heads of single columns that stand higher than those beside them, over which they may stand as well."""


def readings(texts: Sequence[Text], pitch: float | None, rules: Sequence[Rule]) -> Iterator[Reading]:
    """The ways in which heads, as texts of one line each, can be understood. `pitch` is the distance of the rows of figures."""
    pairs = _pairs(texts, rules)
    clear, open_ = [], []
    for upper, lower in pairs:
        distance = lower.base - upper.base
        if pitch is not None and distance < _CLEARLY * pitch or not _beside(lower, upper, texts):
            clear.append((upper, lower))
        else:
            open_.append((upper, lower))
    if len(open_) > _MOST_QUESTIONS:
        return
    seen: set[tuple[tuple[int, ...], ...]] = set()
    for kept in itertools.product((True, False), repeat=len(open_)):
        heads = _blocks(texts, clear + [pair for pair, keep in zip(open_, kept, strict=True) if keep])
        for reading in _split(heads):
            key = tuple(tuple(map(id, head.chars)) for head in reading.own)
            if key not in seen:
                seen.add(key)
                yield reading


def _pairs(texts: Sequence[Text], rules: Sequence[Rule]) -> list[tuple[Text, Text]]:
    """Lines that may be one head: one close below the other, in the middle below it or at one of its ends."""
    pairs: list[tuple[Text, Text]] = []
    for upper in texts:
        below = [text for text in texts if text.over(upper) and text.base - upper.base >= NEAREST * upper.size]
        if not below:
            continue
        nearest = min(text.base for text in below)
        below = [text for text in below if text.base - nearest <= _ON_ONE_LINE * upper.size]
        lower = below[0]
        size = max(upper.size, lower.size)
        if len(below) > 1 or lower.base - upper.base > _FURTHEST * size:
            continue
        if any(upper.base < rule.at < lower.base - 0.5 * size and rule.start < upper.middle < rule.end for rule in rules):
            continue
        ends = abs(upper.x0 - lower.x0), abs(upper.x1 - lower.x1)
        if abs(upper.middle - lower.middle) <= _SAME_MIDDLE * size or min(ends) <= _SAME_END * size:
            pairs.append((upper, lower))
    return pairs


def _beside(lower: Text, upper: Text, texts: Sequence[Text]) -> bool:
    """Whether a neighbour on the line of the lower text has nothing above it: then the upper one may stand over both."""
    on_line = [text for text in texts if text is not lower and abs(text.base - lower.base) <= _ON_ONE_LINE * lower.size]
    return any(
        not any(other.over(text) and abs(other.base - upper.base) <= _ON_ONE_LINE * upper.size for other in texts)
        for text in on_line
    )


def _blocks(texts: Sequence[Text], pairs: Sequence[tuple[Text, Text]]) -> list[Text]:
    """The heads, when these pairs of lines are one head each."""
    below = {id(upper): lower for upper, lower in pairs}
    inner = {id(lower) for _, lower in pairs}
    heads: list[Text] = []
    for text in texts:
        if id(text) in inner:
            continue
        lines = [text]
        while id(lines[-1]) in below:
            lines.append(below[id(lines[-1])])
        heads.append(together(lines) if len(lines) > 1 else text)
    return heads


def _split(heads: Sequence[Text]) -> Iterator[Reading]:
    """The ways to part heads into those of single columns and those over several."""
    over: list[Text] = []
    own: list[Text] = []
    higher: list[Text] = []
    questions: list[Text] = []
    lowest = max((head.levels[-1] for head in heads), default=0.0)
    for head in heads:
        below = [other for other in heads if other is not head and _stands_over(head, other)]
        if any(other.over(head) for other in below):
            over.append(head)
        elif not below or lowest - head.levels[-1] < NEAREST * head.size:
            own.append(head)
        else:
            left = [other for other in below if other.middle < head.middle]
            right = [other for other in below if other.middle > head.middle]
            (questions if left and right else own).append(head)
            higher.append(head)
    if len(questions) > _MOST_QUESTIONS:
        return
    for single in itertools.product((True, False), repeat=len(questions)):
        mine = sorted([*own, *(head for head, one in zip(questions, single, strict=True) if one)], key=lambda head: head.x0)
        rest = [*over, *(head for head, one in zip(questions, single, strict=True) if not one)]
        if all(left.x1 <= right.x0 for left, right in itertools.pairwise(mine)):
            yield Reading(tuple(mine), tuple(sorted(rest, key=lambda head: (head.base, head.x0))), tuple(higher))


def _stands_over(head: Text, other: Text) -> bool:
    """Whether a head stands so much higher than another one that it may be over it."""
    return other.levels[0] - head.levels[-1] >= NEAREST * head.size

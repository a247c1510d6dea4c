"""Columns of tables without lines where heads stand beside their figures: what is white through all rows parts one from the next.

Used where columns cannot be told from what lies below each other, as on scans: a code read together with the name beside it, a head in
the middle of its column over figures at its edge. Everything is required to agree; what does not is left to be warned about.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Protocol

from ._pdf_lines import Line
from ._pdf_page import Char
from ._pdf_partial import pieces_of, text_of

_RUN_TOGETHER = re.compile(
    r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{3,7}|0)(?=[一二三四五六七八九十]{1,3}、|年[初末]|[\u4e00-\u9fff])(?!年[^初末]|[月日元万亿人个分个户辆台次级号岁平项家件])"
)
"""A figure or code with the text of the next column right behind it; not one with its unit."""
_WIDER = 1.2
"""How much wider than the narrowest before it the last digit of a figure may be."""
_LABEL_NUMBER = re.compile(r"[（(]\d{1,2}[)）]")
_AFTER_NUMBER = 1.5
"""What follows the number of a label within so many characters is the label."""
_CENTRED, _CLEARLY = 0.8, 1.25
"""How far, in characters, a head may stand from the middle of its columns, and must from that of any other columns."""
_SAME_LEVEL, _NEXT_LINE = 0.3, 0.5
"""Heads whose baselines differ by less than this share of their height stand on one line; from the other on they do not."""

Extent = tuple[float, float]


class Piece(Protocol):
    """What stands in one column of one row."""

    @property
    def chars(self) -> list[Char]: ...
    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def figure(self) -> bool: ...


def pieces_apart(line: Line) -> list[list[Char]]:
    """A line cut at gaps between columns, and behind a figure or code that text of the next column follows."""
    result: list[list[Char]] = []
    for chars in pieces_of(line):
        match = _RUN_TOGETHER.match(text_of(chars)) if all(len(char.text) == 1 for char in chars) else None
        if match:
            result.extend(_parted(chars, match.end()))
        elif (
            result and _LABEL_NUMBER.fullmatch(text_of(result[-1])) and chars[0].x0 - result[-1][-1].x1 < _AFTER_NUMBER * line.size
        ):
            result[-1] = result[-1] + chars
        else:
            result.append(chars)
    return result


def _parted(chars: Sequence[Char], place: int) -> list[list[Char]]:
    """What was read in one go, as two pieces with the white between them that the recogniser gave to the characters beside it."""
    digit, letter = chars[place - 1], chars[place]
    width = min((char.x1 - char.x0 for char in chars[: place - 1]), default=digit.bottom - digit.top)
    digit = digit._replace(x1=min(digit.x1, digit.x0 + _WIDER * width))
    letter = letter._replace(x0=max(letter.x0, letter.x1 - (letter.bottom - letter.top)))
    return [[*chars[: place - 1], digit], [letter, *chars[place + 1 :]]]


def columns_between(heads: Sequence[Sequence[Piece]], body: Sequence[Sequence[Piece]]) -> list[Extent] | None:
    """The extents of the columns, if the lowest row of heads has one for each and those above stand over several; None where anything contradicts that."""
    if not heads or len(heads) > 1 and len(heads[-1]) <= max(map(len, heads[:-1])):
        return None
    lowest = heads[-1]
    columns: list[Extent] = []
    for piece in sorted((piece for row in body if len(row) > 1 for piece in row), key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], piece.x1)
        else:
            columns.append((piece.x0, piece.x1))
    own: list[list[Extent]] = [[(head.x0, head.x1)] for head in lowest]
    for column in columns:
        head = _head_of(column, lowest)
        if head is None:
            return None
        own[head].append(column)
    if len(columns) < 2 or any(_crowded(row, extents[1:]) for extents in own for row in body):
        return None
    whole = [(min(x0 for x0, _ in extents), max(x1 for _, x1 in extents)) for extents in own]
    if any(left[1] >= right[0] for left, right in itertools.pairwise(whole)) or any(_outside(row, columns) for row in body):
        return None
    return whole if all(group_below(head, whole) for row in heads[:-1] for head in row) else None


def group_below(head: Piece, columns: Sequence[Extent]) -> tuple[int, int] | None:
    """The first and last of the columns that a head stands over the middle of; None where that is not clear."""
    size = max(char.bottom - char.top for char in head.chars)
    middle = (head.x0 + head.x1) / 2
    groups: list[tuple[float, int, int]] = []
    for first, last in itertools.combinations(range(len(columns)), 2):
        x0, x1 = columns[first][0], columns[last][1]
        if x0 <= head.x0 and head.x1 <= x1:
            groups.append((abs((x0 + x1) / 2 - middle), first, last))
    groups.sort()
    if not groups or groups[0][0] > _CENTRED * size or len(groups) > 1 and groups[1][0] < _CLEARLY * size:
        return None
    return groups[0][1:]


def _head_of(column: Extent, heads: Sequence[Piece]) -> int | None:
    """The head that is clearly the nearest to what stands in a column: sums are set in the middle of theirs, other figures at its edge."""
    away = sorted((max(head.x0 - column[1], column[0] - head.x1, 0.0), number) for number, head in enumerate(heads))
    size = max(char.bottom - char.top for head in heads for char in head.chars)
    if len(away) > 1 and away[1][0] < 2 * away[0][0] + size:
        return None
    return away[0][1]


def on_several_levels(heads: Sequence[Piece]) -> bool:
    """Whether some heads stand on the second line of another: 小计 beside 基本支出, above which 预算数 stands for both. A head that is
    only broken over two lines has those of one line beside its middle, or its first line.
    """
    sizes = [max(char.bottom - char.top for char in head.chars) for head in heads]
    levels = [_levels(head, size) for head, size in zip(heads, sizes, strict=True)]
    lowest = [own[-1] for own in levels if len(own) > 1]
    return any(
        abs(own[0] - base) < _SAME_LEVEL * size for own, size in zip(levels, sizes, strict=True) if len(own) == 1 for base in lowest
    )


def _levels(head: Piece, size: float) -> list[float]:
    """The baselines of the lines of a head."""
    levels: list[float] = []
    for base in sorted(char.base for char in head.chars):
        if not levels or base - levels[-1] > _NEXT_LINE * size:
            levels.append(base)
    return levels


def _crowded(row: Sequence[Piece], extents: Sequence[Extent]) -> bool:
    """Whether a figure of a row shares its column with something else."""
    inside = [piece for piece in row if any(piece.x0 < x1 and x0 < piece.x1 for x0, x1 in extents)]
    return len(inside) > 1 and any(piece.figure for piece in inside)


def _outside(row: Sequence[Piece], columns: Sequence[Extent]) -> bool:
    """Whether something in a row lies in none of the columns, or over several."""
    return any(sum(piece.x0 < column[1] and column[0] < piece.x1 for column in columns) != 1 for piece in row)

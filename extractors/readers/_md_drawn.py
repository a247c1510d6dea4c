"""Tables drawn with characters, as pandoc writes them: grid tables (`+---+`) with spans, and columns below rows of dashes.

Chinese characters are two columns wide there; for some signs (—, ≥, ①) writers differ, so that each place on a line is a range.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...schemas.errors import LimitExceeded

MAX_PLACES = 4_000_000
"""Lines times columns of one drawn table."""
_MOST_COLUMNS = 1_000
_BORDER = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")
_INNER_BORDER = re.compile(r"[|+][^|]*\+[-=:]{2,}\+")
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
_FULL_DASHES = re.compile(r"\s*-{3,}\s*")
_LONGEST_SIMPLE = 2_000
"""Lines that a table of dashes may have."""


@dataclass(slots=True)
class Drawn:
    """A cell of a drawn table: its texts, one per printed line, and its place in the grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    line: int
    """Line (counted from the table's first) where the cell begins."""
    texts: list[str] = field(default_factory=list)


def is_grid_border(line: str) -> bool:
    """Whether a line is the upper border of a grid table."""
    return line.lstrip()[:1] == "+" and _BORDER.fullmatch(line) is not None


def grid_end(lines: Sequence[str], start: int) -> int:
    """The line behind the grid table whose upper border is at `start`; `start` itself where there is no table."""
    end = start + 1
    while end < len(lines) and lines[end].lstrip()[:1] in ("|", "+"):
        end += 1
    while end > start + 1 and not is_grid_border(lines[end - 1]):
        end -= 1
    return end if end > start + 2 else start


def read_grid(lines: Sequence[str]) -> list[Drawn]:
    """The cells of a grid table in row-major order; empty where its borders do not fit together."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    drawn = [_Line(line[indent:].rstrip()) for line in lines]
    borders = [number for number, line in enumerate(drawn) if line.is_border]
    edges = sorted({place for number in borders for place in drawn[number].corners()})
    if len(borders) < 2 or not 2 <= len(edges) <= _MOST_COLUMNS or borders[-1] != len(drawn) - 1:
        return []
    if len(drawn) * edges[-1] > MAX_PLACES or len(borders) * len(edges) > MAX_PLACES:
        raise LimitExceeded("Markdown 表格过大，已停止读取：请拆分后再试")
    ruled = set(borders)
    for number, line in enumerate(drawn):
        line.settle(edges, number in ruled)
    rows, columns = len(borders) - 1, len(edges) - 1
    # which of the elementary cells are parted from their right and lower neighbours
    right = [
        [
            all(column + 1 in drawn[number].walls for number in range(borders[row] + 1, borders[row + 1]))
            for column in range(columns)
        ]
        for row in range(rows)
    ]
    below = [[drawn[borders[row + 1]].ruled(edges[column], edges[column + 1]) for column in range(columns)] for row in range(rows)]
    return _cells(drawn, borders, edges, right, below)


def _cells(
    drawn: Sequence[_Line],
    borders: Sequence[int],
    edges: Sequence[int],
    right: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
) -> list[Drawn]:
    rows, columns = len(borders) - 1, len(edges) - 1
    taken: set[tuple[int, int]] = set()
    cells: list[Drawn] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width = 1
            while column + width < columns and not right[row][column + width - 1] and (row, column + width) not in taken:
                width += 1
            height = 1
            while row + height < rows and not any(below[row + height - 1][column : column + width]):
                height += 1
            taken.update((row + r, column + c) for r in range(height) for c in range(width))
            first, last = borders[row] + 1, borders[row + height]
            texts = [drawn[number].between(column, column + width) for number in range(first, last)]
            cells.append(Drawn(row, column, height, width, first, texts))
    return cells


@lru_cache(maxsize=4096)
def _widths(character: str) -> tuple[int, int]:
    """Columns that a character takes, at least and at most."""
    if unicodedata.combining(character) or character in "\u200b\u200d\ufeff\ufe0f":
        return 0, 0
    kind = unicodedata.east_asian_width(character)
    if kind in "WF":
        return 2, 2
    return (1, 2) if kind == "A" else (1, 1)


class _Line:
    """One line of a drawn table with the columns at which its characters stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low: list[int] = []
        self.high: list[int] = []
        low = high = 0
        for character in text:
            self.low.append(low)
            self.high.append(high)
            least, most = _widths(character)
            low, high = low + least, high + most
        self.is_border = _BORDER.fullmatch(text) is not None or _INNER_BORDER.search(text) is not None
        self.walls: dict[int, int] = {}
        """Edge of the grid -> index in `text` of the sign that stands on it."""

    def corners(self) -> list[int]:
        return [self.low[at] for at, character in enumerate(self.text) if character == "+" and self.low[at] == self.high[at]]

    def settle(self, edges: Sequence[int], border: bool) -> None:
        """Find which edges are drawn on this line; where there are as many bars as edges, each is one, wherever it stands."""
        number = 0
        bars = [match.start() for match in _BAR.finditer(self.text)]
        if not border and len(bars) == len(edges):
            self.walls = dict(enumerate(bars))
            return
        for at in sorted([*bars, *(at for at, character in enumerate(self.text) if border and character == "+")]):
            while number < len(edges) and edges[number] < self.low[at]:
                number += 1
            if number < len(edges) and edges[number] <= self.high[at]:
                self.walls[number] = at
                number += 1

    def ruled(self, start: int, end: int) -> bool:
        """Whether a border is drawn from one edge to another."""
        first, last = bisect_right(self.high, start), bisect_left(self.low, end)
        signs = self.text[first:last]
        return bool(signs) and all(character in "-=:+" for character in signs)

    def between(self, first: int, last: int) -> str:
        """The text between two edges (by their number)."""
        start = self.walls.get(first)
        end = self.walls.get(last)
        if start is None or end is None:
            return ""
        return self.text[start + 1 : end].strip()


def dashed_end(lines: Sequence[str], start: int) -> int:
    """The line behind a table of dashes that begins at `start` (with its head or its upper line of dashes); `start` for none."""
    at = start if _DASHES.fullmatch(lines[start]) or _FULL_DASHES.fullmatch(lines[start]) else start + 1
    if at >= len(lines) or (_DASHES.fullmatch(lines[at]) is None and at > start):
        return start
    last = min(len(lines), start + _LONGEST_SIMPLE)
    inner = next((number for number in range(at, last) if _DASHES.fullmatch(lines[number])), None)
    if inner is None or (inner > at and any(not line.strip() for line in lines[at + 1 : inner])):
        return start
    for number in range(inner + 1, last):
        if _DASHES.fullmatch(lines[number]) or _FULL_DASHES.fullmatch(lines[number]):
            return number + 1
        if not lines[number].strip() and at > start:
            return number if number > inner + 1 else start  # a simple table ends with a blank line
    return start


def read_dashed(lines: Sequence[str]) -> list[Drawn]:
    """The cells of a table of dashes in row-major order."""
    ruler = next(number for number, line in enumerate(lines) if _DASHES.fullmatch(line))
    starts = [match.start() for match in re.finditer(r"-+", lines[ruler])]
    body = [(number, line) for number, line in enumerate(lines) if number > ruler and not _is_dashes(line)]
    spaced = any(not line.strip() for _, line in body[:-1])  # rows of several lines, with blank lines between them
    rows: list[list[tuple[int, str]]] = []
    head = [(number, line) for number, line in enumerate(lines[:ruler]) if line.strip() and not _is_dashes(line)]
    if head:
        rows.append(head)
    open_row: list[tuple[int, str]] = []
    for number, line in body:
        if line.strip():
            open_row.append((number, line))
        if open_row and (not spaced or not line.strip()):
            rows.append(open_row)
            open_row = []
    if open_row:
        rows.append(open_row)
    return [
        Drawn(row, column, 1, 1, printed[0][0], [text for _, line in printed if (text := _slice(_Line(line), starts, column))])
        for row, printed in enumerate(rows)
        for column in range(len(starts))
    ]


def _is_dashes(line: str) -> bool:
    return _DASHES.fullmatch(line) is not None or _FULL_DASHES.fullmatch(line) is not None


def _slice(line: _Line, starts: Sequence[int], column: int) -> str:
    """The text of a line in one column; a sign whose width is in doubt is taken to be narrow."""
    start = starts[column] if column else 0
    end = starts[column + 1] if column + 1 < len(starts) else 1 << 30
    return "".join(character for at, character in enumerate(line.text) if start <= line.low[at] < end).strip()

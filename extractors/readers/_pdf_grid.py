"""Ruled lines put together to grids: which lines belong to one table, where its rows and columns are, which places are one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ._pdf_page import Rule

MAX_RULES = 6_000
"""Merged lines of a page that are put together to grids."""
MAX_GRIDS = 100
"""Grids of one page that are read; more are a drawing."""
MAX_PLACES = 100_000
"""Rows times columns of one grid."""
_SAME_RULE = 2.0
"""Parallel pieces closer than this (in points) are one line: borders of neighbouring cells, a stroke and its filled twin."""
_GAP = 4.0
"""Gap within a line that is bridged: dashes, cells whose borders stop short of the corner."""
_TOUCH = 3.5
"""How far a line may stop short of the one it meets."""
_NARROW = 4.0
"""Rows and columns narrower than this hold no text: their two sides are one line."""
_SHORTEST = 5.0
"""A line shorter than this separates nothing."""
_OPEN = 8.0
"""How far lines must stick out beyond the outermost crossing line for the table to be open on that side."""
_COVERED = 0.7
"""Share of the side of a place that must be ruled."""


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as the places it covers: first row and column, and how many of each."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """`xs` and `ys` are the lines between columns and rows, outer sides included; `spans` cover every place once."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The grids of a page, and the horizontal lines that cross no vertical one."""

    grids: list[RuledGrid]
    loose: list[Rule]

    @property
    def tables(self) -> list[RuledGrid]:
        """The grids of more than one column, the largest of them where there are many; the others are boxes around text."""
        found = [grid for grid in self.grids if len(grid.xs) > 2]
        return sorted(found, key=lambda grid: -grid.area)[:MAX_GRIDS]


def rulings(across: Sequence[Rule], down: Sequence[Rule]) -> Rulings | None:
    """Find the grids of a page; None where it has more lines than are looked at."""
    horizontal, vertical = merged(across), merged(down)
    if len(horizontal) + len(vertical) > MAX_RULES:
        return None
    groups, loose = _connected(horizontal, vertical)
    grids = [grid for rows, columns in groups if (grid := _grid(rows, columns)) is not None]
    return Rulings(grids, loose)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line as one rule."""
    ordered = sorted(rules)
    result: list[Rule] = []
    first = 0
    for index in range(1, len(ordered) + 1):
        if (
            index < len(ordered)
            and ordered[index].at - ordered[index - 1].at <= _SAME_RULE / 2
            and (ordered[index].at - ordered[first].at <= _SAME_RULE)
        ):
            continue
        result.extend(_along(ordered[first:index]))
        first = index
    return [rule for rule in result if rule.end - rule.start >= _SHORTEST]


def _along(rules: list[Rule]) -> list[Rule]:
    if len(rules) == 1:
        return rules
    rules.sort(key=attrgetter("start"))
    result: list[Rule] = []
    at, start, end, pieces = rules[0].at, rules[0].start, rules[0].end, 1
    for rule in rules[1:]:
        if rule.start <= end + _GAP:
            at, end, pieces = at + rule.at, max(end, rule.end), pieces + 1
        else:
            result.append(Rule(at / pieces, start, end))
            at, start, end, pieces = rule.at, rule.start, rule.end, 1
    result.append(Rule(at / pieces, start, end))
    return result


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> tuple[list[tuple[list[Rule], list[Rule]]], list[Rule]]:
    """Lines that touch each other, as groups; and the horizontal lines that touch none."""
    parent = list(range(len(horizontal) + len(vertical)))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    heights = [rule.at for rule in horizontal]
    for number, rule in enumerate(vertical, len(horizontal)):
        for other in range(bisect_left(heights, rule.start - _TOUCH), bisect_right(heights, rule.end + _TOUCH)):
            if horizontal[other].start - _TOUCH <= rule.at <= horizontal[other].end + _TOUCH:
                parent[find(other)] = find(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number in range(len(parent)):
        rows, columns = groups.setdefault(find(number), ([], []))
        if number < len(horizontal):
            rows.append(horizontal[number])
        else:
            columns.append(vertical[number - len(horizontal)])
    loose = [rows[0] for rows, columns in groups.values() if not columns]
    return [group for group in groups.values() if group[0] and group[1]], loose


def _grid(rows: list[Rule], columns: list[Rule]) -> RuledGrid | None:
    xs = _positions(columns, rows)
    ys = _positions(rows, columns)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MAX_PLACES:
        return None
    # a line that is the whole side of no place (underlined text) separates nothing
    ys = [
        y
        for number, (y, sides) in enumerate(zip(ys, _edges(rows, ys, xs), strict=True))
        if any(sides) or number in (0, len(ys) - 1)
    ]
    xs = [
        x
        for number, (x, sides) in enumerate(zip(xs, _edges(columns, xs, ys), strict=True))
        if any(sides) or number in (0, len(xs) - 1)
    ]
    above = _edges(rows, ys, xs)
    left = _edges(columns, xs, ys)
    return RuledGrid(tuple(xs), tuple(ys), tuple(_spans(len(ys) - 1, len(xs) - 1, above, left)))


def _positions(rules: list[Rule], crossing: list[Rule]) -> list[float]:
    """Where the lines of one direction lie; with the ends of the crossing lines where at least two of them stick out."""
    positions: list[list[float]] = []
    for rule in sorted(rules):
        if positions and rule.at - positions[-1][0] <= _NARROW:
            positions[-1].append(rule.at)
        else:
            positions.append([rule.at])
    result = [sum(group) / len(group) for group in positions]
    if len(crossing) > 1 and result:
        first, last = sorted(rule.start for rule in crossing)[1], sorted(rule.end for rule in crossing)[-2]
        if first < result[0] - _OPEN:
            result.insert(0, first)
        if last > result[-1] + _OPEN:
            result.append(last)
    return result


def _edges(rules: list[Rule], positions: list[float], crossing: list[float]) -> list[list[bool]]:
    """For each position, and each gap between neighbouring crossing positions: whether a line is drawn there."""
    covered = [[0.0] * (len(crossing) - 1) for _ in positions]
    for rule in rules:
        index = _nearest(positions, rule.at)
        if abs(positions[index] - rule.at) > _NARROW:
            continue
        lengths = covered[index]
        for gap in range(max(0, bisect_right(crossing, rule.start) - 1), min(len(lengths), bisect_left(crossing, rule.end))):
            lengths[gap] += max(0.0, min(rule.end, crossing[gap + 1]) - max(rule.start, crossing[gap]))
    return [[length >= _COVERED * (crossing[gap + 1] - crossing[gap]) for gap, length in enumerate(lengths)] for lengths in covered]


def _nearest(positions: list[float], value: float) -> int:
    index = bisect_left(positions, value)
    if index == len(positions) or index > 0 and value - positions[index - 1] < positions[index] - value:
        return index - 1
    return index


def _spans(rows: int, columns: int, above: list[list[bool]], left: list[list[bool]]) -> list[Span]:
    """Places between which no line is drawn, as cells. Where they make no rectangle, each row of them is cut off by itself."""
    taken = [[False] * columns for _ in range(rows)]
    spans: list[Span] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            width = 1
            while column + width < columns and not left[column + width][row] and not taken[row][column + width]:
                width += 1
            height = 1
            while row + height < rows and _continues(row + height, column, width, columns, above, left):
                height += 1
            for covered in range(row, row + height):
                for place in range(column, column + width):
                    taken[covered][place] = True
            spans.append(Span(row, column, height, width))
    return spans


def _continues(row: int, column: int, width: int, columns: int, above: list[list[bool]], left: list[list[bool]]) -> bool:
    """Whether the places of `row` below a cell belong to it: no line above them, none between them, lines at both ends."""
    if any(above[row][column : column + width]):
        return False
    if any(left[place][row] for place in range(column + 1, column + width)):
        return False
    return (column == 0 or left[column][row]) and (column + width == columns or left[column + width][row])

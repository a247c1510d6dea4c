"""The text of each cell of a grid: which characters stand in it, and how its lines read together."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...schemas.document import Recognition
from ._pdf_grid import RuledGrid, Span
from ._pdf_lines import Box, Line, lines_of, readable, union, upright
from ._pdf_page import Char

WRAPPED_NOTE = "数字在格内折行，已连成一个数"
UNREADABLE_NOTE = "字体没有编码信息，此格文字无法辨认"
_RUN_GAP = 0.3
"""Characters closer than this share of their height follow each other in one run."""
_WIDER = 0.1
"""A gap that is wider by this share of the height than those before ends a run of Chinese characters."""
_OVERLAP, _NO_OVERLAP = 0.5, 0.1
"""How far Latin letters and digits, and other characters, may seem to overlap within a run (their boxes may be those of another font)."""
_CUT = 0.2
"""A rule that leaves this share of a character on each side runs through it: the text overflows its cell."""
PADDING = 6.5
"""Room between a rule and the text of a cell, in points, that a wrapped figure may leave on each side."""
_FIGURE_START = re.compile(
    r"(?:^|.*?[:：=＝≥≤>< ])[-−－+(（]?[¥￥]?(?P<number>[\d,，]*\d[,，]?(?P<point>[.．]\d*)?|\d+[.．])$", re.DOTALL
)
_FIGURE_REST = re.compile(r"(?P<number>[.．]?[\d,，]*(?P<point>[.．]\d+)?)(?P<end>%|％|[)）])?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})*$")


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell on its page; `box` is the ruled box, `lines` are its printed lines; `full` says that the last of them leaves no room for
    another character, so that the text may go on.
    """

    span: Span
    text: str
    box: Box
    lines: tuple[Line, ...] = ()
    note: str | None = None
    full: bool = False
    confidence: float = 1.0
    recognition: Recognition | None = None


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the part of one that stands on one page (1-based)."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[PageCell, ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def fill(grids: Sequence[RuledGrid], chars: Iterable[Char], page: int) -> tuple[list[PageTable], list[Char]]:
    """The grids with their text, and the characters that stand in none. Of nested grids the inner one gets the text."""
    ordered = sorted(grids, key=lambda grid: grid.area)
    owners = [_owners(grid) for grid in ordered]
    contents: list[dict[int, list[Char]]] = [{} for _ in ordered]
    outside: list[Char] = []
    by_grid: list[list[Char]] = [[] for _ in ordered]
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for number, grid in enumerate(ordered):
            if grid.holds(x, y):
                by_grid[number].append(char)
                break
        else:
            outside.append(char)
    for number, grid in enumerate(ordered):
        for run, home in _homes(by_grid[number], grid, owners[number]):
            contents[number].setdefault(home, []).extend(run)
    tables = [_table(grid, contents[number], page) for number, grid in enumerate(ordered)]
    return tables, outside


def _owners(grid: RuledGrid) -> list[list[int]]:
    """For each place of a grid the number of the cell that covers it."""
    owners = [[0] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for number, span in enumerate(grid.spans):
        for row in range(span.row, span.row + span.row_span):
            for column in range(span.column, span.column + span.column_span):
                owners[row][column] = number
    return owners


def _homes(chars: list[Char], grid: RuledGrid, owners: list[list[int]]) -> Iterable[tuple[list[Char], int]]:
    """Runs of characters with the cell they belong to. A run that overflows its cell stays together, with the cell it is set in."""
    run: list[tuple[Char, int]] = []
    spacing = 0.0
    for char in chars:
        home = _home(grid, owners, (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2)
        if run:
            gap = _gap(run[-1][0], char)
            if gap is None or len(run) > 1 and gap > spacing + _WIDER and not (run[-1][0].text.isascii() or char.text.isascii()):
                yield from _settle(run, grid)
                run, spacing = [], 0.0
            else:
                spacing = max(spacing, gap)
        run.append((char, home))
    yield from _settle(run, grid)


def _gap(last: Char, char: Char) -> float | None:
    """The gap in front of a character that is set next to the one before as in one text, in character heights; None for another text.
    Chinese characters of one text do not overlap.
    """
    height = max(char.bottom - char.top, 0.01)
    if char.turn or abs(char.base - last.base) > 0.1 * height:
        return None
    gap = (char.x0 - last.x1) / height
    overlap = _OVERLAP if last.text.isascii() and char.text.isascii() else _NO_OVERLAP
    return gap if -overlap < gap < _RUN_GAP else None


def _home(grid: RuledGrid, owners: list[list[int]], x: float, y: float) -> int:
    column = min(max(bisect_right(grid.xs, x) - 1, 0), len(grid.xs) - 2)
    row = min(max(bisect_right(grid.ys, y) - 1, 0), len(grid.ys) - 2)
    return owners[row][column]


def _settle(run: list[tuple[Char, int]], grid: RuledGrid) -> Iterable[tuple[list[Char], int]]:
    if not run:
        return
    homes = {home for _, home in run}
    if len(homes) == 1:
        yield [char for char, _ in run], run[0][1]
        return
    if any(
        _overflows(left, right, grid.spans[home], grid) for (left, home), (right, other) in itertools.pairwise(run) if home != other
    ):
        x0, x1 = run[0][0].x0, run[-1][0].x1
        yield [char for char, _ in run], min(homes, key=lambda home: _misfit(grid, grid.spans[home], x0, x1))
        return
    start = 0
    for index in range(1, len(run) + 1):
        if index == len(run) or run[index][1] != run[start][1]:
            yield [char for char, _ in run[start:index]], run[start][1]
            start = index


def _overflows(left: Char, right: Char, span: Span, grid: RuledGrid) -> bool:
    """Whether the text goes on over the rule between two characters: a character is cut by it, or they are set without any gap."""
    wall = grid.xs[span.column + span.column_span]
    for char in (left, right):
        part = _CUT * (char.x1 - char.x0)
        if char.text != " " and char.x0 + part < wall < char.x1 - part:
            return True
    return right.x0 - left.x1 < 0.02 * (left.bottom - left.top) and not (left.text.isdigit() and right.text.isdigit())


def _misfit(grid: RuledGrid, span: Span, x0: float, x1: float) -> float:
    """How badly a run fits a cell as its left-aligned, centred or right-aligned text."""
    left, right = grid.xs[span.column], grid.xs[span.column + span.column_span]
    return min(abs(x0 - left), abs((x0 + x1) / 2 - (left + right) / 2), abs(x1 - right))


def _table(grid: RuledGrid, contents: dict[int, list[Char]], page: int) -> PageTable:
    cells = []
    for number, span in enumerate(grid.spans):
        box = (
            grid.xs[span.column],
            grid.ys[span.row],
            grid.xs[span.column + span.column_span],
            grid.ys[span.row + span.row_span],
        )
        cells.append(cell_of(span, box, contents.get(number, [])))
    return PageTable(page, grid.xs, grid.ys, tuple(cells))


def cell_of(span: Span, box: Box, chars: list[Char]) -> PageCell:
    """A cell with the text that its characters make; the box is widened where text overflows it."""
    if not chars:
        return PageCell(span, "", box)
    if any(char.turn for char in chars):
        straight = upright(chars)
        lines = lines_of(straight)
        placed = union([char[1:5] for char in chars if char.text != " "] or [box])
        width = box[3] - box[1] if chars[0].turn % 2 else box[2] - box[0]
    else:
        lines = lines_of(chars)
        if not lines:
            return PageCell(span, "", box)
        placed = union([line.box for line in lines])
        width = box[2] - box[0]
    text, wrapped = joined(lines, width)
    if placed[0] < box[0] - 1 or placed[2] > box[2] + 1:
        box = (min(box[0], placed[0]), box[1], max(box[2], placed[2]), box[3])
    known = readable(text)
    if known is None:
        return PageCell(span, "", box, (), UNREADABLE_NOTE)
    last = lines[-1]
    full = last.x1 - last.x0 + last.size + 2 * PADDING > width
    confidence = min(line.confidence for line in lines)
    note = WRAPPED_NOTE if wrapped else None
    return PageCell(span, known, box, tuple(lines), note, full, confidence, _recognition(chars))


def _recognition(chars: Sequence[Char]) -> Recognition | None:
    """That of the line in a cell; of several lines no other text is known."""
    found = list(dict.fromkeys(char.recognition for char in chars if char.recognition is not None))
    return found[0] if len(found) == 1 else Recognition(most=min(one.most for one in found)) if found else None


def joined(lines: Sequence[Line], width: float) -> tuple[str, bool]:
    """The text of a cell that is `width` points wide, and whether a figure in it was broken over lines.

    Lines stay apart, except that a figure which did not fit is put together again: two figures printed one under another never are.
    """
    if len(lines) == 1:
        return lines[0].text, False
    parts = [lines[0].text] if lines else []
    wrapped = False
    for last, line in itertools.pairwise(lines):
        if _wraps(parts[-1], last, line, width):
            parts[-1] += line.text
            wrapped = True
        else:
            parts.append(line.text)
    return "\n".join(parts), wrapped


def _wraps(before: str, last: Line, line: Line, width: float) -> bool:
    digit = (last.x1 - last.x0) / max(1, len(last.text))
    if last.x1 - last.x0 + digit + 2 * PADDING < width:
        return False  # there was room for more
    return figure_goes_on(before, line.text)


def figure_goes_on(before: str, after: str) -> bool:
    """Whether a text that ends in a figure and one of digits can be one figure that was broken between them."""
    start, rest = _FIGURE_START.match(before), _FIGURE_REST.fullmatch(after)
    if not start or not rest or not rest["number"]:
        return False
    number, more = start["number"], rest["number"]
    if more[0] in ".．,，":
        return "." not in number and "．" not in number
    if number[-1] in ".．,，":
        return True
    if start["point"]:
        return rest["point"] is None and not set(more) & set(",，")
    if set(number) & set(",，"):
        return _THOUSANDS.match((number + more).split(".")[0]) is not None and _THOUSANDS.match(number) is None
    return len(more) < len(number) and not set(more) & set(",，") and len(number) >= 4 and rest["point"] is not None

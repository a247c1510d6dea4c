"""Tables drawn with horizontal rules only, or with none: their columns are where the text leaves gaps through all rows."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..amounts import cell_figure
from ._pdf_cells import PageCell, PageTable, cell_of
from ._pdf_grid import Span
from ._pdf_lines import Line
from ._pdf_page import Char, Rule
from ._pdf_partial import pieces_of, text_of

_SAME_ENDS = 12.0
"""Rules whose ends differ by less, in points, frame one table."""
_FEWEST_ROWS = 2
"""Rows with figures that a table must show."""
_FEWEST_UNRULED = 3
"""The same for a table without any rules."""
_FAR = 3.0
"""Lines of a table without rules are nearer to each other than this many character heights."""
_AMOUNT = re.compile(r"\d[.,，．]\d")
_LABEL_PITCH = 1.35
"""The same for the lines of one label."""
_CLOSE = 0.75
"""Lines closer than this share of the usual distance of rows are one row: a label broken over lines."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands in one column of one line."""

    chars: list[Char]
    x0: float
    x1: float
    figure: bool


def aligned_tables(rules: Sequence[Rule], lines: Sequence[Line], page: int) -> tuple[list[PageTable], list[Line]]:
    """Tables framed by rules that no vertical line crosses, and the lines that belong to none."""
    tables: list[PageTable] = []
    rest = list(lines)
    for frame in _frames(rules):
        inside = [line for line in rest if frame[0].at - 1 < (line.top + line.bottom) / 2 < frame[-1].at + 1]
        inside = [line for line in inside if line.x0 > frame[0].start - _SAME_ENDS and line.x1 < frame[0].end + _SAME_ENDS]
        table = _table(frame, inside, page)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            rest = [line for line in rest if id(line) not in taken]
    return tables, rest


def unruled_tables(lines: Sequence[Line], page: int) -> tuple[list[PageTable], list[Line]]:
    """Tables without any rules among lines from top to bottom, and the lines that belong to none: several rows, one below another,
    must show a figure with decimals or thousands in a column of its own, because nothing else is set like that.
    """
    tables: list[PageTable] = []
    rest: list[Line] = []
    start = 0
    while start < len(lines):
        end = start
        while (
            end < len(lines)
            and (end == start or lines[end].base - lines[end - 1].base < _FAR * lines[end].size)
            and _in_columns(lines, end)
        ):
            end += 1
        run = lines[start:end]
        table = None
        if sum(_row_of_figures(line) for line in run) >= _FEWEST_UNRULED:
            left, right = min(line.x0 for line in run), max(line.x1 for line in run)
            table = _table([Rule(run[0].top - 1, left, right), Rule(run[-1].bottom + 1, left, right)], run, page)
        if table is not None:
            tables.append(table)
        else:
            end = max(end, start + 1)
            rest.extend(lines[start:end])
        start = end
    return tables, rest


def _in_columns(lines: Sequence[Line], index: int) -> bool:
    """Whether a line has several columns, or is a single label close to one that has."""
    if len(pieces_of(lines[index])) > 1:
        return True
    line = lines[index]
    for other in (index - 1, index + 1):
        if 0 <= other < len(lines) and len(pieces_of(lines[other])) > 1:
            near = lines[other]
            if (
                abs(near.base - line.base) < _LABEL_PITCH * line.size
                and abs(near.x0 - line.x0) < line.size
                and line.x1 < near.x1 - line.size
            ):
                return True
    return False


def _row_of_figures(line: Line) -> bool:
    texts = [text_of(chars) for chars in pieces_of(line)]
    return len(texts) > 1 and any(_AMOUNT.search(text) and cell_figure(text) is not None for text in texts)


def _frames(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules of one length below each other, with the shorter ones between them."""
    frames: list[list[Rule]] = []
    for rule in sorted(rules):
        for frame in frames:
            if abs(frame[0].start - rule.start) < _SAME_ENDS and abs(frame[0].end - rule.end) < _SAME_ENDS:
                frame.append(rule)
                break
        else:
            frames.append([rule])
    return [frame for frame in frames if len(frame) > 1]


def _table(frame: Sequence[Rule], lines: Sequence[Line], page: int) -> PageTable | None:
    rows = _rows(frame, lines)
    with_figures = [row for row in rows if any(piece.figure for piece in row)]
    if len(with_figures) < _FEWEST_ROWS or 2 * len(with_figures) < len(rows) or _contents(with_figures):
        return None
    edges = _edges(frame, rows)
    if len(edges) < 3:
        return None
    ys = _heights(frame, rows)
    cells: list[PageCell] = []
    for number, row in enumerate(rows):
        cells.extend(_cells(number, row, edges, ys))
    return PageTable(page, tuple(edges), tuple(ys), tuple(cells))


def _contents(rows: Sequence[Sequence[_Piece]]) -> bool:
    """Whether rows are the entries of a table of contents: the only figures are whole numbers that never fall."""
    numbers = [text_of(piece.chars) for row in rows for piece in row if piece.figure]
    if len(numbers) > len(rows) or not all(number.isdigit() and len(number) <= 3 for number in numbers):
        return False
    pages = [int(number) for number in numbers]
    return pages == sorted(pages)


def _rows(frame: Sequence[Rule], lines: Sequence[Line]) -> list[list[_Piece]]:
    """The lines as rows of pieces; lines between two rules, or much closer than rows are, make one row."""
    ordered = sorted(lines, key=lambda line: line.base)
    groups: list[list[Line]] = []
    for line in ordered:
        if groups and line.base - groups[-1][-1].base < 0.5 * line.size:
            groups[-1].append(line)
        else:
            groups.append([line])
    pitches = sorted(b[0].base - a[0].base for a, b in itertools.pairwise(groups))
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    heights = [rule.at for rule in frame]
    ruled = len(frame) >= len(groups)
    rows: list[list[Line]] = []
    last = 0.0
    for group in groups:
        base = group[0].base
        same_band = bisect_left(heights, base) == bisect_left(heights, last)
        if rows and same_band and (ruled or base - last < _CLOSE * usual):
            rows[-1].extend(group)
        else:
            rows.append(list(group))
        last = base
    return [_pieces(row) for row in rows]


def _pieces(row: Sequence[Line]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for line in row:
        for chars in pieces_of(line):
            x0, x1 = chars[0].x0, chars[-1].x1
            same = next((piece for piece in pieces if piece.x0 < x1 and x0 < piece.x1), None)
            if same is None:
                pieces.append(_Piece(chars, x0, x1, cell_figure(text_of(chars)) is not None))
            else:  # the next line of the same cell
                pieces[pieces.index(same)] = _Piece(same.chars + chars, min(same.x0, x0), max(same.x1, x1), same.figure)
    return sorted(pieces, key=lambda piece: piece.x0)


def _edges(frame: Sequence[Rule], rows: Sequence[Sequence[_Piece]]) -> list[float]:
    """Column edges: the middle of each gap that the rows with figures leave free, heads reckoned to the column they stand over."""
    spans: list[list[float]] = []
    for piece in sorted((piece for row in rows if any(p.figure for p in row) for piece in row), key=lambda piece: piece.x0):
        if spans and piece.x0 < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], piece.x1)
        else:
            spans.append([piece.x0, piece.x1])
    if len(spans) < 2:
        return []
    columns = [list(span) for span in spans]
    for row in rows:
        if len(row) == len(spans):  # one piece for each column: a head set to the left over figures set to the right belongs to it
            for span, piece in zip(columns, row, strict=True):
                span[0], span[1] = min(span[0], piece.x0), max(span[1], piece.x1)
    if any(left[1] > right[0] for left, right in itertools.pairwise(columns)):
        columns = spans
    middle = [(left[1] + right[0]) / 2 for left, right in itertools.pairwise(columns)]
    return [min(frame[0].start, columns[0][0]), *middle, max(frame[0].end, columns[-1][1])]


def _heights(frame: Sequence[Rule], rows: Sequence[Sequence[_Piece]]) -> list[float]:
    tops = [min(char.top for piece in row for char in piece.chars) for row in rows]
    bottoms = [max(char.bottom for piece in row for char in piece.chars) for row in rows]
    between = [(bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False)]
    return [min(frame[0].at, tops[0]), *between, max(frame[-1].at, bottoms[-1])]


def _cells(number: int, row: Sequence[_Piece], edges: Sequence[float], ys: Sequence[float]) -> list[PageCell]:
    """The cells of a row: text that lies over several columns is a cell over them, columns without text are blank cells."""
    places: dict[int, tuple[int, list[Char]]] = {}
    for piece in row:
        first = max(bisect_left(edges, piece.x0 + 1.0) - 1, 0)
        last = max(min(bisect_left(edges, piece.x1 - 1.0) - 1, len(edges) - 2), first)
        while first in places and first < last:
            first += 1
        if first in places:
            width, chars = places[first]
            places[first] = (width, chars + piece.chars)
        else:
            places[first] = (last - first + 1, list(piece.chars))
    cells: list[PageCell] = []
    column = 0
    while column < len(edges) - 1:
        width, chars = places.get(column, (1, []))
        following = [place for place in places if column < place < column + width]
        width = min(following) - column if following else width
        box = (edges[column], ys[number], edges[column + width], ys[number + 1])
        cells.append(cell_of(Span(number, column, 1, width), box, chars))
        column += width
    return cells

"""Tables drawn with horizontal rules only, or with none: their columns are where the text leaves gaps through all rows."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ..amounts import cell_figure
from ..ocr.confidence import UNPROVEN
from ._pdf_cells import PageCell, PageTable, cell_of
from ._pdf_grid import Span
from ._pdf_lines import Line
from ._pdf_page import Char, Rule
from ._pdf_partial import pieces_of, text_of
from ._pdf_regions import regions_of
from ._pdf_rivers import columns_between, group_below, on_several_levels, pieces_apart
from ._pdf_texts import GLUED, contents_list
from ._pdf_unruled import unruled_table

_SAME_ENDS = 12.0
"""Rules whose ends differ by less, in points, frame one table."""
_FEWEST_ROWS = 2
"""Rows with figures that a table must show."""
_FEWEST_UNRULED = 3
"""The same for a table without any rules."""
_FAR = 3.0
"""Lines of a table without rules are nearer to each other than this many character heights."""
_BETWEEN = re.compile(r"表$|单\s*位[:：]|^[注说]")
"""Lines that stand above or below tables, not in them."""
_AMOUNT = re.compile(r"\d[.,，．]\d")
_LABEL_PITCH = 1.35
"""The same for the lines of one label."""
_CLOSE = 0.75
"""Lines closer than this share of the usual distance of rows are one row: a label broken over lines."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands in one column of one row; `figures` counts the lines of it that are figures."""

    chars: list[Char]
    x0: float
    x1: float
    figures: int

    @property
    def figure(self) -> bool:
        return self.figures > 0


@dataclass(frozen=True, slots=True)
class _Column:
    """The extent of what stands in a column, and whether that is heads, body or both."""

    x0: float
    x1: float
    head: bool
    body: bool


_Cut = Callable[[Line], list[list[Char]]]
_ColumnsOf = Callable[[Sequence[Sequence[_Piece]], Sequence[Sequence[_Piece]]], list[_Column]]


class Doubtful(Exception):
    """What looks like a table has columns that cannot be told for certain."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """The tables found, the lines that belong to none, and how many tables were left alone because of their columns."""

    tables: list[PageTable]
    lines: list[Line]
    doubtful: int


def aligned_tables(rules: Sequence[Rule], lines: Sequence[Line], page: int) -> Aligned:
    """The tables framed by rules that no vertical line crosses, and those without any rules."""
    tables: list[PageTable] = []
    rest, aside = list(lines), []
    doubtful = 0
    for frame in _frames(rules, lines):
        inside = [line for line in rest if frame[0].at - 1 < (line.top + line.bottom) / 2 < frame[-1].at + 1]
        inside = [line for line in inside if line.x0 > frame[0].start - _SAME_ENDS and line.x1 < frame[0].end + _SAME_ENDS]
        try:
            table = _table(
                frame, inside, page, [rule for rule in rules if frame[0].at < rule.at < frame[-1].at and rule not in frame]
            )
        except Doubtful:
            doubtful += 1
            aside.extend(inside)
        else:
            if table is None:
                continue
            tables.append(table)
        taken = set(map(id, inside))
        rest = [line for line in rest if id(line) not in taken]
    for ways in regions_of(rest):
        for way in ways:
            table = unruled_table(_frame_of(way), way, page, (), ruled=False)
            if table is not None:
                tables.append(table)
                taken = set(map(id, way))
                rest = [line for line in rest if id(line) not in taken]
                break
    for run in _runs(rest):
        try:
            table = _table(_frame_of(run), run, page, None)
        except Doubtful:
            doubtful += 1
            continue
        if table is None:
            doubtful += 1
            continue
        tables.append(table)
        taken = set(map(id, run))
        rest = [line for line in rest if id(line) not in taken]
    return Aligned(tables, rest + aside, doubtful)


def _frame_of(lines: Sequence[Line]) -> list[Rule]:
    """The upper and the lower end of a table that has no rules."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [Rule(min(line.top for line in lines) - 1, left, right), Rule(max(line.bottom for line in lines) + 1, left, right)]


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines, one below another, that may be a table without rules: several of them show a figure with decimals or thousands in a
    column of its own, because nothing else is set like that.
    """
    runs: list[list[Line]] = [[]]
    for index, line in enumerate(lines):
        if runs[-1] and line.base - runs[-1][-1].base >= _FAR * line.size:
            runs.append([])
        if _in_columns(lines, index):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if sum(_row_of_figures(line) for line in run) >= _FEWEST_UNRULED]


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
    return len(pieces_of(line)) > 1 and shows_figure(line)


def shows_figure(line: Line) -> bool:
    """Whether a line shows a figure with decimals or thousands in a column of its own, as tables do."""
    texts = [text_of(chars) for chars in pieces_of(line)]
    return any(_AMOUNT.search(text) and cell_figure(text) is not None for text in texts)


def _frames(rules: Sequence[Rule], lines: Sequence[Line]) -> list[list[Rule]]:
    """Rules of one length below each other, cut where the title, the unit or the note of a table stands between two of them."""
    frames: list[list[Rule]] = []
    for rule in sorted(rules):
        for frame in frames:
            if abs(frame[0].start - rule.start) < _SAME_ENDS and abs(frame[0].end - rule.end) < _SAME_ENDS:
                frame.append(rule)
                break
        else:
            frames.append([rule])
    separate = sorted((line.top + line.bottom) / 2 for line in lines if _BETWEEN.search(line.text.strip()))
    parts: list[list[Rule]] = []
    for frame in frames:
        parts.append([])
        for rule in frame:
            last = parts[-1][-1].at if parts[-1] else rule.at
            if bisect_left(separate, last) != bisect_left(separate, rule.at):
                parts.append([])
            parts[-1].append(rule)
    return [part for part in parts if len(part) > 1]


def _table(frame: Sequence[Rule], lines: Sequence[Line], page: int, short: Sequence[Rule] | None) -> PageTable | None:
    """The table that the lines between the rules make; `short` are other rules between them, None where no rule is drawn at all. Raises
    `Doubtful` where its columns cannot be told for certain.
    """
    whole_table = unruled_table(frame, lines, page, short or (), ruled=short is not None)
    if whole_table is not None:
        return whole_table
    apart, whole = _rows(frame, lines, pieces_apart), _rows(frame, lines, pieces_of)
    for rows, columns_of in ((apart, _columns), (apart, _white_between)):
        with suppress(Doubtful):
            guessed = _table_of(frame, rows, page, columns_of)
            return guessed if guessed is None else _unproven(guessed)
    guessed = _table_of(frame, whole, page, _columns)
    return guessed if guessed is None else _unproven(guessed)


def _unproven(table: PageTable) -> PageTable:
    """A table whose columns were told by less than everything on the page, with what was recognised in it below what checks rest on."""
    return replace(
        table,
        cells=tuple(
            replace(
                cell,
                confidence=min(cell.confidence, UNPROVEN),
                recognition=replace(cell.recognition, most=min(cell.recognition.most, UNPROVEN)),
            )
            if cell.recognition is not None
            else cell
            for cell in table.cells
        ),
    )


def _table_of(frame: Sequence[Rule], rows: list[list[_Piece]], page: int, columns_of: _ColumnsOf) -> PageTable | None:
    if any(GLUED.search(text_of(piece.chars)) for row in rows for piece in row):
        raise Doubtful
    with_figures = [row for row in rows if any(piece.figure for piece in row)]
    if (
        len(with_figures) < _FEWEST_ROWS
        or 2 * len(with_figures) < len(rows)
        or contents_list([[text_of(piece.chars) for piece in row if piece.figure] for row in with_figures])
    ):
        return None
    first = rows.index(with_figures[0])
    if any(map(on_several_levels, rows[:first])):
        raise Doubtful
    columns = columns_of(rows[:first], rows[first:])
    if len(columns) < 2:
        return None
    rows[:first] = _spread(rows[:first], columns)
    middle = [(left.x1 + right.x0) / 2 for left, right in itertools.pairwise(columns)]
    edges = [min(frame[0].start, columns[0].x0), *middle, max(frame[0].end, columns[-1].x1)]
    ys = _heights(frame, rows)
    cells: list[PageCell] = []
    for number, row in enumerate(rows):
        cells.extend(_cells(number, row, edges, ys, head=number < first))
    return PageTable(page, tuple(edges), tuple(ys), tuple(cells))


def _rows(frame: Sequence[Rule], lines: Sequence[Line], cut: _Cut) -> list[list[_Piece]]:
    """The lines as rows of pieces. What stands between two rules is one row, unless it is heads or figures stand one under another
    in it; then each line is a row, and a line much closer than rows are belongs to the one before.
    """
    heights = [rule.at for rule in frame]
    bands: dict[int, list[list[Line]]] = {}
    for line in sorted(lines, key=lambda line: line.base):
        band = bands.setdefault(bisect_left(heights, line.base), [])
        if band and line.base - band[-1][-1].base < 0.5 * line.size:
            band[-1].append(line)
        else:
            band.append([line])
    groups = [group for band in bands.values() for group in band]
    pitches = sorted(below[0].base - group[0].base for group, below in itertools.pairwise(groups))
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    rows: list[list[_Piece]] = []
    for band in bands.values():
        whole = _pieces([line for group in band for line in group], cut)
        if any(piece.figure for piece in whole) and not any(piece.figures > 1 for piece in whole):
            rows.append(whole)
            continue
        joined: list[list[Line]] = []
        for group in band:
            if joined and group[0].base - joined[-1][-1].base < _CLOSE * usual:
                joined[-1].extend(group)
            else:
                joined.append(list(group))
        rows.extend(_pieces(row, cut) for row in joined)
    return rows


def _pieces(row: Sequence[Line], cut: _Cut) -> list[_Piece]:
    pieces: list[_Piece] = []
    for line in row:
        for chars in cut(line):
            x0, x1 = chars[0].x0, chars[-1].x1
            figures = int(cell_figure(text_of(chars)) is not None)
            over = [number for number, piece in enumerate(pieces) if piece.x0 < x1 and x0 < piece.x1]
            if len(over) == 1:  # the next line of the same cell
                same = pieces[over[0]]
                pieces[over[0]] = _Piece(same.chars + chars, min(same.x0, x0), max(same.x1, x1), same.figures + figures)
            else:
                pieces.append(_Piece(chars, x0, x1, figures))
    return sorted(pieces, key=lambda piece: piece.x0)


def _columns(heads: Sequence[Sequence[_Piece]], body: Sequence[Sequence[_Piece]]) -> list[_Column]:
    """The columns that the pieces make which lie below each other: figures first, then texts from narrow to wide, heads
    last; a text over several columns makes none.

    Every column with figures must have a head of its own: a head set to the left over figures set to the right is reckoned to them.
    Without any heads, as on a following page, every row must fill every column. Everything else is doubtful.
    """
    columns: list[_Column] = []
    pieces = [(piece, True) for row in heads for piece in row] + [(piece, False) for row in body for piece in row]
    for piece, head in sorted(pieces, key=lambda item: (item[1], not item[0].figures, item[0].x1 - item[0].x0)):
        over = [number for number, column in enumerate(columns) if column.x0 < piece.x1 and piece.x0 < column.x1]
        if not over:
            columns.append(_Column(piece.x0, piece.x1, head, not head))
            continue
        column = columns[over[0]]
        x0, x1 = min(column.x0, piece.x0), max(column.x1, piece.x1)
        if len(over) > 1 or any(x0 < other.x1 and other.x0 < x1 for other in columns if other is not column):
            if piece.figures:
                raise Doubtful
            continue  # a text over several columns
        columns[over[0]] = _Column(x0, x1, column.head or head, column.body or not head)
    columns.sort(key=lambda column: column.x0)
    if not any(column.head for column in columns):
        if any(len(row) != len(columns) for row in body):
            raise Doubtful
        return columns
    paired: list[_Column] = []
    for column in columns:
        last = paired[-1] if paired else None
        if last is not None and column.body and not column.head and last.head and not last.body:
            paired[-1] = _Column(last.x0, column.x1, True, True)
        else:
            paired.append(column)
    if not all(column.head for column in paired[1:]):
        raise Doubtful
    return _without_spanning(paired, heads[:-1])


def _without_spanning(columns: list[_Column], above: Sequence[Sequence[_Piece]]) -> list[_Column]:
    """The columns without heads that only seem to be one: 支出 in the middle between what is spent for and how much."""
    heads = {(piece.x0, piece.x1): piece for row in above for piece in row}
    plain = [column for column in columns if column.body or (column.x0, column.x1) not in heads]
    extents = [(column.x0, column.x1) for column in plain]
    return [column for column in columns if column in plain or group_below(heads[column.x0, column.x1], extents) is None]


def _spread(heads: Sequence[list[_Piece]], columns: Sequence[_Column]) -> list[list[_Piece]]:
    """The rows of heads with those that stand in the middle over several columns made as wide as these."""
    extents = [(column.x0, column.x1) for column in columns]
    result: list[list[_Piece]] = []
    for row in heads[:-1]:
        groups = [group_below(piece, extents) for piece in row]
        apart = all(left is not None and right is not None and left[1] < right[0] for left, right in itertools.pairwise(groups))
        if apart:
            row = [
                piece if group is None else replace(piece, x0=extents[group[0]][0], x1=extents[group[1]][1])
                for piece, group in zip(row, groups, strict=True)
            ]
        result.append(row)
    return [*result, *heads[-1:]]


def _white_between(heads: Sequence[Sequence[_Piece]], body: Sequence[Sequence[_Piece]]) -> list[_Column]:
    """The columns that what is white through all rows parts from each other."""
    columns = columns_between(heads, body)
    if columns is None:
        raise Doubtful
    return [_Column(x0, x1, True, True) for x0, x1 in columns]


def _heights(frame: Sequence[Rule], rows: Sequence[Sequence[_Piece]]) -> list[float]:
    tops = [min(char.top for piece in row for char in piece.chars) for row in rows]
    bottoms = [max(char.bottom for piece in row for char in piece.chars) for row in rows]
    between = [(bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False)]
    return [min(frame[0].at, tops[0]), *between, max(frame[-1].at, bottoms[-1])]


def _cells(number: int, row: Sequence[_Piece], edges: Sequence[float], ys: Sequence[float], *, head: bool) -> list[PageCell]:
    """The cells of a row: text that lies over several columns is a cell over them, columns without text are blank cells.

    Raises `Doubtful` where two heads, or a figure and something else, would be one cell.
    """
    places: dict[int, tuple[int, list[Char]]] = {}
    for piece in row:
        first = max(bisect_left(edges, piece.x0 + 1.0) - 1, 0)
        last = max(min(bisect_left(edges, piece.x1 - 1.0) - 1, len(edges) - 2), first)
        while first in places and first < last:
            first += 1
        if first in places:
            width, chars = places[first]
            spaced = len(piece.chars) == 1 and not piece.figure  # 项 and 目 far apart
            if not spaced and (head or piece.figure or cell_figure(text_of(chars)) is not None):
                raise Doubtful
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

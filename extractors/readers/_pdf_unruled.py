"""Tables without rules between their columns, as a whole: rows, heads and columns that agree with each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from ._pdf_apart import heads_apart, rows_apart
from ._pdf_cells import PageCell, PageTable, cell_of
from ._pdf_columns import Columns, columns_of, tracks_of, without_outdented
from ._pdf_grid import Span
from ._pdf_heads import readings
from ._pdf_lines import Line
from ._pdf_page import Rule
from ._pdf_rows import NEVER_TWO, Level, levels_of, rows_of
from ._pdf_texts import GLUED, Text, contents_list, texts_of, together

_MOST_READINGS = 500
"""Heads that can be understood in more ways than this leave a table alone."""
_MOST_RULES = 6
"""Tables with more rules than these have one below each row."""
_FIGURES_OF_ONE_ROW = 4
"""A table without rules and with a single row of figures has at least so many of them."""
_IN_MIDDLE = 0.4
"""How far a text may stand from the middle of the columns it covers, in character heights."""
_WITH_FIGURE = re.compile(r"^[-－−]?\d[\d,.]*(?![\d,.年月])|[\d.]\d[%％]?$")
"""A text over several columns that begins or ends with a figure is more than one."""
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")
"""How the first item of a table begins, and no head does."""


def unruled_table(
    frame: Sequence[Rule], lines: Sequence[Line], page: int, short: Sequence[Rule], *, ruled: bool
) -> PageTable | None:
    """The table between the first and the last rule of a frame; None where its rows, heads and columns cannot be told for certain.
    With `ruled` the frame is drawn; `short` are drawn rules that are not as long as the table.
    """
    if len(frame) > _MOST_RULES:
        return None
    levels = levels_of([text for line in lines for text in texts_of(line)])
    inner = [rule.at for rule in frame[1:-1]]
    first = _first_of_body(levels, inner)
    if not first:
        return None
    heads = [text for level in levels[:first] for text in level.texts]
    rows = rows_of(levels[first:], inner)
    if rows is None or not _enough_figures(rows, ruled):
        return None
    figures = [[text.text for text in row if text.figures] for row in rows]
    if contents_list([row for row in figures if row]) or any(GLUED.search(text.text) for row in rows for text in row):
        return None
    tracks = tracks_of(rows)
    if tracks is not None:
        rows = rows_apart(rows, tracks)
        tracks = tracks_of(rows)
    if tracks is None or len(tracks) < 2:
        return None
    pitches = [below[0].base - row[0].base for row, below in itertools.pairwise(rows)]
    apart = heads_apart(heads, tracks)
    if apart is None:
        return None
    found = list(itertools.islice(readings(apart, min(pitches, default=None), short), _MOST_READINGS + 1))
    if len(found) > _MOST_READINGS:
        return None
    columns = columns_of(found, tracks, frame, ruled, short)
    if columns is None:
        columns = columns_of(found, without_outdented(tracks), frame, ruled, short)
    if columns is None:
        return None
    cells = _cells(columns, rows, frame)
    return None if cells is None else PageTable(page, columns.edges, tuple(_heights(columns, rows, frame)), tuple(cells))


def _enough_figures(rows: Sequence[Sequence[Text]], ruled: bool) -> bool:
    """Whether a body shows so many figures that it is one of a table."""
    counts = [sum(text.figures > 0 for text in row) for row in rows]
    return sum(count > 0 for count in counts) > 1 or max(counts) >= _FIGURES_OF_ONE_ROW or ruled and any(counts)


def _first_of_body(levels: Sequence[Level], inner: Sequence[float]) -> int:
    """The number of the first line below the heads: the first with a figure, or that below the last rule above it."""
    first = next((number for number, level in enumerate(levels) if level.figures), 0)
    above = [sum(level.base < wall for level in levels) for wall in inner]
    head = max((number for number in above if 0 < number <= first), default=None)
    if head is not None:
        return head
    while first > 1 and (
        _one_row(levels[first - 1], levels[first]) or any(_ITEM.match(text.text) for text in levels[first - 1].texts)
    ):
        first -= 1
    return first


def _one_row(above: Level, below: Level) -> bool:
    return below.base - above.base < NEVER_TWO * max(text.size for text in above.texts)


def _depths(columns: Columns) -> tuple[dict[int, int], int]:
    """For each head over several columns (by its place among these) the row it stands in, and how many rows of heads there are."""
    depths: dict[int, int] = {}
    for number, (_, first, last) in enumerate(columns.over):
        outer = [depths[other] for other, (_, start, end) in enumerate(columns.over[:number]) if start <= first and last <= end]
        depths[number] = max(outer, default=-1) + 1
    return depths, max(depths.values(), default=-1) + 2


def _heights(columns: Columns, rows: Sequence[Sequence[Text]], frame: Sequence[Rule]) -> list[float]:
    depths, count = _depths(columns)
    tops = [min(char.top for text in row for char in text.chars) for row in rows]
    bottoms = [max(char.bottom for text in row for char in text.chars) for row in rows]
    heads = [char for head in columns.heads for char in head.chars]
    over = [(depth, char) for number, depth in depths.items() for char in columns.over[number][0].chars]
    ys = [min([frame[0].at, *(char.top for char in heads), *(char.top for _, char in over)])]
    for depth in range(count - 1):
        ys.append(max(char.bottom for own, char in over if own == depth) + 1)
    ys.append(max(ys[-1], (max(char.bottom for char in heads) + tops[0]) / 2))
    ys.extend((bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False))
    return [*ys, max(frame[-1].at, bottoms[-1])]


def _cells(columns: Columns, rows: Sequence[Sequence[Text]], frame: Sequence[Rule]) -> list[PageCell] | None:
    """All cells; None where two things would stand in one."""
    edges, ys = columns.edges, _heights(columns, rows, frame)
    depths, count = _depths(columns)

    def cell(row: int, column: int, height: int, width: int, text: Text | None) -> PageCell:
        box = (edges[column], ys[row], edges[column + width], ys[row + height])
        return cell_of(Span(row, column, height, width), box, text.chars if text else [])

    cells: list[PageCell] = []
    tops = [0] * len(columns.heads)
    for number, (head, first, last) in enumerate(columns.over):
        cells.append(cell(depths[number], first, 1, last - first + 1, head))
        for column in range(first, last + 1):
            tops[column] = max(tops[column], depths[number] + 1)
    for column, head in enumerate(columns.heads):
        cells.append(cell(tops[column], column, count - tops[column], 1, head))
    for number, row in enumerate(rows):
        found = _row(row, edges)
        if found is None:
            return None
        column = 0
        while column < len(edges) - 1:
            width, text = found.get(column, (1, None))
            made = cell(count + number, column, 1, width, text)
            if text is not None and text.figures and "\n" in made.text:
                return None  # several figures, or a figure and something else
            cells.append(made)
            column += width
    return sorted(cells, key=lambda one: (one.span.row, one.span.column))


def _row(row: Sequence[Text], edges: Sequence[float]) -> dict[int, tuple[int, Text]] | None:
    """For the columns of a row how many a text covers, and the text; None where two things would stand in one cell."""
    places: dict[int, tuple[int, Text]] = {}
    for text in row:
        room = 0.2 * text.size
        over = [column for column in range(len(edges) - 1) if edges[column] < text.x1 - room and text.x0 + room < edges[column + 1]]
        first, last = over[0], over[-1]
        inside = [column for column in places if first <= column <= last or column <= first < column + places[column][0]]
        if len(over) > 1 and (text.figures or _WITH_FIGURE.search(text.text)):
            return None
        if inside == [first] and places[first][0] == len(over) and not _beside(places[first][1], text):
            width, before = places[first]
            places[first] = (width, together(sorted((before, text), key=lambda one: (one.base, one.x0))))
        elif inside:
            return None
        else:
            places[first] = (len(over), text)
    return dict(_widened(places, edges))


def _widened(places: dict[int, tuple[int, Text]], edges: Sequence[float]) -> Iterator[tuple[int, tuple[int, Text]]]:
    """The texts of a row with those that stand in the middle of all free columns around them made as wide as these."""
    order = sorted(places)
    for number, column in enumerate(order):
        width, text = places[column]
        before = order[number - 1] if number else None
        first = before + places[before][0] if before is not None else 0
        stop = order[number + 1] if number + 1 < len(order) else len(edges) - 1
        middle = (edges[first] + edges[stop]) / 2
        if width > 1 and not text.figures and stop - first > width and abs(middle - text.middle) < _IN_MIDDLE * text.size:
            yield first, (stop - first, text)
        else:
            yield column, (width, text)


def _beside(before: Text, text: Text) -> bool:
    """Whether a figure and something else stand on one line."""
    same = any(abs(level - other) < 0.5 * text.size for level in before.levels for other in text.levels)
    return same and bool(before.figures or text.figures)

"""One picture of a page becomes the content of a page: characters and rules with their places, as if a program had drawn them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...schemas.document import Recognition
from ..readers._pdf_grid import RuledGrid, rulings
from ..readers._pdf_lines import Box, turned_box
from ..readers._pdf_page import Char, PageContent, Rule
from .bend import Bend, Matrix, Points, projected, turned
from .cells import Read, Sheets, Task, read
from .checks import checked
from .confidence import UNPROVEN, confidence, hard_to_read
from .grid import lattice
from .light import Sheet, prepared
from .orientation import sideways, upside_down
from .paper import sheet_on_desk
from .segments import Boxes, Strip, climb, ink_mask, letter_height, outside, pieces, strips, unread, without_remnants
from .skew import level, straightened
from .spacing import Place, centres, places, read_apart, walls

_CLIMBS = 0.0012
"""Slope from which print without rules is turned level."""
_ACROSS = 0.4
"""A rule as long as this share of the page is one of a table."""
_DIRT, _TEXT = 0.5, 0.6
"""Least probability of a character or two that are no dirt, and of the characters of a line that shows that there is text."""
_INSET = 0.022
"""How far from its rules, in inches, a cell is searched for ink that was not read."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised page: its content in points of the straightened page, and where a box of it lies on the picture."""

    content: PageContent
    displayed: Callable[[Box], Box]


def recognised_page(picture: NDArray[np.uint8], dpi: float, number: int) -> Recognised:
    """Recognise a page (1-based number) from its picture (grey or red-green-blue), whichever way up it lies."""
    scale, cut = 72.0 / dpi, sheet_on_desk(picture, dpi)
    if cut is not None:
        picture, dpi = cut.picture, cut.dpi
    sheet = prepared(picture, dpi)
    turn = 1 if sideways(255 - sheet.lines) else 0
    page = _Page(sheet.turned(turn), dpi, number)
    if upside_down(page.print, page.reads):
        turn += 2
        page = _Page(sheet.turned(turn), dpi, number)
    seen = _Place(page.bend, 72.0 / dpi, turn, (page.width, page.height), cut.matrix if cut else None, scale)
    return Recognised(page.content, seen.displayed)


class _Page:
    """A page that has its text upright."""

    def __init__(self, sheet: Sheet, dpi: float, number: int) -> None:
        self.height, self.width = sheet.lines.shape
        self.bend = straightened(255 - sheet.lines, dpi)
        view = _View(sheet, self.bend, dpi)
        if not view.ruled and not self.bend.rigid:  # bent after print that was taken for rules
            self.bend = level(255 - sheet.lines)
            view = _View(sheet, self.bend, dpi)
        slope = 0.0 if view.ruled else climb([task.strip for task in view.tasks])
        if abs(slope) > _CLIMBS:
            self.bend = self.bend.after(turned(slope, self.bend.width, self.bend.height))
            view = _View(sheet, self.bend, dpi)
        self.print = view.print
        sheets = Sheets(view.print, view.tinted, view.ink, _unread(view, dpi))
        found = read(sheets, view.tasks) if view.grids else read_apart(sheets, view.tasks)
        reads = [line for line in found if line.task.cell >= 0 or not _speck(line)]
        self.reads = checked(reads, _columns(view.grids)) if view.grids or any(_legible(line) for line in reads) else []
        scale = 72.0 / dpi
        height, width = view.print.shape
        self.content = PageContent(number, width * scale, height * scale, across=view.across, down=view.down)
        most = UNPROVEN if hard_to_read(line.signs for line in self.reads) else 1.0
        self.content.replace_characters([char for line in self.reads for char in _chars(line, view.ink, scale, most)])


class _View:
    """A page made straight: its rules, its ink, and the lines that are to be read."""

    def __init__(self, sheet: Sheet, bend: Bend, dpi: float) -> None:
        straight = sheet.straightened(bend)
        self.print, self.tinted = straight.print, straight.coloured
        drawn = lattice(255 - straight.lines, self.tinted, dpi)
        scale = 72.0 / dpi
        self.across = [Rule(edge.at * scale, edge.start * scale, edge.end * scale) for edge in drawn.across]
        self.down = [Rule(edge.at * scale, edge.start * scale, edge.end * scale) for edge in drawn.down]
        found = rulings(self.across, self.down)
        self.grids = found.tables if found else []
        wide = straight.lines.shape[1] * scale
        self.ruled = bool(self.grids) or any(rule.end - rule.start > _ACROSS * wide for rule in self.across)
        """Whether there are rules that the page was made straight after."""
        self.ink = mask = ink_mask(self.print, self.tinted, drawn, dpi)
        if self.tinted is not None:
            self.print, mask = without_remnants(self.print, self.tinted, self.ink)
        boxes = pieces(mask, drawn, dpi)
        self.letter = letter_height(boxes, dpi)
        self.tasks = _tasks(boxes, self.letter, self.grids, dpi)


def _tasks(boxes: Boxes, letter: float, grids: Sequence[RuledGrid], dpi: float) -> list[Task]:
    owners = _owners(boxes, grids, 72.0 / dpi)
    tasks: list[Task] = []
    order = np.argsort(owners, kind="stable")
    for owner, group in itertools.groupby(order, key=lambda index: int(owners[index])):
        own = boxes[list(group)]
        found = outside(own, letter, dpi) if owner < 0 else strips(own, letter, dpi)
        tasks.extend(Task(strip, owner) for strip in found)
    return tasks


def _speck(line: Read) -> bool:
    """Whether a line outside tables is dirt that looks like a character or two."""
    return len(line.glyphs) <= 2 and line.signs.least < _DIRT


def _legible(line: Read) -> bool:
    return len(line.glyphs) > 1 and line.signs.least >= _TEXT


def _unread(view: _View, dpi: float) -> dict[int, float]:
    """For each cell the ink in it that stands in none of its lines, in letters."""
    lines: dict[int, list[Strip]] = {}
    for task in view.tasks:
        lines.setdefault(task.cell, []).append(task.strip)
    result: dict[int, float] = {}
    first, inset = 0, round(_INSET * dpi)
    for grid in _ordered(view.grids):
        xs, ys = ([round(value * dpi / 72) for value in values] for values in (grid.xs, grid.ys))
        for number, span in enumerate(grid.spans):
            box = (xs[span.column], ys[span.row], xs[span.column + span.column_span], ys[span.row + span.row_span])
            if first + number in lines:
                inner = (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset)
                result[first + number] = unread(view.ink, inner, lines[first + number], view.letter)
        first += len(grid.spans)
    return result


def _columns(grids: Sequence[RuledGrid]) -> dict[int, tuple[int, int]]:
    """For each cell of one column its grid and column."""
    columns: dict[int, tuple[int, int]] = {}
    first = 0
    for grid_number, grid in enumerate(_ordered(grids)):
        for number, span in enumerate(grid.spans):
            if span.column_span == 1:
                columns[first + number] = (grid_number, span.column)
        first += len(grid.spans)
    return columns


def _ordered(grids: Sequence[RuledGrid]) -> list[RuledGrid]:
    """Grids in the order in which their cells are counted: of nested ones the inner one last, so that it gets the ink."""
    return sorted(grids, key=lambda grid: -grid.area)


def _owners(boxes: Boxes, grids: Sequence[RuledGrid], scale: float) -> NDArray[np.int64]:
    """For each piece of ink the number of the cell it stands in, -1 for none."""
    result = np.full(len(boxes), -1, dtype=np.int64)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2 * scale, (boxes[:, 1] + boxes[:, 3]) / 2 * scale
    first = 0
    for grid in _ordered(grids):
        cells = np.zeros((len(grid.ys) - 1, len(grid.xs) - 1), dtype=np.int64)
        for number, span in enumerate(grid.spans):
            cells[span.row : span.row + span.row_span, span.column : span.column + span.column_span] = first + number
        first += len(grid.spans)
        rows, columns = np.searchsorted(grid.ys, y) - 1, np.searchsorted(grid.xs, x) - 1
        inside = (rows >= 0) & (rows < len(grid.ys) - 1) & (columns >= 0) & (columns < len(grid.xs) - 1)
        result[inside] = cells[rows[inside], columns[inside]]
    return result


def _chars(line: Read, ink: NDArray[np.uint8], scale: float, most: float) -> list[Char]:
    """The characters of a line, each from the middle between its neighbours to the next; outside ruled cells, where columns are told by
    the white between them, only as far as there is ink.
    """
    strip = line.task.strip
    middles = centres(line)
    if line.task.cell < 0:
        found = places(ink, strip, [glyph.text for glyph in line.glyphs], middles)
    else:
        found = [Place(start, end, strip.y1) for start, end in itertools.pairwise(walls(strip, middles))]
    sure = confidence(line.signs)
    if line.task.cell < 0:
        sure = min(sure, most)
    known = Recognition(line.others, most)
    result: list[Char] = []
    for glyph, place in zip(line.glyphs, found, strict=True):
        bottom = place.bottom * scale
        size = max(strip.letter, place.bottom - strip.y0) * scale
        result.append(Char(glyph.text, place.left * scale, bottom - size, place.right * scale, bottom, bottom, 0, sure, known))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where boxes of a straight page lie on its picture."""

    bend: Bend
    scale: float
    """Points to a pixel of the straight page."""
    turn: int
    """Quarter turns that the picture was turned by."""
    size: tuple[int, int]
    """Width and height in pixels of the turned picture."""
    cut: Matrix | None
    """From the picture of the sheet to the photograph it was cut out of."""
    displayed_scale: float
    """Points to a pixel of the photograph."""

    def displayed(self, box: Box) -> Box:
        """A box, in points of the straight page, on the picture as it came, in points."""
        if self.bend.plain and not self.turn and self.cut is None:
            return box
        x0, y0, x1, y1 = (side / self.scale for side in box)
        if not self.bend.plain:
            x0, y0, x1, y1 = _around(self.bend.source, (x0, y0, x1, y1))
        if self.turn:
            x0, y0, x1, y1 = turned_box((x0, y0, x1, y1), 4 - self.turn, *self.size)
        if self.cut is not None:
            x0, y0, x1, y1 = _around(partial(projected, self.cut), (x0, y0, x1, y1))
        return x0 * self.displayed_scale, y0 * self.displayed_scale, x1 * self.displayed_scale, y1 * self.displayed_scale


def _around(move: Callable[[Points, Points], tuple[Points, Points]], box: Box) -> Box:
    """The box around the corners of a box after they were moved."""
    x, y = move(np.array([box[0], box[2], box[2], box[0]]), np.array([box[1], box[1], box[3], box[3]]))
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())

"""One picture of a page becomes the content of a page: characters and rules with their places, as if a program had drawn them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..readers._pdf_grid import RuledGrid, rulings
from ..readers._pdf_lines import Box, turned_box
from ..readers._pdf_page import Char, PageContent, Rule
from .cells import Read, Sheets, Task, margins, read
from .checks import checked
from .confidence import confidence
from .grid import lattice
from .light import Sheet, prepared
from .orientation import legibility, poor, sideways
from .segments import Boxes, ink_mask, letter_height, outside, pieces, strips, without_remnants
from .skew import Bend, straightened


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised page: its content in points of the straightened page, and where a box of it lies on the picture."""

    content: PageContent
    displayed: Callable[[Box], Box]


def recognised_page(picture: NDArray[np.uint8], dpi: float, number: int) -> Recognised:
    """Recognise a page (1-based number) from its picture (grey or red-green-blue), whichever way up it lies."""
    sheet = prepared(picture, dpi)
    turn = 1 if sideways(255 - sheet.lines) else 0
    page = _Page(sheet.turned(turn), dpi, number)
    if poor(page.reads):
        other = _Page(sheet.turned(turn + 2), dpi, number)
        if legibility(other.reads) > legibility(page.reads):
            turn, page = turn + 2, other
    return Recognised(page.content, _placement(page.bend, 72.0 / dpi, turn))


class _Page:
    """A page that has its text upright."""

    def __init__(self, sheet: Sheet, dpi: float, number: int) -> None:
        self.bend = bend = straightened(255 - sheet.lines, dpi)
        lines = bend.applied(sheet.lines)
        print_ = lines if sheet.print is sheet.lines else bend.applied(sheet.print)
        tinted = None if sheet.coloured is None else bend.applied(sheet.coloured, 0)
        drawn = lattice(255 - lines, tinted, dpi)
        scale = 72.0 / dpi
        height, width = print_.shape
        self.content = content = PageContent(number, width * scale, height * scale)
        content.across = [Rule(edge.at * scale, edge.start * scale, edge.end * scale) for edge in drawn.across]
        content.down = [Rule(edge.at * scale, edge.start * scale, edge.end * scale) for edge in drawn.down]
        found = rulings(content.across, content.down)
        grids = found.tables if found else []
        mask = ink_mask(print_, tinted, drawn, dpi)
        if tinted is not None:
            print_, mask = without_remnants(print_, tinted, mask)
        tasks = _tasks(pieces(mask, drawn, dpi), grids, dpi)
        self.reads = checked(read(Sheets(print_, lines, tinted), tasks), _columns(grids))
        content.replace_characters([char for line in self.reads for char in _chars(line, scale)])


def _tasks(boxes: Boxes, grids: Sequence[RuledGrid], dpi: float) -> list[Task]:
    letter = letter_height(boxes, dpi)
    owners = _owners(boxes, grids, 72.0 / dpi)
    tasks: list[Task] = []
    order = np.argsort(owners, kind="stable")
    for owner, group in itertools.groupby(order, key=lambda index: int(owners[index])):
        own = boxes[list(group)]
        found = outside(own, letter, dpi) if owner < 0 else strips(own, letter, dpi)
        tasks.extend(Task(strip, owner) for strip in found)
    return tasks


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


def _chars(line: Read, scale: float) -> list[Char]:
    """The characters of a line, each from the middle between its neighbours to the next."""
    strip = line.task.strip
    side, _ = margins(strip)
    left, width = max(0, strip.x0 - side), strip.x1 - strip.x0 + 2 * side
    centres = [left + (glyph.start + glyph.end) / 2 * width for glyph in line.glyphs]
    walls = [strip.x0, *((a + b) / 2 for a, b in itertools.pairwise(centres)), strip.x1]
    size = max(strip.letter, strip.y1 - strip.y0) * scale
    bottom = strip.y1 * scale
    sure = confidence(line.signs)
    return [
        Char(glyph.text, start * scale, bottom - size, end * scale, bottom, bottom, 0, sure)
        for glyph, (start, end) in zip(line.glyphs, itertools.pairwise(walls), strict=True)
    ]


def _placement(bend: Bend, scale: float, turn: int) -> Callable[[Box], Box]:
    """Where a box of the straight page, in points, lies on the picture, which was turned by so many quarter turns."""

    def displayed(box: Box) -> Box:
        if not bend.plain:
            x = np.array([box[0], box[2], box[2], box[0]]) / scale
            y = np.array([box[1], box[1], box[3], box[3]]) / scale
            x, y = bend.source(x, y)
            box = (float(x.min()) * scale, float(y.min()) * scale, float(x.max()) * scale, float(y.max()) * scale)
        return turned_box(box, 4 - turn, bend.width * scale, bend.height * scale) if turn else box

    return displayed

"""Draws a form on paper: a PDF page with ruled (or not ruled) cells, as county offices print them, and where everything stands."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from samples.model import Placed, placed

from .faces import CHINESE, Face
from .forms import Form, is_figure
from .truth import CellTruth, Drawn, LineTruth, PageTruth

_TAG = re.compile(r"公开\d+表|附件[\d-]+")
_GAP = re.compile(r" {3,}")
_CODES = re.compile("编码|^(?:[类款项]|行次|序号)$")
_LEADING = 1.25
_SMALLEST = 7.0
RULINGS = ("full", "faint", "broken", "none", "three")
"""All lines, hair lines in grey, dashed lines, no lines, and three horizontal lines only."""


@dataclass(frozen=True, slots=True)
class HeadSides:
    """Where the heads of single columns are set: left, right or center."""

    labels: str = "center"
    figures: str = "center"

    @classmethod
    def drawn(cls, rng: random.Random) -> HeadSides:
        return cls(rng.choice(("center", "center", "left")), rng.choice(("left", "center", "right")))


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is set; lengths in points."""

    face: Face
    title: Face
    size: float
    title_size: float
    bold_title: bool
    upright: bool
    margin: float
    padding: float
    row_padding: float
    line: float
    frame: float
    ruling: str
    figures: str
    """right or center."""
    widths: float
    """How much column widths stray from the natural ones."""
    narrow: bool
    """Whether long figures may break inside their cells."""
    page_number: str
    partial: bool
    """Whether a table with three rules has shorter ones below the heads that stand over several columns."""
    several: bool
    """Whether the table is set so generously that it takes several pages."""
    heads: HeadSides = HeadSides()


def look(rng: random.Random, form: Form, ruling: str = "full", several: bool = False) -> Look:
    """A look drawn at random that suits the form."""
    chinese = rng.choice(list(CHINESE))
    latin = rng.choice((chinese, "serif", "serif", "sans"))
    face = Face(chinese, latin)
    title = face if rng.random() < 0.4 else Face(rng.choice(("zenhei", "microhei", "uming", "gkai")), latin)
    wide = form.table.width >= 8
    light = rng.choice((0.4, 0.5, 0.5, 0.75, 1.0))
    return Look(
        face=face,
        title=title,
        size=round(rng.uniform(9.5, 12) if several else rng.uniform(8, 12 if not wide else 10.5), 1),
        title_size=round(rng.uniform(15, 20), 1),
        bold_title=rng.random() < 0.6,
        upright=rng.random() < (0.15 if wide else 0.8),
        margin=round(rng.uniform(34, 70), 1),
        padding=round(rng.uniform(2, 5), 1),
        row_padding=round(rng.uniform(7, 11) if several else rng.uniform(1.5, 6), 1),
        line=light,
        frame=rng.choice((light, light, 1.5)),
        ruling=ruling,
        figures=rng.choice(("right", "right", "center")),
        widths=rng.choice((0.0, 0.1, 0.25)),
        narrow=rng.random() < 0.15,
        page_number=rng.choice(("", "- {} -", "{}", "第 {} 页", "— {} —")),
        partial=ruling == "three" and rng.random() < 0.5,
        several=several,
    )


def _head(cells: Sequence[Placed]) -> int:
    """How many rows stand above the first figure: the heads of the columns."""
    return min((cell.row for cell in cells if is_figure(cell.cell.text)), default=1) or 1


def _amounts(cells: Sequence[Placed], head: int, width: int) -> set[int]:
    """The columns that hold neither labels nor codes."""
    labels = {cell.column for cell in cells if cell.row >= head and cell.cell.text.strip() and not is_figure(cell.cell.text)}
    codes = {cell.column for cell in cells if cell.row < head and cell.cell.span == 1 and _CODES.search(cell.cell.text)}
    return set(range(width)) - labels - codes


def draw(form: Form, style: Look, seed: str) -> tuple[bytes, Drawn]:
    """The form as a PDF, and what stands where."""
    return _Printer(form, style, seed).print()


@dataclass(slots=True)
class _Setting:
    """A size of type at which the table was set: column edges, row heights and the lines of each cell."""

    size: float
    edges: list[float]
    heights: list[float]
    lines: dict[int, list[str]]


class _Printer:
    def __init__(self, form: Form, style: Look, seed: str) -> None:
        self.form, self.look = form, style
        self.rng = random.Random(f"{seed}/print")
        self.page_width, self.page_height = A4 if style.upright else landscape(A4)
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(self.page_width, self.page_height), invariant=1)
        self.number = 1
        self.first_number = self.rng.choice((1, 1, self.rng.randint(2, 40)))
        self.y = style.margin
        self.cells = placed(form.table)
        self.head = _head(self.cells) if style.ruling in ("none", "three") else 2
        self.amounts = _amounts(self.cells, self.head, form.table.width)
        self.stray = [1 + self.rng.uniform(-style.widths, style.widths) for _ in range(form.table.width)]
        self.found: list[CellTruth] = []
        self.above: list[LineTruth] = []
        self.below: list[LineTruth] = []
        self.furniture: list[LineTruth] = []

    def print(self) -> tuple[bytes, Drawn]:
        for line in self.form.above:
            self.above.extend(self.heading(line))
        setting = self.setting()
        self.table(setting)
        self.y += 4
        for line in self.form.below:
            self.below.extend(self.text(line, self.look.margin, self.look.size, self.look.face))
        self.finish_page()
        self.canvas.save()
        found = sorted(self.found, key=lambda cell: (cell.row, cell.column))
        pages = (PageTruth(self.page_width, self.page_height),) * self.number
        drawn = Drawn(
            self.form.name, tuple(self.above), tuple(found), tuple(self.below), tuple(self.furniture),
            len(self.form.table.rows), self.form.table.width, pages,
        )  # fmt: skip
        return self.buffer.getvalue(), drawn

    # lines

    def heading(self, line: str) -> Iterator[LineTruth]:
        style, size = self.look, self.look.size
        right = self.page_width - style.margin
        parts = _GAP.split(line)
        if len(parts) > 1:  # 部门 stands on the left, 单位 on the right of one line
            top = self.y
            for part in parts:
                self.y = top
                x = style.margin if part is parts[0] else right - style.face.width(part, size)
                yield from self.text(part, x, size, style.face)
        elif line.startswith("附件"):
            yield from self.text(line, style.margin, size + 1, style.face)
        elif _TAG.fullmatch(line) or "单位：" in line:
            yield from self.text(line, right - style.face.width(line, size), size, style.face)
        else:
            title = style.title_size
            while style.title.width(line, title) > right - style.margin:
                title -= 0.5
            x = (self.page_width - style.title.width(line, title)) / 2
            yield from self.text(line, x, title, style.title, style.bold_title)

    def text(self, line: str, x: float, size: float, face: Face, bold: bool = False) -> Iterator[LineTruth]:
        face.draw(self.canvas, x, self.page_height - self.y - 0.88 * size, line, size, bold)
        yield LineTruth(line, self.number, (x, self.y, x + face.width(line, size), self.y + size))
        self.y += 1.6 * size

    def finish_page(self) -> None:
        if self.look.page_number:
            line, size, face = self.look.page_number.format(self.number + self.first_number - 1), 9.0, self.look.face
            x, top = (self.page_width - face.width(line, size)) / 2, self.page_height - 32
            face.draw(self.canvas, x, self.page_height - top - 0.88 * size, line, size)
            self.furniture.append(LineTruth(line, self.number, (x, top, x + face.width(line, size), top + size)))
        self.canvas.showPage()

    # the table

    def setting(self) -> _Setting:
        """The table at the wanted size of type, or the largest at which it fits on the page."""
        size, padding = self.look.size, self.look.row_padding
        while True:
            edges, tight = self.edges(size)
            lines = {id(cell): self.lines(cell, edges, size) for cell in self.cells}
            heights = self.heights(lines, size, padding)
            room = self.page_height - self.look.margin - self.y - (1.6 * size if self.form.below else 0)
            fits = sum(heights) <= room or self.look.several
            if fits and not tight or size <= _SMALLEST:
                return _Setting(size, edges, heights, lines)
            if not fits and padding > 1.5:
                padding -= 0.5
            else:
                size -= 0.25

    def edges(self, size: float) -> tuple[list[float], bool]:
        """Column edges, and whether a figure does not fit its column on one line."""
        face, pad = self.look.face, 2 * self.look.padding + 1
        needed = [1.6 * size] * self.form.table.width
        wanted = [2.0 * size] * self.form.table.width
        for cell in self.cells:
            if cell.cell.span > 1:
                continue
            width = face.width(cell.cell.text, size) + pad
            if is_figure(cell.cell.text):
                needed[cell.column] = max(needed[cell.column], width)
                wanted[cell.column] = max(wanted[cell.column], width)
            elif cell.cell.text:
                wanted[cell.column] = max(wanted[cell.column], min(width, 13 * size))
                needed[cell.column] = max(needed[cell.column], min(width, 3 * size + pad))
        if self.look.narrow:
            needed = [min(width, 4.2 * size + pad) for width in needed]
        wanted = [max(one * stray, least) for one, stray, least in zip(wanted, self.stray, needed, strict=True)]
        room = self.page_width - 2 * self.look.margin
        slack = sum(wanted) - sum(needed)
        if sum(needed) > room:
            widths = [one * room / sum(needed) for one in needed]
        elif sum(wanted) > room and slack > 0:
            share = (room - sum(needed)) / slack
            widths = [least + share * (one - least) for one, least in zip(wanted, needed, strict=True)]
        else:
            widths = [one * min(room / sum(wanted), 2.2) for one in wanted]
        left = (self.page_width - sum(widths)) / 2
        edges = [left]
        for width in widths:
            edges.append(edges[-1] + width)
        return edges, sum(needed) > room

    def lines(self, cell: Placed, edges: Sequence[float], size: float) -> list[str]:
        width = edges[cell.column + cell.cell.span] - edges[cell.column] - 2 * self.look.padding
        return [line for part in cell.cell.text.split("\n") for line in self.look.face.wrapped(part, width, size)]

    def heights(self, lines: dict[int, list[str]], size: float, padding: float) -> list[float]:
        heights = [2 * padding + _LEADING * size] * len(self.form.table.rows)
        for cell in self.cells:
            short = 2 * padding + _LEADING * size * len(lines[id(cell)]) - sum(heights[cell.row : cell.row + cell.rows])
            if short > 0:
                heights[cell.row + cell.rows - 1] += short
        return heights

    def table(self, setting: _Setting) -> None:
        heights = setting.heights
        start = 0
        while start < len(heights):
            end = start + 1
            while end < len(heights) and self.y + sum(heights[start : end + 1]) <= self.page_height - self.look.margin:
                end += 1
            self.part(setting, start, end)
            start = end
            if start < len(heights):
                self.finish_page()
                self.number += 1
                self.y = self.look.margin

    def part(self, setting: _Setting, start: int, end: int) -> None:
        """The rows from `start` to `end` on this page; a cell cut by the page break has its text in its first part."""
        top = self.y
        tops = [top]
        for height in setting.heights[start:end]:
            tops.append(tops[-1] + height)
        for cell in self.cells:
            first, last = max(cell.row, start), min(cell.row + cell.rows, end)
            if first >= last:
                continue
            box = (setting.edges[cell.column], tops[first - start], setting.edges[cell.column + cell.cell.span], tops[last - start])
            self.rule(box, cell, start, end)
            if cell.row >= start:
                self.fill(setting, cell, box)
                text = cell.cell.text
                self.found.append(CellTruth(text, cell.row, cell.column, cell.rows, cell.cell.span, self.number, box))
        self.y = tops[-1]
        if self.look.ruling in ("full", "faint", "broken"):
            self.pen(self.look.frame)
            self.canvas.rect(setting.edges[0], self.page_height - self.y, setting.edges[-1] - setting.edges[0], self.y - top)
        self.canvas.setDash()
        self.canvas.setStrokeGray(0)

    def pen(self, width: float) -> None:
        self.canvas.setStrokeGray(0)
        self.canvas.setLineWidth(width)
        if self.look.ruling == "faint":
            self.canvas.setStrokeGray(0.6)
            self.canvas.setLineWidth(min(width, 0.4))
        elif self.look.ruling == "broken":
            self.canvas.setDash(6, 1.5)

    def rule(self, box: tuple[float, float, float, float], cell: Placed, start: int, end: int) -> None:
        left, top, right, bottom = box
        self.pen(self.look.line)
        if self.look.ruling == "three":
            if cell.row <= start:
                self.pen(self.look.frame)
                self.canvas.line(left, self.page_height - top, right, self.page_height - top)
            if cell.row + cell.rows >= end:
                self.pen(self.look.frame)
                self.canvas.line(left, self.page_height - bottom, right, self.page_height - bottom)
            elif cell.row + cell.rows == self.head:
                self.canvas.line(left, self.page_height - bottom, right, self.page_height - bottom)
            elif self.look.partial and cell.cell.span > 1 and cell.row + cell.rows < self.head:
                short = 0.25 * self.look.size  # such rules stop short of each other
                self.canvas.line(left + short, self.page_height - bottom, right - short, self.page_height - bottom)
        elif self.look.ruling != "none":
            self.canvas.rect(left, self.page_height - bottom, right - left, bottom - top)

    def fill(self, setting: _Setting, cell: Placed, box: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = box
        size, face, lines = setting.size, self.look.face, setting.lines[id(cell)]
        figure = is_figure(cell.cell.text)
        centred = cell.cell.span > 1 or cell.rows > 1 or (figure and self.look.figures == "center") or cell.row < self.head
        y = (top + bottom - _LEADING * size * len(lines)) / 2 + 0.12 * size
        side = "center" if centred else "right" if figure else "left"
        if cell.row < self.head and cell.cell.span == 1 and self.look.ruling in ("none", "three"):
            side = self.look.heads.figures if cell.column in self.amounts else self.look.heads.labels
        for line in lines:
            width = face.width(line, size)
            x = left + self.look.padding
            if side == "center":
                x = (left + right - width) / 2
            elif side == "right":
                x = right - self.look.padding - width
            face.draw(self.canvas, x, self.page_height - y - 0.88 * size, line, size)
            y += _LEADING * size

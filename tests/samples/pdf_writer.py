"""Renders a description as a PDF with ruled tables, as a word processor would print it: wrapped cells, tables over several pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Protocol

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .model import Para, Placed, Report, Table, placed

FONT = "STSong-Light"
MARGIN = 56.0
BODY, TITLE, SMALL = 12.0, 16.0, 9.0
PADDING = 4.0
WIDE = 8
"""Tables with more columns stand on landscape pages."""
CLOSING = "，。；：、！？）》”％%"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def wrapped(text: str, width: float, size: float, first: float = 0.0) -> list[str]:
    """Lines no wider than `width`; words and figures stay whole where they fit on a line, punctuation never begins one."""
    lines: list[str] = []
    line, room = "", width - first
    for piece in _pieces(text):
        if stringWidth(line + piece, FONT, size) <= room or piece[0] in CLOSING:
            line += piece
            continue
        if line:
            lines.append(line)
        line, room = "", width
        for character in piece:  # a word wider than the line is broken
            if line and stringWidth(line + character, FONT, size) > room:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        if pieces and character.isascii() and character != " " and pieces[-1][-1].isascii() and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


class Surface(Protocol):
    """What is drawn on: the canvas of reportlab, or what behaves like it; points from the bottom left corner."""

    def setPageSize(self, size: tuple[float, float]) -> None: ...
    def setFont(self, name: str, size: float) -> None: ...
    def setLineWidth(self, width: float) -> None: ...
    def drawString(self, x: float, y: float, text: str) -> None: ...
    def rect(self, x: float, y: float, width: float, height: float) -> None: ...
    def showPage(self) -> None: ...
    def save(self) -> None: ...


class Printer:
    """Puts blocks on pages from top to bottom."""

    def __init__(self, report: Report, canvas: Surface) -> None:
        self.canvas = canvas
        self.report = report
        self.width, self.height = A4
        self.number = 0
        self.y = 0.0
        self.new_page(A4)

    def new_page(self, size: tuple[float, float]) -> None:
        if self.number:
            self.finish_page()
        self.width, self.height = size
        self.canvas.setPageSize(size)
        self.number += 1
        self.y = MARGIN

    def finish_page(self) -> None:
        self.draw(self.width / 2 - 10, self.height - 40, f"- {self.number} -", SMALL)
        if self.report.header:
            self.draw(MARGIN, 30, self.report.header, SMALL)
        self.canvas.showPage()

    def draw(self, x: float, top: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - top - 0.88 * size, text)

    def paragraph(self, block: Para, *, landscape_page: bool) -> None:
        self.turn(landscape_page)
        text = block.text if block.page is None else f"{block.text}{'.' * 20}{block.page}"
        for part in text.split("\n"):
            self.lines(part.strip())

    def lines(self, text: str) -> None:
        title = len(text) <= 40 and text.endswith("表")
        size = TITLE if title else BODY
        prose = len(text) > 30 and not title
        indent = 2 * size if prose else 0.0
        for number, line in enumerate(wrapped(text, self.width - 2 * MARGIN, size, indent)):
            if self.y + 1.6 * size > self.height - MARGIN:
                self.new_page((self.width, self.height))
            x = MARGIN + (indent if number == 0 else 0.0)
            if title:
                x = (self.width - stringWidth(line, FONT, size)) / 2
            elif text.startswith(("单位：", "金额单位：")):
                x = self.width - MARGIN - stringWidth(line, FONT, size)
            self.draw(x, self.y, line, size)
            self.y += 1.6 * size

    def turn(self, landscape_page: bool) -> None:
        size = landscape(A4) if landscape_page else A4
        if size != (self.width, self.height):
            self.new_page(size)

    def table(self, table: Table) -> None:
        xs = self.columns(table)
        cells = placed(table)
        texts = {id(cell): self.cell_lines(cell, xs) for cell in cells}
        heights = [2 * PADDING + 1.3 * SMALL] * len(table.rows)
        for cell in cells:
            short = 2 * PADDING + 1.3 * SMALL * len(texts[id(cell)]) - sum(heights[cell.row : cell.row + cell.rows])
            if short > 0:
                heights[cell.row + cell.rows - 1] += short
        start = 0
        while start < len(heights):
            end = start + 1
            while end < len(heights) and self.y + sum(heights[start : end + 1]) <= self.height - MARGIN:
                end += 1
            if start == 0 and end < min(3, len(heights)) and self.y > 2 * MARGIN:
                self.new_page((self.width, self.height))
                continue
            self.part(cells, texts, xs, heights, start, end)
            start = end
            if start < len(heights):
                self.new_page((self.width, self.height))
        self.y += 12

    def part(
        self,
        cells: Sequence[Placed],
        texts: dict[int, list[str]],
        xs: Sequence[float],
        heights: Sequence[float],
        start: int,
        end: int,
    ) -> None:
        """The rows from `start` to `end` on this page; a cell cut by the page break has its text in its first part."""
        for cell in cells:
            first, last = max(cell.row, start), min(cell.row + cell.rows, end)
            if first >= last:
                continue
            top, bottom = self.y + sum(heights[start:first]), self.y + sum(heights[start:last])
            left, right = xs[cell.column], xs[cell.column + cell.cell.span]
            self.canvas.setLineWidth(0.5)
            self.canvas.rect(left, self.height - bottom, right - left, bottom - top)
            if cell.row < start:
                continue
            figure = cell.cell.text[-1:].isdigit()
            for number, line in enumerate(texts[id(cell)]):
                x = right - PADDING - stringWidth(line, FONT, SMALL) if figure else left + PADDING
                self.draw(x, top + PADDING + 1.3 * SMALL * number, line, SMALL)
        self.y += sum(heights[start:end])

    def cell_lines(self, cell: Placed, xs: Sequence[float]) -> list[str]:
        width = xs[cell.column + cell.cell.span] - xs[cell.column] - 2 * PADDING
        return [line for part in cell.cell.text.split("\n") for line in wrapped(part, width, SMALL)]

    def columns(self, table: Table) -> list[float]:
        """Column edges; the width of a column follows its longest text, within limits."""
        wanted = [2.5] * table.width
        for cell in placed(table):
            if cell.cell.span == 1:
                longest = max(stringWidth(part, FONT, SMALL) / SMALL for part in cell.cell.text.split("\n"))
                wanted[cell.column] = max(wanted[cell.column], min(longest + 1, 14.0))
        scale = (self.width - 2 * MARGIN) / sum(wanted)
        edges = [MARGIN]
        for width in wanted:
            edges.append(edges[-1] + width * scale)
        return edges


def draw(report: Report, canvas: Surface) -> None:
    """Draw the whole report."""
    printer = Printer(report, canvas)
    for number, block in enumerate(report.blocks):
        if isinstance(block, Table):
            printer.turn(block.width > WIDE)
            printer.table(block)
        else:
            following = next((later for later in report.blocks[number:] if isinstance(later, Table)), None)
            near = following is not None and report.blocks.index(following) - number <= 4 and len(block.text) <= 40
            printer.paragraph(block, landscape_page=near and following is not None and following.width > WIDE)
    printer.finish_page()
    canvas.save()


def pdf(report: Report) -> bytes:
    """The whole report as a PDF file."""
    buffer = io.BytesIO()
    draw(report, Canvas(buffer, invariant=1))
    return buffer.getvalue()

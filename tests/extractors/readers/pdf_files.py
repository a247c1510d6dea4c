"""Small PDFs drawn for tests: every line and every text where the test wants it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai.extractors.readers.original import Original
from gongkai.extractors.readers.pdf import read_pdf
from gongkai.schemas.document import Cell, Document, Table

FONT = "STSong-Light"
SIZE = 9.0
Rules = Literal["all", "inner", "across", "down", "head", "none"]

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def read(data: bytes) -> Document:
    """Read the bytes of a PDF as the pipeline does."""
    return read_pdf(Original.of(data, "报告.pdf", "甲县/报告.pdf"))


class Sheets:
    """A PDF in the making; places are points from the top left corner of the page."""

    def __init__(self, pagesize: tuple[float, float] = A4) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=pagesize, invariant=1)
        self.width, self.height = pagesize

    def text(self, x: float, top: float, text: str, size: float = SIZE, *, right: float | None = None, turn: int = 0) -> Sheets:
        """One line of text with its upper side at `top`, ending at `right` where given; `turn` in degrees counter-clockwise."""
        self.canvas.setFont(FONT, size)
        if right is not None:
            x = right - self.canvas.stringWidth(text, FONT, size)
        base = self.height - top - 0.88 * size
        if turn:
            self.canvas.saveState()
            self.canvas.translate(x, base)
            self.canvas.rotate(turn)
            self.canvas.drawString(0, 0, text)
            self.canvas.restoreState()
        else:
            self.canvas.drawString(x, base, text)
        return self

    def lines(self, x: float, top: float, *texts: str, size: float = SIZE, pitch: float = 1.5) -> Sheets:
        """Lines of text below each other."""
        for number, text in enumerate(texts):
            self.text(x, top + number * pitch * size, text, size)
        return self

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> Sheets:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - top, x1, self.height - bottom)
        return self

    def grid(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        rows: Iterable[Sequence[str | None]],
        *,
        rules: Rules = "all",
        sides: bool = True,
        heads: int = 1,
    ) -> Sheets:
        """A table with column edges `xs` and row edges `ys`. None continues the cell on the left, "^" the cell above; figures are
        set to the right. `rules`: all, all but the outer ones of the left and right (`sides`), only horizontal ones (across) …
        """
        table = [list(row) for row in rows]
        last_row, last_column = len(ys) - 2, len(xs) - 2
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                top, left, right = ys[row], xs[column], xs[column + 1]
                if text != "^" and (rules in ("all", "across") or row == 0 or row in (heads, len(table))):
                    self.rule(left, top, right, top)
                vertical = rules in ("all", "down") or rules == "head" and row < heads
                if text is not None and vertical and (sides or column):
                    self.rule(left, top, left, ys[row + 1])
                if vertical and sides and column == last_column:
                    self.rule(right, top, right, ys[row + 1])
                if row == last_row:
                    self.rule(left, ys[-1], right, ys[-1])
                if text and text != "^":
                    self._cell(text, left, right, top)
        return self

    def _cell(self, text: str, left: float, right: float, top: float) -> None:
        for number, line in enumerate(text.split("\n")):
            figure = line[-1].isdigit()
            self.text(left + 4, top + 4 + number * 1.2 * SIZE, line, right=right - 4 if figure else None)

    def page(self) -> Sheets:
        """Begin the next page."""
        self.canvas.showPage()
        return self

    def data(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()

    def read(self) -> Document:
        return read(self.data())


def rows(table: Table) -> list[list[str]]:
    """The texts of a table, row by row, anchors only."""
    made: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        made[cell.row].append(cell.text)
    return made


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    """(row, column, row span, column span) of each cell with text that spans others."""
    return {
        cell.text: (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.text and (cell.row_span > 1 or cell.column_span > 1)
    }


def cell(table: Table, text: str) -> Cell:
    return next(cell for cell in table.cells if cell.text == text)


def outline(document: Document) -> list[str]:
    """Texts of paragraphs and, as <n>, tables in reading order."""
    return [f"<{block.index}>" if isinstance(block, Table) else block.text for block in document.blocks]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]

"""A table as rows of classified cells, with the cell that covers each grid position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ...schemas.document import Cell, Table
from ...schemas.text import fold
from ..amounts import BLANKS, Figure, cell_figure, looks_numeric

Content = Literal["blank", "figure", "labelled", "unreadable", "text"]
"""What a cell holds: nothing (or a sign for nothing); one figure; `label：figure`; digits that are not one figure; other text."""


_NEARLY_A_FIGURE = re.compile(
    r"(?:约|近|大约)?[-+]?(?=\D?\d)[\dOoIl]+(?:[.,][\dOoIl]+)*(?:[Ee][-+]?\d+|‰|左右|余|多)?(?:万元|亿元|元)?"
)
"""A figure with a letter for a digit (2O.5), with an exponent, or only about one: no text, but nothing to calculate with."""

_TOO_NARROW = re.compile(r"[-+]?#{2,}%?")
"""What spreadsheet programs print in place of a figure that is wider than its column."""


@dataclass(frozen=True, slots=True)
class CellContent:
    """The classified text of a cell. `label` is set for `labelled`; the figure's span always refers to the whole cell text."""

    kind: Content
    plain: str
    figure: Figure | None = None
    label: str | None = None

    @property
    def too_narrow(self) -> bool:
        """Whether a spreadsheet program had no room to print the figure."""
        return self.kind == "unreadable" and _TOO_NARROW.fullmatch(self.plain) is not None


@lru_cache(maxsize=65536)
def classify(text: str) -> CellContent:
    """Say what a cell text is; cached because the same texts stand in many cells."""
    plain = fold(text).replace(" ", "")
    if plain in BLANKS:
        return CellContent("blank", plain)
    if _TOO_NARROW.fullmatch(plain):
        return CellContent("unreadable", plain)
    if not any(character.isdigit() for character in plain):
        return CellContent("text", plain)
    figure = cell_figure(text)
    if figure is not None:
        return CellContent("figure", plain, figure)
    if looks_numeric(fold(text)) or _NEARLY_A_FIGURE.fullmatch(plain):
        return CellContent("unreadable", plain)
    return _labelled(text, plain) or CellContent("text", plain)


def _labelled(text: str, plain: str) -> CellContent | None:
    """`其中：基本支出：104.524245` as label 其中：基本支出 and its figure."""
    cut = max(text.rfind("："), text.rfind(":"))
    if cut <= 0:
        return None
    label = text[:cut].strip()
    if not label or any(character.isdigit() for character in fold(label).lstrip("（(0123456789.、）)")):
        return None
    figure = cell_figure(text[cut + 1 :])
    if figure is None:
        return None
    shifted = Figure(figure.value, figure.raw, (figure.span[0] + cut + 1, figure.span[1] + cut + 1), figure.unit)
    return CellContent("labelled", plain, shifted, label)


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with its content."""

    cell: Cell
    content: CellContent

    @property
    def kind(self) -> Content:
        return self.content.kind

    @property
    def blank(self) -> bool:
        return self.content.kind == "blank"

    @property
    def text(self) -> str:
        """The printed text."""
        return self.cell.text


class Grid:
    """Rows of slots. In a `listed` table a slot's column is its ordinal in the row; otherwise it is a true grid column."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.listed = table.grid == "listed"
        self.exact = table.grid == "exact"
        self.shows_merges = self.exact and any(cell.row_span > 1 or cell.column_span > 1 for cell in table.cells)
        """Whether merged cells can be told: some programs leave blank cells beside a centred text instead of merging."""
        self.rows: list[list[Slot]] = [[] for _ in range(table.row_count)]
        self._cover: dict[tuple[int, int], Slot] = {}
        for cell in table.cells:
            slot = Slot(cell, classify(cell.text))
            self.rows[cell.row].append(slot)
            if cell.row_span == 1 and cell.column_span == 1:
                self._cover[cell.row, cell.column] = slot
                continue
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._cover[row, column] = slot
        self._doubtful: dict[str, float] = {}
        for cell in table.cells:
            if cell.confidence < 1.0:
                self._doubtful[cell.text] = min(cell.confidence, self._doubtful.get(cell.text, 1.0))

    def at(self, row: int, column: int) -> Slot | None:
        """The slot that covers a grid position, None where there is none."""
        return self._cover.get((row, column))

    def confidence(self, text: str | None) -> float:
        """How sure it is that a cell prints this text; that of the least certain one where several do."""
        return self._doubtful.get(text, 1.0) if text is not None else 1.0

    @property
    def certain(self) -> bool:
        """Whether every cell was read, none recognised from a picture."""
        return not self._doubtful

    def filled(self, row: int) -> list[Slot]:
        """The slots that start in a row and are not blank."""
        return [slot for slot in self.rows[row] if not slot.blank]

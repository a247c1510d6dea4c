"""What every spreadsheet reader fills: sheets as a sparse grid of shown texts, before tables and titles are told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from ...schemas.errors import LimitExceeded

MAX_CELLS = 2_000_000
"""Cells with text, and places of all tables (blank ones included), that one workbook may have."""
MAX_SHEETS = 2_000
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; 0-based, both ends included."""


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns are 0-based positions in the file, hidden ones counted."""

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    """Row -> column -> text as shown; cells that show nothing are left out."""
    merges: list[Range] = field(default_factory=list)
    ruled: dict[int, int] = field(default_factory=dict)
    """Row -> number of its cells that have a border line, blank ones included."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    lines: list[int] = field(default_factory=list)
    """Of a file that is text: the line (1-based) that each row begins at; a cell may go on over further lines."""
    boxes: list[str] = field(default_factory=list)
    """Texts that float above the grid."""
    pictures: int = 0
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    """Formulas that were saved without their result."""
    unshown: list[tuple[int, int]] = field(default_factory=list)
    """Cells with a value that their number format does not show."""
    rounded: list[tuple[int, int, str, str]] = field(default_factory=list)
    """(row, column, shown text, text read) of figures that are stored with more decimals than they show, each figure once."""

    def put(self, row: int, column: int, text: str) -> None:
        """Set the text of one cell; a blank text and a place outside of every spreadsheet are left out."""
        if text and not text.isspace() and 0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS:
            self.rows.setdefault(row, {})[column] = text

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Note a merged range; what is no range, or leaves the sheet, is cut or left out."""
        last_row, last_column = min(last_row, MAX_ROWS - 1), min(last_column, MAX_COLUMNS - 1)
        if row >= 0 and column >= 0 and last_row >= row and last_column >= column and (last_row, last_column) != (row, column):
            self.merges.append((row, column, last_row, last_column))

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns.update(range(max(0, first), min(last, MAX_COLUMNS - 1) + 1))


class Budget:
    """Counts cells through a workbook; `take` raises LimitExceeded when there are more than a report can have."""

    def __init__(self) -> None:
        self._left = MAX_CELLS

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise LimitExceeded(f"表格超过 {MAX_CELLS} 个单元格的上限：请删去无关的工作表或拆分后再试")


@lru_cache(maxsize=MAX_COLUMNS)
def letters(column: int) -> str:
    """A 0-based column as spreadsheet programs name it: 0 is A, 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name

"""Tables of web pages that are whole sheets of a workbook (saved as a web page, or HTML under the name .xls): what stands above and below
the table proper - its title, 公开01表, 部门：…, 单位：万元, 注：… - are rows of the grid too, and are told apart as in a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...schemas.document import Cell, Paragraph, Table
from ._html_model import Flow, Line, line_by_line
from ._html_passages import Passage
from ._sheet_layout import Layout
from ._sheet_model import MAX_COLUMNS, MAX_ROWS, Sheet
from ._sheet_words import names_nothing, stands_above

_NUMBERED = re.compile(r"[^\W\d]{1,12}\s*\d+\s*[:：]\s*")
"""`Sheet 1: ` in the language of the program."""


def without_index(flow: Flow) -> Flow:
    """A page that begins with an index of its sheets (already emptied), without the heading of the index and the numbers of the sheets."""
    spread: Flow = []
    for item in flow:
        spread += line_by_line(item) if isinstance(item, Passage) else [item]
    first = next((place for place, item in enumerate(spread) if isinstance(item, Line) and _NUMBERED.match(item.text)), 0)
    kept: Flow = []
    for item in spread[first:]:
        if isinstance(item, Line) and item.level is not None:
            item.text = _NUMBERED.sub("", item.text)
            if names_nothing(item.text):
                continue
        kept.append(item)
    return kept


def sheet_blocks(cells: Sequence[Cell], height: int, width: int) -> list[Paragraph | Table] | None:
    """The titles, notes and tables of a grid given row by row; None where its first row belongs to a table. Nothing has a location."""
    first: list[str] = []
    row = -1
    for cell in cells:
        if cell.text:
            if row not in (-1, cell.row):
                break
            row = cell.row
            first.append(cell.text)
    if not stands_above(first) or height > MAX_ROWS or width > MAX_COLUMNS:
        return None
    sheet = Sheet("", ruled=dict.fromkeys(range(height), width))
    for cell in cells:
        sheet.put(cell.row, cell.column, cell.text)
        if cell.row_span > 1 or cell.column_span > 1:
            sheet.merge(cell.row, cell.column, cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
    layout = Layout()
    layout.add(sheet)
    if not isinstance(layout.blocks[0], Paragraph) or not any(isinstance(block, Table) for block in layout.blocks):
        return None
    return [
        Paragraph(block.text)
        if isinstance(block, Paragraph)
        else Table(
            block.index,
            tuple(Cell(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in block.cells),
            block.row_count,
            block.column_count,
        )
        for block in layout.blocks
    ]

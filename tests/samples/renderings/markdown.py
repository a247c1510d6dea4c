"""Markdown as converters write it: pipe tables with blanks or repeated text where cells were merged, or tables in HTML."""

from __future__ import annotations

from typing import Literal

from ..model import Report, Table, placed
from .web import table_html

Style = Literal["blank", "repeated", "html"]


def markdown(report: Report, style: Style) -> bytes:
    """The whole report; paragraphs have blank lines between them."""
    blocks: list[str] = []
    for block in report.blocks:
        if isinstance(block, Table):
            blocks.append(table_html(block) if style == "html" else _pipes(block, repeated=style == "repeated"))
        else:
            blocks += [line.strip() for line in block.text.split("\n") if line.strip()]
    return ("\n\n".join(blocks) + "\n").encode()


def _pipes(table: Table, *, repeated: bool) -> str:
    grid = [["" for _ in range(table.width)] for _ in table.rows]
    for cell in placed(table):
        text = cell.cell.text.replace("\n", "<br>").replace("|", "\\|")
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.cell.span):
                if repeated or (row, column) == (cell.row, cell.column):
                    grid[row][column] = text
    head, *rest = ["| " + " | ".join(row) + " |" for row in grid]
    return "\n".join([head, "|" + " --- |" * table.width, *rest])

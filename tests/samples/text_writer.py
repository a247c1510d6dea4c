"""Renders a description as the two kinds of text exports: one cell per line, and tab-separated rows cut by page breaks."""

from __future__ import annotations

from .model import Para, Report, Table


def listed(table: Table) -> list[str]:
    """A tab opens a cell, a blank line stands between rows, further paragraphs of a cell follow on lines of their own.

    A merged cell stands once in its first row, and as a blank cell in the rows it continues into.
    """
    lines: list[str] = []
    for row in table.rows:
        for cell in row:
            lines.extend(f"\t{cell.text}".split("\n"))
        lines.append("")
    return [*lines, ""]


def tabbed(table: Table) -> list[str]:
    """A row per line; merged cells leave blank fields behind them. Behind a page break (a blank line) the last column is gone where
    it holds nothing on that page, as exports do.
    """
    lines: list[str] = [""]
    rows = [[text for cell in row for text in [cell.text.replace("\n", ""), *[""] * (cell.span - 1)]] for row in table.rows]
    cut = len(rows) if table.cut is None else table.cut
    lines.extend("\t".join(row) for row in rows[:cut])
    rest = rows[cut:]
    if rest:
        lines.append("")
        if not any(row[-1] for row in rest):
            rest = [row[:-1] for row in rest]
        lines.extend("\t".join(row) for row in rest)
    return [*lines, ""]


def text(report: Report, style: str) -> str:
    """The whole report as text of one style."""
    lines: list[str] = []
    for block in report.blocks:
        if isinstance(block, Table):
            if style == "tabbed" and lines and not lines[-1]:
                lines.pop()
            lines.extend(listed(block) if style == "listed" else tabbed(block))
        else:
            lines.extend(_paragraph(block))
    return "\n".join(lines).rstrip("\n") + "\n"


def _paragraph(paragraph: Para) -> list[str]:
    line = paragraph.text if paragraph.page is None else f"{paragraph.text}{'…' * 8}{paragraph.page}"
    return [*line.split("\n"), ""] if paragraph.gap else line.split("\n")

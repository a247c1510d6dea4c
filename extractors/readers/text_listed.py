"""Tables written one cell per line: a tab opens a cell, a blank line before a tab opens a row, other lines continue the cell.

The end of such a table is not marked. What follows a cell up to the next tab is either more of the cell, which may hold several
paragraphs, or what stands below and above tables: notes, titles, running text. That is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .text_lines import Lines, is_caption, is_figure, is_form_title, is_note, is_numbered, is_signature, is_title, squeeze, width

_LONGEST_GAP = 60
"""More lines than this without a tab are no cell of a report."""
_LONG_LINE = 80
"""Columns from which a line reads as running text."""
_FRAGMENT = 24
"""Columns up to which a line may be a broken-off piece of a label."""
_MOST_CELLS_AHEAD = 40
_OF_A_YEAR = re.compile(r"\s*20\d\d\s*年")


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """Rows of (first line, line after the last) of each cell, and the first line behind the table."""

    rows: Sequence[Sequence[tuple[int, int]]]
    end: int


def opens_cell(lines: Lines, index: int) -> bool:
    """Whether the line opens a cell in this style: a tab at its start and none behind it."""
    text = lines.texts[index]
    return text[:1] == "\t" and "\t" not in text[1:]


def read_listed(lines: Lines, start: int) -> ListedRegion:
    """Read the table whose first cell opens at line `start`."""
    rows: list[list[tuple[int, int]]] = []
    row: list[tuple[int, int]] = []
    widths: set[int] = set()
    figures = False
    index, count = start, len(lines.texts)
    while index < count and opens_cell(lines, index):
        if row and (lines.is_blank(index - 1) and not lines.texts[index - 1].startswith("\t")):
            rows.append(row)
            widths.add(len(row))
            row = []
        if not row and figures and _opens_another(lines, index):
            return ListedRegion(rows, index)
        figures = figures or is_figure(lines.texts[index])
        following = index + 1
        while following < count and not lines.texts[following].startswith("\t") and following - index <= _LONGEST_GAP:
            if "\t" in lines.texts[following] and following + 1 < count and "\t" in lines.texts[following + 1]:
                break  # rows of the tab-separated style
            following += 1
        goes_on = following < count and opens_cell(lines, following)
        end, table_ends = _cell_end(lines, index, following, goes_on=goes_on, column=len(row) + 1, widths=widths)
        row.append((index, end))
        index = following
        if table_ends:
            index = end
            break
    if row:
        rows.append(row)
    return ListedRegion(rows, index)


def _opens_another(lines: Lines, index: int) -> bool:
    """Whether the row that begins here holds nothing but the title of another table, printed as its first row."""
    following = index + 1
    while following < len(lines.texts) and lines.texts[following].strip("\t ") == "" and lines.texts[following].startswith("\t"):
        following += 1
    ends = following < len(lines.texts) and lines.is_blank(following) and not lines.texts[following].startswith("\t")
    return ends and is_form_title(lines.texts[index])


def _cell_end(lines: Lines, cell: int, gap_end: int, *, goes_on: bool, column: int, widths: set[int]) -> tuple[int, bool]:
    """The line behind the last line of the cell that opens at `cell`, and whether the table ends with it.

    `gap_end` is the line that opens the next cell (`goes_on`), or where no next cell can be.
    """
    texts = [index for index in range(cell + 1, gap_end) if not lines.is_blank(index)]
    if not texts:
        return cell + 1, not goes_on
    if goes_on and not _ends_inside(lines, cell, texts, gap_end, column, widths):
        return texts[-1] + 1, False
    return _last_of_cell(lines, cell, texts), True


def _ends_inside(lines: Lines, cell: int, texts: Sequence[int], next_cell: int, column: int, widths: set[int]) -> bool:
    """Whether the table ends somewhere between the cell and the next line that opens one."""
    last = lines.texts[texts[-1]]
    directly = not lines.is_blank(next_cell - 1)
    row_goes_on = directly and _completes_row(lines, next_cell, column, widths)
    broken = texts[-1] - cell > len(texts)
    titles = [lines.texts[index] for index in texts if is_form_title(lines.texts[index])]
    if titles and (broken or not row_goes_on or any(map(_OF_A_YEAR.match, titles))):
        return True
    if is_title(last) and broken and not row_goes_on:
        return True
    previous, content, parted = cell, bool(lines.texts[cell].strip()), False
    for index in texts:
        text = lines.texts[index]
        apart = index - previous - 1
        if apart and not row_goes_on and (is_note(text) or is_caption(text)):
            return True
        if apart and (is_signature(text) or _is_part_heading(text)):
            return True
        parted = parted or apart > 1
        if parted and (is_title(text) or (content and is_caption(text))):
            return True
        if apart > 1 and content and not row_goes_on and (width(text) > _FRAGMENT or is_numbered(text)):
            return True
        if apart and content and not directly and width(text) > _LONG_LINE and column in widths:
            return True
        previous, content = index, True
    return False


def _completes_row(lines: Lines, next_cell: int, column: int, widths: set[int]) -> bool:
    """Whether the row, with the cells that follow directly, gets as wide as other rows of this table."""
    more, index, count = 0, next_cell, len(lines.texts)
    while index < count and more < _MOST_CELLS_AHEAD and index - next_cell < 4 * _MOST_CELLS_AHEAD:
        if lines.texts[index].startswith("\t"):
            if index > next_cell and lines.is_blank(index - 1) and not lines.texts[index - 1].startswith("\t"):
                break
            more += 1
        index += 1
    return column + more in widths or (not widths and column not in widths)


def _is_part_heading(text: str) -> bool:
    """A heading that opens a part of a document, such as `第二部分`."""
    stripped = squeeze(text[:20])
    return stripped.startswith("第") and "部分" in stripped[:6]


def _last_of_cell(lines: Lines, cell: int, texts: Sequence[int]) -> int:
    """The line behind the cell, where it is known that the table ends with it."""
    end = cell + 1
    content = squeeze(lines.texts[cell])
    for index in texts:
        text = lines.texts[index]
        blanks = index - end
        if blanks > 1 or is_note(text) or is_caption(text) or is_title(text):
            break
        if blanks == 1 and not (_is_fragment(content) and _is_fragment(squeeze(text)) and not is_numbered(text)):
            break
        if is_figure(content) and (is_numbered(text) or width(text) > _FRAGMENT):
            break
        if blanks == 0 and is_numbered(text) and width(text) > _LONG_LINE and content and width(content) < _FRAGMENT:
            break
        content = squeeze(text)
        end = index + 1
    return end


def _is_fragment(text: str) -> bool:
    """Whether `text` may be one line of a label that is broken over paragraphs, as in narrow columns."""
    return 0 < width(text) <= _FRAGMENT // 2 and not is_figure(text) and text not in ("无", "——", "/", "……")

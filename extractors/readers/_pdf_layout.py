"""One page laid out: its characters as lines and tables from top to bottom, and what of it could not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ._pdf_aligned import aligned_tables, shows_figure
from ._pdf_cells import UNREADABLE_NOTE, PageTable, fill
from ._pdf_furniture import PageLayout
from ._pdf_grid import RuledGrid, Rulings, rulings
from ._pdf_lines import Line, lines_of, readable, straighten, turned_lines
from ._pdf_page import MAX_SIDE, PageContent
from ._pdf_partial import completed, extended

Doubt = tuple[str, str]
"""Code and message of something about a page that the user must know."""

_UNREADABLE_SHARE = 0.1
"""Share of unreadable characters from which a whole page is not read."""
_FEW = 5
"""Fewer unreadable characters than this are bullets."""
_PICTURE_SHARE = 0.3
"""Share of the page that a picture must cover for a page without text to be a scan."""
_WHOLE_PAGE = 0.7
"""The same for a page with less text than `_FEW_PRINTED`: its number, a heading."""
_FEW_PRINTED = 20
"""Fewer characters than this are no report."""
_OUTLINED = 300
"""Curves on a page without characters from which its text was turned into outlines."""
_TOO_NARROW = re.compile(r"(?<!#)#{2,}(?!#)")
"""What spreadsheet programs print in place of a figure that is wider than its column."""
_MOST_LOOSE = 400
"""More horizontal lines that belong to no table are a drawing."""


def recognised(content: PageContent) -> bool:
    """Whether the text of a page was recognised from its picture by another program."""
    return content.hidden and content.printed >= _FEW_PRINTED and content.picture_share >= _PICTURE_SHARE


def lay_out(content: PageContent) -> tuple[PageLayout, list[Doubt]]:
    """Lay out a page; where its text has no known meaning, it stays empty."""
    doubts = doubts_of(content)
    layout = PageLayout(content.number, content.width, content.height, [])
    if not content.printed or any(code == "undecodable_page" for code, _ in doubts):
        return layout, doubts
    layout.turn = straighten(content)
    layout.width, layout.height = content.width, content.height
    found = rulings(content.across, content.down)
    if found is None:
        doubts.append(("page_limit", f"第 {content.number} 页线条过多，表格没有读取：请人工核对这一页"))
    tables, outside, doubtful = _tables(content, found)
    if doubtful:
        message = f"第 {content.number} 页有 {doubtful} 张没有竖线的表，各列的边界看不准，没有按表格读取：请人工核对这一页"
        doubts.append(("unclear_columns", message))
    elif loose := sum(map(shows_figure, outside)):
        message = f"第 {content.number} 页有 {loose} 行数字不在能读的表格里，没有取数：请人工核对这一页"
        doubts.append(("figures_outside_tables", message))
    lines = [replace(line, text=text, chars=()) for line in outside if (text := readable(line.text)) is not None]
    unprinted = sum(len(_TOO_NARROW.findall(line.text)) for line in lines)
    if unprinted:
        message = f"第 {content.number} 页有 {unprinted} 个数字因列太窄印成了“#”，没有读到：请在表格软件里放宽列后重新导出"
        doubts.append(("figure_not_printed", message))
    dropped = len(outside) - len(lines) + sum(cell.note == UNREADABLE_NOTE for table in tables for cell in table.cells)
    if dropped:
        message = f"第 {content.number} 页有 {dropped} 处文字的字体没有编码信息，无法辨认，没有读取：请人工核对"
        doubts.append(("undecodable_text", message))
    layout.items = [*lines, *(_slim(table) for table in tables if any(cell.text for cell in table.cells))]
    layout.items.sort(key=_top)
    return layout, doubts


def doubts_of(content: PageContent) -> list[Doubt]:
    """What is to be said about a page before it is laid out."""
    page = f"第 {content.number} 页"
    doubts: list[Doubt] = []
    if content.limit:
        doubts.append(("page_limit", f"{page}{content.limit}，没有完整读取：请人工核对这一页"))
    longest = max(content.width, content.height)
    if longest > MAX_SIDE:
        doubts.append(("page_size", f"{page}长 {longest / 72 * 0.0254:.1f} 米，超过 PDF 规定的尺寸：请人工核对这一页"))
    if content.printed == 0 and content.picture_share >= _PICTURE_SHARE:
        doubts.append(("image_page", f"{page}是图片，没有可读的文字：请换用有文字的版本"))
    elif content.printed < _FEW_PRINTED and content.picture_share >= _WHOLE_PAGE:
        doubts.append(("image_page", f"{page}几乎全是图片，只读到 {content.printed} 个字：请换用有文字的版本，或人工核对这一页"))
    elif content.printed == 0 and content.curves >= _OUTLINED:
        doubts.append(("image_page", f"{page}的文字已转成图形，没有可读的文字：请换用有文字的版本"))
    elif recognised(content):
        doubts.append(("text_behind_picture", f"{page}是图片，读取的是其他软件识别的文字，可能有误：请对照原图核对"))
    if content.unreadable >= max(_FEW, _UNREADABLE_SHARE * content.printed):
        doubts.append(("undecodable_page", f"{page}的字体没有编码信息，文字无法辨认，没有读取：请换用 Word 原件"))
    return doubts


def _tables(content: PageContent, found: Rulings | None) -> tuple[list[PageTable], list[Line], int]:
    """The tables of a page, ruled ones and those that only the alignment of their text shows, the lines outside them, and how many
    tables were not read because their columns are doubtful.
    """
    grids = _grids(content, found)
    tables, rest = fill(grids, content.chars, content.number)
    outside = lines_of([char for char in rest if not char.turn], apart=True)
    loose = [rule for rule in found.loose if not any(grid.holds(rule.start + 1, rule.at) for grid in grids)] if found else []
    if len(loose) > _MOST_LOOSE:
        loose = []
    for place, table in enumerate(tables):
        tables[place], outside = extended(table, loose, outside)
    loose = [rule for rule in loose if not any(table.ys[0] <= rule.at <= table.ys[-1] + 1 for table in tables)]
    aligned = aligned_tables(loose, outside, content.number)
    return [completed(table) for table in [*tables, *aligned.tables]], aligned.lines + turned_lines(rest), aligned.doubtful


def _grids(content: PageContent, found: Rulings | None) -> Sequence[RuledGrid]:
    """The grids that lines make, or coloured cells where there are no such lines."""
    if found is None or found.tables or not content.shades_down:
        return found.tables if found else []
    coloured = rulings([*content.across, *content.shades_across], [*content.down, *content.shades_down])
    return coloured.tables if coloured else []


def _top(item: Line | PageTable) -> tuple[float, float]:
    return (item.ys[0], item.xs[0]) if isinstance(item, PageTable) else (item.top, item.x0)


def _slim(table: PageTable) -> PageTable:
    """A table without its characters."""
    return replace(table, cells=tuple(replace(cell, lines=()) for cell in table.cells))

"""Names of rows that go on in a row of their own: 其他政府办公厅（室）及相关 above 机构事务支出, as converters leave them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...schemas.labels import parse_label
from ...schemas.results import Notice
from ..terms import more_terms
from .grid import Grid, Slot
from .layout import SectionColumn
from .rows import TableReader

_BEGINS = re.compile(r"（?[一二三四五六七八九十\d]{1,3}[、.．）]|[①-⑳]|其中|合计|总计|小计|注|备注|说明")
"""How what stands below a table, or a row of its own, begins."""
_LONGEST = 24


def whole_name(reader: TableReader, row: int, columns: Sequence[SectionColumn], name: str, *, coded: bool) -> str:
    """The name of a row with its rest where that stands in a row of its own; of rows with a code (`coded`), what is not certain is told."""
    rest = _rest_below(reader.grid, row, columns)
    if not coded:
        labels = reader.labels
        known = rest is not None and labels.item(name) is None and labels.item(name + rest.text) is not None
        return name + rest.text if known and rest is not None else name
    plain = parse_label(name).text
    if rest is None or _is_name(plain):
        return name
    if _is_name(parse_label(name + rest.text).text):
        return name + rest.text
    message = f"“{plain}”的名称可能在下一行“{rest.content.plain}”接续，无法确定，已按本行取名：请对照原文核对"
    notice = Notice("label_over_rows", message, reader.source(rest))
    if notice not in reader.notices:
        reader.notices.append(notice)
    return name


def _rest_below(grid: Grid, row: int, columns: Sequence[SectionColumn]) -> Slot | None:
    """What may be the rest of the name of a row: the only text of the row below it, in the column of names."""
    labels = [column for column in columns if column.kind == "label"]
    if grid.listed or not labels or row + 1 >= len(grid.rows):
        return None
    filled = grid.filled(row + 1)
    if len(filled) != 1 or filled[0].kind != "text" or filled[0].cell.column_span > 1 + labels[-1].last - labels[-1].first:
        return None
    slot = filled[0]
    if not labels[-1].first <= slot.cell.column <= labels[-1].last or not any(one.kind == "figure" for one in grid.rows[row]):
        return None
    plain = slot.content.plain
    return None if "：" in plain or len(plain) > _LONGEST or _BEGINS.match(plain) else slot


def _is_name(text: str) -> bool:
    """Whether a text is a whole name of the classification (其他…支出 is one where … is)."""
    return text in more_terms() or text.removeprefix("其他").removesuffix("支出") in more_terms()

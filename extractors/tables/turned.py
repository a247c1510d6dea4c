"""Tables that stand on their side: the funds (合计, 一般公共预算, 政府性基金) as heads, 年初预算数 and 全年执行数 as rows."""

from __future__ import annotations

from ...schemas.labels import parse_label
from ..labels import FormLabels
from .grid import Grid

AMOUNT_COLUMN = "金额"
"""Column of figures printed in their label's own cell (`基本支出：104.5`), or whose row must say what they are."""


def holds_items(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether a row of a form whose heads name columns names items instead, all but its first cells, and the row below it a column."""
    if labels.form.heads_hold_items or not labels.form.columns:
        return False
    filled = grid.filled(row)
    items = [slot for slot in filled if slot.kind == "text" and names_item(slot.text, labels)]
    if (
        len(items) < 2
        or all(is_fund(slot.text, labels) for slot in items)
        or any(slot not in items for slot in filled[filled.index(items[0]) :])
    ):
        return False
    rows = [other for other in range(row + 1, min(row + 3, len(grid.rows))) if any(s.kind == "figure" for s in grid.rows[other])]
    if not rows:
        return False
    below = [slot for slot in grid.filled(rows[0]) if slot.cell.column < items[0].cell.column + items[0].cell.column_span]
    named = [slot for slot in below if slot.kind == "text" and labels.column(slot.text) is not None]
    return bool(named) and named[-1].cell.column < items[0].cell.column


def is_fund(text: str, labels: FormLabels) -> bool:
    """Whether a head that is no item names a fund."""
    key = parse_label(text).key
    return labels.item(text) is None and any(word in key for word, _ in labels.vocabulary.funds)


def names_item(text: str, labels: FormLabels) -> bool:
    """Whether a head names an item or a fund, and no column."""
    if is_fund(text, labels):
        return labels.column(text) is None
    match = labels.item(text)
    return match is not None and match.item is not None and labels.column(text) is None and labels.field(text) is None

"""Heads that a line break has cut into two cells: 规模控制 above 率."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...schemas.labels import parse_label
from ..labels import FormLabels
from .grid import Grid, Slot

_ASIDE = re.compile(r"（[^（）]{1,16}）")
"""A unit or a remark on a line of its own."""


def whole_heads(heads: Sequence[Slot], labels: FormLabels) -> tuple[str, ...]:
    """The texts of the heads over a column, outermost first, with those put together that are one word only together."""
    texts: list[str] = []
    last: Slot | None = None
    for slot in heads:
        goes_on = texts and last is not None and _one_below_another(last, slot)
        if goes_on and (is_aside(slot) or _one_word(texts[-1], slot.text, labels)):
            texts[-1] += slot.text
        else:
            texts.append(slot.text)
        last = slot
    return tuple(texts)


def heads_go_on(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether a row directly below heads holds nothing but the rest of these: words that heads lack, and units."""
    filled = grid.filled(row)
    for slot in filled:
        above = grid.at(row - 1, slot.cell.column)
        if slot.kind != "text" or above is None or above.blank or not _one_below_another(above, slot):
            return False
        if not (_one_word(above.text, slot.text, labels) or is_aside(slot)):
            return False
    return bool(filled)


def begins_head(grid: Grid, slot: Slot, labels: FormLabels) -> bool:
    """Whether a cell and the one below it are a head together."""
    below = grid.at(slot.cell.row + slot.cell.row_span, slot.cell.column)
    if below is None or below.kind != "text" or not _one_below_another(slot, below):
        return False
    return not _names(slot.text, labels) and _one_word(slot.text, below.text, labels)


def is_aside(slot: Slot) -> bool:
    """Whether a cell holds but a unit or a remark in brackets, for the head above it."""
    return _ASIDE.fullmatch(slot.content.plain) is not None


def _one_below_another(upper: Slot, lower: Slot) -> bool:
    """Whether two cells cover the same columns."""
    return (upper.cell.column, upper.cell.column_span) == (lower.cell.column, lower.cell.column_span)


def _one_word(upper: str, lower: str, labels: FormLabels) -> bool:
    """Whether two texts name something together and not each by itself."""
    return _names(upper + lower, labels) and not (_names(upper, labels) and _names(lower, labels))


def _names(text: str, labels: FormLabels) -> bool:
    """Whether a head is known to the form, or to forms in general."""
    if labels.column(text) or labels.field(text) or labels.role(text) or labels.side(text) or labels.is_ignored_column(text):
        return True
    return parse_label(text).key in labels.vocabulary.column_keys or labels.form.heads_hold_items and labels.item(text) is not None

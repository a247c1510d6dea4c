"""The labels of rows: what one is, and what the rows above in the same lane leave behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...schemas.labels import Label, parse_label
from ...schemas.text import fold
from ...schemas.vocabulary import Item
from ..labels import FormLabels
from .grid import Grid
from .layout import SectionColumn

TOTALS = frozenset({"合计", "小计", "总计"})
_CODE_BEFORE_NAME = re.compile(
    r"^(?:[\[［【](?P<bracketed>\d{3}(?:\d{2}){0,3})[\]］】]|(?P<code>\d{3}(?:\d{2}){0,3}))[-—_]?(?P<name>[^\d.,，%）)、].*)$",
    re.DOTALL,
)


@dataclass
class LaneState:
    """What rows above in the same lane leave behind."""

    group: str | None = None
    """The group item that the rows below belong to."""
    group_numbering: str = ""
    """How the group is numbered (`、` for 二、), so that the next row numbered in the same way ends it."""
    names: dict[str, str] = field(default_factory=dict)
    """Code -> name, for parents."""
    codes: list[str] = field(default_factory=list)
    """The last printed pieces of a code in 类, 款, 项 columns."""
    last: str | None = None
    """The last item that was not a 其中."""
    items: set[str] = field(default_factory=set)
    """The known items so far."""


def numbering_kind(label: Label) -> str:
    """`一、` and `二、` are numbered alike, `（一）` and `1.` in other ways; "" for no numbering."""
    return "".join("0" if c.isdigit() else c for c in label.numbering if c not in "一二三四五六七八九十百")


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The row label of a lane: as printed, taken apart, with its code and the item it names."""

    printed: str
    label: Label
    code: str | None
    item: str | None
    known: Item | None
    confidence: float
    parent: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def split_code(printed: str) -> tuple[str, str] | None:
    """Code and name of a label that holds both (2010301-行政运行, [201]一般公共服务支出); None for others."""
    match = _CODE_BEFORE_NAME.match(fold(printed).replace(" ", ""))
    return (match["code"] or match["bracketed"], match["name"]) if match else None


def is_total(label: str) -> bool:
    """Whether a label only says that something is added up."""
    return parse_label(label).key in TOTALS


def item_of_total(grid: Grid, labels: FormLabels, row: int, columns: Sequence[SectionColumn], printed: str) -> str:
    """What 小计 is the total of, where the label left of it over several rows says so; any other label as it is."""
    if is_total(printed) and labels.item(printed) is None:
        for column in reversed(columns[:-1]):
            left = grid.at(row, column.first)
            if left is not None and left.kind == "text" and not is_total(left.text) and labels.item(left.text) is not None:
                return left.text
    return printed

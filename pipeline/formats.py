"""`gongkai formats`: what can be read on this machine, as terminal tables for a person."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ..extractors.readers.formats import Reading, readings

if TYPE_CHECKING:
    from rich.console import Console


def show_formats(console: Console) -> None:
    """A table per group (format, suffixes, whether and with what it is read), and below it what to do about the rest."""
    for group, members in groupby(readings(), key=lambda reading: reading.group):
        _show_group(group, list(members), console)


def _show_group(group: str, members: Iterable[Reading], console: Console) -> None:
    table = Table(title=group, title_justify="left", title_style="bold")
    for head in ("格式", "扩展名", "状态", "用什么读取"):
        table.add_column(head, overflow="fold")
    advised: dict[str, list[str]] = {}
    for reading in members:
        state = "可读" if reading.available else "不可读"
        table.add_row(*map(Text, (reading.name, " ".join(reading.suffixes), state, reading.read_with)))
        if reading.advice:
            advised.setdefault(reading.advice, []).append(reading.name)
    console.print(table)
    for advice, names in advised.items():  # on lines of their own, so that a command in them can be copied
        console.print(f"{'、'.join(names)}：{advice}", soft_wrap=True)
    console.print()

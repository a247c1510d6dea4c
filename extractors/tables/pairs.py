"""Rows of labels with their figures right of them and no heads above: `年度资金总额 | 244.56`, `预算数： | 150 | 执行数： | 148.5`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...schemas.labels import parse_label
from ..amounts import is_money
from ..labels import ColumnMatch
from .grid import Slot
from .rows import TableReader
from .turned import AMOUNT_COLUMN


@dataclass
class PairReader:
    """Reads such rows from top to bottom; a label that names a column speaks for the figures below its own as well."""

    reader: TableReader
    columns: dict[int, ColumnMatch] = field(default_factory=dict)
    """Grid column -> the column that a label beside a figure above named."""
    groups: dict[int, str] = field(default_factory=dict)
    """Grid column -> the item that the figures below it belong to (中期资金总额 beside 年度资金总额)."""
    units: dict[int, str] = field(default_factory=dict)
    """Grid column -> the money unit that a label above printed (年度资金总额（元）), which holds for its parts."""
    unit: str | None = None
    """The unit printed in the label at the left, which stands for the rows it is merged over."""

    def read_row(self, row: int) -> bool:
        """Read one row; False (and nothing done) if not every figure has a label that the form knows right before it."""
        pairs = self._pairs(row)
        if not pairs:
            return False
        first = self.reader.grid.at(row, 0)
        if first is not None and not first.blank:
            self.unit = parse_label(first.text).unit
        for label, slot in pairs:
            self._pair(label, slot)
        return True

    def read_rest(self, row: int) -> None:
        """Read the figures of a row that nothing has settled yet and whose labels the form knows."""
        label: Slot | None = None
        for slot in self.reader.grid.filled(row):
            if slot.kind == "text":
                label = slot
            elif slot.kind == "figure" and label is not None and not self.reader.settled(slot) and self._known(label):
                self._pair(label, slot)
            else:
                label = None

    def _pairs(self, row: int) -> list[tuple[Slot, Slot]]:
        pairs: list[tuple[Slot, Slot]] = []
        label: Slot | None = None
        for slot in self.reader.grid.filled(row):
            if slot.kind == "text":
                label = slot
            elif label is None or slot.kind != "figure" or not self._known(label):
                return []
            else:
                pairs.append((label, slot))
                label = None
        return pairs

    def _known(self, label: Slot) -> bool:
        labels, text = self.reader.labels, _last_part(label)
        return labels.item(text) is not None or labels.column(text) is not None

    def _pair(self, label: Slot, slot: Slot) -> None:
        assert slot.content.figure is not None
        labels, form = self.reader.labels, self.reader.labels.form
        at = slot.cell.column
        item, column = labels.item(_last_part(label), None, self.groups.get(at)), labels.column(_last_part(label))
        if item is not None and item.item is None:
            self.reader.warn(slot, "ambiguous_label", f"“{parse_label(label.text).text}”可能是{'或'.join(item.rivals)}，未取数")
            return
        if item is not None and item.item is not None and item.item.group:
            self.groups[at] = item.item.name
        if column is not None and item is None:
            self.columns[at] = column
        else:
            column = self.columns.get(at)
        name = column.column.name if column else form.default_column or AMOUNT_COLUMN
        known = item.item.name if item and item.item else form.default_item
        if known is None:
            self.reader.warn(slot, "no_label", "这一行没有项目名称，未取数")
            return
        self.reader.add_fact(
            slot,
            slot.content.figure,
            item=known,
            column=name,
            label=label.text,
            year=self.reader.year(column.year, column.offset) if column else None,
            head_unit=self._unit(parse_label(label.text).unit, at),
            fixed_unit=(column.column.unit if column else None) or (item.item.unit if item and item.item else None),
            confidence=min(column.confidence if column else 1.0, item.confidence if item else 1.0),
        )

    def _unit(self, printed: str | None, at: int) -> str | None:
        if printed is not None and is_money(printed):
            self.units[at] = printed
        return printed or self.unit or self.units.get(at)


def _last_part(label: Slot) -> str:
    """What a label says itself, without what it stands below (`资金来源：（1）财政性资金`)."""
    text = label.text.rstrip("：: \n\u3000")
    return text[max(text.rfind("："), text.rfind(":")) + 1 :]

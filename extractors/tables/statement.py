"""Rows of figures under heads: statements, sectioned data tables, and 三公 tables whose heads hold the items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...schemas.labels import parse_label
from ...schemas.vocabulary import Item
from ..amounts import Figure, is_money
from ..labels import compares, measure_of, quantity_of, split_year
from .classifications import telling_columns
from .grid import Slot
from .layout import Lane, Section, SectionColumn
from .row_labels import TOTALS, LaneState, RowLabel, is_total, item_of_total, numbering_kind, split_code
from .rows import TableReader
from .torn_labels import whole_name
from .turned import AMOUNT_COLUMN
from .units import names_unit

_CODE = re.compile(r"\d{2,9}")
_CODE_LENGTHS = (3, 5, 7, 9)
"""Lengths of 类, 款, 项 and 目 codes (政府收支分类科目)."""


class StatementReader:
    """Reads the data rows of one section of figures."""

    def __init__(self, reader: TableReader, section: Section) -> None:
        self.reader = reader
        self.grid = reader.grid
        self.labels = reader.labels
        self.section = section
        self.states = [LaneState() for _ in section.lanes]
        self.width = max(
            (len(self.grid.rows[row]) for row in section.head_rows), default=1 + max((c.last for c in section.columns), default=-1)
        )
        corner = parse_label(section.corner.text) if section.corner else None
        self.corner_unit = corner.unit if corner else None
        self.common_unit = self.corner_unit or self._unit_of_other_heads()
        self.row_year: int | None = None
        self._row = -1
        """The row being read."""
        self._figure_rows: list[int] | None = None
        self._row_units: set[str | None] | None = None
        self._percent: dict[int, bool] = {}
        self._telling: dict[int, tuple[SectionColumn, ...]] = {}

    def _unit_of_other_heads(self) -> str | None:
        """The money unit that some heads of the section print, for the others (年初预算数（元） | 全年预算数), where nothing above the
        table says another.
        """
        units = {column.unit for column in self.section.columns if is_money(column.unit)}
        return units.pop() if len(units) == 1 and self.reader.context.unit.unit_from != "table" else None

    def read_row(self, row: int) -> None:
        """Read one data row into facts, warnings and ignored cells."""
        self._row = row
        slots = self.grid.rows[row]
        if self.grid.listed and len(slots) != self.width:
            self._ragged(row)
            return
        self._note_year(row)
        for lane, state in zip(self.section.lanes, self.states, strict=True):
            self._lane(row, lane, state)
        self._stray_figures(row)

    def _note_year(self, row: int) -> None:
        """Remember the year that a first column prints for this row and the rows below it (2022年 beside 预算数 and 决算数)."""
        first = self.section.columns[0] if self.section.columns else None
        slot = self.grid.at(row, first.first) if first is not None and first.kind != "figure" else None
        if slot is None or slot.blank:
            return
        prefix = split_year(slot.content.plain)
        self.row_year = self.reader.year(prefix.year, prefix.offset) if prefix is not None and not prefix.rest else None

    def _lane(self, row: int, lane: Lane, state: LaneState) -> None:
        label = self._label(row, lane, state)
        if label is None and not self.grid.shows_merges:
            label = self._merged_label(row, lane)
        for column in lane.columns:
            for slot in self._starting(row, column):
                if column.kind in ("line_number", "code") and slot.kind == "figure" and not slot.content.plain.isdigit():
                    self.reader.warn(slot, "misplaced_figure", "编码或行次一栏里是别的数，这一行可能错位，未取数")
                elif column.kind in ("text", "line_number", "ignored", "code"):
                    self.reader.ignore(slot)
                elif column.kind == "figure":
                    self._figure(slot, column, label)
        self._remember(label, state)

    def _starting(self, row: int, column: SectionColumn) -> list[Slot]:
        """The filled slots of a logical column that start in this row."""
        found: list[Slot] = []
        for position in range(column.first, column.last + 1):
            slot = self.grid.at(row, position)
            if slot is not None and slot.cell.row == row and not slot.blank and slot not in found:
                if slot.cell.column >= column.first or slot.kind == "text":
                    found.append(slot)
        return found

    def _label(self, row: int, lane: Lane, state: LaneState) -> RowLabel | None:
        """The label of this row in a lane: the rightmost filled label cell; else the corner of the section."""
        code = None
        columns = [column for column in lane.columns if column.kind in ("label", "code")]
        telling = self._telling_columns(lane)
        printed = self._printed_label(row, telling) or self._printed_label(row, columns)
        if printed is None:
            printed = self._label_from_above(row, columns) or self._label_in_number(row, lane)
        code_columns = tuple(column for column in telling if column.kind == "code")
        if code_columns:
            code, name_in_code = self._code(row, code_columns, state)
            if printed is None or name_in_code and not lane.of("label"):
                printed = name_in_code or printed
        if printed is None:
            return self._default_label(lane, state)
        name = printed = item_of_total(self.grid, self.labels, row, columns, printed)
        if code is None and (coded := split_code(printed)) is not None:
            code, name = coded
        name = whole_name(self.reader, row, columns, name, coded=code is not None)
        return self._row_label(printed, name, code, lane, state)

    def _telling_columns(self, lane: Lane) -> tuple[SectionColumn, ...]:
        """The label and code columns that name the rows of a lane."""
        first = lane.columns[0].first
        if first not in self._telling:
            self._telling[first] = telling_columns(lane, self.grid, self._rows_with_figures())
        return self._telling[first]

    def _printed_label(self, row: int, columns: Sequence[SectionColumn]) -> str | None:
        """The rightmost text in the label columns (or, without these, in the code columns) of a row."""
        for column in reversed([column for column in columns if column.kind == "label"] or columns):
            slots = [slot for slot in self._starting(row, column) if slot.kind == "text"]
            if slots:
                return slots[-1].text
        return None

    def _default_label(self, lane: Lane, state: LaneState) -> RowLabel | None:
        """What rows without labels speak of below heads whose corner only says that funds follow (预算执行情况)."""
        corner, item = self.section.corner, self.labels.form.default_item
        if corner is None or item is None or not self.labels.is_heading(corner.text) or len(self._rows_with_figures()) > 1:
            return None
        return self._row_label(corner.text, item, None, lane, state)

    def _label_in_number(self, row: int, lane: Lane) -> str | None:
        """A label in the column of line numbers: 合计 merged over 序号 and 项目 in tab-separated text."""
        slots = [slot for column in lane.of("line_number") for slot in self._starting(row, column)]
        return next((slot.text for slot in slots if slot.kind == "text"), None)

    def _label_from_above(self, row: int, columns: list[SectionColumn]) -> str | None:
        for column in reversed(columns):
            slot = self.grid.at(row, column.last)
            first = column.kind == "label" and bool(column.heads) and self._rows_with_figures()[:1] == [row]
            if first and self.labels.item(column.heads[-1]) is not None and not self.labels.is_heading(column.heads[-1]):
                return column.heads[-1]  # 年度总金额 beside 年初预算数, for the first row below
            if slot is not None and slot.cell.row < row and not slot.blank and slot.cell.row not in self.section.head_rows:
                if not self.labels.is_heading(slot.text):
                    return slot.text
        corner = self.section.corner
        if any(column.item is not None for column in self.section.columns):
            return None  # the corner is a head like the others
        if corner is not None and self.labels.is_heading(corner.text):
            return None
        if corner is not None and self.labels.item(corner.text) is not None and self.labels.column(corner.text) is None:
            return corner.text
        return None

    def _code(self, row: int, columns: tuple[SectionColumn, ...], state: LaneState) -> tuple[str | None, str | None]:
        """The code of a row, joined from 类, 款 and 项 where they have columns of their own; and text found in place of a code."""
        pieces: list[str] = []
        text: str | None = None
        previous: Slot | None = None
        for column in columns:
            slot = self.grid.at(row, column.first)
            if slot is not None and slot is previous:
                continue  # one code merged over 类, 款 and 项
            previous = slot
            plain = slot.content.plain if slot is not None and not slot.blank else ""
            if slot is not None and plain and not _CODE.fullmatch(plain):
                text, plain = slot.text if slot.kind == "text" else text, ""
            pieces.append(plain)
        if not any(pieces):
            return None, text
        for number, piece in enumerate(pieces):
            if piece:
                break
            if number < len(state.codes):
                pieces[number] = state.codes[number]  # 类 printed once above its 款
        state.codes = pieces
        code = ""
        for piece in pieces:
            if not piece:
                break
            code = piece if code and piece.startswith(code) and len(piece) > len(code) else code + piece
        return code or None, text

    def _row_label(self, printed: str, name: str, code: str | None, lane: Lane, state: LaneState) -> RowLabel:
        label = parse_label(name)
        if code is not None:
            prefixes = (code[:length] for length in _CODE_LENGTHS if length < len(code))
            parent = tuple(state.names[prefix] for prefix in prefixes if prefix in state.names)
            return RowLabel(printed, label, code, label.text, None, 1.0, parent)
        if state.group_numbering and numbering_kind(label) == state.group_numbering:
            state.group = None
        match = self.labels.item(name, lane.side, state.group)
        if match is None and self._rows_with_figures()[-1:] == [self._row]:
            match = self.labels.closing(name, lane.side, state.items)
        if match is None:
            item = label.text if self.labels.form.open_items else None
            parent = (state.last,) if label.among and state.last else ()
            return RowLabel(printed, label, None, item, None, 1.0, parent)
        known = match.item
        parent = self._chain(known)
        return RowLabel(printed, label, None, known.name if known else None, known, match.confidence, parent, match.rivals)

    def _figure(self, slot: Slot, column: SectionColumn, label: RowLabel | None) -> None:
        if slot.kind == "unreadable":
            self.reader.warn(slot, "unreadable_figure", "不能读作一个数")
            return
        if slot.kind != "figure" or slot.content.figure is None:
            return
        self._fact(slot, slot.content.figure, column, label)

    def _fact(self, slot: Slot, figure: Figure, column: SectionColumn, label: RowLabel | None) -> None:
        if column.item is not None and not self._row_names_item(column, label):
            self._item_in_head(slot, figure, column, label)
            return
        if label is None:
            self.reader.warn(slot, "no_label", "这一行没有项目名称，未取数")
            return
        if label.item is None:
            if label.rivals:
                self.reader.warn(slot, "ambiguous_label", f"“{label.label.text}”可能是{'或'.join(label.rivals)}，未取数")
            else:
                self.reader.warn(slot, "unknown_label", f"不认识项目“{label.label.text}”，未取数")
            return
        if label.known is None and label.code is None and self.labels.identifies(label.printed):
            self.reader.ignore(slot)
            return
        name = column.name if column.item is None or is_total(column.item) else self._head_as_name(column)
        if not name:
            self.reader.warn(slot, "no_head", "这一列没有栏目名称，未取数")
            return
        known = label.known
        if self._unit_in_doubt(figure, column, label):
            self.reader.warn(slot, "unit_unsettled", "别的行印有另一种金额单位，本行没有，未取数")
            return
        row_unit = known.unit if known else measure_of(label.printed, self.labels.vocabulary) if label.code is None else None
        worth = self._is_worth(column) and not is_money(label.label.unit)
        counts = bool(column.heads) and quantity_of(column.heads[-1], self.labels.vocabulary) == "count"
        self.reader.add_fact(
            slot,
            figure,
            item=label.item,
            column=name,
            label=label.printed,
            heads=column.heads,
            parent=label.parent,
            code=label.code,
            year=self.reader.year_of(column),
            head_unit=(None if worth else label.label.unit) or column.unit or (self._unit_beside() if counts else self.common_unit),
            fixed_unit=column.fixed_unit or (None if worth else row_unit),
            confidence=min(column.confidence, label.confidence),
            in_percent=self._in_percent(column),
            counts=counts,
        )

    def _head_as_name(self, column: SectionColumn) -> str:
        """The innermost head of a column that holds a fund, behind the head over it where other columns of the year have the same."""
        leaf = parse_label(column.heads[-1]).text
        alike = [other for other in self.section.columns if other.heads and parse_label(other.heads[-1]).text == leaf]
        again = sum((other.year, other.offset) == (column.year, column.offset) for other in alike) > 1
        return f"{parse_label(column.heads[-2]).text}/{leaf}" if again and len(column.heads) > 1 else leaf

    def _unit_beside(self) -> str | None:
        """The unit that a column of the row prints for what is counted (数量 5 | 计量单位 台)."""
        slots = (self.grid.at(self._row, column.first) for column in self.section.columns if column.kind == "text")
        units = {slot.content.plain for slot in slots if slot is not None and slot.kind == "text" and names_unit(slot.text)}
        return units.pop() if len(units) == 1 else None

    def _is_worth(self, column: SectionColumn) -> bool:
        """Whether a column of money stands beside one of counts, so that a count's unit in the row's label (车辆（辆）) is not its own."""
        kinds = {
            other.first: quantity_of(other.heads[-1], self.labels.vocabulary)
            for other in self.section.columns
            if other.kind == "figure" and other.heads
        }
        return kinds.get(column.first) == "worth" and "count" in kinds.values()

    def _unit_in_doubt(self, figure: Figure, column: SectionColumn, label: RowLabel) -> bool:
        """Whether only the form's default or the document's habit gives the unit, and labels of other rows print another."""
        unit = self.reader.context.unit
        stated = figure.unit or label.label.unit or column.unit or column.fixed_unit or self.common_unit
        if stated or unit.unit_from == "table" or (label.known is not None and label.known.unit):
            return False
        return bool(self._units_of_rows() - {unit.unit})

    def _units_of_rows(self) -> set[str | None]:
        """The money units that labels of the section's rows print."""
        if self._row_units is None:
            texts = (slot.text for row in self.section.rows for slot in self.grid.rows[row] if slot.kind == "text")
            self._row_units = {unit for text in texts if is_money(unit := parse_label(text).unit)}
        return self._row_units

    def _row_names_item(self, column: SectionColumn, label: RowLabel | None) -> bool:
        """Whether the row and not the head says what a figure is, because the head is no item (增减额), or only says that the figure is
        that of all funds (合计 beside 一般公共预算拨款).
        """
        if label is None or label.known is None or column.item is None:
            return False
        return self.labels.item(column.item) is None or (is_total(column.item) and not self._heads_name_items())

    def _heads_name_items(self) -> bool:
        """Whether the heads of the section hold items, beside the total of all."""
        items = (column.item for column in self.section.columns if column.item is not None)
        return any(not is_total(item) and self.labels.item(item) is not None for item in items)

    def _rows_name_items(self) -> bool:
        """Whether rows of the section are named by items, and not by bodies or years."""
        texts = (slot.text for row in self._rows_with_figures() for slot in self.grid.rows[row] if slot.kind == "text")
        return any(not is_total(text) and self.labels.item(text) is not None for text in texts)

    def _item_in_head(self, slot: Slot, figure: Figure, column: SectionColumn, label: RowLabel | None) -> None:
        assert column.item is not None
        match = self.labels.item(column.item)
        text = parse_label(column.item).text
        name, year, unit = column.name, self.reader.year_of(column) or self.row_year, column.unit
        subject: str | None = None
        measure = column.fixed_unit
        if label is not None:
            named = self.labels.column(label.printed)
            prefix = split_year(label.label.key)
            if named is not None and column.named_by_default:
                name, unit, measure = named.column.name, unit or label.label.unit, measure or named.column.unit
                year = self.reader.year(named.year, named.offset) or year
            elif prefix is not None and not prefix.rest:
                year = self.reader.year(prefix.year, prefix.offset) or year
            elif named is None and label.known is None:
                if not self._heads_name_items() and self._rows_name_items():
                    self.reader.warn(slot, "unknown_label", f"不认识项目“{label.label.text}”，未取数")
                    return
                subject = label.label.text  # the rows are units
            elif label.known is not None and match and match.item not in (None, label.known) and label.label.key not in TOTALS:
                self.reader.warn(slot, "ambiguous_label", f"行是“{label.label.text}”，列是“{text}”，不能确定是哪一项，未取数")
                return
        if name == AMOUNT_COLUMN and column.named_by_default and self.labels.form.default_column is None:
            self.reader.warn(slot, "no_head", "不能确定这一行说的是哪一栏，未取数")
            return
        if (match and match.item is None) or not name or text in TOTALS and match is None:
            self.reader.warn(slot, "ambiguous_label", f"不能确定“{text}”是哪一项、哪一栏，未取数")
            return
        if match is None and (column.fixed_unit or compares(text, self.labels.vocabulary)):
            self.reader.warn(slot, "no_label", f"不能确定“{text}”说的是哪一项，未取数")
            return
        known = match.item if match else None
        self.reader.add_fact(
            slot,
            figure,
            item=known.name if known else text,
            column=name,
            label=label.printed if label else None,
            heads=column.heads,
            parent=self._chain(known),
            year=year,
            head_unit=unit or self.common_unit,
            fixed_unit=measure or (known.unit if known else None),
            confidence=min(column.confidence, match.confidence if match else 1.0),
            in_percent=self._in_percent(column),
            subject=subject if len(self._rows_with_figures()) > 1 else None,
        )

    def _rows_with_figures(self) -> list[int]:
        """The data rows of the section that hold figures."""
        if self._figure_rows is None:
            rows = (row for row in self.section.rows if row not in self.section.ignored_rows)
            self._figure_rows = [row for row in rows if any(slot.kind == "figure" for slot in self.grid.rows[row])]
        return self._figure_rows

    def _in_percent(self, column: SectionColumn) -> bool:
        """Whether the rates of a column are plainly printed as percentages, because one of them is too large for a ratio."""
        if column.first not in self._percent:
            slots = (self.grid.at(row, column.first) for row in self.section.rows if row not in self.section.ignored_rows)
            own = [slot for slot in slots if slot is not None and slot.kind == "figure" and slot.cell.column == column.first]
            figures = [slot.content.figure for slot in own if slot.content.figure is not None]
            self._percent[column.first] = any(abs(figure.value) > 2 or figure.unit == "%" for figure in figures)
        return self._percent[column.first]

    def _chain(self, item: Item | None) -> tuple[str, ...]:
        chain: list[str] = []
        while item is not None and item.parent is not None:
            chain.insert(0, item.parent)
            item = self.labels.named(item.parent)
        return tuple(chain)

    def _remember(self, label: RowLabel | None, state: LaneState) -> None:
        if label is None:
            return
        if label.known is not None:
            state.items.add(label.known.name)
        if label.known is not None and label.known.group:
            state.group = label.known.name
            state.group_numbering = numbering_kind(label.label)
        if label.code is not None:
            state.names[label.code] = label.label.text
        if not label.label.among and label.item is not None:
            state.last = label.item

    def _merged_label(self, row: int, lane: Lane) -> RowLabel | None:
        """The label left of a lane without one, where text has lost that it is merged over both lanes (公用经费合计): its own lane then
        has no figure in this row.
        """
        left = self._lane_of_label_left(row, lane.columns[0].first)
        if left is None or self.section.lanes[left] is lane:
            return None
        other = self.section.lanes[left]
        if other.side != lane.side:
            return None
        if any(self._starting(row, column) for column in other.of("figure")):
            return None
        return self._label(row, other, self.states[left])

    def _stray_figures(self, row: int) -> None:
        """Figures in label columns: behind a merged label (公用经费合计 over several lanes) they belong to the label on their left,
        where its lane has exactly one figure column; otherwise they are warned about.
        """
        for slot in self.grid.rows[row]:
            if slot.kind not in ("figure", "unreadable") or self.reader.settled(slot):
                continue
            headed = any(column.first <= slot.cell.column <= column.last and column.heads for column in self.section.columns)
            lane_number = self._lane_of_label_left(row, slot.cell.column) if headed and not self.grid.listed else None
            if slot.kind == "figure" and slot.content.figure is not None and lane_number is not None:
                lane = self.section.lanes[lane_number]
                label = self._label(row, lane, self.states[lane_number])
                figures = lane.of("figure")
                if label is not None and len(figures) == 1 and not self._starting(row, figures[0]):
                    self._fact(slot, slot.content.figure, figures[0], label)
                    continue
            self.reader.warn(slot, "no_head", "不在任何栏目之下，未取数")

    def _lane_of_label_left(self, row: int, column: int) -> int | None:
        left = [slot for slot in self.grid.filled(row) if slot.cell.column < column and slot.kind == "text"]
        if not left:
            return None
        position = left[-1].cell.column
        for number, lane in enumerate(self.section.lanes):
            if lane.columns[0].first <= position <= lane.columns[-1].last:
                return number
        return None

    def _ragged(self, row: int) -> None:
        """A one-cell-per-line row with merged cells: each label is followed by the figures of its lane, in the order of the columns."""
        groups: list[tuple[Slot, list[Slot]]] = []
        code: str | None = None
        slots = self.grid.rows[row]
        if len(slots) > 1 and _CODE.fullmatch(slots[0].content.plain) and slots[1].kind == "text":
            code = slots[0].content.plain  # heads that stand over code and name alike
            self.reader.ignore(slots[0])
            slots = slots[1:]
        for slot in slots:
            if slot.kind == "text":
                groups.append((slot, []))
            elif groups:
                groups[-1][1].append(slot)
            elif not slot.blank:
                self.reader.warn(slot, "no_label", "这一行没有项目名称，未取数")
        lanes = list(self.section.lanes)
        for number, (label_slot, cells) in enumerate(groups):
            lane_number = min(number, len(lanes) - 1)
            lane, state = lanes[lane_number], self.states[lane_number]
            label = self._row_label(label_slot.text, label_slot.text, None if number else code, lane, state)
            columns = [column for column in lane.columns if column.kind not in ("label", "code", "line_number")]
            if len(cells) == len(columns):
                pairs = list(zip(cells, columns, strict=True))
            elif len(groups) == 1 and len(lanes) == 1 and len(cells) < len(columns):
                pairs = list(zip(reversed(cells), reversed(columns), strict=False))
            else:
                pairs = []
            paired = {slot.cell.column for slot, _ in pairs}
            for slot, column in pairs:
                self._figure(slot, column, label) if column.kind == "figure" else self.reader.ignore(slot)
            for slot in cells:
                if slot.cell.column not in paired and not slot.blank:
                    self.reader.warn(slot, "no_head", "合并单元格使这一行的列数与表头不同，未取数")
            self._remember(label, state)

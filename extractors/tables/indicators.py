"""Indicator tables: rows of 一级, 二级 and 三级指标 with target, actual value, weight and score, and the 总分 row below them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...schemas.document import Cell
from ...schemas.labels import parse_label
from ...schemas.results import Indicator
from ...schemas.text import clean, fold
from ...schemas.vocabulary import Item
from ...schemas.vocabulary.model import IndicatorField
from ..amounts import BLANKS, Figure, number
from .grid import Slot
from .layout import Section, SectionColumn
from .rows import TableReader

_WEIGHT_IN_LABEL = re.compile(r"（(?P<weight>\d{1,3}(?:\.\d{1,2})?)分）$|(?P<bare>\d{1,3}(?:\.\d{1,2})?)分$")
_WEIGHT_ALONE = re.compile(r"（?\d{1,3}(?:\.\d{1,2})?分）?")
_FULL_MARKS = 100
_WEIGHT_COLUMN = "分值"
_SCORE_FIELDS: dict[IndicatorField, str] = {"weight": "分值", "score": "得分"}


_MEASURED: tuple[IndicatorField, ...] = ("level1", "level2", "level3", "target", "actual", "weight", "score")
"""Fields that an indicator is known and measured by; how surely they were read is how sure it is."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """First- and second-level labels that hold for the rows below."""

    level1: str = ""
    level2: str = ""


class IndicatorReader:
    """Reads the rows of one indicator section."""

    def __init__(self, reader: TableReader, section: Section) -> None:
        self.reader = reader
        self.grid = reader.grid
        self.labels = reader.labels
        self.section = section
        self.columns = tuple(column for column in section.columns if column not in _other_weights(section.columns))
        self.carried = _Carried()
        self.weighted = ""
        """The last first-level label whose weight was read, so that repeating it in every row repeats no fact."""
        self.listed: dict[int, tuple[str | None, str]] = {}
        """The last project and amount of each column of money, for the same reason."""

    def read_row(self, row: int) -> None:
        """Read one row into an indicator, the total, or nothing; every figure in it is accounted for."""
        slots = self._slots(row)
        self._listed_project(row)
        total = self._total_item(row)
        if total is not None:
            self._total(row, slots, total)
            return
        level1, level2 = self._level(slots, "level1"), self._level(slots, "level2")
        if level1:
            self.carried = _Carried(level1, level2)
        elif level2:
            self.carried = _Carried(self.carried.level1, level2)
        self._weight_of_level(slots.get("level1"), row)
        level3 = self._level(slots, "level3")
        values = {
            field: _value(slots.get(field))
            for field in ("target", "actual", "weight", "score", "reason", "operator", "measure_unit")
        }
        measured = any(values[field] for field in ("target", "actual", "score")) or bool(level3 and values["weight"])
        if not measured:
            for slot in self.grid.rows[row]:
                self.reader.ignore(slot)
            return
        for slot in self.grid.rows[row]:
            self.reader.take_indicator(slot)
        anchor = slots.get("level3") or slots.get("target") or self.grid.filled(row)[0]
        self.reader.indicators.append(
            Indicator(
                id="",
                part=self.reader.context.part_id,
                table=self.reader.context.table_id,
                form=self.reader.context.form,
                subject=self.reader.subject,
                level1=self.carried.level1,
                level2=self.carried.level2,
                level3=level3,
                target=values["target"],
                actual=values["actual"],
                weight=_figure_text(slots.get("weight")) or self._weight_in(slots.get("level3")),
                score=_figure_text(slots.get("score")),
                reason=values["reason"],
                operator=values["operator"],
                measure_unit=values["measure_unit"],
                source=self.reader.source(anchor, label=anchor.text, span=None),
                confidence=min(
                    [self.reader.context.confidence, *(_sure(slots[field].cell) for field in _MEASURED if field in slots)]
                ),
            )
        )

    def _listed_project(self, row: int) -> None:
        """The project of a row and its money, where projects are listed beside their indicators (项目名称 | 预算数 | 一级指标 | …)."""
        item = self.labels.form.default_item
        for column in self.section.columns:
            if not column.heads or self.grid.listed:
                continue
            slot = self.grid.at(row, column.first)
            if slot is None or slot.blank or slot.cell.row != row or slot.cell.column != column.first:
                continue
            if slot.kind == "text" and column.field is None and self.labels.information(column.heads[-1]) == "subject":
                self.reader.subject = fold(slot.text).replace(" ", "")
            elif column.kind == "figure" and item is not None and slot.content.figure is not None:
                printed = (self.reader.subject, slot.content.plain)
                if self.listed.get(column.first) == printed:
                    continue
                self.listed[column.first] = printed
                self.reader.add_fact(
                    slot,
                    slot.content.figure,
                    item=item,
                    column=column.name,
                    label=self.reader.subject,
                    heads=column.heads,
                    year=self.reader.year_of(column),
                    head_unit=column.unit,
                    confidence=column.confidence,
                )

    def _slots(self, row: int) -> dict[IndicatorField, Slot]:
        """The filled slot of each field: by grid position, or counted from the right where a listed row has lost merged cells."""
        found: dict[IndicatorField, Slot] = {}
        shift = 0
        if self.grid.listed:
            shift = 1 + self.section.columns[-1].last - len(self.grid.rows[row])
        for column in self.columns:
            if column.field is None or column.field in found:
                continue
            for position in range(column.first - shift, column.last - shift + 1):
                slot = self.grid.at(row, position) if position >= 0 else None
                if slot is None or slot.blank or slot.content.too_narrow or slot.cell.row in self.section.head_rows:
                    continue
                if slot.cell.row < row and column.field not in ("level1", "level2"):
                    continue
                if slot.cell.column + shift < column.first and column.field not in ("level1", "level2"):
                    continue  # a cell merged over several fields stands for its first one
                found[column.field] = slot
                break
        return found

    @staticmethod
    def _level(slots: dict[IndicatorField, Slot], field: IndicatorField) -> str:
        slot = slots.get(field)
        if slot is None:
            return ""
        label = parse_label(slot.text)
        # A merged cell torn over a page leaves its weight alone at the top of the next one: no label of its own.
        return "" if label.text in BLANKS or _WEIGHT_ALONE.fullmatch(label.text) else label.text

    def _weight_in(self, slot: Slot | None) -> str:
        """The weight printed behind an indicator's name (`案件数（20分）`) where no column holds weights."""
        if slot is None or any(column.field == "weight" for column in self.columns):
            return ""
        weight = parse_label(slot.text).weight
        return format(number(weight), "f") if weight else ""

    def _weight_of_level(self, slot: Slot | None, row: int) -> None:
        """The weight printed behind a first-level indicator: `产出指标（50分）` is 产出指标 / 分值 / 50."""
        if slot is None or slot.cell.row != row:
            return
        cleaned = clean(slot.text)
        if cleaned.text == self.weighted:
            return
        match = _WEIGHT_IN_LABEL.search(cleaned.text)
        if not match:
            return
        self.weighted = cleaned.text
        group = "weight" if match["weight"] else "bare"
        span = cleaned.source_span(*match.span(group))
        figure = Figure(number(match[group]), slot.text[span[0] : span[1]], span, "分")
        printed = parse_label(slot.text)
        text = printed.text if printed.weight else parse_label(cleaned.text[: match.start()]).text
        if not text or _WEIGHT_ALONE.fullmatch(text):
            text = self.carried.level1
        known = self.labels.item(text)
        item = known.item.name if known and known.item else text
        self.reader.add_fact(slot, figure, item=item, column=_WEIGHT_COLUMN, label=slot.text, in_label=True)

    def _total_item(self, row: int) -> Item | None:
        filled = self.grid.filled(row)
        if not filled or filled[0].kind != "text":
            return None
        match = self.labels.item(filled[0].text, indicators=True)
        return match.item if match and match.item and match.item.columns else None

    def _total(self, row: int, slots: dict[IndicatorField, Slot], item: Item) -> None:
        """The 总分 row: its figures stand under 分值 and 得分, or in that order where merging has moved them."""
        others = _other_weights(self.section.columns)
        figures: list[Slot] = []
        for slot in self.grid.rows[row]:
            if not self.grid.listed and any(column.first <= slot.cell.column <= column.last for column in others):
                self.reader.ignore(slot)
            elif slot.kind == "figure":
                figures.append(slot)
        placed = [(slot, _SCORE_FIELDS[field]) for field, slot in slots.items() if field in _SCORE_FIELDS and slot in figures]
        if len(placed) != len(figures):
            printed = [name for field, name in _SCORE_FIELDS.items() if any(column.field == field for column in self.columns)]
            names = printed if len(printed) == 1 else item.columns
            if not printed and len(figures) == 1 and figures[0].content.figure and figures[0].content.figure.value != _FULL_MARKS:
                names = (_SCORE_FIELDS["score"],)  # no indicator has a weight or a score of its own, and all weights make 100
            placed = list(zip(figures, names, strict=True)) if len(figures) == len(names) else []
        for slot, column in placed:
            assert slot.content.figure is not None
            label = self.grid.filled(row)[0].text
            self.reader.add_fact(
                slot, slot.content.figure, item=item.name, column=column, label=label, heads=(column,), fixed_unit="分"
            )
        for slot in self.grid.rows[row]:
            if slot.kind in ("figure", "unreadable", "labelled") and not self.reader.settled(slot):
                self.reader.warn(slot, "total_unsettled", f"不能确定这是{'还是'.join(item.columns)}，未取数")


def _other_weights(columns: tuple[SectionColumn, ...]) -> tuple[SectionColumn, ...]:
    """The weights of first- and second-level indicators, where each level has a column of weights: the indicator's own stand right of
    its name.
    """
    weights = [column for column in columns if column.field == "weight"]
    name = next((column for column in columns if column.field == "level3"), None)
    if len(weights) < 2 or name is None:
        return ()
    own = next((column for column in weights if column.first > name.first), weights[0])
    return tuple(column for column in weights if column is not own)


def _value(slot: Slot | None) -> str | None:
    """A cell's text without spaces, None for blank."""
    if slot is None or slot.blank:
        return None
    return "".join(slot.text.split()) or None


def _sure(cell: Cell) -> float:
    """How surely a cell was read, on its page."""
    return cell.confidence if cell.recognition is None else min(cell.confidence, cell.recognition.most)


def _figure_text(slot: Slot | None) -> str:
    """A weight or score as a plain decimal where it is one figure, else as printed; "" for blank."""
    if slot is None or slot.blank:
        return ""
    figure = slot.content.figure
    if figure is not None and figure.unit in (None, "分"):
        return format(figure.value, "f")
    return fold(slot.text).replace(" ", "")

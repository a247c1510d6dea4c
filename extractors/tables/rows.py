"""The cells of one table turned into facts, each cell accounted for.

Strict interpretation: every numeric cell becomes a fact or part of an indicator, is ignored because the vocabulary says so, or raises a
warning. `TableReader` keeps that account while the section readers (`statement`, `indicators`) do the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from ...schemas.document import Recognition
from ...schemas.labels import normal_unit, parse_label
from ...schemas.results import Fact, Indicator, Notice, Source, UnitFrom
from ...schemas.text import fold
from ..amounts import MONEY_UNIT, Figure, cell_figure, is_money, to_ten_thousand_yuan
from ..labels import FormLabels, measure_of
from ..ocr.confidence import UNPROVEN
from ..terms import more_terms
from .grid import Grid, Slot
from .layout import SectionColumn
from .turned import AMOUNT_COLUMN
from .units import TableUnit

_HEADS_IN_DOUBT = 0.85
"""A head read less surely than this leaves the whole table in doubt: no fact of it is surer than this."""
_OWN_HEAD = 0.6
"""A fact is this sure however badly its head reads: a letter of it that was misread seldom makes it another column. Measured on scans,
as what follows.
"""
_NO_CODE, _CUT_OFF = 0.3, 0.5
"""A fact without a (whole) code below rows with codes, and one whose label was cut off, are no surer than this."""
_TOTALS = ("合计", "总计", "小计")
"""Rows that have no code beside rows that do."""
_CODE_HEAD = "科目编码"
_CODE_LENGTHS = (3, 5, 7)
"""Digits that codes of classes (类, 款, 项) have."""
_NEAR = 40
"""So many facts before one show whether the rows above have codes."""


def cut_off(label: str) -> bool:
    """Whether a label ends inside a bracket, as one does that was recognised in part."""
    opened, closed = (sum(label.count(bracket) for bracket in pair) for pair in ("(（", ")）"))
    return opened != closed


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the confidence of a fact rests on."""

    figure: float
    """How surely the figure itself was read."""
    place: float
    """How surely the labels, code and heads were read that say what it means."""
    recognition: Recognition | None = None
    """What else the recogniser knows of the figure; None where it was not recognised."""

    in_part: bool = False
    """Whether its table was recognised in part."""

    @property
    def most(self) -> float:
        """What the page and the table it stands on allow."""
        most = 1.0 if self.recognition is None else self.recognition.most
        return min(most, UNPROVEN) if self.in_part else most

    @property
    def confidence(self) -> float:
        return min(self.figure, self.place, self.most)


@dataclass(frozen=True, slots=True)
class TableContext:
    """What is known about a table before its cells are read."""

    table_id: str
    part_id: str
    form: str
    known: bool
    confidence: float
    fiscal_year: int | None
    unit: TableUnit
    subject: str | None = None
    scope: str | None = None
    """The fund that the title limits the table to."""


@dataclass
class TableReader:
    """Collects what a table gives. `outcome` maps numeric cells (row, column) to what became of them."""

    grid: Grid
    labels: FormLabels
    context: TableContext
    facts: list[Fact] = field(default_factory=list)
    grounds: list[Grounds] = field(default_factory=list)
    """What each fact rests on."""
    indicators: list[Indicator] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    outcome: dict[tuple[int, int], str] = field(default_factory=dict)
    extra_facts: int = 0
    """Facts printed inside label cells (`产出指标（50分）`), which count as numeric cells too."""
    subject: str | None = None
    subject_confidence: float = 1.0
    _classes: dict[str, str] = field(default_factory=dict)
    """Codes of classes (类) with their first names."""

    def __post_init__(self) -> None:
        self.subject = self.context.subject

    def ignore(self, slot: Slot) -> None:
        """The vocabulary says that this cell gives nothing."""
        self._settle(slot, "ignored")

    def warn(self, slot: Slot, code: str, message: str) -> None:
        """The cell holds a figure that could not be settled."""
        if slot.content.too_narrow and self.settled(slot):
            return  # that says it all
        if self._settle(slot, "warned"):
            self.notices.append(Notice(code, f"{message}：{self.place(slot)}", self.source(slot)))

    def warn_of_unprinted(self) -> None:
        """Tell of every figure that a spreadsheet program had no room to print."""
        for slot in (slot for row in self.grid.rows for slot in row if slot.content.too_narrow):
            self.warn(slot, "figure_not_printed", "列太窄，数字印成了“#”，未取数，请放宽列后重新导出")

    def withhold(self) -> None:
        """No figure of the table can be read; the reader of the document has said why."""
        for slot in (slot for row in self.grid.rows for slot in row):
            self._settle(slot, "warned")

    def take_indicator(self, slot: Slot) -> None:
        """The cell belongs to an indicator row."""
        self._settle(slot, "indicators")

    def _settle(self, slot: Slot, outcome: str) -> bool:
        if slot.kind in ("blank", "text"):
            return False
        return self.outcome.setdefault((slot.cell.row, slot.cell.column), outcome) == outcome

    def settled(self, slot: Slot) -> bool:
        """Whether something has become of the cell already."""
        return (slot.cell.row, slot.cell.column) in self.outcome

    def place(self, slot: Slot) -> str:
        """A cell for a person: form, row, column and text."""
        return f"{self.context.form or '未知表'}第{slot.cell.row + 1}行第{slot.cell.column + 1}列“{fold(slot.text)[:40]}”"

    def source(
        self, slot: Slot, *, label: str | None = None, heads: tuple[str, ...] = (), span: tuple[int, int] | None = None
    ) -> Source:
        """Where a cell (or a span of its text) stands."""
        cell = slot.cell
        line = cell.location.line
        if line is not None and span is not None:
            line += cell.text.count("\n", 0, span[0])
        return Source(
            page=cell.location.page,
            bbox=cell.location.bbox,
            line=line,
            table=self.grid.table.index,
            row=cell.row,
            column=cell.column,
            label=label,
            heads=heads,
            text=cell.text,
            span=span,
            sheet=cell.location.sheet,
            picture=cell.location.picture,
        )

    def add_fact(
        self,
        slot: Slot,
        figure: Figure,
        *,
        item: str,
        column: str,
        label: str | None,
        heads: tuple[str, ...] = (),
        parent: tuple[str, ...] = (),
        code: str | None = None,
        year: int | None = None,
        head_unit: str | None = None,
        fixed_unit: str | None = None,
        confidence: float = 1.0,
        in_label: bool = False,
        in_percent: bool = False,
        counts: bool = False,
        subject: str | None = None,
    ) -> None:
        """Add the fact of a figure, or a warning where its unit cannot be settled.

        `head_unit` is a unit printed in the heads or the row label, `fixed_unit` one the vocabulary gives (人, %, 分 …);
        `in_percent`: rates beside this one leave no doubt that they are percentages; `counts`: the head says that something is counted,
        so that the money unit of the table is not its own; `subject` overrides the table's.
        """
        unit, unit_from = self._unit(figure, head_unit, fixed_unit)
        if counts and unit_from not in ("beside", "head", "form"):
            unit = unit_from = None
        if unit is None and self.context.known:
            self.warn(slot, "unit_unsettled", "找不到金额单位，未取数，请核对表头的“单位”")
            return
        bare_rate = fixed_unit == "%" and figure.unit is None and head_unit != "%" and not in_percent
        if bare_rate and 0 < abs(figure.value) <= Decimal("1.5"):
            self.warn(slot, "rate_without_sign", "比率没有百分号，可能是 1 表示 100%，未取数")
            return
        value = figure.value
        if is_money(unit):
            assert unit is not None
            value = to_ten_thousand_yuan(value, unit)
        grounds = Grounds(
            slot.cell.confidence,
            min(confidence, self.context.confidence, self._sureness(slot, item, label, heads, code)),
            slot.cell.recognition,
            self._in_part,
        )
        self.grounds.append(grounds)
        self.facts.append(
            Fact(
                id="",
                part=self.context.part_id,
                table=self.context.table_id,
                form=self.context.form,
                subject=subject or self.subject,
                item=item,
                parent=parent,
                code=code,
                column=column,
                year=year if year is not None else self.context.fiscal_year,
                scope=self.context.scope,
                base=None,
                value=value,
                unit=MONEY_UNIT if is_money(unit) else unit,
                unit_from=unit_from,
                raw=figure.raw,
                raw_unit=unit,
                confidence=grounds.confidence,
                source=self.source(slot, label=label, heads=heads, span=figure.span),
                known=self.context.known,
            )
        )
        if in_label:
            self.extra_facts += 1
        else:
            self._settle(slot, "facts")

    def _sureness(self, slot: Slot, item: str, label: str | None, heads: tuple[str, ...], code: str | None) -> float:
        """How surely the cells were read that a fact rests on besides that of the figure itself."""
        if self.grid.certain:
            return 1.0
        sure = min(self.subject_confidence, self._heads_sure)
        if code is not None:
            if code.isdigit() and len(code) not in _CODE_LENGTHS:
                sure = min(sure, _NO_CODE)
            if self._misplaced(code, item):
                sure = min(sure, _NO_CODE)
            codes = (other for other in self.grid.rows[slot.cell.row] if other.kind == "figure" and other.content.plain in code)
            sure = min([sure, *(other.cell.confidence for other in codes)])
        elif not item.endswith(_TOTALS) and (self._coded or any(fact.code for fact in self.facts[-_NEAR:])):
            sure = min(sure, _NO_CODE)
        if any(cut_off(text) for text in (label, *heads) if text is not None):
            sure = min(sure, _CUT_OFF)
        sure = min([sure, *self._beside(slot, label)])
        return min([sure, self.grid.confidence(label), *(max(self.grid.confidence(text), _OWN_HEAD) for text in heads)])

    def _misplaced(self, code: str, item: str) -> bool:
        """Whether a code can hardly be what is printed: a class (类) that stands above under another name, or a code below no class (类, 款)
        of a table that prints them.
        """
        if len(code) == _CODE_LENGTHS[0] and self._classes.setdefault(code, item) != item:
            return True
        return any(len(code) > length and code[:length] not in self._codes for length in self._printed_classes)

    @cached_property
    def _in_part(self) -> bool:
        """Whether rules between rows were not recognised: figures of several rows stand in one cell."""
        return not self.grid.certain and any(
            slot.kind != "figure" and sum(cell_figure(line) is not None for line in slot.text.split("\n")) > 1
            for row in self.grid.rows
            for slot in row
            if "\n" in slot.text
        )

    @cached_property
    def _codes(self) -> frozenset[str]:
        """What may be a code in the table."""
        texts = (slot.content.plain for row in self.grid.rows for slot in row)
        return frozenset(text for text in texts if text.isdigit() and len(text) in _CODE_LENGTHS)

    @cached_property
    def _printed_classes(self) -> list[int]:
        """Lengths of codes that the table prints above longer ones."""
        return [
            length
            for length in _CODE_LENGTHS[:-1]
            if any(code[:length] in self._codes for code in self._codes if len(code) > length)
        ]

    @cached_property
    def _coded(self) -> bool:
        """Whether the table prints codes of subjects."""
        return bool(self._printed_classes) or any(_CODE_HEAD in slot.content.plain for row in self.grid.rows for slot in row)

    def _beside(self, slot: Slot, label: str | None) -> Iterator[float]:
        """How surely the cell left of the label was read: a rule that is none may have cut the label in two. Where both make a known word,
        it has.
        """
        for other in self.grid.rows[slot.cell.row]:
            if other.text == label and other.cell.column:
                left = self.grid.at(other.cell.row, other.cell.column - 1)
                if left is not None and left.kind == "text":
                    yield left.cell.confidence
                    if label is not None and parse_label(left.text + label).key in more_terms():
                        yield _CUT_OFF

    @cached_property
    def _heads_sure(self) -> float:
        """How sure facts can be for the rows above the first figures, which decide what all figures mean; names of projects and bodies
        in them do not.
        """
        sure = 1.0
        for number in range(0 if self.grid.certain else len(self.grid.rows)):
            filled = self.grid.filled(number)
            if any(slot.kind == "figure" for slot in filled):
                break
            if filled and self.labels.information(filled[0].text) is None:
                sure = min([sure, *(slot.cell.confidence for slot in filled)])
        return 1.0 if sure >= _HEADS_IN_DOUBT else _HEADS_IN_DOUBT

    def _unit(self, figure: Figure, head_unit: str | None, fixed_unit: str | None) -> tuple[str | None, UnitFrom | None]:
        if figure.unit is not None:
            return normal_unit(figure.unit), "beside"
        if fixed_unit is not None and (head_unit is None or is_money(head_unit)):
            return fixed_unit, "form"
        if head_unit is not None:
            return head_unit, "head"
        return self.context.unit.unit, self.context.unit.unit_from

    def year_of(self, column: SectionColumn) -> int | None:
        """The year a column speaks of; None for the fiscal year."""
        return self.year(column.year, column.offset)

    def year(self, year: int | None, offset: int | None) -> int | None:
        """An absolute year as it is, a relative one (-1 for 上年) counted from the fiscal year."""
        if year is None and offset is not None and self.context.fiscal_year is not None:
            return self.context.fiscal_year + offset
        return year

    def labelled(self, slot: Slot) -> None:
        """A cell that holds `label：figure`."""
        figure, printed = slot.content.figure, slot.content.label
        assert figure is not None and printed is not None
        match = self.labels.item(printed)
        label = parse_label(printed)
        if match is None and (self.labels.identifies(printed) or self._total_labelled(slot, figure, printed)):
            self.ignore(slot)
            return
        if match and match.item is None:
            self.warn(slot, "ambiguous_label", f"“{label.text}”可能是{'或'.join(match.rivals)}")
            return
        unit = figure.unit or label.unit or measure_of(printed, self.labels.vocabulary)
        if match is None and self.context.known and (unit is None or not self.labels.form.open_items):
            self.warn(slot, "unknown_label", f"不认识“{label.text}”，未取数")
            return
        item = match.item.name if match and match.item else label.text
        self.add_fact(
            slot,
            figure,
            item=item,
            column=AMOUNT_COLUMN,
            label=printed,
            head_unit=label.unit,
            fixed_unit=(match.item.unit if match and match.item else None) or measure_of(printed, self.labels.vocabulary),
            confidence=match.confidence if match else 1.0,
        )

    def information_row(self, slots: list[Slot]) -> bool:
        """Read `label | text | label | text` rows (项目名称, 主管部门); False if the row is none: it does not start with such a label, or
        a name that it asks for would be a figure. Figures beside labels of other kinds are left to others.
        """
        filled = [slot for slot in slots if not slot.blank]
        if not filled or self.labels.information(filled[0].text) is None:
            return False
        names: list[tuple[str, Slot | None, Slot]] = []
        continued: list[Slot] = []
        label: Slot | None = None
        name: str | None = None
        gap = False
        for slot in slots:
            if slot.blank:
                gap = True
                continue
            found = self.labels.information(slot.text)
            if found is not None and (name is None or gap):
                name, label = found, slot
            elif name is not None:
                names.append((name, label, slot))
                name = None
            elif names and not gap:
                continued.append(names[-1][2])
            gap = False
        values = [slot for _, _, slot in names if slot.kind == "figure"]
        if any(name != "other" and slot in values for name, _, slot in names):
            return False
        if any(a in values and b.kind == "figure" for a, b in pairwise(filled)):
            return False  # two figures behind one label: a row of figures
        for name, label, slot in names:
            if name == "subject":
                self.subject = fold(slot.text).replace(" ", "")
                cut = slot in continued and not self.grid.certain
                self.subject_confidence = min(slot.cell.confidence, _CUT_OFF) if cut else slot.cell.confidence
            elif not self._total_beside(label, slot):
                self.ignore(slot)
        return True

    def _total_beside(self, label: Slot | None, slot: Slot) -> bool:
        """Read the total score where it stands beside its label at the head of the form (自评总分 | 98.5)."""
        if label is None or slot.kind != "figure" or slot.content.figure is None:
            return False
        return self._total_labelled(slot, slot.content.figure, label.text)

    def _total_labelled(self, slot: Slot, figure: Figure, printed: str) -> bool:
        """Take the figure as the total score if that is what its label says."""
        match = self.labels.item(printed, indicators=True)
        if match is None or match.item is None or not match.item.columns:
            return False
        self.add_fact(
            slot,
            figure,
            item=match.item.name,
            column=match.item.columns[-1],
            label=printed,
            fixed_unit="分",
            confidence=match.confidence,
        )
        return True

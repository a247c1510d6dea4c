"""The figures of a document as rules look them up: tables by form, cells by label and column, paragraphs of prose.

Only figures that may accuse are shown: those of known forms and of prose, read with confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...extractors.entities import same_entity
from ...schemas.results import PROSE_FORM, RELIED_ON_FROM, REVIEW_BELOW, DocumentResult, Fact, Indicator, Part, TableAccount
from ...schemas.text import fold
from .relations import Figure
from .rounding import Precision, precision_of

_TOTALS = ("合计", "总计", "收入总计", "支出总计", "年度资金总额", "三公经费", "公用经费合计")
PLAN_COLUMNS = ("年初预算数", "全年预算数", "预算数")
SPENT_COLUMNS = ("决算数", "全年执行数")


@dataclass(slots=True)
class TableView:
    """One table of a known form, with the untitled tables behind it that go on with it."""

    account: TableAccount
    part: Part | None
    facts: list[Fact] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    complete: bool = True
    """Whether every numeric cell was understood and no piece stands elsewhere, so that a sum over printed cells misses none."""

    @property
    def form(self) -> str:
        return self.account.form or ""

    def columns(self) -> list[tuple[str, int | None]]:
        """(column, year) in printed order."""
        return list(dict.fromkeys((fact.column, fact.year) for fact in self.facts))

    def column(self, column: str, year: int | None) -> list[Fact]:
        return [fact for fact in self.facts if fact.column == column and fact.year == year]

    def rows(self) -> list[list[Fact]]:
        """The figures of each row of items, in printed order; two items side by side are two rows."""
        rows: dict[tuple[object, ...], list[Fact]] = {}
        for fact in self.facts:
            rows.setdefault((fact.table, fact.source.row, fact.item, fact.code, fact.subject), []).append(fact)
        return list(rows.values())

    def one(self, item: str, column: str, *, year: int | None = None, subject: str | None = None) -> Fact | None:
        """The only figure of an item in a column; None where there is none or several."""
        found = [
            fact
            for fact in self.facts
            if fact.item == item
            and fact.column == column
            and (year is None or fact.year == year)
            and (subject is None or fact.subject == subject)
        ]
        return found[0] if len(found) == 1 else None


@dataclass(slots=True)
class Paragraph:
    """The figures of one paragraph of prose, in printed order."""

    part: str
    text: str
    facts: list[Fact] = field(default_factory=list)


class View:
    """One document for the rules."""

    def __init__(self, result: DocumentResult, least: Decimal | None = None) -> None:
        """`least` is the confidence from which figures are shown, where it is not the usual one."""
        self.result = result
        self.year = result.document.fiscal_year
        self.parts = {part.id: part for part in result.document.parts}
        self._entities = self._entity_of_parts()
        usual = REVIEW_BELOW if result.document.ocr_pages else RELIED_ON_FROM
        self._least = usual if least is None else least
        usable = [fact for fact in result.facts if fact.known and not self._doubtful(fact)]
        self.facts = tuple(usable)
        self.precision: Precision = precision_of(usable)
        self.tables = self._tables(usable)
        self.prose = tuple(fact for fact in usable if fact.form == PROSE_FORM)
        self.paragraphs = self._paragraphs()
        self._figures: dict[str, Figure] = {}

    def _tables(self, usable: Iterable[Fact]) -> list[TableView]:
        views: list[TableView] = []
        by_id: dict[str, TableView] = {}
        for account in self.result.tables:
            if account.form is None or not account.known:
                continue
            last = views[-1] if views else None
            if last is None or account.title is not None or (account.form, account.part) != (last.form, last.account.part):
                last = TableView(account, self.parts.get(account.part))
                views.append(last)
            by_id[account.id] = last
            last.complete = last.complete and account.warned == 0
        for fact in usable:
            if fact.table in by_id:
                by_id[fact.table].facts.append(fact)
        for indicator in self.result.indicators:
            if indicator.table in by_id and not self._doubtful(indicator):
                by_id[indicator.table].indicators.append(indicator)
        read: tuple[Fact | Indicator, ...] = (*self.result.facts, *self.result.indicators)
        for one in read:
            if one.table in by_id and self._doubtful(one):
                by_id[one.table].complete = False  # what is left adds up to less than what is printed
        self._doubt_pieces(views)
        return views

    def _doubtful(self, one: Fact | Indicator) -> bool:
        """Whether it may have been read wrongly, so that no check rests on it."""
        return Decimal(str(one.confidence)) < self._least

    def _doubt_pieces(self, views: Sequence[TableView]) -> None:
        """A form that one unit prints twice may be one table whose title is repeated on the next page; then the pieces add up to
        nothing. Tables that each have a total of their own are whole."""
        same: dict[tuple[str, str | None], list[TableView]] = defaultdict(list)
        for view in views:
            if view.facts:
                same[view.form, self.entity(view.account.part)].append(view)
        for group in same.values():
            if len(group) > 1 and not all(any(fact.item in _TOTALS for fact in view.facts) for view in group):
                for view in group:
                    view.complete = False

    def _paragraphs(self) -> list[Paragraph]:
        found: dict[tuple[object, ...], Paragraph] = {}
        for fact in self.prose:
            text = fact.source.text or ""
            key = (fact.part, fact.source.page, fact.source.paragraph, text)
            found.setdefault(key, Paragraph(fact.part, text)).facts.append(fact)
        for paragraph in found.values():
            paragraph.facts.sort(key=_position)
        return list(found.values())

    def of_form(self, *forms: str) -> list[TableView]:
        """The tables of these forms that print figures, in reading order."""
        return [table for table in self.tables if table.form in forms and (table.facts or table.indicators)]

    def entity(self, part: str) -> str | None:
        """Whose figures a part prints, under one name wherever a short and a full name can only mean the same body."""
        return self._entities.get(part, self.result.document.entity)

    def _entity_of_parts(self) -> dict[str, str | None]:
        known = [self.result.document.entity] if self.result.document.entity else []
        found: dict[str, str | None] = {}
        for part in self.result.document.parts:
            name = part.entity or self.result.document.entity
            if name is not None and name not in known:
                same = next((other for other in known if same_entity(name, other)), None)
                if same is None:
                    known.append(name)
                name = same or name
            found[part.id] = name
        return found

    def part_year(self, part: str) -> int | None:
        found = self.parts.get(part)
        return (found.fiscal_year if found else None) or self.year

    def part_kind(self, part: str) -> str | None:
        found = self.parts.get(part)
        return found.kind if found else None

    def figure(self, fact: Fact) -> Figure:
        """The fact as relations see it."""
        if fact.id not in self._figures:
            self._figures[fact.id] = Figure(
                key=fact.id,
                fact=fact.id,
                label=label_of(fact),
                value=fact.value,
                unit=fact.unit,
                raw=fact.raw,
                decimals=self.precision.of(fact),
                place=place_of(fact),
            )
        return self._figures[fact.id]

    def figures(self, facts: Iterable[Fact]) -> tuple[Figure, ...]:
        return tuple(self.figure(fact) for fact in facts)


def column_of(fact: Fact, parts: Sequence[str]) -> str:
    """The column of a figure; a 小计 or 合计 below a head that is one of `parts` is that part itself."""
    if fact.column in ("小计", "合计"):
        for head in reversed(fact.source.heads[:-1]):
            name = fold(head).replace(" ", "")
            if name in parts:
                return name
    return fact.column


def _position(fact: Fact) -> int:
    return fact.source.span[0] if fact.source.span else 0


def label_of(fact: Fact) -> str:
    """What a figure is called in messages: project, item and column."""
    year = f"{fact.year}年" if fact.year is not None else ""
    owner = f"“{fact.subject}”" if fact.subject else ""
    item = fact.item if fact.code is None else f"{fact.code}{fact.item}"
    column = "" if fact.column == "金额" else fact.column
    return f"{owner}{item}{year if fact.form == PROSE_FORM or column in SPENT_COLUMNS + PLAN_COLUMNS else ''}{column}"


def place_of(fact: Fact) -> str:
    """Where a figure stands, for people: form, page and line or row."""
    source = fact.source
    place = fact.form
    if source.page is not None:
        place += f"第{source.page}页"
    if source.picture is not None:
        place += f"第{source.picture}张图片"
    if source.line is not None:
        return f"{place}第{source.line}行"
    if source.row is not None:
        return f"{place}表格第{source.row + 1}行"
    if source.paragraph is not None:
        return f"{place}第{source.paragraph + 1}段"
    return place


def indicator_figure(indicator: Indicator, which: str) -> Figure | None:
    """The weight or score of an indicator row; None where it is blank or no number."""
    raw = indicator.weight if which == "weight" else indicator.score
    value = number(raw)
    if raw is None or value is None:
        return None
    name = indicator.level3 or indicator.level2 or indicator.level1
    label = f"“{name}”{'分值' if which == 'weight' else '得分'}"
    source = indicator.source
    place = indicator.form
    if source.line is not None:
        place += f"第{source.line}行"
    elif source.row is not None:
        place += f"表格第{source.row + 1}行"
    return Figure(f"{indicator.id}.{which}", None, label, value, "分", raw.strip(), None, place)


def number(raw: str | None) -> Decimal | None:
    """A plain printed number, with or without 分 or %; None for anything else."""
    if raw is None:
        return None
    text = raw.strip().replace(" ", "").removesuffix("分").rstrip("%％").replace(",", "")
    if not text or not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
        return None
    return Decimal(text)

"""Follows subjects, columns, years and comparisons through the sentences of one paragraph and drafts its facts.

What persists how far: a comparison (与上年相比) and a year to the end of the sentence; the subject to the next item, to the end of a
list member (；) or back to the main subject; the items above (其中) to the end of the sentence, or into the next paragraphs where a
paragraph ends in 其中：.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ...schemas.vocabulary.prose import Count, Frame, ProseVocabulary, prose_vocabulary
from ..amounts import is_money, to_ten_thousand_yuan
from .headings import HeadingStack, opening_project, scope_of
from .lexer import PrintedFigure, Token, tokens
from .model import PartContext
from .naming import name_levels
from .phrases import Phrase, read_phrase

_BUDGET_COLUMNS = ("年初预算数", "全年预算数", "预算数")
_AMOUNT_COLUMNS = (*_BUDGET_COLUMNS, "决算数", "全年执行数")
_NEGATIVE = -1


@dataclass(slots=True)
class Topic:
    """What a sentence speaks of: an item (empty where it is not known), and what has been said about it."""

    item: str
    subject: str | None = None
    known: bool = True
    side: str | None = None
    scope: str | None = None
    parents: tuple[str, ...] = ()
    columns: list[str] = field(default_factory=list)
    year: int | None = None
    column: str | None = None
    money: str | None = None
    """The item whose money follows, for counted things (预算项目 …)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it has its place; `start` and `end` are positions in the readable text of the paragraph."""

    item: str
    known: bool
    subject: str | None
    parents: tuple[str, ...]
    scope: str | None
    base: str | None
    column: str
    year: int | None
    value: Decimal
    unit: str
    raw_unit: str | None
    start: int
    end: int
    beside: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that has several readings: nothing is taken, the readings are told."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What figures are compared with: last year or the budget (`column` is the column of the difference)."""

    column: str
    rate: str
    base: str | None


@dataclass(slots=True)
class Carry:
    """What one paragraph leaves to the next ones of its part."""

    parent: Topic | None = None
    parent_level: float | None = None
    unfinished: Topic | None = None
    project: str | None = None
    project_level: float | None = None


class Paragraphs:
    """Reads paragraph after paragraph of one part."""

    def __init__(self, context: PartContext, stack: HeadingStack, carry: Carry) -> None:
        self.context = context
        self.stack = stack
        self.carry = carry
        self.vocabulary: ProseVocabulary = prose_vocabulary()
        self.drafts: list[Draft] = []
        self.doubts: list[Doubt] = []
        self.project: str | None = carry.project
        self.main: list[Topic] = []
        self.before: list[Topic] = []
        self.before_parts = 0
        self.parts = 0
        self.current: Topic | None = None
        self.last: Topic | None = None
        self.parents: list[Topic] = [carry.parent] if carry.parent is not None else []
        self.closed = False
        self.comparison: Comparison | None = None
        self.last_comparison: Comparison | None = None
        self.year: int | None = None
        self.first_year: int | None = None
        self.explain: str | None = None
        self.column: str | None = None
        self.frame: Frame | None = None
        self.involved = False
        self.series: list[Topic | str] = []
        self.series_start = 0
        self.saved: list[tuple[Topic | None, list[Topic], list[Token], str | None]] = []
        self.lead: list[Token] = []
        self.stream: list[Token] = []
        self.at = 0
        self.pending_child = False
        self.counted: str | None = None
        self.pair: list[Topic] = []
        self.unit: str | None = None
        self.text = ""

    # --- the stream -------------------------------------------------------------------------------------------------------------

    def read(self, text: str, start: int = 0) -> None:
        """Read `text`, which stands at `start` in the readable text of its paragraph."""
        self.text = text
        self.stream = name_levels(_moved(tokens(text), start))
        self.unit = next((token.figure.unit for token in self.stream if token.figure is not None and token.figure.money), None)
        for self.at, token in enumerate(self.stream):
            self._take(token)
        self._clause_ends()
        if not self.stream or self.stream[-1].text != "。":
            self.carry.unfinished = self.current
        else:
            self.carry.unfinished = None
        self._sentence_ends(final=True)

    def _take(self, token: Token) -> None:
        role = token.role()
        if token.kind == "figure":
            assert token.figure is not None
            self._figure(token, token.figure)
            self.lead = []
        elif token.kind == "mark":
            self._mark(token)
        elif role == "child":
            self._clause_ends()
            self._open_parts()
        elif role in ("reason", "use"):
            if not (role == "use" and self._list_follows()):
                self._clause_ends()
                self.explain = role
        elif role == "list":
            self.explain = None
            self._clause_ends()
        else:
            if token.kind == "compare":
                self._compare(token)
            elif role == "same_time":
                self._same_time()
            elif token.word is not None and token.word.frame is not None and self.explain is None:
                self.frame = self.vocabulary.frames[token.word.frame]
            self.lead.append(token)

    def _list_follows(self) -> bool:
        following = self.stream[self.at + 1 : self.at + 4]
        return any(token.role() == "list" for token in following)

    def _mark(self, token: Token) -> None:
        if token.text == "（":
            if self._figures_inside():
                self.saved.append((self.current, self.parents, self.lead, self.explain))
                if self.current is not None and not self.lead:
                    self.parents = [*self.parents, self.current]
                self.lead = []
            else:
                self.saved.append((self.current, self.parents, self.lead, self.explain))
                self.lead = []
        elif token.text == "）":
            if self.saved:
                self._clause_ends()
                self.current, self.parents, self.lead, self.explain = self.saved.pop()
        elif token.text == "、":
            if self.lead:
                self.lead.append(token)
        elif token.text in "。！？":
            self._clause_ends()
            self._sentence_ends()
        elif token.text == "；":
            self.counted = None
            self._clause_ends()
            self._member_ends()
        else:
            self.counted = self.counted or None
            self._clause_ends()

    def _figures_inside(self) -> bool:
        for token in self.stream[self.at + 1 :]:
            if token.kind == "mark" and token.text == "）":
                return False
            if token.kind == "figure":
                return True
        return False

    # --- ends -------------------------------------------------------------------------------------------------------------------

    def _clause_ends(self) -> None:
        """A clause without a figure may still name the subject, the year or the column of what follows."""
        lead, self.lead = self.lead, []
        if not lead:
            return
        if self.explain is not None:
            return
        self._note_year(lead)
        words = [token for token in lead if token.kind not in ("compare", "year") and token.role() != "same_time"]
        if any(token.role() in ("up", "down") or token.kind in ("share", "done") for token in words):
            return
        if words and words[-1].kind == "unknown" and words[-1].text == "中" or any(token.text == "中" for token in words):
            self._open_within(words)
            return
        project = opening_project("".join(token.text for token in lead))
        if project is not None:
            self._open_project(project)
            return
        phrase = self._phrase(words)
        if phrase.series[0] or phrase.series[1]:
            return
        if phrase.item is not None and not phrase.unknown:
            self._set_topic(self._topic(phrase, phrase.item))
            if phrase.column:
                self.column = phrase.column
        elif phrase.empty and phrase.column is not None:
            self.column = phrase.column

    def _open_within(self, words: list[Token]) -> None:
        """财政拨款支出预算中，…: what follows are parts."""
        phrase = self._phrase([token for token in words if token.text != "中"])
        name = self._item_of(phrase)
        if phrase.unknown or name is None:
            return
        topic = self._topic(phrase, name)
        if phrase.column:
            topic.columns.append(phrase.column)
        self.parents = [topic]
        self.current = None

    def _open_parts(self) -> None:
        """其中: what was spoken of becomes the whole of what follows."""
        self.explain = None
        self.column = None
        whole = self.current or (self.last if self.closed and self.last is not None else None)
        if whole is None and self.main:
            whole = self.main[-1]
        if whole is None and len(self.before) == 1:
            whole = self.before[0]
        if whole is None and not self.main and not self.before:
            whole = self._heading_topic()
        if whole is not None and (not self.parents or self.parents[-1] is not whole):
            self.parents = [*[parent for parent in self.parents if parent is not whole], whole]
        self.pending_child = True
        self.current = None
        self.closed = False
        self.parts = 0

    def _member_ends(self) -> None:
        self._check_series()
        if self.current is not None:
            self.last = self.current
        self.current = None
        self.closed = True
        self.explain = None
        self.column = None
        self.involved = False

    def _sentence_ends(self, final: bool = False) -> None:
        self._check_series()
        if final and self.pending_child and self.parents:
            self.carry.parent = self.parents[-1]
            innermost = self.stack.innermost()
            self.carry.parent_level = innermost.level if innermost is not None else -1.0
        if self.main or self.parts:
            self.before, self.before_parts = self.main, self.parts
            if not self.main and self.parents:
                self.before = [self.parents[0]] if self.parents[0].item else []
        self.main = []
        self.parts = 0
        self.current = None
        self.last = None
        self.closed = False
        if not final:
            self.parents = [] if self.carry.parent is None else [self.carry.parent]
        if self.comparison is not None:
            self.last_comparison = self.comparison
        self.comparison = None
        self.year = None
        self.first_year = None
        self.explain = None
        self.column = None
        self.involved = False
        self.counted = None
        self.pair = []
        self.saved = []

    # --- what clauses say -------------------------------------------------------------------------------------------------------

    def _phrase(self, words: Sequence[Token]) -> Phrase:
        parent = self.parents[-1].item if self.parents else None
        return read_phrase(words, parent, self.context.entity)

    def _note_year(self, lead: Sequence[Token]) -> None:
        for token in lead:
            if token.kind == "year" and token.year is not None:
                self.year = token.year
                if self.first_year is None:
                    self.first_year = token.year

    def _compare(self, token: Token) -> None:
        self.comparison = self._comparison(token.text) if self.explain is None else self.comparison

    def _comparison(self, text: str) -> Comparison | None:
        fiscal = self.context.fiscal_year
        year = re.search(r"(?:19|20)\d\d", text)
        budget = "预算" in text
        executed = "执行" in text
        past = any(word in text for word in self.vocabulary.base_words)
        if year and not past:
            if fiscal is None or int(year.group()) == fiscal - 1:
                past = True
            elif int(year.group()) != fiscal or not budget:
                return Comparison("", "", None)
        if past:
            final = self.context.kind != "部门预算"
            base = "上年预算数" if budget else "上年执行数" if executed else "上年决算数" if final or "决算" in text else "上年预算数"
            return Comparison("比上年增减额", "比上年增减率", base)
        base = "年初预算数" if "年初" in text else "全年预算数" if "全年" in text or "调整" in text else "预算数"
        return Comparison("比预算增减额", "比预算增减率", base)

    def _same_time(self) -> None:
        final = self.context.kind != "部门预算"
        self.comparison = Comparison("比上年增减额", "比上年增减率", "上年决算数" if final else "上年预算数")

    def _open_project(self, project: str) -> None:
        self.project = project
        self.main = []
        self.before = []
        self.current = None
        self.parents = []

    def _item_of(self, phrase: Phrase) -> str | None:
        """The item a phrase names, a fund alone or a side alone included where the context settles them."""
        if phrase.item is not None:
            return phrase.item
        if phrase.fund is not None:
            side = phrase.side or self._side()
            if side is None:
                return None
            return phrase.fund.income if side == "收入" else phrase.fund.spending
        return phrase.side

    def _side(self) -> str | None:
        for topic in (*reversed(self.parents), *([self.current] if self.current else []), *reversed(self.main)):
            if topic.side is not None:
                return topic.side
        for heading in reversed(self.stack.headings):
            if heading.phrase.side is not None:
                return heading.phrase.side
            income, spending = "收入" in heading.text, "支出" in heading.text
            if income != spending:
                return "收入" if income else "支出"
        return None

    def _topic(self, phrase: Phrase, name: str, subject: str | None = None) -> Topic:
        item = self.vocabulary.items.get(name)
        scope: str | None = None
        funded = phrase.fund is not None and name not in (phrase.fund.income, phrase.fund.spending, phrase.fund.both)
        if funded and phrase.fund is not None:
            scope = phrase.fund.name
        parents = self._parents_of(name)
        if scope is None and parents and parents[-1].scope is not None:
            scope = parents[-1].scope
        if scope is None and parents:
            scope = self._fund_of_item(parents[-1].item)
        if scope is None:
            fund = scope_of(self.stack)
            if fund is not None and self._fund_of_item(name) is None:
                scope = fund.name
        above = tuple(dict.fromkeys((*(parent.item for parent in parents if parent.item), *phrase.above)))
        side = item.side if item is not None else parents[-1].side if parents else "支出"
        return Topic(name, subject, phrase.known, side, scope, above)

    def _fund_of_item(self, name: str) -> str | None:
        return next((fund.name for fund in self.vocabulary.funds.values() if name in (fund.income, fund.spending, fund.both)), None)

    def _parents_of(self, name: str) -> list[Topic]:
        """Of the open wholes those that `name` can be a part of; an item that is never a part has none."""
        if not self.parents:
            return []
        item = self.vocabulary.items.get(name)
        within = item.within if item is not None else None
        if within is None:
            return [parent for parent in self.parents if parent.item != name]
        for index in range(len(self.parents) - 1, -1, -1):
            if self.parents[index].item in within or not self.parents[index].item:
                return self.parents[: index + 1]
        return []

    def _set_topic(self, topic: Topic) -> None:
        self.current = topic
        if self.saved:
            return
        wholes = self._parents_of(topic.item)
        if wholes and wholes[-1] is self.carry.parent:
            self.pending_child = False
            self.parents = wholes
            self.main.append(topic)
        elif wholes:
            self.parts += 1
            self.pending_child = False
            self.parents = wholes
        else:
            self.parents = []
            self.main.append(topic)
            self.carry.parent = None

    def _heading_topic(self) -> Topic | None:
        if self.carry.unfinished is not None and not self.main and not self.before:
            return self.carry.unfinished
        for heading in reversed(self.stack.headings):
            phrase = heading.phrase
            if phrase.unknown:
                continue
            name = phrase.item
            if name is None and phrase.fund is not None and phrase.side is not None:
                name = phrase.fund.income if phrase.side == "收入" else phrase.fund.spending
            if name is None and phrase.side is not None and phrase.fund is None:
                name = phrase.side
            if name is not None:
                item = self.vocabulary.items.get(name)
                above = (self.carry.parent.item,) if self.carry.parent is not None and self.carry.parent.item else ()
                return Topic(name, None, phrase.known, item.side if item else "支出", self._heading_scope(phrase, name), (*above, *phrase.above))
        return None

    def _heading_scope(self, phrase: Phrase, name: str) -> str | None:
        if self._fund_of_item(name) is not None:
            return None
        fund = phrase.fund or scope_of(self.stack)
        return fund.name if fund is not None else None

    def _carried(self) -> list[Topic]:
        """The subjects that a clause without one may go on about; more than one means that it cannot be told which."""
        if self.current is not None:
            return [self.current]
        if self.closed:
            if self.main and (self.parts >= 2 or self.parts == 0):
                return self.main[-1:] if len(self.main) == 1 else list(self.main)
            if self.main and self.last is not None:
                return [self.main[-1], self.last] if self.main[-1] is not self.last else [self.last]
            if self.last is not None:
                return [self.last]
        if self.main:
            return list(self.main)
        if self.parents and not self.before and self.parents[-1] is not self.carry.parent:
            return list(self.parents[-1:])
        if self.before:
            if len(self.before) == 1 and self.before_parts == 1 and self.last is not None:
                return [self.before[0], self.last]
            return list(self.before)
        topic = self._heading_topic()
        return [topic] if topic is not None else []

    # --- figures ----------------------------------------------------------------------------------------------------------------

    def _figure(self, token: Token, figure: PrintedFigure) -> None:
        lead = self.lead
        roles = {word.role() for word in lead}
        if figure.approximate or "limit" in roles or figure.unit in ("个百分点", "百分点"):
            return
        if any(word.kind == "residue" for word in lead):
            if figure.money or figure.unit == "%":
                self._doubt("prose-template", f"“{_text(lead)}{token.text}”里增减方向没有删选，未取数：请核对原文", token)
            return
        if self.explain is None:
            self._note_year(lead)
        if figure.unit == "%":
            self._percent(token, figure, lead)
        elif figure.money:
            self._money(token, figure, lead)
        elif figure.unit is None:
            self._bare(token, figure, lead)
        elif figure.unit == "分":
            self._score(token, figure, lead)
        else:
            self._count(token, figure, lead)

    def _bare(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        """A figure without a unit: a zero or a member of a list takes the unit of its sentence, anything else is told."""
        following = self.stream[self.at + 1] if self.at + 1 < len(self.stream) else None
        if following is not None and following.kind != "mark":
            return
        if any(word.role() == "score" for word in lead):
            self._score(token, figure, lead)
            return
        if self.series:
            unit = next((item.figure.unit for item in self.stream[self.at + 1 :] if item.figure is not None and item.figure.unit), None)
            if unit is not None and is_money(unit):
                self._money(token, replace(figure, unit=unit), lead, beside=False)
            return
        phrase = self._phrase([word for word in lead if word.kind not in ("compare", "year")])
        if phrase.unknown or (phrase.empty and phrase.column is None) or any(word.role() in ("up", "down") or word.kind == "share" for word in lead):
            return
        if figure.value == 0 and self.unit is not None:
            self._money(token, replace(figure, unit=self.unit), lead, beside=False)
        elif figure.value == 0 and phrase.column is not None and (phrase.item or phrase.side):
            self._money(token, replace(figure, unit="万元"), lead, beside=False)
        elif phrase.column is not None and "." in token.text:
            self._doubt("prose-unit", f"“{_text(lead)}{token.text}”没有印单位，未取数：请核对原文", token)

    def _money(self, token: Token, figure: PrintedFigure, lead: list[Token], beside: bool = True) -> None:
        if self.series:
            self._next_of_series(token, figure, beside)
            return
        direction = _direction(lead)
        if direction is not None:
            self._difference(token, figure, lead, direction)
            return
        if self._involves(token, figure, lead):
            return
        if any(word.role() == "strong" for word in lead):
            self.explain = None
        if self.explain is not None:
            return
        if any(word.kind in ("share", "done") for word in lead) or any(word.role() == "rate" for word in lead):
            return
        words = [word for word in lead if word.kind not in ("compare",)]
        if any(word.role() == "respectively" for word in words) and self._open_series(words, token, figure, beside):
            return
        year = self._year_of(words)
        phrase = self._phrase([word for word in words if word.kind != "year" and word.role() != "last_year"])
        topic = self._subject(phrase, token, lead)
        if topic is None:
            return
        column = self._column_of(phrase, topic, token, lead)
        if column is None:
            return
        if phrase.doubtful_column and self.context.kind != "部门预算" and column == "预算数":
            self._doubt("prose-column", f"“{_text(lead)}{token.text}”可能是预算数，也可能是决算数，未取数：请核对原文", token)
            return
        value = to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        base = None
        if column == "预算调整额":
            down = any(word.role() == "adjust_down" for word in lead)
            value = self._signed(value, down, token)
            base = "年初预算数"
        topic.column = column
        if column not in topic.columns:
            topic.columns.append(column)
        if self.explain is None and year is not None:
            topic.year = year
        self._draft(topic, column, year, value, "万元", figure, base, beside)

    def _subject(self, phrase: Phrase, token: Token, lead: list[Token]) -> Topic | None:
        """The topic an amount belongs to; None where nothing or more than one thing is meant (the latter is told)."""
        if phrase.unknown:
            self._set_unknown(phrase)
            if self._as_printed(lead) is not None:
                return self._part_as_printed(lead)
            return None
        if phrase.project is not None:
            return self._project_topic(phrase.project)
        if phrase.weak_project:
            if self.project is None:
                self._set_unknown(phrase)
                return None
            return self._project_topic(self.project)
        if phrase.item is not None:
            if self.project is not None and phrase.item in ("项目支出", "项目资金"):
                return self._project_topic(self.project)
            return self._named_topic(phrase, self._other_side_of_fund(phrase.item, lead) or phrase.item)
        if phrase.fund is not None:
            name = self._item_of(phrase)
            if name is None:
                self._doubt(
                    "prose-side", f"“{_text(lead)}{token.text}”可能是{phrase.fund.income}，也可能是{phrase.fund.spending}，未取数：请核对原文", token
                )
                self.current = Topic("")
                return None
            return self._named_topic(phrase, name)
        if phrase.side is not None:
            return self._side_topic(phrase, phrase.side, token, lead)
        if self.project is not None and phrase.column is not None and (self.current is None or self.current.subject == self.project):
            return self._project_topic(self.project)
        if phrase.column is None and self.current is None:
            return None
        topic = self._one(self._carried(), token, lead)
        if topic is not None and topic.money is not None:
            topic = self._named_topic(Phrase(), topic.money)
        return topic

    def _other_side_of_fund(self, name: str, lead: list[Token]) -> str | None:
        """财政拨款本年收入…；本年支出…: both sides are the fund's."""
        if name not in ("收入", "支出") or not any(word.text == "本年" + name for word in lead) or not self.main:
            return None
        for fund in self.vocabulary.funds.values():
            if self.main[-1].item in (fund.income, fund.spending):
                return fund.income if name == "收入" else fund.spending
        return None

    def _named_topic(self, phrase: Phrase, name: str) -> Topic | None:
        if self.current is not None and self.current.item == name and self.current.subject is None and phrase.fund is None:
            return self.current
        item = self.vocabulary.items.get(name)
        if item is not None and item.hidden:
            self.current = Topic("")
            return None
        if self.parents and not self.parents[-1].item and self._parents_of(name):
            self.current = Topic("")
            return None
        topic = self._topic(phrase, name)
        self._set_topic(topic)
        return topic

    def _side_topic(self, phrase: Phrase, side: str, token: Token, lead: list[Token]) -> Topic | None:
        """支出决算, 收入预算, 实际支出: about the item spoken of where there is one that fits, else the item itself."""
        carried = [topic for topic in self._carried() if topic.item]
        fitting = [topic for topic in carried if topic.side == side or (topic.side is None and topic.item in ("三公经费",))]
        if self.project is not None and side == "支出" and not phrase.own:
            return self._project_topic(self.project)
        if fitting and not phrase.own:
            topic = self._one(fitting, token, lead)
            if topic is not None and topic.money is not None:
                return self._named_topic(Phrase(), topic.money)
            if topic is not None:
                self.current = topic
                if topic not in self.main and not self.parents:
                    self.main.append(topic)
            return topic
        money = next((topic.money for topic in carried if topic.money is not None), None)
        if money is not None and side == "支出":
            return self._named_topic(Phrase(), money)
        return self._named_topic(phrase, side)

    def _one(self, candidates: list[Topic], token: Token, lead: list[Token]) -> Topic | None:
        named = {(topic.item, topic.subject) for topic in candidates}
        if not candidates or any(not topic.item for topic in candidates):
            return None
        if len(named) > 1:
            readings = "、".join(f"“{subject or ''}{item}”" for item, subject in sorted(named, key=str))
            self._doubt("prose-subject", f"“{_text(lead)}{token.text}”可能属于{readings}，未取数：请核对原文", token)
            return None
        self.current = candidates[0]
        return candidates[0]

    def _project_topic(self, project: str) -> Topic:
        if self.current is not None and self.current.subject == project and self.current.item == "项目支出":
            return self.current
        topic = Topic("项目支出", project, True, "支出", None, tuple(parent.item for parent in self.parents if parent.item))
        self.current = topic
        if self.parents or self.saved:
            self.parts += 1
        elif all(other.subject != project for other in self.main):
            self.main.append(topic)
        return topic

    def _set_unknown(self, phrase: Phrase) -> None:
        self.current = Topic("")
        self.pending_child = False

    def _as_printed(self, lead: list[Token]) -> str | None:
        """An unknown name that can only be a part of the known whole spoken of: a name and nothing else, ending as items do."""
        if self.saved or not self.parents or not self.parents[-1].item or self.parents[-1].side is None or self.explain is not None:
            return None
        words = [token for token in lead if token.role() not in ("filler",)]
        text = "".join(token.text for token in words)
        if any(token.kind not in ("unknown", "word") for token in words) or any(
            token.role() not in ("", "plain", "noun", "side", "reached", "item", "filler") for token in words
        ):
            return None
        if not 3 <= len(text) <= 16 or not text.endswith(self.vocabulary.endings) or not re.fullmatch(r"[\u4e00-\u9fff（）]+", text):
            return None
        if any(token.role() == "item" for token in words) or re.search(r"[的等用于为是各该]|项目|单位|中心|机关|安排|使用|购买|开展", text):
            return None
        return text

    def _part_as_printed(self, lead: list[Token]) -> Topic | None:
        name = self._as_printed(lead)
        if name is None:
            return None
        topic = self._topic(Phrase(known=False), name)
        self.current = topic
        self.parts += 1
        return topic

    def _column_of(self, phrase: Phrase, topic: Topic, token: Token, lead: list[Token]) -> str | None:
        column = phrase.column
        if column == "金额合计":
            return "全年预算数" if self._rate_follows() else self._plain_column()
        if column is not None:
            return column
        item = self.vocabulary.items.get(topic.item)
        if item is not None and item.column is not None:
            return item.column
        if topic.column is not None and topic.columns and (phrase.empty or self._same_item_again(phrase, topic)):
            if phrase.side is not None:
                return self._plain_column()
            return topic.column if len(set(topic.columns)) == 1 else self._plain_column()
        if self.column is not None:
            return self.column
        wholes = self._parents_of(topic.item)
        if wholes and not self.saved or (self.saved and wholes):
            columns = [column for column in wholes[-1].columns if column in _AMOUNT_COLUMNS]
            if len(columns) == 1:
                return columns[0]
            default = self._plain_column()
            if not columns or default in columns:
                return default
            if default is not None:
                readings = "、".join(dict.fromkeys(columns))
                self._doubt("prose-column", f"“{_text(lead)}{token.text}”可能属于{readings}，未取数：请核对原文", token)
            return None
        return self._plain_column()

    def _same_item_again(self, phrase: Phrase, topic: Topic) -> bool:
        return phrase.item == topic.item

    def _plain_column(self) -> str | None:
        """The column of an amount that stands without one."""
        if self.context.kind == "部门预算":
            return "预算数"
        if self.context.kind in ("部门决算", "绩效自评"):
            heading = self.stack.innermost()
            return "预算数" if heading is not None and heading.budget else "决算数"
        return None

    def _rate_follows(self) -> bool:
        for token in self.stream[self.at + 1 :]:
            if token.kind == "mark" and token.text == "。":
                return False
            if token.role() == "rate" or token.kind == "done":
                return True
        return False

    def _year_of(self, lead: Sequence[Token]) -> int | None:
        fiscal = self.context.fiscal_year
        for token in reversed(lead):
            if token.kind == "year":
                return token.year
            if token.role() == "last_year":
                return fiscal - 1 if fiscal is not None else None
        named = any(token.role() in ("item", "named", "fund", "rate_item") for token in lead)
        if named and self.first_year is not None and self.year != self.first_year:
            self.year = self.first_year
        return self.year if self.year is not None else fiscal

    # --- differences, rates, shares ---------------------------------------------------------------------------------------------

    def _difference(self, token: Token, figure: PrintedFigure, lead: list[Token], down: bool) -> None:
        percent = figure.unit == "%"
        cut = next(index for index in range(len(lead) - 1, -1, -1) if lead[index].role() in ("up", "down"))
        words = [word for word in lead[:cut] if word.kind not in ("compare", "year") and word.role() not in ("last_year", "same_time")]
        phrase = self._phrase(words)
        if self.explain is not None and (self.explain == "use" or phrase.item is None):
            return
        comparison = self.comparison or self.last_comparison
        if phrase.unknown or phrase.project is not None or phrase.weak_project:
            if not percent:
                self.current = Topic("") if self.explain is None else self.current
            return
        topics = self._compared(phrase, token, lead)
        if not topics:
            return
        if comparison is None or not comparison.column:
            if comparison is None:
                self._doubt("prose-base", f"“{_text(lead)}{token.text}”没有写明与什么相比，未取数：请核对原文", token)
            return
        value = figure.value if percent else to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        value = self._signed(value, down, token)
        column = comparison.rate if percent else comparison.column
        for topic in topics:
            self._draft(topic, column, self._compared_year(topic), value, "%" if percent else "万元", figure, comparison.base)

    def _compared(self, phrase: Phrase, token: Token, lead: list[Token]) -> list[Topic]:
        if not phrase.empty:
            name = self._item_of(phrase)
            if name is None:
                return []
            if phrase.item is None and phrase.fund is None and self.current is not None and self.current.side == name:
                return [self.current]
            if self.current is not None and self.current.item == name:
                return [self.current]
            if self.explain is not None or self.parents and not self.parents[-1].item:
                item = self.vocabulary.items.get(name)
                known = item is not None and not item.hidden and self.explain is not None
                return [self._topic(phrase, name)] if known else []
            if self.closed or self.current is None or self.parents or name not in [topic.item for topic in self.main]:
                topic = self._named_topic(phrase, name)
                return [topic] if topic is not None else []
            self.current = next(topic for topic in self.main if topic.item == name)
            return [self.current]
        if any(word.role() == "each" for word in lead):
            if self.current is None and len(self.before) > 1 and not self.main:
                self.pair = self.before
                return self.before
            if len(self.main) > 1 and not self.parents:
                self.pair = list(self.main)
                return self.pair
        if self.pair and self.current is None:
            return self.pair
        topic = self._one(self._carried(), token, lead)
        return [topic] if topic is not None else []

    def _compared_year(self, topic: Topic) -> int | None:
        return self.context.fiscal_year if self.context.fiscal_year is not None else topic.year

    def _signed(self, value: Decimal, down: bool, token: Token) -> Decimal:
        if not down or value == 0:
            return value
        if value < 0:
            self._doubt("prose-sign", f"“{token.text}”前面写了减少，数字又印了负号：按减少 {abs(value)} 取数，请核对原文", token)
            return value
        return -value

    def _percent(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        if any(word.kind == "share" for word in lead):
            self._share(token, figure, lead)
        elif any(word.kind == "done" for word in lead) or any(word.role() == "rate" for word in lead):
            self._execution(token, figure, lead)
        elif any(word.role() == "rate_item" for word in lead) and self.explain is None:
            phrase = self._phrase([word for word in lead if word.kind != "year"])
            if phrase.item is not None and not phrase.unknown:
                item = self.vocabulary.items[phrase.item]
                topic = self._topic(phrase, phrase.item)
                self._draft(topic, item.column or "占比", self._year_of(lead), figure.value, "%", figure, None)
        else:
            direction = _direction(lead)
            if direction is not None:
                self._difference(token, figure, lead, direction)

    def _share(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        at = next(index for index, word in enumerate(lead) if word.kind == "share")
        before = self._phrase([word for word in lead[:at] if word.kind not in ("year", "compare")])
        if before.unknown or before.project is not None or (self.explain is not None and not before.empty):
            return
        topic = self._named_topic(before, self._item_of(before) or "") if not before.empty else self._one(self._carried(), token, lead)
        if topic is None or not topic.item:
            return
        base = self._base_of_share(lead[at + 1 :], topic)
        self._draft(topic, "占比", topic.year or self._year_of(lead), figure.value, "%", figure, base)

    def _base_of_share(self, words: list[Token], topic: Topic) -> str | None:
        named = [word for word in words if word.role() not in ("filler", "each") and word.kind != "year"]
        if named:
            phrase = read_phrase(words, None, self.context.entity)
            name = self._item_of(phrase)
            if name is not None and not phrase.unknown:
                return name
            return re.sub(r"(?:总额|总数|的比例|的比重|比例|比重)?的?(?:比例|比重)?为?$", "", "".join(word.text for word in words)) or None
        if topic.parents:
            return topic.parents[-1]
        others = [other.item for other in self.main if other is not topic]
        return others[0] if len(others) == 1 else None

    def _execution(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        at = next(index for index, word in enumerate(lead) if word.kind == "done" or word.role() == "rate")
        phrase = self._phrase([word for word in lead[:at] if word.kind not in ("year", "compare")])
        if phrase.unknown or self.explain is not None:
            return
        if self.project is not None and (phrase.empty or phrase.weak_project or phrase.item in ("项目支出", "项目资金")):
            topic: Topic | None = self._project_topic(self.project)
        elif phrase.project is not None:
            topic = self._project_topic(phrase.project)
        elif phrase.weak_project:
            return
        elif phrase.empty:
            topic = self._one(self._carried(), token, lead)
        elif phrase.side is not None and phrase.item is None and phrase.fund is None:
            topic = self._side_topic(phrase, phrase.side, token, lead)
        else:
            name = self._item_of(phrase)
            topic = self._named_topic(phrase, name) if name is not None else None
        if topic is None or not topic.item:
            return
        if topic.money is not None:
            topic = self._named_topic(Phrase(), topic.money)
            if topic is None:
                return
        text = lead[at].text
        budgets = [column for column in topic.columns if column in _BUDGET_COLUMNS]
        if lead[at].kind == "done":
            base: str | None = "年初预算数" if "年初" in text else "全年预算数" if "全年" in text or "调整" in text else "预算数"
        else:
            base = budgets[0] if len(set(budgets)) == 1 else None
        self._draft(topic, "执行率", topic.year or self._year_of(lead), figure.value, "%", figure, base)

    # --- lists with 分别 --------------------------------------------------------------------------------------------------------

    def _open_series(self, words: list[Token], token: Token, figure: PrintedFigure, beside: bool) -> bool:
        phrase = self._phrase([word for word in words if word.kind != "year" and word.role() != "respectively"])
        items, columns = phrase.series
        targets: list[Topic | str] = []
        if len(items) > 1:
            targets = [self._topic(Phrase(fund=phrase.fund, column=phrase.column), name) for name in items]
            for topic in targets:
                if isinstance(topic, Topic) and phrase.column:
                    topic.column = phrase.column
        elif len(columns) > 1:
            targets = list(columns)
            if items:
                self._set_topic(self._topic(Phrase(fund=phrase.fund), items[-1]))
        if len(targets) < 2:
            return False
        self.series = targets
        self.series_start = len(self.drafts)
        self._next_of_series(token, figure, beside)
        return True

    def _next_of_series(self, token: Token, figure: PrintedFigure, beside: bool) -> None:
        target = self.series.pop(0)
        value = to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        if isinstance(target, Topic):
            column = target.column or self._column_of(Phrase(), target, token, [])
            if column is not None:
                if not self.parents and not self.saved:
                    self.main.append(target)
                target.columns.append(column)
                self._draft(target, column, self.year or self.context.fiscal_year, value, "万元", figure, None, beside)
        else:
            topic = self._one(self._carried(), token, [])
            if topic is not None:
                topic.columns.append(target)
                self._draft(topic, target, self.year or self.context.fiscal_year, value, "万元", figure, None, beside)

    def _check_series(self) -> None:
        if self.series:
            del self.drafts[self.series_start :]
            self.series = []

    # --- counts and points ------------------------------------------------------------------------------------------------------

    def _count(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        if self.explain is not None or _direction(lead) is not None or any(word.kind in ("share", "done", "compare") for word in lead):
            return
        if lead and lead[-1].kind == "device":
            name = lead[-1].text.replace("的", "") + ("购置数" if any("购置" in word.text for word in lead[:-1]) else "")
            self.current = Topic(name)
            self._draft(self.current, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)
            return
        count = self._count_before(figure, lead) or self._count_behind(token, figure)
        if count is not None:
            year = self._year_of(lead)
            topic = Topic(count.name, money=count.money, parents=tuple(parent.item for parent in self.parents if parent.item))
            if self.parents and self.parents[-1].item == "公务用车购置数" and count.name != "公务用车购置数":
                topic = Topic(count.name + "购置数", parents=topic.parents)
            if count.topic is None:
                self.current = topic
                if not self.parents and not self.saved:
                    self.main.append(topic)
            self.counted = count.topic
            topic.year = year
            self._draft(topic, count.column, year, figure.value, figure.unit or "", figure, None)
            return
        self.counted = "" if lead else self.counted
        if figure.unit in ("个", "项") and self._projects(token, figure, lead):
            return
        if figure.unit in ("辆", "台"):
            self._vehicle(figure, lead)

    def _count_before(self, figure: PrintedFigure, lead: list[Token]) -> Count | None:
        words = list(lead)
        while words and (words[-1].role() in ("filler", "each", "column") or words[-1].kind == "aside") and not self._counts_of(words[-1], figure):
            words.pop()
        topic = self._count_topic()
        if words:
            found = [count for count in self._counts_of(words[-1], figure) if count.topic in (None, topic)]
            stand_alone = [count for count in found if count.topic is None]
            found = [count for count in found if count.topic is not None] or stand_alone
            if len(found) == 1:
                count = found[0]
                before = _last_part([word for word in words[:-1] if word.kind != "year"])
                if not self._clean_prefix(before):
                    return None
                return count
            if words[-1].kind == "unknown":
                return None
        if topic is None or not (figure.unit in ("人次", "批次", "批") or (figure.unit == "人" and self.counted == topic)):
            return None
        if words or self.counted == "":
            return None
        fitting = [count for count in self.vocabulary.counts.values() if count.topic == topic and figure.unit in count.units]
        if figure.unit in ("批次", "批"):
            fitting = [count for count in fitting if count.name.endswith(("批次", "团组"))]
        else:
            fitting = [count for count in fitting if count.name.endswith("人次")]
        return fitting[0] if len(fitting) == 1 else None

    def _clean_prefix(self, words: list[Token]) -> bool:
        phrase = self._phrase([word for word in words if word.kind == "unknown" or word.role() in ("filler", "noun", "fund", "column", "side")])
        return not phrase.unknown or phrase.noun

    def _counts_of(self, word: Token, figure: PrintedFigure) -> list[Count]:
        if word.word is None:
            return []
        return [self.vocabulary.counts[name] for name in word.word.counts if figure.unit in self.vocabulary.counts[name].units]

    def _count_topic(self) -> str | None:
        for token in reversed(self.stream[: self.at]):
            if token.kind == "mark" and token.text in "；。":
                break
            if token.word is not None and token.word.topics:
                return token.word.topics[-1]
        for topic in (self.current, *reversed(self.parents), *reversed(self.main), *reversed(self.before), self._heading_topic()):
            if topic is not None and topic.item in self.vocabulary.words and self.vocabulary.words[topic.item].topics:
                return self.vocabulary.words[topic.item].topics[-1]
        return None

    def _count_behind(self, token: Token, figure: PrintedFigure) -> Count | None:
        following = "".join(word.text for word in self.stream[self.at + 1 : self.at + 9])
        found = [
            count
            for count in self.vocabulary.counts.values()
            if figure.unit in count.units and any(following.startswith(word) for word in count.behind)
        ]
        return found[0] if len(found) == 1 else None

    def _vehicle(self, figure: PrintedFigure, lead: list[Token]) -> None:
        """Kinds of vehicles below a known number of vehicles, as printed."""
        whole = self.parents[-1].item if self.parents else ""
        if whole not in ("车辆", "公务用车保有量", "公务用车购置数"):
            return
        name = "".join(word.text for word in lead if word.kind in ("unknown", "word"))
        if not re.fullmatch(r"[\u4e00-\u9fff]{1,14}车", name):
            return
        if whole == "公务用车购置数":
            name += "购置数"
        self.current = Topic(name, parents=(whole,))
        self._draft(self.current, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)

    def _score(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        words = list(lead)
        while words and words[-1].role() in ("filler", "column"):
            words.pop()
        if not words or words[-1].role() != "score" or self.explain is not None:
            return
        word = words[-1].word
        assert word is not None
        before = [item for item in words[:-1] if item.kind == "unknown" or item.role() == "projects"]
        subject = self.project
        text = "".join(item.text for item in words[:-1] if item.kind in ("unknown", "word") and item.role() != "filler")
        if before and not (subject is not None and all(item.role() == "projects" for item in before)):
            named = opening_project(text + "绩效自评综述") if text.endswith("项目") else None
            if named is not None:
                subject = named
            elif not re.search(r"评[定价]|综合|考核|自评", text) and not self._clean_prefix(before):
                return
        self._draft(Topic(word.name, subject), "得分", self._year_of(lead), figure.value, "分", figure, None)

    # --- performance management -------------------------------------------------------------------------------------------------

    def _frame_in(self, stream: Sequence[Token], ends: str) -> Frame | None:
        """The first frame word of `stream` in front of any of the marks `ends`."""
        for token in stream:
            if token.kind == "mark" and token.text in ends:
                return None
            if token.word is not None and token.word.frame is not None:
                return self.vocabulary.frames[token.word.frame]
        return None

    def _frame_here(self, behind: bool = False) -> Frame | None:
        """What was done: said in the same clause, in front of it, or else earlier; with `behind` (对5个项目开展…) in this clause only."""
        before, after = self.stream[: self.at][::-1], self.stream[self.at + 1 :]
        if behind:
            near = self._frame_in(after, "，；。：") or self._frame_in(before, "，；。：")
            doing = any(token.kind == "unknown" and re.search("对|选取", token.text) for token in self.lead)
            return near if near is not None or doing else self._frame_in(before, "；。") or self.frame
        return self._frame_in(before, "；。") or self._frame_in(after, "；。") or self.frame

    def _frame_fund(self) -> str | None:
        """The fund a piece of performance management is limited to, where it is not the general budget."""
        for token in reversed(self.stream[: self.at]):
            if token.kind == "mark" and token.text in "；。":
                break
            if token.role() == "fund" and token.word is not None:
                return token.word.name if token.word.name not in ("一般公共预算财政拨款", "财政拨款") else None
        return None

    def _projects(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> bool:
        words = [word for word in lead if word.role() not in ("filler", "each")]
        following = next((word for word in self.stream[self.at + 1 : self.at + 2]), None)
        before = bool(words) and words[-1].role() == "projects"
        frame = self._frame_here(behind=not before)
        if frame is None or frame.projects is None:
            return False
        if before:
            own = [word for word in words if word.word is not None and word.word.frame is not None]
            between = words[words.index(own[-1]) + 1 :] if own else words
            if any(word.kind == "unknown" and word.text != "本次" for word in between):
                return False
        elif not (following is not None and following.role() == "projects"):
            return False
        fund = self._frame_fund()
        topic = Topic((_short(fund) if fund else "") + frame.projects, scope=fund)
        self.current = topic
        self.main.append(topic)
        self._draft(topic, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)
        return True

    def _involves(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> bool:
        """涉及资金X万元 after the word that says what was done."""
        roles = [word.role() for word in lead]
        named = "involved" in roles
        if not named and not self.involved:
            return False
        if not named and not any(role in ("fund", "noun", "filler") for role in roles):
            return False
        if any(role in ("item", "named", "projects") for role in roles) and not (named and "item" in roles):
            return False
        frame = self._frame_here()
        self.involved = True
        if frame is None or self.explain is not None:
            self.current = Topic("")
            return True
        own = next((word.word.name for word in lead if word.role() == "fund" and word.word is not None), None)
        fund = own if own not in (None, "一般公共预算财政拨款", "财政拨款") else self._frame_fund() if own is None else None
        topic = Topic((_short(fund) if fund else "") + frame.money, scope=fund or own)
        topic.year = self._year_of(lead)
        self.current = topic
        self._draft(topic, "金额", topic.year, to_ten_thousand_yuan(figure.value, figure.unit or "万元"), "万元", figure, None)
        return True

    # --- results ----------------------------------------------------------------------------------------------------------------

    def _draft(
        self, topic: Topic, column: str, year: int | None, value: Decimal, unit: str, figure: PrintedFigure, base: str | None, beside: bool = True
    ) -> None:
        raw_unit = figure.unit if beside else None
        unit = "人" if unit == "名" else unit
        self.drafts.append(
            Draft(
                topic.item, topic.known, topic.subject, topic.parents, topic.scope, base, column, year, value, unit, raw_unit, figure.start,
                figure.end, beside,
            )  # fmt: skip
        )

    def _doubt(self, code: str, message: str, token: Token) -> None:
        self.doubts.append(Doubt(code, message, token.start, token.end))


def _last_part(words: list[Token]) -> list[Token]:
    """The words behind the last 、."""
    for index in range(len(words) - 1, -1, -1):
        if words[index].kind == "mark":
            return words[index + 1 :]
    return words


def _short(fund: str) -> str:
    return fund.removesuffix("财政拨款")


def _text(lead: Sequence[Token]) -> str:
    return "".join(token.text for token in lead)[-30:]


def _moved(stream: list[Token], start: int) -> list[Token]:
    if start == 0:
        return stream
    return [
        replace(
            token,
            start=token.start + start,
            end=token.end + start,
            figure=None if token.figure is None else replace(token.figure, start=token.figure.start + start, end=token.figure.end + start),
        )
        for token in stream
    ]


def _direction(lead: Sequence[Token]) -> bool | None:
    """False for 增加 and True for 减少 right in front of a figure, None where neither stands there."""
    for token in reversed(lead):
        role = token.role()
        if role in ("up", "down"):
            return role == "down"
        if role not in ("filler", "each", "same_time") and token.kind != "compare":
            return None
    return None

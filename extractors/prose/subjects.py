"""Which item a clause speaks of: the one it names, the one spoken of before, the one in the heading, or, where several are possible, none.

What persists how far: the subject to the next item, to the end of a list member (；) or back to the main subject; the items above
(其中) to the end of the sentence, or into the next paragraphs where a paragraph ends in 其中：.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ...schemas.vocabulary.prose import Frame, Fund, ProseVocabulary, prose_vocabulary
from .headings import HeadingStack, scope_of
from .lexer import PrintedFigure, Token
from .model import PartContext
from .phrases import OWN_WORD, Phrase, read_phrase
from .state import Carry, Comparison, Doubt, Draft, Outside, Topic, printed

BUDGET_COLUMNS = ("年初预算数", "全年预算数", "预算数")
_LEFT_OVER = ("结余", "结余资金", "资金结余", "剩余", "剩余资金", "结转", "结转资金", "结余结转")
_GRAND_TOTALS = ("收入支出总计", "收入总计", "支出总计")


class Subjects:
    """The state of reading one paragraph, and whom its clauses speak of."""

    def __init__(self, context: PartContext, stack: HeadingStack, carry: Carry, names: tuple[str, ...] = ()) -> None:
        self.context = context
        self.names = names
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
        self.listed: list[Topic] = []
        self.opening: Phrase | None = None
        self.counted_money: str | None = None
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
        self.outside: list[Outside] = []
        self.lead: list[Token] = []
        self.stream: list[Token] = []
        self.at = 0
        self.pending_child = False
        self.achieved = False
        self.misread = False
        self.muddled = False
        self.columns: list[str] = []
        self.fund: Fund | None = None
        self.counted: str | None = None
        self.pair: list[Topic] = []
        self.unit: str | None = None
        self.shares: list[tuple[Draft, str | None]] = []
        """The parts whose shares are still to come after 分别占, each with the whole."""
        self.lifted: set[str] = set()
        """收入 and 支出 that turned out to be totals with what was left from the year before (see `_lift_total`)."""
        self.nameless = False
        """The last budget figure had no subject, so that the parts of it cannot be read either."""
        self.labelled = False
        """The paragraph begins with a name that is not known, so that 支出 in it is hardly that of the whole body."""
        self.sentence_start = 0
        """How many drafts there were when the sentence began."""
        self.divided: str | None = None
        """What a list (主要用于以下方面：) divides, where that was said in the same sentence."""
        self.share_base: str | None = None
        """The whole that a share printed in the same sentence (占支出总额的…%); it holds for the rest of its list."""

    def _phrase(self, words: Sequence[Token]) -> Phrase:
        parent = self.parents[-1].item if self.parents else None
        return read_phrase(words, parent, self.names)

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
        """Whether a fund named alone is income or spending: as the total spoken of is, or as the heading says."""
        spoken_of = [*reversed(self.parents), *([self.current] if self.current else []), *reversed(self.main)]
        for topic in spoken_of:
            if topic.item in self.vocabulary.totals:
                return topic.side
        if any(topic.item for topic in spoken_of):
            return None
        for heading in reversed(self.stack.headings):
            phrase = heading.phrase
            if phrase.side is not None:
                return phrase.side
            if phrase.item is not None and not phrase.unknown:
                return self.vocabulary.items[phrase.item].side if phrase.item in self.vocabulary.totals else None
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
        if scope is None and not parents:
            scope = self.carry.fund
        if self._fund_of_item(name) is not None:
            scope = None
        above = tuple(dict.fromkeys((*(parent.item for parent in parents if parent.item), *phrase.above)))
        side = item.side if item is not None else parents[-1].side if parents else "支出"
        return Topic(name, subject, side, scope, above)

    def _fund_of_item(self, name: str) -> str | None:
        return next((fund.name for fund in self.vocabulary.funds.values() if name in (fund.income, fund.spending, fund.both)), None)

    def _parents_of(self, name: str) -> list[Topic]:
        """Of the open wholes those that `name` can be a part of; an item that is never a part has none.

        A list of parts may go on in the next sentence: an item that can only be a part of what was spoken of there still is one.
        """
        item = self.vocabulary.items.get(name)
        within = item.within if item is not None else None
        if not self.parents:
            return [topic for topic in self.listed if within and topic.item in within][-1:]
        if within is None:
            beside = item.beside if item is not None else ()
            wholes = [parent for parent in self.parents if parent.item != name]
            while wholes and wholes[-1].item in beside:
                wholes.pop()
            return wholes
        for index in range(len(self.parents) - 1, -1, -1):
            if self.parents[index].item in within or not self.parents[index].item:
                return self.parents[: index + 1]
        return []

    def _set_topic(self, topic: Topic) -> None:
        self.current = topic
        self.labelled = False
        if self.outside:
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
        if self.opening is not None:
            return self._topic_of_heading(self.opening)
        for heading in reversed(self.stack.headings):
            topic = self._topic_of_heading(heading.phrase)
            if topic is not None:
                return topic
        return None

    def _topic_of_heading(self, phrase: Phrase) -> Topic | None:
        name = phrase.item
        if name is None and phrase.side is not None:
            name = phrase.side
            if phrase.fund is not None:
                name = phrase.fund.income if phrase.side == "收入" else phrase.fund.spending
        if phrase.unknown or name is None:
            return None
        item = self.vocabulary.items.get(name)
        above = (self.carry.parent.item,) if self.carry.parent is not None and self.carry.parent.item else ()
        side = item.side if item else "支出"
        return Topic(name, None, side, self._heading_scope(phrase, name), (*above, *phrase.above))

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
        if topic is None and self.counted_money is not None:
            topic = self._topic(Phrase(), self.counted_money)
        return [topic] if topic is not None else []

    def _one(self, candidates: list[Topic], token: Token, lead: list[Token]) -> Topic | None:
        named = {(topic.item, topic.subject) for topic in candidates}
        if not candidates or any(not topic.item for topic in candidates):
            return None
        if len(named) > 1:
            readings = "、".join(f"“{subject or ''}{item}”" for item, subject in sorted(named, key=str))
            self._doubt("prose-subject", f"“{printed(lead)}{token.text}”可能属于{readings}，未取数：请核对原文", token)
            return None
        self.current = candidates[0]
        return candidates[0]

    def _subject(self, phrase: Phrase, token: Token, lead: list[Token]) -> Topic | None:
        """The topic an amount belongs to; None where nothing or more than one thing is meant (the latter is told)."""
        if phrase.unknown:
            if "".join(word.text for word in lead if word.role != "filler") in _LEFT_OVER:
                return None  # 支出870万元，结余9.7万元，执行率98.9%: the sentence goes on about what it spoke of
            self._set_unknown()
            if self._as_printed(lead) is not None:
                return self._part_as_printed(lead)
            return None
        if phrase.project is not None:
            return self._project_topic(phrase.project)
        if phrase.weak_project:
            if self.project is None:
                self._set_unknown()
                return None
            return self._project_topic(self.project)
        if phrase.item is not None:
            if self.project is not None and phrase.item in ("项目支出", "项目资金"):
                return self._project_topic(self.project)
            if self.parents and self.parents[-1].item == phrase.item and any(word.text.startswith("本年") for word in lead):
                self._lift_total(self.parents[-1])
            if phrase.item == "项目资金" and phrase.column in BUDGET_COLUMNS:
                return self._named_topic(phrase, "项目支出")
            return self._named_topic(phrase, self._other_side_of_fund(phrase.item, lead) or phrase.item)
        if phrase.fund is not None:
            if self._limits_other():
                self.current = Topic("")
                return None
            name = self._item_of(phrase)
            if name is None:
                self._doubt(
                    "prose-side",
                    f"“{printed(lead)}{token.text}”可能是{phrase.fund.income}，也可能是{phrase.fund.spending}，未取数：请核对原文",
                    token,
                )
                self.current = Topic("")
                self.nameless = True
                return None
            return self._named_topic(phrase, name)
        if phrase.side is not None:
            return self._side_topic(phrase, phrase.side, token, lead)
        if (
            self.project is not None
            and phrase.column is not None
            and (self.current is None or self.current.subject == self.project)
        ):
            return self._project_topic(self.project)
        if phrase.column is None and self.current is None:
            return None
        carried = self._carried()
        names_body = phrase.own or self.context.kind == "绩效自评"
        if not carried and names_body and phrase.column is not None and self._spending_follows():
            return self._named_topic(phrase, "支出")
        topic = self._one(carried, token, lead)
        if self.labelled and not carried and phrase.column is not None:
            self._doubt_name(token, lead)
        self.nameless = topic is None and phrase.column in BUDGET_COLUMNS
        if topic is not None and topic.money is not None:
            topic = self._named_topic(Phrase(), topic.money)
        elif topic is not None and topic.counted and phrase.column is None:
            return None
        return topic

    def _lift_total(self, whole: Topic) -> None:
        """总收入…，其中：本年收入…: the whole holds what was left from the year before as well, so that it is 收入总计."""
        name, total = whole.item, whole.item + "总计"
        if name not in ("收入", "支出"):
            return
        whole.item = total
        self.lifted.add(name)
        for at in range(self.sentence_start, len(self.drafts)):
            draft = self.drafts[at]
            parents = tuple(total if parent == name else parent for parent in draft.parents)
            self.drafts[at] = replace(draft, item=total if draft.item == name else draft.item, parents=parents)

    def _spending_follows(self) -> bool:
        """本单位年初预算…，实际支出…，执行率…: the rest of the sentence says that it is about spending (a self-evaluation is about the body
        that writes it, named or not).
        """
        for token in self.stream[self.at + 1 :]:
            if token.role in ("rate", "side"):
                return token.role == "rate" or (token.word is not None and token.word.name == "支出")
            if token.role == "item" and token.word is not None:
                return self.vocabulary.items[token.word.name].side == "支出"
            if token.role in ("named", "fund"):
                return False
        return False

    def _limits_other(self) -> bool:
        """Whether the whole being divided is some other item, of which a fund is only the source (三公经费…，其中：一般公共预算支出…)."""
        whole = self.parents[-1].item if self.parents else ""
        return bool(whole) and whole not in self.vocabulary.totals and not whole.endswith(_GRAND_TOTALS)

    def _other_side_of_fund(self, name: str, lead: list[Token]) -> str | None:
        """财政拨款本年收入…；本年支出…: both sides are the fund's, and so are totals that go on about its totals."""
        if name in _GRAND_TOTALS:
            return self._total_of_fund(name)
        if self.fund is None or self.parents or not any(word.text in ("本年" + name, name) for word in lead):
            return None
        return self.fund.income if name == "收入" else self.fund.spending if name == "支出" else None

    def _total_of_fund(self, name: str, *, compared: bool = False) -> str | None:
        """财政拨款收入、支出总计…。与上年相比，收、支总计各…: the total of the fund that the last total named was of, in the same sentence
        or, where it is only compared, in the one before.
        """
        if name not in _GRAND_TOTALS:
            return None
        named = next(
            (
                topic.item
                for topic in reversed(self.main or (self.before if compared else []))
                if topic.item.endswith(_GRAND_TOTALS)
            ),
            "",
        )
        fund = next(
            (fund for fund in self.vocabulary.funds.values() if named and named.removeprefix(fund.name) in _GRAND_TOTALS), None
        )
        if fund is None or named in _GRAND_TOTALS:
            return None
        return fund.both if name == "收入支出总计" else fund.name + name

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
        if phrase.fund is not None and not self.parents and not self.outside:
            self.fund = phrase.fund
        return topic

    def _side_topic(self, phrase: Phrase, side: str, token: Token, lead: list[Token]) -> Topic | None:
        """支出决算, 收入预算, 实际支出: about the item spoken of where there is one that fits, else the item itself."""
        if self.current is not None and not self.current.item and not phrase.own:
            return None  # what the clauses before spoke of is not known (某某工程预算9万元，支出决算8万元)
        carried = [topic for topic in self._carried() if topic.item]
        fitting = [topic for topic in carried if topic.side == side or (topic.side is None and topic.item in ("三公经费",))]
        fitting = [topic for topic in fitting if topic.item == side] or fitting
        if self.project is not None and side == "支出" and not phrase.own:
            return self._project_topic(self.project) if phrase.column is not None or self._goes_on_about_project() else None
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
        if any(topic.counted for topic in carried) and not phrase.own:
            return None
        if (self.nameless or self.labelled) and not phrase.own:
            self._set_unknown()  # 少儿足球：年初预算为50万元，支出决算为48万元
            self._doubt_name(token, lead)
            return None
        return self._named_topic(phrase, self._other_side_of_fund(side, lead) or side)

    def _goes_on_about_project(self) -> bool:
        """Whether money of the project has just been named, so that 支出 behind it is the project's (预算安排10万元，支出10万元)."""
        return self.current is not None and self.current.subject is not None and bool(self.current.columns)

    def _project_topic(self, project: str) -> Topic:
        if self.current is not None and self.current.subject == project and self.current.item == "项目支出":
            return self.current
        topic = Topic("项目支出", project, "支出", None, tuple(parent.item for parent in self.parents if parent.item))
        self.current = topic
        if self.parents or self.outside:
            self.parts += 1
        elif all(other.subject != project for other in self.main):
            self.main.append(topic)
        return topic

    def _set_unknown(self) -> None:
        self.current = Topic("")
        self.pending_child = False

    def _as_printed(self, lead: list[Token]) -> str | None:
        """An unknown name that can only be a part of the known whole spoken of: a name and nothing else, ending as items do."""
        if (
            self.outside
            or not self.parents
            or not self.parents[-1].item
            or self.parents[-1].side is None
            or self.explain is not None
        ):
            return None
        words = list(lead)
        while words and words[0].role == "filler" and (len(words[0].text) == 1 or OWN_WORD.match(words[0].text)):
            words.pop(0)
        text = "".join(token.text for token in words)
        if any(token.kind not in ("unknown", "word") for token in words) or any(
            token.role not in ("", "plain", "noun", "side", "reached", "item", "filler") for token in words
        ):
            return None
        if (
            not 3 <= len(text) <= 16
            or not text.endswith(self.vocabulary.endings)
            or not re.fullmatch(r"[\u4e00-\u9fff（）]+", text)
        ):
            return None
        if any(token.role == "item" for token in words) or re.search(
            r"[的等用于为是各该含]|项目|单位|中心|机关|安排|使用|购买|开展", text
        ):
            return None
        return text

    def _part_as_printed(self, lead: list[Token]) -> Topic | None:
        name = self._as_printed(lead)
        if name is None:
            return None
        topic = self._topic(Phrase(), name)
        self.current = topic
        self.parts += 1
        return topic

    def _draft(
        self,
        topic: Topic,
        column: str,
        year: int | None,
        value: Decimal,
        unit: str,
        figure: PrintedFigure,
        base: str | None,
        beside: bool = True,
    ) -> None:
        raw_unit = figure.unit if beside else None
        unit = "人" if unit == "名" else unit
        what = topic.item, topic.subject, topic.parents, topic.scope
        place = figure.start, figure.end
        self.drafts.append(Draft(*what, base, column, year, value, unit, raw_unit, *place, beside, self.misread))

    def _doubt_name(self, token: Token, lead: list[Token]) -> None:
        self._doubt("prose-subject", f"“{printed(lead)}{token.text}”说的是哪一项看不出来，未取数：请核对原文", token)

    def _doubt(self, code: str, message: str, token: Token) -> None:
        self.doubts.append(Doubt(code, message, token.start, token.end))

"""Differences and rates: 比上年增加…，增长…%, 完成年初预算的…%, 占…的…%, each with what it is measured against."""

from __future__ import annotations

import re

from ..amounts import to_ten_thousand_yuan
from .lexer import PrintedFigure, Token
from .money import AMOUNT_COLUMNS, Amounts
from .phrases import Phrase, read_phrase
from .state import Comparison, Draft, Topic, direction_of, printed
from .subjects import BUDGET_COLUMNS


class Rates(Amounts):
    """Reads differences and percentages."""

    def _difference(self, token: Token, figure: PrintedFigure, lead: list[Token], down: bool) -> None:
        percent = figure.unit == "%"
        if any(word.role == "respectively" for word in lead) and self._figures_in_row() > 1:
            self._doubt("prose-list", f"“{printed(lead)}{token.text}”之后还有数字，看不出各指什么，未取数：请核对原文", token)
            return
        cut = next(index for index in range(len(lead) - 1, -1, -1) if lead[index].role in ("up", "down"))
        words = [
            word for word in lead[:cut] if word.kind not in ("compare", "year") and word.role not in ("last_year", "same_time")
        ]
        phrase = self._phrase(words)
        if self.explain is not None and (self.explain == "use" or phrase.item is None):
            return
        if self.comparison is None and any(word.text.startswith("相比") for word in lead):
            self.comparison = self._compared_with()
        comparison = self.comparison or self.last_comparison
        both = len(phrase.series[0]) > 1 and any(word.role == "each" for word in lead)
        if both:
            total = {name for name in self.lifted if any(word.text == f"总{name}" for word in words)}
            names = [f"{name}总计" if name in total else name for name in phrase.series[0]]
            self.pair = [self._topic(Phrase(fund=phrase.fund), name) for name in names]
            self.current = None
        elif phrase.unknown or phrase.project is not None or phrase.weak_project:
            if not percent:
                self.current = Topic("") if self.explain is None else self.current
            return
        topics = self.pair if both else self._compared(phrase, token, lead)
        if not topics:
            return
        if comparison is None or not comparison.column:
            if comparison is None:
                self._doubt("prose-base", f"“{printed(lead)}{token.text}”没有写明与什么相比，未取数：请核对原文", token)
            return
        value = figure.value if percent else to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        value = self._signed(value, down, token)
        column = comparison.rate if percent else comparison.column
        for topic in topics:
            self._draft(topic, column, self._compared_year(topic), value, "%" if percent else "万元", figure, comparison.base)

    def _compared_with(self) -> Comparison | None:
        """与上年预算数1.80万元相比: what is compared with stands in front of its figure."""
        before = self.stream[: self.at]
        clause = before[max((at for at, token in enumerate(before) if token.kind == "mark"), default=-1) + 1 :]
        text = "".join(token.text for token in clause)
        told = "预算" in text or any(token.kind == "year" or token.role == "last_year" for token in clause)
        return self._comparison(text) if told else None

    def _compared(self, phrase: Phrase, token: Token, lead: list[Token]) -> list[Topic]:
        if not phrase.empty:
            name = self._item_of(phrase)
            if name is None:
                return []
            name = self._total_of_fund(name, compared=True) or name
            if name in self.lifted and any(word.text == f"总{name}" for word in lead):
                name += "总计"
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
        if any(word.role == "each" for word in lead):
            if self.current is None and len(self.before) > 1 and not self.main:
                self.pair = self.before
                return self.before
            if len(self.main) > 1 and not self.parents:
                self.pair = list(self.main)
                return self.pair
        if self.pair and self.current is None:
            return self.pair
        both = self._whole_or_part()
        topic = self._one(both or self._carried(), token, lead)
        if both and topic is None:
            self.current = Topic("")
        return [topic] if topic is not None else []

    def _whole_or_part(self) -> list[Topic]:
        """Both readings of 机关运行经费85万元，其中办公费20万元、培训费3万元，比上年减少4万元: the last part listed, or the whole."""
        if self.current is None or self.parts < 2 or not self.parents or not self.parents[-1].item:
            return []
        before = self.stream[: self.at]
        money = [at for at, token in enumerate(before) if token.figure is not None and token.figure.money]
        if len(money) < 2:
            return []
        between = [token.text for token in before[money[-2] : money[-1]] if token.kind == "mark"]
        behind = [token.text for token in before[money[-1] :] if token.kind == "mark"]
        return [self.parents[-1], self.current] if between == ["、"] and behind == ["，"] else []

    def _compared_year(self, topic: Topic) -> int | None:
        return self.context.fiscal_year if self.context.fiscal_year is not None else topic.year

    def _percent(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        if self.shares and all(word.text in ("和", "与", "及") for word in lead):
            self._next_share(figure)
        elif any(word.kind == "share" for word in lead):
            if any(word.role == "respectively" for word in lead):
                self._open_shares(token, figure, lead)
            else:
                self._share(token, figure, lead)
        elif any(word.kind == "done" for word in lead) or any(word.role == "rate" for word in lead):
            self._execution(token, figure, lead)
        elif any(word.role == "rate_item" for word in lead) and self.explain is None:
            phrase = self._phrase([word for word in lead if word.kind != "year"])
            if phrase.item is not None and not phrase.unknown:
                item = self.vocabulary.items[phrase.item]
                topic = self._topic(phrase, phrase.item)
                self._draft(topic, item.column or "占比", self._year_of(lead), figure.value, "%", figure, None)
        elif [word.text for word in lead] == ["的"] and (budget := self._budget_done()) is not None:
            topic = Topic(budget.item, budget.subject, None, budget.scope, budget.parents)
            self._draft(topic, "执行率", budget.year, figure.value, "%", figure, budget.column)
        else:
            direction = direction_of(lead)
            if direction is not None:
                self._difference(token, figure, lead, direction)

    def _budget_done(self) -> Draft | None:
        """完成全年预算15万元的82%: the budget in front of 的, where the clause says that it was carried out."""
        before = self.stream[: self.at - 1]
        budget = self.drafts[-1] if self.drafts else None
        if budget is None or not before or before[-1].figure is None or before[-1].figure.end != budget.end:
            return None
        clause = before[max((at for at, token in enumerate(before) if token.kind == "mark"), default=-1) + 1 :]
        carried_out = any(token.text.startswith("完成") for token in clause)
        return budget if carried_out and budget.column in BUDGET_COLUMNS else None

    def _open_shares(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        """基本支出…、项目支出…，分别占…的66%和34%: as many parts as there are shares, in the order they were named."""
        number = self._figures_in_row()
        named: dict[str, Draft] = {}
        for draft in self.drafts[self.sentence_start :]:
            if draft.unit == "万元" and draft.column in AMOUNT_COLUMNS:
                named[draft.item] = draft
        parts = list(named.values())[-number:]
        alike = len({(draft.parents, draft.column, draft.year) for draft in parts}) == 1
        fewer = len(named) > number and list(named.values())[-number - 1].parents == parts[0].parents
        if len(parts) < max(number, 2) or not alike or fewer:
            self._doubt("prose-list", f"“{printed(lead)}{token.text}”看不出各是谁的占比，未取数：请核对原文", token)
            self.current = Topic("")
            return
        at = next(index for index, word in enumerate(lead) if word.kind == "share")
        base = self._base_of_share(lead[at + 1 :], Topic(parts[0].item, parents=parts[0].parents))
        self.shares = [(draft, base) for draft in parts]
        self._next_share(figure)

    def _next_share(self, figure: PrintedFigure) -> None:
        part, base = self.shares.pop(0)
        topic = Topic(part.item, part.subject, None, part.scope, part.parents)
        self._draft(topic, "占比", part.year, figure.value, "%", figure, base)

    def _share(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        at = next(index for index, word in enumerate(lead) if word.kind == "share")
        before = self._phrase([word for word in lead[:at] if word.kind not in ("year", "compare")])
        if before.unknown or before.project is not None or (self.explain is not None and not before.empty):
            return
        topic = (
            self._named_topic(before, self._item_of(before) or "") if not before.empty else self._one(self._carried(), token, lead)
        )
        if topic is None or not topic.item:
            return
        base = self._base_of_share(lead[at + 1 :], topic)
        self._draft(topic, "占比", topic.year or self._year_of(lead), figure.value, "%", figure, base)

    def _base_of_share(self, words: list[Token], topic: Topic) -> str | None:
        named = [word for word in words if word.role not in ("filler", "each") and word.kind != "year"]
        if named:
            phrase = read_phrase(words, None, self.names)
            name = self._item_of(phrase)
            if name is not None and not phrase.unknown:
                self.share_base = name
                return name
            self.share_base = (
                re.sub(r"(?:总额|总数|的比例|的比重|比例|比重)?的?(?:比例|比重)?为?$", "", "".join(word.text for word in words))
                or None
            )
            return self.share_base
        if topic.parents:
            return topic.parents[-1]
        return self.divided if self.divided is not None and self.divided != topic.item else self.share_base

    def _rated(self) -> list[Topic]:
        """What a rate that names nothing may be of: behind a list of parts that have none themselves, the last part or the whole."""
        part = self.current
        if part is None or self.parts < 2 or not self.parents or not self.parents[-1].item:
            return self._carried()
        whole = self.parents[-1]
        if any(draft.column == "执行率" and whole.item in draft.parents for draft in self.drafts):
            return [part]
        for topic in (part, whole):
            budgeted = [column in BUDGET_COLUMNS for column in topic.columns]
            if any(budgeted) and not all(budgeted):
                return [topic]
        return [whole, part]

    def _execution(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        at = next(index for index, word in enumerate(lead) if word.kind == "done" or word.role == "rate")
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
            topic = self._one(self._rated() if lead[at].role == "rate" else self._carried(), token, lead)
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
        budgets = [column for column in topic.columns if column in BUDGET_COLUMNS]
        if lead[at].kind == "done":
            base: str | None = "年初预算数" if "年初" in text else "全年预算数" if "全年" in text or "调整" in text else "预算数"
        else:
            base = budgets[0] if len(set(budgets)) == 1 else None
        self._draft(topic, "执行率", topic.year or self._year_of(lead), figure.value, "%", figure, base)

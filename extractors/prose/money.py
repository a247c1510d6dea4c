"""Amounts of money: the column and the year they stand for, lists with 分别, and the figure a comparison starts from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ..amounts import to_ten_thousand_yuan
from .lexer import PrintedFigure, Token, tokens
from .misprints import mended
from .naming import name_levels
from .phrases import Phrase
from .state import Comparison, Topic, printed
from .subjects import BUDGET_COLUMNS, Subjects

_WHOLE = ("收入", "支出", "收入总计", "支出总计", "收入支出总计")
AMOUNT_COLUMNS = (*BUDGET_COLUMNS, "决算数", "全年执行数")


class Amounts(Subjects):
    """Reads figures that are money."""

    def _money(self, token: Token, figure: PrintedFigure, lead: list[Token], beside: bool = True) -> None:
        if any(word.role == "strong" for word in lead):
            self.explain = None
        if self.explain is not None:
            return
        if any(word.kind in ("share", "done") for word in lead) or any(word.role == "rate" for word in lead):
            return
        if any(word.kind == "compare" for word in lead):
            self._compared_amount(token, figure, lead)
            return
        words = lead
        if any(word.role == "respectively" for word in words) and self._open_series(words, token, figure, beside):
            return
        year = self._year_of(words)
        phrase = self._phrase([word for word in words if word.kind != "year" and word.role != "last_year"])
        if phrase.unknown:
            right = self._put_right(lead)
            if right is not None:
                lead, phrase = right
                self.misread = True
        if len(phrase.series[0]) > 1 and any(word.role == "each" for word in lead):
            self._each(phrase, token, figure, year, beside)
            return
        topic = self._subject(phrase, token, lead)
        if topic is None:
            return
        column = self._column_of(phrase, topic, token, lead)
        if column is None or (column == "预算数" and phrase.column is None and self._before_the_budget(year)):
            return
        if phrase.doubtful_column and self.context.kind != "部门预算" and column == "预算数":
            topic.unsettled = True
            self._doubt("prose-column", f"“{printed(lead)}{token.text}”可能是预算数，也可能是决算数，未取数：请核对原文", token)
            return
        value = to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        base = None
        if column == "预算调整额":
            down = any(word.role == "adjust_down" for word in lead)
            value = self._signed(value, down, token)
            base = "年初预算数"
        topic.column = column
        if column not in topic.columns:
            topic.columns.append(column)
        if phrase.column is not None:
            self.columns.append(column)
        if self.explain is None and year is not None:
            topic.year = year
        self._draft(topic, column, year, value, "万元", figure, base, beside)

    def _each(self, phrase: Phrase, token: Token, figure: PrintedFigure, year: int | None, beside: bool) -> None:
        """因公出国（境）费、公务用车购置费均为0万元: the figure is that of every item listed."""
        value = to_ten_thousand_yuan(figure.value, figure.unit or "万元")
        for name in phrase.series[0]:
            topic = self._topic(Phrase(fund=phrase.fund), name)
            column = phrase.column or self._column_of(Phrase(item=name), topic, token, [])
            if column is not None:
                self._draft(topic, column, year, value, "万元", figure, None, beside)
        self.parts += bool(self.parents)
        self.current = None

    def _put_right(self, lead: list[Token]) -> tuple[list[Token], Phrase] | None:
        """The clause with misread words put right, where it can be understood then."""
        text = "".join(token.text for token in lead)
        if not lead or lead[-1].end - lead[0].start != len(text):
            return None
        right = mended(text)
        if right is None:
            return None
        words = name_levels(tokens(right, lead[0].start))
        phrase = self._phrase([word for word in words if word.kind != "year" and word.role != "last_year"])
        return None if phrase.unknown else (words, phrase)

    def _compared_amount(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        """比年初预算数5万元减少…: the figure of the column that is compared with, not of the column spoken of."""
        at = next(index for index, word in enumerate(lead) if word.kind == "compare")
        behind = self._phrase([word for word in lead[at + 1 :] if word.kind != "year"])
        before = self._phrase([word for word in lead[:at] if word.kind != "year"])
        text = lead[at].text + "".join(word.text for word in lead[at + 1 :] if word.role == "column")
        comparison = self._comparison(text)
        if comparison is None or comparison.base is None or before.unknown or behind.unknown:
            return
        column = comparison.base.removeprefix("上年")
        named = behind if behind.item is not None else before
        topic = self._named_topic(named, named.item) if named.item is not None else self._one(self._carried(), token, lead)
        said = any(word in text for word in ("预算", "决算", "执行"))
        if topic is None or not topic.item or not (said or (column == "决算数" == topic.column)):
            return
        fiscal = self.context.fiscal_year
        year = fiscal - 1 if comparison.base.startswith("上年") and fiscal is not None else fiscal
        column = "全年执行数" if column == "执行数" else column
        self._draft(topic, column, year, to_ten_thousand_yuan(figure.value, figure.unit or "万元"), "万元", figure, None)

    def _column_of(self, phrase: Phrase, topic: Topic, token: Token, lead: list[Token]) -> str | None:
        column = phrase.column
        if column == "金额合计":
            return "全年预算数" if self._rate_follows() else self._plain_column()
        if column is not None:
            return self._budget_of_whole(topic) if column == "预算数" else column
        if topic.subject is not None and phrase.side is not None and phrase.item is None:
            return self._plain_column()
        item = self.vocabulary.items.get(topic.item)
        if item is not None and item.column is not None:
            return item.column
        if topic.column is not None and topic.columns and (phrase.empty or phrase.item == topic.item):
            if phrase.side is not None:
                return self._plain_column()
            return topic.column if len(set(topic.columns)) == 1 else self._plain_column()
        if self.column is not None:
            return self.column
        wholes = self._parents_of(topic.item)
        if wholes and wholes[-1].unsettled:
            return None
        if wholes:
            columns = [column for column in wholes[-1].columns if column in AMOUNT_COLUMNS]
            if len(columns) == 1:
                return columns[0]
            default = self._plain_column()
            if not columns or default in columns:
                return default
            if default is not None:
                readings = "、".join(dict.fromkeys(columns))
                self._doubt("prose-column", f"“{printed(lead)}{token.text}”可能属于{readings}，未取数：请核对原文", token)
            return None
        if len(set(self.columns)) == 1 and self.columns[0] in BUDGET_COLUMNS:
            before = self.main[-2].item if len(self.main) > 1 else topic.item
            if topic.item not in _WHOLE or (before in _WHOLE and before != topic.item):
                return self.columns[0]
        return self._plain_column()

    def _budget_of_whole(self, topic: Topic) -> str:
        """年初预算…，其中：公务接待费预算…: the budget of a part is that of its whole."""
        wholes = self._parents_of(topic.item)
        budgets = {column for column in wholes[-1].columns if column in BUDGET_COLUMNS} if wholes else set()
        return budgets.pop() if len(budgets) == 1 else "预算数"

    def _plain_column(self) -> str | None:
        """The column of an amount that stands without one."""
        heading = self.stack.innermost()
        if self.context.kind == "部门预算":
            return "决算数" if heading is not None and heading.final else "预算数"
        if self.context.kind in ("部门决算", "绩效自评"):
            return "预算数" if heading is not None and heading.budget else "决算数"
        return None

    def _before_the_budget(self, year: int | None) -> bool:
        """Whether a bare amount in a budget speaks of an earlier year, so that it may be budget or account."""
        fiscal = self.context.fiscal_year
        return self.context.kind == "部门预算" and year is not None and fiscal is not None and year < fiscal

    def _rate_follows(self) -> bool:
        for token in self.stream[self.at + 1 :]:
            if token.kind == "mark" and token.text == "。":
                return False
            if token.role == "rate" or token.kind == "done":
                return True
        return False

    def _year_of(self, lead: Sequence[Token]) -> int | None:
        fiscal = self.context.fiscal_year
        for token in reversed(lead):
            if token.kind == "year":
                return token.year
            if token.role == "last_year":
                return fiscal - 1 if fiscal is not None else None
        named = any(token.role in ("item", "named", "fund", "rate_item") for token in lead)
        if named and self.first_year is not None and self.year != self.first_year:
            self.year = self.first_year
        return self.year if self.year is not None else fiscal

    def _signed(self, value: Decimal, down: bool, token: Token) -> Decimal:
        if not down or value == 0:
            return value
        if value < 0:
            self._doubt("prose-sign", f"“{token.text}”前面写了减少，数字又印了负号：按减少 {abs(value)} 取数，请核对原文", token)
            return value
        return -value

    def _open_series(self, words: list[Token], token: Token, figure: PrintedFigure, beside: bool) -> bool:
        phrase = self._phrase([word for word in words if word.kind != "year" and word.role != "respectively"])
        items, columns = phrase.series
        if phrase.item is not None and phrase.item.endswith("收入支出总计") and self._figures_in_row() == 2:
            fund = phrase.item.removesuffix("收入支出总计")
            items, columns = (f"{fund}收入总计", f"{fund}支出总计"), ()
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
                if not self.parents and not self.outside:
                    self.main.append(target)
                target.columns.append(column)
                self._draft(target, column, self.year or self.context.fiscal_year, value, "万元", figure, None, beside)
        else:
            topic = self._one(self._carried(), token, [])
            if topic is not None:
                topic.columns.append(target)
                self._draft(topic, target, self.year or self.context.fiscal_year, value, "万元", figure, None, beside)

    def _figures_in_row(self) -> int:
        """How many figures stand here with nothing but 、 and 和 between them."""
        number = 0
        for following in self.stream[self.at :]:
            if following.figure is not None:
                number += 1
            elif following.text not in ("和", "与", "及", "、", "，"):
                break
        return number

    def _check_series(self) -> None:
        if self.series:
            del self.drafts[self.series_start :]
            self.series = []

    def _note_year(self, lead: Sequence[Token]) -> None:
        for token in lead:
            if token.kind == "year" and token.year is not None:
                self.year = token.year
                if self.first_year is None:
                    self.first_year = token.year

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
            base = (
                "上年预算数" if budget else "上年执行数" if executed else "上年决算数" if final or "决算" in text else "上年预算数"
            )
            return Comparison("比上年增减额", "比上年增减率", base)
        base = "年初预算数" if "年初" in text else "全年预算数" if "全年" in text or "调整" in text else "预算数"
        return Comparison("比预算增减额", "比预算增减率", base)

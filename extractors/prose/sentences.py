"""Walks through the sentences and clauses of one paragraph, keeps what persists from one to the next, and drafts its facts.

A comparison (与上年相比), a year and an explanation (主要原因) hold to the end of the sentence, a list member to ；, what stands in brackets
to the closing bracket.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..amounts import is_money
from ..terms import more_terms
from .counting import Counting
from .headings import opening_project
from .lexer import PrintedFigure, Token, tokens
from .naming import name_levels
from .phrases import Phrase
from .state import Comparison, Outside, Topic, direction_of, printed

_OPENING_ENDS = ("综述", "情况", "结果", "报告")
_EXPLAINS = re.compile(r"[^，。；：\d]{0,12}原因")
"""How a paragraph begins that explains the difference told before it."""
_NAMING = frozenset({"item", "named", "fund", "column", "side", "strong", "reached", "rate_item", "achieved"})
"""Roles without any of which a clause says nothing about what follows."""
_SENTENCE = re.compile(r"(?:[^。！？]++|[。！？](?=）))++[。！？]?|[。！？]")
_LEADS_ON = re.compile(
    r"(?:[情状]况|说明|如下|以下|其中|来看|方面|内容|结果|数据|总体|整体|分析|使用|执行|收支|管理|安排|到位|落实|结构|构成|概况|投入|完成|变化|对比|比较|[为是下看])$"
)
"""How words end that only lead on to what follows."""
_SHORTEST_NAME, _LONGEST_LABEL = 3, 30
_LONG_SENTENCE = 60
_LONGEST_BRACKET = 400
"""Tokens behind an opening bracket that are searched for figures."""
_TELLING = re.compile(
    r"\d(?:[千百]?万|[千百]?元|亿|%)|[为是]0|\d分|综述|\d.{0,12}项目"
    r"|(?:团组|接待|出国|出境|用车|车辆|保有量|购置|更新|编制|实有|在职|退休|设备|节庆|批次|来宾|项目).{0,30}\d"
)
"""A long sentence without any of these neither prints a figure that facts are made of nor names a subject."""


class Paragraphs(Counting):
    """Reads one paragraph; `drafts` and `doubts` are what came of it."""

    def read(self, text: str, start: int = 0) -> None:
        """Read `text`, which stands at `start` in the readable text of its paragraph."""
        if _EXPLAINS.match(text):
            self.last_comparison = self.carry.comparison
        for match in _SENTENCE.finditer(text):
            sentence = match.group()
            if len(sentence) > _LONG_SENTENCE and not _TELLING.search(sentence):
                self._sentence_ends()
                continue
            self.stream = name_levels(tokens(sentence, start + match.start()))
            self.unit = next(
                (token.figure.unit for token in self.stream if token.figure is not None and token.figure.money), self.unit
            )
            for at, token in enumerate(self.stream):
                self.at = at
                self._take(token)
        self._clause_ends()
        self._sentence_ends(final=True)
        self.carry.comparison = self.last_comparison

    def _take(self, token: Token) -> None:
        role = token.role
        if token.kind == "figure":
            assert token.figure is not None
            self._figure(token, token.figure)
            self.lead = []
        elif token.kind == "mark":
            self._mark(token)
        elif role == "child":
            self._name_side(token)
            self._clause_ends()
            self._open_parts()
        elif role in ("reason", "use"):
            if role == "use" and self._colon_next() and self._divides_total():
                self._clause_ends()
                self._open_list()
            elif not (role == "use" and self._list_follows()):
                self._clause_ends()
                self.explain = role
        elif role == "list":
            self._clause_ends()
            self._open_list()
        else:
            if token.kind == "compare":
                self._compare(token)
            elif token.kind == "year" and self.lead and self.lead[-1].text.endswith(("说明", "情况")):
                self._clause_ends()  # a heading printed in front of its first sentence
            elif role == "same_time":
                self._same_time()
            elif token.word is not None and token.word.frame is not None and self.explain is None:
                self.frame = self.vocabulary.frames[token.word.frame]
            self.lead.append(token)

    def _list_follows(self) -> bool:
        following = self.stream[self.at + 1 : self.at + 4]
        return any(token.role == "list" for token in following)

    def _open_list(self) -> None:
        self.explain = None
        whole = self.current or (self.main[-1] if self.main else None)
        self.divided = whole.item or None if whole is not None else None

    def _colon_next(self) -> bool:
        return self.at + 1 < len(self.stream) and self.stream[self.at + 1].text == "："

    def _divides_total(self) -> bool:
        """Whether all income or spending is spoken of, so that 用于：… lists its parts and not what some item was used for."""
        whole = self.current or (self.main[-1] if self.main else None)
        return whole is not None and whole.item in self.vocabulary.totals

    def _mark(self, token: Token) -> None:
        if token.text == "（":
            self.outside.append(Outside(self.current, self.parents, self.lead, self.explain, self.year, self.first_year))
            if self._figures_inside() and self.current is not None and not self.lead:
                self.parents = [*self.parents, self.current]
            self.lead = []
        elif token.text == "）":
            if self.outside:
                self._clause_ends()
                before = self.outside.pop()
                self.current, self.parents, self.lead = before.current, before.parents, before.lead
                self.explain, self.year, self.first_year = before.explain, before.year, before.first_year
        elif token.text == "、":
            if self.lead:
                self.lead.append(token)
        elif token.text in "。！？":
            self._note_label()
            self._clause_ends()
            if not self.outside:
                self._sentence_ends()
        elif token.text == "；":
            self.counted = None
            self._clause_ends()
            self._member_ends()
        elif not (token.text == "：" and self._figure_next()):
            self.counted = self.counted or None
            if token.text == "：":
                self._note_label()
            self._clause_ends()

    def _note_label(self) -> None:
        """The name and nothing else that a paragraph opens with (1.小学教育。): one of the classification, or one that is not known."""
        if self.main or self.before or self.current is not None or self.lead != self.stream[: self.at] or not self.lead:
            return
        text = "".join(token.text for token in self.lead)
        if any(
            token.role not in ("", "plain", "filler", "noun") or token.kind in ("year", "compare", "done") for token in self.lead
        ):
            return
        if text in more_terms() and len(text) >= _SHORTEST_NAME:
            self._set_topic(self._topic(Phrase(), text))
        elif len(text) <= _LONGEST_LABEL and not _LEADS_ON.search(text):
            self.labelled = self.labelled or self._phrase(self.lead).unknown

    def _figure_next(self) -> bool:
        return self.at + 1 < len(self.stream) and self.stream[self.at + 1].kind == "figure"

    def _column_next(self) -> bool:
        return self.at + 1 < len(self.stream) and self.stream[self.at + 1].role in ("column", "flag")

    def _figures_inside(self) -> bool:
        for token in self.stream[self.at + 1 : self.at + _LONGEST_BRACKET]:
            if token.kind == "mark" and token.text == "）":
                return False
            if token.kind == "figure":
                return True
        return False

    def _clause_ends(self) -> None:
        """A clause without a figure may still name the subject, the year or the column of what follows."""
        lead, self.lead = self.lead, []
        if not lead:
            return
        if self.explain is not None:
            return
        self._note_year(lead)
        if lead[-1].role == "projects" and self._column_next():
            project = self._phrase(lead).project
            if project is not None:
                self._open_project(project)
            return
        if _NAMING.isdisjoint([token.role for token in lead]) and not lead[-1].text.endswith(_OPENING_ENDS):
            return
        words = [token for token in lead if token.kind not in ("compare", "year") and token.role != "same_time"]
        if any(token.role in ("up", "down") or token.kind in ("share", "done") for token in words):
            return
        if words and words[-1].kind == "unknown" and words[-1].text == "中" or any(token.text == "中" for token in words):
            self._open_within(words)
            return
        project = opening_project("".join(token.text for token in lead)) if lead[-1].text.endswith(_OPENING_ENDS) else None
        if project is not None:
            self._open_project(project)
            return
        if any(token.role == "achieved" for token in lead):
            self.achieved = True
        phrase = self._phrase(words)
        if phrase.series[0] or phrase.series[1]:
            return
        if phrase.item is not None and not phrase.unknown:
            self._set_topic(self._topic(phrase, phrase.item))
            if phrase.column:
                self.column = phrase.column
        elif phrase.empty and phrase.column is not None:
            self.column = phrase.column

    def _name_side(self, child: Token) -> None:
        """支出包括：… names what the parts make up; 开支内容包括：… names something that is not known."""
        if not self.lead or child.text.startswith("其中"):
            return
        phrase = self._phrase([token for token in self.lead if token.kind != "year"])
        if phrase.unknown:
            self.current = Topic("")
        elif phrase.side is not None and phrase.item is None and phrase.fund is None and phrase.column is None:
            self._set_topic(self._topic(phrase, phrase.side))

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
        if whole is None and self.nameless:
            whole = Topic("")
        if whole is not None and (not self.parents or self.parents[-1] is not whole):
            self.parents = [*[parent for parent in self.parents if parent is not whole], whole]
        self.pending_child = True
        self.current = None
        self.closed = False
        self.parts = 0

    def _member_ends(self) -> None:
        self._check_series()
        self.columns = []
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
        self.listed = self.parents or self.main or self.listed
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
        self.muddled = False
        self.misread = False
        self.columns = []
        self.fund = None
        self.counted = None
        self.counted_money = None
        self.divided = self.share_base = None
        self.nameless = False
        self.shares = []
        self.sentence_start = len(self.drafts)
        self.pair = []
        self.outside = []

    def _compare(self, token: Token) -> None:
        if self.explain is not None:
            return
        text = token.text
        for following in self.stream[self.at + 1 :]:
            if following.role not in ("item", "fund", "side", "column", "filler", "named"):
                break
            text += following.text if following.role == "column" else ""
        self.comparison = self._comparison(text)

    def _same_time(self) -> None:
        final = self.context.kind != "部门预算"
        self.comparison = Comparison("比上年增减额", "比上年增减率", "上年决算数" if final else "上年预算数")

    def _open_project(self, project: str) -> None:
        self.project = project
        self.achieved = False
        self.main = []
        self.before = []
        self.current = None
        self.parents = []

    def _figure(self, token: Token, figure: PrintedFigure) -> None:
        lead = self.lead
        roles = {word.role for word in lead}
        if self.muddled or figure.approximate or "limit" in roles or figure.unit in ("个百分点", "百分点"):
            return
        if any(word.kind == "residue" for word in lead):
            if figure.money or figure.unit == "%":
                self._doubt("prose-template", f"“{printed(lead)}{token.text}”里增减方向没有删选，未取数：请核对原文", token)
            return
        if self.explain is None:
            self._note_year(lead)
        if self.achieved and not self._of_project_money(lead):
            return
        if figure.unit == "%":
            self._percent(token, figure, lead)
        elif figure.money:
            self._money_figure(token, figure, lead)
        elif figure.unit is None:
            self._bare(token, figure, lead)
        elif figure.unit == "分":
            self._score(token, figure, lead)
        else:
            self._count(token, figure, lead)

    def _of_project_money(self, lead: list[Token]) -> bool:
        """Among what a project achieved, figures that a word for its money stands in front of (预算…，支出…)."""
        if any(word.role in ("column", "rate", "score") or word.kind == "done" for word in lead):
            return True
        return self._goes_on_about_project() and bool(lead) and all(word.role in ("side", "filler") for word in lead)

    def _another_figure_follows(self) -> bool:
        following = self.stream[self.at + 1 : self.at + 3]
        return len(following) == 2 and following[0].text in ("，", "、") and following[1].figure is not None

    def _money_figure(self, token: Token, figure: PrintedFigure, lead: list[Token], beside: bool = True) -> None:
        if self.series:
            self._next_of_series(token, figure, beside)
            return
        if self.comparison is None and self.explain is None and any(word.text in ("由", "从") for word in lead):
            fiscal = self.context.fiscal_year
            if fiscal is not None and self._year_of(lead) == fiscal - 1:
                self._same_time()  # 由上年的10万元减少到8万元，减少…: last year's figure is what is compared with
        direction = direction_of(lead)
        if direction is not None:
            self._difference(token, figure, lead, direction)
        elif not self._involves(token, figure, lead):
            self._money(token, figure, lead, beside)

    def _bare(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        """A figure without a unit: a zero or a member of a list takes the unit of its sentence, anything else is told."""
        following = self.stream[self.at + 1] if self.at + 1 < len(self.stream) else None
        if following is not None and following.kind != "mark":
            return
        if any(word.role == "score" for word in lead):
            self._score(token, figure, lead)
            return
        if (
            not self.series
            and "." in token.text
            and self._another_figure_follows()
            and not any(word.role == "respectively" for word in lead)
        ):
            self.muddled = True
            self._doubt("prose-list", f"“{printed(lead)}{token.text}”之后还有数字，看不出各指什么，未取数：请核对原文", token)
            return
        if self.series or any(word.role == "respectively" for word in lead):
            unit = next(
                (item.figure.unit for item in self.stream[self.at + 1 :] if item.figure is not None and item.figure.unit), None
            )
            if unit is not None and is_money(unit):
                self._money_figure(token, replace(figure, unit=unit), lead, beside=False)
            return
        phrase = self._phrase([word for word in lead if word.kind not in ("compare", "year")])
        if (
            phrase.unknown
            or (phrase.empty and phrase.column is None)
            or any(word.role in ("up", "down") or word.kind == "share" for word in lead)
        ):
            return
        if figure.value == 0 and self.unit is not None:
            self._money_figure(token, replace(figure, unit=self.unit), lead, beside=False)
        elif figure.value == 0 and phrase.column is not None and (phrase.item or phrase.side):
            self._money_figure(token, replace(figure, unit="万元"), lead, beside=False)
        elif phrase.column is not None and "." in token.text:
            self._doubt("prose-unit", f"“{printed(lead)}{token.text}”没有印单位，未取数：请核对原文", token)

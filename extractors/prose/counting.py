"""Counts (人, 个, 辆, 人次 …), points, and the projects and money of performance management."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ...schemas.vocabulary.prose import Count, Frame
from ..amounts import to_ten_thousand_yuan
from .lexer import PrintedFigure, Token
from .phrases import project_name
from .rates import Rates
from .state import Topic, direction_of

_GRADED = re.compile(r"评为|评定为|等级|结果为|结论为")
_GENERAL = ("接待", "来宾", "来访", "接待人次", "接待批次", "接待人数", "来访人员")


class Counting(Rates):
    """Reads figures that count things."""

    def _count(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        if (
            self.explain == "reason"
            or direction_of(lead) is not None
            or any(word.kind in ("share", "done", "compare") for word in lead)
        ):
            return
        if lead and lead[-1].kind == "device":
            name = lead[-1].text.replace("的", "") + ("购置数" if any("购置" in word.text for word in lead[:-1]) else "")
            self.current = Topic(name, counted=True)
            self._draft(self.current, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)
            return
        count = self._count_before(figure, lead) or self._count_behind(token, figure)
        if count is not None:
            year = self._year_of(lead)
            topic = Topic(count.name, money=count.money, counted=True, parents=self._counted_within(count))
            if self.parents and self.parents[-1].item == "公务用车购置数" and count.name != "公务用车购置数":
                topic = Topic(count.name + "购置数", parents=topic.parents)
            if count.topic is None:
                self.current = topic
                if not self.parents and not self.outside:
                    self.main.append(topic)
            self.counted = count.topic
            self.counted_money = count.money
            topic.year = year
            self._draft(topic, count.column, year, figure.value, figure.unit or "", figure, None)
            return
        self.counted = "" if lead else self.counted
        if self.explain is not None:
            return
        if figure.unit in ("个", "项") and self._projects(token, figure, lead):
            return
        if figure.unit in ("辆", "台"):
            self._vehicle(figure, lead)

    def _counted_within(self, count: Count) -> tuple[str, ...]:
        """The wholes that a count can be a part of: other counts, or the money of the same topic."""
        words = self.vocabulary.words
        return tuple(
            parent.item
            for parent in self.parents
            if (parent.counted and count.topic is None)
            or (count.topic is not None and count.topic in (words[parent.item].topics if parent.item in words else ()))
        )

    def _count_before(self, figure: PrintedFigure, lead: list[Token]) -> Count | None:
        words = list(lead)
        while (
            words
            and (words[-1].role in ("filler", "each", "column") or words[-1].kind == "aside" or words[-1].text == "累计")
            and not self._counts_of(words[-1], figure)
        ):
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
        if any(word.role == "fund" and after.text == "安排" for word, after in pairwise(words)):
            return True  # 使用财政拨款安排甲局机关、所属单位出国（境）团组0个: what is paid from the report's funds is its own
        phrase = self._phrase(
            [word for word in words if word.kind == "unknown" or word.role in ("filler", "noun", "fund", "column", "side")]
        )
        return not phrase.unknown or phrase.noun

    def _counts_of(self, word: Token, figure: PrintedFigure) -> list[Count]:
        if word.word is None:
            return []
        return [self.vocabulary.counts[name] for name in word.word.counts if figure.unit in self.vocabulary.counts[name].units]

    def _count_topic(self) -> str | None:
        """What is being counted here: the last word that says so; a general word (接待, 来宾) does not change what a special one said."""
        general: str | None = None
        closed = 0
        """Brackets that were closed again: what stands in them is an aside."""
        for token in reversed(self.stream[: self.at]):
            if token.kind == "mark" and token.text in "（）":
                closed = max(0, closed + (1 if token.text == "）" else -1))
            if token.kind == "mark" and token.text in "；。":
                break
            if closed:
                continue
            if token.word is not None and token.word.topics:
                if token.text not in _GENERAL:
                    return token.word.topics[-1]
                general = general or token.word.topics[-1]
        if general is not None:
            return general
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
        if not whole and self.main:
            whole = self.main[-1].item  # 车辆3辆，价值75万元，其中：机要通信用车1辆
        if whole not in ("车辆", "公务用车保有量", "公务用车购置数"):
            return
        name = "".join(word.text for word in lead if word.kind in ("unknown", "word", "aside"))
        if not re.fullmatch(r"[\u4e00-\u9fff（）]{1,16}车", name):
            return
        if whole == "公务用车购置数":
            name += "购置数"
        self.current = Topic(name, parents=(whole,), counted=True)
        self._draft(self.current, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)

    def _score(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> None:
        words = list(lead)
        while words and words[-1].role in ("filler", "column"):
            words.pop()
        if not words or words[-1].role != "score" or self.explain is not None:
            return
        word = words[-1].word
        assert word is not None
        subject = self.project
        named = [
            item
            for item in words[:-1]
            if item.kind in ("unknown", "word") and item.role not in ("filler", "same_time", "reason", "use")
        ]
        text = "".join(item.text for item in named)
        about_project = words[-1].text.startswith("项目") or text.endswith("项目")
        if about_project and any(item.kind == "unknown" for item in named):
            subject = project_name(text)
            if subject is None:
                return
            self.project = subject
        elif any(item.kind == "unknown" for item in named):
            if not re.search(r"评[定价]|综合|考核|自评", text) and not self._clean_prefix(named):
                return
        elif text == "项目" and subject is None and word.name != "平均得分":
            return
        self._draft(Topic(word.name, subject), "得分", self._year_of(lead), figure.value, "分", figure, None)

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
            found = self._frame_in(after, "，；。：") or self._frame_in(before, "，；。：")
            doing = any(token.kind == "unknown" and re.search("对|选取", token.text) for token in self.lead)
            if found is None and not doing:
                found = self._frame_in(before, "；。") or self.frame
        else:
            found = self._frame_in(before, "；。") or self._frame_in(after, "；。") or self.frame
        return found if found is None else self._frame_spoken_with(before) or found

    def _frame_spoken_with(self, before: Sequence[Token]) -> Frame | None:
        for token in before:
            if token.kind == "mark" and token.text in "；。":
                return None
            for frame in self.vocabulary.frames.values():
                if token.text in frame.spoken_with:
                    return frame
        return None

    def _frame_fund(self) -> str | None:
        """The fund a piece of performance management is limited to, where it is not the general budget."""
        for token in reversed(self.stream[: self.at]):
            if token.kind == "mark" and token.text in "；。":
                break
            if token.role == "fund" and token.word is not None:
                return token.word.name if token.word.name not in ("一般公共预算财政拨款", "财政拨款") else None
        return None

    def _projects(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> bool:
        words = [word for word in lead if word.role not in ("filler", "each")]
        following = next((word for word in self.stream[self.at + 1 : self.at + 2]), None)
        before = bool(words) and words[-1].role == "projects"
        frame = self._frame_here(behind=not before)
        if frame is None or frame.projects is None:
            return False
        if before:
            own = [word for word in words if word.word is not None and word.word.frame is not None]
            between = words[words.index(own[-1]) + 1 :] if own else words
            if any(word.kind == "unknown" and word.text != "本次" for word in between):
                return False
        elif not (following is not None and (following.role == "projects" or following.text == "项目支出")):
            return False
        elif _GRADED.search(self._clause_behind()):
            return True  # 13个项目评为“优”: some of those counted before
        self.involved = self.involved or any(word.role == "involved" for word in lead)
        fund = self._frame_fund()
        topic = Topic((_short(fund) if fund else "") + frame.projects, scope=fund)
        self.current = topic
        self.main.append(topic)
        self._draft(topic, "数量", self._year_of(lead), figure.value, figure.unit or "", figure, None)
        return True

    def _clause_behind(self) -> str:
        """What follows the figure up to the next mark."""
        behind = self.stream[self.at + 1 :]
        end = next((at for at, token in enumerate(behind) if token.kind == "mark"), len(behind))
        return "".join(token.text for token in behind[:end])

    def _involves(self, token: Token, figure: PrintedFigure, lead: list[Token]) -> bool:
        """涉及资金X万元 after the word that says what was done."""
        roles = [word.role for word in lead]
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
        own = next((word.word.name for word in lead if word.role == "fund" and word.word is not None), None)
        fund = own if own not in (None, "一般公共预算财政拨款", "财政拨款") else self._frame_fund() if own is None else None
        topic = Topic((_short(fund) if fund else "") + frame.money, scope=fund or own)
        topic.year = self._year_of(lead)
        self.current = topic
        self._draft(topic, "金额", topic.year, to_ten_thousand_yuan(figure.value, figure.unit or "万元"), "万元", figure, None)
        return True


def _last_part(words: list[Token]) -> list[Token]:
    """The words behind the last 、."""
    for index in range(len(words) - 1, -1, -1):
        if words[index].kind == "mark":
            return words[index + 1 :]
    return words


def _short(fund: str) -> str:
    return fund.removesuffix("财政拨款")

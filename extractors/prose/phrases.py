"""What the words in front of a figure speak of: item, fund, side, column, in any order that reports print.

`read_phrase` never guesses: text it does not know makes the phrase `unknown`, unless it is the name of the reporting body or a list
that ends in 等 (基本工资、津贴补贴等人员经费).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...schemas.vocabulary.prose import Fund, ProseVocabulary, prose_vocabulary
from .lexer import Token
from .segmentation import cut_name

OWN_WORD = re.compile(r"[本我全](?![年期])")
"""How words for the reporting body itself begin (本部门, 我局)."""
_AFTER_YEAR = re.compile(r"^.*(?:19|20)\d\d年度?")
_DOING = re.compile(r"^(?:我?[局委办厅院校站所])?(?:共|继续|组织|重点|大力)?(?:实施|推进|启动|承担|落实)了?")
"""What is done with a project stands in front of its name and is no part of it (组织实施甲河治理项目)."""
_BUDGETED = re.compile(r"预算(?!收入|财政)")
"""Items whose name says that the figure is budgeted (政府采购预算, 收支总预算)."""
_CORE_OF_BODY = re.compile(r"(?:[局厅委办部院会校]|机关)本级")
"""The body itself without those below it: a part of a report that speaks of all of them."""
_JOINING = frozenset("和与及、或")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The reading of one clause."""

    item: str | None = None
    unknown: bool = False
    """Something is spoken of that the vocabulary does not know."""
    above: tuple[str, ...] = ()
    """Items named above the item in the same words: 类 and 款 of a 项, the whole before 中."""
    fund: Fund | None = None
    """A fund named alone (its item depends on whether income or spending is spoken of) or, with an item, its scope."""
    side: str | None = None
    """收入 or 支出 said without an item: either the item itself or a verb about the item already spoken of."""
    own: bool = False
    """The clause names the reporting body itself, so that `side` is the item."""
    column: str | None = None
    doubtful_column: bool = False
    """预算支出, which may mean 预算数 or what was spent."""
    project: str | None = None
    weak_project: bool = False
    """Only the word 项目 stands for the item."""
    series: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Items and columns listed for 分别."""
    noun: bool = False

    @property
    def empty(self) -> bool:
        """Nothing is named: the clause goes on about what was spoken of before."""
        return self.item is None and self.fund is None and self.side is None and not self.unknown and self.project is None


class _Reader:
    def __init__(self, tokens: Sequence[Token], parent: str | None, names: tuple[str, ...]) -> None:
        self.vocabulary = prose_vocabulary()
        self.tokens = tokens
        self.parent = parent
        self.names = names
        self.items: list[str] = []
        self.above: tuple[str, ...] = ()
        self.fund: Fund | None = None
        self.fund_last = False
        self.side: str | None = None
        self.sides: list[str] = []
        self.own = False
        self.columns: list[str] = []
        self.column_word = ""
        self.flag: str | None = None
        self.doubtful = False
        self.unknown: list[Token] = []
        self.broken = False
        self.started = False
        self.joined = False
        self.noun = False
        self.project_word: Token | None = None
        self.last = ""

    def read(self) -> Phrase:
        for index, token in enumerate(self.tokens):
            self._take(index, token)
        return self._result()

    def _take(self, index: int, token: Token) -> None:
        role = token.role
        if token.kind == "word":
            getattr(self, f"_on_{role}", self._on_other)(token)
            if role not in ("filler", "each", "up", "down"):
                self.last = role
        elif token.kind == "mark" and token.text == "、":
            self._on_joint()
        elif token.kind == "unknown":
            if token.text in _JOINING:
                self._on_joint()
            elif token.text == "中" and (self.items or self.fund is not None):
                self._on_within()
            else:
                self._on_unknown(token)
        elif token.kind == "share":
            self.broken = True

    def _on_joint(self) -> None:
        if self.items or self.fund is not None or self.unknown or self.side is not None:
            self.joined = True
            if self.unknown and not self.items:
                self.unknown.clear()

    def _on_within(self) -> None:
        name = (
            self.items[-1] if self.items else (self.fund.income if self.side == "收入" else self.fund.spending) if self.fund else ""
        )
        if name:
            self.above = (*self.above, name)
        self.items.clear()
        self.side = None
        self.started = False
        self.last = ""

    def _on_unknown(self, token: Token) -> None:
        if self.started:
            self.broken = True
        self.unknown.append(token)

    def _on_item(self, token: Token) -> None:
        assert token.word is not None
        name = token.word.name
        if self.items and not self.joined and token.text.startswith(name) and self.vocabulary.items[self.items[-1]].side == name:
            return  # 三公经费支出合计: the whole of the item
        if self.items and not self.joined:
            within = self.vocabulary.items[name].within
            if within is None or self.items[-1] not in within:
                self.broken = True
            else:
                self.above = (*self.above, self.items.pop())
        if token.text.startswith("支出"):
            self._doubt_column()
        if _BUDGETED.search(token.text):
            self._on_column_word("预算数", token.text)
        elif "决算" in token.text or token.text.startswith("实际"):
            self._on_column_word("决算数", token.text)
        self.items.append(name)
        self.started = True

    def _doubt_column(self) -> None:
        """预算支出 may be what was budgeted or what was spent."""
        if self.last == "column" and self.column_word == "预算" and self.flag is None:
            self.doubtful = True

    def _on_strong(self, token: Token) -> None:
        assert token.word is not None
        self.unknown.clear()
        self.items.clear()
        self.broken = self.joined = False
        self.fund = self.side = None
        self.items.append(token.word.name)
        self.started = True

    def _on_named(self, token: Token) -> None:
        assert token.word is not None
        if self.items and self.last == "named":
            self.above = (*self.above, self.items.pop())
        elif self.items:
            self.broken = True
        self.items.append(token.word.name)
        self.started = True

    def _on_rate_item(self, token: Token) -> None:
        self._on_item(token)

    def _on_reached(self, token: Token) -> None:
        assert token.word is not None
        name = token.word.reached.get(self.parent or "")
        if name is None:
            self._on_unknown(token)
        else:
            self.items.append(name)
            self.started = True

    def _on_fund(self, token: Token) -> None:
        assert token.word is not None
        fund = self.vocabulary.funds[token.word.name]
        if self.fund is not None and self.fund is not fund and not self.joined:
            self.broken = self.broken or fund.name != "财政拨款"
            return
        self.fund = fund
        self.started = True

    def _on_side(self, token: Token) -> None:
        assert token.word is not None
        if token.word.name != self.side and self.side is not None and not self.items:
            self.joined = True
        self._doubt_column()
        if not self.items:
            self.side = token.word.name
            self.sides.append(token.word.name)
        self.started = True

    def _on_column(self, token: Token) -> None:
        assert token.word is not None
        self._on_column_word(token.word.name, token.text)

    def _on_column_word(self, column: str, printed: str) -> None:
        self.columns.append(column)
        self.column_word = printed
        self.noun = False

    def _on_column_of_spending(self, token: Token) -> None:
        self._on_column(token)
        if not self.items and self.fund is None:
            self.side, self.own, self.started = "支出", True, True

    def _on_total(self, token: Token) -> None:
        self.columns.append("金额合计")
        self.column_word = token.text

    def _on_flag(self, token: Token) -> None:
        assert token.word is not None
        self.flag = token.word.name

    def _on_adjust_up(self, token: Token) -> None:
        self.columns.append("预算调整额")
        self.column_word = token.text

    _on_adjust_down = _on_adjust_up

    def _on_noun(self, token: Token) -> None:
        if not self.items and self.fund is None and self.side is None and not self.columns:
            self.noun = True

    def _on_filler(self, token: Token) -> None:
        if OWN_WORD.match(token.text) or token.text in ("部门", "单位"):
            self.own = True

    def _on_projects(self, token: Token) -> None:
        self.project_word = token
        self.started = True

    def _on_other(self, token: Token) -> None:
        """Words for counts, limits and the like are not text that stands in the way of an item."""
        if token.role == "plain":
            self._on_unknown(token)

    def _result(self) -> Phrase:
        column = self.columns[-1] if self.columns else None
        if column == "预算数" and self.flag is not None:
            column = self.flag
        series = (
            (tuple(self.items or self.sides), tuple(dict.fromkeys(self.columns)))
            if self.joined or len(self.columns) > 1
            else ((), ())
        )
        accepted, own = self._prefix()
        item = self.items[-1] if self.items else None
        if self.project_word is not None and item is None:
            return self._project(column)
        listed = self.joined and (len(self.items) > 1 or self.side is not None or not (series[0] or self.fund))
        nameless = item is None and self.fund is None and self.side is None
        unknown = self.broken or not accepted or listed or (nameless and self.noun)
        if item is not None and self.fund is not None:
            item = _with_fund(item, self.fund)
        return Phrase(
            item=None if unknown else item,
            unknown=unknown,
            above=self.above,
            fund=self.fund,
            side=None if unknown else self.side,
            own=not unknown and (own or self.own),
            column=column,
            doubtful_column=self.doubtful,
            series=series,
            noun=nameless and self.noun,
        )

    def _prefix(self) -> tuple[bool, bool]:
        """Whether the unknown text may stand there, and whether it names the reporting body."""
        if not self.unknown:
            return True, False
        if self.unknown[-1].text.endswith("等") and self.items:
            return True, False
        first, last = self.unknown[0].start, self.unknown[-1].end
        for token in self.tokens:
            if token.start == last and token.text in ("机关", "单位", "部门"):
                last = token.end
        text = "".join(
            token.text
            for token in self.tokens
            if first <= token.start < last and token.kind in ("unknown", "word", "aside", "mark")
        )
        return own_name(text, self.names), True

    def _project(self, column: str | None) -> Phrase:
        assert self.project_word is not None
        before = [token for token in self.tokens if token.end <= self.project_word.start]
        after = [token for token in self.tokens if token.start >= self.project_word.end]
        if any(token.kind == "unknown" for token in after):
            return Phrase(unknown=True, column=column)
        name_tokens = [token for token in before if token.kind != "year" and token.role not in ("child", "filler", "compare")]
        if not name_tokens:
            return Phrase(item=None, weak_project=True, column=column, doubtful_column=self.doubtful)
        figured = ("column", "flag", "total", "rate", "up", "down", "adjust_up", "adjust_down", "reason", "use")
        if not any(token.kind == "unknown" for token in name_tokens) or any(token.role in figured for token in name_tokens):
            return Phrase(unknown=True, column=column)
        first = name_tokens[0].start
        name = "".join(token.text for token in before if token.start >= first)
        return Phrase(project=project_name(name), unknown=project_name(name) is None, column=column)


def read_phrase(tokens: Sequence[Token], parent: str | None = None, names: tuple[str, ...] = ()) -> Phrase:
    """What `tokens` (one clause, comparison words left out) speak of; `parent` is the item whose parts are being listed."""
    return _Reader(tokens, parent, names).read()


def _with_fund(item: str, fund: Fund) -> str:
    """The item that a fund and an item are together (财政拨款 + 收、支总计); other items stay and the fund is their scope."""
    if item == "收入支出总计":
        return fund.both
    if item == "收入":
        return fund.income
    if item == "支出":
        return fund.spending
    if item in ("收入总计", "支出总计"):
        return fund.name + item
    return item


@lru_cache(maxsize=4096)
def own_name(text: str, names: tuple[str, ...]) -> bool:
    """Whether `text` can only be the reporting body's name: it ends as names of bodies do, names no part of it and does not contradict
    the names that are known (none: any body's name is the reporting body's).
    """
    vocabulary: ProseVocabulary = prose_vocabulary()
    if any(word in text for word in vocabulary.not_own):
        return False
    if _CORE_OF_BODY.fullmatch(text):
        return any("本级" in name for name in names)
    if not text.endswith(vocabulary.organisations) or text.endswith(vocabulary.not_organisations):
        return False
    if not names or (len(text) <= 5 and OWN_WORD.match(text)):
        return True
    core = re.sub(r"（[^（）]*）|本级|机关|部门|单位|中共", "", text)
    wholes = [re.sub(r"（[^（）]*）|本级|中共", "", name) for name in names]
    return any(_inside(core, whole) or _inside(whole, core) for whole in wholes)


def _inside(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order, as those of an abbreviated name do."""
    rest = iter(long)
    return all(character in rest for character in short)


def _general(word: str, vocabulary: ProseVocabulary) -> bool:
    """Whether a word of a name says nothing of a particular project: 重点, 管理, a fund, 收入 or 支出, a column."""
    known = vocabulary.words.get(word)
    return word in vocabulary.not_projects or (known is not None and known.role in ("fund", "side", "column"))


@lru_cache(maxsize=4096)
def project_name(text: str) -> str | None:
    """A project's name without quotation marks, numbering and a trailing 项目; None where `text` names no particular project."""
    vocabulary = prose_vocabulary()
    name = _DOING.sub("", _AFTER_YEAR.sub("", text.strip("，、：:。 ")))
    for tail in ("项目支出", "项目资金", "项目经费", "项目"):
        if name.endswith(tail) and len(name) > len(tail):
            name = name[: -len(tail)]
            break
    rest = "".join(word for word in cut_name(name) if not _general(word, vocabulary))
    rest = re.sub(r"[\d年%（）()、，]", "", rest)
    if len(rest) < 2 or len(name) > 40 or any(mark in name for mark in "。；，："):
        return None
    return name

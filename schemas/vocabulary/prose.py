"""The words of running text (`prose.yaml`): items, funds, columns, comparisons, counts, and what is never an amount.

The file is data that a budget officer can read and extend; this module checks it, folds the words as printed text is folded
(`schemas.text`) and refuses empty, duplicate or ambiguous words with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ..text import fold
from .yaml_nodes import Node, load

PROSE_FILE = Path(__file__).with_name("prose.yaml")

Side = Literal["收入", "支出"]
Role = Literal[
    "item", "fund", "side", "column", "column_of_spending", "flag", "total", "adjust_up", "adjust_down", "up", "down", "last_year", "same_time", "rate", "rate_item",
    "score", "child", "reason", "use", "list", "each", "respectively", "limit", "achieved", "filler", "noun", "projects", "involved", "reached", "named", "strong", "plain",
]  # fmt: skip
"""What a word does in a clause; `plain` words only serve counts, topics or frames, `named` ones are
made while reading, from names spelt out by level."""

_QUOTES = str.maketrans("", "", "“”‘’")


def plain(text: str) -> str:
    """Folded text without quotation marks: the form in which words are looked up."""
    return fold(text).translate(_QUOTES)


@dataclass(frozen=True, slots=True)
class ProseItem:
    """An item of the vocabulary. `within` lists what it can be a part of (None: anything; empty: it is never a part)."""

    name: str
    side: Side | None = None
    within: tuple[str, ...] | None = None
    beside: tuple[str, ...] = ()
    """Items it is listed beside and never a part of."""
    column: str | None = None
    hidden: bool = False
    """Recognised so that its figures are not taken for another item's; gives no fact."""


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund and the items it becomes with 收入, 支出 and 收支总计."""

    name: str
    income: str
    spending: str
    both: str


@dataclass(frozen=True, slots=True)
class Count:
    """Something counted; see the head of the section in the file."""

    name: str
    words: frozenset[str]
    behind: tuple[str, ...]
    units: frozenset[str]
    column: str
    topic: str | None
    money: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of performance management, the name of the projects counted and of the money concerned."""

    name: str
    projects: str | None
    money: str
    spoken_with: frozenset[str] = frozenset()


@dataclass(slots=True)
class Word:
    """Everything one word can be: one role, and beside it the counts, topics and frames it speaks of."""

    role: Role = "plain"
    name: str = ""
    counts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    frame: str | None = None
    reached: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProseVocabulary:
    """The checked content of `prose.yaml`; all words are folded and without quotation marks."""

    words: Mapping[str, Word]
    items: Mapping[str, ProseItem]
    funds: Mapping[str, Fund]
    counts: Mapping[str, Count]
    frames: Mapping[str, Frame]
    totals: frozenset[str]
    """Items whose parts can be funds: total income and spending, by fund or not."""
    base_words: tuple[str, ...]
    """Words for last year, longest first."""
    endings: tuple[str, ...]
    definitions: tuple[str, ...]
    narrative: tuple[str, ...]
    heading_endings: tuple[str, ...]
    project_endings: tuple[str, ...]
    not_projects: tuple[str, ...]
    organisations: tuple[str, ...]
    not_organisations: tuple[str, ...]
    not_own: tuple[str, ...]


class _Builder:
    """Collects words and refuses a word that would have two roles."""

    def __init__(self) -> None:
        self.words: dict[str, Word] = {}
        self.places: dict[str, Node] = {}

    def word(self, node: Node) -> Word:
        text = plain(node.text())
        if not text:
            node.fail("去掉空格和引号之后是空的：请填写文字")
        return self.words.setdefault(text, Word())

    def role(self, node: Node, role: Role, name: str = "") -> None:
        text = plain(node.text())
        word = self.word(node)
        if word.role != "plain":
            if (word.role, word.name) == (role, name):
                node.fail(f"“{text}”在同一处写了两次：请删去一个")
            before = self.places[text]
            node.fail(f"“{text}”已在第 {before.line} 行用作“{before_name(word)}”，不能再用作“{name or role}”：请只保留一处")
        self.places[text] = node
        word.role, word.name = role, name

    def roles(self, nodes: Iterable[Node], role: Role, name: str = "") -> None:
        for node in nodes:
            self.role(node, role, name)


def before_name(word: Word) -> str:
    return word.name or word.role


@lru_cache(maxsize=1)
def prose_vocabulary() -> ProseVocabulary:
    """The vocabulary of the installed package, read and checked once. Raises VocabularyError with file and line."""
    return read_prose_vocabulary(PROSE_FILE.read_text(encoding="utf-8"), PROSE_FILE.name)


def read_prose_vocabulary(text: str, file: str) -> ProseVocabulary:
    """Check `text`, the content of a vocabulary file named `file`. Raises VocabularyError with file and line."""
    root = _entries(
        load(text, file),
        "funds", "items", "rates", "counts", "topics", "frames", "frame_words", "scores", "columns", "totals", "adjustments", "compare",
        "marks", "fillers", "nouns", "as_printed_endings", "headings", "organisations", "not_organisations", "not_own",
    )  # fmt: skip
    builder = _Builder()
    items: dict[str, ProseItem] = {}
    funds = _funds(builder, root["funds"], items)
    _items(builder, root["items"], items)
    for name, node in root["rates"].mapping().items():
        entry = _entries(node, "words", "column")
        builder.roles(entry["words"].items(), "rate_item", name)
        items[name] = ProseItem(name, column=entry["column"].text())
    _columns(builder, root["columns"])
    builder.roles(root["totals"].items(), "total")
    adjustments = _entries(root["adjustments"], "up", "down")
    builder.roles(adjustments["up"].items(), "adjust_up")
    builder.roles(adjustments["down"].items(), "adjust_down")
    base_words = _compare(builder, root["compare"])
    marks = _entries(root["marks"], "child", "reason", "use", "list", "each", "respectively", "rate", "limit", "achieved")
    roles: tuple[Role, ...] = ("child", "reason", "use", "list", "each", "respectively", "rate", "limit", "achieved")
    for role in roles:
        builder.roles(marks[role].items(), role)
    for name, node in root["scores"].mapping().items():
        builder.roles(node.items(), "score", name)
    frames = _frames(builder, root["frames"], root["frame_words"])
    builder.roles(root["fillers"].items(), "filler")
    builder.roles(root["nouns"].items(), "noun")
    topics = root["topics"].mapping()
    for topic, node in topics.items():
        for child in node.items():
            word = builder.word(child)
            word.topics = (*word.topics, topic)
    counts = _counts(builder, root["counts"], frozenset(topics))
    _spread_topics(builder.words)
    _check_names(root, items)
    headings = _entries(root["headings"], "definitions", "narrative", "endings", "projects", "not_projects")
    return ProseVocabulary(
        words=builder.words,
        items=items,
        funds=funds,
        counts=counts,
        frames=frames,
        totals=frozenset(
            ("收入", "支出", "收入总计", "支出总计", *(name for fund in funds.values() for name in (fund.income, fund.spending)))
        ),
        base_words=base_words,
        endings=_longest_first(root["as_printed_endings"]),
        definitions=_longest_first(headings["definitions"]),
        narrative=_longest_first(headings["narrative"]),
        heading_endings=_longest_first(headings["endings"]),
        project_endings=_longest_first(headings["projects"]),
        not_projects=_longest_first(headings["not_projects"]),
        organisations=_longest_first(root["organisations"]),
        not_organisations=_longest_first(root["not_organisations"]),
        not_own=_longest_first(root["not_own"]),
    )


def _entries(node: Node, *keys: str, optional: tuple[str, ...] = ()) -> dict[str, Node]:
    """The entries of a mapping that must have `keys`, may have `optional` and no others."""
    entries = node.mapping(*keys, *optional)
    for key in keys:
        if key not in entries:
            node.fail(f"缺少“{key}”：请补上")
    return entries


def _longest_first(node: Node) -> tuple[str, ...]:
    return tuple(sorted((plain(word) for word in node.texts()), key=lambda word: (-len(word), word)))


def _funds(builder: _Builder, node: Node, items: dict[str, ProseItem]) -> dict[str, Fund]:
    funds: dict[str, Fund] = {}
    for name, entry in node.mapping().items():
        fields = _entries(entry, "words", "income", "spending", "both")
        builder.roles(fields["words"].items(), "fund", name)
        fund = Fund(name, fields["income"].text(), fields["spending"].text(), fields["both"].text())
        funds[name] = fund
        items[fund.income] = ProseItem(fund.income, "收入", ("收入", "收入总计", "财政拨款收入"))
        items[fund.spending] = ProseItem(fund.spending, "支出", ("支出", "支出总计", "财政拨款支出"))
        items[fund.both] = ProseItem(fund.both, None, ())
    return funds


def _items(builder: _Builder, node: Node, items: dict[str, ProseItem]) -> None:
    for name, entry in node.mapping().items():
        fields = _entries(
            entry, "words", optional=("side", "within", "beside", "column", "reached_by", "hidden", "whatever_before")
        )
        if name in items:
            entry.fail(f"条目“{name}”定义了两次：请合并为一处")
        for word in fields["words"].items():
            if name in ("收入", "支出") and word.text() == name:
                builder.role(word, "side", name)
            else:
                builder.role(word, "item", name)
        side = fields["side"].text() if "side" in fields else None
        if side not in (None, "收入", "支出"):
            fields["side"].fail("这里只能写 收入 或 支出")
        items[name] = ProseItem(
            name,
            "收入" if side == "收入" else "支出" if side == "支出" else None,
            fields["within"].texts() if "within" in fields else None,
            fields["beside"].texts() if "beside" in fields else (),
            fields["column"].text() if "column" in fields else None,
            "hidden" in fields and fields["hidden"].flag(),
        )
        if "whatever_before" in fields:
            builder.roles(fields["whatever_before"].items(), "strong", name)
        for parent, words in fields["reached_by"].mapping().items() if "reached_by" in fields else ():
            for child in words.items():
                word_of = builder.word(child)
                if parent in word_of.reached:
                    child.fail(f"“{child.text()}”在“{parent}”之下已指“{word_of.reached[parent]}”：请只保留一处")
                word_of.reached[parent] = name
                if word_of.role == "plain":
                    word_of.role = "reached"


def _columns(builder: _Builder, node: Node) -> None:
    for name, entry in node.mapping().items():
        fields = _entries(entry, "words", optional=("flags", "of_spending"))
        builder.roles(fields["words"].items(), "column", name)
        if "of_spending" in fields:
            builder.roles(fields["of_spending"].items(), "column_of_spending", name)
        if "flags" in fields:
            builder.roles(fields["flags"].items(), "flag", name)


def _compare(builder: _Builder, node: Node) -> tuple[str, ...]:
    fields = _entries(node, "up", "down", "last_year", "same_time")
    builder.roles(fields["up"].items(), "up")
    builder.roles(fields["down"].items(), "down")
    builder.roles(fields["last_year"].items(), "last_year")
    builder.roles(fields["same_time"].items(), "same_time")
    return _longest_first(fields["last_year"])


def _frames(builder: _Builder, node: Node, words: Node) -> dict[str, Frame]:
    frames: dict[str, Frame] = {}
    for name, entry in node.mapping().items():
        fields = _entries(entry, "words", "money", optional=("projects", "spoken_with"))
        for child in fields["words"].items():
            word = builder.word(child)
            if word.frame is not None:
                child.fail(f"“{child.text()}”已属于“{word.frame}”：请只保留一处")
            word.frame = name
        spoken_with = frozenset(plain(word) for word in fields["spoken_with"].texts()) if "spoken_with" in fields else frozenset()
        frames[name] = Frame(name, fields["projects"].text() if "projects" in fields else None, fields["money"].text(), spoken_with)
    fields = _entries(words, "projects", "involved")
    builder.roles(fields["projects"].items(), "projects")
    for child in fields["projects"].items():
        text = plain(child.text())
        inside = [word for word, entry in builder.words.items() if entry.frame is not None and word in text]
        if inside:
            builder.words[text].frame = builder.words[max(inside, key=len)].frame
    builder.roles(fields["involved"].items(), "involved")
    return frames


def _counts(builder: _Builder, node: Node, topics: frozenset[str]) -> dict[str, Count]:
    counts: dict[str, Count] = {}
    owners: dict[tuple[str, str, str | None], str] = {}
    for name, entry in node.mapping().items():
        fields = _entries(entry, "words", "units", optional=("behind", "column", "topic", "money"))
        topic = fields["topic"].text() if "topic" in fields else None
        if topic is not None and topic not in topics:
            fields["topic"].fail(f"“{topic}”不在 topics 之中：请先在 topics 里写出它的词")
        units = frozenset(fields["units"].texts())
        words: set[str] = set()
        for child in fields["words"].items():
            word = builder.word(child)
            text = plain(child.text())
            words.add(text)
            for unit in units:
                owner = owners.setdefault((text, unit, topic), name)
                if owner != name:
                    child.fail(f"“{text}”（单位 {unit}）既指“{owner}”又指“{name}”：请只保留一处")
            word.counts = (*word.counts, name)
        behind = (
            tuple(sorted((plain(word) for word in fields["behind"].texts()), key=len, reverse=True)) if "behind" in fields else ()
        )
        counts[name] = Count(
            name,
            frozenset(words),
            behind,
            units,
            fields["column"].text() if "column" in fields else "数量",
            topic,
            fields["money"].text() if "money" in fields else None,
        )
    return counts


def _check_names(root: Mapping[str, Node], items: Mapping[str, ProseItem]) -> None:
    """Every item that another entry points at must be there."""
    for section in ("items", "counts"):
        for entry in root[section].mapping().values():
            fields = entry.mapping()
            pointers = [name for key in ("within", "beside") if key in fields for name in fields[key].items()]
            pointers += [fields["money"]] if "money" in fields else []
            for pointer in pointers:
                if pointer.text() not in items:
                    pointer.fail(f"没有名为“{pointer.text()}”的条目：请改正名称，或先在 items 里写出它")


def _spread_topics(words: dict[str, Word]) -> None:
    """A longer word speaks of what the longest topic word inside it speaks of."""
    speaking = {word: entry.topics for word, entry in words.items() if entry.topics}
    for word, entry in words.items():
        inside = [topic for topic in speaking if topic in word]
        if not entry.topics and inside:
            entry.topics = speaking[max(inside, key=len)]


def words_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of `words` at a place, built as a tree so that it is fast for many words."""
    tree: dict[str, object] = {}
    for word in words:
        branch = tree
        for character in word:
            branch = branch.setdefault(character, {})  # type: ignore[assignment]  # nested dicts of the same kind
        branch[""] = {}
    return _branch_pattern(tree)


def _branch_pattern(tree: dict[str, object]) -> str:
    optional = "" in tree
    parts = [re.escape(character) + _branch_pattern(branch) for character, branch in _branches(tree)]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not optional else "(?:" + "|".join(parts) + ")"
    return body + "?" if optional else body


def _branches(tree: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    for character, branch in tree.items():
        if character and isinstance(branch, dict):
            yield character, branch

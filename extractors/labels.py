"""Which known label a printed label is.

Exact after reduction (`schemas.labels`) or, with lower confidence, differing only by characters that recognition or typing takes for
one another. Labels that merely look similar are never matched: 年初预算数 is not 全年预算数.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..schemas.labels import Label, parse_label
from ..schemas.vocabulary import Column, Form, Item, Vocabulary, load_vocabulary
from ..schemas.vocabulary.model import IndicatorField, Role, Side

EXACT = 1.0
LOOK_ALIKE = 0.9
"""Confidence of a label matched through look-alike characters."""

_YEAR = re.compile(r"^(?P<year>(?:19|20)\d{2})(?:年度?|[-—](?=\D))")
_BARE_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_LAST_YEAR = re.compile(r"^(?:上一年度?|上年度?|去年)")
_THAN_YEAR = re.compile(r"[比较](?:19|20)\d{2}年")
_THIS_YEAR = re.compile(r"^(?:本年度?|当年|今年)")


@dataclass(frozen=True, slots=True)
class YearPrefix:
    """The year a label speaks of: absolute, or relative to the fiscal year (-1 for 上年); `rest` is the label without it."""

    rest: str
    year: int | None = None
    offset: int | None = None


def split_year(key: str) -> YearPrefix | None:
    """Take a leading year off a label key (`2022年决算数`, `上年决算数`); None where there is none."""
    match = _YEAR.match(key)
    if match:
        return YearPrefix(key[match.end() :], year=int(match["year"]))
    if _BARE_YEAR.match(key):
        return YearPrefix("", year=int(key))
    match = _LAST_YEAR.match(key)
    if match:
        return YearPrefix(key[match.end() :], offset=-1)
    match = _THIS_YEAR.match(key)
    if match:
        return YearPrefix(key[match.end() :], offset=0)
    return None


class LookAlikes:
    """Finds the one known key that differs from a printed key only by look-alike characters."""

    def __init__(self, groups: dict[str, frozenset[int]]) -> None:
        self._groups = groups

    def find(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """The known keys (all of the same, smallest distance) that `key` may be a misprint of; empty if none.

        At most one character may differ in labels of up to four characters, two in longer ones; labels of one or two characters
        are never matched this way.
        """
        if len(key) < 3:
            return ()
        allowed = 1 if len(key) <= 4 else 2
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        candidates = process.extract(key, list(known), scorer=Levenshtein.distance, score_cutoff=allowed, limit=None)
        best: dict[int, list[str]] = {}
        for candidate, distance, _ in candidates:
            if len(candidate) == len(key) and all(self._confusable(a, b) for a, b in zip(key, candidate, strict=True) if a != b):
                best.setdefault(int(distance), []).append(candidate)
        return tuple(sorted(set(best[min(best)]))) if best else ()

    def _confusable(self, printed: str, known: str) -> bool:
        if self._groups.get(printed, frozenset()) & self._groups.get(known, frozenset()):
            return True
        return _outside_ordinary_use(printed)


def skeleton(key: str, vocabulary: Vocabulary) -> str:
    """`key` with every character that may be misread for another replaced by the first of its group: look-alike keys have one skeleton."""
    return key.translate(_firsts(vocabulary))


@cache
def _first_of_groups(groups: tuple[tuple[str, frozenset[int]], ...]) -> dict[int, str]:
    """Character -> the smallest character that it can be taken for, directly or over others."""
    firsts: dict[int, str] = {}
    members: dict[int, list[str]] = {}
    for character, numbers in groups:
        for number in numbers:
            members.setdefault(number, []).append(character)
    for character, numbers in groups:
        firsts[ord(character)] = min(other for number in numbers for other in members[number])
    return firsts


def _firsts(vocabulary: Vocabulary) -> dict[int, str]:
    return _first_of_groups(tuple(vocabulary.look_alikes.items()))


def _outside_ordinary_use(character: str) -> bool:
    """Whether a Chinese character is rare: not among the 3,755 of GB 2312 level 1, so that in a budget label it is a misprint."""
    if not "一" <= character <= "鿿":
        return False
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return encoded[0] >= 0xD8


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A head recognised as a column; `year` / `offset` where the head names a year."""

    column: Column
    confidence: float
    year: int | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """A row label recognised as an item; `rivals` are the other items it could be (then `item` is None and nothing is settled)."""

    item: Item | None
    confidence: float
    rivals: tuple[str, ...] = ()


class FormLabels:
    """The labels of one form, indexed. Results are cached: labels repeat within and between documents."""

    def __init__(self, form: Form, vocabulary: Vocabulary) -> None:
        self.form = form
        self.vocabulary = vocabulary
        self._look_alikes = LookAlikes(dict(vocabulary.look_alikes))
        self._columns: dict[str, Column] = {}
        for column in form.columns:
            for label in (column.name, *column.aliases):
                self._columns[parse_label(label).key] = column
        self._items: dict[str, list[Item]] = {}
        for item in form.items:
            for label in item.aliases if item.under else (item.name, *item.aliases):
                self._items.setdefault(parse_label(label).key, []).append(item)
        self._named = {item.name: item for item in form.items}
        self._closing = {(parse_label(label).key, item.side): item for item in form.items for label in item.closing}
        self._fields: dict[str, IndicatorField] = {}
        for field, labels in form.indicator_columns:
            for label in labels:
                self._fields.setdefault(parse_label(label).key, field)
        self._information = {parse_label(label).key: name for name, labels in form.information for label in labels}
        self._headings = {parse_label(label).key for label in form.headings}
        self._ignored = {parse_label(label).key for label in form.ignored_columns}
        self._column_cache: dict[str, ColumnMatch | None] = {}
        self._item_cache: dict[tuple[str, Side | None, str | None, bool], ItemMatch | None] = {}

    def column(self, printed: str) -> ColumnMatch | None:
        """The column a head names, its year taken off; None if it names none."""
        if printed not in self._column_cache:
            _make_room(self._column_cache)
            self._column_cache[printed] = self._find_column(parse_label(printed))
        return self._column_cache[printed]

    def _find_column(self, label: Label) -> ColumnMatch | None:
        for key in dict.fromkeys((label.key, label.bare_key)):
            if key in self._columns:
                return ColumnMatch(self._columns[key], EXACT)
            prefix = split_year(key)
            if prefix and prefix.rest in self._columns:
                return ColumnMatch(self._columns[prefix.rest], EXACT, prefix.year, prefix.offset)
        prefix = split_year(label.key)
        found = self._look_alikes.find(prefix.rest if prefix else label.key, self._columns)
        if len({self._columns[key].name for key in found}) == 1:
            column = self._columns[found[0]]
            return ColumnMatch(column, LOOK_ALIKE, prefix.year, prefix.offset) if prefix else ColumnMatch(column, LOOK_ALIKE)
        return None

    def cuts_measure(self, printed: str) -> bool:
        """Whether a head is no column but the beginning of one whose figures are no money (规模控制 of 规模控制率)."""
        key = parse_label(printed).bare_key
        if len(key) < _SHORTEST_CUT or self.column(printed) is not None:
            return False
        return any(known.startswith(key) and column.unit is not None for known, column in self._columns.items())

    def item(
        self, printed: str, side: Side | None = None, under: str | None = None, *, indicators: bool = False
    ) -> ItemMatch | None:
        """The item a row label names, on this side of the table and below the group item `under`; None if it names none. `indicators`
        asks for the items of indicator rows (总分), which are looked for nowhere else.
        """
        key = (printed, side, under, indicators)
        if key not in self._item_cache:
            _make_room(self._item_cache)
            self._item_cache[key] = self._find_item(parse_label(printed), side, under, indicators)
        return self._item_cache[key]

    def _find_item(self, label: Label, side: Side | None, under: str | None, indicators: bool) -> ItemMatch | None:
        for key in dict.fromkeys((label.key, label.bare_key)):
            match = self._settle(self._items.get(key, ()), side, under, indicators, EXACT)
            if match:
                return match
        found = [item for key in self._look_alikes.find(label.key, self._items) for item in self._items[key]]
        return self._settle(found, side, under, indicators, LOOK_ALIKE)

    @staticmethod
    def _settle(
        candidates: Iterable[Item], side: Side | None, under: str | None, indicators: bool, confidence: float
    ) -> ItemMatch | None:
        fitting = [
            item
            for item in candidates
            if (item.side is None or side is None or item.side == side)
            and (item.under is None or item.under == under)
            and bool(item.columns) == indicators
        ]
        deepest = [item for item in fitting if item.under is not None] or fitting
        names = {item.name for item in deepest}
        if len(names) == 1:
            return ItemMatch(deepest[0], confidence)
        if names:
            return ItemMatch(None, confidence, tuple(sorted(names)))
        return None

    def closing(self, printed: str, side: Side | None, before: Container[str]) -> ItemMatch | None:
        """The item that a label names in the last row only, below the items `before` (合计 below 本年收入合计 is 收入总计)."""
        item = self._closing.get((parse_label(printed).key, side))
        return ItemMatch(item, EXACT) if item is not None and item.after in before else None

    def identifies(self, printed: str) -> bool:
        """Whether the number beside or behind this label only identifies something (联系电话); its last words count."""
        last = re.split(r"[：:\s]+", printed.strip("：: \n\u3000"))[-1]
        return any(parse_label(text).key in self.vocabulary.identifiers for text in (printed, last)) or (
            self.information(last) == "other" and self.item(last, indicators=True) is None
        )

    def named(self, name: str) -> Item | None:
        """The item of a canonical name."""
        return self._named.get(name)

    def field(self, printed: str) -> IndicatorField | None:
        """The indicator field a head names (`年度指标值` is `target`)."""
        label = parse_label(printed)
        found = self._fields.get(label.key) or self._fields.get(label.bare_key)
        if found or not self._fields:
            return found
        alike = {self._fields[key] for key in self._look_alikes.find(label.key, self._fields)}
        return alike.pop() if len(alike) == 1 else None

    def role(self, printed: str) -> Role | None:
        """The role of the column below a head that names no figures."""
        return role_of(printed, self.vocabulary)

    def side(self, printed: str) -> Side | None:
        """The side of a two-sided table that a head names."""
        label = parse_label(printed)
        return self.vocabulary.sides.get(label.key) or self.vocabulary.sides.get(label.bare_key)

    def information(self, printed: str) -> str | None:
        """`subject`, `entity` or `other` where the neighbour of this label is text; None otherwise."""
        label = parse_label(printed)
        return self._information.get(label.key) or self._information.get(label.bare_key)

    def is_heading(self, printed: str) -> bool:
        """Whether the label stands over a stretch of rows (项目资金, 绩效指标)."""
        label = parse_label(printed)
        return label.key in self._headings or label.bare_key in self._headings

    def is_ignored_column(self, printed: str) -> bool:
        """Whether the vocabulary says that figures below this head are no facts."""
        label = parse_label(printed)
        return label.key in self._ignored or label.bare_key in self._ignored


_SHORTEST_CUT = 2
"""Characters of a head that may be the beginning of another one."""
_CACHED_LABELS = 20_000


def _make_room(cache: dict[Any, Any]) -> None:
    """Forget everything when a cache is full, so that a long batch does not fill the memory with labels."""
    if len(cache) >= _CACHED_LABELS:
        cache.clear()


def role_of(printed: str, vocabulary: Vocabulary) -> Role | None:
    """The role of the column below a head, by the words all forms share."""
    label = parse_label(printed)
    return vocabulary.roles.get(label.key) or vocabulary.roles.get(label.bare_key)


def measure_of(printed: str, vocabulary: Vocabulary) -> str | None:
    """The unit that a label no form knows gives its figures by how it ends (增长率 is in %, 团组数 in 个); None for money."""
    label = parse_label(printed)
    if label.unit is not None:
        return None
    key = label.bare_key
    return next((unit for ending, unit in vocabulary.measures if key.endswith(ending)), None)


def quantity_of(printed: str, vocabulary: Vocabulary) -> str | None:
    """`count` or `worth` where a head says that the figures below are counts (数量) or money (价值); None for other heads."""
    key = parse_label(printed).bare_key
    return next((name for name, endings in vocabulary.quantities.items() if key.endswith(endings)), None)


def compares(printed: str, vocabulary: Vocabulary) -> bool:
    """Whether a head or label speaks of a difference between two figures (比上年增减额)."""
    key = parse_label(printed).key
    return any(word in key for word in vocabulary.comparisons) or _THAN_YEAR.search(key) is not None


@cache
def form_labels(name: str) -> FormLabels:
    """The indexed labels of a form of the shipped vocabulary. Raises KeyError for an unknown form."""
    vocabulary = load_vocabulary()
    form = vocabulary.form(name)
    if form is None:
        raise KeyError(name)
    return FormLabels(form, vocabulary)

"""The words that say whose a document is, of which kind and year, and which personal details it carries.

The words are data (`documents.yaml`); this module reads them and refuses a file that is wrong, naming the line to mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import yaml

from ..errors import VocabularyError
from ..results import DocumentKind
from ..text import fold

TitleRole = Literal["reports", "forms", "tables"]
LabelRank = Literal["own", "doer", "superior"]

_KINDS: tuple[DocumentKind, ...] = ("通知", "绩效自评", "部门决算", "部门预算")
_TITLE_ROLES: tuple[TitleRole, ...] = ("reports", "forms", "tables")
_LABEL_RANKS: tuple[LabelRank, ...] = ("own", "doer", "superior")
_CONTACTS = ("person", "number", "account", "identity")
_WORD_LISTS = (
    "title_fillers", "label_breaks", "stop_names", "stop_parts", "name_endings", "not_places", "not_persons", "after_persons",
    "error_pages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleEnding:
    """How a title of `kind` ends; `role` says whether it heads a whole report, an annexed form or a table."""

    text: str
    kind: DocumentKind
    role: TitleRole


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The checked content of `documents.yaml`; all words are folded (see `schemas.text.fold`)."""

    titles: tuple[TitleEnding, ...]
    """Longest ending first."""
    title_fillers: tuple[str, ...]
    entity_labels: dict[str, LabelRank]
    label_breaks: tuple[str, ...]
    stop_names: frozenset[str]
    stop_parts: tuple[str, ...]
    name_endings: tuple[str, ...]
    abbreviations: dict[str, str]
    """Short name to full name; the full names stand for themselves."""
    not_places: tuple[str, ...]
    person_labels: tuple[str, ...]
    number_labels: tuple[str, ...]
    account_labels: tuple[str, ...]
    identity_labels: tuple[str, ...]
    not_persons: tuple[str, ...]
    after_persons: tuple[str, ...]
    error_pages: tuple[str, ...]
    """What pages say that stand in a report's place, in small letters; longest first."""
    surnames: frozenset[str]
    double_surnames: frozenset[str]


@lru_cache(maxsize=1)
def document_words() -> DocumentWords:
    """The words that come with the package, read once.

    Raises VocabularyError when the file is wrong.
    """
    return load_document_words(Path(__file__).with_suffix(".yaml"))


def load_document_words(path: Path) -> DocumentWords:
    """Read and check a words file.

    Raises VocabularyError (``file:line: what is wrong``) for a file that cannot be read, has a key missing or too many, an empty
    word, a word given twice in a list, or a word that would mean two things.
    """
    return _Loader(path).words()


class _Loader:
    """Walks the YAML nodes, so that every complaint carries the line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            root = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        except (OSError, UnicodeDecodeError) as error:
            raise VocabularyError(f"{path.name}:1: 词表读不出来（{error}），请检查文件") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise VocabularyError(f"{path.name}:{line}: 词表不是正确的 YAML，请改正这一行的写法") from error
        if root is None:
            raise VocabularyError(f"{path.name}:1: 词表是空的")
        self.root: yaml.Node = root

    def words(self) -> DocumentWords:
        top = self._mapping(self.root, ("titles", "entity_labels", "abbreviations", "contact_labels", "surnames", *_WORD_LISTS))
        lists = {key: self._words(top[key]) for key in _WORD_LISTS}
        contacts = {key: self._words(node) for key, node in self._mapping(top["contact_labels"], _CONTACTS).items()}
        surnames = self._mapping(top["surnames"], ("single", "double"))
        singles, line = self._word(surnames["single"])
        if len(set(singles)) != len(singles):
            self._fail(line, "姓氏有重复的字")
        return DocumentWords(
            titles=self._titles(top["titles"]),
            title_fillers=_longest_first(lists["title_fillers"]),
            entity_labels=self._labels(top["entity_labels"]),
            label_breaks=_longest_first(lists["label_breaks"]),
            stop_names=frozenset(lists["stop_names"]),
            stop_parts=lists["stop_parts"],
            name_endings=_longest_first(lists["name_endings"]),
            abbreviations=self._abbreviations(top["abbreviations"]),
            not_places=lists["not_places"],
            person_labels=_longest_first(contacts["person"]),
            number_labels=_longest_first(contacts["number"]),
            account_labels=_longest_first(contacts["account"]),
            identity_labels=_longest_first(contacts["identity"]),
            not_persons=lists["not_persons"],
            after_persons=_longest_first(lists["after_persons"]),
            error_pages=_longest_first(lists["error_pages"]),
            surnames=frozenset(singles),
            double_surnames=frozenset(self._words(surnames["double"])),
        )

    def _fail(self, line: int, problem: str) -> None:
        raise VocabularyError(f"{self.path.name}:{line}: {problem}")

    def _mapping(self, node: yaml.Node, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
        """The values of a mapping that must have exactly these keys."""
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self._fail(line, f"这里应是 {'、'.join(keys)} 的对照")
        found: dict[str, yaml.Node] = {}
        for key, value in cast(list[tuple[yaml.Node, yaml.Node]], node.value):
            name = str(key.value)
            if name not in keys:
                self._fail(key.start_mark.line + 1, f"不认识的键“{name}”，可用的有 {'、'.join(keys)}")
            if name in found:
                self._fail(key.start_mark.line + 1, f"键“{name}”写了两次，请合并")
            found[name] = value
        for name in keys:
            if name not in found:
                self._fail(line, f"缺少键“{name}”")
        return found

    def _word(self, node: yaml.Node) -> tuple[str, int]:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            self._fail(line, "这里应是一个词")
        word = fold(str(node.value))
        if not word:
            self._fail(line, "有空的词，请删去或补上")
        return word, line

    def _items(self, node: yaml.Node) -> Iterator[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self._fail(node.start_mark.line + 1, "这里应是一列词")
        yield from cast(list[yaml.Node], node.value)

    def _words(self, node: yaml.Node) -> tuple[str, ...]:
        """A list of words without repetition."""
        words: dict[str, None] = {}
        for item in self._items(node):
            word, line = self._word(item)
            if word in words:
                self._fail(line, f"“{word}”在这一列里写了两次，请删去一个")
            words[word] = None
        return tuple(words)

    def _titles(self, node: yaml.Node) -> tuple[TitleEnding, ...]:
        endings: dict[str, TitleEnding] = {}
        for kind, roles in self._mapping(node, _KINDS).items():
            for role, items in self._mapping(roles, _TITLE_ROLES).items():
                for item in self._items(items):
                    word, line = self._word(item)
                    if word in endings:
                        self._fail(line, f"标题词“{word}”已经属于{endings[word].kind}，一个词只能有一个意思")
                    endings[word] = TitleEnding(word, cast(DocumentKind, kind), cast(TitleRole, role))
        return tuple(sorted(endings.values(), key=lambda ending: -len(ending.text)))

    def _labels(self, node: yaml.Node) -> dict[str, LabelRank]:
        ranks: dict[str, LabelRank] = {}
        for rank, items in self._mapping(node, _LABEL_RANKS).items():
            for item in self._items(items):
                word, line = self._word(item)
                if word in ranks:
                    self._fail(line, f"标签“{word}”写了两次，一个标签只能有一个意思")
                ranks[word] = cast(LabelRank, rank)
        return ranks

    def _abbreviations(self, node: yaml.Node) -> dict[str, str]:
        full_names: dict[str, str] = {}
        for item in self._items(node):
            entry = self._mapping(item, ("full", "short"))
            full, line = self._word(entry["full"])
            for word, word_line in [(full, line), *(self._word(short) for short in self._items(entry["short"]))]:
                if word in full_names:
                    self._fail(word_line, f"简称“{word}”已经指“{full_names[word]}”，一个简称只能指一个单位")
                full_names[word] = full
        return full_names


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))

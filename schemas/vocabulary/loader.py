"""Reads the vocabulary files and refuses what is empty, duplicate or ambiguous, naming file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TypeVar, cast, get_args

from ..labels import parse_label
from .model import Column, Form, IndicatorField, Item, Role, Side, Vocabulary
from .yaml_nodes import Node, load

T = TypeVar("T", bound=str)

COMMON_FILE = "common.yaml"
FORM_FILES = ("performance.yaml", "final-accounts.yaml", "budgets.yaml")
"""One file for each form family; a new family is a new file and a name here."""

_FORM_KEYS = (
    "name", "titles", "evidence", "unit", "use", "columns", "items", "open_items", "open_columns", "heads_hold_items",
    "default_column", "default_item", "ignore", "indicator_columns", "information", "sections", "numbers",
)  # fmt: skip
_COLUMN_KEYS = ("name", "aliases", "unit", "spans", "alone")
_ITEM_KEYS = ("name", "aliases", "parent", "unit", "side", "under", "group", "weighted", "closing", "after", "columns")
_SHARED_KEYS = ("columns", "items", "open_items", "open_columns", "ignore", "indicator_columns")


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package, read and checked once per process. Raises VocabularyError."""
    folder = files(__package__)
    return read_vocabulary({name: (folder / name).read_text(encoding="utf-8") for name in (COMMON_FILE, *FORM_FILES)})


def read_vocabulary(texts: Mapping[str, str]) -> Vocabulary:
    """Check the texts of vocabulary files (file name -> YAML text; COMMON_FILE is required) and give the vocabulary they make.

    Raises VocabularyError naming file and line for anything empty, duplicate, ambiguous or unknown.
    """
    common = load(texts[COMMON_FILE], COMMON_FILE).mapping(
        "roles",
        "column_number_rows",
        "sides",
        "empty_table",
        "look_alikes",
        "title_words",
        "funds",
        "measures",
        "quantities",
        "comparisons",
        "identifiers",
        "shared",
    )
    shared = {name: _draft(node, node.mapping(*_SHARED_KEYS)) for name, node in common["shared"].mapping().items()}
    forms: list[Form] = []
    titles: dict[tuple[str, str], str] = {}
    names: set[str] = set()
    for file, text in texts.items():
        if file == COMMON_FILE:
            continue
        family = load(text, file).mapping("family", "kind", "forms")
        for node in family["forms"].items():
            form = _form(node, family["family"].text(), family["kind"].text(), shared)
            if form.name in names:
                node.fail(f"表“{form.name}”已经定义过：请合并为一处")
            names.add(form.name)
            for title in form.titles:
                owner = titles.setdefault((form.kind, parse_label(title).key), form.name)
                if owner != form.name:
                    node.fail(f"表名“{title}”同时属于“{owner}”和“{form.name}”：请从其中一处删去")
            forms.append(form)
    digest = hashlib.sha256()
    for file in sorted(texts):
        digest.update(file.encode() + b"\0" + texts[file].encode() + b"\0")
    return Vocabulary(
        forms=tuple(forms),
        roles=_keyed(common["roles"], get_args(Role)),
        sides=_keyed(common["sides"], get_args(Side)),
        column_number_rows=frozenset(parse_label(word).key for word in common["column_number_rows"].texts()),
        empty_table={state: node.texts() for state, node in common["empty_table"].mapping("no_data", "withheld").items()},
        look_alikes=_look_alikes(common["look_alikes"]),
        title_words=common["title_words"].texts(),
        funds=tuple(sorted(_owners(common["funds"]).items(), key=lambda pair: (-len(pair[0]), pair))),
        measures=tuple(sorted(_owners(common["measures"]).items(), key=lambda pair: (-len(pair[0]), pair))),
        quantities={name: node.texts() for name, node in common["quantities"].mapping("count", "worth").items()},
        comparisons=common["comparisons"].texts(),
        identifiers=frozenset(parse_label(word).key for word in common["identifiers"].texts()),
        column_keys=frozenset(
            parse_label(label).key for form in forms for column in form.columns for label in (column.name, *column.aliases)
        ),
        fingerprint=digest.hexdigest(),
    )


@dataclass
class _Draft:
    """Columns, items and flags of a form while shared blocks are merged into it."""

    columns: dict[str, Column] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    lines: dict[str, Node] = field(default_factory=dict)
    """Where each column and item was written, for complaints."""
    flags: dict[str, bool] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    indicator_columns: tuple[tuple[IndicatorField, tuple[str, ...]], ...] = ()

    def merge(self, other: _Draft) -> None:
        """Take `other` in; aliases of columns and items that both have are joined."""
        for name, column in other.columns.items():
            mine = self.columns.get(name)
            self.columns[name] = column if mine is None else replace(column, aliases=_joined(mine.aliases, column.aliases))
        for name, item in other.items.items():
            present = self.items.get(name)
            if present is None:
                self.items[name] = item
            else:
                self.items[name] = replace(
                    present, aliases=_joined(present.aliases, item.aliases), parent=item.parent or present.parent
                )
        self.lines |= other.lines
        self.flags |= other.flags
        self.ignored_columns = _joined(self.ignored_columns, other.ignored_columns)
        self.indicator_columns = other.indicator_columns or self.indicator_columns


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return first + tuple(word for word in second if word not in first)


def _draft(node: Node, entries: dict[str, Node]) -> _Draft:
    draft = _Draft()
    for entry in entries["columns"].items() if "columns" in entries else ():
        column = _column(entry)
        if column.name in draft.columns:
            entry.fail(f"栏“{column.name}”写了两次：请合并为一处")
        draft.columns[column.name] = column
        draft.lines[column.name] = entry
    for entry in entries["items"].items() if "items" in entries else ():
        item = _item(entry)
        if item.name in draft.items:
            entry.fail(f"项目“{item.name}”写了两次：请合并为一处")
        draft.items[item.name] = item
        draft.lines[item.name] = entry
    for flag in ("open_items", "open_columns"):
        if flag in entries:
            draft.flags[flag] = entries[flag].flag()
    if "ignore" in entries:
        draft.ignored_columns = entries["ignore"].mapping("columns")["columns"].texts()
    if "indicator_columns" in entries:
        fields = entries["indicator_columns"].mapping(*get_args(IndicatorField))
        draft.indicator_columns = tuple((cast(IndicatorField, name), labels.texts()) for name, labels in fields.items())
    return draft


def _form(node: Node, family: str, kind: str, shared: Mapping[str, _Draft]) -> Form:
    entries = node.mapping(*_FORM_KEYS)
    for key in ("name", "titles", "evidence"):
        if key not in entries:
            node.fail(f"缺少“{key}”：每张表都要有 name、titles 和 evidence")
    draft = _Draft()
    for use in entries["use"].items() if "use" in entries else ():
        block = shared.get(use.text())
        if block is None:
            use.fail(f"common.yaml 的 shared 里没有“{use.text()}”：可用的有 {'、'.join(shared)}")
        draft.merge(block)
    draft.merge(_draft(node, entries))
    titles = entries["titles"].texts()
    if not titles:
        entries["titles"].fail("至少要有一个表名")
    information = entries["information"].mapping("subject", "entity", "other") if "information" in entries else {}
    sections = entries["sections"].mapping("headings") if "sections" in entries else {}
    form = Form(
        name=entries["name"].text(),
        family=family,
        kind=kind,
        titles=titles,
        evidence=tuple(group.texts() for group in entries["evidence"].items()),
        columns=tuple(draft.columns.values()),
        items=tuple(draft.items.values()),
        unit=entries["unit"].text() if "unit" in entries else None,
        open_items=draft.flags.get("open_items", False),
        open_columns=draft.flags.get("open_columns", False),
        heads_hold_items="heads_hold_items" in entries and entries["heads_hold_items"].flag(),
        default_column=entries["default_column"].text() if "default_column" in entries else None,
        default_item=entries["default_item"].text() if "default_item" in entries else None,
        ignored_columns=draft.ignored_columns,
        indicator_columns=draft.indicator_columns,
        information=tuple((name, labels.texts()) for name, labels in information.items()),
        headings=sections["headings"].texts() if sections else (),
        numbers=entries["numbers"].texts() if "numbers" in entries else (),
    )
    _refuse_ambiguous(form, draft, node)
    return form


def _column(node: Node) -> Column:
    entries = node.mapping(*_COLUMN_KEYS)
    return Column(
        name=_name(node, entries),
        aliases=entries["aliases"].texts() if "aliases" in entries else (),
        unit=entries["unit"].text() if "unit" in entries else None,
        spans="spans" in entries and entries["spans"].flag(),
        alone="alone" in entries and entries["alone"].flag(),
    )


def _item(node: Node) -> Item:
    entries = node.mapping(*_ITEM_KEYS)
    side = entries["side"].text() if "side" in entries else None
    if side is not None and side not in get_args(Side):
        entries["side"].fail("side 只能是 收入 或 支出")
    return Item(
        name=_name(node, entries),
        aliases=entries["aliases"].texts() if "aliases" in entries else (),
        parent=entries["parent"].text() if "parent" in entries else None,
        unit=entries["unit"].text() if "unit" in entries else None,
        side=cast("Side | None", side),
        under=entries["under"].text() if "under" in entries else None,
        group="group" in entries and entries["group"].flag(),
        weighted="weighted" in entries and entries["weighted"].flag(),
        closing=entries["closing"].texts() if "closing" in entries else (),
        after=entries["after"].text() if "after" in entries else None,
        columns=entries["columns"].texts() if "columns" in entries else (),
    )


def _name(node: Node, entries: dict[str, Node]) -> str:
    if "name" not in entries:
        node.fail("缺少 name")
    return entries["name"].text()


def _refuse_ambiguous(form: Form, draft: _Draft, node: Node) -> None:
    """No two columns, and no two items that could stand in the same place, may answer to one label."""
    columns: dict[str, str] = {}
    for column in form.columns:
        for label in (column.name, *column.aliases):
            owner = columns.setdefault(parse_label(label).key, column.name)
            if owner != column.name:
                draft.lines[column.name].fail(f"“{form.name}”的栏名“{label}”同时指“{owner}”和“{column.name}”：请从其中一处删去")
    items: dict[tuple[str, str | None, str | None, bool], str] = {}
    for item in form.items:
        labels: Iterable[str] = item.aliases if item.under else (item.name, *item.aliases)
        for label in labels:
            key = parse_label(label).key
            place = (key, item.side, item.under, bool(item.columns))
            owner = items.setdefault(place, item.name)
            if owner == item.name and item.side and not item.under:
                owner = items.get((key, None, None, bool(item.columns)), item.name)
            if owner != item.name:
                draft.lines[item.name].fail(f"“{form.name}”的项目名“{label}”同时指“{owner}”和“{item.name}”：请从其中一处删去")
    names = {item.name for item in form.items}
    for item in form.items:
        if bool(item.closing) != (item.after is not None):
            draft.lines[item.name].fail(f"“{form.name}”的项目“{item.name}”：closing 和 after 要一起写")
        for reference in (item.parent, item.under, item.after):
            if reference is not None and reference not in names:
                draft.lines[item.name].fail(f"“{form.name}”里没有项目“{reference}”：请先定义它，或改正 parent / under / after")
    if form.default_column is not None and form.default_column not in {column.name for column in form.columns}:
        node.fail(f"default_column“{form.default_column}”不在 columns 里")
    if form.default_item is not None and form.default_item not in names:
        node.fail(f"default_item“{form.default_item}”不在 items 里")


def _keyed(node: Node, values: tuple[T, ...]) -> dict[str, T]:
    """{"label": [项目, …]} as {项目: "label"}; a word under two values is refused."""
    keyed: dict[str, T] = {}
    for name, words in node.mapping(*values).items():
        for word in words.items():
            key = parse_label(word.text()).key
            if key in keyed:
                word.fail(f"“{word.text()}”写了两次：请删去一处")
            keyed[key] = cast(T, name)
    return keyed


def _owners(node: Node) -> dict[str, str]:
    """{"财政拨款": [word, …]} as {word: "财政拨款"}; a word under two names is refused."""
    owners: dict[str, str] = {}
    for name, words in node.mapping().items():
        for word in words.items():
            if word.text() in owners:
                word.fail(f"“{word.text()}”写了两次：请删去一处")
            owners[word.text()] = name
    return owners


def _look_alikes(node: Node) -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, word in enumerate(node.items()):
        if len(word.text()) < 2:
            word.fail("一组形近字至少要有两个字")
        for character in word.text():
            groups.setdefault(character, set()).add(number)
    return {character: frozenset(numbers) for character, numbers in groups.items()}

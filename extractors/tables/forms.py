"""Which form a table is: by its title and its heads together.

A title alone is not enough (tables of contents and explanations of terms name forms without being one), nor are heads alone unless
they leave no other choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ...schemas.labels import parse_label
from ...schemas.text import fold
from ...schemas.vocabulary import Form, Vocabulary, load_vocabulary
from ..labels import EXACT, LOOK_ALIKE, FormLabels, form_labels, skeleton
from .grid import Grid

BY_HEADS_ALONE = 0.9
"""Confidence of a form known by its heads where no title is printed."""

NATIONAL_UNIT = "万元"
"""The unit of all tables of the national layout."""

_NUMBER = re.compile(r"（?(?P<number>公开\d\d)表?）?")
_PREFIX = re.compile(r"^(?:[《“（]?(?:附件|附表|表|公开)\s*[一二三四五六七八九十\d]*(?:[-—.]\d+)*表?[》”）]?[:：、.]?)+")
_YEAR = re.compile(r"(?:19|20)?\d{2,4}年?度?")
_BODY = re.compile(
    r"^.*(?:局|厅|委员会|中心|办公室|办事处|管理处|服务处|[务理测究]站|研究院|学院|医院|学校|中学|小学|研究所|管理所|事务所|支队|大队|馆|协会|联合会|公司|街道)"
)
"""The name of a body, whose own words (政府采购中心, 国有资产管理局) are no title's."""
_SENTENCE = re.compile(r"[。；！？]")
_CONTENTS_LEADER = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|PAGEREF|_Toc)\S*$")
TITLE_LENGTH = 60
"""Longest line that can be a title, in characters."""


@dataclass(frozen=True, slots=True)
class FormMatch:
    """The form of a table with the printed title (None where only heads speak)."""

    form: Form
    title: str | None
    confidence: float
    unit: str | None = None
    """Unit of money that the national layout prescribes, where only its number (公开01表) tells the form."""


@lru_cache(maxsize=4096)
def title_forms(line: str, kind: str | None = None) -> tuple[tuple[str, ...], float]:
    """Names of the forms whose title a line is, and how sure that is: titles may hold misread characters (收人支出决算总表).

    Forms of `kind` come first. A title of two kinds (收支总表) gives several names, a line that is no title none.
    """
    cores = _title_cores(line)
    vocabulary = load_vocabulary()
    for confidence in (EXACT, LOOK_ALIKE):
        for plain in cores:
            best = _longest(plain, _titles()) if confidence == EXACT else _longest(skeleton(plain, vocabulary), _skeletons())
            if best:
                kinds = {form.name: form.kind for form in vocabulary.forms}
                return tuple(sorted(best, key=lambda name: kinds[name] != kind)), confidence
    return (), EXACT


_JOINTS = re.compile("以及|[及和与]")
"""Words that join the things a title names."""


def _longest(plain: str, titles: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The forms of the longest title that `plain` ends with, however the things it names are joined (会议费和培训费, 会议费、培训费)."""
    plain = _JOINTS.sub("、", plain)
    best: list[str] = []
    length = 0
    for key, names in titles.items():
        if len(key) >= length and plain.endswith(key) and _explained(plain[: -len(key)]):
            if len(key) > length:
                best, length = [], len(key)
            best.extend(name for name in names if name not in best)
    return best


def _title_cores(line: str) -> tuple[str, ...]:
    """A line reduced to what a title could be, with and without trailing brackets; nothing for sentences, entries of contents and
    long lines.
    """
    folded = fold(line).replace(" ", "")
    if not folded or len(folded) > TITLE_LENGTH or _SENTENCE.search(folded) or _CONTENTS_LEADER.search(folded):
        return ()
    label = parse_label(_PREFIX.sub("", folded))
    bare = label.unit or label.bare_key.endswith(("表", "情况"))
    return (label.key, label.bare_key) if bare else (label.key,)


@cache
def _titles() -> dict[str, tuple[str, ...]]:
    titles: dict[str, tuple[str, ...]] = {}
    for form in load_vocabulary().forms:
        for title in form.titles:
            key = _JOINTS.sub("、", parse_label(title).key)
            titles[key] = (*titles.get(key, ()), form.name)
    return titles


@cache
def _skeletons() -> dict[str, tuple[str, ...]]:
    vocabulary = load_vocabulary()
    return {skeleton(key, vocabulary): names for key, names in _titles().items() if len(key) >= _LONG_TITLE}


_LONG_TITLE = 6
"""Characters from which a title with a misread character is still no other title."""


def _explained(prefix: str) -> bool:
    """Whether what stands before a known title is a year, a name or a number, and not another title's words."""
    rest = _YEAR.sub("", _BODY.sub("", prefix))
    vocabulary = load_vocabulary()
    return not any(word in rest or skeleton(word, vocabulary) in rest for word in vocabulary.title_words)


def recognise(grid: Grid, lines: Sequence[str], kind: str | None, vocabulary: Vocabulary) -> FormMatch | None:
    """The form of a table. `lines` are the printed lines that may hold its title, nearest first (lines inside the table's own first
    rows included); `kind` is the kind of the part the table stands in. None where no form fits.
    """
    keys = _printed_keys(grid)
    for line in lines:
        names, confidence = title_forms(line, kind)
        for name in names:
            labels = form_labels(name)
            if _supported(labels, keys, torn=labels.form.has_indicators):
                return FormMatch(labels.form, line, confidence)
    numbered = _by_number(lines, keys, kind, vocabulary)
    if numbered is not None:
        return numbered
    if not any(slot.kind == "figure" for row in range(len(grid.rows)) for slot in grid.filled(row)):
        return None  # explanations of terms name forms without being one
    fitting = [
        labels.form
        for form in vocabulary.forms
        if (labels := form_labels(form.name)) and _supported(labels, keys, torn=False) and _distinctive(labels, keys)
    ]
    if len(fitting) > 1:
        fitting = [form for form in fitting if form.kind == kind] or fitting
    if len(fitting) > 1:
        fitting = _about_what_is_printed(fitting, keys)
    return FormMatch(fitting[0], None, BY_HEADS_ALONE) if len(fitting) == 1 else None


def reads_like_title(line: str) -> bool:
    """Whether a line above a table could be the title of a form that nobody knows, and not only its number or a part's heading."""
    plain = fold(line).replace(" ", "")
    if len(plain) > TITLE_LENGTH or _NUMBER_OF_FORM.fullmatch(plain) or _HEADING_OF_PART.match(plain):
        return False
    return plain.endswith("表）") or _NAMES_A_FORM.search(plain) is not None


_NAMES_A_FORM = re.compile(r"(?:表|情况|明细)(?:（[^（）]{1,20}）)?$")


_HEADING_OF_PART = re.compile(r"第[一二三四五六七八九十]{1,2}部分")


_NUMBER_OF_FORM = re.compile(
    r"[（《]?(?:(?:部门|单位|预算|决算)?公开|附|财决|预算|决算)?(?:表|附表)?[一二三四五六七八九十\d]{0,3}(?:-\d{1,2})?表?[》）]?"
)
"""公开05表, 附表3: a number and no title."""


def _by_number(lines: Sequence[str], keys: set[str], kind: str | None, vocabulary: Vocabulary) -> FormMatch | None:
    """The form of the national layout whose number alone is printed (公开01表), if the heads leave no other with that number.

    Under a title of its own (财政拨款支出决算明细表 / 公开05表) a table is what the title says: provinces number their forms differently.
    """
    if any(reads_like_title(line) for line in lines):
        return None
    for line in lines:
        match = _NUMBER.fullmatch(fold(line).replace(" ", ""))
        if match is None:
            continue
        forms = [
            form
            for form in vocabulary.forms
            if match["number"] in form.numbers
            and kind in (None, "其他", form.kind)
            and _supported(form_labels(form.name), keys, torn=False)
        ]
        if len(forms) == 1:
            return FormMatch(forms[0], line, BY_HEADS_ALONE, NATIONAL_UNIT)
    return None


def _about_what_is_printed(forms: list[Form], keys: set[str]) -> list[Form]:
    """Of forms alike in their heads, those on a project where the table names a project, else those on a body where it names one."""

    def names(form: Form, what: str) -> set[str]:
        return {
            parse_label(label).key
            for name, labels in form.information
            if name == what
            for label in labels
            if label.endswith("名称")
        }

    for what in ("subject", "entity"):
        if any(not keys.isdisjoint(names(form, what)) for form in forms):
            return [form for form in forms if bool(names(form, "subject")) == (what == "subject")]
    return forms


def continues(grid: Grid, previous: Form) -> bool:
    """Whether an untitled table directly behind another belongs to the same printed form (fund table and indicator table apart)."""
    return _supported(form_labels(previous.name), _printed_keys(grid), torn=True)


def _printed_keys(grid: Grid) -> set[str]:
    """Reduced texts of all text cells, with and without trailing brackets and leading years."""
    keys: set[str] = set()
    for row in range(len(grid.rows)):
        for slot in grid.filled(row):
            if slot.kind in ("text", "labelled"):
                label = parse_label(slot.content.label or slot.text)
                keys.update((label.key, label.bare_key))
    return keys


def _supported(labels: FormLabels, keys: set[str], *, torn: bool) -> bool:
    """Whether the labels a form must print are there: one of every group, or of any group where the form may be torn."""
    groups = [_group_printed(labels, group, keys) for group in labels.form.evidence]
    return any(groups) if torn else all(groups)


def _group_printed(labels: FormLabels, group: tuple[str, ...], keys: set[str]) -> bool:
    return not keys.isdisjoint(_reduced(group)) or any(_named(labels.form.name, key) & set(group) for key in keys)


@cache
def _reduced(group: tuple[str, ...]) -> frozenset[str]:
    return frozenset(parse_label(word).key for word in group)


@lru_cache(maxsize=65536)
def _named(form: str, key: str) -> frozenset[str]:
    """The canonical names a printed key may stand for in a form."""
    labels = form_labels(form)
    names: set[str] = set()
    column = labels.column(key)
    if column:
        names.add(column.column.name)
    item = labels.item(key)
    if item:
        names.update([item.item.name] if item.item else item.rivals)
    field = labels.field(key)
    if field:
        names.update({"level1": {"一级指标"}, "level2": {"二级指标"}, "level3": {"三级指标"}}.get(field, set()))
    return frozenset(names)


def _distinctive(labels: FormLabels, keys: set[str]) -> bool:
    """Whether a table without title shows enough of a form to be it: performance forms by their many own labels, others by most heads."""
    form = labels.form
    if not form.headings and not form.heads_hold_items:
        return False
    own = {name for key in keys for name in _named(form.name, key)}
    return len(own) >= 5


def unknown_labels(vocabulary: Vocabulary) -> FormLabels:
    """Labels for tables of unknown form: no columns, no items, everything as printed."""
    form = Form("", "", "其他", (), (), (), (), open_items=True, open_columns=True)
    return FormLabels(form, vocabulary)

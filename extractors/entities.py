"""The body a document speaks for: what counts as its name, when two names mean the same body, and which one a document is about.

Names are compared by place and by body: `衡山县委网信办` is `中共衡山县委网络安全和信息化委员会办公室`, because the place is
the same and the short name stands for the full one; the same body of another place never is. Names here are folded
(`schemas.text.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..schemas.document import Cell, Table
from ..schemas.results import Source
from ..schemas.text import fold
from ..schemas.vocabulary.documents import LabelRank, document_words

TITLE, OWN_LABEL, NAMED, COVER, DOER, SUPERIOR = 6, 6, 3, 3, 3, 1
"""How much a printed name says about whose report it is: in a title, behind a label like 单位名称, explained in the text
(简称), alone on the lines below a title, behind 实施单位, behind 主管部门."""

_RANK_WEIGHT: dict[LabelRank, int] = {"own": OWN_LABEL, "doer": DOER, "superior": SUPERIOR}
_CLEARLY = 2
"""A body must outweigh the next one by this factor to be taken without doubt."""
_LONGEST_NAME = 40
_NAME = re.compile(r"[一-鿿㐀-䶿〇·、（）“”A-Za-z0-9]+")
_LEADING_CODE = re.compile(r"^[（［]?\d[\d-]*[］）]?[-—、.]?")
_SEAL = "（(?:单位)?(?:盖章|公章|签章|盖单位公章|加盖公章|章|全称)）"
_SEALS = re.compile(_SEAL)
_SELF_NAMED = re.compile(r"（(?:以下)?简称：?[“”]?[一-鿿]{2,14}[“”]?）")
_SAME_BODY = re.compile(r"(?:（(?:本级|机关|本部|汇总|部门|单位)）|本级|本部)$")
_SECOND_NAME = re.compile(r"（(?P<second>[一-鿿]{1,8})）$")
"""工商业联合会（总商会）: what else the body is."""
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_OWN_LEVEL = "省(?![级直])|市(?!场|容|区|级|直|民|辖|政(?!府|协|法))|县(?![级直域])|区(?![域划级直])|[州旗](?=[委政人])"
"""A place named by its level alone, as in 县委 or 市财政局; 市场监督管理局 and 县域 begin otherwise."""
_PLACE_LEVEL = "省|自治区|自治州|自治县|市|县|区|(?:地区|州|盟|旗)(?![市县区])"


@dataclass(frozen=True, slots=True)
class EntityEvidence:
    """A printed name of a body, how much it weighs (see `TITLE` …) and where it stands."""

    name: str
    weight: int
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class EntityChoice:
    """The body that a document or part speaks for; None with `rivals` where two are equally likely."""

    name: str | None
    rivals: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def entity_name(text: str) -> str | None:
    """The name of a body that `text` (a label's value, a cell, a piece of a title) is, without spaces, seals and leading codes.

    None where it is something else (`（盖章）`, `填报日期`, `上海市`).
    """
    words = document_words()
    name = _LEADING_CODE.sub("", _SEALS.sub("", fold(re.sub(r"\[bookmark:[^\]]*\]", "", text)))).strip("：:，。；_-—")
    while name.startswith("（") and name.endswith("）"):
        name = name[1:-1]
    if not 2 <= len(name) <= _LONGEST_NAME or not _NAME.fullmatch(name) or name in words.stop_names:
        return None
    if "中共" in name[1:] or any(part in name for part in words.stop_parts) or name in words.entity_labels:
        return None
    core = _SAME_BODY.sub("", name)
    second = _SECOND_NAME.search(core)
    if second and second["second"].endswith(words.name_endings):
        core = core[: second.start()]
    if not core.endswith(words.name_endings) or len(core) < 2:
        return None
    body = _identity(name)
    return name if body.core and core not in words.name_endings else None


def entity_after_label(text: str) -> tuple[str, LabelRank] | None:
    """The name in a labelled line or cell (`部门：X 金额单位：万元`, `单位名称（盖章）X`), with the rank of its label."""
    found = labelled_value(text)
    if not found:
        return None
    name = entity_name(found[0])
    return (name, found[1]) if name else None


@lru_cache(maxsize=4096)
def labelled_value(text: str) -> tuple[str, LabelRank] | None:
    """The text behind an entity label, up to the next label on the line ("" where nothing follows).

    None where `text` does not begin with such a label.
    """
    match = _label_pattern().match(fold(text))
    if not match:
        return None
    label, rest = match["label"], match["rest"]
    if not match["mark"] and rest:
        return None
    end = _breaks_pattern().search(rest)
    return (rest[: end.start()] if end else rest), document_words().entity_labels[label]


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    labels = sorted(document_words().entity_labels, key=len, reverse=True)
    return re.compile(
        rf"(?:\d{{1,2}}[.、])?(?P<label>{'|'.join(map(re.escape, labels))})(?P<mark>(?:：|{_SEAL})*)(?P<rest>.*)",
        re.DOTALL,
    )


@lru_cache(maxsize=1)
def _breaks_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, document_words().label_breaks))
    return re.compile(rf"(?:{words})(?:（[^）]{{1,4}}）)?：|[（(]?公开\d|(?:19|20)\d\d年|[（(]?(?:单位|金额)：")


def entities_of_table(table: Table) -> list[tuple[str, LabelRank, Cell]]:
    """The names behind entity labels in a table: in the same cell or in the next filled cell of the row."""
    found: list[tuple[str, LabelRank, Cell]] = []
    for index, cell in enumerate(table.cells):
        if len(cell.text) > 120:
            continue
        value = labelled_value(cell.text)
        if value is None:
            continue
        if value[0]:
            name = entity_name(value[0])
            if name:
                found.append((name, value[1], cell))
            continue
        for other in table.cells[index + 1 : index + 4]:
            if other.row != cell.row:
                break
            if fold(other.text):
                name = entity_name(other.text)
                if name:
                    found.append((name, value[1], other))
                break
    return found


def label_weight(rank: LabelRank) -> int:
    """How much a name behind a label of this rank weighs as evidence."""
    return _RANK_WEIGHT[rank]


@dataclass(frozen=True, slots=True)
class _Identity:
    """What is compared: the places of a name, outermost first, and the full name of the body without them."""

    places: tuple[str, ...]
    core: str
    abbreviated: bool


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    not_places = "|".join(map(re.escape, document_words().not_places))
    return re.compile(rf"(?!(?:{not_places}))(?P<place>(?<![一-鿿])(?:{_OWN_LEVEL})|[一-鿿]{{1,9}}?(?:{_PLACE_LEVEL}))")


@lru_cache(maxsize=4096)
def _identity(name: str) -> _Identity:
    words = document_words()
    rest = _SECOND_NAME.sub("", _SAME_BODY.sub("", fold(name)))
    party = bool(_PARTY.match(rest))
    rest = _PARTY.sub("", rest)
    if rest.startswith(words.not_places):
        places: tuple[str, ...] = ()
    else:
        places, rest = _split_places(rest)
    committee = re.match(r"委员会|委(?!员)", rest)
    if committee and rest[committee.end() :] not in ("", "办公室", "办"):
        rest = rest[committee.end() :]
    elif committee:
        rest = "中共委员会" + rest[committee.end() :].replace("办公室", "办")
    elif party and not rest:
        rest = "中共委员会"
    full = words.abbreviations.get(rest)
    return _Identity(places, full or rest, full is not None and full != rest)


def _split_places(text: str) -> tuple[tuple[str, ...], str]:
    places: list[str] = []
    pattern = _place_pattern()
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if not match or match.end() == len(text):
            break
        places.append(match["place"])
        at = match.end()
    return tuple(places), text[at:]


def same_entity(first: str, second: str) -> bool:
    """Whether two printed names can only mean the same body: the bodies agree after short names are written out, and the places do
    not differ. A name without a place agrees with any place.
    """
    one, other = _identity(first), _identity(second)
    if one.core != other.core:
        return False
    return _places_agree(one.places, other.places)


def _places_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The innermost places must be the same; outer ones may be left out. `县` in 县委 stands for any county."""
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right and not (len(left) == 1 and right.endswith(left)) and not (len(right) == 1 and left.endswith(right)):
            return False
    return True


def narrowed(name: str) -> bool:
    """Whether a name is limited to the body itself, without what is below it (`X（本级）`)."""
    return _SAME_BODY.search(name) is not None


def _officialness(name: str) -> tuple[bool, bool, bool, int]:
    identity = _identity(name)
    return (not identity.abbreviated, not narrowed(name), bool(identity.places), len(name))


def fullest(names: Iterable[str]) -> str:
    """The most official of several names of one body: written out, of the whole body, with its place, the longest."""
    return max(sorted(names), key=_officialness)


def choose_entity(evidence: Sequence[EntityEvidence]) -> EntityChoice:
    """The body that the evidence speaks for, under its fullest printed name; the rivals only, where none is clearly ahead."""
    clusters: list[list[EntityEvidence]] = []
    for item in sorted(evidence, key=lambda item: _officialness(item.name), reverse=True):
        homes = [cluster for cluster in clusters if all(same_entity(item.name, other.name) for other in cluster)]
        if len(homes) == 1:
            homes[0].append(item)
        elif not homes:
            clusters.append([item])
    ranked = sorted(clusters, key=lambda cluster: (max(item.weight for item in cluster), _total(cluster)), reverse=True)
    if not ranked:
        return EntityChoice(None)
    best = fullest(item.name for item in ranked[0])
    if len(ranked) > 1:
        ahead = max(item.weight for item in ranked[0]) > max(item.weight for item in ranked[1])
        if not ahead and _total(ranked[0]) < _CLEARLY * _total(ranked[1]):
            return EntityChoice(None, tuple(fullest(item.name for item in cluster) for cluster in ranked))
    return EntityChoice(best)


def _total(cluster: Sequence[EntityEvidence]) -> int:
    return sum(item.weight for item in cluster)


def self_named(text: str, known: Sequence[str]) -> list[str]:
    """Full names that running text gives for a body of `known` by saying `X（简称Y）`; X is cut where the name can begin."""
    found: list[str] = []
    folded = fold(text)
    for match in _SELF_NAMED.finditer(folded):
        before = folded[max(0, match.start() - _LONGEST_NAME) : match.start()]
        named = [
            name
            for at in range(len(before))
            if (name := entity_name(before[at:])) == before[at:]
            and has_full_place(name)
            and any(same_entity(name, other) for other in known)
        ]
        party = [name for name in named if _PARTY.match(name)]
        if party:
            found.append(party[0])
        elif named and all(has_full_place(other) for other in known):
            found.append(named[-1])
    return found


def has_full_place(name: str) -> bool:
    """Whether a name says of which place it is, and not just 县委."""
    places = _identity(name).places
    return bool(places) and len(places[-1]) > 1


def body_key(name: str) -> str:
    """A key that is equal for any two names of which `same_entity` holds and which both say their place, and for equal names."""
    identity = _identity(name)
    return f"{identity.core}|{identity.places[-1]}" if has_full_place(name) else name

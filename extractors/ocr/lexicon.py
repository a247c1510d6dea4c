"""The words of the vocabulary as evidence: a label that was read nearly as one of them is that one.

Changes are paid for by what the recogniser itself thought possible in that place, by characters it takes for one another (算/箅, 年/午,
未/末, 元/兀), and dearly by anything else; two words that fit about equally well change nothing. Figures are never changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...schemas.text import fold
from ...schemas.vocabulary import load_vocabulary
from ..terms import more_terms
from .engine import Glyph

_MORE_CONFUSED = (
    "算箅篁", "年午牛", "未末木", "元兀无", "料科", "目日曰自", "支攴文", "入人八", "计汁讦什", "合会台舍", "编缩", "码玛", "款歉欲软敦教", "项顶理顼",
    "类奖粪", "拨拔", "务备夯", "关美英", "保係", "障樟", "出击山", "业亚", "其真共具", "他地池", "位泣", "单草", "公么", "费贵赍", "用甩",
    "运远", "护扩", "经径轻", "社杜", "住往佳", "房戾", "金全佥", "财对时", "政玫", "决快", "预顸", "总息", "补朴", "助肋", "缴檄", "险检",
    "指脂", "标林杯", "级极", "值植", "得待", "分份", "执执", "率卒", "效敌", "质贡", "量重", "本木", "上土士", "千干", "己已巳", "大太",
)  # fmt: skip
"""Characters that recognition takes for one another in blurred print, beside those of the vocabulary."""
_PREFIX = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．,，]|[（(][一二三四五六七八九十\d]{1,2}[)）][、.]?|\d{1,2}[、.．](?!\d)|其中[:：]|[-—·])+"
)
_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_SUFFIX = re.compile(
    r"[:：;；,，、。.]+$|[（(](?:万元|元|人|分|个|辆|㎡|每个专项一行|(?:19|20)\d\d年完工项目|\d{1,3}分?|[A-Za-z\d²%％/／×*+=－-]{1,9})?[)）]?[:：]?$"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}")
_SHORTEST = 2
_SINGLE = frozenset("类款项目节元年月日")
_SINGLE_EDIT = 4.5
_SURE_DIGIT = 0.9
"""Least probability of the digits in front of a known word (a year) for the whole to be known."""
_WORST_EDIT = 6.5
"""Cost of the dearest change that is believed (natural logarithm of how unlikely it is)."""
_PER_CHARACTER = 1.3
"""Mean cost per character of the word that is believed."""
_MARGIN = 1.5
"""By how much the best word must fit better than the next."""
_CONFUSED, _ANYTHING, _LOST, _NO_CHARACTER = 0.08, 0.004, 0.02, 0.3
"""Chance that a wrong character is one that looks alike, any other, that one was lost,
and that one is none."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A line after the vocabulary was asked: its characters, whether it is a known word, and the cost of what was changed."""

    glyphs: tuple[Glyph, ...]
    known: bool
    cost: float


def mend(glyphs: Sequence[Glyph], least: float) -> Mended:
    """The line as the vocabulary's word that it was meant to be, or as it was read where none is near."""
    text = "".join(glyph.text for glyph in glyphs)
    start, end = _core(text)
    core = fold(text[start:end]).replace(" ", "")
    if len(core) < _SHORTEST:
        return _single(tuple(glyphs), start, core)
    if core in _words():
        return Mended(tuple(glyphs), all(glyph.probability >= _SURE_DIGIT for glyph in glyphs[:start] if glyph.text.isdigit()), 0.0)
    if least > 0.995 or len(core) != end - start:
        return Mended(tuple(glyphs), False, 0.0)
    ranked = sorted((cost, word) for word in _near(core) if (cost := _cost(glyphs[start:end], word)) is not None)
    if not ranked or ranked[0][0] > min(_PER_CHARACTER * len(core), 14.0):
        return Mended(tuple(glyphs), False, 0.0)
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _MARGIN:
        return Mended(tuple(glyphs), False, 0.0)
    cost, word = ranked[0]
    return Mended((*glyphs[:start], *_respelt(glyphs[start:end], word), *glyphs[end:]), True, cost)


def numbered(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """A label with the 、 between its number and a known word, which is the first stroke to be lost (五住房保障支出)."""
    text = "".join(glyph.text for glyph in glyphs)
    found = _NUMERAL.match(text)
    if found is None or len(text) != len(glyphs) or fold(text) in _words() or fold(text[found.end() :]) not in _words():
        return tuple(glyphs)
    last = glyphs[found.end() - 1]
    return (*glyphs[: found.end()], Glyph("、", last.probability, (), last.end, last.end), *glyphs[found.end() :])


def _single(glyphs: tuple[Glyph, ...], place: int, core: str) -> Mended:
    """The head of a column of codes, which is one character (类, 款, 项)."""
    if not core or core in _SINGLE or glyphs[place].probability > 0.995:
        return Mended(glyphs, core in _SINGLE, 0.0)
    cost, word = min((_substitution(glyphs[place], letter), letter) for letter in _SINGLE)
    if cost > _SINGLE_EDIT:
        return Mended(glyphs, False, 0.0)
    return Mended((*glyphs[:place], replace(glyphs[place], text=word), *glyphs[place + 1 :]), True, cost)


def _core(text: str) -> tuple[int, int]:
    """Where the word of a label stands, without numbering and trailing brackets."""
    start, end = 0, len(text)
    for pattern in (_PREFIX, _YEAR):
        match = pattern.match(text, start)
        if match and match.end() < end:
            start = match.end()
    while (match := _SUFFIX.search(text, start, end)) and match.start() > start:
        end = match.start()
    return start, end


@cache
def _words() -> frozenset[str]:
    found: set[str] = set(more_terms())
    vocabulary = load_vocabulary()
    for form in vocabulary.forms:
        found.update(form.titles)
        for column in form.columns:
            found.update((column.name, *column.aliases))
        for item in form.items:
            found.update((item.name, *item.aliases, *item.closing))
        for _, labels in (*form.indicator_columns, *form.information):
            found.update(labels)
        for group in form.evidence:
            found.update(group)
        found.update((*form.headings, *form.ignored_columns))
    found.update((*vocabulary.roles, *vocabulary.sides, *vocabulary.identifiers))
    words = {fold(word).replace(" ", "") for word in found}
    return frozenset(word for word in words if len(word) >= _SHORTEST and not word.isascii())


@cache
def _by_length() -> dict[int, list[str]]:
    lengths: dict[int, list[str]] = {}
    for word in sorted(_words()):
        lengths.setdefault(len(word), []).append(word)
    return lengths


def _near(core: str) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    allowed = max(1, round(0.5 * len(core)))
    slack = 0 if len(core) < 4 else 1 if len(core) < 8 else 2
    candidates = [word for length in range(len(core) - slack, len(core) + slack + 1) for word in _by_length().get(length, ())]
    found = process.extract(core, candidates, scorer=Levenshtein.distance, score_cutoff=allowed, limit=12)
    return [word for word, _, _ in found]


def _cost(glyphs: Sequence[Glyph], word: str) -> float | None:
    """What it costs to read `word` where these characters were read; None where a single change would cost too much."""
    rows, columns = len(glyphs) + 1, len(word) + 1
    gap = -math.log(_LOST)
    table = [[0.0] * columns for _ in range(rows)]
    for row in range(1, rows):
        table[row][0] = table[row - 1][0] + _added(glyphs[row - 1])
    for column in range(1, columns):
        table[0][column] = table[0][column - 1] + gap
    for row in range(1, rows):
        glyph = glyphs[row - 1]
        for column in range(1, columns):
            same = table[row - 1][column - 1] + _substitution(glyph, word[column - 1])
            table[row][column] = min(same, table[row - 1][column] + _added(glyph), table[row][column - 1] + gap)
    total = table[-1][-1]
    return total if total < math.inf else None


def _added(glyph: Glyph) -> float:
    """The cost of a character that is none: high where it was read surely."""
    return -math.log(max(1.0 - glyph.probability, 0.0005) * _NO_CHARACTER)


def _substitution(glyph: Glyph, wanted: str) -> float:
    read = fold(glyph.text)
    if read == wanted:
        return 0.0
    for other, probability in glyph.others:
        if fold(other) == wanted and probability > 0:
            return min(-math.log(max(probability, 1e-4)) * 0.8, _WORST_EDIT)
    wrong = max(1.0 - glyph.probability, 0.02)
    chance = _CONFUSED if _confused(read, wanted) else _ANYTHING
    return min(-math.log(wrong * chance), 2 * _WORST_EDIT)


def _confused(a: str, b: str) -> bool:
    groups = load_vocabulary().look_alikes
    if groups.get(a, frozenset()) & groups.get(b, frozenset()):
        return True
    return any(a in group and b in group for group in _MORE_CONFUSED)


def _respelt(glyphs: Sequence[Glyph], word: str) -> list[Glyph]:
    """The characters of a word in the places of those that were read."""
    if len(glyphs) == len(word):
        return [
            glyph if fold(glyph.text) == letter else replace(glyph, text=letter) for glyph, letter in zip(glyphs, word, strict=True)
        ]
    start, end = glyphs[0].start, glyphs[-1].end
    step = (end - start) / len(word)
    least = min(glyph.probability for glyph in glyphs)
    return [Glyph(letter, least, (), start + step * index, start + step * (index + 1)) for index, letter in enumerate(word)]

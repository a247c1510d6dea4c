"""What people should look at in a document that was recognised from pictures: doubtful figures, and those that arithmetic speaks against.

Arithmetic changes how sure a figure is and what is said about it, never the figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..extractors.tables.rows import Grounds
from ..schemas.results import REVIEW_BELOW, DocumentResult, Fact, Notice, Source
from .checks.arithmetic import Arithmetic, Slip, arithmetic_of, weighed
from .checks.model import Trial
from .checks.view import label_of

_SHOWN = 5
"""Doubtful figures of a page that are shown."""


def reviewed(result: DocumentResult, grounds: Mapping[str, Grounds]) -> DocumentResult:
    """The result with the confidence of its recognised facts as arithmetic has it, and with what should be looked at as warnings."""
    arithmetic = arithmetic_of(result, grounds)
    result = weighed(result, grounds, arithmetic)
    return replace(result, warnings=(*result.warnings, *_misreadings(arithmetic.slips), *_for_review(result, arithmetic)))


def _misreadings(slips: Sequence[Slip]) -> Iterator[Notice]:
    """For each figure that a slip of the recogniser would explain what it may have been; where slips in several figures would explain the
    same, each says that it may be the one.
    """
    for slip in slips:
        fact = slip.fact
        message = (
            f"{_words(_sheet(fact))}{label_of(fact)}读作“{_on_one_line(fact.raw)}”，可能是“{slip.raw}”，"
            f"那样算术关系就成立（现在：{slip.trials[0].what}）：数值未改，请对照原图核对"
        )
        yield Notice("possible_misreading", message, fact.source)


def _for_review(result: DocumentResult, arithmetic: Arithmetic) -> Iterator[Notice]:
    """For each page, or picture inside the document, that was recognised, the figures on it that may be wrong."""
    doubtful: dict[_Sheet, list[Fact]] = defaultdict(list)
    for fact in result.facts:
        if Decimal(str(fact.confidence)) < REVIEW_BELOW:
            doubtful[_sheet(fact)].append(fact)
    unexplained = _by_sheet(result, arithmetic.unexplained)
    for sheet, facts in sorted(doubtful.items()):
        shown = "、".join(_on_one_line(fact.raw) for fact in sorted(facts, key=lambda fact: fact.confidence)[:_SHOWN])
        more = " 等" if len(facts) > _SHOWN else ""
        broken = unexplained.get(sheet, [])
        sums = f"，有 {len(broken)} 处算术关系不成立（如{broken[0].what}）" if broken else ""
        message = f"{_words(sheet)}有 {len(facts)} 个数字识别得不够确定（{shown}{more}）{sums}：请对照原图核对"
        yield Notice("for_review", message, Source(page=sheet.page or None, picture=sheet.picture or None))


def _by_sheet(result: DocumentResult, trials: Sequence[Trial]) -> Mapping[_Sheet, list[Trial]]:
    """Relations by the page or picture of a doubtful figure in them."""
    facts = {fact.id: fact for fact in result.facts}
    found: dict[_Sheet, list[Trial]] = defaultdict(list)
    for trial in trials:
        own = [facts[figure.key] for figure in trial.relation.figures]
        for sheet in dict.fromkeys(_sheet(fact) for fact in own if Decimal(str(fact.confidence)) < REVIEW_BELOW):
            found[sheet].append(trial)
    return found


class _Sheet(NamedTuple):
    """A page, or a picture inside a document without pages; 0 where there is none."""

    page: int
    picture: int


def _sheet(fact: Fact) -> _Sheet:
    return _Sheet(fact.source.page or 0, fact.source.picture or 0)


def _words(sheet: _Sheet) -> str:
    return (f"第 {sheet.page} 页" if sheet.page else "") + (f"第 {sheet.picture} 张图片" if sheet.picture else "")


def _on_one_line(raw: str) -> str:
    return "".join(raw.split())

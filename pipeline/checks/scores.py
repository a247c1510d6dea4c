"""What the rules on scores share: the indicator rows of one form, whole and as figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from ...schemas.results import Fact, Indicator
from .relations import Figure
from .view import View, indicator_figure

FORMS = ("部门整体支出绩效自评表", "项目支出绩效自评表")
_WHOLE = "年度资金总额"
_FULL_MARKS = 100


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One self-evaluation form: its indicators, the points beside 执行率 and the printed 总分."""

    form: str
    subject: str | None
    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]
    complete: bool
    """Whether every figure of the form was read and is beyond doubt, so that rows may be added up."""

    def fact(self, item: str, column: str) -> Fact | None:
        found = [fact for fact in self.facts if fact.item == item and fact.column == column]
        return found[0] if len(found) == 1 else None

    @property
    def name(self) -> str:
        return f"“{self.subject}”{self.form}" if self.subject else self.form

    def points(self, view: View, which: str) -> tuple[list[Figure], list[str]]:
        """The weights (`weight`) or scores (`score`) that make up the total, those beside 执行率 included, and the ones that are blank
        or in doubt.
        """
        figures: list[Figure] = []
        blank = [] if self.complete else ["没有读懂或识别不清的数"]
        for indicator in self.indicators:
            figure = indicator_figure(indicator, which)
            if figure is not None:
                figures.append(figure)
            else:
                blank.append(f"“{indicator.level3}”的{'分值' if which == 'weight' else '得分'}")
        beside = [fact for fact in self.facts if fact.item == _WHOLE and fact.column == ("分值" if which == "weight" else "得分")]
        figures += view.figures(beside)
        if which == "score" and not beside and self._points_for_rate():
            blank.append("执行率的得分")
        return figures, blank

    def _points_for_rate(self) -> bool:
        """Whether 执行率 has points of its own: printed beside it, or left over by the weights of the indicators."""
        if any(fact.item == _WHOLE and fact.column == "分值" for fact in self.facts):
            return True
        weights = [indicator_figure(indicator, "weight") for indicator in self.indicators]
        known = [figure.value for figure in weights if figure is not None]
        return len(known) == len(weights) and 0 < sum(known) < _FULL_MARKS

    @property
    def rate(self) -> Decimal | None:
        """The printed 执行率."""
        fact = self.fact(_WHOLE, "执行率")
        return fact.value if fact is not None else None


def sheets(view: View) -> list[ScoreSheet]:
    """The self-evaluation forms of a document; a form torn into several tables is one sheet."""
    if view not in _KNOWN:
        _KNOWN[view] = list(_sheets(view))
    return _KNOWN[view]


_KNOWN: WeakKeyDictionary[View, list[ScoreSheet]] = WeakKeyDictionary()


def _sheets(view: View) -> Iterator[ScoreSheet]:
    for table in view.of_form(*FORMS):
        facts, indicators = table.facts, table.indicators
        subjects = list(dict.fromkeys([*(fact.subject for fact in facts), *(indicator.subject for indicator in indicators)]))
        for subject in subjects:
            yield ScoreSheet(
                table.form,
                subject,
                tuple(indicator for indicator in indicators if indicator.subject == subject),
                tuple(fact for fact in facts if fact.subject == subject),
                table.complete,
            )

"""三公经费等于出国、用车、接待三项之和，用车等于购置与运行维护之和

**查什么**：“三公”经费表、基础数据表和正文里，三公经费等于因公出国（境）费、公务用车购置及运行维护费、公务接待费之和，公务用车购置及运行维护费
等于购置费与运行维护费之和；预算数、决算数、上年数分别查。

**为什么**：三公经费是公众最常核对的数；一项的单位印错（0.34元与0.34万元）也在这里露出来。

不通过的例子（0 + 0 + 2.55 不等于 3.50）：

```text fails
2023年度部门整体支出绩效自评报告
一、三公经费情况
2023年三公经费预算数3.50万元，其中：因公出国（境）费0万元，公务用车购置及运行维护费0万元，公务接待费2.55万元。
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、三公经费情况
2023年三公经费预算数2.55万元，其中：因公出国（境）费0万元，公务用车购置及运行维护费0万元，公务接待费2.55万元。
```

**局限**：三项没有印全时只查各项之和不超过合计。
"""

from __future__ import annotations

from collections.abc import Iterable

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import THREE_PUBLIC, THREE_PUBLIC_FORMS
from ..relations import Sum
from ..view import View

_MORE = ("会议费", "培训费")
_TOTAL, _ABROAD, _CARS, _BUYING, _RUNNING, _GUESTS = THREE_PUBLIC


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*THREE_PUBLIC_FORMS, "部门整体支出绩效评价基础数据表"):
        for column, year in table.columns():
            _add_up(view, recorder, table.column(column, year), blanks_are_none=table.complete)
    for paragraph in view.paragraphs:
        for column, year in dict.fromkeys((fact.column, fact.year) for fact in paragraph.facts if fact.unit == "万元"):
            facts = [fact for fact in paragraph.facts if fact.column == column and fact.year == year]
            _add_up(view, recorder, facts, blanks_are_none=False)
    _spread(view, recorder)


def _spread(view: View, recorder: Recorder) -> None:
    """Total and parts in a paragraph each."""
    for quantity in list(recorder.quantities.prints):
        if quantity.name == _TOTAL:
            total, *parts = recorder.quantities.together(*(quantity.named(name) for name in (_TOTAL, _ABROAD, _CARS, _GUESTS)))
            found = [part for part in parts if part is not None]
            if (
                total is not None
                and total.table is None
                and len(found) == 3
                and len({fact.source.text for fact in (total, *found)}) > 1
            ):
                recorder.relate(Sum(view.figure(total), view.figures(found)))


def _add_up(view: View, recorder: Recorder, facts: Iterable[Fact], *, blanks_are_none: bool) -> None:
    named: dict[str, Fact] = {}
    facts = list(facts)
    more = [fact for fact in facts if fact.item in _MORE and fact.unit == "万元"]
    for fact in facts:
        if fact.item in THREE_PUBLIC and fact.unit == "万元":
            if fact.item in named and named[fact.item].value != fact.value:
                return
            named.setdefault(fact.item, fact)
    cars = [named[item] for item in (_BUYING, _RUNNING) if item in named]
    if _CARS in named and cars:
        _relate(view, recorder, named[_CARS], cars, complete=blanks_are_none or len(cars) == 2, wanted=(_BUYING, _RUNNING))
    if _TOTAL in named:
        parts = [named[item] for item in (_ABROAD, _CARS, _GUESTS) if item in named]
        complete = len(parts) == 3 or blanks_are_none
        if _CARS not in named and cars:
            parts = [*parts, *cars]
            complete = complete or {_ABROAD, _GUESTS} <= set(named)
        if parts:
            if more and Sum(view.figure(named[_TOTAL]), view.figures((*parts, *more))).holds():
                parts = [*parts, *more]  # some provinces print one total for 三公经费、会议费、培训费
            _relate(view, recorder, named[_TOTAL], parts, complete=complete, wanted=(_ABROAD, _CARS, _GUESTS))


def _relate(view: View, recorder: Recorder, total: Fact, parts: list[Fact], *, complete: bool, wanted: tuple[str, ...]) -> None:
    lacking = [item for item in wanted if all(part.item != item for part in parts)]
    recorder.relate(Sum(view.figure(total), view.figures(parts), at_most=not complete), lacking=lacking)


RULE = Rule("GK105", "三公经费各项", "error", __doc__ or "", _check)

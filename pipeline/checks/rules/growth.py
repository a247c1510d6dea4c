"""比上年增减的数额与增减率相符

**查什么**：`比上年增加A万元，增长B%`：由本年数减 A 推出上年数，A 除以上年数应为 B%；印有上年数的，本年数减上年数应为 A，增减率由两数算出。

**为什么**：增减率最常被引用，也最常用错基数（拿分项的增加额除以总数）。

不通过的例子（36.14 ÷ (109.33 − 36.14) = 49.38%）：

```text fails
2023年度部门整体支出绩效自评报告
一、支出情况
2023年人员经费109.33万元，比上年增加36.14万元，上升22.24%。
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、支出情况
2023年人员经费109.33万元，比上年增加36.14万元，上升49.38%。
```

**局限**：句中找不到本年数时不查；上年数为 0 的由“增减方向”查；两数与同段另一个数对得上的，看作说的是那个数。
"""

from __future__ import annotations

from collections.abc import Sequence

from ....schemas.results import Fact
from ..model import Recorder, Rule, describe
from ..relations import Change, Growth, Relation, Sum
from ..sentences import NOW_COLUMNS, Move, moves
from ..view import PLAN_COLUMNS, View, label_of


def _check(view: View, recorder: Recorder) -> None:
    for move in moves(view):
        _last_printed(view, recorder, move)
        if move.change is None or move.rate is None or move.contradictory:
            continue  # named by the rule on directions
        now = _alternatives(view, recorder, move)
        if not now:
            recorder.lacks(f"{label_of(move.change)}所说的本年数")
            continue
        change, rate = view.figure(move.change), view.figure(move.rate)
        relations = [Growth(view.figure(each), change, rate) for each in now]
        if not relations[0].base:
            continue
        if not any(relation.holds() for relation in relations) and _of_another(view, move):
            recorder.passed()
            continue
        _any(recorder, relations)


def _alternatives(view: View, recorder: Recorder, move: Move) -> Sequence[Fact]:
    """The figure of this year: in the paragraph, else wherever the report prints the quantity."""
    if move.now or move.change is None:
        return move.now
    named = view.figure(move.change)
    assert named.fact is not None
    return [
        fact
        for quantity, prints in recorder.quantities.prints.items()
        if quantity.name == move.change.item
        and quantity.year == move.change.year
        and quantity.measure == "决算"
        and quantity.scope == (move.change.scope or "")
        for fact in prints
    ]


def _of_another(view: View, move: Move) -> bool:
    """Whether both figures fit another amount of the paragraph, so that the sentence may speak of that one."""
    assert move.change is not None and move.rate is not None
    change, rate = view.figure(move.change), view.figure(move.rate)
    plan = bool(move.now) and move.now[0].column in PLAN_COLUMNS
    others = [
        fact
        for fact in move.paragraph.facts
        if fact.unit == move.change.unit and fact.column in NOW_COLUMNS and (fact.column in PLAN_COLUMNS) == plan and fact.value
    ]
    return any(Growth(view.figure(fact), change, rate).holds() for fact in others if fact.value > move.change.value)


def _last_printed(view: View, recorder: Recorder, move: Move) -> None:
    if len({fact.value for fact in move.last}) != 1 or not move.now or move.contradictory:
        return
    last = view.figure(move.last[0])
    if move.change is not None:
        change = view.figure(move.change)
        _any(recorder, [Sum(change, (view.figure(now), last), (1, -1)) for now in move.now])
    if move.rate is not None and last.value > 0:
        _any(recorder, [Change(view.figure(now), last, view.figure(move.rate)) for now in move.now])


def _any(recorder: Recorder, relations: Sequence[Relation]) -> None:
    """One of the relations must hold; if none does, the first (the nearest figure) is named."""
    fitting = next((relation for relation in relations if relation.holds()), None)
    recorder.relate(fitting or relations[0], describe(relations[0]))


RULE = Rule("GK403", "增减额与增减率", "error", __doc__ or "", _check)

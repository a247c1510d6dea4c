"""比预算增减的数额等于决算减预算

**查什么**：`决算X，较年初预算增加A`：X 减预算等于 A；`年初预算P，年中追加A，全年预算Q`：P 加 A 等于 Q；`比预算减少A，下降B%`的 B
由决算和预算算出。

**为什么**：追加、调减的数额说明预算执行中的变化，与两头的数对不上就失去意义。

不通过的例子（128.69 − 99.86 = 28.83）：

```text fails
2022年度部门整体支出绩效自评报告
一、收入情况
2022年年初收入预算99.86万元。2022年决算总收入128.69万元，较年初预算增加38.83万元。
```

通过的例子：

```text passes
2022年度部门整体支出绩效自评报告
一、收入情况
2022年年初收入预算99.86万元。2022年决算总收入128.69万元，较年初预算增加28.83万元。
```

**局限**：报告没有印出预算数或决算数时不查；句中没有说是哪一种预算的，有一个对得上即可。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule, amount, describe, said
from ..quantities import FIRST_PLAN, FULL_PLAN, PLAN, Quantity
from ..relations import Change, Sum
from ..view import PLAN_COLUMNS, SPENT_COLUMNS, View, label_of

_DIFFERENCES = ("比预算增减额", "比预算增减率", "预算调整额")


def _check(view: View, recorder: Recorder) -> None:
    for paragraph in view.paragraphs:
        for position, fact in enumerate(paragraph.facts):
            if fact.column not in _DIFFERENCES:
                continue
            before = [other for other in reversed(paragraph.facts[:position]) if _same_thing(other, fact)]
            behind = [other for other in paragraph.facts[position + 1 :] if _same_thing(other, fact)]
            if fact.column == "比预算增减额":
                now = [other for other in before if other.column in SPENT_COLUMNS][:1]
                plans = [other for other in before if other.column in PLAN_COLUMNS] or _planned(recorder, now)
                named = [plan for plan in plans if plan.column == fact.base]
                plans = named or plans
                _relate(view, recorder, fact, now, plans)
            elif fact.column == "比预算增减率":
                _rate(view, recorder, fact, before)
            elif fact.column == "预算调整额":
                first = [other for other in before if other.column == "年初预算数"][:1]
                full = [other for other in (*behind, *before) if other.column in ("全年预算数", *SPENT_COLUMNS)]
                _relate(view, recorder, fact, full, first)


def _rate(view: View, recorder: Recorder, rate: Fact, before: list[Fact]) -> None:
    """`比预算减少A，下降B%`: B is what the final figure differs from the budget by."""
    now = [other for other in before if other.column in SPENT_COLUMNS][:1]
    plans = [other for other in before if other.column in PLAN_COLUMNS] or _planned(recorder, now)
    plans = [plan for plan in plans if plan.column == rate.base] or plans
    plans = [plan for plan in plans if plan.value]
    if not now or not plans:
        recorder.lacks(f"{label_of(rate)}所说的预算数或决算数")
        return
    relations = [Change(view.figure(now[0]), view.figure(plan), view.figure(rate)) for plan in plans]
    fitting = next((relation for relation in relations if relation.holds()), None)
    text = f"{said(view.figure(rate))}与数不符：预算{amount(relations[0].last)}、决算{amount(relations[0].now)}，应为{relations[0].expected}%"
    recorder.relate(fitting or relations[0], text)


def _same_thing(one: Fact, other: Fact) -> bool:
    return (one.item, one.subject, one.scope, one.year) == (other.item, other.subject, other.scope, other.year)


def _planned(recorder: Recorder, now: list[Fact]) -> list[Fact]:
    """The budget of the same quantity wherever the report prints it."""
    found: list[Fact] = []
    for fact in now:
        for quantity in recorder.quantities.of.get(fact.id, ()):
            for measure in (FIRST_PLAN, FULL_PLAN, PLAN):
                plan: Quantity = quantity.measured(measure)
                found += recorder.quantities.printed(plan)
    return found


def _relate(view: View, recorder: Recorder, change: Fact, now: list[Fact], plans: list[Fact]) -> None:
    if not now or not plans:
        recorder.lacks(f"{label_of(change)}所说的预算数或决算数")
        return
    relations = [Sum(view.figure(change), (view.figure(one), view.figure(plan)), (1, -1)) for one in now for plan in plans]
    fitting = next((relation for relation in relations if relation.holds()), None)
    recorder.relate(fitting or relations[0], describe(relations[0]))


RULE = Rule("GK408", "比预算增减", "error", __doc__ or "", _check)

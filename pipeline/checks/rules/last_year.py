"""由增减额推出的上年数与报告别处的上年数相符

**查什么**：`本年X，比上年增加A`推出的上年数 X−A，与表中的上年决算数（预算比预算的，上年预算数）、正文里直接写出的上年数相符；增减率与本年数、
上年数相符。

**为什么**：上年数是已经公开的数，推不出来说明本年数、增减额、上年数中有一个是错的。

不通过的例子（104.29 − 14.99 = 89.30，表中上年为 83.72）：

```text fails
2023年度部门整体支出绩效自评报告
一、支出情况
2023年公用经费104.29万元，比上年增加14.99万元。

部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t95.50\t104.29
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、支出情况
2023年公用经费104.29万元，比上年增加20.57万元。

部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t95.50\t104.29
```

**局限**：同一句里印出上年数的由“增减额与增减率”查；表中本年数已与正文不同的，上年数不再比。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule, decimal_text, said
from ..quantities import PLAN, SPENT
from ..relations import Change, Same, Sum
from ..sentences import moves
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for move in moves(view):
        change = move.change
        if change is None or move.last or not move.now or change.unit != "万元" or change.year is None:
            continue
        if move.contradictory:
            continue
        measure = PLAN if change.base is not None and "预算" in change.base else SPENT
        found = [
            quantity.of_year(change.year - 1)
            for now in move.now
            for quantity in recorder.quantities.of.get(now.id, ())
            if quantity.measure == measure
        ]
        last = [fact for quantity in found for fact in recorder.quantities.printed(quantity)]
        last = [fact for fact in last if _agrees(view, recorder, move.now[0], fact)]
        if not last:
            recorder.lacks(f"{change.year - 1}年{change.item}")
            continue
        relations = [
            Sum(view.figure(fact), (view.figure(now), view.figure(change)), (1, -1)) for now in move.now for fact in last[:1]
        ]
        fitting = next((relation for relation in relations if relation.holds()), None)
        relation = fitting or relations[0]
        recorder.relate(
            relation,
            f"由{said(relation.parts[0])}和{relation.parts[1].label}{decimal_text(change.value)}推算上年为"
            f"{decimal_text(relation.expected)}，与{said(relation.total)}不符",
        )
        if move.rate is not None and last[0].value > 0:
            rates = [Change(view.figure(now), view.figure(last[0]), view.figure(move.rate)) for now in move.now]
            recorder.relate(next((rate for rate in rates if rate.holds()), rates[0]))


def _agrees(view: View, recorder: Recorder, now: Fact, last: Fact) -> bool:
    """Whether the table that prints last year's figure prints this year's as the sentence does; else they do not speak of one thing."""
    if last.table is None:
        return True
    beside = [
        fact
        for quantity in recorder.quantities.of.get(now.id, ())
        for fact in recorder.quantities.printed(quantity)
        if fact.table == last.table
    ]
    return all(Same(view.figure(fact), view.figure(now)).holds() for fact in beside)


RULE = Rule("GK404", "推算上年数", "error", __doc__ or "", _check)

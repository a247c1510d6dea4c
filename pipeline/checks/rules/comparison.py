"""表中与上年比较的栏：增减额、增减率由两年的数算出

**查什么**：表里同一行印有上年数、本年数和增减额、增减率的，本年数减上年数等于增减额，增减额除以上年数等于增减率。

**为什么**：比较栏是读者最先看的，也是公式最容易断的。

不通过的例子（692.73 − 648.82 = 43.91，增长 6.77%）：

```text fails
2021年度部门预算
2021年部门一般公共预算支出表
单位：万元
科目编码\t科目名称\t2020年执行数\t2021年预算数\t\t\t比上年增减\t
\t\t\t小计\t基本支出\t项目支出\t增减额\t增减率（%）
合计\t\t648.82\t692.73\t543.14\t149.59\t43.91\t9.77
201\t一般公共服务支出\t648.82\t692.73\t543.14\t149.59\t43.91\t9.77
```

通过的例子：

```text passes
2021年度部门预算
2021年部门一般公共预算支出表
单位：万元
科目编码\t科目名称\t2020年执行数\t2021年预算数\t\t\t比上年增减\t
\t\t\t小计\t基本支出\t项目支出\t增减额\t增减率（%）
合计\t\t648.82\t692.73\t543.14\t149.59\t43.91\t6.77
201\t一般公共服务支出\t648.82\t692.73\t543.14\t149.59\t43.91\t6.77
```

**局限**：一行里有几个本年数或几个上年数可作比较而分不清的，有一种对得上即可。
"""

from __future__ import annotations

from collections.abc import Sequence

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import TOTAL_COLUMNS
from ..relations import Change, Relation, Sum
from ..view import PLAN_COLUMNS, SPENT_COLUMNS, View

_NOW = (*TOTAL_COLUMNS, *PLAN_COLUMNS, *SPENT_COLUMNS, "金额")


def compares(column: str) -> bool:
    """Whether a column holds the difference between two years."""
    return "增减" in column or "增长" in column


def _check(view: View, recorder: Recorder) -> None:
    for table in view.tables:
        if not any(compares(fact.column) for fact in table.facts):
            continue
        for row in table.rows():
            _row(view, recorder, row)


def _row(view: View, recorder: Recorder, row: Sequence[Fact]) -> None:
    changes = [fact for fact in row if compares(fact.column) and fact.unit == "万元"]
    rates = [fact for fact in row if compares(fact.column) and fact.unit == "%"]
    money = [fact for fact in row if fact.unit == "万元" and not compares(fact.column) and fact.year is not None]
    year = max((fact.year for fact in money if fact.year is not None), default=None)
    if year is None or len(changes) > 1 or len(rates) > 1 or not (changes or rates):
        return
    now = [fact for fact in money if fact.year == year and fact.column in _NOW]
    last = [fact for fact in money if fact.year == year - 1]
    if not now or not last:
        recorder.lacks(f"{row[0].item}的本年数或上年数")
        return
    pairs = [(view.figure(one), view.figure(other)) for one in now for other in last]
    for change in changes:
        _any(recorder, [Sum(view.figure(change), pair, (1, -1)) for pair in pairs])
    for rate in rates:
        _any(recorder, [Change(one, other, view.figure(rate)) for one, other in pairs if other.value])


def _any(recorder: Recorder, relations: Sequence[Relation]) -> None:
    if relations:
        recorder.relate(next((relation for relation in relations if relation.holds()), relations[0]))


RULE = Rule("GK109", "与上年比较栏", "error", __doc__ or "", _check)

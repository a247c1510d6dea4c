"""决算数约为预算数的十倍

**查什么**：基础数据表里，决算数是同一行预算数的九倍以上。

**为什么**：多半是预算数漏印一位、口径不同，或者支出根本没有列入预算。

不通过的例子：

```text fails
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t9.50\t92.01
```

通过的例子：

```text passes
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t89.50\t92.01
```

**局限**：不满 1 万元的数、其中的分项不比；三公、采购超预算由“超预算”查。
"""

from __future__ import annotations

from decimal import Decimal

from ..model import Recorder, Rule, decimal_text, said
from ..view import View, label_of

_TIMES = 9
_LEAST = Decimal(1)


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form("部门整体支出绩效评价基础数据表"):
        for row in table.rows():
            if row[0].parent:
                continue
            plans = [fact for fact in row if fact.column == "预算数" and fact.unit == "万元"]
            for plan in plans:
                for spent in (fact for fact in row if fact.column == "决算数" and fact.year == plan.year):
                    if plan.value <= 0 or spent.value < _LEAST or spent.value < _TIMES * plan.value:
                        recorder.passed()
                        continue
                    most, used = view.figure(plan), view.figure(spent)
                    times = spent.value / plan.value
                    recorder.remark(
                        f"{said(used)}为{label_of(plan)}{decimal_text(plan.value)}万元的{times:.1f}倍",
                        (most, used),
                        expected=decimal_text(plan.value),
                        actual=decimal_text(spent.value),
                        difference=spent.value - plan.value,
                        unit="万元",
                    )


RULE = Rule("GK602", "十倍于预算", "warning", __doc__ or "", _check)

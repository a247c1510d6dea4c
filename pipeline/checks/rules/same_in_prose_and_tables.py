"""正文里的数与表中的数一致

**查什么**：正文说的收入、支出、基本支出、项目支出、人员经费、公用经费、三公经费各项、政府采购、功能科目等数，与表中同一单位、年度、口径的数按较粗的
精度相符。

**为什么**：多数读者只看正文；正文与表不符时，引用哪个都不放心。

不通过的例子：

```text fails
2023年度部门整体支出绩效自评报告
一、支出情况
2023年总支出251.06万元，其中：基本支出213.62万元，项目支出37.44万元。公用经费104.29万元。

部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t95.50\t92.01
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、支出情况
2023年总支出251.06万元，其中：基本支出213.62万元，项目支出37.44万元。公用经费92.0万元。

部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t83.72\t95.50\t92.01
```

**局限**：正文没有说明范围、又可能只指一部分的数（没有项目名称的“项目支出”有几个不同的数）不比；人数的口径常有出入，只作警告。
"""

from __future__ import annotations

from ....schemas.results import PROSE_FORM, Fact, Severity
from ..model import Recorder, Rule
from ..prints import pairs
from ..quantities import FISCAL, GENERAL, Quantity
from ..relations import Same
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for pair in pairs(view, recorder.quantities, prose=(False, True)):
        table, prose = (pair.first, pair.second) if pair.second.form == PROSE_FORM else (pair.second, pair.first)
        if _means_total(view, recorder, pair.quantity, prose) or _means_other_fund(view, recorder, pair.quantity, prose):
            recorder.passed()
            continue
        severity: Severity = "warning" if pair.quantity.measure == "人数" else "error"
        recorder.relate(Same(view.figure(table), view.figure(prose)), severity=severity)


def _means_total(view: View, recorder: Recorder, quantity: Quantity, prose: Fact) -> bool:
    """收入 and 支出 in prose may also mean the grand totals, carried-over money included."""
    if quantity.name not in ("收入", "支出"):
        return False
    total = recorder.quantities.first(quantity.named(f"{quantity.name}总计"))
    return total is not None and Same(view.figure(total), view.figure(prose)).holds()


def _means_other_fund(view: View, recorder: Recorder, quantity: Quantity, prose: Fact) -> bool:
    """财政拨款 in prose often stands for 一般公共预算财政拨款, and a 功能科目 for what one of them spends on it."""
    if quantity.scope not in (FISCAL, GENERAL) and not quantity.name.startswith(("功能:", "科目")):
        return False
    others = [fact for fund in (FISCAL, GENERAL, None) for fact in recorder.quantities.printed(quantity.in_scope(fund))]
    if not quantity.name.startswith(("功能:", "科目")):
        others = [fact for fact in others if fact.scope is not None]
    return any(fact.form != PROSE_FORM and Same(view.figure(fact), view.figure(prose)).holds() for fact in others)


RULE = Rule("GK401", "正文与表一致", "error", __doc__ or "", _check)

"""财政拨款收入等于三类预算拨款收入之和，表与表之间部分不超过全部

**查什么**：一般公共预算、政府性基金预算、国有资本经营预算财政拨款收入之和等于财政拨款收入；财政拨款支出、某一类资金的支出不超过全部支出；
本年支出等于基本支出、项目支出、上缴上级支出、经营支出、对附属单位补助支出之和（三个以上数分印在不同表里时）。

**为什么**：口径大小不能颠倒。

不通过的例子（一般公共预算支出大于全部支出）：

```text fails
2023年度部门整体支出绩效自评报告
一、支出情况
2023年一般公共预算支出年初预算为213.62万元。

整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t128.90\t251.06\t251.06\t10\t100%\t10
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、支出情况
2023年一般公共预算支出年初预算为113.62万元。

整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t128.90\t251.06\t251.06\t10\t100%\t10
```

**局限**：同一口径已在别处直接比较过的不重复。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import FISCAL, FUND, GENERAL, STATE, Quantity
from ..relations import Sum
from ..view import View

_FUND_INCOMES = tuple(f"收入:{fund}收入" for fund in (GENERAL, FUND, STATE))
_PURPOSES = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
_NESTED = ("支出", "基本支出", "项目支出", "人员经费", "公用经费")


def _check(view: View, recorder: Recorder) -> None:
    for quantity in list(recorder.quantities.prints):
        if quantity.name == "收入:财政拨款收入":
            _incomes(view, recorder, quantity)
        if quantity.name == "支出":
            _purposes(view, recorder, quantity)
            if quantity.scope == FISCAL:
                _funds(view, recorder, quantity)
        if quantity.name in _NESTED and quantity.scope in (FISCAL, GENERAL, FUND, STATE):
            _nested(view, recorder, quantity)


def _incomes(view: View, recorder: Recorder, quantity: Quantity) -> None:
    total, *found = recorder.quantities.together(quantity, *(quantity.named(name) for name in _FUND_INCOMES))
    parts = [fact for fact in found if fact is not None]
    if total is None or not parts or parts[0].item.startswith(("政府性基金", "国有资本")):
        recorder.lacks("一般公共预算财政拨款收入")
        return
    if _elsewhere(total, parts):
        recorder.relate(Sum(view.figure(total), view.figures(parts), at_most=total.table is None))


def _funds(view: View, recorder: Recorder, quantity: Quantity) -> None:
    """财政拨款支出 in prose and its three funds."""
    total, general, *others = recorder.quantities.together(quantity, *(quantity.in_scope(fund) for fund in (GENERAL, FUND, STATE)))
    parts = [fact for fact in others if fact is not None]
    if total is not None and general is not None and parts and total.table is None:
        recorder.relate(Sum(view.figure(total), view.figures((general, *parts))))


def _purposes(view: View, recorder: Recorder, quantity: Quantity) -> None:
    total, basic, projects, *others = recorder.quantities.together(quantity, *(quantity.named(name) for name in _PURPOSES))
    parts = [fact for fact in (basic, projects, *others) if fact is not None]
    if total is None or basic is None or projects is None:
        recorder.lacks(f"{quantity.year}年{quantity.measure}的基本支出和项目支出")
        return
    if _elsewhere(total, parts):
        recorder.relate(Sum(view.figure(total), view.figures(parts)))


def _nested(view: View, recorder: Recorder, quantity: Quantity) -> None:
    """What one fund pays for is at most what all of them pay for."""
    wider = [None] if quantity.scope == FISCAL else [FISCAL, None]
    for scope in wider:
        whole, part = recorder.quantities.together(quantity.in_scope(scope), quantity)
        if whole is not None and part is not None and whole is not part:
            recorder.relate(Sum(view.figure(whole), (view.figure(part),), at_most=True))


def _elsewhere(total: Fact, parts: list[Fact]) -> bool:
    """Whether the figures stand in more than one table, so that no rule on one table has added them up."""
    return len({fact.table for fact in (total, *parts)}) > 1


RULE = Rule("GK302", "口径大小", "error", __doc__ or "", _check)

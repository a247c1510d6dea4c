"""三公经费各项不小于基本支出里的同名科目

**查什么**：“三公”经费表的公务接待费、公务用车运行维护费、因公出国（境）费、公务用车购置费，不小于基本支出明细表里 30217、30231、30212、31013。

**为什么**：三公经费包括基本支出和项目支出里的，可以大于基本支出里的同名科目，绝不会小于它。

不通过的例子：

```text fails
2021年度部门决算
一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t101.95\t302\t商品和服务支出\t0.98
30101\t基本工资\t101.95\t30217\t公务接待费\t0.98
人员经费合计\t\t101.95\t公用经费合计\t\t0.98

一般公共预算财政拨款“三公”经费支出决算表
单位：万元
项目\t预算数\t决算数
合计\t0.79\t0.79
因公出国（境）费\t0\t0
公务接待费\t0.79\t0.79
公务用车购置及运行维护费\t0\t0
```

通过的例子（接待费有 0.13 万元列在项目支出）：

```text passes
2021年度部门决算
一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t101.95\t302\t商品和服务支出\t0.66
30101\t基本工资\t101.95\t30217\t公务接待费\t0.66
人员经费合计\t\t101.95\t公用经费合计\t\t0.66

一般公共预算财政拨款“三公”经费支出决算表
单位：万元
项目\t预算数\t决算数
合计\t0.79\t0.79
因公出国（境）费\t0\t0
公务接待费\t0.79\t0.79
公务用车购置及运行维护费\t0\t0
```

**局限**：三公表没有印的项不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, said
from ..quantities import BASIC_FORMS, PLAN, SPENT, THREE_PUBLIC_FORMS, Quantity
from ..relations import Sum
from ..view import View

_CODES = {"30217": "公务接待费", "30231": "公务用车运行维护费", "30212": "因公出国（境）费", "31013": "公务用车购置费"}


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*BASIC_FORMS):
        measure = SPENT if "决算" in table.form else PLAN
        for fact in table.facts:
            item = _CODES.get(fact.code or "")
            if item is None or fact.year is None or fact.column not in ("决算数", "合计", "预算数"):
                continue
            quantity = Quantity(view.entity(fact.part) or "", fact.year, measure, "", item)
            prints = [other for other in recorder.quantities.printed(quantity) if other.form in THREE_PUBLIC_FORMS]
            if not prints:
                recorder.lacks(f"“三公”经费表的{item}")
                continue
            whole, part = view.figure(prints[0]), view.figure(fact)
            recorder.relate(Sum(whole, (part,), at_most=True), f"{said(whole)}小于基本支出里的{said(part)}")


RULE = Rule("GK304", "三公与基本支出", "error", __doc__ or "", _check)

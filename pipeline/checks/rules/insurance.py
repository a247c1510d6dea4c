"""社会保险、住房公积金按功能与按经济分类相比

**查什么**：一般公共预算支出表里机关事业单位基本养老保险缴费支出（2080505）、职业年金缴费支出（2080506）、住房公积金（2210201）与基本支出明细表
里 30108、30109、30113 相同。

**为什么**：同一笔缴费按两种分类列示，通常相同；不同往往是列错了科目。

不通过的例子：

```text fails
2021年度部门决算
一般公共预算财政拨款支出决算表
单位：万元
科目编码\t科目名称\t小计\t基本支出\t项目支出
221\t住房保障支出\t6.95\t6.95\t
22102\t住房改革支出\t6.95\t6.95\t
2210201\t住房公积金\t6.95\t6.95\t
合计\t\t6.95\t6.95\t

一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t10.34\t302\t商品和服务支出\t1.20
30113\t住房公积金\t10.34\t30206\t电费\t1.20
人员经费合计\t\t10.34\t公用经费合计\t\t1.20
```

通过的例子：

```text passes
2021年度部门决算
一般公共预算财政拨款支出决算表
单位：万元
科目编码\t科目名称\t小计\t基本支出\t项目支出
221\t住房保障支出\t6.95\t6.95\t
22102\t住房改革支出\t6.95\t6.95\t
2210201\t住房公积金\t6.95\t6.95\t
合计\t\t6.95\t6.95\t

一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t6.95\t302\t商品和服务支出\t0
30113\t住房公积金\t6.95\t30206\t电费\t0
人员经费合计\t\t6.95\t公用经费合计\t\t0
```

**局限**：不同不一定是错（有的缴费列在别的功能科目），所以只作提示。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..quantities import BASIC_FORMS, FUNCTION_FORMS, GENERAL, TOTAL_COLUMNS
from ..relations import Same
from ..view import View

_TWINS = {"2080505": "30108", "2080506": "30109", "2210201": "30113"}


def _check(view: View, recorder: Recorder) -> None:
    functions = view.of_form(*(form for form, fund in FUNCTION_FORMS.items() if fund == GENERAL))
    details = view.of_form(*BASIC_FORMS)
    if len(functions) != 1 or len(details) != 1:
        return
    for function, economic in _TWINS.items():
        one = [fact for fact in functions[0].facts if fact.code == function and fact.column in TOTAL_COLUMNS]
        other = [fact for fact in details[0].facts if fact.code == economic and fact.column in ("决算数", "合计", "预算数")]
        if len(one) == len(other) == 1:
            recorder.relate(Same(view.figure(one[0]), view.figure(other[0])))


RULE = Rule("GK305", "保险和公积金两种分类", "info", __doc__ or "", _check)

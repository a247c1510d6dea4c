"""项目自评表的执行数与项目支出决算数相当

**查什么**：一个单位所附各项目支出绩效自评表的全年执行数之和，不小于报告自己说的项目支出决算数；大于时只作提示。

**为什么**：办法要求项目支出全部自评；小得多说明有项目没有自评。

不通过的例子：

```text fails
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出128.69万元，其中：基本支出103.98万元，项目支出24.71万元。

2022年度项目支出绩效自评表
项目支出名称\t业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t9\t9\t9\t10\t100%\t10
```

通过的例子：

```text passes
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出112.98万元，其中：基本支出103.98万元，项目支出9.00万元。

2022年度项目支出绩效自评表
项目支出名称\t业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t9\t9\t9\t10\t100%\t10
```

**局限**：预算里的绩效目标、自评涉及资金不与项目支出相比；只附部分项目自评表而有说明的，也会提出。
"""

from __future__ import annotations

from collections import defaultdict

from ....schemas.results import Fact
from ..model import Recorder, Rule, decimal_text, said
from ..quantities import SPENT, Quantity
from ..relations import Sum
from ..scores import sheets
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    forms: dict[str, list[Fact]] = defaultdict(list)
    for sheet in sheets(view):
        if sheet.form == "项目支出绩效自评表":
            spent = sheet.fact("年度资金总额", "全年执行数")
            if spent is None or spent.unit != "万元":
                recorder.lacks(f"{sheet.name}的全年执行数")
                return
            forms[view.entity(spent.part) or ""].append(spent)
    for entity, spent_facts in forms.items():
        years = {fact.year for fact in spent_facts}
        year = next(iter(years))
        total = None
        if len(years) == 1 and year is not None:
            total = recorder.quantities.first(Quantity(entity, year, SPENT, "", "项目支出"))
        if total is None:
            recorder.lacks("项目支出决算数")
            continue
        relation = Sum(view.figure(total), view.figures(spent_facts))
        more = relation.expected > total.value
        recorder.relate(
            relation,
            f"{said(view.figure(total))}与所附{len(spent_facts)}张项目自评表执行数之和{decimal_text(relation.expected)}万元不一致",
            severity="info" if more else "warning",
        )


RULE = Rule("GK303", "项目自评与项目支出", "warning", __doc__ or "", _check)

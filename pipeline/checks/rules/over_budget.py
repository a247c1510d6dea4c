"""三公经费、政府采购不超预算，执行数不超全年预算数

**查什么**：三公经费及其各项、政府采购的决算数不超过预算数；绩效自评表和项目的全年执行数不超过全年预算数。决算数超过年初预算数是常事，不查。

**为什么**：三公经费只减不增、无预算不采购、无预算不支出是预算纪律；超过了要有追加手续和说明。

不通过的例子：

```text fails
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
政府采购金额\t——\t33.3\t95.31
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
政府采购金额\t——\t33.3\t31.53
```

**局限**：只比印在同一张表同一行、或正文同一段里的预算数和决算数。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule, decimal_text, said
from ..quantities import THREE_PUBLIC, THREE_PUBLIC_FORMS
from ..relations import Sum
from ..view import View, label_of

_PROCUREMENT = ("政府采购金额", "政府采购支出", "政府采购货物支出", "政府采购工程支出", "政府采购服务支出")
_DISCIPLINED = (*THREE_PUBLIC, *_PROCUREMENT)
_FORMS = ("部门整体支出绩效评价基础数据表", "部门整体支出绩效自评表", "项目支出绩效自评表", *THREE_PUBLIC_FORMS)


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*_FORMS):
        for row in table.rows():
            _row(view, recorder, row)
    for paragraph in view.paragraphs:
        rows: dict[tuple[object, ...], list[Fact]] = {}
        for fact in paragraph.facts:
            if fact.column == "预算数" and not recorder.quantities.says_budget(fact):
                continue
            rows.setdefault((fact.item, fact.subject, fact.scope), []).append(fact)
        for row in rows.values():
            _row(view, recorder, row)


def _row(view: View, recorder: Recorder, row: list[Fact]) -> None:
    plans = [fact for fact in row if fact.column in ("预算数", "全年预算数") and fact.unit == "万元"]
    for spent in (fact for fact in row if fact.column in ("全年执行数", "决算数") and fact.unit == "万元"):
        for plan in plans:
            if plan.year != spent.year:
                continue
            disciplined = spent.item in _DISCIPLINED and spent.column == "决算数"
            executed = plan.column == "全年预算数"
            if not (disciplined or executed):
                continue
            most, used = view.figure(plan), view.figure(spent)
            recorder.relate(
                Sum(most, (used,), at_most=True),
                f"{said(used)}超过{label_of(plan)}{decimal_text(plan.value)}万元",
            )


RULE = Rule("GK601", "超预算", "warning", __doc__ or "", _check)

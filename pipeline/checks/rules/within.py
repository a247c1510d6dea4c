"""其中各项之和不超过总数

**查什么**：基础数据表里项目支出、公用经费之下各项之和不超过该数；绩效自评表和正文里，印在“其中”之下的同类金额每一个都不超过总数。

**为什么**：“其中”只列一部分，可以小于总数，绝不会大于总数。

不通过的例子：

```text fails
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
公用经费\t5.10\t9.50\t5.01
其中：办公经费\t5.33\t2.10\t4.36
水费、电费、差旅费\t0.09\t0.20\t1.14
会议费、培训费\t0\t0\t0.20
政府采购金额\t——\t33.3\t30.31
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
公用经费\t9.10\t9.50\t9.01
其中：办公经费\t5.33\t2.10\t4.36
水费、电费、差旅费\t0.09\t0.20\t1.14
会议费、培训费\t0\t0\t0.20
政府采购金额\t——\t33.3\t30.31
```

**局限**：小于总数不作判断；单位不同的不比。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import THREE_PUBLIC
from ..relations import Sum
from ..view import Paragraph, View

_LISTED = ("项目支出", "公用经费")
_MONEY = ("年初预算数", "全年预算数", "预算数", "决算数", "全年执行数")


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form("部门整体支出绩效评价基础数据表"):
        for column, year in table.columns():
            facts = table.column(column, year)
            for total in facts:
                parts = [fact for fact in facts if fact.parent and fact.parent[-1] == total.item]
                if total.item in _LISTED and parts and not total.parent:
                    recorder.relate(Sum(view.figure(total), view.figures(parts), at_most=True))
    for paragraph in view.paragraphs:
        _paragraph(view, recorder, paragraph)


def _paragraph(view: View, recorder: Recorder, paragraph: Paragraph) -> None:
    for position, fact in enumerate(paragraph.facts):
        if not fact.parent or fact.unit != "万元" or fact.column not in _MONEY or fact.item in THREE_PUBLIC:
            continue
        whole = _whole(paragraph.facts[:position], fact)
        if whole is not None:
            recorder.relate(Sum(view.figure(whole), (view.figure(fact),), at_most=True))


def _whole(before: list[Fact], fact: Fact) -> Fact | None:
    """The figure that the 其中 belongs to: the nearest one before it with the name of its parent."""
    for other in reversed(before):
        if other.item == fact.parent[-1] and other.column == fact.column and other.year == fact.year:
            return other if other.subject == fact.subject and other.unit == fact.unit else None
    return None


RULE = Rule("GK106", "其中不超总数", "error", __doc__ or "", _check)

"""绩效自评表的资金构成相加等于总额

**查什么**：部门整体支出绩效自评表里，按收入性质分等于一般公共预算、政府性基金拨款、纳入专户管理的非税收入拨款、其他资金之和，按支出性质分等于
基本支出与项目支出之和，两者等于全年执行数（或全年、年初预算数）；项目支出绩效自评表里，年度资金总额等于当年财政拨款、上年结转资金、其他资金等
各来源之和，年初预算数、全年预算数、全年执行数分别查。

**为什么**：两种分法分的是同一笔钱。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t162.935556\t162.935556\t10\t100%\t10
\t按收入性质分：162.935556\t按支出性质分：162.935556
\t其中：一般公共预算：162.935556\t其中：基本支出：104.524245
\t政府性基金拨款：\t项目支出：59.147961
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t163.672206\t163.672206\t10\t100%\t10
\t按收入性质分：163.672206\t按支出性质分：163.672206
\t其中：一般公共预算：163.672206\t其中：基本支出：104.524245
\t政府性基金拨款：\t项目支出：59.147961
```

**局限**：构成没有印全而又小于总额的，只在其余各项印作空白时作警告。
"""

from __future__ import annotations

from collections.abc import Iterable

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..relations import Sum
from ..view import TableView, View

_BY_SOURCE = ("一般公共预算", "政府性基金拨款", "纳入专户管理的非税收入拨款", "其他资金")
_BY_PURPOSE = ("基本支出", "项目支出")
_FISCAL = ("当年财政拨款", "财政拨款", "财政资金")
_PROJECT_SOURCES = (*_FISCAL, "上年结转资金", "财政专户管理资金", "单位资金", "其他资金")
_WHOLE = "年度资金总额"


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form("部门整体支出绩效自评表"):
        _overall(view, recorder, table)
    for table in view.of_form("项目支出绩效自评表", "部门整体支出绩效自评表"):
        for subject in dict.fromkeys(fact.subject for fact in table.facts):
            for column in ("年初预算数", "全年预算数", "全年执行数"):
                facts = [fact for fact in table.facts if fact.subject == subject and fact.column == column]
                _project(view, recorder, facts)


def _overall(view: View, recorder: Recorder, table: TableView) -> None:
    totals = [fact for column in ("全年执行数", "全年预算数", "年初预算数") if (fact := table.one(_WHOLE, column)) is not None]
    for group, items in (("按收入性质分", _BY_SOURCE), ("按支出性质分", _BY_PURPOSE)):
        stated = table.one(group, "金额")
        parts = [fact for item in items if (fact := table.one(item, "金额")) is not None]
        blank = [item for item in items if table.one(item, "金额") is None]
        if stated is not None:
            _one_of(view, recorder, [stated], totals, ())
            if parts:
                recorder.relate(Sum(view.figure(stated), view.figures(parts)), lacking=blank)
        elif parts:
            _one_of(view, recorder, parts, totals, blank)


def _one_of(view: View, recorder: Recorder, parts: list[Fact], totals: list[Fact], blank: Iterable[str]) -> None:
    """The parts must add up to one of the totals; if to none, they are held against the first."""
    relations = [Sum(view.figure(total), view.figures(parts)) for total in totals]
    if relations:
        recorder.relate(next((each for each in relations if each.holds()), relations[0]), lacking=list(blank))
    else:
        recorder.lacks(_WHOLE)


def _project(view: View, recorder: Recorder, facts: list[Fact]) -> None:
    whole = [fact for fact in facts if fact.item == _WHOLE]
    parts = [fact for fact in facts if fact.item in _PROJECT_SOURCES]
    if len(whole) != 1 or not parts or len({fact.item for fact in parts}) != len(parts):
        return
    if any(fact.unit == whole[0].unit and fact is not whole[0] and fact not in parts for fact in facts):
        return  # sources of other names (中央财政资金, 地方资金 …), which may be parts of the parts
    fiscal = any(fact.item in _FISCAL for fact in parts)
    printed = {fact.item for fact in parts}
    blank = [item for item in ("上年结转资金", "其他资金") if item not in printed] + ([] if fiscal else ["当年财政拨款"])
    relation = Sum(view.figure(whole[0]), view.figures(parts))
    recorder.relate(relation, severity="error" if fiscal or relation.expected > whole[0].value else "warning", lacking=blank)


RULE = Rule("GK108", "自评表资金构成", "error", __doc__ or "", _check)

"""类、款、项逐级相加，合计等于各类之和

**查什么**：按科目编码排列的表（收入、支出决算表和预算表，一般公共预算、政府性基金、国有资本经营预算支出表，基本支出经济分类表），每一列里，
类级等于其下各款之和，款级等于其下各项之和，合计等于各类之和。功能分类（2 开头）与经济分类（3 开头）分开相加。

**为什么**：科目是逐级汇总出来的，加不起来就是漏了一行或印错一个数，引用哪一个数都不可靠。

不通过的例子（20137 之下两项相加为 199.80，款和类印作 198.80）：

```text fails
2021年度部门决算
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
201\t一般公共服务支出\t198.80\t90.80\t109.00
20137\t网信事务\t198.80\t90.80\t109.00
2013701\t行政运行\t90.80\t90.80\t
2013702\t一般行政管理事务\t109.00\t\t109.00
合计\t\t198.80\t90.80\t109.00
```

通过的例子（七个四舍五入的数之和差 0.01）：

```text passes
2021年度部门决算
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
201\t一般公共服务支出\t199.81\t90.80\t109.00
20137\t网信事务\t199.81\t90.80\t109.00
2013701\t行政运行\t90.80\t90.80\t
2013702\t一般行政管理事务\t109.00\t\t109.00
合计\t\t199.81\t90.80\t109.00
```

**局限**：表中有没读懂的数字格、同一编码印了两次（多个单位合在一张表里）时不查；下级整列空白的不查。
"""

from __future__ import annotations

from collections import Counter

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import BASIC_FORMS, FUNCTION_FORMS, INCOME_FORMS
from ..relations import Sum
from ..view import TableView, View

_TOTALS = ("人员经费合计", "公用经费合计")


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*FUNCTION_FORMS, *INCOME_FORMS, *BASIC_FORMS, "一般公共预算财政拨款项目支出决算表"):
        if not table.complete:
            recorder.lacks(f"{table.form}里没有读懂的数字格")
            continue
        for column, year in table.columns():
            _column(view, recorder, table, column, year)


def _column(view: View, recorder: Recorder, table: TableView, column: str, year: int | None) -> None:
    facts = [fact for fact in table.column(column, year) if fact.unit == "万元"]
    coded = {fact.code: fact for fact in facts if fact.code is not None}
    if any(count > 1 for count in Counter(fact.code for fact in facts if fact.code is not None).values()):
        return
    printed = sorted({fact.code for fact in table.facts if fact.code is not None and fact.code not in coded})
    children: dict[str, list[Fact]] = {}
    roots = []
    for code in sorted(coded):
        above = next((code[:length] for length in range(len(code) - 1, 2, -1) if code[:length] in coded), None)
        if above is None:
            roots.append(coded[code])
        else:
            children.setdefault(above, []).append(coded[code])
    for code, parts in children.items():
        blank = [child for child in printed if child.startswith(code) and len(child) == len(code) + 2]
        _add_up(view, recorder, coded[code], parts, blank)
    totals = [fact for fact in facts if fact.item == "合计" and fact.code is None]
    worlds = {fact.code[0] for fact in roots if fact.code}
    if (
        len(totals) == 1
        and roots
        and len({len(fact.code or "") for fact in roots}) == 1
        and (worlds <= {"2"} or worlds <= {"3", "5"})
    ):
        _add_up(view, recorder, totals[0], roots, [])


def _add_up(view: View, recorder: Recorder, total: Fact, parts: list[Fact], blank: list[str]) -> None:
    recorder.relate(Sum(view.figure(total), view.figures(parts)), lacking=[f"{code}{total.column}" for code in blank])


RULE = Rule("GK101", "科目逐级相加", "error", __doc__ or "", _check)

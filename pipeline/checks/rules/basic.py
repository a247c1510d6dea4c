"""人员经费合计、公用经费合计等于各自的经济科目之和，两者相加等于基本支出

**查什么**：基本支出明细表里，工资福利支出（301）与对个人和家庭的补助（303）之和等于人员经费合计，商品和服务支出（302）及其余各类之和等于
公用经费合计；预算的基本支出经济分类表合计等于人员经费与公用经费之和；凡印出基本支出、人员经费、公用经费三数的，人员加公用等于基本。

**为什么**：人员与公用是基本支出仅有的两部分。

不通过的例子：

```text fails
2021年度部门决算
一、部门支出情况
2021年度基本支出107.01万元，其中：人员经费101.95万元，公用经费5.60万元。
```

通过的例子：

```text passes
2021年度部门决算
一、部门支出情况
2021年度基本支出107.01万元，其中：人员经费101.95万元，公用经费5.06万元。
```

**局限**：跨表的相加只在三个数同属一个单位、年度和资金范围时进行。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import BASIC_FORMS
from ..relations import Sum
from ..view import TableView, View

_PEOPLE = ("301", "303")


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*BASIC_FORMS):
        if not table.complete:
            recorder.lacks(f"{table.form}里没有读懂的数字格")
            continue
        for column, year in table.columns():
            _detail(view, recorder, table, column, year)
    for quantity in list(recorder.quantities.prints):
        if quantity.name != "基本支出":
            continue
        names = ("基本支出", "人员经费", "公用经费")
        total, *parts = recorder.quantities.together(*(quantity.named(name) for name in names))
        found = [part for part in parts if part is not None]
        if total is not None and len(found) == 2:
            recorder.relate(Sum(view.figure(total), view.figures(found)))
        else:
            recorder.lacks(f"{quantity.year}年{quantity.measure}的基本支出、人员经费、公用经费")


def _detail(view: View, recorder: Recorder, table: TableView, column: str, year: int | None) -> None:
    facts = table.column(column, year)
    classes = [fact for fact in facts if fact.code is not None and len(fact.code) == 3]
    people = [fact for fact in classes if fact.code in _PEOPLE]
    running = [fact for fact in classes if fact.code not in _PEOPLE]
    totals = {fact.item: fact for fact in facts if fact.code is None}
    _add_up(view, recorder, totals.get("人员经费合计"), people)
    _add_up(view, recorder, totals.get("公用经费合计"), running)


def _add_up(view: View, recorder: Recorder, total: Fact | None, parts: list[Fact]) -> None:
    if total is not None and parts:
        recorder.relate(Sum(view.figure(total), view.figures(parts)))


RULE = Rule("GK104", "人员与公用", "error", __doc__ or "", _check)

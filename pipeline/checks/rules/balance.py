"""收支总表：收入、支出各自相加，并且左右相等

**查什么**：收入支出决算总表、财政拨款收入支出决算总表和预算的收支总表：各收入来源之和等于本年收入合计；各功能科目之和等于本年支出合计；
本年收入合计加使用非财政拨款结余、年初结转和结余等于收入总计；本年支出合计加结余分配、年末结转和结余等于支出总计；收入总计等于支出总计。

**为什么**：这是整份报告的骨架，其余各表都从这里的数展开。

不通过的例子（215.99 + 0.02 不等于 216.11）：

```text fails
2021年度部门决算
收入支出决算总表
单位：万元
收入\t\t支出\t
项目\t金额\t项目\t金额
一、一般公共预算财政拨款收入\t215.99\t一、一般公共服务支出\t216.01
本年收入合计\t215.99\t本年支出合计\t216.01
年初结转和结余\t0.02\t年末结转和结余\t
总计\t216.11\t总计\t216.01
```

通过的例子：

```text passes
2021年度部门决算
收入支出决算总表
单位：万元
收入\t\t支出\t
项目\t金额\t项目\t金额
一、一般公共预算财政拨款收入\t215.99\t一、一般公共服务支出\t216.01
本年收入合计\t215.99\t本年支出合计\t216.01
年初结转和结余\t0.02\t年末结转和结余\t
总计\t216.01\t总计\t216.01
```

**局限**：表中有没读懂的数字格时不查；本年收入与本年支出不相等是常事（有结转），不查。
"""

from __future__ import annotations

from collections.abc import Sequence

from ....schemas.results import Fact
from ..functions import BY_NATURE, FUNCTION_CLASSES
from ..model import Recorder, Rule
from ..quantities import FISCAL_TOTAL_FORMS, FUND_COLUMNS, TOTAL_FORMS, fund_income
from ..relations import Same, Sum
from ..view import TableView, View

_INCOME_COLUMNS = ("金额", "决算数", "预算数")
_FIRST = (
    "年初财政拨款结转和结余",
    "年初结转和结余",
    "使用非财政拨款结余",
    "使用非财政拨款结余（含专用结余）",
    "上年结转",
    "上年结转和结余",
)
_LAST = ("年末财政拨款结转和结余", "年末结转和结余", "结余分配", "结转下年", "年终结转和结余")
_SUMS = ("收入总计", "支出总计", "本年收入合计", "本年支出合计", "本年收入", "本年支出")


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*TOTAL_FORMS, *FISCAL_TOTAL_FORMS):
        if not table.complete:
            recorder.lacks(f"{table.form}里没有读懂的数字格")
            continue
        for column, year in table.columns():
            facts = table.column(column, year)
            if len({(fact.item, fact.parent) for fact in facts}) == len(facts):
                _column(view, recorder, table, facts)
        _two_sides(view, recorder, table)


def _column(view: View, recorder: Recorder, table: TableView, facts: list[Fact]) -> None:
    named = {fact.item: fact for fact in facts}
    top = [fact for fact in facts if "/" not in fact.item]
    incomes = [fact for fact in top if _is_income(fact)]
    wholes = {fact.item for fact in incomes}
    incomes = [fact for fact in incomes if not (set(fact.parent) & wholes)]
    fiscal = named.get("财政拨款收入")
    if fiscal is not None:
        _funds(view, recorder, fiscal, [fact for fact in incomes if fund_income(fact.item) is not None])
        incomes = [fact for fact in incomes if fund_income(fact.item) is None]
    spendings = [fact for fact in top if fact.item in FUNCTION_CLASSES and not fact.parent]
    others = [
        fact for fact in top if fact.item.endswith("支出") and fact not in (*spendings, *incomes) and fact.item not in BY_NATURE
    ]
    if others:
        recorder.lacks(f"{table.form}里{others[0].item}所属的分类")
        spendings = []
    first = [named[item] for item in _FIRST if item in named][:2]
    last = [named[item] for item in _LAST if item in named]
    _flow(view, recorder, table, named, "收入", incomes, _without_double(first))
    _flow(view, recorder, table, named, "支出", spendings, _without_double(last))
    for group in ("年初财政拨款结转和结余", "年末财政拨款结转和结余"):
        parts = [fact for fact in facts if fact.item.startswith(f"{group}/")]
        if group in named and parts:
            recorder.relate(Sum(view.figure(named[group]), view.figures(parts)))


def _funds(view: View, recorder: Recorder, fiscal: Fact, parts: list[Fact]) -> None:
    """财政拨款收入 stands above the funds it consists of."""
    if parts:
        general = any(fact.item.startswith("一般公共预算") for fact in parts)
        recorder.relate(Sum(view.figure(fiscal), view.figures(parts), at_most=not general))


def _flow(
    view: View,
    recorder: Recorder,
    table: TableView,
    named: dict[str, Fact],
    side: str,
    rows: Sequence[Fact],
    carried: Sequence[Fact],
) -> None:
    year_total, grand_total = named.get(f"本年{side}合计") or named.get(f"本年{side}"), named.get(f"{side}总计")
    if year_total is not None and rows:
        recorder.relate(Sum(view.figure(year_total), view.figures(rows)))
    if grand_total is not None:
        parts = [year_total, *carried] if year_total is not None else [*rows, *carried]
        if parts and (year_total is not None or rows):
            recorder.relate(Sum(view.figure(grand_total), view.figures(parts)))


def _without_double(carried: Sequence[Fact]) -> list[Fact]:
    """年初结转和结余 once, where a table has it under two names."""
    kept: dict[str, Fact] = {}
    for fact in carried:
        kept.setdefault(fact.item.replace("财政拨款", "").replace("（含专用结余）", ""), fact)
    return list(kept.values())


def _is_income(fact: Fact) -> bool:
    if fact.item in _SUMS:
        return False
    return (fact.item.endswith("收入") or fund_income(fact.item) is not None) and fact.column in _INCOME_COLUMNS


def _two_sides(view: View, recorder: Recorder, table: TableView) -> None:
    incomes = [fact for fact in table.facts if fact.item == "收入总计" and fact.column in _INCOME_COLUMNS]
    spendings = [
        fact
        for fact in table.facts
        if fact.item == "支出总计" and fact.column in (*_INCOME_COLUMNS, "合计") and fact.column not in FUND_COLUMNS
    ]
    if len(incomes) == len(spendings) == 1 or {fact.column for fact in incomes} == {fact.column for fact in spendings}:
        for income, spending in zip(incomes, spendings, strict=True):
            recorder.relate(Same(view.figure(income), view.figure(spending)))
    elif not incomes or not spendings:
        recorder.lacks(f"{table.form}的收入总计和支出总计")


RULE = Rule("GK103", "收支总表平衡", "error", __doc__ or "", _check)

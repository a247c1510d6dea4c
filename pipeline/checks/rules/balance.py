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

from collections.abc import Iterable, Iterator, Sequence

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
_ABOVE_FUNDS = ("财政拨款收入", "财政拨款", "本年收入", "本年收入合计", "上年结转", "年初结转和结余", "上年结转和结余")
"""Rows below which the funds may be listed that they consist of."""
_SUMS = ("收入总计", "支出总计", "本年收入合计", "本年支出合计", "本年收入", "本年支出")


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form(*TOTAL_FORMS, *FISCAL_TOTAL_FORMS):
        if not table.complete:
            recorder.lacks(f"{table.form}里没有读懂的数字格")
            continue
        for lane in _lanes(table):
            _lane(view, recorder, table, lane)
        _two_sides(view, recorder, table)


def _lanes(table: TableView) -> list[list[Fact]]:
    """The amounts below one another: income and expenditure side by side are two lanes, even where both columns have one name."""
    lanes: dict[tuple[object, ...], list[Fact]] = {}
    for fact in table.facts:
        if fact.unit == "万元":
            lanes.setdefault((fact.column, fact.year, fact.source.column), []).append(fact)
    if any(fact.source.column is None or fact.source.row is None for fact in table.facts):
        return []
    return list(_joined(lanes.values()))


def _joined(lanes: Iterable[list[Fact]]) -> Iterator[list[Fact]]:
    """Lanes of one column name that are pieces of one: of those that do not hold income and expenditure apart."""
    by_name: dict[tuple[str, int | None, bool], list[Fact]] = {}
    for lane in lanes:
        income = any(_is_income(fact) or fact.item in ("收入总计", "本年收入合计") for fact in lane)
        by_name.setdefault((lane[0].column, lane[0].year, income), []).extend(lane)
    yield from by_name.values()


def _lane(view: View, recorder: Recorder, table: TableView, lane: list[Fact]) -> None:
    rows, groups = _grouped(lane)
    for whole, parts in groups:
        general = whole.item != "财政拨款收入" or any(fact.item.startswith("一般公共预算") for fact in parts)
        recorder.relate(Sum(view.figure(whole), view.figures(parts), at_most=not general))
    if len({(fact.item, fact.parent) for fact in rows}) != len(rows):
        return
    top = [fact for fact in rows if "/" not in fact.item]
    incomes = [fact for fact in top if _is_income(fact)]
    wholes = {fact.item for fact in incomes}
    incomes = [fact for fact in incomes if not (set(fact.parent) & wholes)]
    spendings = [fact for fact in top if fact.item in FUNCTION_CLASSES and set(fact.parent) <= {"本年支出", "本年支出合计"}]
    others = [
        fact for fact in top if fact.item.endswith("支出") and fact not in spendings and fact.item not in (*BY_NATURE, *_SUMS)
    ]
    if others:
        recorder.lacks(f"{table.form}里{others[0].item}所属的分类")
        spendings = []
    _flow(view, recorder, rows, "收入", incomes, _FIRST)
    _flow(view, recorder, rows, "支出", spendings, _LAST)
    named = {fact.item: fact for fact in rows}
    for group in ("年初财政拨款结转和结余", "年末财政拨款结转和结余"):
        parts = [fact for fact in rows if fact.item.startswith(f"{group}/")]
        if group in named and parts:
            recorder.relate(Sum(view.figure(named[group]), view.figures(parts)))


def _grouped(lane: list[Fact]) -> tuple[list[Fact], list[tuple[Fact, list[Fact]]]]:
    """The rows of a lane without those that only say which funds the row above them consists of, and these groups."""
    rows: list[Fact] = []
    groups: list[tuple[Fact, list[Fact]]] = []
    whole: Fact | None = None
    for fact in lane:
        if whole is not None and fund_income(fact.item) is not None:
            if not groups or groups[-1][0] is not whole:
                groups.append((whole, []))
            groups[-1][1].append(fact)
            continue
        whole = fact if fact.item in _ABOVE_FUNDS else None
        rows.append(fact)
    return rows, groups


def _flow(view: View, recorder: Recorder, rows: list[Fact], side: str, own: Sequence[Fact], carried: Sequence[str]) -> None:
    named = {fact.item: fact for fact in rows}
    year_total, grand_total = named.get(f"本年{side}合计") or named.get(f"本年{side}"), named.get(f"{side}总计")
    if year_total is not None and own:
        above = rows[: rows.index(year_total)]
        others = [
            fact
            for fact in above
            if fact not in own and not fact.parent and "/" not in fact.item and fact.item not in (*_SUMS, *_ABOVE_FUNDS, *carried)
        ]  # 单位资金, 财政专户管理资金: income without the word
        sums = [Sum(view.figure(year_total), view.figures(parts)) for parts in (own, sorted((*own, *others), key=rows.index))]
        recorder.relate(next((relation for relation in sums if relation.holds()), sums[-1]))
    if grand_total is None or not (own or year_total is not None):
        return
    known = _without_double([named[item] for item in carried if item in named])
    start = [year_total] if year_total is not None else list(own)
    relations = [Sum(view.figure(grand_total), view.figures((*start, *known)))]
    if year_total is not None:
        between = [
            fact for fact in rows[rows.index(year_total) + 1 : rows.index(grand_total)] if not fact.parent and "/" not in fact.item
        ]
        relations.append(Sum(view.figure(grand_total), view.figures((year_total, *between))))
    recorder.relate(next((relation for relation in relations if relation.holds()), relations[0]))


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
    if len(incomes) == len(spendings) == 1:
        recorder.relate(Same(view.figure(incomes[0]), view.figure(spendings[0])))
        return
    for income in incomes:
        same = [fact for fact in spendings if (fact.column, fact.year) == (income.column, income.year)]
        alone = sum((fact.column, fact.year) == (income.column, income.year) for fact in incomes) == 1
        if alone and len(same) == 1:
            recorder.relate(Same(view.figure(income), view.figure(same[0])))
    if not incomes or not spendings:
        recorder.lacks(f"{table.form}的收入总计和支出总计")


RULE = Rule("GK103", "收支总表平衡", "error", __doc__ or "", _check)

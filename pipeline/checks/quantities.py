"""Which printed figures speak of the same quantity: the same thing, measured alike, of the same year, fund and unit.

Every form says in other words what the others say too (本年支出合计, 合计 of 支出决算表, 总支出 in prose). This module gives each figure the
quantities it prints, so that rules compare quantities instead of pairs of forms. In doubt a figure prints none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...schemas.results import Fact
from .functions import FUNCTION_CLASSES
from .relations import Same
from .view import TableView, View, column_of

GENERAL = "一般公共预算财政拨款"
FISCAL = "财政拨款"
FUND = "政府性基金预算财政拨款"
STATE = "国有资本经营预算财政拨款"

SPENT = "决算"
FIRST_PLAN = "年初预算"
FULL_PLAN = "全年预算"
PLAN = "预算"

THREE_PUBLIC = ("三公经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
THREE_PUBLIC_FORMS = ("一般公共预算财政拨款“三公”经费支出决算表", "“三公”经费和机关运行经费预算表")
BASIC_FORMS = ("一般公共预算财政拨款基本支出决算明细表", "一般公共预算基本支出部门预算经济分类预算表")
FUNCTION_FORMS: dict[str, str | None] = {
    "支出决算表": None,
    "支出预算总表": None,
    "一般公共预算财政拨款支出决算表": GENERAL,
    "一般公共预算支出功能分类预算表": GENERAL,
    "政府性基金预算财政拨款收入支出决算表": FUND,
    "政府性基金预算支出功能分类预算表": FUND,
    "国有资本经营预算财政拨款支出决算表": STATE,
    "国有资本经营预算支出功能分类预算表": STATE,
}
"""Forms with a row for each 功能科目 of expenditure, and the fund they are limited to."""
INCOME_FORMS = ("收入决算表", "收入预算总表")
TOTAL_FORMS = ("收入支出决算总表", "收支预算总表")
FISCAL_TOTAL_FORMS = ("财政拨款收入支出决算总表", "财政拨款收支预算总表")
TOTAL_COLUMNS = ("本年支出合计", "本年支出", "小计", "合计")
"""Columns of expenditure tables that hold the whole of the row."""
SUBTOTALLED = ("基本支出", "项目支出", "本年收入", "年初结转和结余", "年末结转和结余")
"""Heads of expenditure tables that may stand over a 小计 or 合计 of their own."""
FUND_COLUMNS = {
    "一般公共预算财政拨款": GENERAL,
    "一般公共预算": GENERAL,
    "政府性基金预算财政拨款": FUND,
    "政府性基金预算": FUND,
    "国有资本经营预算财政拨款": STATE,
    "国有资本经营预算": STATE,
}
_FUND_INCOME = re.compile(
    r"(?P<fund>一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)(?:当年)?(?:财政)?(?:拨款)?(?:资金)?(?:收入)?"
)
_MEASURES = {
    "决算数": SPENT,
    "全年执行数": SPENT,
    "年初预算数": FIRST_PLAN,
    "全年预算数": FULL_PLAN,
    "预算数": PLAN,
    "年末数": "年末",
    "数量": "数量",
}
_SCOPED_ITEMS = {
    "财政拨款支出": ("支出", FISCAL),
    "一般公共预算财政拨款支出": ("支出", GENERAL),
    "政府性基金预算财政拨款支出": ("支出", FUND),
    "国有资本经营预算财政拨款支出": ("支出", STATE),
}
_PROSE_NAMES = frozenset(
    (
        *THREE_PUBLIC,
        "收入", "支出", "基本支出", "项目支出", "人员经费", "公用经费", "上缴上级支出", "经营支出", "对附属单位补助支出",
        "机关运行经费", "政府采购支出", "政府采购货物支出", "政府采购工程支出", "政府采购服务支出",
        "年初结转和结余", "年末结转和结余", "上年结转", "资产总额", "负债总额", "净资产", "固定资产账面原值",
    )
)  # fmt: skip
"""Items of prose that mean one thing wherever they are named."""
_OTHER_SOURCES = (
    "政府性基金",
    "国有资本经营",
    "事业收入",
    "经营收入",
    "其他收入",
    "上级补助收入",
    "附属单位上缴收入",
    "专户",
    "单位资金",
)


def fund_income(name: str) -> str | None:
    """The standard name of the income that a row or column of one fund holds; None for other names."""
    match = _FUND_INCOME.fullmatch(name)
    if match is None:
        return None
    fund = {"一": GENERAL, "政": FUND, "国": STATE}[match["fund"][0]]
    return f"{fund}收入"


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A thing that several places of a report may print."""

    entity: str
    year: int
    measure: str
    scope: str
    """The fund it is limited to; empty where it is not."""
    name: str

    def in_scope(self, scope: str | None) -> Quantity:
        return Quantity(self.entity, self.year, self.measure, scope or "", self.name)

    def named(self, name: str) -> Quantity:
        return Quantity(self.entity, self.year, self.measure, self.scope, name)

    def measured(self, measure: str) -> Quantity:
        return Quantity(self.entity, self.year, measure, self.scope, self.name)

    def of_year(self, year: int) -> Quantity:
        return Quantity(self.entity, year, self.measure, self.scope, self.name)


class Quantities:
    """The quantities of a document and where each is printed, tables before prose, in reading order."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.prints: dict[Quantity, list[Fact]] = defaultdict(list)
        self.of: dict[str, tuple[Quantity, ...]] = {}
        self._repeated = _repeated_forms(view)
        self._several = {entity for _, entity in self._repeated}
        """Units whose forms are printed more than once: perhaps several units that could not be told apart."""
        pairs = [(fact, quantity) for table in view.tables for fact, quantity in self._table(table)]
        self._codes = _codes_by_name(fact for fact, quantity in pairs if quantity.name.startswith("科目"))
        self._fund_codes = {fact.code for fact, quantity in pairs if quantity.scope in (FUND, STATE)}
        pairs += [(fact, quantity) for fact in view.prose for quantity in self._prose(fact)]
        self.single_fund = _single_fund(pairs)
        for fact, quantity in pairs:
            quantity = self._unlimited(quantity)
            self.prints[quantity].append(fact)
            self.of[fact.id] = (*self.of.get(fact.id, ()), quantity)

    def printed(self, quantity: Quantity) -> list[Fact]:
        """Where a quantity is printed."""
        return self.prints.get(self._unlimited(quantity), [])

    def _unlimited(self, quantity: Quantity) -> Quantity:
        """Without the fund, where the report spends that one only. Money carried over may be of another kind all the same."""
        single = (quantity.entity, quantity.year) in self.single_fund and quantity.scope in (GENERAL, FISCAL)
        if single and "结转" not in quantity.name and not quantity.name.endswith("总计"):
            return quantity.in_scope(None)
        return quantity

    def first(self, quantity: Quantity) -> Fact | None:
        """Its first print, tables before prose."""
        return next(iter(self.printed(quantity)), None)

    def together(self, *wanted: Quantity) -> list[Fact | None]:
        """One print of each quantity (None where it is not printed), from one form if one form prints them all. Where they have to be
        taken from several, quantities that the report itself prints with different values are left out.
        """
        prints = [self.printed(quantity) for quantity in wanted]
        forms = [list(dict.fromkeys(fact.form for fact in found)) for found in prints if found]
        shared = [form for form in (forms[0] if forms else []) if all(form in others for others in forms)]
        if shared:
            return [next((fact for fact in found if fact.form == shared[0]), None) for found in prints]
        return [found[0] if found and self._agree(found) else None for found in prints]

    def _agree(self, prints: list[Fact]) -> bool:
        first = self.view.figure(prints[0])
        return all(Same(first, self.view.figure(fact)).holds() for fact in prints[1:])

    def says_budget(self, fact: Fact) -> bool:
        """Whether a budget figure of prose is called one in its own sentence, and not only by a heading above."""
        return self.view.part_kind(fact.part) == "部门预算" or "预算" in _sentence(fact)

    def _quantity(self, fact: Fact, measure: str, scope: str | None, name: str) -> Quantity | None:
        if fact.year is None:
            return None
        return Quantity(self.view.entity(fact.part) or "", fact.year, measure, scope or "", name)

    def _table(self, table: TableView) -> Iterator[tuple[Fact, Quantity]]:
        if (table.form, self.view.entity(table.account.part)) in self._repeated:
            return
        measure = PLAN if table.account.form in _budget_forms() else SPENT
        for fact in table.facts:
            for named in self._named(table, fact, measure):
                if named is not None:
                    yield fact, named

    def _named(self, table: TableView, fact: Fact, measure: str) -> Iterator[Quantity | None]:
        form, item, column = table.form, fact.item, fact.column
        if form in TOTAL_FORMS or form in FISCAL_TOTAL_FORMS:
            yield from self._totals(table, fact, measure)
        elif form in FUNCTION_FORMS:
            yield from self._functions(fact, measure, FUNCTION_FORMS[form])
        elif form in INCOME_FORMS:
            whole = column in ("本年收入合计", "合计")
            if item == "合计" and whole:
                carried = any("结转" in other.column or "结余" in other.column for other in table.facts)
                yield self._quantity(fact, measure, None, "收入总计" if carried else "收入")
            elif item == "合计":
                yield self._quantity(fact, measure, None, f"收入:{fund_income(column) or column}")
            elif fact.code is not None and whole:
                yield self._quantity(fact, measure, None, f"收入科目{fact.code}")
        elif form in BASIC_FORMS:
            yield from self._basic(fact, measure)
        elif form in THREE_PUBLIC_FORMS:
            if item in THREE_PUBLIC and column in _MEASURES or item == "机关运行经费" and column in _MEASURES:
                yield self._quantity(fact, _MEASURES[column], None, item)
        elif form == "部门整体支出绩效评价基础数据表":
            if item == "财政供养人员" and column in ("编制数", "实际在职人数"):
                yield self._quantity(fact, "人数", None, "编制" if column == "编制数" else "在职人员")
            name = {"政府采购金额": "政府采购支出"}.get(item, item)
            if column in _MEASURES and (name in THREE_PUBLIC or name in ("项目支出", "公用经费", "政府采购支出")):
                yield self._quantity(fact, _MEASURES[column], None, name)
        elif form == "部门整体支出绩效自评表":
            if item == "年度资金总额" and column in _MEASURES:
                yield self._quantity(fact, _MEASURES[column], None, "支出")
            elif column == "金额" and item in ("基本支出", "项目支出", "一般公共预算"):
                spent = _composition_measure(table)
                if spent is not None:
                    scope = GENERAL if item == "一般公共预算" else None
                    yield self._quantity(fact, spent, scope, "支出" if scope else item)
        elif form == "项目支出绩效自评表" and fact.subject and item == "年度资金总额" and column in _MEASURES:
            yield self._quantity(fact, _MEASURES[column], None, f"项目:{_project(fact.subject)}")

    def _totals(self, table: TableView, fact: Fact, measure: str) -> Iterator[Quantity | None]:
        item, column = fact.item, fact.column
        fiscal = table.form in FISCAL_TOTAL_FORMS
        scope: str | None = FISCAL if fiscal else None
        if column in FUND_COLUMNS:
            scope = FUND_COLUMNS[column]
        elif column == "全年预算数" or column == "年初预算数":
            measure = _MEASURES[column]
        elif column in ("人员经费", "公用经费", "项目支出", "基本支出"):
            if item == "支出总计":
                yield self._quantity(fact, measure, scope, column)
            return
        elif column not in ("金额", "合计", "决算数", "预算数"):
            return
        if item in ("收入总计", "支出总计"):
            yield self._quantity(fact, measure, scope, item)
            if measure == PLAN and _is_of_the_year(table):
                income = fiscal and item == "收入总计"
                yield self._quantity(fact, measure, None if income else scope, "收入:财政拨款收入" if income else item[:2])
        elif item in ("本年支出合计", "本年支出"):
            yield self._quantity(fact, measure, scope, "支出")
        elif item in ("本年收入合计", "本年收入"):
            yield self._quantity(fact, measure, None, "收入:财政拨款收入" if fiscal else "收入")
        elif fund_income(item) is not None and fact.parent in ((), ("财政拨款收入",)):
            yield self._quantity(fact, measure, None, f"收入:{fund_income(item)}")
        elif "结转" in item:
            if "/" not in item:
                yield self._quantity(fact, measure, scope, item.replace("财政拨款", ""))
        elif item in FUNCTION_CLASSES:
            yield self._quantity(fact, measure, scope, f"功能:{item}")
        elif item.endswith("收入") and item != "收入总计":
            yield self._quantity(fact, measure, None, f"收入:{item}")

    def _functions(self, fact: Fact, measure: str, scope: str | None) -> Iterator[Quantity | None]:
        item, column = fact.item, column_of(fact, SUBTOTALLED)
        whole = column in TOTAL_COLUMNS
        if item == "合计":
            if column == "本年收入" and scope is not None:
                yield self._quantity(fact, measure, None, f"收入:{scope}收入")
            elif whole:
                yield self._quantity(fact, measure, scope, "支出")
            elif column in _PROSE_NAMES:
                yield self._quantity(fact, measure, scope, column)
        elif fact.code is not None and (whole or column in ("基本支出", "项目支出")):
            if whole and len(fact.code) == 3:
                yield self._quantity(fact, measure, scope, f"功能:{item}")
            yield self._quantity(fact, measure, scope, f"科目{fact.code}" + ("" if whole else f"/{column}"))

    def _basic(self, fact: Fact, measure: str) -> Iterator[Quantity | None]:
        name = {"人员经费合计": "人员经费", "公用经费合计": "公用经费"}.get(fact.item)
        if name is not None and fact.column in ("决算数", "合计", "预算数"):
            yield self._quantity(fact, measure, GENERAL, name)
        elif fact.item == "合计":
            name = {"合计": "基本支出", "决算数": "基本支出", "预算数": "基本支出"}.get(fact.column, fact.column)
            if name in _PROSE_NAMES:
                yield self._quantity(fact, measure, GENERAL, name)

    def _staff(self, fact: Fact) -> Iterator[Quantity]:
        """Posts and people in service; 实有 stands for the latter only where they are not printed by themselves."""
        beside = {other.item for other in self.view.prose if other.source.text == fact.source.text}
        name = fact.item
        if name == "实有人数" and not beside & {"在职人员", "离退休人员"}:
            name = "在职人员"
        quantity = self._quantity(fact, "人数", None, name)
        if quantity is not None and fact.unit == "人" and self.view.entity(fact.part) not in self._several:
            yield quantity

    def _prose(self, fact: Fact) -> Iterator[Quantity]:
        if fact.item in ("编制", "实有人数", "在职人员"):
            yield from self._staff(fact)
            return
        measure = _MEASURES.get(fact.column)
        if measure is None or fact.year is None or (measure == PLAN and not self.says_budget(fact)):
            return
        if self.view.entity(fact.part) in self._several:
            return
        name, scope = _SCOPED_ITEMS.get(fact.item, (fact.item, fact.scope))
        names: tuple[str, ...] = ()
        if fact.subject is not None:
            if name == "项目支出":
                names = (f"项目:{_project(fact.subject)}",)
        elif name in ("收入支出总计", "财政拨款收入支出总计"):
            scope = FISCAL if name.startswith("财政") else scope
            names = ("收入总计", "支出总计")
        elif name in THREE_PUBLIC:
            scope = None if scope in (GENERAL, FISCAL) else scope
            names = (name,)
        elif name.endswith("收入") and name != "收入":
            names, scope = (f"收入:{name}",), None
        elif name in _PROSE_NAMES:
            names = (name,)
        elif name in self._codes:
            names = (f"科目{self._codes[name]}",)
            scope = GENERAL if scope == FISCAL and self._codes[name] not in self._fund_codes else scope
        elif name in FUNCTION_CLASSES:
            names = (f"功能:{name}",)
        for each in names:
            quantity = self._quantity(fact, measure, scope, each)
            if quantity is not None:
                yield quantity


def _sentence(fact: Fact) -> str:
    """The sentence up to the figure."""
    text, span = fact.source.text or "", fact.source.span
    before = text[: span[0]] if span else text
    return before[max(before.rfind("。"), before.rfind("\n")) + 1 :]


def _project(subject: str) -> str:
    return subject.removesuffix("项目").strip("“”\"' ")


def _budget_forms() -> frozenset[str]:
    return frozenset(
        (
            "收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支预算总表", "一般公共预算支出功能分类预算表",
            "政府性基金预算支出功能分类预算表", "国有资本经营预算支出功能分类预算表", "一般公共预算基本支出部门预算经济分类预算表",
            "“三公”经费和机关运行经费预算表",
        )
    )  # fmt: skip


def _repeated_forms(view: View) -> set[tuple[str, str | None]]:
    """Forms that one unit prints more than once: which of them is meant elsewhere cannot be known."""
    counts: Counter[tuple[str, str | None]] = Counter()
    for table in view.tables:
        if table.facts and table.form != "项目支出绩效自评表" and table.account.title is not None:
            counts[table.form, view.entity(table.account.part)] += 1
    return {key for key, count in counts.items() if count > 1}


def _is_of_the_year(table: TableView) -> bool:
    """Whether the totals of a budget hold the money of the year alone: no carried-over money and no total of the year beside them."""
    return not any("结转" in fact.item or "结余" in fact.item or fact.item.startswith("本年") for fact in table.facts)


def _composition_measure(table: TableView) -> str | None:
    """Whether 按收入性质分 and 按支出性质分 divide the full-year budget or what was spent; None where the figures do not tell."""
    planned = table.one("年度资金总额", "全年预算数")
    spent = table.one("年度资金总额", "全年执行数")
    stated = [table.one(item, "金额") for item in ("按支出性质分", "按收入性质分")]
    values = {fact.value for fact in stated if fact is not None}
    parts = [table.one(item, "金额") for item in ("基本支出", "项目支出")]
    if not values and all(parts):
        values = {sum((fact.value for fact in parts if fact is not None), Decimal(0))}
    if spent is not None and spent.value in values:
        return SPENT
    if planned is not None and planned.value in values:
        return FULL_PLAN
    return None


def _codes_by_name(facts: Iterable[Fact]) -> dict[str, str]:
    """Names of 款 and 项 that stand for one code throughout the tables."""
    codes: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.code is not None and len(fact.code) > 3:
            codes[fact.item].add(fact.code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def _single_fund(pairs: Iterable[tuple[Fact, Quantity]]) -> set[tuple[str, int]]:
    """(unit, year) that spends 一般公共预算财政拨款 only, as far as the report itself says so: somewhere the whole expenditure is printed
    equal to that of the fund, and no other source is printed with an amount.
    """
    totals: dict[tuple[str, int, str, str], dict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    others: set[tuple[str, int]] = set()
    for fact, quantity in pairs:
        where = (quantity.entity, quantity.year)
        place = (*where, quantity.measure, fact.table or fact.form)
        if quantity.name == "支出" and fact.unit == "万元":
            totals[place]["whole" if not quantity.scope else quantity.scope].add(fact.value)
        if fact.value and (quantity.scope in (FUND, STATE) or any(word in quantity.name for word in _OTHER_SOURCES)):
            others.add(where)
    wholes: dict[tuple[str, int, str], dict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for (entity, year, measure, _), found in totals.items():
        for kind, values in found.items():
            wholes[entity, year, measure][kind] |= values
    alike = {(entity, year) for (entity, year, _), found in wholes.items() if found["whole"] & found[GENERAL]}
    return {where for where in alike if where not in others}

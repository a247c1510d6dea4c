"""The nine tables of a consistent final account."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from .account_truth import truth
from .model import Builder, Cell, Figure
from .money import ACCOUNT_STYLES, Purse
from .oracle import AtMost, Sum
from .phrases import ABROAD, BUYING, CARS, RECEPTION, RUNNING, Talk
from .subjects import CLASSES, OFFICES, PLACES, Leaf
from .tables import Coded, Sheet, down, economic_rows, rolled, text

MARKERS = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
    "二十三",
]
INCOMES = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")


def lower_heads(above: Sequence[Cell | str], heads: Sequence[str]) -> list[Cell | str]:
    """The second row of heads: leaves below the heads that span several, continuations below the others."""
    lower: list[Cell | str] = []
    for cell in above:
        span = cell.span if isinstance(cell, Cell) else 1
        lower += heads[len(lower) : len(lower) + span] if span > 1 else [down()]
    return lower


class AccountTables:
    """Writes the tables of one report."""

    def __init__(self, seed: str, number: int) -> None:
        self.rng = random.Random(f"{seed}/account/{number}")
        name, self.style, prose, grain = self.rng.choice(ACCOUNT_STYLES)
        self.purse = Purse(self.rng, grain)
        self.year = self.rng.randint(2019, 2024)
        self.entity = self.rng.choice(PLACES) + self.rng.choice(OFFICES)
        self.b = Builder(f"account-{number}", "部门决算", self.rng.choice(("tabbed", "listed")))
        self.b.oddities.append(name)
        self.t = truth(self.rng, self.purse)
        self.talk = Talk(self.b, self.rng, self.purse, prose, self.rng.choice((2, 2, 2, 1)), self.rng.random() < 0.3)
        self.national = self.rng.random() < 0.5
        """Whether tables print 行次 and every class of expenditure."""
        self.leaves = self.t.leaves

    def sheet(self, title: str, number: int) -> Sheet:
        """Title and lines above a table; the unit is a word that can be exchanged."""
        b = self.b
        b.para(title)
        if self.rng.random() < 0.7:
            b.para(f"公开{number:02}表")
        return Sheet(b, self.rng, self.style, title)

    def close(self, sheet: Sheet, note: str = "") -> None:
        unit = self.b.word(self.style.unit, "unit", *(figure.id for figure in sheet.figures if figure.unit in ("元", "万元")))
        self.b.para(
            self.talk.pick("金额单位：", "单位：") if self.rng.random() < 0.6 else f"部门：{self.entity}    金额单位：", unit
        )
        self.b.blocks.append(sheet.table())
        if note:
            self.b.para(note)
        elif self.rng.random() < 0.3:
            self.b.para("注：本表按规定单位列示，可能存在尾数差异。")

    # sums over leaves

    def by_class(self, amounts: Mapping[Leaf, int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for leaf, fen in amounts.items():
            found[leaf.code[:3]] = found.get(leaf.code[:3], 0) + fen
        return found

    def spent(self, leaf: Leaf) -> int:
        return self.t.general(leaf) + self.t.fund.get(leaf, 0) + self.t.own.get(leaf, 0)

    def own_income(self, leaf: Leaf) -> tuple[int, int]:
        """事业收入 and 其他收入."""
        other = self.t.other.get(leaf, 0)
        return self.t.own.get(leaf, 0) - other - (self.t.used if leaf in self.t.own else 0), other

    def sides(
        self,
        sheet: Sheet,
        left: Sequence[tuple[str, int | None, str]],
        right: Sequence[tuple[str, Sequence[int | None], str]],
        keys: Sequence[tuple[str, ...]],
        columns: Sequence[str],
    ) -> dict[str, list[Figure | None]]:
        """Two lanes of rows: label, amounts, name of the quantity. Returns the figures by quantity name."""
        found: dict[str, list[Figure | None]] = {}
        start = 1
        for position in range(max(len(left), len(right))):
            cells: list[Cell | str] = []
            label, amount, name = left[position] if position < len(left) else ("", None, "")
            figure, cell = sheet.money(amount, "左", (*keys[0], name) if name else None, zero=True)
            if name:
                found[name] = [figure]
            cells += [label, *([str(start + position)] if self.national else []), cell]
            label2, amounts, name2 = right[position] if position < len(right) else ("", [None] * len(columns), "")
            cells += [label2, *([str(start + position + len(left))] if self.national else [])]
            figures = []
            for column, key, one in zip(columns, keys[1:], amounts, strict=True):
                figure, cell = sheet.money(one, column, (*key, name2) if name2 and key else None, zero=not name2.isdigit())
                figures.append(figure)
                cells.append(cell)
            if name2:
                found[name2] = figures
            sheet.row(*cells)
        return found

    def class_rows(self, found: Sequence[Mapping[str, int]]) -> list[tuple[str, Sequence[int | None], str]]:
        """A row for every class (in the national layout also for those without figures)."""
        listed = [(code, name) for code, name in CLASSES if self.national or any(code in one for one in found)]
        return [(f"{MARKERS[i]}、{name}", [one.get(code) for one in found], code) for i, (code, name) in enumerate(listed)]

    def totals(self) -> None:
        t, b = self.t, self.b
        sheet = self.sheet("收入支出决算总表" if self.rng.random() < 0.7 else "部门收支决算总表", 1)
        general = sum(t.general_income(leaf) for leaf in {*t.basic, *t.project})
        fund = sum(t.fund_income(leaf) for leaf in t.fund)
        business = sum(self.own_income(leaf)[0] for leaf in t.own)
        other = sum(self.own_income(leaf)[1] for leaf in t.own)
        income = general + fund + business + other
        spent = sum(self.spent(leaf) for leaf in self.leaves)
        before = sum(t.carried_in.values()) + sum(t.fund_in.values())
        after = sum(t.carried_out.values()) + sum(t.fund_out.values())
        names = (
            ("一般公共预算财政拨款收入", general), ("政府性基金预算财政拨款收入", fund), ("国有资本经营预算财政拨款收入", 0), ("上级补助收入", 0),
            ("事业收入", business), ("经营收入", 0), ("附属单位上缴收入", 0), ("其他收入", other),
        )  # fmt: skip
        left: list[tuple[str, int | None, str]] = [(f"{MARKERS[i]}、{name}", fen, name) for i, (name, fen) in enumerate(names)]
        right = self.class_rows([self.by_class({leaf: self.spent(leaf) for leaf in self.leaves})])
        size = max(len(left), len(right))
        left += [("", None, "")] * (size - len(left))
        right += [("", [None], "")] * (size - len(right))
        left += [
            ("本年收入合计", income, "收入合计"),
            ("使用非财政拨款结余", t.used, "使用结余"),
            ("年初结转和结余", before, "年初"),
            ("总计", income + t.used + before, "收入总计"),
        ]
        right += [
            ("本年支出合计", [spent], "合计"),
            ("结余分配", [0], "分配"),
            ("年末结转和结余", [after], "年末"),
            ("总计", [spent + after], "支出总计"),
        ]
        blank = [""] if self.national else []
        if self.national:
            sheet.row(text("收入", 3), text("支出", 3))
            sheet.row("项目", "行次", "金额", "项目", "行次", "金额")
            sheet.row("栏次", *blank, "1", "栏次", *blank, "2")
        else:
            sheet.row(text("收入", 2), text("支出", 2))
            sheet.row("项目", "决算数", "项目", "决算数")
        found = self.sides(sheet, left, right, (("收入",), ("支出", "总额")), ("金额",))
        self.close(sheet)
        self.adds([name for name, _ in names], "收入合计", found)
        self.adds([code for code, _ in CLASSES], "合计", found)
        self.adds(["收入合计", "使用结余", "年初"], "收入总计", found)
        self.adds(["合计", "分配", "年末"], "支出总计", found)
        left_total, right_total = found["收入总计"][0], found["支出总计"][0]
        for name in ("年初", "年末", "使用结余"):
            figure = found[name][0]
            b.prints_of((name,), figure if figure is not None and figure.shown.value else None)
        b.prints_of(("总计",), left_total)
        b.prints_of(("总计",), right_total)
        self.income_total, self.spent_total, self.both = income, spent, income + t.used + before

    def adds(self, parts: Sequence[str], total: str, found: Mapping[str, Sequence[Figure | None]], column: int = 0) -> None:
        whole = found[total][column]
        terms = [(figure.id, 1) for name in parts if name in found and (figure := found[name][column]) is not None]
        if whole is not None and terms:
            self.b.hold(Sum(tuple(terms), whole.id))

    def coded(
        self,
        title: str,
        number: int,
        heads: Sequence[str],
        keys: Sequence[tuple[object, ...] | None],
        amounts: Mapping[Leaf, Sequence[int]],
        above: Sequence[Cell | str] | None = None,
    ) -> Coded:
        sheet = self.sheet(title, number)
        split = not self.national
        columns = [str(i) for i in range(1, len(heads) + 1)]
        lower = lower_heads(above or heads, heads)
        if split:
            sheet.row(text("功能分类科目编码", 3), "科目名称", *(above or heads))
            sheet.row("类", "款", "项", down(), *lower)
        else:
            sheet.row(text("项目", 2), *(above or heads))
            sheet.row("功能分类科目编码", "科目名称", *lower)
            sheet.row(text("栏次", 2), *columns)
        table = Coded(sheet, columns, keys, split)
        rows = rolled(amounts)
        totals = [sum(values[i] for code, _, values in rows if len(code) == 3) for i in range(len(heads))]
        table.write(rows, totals, total_first=True)
        self.close(sheet)
        return table

    def income(self) -> None:
        t = self.t
        amounts: dict[Leaf, list[int]] = {}
        for leaf in self.leaves:
            fiscal = t.general_income(leaf) + t.fund_income(leaf)
            business, other = self.own_income(leaf)
            amounts[leaf] = [fiscal + business + other, fiscal, 0, business, 0, 0, other]
        keys: list[tuple[object, ...] | None] = [("收入表", head) for head in ("合计", *INCOMES)]
        table = self.coded("收入决算表", 2, ("本年收入合计", *INCOMES), keys, amounts)
        table.across(0, [(i, 1) for i in range(1, 7)])
        totals = table.found["合计"]
        for name, figure in (("收入合计", totals[0]), ("事业收入", totals[3]), ("其他收入", totals[6])):
            self.b.prints_of(("收入", name), figure)
        self.b.prints_of(("财政", "收入合计"), totals[1])

    def spending(self) -> None:
        t = self.t
        amounts = {
            leaf: [
                self.spent(leaf),
                t.basic.get(leaf, 0) + t.own.get(leaf, 0),
                t.project.get(leaf, 0) + t.fund.get(leaf, 0),
                0,
                0,
                0,
            ]
            for leaf in self.leaves
        }
        heads = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
        table = self.coded(
            "支出决算表", 3, heads, [("支出", "总额"), ("支出", "基本"), ("支出", "项目"), None, None, None], amounts
        )
        table.across(0, [(i, 1) for i in range(1, 6)])

    def fiscal_totals(self) -> None:
        t, b = self.t, self.b
        sheet = self.sheet("财政拨款收入支出决算总表", 4)
        general = sum(t.general_income(leaf) for leaf in {*t.basic, *t.project})
        fund = sum(t.fund_income(leaf) for leaf in t.fund)
        spent_general = {leaf: t.general(leaf) for leaf in self.leaves if t.general(leaf)}
        both = {leaf: t.general(leaf) + t.fund.get(leaf, 0) for leaf in self.leaves if t.general(leaf) + t.fund.get(leaf, 0)}
        before = sum(t.carried_in.values()), sum(t.fund_in.values())
        after = sum(t.carried_out.values()), sum(t.fund_out.values())
        left: list[tuple[str, int | None, str]] = [
            ("一、一般公共预算财政拨款", general, "一般公共预算财政拨款收入"),
            ("二、政府性基金预算财政拨款", fund, "政府性基金预算财政拨款收入"),
            ("三、国有资本经营预算财政拨款", 0, "国有资本经营预算财政拨款收入"),
        ]
        right = self.class_rows([self.by_class(both), self.by_class(spent_general), self.by_class(t.fund), {}])
        size = max(len(left), len(right))
        left += [("", None, "")] * (size - len(left))
        right += [("", [None] * 4, "")] * (size - len(right))
        total_general, total_fund = sum(spent_general.values()), sum(t.fund.values())
        left += [
            ("本年收入合计", general + fund, "财政收入合计"),
            ("年初财政拨款结转和结余", sum(before), "财政年初"),
            ("一般公共预算财政拨款", before[0], "年初一般"),
            ("政府性基金预算财政拨款", before[1], "年初基金"),
            ("国有资本经营预算财政拨款", 0, "年初国资"),
            ("总计", general + fund + sum(before), "财政收入总计"),
        ]
        right += [
            ("本年支出合计", [total_general + total_fund, total_general, total_fund, 0], "合计"),
            ("年末财政拨款结转和结余", [sum(after), *after, 0], "年末"),
            *[("", [None] * 4, "")] * 3,
            ("总计", [total_general + total_fund + sum(after), total_general + after[0], total_fund + after[1], 0], "支出总计"),
        ]
        funds = ("合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
        if self.national:
            sheet.row(text("收 入", 3), text("支 出", 6))
            sheet.row("项目", "行次", "金额", "项目", "行次", *funds)
            sheet.row("栏次", "", "1", "栏次", "", "2", "3", "4", "5")
        else:
            sheet.row(text("收入", 2), text("支出", 5))
            sheet.row("项目", "决算数", "项目", *funds)
        found = self.sides(sheet, left, right, (("收入",), ("财政支出",), ("一般支出",), ("基金支出",), ()), funds)
        self.close(sheet)
        self.adds(["一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入"], "财政收入合计", found)
        self.adds(["年初一般", "年初基金", "年初国资"], "财政年初", found)
        self.adds(["财政收入合计", "财政年初"], "财政收入总计", found)
        codes = [code for code, _ in CLASSES]
        for column in range(4):
            self.adds(codes, "合计", found, column)
            self.adds(["合计", "年末"], "支出总计", found, column)
        for name, figures in found.items():
            if len(figures) == 4 and figures[0] is not None:
                terms = tuple((figure.id, 1) for figure in figures[1:] if figure is not None)
                if terms and name:
                    b.hold(Sum(terms, figures[0].id))
        b.prints_of(("财政总计",), found["财政收入总计"][0])
        b.prints_of(("财政总计",), found["支出总计"][0])
        b.prints_of(("财政", "收入合计"), found["财政收入合计"][0])
        self.fiscal_both = general + fund + sum(before)
        self.fiscal_spent, self.fund_spent, self.fiscal_income = total_general + total_fund, total_fund, general + fund

    def general(self) -> None:
        t = self.t
        amounts = {leaf: [t.general(leaf), t.basic.get(leaf, 0), t.project.get(leaf, 0)] for leaf in self.leaves if t.general(leaf)}
        first = self.rng.choice(("小计", "合计"))
        table = self.coded(
            "一般公共预算财政拨款支出决算表",
            5,
            (first, "基本支出", "项目支出"),
            [("一般支出",), ("一般基本",), ("一般项目",)],
            amounts,
            [text("本年支出", 3)],
        )
        table.across(0, [(1, 1), (2, 1)])
        self.general_spent = sum(values[0] for values in amounts.values())
        self.general_project = sum(values[2] for values in amounts.values())

    def economic(self) -> None:
        b = self.b
        sheet = self.sheet(self.rng.choice(("一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款基本支出决算表")), 6)
        rows = economic_rows(self.t.economic)
        staff = [row for row in rows if row[0][:3] in ("301", "303")]
        office = [row for row in rows if row[0][:3] not in ("301", "303")]
        lanes = [staff, office]
        if self.rng.random() < 0.4:
            capital = [row for row in office if row[0][:3] == "310"] or [("310", "资本性支出", 0)]
            lanes = [staff, [row for row in office if row[0][:3] != "310"], capital]
        sheet.row(text("人员经费", 3), text("公用经费", 3 * len(lanes) - 3))
        sheet.row(*["科目编码", "科目名称", "决算数"] * len(lanes))
        found: dict[str, Figure] = {}
        for position in range(max(len(lane) for lane in lanes)):
            cells: list[Cell | str] = []
            for side, lane in enumerate(lanes):
                if position < len(lane):
                    code, name, fen = lane[position]
                    figure, cell = sheet.money(fen, str(side))
                    if figure is not None:
                        found[code] = figure
                    cells += [code, name, cell]
                else:
                    cells += ["", "", ""]
            sheet.row(*cells)
        people = sum(fen for code, _, fen in staff if len(code) == 3)
        running = sum(fen for code, _, fen in office if len(code) == 3)
        first, left = sheet.money(people, "0", ("人员",))
        second, right = sheet.money(running, str(len(lanes) - 1), ("公用",))
        assert first and second
        sheet.row(text("人员经费合计", 2), left, text("公用经费合计", 3 * len(lanes) - 4), right)
        self.close(sheet)
        for code in [code for code in found if len(code) == 3]:
            below = tuple((figure.id, 1) for one, figure in found.items() if one != code and one.startswith(code))
            b.hold(Sum(below, found[code].id))
        for total, codes in ((first, ("301", "303")), (second, ("302", "310"))):
            b.hold(Sum(tuple((found[code].id, 1) for code in codes if code in found), total.id))
        basic = b.prints[("一般基本", "合计")][0]
        b.hold(Sum(((first.id, 1), (second.id, 1)), basic))
        self.people, self.running, self.detail = people, running, found

    def public(self) -> None:
        b, planned, spent = self.b, self.t.planned, self.t.spent
        sheet = self.sheet(self.rng.choice(("一般公共预算财政拨款“三公”经费支出决算表", "财政拨款“三公”经费支出决算表")), 7)
        order = ("三公经费", ABROAD, CARS, BUYING, RUNNING, RECEPTION)
        amounts = [
            dict(zip(order, (one.total, one.abroad, one.cars, one.buying, one.running, one.reception), strict=True))
            for one in (planned, spent)
        ]
        found: list[dict[str, Figure | None]] = [{}, {}]

        def cell(which: int, name: str) -> Cell:
            figure, made = sheet.money(
                amounts[which][name], "预算" if which == 0 else "决算", ("三公", ("预算", "决算")[which], name), zero=True
            )
            found[which][name] = figure
            return made

        layout = self.rng.random()
        if layout < 0.2 and b.style == "tabbed":  # one cell per line does not tell the spans of these heads
            sheet.row(text("合计", 2), text("因公出国（境）费", 2), text("公务用车购置及运行费", 6), text("公务接待费", 2))
            sheet.row(down(2), down(2), text("小计", 2), text("购置费", 2), text("运行费", 2), down(2))
            sheet.row(*["预算数", "决算数"] * 6)
            sheet.row(*[cell(which, name) for name in order for which in (0, 1)])
        elif layout < 0.5:
            sheet.row(text("预算数", 6), text("决算数", 6))
            lane = ("合计", "因公出国（境）费", Cell(("公务用车购置及运行费",), 3), "公务接待费")
            sheet.row(*lane, *lane)
            small = (down(), down(), "小计", "公务用车购置费", "公务用车运行费", down())
            sheet.row(*small, *small)
            if self.national:
                sheet.row(*[str(number) for number in range(1, 13)])
            sheet.row(*[cell(which, name) for which in (0, 1) for name in order])
        else:
            sheet.row("项 目", "预算数", "决算数")
            lines = [
                ("合 计", "三公经费"), ("1、因公出国（境）费", ABROAD), ("2、公务接待费", RECEPTION), ("3、公务用车购置及运行费", CARS),
                ("其中：（1）公务用车购置费", BUYING), ("（2）公务用车运行费", RUNNING),
            ]  # fmt: skip
            if self.rng.random() < 0.4:
                lines = [
                    ("“三公”经费合计", "三公经费"), ("1.因公出国（境）费", ABROAD), ("2.公务用车购置及运行维护费", CARS), ("其中：公务用车购置费", BUYING),
                    ("公务用车运行维护费", RUNNING), ("3.公务接待费", RECEPTION),
                ]  # fmt: skip
            for label, name in lines:
                sheet.row(label, cell(0, name), cell(1, name))
        self.close(sheet)
        for figures in found:
            for total, names in (("三公经费", (ABROAD, CARS, RECEPTION)), (CARS, (BUYING, RUNNING))):
                whole = figures[total]
                terms = tuple((one.id, 1) for name in names if (one := figures[name]) is not None)
                if whole is not None and terms:
                    b.hold(Sum(terms, whole.id))
        done = found[1][RECEPTION]
        if "30217" in self.detail and done is not None:
            b.hold(AtMost((self.detail["30217"].id,), (done.id,)))
        for code, name in (("30231", RUNNING), ("30217", RECEPTION)):
            one = found[1][name]
            if code in self.detail and one is not None:
                b.imply(AtMost((self.detail[code].id,), (one.id,)))
        before, after = found[0]["三公经费"], found[1]["三公经费"]
        if before is not None and after is not None:
            b.hold(AtMost((after.id,), (before.id,)))

    def fund(self) -> None:
        t = self.t
        heads = ("年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余")
        title = self.rng.choice(("政府性基金预算财政拨款收入支出决算表", "政府性基金预算财政拨款收支决算表"))
        above: list[Cell | str] = ["年初结转和结余", "本年收入", Cell(("本年支出",), 3), "年末结转和结余"]
        if t.fund:
            amounts = {
                leaf: [t.fund_in.get(leaf, 0), t.fund_income(leaf), t.fund[leaf], 0, t.fund[leaf], t.fund_out.get(leaf, 0)]
                for leaf in t.fund
            }
            table = self.coded(title, 8, heads, [None, None, ("基金支出",), None, ("基金项目",), None], amounts, above)
            table.across(2, [(3, 1), (4, 1)])
            table.across(1, [(2, 1), (5, 1), (0, -1)])
            self.b.prints_of(("收入", "政府性基金预算财政拨款收入"), table.found["合计"][1])
            return
        self.empty(title, 8, above, heads)

    def state(self) -> None:
        self.empty("国有资本经营预算财政拨款支出决算表", 9, [Cell(("本年支出",), 3)], ("合计", "基本支出", "项目支出"))

    def empty(self, title: str, number: int, above: Sequence[Cell | str], heads: Sequence[str]) -> None:
        self.b.oddities.append("blank")
        sheet = self.sheet(title, number)
        sheet.row(text("项目", 2), *above)
        sheet.row("功能分类科目编码", "科目名称", *lower_heads(above, heads))
        sheet.row(text("合计", 2), *["" for _ in heads])
        self.close(sheet, self.rng.choice(("注：本单位没有此项收支，故本表无数据。", "说明：本表为空，本单位没有相关支出。")))

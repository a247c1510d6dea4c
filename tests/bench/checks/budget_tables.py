"""The tables of a consistent budget: Shanghai's nine in 元, the national ones in 万元."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .account_tables import MARKERS
from .account_truth import economics
from .model import Builder, Cell, Figure
from .money import WAN, Purse, Style
from .oracle import Change, Sum
from .phrases import ABROAD, BUYING, CARS, RECEPTION, RUNNING, Public, Talk
from .subjects import ANNUITY, CLASSES, FUND_GROUPS, GROUPS, HOUSING, MEDICAL, OFFICES, PENSION, PLACES, Leaf
from .tables import Coded, Sheet, down, economic_rows, rolled, text

STYLES = (
    ("shanghai", Style("元", 0, commas=True), WAN // 100),
    ("shanghai", Style("元", 0), 100),
    ("national", Style("万元", 2), WAN // 100),
    ("national", Style("万元", 2), 1),
    ("national", Style("万元", 6), 1),
)


class BudgetTables:
    """Writes the tables of one budget."""

    def __init__(self, seed: str, number: int) -> None:
        self.rng = rng = random.Random(f"{seed}/budget/{number}")
        self.layout, self.style, grain = rng.choice(STYLES)
        self.purse = purse = Purse(rng, grain)
        self.year = rng.randint(2020, 2025)
        self.entity = rng.choice(PLACES) + rng.choice(OFFICES)
        self.b = Builder(f"budget-{number}", "部门预算", rng.choice(("tabbed", "listed")))
        self.b.oddities.append(self.layout)
        prose = self.style if self.style.unit == "万元" and rng.random() < 0.5 else Style("万元", 2)
        self.talk = Talk(self.b, rng, purse, prose, 2, rng.random() < 0.4)
        coarse = Style("万元", 0, commas=True)  # prose in whole 万元 beside tables in 元
        whole = self.layout == "shanghai" and rng.random() < 0.6
        self.opening_talk = Talk(self.b, rng, purse, coarse, 2, False) if whole else self.talk
        self.economic = economics(rng, purse)
        total = sum(fen for _, fen in self.economic.values())
        self.basic: dict[Leaf, int] = {}
        for leaf, code in ((PENSION, "30108"), (ANNUITY, "30109"), (MEDICAL, "30110"), (HOUSING, "30113")):
            if code in self.economic:
                self.basic[leaf] = self.economic[code][1]
        main, *rest = [leaf for group in rng.sample(GROUPS, rng.randint(1, 2)) for leaf in group]
        self.basic[main] = total - sum(self.basic.values())
        self.project = {leaf: purse.amount(3, 120) for leaf in (main, *rest)}
        self.fund = {leaf: purse.amount(5, 90) for leaf in rng.choice(FUND_GROUPS)} if rng.random() < 0.35 else {}
        carries = self.layout == "national" and rng.random() < 0.35
        self.carried = {leaf: purse.near(fen, 0.1, 0.5) for leaf, fen in list(self.project.items())[:1]} if carries else {}
        """The part of 项目支出 that is 上年结转."""
        self.carry = sum(self.carried.values())
        self.own = {main: purse.amount(2, 30)} if rng.random() < 0.4 else {}
        """Spent on projects from 事业收入."""
        self.people = sum(fen for code, (_, fen) in self.economic.items() if code[:3] in ("301", "303"))
        self.office = total - self.people
        self.leaves = sorted({*self.basic, *self.project, *self.fund}, key=lambda leaf: leaf.code)
        reception = self.economic.get("30217", ("", 0))[1] + (purse.amount(0.1, 1) if rng.random() < 0.5 else 0)
        self.public_last: Public | None = None
        self.public_last_figure: Figure | None = None
        self.public = Public(purse.amount(1, 4) if rng.random() < 0.2 else 0, 0, self.economic.get("30231", ("", 0))[1], reception)

    def general(self, leaf: Leaf) -> int:
        return self.basic.get(leaf, 0) + self.project.get(leaf, 0)

    def whole(self, leaf: Leaf) -> int:
        return self.general(leaf) + self.fund.get(leaf, 0) + self.own.get(leaf, 0)

    @property
    def total(self) -> int:
        return sum(self.whole(leaf) for leaf in self.leaves)

    def open(self, shanghai: str, national: str, style: Style | None = None) -> Sheet:
        title = f"年{'预算单位' if self.layout == 'shanghai' else '部门'}{shanghai if self.layout == 'shanghai' else national}"
        self.b.para(self.b.word(str(self.year), "year"), title)
        return Sheet(self.b, self.rng, style or self.style, title)

    def close(self, sheet: Sheet) -> None:
        unit = self.b.word(sheet.style.unit, "unit", *(figure.id for figure in sheet.figures))
        self.b.para(f"编制单位：{self.entity}    单位：", unit)
        self.b.blocks.append(sheet.table())

    def by_class(self, amounts: Mapping[Leaf, int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for leaf, fen in amounts.items():
            if fen:
                found[leaf.code[:3]] = found.get(leaf.code[:3], 0) + fen
        return found

    def sides(
        self,
        sheet: Sheet,
        left: Sequence[tuple[str, int | None, str]],
        right: Sequence[tuple[str, Sequence[int], str]],
        tail: Sequence[tuple[tuple[str, int, str], tuple[str, Sequence[int], str]]],
        keys: Sequence[str],
    ) -> dict[str, list[Figure | None]]:
        """Two lanes with totals below (`tail`); returns the figures by name (class codes on the right, 合计 is their sum)."""
        found: dict[str, list[Figure | None]] = {}
        width = len(keys)
        left = [*left, *[("", None, "")] * (len(right) - len(left))]
        right = [*right, *[("", [0] * width, "")] * (len(left) - len(right))]
        for (label, fen, name), (label2, fens, name2) in (*zip(left, right, strict=True), *tail):
            figure, cell = sheet.money(fen, "左")
            found.setdefault(name, [figure])
            cells: list[Cell | str] = [label, cell, label2]
            figures = []
            for key, amount in zip(keys, fens, strict=True):
                figure, cell = sheet.money(amount, key, (key, name2) if name2 else None)
                figures.append(figure)
                cells.append(cell)
            found[name2] = figures
            sheet.row(*cells)
        codes = [name for name in found if name.isdigit()]
        for column in range(width):
            whole = found["合计"][column]
            terms = tuple((one.id, 1) for code in codes if (one := found[code][column]) is not None)
            if whole is not None and terms:
                self.b.hold(Sum(terms, whole.id))
        return found

    def totals(self) -> None:
        b = self.b
        sheet = self.open("财务收支预算总表", "收支总表")
        general = sum(self.general(leaf) for leaf in self.leaves)
        fund, own = sum(self.fund.values()), sum(self.own.values())
        classes = self.by_class({leaf: self.whole(leaf) for leaf in self.leaves})
        names = dict(CLASSES)
        if self.layout == "shanghai":
            left: list[tuple[str, int | None, str]] = [
                ("一、财政拨款收入", general + fund, "财政"), ("1. 一般公共预算资金", general, "一般"), ("2. 政府性基金", fund, "基金"),
                ("3. 国有资本经营预算", 0, "国资"), ("二、事业收入", own, "事业"), ("三、事业单位经营收入", 0, "经营"), ("四、其他收入", 0, "其他"),
            ]  # fmt: skip
            people: dict[str, int] = {}
            office: dict[str, int] = {}
            for code, fen in self.by_class(self.basic).items():
                side = (
                    office
                    if code == next(leaf.code[:3] for leaf in self.basic if leaf not in (PENSION, ANNUITY, MEDICAL, HOUSING))
                    else people
                )
                people[code] = fen if side is people else fen - self.office
                if side is office:
                    office[code] = self.office
            right = [
                (
                    f"{MARKERS[i]}、{names[code]}",
                    [fen, people.get(code, 0), office.get(code, 0), fen - people.get(code, 0) - office.get(code, 0)],
                    code,
                )
                for i, (code, fen) in enumerate(sorted(classes.items()))
            ]
            total = [self.total, self.people, self.office, self.total - self.people - self.office]
            sheet.row(text("本年收入", 2), text("本年支出", 5))
            sheet.row("项目", "预算数", "项目", text("预算数", 4))
            sheet.row(down(), down(), down(), "合计", text("基本支出", 2), "项目支出")
            sheet.row(down(), down(), down(), down(), "人员经费", "公用经费", down())
            tail = [(("收入总计", self.total, "收入总计"), ("支出总计", total, "合计"))]
            found = self.sides(sheet, left, right, tail, ("支出", "支出人员", "支出公用", "支出项目"))
            for code, figures in found.items():
                if code.isdigit() or code == "合计":
                    parts = tuple((one.id, 1) for one in figures[1:] if one is not None)
                    assert figures[0] is not None
                    b.hold(Sum(parts, figures[0].id))
        else:
            left = [
                ("一、一般公共预算拨款收入", general - self.carry, "一般"), ("二、政府性基金预算拨款收入", fund, "基金"), ("三、国有资本经营预算拨款收入", 0, "国资"),
                ("四、事业收入", own, "事业"), ("五、其他收入", 0, "其他"),
            ]  # fmt: skip
            right = [(f"{MARKERS[i]}、{names[code]}", [fen], code) for i, (code, fen) in enumerate(sorted(classes.items()))]
            sheet.row(text("收入", 2), text("支出", 2))
            sheet.row("项目", "预算数", "项目", "预算数")
            tail = [(("收入总计", self.total, "收入总计"), ("支出总计", [self.total], "合计"))]
            if self.carry:
                tail = [
                    (("本年收入合计", self.total - self.carry, "本年收入"), ("本年支出合计", [self.total], "合计")),
                    (("上年结转", self.carry, "结转"), ("结转下年", [0], "")),
                    (("收入总计", self.total, "收入总计"), ("支出总计", [self.total], "支出总计")),
                ]
            found = self.sides(sheet, left, right, tail, ("支出",))
        self.close(sheet)
        total_figure = found["收入总计"][0]
        assert total_figure is not None
        for name, key in (
            ("收入总计", ("收入", "合计")),
            ("财政", ("财政收入",)),
            ("一般", ("一般收入",)),
            ("基金", ("基金收入",)),
            ("事业", ("事业收入",)),
        ):
            b.prints_of(key, found.get(name, [None])[0])
        b.prints_of(("支出", "合计"), total_figure)
        parts = tuple((one.id, 1) for name in ("一般", "基金") if (one := found[name][0]) is not None)
        fiscal = found.get("财政", [None])[0]
        own_figure = found["事业"][0]
        own_part = () if own_figure is None else ((own_figure.id, 1),)
        year_figure, carried_figure = found.get("本年收入", [None])[0], found.get("结转", [None])[0]
        if fiscal is not None:
            b.hold(Sum(parts, fiscal.id))
            b.hold(Sum(((fiscal.id, 1), *own_part), total_figure.id))
        elif year_figure is not None and carried_figure is not None:
            b.prints_of(("结转",), carried_figure)
            b.prints_of(("支出", "合计"), found["支出总计"][0])
            b.hold(Sum((*parts, *own_part), year_figure.id))
            b.hold(Sum(((year_figure.id, 1), (carried_figure.id, 1)), total_figure.id))
        else:
            b.hold(Sum((*parts, *own_part), total_figure.id))

    def coded(
        self, sheet: Sheet, columns: Sequence[str], keys: Sequence[str | None], amounts: Mapping[Leaf, Sequence[int]], above: str
    ) -> Coded:
        shanghai = self.layout == "shanghai"
        if shanghai:
            sheet.row(text("项目", 4), text(above, len(columns)))
            sheet.row(text("功能分类科目编码", 3), "功能分类科目名称", *columns)
            sheet.row("类", "款", "项", down(), *[down() for _ in columns])
        else:
            sheet.row("科目编码", "科目名称", *columns)
        table = Coded(sheet, columns, [None if key is None else (key,) for key in keys], shanghai)
        rows = rolled(amounts)
        totals = [sum(values[i] for code, _, values in rows if len(code) == 3) for i in range(len(columns))]
        table.write(rows, totals, total_first=not shanghai)
        self.close(sheet)
        return table

    def income(self) -> None:
        b = self.b
        if self.layout == "shanghai":
            columns = ("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")
            amounts = {
                leaf: [self.whole(leaf), self.whole(leaf) - self.own.get(leaf, 0), self.own.get(leaf, 0), 0, 0]
                for leaf in self.leaves
            }
        else:
            columns = ("合计", "上年结转", "一般公共预算", "政府性基金预算", "事业收入")
            amounts = {
                leaf: [
                    self.whole(leaf), self.carried.get(leaf, 0), self.general(leaf) - self.carried.get(leaf, 0), self.fund.get(leaf, 0),
                    self.own.get(leaf, 0),
                ]
                for leaf in self.leaves
            }  # fmt: skip
        table = self.coded(self.open("收入预算总表", "收入总表"), columns, ["收入", None, None, None, None], amounts, "收入预算")
        table.across(0, [(i, 1) for i in range(1, 5)])
        totals = table.found["合计"]
        names = ("财政收入", "事业收入") if self.layout == "shanghai" else ("结转", "一般收入", "基金收入", "事业收入")
        for name, figure in zip(names, totals[1:], strict=False):
            b.prints_of((name,), figure)

    def spending(self) -> None:
        amounts = {
            leaf: [self.whole(leaf), self.basic.get(leaf, 0), self.whole(leaf) - self.basic.get(leaf, 0)] for leaf in self.leaves
        }
        sheet = self.open("支出预算总表", "支出总表")
        table = self.coded(sheet, ("合计", "基本支出", "项目支出"), ["支出", "支出基本", "支出项目"], amounts, "支出预算")
        table.across(0, [(1, 1), (2, 1)])

    def fiscal(self) -> None:
        b = self.b
        sheet = self.open("财政拨款收支预算总表", "财政拨款收支总表")
        general = {leaf: self.general(leaf) for leaf in self.leaves}
        classes = self.by_class({leaf: fen + self.fund.get(leaf, 0) for leaf, fen in general.items()})
        one, two = self.by_class(general), self.by_class(self.fund)
        names = dict(CLASSES)
        first = "一般公共预算资金" if self.layout == "shanghai" else "一般公共预算拨款"
        total, fund = sum(general.values()), sum(self.fund.values())
        left: list[tuple[str, int | None, str]] = [
            (f"一、{first}", total, "一般"), ("二、政府性基金" + ("" if self.layout == "shanghai" else "预算拨款"), fund, "基金"), ("三、国有资本经营预算", 0, "国资"),
        ]  # fmt: skip
        right = [
            (f"{MARKERS[i]}、{names[code]}", [fen, one.get(code, 0), two.get(code, 0), 0], code)
            for i, (code, fen) in enumerate(sorted(classes.items()))
        ]
        sheet.row(text("财政拨款收入", 2), text("财政拨款支出", 5))
        sheet.row("项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")
        sums = [total + fund, total, fund, 0]
        tail = [(("收入总计", total + fund, "收入总计"), ("支出总计", sums, "合计"))]
        if self.carry:
            left = [
                ("一、本年收入", total + fund - self.carry, "本年收入"), ("（一）一般公共预算拨款", total - self.carry, "一般"),
                ("（二）政府性基金预算拨款", fund, "基金"), ("（三）国有资本经营预算拨款", 0, "国资"), ("二、上年结转", self.carry, "结转"),
                ("（一）一般公共预算拨款", self.carry, "结转一般"), ("（二）政府性基金预算拨款", 0, "结转基金"),
            ]  # fmt: skip
            right = [
                ("一、本年支出", sums, "合计"),
                *[(f"（{label.replace('、', '）')}", fens, code) for label, fens, code in right],
            ]
            right.append(("二、结转下年", [0] * 4, "结转下年"))
            tail = [(("收入总计", total + fund, "收入总计"), ("支出总计", sums, "支出总计"))]
        found = self.sides(sheet, left, right, tail, ("财政支出", "一般支出", "基金支出", "国资支出"))
        self.close(sheet)
        whole = found["收入总计"][0]
        assert whole is not None
        funds = tuple((figure.id, 1) for name in ("一般", "基金") if (figure := found[name][0]) is not None)
        if self.carry:
            year_figure, carried_figure, carried_part = (found[name][0] for name in ("本年收入", "结转", "结转一般"))
            assert year_figure and carried_figure and carried_part
            b.hold(Sum(funds, year_figure.id))
            b.hold(Sum(((year_figure.id, 1), (carried_figure.id, 1)), whole.id))
            b.prints_of(("结转",), carried_figure)
            b.prints_of(("结转",), carried_part)
            for figure in found["支出总计"]:
                b.prints_of(("财政支出", "合计"), figure if figure is found["支出总计"][0] else None)
        else:
            b.hold(Sum(funds, whole.id))
            b.prints_of(("财政收入",), whole)
        b.prints_of(("财政支出", "合计"), whole)
        b.prints_of(("一般收入",), found["一般"][0])
        b.prints_of(("基金收入",), found["基金"][0])
        for code, figures in found.items():
            if (code.isdigit() or code == "合计") and figures[0] is not None:
                b.hold(Sum(tuple((figure.id, 1) for figure in figures[1:] if figure is not None), figures[0].id))

    def function(self, shanghai: str, national: str, amounts: Mapping[Leaf, Sequence[int]], keys: tuple[str, str, str]) -> None:
        sheet = self.open(shanghai, national)
        if national == "一般公共预算支出表" and self.layout == "national" and self.rng.random() < 0.5:
            self.compared(sheet, amounts)
            return
        above = shanghai.removesuffix("功能分类预算表")
        if amounts:
            table = self.coded(sheet, ("合计", "基本支出", "项目支出"), keys, amounts, above)
            table.across(0, [(1, 1), (2, 1)])
            return
        self.b.oddities.append("blank")
        if self.layout == "shanghai":
            sheet.row(text("项目", 4), text(above, 3))
            sheet.row(text("功能分类科目编码", 3), "功能分类科目名称", "合计", "基本支出", "项目支出")
            sheet.row("类", "款", "项", down(), down(), down(), down())
            sheet.row(*[""] * 7)
            sheet.row(text("合计", 4), "", "", "")
        else:
            sheet.row("科目编码", "科目名称", "合计", "基本支出", "项目支出")
            sheet.row(*[""] * 5)
        self.close(sheet)
        self.b.para("注：本单位没有此项预算，故本表无数据。")

    def compared(self, sheet: Sheet, amounts: Mapping[Leaf, Sequence[int]]) -> None:
        """一般公共预算支出 beside what was spent in the year before."""
        rng = self.rng
        last = {leaf: self.purse.near(values[0], 0.8, 1.2) for leaf, values in amounts.items()}
        wide = {leaf: [last[leaf], *values, values[0] - last[leaf]] for leaf, values in amounts.items()}

        def rate(values: Sequence[int | None], figures: Sequence[Figure | None]) -> Cell:
            before, now = values[0] or 0, values[1] or 0
            if not before or figures[4] is None:
                return text()
            value = Decimal(100) * (now - before) / before
            raw = format(value.quantize(Decimal("0.01"), ROUND_HALF_UP), "f")
            figure, cell = sheet.plain(raw, "%", "率", "表内增减率")
            assert figures[0] and figures[1]
            if figure.shown.value:
                self.b.hold(Change(figures[1].id, figures[0].id, figure.id))
            return cell

        sheet.row("科目编码", "科目名称", f"{self.year - 1}年执行数", text(f"{self.year}年预算数", 3), text("比上年增减", 2))
        sheet.row(down(), down(), down(), "小计", "基本支出", "项目支出", "增减额", rng.choice(("增减%", "增减率（%）")))
        columns = ("上年", "小计", "基本支出", "项目支出", "增减额")
        table = Coded(sheet, columns, [None, ("一般支出",), ("一般基本",), ("一般项目",), None], last=rate)
        rows = rolled(wide)
        table.write(rows, [sum(values[i] for code, _, values in rows if len(code) == 3) for i in range(5)], total_first=True)
        table.across(1, [(2, 1), (3, 1)])
        table.across(4, [(1, 1), (0, -1)])
        self.close(sheet)

    def economy(self) -> None:
        b = self.b
        shanghai = self.layout == "shanghai"
        sheet = self.open("一般公共预算基本支出部门预算经济分类预算表", "一般公共预算基本支出表")
        columns = ("合计", "人员经费", "公用经费")
        if shanghai:
            sheet.row(text("项目", 3), text("一般公共预算基本支出", 3))
            sheet.row(text("经济分类科目编码", 2), "部门经济分类科目名称", *columns)
            sheet.row("类", "款", down(), down(), down(), down())
        else:
            sheet.row("科目编码", "科目名称", *columns)
        table = Coded(sheet, columns, [None, None, None], shanghai, 2)
        rows = []
        for code, name, fen in economic_rows(self.economic):
            people = code[:3] in ("301", "303")
            rows.append((code, name, [fen, fen if people else 0, 0 if people else fen]))
        table.write(rows, [self.people + self.office, self.people, self.office], total_first=not shanghai)
        table.across(0, [(1, 1), (2, 1)])
        self.close(sheet)
        whole, people_figure, office_figure = table.found["合计"]
        for code, name in (("30217", RECEPTION), ("30231", RUNNING)):
            if code in table.found and (item := table.found[code][0]) is not None:
                b.prints_of(("经济", name), item)
        b.prints_of(("一般基本", "合计"), whole)
        b.prints_of(("支出人员", "合计"), people_figure)
        b.prints_of(("支出公用", "合计"), office_figure)

    def three_public(self) -> None:
        b, one = self.b, self.public
        sheet = self.open("“三公”经费和机关运行经费预算表", "一般公共预算“三公”经费支出表", Style("万元", 2))
        order = [
            ("三公经费", one.total),
            (ABROAD, one.abroad),
            (RECEPTION, one.reception),
            (CARS, one.cars),
            (BUYING, one.buying),
            (RUNNING, one.running),
        ]
        found: dict[str, Figure | None] = {}
        cells = []
        for name, fen in order:
            found[name], cell = sheet.money(fen, name, ("三公", name))
            cells.append(cell)
        if self.layout == "shanghai":
            self.running_figure, cell = sheet.money(self.office, "机关运行经费", ("机关运行",))
            sheet.row(text("“三公”经费预算数", 6), "机关运行经费预算数")
            sheet.row("合计", "因公出国(境)费", "公务接待费", text("公务用车购置及运行费", 3), down())
            sheet.row(down(), down(), down(), "小计", "购置费", "运行费", down())
            sheet.row(*cells, cell)
        elif self.rng.random() < 0.5:
            self.public_lines(sheet, [(name, Cell((figure,)) if (figure := found[name]) else text()) for name, _ in order])
        else:
            sheet.row("“三公”经费合计", "因公出国（境）费", "公务接待费", text("公务用车购置及运行费", 3))
            sheet.row(down(), down(), down(), "小计", "公务用车购置费", "公务用车运行费")
            sheet.row(*cells)
        self.close(sheet)
        for name in (RECEPTION, RUNNING):
            b.below([("经济", name)], ("三公", name))
        for total, names in (("三公经费", (ABROAD, CARS, RECEPTION)), (CARS, (BUYING, RUNNING))):
            whole = found[total]
            terms = tuple((figure.id, 1) for name in names if (figure := found[name]) is not None)
            if whole is not None and terms:
                b.hold(Sum(terms, whole.id))

    def public_lines(self, sheet: Sheet, this: Sequence[tuple[str, Cell]]) -> None:
        """三公 in lines, with last year's budget beside."""
        now = self.public
        last = Public(
            *(self.purse.near(fen, 0.8, 1.3) if fen else 0 for fen in (now.abroad, now.buying, now.running, now.reception))
        )
        fens = {
            "三公经费": last.total, ABROAD: last.abroad, RECEPTION: last.reception, CARS: last.cars, BUYING: last.buying, RUNNING: last.running,
        }  # fmt: skip
        labels = {
            "三公经费": "合计",
            ABROAD: "1.因公出国（境）费用",
            RECEPTION: "2.公务接待费",
            CARS: "3.公务用车购置及运行维护费",
            BUYING: "其中：公务用车购置费",
        }
        sheet.row("项目", f"{self.year - 1}年预算数", f"{self.year}年预算数")
        found: dict[str, Figure | None] = {}
        for name, cell in this:
            found[name], before = sheet.money(fens[name], "上年")
            sheet.row(labels.get(name, name), before, cell)
        for total, names in (("三公经费", (ABROAD, CARS, RECEPTION)), (CARS, (BUYING, RUNNING))):
            whole = found[total]
            terms = tuple((figure.id, 1) for name in names if (figure := found[name]) is not None)
            if whole is not None and terms:
                self.b.hold(Sum(terms, whole.id))
        self.public_last, self.public_last_figure = last, found["三公经费"]

"""Consistent budgets (部门预算): Shanghai's nine tables in 元, and the national ones in 万元 (see `budget_tables`), with the explanation of them."""

from __future__ import annotations

from .budget_tables import BudgetTables
from .model import Piece, Report
from .oracle import Sum
from .phrases import ABROAD, CARS, RECEPTION
from .subjects import CLASSES


class Budget(BudgetTables):
    """Writes one budget."""

    def build(self) -> Report:
        b, year = self.b, self.year
        b.para(f"{self.entity}{year}年度{'单位' if self.layout == 'shanghai' else '部门'}预算")
        b.para("一、主要职能")
        b.para("提供本领域公共服务。")
        b.para("二、预算编制说明")
        self.opening()
        self.totals()
        self.income()
        self.spending()
        self.fiscal()
        self.function(
            "一般公共预算支出功能分类预算表",
            "一般公共预算支出表",
            {
                leaf: [self.general(leaf), self.basic.get(leaf, 0), self.project.get(leaf, 0)]
                for leaf in self.leaves
                if self.general(leaf)
            },
            ("一般支出", "一般基本", "一般项目"),
        )
        self.function(
            "政府性基金预算支出功能分类预算表",
            "政府性基金预算支出表",
            {leaf: [fen, 0, fen] for leaf, fen in self.fund.items()},
            ("基金支出", "基金基本", "基金项目"),
        )
        if self.layout == "shanghai":
            self.function("国有资本经营预算支出功能分类预算表", "", {}, ("国资", "国资基本", "国资项目"))
        self.economy()
        self.three_public()
        self.closing()
        funds: list[tuple[object, ...]] = [
            ("财政支出", "合计"),
            ("一般支出", "合计"),
            ("基金支出", "合计"),
            ("财政收入",),
            ("一般收入",),
            ("基金收入",),
        ]
        b.below(funds, ("支出", "合计"))
        b.below(funds[1:3], ("财政支出", "合计"))
        b.below([("一般项目", "合计"), ("基金项目", "合计")], ("支出项目", "合计"))
        b.below([("一般基本", "合计")], ("支出基本", "合计"))
        return b.report()

    def opening(self) -> None:
        talk, b, year = self.opening_talk, self.b, self.year
        fiscal = self.total - sum(self.own.values()) - self.carry
        income = talk.money(self.total, key=("收入", "合计"))
        first = talk.money(fiscal, key=("财政收入",))
        pieces: list[Piece] = [f"{year}年，本单位收入预算", income, "，其中：财政拨款收入", first]
        parts = [(first.id, 1)]
        for name, fen, key in (("事业收入", sum(self.own.values()), "事业收入"), ("上年结转", self.carry, "结转")):
            if fen:
                part = talk.money(fen, key=(key,))
                parts.append((part.id, 1))
                pieces += [f"，{name}", part]
        if len(parts) > 1:
            b.hold(Sum(tuple(parts), income.id))
        b.para(*pieces, "。")
        spent = talk.money(self.total, key=("支出", "合计"))
        basic = talk.money(self.people + self.office, key=("支出基本", "合计"))
        project = talk.money(self.total - self.people - self.office, key=("支出项目", "合计"))
        b.hold(Sum(((basic.id, 1), (project.id, 1)), spent.id))
        b.para("支出预算", spent, "，其中：基本支出", basic, "，项目支出", project, "。")
        if self.rng.random() < 0.6:
            self.contents()

    def contents(self) -> None:
        """财政拨款支出 by fund and by class."""
        b, talk, year = self.b, self.opening_talk, self.year
        general, fund = sum(self.general(leaf) for leaf in self.leaves), sum(self.fund.values())
        whole = talk.money(general + fund, key=("财政支出", "合计"))
        first = talk.money(general, key=("一般支出", "合计"))
        second = talk.money(fund, key=("基金支出", "合计") if fund else None)
        b.hold(Sum(((first.id, 1), (second.id, 1)), whole.id))
        change = talk.money(self.purse.amount(1.5, 40), "增减额")
        up = b.word("增加", "sign", change.id)
        b.para("财政拨款支出预算", whole, f"，比{year - 1}年预算", up, change, "。")
        b.para("财政拨款支出预算中，一般公共预算拨款支出预算", first, "，政府性基金拨款支出预算", second, "。")
        b.para("财政拨款支出主要内容如下：")
        classes = self.by_class({leaf: self.general(leaf) + self.fund.get(leaf, 0) for leaf in self.leaves})
        names = dict(CLASSES)
        parts = []
        for position, (code, fen) in enumerate(sorted(classes.items()), start=1):
            figure = talk.money(fen, key=("财政支出", code))
            parts.append((figure.id, 1))
            b.para(f"{position}.“{names[code]}”科目", figure, "，主要用于本单位履行职责。")
        b.hold(Sum(tuple(parts), whole.id))

    def closing(self) -> None:
        b, talk, year = self.b, self.talk, self.year
        b.para("三、“三公”经费和机关运行经费预算情况说明")
        total = talk.money(self.public.total, key=("三公", "三公经费"))
        pieces: list[Piece] = [f"{year}年“三公”经费预算数为", total]
        change = self.purse.amount(0.1, 2)
        if self.public_last_figure is not None and self.public_last is not None:
            change = self.public_last.total - self.public.total
        if change > 0 and talk.style_shows(change) and self.rng.random() < 0.7:
            figure = talk.money(change, "增减额", sign=-1)
            if self.public_last_figure is not None:
                b.hold(Sum(((total.id, 1), (self.public_last_figure.id, -1)), figure.id))
            pieces += [f"，比{year - 1}年预算", b.word("减少", "sign", figure.id), figure]
        reception = talk.money(self.public.reception, key=("三公", RECEPTION))
        cars = talk.money(self.public.cars, key=("三公", CARS))
        abroad = talk.money(self.public.abroad, key=("三公", ABROAD))
        b.hold(Sum(((abroad.id, 1), (reception.id, 1), (cars.id, 1)), total.id))
        b.para(*pieces, f"。其中：{ABROAD}", abroad, "，公务接待费", reception, "，公务用车购置及运行费", cars, "。")
        running = talk.money(self.office, key=("机关运行",))
        b.para(f"{year}年度机关运行经费预算为", running, "。")
        b.para("四、政府采购预算情况说明")
        talk.procurement(year, self.purse.amount(3, 90), "预算", "预算")
        b.para("五、绩效目标设置情况")
        count, covered = talk.count(self.rng.randint(1, 9), "个"), talk.money(self.purse.amount(3, 200), "涉及资金")
        b.para(f"{year}年度，本单位编报绩效目标的项目共", count, "，涉及项目预算资金", covered, "。")

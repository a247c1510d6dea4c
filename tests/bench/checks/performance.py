"""Consistent performance packages (绩效自评): the forms (see `performance_forms`) and the report on them."""

from __future__ import annotations

from .model import Figure, Piece, Report
from .oracle import AtMost, Sum
from .performance_forms import PerformanceForms
from .phrases import CARS, RECEPTION


class Performance(PerformanceForms):
    """Writes one package."""

    def build(self) -> Report:
        b = self.b
        b.para("附件1")
        self.data()
        b.para("附件2")
        score = self.overall()
        for position, name in enumerate(self.names, start=1):
            b.para(f"附件3-{position}" if len(self.names) > 1 else "附件3")
            self.one_project(name)
        forms = tuple(b.prints[("执行", name)][0] for name in self.names)
        b.hold(AtMost((b.prints[("项目支出",)][0],), forms))
        b.para("附件4")
        self.prose(score)
        return b.report()

    def prose(self, score: Figure) -> None:
        b, talk, year = self.b, self.talk, self.year
        b.para(f"{self.entity}{year}年度部门整体支出绩效自评报告")
        b.para("一、部门基本情况")
        posts, staff = talk.count(self.posts, "名", ("编制",)), talk.count(self.staff, "人", ("实有",))
        b.para("本单位共有编制", posts, "，实有", staff, "。")
        b.para("二、预算执行及绩效情况")
        b.para("（一）部门预算情况")
        planned = talk.money(self.planned, key=("年初支出",))
        basic = talk.money(self.basic_first)
        project = talk.money(sum(self.first.values()))
        b.hold(Sum(((basic.id, 1), (project.id, 1)), planned.id))
        b.para(f"{year}年年初预算安排支出", planned, "，其中：基本支出", basic, "，项目支出", project, "。")
        b.para("（二）部门决算情况")
        total = talk.money(self.spent, key=("支出",))
        basic = talk.money(self.basic, key=("基本支出",))
        people, office = talk.money(self.people), talk.money(self.office, key=("公用",))
        project = talk.money(self.project, key=("项目支出",))
        b.hold(Sum(((people.id, 1), (office.id, 1)), basic.id))
        b.hold(Sum(((basic.id, 1), (project.id, 1)), total.id))
        one, two = talk.share(basic, total, self.basic, self.spent), talk.share(project, total, self.project, self.spent)
        assert one and two
        b.para(
            f"{year}年{talk.pick('决算总支出', '总支出')}", total, "，其中：基本支出", basic, "（人员经费", people, "，公用经费", office,
            "），占总支出的", one, "；项目支出", project, "，占总支出的", two, "。",
        )  # fmt: skip
        self.adjustments()
        now = talk.money(self.office, key=("公用",))
        last = talk.money(self.office_last, key=("公用上年",))
        b.para(
            f"公用经费{year}年决算",
            now,
            f"，{year - 1}年",
            last,
            "，",
            *talk.growth(now, self.office, self.office_last, last),
            "，原因是业务量有变化。",
        )
        b.para("（三）“三公”经费情况")
        self.public()
        b.para("（四）政府采购情况")
        talk.procurement(year, self.bought)
        b.para("（五）资产情况")
        talk.assets(year)
        b.para("（六）项目绩效情况")
        for position, name in enumerate(self.names, start=1):
            self.project_prose(position, name)
        b.para("三、自评结论")
        figure = b.figure(score.raw, "分", "得分", prose=True)
        b.prints_of(("总分",), figure)
        b.para("经综合评定，本单位自评得分", figure, "。")

    def adjustments(self) -> None:
        """How the budget changed in the year, in one of two wordings."""
        b, talk, year = self.b, self.talk, self.year
        change = self.spent - self.planned
        if self.rng.random() < 0.5 and change > 0:
            spent = talk.money(self.spent, key=("支出",))
            more = talk.money(change, "比预算增减额")
            b.hold(Sum(((spent.id, 1), (b.prints[("年初支出",)][0], -1)), more.id))
            b.para(f"{year}年决算总支出", spent, "，较年初预算", b.word("增加", "sign", more.id), more, "，主要是年中追加了经费。")
        elif self.whole > self.planned:
            first = talk.money(self.planned, key=("年初支出",))
            added = talk.money(self.whole - self.planned, "预算调整额")
            full = talk.money(self.whole, key=("全年",))
            done = talk.money(self.spent, key=("支出",))
            b.hold(Sum(((first.id, 1), (added.id, 1)), full.id))
            rate = talk.share(done, full, self.spent, self.whole, "完成率")
            assert rate is not None
            b.para(
                f"{year}年支出年初预算",
                first,
                "，年中追加预算",
                added,
                "，全年预算",
                full,
                "，全年执行数",
                done,
                "，预算执行率",
                rate,
                "。",
            )

    def project_prose(self, position: int, name: str) -> None:
        b, talk = self.b, self.talk
        first = talk.money(self.first[name], key=("年初", name))
        full = talk.money(self.full[name], kind="到位数")
        done = talk.money(self.done[name], key=("执行", name))
        pieces: list[Piece] = [f"{position}、{name}项目完成情况。年初预算为", first, "，资金到位数", full, "，执行数", done]
        if self.full[name] == self.first[name]:
            rate = talk.share(done, first, self.done[name], self.first[name], "完成率")
            assert rate is not None
            pieces += ["，预算执行率为", rate]
        b.para(*pieces, "。")

    def public(self) -> None:
        b, talk, year = self.b, self.talk, self.year
        plan, done = self.public_plan, self.public_spent
        total = talk.money(plan.total, key=("三公", "三公经费", "预算"))
        parts = [
            talk.money(plan.abroad), talk.money(plan.cars, key=("三公", CARS, "预算")), talk.money(plan.reception, key=("三公", RECEPTION, "预算")),
        ]  # fmt: skip
        b.hold(Sum(tuple((one.id, 1) for one in parts), total.id))
        pieces: list[Piece] = [
            f"{year}年“三公”经费预算数",
            total,
            "，其中：因公出国（境）费",
            parts[0],
            "，公务用车购置及运行维护费",
            parts[1],
        ]
        pieces += ["，公务接待费", parts[2], "。“三公”经费决算数"]
        spent = talk.money(done.total, key=("三公", "三公经费", "决算"))
        last = b.prints.get(("三公", "三公经费", "上年"), [])
        pieces += [spent, *talk.completion(total, spent, plan.total, done.total, "预算执行率")]
        base = b.figures[last[0]] if last else None
        pieces += ["，", *talk.growth(spent, done.total, self.public_last.total, base), "。"]
        b.para(*pieces)

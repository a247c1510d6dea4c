"""Consistent final accounts (部门决算): nine tables (see `account_tables`) and the explanation of them."""

from __future__ import annotations

from collections.abc import Sequence

from .account_tables import AccountTables
from .model import Figure, Piece, Report
from .oracle import Sum
from .subjects import CLASSES


class Account(AccountTables):
    """Writes one report."""

    def build(self) -> Report:
        b, year = self.b, self.year
        b.para(self.rng.choice((f"{year}年度{self.entity}部门决算", f"{self.entity}{year}年度部门决算公开")))
        b.para("第一部分 单位概况")
        b.para("一、主要职责")
        b.para("承担本行政区域内相关公共服务工作。")
        b.para("第二部分 ", b.word(str(year), "year"), "年度部门决算表")
        self.totals()
        self.income()
        self.spending()
        self.fiscal_totals()
        self.general()
        self.economic()
        self.public()
        self.fund()
        self.state()
        self.prose()
        funds: list[tuple[object, ...]] = [("财政支出", "合计"), ("一般支出", "合计"), ("基金支出", "合计")]
        b.below(funds, ("支出", "总额", "合计"))
        b.below(funds[1:], ("财政支出", "合计"))
        b.below([("一般项目", "合计"), ("基金项目", "合计")], ("支出", "项目", "合计"))
        b.below([("一般基本", "合计")], ("支出", "基本", "合计"))
        return b.report()

    def prose(self) -> None:
        b, talk, year = self.b, self.talk, self.year
        b.para("第三部分 ", b.word(str(year), "year"), "年度部门决算情况说明")
        b.para("一、收入支出决算总体情况说明")
        both = talk.money(self.both, key=("总计",))
        pieces: list[Piece] = [f"{year}年度收、支总计", both, "。"]
        if self.rng.random() < 0.8:
            pieces += [*talk.growth(both, self.both, each="收、支总计各"), talk.pick("，主要是项目安排有变化。", "。")]
        b.para(*pieces)
        if self.rng.random() < 0.3:
            self.flows()
        b.para("二、收入决算情况说明")
        self.listing(
            f"{year}年度{talk.pick('本年', '')}收入合计",
            self.income_total,
            ("收入", "收入合计"),
            [("财政拨款收入", self.fiscal_income, ("财政", "收入合计"))]
            + [
                (name, sum(self.own_income(leaf)[i] for leaf in self.t.own), ("收入", name))
                for i, name in enumerate(("事业收入", "其他收入"))
            ],
        )
        b.para("三、支出决算情况说明")
        basic = sum(self.t.basic.values()) + sum(self.t.own.values())
        if self.rng.random() < 0.3:
            self.respectively(basic, self.spent_total - basic)
        self.listing(
            f"{year}年度{talk.pick('本年', '')}支出合计",
            self.spent_total,
            ("支出", "总额", "合计"),
            [
                ("基本支出", basic, ("支出", "基本", "合计")),
                ("项目支出", self.spent_total - basic, ("支出", "项目", "合计")),
                ("经营支出", 0, ("支出", "经营")),
            ],
        )
        b.para("四、财政拨款收入支出决算总体情况说明")
        both = talk.money(self.fiscal_both, key=("财政总计",))
        b.para(f"{year}年度财政拨款收、支总计", both, "。", *talk.growth(both, self.fiscal_both, each="财政拨款收、支总计各"), "。")
        self.general_prose()
        b.para("六、一般公共预算财政拨款基本支出决算情况说明")
        total = talk.money(sum(self.t.basic.values()), key=("一般基本", "合计"))
        people = talk.money(self.people, key=("人员",))
        office = talk.money(self.running, key=("公用",))
        b.hold(Sum(((people.id, 1), (office.id, 1)), total.id))
        first = talk.share(people, total, self.people, self.people + self.running)
        second = talk.share(office, total, self.running, self.people + self.running)
        assert first and second
        b.para(
            f"{year}年度{talk.pick('一般公共预算', '')}财政拨款基本支出", total, "，其中：人员经费", people, "，占基本支出的", first,
            "，主要用于工资福利；公用经费", office, "，占基本支出的", second, "，主要用于办公。",
        )  # fmt: skip
        b.para("七、一般公共预算财政拨款“三公”经费支出决算情况说明")
        talk.public(self.t.planned, self.t.spent, year, ("三公",))
        self.closing()

    def general_prose(self) -> None:
        b, talk, year = self.b, self.talk, self.year
        name = self.rng.choice(("一般公共预算财政拨款支出", "一般公共预算财政拨款支出", "财政拨款支出"))
        # in this section 财政拨款支出 means that of 一般公共预算 only
        b.para("五、一般公共预算财政拨款支出决算情况说明")
        b.para("（一）一般公共预算财政拨款支出决算总体情况")
        done = talk.money(self.general_spent, key=("一般支出", "合计"))
        whole = b.prints[("支出", "总额", "合计")][0]
        rate = talk.share(done, b.figures[whole], self.general_spent, self.spent_total)
        pieces: list[Piece] = [f"{year}年度{name}", done]
        if rate is not None:
            pieces += ["，占本年支出合计的", rate]
        pieces += ["。", *talk.growth(done, self.general_spent, each=name), "。"]
        b.para(*pieces)
        b.para("（二）一般公共预算财政拨款支出决算结构情况")
        classes = self.by_class({leaf: self.t.general(leaf) for leaf in self.leaves if self.t.general(leaf)})
        names = dict(CLASSES)
        suffix = self.rng.choice(("", "", "（类）"))
        self.listing(
            f"{year}年度{name}",
            self.general_spent,
            ("一般支出", "合计"),
            [(f"{names[code]}{suffix}", fen, ("一般支出", code)) for code, fen in sorted(classes.items())],
            lead="，主要用于以下方面：",
        )
        b.para("（三）一般公共预算财政拨款支出决算具体情况")
        leaves = [leaf for leaf in self.leaves if self.t.general(leaf)]
        plans = {leaf: self.purse.near(self.t.general(leaf), 0.8, 1.2) if self.rng.random() < 0.95 else 0 for leaf in leaves}
        planned = talk.money(sum(plans.values()), key=("年初", "合计"))
        done = talk.money(self.general_spent, key=("一般支出", "合计"))
        b.para(
            f"{year}年度{name}年初预算为", planned, "，支出决算为", done,
            *talk.completion(planned, done, sum(plans.values()), self.general_spent, "完成年初预算的"), "。",
        )  # fmt: skip
        plan = self.rng.choice(("年初预算", "年初预算", "全年预算"))
        for position, leaf in enumerate(leaves, start=1):
            before, after = plans[leaf], self.t.general(leaf)
            if plan == "全年预算" and before < after:
                before = after  # spending above the year's whole budget would be a finding
            lead = f"{position}、{leaf.upper}（类）{leaf.middle}（款）{leaf.name}（项）"
            first = talk.money(before)
            second = talk.money(after, key=("一般支出", leaf.code))
            done_words = talk.completion(first, second, before, after, f"完成{plan}的")
            pieces = [f"{plan}为", first, "，支出决算为", second, *done_words, "。"]
            if before != after:
                more = after > before
                if before and self.rng.random() < 0.2:
                    pieces += talk.against_budget(first, second, before, after, plan)
                pieces.append(
                    f"决算数{'大于' if more else '小于'}{plan}数的主要原因是{'年中追加了经费' if more else '压减了开支'}。"
                )
            if self.rng.random() < 0.5:
                b.para(lead)
                b.para(*pieces)
            else:
                b.para(f"{lead}。", *pieces)

    def flows(self) -> None:
        """What came in and went out, with what was carried over."""
        talk = self.talk
        sides: list[Piece] = []
        before, after = sum(self.t.carried_in.values()) + sum(self.t.fund_in.values()), self.both - self.spent_total
        for head, parts in (
            (
                "总收入",
                (
                    ("本年收入", self.income_total, ("收入", "收入合计")),
                    ("使用非财政拨款结余", self.t.used, ("使用结余",)),
                    ("年初结转和结余", before, ("年初",)),
                ),
            ),
            ("总支出", (("本年支出", self.spent_total, ("支出", "总额", "合计")), ("年末结转和结余", after, ("年末",)))),
        ):
            whole = talk.money(self.both, key=("总计",))
            sides += ["；" if sides else f"{self.year}年度", head, whole, "，其中："]
            terms = []
            for position, (name, fen, key) in enumerate(parts):
                if fen or name != "使用非财政拨款结余":
                    figure = talk.money(fen, key=key if fen else None)
                    terms.append((figure.id, 1))
                    sides += ["，" if position else "", name, figure]
            self.b.hold(Sum(tuple(terms), whole.id))
        self.b.para(*sides, "。")

    def respectively(self, basic: int, project: int) -> None:
        """Two parts and then their two shares."""
        talk = self.talk
        whole = talk.money(basic + project, key=("支出", "总额", "合计"))
        first = talk.money(basic, key=("支出", "基本", "合计"))
        second = talk.money(project, key=("支出", "项目", "合计") if project else None)
        one, two = talk.share(first, whole, basic, basic + project), talk.share(second, whole, project, basic + project)
        self.b.hold(Sum(((first.id, 1), (second.id, 1)), whole.id))
        if one is not None and two is not None:
            self.b.para(
                f"{self.year}年度支出合计",
                whole,
                "，其中：基本支出",
                first,
                "、项目支出",
                second,
                "，分别占支出合计的",
                one,
                "和",
                two,
                "。",
            )

    def contracts(self, whole: Figure, fen: int) -> None:
        """What of the procurement went to small firms."""
        talk = self.talk
        small = self.purse.near(fen, 0.4, 0.9)
        smallest = self.purse.near(small, 0.3, 0.9)
        first, second = talk.money(small, "中小企业合同"), talk.money(smallest, "中小企业合同")
        one, two = talk.share(first, whole, small, fen), talk.share(second, first, smallest, small)
        assert one and two
        self.b.para(
            "授予中小企业合同金额", first, "，占政府采购支出总额的", one, "，其中：授予小微企业合同金额", second, "，占授予中小企业合同金额的", two, "。",
        )  # fmt: skip

    def listing(
        self,
        head: str,
        total: int,
        key: tuple[object, ...],
        parts: Sequence[tuple[str, int, tuple[object, ...]]],
        lead: str = "，其中：",
    ) -> None:
        """A total and its parts, each with its share of it."""
        b, talk = self.b, self.talk
        whole = talk.money(total, key=key)
        pieces: list[Piece] = [head, whole, lead]
        terms = []
        side = "收入" if "收入" in head else "支出"
        of = talk.pick("，占", "，占", f"，占{side}合计的", f"，占本年{side}的") if "合计" in head else "，占"
        for position, (name, fen, part_key) in enumerate(parts):
            figure = talk.money(fen, key=part_key if fen else None)
            terms.append((figure.id, 1))
            rate = talk.share(figure, whole, fen, total)
            pieces += [name, figure]
            if rate is not None:
                pieces += [of, rate]
            pieces.append("；" if position < len(parts) - 1 else "。")
        b.hold(Sum(tuple(terms), whole.id))
        b.para(*pieces)

    def closing(self) -> None:
        b, talk, year = self.b, self.talk, self.year
        b.para("八、政府性基金预算财政拨款收入支出决算情况")
        if self.t.fund:
            spent = talk.money(self.fund_spent, key=("基金支出", "合计"))
            b.para(f"{year}年度政府性基金预算财政拨款支出", spent, "，全部用于项目支出。")
        else:
            b.para(f"{year}年度没有政府性基金收入和支出。")
        b.para("九、机关运行经费支出说明")
        fen = self.running if self.rng.random() < 0.6 else self.purse.near(self.running, 0.3, 0.9)
        figure = talk.money(fen)
        b.para(f"{year}年度机关运行经费支出", figure, "，", *talk.growth(figure, fen), "。主要原因是精简了会议。")
        b.para("十、政府采购支出说明")
        fen = self.purse.amount(4, 120)
        whole = talk.procurement(year, fen)
        if self.rng.random() < 0.5:
            self.contracts(whole, fen)
        b.para("十一、国有资产占用情况说明")
        cars = [self.rng.randint(0, 4) for _ in range(3)]
        whole = talk.count(sum(cars), "辆")
        several = [talk.count(number, "辆") for number in cars]
        b.hold(Sum(tuple((one.id, 1) for one in several), whole.id))
        b.para(
            f"截至{year}年12月31日，本单位共有车辆",
            whole,
            "，其中：应急保障用车",
            several[0],
            "、执法执勤用车",
            several[1],
            "、其他用车",
            several[2],
            "；单价100万元（含）以上设备（不含车辆）",
            talk.count(self.rng.randint(0, 5), "台（套）"),
            "。",
        )
        b.para("十二、预算绩效情况说明")
        covered = self.purse.near(self.general_project, 0.4, 1) if self.general_project and self.rng.random() < 0.5 else 0
        money = talk.money(covered or self.general_project, "涉及资金")
        count = talk.count(self.rng.randint(1, 6), "个")
        if self.general_project:
            b.para("本单位组织对", count, "项目开展绩效自评，共涉及资金", money, "。")

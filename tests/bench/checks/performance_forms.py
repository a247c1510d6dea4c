"""The forms of a consistent performance package: basic data, the self-evaluation of the unit and of its projects."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from .model import Builder, Cell, Figure
from .money import WAN, Purse, Style, percent
from .oracle import AtMost, Explained, Reached, Share, Sum
from .phrases import ABROAD, BUYING, CARS, RECEPTION, RUNNING, Public, Talk
from .subjects import INDICATORS, OFFICES, PLACES, PROJECTS
from .tables import Sheet, down, text

STYLES: Sequence[tuple[str, Style, int]] = (
    ("exact", Style("万元", 2), WAN // 100),
    ("tails", Style("万元", 2), 1),
    ("fine", Style("万元", 6, trim=True), 1),
    ("trim", Style("万元", 2, trim=True), WAN // 100),
)
LEVELS = (("产出指标", 50), ("效益指标", 30), ("满意度指标", 10))
RATE_POINTS = 10


class PerformanceForms:
    """Writes the forms of one package."""

    def __init__(self, seed: str, number: int) -> None:
        self.rng = rng = random.Random(f"{seed}/performance/{number}")
        name, self.style, grain = rng.choice(STYLES)
        self.purse = purse = Purse(rng, grain)
        self.year = rng.randint(2019, 2024)
        self.entity = rng.choice(PLACES) + rng.choice(OFFICES)
        self.b = Builder(f"performance-{number}", "绩效自评", rng.choice(("tabbed", "listed")))
        self.b.oddities.append(name)
        self.talk = Talk(self.b, rng, purse, self.style, rng.choice((2, 2, 1)), rng.random() < 0.4)
        self.names = rng.sample(PROJECTS, rng.randint(1, 4))
        self.carried = {one: purse.amount(0.5, 3) if rng.random() < 0.25 else 0 for one in self.names}
        self.first = {one: purse.amount(4, 90) for one in self.names}
        self.full = {one: self.first[one] + (purse.amount(0.5, 9) if rng.random() < 0.4 else 0) for one in self.names}
        self.done = {one: fen if rng.random() < 0.4 else purse.near(fen, 0.86, 0.99) for one, fen in self.full.items()}
        self.people = purse.amount(50, 300)
        self.office = purse.amount(8, 70)
        self.basic = self.people + self.office
        self.basic_first = purse.near(self.basic, 0.85, 0.99)
        self.project = sum(self.done.values())
        self.spent = self.basic + self.project
        self.planned = self.basic_first + sum(self.first.values())
        self.basic_full = self.basic if rng.random() < 0.5 else self.basic + purse.amount(0.5, 9)
        self.whole = self.basic_full + sum(self.full.values())
        self.fund = purse.near(self.project, 0.1, 0.4) if rng.random() < 0.25 else 0
        reception, running = purse.amount(0.2, 3), purse.amount(0.6, 6)
        self.public_spent = Public(0, 0, running if rng.random() < 0.7 else 0, reception)
        self.public_plan = Public(
            0,
            0,
            self.public_spent.running + (purse.amount(0.1, 0.8) if self.public_spent.running else 0),
            reception + purse.amount(0.1, 0.6),
        )
        self.public_last = Public(
            0, 0, purse.near(running, 0.8, 1.2) if self.public_spent.running else 0, purse.near(reception, 0.8, 1.2)
        )
        self.rate_places = rng.choice((0, 2))

    def ratio(
        self,
        sheet: Sheet,
        part: Figure,
        whole: Figure,
        value: Decimal,
        column: str,
        kind: str = "表内比率",
        places: int | None = None,
    ) -> Cell:
        raw = percent(value, self.rate_places if places is None else places, False)
        figure, cell = sheet.plain(raw, "%", column, kind)
        self.b.hold(Share(part.id, whole.id, figure.id))
        return cell

    def data(self) -> None:
        b, rng, year = self.b, self.rng, self.year
        b.para(f"{year}年度部门整体支出绩效评价基础数据表")
        sheet = Sheet(b, rng, self.style, "基础数据表")
        posts = rng.randint(8, 60)
        staff = rng.randint(max(4, posts - 8), posts)
        sheet.row("财政供养人员情况（人）", text("编制数", 2), text(f"{year}年实际在职人数", 2), text("控制率", 2))
        first, cell1 = sheet.plain(str(posts), "人", "人", "人数", span=2)
        second, cell2 = sheet.plain(str(staff), "人", "人", "人数", span=2)
        rate = self.ratio(sheet, second, first, Decimal(100) * staff / posts, "率")
        sheet.row(down(), cell1, cell2, Cell(rate.pieces, 2))
        self.posts, self.staff = posts, staff
        b.prints_of(("编制",), first)
        b.prints_of(("实有",), second)
        sheet.row("经费控制情况（万元）", text(f"{year - 1}年决算数", 2), text(f"{year}年预算数", 2), text(f"{year}年决算数", 2))
        columns = ("上年", "预算", "决算")
        found: dict[str, list[Figure | None]] = {}

        def line(label: str, name: str, amounts: Sequence[int | None], key: tuple[object, ...] | None = None) -> None:
            cells: list[Cell | str] = [label]
            found[name] = []
            for column, fen in zip(columns, amounts, strict=True):
                figure, made = sheet.money(fen, column, None if key is None else (*key, column))
                if fen == 0 and rng.random() < 0.5:
                    figure, made = sheet.plain("0", "万元", column, sheet.kind)
                found[name].append(figure)
                cells.append(Cell(made.pieces, 2))
            sheet.row(*cells)

        last, plan, done = self.public_last, self.public_plan, self.public_spent
        line("三公经费：", "三公经费", [one.total for one in (last, plan, done)], ("三公", "三公经费"))
        line("1、公务用车购置和维护经费", CARS, [one.cars for one in (last, plan, done)], ("三公", CARS))
        line("其中：公车购置", BUYING, [one.buying for one in (last, plan, done)])
        line("公车运行维护", RUNNING, [one.running for one in (last, plan, done)])
        line("2、出国经费", ABROAD, [one.abroad for one in (last, plan, done)])
        line("3、公务接待", RECEPTION, [one.reception for one in (last, plan, done)], ("三公", RECEPTION))
        for column in range(3):
            self.sum_of(found, column, "三公经费", (CARS, ABROAD, RECEPTION))
            self.sum_of(found, column, CARS, (BUYING, RUNNING))
        for name in ("三公经费", CARS, RUNNING, RECEPTION):
            before, after = found[name][1], found[name][2]
            if before is not None and after is not None:
                b.imply(AtMost((after.id,), (before.id,)))
        names = ("业务工作经费", "运行维护经费", "省级专项资金", "其他事业类发展资金")
        split = self.rng.randint(1, 3)
        projects = [self.purse.near(self.project, 0.7, 1.3), sum(self.first.values()), self.project]
        parts = [self.purse.split(fen, split) for fen in projects]
        line("项目支出：", "项目支出", projects)
        b.prints_of(("项目支出",), found["项目支出"][2])
        for position, name in enumerate(names):
            label = f"{position + 1}、{name}" + ("（每个专项一行）" if position == 2 else "")
            line(label, name, [one[position] if position < split else None for one in parts])
        self.office_last = self.purse.near(self.office, 0.75, 1.25)
        office_plan = self.purse.near(self.office, 0.9, 1.1)
        line("公用经费", "公用经费", [self.office_last, office_plan, self.office])
        b.prints_of(("公用",), found["公用经费"][2])
        b.prints_of(("公用上年",), found["公用经费"][0])
        within = [self.purse.split(self.purse.near(fen, 0.3, 0.8), 3) for fen in (self.office_last, office_plan, self.office)]
        for position, name in enumerate(("其中：办公经费", "水费、电费、差旅费", "会议费、培训费")):
            line(name, name, [one[position] for one in within])
        for column in range(3):
            for whole, below in (("项目支出", names), ("公用经费", ("其中：办公经费", "水费、电费、差旅费", "会议费、培训费"))):
                total = found[whole][column]
                several = tuple(one.id for name in below if (one := found[name][column]) is not None)
                assert total is not None
                b.hold(AtMost(several, (total.id,)))
        self.bought = self.purse.amount(2, 40)
        bought_plan = self.bought + self.purse.amount(0.1, 3)
        planned, cell1 = sheet.money(bought_plan, "预算")
        made, cell2 = sheet.money(self.bought, "决算", ("采购", "决算"))
        assert planned and made
        b.hold(AtMost((made.id,), (planned.id,)))
        sheet.row("政府采购金额", text("——", 2), Cell(cell1.pieces, 2), Cell(cell2.pieces, 2))
        cell = sheet.money(self.purse.amount(0.5, 9), "决算", kind="无关联金额")[1]
        sheet.row("部门基本支出预算调整", text("——", 2), text("", 2), Cell(cell.pieces, 2))
        self.building(sheet)
        sheet.row("厉行节约保障措施", text("会议合并召开，公务用车统一调度。", 6))
        b.blocks.append(sheet.table(cut=False))
        b.para("说明：“项目支出”不包含基本支出的内容。")

    def building(self, sheet: Sheet) -> None:
        heads = ("批复规模（㎡）", "实际规模（㎡）", "规模控制率", "预算投资（万元）", "实际投资（万元）", "投资概算控制率")
        sheet.row(Cell(("楼堂馆所控制情况（", self.b.word(str(self.year), "year"), "年完工项目）")), *heads)
        if self.rng.random() < 0.5:
            self.b.oddities.append("blank building")
            sheet.row(down(), *["" for _ in heads])
            return
        size = self.rng.randint(300, 4000)
        real = size - self.rng.randint(0, 40)
        planned = self.purse.amount(100, 900)
        spent = self.purse.near(planned, 0.93, 1)
        one, cell1 = sheet.plain(str(size), "㎡", "批复", "面积")
        two, cell2 = sheet.plain(str(real), "㎡", "实际", "面积")
        rate1 = self.ratio(sheet, two, one, Decimal(100) * real / size, "率")
        three, cell3 = sheet.money(planned, "预算投资")
        four, cell4 = sheet.money(spent, "实际投资")
        assert three and four
        rate2 = self.ratio(sheet, four, three, Decimal(100) * spent / planned, "率")
        sheet.row(down(), cell1, cell2, rate1, cell3, cell4, rate2)

    def sum_of(self, found: dict[str, list[Figure | None]], column: int, total: str, parts: Sequence[str]) -> None:
        whole = found[total][column]
        terms = tuple((one.id, 1) for name in parts if (one := found[name][column]) is not None)
        if whole is not None and terms:
            self.b.hold(Sum(terms, whole.id))

    # self-evaluation forms

    def head(
        self, sheet: Sheet, title: str, amounts: tuple[int, int, int], label: str, span: int
    ) -> tuple[list[Figure], Figure, Figure, Decimal]:
        """The row of the whole: three amounts, points, rate and score. Returns the amounts, weight and score figures, and the score."""
        first, full, done = amounts
        figures, cells = [], []
        for column, fen in zip(("年初", "全年", "执行"), (first, full, done), strict=True):
            figure, cell = sheet.money(fen, column)
            assert figure is not None
            figures.append(figure)
            cells.append(cell)
        value = Decimal(100) * done / full
        weight, weight_cell = sheet.plain(str(RATE_POINTS), "分", "分值", "分值")
        rate = self.ratio(sheet, figures[2], figures[1], value, "执行率", "执行率", 2)
        points = (value / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
        score, score_cell = sheet.plain(format(points, "f") if points != 10 else "10", "分", "得分", "得分")
        sheet.row(down(), text(label, span), *cells, weight_cell, rate, score_cell)
        self.b.hold(AtMost((score.id,), (weight.id,)))
        self.b.hold(AtMost((figures[2].id,), (figures[1].id,)))
        return figures, weight, score, points

    def indicators(self, sheet: Sheet, weight: Figure, score: Figure, points: Decimal, suffix: str, bracket: bool) -> Figure:
        """The indicator rows and the 总分. Returns the total score."""
        rng, b = self.rng, self.b
        sheet.row(
            "绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"
        )
        weights, scores = [weight], [score]
        total = points
        for name, share in LEVELS:
            rows = [(level2, level3) for level2, several in INDICATORS[name].items() for level3 in several]
            rows = sorted(rng.sample(rows, rng.randint(2, len(rows)) if len(rows) > 2 else rng.randint(1, 2)), key=rows.index)
            cuts = sorted(rng.sample(range(1, share // 2), len(rows) - 1))
            values = [2 * (high - low) for low, high in zip([0, *cuts], [*cuts, share // 2], strict=True)]
            seen = ""
            own: list[tuple[int, int]] = []
            for position, ((level2, level3), worth) in enumerate(zip(rows, values, strict=True)):
                label = f"{level3}{suffix}"
                lost = rng.random() < 0.2
                target, actual, least, unit = self.aim(level2, lost)
                points = Decimal(worth) - (Decimal(rng.randint(1, 2 * worth - 1)) / 2 if lost and worth > 1 else 0)
                one, weight_cell = sheet.plain(str(worth), "分", "分值", "分值", label)
                two, score_cell = sheet.plain(format(points.normalize(), "f"), "分", "得分", "得分", label)
                three = b.figure(target, unit, "指标值", name=label)
                four = b.figure(actual, unit, "实际完成值", name=label)
                reason = "受客观条件影响，下一步抓紧推进" if points < worth else ""
                weights.append(one)
                scores.append(two)
                own.append((one.id, 1))
                total += points
                b.hold(AtMost((two.id,), (one.id,)))
                if not reason:
                    b.hold(Explained(one.id, two.id))
                if not lost:
                    b.hold(Reached(three.id, four.id, one.id, two.id, least))
                shown: Cell = text() if position else text(f"{name}（{share}分）" if bracket else name)
                if not position and bracket:
                    figure = b.figure(str(share), "分", "一级分值", name=name)
                    shown = Cell((f"{name}（", figure, "分）"))
                    sheet.figures.append(figure)
                cells = [
                    down(), shown if not position else down(), text(level2) if level2 != seen else down(), text(label),
                    Cell(("≥" if least else "≤", three, unit if unit != "%" else "")), Cell((four, unit if unit != "%" else "")), weight_cell,
                    score_cell, text(reason),
                ]  # fmt: skip
                sheet.row(*cells)
                seen = level2
            if bracket:
                b.hold(Sum(tuple(own), figure.id))
        full, full_cell = sheet.plain("100", "分", "分值", "总分")
        whole, whole_cell = sheet.plain(format(total.normalize() if total != 100 else Decimal(100), "f"), "分", "得分", "总分")
        sheet.row(text("总分", 6), full_cell, whole_cell, "")
        b.hold(Sum(tuple((one.id, 1) for one in weights), full.id))
        b.hold(Sum(tuple((one.id, 1) for one in scores), whole.id))
        b.hold(AtMost((whole.id,), (full.id,)))
        return whole

    def aim(self, level2: str, lost: bool) -> tuple[str, str, bool, str]:
        """Target, result, whether the target is a least value, and the unit."""
        rng = self.rng
        if level2 == "数量指标":
            target = rng.randint(10, 400)
            actual = target - rng.randint(1, target // 5 + 1) if lost else target + rng.randint(0, 20)
            return str(target), str(actual), True, rng.choice(("次", "个"))
        if level2 == "成本指标" and rng.random() < 0.6:
            limit = rng.randint(20, 400)
            spent = limit + rng.randint(1, limit // 5 + 1) if lost else limit - rng.randint(0, limit // 10)
            return str(limit), str(spent), False, "元"
        target = rng.choice((85, 90, 95, 98))
        actual = target - rng.randint(1, 9) if lost else min(100, target + rng.randint(0, 4))
        return f"{target}%", f"{actual}%", True, "%"

    def overall(self) -> Figure:
        b, rng, year = self.b, self.rng, self.year
        b.para(f"{year}年度部门整体支出绩效自评表")
        sheet = Sheet(b, rng, self.style, "整体自评表")
        sheet.row("预算部门、单位名称", text("", 2), text(self.entity, 6))
        sheet.row("年度预算申请（万元）", text("", 2), "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        amounts, weight, score, points = self.head(sheet, "整体", (self.planned, self.whole, self.spent), "年度资金总额", 2)
        for key, figure in zip((("年初支出",), ("全年",), ("支出",)), amounts, strict=True):
            b.prints_of(key, figure)

        if rng.random() < 0.35:
            self.kinds(sheet, amounts)
        else:
            self.sources(sheet)
        sheet.row("年度总体目标", text("预期目标", 4), text("实际完成情况", 4))
        sheet.row(down(), text("做好全年各项工作。", 4), text("已按计划完成。", 4))
        whole = self.indicators(sheet, weight, score, points, "", rng.random() < 0.7)
        b.prints_of(("总分",), whole)
        b.blocks.append(sheet.table(cut=False))
        return whole

    def kinds(self, sheet: Sheet, totals: Sequence[Figure]) -> None:
        """基本支出 and 项目支出 in rows of their own, each with its 执行率."""
        found: list[list[Figure]] = []
        project = (sum(self.first.values()), sum(self.full.values()), self.project)
        for label, fens, name in (
            ("其中：基本支出", (self.basic_first, self.basic_full, self.basic), "基本支出"),
            ("项目支出", project, "项目支出"),
        ):
            figures, cells = [], []
            for column, fen in zip(("年初", "全年", "执行"), fens, strict=True):
                figure, cell = sheet.money(fen, column)
                assert figure is not None
                figures.append(figure)
                cells.append(cell)
            rate = self.ratio(sheet, figures[2], figures[1], Decimal(100) * fens[2] / fens[1], "执行率", "执行率", 2)
            sheet.row(down(), text(label, 2), *cells, "—", rate, "—")
            self.b.prints_of((name,), figures[2])
            self.b.hold(AtMost((figures[2].id,), (figures[1].id,)))
            found.append(figures)
        for position, total in enumerate(totals):
            self.b.hold(Sum(tuple((figures[position].id, 1) for figures in found), total.id))

    def sources(self, sheet: Sheet) -> None:
        """What was spent by source and by kind, in cells that hold label and amount."""
        b = self.b

        def labelled(label: str, fen: int, key: tuple[object, ...] | None = None, span: int = 4) -> tuple[Figure | None, Cell]:
            figure, made = sheet.money(fen, label)
            b.prints_of(key, figure) if key is not None else None
            return figure, Cell((label, *made.pieces), span)

        source, cell1 = labelled("按收入性质分：", self.spent, ("支出",))
        kind, cell2 = labelled("按支出性质分：", self.spent, ("支出",))
        sheet.row(down(), cell1, cell2)
        general, cell1 = labelled("其中：一般公共预算：", self.spent - self.fund)
        basic, cell2 = labelled("其中：基本支出：", self.basic, ("基本支出",))
        sheet.row(down(), cell1, cell2)
        fund, cell1 = labelled("政府性基金拨款：", self.fund)
        project, cell2 = labelled("项目支出：", self.project, ("项目支出",))
        sheet.row(down(), cell1, cell2)
        sheet.row(down(), text("纳入专户管理的非税收入拨款：", 4), text("", 4))
        sheet.row(down(), text("其他资金：", 4), text("", 4))
        assert source and kind and general and basic and project
        b.hold(Sum(tuple((one.id, 1) for one in (general, fund) if one is not None), source.id))
        b.hold(Sum(((basic.id, 1), (project.id, 1)), kind.id))

    def one_project(self, name: str) -> None:
        b, rng, year = self.b, self.rng, self.year
        b.para(b.word(str(year), "year"), "年度项目支出绩效自评表")
        national = rng.random() < 0.5
        style = Style("元", 2, commas=True) if national and rng.random() < 0.4 else self.style
        sheet = Sheet(b, rng, style, f"项目自评表{name}")
        sheet.row("项目支出名称", text(name, 8))
        sheet.row("主管部门", text(self.entity, 4), "实施单位", text(self.entity, 3))
        heads = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
        if not national:
            heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        sheet.row(f"项目资金（{style.unit}）", text("", 2), *heads)
        amounts, weight, score, points = self.head(
            sheet, name, (self.first[name], self.full[name], self.done[name]), "年度资金总额", 2
        )
        b.prints_of(("年初", name), amounts[0])
        b.prints_of(("执行", name), amounts[2])
        carried = min(self.carried[name], self.done[name] // 2, self.first[name] // 2)
        parts: list[list[Figure | None]] = []
        labels = (
            ("其中：财政资金", "单位资金", "财政专户管理资金") if national else ("其中：当年财政拨款", "上年结转资金", "其他资金")
        )
        rest = [fen - carried for fen in (self.first[name], self.full[name], self.done[name])]
        for label, fens in zip(labels, (rest, [carried] * 3, [0] * 3), strict=True):
            made = [sheet.money(fen, column) for column, fen in zip(("年初", "全年", "执行"), fens, strict=True)]
            parts.append([figure for figure, _ in made])
            sheet.row(down(), text(label, 2), *[cell for _, cell in made], *["—" if national else ""] * 3)
        for column in range(3):
            b.hold(Sum(tuple((one.id, 1) for row in parts if (one := row[column]) is not None), amounts[column].id))
        sheet.row("年度总体目标", text("预期目标", 4), text("实际完成情况", 4))
        sheet.row(down(), text("按计划完成本项目。", 4), text("已完成。", 4))
        self.indicators(sheet, weight, score, points, name[:2], rng.random() < 0.5)
        b.blocks.append(sheet.table(cut=False))

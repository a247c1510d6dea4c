"""Sentences that every kind of report uses: amounts, growth, shares, completion, 三公 and procurement, in varied wording."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from .model import Builder, Figure, Piece
from .money import Purse, Style, percent
from .oracle import Change, Growth, Share, Sum

ABROAD, CARS, BUYING, RUNNING, RECEPTION = (
    "因公出国（境）费",
    "公务用车购置及运行维护费",
    "公务用车购置费",
    "公务用车运行维护费",
    "公务接待费",
)


@dataclass(frozen=True, slots=True)
class Public:
    """The parts of 三公经费 in 分."""

    abroad: int
    buying: int
    running: int
    reception: int

    @property
    def cars(self) -> int:
        return self.buying + self.running

    @property
    def total(self) -> int:
        return self.abroad + self.cars + self.reception


@dataclass(slots=True)
class Talk:
    """Writes prose into a report."""

    b: Builder
    rng: random.Random
    purse: Purse
    style: Style
    rate_places: int = 2
    trim_rates: bool = False

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def money(self, fen: int, kind: str = "正文金额", key: tuple[object, ...] | None = None, sign: int = 1) -> Figure:
        """An amount; `key` names the quantity it prints."""
        figure = self.b.figure(
            self.style.raw(fen) if fen else self.pick("0", self.style.raw(0)), self.style.unit, kind, sign=sign, prose=True
        )
        if key is not None:
            self.b.prints_of(key, figure)
        return figure

    def count(self, number: int, unit: str, key: tuple[object, ...] | None = None) -> Figure:
        figure = self.b.figure(str(number), unit, "正文数量", prose=True)
        if key is not None:
            self.b.prints_of(key, figure)
        return figure

    def rate(self, value: Decimal, kind: str, sign: int = 1) -> Figure:
        return self.b.figure(percent(value, self.rate_places, self.trim_rates), "%", kind, sign=sign, prose=True)

    def share(self, part: Figure, whole: Figure, part_fen: int, whole_fen: int, kind: str = "占比") -> Figure | None:
        """The rate of part to whole, with its identity; None where it would round to nothing."""
        if not whole_fen:
            return None
        rate = self.rate(Decimal(100) * part_fen / whole_fen, kind)
        if part_fen and rate.shown.value == 0:
            return None
        self.b.hold(Share(part.id, whole.id, rate.id))
        return rate

    def growth(self, now: Figure, fen: int, last: int | None = None, base: Figure | None = None, each: str = "") -> list[Piece]:
        """比上年增加…，增长…; `base` is last year's figure where it is printed."""
        before = self.purse.near(fen, 0.72, 1.3) if last is None else last
        change = fen - before
        opening = self.pick("与上年相比，", "比上年", "较上年", "比上年决算数", "与上年相比") if not each else f"与上年相比，{each}"
        if (
            not before
            or not self.style_shows(change)
            or not Decimal(percent(Decimal(100) * change / before, self.rate_places, False)[:-1])
        ):
            return ["与上年持平" if not change else "与上年基本持平"]
        sign = 1 if change > 0 else -1
        figure = self.money(abs(change), "增减额", sign=sign)
        rate = self.rate(Decimal(100) * change / before, "增减率", sign)
        self.b.hold(Growth(now.id, figure.id, rate.id))
        if base is not None:
            self.b.hold(Sum(((now.id, 1), (base.id, -1)), figure.id))
            self.b.hold(Change(now.id, base.id, rate.id))
        first = self.b.word("增加" if sign > 0 else "减少", "sign", figure.id)
        second = self.b.word(self.pick("增长", "上升") if sign > 0 else "下降", "sign", rate.id)
        pieces: list[Piece] = [opening, first, figure, "，", second, rate]
        if base is None and not each and opening in ("比上年", "较上年") and self.rng.random() < 0.3:
            printed = self.money(before, "上年金额")
            self.b.hold(Sum(((now.id, 1), (printed.id, -1)), figure.id))
            self.b.hold(Change(now.id, printed.id, rate.id))
            pieces[0:1] = [f"{opening}的", printed]
        return pieces

    def completion(self, planned: Figure, done: Figure, planned_fen: int, done_fen: int, word: str) -> list[Piece]:
        """，完成预算的x%."""
        rate = self.share(done, planned, done_fen, planned_fen, "完成率")
        return [] if rate is None or not done_fen else [f"，{word}", rate]

    def against_budget(self, planned: Figure, done: Figure, before: int, after: int, word: str) -> list[Piece]:
        """决算数比年初预算增加…，增长…。"""
        change = after - before
        if not self.style_shows(change) or not Decimal(percent(Decimal(100) * change / before, self.rate_places, False)[:-1]):
            return []
        sign = 1 if change > 0 else -1
        figure = self.money(abs(change), "比预算增减额", sign=sign)
        rate = self.rate(Decimal(100) * change / before, "比预算增减率", sign)
        self.b.hold(Sum(((done.id, 1), (planned.id, -1)), figure.id))
        self.b.hold(Change(done.id, planned.id, rate.id))
        first = self.b.word("增加" if sign > 0 else "减少", "sign", figure.id)
        second = self.b.word("增长" if sign > 0 else "下降", "sign", rate.id)
        return [f"决算数比{word}", first, figure, "，", second, rate, "。"]

    def style_shows(self, fen: int) -> bool:
        """Whether an amount does not round to 0."""
        return bool(Decimal(self.style.raw(abs(fen)).replace(",", "")))

    def public(self, planned: Public, spent: Public, year: int, scope: tuple[object, ...], *, grow: bool = True) -> None:
        """The paragraphs on 三公经费; `scope` begins the keys of the quantities."""
        said = self.pick("支出预算为", "预算数为", "预算为"), self.pick("支出决算为", "决算数为", "决算为")
        plan = self.money(planned.total, key=(*scope, "预算", "三公经费"))
        done = self.money(spent.total, key=(*scope, "决算", "三公经费"))
        pieces: list[Piece] = [f"{year}年度“三公”经费{said[0]}", plan, f"，{said[1]}", done]
        pieces += self.completion(plan, done, planned.total, spent.total, "完成预算的")
        if grow and spent.total:
            pieces += ["，", *self.growth(done, spent.total)]
        self.b.para(*pieces, "。" if self.rng.random() < 0.5 else "，主要原因是严格执行厉行节约的规定。")
        if self.rng.random() < 0.3:
            self.public_shares(spent, year, scope)
        items = [
            (ABROAD, planned.abroad, spent.abroad),
            (RECEPTION, planned.reception, spent.reception),
            (CARS, planned.cars, spent.cars),
        ]
        planned_ids, spent_ids = [], []
        for name, before, after in items:
            first = self.money(before, key=(*scope, "预算", name))
            second = self.money(after, key=(*scope, "决算", name))
            planned_ids.append((first.id, 1))
            spent_ids.append((second.id, 1))
            line: list[Piece] = [f"{name}{said[0]}", first, f"，{said[1]}", second]
            if before and after:
                line += self.completion(first, second, before, after, "完成预算的")
            if after and self.rng.random() < 0.3:
                line += ["，", *self.growth(second, after)]
            if name == RECEPTION:
                line += [
                    self.pick("，全年共接待来访", "，国内公务接待"), self.count(self.rng.randint(2, 40), "批次"), "、",
                    self.count(self.rng.randint(41, 400), "人次"),
                ]  # fmt: skip
            if name == CARS:
                buying = self.money(spent.buying, key=(*scope, "决算", BUYING))
                running = self.money(spent.running, key=(*scope, "决算", RUNNING))
                self.b.hold(Sum(((buying.id, 1), (running.id, 1)), second.id))
                line += [f"，其中：{BUYING}", buying, f"，{RUNNING}", running]
                line += [f"，截至{year}年12月31日，公务用车保有量为", self.count(self.rng.randint(1, 9), "辆")]
            self.b.para(*line, "。")
        self.b.hold(Sum(tuple(planned_ids), plan.id))
        self.b.hold(Sum(tuple(spent_ids), done.id))

    def public_shares(self, spent: Public, year: int, scope: tuple[object, ...]) -> None:
        """The structure of what was spent, in one sentence."""
        whole = self.money(spent.total, key=(*scope, "决算", "三公经费"))
        pieces: list[Piece] = [f"{year}年度“三公”经费支出决算", whole, "，其中："]
        parts = []
        for name, fen in ((ABROAD, spent.abroad), (CARS, spent.cars), (RECEPTION, spent.reception)):
            figure = self.money(fen, key=(*scope, "决算", name))
            rate = self.share(figure, whole, fen, spent.total)
            parts.append((figure.id, 1))
            pieces += [f"{name}支出", figure]
            if rate is not None:
                pieces += ["，占", rate]
            pieces.append("；" if name != RECEPTION else "。")
        self.b.hold(Sum(tuple(parts), whole.id))
        self.b.para(*pieces)

    def procurement(self, year: int, fen: int, word: str = "支出", measure: str = "决算") -> Figure:
        """The sentence on procurement; returns its total."""
        goods, works, services = self.purse.split(fen, 3)
        if self.rng.random() < 0.5:
            services, works = services + works, 0
        total = self.money(fen, key=("采购", measure))
        parts = [self.money(goods), self.money(works), self.money(services)]
        self.b.hold(Sum(tuple((part.id, 1) for part in parts), total.id))
        names = [f"政府采购{name}{word}" for name in ("货物", "工程", "服务")]
        head = f"{year}年度政府采购{word}" + (self.pick("总额", "") if word == "支出" else "")
        self.b.para(head, total, f"，其中：{names[0]}", parts[0], f"、{names[1]}", parts[1], f"、{names[2]}", parts[2], "。")
        return total

    def assets(self, year: int) -> None:
        owned = self.purse.amount(60, 900)
        owed = self.purse.amount(1, 40)
        first, second, third = self.money(owned), self.money(owed), self.money(owned - owed)
        self.b.hold(Sum(((first.id, 1), (second.id, -1)), third.id))
        self.b.para(f"{year}年年末资产总额", first, "，负债总额", second, "，净资产", third, "。")

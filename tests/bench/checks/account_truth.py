"""The true amounts of a unit's final account, before anything is printed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from .money import WAN, Purse
from .phrases import Public
from .subjects import ANNUITY, CAPITAL, FUND_GROUPS, GOODS, GROUPS, HELP, HOUSING, MEDICAL, PENSION, STAFF, Leaf


@dataclass(slots=True)
class Truth:
    """The true amounts of a unit, in 分; for each leaf."""

    basic: dict[Leaf, int]
    project: dict[Leaf, int]
    fund: dict[Leaf, int]
    own: dict[Leaf, int]
    """Spent from 事业收入 and 其他收入 (basic)."""
    carried_in: dict[Leaf, int]
    carried_out: dict[Leaf, int]
    fund_in: dict[Leaf, int]
    fund_out: dict[Leaf, int]
    used: int
    """非财政拨款结余 used for the first leaf of `own`."""
    other: dict[Leaf, int]
    """The part of `own` that is 其他收入."""
    economic: dict[str, tuple[str, int]]
    planned: Public
    spent: Public

    @property
    def leaves(self) -> list[Leaf]:
        return sorted({*self.basic, *self.project, *self.fund, *self.own}, key=lambda leaf: leaf.code)

    def general(self, leaf: Leaf) -> int:
        return self.basic.get(leaf, 0) + self.project.get(leaf, 0)

    def general_income(self, leaf: Leaf) -> int:
        return self.general(leaf) - self.carried_in.get(leaf, 0) + self.carried_out.get(leaf, 0)

    def fund_income(self, leaf: Leaf) -> int:
        return self.fund.get(leaf, 0) - self.fund_in.get(leaf, 0) + self.fund_out.get(leaf, 0)


def economics(rng: random.Random, purse: Purse) -> dict[str, tuple[str, int]]:
    """Economic items of basic expenditure with their amounts."""
    found: dict[str, tuple[str, int]] = {}
    for subjects, low, high, share in ((STAFF, 6, 90, 0.85), (HELP, 0.5, 9, 0.5), (GOODS, 0.3, 12, 0.8), (CAPITAL, 0.4, 4, 0.5)):
        for code, name in subjects:
            if rng.random() < share or code in ("30101", "30108", "30113", "30110", "30201", "30299"):
                found[code] = (name, purse.amount(low, high))
    return found


def public_expense(rng: random.Random, purse: Purse, economic: Mapping[str, tuple[str, int]]) -> tuple[Public, Public]:
    """Planned and spent 三公经费: not below the same items of basic expenditure, not above the plan."""
    reception = economic.get("30217", ("", 0))[1]
    running = economic.get("30231", ("", 0))[1]
    if rng.random() < 0.4:
        reception += purse.amount(0.05, 1.5)
    if running and rng.random() < 0.3:
        running += purse.amount(0.1, 2)
    buying = purse.amount(15, 19) if rng.random() < 0.1 else 0
    spent = Public(purse.amount(1, 5) if rng.random() < 0.15 else 0, buying, running, reception)

    def planned(fen: int) -> int:
        if not fen:
            return purse.amount(0.2, 1) if rng.random() < 0.15 else 0
        return fen if rng.random() < 0.3 else fen + purse.amount(0.05, 0.2 * fen / WAN + 0.1)

    return Public(planned(spent.abroad), buying, planned(running), planned(reception)), spent


def truth(rng: random.Random, purse: Purse) -> Truth:
    economic = economics(rng, purse)
    planned, spent = public_expense(rng, purse, economic)
    total = sum(value for _, value in economic.values())
    basic: dict[Leaf, int] = {}
    for leaf, code in ((PENSION, "30108"), (ANNUITY, "30109"), (MEDICAL, "30110"), (HOUSING, "30113")):
        if code in economic:
            basic[leaf] = economic[code][1]
    if rng.random() < 0.15 and basic[PENSION] > 2 * WAN:
        basic[PENSION] -= WAN  # by function and by economy need not agree
    groups = rng.sample(GROUPS, rng.randint(1, 3))
    main, *rest = [leaf for group in groups for leaf in group if leaf.code[:3] != "208" or leaf.code[3:5] != "05"]
    basic[main] = total - sum(basic.values())
    project = {leaf: purse.amount(2, 150) for leaf in rest}
    if rng.random() < 0.4:
        project[main] = purse.amount(2, 60)
    fund: dict[Leaf, int] = {}
    if rng.random() < 0.4:
        fund = {leaf: purse.amount(5, 120) for leaf in rng.choice(FUND_GROUPS)}
    own = {main: purse.amount(3, 40)} if rng.random() < 0.5 else {}
    used = purse.near(sum(own.values()), 0.1, 0.3) if own and rng.random() < 0.3 else 0
    other = {leaf: purse.near(fen, 0.2, 0.5) for leaf, fen in own.items() if rng.random() < 0.6}
    carried = rng.random() < 0.5
    carried_in = {leaf: purse.near(fen, 0.05, 0.3) for leaf, fen in project.items() if carried and rng.random() < 0.5}
    carried_out = {leaf: purse.near(fen, 0.02, 0.2) for leaf, fen in project.items() if carried and rng.random() < 0.5}
    fund_in = {leaf: purse.near(fen, 0.05, 0.3) for leaf, fen in fund.items() if rng.random() < 0.3}
    fund_out = {leaf: purse.near(fen, 0.05, 0.3) for leaf, fen in fund.items() if rng.random() < 0.3}
    return Truth(basic, project, fund, own, carried_in, carried_out, fund_in, fund_out, used, other, economic, planned, spent)

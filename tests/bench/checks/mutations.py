"""Changes of one printed thing: a digit, a decimal point, a sign, a unit, a rate, a direction word, the year of a head."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .model import MONEY, OPPOSITE, Figure, Report
from .oracle import Relation


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a report; `figures` are the figures whose meaning it changes."""

    kind: str
    figures: Mapping[int, Figure]
    words: Mapping[int, str] = field(default_factory=dict)

    def about(self, report: Report) -> str:
        """The kind of figure that is changed."""
        if not self.figures:
            return "年份"
        return report.figures[next(iter(self.figures))].kind

    def describe(self, report: Report) -> str:
        if self.words:
            number, text = next(iter(self.words.items()))
            return f"{report.words[number].text} → {text}"
        number, figure = next(iter(self.figures.items()))
        return f"{report.figures[number].text} → {figure.text}"


def broken(report: Report, mutation: Mutation, relations: Iterable[Relation]) -> list[Relation]:
    """Those of the relations that no longer hold."""
    values = {number: mutation.figures.get(number, figure).shown for number, figure in report.figures.items()}
    return [one for one in relations if not mutation.figures.keys().isdisjoint(one.ids) and one.broken(values)]


def chosen(report: Report, count: int, rng: random.Random) -> list[Mutation]:
    """So many mutations of a report, drawn evenly from the kinds of change and of figures."""
    groups: dict[tuple[str, str], list[Mutation]] = defaultdict(list)
    for mutation in _all(report, rng):
        groups[mutation.kind, mutation.about(report)].append(mutation)
    for several in groups.values():
        rng.shuffle(several)
    order = list(groups.values())
    rng.shuffle(order)
    found: list[Mutation] = []
    while len(found) < count and any(order):
        for several in order:
            if several and len(found) < count:
                found.append(several.pop())
    return found


def _all(report: Report, rng: random.Random) -> Iterator[Mutation]:
    for figure in report.figures.values():
        changes = [("比率" if figure.unit == "%" else "数字", _digit(figure, rng)), ("小数点", _point(figure, rng))]
        if not figure.name and (figure.unit in MONEY or figure.unit == "%"):
            changes.append(("正负号", replace(figure, raw=figure.raw[1:] if figure.raw.startswith("-") else f"-{figure.raw}")))
        if figure.prose and figure.unit in MONEY:
            changes.append(("单位", replace(figure, unit=rng.choice([unit for unit in MONEY if unit != figure.unit]))))
        for kind, changed in changes:
            if changed is not None and changed.shown.value != figure.shown.value:
                yield Mutation(kind, {figure.id: changed})
    for word in report.words:
        if word.effect == "sign":
            figures = {one: replace(report.figures[one], sign=-report.figures[one].sign) for one in word.figures}
            yield Mutation("方向词", figures, {word.id: OPPOSITE[word.text]})
        elif word.effect == "year":
            yield Mutation("年份", {}, {word.id: str(int(word.text) + rng.choice((-1, -1, -2, -10)))})
        else:
            other = "万元" if word.text == "元" else "元"
            figures = {one: replace(report.figures[one], unit=other) for one in word.figures}
            if any(figure.shown.value for figure in figures.values()):
                yield Mutation("单位", figures, {word.id: other})


def _digit(figure: Figure, rng: random.Random) -> Figure:
    """Another digit in one place; a leading digit of several does not become 0."""
    places = [position for position, character in enumerate(figure.raw) if character.isdigit()]
    position = rng.choice(places)
    leads = position == places[0] and position + 1 < len(figure.raw) and figure.raw[position + 1].isdigit()
    digit = rng.choice([one for one in "0123456789" if one != figure.raw[position] and not (leads and one == "0")])
    return replace(figure, raw=figure.raw[:position] + digit + figure.raw[position + 1 :])


def _point(figure: Figure, rng: random.Random) -> Figure | None:
    """The decimal point one place to the left or right."""
    minus, sign = "-" if figure.raw.startswith("-") else "", "%" if figure.raw.endswith("%") else ""
    plain = figure.raw.replace(",", "").strip("-%")
    whole, point, decimals = plain.partition(".")
    if not point or not Decimal(plain):
        return None
    if rng.random() < 0.5 and len(decimals) > 1:
        moved = f"{whole}{decimals[0]}.{decimals[1:]}".lstrip("0")
        moved = f"0{moved}" if moved.startswith(".") else moved
    elif len(whole) > 1:
        moved = f"{whole[:-1]}.{whole[-1]}{decimals}"
    else:
        moved = f"0.{whole}{decimals}"
    if "," in figure.raw:
        moved = format(Decimal(moved), ",f")
    return replace(figure, raw=minus + moved + sign)

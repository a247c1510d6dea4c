"""Random amounts and how they are printed. Amounts are whole 分 (1/100 元)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WAN = 1_000_000
"""分 in one 万元."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a table or the prose prints money."""

    unit: str
    places: int
    commas: bool = False
    trim: bool = False
    zeros: str = ""
    """What stands for nothing in tables: blank, 0 or 0.00."""

    def raw(self, fen: int) -> str:
        value = (Decimal(fen) / (WAN if self.unit == "万元" else 100)).quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)
        text = format(value, ",f" if self.commas else "f")
        if self.trim and "." in text:
            text = text.rstrip("0").rstrip(".")
        return text


def percent(part: Decimal, places: int, trim: bool) -> str:
    """A percentage as printed, without its sign."""
    text = format(abs(part).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return (text.rstrip("0").rstrip(".") if trim and "." in text else text) + "%"


@dataclass(frozen=True, slots=True)
class Purse:
    """Draws amounts that are multiples of `grain` 分."""

    rng: random.Random
    grain: int

    def amount(self, low: float, high: float) -> int:
        """An amount between `low` and `high` 万元, at least one grain of 0.01 万元."""
        fen = round(self.rng.uniform(low, high) * WAN / self.grain) * self.grain
        return max(fen, WAN // 100)

    def near(self, fen: int, low: float, high: float) -> int:
        """`fen` times a factor."""
        return max(round(fen * self.rng.uniform(low, high) / self.grain) * self.grain, WAN // 100)

    def split(self, fen: int, count: int) -> list[int]:
        """Positive parts of an amount."""
        weights = [self.rng.uniform(0.4, 1.6) for _ in range(count)]
        parts = [int(fen * weight / sum(weights) / self.grain) * self.grain for weight in weights[1:]]
        return [fen - sum(parts), *parts]


ACCOUNT_STYLES: Sequence[tuple[str, Style, Style, int]] = (
    ("exact", Style("万元", 2), Style("万元", 2), WAN // 100),
    ("tails", Style("万元", 2, zeros="0.00"), Style("万元", 2), 1),
    ("fine", Style("万元", 6), Style("万元", 6), 1),
    ("fine-coarse", Style("万元", 6, zeros="0"), Style("万元", 2), 1),
    ("yuan", Style("元", 2, commas=True, zeros="0.00"), Style("万元", 2), 1),
    ("trim", Style("万元", 2, trim=True), Style("万元", 2, trim=True), WAN // 100),
)
"""Name, style of tables, style of prose, grain."""

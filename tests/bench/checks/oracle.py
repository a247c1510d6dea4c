"""What must hold between the true figures of a generated report, and when a printed figure breaks it.

The bench's own reading of the published rule on rounding; it shares no code with the rules of the software. A figure with n decimals
stands for the values within half a unit of its last place; zeros, counts and scores are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Shown:
    """A printed value and the decimals it is good for (None: exact)."""

    value: Decimal
    decimals: int | None

    @property
    def half(self) -> Decimal:
        return Decimal(0) if self.decimals is None else Decimal(5).scaleb(-self.decimals - 1)

    @property
    def low(self) -> Decimal:
        return self.value - self.half

    @property
    def high(self) -> Decimal:
        return self.value + self.half


Values = Mapping[int, Shown]


@dataclass(frozen=True, slots=True)
class Sum:
    """The signed parts add up to the total."""

    parts: tuple[tuple[int, int], ...]
    total: int

    kind = "相加"

    @property
    def ids(self) -> tuple[int, ...]:
        return (*(one for one, _ in self.parts), self.total)

    def broken(self, values: Values) -> bool:
        low = sum((values[one].low if sign > 0 else -values[one].high for one, sign in self.parts), Decimal(0))
        high = sum((values[one].high if sign > 0 else -values[one].low for one, sign in self.parts), Decimal(0))
        return low > values[self.total].high or high < values[self.total].low


@dataclass(frozen=True, slots=True)
class AtMost:
    """The parts together do not exceed the total (which may be a sum itself)."""

    parts: tuple[int, ...]
    totals: tuple[int, ...]

    kind = "不超过"

    @property
    def ids(self) -> tuple[int, ...]:
        return (*self.parts, *self.totals)

    def broken(self, values: Values) -> bool:
        return sum((values[one].low for one in self.parts), Decimal(0)) > sum((values[one].high for one in self.totals), Decimal(0))


@dataclass(frozen=True, slots=True)
class Same:
    """Two prints of one figure, compared at the coarser precision."""

    first: int
    second: int

    kind = "相同"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.first, self.second

    def broken(self, values: Values) -> bool:
        one, other = values[self.first], values[self.second]
        return abs(one.value - other.value) > (Decimal(0) if one.half == other.half else max(one.half, other.half))


@dataclass(frozen=True, slots=True)
class Share:
    """`rate` is 100 x part / whole."""

    part: int
    whole: int
    rate: int

    kind = "占比"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.part, self.whole, self.rate

    def broken(self, values: Values) -> bool:
        part, whole, rate = (values[one] for one in self.ids)
        if whole.low <= 0 <= whole.high:
            return False
        bounds = [_HUNDRED * p / w for p in (part.low, part.high) for w in (whole.low, whole.high)]
        return min(bounds) > rate.high or max(bounds) < rate.low


@dataclass(frozen=True, slots=True)
class Growth:
    """`now` has grown by `change`, which is `rate` percent."""

    now: int
    change: int
    rate: int

    kind = "增减率"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.now, self.change, self.rate

    def broken(self, values: Values) -> bool:
        now, change, rate = (values[one] for one in self.ids)
        if (change.value > 0 > rate.value) or (change.value < 0 < rate.value):
            return True
        bases = [now.low - change.high, now.high - change.low]
        if min(bases) <= 0:
            return max(bases) < 0
        bounds = [_HUNDRED * c / (n - c) for n in (now.low, now.high) for c in (change.low, change.high)]
        return min(bounds) > rate.high or max(bounds) < rate.low


@dataclass(frozen=True, slots=True)
class Change:
    """`now` differs from `last` by `rate` percent."""

    now: int
    last: int
    rate: int

    kind = "增减率"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.now, self.last, self.rate

    def broken(self, values: Values) -> bool:
        now, last, rate = (values[one] for one in self.ids)
        if last.low <= 0:
            return False
        bounds = [_HUNDRED * n / d - _HUNDRED for n in (now.low, now.high) for d in (last.low, last.high)]
        return min(bounds) > rate.high or max(bounds) < rate.low


@dataclass(frozen=True, slots=True)
class Reached:
    """An indicator with the full score reaches its target (`least`: ≥, otherwise ≤)."""

    target: int
    actual: int
    weight: int
    score: int
    least: bool

    kind = "满分须达标"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.target, self.actual, self.weight, self.score

    def broken(self, values: Values) -> bool:
        if values[self.score].value != values[self.weight].value:
            return False
        target, actual = values[self.target].value, values[self.actual].value
        return actual < target if self.least else actual > target


@dataclass(frozen=True, slots=True)
class Explained:
    """An indicator without a reason beside it lost no points."""

    weight: int
    score: int

    kind = "扣分须有原因"

    @property
    def ids(self) -> tuple[int, ...]:
        return self.weight, self.score

    def broken(self, values: Values) -> bool:
        return values[self.score].value < values[self.weight].value


Relation = Sum | AtMost | Same | Share | Growth | Change | Reached | Explained

"""Relations between printed figures: whether any values inside their rounding intervals satisfy them, and what one figure would have
to be for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Protocol

from .rounding import Interval, half_unit

_HUNDRED = Decimal(100)
UNBOUNDED = Decimal("1E+30")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure as a relation sees it."""

    key: str
    """Identity in the document: the id of the fact, or of the indicator with the field."""
    fact: str | None
    label: str
    value: Decimal
    unit: str | None
    raw: str
    decimals: int | None
    """Decimals it is good for; None where it is exact."""
    place: str
    """Where it stands, in Chinese."""

    @property
    def interval(self) -> Interval:
        if self.decimals is None:
            return self.value, self.value
        half = half_unit(self.decimals)
        return self.value - half, self.value + half


Substitute = Mapping[str, Decimal]
"""Other values for some figures, by key, for asking `what if`."""


class Relation(Protocol):
    """Something that must hold between figures."""

    @property
    def figures(self) -> tuple[Figure, ...]: ...

    @property
    def expected(self) -> Decimal:
        """What the last figure should be according to the others."""
        ...

    def holds(self, instead: Substitute | None = None) -> bool:
        """Whether values inside the intervals satisfy it; `instead` gives exact values to some figures."""
        ...

    def fit(self, key: str) -> Interval | None:
        """The values of one figure that satisfy the relation, given the others; None where no value does."""
        ...


def _interval(figure: Figure, instead: Substitute | None) -> Interval:
    if instead and figure.key in instead:
        value = instead[figure.key]
        if figure.decimals is None:
            return value, value
        half = half_unit(figure.decimals)
        return value - half, value + half
    return figure.interval


@dataclass(frozen=True, slots=True)
class Sum:
    """`parts` (with their signs) add up to `total`; with `at_most`, they do not exceed it."""

    total: Figure
    parts: tuple[Figure, ...]
    signs: tuple[int, ...] = ()
    """1 or -1 for each part; all 1 where empty."""
    at_most: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (*self.parts, self.total)

    def _signed(self) -> Sequence[tuple[int, Figure]]:
        signs = self.signs or (1,) * len(self.parts)
        return list(zip(signs, self.parts, strict=True))

    @property
    def expected(self) -> Decimal:
        return sum((sign * part.value for sign, part in self._signed()), Decimal(0))

    def _range(self, instead: Substitute | None, without: str | None = None) -> Interval:
        """The range of parts minus total, leaving one figure out."""
        low = high = Decimal(0)
        for sign, figure in (*self._signed(), (-1, self.total)):
            if figure.key == without:
                continue
            bottom, top = _interval(figure, instead)
            low += bottom if sign > 0 else -top
            high += top if sign > 0 else -bottom
        return low, high

    def holds(self, instead: Substitute | None = None) -> bool:
        low, high = self._range(instead)
        return low <= 0 and (self.at_most or high >= 0)

    def fit(self, key: str) -> Interval | None:
        low, high = self._range(None, without=key)
        if key == self.total.key:
            return (low, UNBOUNDED) if self.at_most else (low, high)
        sign = next(sign for sign, part in self._signed() if part.key == key)
        low, high = (-high, -low) if sign > 0 else (low, high)
        if self.at_most:
            return (-UNBOUNDED, high) if sign > 0 else (low, UNBOUNDED)
        return low, high


@dataclass(frozen=True, slots=True)
class Same:
    """Two prints of one figure agree at the coarser precision."""

    first: Figure
    second: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.first, self.second

    @property
    def expected(self) -> Decimal:
        return self.first.value

    def holds(self, instead: Substitute | None = None) -> bool:
        instead = instead or {}
        one, other = instead.get(self.first.key, self.first.value), instead.get(self.second.key, self.second.value)
        places = [figure.decimals for figure in self.figures if figure.decimals is not None]
        if len(places) < 2:  # a printed 0, a count or a score is exact
            return one == other or (len(places) == 1 and bool(one) and bool(other) and abs(one - other) <= half_unit(places[0]))
        if one == other:
            return True
        coarse = min(places)
        return places[0] != places[1] and abs(one - other) <= half_unit(coarse)

    def fit(self, key: str) -> Interval | None:
        given = self.second if key == self.first.key else self.first
        asked = self.first if key == self.first.key else self.second
        if given.decimals is None or asked.decimals is None or asked.decimals <= given.decimals:
            value = given.value
            if given.decimals is not None and asked.decimals is not None and asked.decimals < given.decimals:
                half = half_unit(asked.decimals)
                return value - half, value + half
            return value, value
        return given.interval


@dataclass(frozen=True, slots=True)
class Share:
    """`rate` is the percentage that `part` is of `whole`."""

    part: Figure
    whole: Figure
    rate: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.part, self.whole, self.rate

    @property
    def expected(self) -> Decimal:
        return rounded(_HUNDRED * self.part.value / self.whole.value, self.rate.decimals) if self.whole.value else Decimal(0)

    def holds(self, instead: Substitute | None = None) -> bool:
        low, high = _quotient(_interval(self.part, instead), _interval(self.whole, instead))
        bottom, top = _interval(self.rate, instead)
        return low <= top and bottom <= high

    def fit(self, key: str) -> Interval | None:
        if key == self.rate.key:
            return _quotient(self.part.interval, self.whole.interval)
        low, high = self.rate.interval
        if key == self.part.key:
            products = [bound * rate / _HUNDRED for bound in self.whole.interval for rate in (low, high)]
            return min(products), max(products)
        if low <= 0 <= high:
            return None
        wholes = [bound * _HUNDRED / rate for bound in self.part.interval for rate in (low, high)]
        return min(wholes), max(wholes)


@dataclass(frozen=True, slots=True)
class Growth:
    """`rate` is the percentage by which `now` has grown, `change` being the amount."""

    now: Figure
    change: Figure
    rate: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.now, self.change, self.rate

    @property
    def base(self) -> Decimal:
        """The figure it has grown from."""
        return self.now.value - self.change.value

    @property
    def expected(self) -> Decimal:
        return rounded(_HUNDRED * self.change.value / self.base, self.rate.decimals) if self.base else Decimal(0)

    def _range(self, instead: Substitute | None) -> Interval:
        now, change = _interval(self.now, instead), _interval(self.change, instead)
        corners = [_growth(one, other) for one in now for other in change]
        return min(corners), max(corners)

    def holds(self, instead: Substitute | None = None) -> bool:
        low, high = self._range(instead)
        bottom, top = _interval(self.rate, instead)
        return low <= top and bottom <= high

    def fit(self, key: str) -> Interval | None:
        if key == self.rate.key:
            return self._range(None)
        low, high = (bound / _HUNDRED for bound in self.rate.interval)
        if low <= -1 or low <= 0 <= high:
            return None
        if key == self.change.key:
            changes = [now * rate / (1 + rate) for now in self.now.interval for rate in (low, high)]
            return min(changes), max(changes)
        nows = [change * (1 + rate) / rate for change in self.change.interval for rate in (low, high)]
        return min(nows), max(nows)


@dataclass(frozen=True, slots=True)
class Change:
    """`rate` is the percentage by which `now` differs from `last`."""

    now: Figure
    last: Figure
    rate: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.now, self.last, self.rate

    @property
    def expected(self) -> Decimal:
        return (
            rounded(_HUNDRED * self.now.value / self.last.value - _HUNDRED, self.rate.decimals) if self.last.value else Decimal(0)
        )

    def _range(self, instead: Substitute | None) -> Interval:
        low, high = _quotient(_interval(self.now, instead), _interval(self.last, instead))
        return low - _HUNDRED, high - _HUNDRED

    def holds(self, instead: Substitute | None = None) -> bool:
        low, high = self._range(instead)
        bottom, top = _interval(self.rate, instead)
        return low <= top and bottom <= high

    def fit(self, key: str) -> Interval | None:
        if key == self.rate.key:
            return self._range(None)
        low, high = (bound / _HUNDRED + 1 for bound in self.rate.interval)
        if key == self.now.key:
            products = [last * factor for last in self.last.interval for factor in (low, high)]
            return min(products), max(products)
        if low <= 0:
            return None
        lasts = [now / factor for now in self.now.interval for factor in (low, high)]
        return min(lasts), max(lasts)


def _quotient(part: Interval, whole: Interval) -> Interval:
    """The range of 100 x part / whole; everything where the whole may be 0."""
    if whole[0] <= 0 <= whole[1]:
        return -UNBOUNDED, UNBOUNDED
    quotients = [_HUNDRED * one / other for one in part for other in whole]
    return min(quotients), max(quotients)


def _growth(now: Decimal, change: Decimal) -> Decimal:
    """100 x change / (now - change), which is monotonic in both where the base is positive."""
    base = now - change
    if base <= 0:
        return UNBOUNDED if change > 0 else -UNBOUNDED
    return _HUNDRED * change / base


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """`value` with so many decimals (two where it is exact), halves away from zero."""
    places = 2 if decimals is None else max(decimals, 0)
    with localcontext() as context:
        context.prec = 60 + max(value.adjusted(), 0) + places  # a figure may have any number of digits
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

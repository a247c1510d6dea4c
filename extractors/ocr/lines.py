"""Ruled lines in a picture, also faint, blurred and broken ones: what is dark in a thin strip and goes on for long.

A rule is told from print by its length: a pixel counts where the strip around it, smoothed along the line, is darker than both sides;
a run counts where nearly all of its pixels do. Averaging along the line is what makes rules stand out of noise that hides single pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_THICK = 0.022
"""Widest rule in inches."""
SMOOTH, SHARP = 0.06, 0.018
"""Lengths in inches over which pixels are averaged along the line: to find rules, and to tell them from print where noise allows."""
_BRIDGED = 0.045
"""Gap in inches that does not end a run."""
_DARK = 0.4
"""Share of its usual darkness below which a run is broken."""
_LEAST = 9.0
"""Least darkness (of 255) that a rule has above its surroundings."""
_NOISE = 4.5
"""A rule is darker than its surroundings by this multiple of what noise makes."""
_PEAK = 0.98
"""Rows this near to the darkness of the next ones count as the darkest too: those of a thick rule are all but equal, and print that one
of them touches makes it longer than the others.
"""
_KEPT = 3
"""Where pixels are averaged along the line, so many samples of each average are kept: more of them say the same."""


class Run(NamedTuple):
    """A straight piece of a rule: `at` is its place across (y of a horizontal one), `tilt` how far it climbs from start to end."""

    at: float
    start: float
    end: float
    tilt: float
    strength: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one direction how far every point stands out as part of a thin line, and from which value on that is more than noise.

    Vertical lines are kept as horizontal lines of the transposed picture. Along the line one sample stands for `step` pixels.
    """

    ridge: Grey
    threshold: float
    step: int = 1


def evidence(ink: Grey, dpi: float, smooth_over: float = SMOOTH, *, every_pixel: bool = False) -> Evidence:
    """What speaks for horizontal lines in a picture of ink (dark is high), averaged along the line over a length in inches."""
    from .opencv import cv2

    along = max(3, round(smooth_over * dpi) | 1)
    across = max(5, (2 * round(_THICK * dpi) + 1) | 1)
    step = 1 if every_pixel else max(1, along // _KEPT)
    if step > 1:  # averages over fewer pixels, of which neighbouring ones are averaged again, reach as far and cost less
        smooth = cv2.blur(ink, (along - 2 * step, 1))
        smooth = cv2.blur(np.ascontiguousarray(smooth[:, step // 2 :: step]), (3, 1))
    else:
        smooth = cv2.blur(ink, (along, 1))
    ridge = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, np.ones((across, 1), np.uint8)), dtype=np.uint8)
    middle, spread = middle_and_spread(ridge[::5, :: max(1, 9 // step)])
    return Evidence(ridge, max(_LEAST, middle + _NOISE * max(1.4826 * spread, 0.5)), step)


def middle_and_spread(sample: Grey) -> tuple[float, float]:
    """The median of some pixels, and the median of their distances from it."""
    counts = np.bincount(sample.ravel(), minlength=256)
    middle = _median(counts)
    off = np.zeros(256, dtype=np.int64)
    np.add.at(off, np.abs(np.arange(256) - middle), counts)
    return float(middle), float(_median(off))


def _median(counts: NDArray[np.int64]) -> int:
    """The median of whole numbers of which so many are 0, 1, 2 …"""
    below = counts.cumsum()
    return int(np.searchsorted(below, below[-1] / 2))


def runs(found: Evidence, dpi: float, shortest: float) -> list[Run]:
    """The runs of at least `shortest` pixels."""
    from .opencv import cv2, outlines

    step = found.step
    mask = cv2.threshold(found.ridge, math.ceil(found.threshold) - 1, 1, cv2.THRESH_BINARY)[1]
    bridge = _bridge(dpi, step)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    # a tilted line climbs a pixel now and then: thicken before opening, so that the steps do not break it
    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    kernel = np.ones((1, max(3, round(0.6 * shortest / step))), np.uint8)
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel)
    opened &= mask
    result: list[Run] = []
    thickest = max(6.0, 3.0 * _THICK * dpi)
    for x, y, width, height in outlines(cv2.dilate(opened, np.ones((3, 3), np.uint8))).tolist():
        if width * step < shortest or height > max(thickest, 0.08 * width * step):
            continue
        window = (slice(y, y + height), slice(x, x + width))
        result.extend(_pieces(found, opened[window] * found.ridge[window], x, y, bridge, shortest / step))
    return result


def _bridge(dpi: float, step: int) -> int:
    """The samples of a gap that does not end a run, and one more: an odd number."""
    return max(3, round((round(_BRIDGED * dpi) | 1) / step) | 1)


def _pieces(found: Evidence, weights: Grey, x: int, y: int, bridge: int, shortest: float) -> list[Run]:
    """The straight line through a patch of dark pixels (its corner at x, y), cut where it is not dark: print may hang on to it."""
    ridge, step = found.ridge, found.step
    filled = np.flatnonzero(weights.max(axis=0))
    if len(filled) < 0.7 * shortest:
        return []
    own = weights[:, filled].astype(np.float32)
    places = filled.astype(np.float64)
    heights = (np.arange(len(own), dtype=np.float32) @ own / own.sum(axis=0)).astype(np.float64)
    weight = np.ones(len(filled))
    slope = level = 0.0
    for _ in range(4):
        total = weight.sum()
        centre = float(weight @ places / total)
        middle = float(weight @ heights / total)
        off = places - centre
        scaled = weight * off
        slope = float(scaled @ (heights - middle)) / max(float(scaled @ off), 1.0)
        level = middle - slope * centre
        weight = 1.0 / (1.0 + ((heights - level - slope * places) / 0.7) ** 2)
    columns = np.arange(weights.shape[1])
    rows = np.clip(np.rint(y + level + slope * columns).astype(np.intp), 1, ridge.shape[0] - 2)
    profile = np.maximum(np.maximum(ridge[rows - 1, x + columns], ridge[rows, x + columns]), ridge[rows + 1, x + columns])
    usual = share_of(profile, 0.6)
    dark = np.flatnonzero(profile >= _DARK * usual)
    if len(dark) == 0:
        return []
    breaks = np.flatnonzero(np.diff(dark) > bridge)
    starts, ends = dark[np.concatenate(([0], breaks + 1))], dark[np.concatenate((breaks, [len(dark) - 1]))] + 1
    result: list[Run] = []
    for start, end in zip(starts, ends, strict=True):
        if end - start >= shortest:
            at = y + level + slope * (start + end) / 2
            strength = share_of(profile[start:end], 0.5)
            result.append(Run(float(at), float((x + start) * step), float((x + end) * step), slope * float(end - start), strength))
    return result


def share_of(numbers: NDArray[np.integer[Any]], share: float) -> float:
    """The number below which this share of some numbers lies (without the cost of numpy's quantile: this is asked many times a page)."""
    place = min(int(share * numbers.size), numbers.size - 1)
    return float(np.partition(numbers, place)[place])


class Candidates:
    """Everything in a picture made straight that may be a run of at least `shortest` pixels: along single rows, so that print beside a
    rule does not bend it. Most of it is print; which of it matters is for the caller to say, before more time goes into it.

    `rows`, `starts`, `ends` and `lengths` are in samples of the evidence.
    """

    def __init__(self, found: Evidence, dpi: float, shortest: float) -> None:
        from .opencv import cv2

        self._found, self._bridge = found, _bridge(dpi, found.step)
        self._near = max(2.0, _THICK * dpi * 0.8)
        self._least = max(3, math.ceil(shortest / found.step))
        self._ridge = cv2.dilate(found.ridge, np.ones((3, 1), np.uint8))
        mask = cv2.threshold(self._ridge, math.ceil(found.threshold) - 1, 1, cv2.THRESH_BINARY)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, self._bridge), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, self._least), np.uint8))
        mask[:, 0] = mask[:, -1] = 0
        self.rows, self.starts, self.ends, self._sums = self._darkest(mask)
        self.lengths = self.ends - self.starts

    def _darkest(self, mask: Grey) -> NDArray[np.int64]:
        """Rows, starts, ends and sums of the darkness of all spans of a mask that are as dark as the rows above and below them."""
        places = np.flatnonzero(mask.view(np.bool_))
        firsts = np.flatnonzero(np.diff(places, prepend=-2) > 1)
        if not len(firsts):
            return np.zeros((4, 0), np.int64)
        width, flat = mask.shape[1], self._found.ridge.ravel()
        sums, above, below = (
            np.add.reduceat(flat.take(places + shift, mode="clip").astype(np.int64), firsts) for shift in (0, -width, width)
        )
        peaks = (sums >= _PEAK * above) & (sums >= _PEAK * below)
        dark = self._ridge.ravel()[places]
        even = np.minimum.reduceat(dark, firsts) >= _DARK * np.maximum.reduceat(dark, firsts)
        lengths = np.diff(firsts, append=len(places))
        whole = peaks & even
        starts = places[firsts[whole]]
        spans = np.stack((starts, starts + lengths[whole], sums[whole]))
        parts = np.flatnonzero(peaks & ~even)
        if len(parts):
            among = np.zeros(len(firsts), bool)
            among[parts] = True
            chosen = np.repeat(among, lengths)
            spans = np.concatenate((spans, self._cut(places[chosen], dark[chosen], lengths[parts])), axis=1)
        spans = spans[:, np.argsort(spans[0])]
        rows, starts = np.divmod(spans[0], width)
        return np.stack((rows, starts, starts + spans[1] - spans[0], spans[2]))

    def _cut(self, places: NDArray[np.int64], dark: Grey, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        """Spans of so many places each cut where they are much lighter than elsewhere: print that stands on one line with a rule. Gives
        the starts and ends of what is left of them, and sums of the darkness.
        """
        owner = np.repeat(np.arange(len(lengths)), lengths)
        usual = dark[np.lexsort((dark, owner))][lengths.cumsum() - lengths + (0.6 * lengths).astype(np.int64)]
        left = np.flatnonzero(dark >= _DARK * usual[owner])
        apart = (np.diff(places[left]) > self._bridge) | (np.diff(owner[left]) > 0)
        first, last = left[np.concatenate(([True], apart))], left[np.concatenate((apart, [True]))]
        total = np.concatenate(([0], self._found.ridge.ravel()[places].cumsum(dtype=np.int64)))
        spans = np.stack((places[first], places[last] + 1, total[last + 1] - total[first]))
        return spans[:, spans[1] - spans[0] >= self._least]

    def runs(self, chosen: NDArray[np.bool_], kept: Sequence[Run] = ()) -> list[Run]:
        """The runs among those chosen, of several near rows the darkest, that are not beside one of those kept before."""
        step, ridge = self._found.step, self._found.ridge
        numbers = np.flatnonzero(chosen)
        rows, starts, ends, sums = self.rows[numbers], self.starts[numbers], self.ends[numbers], self._sums[numbers]
        half = 0.5 * (ends - starts)
        lows = np.searchsorted(rows, rows - self._near).tolist()
        highs = np.searchsorted(rows, rows + self._near, side="right").tolist()
        taken = np.zeros(len(rows), dtype=bool)
        for run in kept:
            low, high = np.searchsorted(rows, [run.at - self._near, run.at + self._near]).tolist()
            if low < high:
                beside = slice(low, high)
                overlap = np.minimum(ends[beside], run.end / step) - np.maximum(starts[beside], run.start / step)
                taken[beside] |= overlap >= half[beside]
        result: list[Run] = []
        for index in np.argsort(-sums, kind="stable").tolist():
            if taken[index]:
                continue
            start, end, row = int(starts[index]), int(ends[index]), int(rows[index])
            beside = slice(lows[index], highs[index])
            taken[beside] |= np.minimum(ends[beside], end) - np.maximum(starts[beside], start) >= half[beside]
            top = max(0, row - 2)
            weights = ridge[top : row + 3, start:end].sum(axis=1, dtype=np.int64)
            at = float(weights @ np.arange(top, top + len(weights))) / max(int(weights.sum()), 1)
            result.append(Run(at, float(start * step), float(end * step), 0.0, float(sums[index]) / (end - start)))
        return result

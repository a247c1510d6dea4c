"""Ruled lines in a picture, also faint, blurred and broken ones: what is dark in a thin strip and goes on for long.

A rule is told from print by its length: a pixel counts where the strip around it, smoothed along the line, is darker than both sides;
a run counts where nearly all of its pixels do. Averaging along the line is what makes rules stand out of noise that hides single pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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


class Run(NamedTuple):
    """A straight piece of a rule: `at` is its place across (y of a horizontal one), `tilt` how far it climbs from start to end."""

    at: float
    start: float
    end: float
    tilt: float
    strength: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one direction how far every pixel stands out as part of a thin line, and from which value on that is more than noise.

    Vertical lines are kept as horizontal lines of the transposed picture.
    """

    ridge: Grey
    threshold: float


def evidence(ink: Grey, dpi: float, smooth_over: float = SMOOTH) -> Evidence:
    """What speaks for horizontal lines in a picture of ink (dark is high), averaged along the line over a length in inches."""
    from .opencv import cv2

    along = max(3, round(smooth_over * dpi) | 1)
    across = max(5, (2 * round(_THICK * dpi) + 1) | 1)
    smooth = cv2.blur(ink, (along, 1))
    ridge = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, np.ones((across, 1), np.uint8)), dtype=np.uint8)
    sample = ridge[::3, ::5]
    middle = float(np.median(sample))
    spread = float(np.median(np.abs(sample.astype(np.int16) - middle))) * 1.4826
    return Evidence(ridge, max(_LEAST, middle + _NOISE * max(spread, 0.5)))


def runs(found: Evidence, dpi: float, shortest: float) -> list[Run]:
    """The runs of at least `shortest` pixels."""
    from .opencv import cv2

    mask = (found.ridge >= found.threshold).astype(np.uint8)
    bridge = max(3, round(_BRIDGED * dpi) | 1)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    # a tilted line climbs a pixel now and then: thicken before opening, so that the steps do not break it
    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    kernel = np.ones((1, max(3, round(0.6 * shortest))), np.uint8)
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel)
    opened &= mask
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(opened, np.ones((3, 3), np.uint8)), connectivity=8)
    result: list[Run] = []
    thickest = max(6.0, 3.0 * _THICK * dpi)
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        if width < shortest or height > max(thickest, 0.08 * width):
            continue
        window = (slice(y, y + height), slice(x, x + width))
        weights = np.where((labels[window] == label) & (opened[window] > 0), found.ridge[window], 0)
        result.extend(_pieces(found.ridge, weights, x, y, bridge, shortest))
    return result


def _pieces(ridge: Grey, weights: Grey, x: int, y: int, bridge: int, shortest: float) -> list[Run]:
    """The straight line through a patch of dark pixels (its corner at x, y), cut where it is not dark: print may hang on to it."""
    darkest = weights.max(axis=0)
    filled = np.flatnonzero(darkest)
    if len(filled) < 0.7 * shortest:
        return []
    places, heights = filled.astype(np.float64), weights.argmax(axis=0)[filled].astype(np.float64)
    weight = np.ones(len(filled))
    slope, level = 0.0, float(np.median(heights))
    for _ in range(4):
        centre = float(np.average(places, weights=weight))
        middle = float(np.average(heights, weights=weight))
        spread = float((weight * (places - centre) ** 2).sum())
        slope = float((weight * (places - centre) * (heights - middle)).sum()) / max(spread, 1.0)
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
            strength = float(np.median(profile[start:end]))
            result.append(Run(float(at), float(x + start), float(x + end), slope * float(end - start), strength))
    return result


def share_of(profile: NDArray[np.uint8], share: float) -> float:
    """The value below which this share of a profile lies (without the cost of numpy's quantile, which is called for every run)."""
    place = min(int(share * profile.size), profile.size - 1)
    return float(np.partition(profile, place)[place])


def level_runs(found: Evidence, dpi: float, shortest: float) -> list[Run]:
    """The runs of at least `shortest` pixels in a picture made straight: along single rows, so that print beside a rule does not
    bend it.
    """
    from .opencv import cv2

    ridge = cv2.dilate(found.ridge, np.ones((3, 1), np.uint8))
    mask = (ridge >= found.threshold).astype(np.uint8)
    bridge = max(3, round(_BRIDGED * dpi) | 1)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, max(3, int(shortest))), np.uint8))
    mask[:, 0] = mask[:, -1] = 0
    steps = np.diff(mask.astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    if len(rows) == 0:
        return []
    starts, ends = starts + 1, ends + 1
    sums = np.concatenate(
        (np.zeros((found.ridge.shape[0], 1), np.float32), np.cumsum(found.ridge, axis=1, dtype=np.float32)), axis=1
    )
    strengths = (sums[rows, ends] - sums[rows, starts]) / (ends - starts)
    order = np.argsort(-strengths * (ends - starts))
    near = max(2.0, _THICK * dpi * 0.8)
    kept: list[Run] = []
    taken = np.zeros(len(rows), dtype=bool)
    for index in order:
        if taken[index]:
            continue
        start, end, row = int(starts[index]), int(ends[index]), int(rows[index])
        overlap = np.minimum(ends, end) - np.maximum(starts, start)
        taken |= (np.abs(rows - row) <= near) & (overlap >= 0.5 * (ends - starts))
        around = np.arange(max(0, row - 2), min(found.ridge.shape[0], row + 3))
        weights = sums[around, end] - sums[around, start]
        total = float(weights.sum())
        at = float((weights * around).sum()) / total if total else float(row)
        kept.extend(_broken(ridge, Run(at, float(start), float(end), 0.0, float(strengths[index])), row, bridge, shortest))
    return kept


def _broken(ridge: Grey, run: Run, row: int, bridge: int, shortest: float) -> list[Run]:
    """A run cut where it is much lighter than elsewhere: print that stands on one line with a rule."""
    profile = ridge[row, int(run.start) : int(run.end)]
    usual = share_of(profile, 0.6)
    dark = np.flatnonzero(profile >= _DARK * usual)
    breaks = np.flatnonzero(np.diff(dark) > bridge)
    starts, ends = dark[np.concatenate(([0], breaks + 1))], dark[np.concatenate((breaks, [len(dark) - 1]))] + 1
    return [
        Run(run.at, run.start + float(start), run.start + float(end), 0.0, float(np.median(profile[start:end])))
        for start, end in zip(starts, ends, strict=True)
        if end - start >= shortest
    ]

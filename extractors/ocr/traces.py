"""Ruled lines followed along their way, however they bend: points of what is thin, dark, smooth and long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .lines import Grey, evidence

_LONG = 0.6
"""Length in inches of the shortest line that is followed."""
_WHOLE, _EVEN = 0.8, 0.4
"""Share of the samples of a line that must lie on a smooth curve, and how dark the lightest of them are beside the usual ones."""
_OFF = 1.2
"""Departure in pixels from the curve up to which a sample lies on it."""
_BEND = 0.8
"""Inches of a line for each further degree of the curve through it."""
_MOST_BENDS = 12
_APART = 0.1
"""Inches between the points that are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Points of one line, from its start to its end."""

    x: NDArray[np.floating[Any]]
    y: NDArray[np.floating[Any]]

    @property
    def length(self) -> float:
        return float(np.hypot(self.x[-1] - self.x[0], self.y[-1] - self.y[0]))


def traces(ink: Grey, dpi: float) -> tuple[list[Trace], list[Trace]]:
    """The horizontal and the vertical lines in a picture of ink (dark is high)."""
    from .opencv import cv2

    down = _horizontal(cv2.transpose(ink), dpi)
    return _horizontal(ink, dpi), [Trace(line.y, line.x) for line in down]


def _horizontal(ink: Grey, dpi: float) -> list[Trace]:
    from .opencv import components, cv2

    found = evidence(ink, dpi)
    ridge, step = found.ridge, found.step
    highest = cv2.dilate(ridge, np.ones((5, 1), np.uint8))
    peaks = ((ridge >= max(found.threshold, 1.0)) & (ridge == highest)).view(np.uint8)
    # from one sample to the next a line climbs by a pixel or two, and a crossing one may cover a sample
    labels, stats = components(cv2.dilate(peaks, np.ones((3, 3), np.uint8)))
    long = stats[:, 2] * step >= _LONG * dpi
    long[0] = False
    rows, columns = np.nonzero(peaks.view(np.bool_) & long[labels])
    owners = labels[rows, columns]
    order = np.lexsort((columns, owners))
    rows, columns, owners = rows[order], columns[order], owners[order]
    result: list[Trace] = []
    for group in np.split(np.arange(len(owners)), np.flatnonzero(np.diff(owners)) + 1):
        if len(group):
            trace = _followed(ridge, rows[group], columns[group], step, dpi)
            if trace is not None:
                result.append(trace)
    return result


def _followed(ridge: Grey, rows: NDArray[np.intp], columns: NDArray[np.intp], step: int, dpi: float) -> Trace | None:
    """The line through some peaks of the ridge, which are sorted by their columns; print may hang on to it."""
    dark = ridge[rows, columns].astype(np.float64)
    order = np.lexsort((-dark, columns))
    rows, columns, dark = rows[order], columns[order], dark[order]
    first = np.concatenate(([True], np.diff(columns) > 0))  # the darkest of each column
    rows, columns, dark = rows[first], columns[first], dark[first]
    span = int(columns[-1] - columns[0]) + 1
    if span * step < _LONG * dpi or len(columns) < _WHOLE * span:
        return None
    around = np.clip(rows[:, None] + np.arange(-2, 3), 0, len(ridge) - 1)
    weights = ridge[around, columns[:, None]].astype(np.float64)
    beside = (weights * around).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    degree = 1 + min(_MOST_BENDS, round(span * step / (_BEND * dpi)))
    place = 2.0 * (columns - columns[0]) / span - 1.0
    powers = np.polynomial.chebyshev.chebvander(place, degree)
    weight = np.ones(len(place))
    off = np.zeros(len(place))
    for scale in (4.0, 2.0, 1.5, 1.0, 1.0):
        scaled = powers * weight[:, None]
        curve = powers @ np.linalg.solve(scaled.T @ powers + 1e-6 * np.eye(degree + 1), scaled.T @ beside)
        off = beside - curve
        if (np.abs(off) <= scale * _OFF).sum() < _WHOLE * span:  # print
            return None
        weight = 1.0 / (1.0 + (off / scale) ** 2)
    on = np.abs(off) <= _OFF
    shades = np.sort(dark[on])
    if shades[int(0.15 * len(shades))] < _EVEN * shades[int(0.6 * len(shades))]:
        return None
    kept = np.flatnonzero(on)[:: max(1, round(_APART * dpi / step))]
    return Trace((columns[kept] + 0.5) * float(step), beside[kept]) if len(kept) > 2 else None

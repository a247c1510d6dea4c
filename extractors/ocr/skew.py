"""Pages made straight: turned by a few degrees, photographed at an angle, or curled.

The angle at which its rows are sharpest says how far a page is turned; the ruled lines, where there are any, say it more exactly, and
whether it leans. Only where they do not all run in one direction, they are followed along their way, and tell how the page was seen
(perspective) and how its paper bends: that costs several times as much as turning, and lines found by mistake would bend a page that
is flat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .bend import Bend, leaning, projected, turned, unbent
from .curl import fitted
from .lines import Grey, Run, evidence, middle_and_spread, runs
from .perspective import seen_at_an_angle
from .traces import Trace, traces

_SEARCHED = 12.0
"""Largest turn in degrees that is looked for."""
_SMALL = 700
"""Longer side in pixels of the picture on which the turn is estimated."""
_COARSE = 2
"""How much smaller the picture is on which it is looked for by whole degrees."""
_FINE = 0.12
"""Steps in degrees that are small enough."""
_LEAST_TURN = 0.05
"""Degrees below which a turn is let be."""
_LITTLE = 0.5
"""Degrees up to which rules are found on the page as it lies: they say more exactly how far it is turned."""
_LONG = 0.8
"""Length in inches of the rules by which the page is straightened."""
_STRAIGHT, _FITTING = 0.35, 0.5
"""Departures of a rule below these, in pixels, are let be: of the rule as it is, and from where it was thought to lie."""
_ODD = 0.1
"""Share of the length of rules that may depart: print and lines of the pen that look like rules."""
_SHORT = 0.3
"""Inches by which rules may end before those they cross."""
_ROUNDS = 2
"""How often the lines are looked for again on the page made straight after them."""
_FEWEST = 3
"""Lines that tell how a page bends."""
_SHARE = 0.25
"""Share of the longest rule's length below which a line is print, where there are rules of one direction only."""


def turn_of(ink: Grey) -> float:
    """The angle in radians by which the rows of a picture of ink are turned (positive: they fall to the right)."""
    from .opencv import cv2, shrunk

    height, width = ink.shape
    scale = min(1.0, _SMALL / max(height, width))
    small = ink
    if scale < 1.0:
        # the darkest of neighbouring pixels, so that thin lines survive
        size = max(1, round(0.5 / scale)) | 1
        small = cv2.dilate(ink, np.ones((size, size), np.uint8)) if size > 1 else ink
        small = shrunk(small, (round(width * scale), round(height * scale)))
    small = cv2.subtract(small, int(middle_and_spread(small)[0]) + 8)

    def sharpness(picture: Grey, angle: float, flags: int) -> float:
        matrix = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), angle, 1.0)
        turned = cv2.warpAffine(picture, matrix, (picture.shape[1], picture.shape[0]), flags=flags)
        profile = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel()
        return float((np.diff(profile) ** 2).sum())

    smaller = shrunk(small, (max(1, small.shape[1] // _COARSE), max(1, small.shape[0] // _COARSE)))
    step = 1.0
    candidates = np.arange(-_SEARCHED, _SEARCHED + 0.1, step)
    while True:
        picture, flags = (small if step < _FINE else smaller), (cv2.INTER_NEAREST if step == 1.0 else cv2.INTER_LINEAR)
        scores = [sharpness(picture, float(angle), flags) for angle in candidates]
        place = int(np.argmax(scores))
        best = float(candidates[place])
        if step < _FINE:
            break
        step /= 3.0
        candidates = best + np.arange(-2, 3) * step
    if 0 < place < len(scores) - 1:  # between the three best: where a parabola through them has its top
        before, top, after = scores[place - 1 : place + 2]
        best += 0.5 * step * (before - after) / min(before - 2 * top + after, -1e-9)
    return math.radians(best) if abs(best) > _LEAST_TURN else 0.0


def level(ink: Grey) -> Bend:
    """How a page is turned, from the lines of print in a picture of its ink."""
    return _level_by(turn_of(ink), *ink.shape)


def _level_by(angle: float, height: int, width: int) -> Bend:
    return Bend(width, height, turned(angle, width, height)) if angle else unbent(width, height)


def straightened(ink: Grey, dpi: float) -> Bend:
    """How a page bends, from a picture of its ink."""
    from .opencv import cv2

    height, width = ink.shape
    angle = turn_of(ink)
    by_print = _level_by(angle, height, width)
    bend = by_print if abs(angle) > math.radians(_LITTLE) else unbent(width, height)
    for _ in range(_ROUNDS):
        straight = bend.applied(ink, 0)
        across, down = _rules(straight, dpi), _rules(cv2.transpose(straight), dpi)
        if not across.known and not down.known and bend.flat:  # nothing that says more than the lines of print
            return by_print
        whole = across.reaches(down, _SHORT * dpi) and down.reaches(across, _SHORT * dpi)
        if across.straight and down.straight and whole:
            break
        flat = across.flat and down.flat and bend.flat
        closer = None if flat and whole else _bent(straight, bend, width, height, dpi)
        if closer is None and flat:
            falls = across.slope if across.known else -down.slope
            leans = down.slope if down.known else -across.slope
            return bend.after(leaning(falls, leans, bend.width, bend.height))
        if closer is None:
            break
        bend = closer
    return bend


def _bent(straight: Grey, bend: Bend, width: int, height: int, dpi: float) -> Bend | None:
    """How a page bends in a picture of this size, from the lines in the picture as straight as it is by now."""
    found = _ruled(*traces(straight, dpi), bend.width, bend.height)
    across, down = ([Trace(*bend.source(line.x, line.y)) for line in lines] for lines in found)
    if len(across) + len(down) < _FEWEST:
        return None
    seen = seen_at_an_angle(across, down, width, height)
    if seen:
        matrix, width, height = seen
    else:
        falls = _falls(found[0]) if across else -_falls([Trace(line.y, line.x) for line in down])
        matrix, width, height = bend.matrix @ turned(math.atan(falls), bend.width, bend.height), bend.width, bend.height
    back = np.linalg.inv(matrix)
    across, down = ([Trace(*projected(back, line.x, line.y)) for line in lines] for lines in (across, down))
    if _straight(across, flip=False) and _straight(down, flip=True):
        return Bend(width, height, matrix)
    curl = fitted(across, down, width, height, dpi)
    return None if curl.folds else Bend(width, height, matrix, curl)


def _ruled(across: list[Trace], down: list[Trace], width: int, height: int) -> tuple[list[Trace], list[Trace]]:
    """Those of the lines that are rules: where those of one direction are not half as long together as the page, they are strokes of print,
    as are then the short ones of the other.
    """
    ruled = [sum(line.length for line in lines) >= side / 2 for lines, side in ((across, width), (down, height))]
    if all(ruled):
        return across, down
    least = _SHARE * max((line.length for line in (*across, *down)), default=0.0)
    return [line for line in across if ruled[0] and line.length >= least], [
        line for line in down if ruled[1] and line.length >= least
    ]


def _falls(lines: Sequence[Trace]) -> float:
    """How much lines fall a pixel, half of their length less and half of it more."""
    falls = sorted((float((line.y[-1] - line.y[0]) / (line.x[-1] - line.x[0])), line.length) for line in lines)
    lengths = np.cumsum([length for _, length in falls])
    return falls[int(np.searchsorted(lengths, lengths[-1] / 2))][0]


def _straight(lines: Sequence[Trace], *, flip: bool) -> bool:
    """Whether lines are straight, and run along the rows (the columns)."""
    off = [np.abs(beside - np.median(beside)) for beside in (line.x if flip else line.y for line in lines)]
    return not off or float(np.quantile(np.concatenate(off), 1 - _ODD)) <= _FITTING


def _rules(ink: Grey, dpi: float) -> _Family:
    """The horizontal rules in a picture of ink."""
    return _Family(runs(evidence(ink, dpi), dpi, _LONG * dpi), ink.shape[1])


class _Family:
    """The rules of one direction on a page that measures so many pixels along them."""

    def __init__(self, found: list[Run], along: int) -> None:
        self.runs = found
        length = np.array([run.end - run.start for run in found])
        tilt = np.array([run.tilt for run in found])
        total = float(length.sum())
        self.known = len(found) > 1 and total >= along / 2
        self.slope = 0.0
        if self.known:
            slopes = tilt / length
            order = np.argsort(slopes)
            self.slope = float(slopes[order][np.searchsorted(length[order].cumsum(), total / 2)])
        odd = _ODD * total
        self.straight = not self.known or float(length[np.abs(tilt) > _STRAIGHT].sum()) <= odd
        """Whether all rules run along the rows."""
        self.flat = not self.known or float(length[np.abs(tilt - self.slope * length) > _FITTING].sum()) <= odd
        """Whether all rules run in one direction."""

    def reaches(self, others: _Family, short: float) -> bool:
        """Whether these rules go as far as those they cross: where paper curls, pieces that are not straight are not found."""
        if not self.known or not others.known:
            return True
        low, high = min(run.start for run in self.runs), max(run.end for run in self.runs)
        top, bottom = min(run.at for run in self.runs) - short, max(run.at for run in self.runs) + short
        beyond = [run for run in others.runs if not low - short <= run.at <= high + short and run.end > top and run.start < bottom]
        return sum(run.end - run.start for run in beyond) <= _ODD * sum(run.end - run.start for run in others.runs)

"""Pages made straight: turned by a few degrees, photographed at an angle, or curled.

The angle at which its rows are sharpest says how far a page is turned; the ruled lines, where there are any, say it more exactly, and
whether it leans. Only where they do not all run in one direction, a smooth surface of low degree takes out how the paper bends: that
costs several times as much as turning, and rules found by mistake would bend a page that is flat.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lines import Grey, Run, evidence, middle_and_spread, runs

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
_PIECE = 80
"""Length in pixels of the pieces by which bent rules count."""
_RIDGE = 1e-3
_PLANE = 3
"""Terms of a plane."""
_AROUND = 4
"""Pixels around a box that are taken with it."""

Surface = NDArray[np.float64]
"""Coefficients of a polynomial in x and y (both from -1 to 1 over the page), for one of the two directions: the first three of a
plane, all ten of a curled page."""

Straightener = Callable[[Grey, int, tuple[int, int, int, int]], Grey]
"""Makes a picture straight, with so light a paper around it, inside a box of the straight page (left, top, right, bottom)."""


@dataclass(frozen=True, slots=True)
class Bend:
    """Where each point of the straight page lies in the picture."""

    width: int
    height: int
    angle: float
    """Turn in radians, clockwise."""
    dx: Surface | None = None
    dy: Surface | None = None
    """What is added after turning back, in pixels."""

    @property
    def plain(self) -> bool:
        """Whether the picture is straight as it is."""
        return self.angle == 0.0 and self.dx is None and self.dy is None

    @property
    def flat(self) -> bool:
        """Whether straight lines of the picture are straight on the page."""
        return self.dx is None or self.dy is None or len(self.dx) == len(self.dy) == _PLANE

    def source(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The points of the picture that show these points of the straight page."""
        if self.dx is not None and self.dy is not None:
            terms = _terms(x, y, self.width, self.height, max(len(self.dx), len(self.dy)))
            x, y = x + terms[:, : len(self.dx)] @ self.dx, y + terms[:, : len(self.dy)] @ self.dy
        if self.angle == 0.0:
            return x, y
        middle_x, middle_y = self.width / 2, self.height / 2
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        x, y = x - middle_x, y - middle_y
        return cosine * x - sine * y + middle_x, sine * x + cosine * y + middle_y

    def further(self, dx: Surface, dy: Surface) -> Bend:
        """The bend of a picture that bends so much more after it was made straight by this one."""
        return Bend(self.width, self.height, self.angle, _sum(self.dx, dx), _sum(self.dy, dy))

    def applied(self, picture: Grey, paper: int = 255) -> Grey:
        """The picture made straight."""
        return self.straightener()(picture, paper, (0, 0, self.width, self.height))

    def straightener(self) -> Straightener:
        """What makes several pictures of the same page straight."""
        if self.plain:
            return lambda picture, paper, box: picture[box[1] : box[3], box[0] : box[2]]
        return self._flat() if self.flat else self._curled()

    def _flat(self) -> Straightener:
        from .opencv import cv2

        corners_x, corners_y = self.source(np.array([0.0, self.width, 0.0]), np.array([0.0, 0.0, self.height]))
        rows = [[(side[1] - side[0]) / self.width, (side[2] - side[0]) / self.height, side[0]] for side in (corners_x, corners_y)]

        def straight(picture: Grey, paper: int, box: tuple[int, int, int, int]) -> Grey:
            matrix = np.array([[a, b, c + a * box[0] + b * box[1]] for a, b, c in rows])
            size = (box[2] - box[0], box[3] - box[1])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            return np.asarray(cv2.warpAffine(picture, matrix, size, flags=flags, borderValue=(paper,) * 3), dtype=np.uint8)

        return straight

    def _curled(self) -> Straightener:
        from .opencv import cv2

        step = 16
        columns, rows = self.width // step + 2, self.height // step + 2
        grid_x, grid_y = np.meshgrid(np.arange(columns) * float(step), np.arange(rows) * float(step))
        x, y = self.source(grid_x.ravel(), grid_y.ravel())
        # node (i, j) lies at pixel (16 i, 16 j): enlarge so that it does
        matrix = np.array([[1 / step, 0.0, 0.0], [0.0, 1 / step, 0.0]])
        maps = [
            cv2.warpAffine(
                values.reshape(rows, columns).astype(np.float32),
                matrix,
                (self.width, self.height),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            )
            for values in (x, y)
        ]

        def straight(picture: Grey, paper: int, box: tuple[int, int, int, int]) -> Grey:
            window = (slice(box[1], box[3]), slice(box[0], box[2]))
            bent = cv2.remap(picture, maps[0][window], maps[1][window], cv2.INTER_LINEAR, borderValue=(paper,) * 3)
            return np.asarray(bent, dtype=np.uint8)

        return straight

    def straight_box(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """A box of the straight page that holds all of a box of the picture."""
        if self.plain:
            return box
        share = np.linspace(0.0, 1.0, 9)
        x = np.concatenate([box[0] + share * (box[2] - box[0])] * 2 + [np.full(9, float(side)) for side in (box[0], box[2])])
        y = np.concatenate([np.full(9, float(side)) for side in (box[1], box[3])] + [box[1] + share * (box[3] - box[1])] * 2)
        straight_x, straight_y = x, y
        for _ in range(6):
            source_x, source_y = self.source(straight_x, straight_y)
            straight_x, straight_y = straight_x + x - source_x, straight_y + y - source_y
        return (
            min(max(0, math.floor(straight_x.min()) - _AROUND), self.width),
            min(max(0, math.floor(straight_y.min()) - _AROUND), self.height),
            max(0, min(self.width, math.ceil(straight_x.max()) + _AROUND)),
            max(0, min(self.height, math.ceil(straight_y.max()) + _AROUND)),
        )


def _sum(one: Surface | None, other: Surface) -> Surface:
    if one is None:
        return other
    total = np.zeros(max(len(one), len(other)))
    total[: len(one)] += one
    total[: len(other)] += other
    return total


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


def straightened(ink: Grey, dpi: float) -> Bend:
    """How a page bends, from a picture of its ink."""
    from .opencv import cv2

    height, width = ink.shape
    angle = turn_of(ink)
    bend = Bend(width, height, angle if abs(angle) > math.radians(_LITTLE) else 0.0)
    for _ in range(2):
        straight = bend.applied(ink, 0)
        across, down = _rules(straight, dpi), _rules(cv2.transpose(straight), dpi)
        if not across.known and not down.known:  # nothing that says more than the lines of print
            return bend if bend.dx is not None else Bend(width, height, angle)
        if across.straight and down.straight:
            break
        if across.flat and down.flat:
            falls = across.slope if across.known else -down.slope
            leans = down.slope if down.known else -across.slope
            return bend.further(np.array([0.0, 0.0, leans * height / 2]), np.array([0.0, falls * width / 2, 0.0]))
        bend = bend.further(
            _surface(down.runs, width, height, flip=True),
            _surface(across.runs, width, height, flip=False),
        )
    return bend


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


def _terms(x: NDArray[np.float64], y: NDArray[np.float64], width: int, height: int, count: int = 10) -> NDArray[np.float64]:
    """The terms of a surface at some points: those of a plane, or all ten."""
    u, v = 2.0 * x / width - 1.0, 2.0 * y / height - 1.0
    plane = [np.ones_like(u), u, v]
    return np.stack(plane if count == _PLANE else [*plane, u * u, u * v, v * v, u**3, u * u * v, u * v * v, v**3], axis=1)


def _surface(family: list[Run], width: int, height: int, *, flip: bool) -> Surface:
    """The surface whose slope along the runs is theirs: a run at y0 that climbs lies at y0 + slope * (x - middle)."""
    penalty = np.diag([1e3, *([_RIDGE] * 2), *([0.05] * 3), *([0.5] * 4)])
    if len(family) < 2:
        return np.zeros(len(penalty))
    starts: list[float] = []
    ends: list[float] = []
    middles: list[float] = []
    slopes: list[float] = []
    levels: list[float] = []
    for run in family:
        count = max(2, int((run.end - run.start) / _PIECE))
        places = np.linspace(run.start, run.end, count + 1)
        starts.extend(places[:-1])
        ends.extend(places[1:])
        middles.extend([(run.start + run.end) / 2] * count)
        slopes.extend([run.tilt / max(run.end - run.start, 1.0)] * count)
        levels.extend([run.at] * count)
    slope, level, middle = np.array(slopes), np.array(levels), np.array(middles)
    terms = []
    for places in (np.array(starts), np.array(ends)):
        beside = level + slope * (places - middle)
        terms.append(_terms(beside, places, width, height) if flip else _terms(places, beside, width, height))
    matrix, target = terms[1] - terms[0], slope * (np.array(ends) - np.array(starts))
    weight = np.ones(len(target))
    solution = np.zeros(len(penalty))
    for _ in range(4):  # a run that fits none of the others is print, or a line of the pen
        scaled = matrix * weight[:, None]
        solution = np.linalg.solve(scaled.T @ matrix + penalty, scaled.T @ target)
        off = np.abs(matrix @ solution - target)
        weight = 1.0 / (1.0 + (off / 0.5) ** 2)
    return np.asarray(solution, dtype=np.float64)

"""Pages made straight: turned by a few degrees, photographed at an angle, or curled.

First the page is turned by the angle at which its rows are sharpest; then the ruled lines (or, without any, nothing more) say how far
the paper still departs from straight, and a smooth surface of low degree takes that out.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lines import Grey, Run, evidence, runs

_SEARCHED = 12.0
"""Largest turn in degrees that is looked for."""
_SMALL = 700
"""Longer side in pixels of the picture on which the turn is estimated."""
_LONG = 0.8
"""Length in inches of the rules by which the page is straightened."""
_STRAIGHT = 0.35
"""Departures below this, in pixels, are let be."""
_RIDGE = 1e-3

Surface = NDArray[np.float64]
"""Coefficients of a polynomial in x and y (both from -1 to 1 over the page), for one of the two directions."""


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
        return self.angle == 0.0 and self.dx is None and self.dy is None

    def source(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The points of the picture that show these points of the straight page."""
        if self.dx is not None and self.dy is not None:
            terms = _terms(x, y, self.width, self.height)
            x, y = x + terms @ self.dx, y + terms @ self.dy
        if self.angle == 0.0:
            return x, y
        middle_x, middle_y = self.width / 2, self.height / 2
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        x, y = x - middle_x, y - middle_y
        return cosine * x - sine * y + middle_x, sine * x + cosine * y + middle_y

    def applied(self, picture: NDArray[np.uint8], paper: int = 255) -> NDArray[np.uint8]:
        """The picture made straight."""
        from .opencv import cv2

        if self.plain:
            return picture
        if self.dx is None:
            matrix = cv2.getRotationMatrix2D((self.width / 2, self.height / 2), math.degrees(self.angle), 1.0)
            turned = cv2.warpAffine(picture, matrix, (self.width, self.height), flags=cv2.INTER_LINEAR, borderValue=(paper,) * 3)
            return np.asarray(turned, dtype=np.uint8)
        step = 16
        columns, rows = self.width // step + 2, self.height // step + 2
        grid_x, grid_y = np.meshgrid(np.arange(columns) * float(step), np.arange(rows) * float(step))
        x, y = self.source(grid_x.ravel(), grid_y.ravel())
        maps = []
        for values in (x, y):
            coarse = values.reshape(rows, columns).astype(np.float32)
            # node (i, j) lies at pixel (16 i, 16 j): enlarge so that it does
            matrix = np.array([[1 / step, 0.0, 0.0], [0.0, 1 / step, 0.0]])
            maps.append(cv2.warpAffine(coarse, matrix, (self.width, self.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))
        bent = cv2.remap(picture, maps[0], maps[1], cv2.INTER_LINEAR, borderValue=(paper,) * 3)
        return np.asarray(bent, dtype=np.uint8)


def turn_of(ink: Grey) -> float:
    """The angle in radians by which the rows of a picture of ink are turned (positive: they fall to the right)."""
    from .opencv import cv2

    height, width = ink.shape
    scale = min(1.0, _SMALL / max(height, width))
    small = ink
    if scale < 1.0:
        # the darkest of neighbouring pixels, so that thin lines survive
        size = max(1, round(0.5 / scale)) | 1
        small = cv2.dilate(ink, np.ones((size, size), np.uint8)) if size > 1 else ink
        small = cv2.resize(small, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    small = cv2.subtract(small, int(np.median(small)) + 8)

    def sharpness(angle: float) -> float:
        matrix = cv2.getRotationMatrix2D((small.shape[1] / 2, small.shape[0] / 2), angle, 1.0)
        turned = cv2.warpAffine(small, matrix, (small.shape[1], small.shape[0]), flags=cv2.INTER_LINEAR)
        profile = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel()
        return float((np.diff(profile) ** 2).sum())

    best, step = 0.0, 1.0
    candidates = np.arange(-_SEARCHED, _SEARCHED + 0.1, step)
    while step > 0.04:
        scores = {float(angle): sharpness(float(angle)) for angle in candidates}
        best = max(scores, key=lambda angle: scores[angle])
        step /= 3.0
        candidates = best + np.arange(-3, 4) * step
    return math.radians(best) if abs(best) > 0.05 else 0.0


def straightened(ink: Grey, dpi: float) -> Bend:
    """How a page bends, from a picture of its ink."""
    height, width = ink.shape
    bend = Bend(width, height, turn_of(ink))
    for _ in range(2):
        straight = bend.applied(ink, 0)
        across = runs(evidence(straight, dpi), dpi, _LONG * dpi)
        down = runs(evidence(np.ascontiguousarray(straight.T), dpi), dpi, _LONG * dpi)
        surfaces = _surfaces(across, down, width, height)
        if surfaces is None:
            break
        dx, dy = surfaces
        bend = Bend(width, height, bend.angle, dx if bend.dx is None else bend.dx + dx, dy if bend.dy is None else bend.dy + dy)
    return bend


def _terms(x: NDArray[np.float64], y: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    u, v = 2.0 * x / width - 1.0, 2.0 * y / height - 1.0
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v, u**3, u * u * v, u * v * v, v**3], axis=1)


def _surfaces(across: list[Run], down: list[Run], width: int, height: int) -> tuple[Surface, Surface] | None:
    """What has to be added to x and y so that the runs become straight; None where they are straight already."""
    tilted = [abs(run.tilt) for run in [*across, *down]]
    if not tilted or max(tilted) < _STRAIGHT:
        return None
    dy = _surface(across, width, height, flip=False)
    dx = _surface(down, width, height, flip=True)
    return dx, dy


def _surface(family: list[Run], width: int, height: int, *, flip: bool) -> Surface:
    """The surface whose slope along the runs is theirs: a run at y0 that climbs lies at y0 + slope * (x - middle)."""
    count = _terms(np.zeros(1), np.zeros(1), width, height).shape[1]
    if len(family) < 2:
        return np.zeros(count)
    rows: list[NDArray[np.float64]] = []
    values: list[float] = []
    weights: list[float] = []
    for run in family:
        slope = run.tilt / max(run.end - run.start, 1.0)
        pieces = max(2, int((run.end - run.start) / 80))
        places = np.linspace(run.start, run.end, pieces + 1)
        for start, end in itertools.pairwise(places):
            middle = (run.start + run.end) / 2
            points = np.array([[start, run.at + slope * (start - middle)], [end, run.at + slope * (end - middle)]])
            if flip:
                points = points[:, ::-1]
            terms = _terms(points[:, 0], points[:, 1], width, height)
            rows.append(terms[1] - terms[0])
            values.append(slope * (end - start))
            weights.append(1.0)
    matrix, target = np.array(rows), np.array(values)
    penalty = np.diag([1e3, *([_RIDGE] * 2), *([0.05] * 3), *([0.5] * 4)])
    weight = np.array(weights)
    solution = np.zeros(count)
    for _ in range(4):  # a run that fits none of the others is print, or a line of the pen
        scaled = matrix * weight[:, None]
        solution = np.linalg.solve(scaled.T @ matrix + penalty, scaled.T @ target)
        off = np.abs(matrix @ solution - target)
        weight = 1.0 / (1.0 + (off / 0.5) ** 2)
    return np.asarray(solution, dtype=np.float64)

"""A sheet of paper on a desk, seen by the camera of a telephone: a pinhole before paper that curls as paper can.

Paper does not stretch: it rolls around straight lines, so that its height above the desk depends on one direction only, and print moves
closer together where it climbs. Which point of the sheet a pixel shows follows from where its ray meets the paper.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Picture = NDArray[np.float32]

WAVE, SPINE = "wave", "spine"
"""Shapes of a sheet: folds that were smoothed; climbing towards one edge, as in an open book."""
_CLOSE = 0.03
"""Share of a side of the sheet that is not on a close picture."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How a sheet lies, and how it is looked at. Angles in degrees, lengths as shares of the longer side of the sheet."""

    tilt: float = 0.0
    """How far the camera leans towards the lower (positive) or upper edge of the sheet, from above its middle."""
    pan: float = 0.0
    """The same to its right."""
    turn: float = 0.0
    distance: float = 1.3
    """From the camera to the middle of the sheet."""
    curl: float = 0.0
    """Height of the highest point of the paper."""
    shape: str = WAVE
    direction: float = 0.0
    """Direction in which the height changes: 0 from left to right."""
    close: bool = False
    """Whether there is paper everywhere on the picture."""
    wood: bool = True
    shade: float = 0.0
    """Darkness of the shadow of telephone and hand, as a share."""


def taken(page: Picture, sight: Sight, rng: random.Random) -> tuple[Picture, Callable[[Array], Array]]:
    """The photograph of a page, and where points (pixels) of the page are on it. It has about as many pixels an inch as the page."""
    height, width = page.shape[:2]
    unit = max(width, height)
    paper = _Paper(sight, width / unit, height / unit, rng)
    eye, axes = _camera(sight)
    focal = unit * sight.distance

    def seen(points: Array) -> Array:
        """Where points of space are on the picture, from its middle."""
        away = (points - eye) @ axes.T
        return np.asarray(focal * away[:, :2] / away[:, 2:], dtype=np.float64)

    edge = np.linspace(0, 1, 40)
    around = np.concatenate(
        [np.stack(pair, 1) for pair in ((edge, 0 * edge), (edge, 0 * edge + 1), (0 * edge, edge), (0 * edge + 1, edge))]
    )
    if sight.close:
        around = _CLOSE + (1 - 2 * _CLOSE) * around
    outline = seen(paper.lifted(around * (width / unit, height / unit)))
    margin = 0.0 if sight.close else rng.uniform(0.02, 0.06) * unit
    low, high = outline.min(axis=0) - margin, outline.max(axis=0) + margin
    columns, rows = (math.ceil(side) for side in high - low)

    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    rays = (np.stack(((x + low[0]) / focal, (y + low[1]) / focal, np.ones_like(x)), -1)) @ axes
    u, v = paper.met(eye, rays)
    desk = _desk(eye, rays, sight, rng)
    inside = sight.close | (u >= 0) & (u <= width / unit) & (v >= 0) & (v <= height / unit)
    result = np.where(inside[..., None], _sampled(page, u * unit, v * unit), desk)
    lean = paper.slope(u, v)  # paper that leans towards the lamp is lighter
    result *= np.where(inside, 1 - 0.5 * np.clip(lean, -0.6, 0.6) * rng.uniform(0.3, 1), 1.0)[..., None]
    beside = np.minimum(np.minimum(u, width / unit - u), np.minimum(v, height / unit - v))
    result *= np.where(inside, 1.0, 1 - 0.35 * np.exp(np.minimum(beside, 0) / 0.01))[..., None]  # the paper's own shadow
    if sight.shade:
        result *= _shadow(rows, columns, sight, rng)[..., None]

    def move(points: Array) -> Array:
        return np.asarray(seen(paper.lifted(points / unit)) - low, dtype=np.float64)

    return result.astype(np.float32), move


class _Paper:
    """A sheet (its upper left corner at 0) with its height above the desk along one direction; up is negative."""

    def __init__(self, sight: Sight, width: float, height: float, rng: random.Random) -> None:
        self.way = np.array([math.cos(math.radians(sight.direction)), math.sin(math.radians(sight.direction))])
        self.middle = np.array([width / 2, height / 2])
        reach = abs(self.way[0]) * width / 2 + abs(self.way[1]) * height / 2
        self.places = np.linspace(-reach, reach, 2001)
        share = (self.places + reach) / (2 * reach)
        if sight.shape == SPINE:
            depth = rng.uniform(0.12, 0.3)
            self.heights = sight.curl * np.exp(-share / depth)
            self.heights = np.where(share < 0.02, self.heights * (share / 0.02) ** 0.5, self.heights)
            if rng.random() < 0.5:
                self.heights = self.heights[::-1]
        else:
            phase, cycles = rng.uniform(0, math.tau), rng.uniform(0.5, 1.3)
            self.heights = sight.curl * 0.5 * (1 + np.sin(math.tau * cycles * share + phase))
        self.heights = np.convolve(np.pad(self.heights, 40, "edge"), np.ones(81) / 81, "valid")
        steps = np.hypot(np.diff(self.places), np.diff(self.heights))
        lengths = np.concatenate(([0.0], steps.cumsum()))
        self.lengths = lengths - lengths[len(lengths) // 2]  # of paper, from its middle
        self.slopes = np.gradient(self.heights, self.places)

    def lifted(self, points: Array) -> Array:
        """The points of space at which points of the sheet are."""
        off = points - self.middle
        along, beside = off @ self.way, off @ np.array([-self.way[1], self.way[0]])
        place = np.interp(along, self.lengths, self.places)
        flat = place[:, None] * self.way + beside[:, None] * np.array([-self.way[1], self.way[0]])
        return np.column_stack((flat, -np.interp(place, self.places, self.heights)))

    def met(self, eye: Array, rays: Array) -> tuple[Array, Array]:
        """The points of the sheet that rays from the eye meet."""
        height = np.zeros(rays.shape[:2])
        for _ in range(12):
            far = (-height - eye[2]) / rays[..., 2]
            x, y = eye[0] + far * rays[..., 0], eye[1] + far * rays[..., 1]
            height = np.interp(x * self.way[0] + y * self.way[1], self.places, self.heights)
        place = x * self.way[0] + y * self.way[1]
        beside = -x * self.way[1] + y * self.way[0]
        # beyond the sheet its plane goes on
        along = np.interp(place, self.places, self.lengths) + np.where(np.abs(place) > self.places[-1], 9.0, 0.0)
        return (
            along * self.way[0] - beside * self.way[1] + self.middle[0],
            along * self.way[1] + beside * self.way[0] + self.middle[1],
        )

    def slope(self, u: Array, v: Array) -> Array:
        along = (u - self.middle[0]) * self.way[0] + (v - self.middle[1]) * self.way[1]
        return np.asarray(np.interp(np.interp(along, self.lengths, self.places), self.places, self.slopes), dtype=np.float64)


def _camera(sight: Sight) -> tuple[Array, Array]:
    """Where the eye is (the middle of the sheet is at 0, up is negative z), and its axes: right, down, ahead."""
    tilt, pan, turn = (math.radians(angle) for angle in (sight.tilt, sight.pan, sight.turn))
    eye = sight.distance * np.array(
        [math.sin(pan), math.sin(tilt), -math.sqrt(max(1 - math.sin(pan) ** 2 - math.sin(tilt) ** 2, 0.05))]
    )
    ahead = -eye / np.linalg.norm(eye)
    right = np.cross(np.array([0.0, 1.0, 0.0]), ahead)
    right /= np.linalg.norm(right)
    down = np.cross(ahead, right)
    spun = np.stack((math.cos(turn) * right + math.sin(turn) * down, -math.sin(turn) * right + math.cos(turn) * down, ahead))
    return eye, spun


def _desk(eye: Array, rays: Array, sight: Sight, rng: random.Random) -> Array:
    """What is around the sheet: boards with a grain, or one colour."""
    far = -eye[2] / rays[..., 2]
    x, y = eye[0] + far * rays[..., 0], eye[1] + far * rays[..., 1]
    tone = rng.uniform(45, 140)
    shade = np.full(x.shape, 1.0)
    if sight.wood:
        bend = rng.uniform(2, 5)
        grain = np.sin(60 * x + 2 * np.sin(bend * y) + 5 * np.sin(1.3 * x)) + 0.6 * np.sin(190 * x + 3 * np.sin(2 * bend * y))
        boards = np.where(np.mod(x + 0.07, 0.31) < 0.006, 0.5, 1.0)
        shade = (1 + 0.09 * grain) * boards
    return np.asarray(tone * shade[..., None] * np.array([1.12, 0.92, 0.72]), dtype=np.float64)


def _shadow(rows: int, columns: int, sight: Sight, rng: random.Random) -> Array:
    """Light that is left where telephone and arm stand between lamp and desk: a soft-edged bar across a part of the picture."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    angle = rng.uniform(-0.6, 0.6)
    across = (x / columns - rng.uniform(0.35, 0.75)) * math.cos(angle) + (y / rows - 0.5) * math.sin(angle)
    soft = rng.uniform(0.008, 0.04)
    wide = rng.uniform(0.12, 0.3)
    top = rng.uniform(0.1, 0.5)
    inside = _step((wide - np.abs(across)) / soft) * _step((y / rows - top) / soft)
    return np.asarray(1 - sight.shade * inside, dtype=np.float64)


def _step(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float64)


def _sampled(page: Picture, x: Array, y: Array) -> Array:
    height, width = page.shape[:2]
    x, y = np.clip(x - 0.5, 0, width - 1.001), np.clip(y - 0.5, 0, height - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    upper = page[top, left] * (1 - fx) + page[top, left + 1] * fx
    lower = page[top + 1, left] * (1 - fx) + page[top + 1, left + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy, dtype=np.float64)

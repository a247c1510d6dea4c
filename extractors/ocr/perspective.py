"""Pages seen at an angle: lines that are parallel on paper meet in a point, and two such points tell how the page was seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bend import Matrix, Points, moved
from .traces import Trace

_FEWEST = 2
"""Lines of one direction that tell where they meet."""
_FAR = 1e-5
"""How much speaks for lines that do not meet at all, beside the departures of the lines: a few lines near to each other tell little."""
_OFF = 0.004
"""Departure of a line's direction, in radians, from which it counts less."""
_NEAREST = 0.45
"""Least depth of a corner of the picture beside that of the middle of the table: what was seen more aslant cannot be read."""
_MOST = 1.6
"""How much larger than the picture the straight page may be, to each side."""


def seen_at_an_angle(across: Sequence[Trace], down: Sequence[Trace], width: int, height: int) -> tuple[Matrix, int, int] | None:
    """The map from the flat page to the picture of this size under which these lines are horizontal and vertical, and width and height
    of the flat page; None where there are too few of them, or they are not of one plane. The middle of the lines keeps its size.
    """
    if min(len(across), len(down)) < _FEWEST:
        return None
    x = np.concatenate([line.x for line in (*across, *down)])
    y = np.concatenate([line.y for line in (*across, *down)])
    middle_x, middle_y = float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2
    size = max(width, height) / 2
    to_middle = np.diag((1 / size, 1 / size, 1.0)) @ moved(-middle_x, -middle_y)
    meeting = [_meeting(lines, middle_x, middle_y, size) for lines in (across, down)]
    horizon = np.cross(meeting[0], meeting[1])
    if abs(horizon[2]) < 0.5 * float(np.linalg.norm(horizon)):
        return None
    flatten = np.eye(3)
    flatten[2] = horizon / horizon[2]
    ways = [(flatten @ point)[:2] for point in meeting]
    ways = [way / np.linalg.norm(way) for way in ways]
    ways = [ways[0] if ways[0][0] > 0 else -ways[0], ways[1] if ways[1][1] > 0 else -ways[1]]
    straighten = np.eye(3)
    straighten[:2, :2] = np.linalg.inv(np.stack(ways, axis=1))
    flat = np.diag((size, size, 1.0)) @ straighten @ flatten @ to_middle
    corners = flat @ np.array([[0.0, width, width, 0.0], [0.0, 0.0, height, height], [1.0] * 4])
    if float(corners[2].min()) < _NEAREST:
        return None
    corners = corners[:2] / corners[2]
    low, high = corners.min(axis=1), corners.max(axis=1)
    if high[0] - low[0] > _MOST * width or high[1] - low[1] > _MOST * height:
        return None
    matrix = np.linalg.inv(moved(-float(low[0]), -float(low[1])) @ flat)
    return matrix / matrix[2, 2], int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1]))


def _meeting(lines: Sequence[Trace], x: float, y: float, size: float) -> NDArray[np.float64]:
    """Where lines meet, in homogeneous coordinates around a point."""
    found = np.array([_line((line.x - x) / size, (line.y - y) / size) for line in lines])
    length = np.array([line.length for line in lines])
    weight = length.copy()
    far = np.diag((0.0, 0.0, _FAR))
    point = np.zeros(3)
    for _ in range(6):
        total = (found * weight[:, None]).T @ found / weight.sum() + far
        point = np.linalg.eigh(total)[1][:, 0]
        weight = length / (1.0 + ((found @ point) / _OFF) ** 2)
    return np.asarray(point, dtype=np.float64)


def _line(x: Points, y: Points) -> tuple[float, float, float]:
    """The straight line through points: a x + b y + c = 0 with a² + b² = 1."""
    middle_x, middle_y = float(x.mean()), float(y.mean())
    spread = np.cov(np.stack((x, y)))
    a, b = np.linalg.eigh(spread)[1][:, 0]
    return float(a), float(b), -float(a) * middle_x - float(b) * middle_y

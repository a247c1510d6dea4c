"""How a page lies in its picture: turned, leaning, seen at an angle, curled; and how its picture is made straight."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .curl import Curl

Grey = NDArray[np.uint8]
Points = NDArray[np.floating[Any]]
Matrix = NDArray[np.floating[Any]]
"""A projective map of the plane, 3 × 3, its last number 1."""

_STEP = 16
"""Pixels between the points for which it is worked out where a curled page lies; between them it is straight."""
_AROUND = 4
"""Pixels around a box that are taken with it."""
_AFFINE = 1e-12

Straightener = Callable[[Grey, int, tuple[int, int, int, int]], Grey]
"""Makes a picture straight, with so light a paper around it, inside a box of the straight page (left, top, right, bottom)."""


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """Where each point of the straight page lies in the picture."""

    width: int
    height: int
    """Pixels of the straight page."""
    matrix: Matrix
    """From the page that is flat, but leans or is seen at an angle, to the picture."""
    curl: Curl | None = None
    """How the flat page comes from the straight one."""

    @property
    def plain(self) -> bool:
        """Whether the picture is straight as it is."""
        return self.curl is None and np.array_equal(self.matrix, np.eye(3))

    @property
    def flat(self) -> bool:
        """Whether straight lines of the picture are straight on the page."""
        return self.curl is None

    @property
    def rigid(self) -> bool:
        """Whether the page is only turned."""
        (a, b), (c, d) = self.matrix[:2, :2]
        return self.curl is None and a == d and b == -c and np.array_equal(self.matrix[2], (0.0, 0.0, 1.0))

    def source(self, x: Points, y: Points) -> tuple[Points, Points]:
        """The points of the picture that show these points of the straight page."""
        if self.curl is not None:
            dx, dy = self.curl.at(x, y)
            x, y = x + dx, y + dy
        return projected(self.matrix, x, y)

    def after(self, turn: Matrix) -> Bend:
        """The bend of a flat page that has to be moved by this map, after it was made straight by this one, to be straight."""
        return Bend(self.width, self.height, self.matrix @ turn)

    def applied(self, picture: Grey, paper: int = 255) -> Grey:
        """The picture made straight."""
        return self.straightener()(picture, paper, (0, 0, self.width, self.height))

    def straightener(self) -> Straightener:
        """What makes several pictures of the same page straight."""
        if self.plain:
            return lambda picture, paper, box: picture[box[1] : box[3], box[0] : box[2]]
        return self._flat() if self.curl is None else self._curled(self.curl)

    def _flat(self) -> Straightener:
        from .opencv import cv2

        affine = float(np.abs(self.matrix[2, :2]).max()) < _AFFINE

        def straight(picture: Grey, paper: int, box: tuple[int, int, int, int]) -> Grey:
            matrix = self.matrix @ moved(box[0], box[1])
            size = (box[2] - box[0], box[3] - box[1])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            if affine:
                return np.asarray(cv2.warpAffine(picture, matrix[:2], size, flags=flags, borderValue=(paper,) * 3), dtype=np.uint8)
            return np.asarray(cv2.warpPerspective(picture, matrix, size, flags=flags, borderValue=(paper,) * 3), dtype=np.uint8)

        return straight

    def _curled(self, curl: Curl) -> Straightener:
        from .opencv import cv2

        grid_x, grid_y = np.arange(self.width // _STEP + 2) * float(_STEP), np.arange(self.height // _STEP + 2) * float(_STEP)
        dx, dy = curl.on(grid_x, grid_y)
        x, y = projected(self.matrix, grid_x[None, :] + dx, grid_y[:, None] + dy)
        # node (i, j) lies at pixel (16 i, 16 j): enlarge so that it does
        matrix = np.array([[1 / _STEP, 0.0, 0.0], [0.0, 1 / _STEP, 0.0]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        maps = [cv2.warpAffine(values.astype(np.float32), matrix, (self.width, self.height), flags=flags) for values in (x, y)]

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
        x, y = projected(np.linalg.inv(self.matrix), x, y)
        if self.curl is not None:
            x, y = self.curl.undone(x, y)
        return (
            min(max(0, math.floor(x.min()) - _AROUND), self.width),
            min(max(0, math.floor(y.min()) - _AROUND), self.height),
            max(0, min(self.width, math.ceil(x.max()) + _AROUND)),
            max(0, min(self.height, math.ceil(y.max()) + _AROUND)),
        )


def unbent(width: int, height: int) -> Bend:
    """A page that is straight as it lies."""
    return Bend(width, height, np.eye(3))


def projected(matrix: Matrix, x: Points, y: Points) -> tuple[Points, Points]:
    """Points after a projective map."""
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    return (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth, (
        matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]
    ) / depth


def moved(x: float, y: float) -> Matrix:
    """The map that moves points by so much."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def turned(angle: float, width: int, height: int) -> Matrix:
    """The map that turns a page by an angle (radians, clockwise) around its middle."""
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(moved(width / 2, height / 2) @ turn @ moved(-width / 2, -height / 2), dtype=np.float64)


def leaning(falls: float, leans: float, width: int, height: int) -> Matrix:
    """The map after which rows fall and columns lean by so much a pixel, around the middle of the page."""
    lean = np.array([[1.0, leans, 0.0], [falls, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(moved(width / 2, height / 2) @ lean @ moved(-width / 2, -height / 2), dtype=np.float64)

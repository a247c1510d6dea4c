"""A sheet of paper on a desk: found by its outline, cut out of the photograph, and drawn as if seen from straight above.

Scanners put a white lid around a page. Only where the rim of a picture is darker than its paper, a sheet is looked for at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bend import Matrix, moved, projected

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]
Corners = NDArray[np.float64]
"""Upper left, upper right, lower right, lower left: x and y."""

_SMALL = 400
"""Longer side in pixels of the picture on which a sheet is looked for."""
_DESK, _RIM = 0.75, 0.15
"""Lightness beside that of paper below which the rim of a picture is no paper, and the share of the rim that must be."""
_PRINT = 0.045
"""Thickness of print and pictures on paper, as a share of the longer side, that do not divide it."""
_LEAST = 0.2
"""Share of the picture that a sheet covers at least."""
_SOLID, _FOUR = 0.95, 0.93
"""How much of its hull a sheet fills, and how much of it four corners do: paper has no dents, but it curls."""
_AGREED = 0.96
"""Share of two masks that is common to both if they show the same sheet."""
_ASLANT = 0.006
"""Shares of a side by which a corner must be off for a sheet not to lie straight already."""
_A4 = (math.sqrt(2), 0.1, 297 / 25.4)
"""Sides of a sheet as one to another, how far off they may look, and the longer one in inches."""
_FOCAL = 0.9
"""How far the eye of a usual camera is, in longer sides of its picture."""
_FOCALS = (0.45, 4.0)
_DPI = (150.0, 300.0)
"""Resolution in which the sheet is drawn."""
_BULGE = 0.12
"""Share of a side by which a curled sheet may reach beyond the straight lines between its corners."""
_TRIMMED = 2
"""Pixels of the small picture at the edge of the sheet that are taken for the desk."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A sheet as if seen from above: its picture, dots per inch, and the map from it to the photograph."""

    picture: Picture
    dpi: float
    matrix: Matrix


def sheet_on_desk(picture: Picture, dpi: float) -> Cut | None:
    """The sheet of paper that a picture (grey or red-green-blue) shows on something darker, unless it fills it or lies straight in it."""
    if not _rimmed(picture):
        return None
    from .opencv import cv2

    height, width = picture.shape[:2]
    scale = min(1.0, _SMALL / max(height, width))
    small = cv2.resize(picture, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA)
    size = max(3, round(_PRINT * max(small.shape)) | 1)
    wide = cv2.copyMakeBorder(small, *(size,) * 4, cv2.BORDER_REPLICATE)  # so that a narrow strip of desk is not closed like print
    wide = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    paper = np.ascontiguousarray(wide[size:-size, size:-size])
    seen = [sheet for mask in _masks(paper) if (sheet := _outlined(mask))]
    agreed = [sheet for sheet in seen if sum(_same(sheet[0], other[0]) for other in seen) > 1]
    if not agreed:
        return None
    mask, corners, _ = max(agreed, key=lambda sheet: sheet[2])
    enlarged = np.diag((width / small.shape[1], height / small.shape[0], 1.0))
    matrix: Matrix = np.eye(3)
    sides = (width, height)
    if corners is not None:
        if _straight(corners):
            return None
        matrix, sides, dpi = _from_above(corners * np.diag(enlarged)[:2], _hull(mask) * np.diag(enlarged)[:2], width, height)

    def drawn(what: Picture, by: Matrix, kind: int) -> Picture:
        flags = kind | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpPerspective(what, by, sides, flags=flags, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)

    inner = cv2.erode(mask, np.ones((2 * _TRIMMED + 1,) * 2, np.uint8), borderValue=1)
    flat = drawn(picture, matrix, cv2.INTER_CUBIC)
    from_small = np.linalg.inv(enlarged) @ matrix
    outside = cv2.threshold(drawn(inner * np.uint8(255), from_small, cv2.INTER_LINEAR), 127, 255, cv2.THRESH_BINARY_INV)[1]
    cv2.copyTo(drawn(_paper_around(paper, inner), from_small, cv2.INTER_LINEAR), outside, flat)
    return Cut(flat, dpi, matrix)


def _from_above(corners: Corners, hull: Corners, width: int, height: int) -> tuple[Matrix, tuple[int, int], float]:
    """The map from a sheet seen from above to its photograph, the size in pixels in which it is drawn, and its dots per inch."""
    from .opencv import cv2

    flat_width, flat_height, dpi = _measured(corners, width, height)
    to = np.array([(0.0, 0.0), (flat_width, 0.0), (flat_width, flat_height), (0.0, flat_height)])
    flatten = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), to.astype(np.float32)), dtype=np.float64)
    x, y = projected(flatten, hull[:, 0], hull[:, 1])
    left, right = (float(np.clip(side, -_BULGE * flat_width, (1 + _BULGE) * flat_width)) for side in (x.min(), x.max()))
    top, bottom = (float(np.clip(side, -_BULGE * flat_height, (1 + _BULGE) * flat_height)) for side in (y.min(), y.max()))
    matrix = np.linalg.inv(moved(-left, -top) @ flatten)
    return matrix / matrix[2, 2], (math.ceil(right - left), math.ceil(bottom - top)), dpi


def _rimmed(picture: Picture) -> bool:
    """Whether much of the rim of a picture is darker than its paper."""
    step = max(1, max(picture.shape) // _SMALL)
    few = picture[step // 2 :: step, step // 2 :: step]

    def light(part: Picture) -> Picture:
        return np.asarray(part.max(axis=2) if part.ndim == 3 else part).ravel()

    rim = np.concatenate([light(part) for part in (few[:2], few[-2:], few[:, :2], few[:, -2:])])
    paper = float(np.quantile(light(few[::4, ::4]), 0.9))
    return float((rim < _DESK * paper).mean()) >= _RIM


def _masks(paper: Picture) -> Iterator[Mask]:
    """What may be the sheet on a small picture without print: what is light, what is colourless, what has an edge around it."""
    from .opencv import cv2

    grey = paper if paper.ndim == 2 else cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY)
    yield cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    if paper.ndim == 3:
        most, least = paper.max(axis=2).astype(np.float32), paper.min(axis=2).astype(np.float32)
        pale = (255 * least / np.maximum(most, 1)).astype(np.uint8)  # a shadow is as colourless as the paper it falls on
        yield cv2.threshold(cv2.blur(pale, (3, 3)), 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    height, width = grey.shape
    markers = np.zeros(grey.shape, np.int32)
    markers[height // 3 : -height // 3, width // 3 : -width // 3] = 2
    markers[:2] = markers[-2:] = 1
    markers[:, :2] = markers[:, -2:] = 1
    cv2.watershed(cv2.merge((grey,) * 3) if paper.ndim == 2 else np.ascontiguousarray(paper), markers)
    yield (markers == 2).astype(np.uint8)


def _outlined(mask: Mask) -> tuple[Mask, Corners | None, float] | None:
    """The largest piece of a mask, its four corners if it has four, and how good a sheet it makes; None where it makes none."""
    from .opencv import components, cv2

    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    labels, stats = components(opened)
    if len(stats) < 2:
        return None
    piece = (labels == 1 + int(np.argmax(stats[1:, 4]))).astype(np.uint8)
    contours = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    outer = max(contours, key=cv2.contourArea)
    piece = cv2.drawContours(np.zeros_like(piece), [outer], -1, 1, cv2.FILLED)
    hull = cv2.convexHull(outer)
    area = float(cv2.contourArea(hull))
    if area < _LEAST * mask.size or area > 0.98 * mask.size:
        return None
    solid = float(cv2.contourArea(outer)) / area
    if solid < _SOLID:
        return None
    corners = _four(hull)
    share = float(cv2.contourArea(corners.astype(np.float32))) / area if corners is not None else 0.0
    return piece, corners if share >= _FOUR else None, solid * max(share, _FOUR - 0.1)


def _same(one: Mask, other: Mask) -> bool:
    """Whether two ways of looking see the same sheet: else print may be cut off."""
    return int(np.count_nonzero(one & other)) >= _AGREED * int(np.count_nonzero(one | other))


def _four(hull: NDArray[np.int32]) -> Corners | None:
    """The four corners of a hull, from the upper left one clockwise."""
    from .opencv import cv2

    around = float(cv2.arcLength(hull, True))
    for share in np.arange(0.01, 0.1, 0.005):
        points = cv2.approxPolyDP(hull, share * around, True).reshape(-1, 2).astype(np.float64)
        if len(points) == 4:
            off = points - points.mean(axis=0)
            points = points[np.argsort(np.arctan2(off[:, 1], off[:, 0]))]  # clockwise, y points down
            # the upper left one is the one whose next side runs most to the right
            ways = np.roll(points, -1, axis=0) - points
            first = int(np.argmax(ways[:, 0] / np.hypot(ways[:, 0], ways[:, 1])))
            return np.asarray(np.roll(points, -first, axis=0), dtype=np.float64)
        if len(points) < 4:
            return None
    return None


def _hull(mask: Mask) -> Corners:
    from .opencv import cv2

    contours = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    return np.asarray(cv2.convexHull(max(contours, key=cv2.contourArea)).reshape(-1, 2), dtype=np.float64)


def _straight(corners: Corners) -> bool:
    """Whether a sheet lies straight, and is seen from above."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    return bool((np.abs(corners - box) <= np.maximum(_ASLANT * (high - low), 1.5)).all())


def _measured(corners: Corners, width: int, height: int) -> tuple[float, float, float]:
    """Width and height in pixels to draw a sheet with these corners in, and its dots per inch."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    share = _proportion(corners, width, height)
    across, down = max(sides[0], sides[2]), max(sides[1], sides[3])
    longer = max(across, down)
    ideal, near, inches = _A4
    for one in (ideal, 1 / ideal):
        if abs(share / one - 1) <= near:
            share = one
    dpi = min(max(longer / inches, _DPI[0]), _DPI[1])
    longer = dpi * inches
    return (longer, longer / share, dpi) if share >= 1 else (longer * share, longer, dpi)


def _proportion(corners: Corners, width: int, height: int) -> float:
    """Width over height of a rectangle whose corners are seen here by a camera that looks at the middle of the picture (after Zhang and
    He, Whiteboard scanning and image enhancement)."""
    one, two, four, three = np.column_stack((corners - (width / 2, height / 2), np.ones(4)))
    side = max(width, height)
    second = np.cross(one, four) @ three / (np.cross(two, four) @ three) * two - one
    third = np.cross(one, four) @ two / (np.cross(three, four) @ two) * three - one
    focal = (_FOCAL * side) ** 2
    depth = second[2] * third[2]
    if abs(depth) > 1e-4:
        known = -(second[0] * third[0] + second[1] * third[1]) / depth
        if (_FOCALS[0] * side) ** 2 <= known <= (_FOCALS[1] * side) ** 2:
            focal = known
    lengths = [float((way[0] ** 2 + way[1] ** 2) / focal + way[2] ** 2) for way in (second, third)]
    return math.sqrt(lengths[0] / max(lengths[1], 1e-12))


def _paper_around(paper: Picture, mask: Mask) -> Picture:
    """The paper of a small picture, and where there is none the shade of the nearest."""
    from .opencv import cv2

    known = mask.astype(np.float32)
    shades = paper.astype(np.float32) * (known if paper.ndim == 2 else known[..., None])
    result, missing = paper.copy(), mask == 0
    for size in (9, 33, 129, 2 * _SMALL + 1):
        weight = cv2.blur(known, (size, size), borderType=cv2.BORDER_CONSTANT)
        here = missing & (weight > 1e-3)
        average = cv2.blur(shades, (size, size), borderType=cv2.BORDER_CONSTANT)[here]
        result[here] = (average.T / weight[here]).T.astype(np.uint8)
        missing &= ~here
    return result

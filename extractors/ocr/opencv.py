"""OpenCV, imported when first needed and held to the threads of this process.

Its own type hints say "any array of numbers" for every result; here its functions are untyped, and callers say what they get.
"""

from __future__ import annotations

from typing import Any

import cv2 as _cv2
import numpy as np
from numpy.typing import NDArray

from .engine import thread_count

cv2: Any = _cv2
cv2.setNumThreads(thread_count())


def shrunk(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture made smaller, to a width and height: a whole number of pixels is averaged to one, which is many times faster than
    averaging parts of pixels, and what is left to do is done by interpolation.
    """
    height, width = picture.shape
    times = min(width // max(size[0], 1), height // max(size[1], 1))
    if times > 1:
        whole = picture[: height // times * times, : width // times * times]
        picture = cv2.resize(whole, (width // times, height // times), interpolation=cv2.INTER_AREA)
    if picture.shape != size[::-1]:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return picture


_FEW, _VERY_FEW = 65_535, 20_000
"""Pieces that can be counted in two bytes, and up to which it is faster to go around each one."""


def components(mask: NDArray[np.uint8]) -> tuple[NDArray[np.integer[Any]], NDArray[np.int32]]:
    """The connected pieces of a mask of 0 and 1: the number of the piece at every pixel (0: none), and for each number
    left, top, width, height, area.
    """
    kind = cv2.CV_16U if _at_most(mask) < _FEW else cv2.CV_32S  # half the memory, a third of the time
    labels, stats = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=kind)[1:3]
    return labels, stats


def numbered(mask: NDArray[np.uint8]) -> tuple[NDArray[np.integer[Any]], int]:
    """The number of the connected piece at every pixel of a mask of 0 and 1 (0: none), and how many numbers there are."""
    count, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_16U if _at_most(mask) < _FEW else cv2.CV_32S)
    return labels, count


def outlines(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Left, top, width and height of each connected piece of a mask of 0 and 1."""
    if _at_most(mask) > _VERY_FEW:
        return np.asarray(components(mask)[1][1:, :4], dtype=np.int32)
    contours, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return np.zeros((0, 4), np.int32)
    outer = levels.reshape(-1, 4)[:, 3] < 0  # the others go around holes
    return np.array([cv2.boundingRect(contour) for contour, is_outer in zip(contours, outer, strict=True) if is_outer], np.int32)


def _at_most(mask: NDArray[np.uint8]) -> int:
    """How many connected pieces there are at most: each has a pixel with nothing left of it."""
    return int(cv2.countNonZero(cv2.compare(mask[:, 1:], mask[:, :-1], cv2.CMP_GT)) + mask.shape[0])

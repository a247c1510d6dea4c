"""Print of the other side that shines through thin paper: its letters are many times paler than those of this side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lines import middle_and_spread

Grey = NDArray[np.uint8]

_INK = 14
"""Darkness (of 255) from which a pixel may be print."""
_QUIET = 3.0
"""Spread of the darkness of paper up to which pale print is told from noise."""
_PRINT = 0.995
"""Share of a page that is no darker than its print."""
_LETTER = (0.05, 0.3)
"""Heights of letters in inches."""
_PALE, _DARK = 0.3, 0.5
"""Darkest point of a letter, as a share of the darkness of print, that is from the other side, and one that is of this side."""
_BLOCK, _BLOCKS = 4, 120
"""Side in pixels of the squares of which only the darkest point is looked at first, and how many pale ones print of another side makes at
least: its letters, where they stand alone, have several each."""
_FEWEST, _BETWEEN = 30, 0.02
"""Pale letters from which there is another side, and the share of all letters that may be neither pale nor dark."""
_ABOVE, _FULL = 1.5, 1.5
"""Rules of the other side are darker than its letters, by this factor; print that is darker by the second one again stays as it is."""


def without_other_side(page: Grey, level: int) -> Grey:
    """An evened page without what is no darker than print of the other side, whose letters reach this `level`."""
    from .opencv import cv2

    low, high = _ABOVE * level, _ABOVE * _FULL * level
    dark = 255.0 - np.arange(256)
    kept = np.where(dark < high, np.clip((dark - low) * high / (high - low), 0, None), dark)
    return np.asarray(cv2.LUT(page, (255.0 - kept).astype(np.uint8)), dtype=np.uint8)


def pale_level(page: Grey, dpi: float) -> int:
    """The darkness that letters of the other side reach at most on an evened page (paper at 255); 0 where nothing shines through."""
    from .opencv import cv2

    dark = np.asarray(cv2.GaussianBlur(cv2.bitwise_not(page), (3, 3), 0), dtype=np.uint8)
    sample = dark[::4, ::4]
    if 1.4826 * middle_and_spread(sample)[1] > _QUIET:
        return 0
    shades = np.bincount(sample.ravel(), minlength=256).cumsum()
    print_ = float(np.searchsorted(shades, _PRINT * shades[-1]))
    if not _pale_places(dark, _PALE * print_):
        return 0
    found = _letters(dark, _INK, dpi)
    pale = found[found < _PALE * print_]
    between = found[(found >= _PALE * print_) & (found < _DARK * print_)]
    if len(pale) < _FEWEST or len(between) > _BETWEEN * len(found):
        return 0
    # print of this side hangs together with what shines through beside it, unless it is looked at by itself
    return int(pale.max()) if len(_letters(dark, _DARK * print_, dpi)) >= _FEWEST else 0


def _pale_places(dark: Grey, most: float) -> bool:
    """Whether there is enough that is pale and nowhere near anything darker for letters of the other side."""
    from .opencv import cv2

    peaks = np.ascontiguousarray(cv2.dilate(dark, np.ones((_BLOCK, _BLOCK), np.uint8))[::_BLOCK, ::_BLOCK])
    pale = (peaks > _INK) & (cv2.dilate(peaks, np.ones((3, 3), np.uint8)) < most)
    return int(np.count_nonzero(pale)) >= _BLOCKS


def _letters(dark: Grey, least: float, dpi: float) -> Grey:
    """The darkest point of everything that is as large as a letter, where only what has this darkness counts."""
    from .opencv import components

    mask = dark > least
    labels, stats = components(mask.view(np.uint8))
    height, width, area = stats[:, 3], stats[:, 2], stats[:, 4]
    low, high = _LETTER[0] * dpi, _LETTER[1] * dpi
    letters = (height >= low) & (height <= high) & (width >= 0.4 * low) & (width <= 3 * high) & (area > 0.12 * height * width)
    letters[0] = False
    peaks = np.zeros(len(stats), np.uint8)
    np.maximum.at(peaks, labels[mask], dark[mask])
    return np.asarray(peaks[letters], dtype=np.uint8)

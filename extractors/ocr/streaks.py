"""Lines that dust on the glass of a scanner draws: thin, exactly along the feeder's way, and from edge to edge, as no rule of a table is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_PARTS = 48
"""Parts of the page, from edge to edge, that are looked at."""
_WIDEST = 0.02
"""Widest line in inches."""
_DARKER = 5.0
"""How much darker than the paper beside it a line is at least, of 255."""
_EVERYWHERE, _MARGINS = 0.85, 3
"""Share of the parts in which it shows, and parts at either edge in all of which it must."""
_THICKEST = 0.25
"""Share of the light that a line lets through at least for what is below it to be seen; else it is drawn over from beside."""


def without_streaks(channels: Sequence[Grey], dpi: float) -> list[Grey]:
    """The channels of a picture without lines from edge to edge, up and down or across; the same arrays where there are none."""
    result = list(channels)
    for flip in (False, True):
        found = _streaks(result[len(result) // 2], dpi, flip=flip)
        if not found:
            continue
        for number, channel in enumerate(result):
            own = (channel.T if flip else channel).copy()
            for left, right in found:
                _lifted(own, left, right)
            result[number] = np.ascontiguousarray(own.T) if flip else own
    return result


def _streaks(channel: Grey, dpi: float, *, flip: bool) -> list[tuple[int, int]]:
    """First and last column of each line from the upper to the lower edge (of rows, from the left to the right one)."""
    from .opencv import cv2

    height, width = channel.shape
    reach = max(3, round(_WIDEST * dpi)) + 1
    along, across = (width, height) if flip else (height, width)
    if across < 4 * reach or along < 4 * _PARTS:
        return []
    deep = _MARGINS * along // _PARTS

    def darker(part: Grey, count: int) -> NDArray[np.bool_]:
        """For so many pieces of a part, and each column of it, whether it is darker there than its surroundings."""
        means = cv2.resize(part, (count, across) if flip else (across, count), interpolation=cv2.INTER_AREA)
        means = np.asarray(means.T if flip else means, dtype=np.float32)
        return np.asarray(means < np.minimum(np.roll(means, reach, 1), np.roll(means, -reach, 1)) - _DARKER)

    first, last = (channel[:, :deep], channel[:, -deep:]) if flip else (channel[:deep], channel[-deep:])
    everywhere = np.logical_and.reduce(np.concatenate((darker(first, _MARGINS), darker(last, _MARGINS))))
    everywhere[: 2 * reach] = everywhere[-2 * reach :] = False
    if not everywhere.any():  # nearly always
        return []
    everywhere &= darker(channel, _PARTS).mean(axis=0) >= _EVERYWHERE
    columns = np.flatnonzero(everywhere)
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1) if len(columns) else []
    return [(int(group[0]), int(group[-1])) for group in groups if len(group) < reach]


def _lifted(channel: Grey, left: int, right: int) -> None:
    """Take a line off what it covers, in place: the line lets the same share of light through all along its way."""
    before, after = channel[:, left - 2].astype(np.float32), channel[:, right + 2].astype(np.float32)
    paper = np.minimum(before, after) > 0.8 * np.quantile(np.maximum(before, after), 0.9)
    if not paper.any():
        return
    for column in range(left - 1, right + 2):
        place = (column - left + 2) / (right - left + 4)
        around = (1 - place) * before + place * after
        own = channel[:, column].astype(np.float32)
        through = float(np.median(own[paper] / around[paper]))
        if through < 0.98:
            channel[:, column] = np.clip(own / through if through >= _THICKEST else around, 0, 255).astype(np.uint8)

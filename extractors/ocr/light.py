"""Paper made white and ink made comparable: uneven light, shadows, low contrast, and colours laid over the print.

`Sheet.lines` keeps everything dark that may be a rule, `Sheet.print` is what characters are read from: coloured ink (seals, stamps,
marks of a pen) is taken off it after the law of Beer and Lambert, because a transparent red over black is still black below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bend import Bend
from .bleed import pale_level, without_other_side
from .streaks import without_streaks

Grey = NDArray[np.uint8]
Colour = NDArray[np.uint8]

_SHRINK = 4
"""The light of a page changes slowly: it is estimated on a picture smaller by this factor."""
_LARGEST_LETTER = 0.33
"""Height in inches of the largest dark thing that is print and not shadow."""
FRINGE, CORE = 128, 255
_FRINGE = 0.035
"""Width in inches of strokes of coloured ink that have an inside."""
_COLOURED = 28
"""Difference of the channels from which a pixel is coloured ink and not the noise of a camera or of JPEG."""
_LEAST_SHARE = 0.0004
"""Share of coloured pixels from which a page has coloured ink at all."""
_STEPS = 45.0
"""Steps of density of one unit, where densities are kept in whole numbers."""
_EDGES = 1.5
"""At its edges coloured ink looks paler than it is, by this factor."""
_COVERED_INK, _MOST_GAIN = 0.12, 3.0
"""Density from which there is print below coloured ink, and how far its contrast is raised at most."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in shades of grey, its paper at 255: as rules are looked for, as characters are read (the same where there is no coloured
    ink), and where coloured ink lies (`FRINGE` at its edges, where its colour is blurred, `CORE` inside).
    """

    lines: Grey
    print: Grey
    coloured: Grey | None

    def turned(self, turn: int) -> Sheet:
        """The sheet turned counter-clockwise by so many quarter turns."""
        if turn % 4 == 0:
            return self
        lines = np.ascontiguousarray(np.rot90(self.lines, turn))
        print_ = lines if self.print is self.lines else np.ascontiguousarray(np.rot90(self.print, turn))
        return Sheet(lines, print_, None if self.coloured is None else np.ascontiguousarray(np.rot90(self.coloured, turn)))

    def straightened(self, bend: Bend) -> Sheet:
        """The sheet made straight."""
        from .opencv import cv2

        straight = bend.straightener()
        lines = straight(self.lines, 255, (0, 0, bend.width, bend.height))
        if self.coloured is None:
            return Sheet(lines, lines, None)
        left, top, width, height = cv2.boundingRect(self.coloured)
        box = bend.straight_box((left, top, left + width, top + height))
        window = (slice(box[1], box[3]), slice(box[0], box[2]))
        print_, coloured = lines.copy(), np.zeros_like(lines)
        if print_[window].size:  # turning may push all of it over the edge of the page
            print_[window] = straight(self.print, 255, box)
            coloured[window] = straight(self.coloured, 0, box)
        return Sheet(lines, print_, coloured)


def prepared(picture: Colour | Grey, dpi: float) -> Sheet:
    """The sheet of a picture (grey, or red-green-blue)."""
    from .opencv import cv2

    if picture.ndim == 2:
        return _one_sided(stretched(evened(without_streaks([picture], dpi)[0], dpi)), None, None, dpi)
    channels = cv2.split(picture)
    mended = without_streaks(channels, dpi)
    if mended[0] is not channels[0]:
        channels, picture = mended, cv2.merge(mended)
    most = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    least = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    coloured = cv2.blur(cv2.subtract(most, least), (3, 3))
    limit = _COLOURED + int(np.median(coloured[::8, ::8]))
    tinted = cv2.threshold(coloured, limit, 1, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(tinted) < _LEAST_SHARE * tinted.size:
        return _one_sided(stretched(evened(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dpi)), None, None, dpi)
    left, top, width, height = cv2.boundingRect(tinted)
    window = (slice(top, top + height), slice(left, left + width))
    lightest, darkest = evened(most, dpi), evened(least, dpi)
    core = cv2.erode(tinted, np.ones((max(3, round(_FRINGE * dpi) | 1),) * 2, np.uint8))
    cleaned = lightest.copy()
    cleaned[window] = _cleaned(lightest, darkest[window], tinted[window] > 0, core[window] > 0, window)
    contrast = _contrast(cleaned)
    marks = tinted * np.uint8(FRINGE)
    marks[window] += core[window] * np.uint8(CORE - FRINGE)
    return _one_sided(cv2.LUT(lightest, contrast), cv2.LUT(cleaned, contrast), marks, dpi)


def _one_sided(lines: Grey, print_: Grey | None, coloured: Grey | None, dpi: float) -> Sheet:
    """The sheet (`print_` where it is not the same as `lines`) without print of the other side that shines through."""
    level = pale_level(lines if print_ is None else print_, dpi)
    if level:
        lines = without_other_side(lines, level)
        print_ = None if print_ is None else without_other_side(print_, level)
    return Sheet(lines, lines if print_ is None else print_, coloured)


def evened(channel: Grey, dpi: float) -> Grey:
    """A channel with its paper at 255 everywhere."""
    from .opencv import cv2, shrunk

    height, width = channel.shape
    small = shrunk(channel, (max(width // _SHRINK, 1), max(height // _SHRINK, 1)))
    size = max(3, int(_LARGEST_LETTER * dpi / _SHRINK) | 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (size, size)))
    paper = cv2.blur(paper, (size, size))
    paper = cv2.max(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), 8)
    return np.asarray(cv2.divide(channel, paper, scale=255.0), dtype=np.uint8)


def stretched(even: Grey) -> Grey:
    """An evened page with its darkest ink at 0 and what is lighter than nearly all of the paper at 255."""
    from .opencv import cv2

    return np.asarray(cv2.LUT(even, _contrast(even)), dtype=np.uint8)


def _contrast(even: Grey) -> Grey:
    """What the shades of an evened page become."""
    sample = even[::4, ::4]
    counts = np.bincount(sample.ravel(), minlength=256).cumsum()
    total = counts[-1]
    dark = int(np.searchsorted(counts, 0.002 * total))
    paper = int(np.searchsorted(counts, 0.5 * total))
    dark = min(dark, paper - 40)
    return np.clip((np.arange(256) - dark) * 255.0 / max(paper - dark, 1), 0, 255).astype(np.uint8)


def _cleaned(page: Grey, bottom: Grey, tinted: NDArray[np.bool_], core: NDArray[np.bool_], window: tuple[slice, slice]) -> Grey:
    """A window of the lightest channel of a page with the density that coloured ink has in it taken away, as far as colour shows how much
    of it there is. `bottom` is the darkest channel; everything but `page` is of the window.
    """
    from .opencv import cv2

    top = page[window]
    density = -np.log(np.maximum(np.arange(256), 4) / 255.0).astype(np.float32)
    steps = np.rint(density * _STEPS).astype(np.uint8)
    # cameras and JPEG keep colour at half the resolution of light: take the strongest colour near by
    hue = cv2.dilate(cv2.subtract(cv2.LUT(bottom, steps), cv2.LUT(top, steps)), np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero(tinted)
    light, spread = density[top[rows, columns]], hue[rows, columns].astype(np.float32) / _STEPS
    solid = spread >= np.quantile(spread, 0.7)
    # print below the colour is darker in the lightest channel: the colour alone is the lighter half
    own = float(np.quantile(light[solid], 0.5))
    full = float(np.quantile(spread[solid], 0.3))
    share = np.minimum(_EDGES * spread / max(full, 0.05), 1.0)
    remaining = np.maximum(light - share * own, 0.0)
    inside = core[rows, columns]
    if inside.any():  # an opaque colour takes contrast from what it covers: give it back
        covered = float(np.quantile(remaining[inside], 0.98))
        if covered > _COVERED_INK:
            usual = float(density[int(np.quantile(page[::4, ::4], 0.004))])
            remaining[inside] *= min(max(usual / covered, 1.0), _MOST_GAIN)
    result = top.copy()
    result[rows, columns] = np.clip(255.0 * np.exp(-remaining), 0, 255).astype(np.uint8)
    return result

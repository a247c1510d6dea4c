"""Which way up a page lies: lines of print run along the rows of an upright page; the recogniser says whether it stands on its head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .cells import Read, crop
from .engine import Reading, recogniser
from .lines import Grey

_LONGER_SIDE = 1200
"""Longer side in pixels of the picture by which the direction of print is told."""
_DARK = 70
"""Darkness (of 255) of ink."""
_RULE = 60
"""Straight runs longer than this, in those pixels, are rules."""
_REACH = 7
"""Letters of a line are nearer to each other than this; lines are further apart."""
_CLEARLY = 0.8
"""Print runs down the page where joining it that way leaves fewer pieces than this share of those left the other way."""
_FEWEST = 30
_POOR = 0.92
"""Mean probability of the characters below which it is tried whether a page stands on its head."""
_SAMPLE = 16
"""Lines that are read again for that."""
_BETTER = 0.08
"""How much better they must read the other way up."""
_FEWEST_GLYPHS = 6


def sideways(ink: Grey) -> bool:
    """Whether the lines of print in a picture of ink (dark is high) run up or down."""
    from .opencv import shrunk

    scale = min(1.0, _LONGER_SIDE / max(ink.shape))
    small = shrunk(ink, (round(ink.shape[1] * scale), round(ink.shape[0] * scale)))
    quarter = small.shape[0] // 4
    found = _runs_down(small[quarter:-quarter]) if quarter else None
    if found is not False:  # too little print in the middle of the page, or columns of figures there that look like lines
        found = _runs_down(small)
    return bool(found)


def _runs_down(small: Grey) -> bool | None:
    """Whether print runs up or down; None where there is too little of it."""
    from .opencv import components, cv2

    mask = cv2.threshold(small, _DARK, 1, cv2.THRESH_BINARY)[1]
    for kernel in (np.ones((1, _RULE), np.uint8), np.ones((_RULE, 1), np.uint8)):
        rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
        mask &= 1 - cv2.dilate(rules, np.ones((5, 5), np.uint8))
    labels, stats = components(mask)
    letters = (stats[:, 4] >= 6) & (stats[:, 2] < 60) & (stats[:, 3] < 60)
    letters[0] = False
    mask = letters.view(np.uint8)[labels]
    if int(letters.sum()) < _FEWEST:
        return None
    across = cv2.connectedComponents(cv2.dilate(mask, np.ones((1, _REACH), np.uint8)))[0]
    down = cv2.connectedComponents(cv2.dilate(mask, np.ones((_REACH, 1), np.uint8)))[0]
    return bool(down < _CLEARLY * across)


def upside_down(print_: Grey, lines: Sequence[Read]) -> bool:
    """Whether the lines of a page, as they were read, read better upside down."""
    if legibility(lines) >= _POOR:
        return False
    longest = sorted(lines, key=lambda line: -len(line.glyphs))[:_SAMPLE]
    turned = recogniser().read([np.ascontiguousarray(np.rot90(crop(print_, line.task.strip), 2)) for line in longest])
    return legibility(turned) > legibility(longest) + _BETTER


def legibility(lines: Sequence[Read | Reading]) -> float:
    """Mean probability of the characters of some lines; 1 where there are too few to say."""
    probabilities = [glyph.probability for line in lines for glyph in line.glyphs]
    return float(np.mean(probabilities)) if len(probabilities) >= _FEWEST_GLYPHS else 1.0

"""Where print stands: connected ink put together to lines, inside each cell and outside tables.

Ink is put together from its connected pieces and not from profiles of pixels, so that every piece belongs to exactly one cell, and a
piece that belongs to no line (a speck, what a seal left behind) can be named.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .grid import Edge, Lattice
from .light import CORE, FRINGE
from .lines import Grey, middle_and_spread

_SMALLEST_LETTER = 0.035
"""Height in inches of the smallest letter."""
_LARGEST_LETTER = 0.6
_LEAST_INK, _INK = 50, 105
"""Darkness (of 255, paper at 0) from which a pixel is ink: on clean paper, and on any."""
_CLEAR = 6.0
"""Ink is darker than paper by this multiple of what noise makes."""
_SMOOTH = 0.004
"""Width in inches over which noise is smoothed before ink is told from paper."""
_INK_BELOW = 60
"""The same inside coloured ink."""
_ON_COLOUR, _FAINT = 0.75, 0.66
"""What lies on coloured ink with this share, and is darker than paper by less than this share of print's darkness, is left of it."""
_RULE = 0.014
"""Half of what is cleared along rules, in inches."""
_FEWEST_SLOPES = 8
_TALLEST = 1.8
"""What is taller than this many letters is no single line."""
_TALL = 1.35
"""Pieces one below the other belong to one line where together they are not taller than this many letters."""
_APART = 0.5
"""Pieces further apart than this many letters are never one line."""
_BIG = 0.5
"""Pieces of this share of a letter's height make lines; smaller ones (points, strokes) belong to those they stand in."""
_OFF = 0.2
"""How far, in letters, the middle of a small piece may lie above or below a line it belongs to."""
_GAP, _CELL_GAP = 1.6, 2.5
"""Pieces of a line further apart than this many letters are read by themselves: outside tables, in a cell."""
_NEAR, _HEIGHT_COUNTS = 0.4, 0.2
"""Small pieces within so many letters of a line belong to it at once, others in the order of their distance; how much the height at which
they stand counts.
"""
_SIDE_GAP, _SIDE_OFF = 0.9, 0.3
"""What stands further apart than the first and on another height, by the second, is no single line (in letters)."""
_AS_HIGH = 0.12
"""Lines that say how a page climbs are as high as each other to within so many letters."""
_FRAME, _FRAMED = 2.0, 2
"""A piece wider than so many letters in which so many others stand is a frame."""
_THICKEST, _INKED = 0.06, 0.9
"""Half of the thickest rule in inches, and the share of a row beside a rule from which on it is a part of the rule."""
_ALONG = 0.028
"""Thin pieces that keep within this distance of a rule, in inches, are a part of it that was not cleared."""

Boxes = NDArray[np.int32]
"""One row per piece of ink: x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A printed line: its box in pixels, and the height of its letters."""

    x0: int
    y0: int
    x1: int
    y1: int
    letter: float


def ink_mask(print_: Grey, tinted: Grey | None, drawn: Lattice, dpi: float) -> Grey:
    """The ink of a page without its rules, as 0 and 1; `tinted` says where coloured ink was taken away."""
    from .opencv import cv2

    dark = cv2.bitwise_not(print_)
    smooth = cv2.GaussianBlur(dark, (0, 0), _SMOOTH * dpi)
    paper, spread = middle_and_spread(smooth[::5, ::5])
    least = min(max(paper + _CLEAR * 1.4826 * spread, _LEAST_INK), _INK)
    mask: Grey = cv2.threshold(smooth, math.ceil(least) - 1, 1, cv2.THRESH_BINARY)[1]
    if tinted is not None:
        left, top, width, height = cv2.boundingRect(tinted)
        window = (slice(top, top + height), slice(left, left + width))
        inside, below, own = tinted[window], dark[window], mask[window]
        own[(inside == FRINGE) & (below < _INK)] = 0
        own |= ((below >= _INK_BELOW) & (inside == CORE)).astype(np.uint8)
    half, most = math.ceil(_RULE * dpi), math.ceil(_THICKEST * dpi)
    across = [(_thickness(mask, edge, half, most), edge) for edge in _whole(drawn.across)]
    down = [(_thickness(mask.T, edge, half, most), edge) for edge in _whole(drawn.down)]
    for own, edges in ((mask, across), (mask.T, down)):
        for (first, last), edge in edges:
            own[first : last + 1, max(0, round(edge.start) - half) : round(edge.end) + half + 1] = 0
    return mask


def _whole(edges: Sequence[Edge]) -> list[Edge]:
    """Edges put together to lines without gaps."""
    result: list[Edge] = []
    for edge in edges:
        last = result[-1] if result else None
        if last is not None and last.at == edge.at and last.end == edge.start:
            result[-1] = Edge(last.at, last.start, edge.end)
        else:
            result.append(edge)
    return result


def _thickness(mask: Grey, edge: Edge, half: int, most: int) -> tuple[int, int]:
    """The first and the last row of a horizontal rule: the usual ones, and those beside them that are ink all along."""
    row, along = round(edge.at), slice(round(edge.start), round(edge.end) + 1)
    first, last = max(0, row - half), min(len(mask) - 1, row + half)
    while first > max(0, row - most) and float(mask[first - 1, along].mean()) >= _INKED:
        first -= 1
    while last < min(len(mask) - 1, row + most) and float(mask[last + 1, along].mean()) >= _INKED:
        last += 1
    return first, last


def pieces(mask: Grey, drawn: Lattice, dpi: float) -> Boxes:
    """The connected pieces of ink that may be print."""
    from .opencv import outlines

    found = outlines(mask)
    widths, heights = found[:, 2], found[:, 3]
    largest = _LARGEST_LETTER * dpi
    # bold letters of a title run together; what is as long and flat is a rule
    flat = (widths > 3 * largest) & (heights < 2 * _SMALLEST_LETTER * dpi)
    found = found[~flat & (widths <= 15 * largest) & (heights <= largest) & (widths * heights >= 3)]
    boxes = np.column_stack((found[:, :2], found[:, :2] + found[:, 2:])).astype(np.int32)
    of_rules = _along(boxes, drawn.across, 1, _ALONG * dpi) | _along(boxes, drawn.down, 0, _ALONG * dpi)
    return boxes[~of_rules]


def _along(boxes: Boxes, edges: Sequence[Edge], axis: int, near: float) -> NDArray[np.bool_]:
    """Which pieces are thin and lie along a rule (`axis` 1: a horizontal one)."""
    if not edges or not len(boxes):
        return np.zeros(len(boxes), dtype=bool)
    places = np.array(sorted({edge.at for edge in edges}))
    low, high = boxes[:, axis], boxes[:, axis + 2]
    length = boxes[:, 3 - axis] - boxes[:, 1 - axis]
    middle = (low + high - 1) / 2
    index = np.clip(np.searchsorted(places, middle), 1, len(places) - 1) if len(places) > 1 else np.zeros(len(boxes), dtype=np.intp)
    nearest = np.where(np.abs(places[index] - middle) < np.abs(places[index - 1] - middle), places[index], places[index - 1])
    inside = (np.abs(low - nearest) <= near) & (np.abs(high - 1 - nearest) <= near)
    return np.asarray(inside & (length >= 2 * (high - low)))


def without_remnants(print_: Grey, tinted: Grey, mask: Grey) -> tuple[Grey, Grey]:
    """The page and its ink without what coloured ink left behind: pieces that lie on it and are fainter than print."""
    from .opencv import cv2, numbered

    labels, count = numbered(mask)
    places = np.flatnonzero(mask.view(np.bool_))
    owners = labels.ravel()[places]
    areas = np.maximum(np.bincount(owners, minlength=count), 1)
    darkness = np.bincount(owners, weights=255.0 - print_.ravel()[places], minlength=count) / areas
    covered = np.bincount(owners[tinted.ravel()[places] == FRINGE], minlength=count) / areas
    free = (covered < 0.1) & (areas > 12)
    usual = float(np.median(darkness[free])) if free.any() else 255.0
    remnant = (covered > _ON_COLOUR) & (darkness < _FAINT * usual)
    remnant[0] = False
    if not remnant.any():
        return print_, mask
    gone = np.zeros_like(mask)
    gone.ravel()[places[remnant[owners]]] = 1
    rest = mask - gone
    cleared = print_.copy()
    cleared[(cv2.dilate(gone, np.ones((3, 3), np.uint8)) > rest)] = 255
    return cleared, rest


def letter_height(boxes: Boxes, dpi: float) -> float:
    """The usual height of letters in pixels."""
    heights = boxes[:, 3] - boxes[:, 1]
    tall = heights[heights >= 1.5 * _SMALLEST_LETTER * dpi]
    return float(np.quantile(tall, 0.7)) if len(tall) else 0.15 * dpi


def strips(boxes: Boxes, letter: float, dpi: float, *, apart: bool = False) -> list[Strip]:
    """The printed lines that pieces of ink in one cell make, from top to bottom. With `apart`, lines are cut at wide gaps."""
    boxes = _without_frames(boxes, letter)
    if len(boxes) == 0:
        return []
    heights = boxes[:, 3] - boxes[:, 1]
    widths = boxes[:, 2] - boxes[:, 0]
    if max(heights.max(), widths.max()) < _SMALLEST_LETTER * dpi:
        return []  # specks
    own = max(letter, _tall(heights)) if len(boxes) > 2 else letter
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    big = np.flatnonzero(heights >= _BIG * own)
    bands = _bands(boxes, big[np.argsort(middles[big])], own)
    spans = [(int(boxes[band, 1].min()), int(boxes[band, 3].max())) for band in bands]
    loose: list[int] = []
    for index in np.flatnonzero(heights < _BIG * own):
        near = [number for number, (top, bottom) in enumerate(spans) if top - _OFF * own <= middles[index] <= bottom + _OFF * own]
        if near:
            bands[min(near, key=lambda number: abs(middles[index] - sum(spans[number]) / 2))].append(int(index))
        else:
            loose.append(int(index))
    if not bands:  # 一, a dash
        bands = _bands(boxes, sorted(loose, key=lambda index: middles[index]), own)
    found: list[Strip] = []
    for band in bands:
        found.extend(_cut(boxes[band], own, dpi, _GAP if apart else _CELL_GAP))
    return sorted(found, key=lambda strip: (strip.y0, strip.x0))


def _without_frames(boxes: Boxes, letter: float) -> Boxes:
    """Pieces without those that others stand in, as in what is left of a thick frame: the print inside would be read twice."""
    wide = np.flatnonzero(boxes[:, 2] - boxes[:, 0] > _FRAME * letter)
    if not len(wide):
        return boxes
    print_ = boxes[boxes[:, 3] - boxes[:, 1] >= _BIG * letter]
    around = [
        index
        for index, (x0, y0, x1, y1) in zip(wide.tolist(), boxes[wide].tolist(), strict=True)
        if ((print_[:, 0] > x0) & (print_[:, 1] > y0) & (print_[:, 2] < x1) & (print_[:, 3] < y1)).sum() >= _FRAMED
    ]
    return np.delete(boxes, around, axis=0)


def _tall(heights: NDArray[np.int32]) -> float:
    """What nine in ten of some heights do not exceed (as numpy's quantile, which takes many times as long for a few numbers)."""
    ordered = np.sort(heights)
    place = 0.9 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def _bands(boxes: Boxes, order: Sequence[int] | NDArray[np.int64], own: float) -> list[list[int]]:
    """Pieces, from top to bottom, put together to lines."""
    bands: list[list[int]] = []
    top = bottom = 0
    for index in order:
        box = boxes[index]
        if bands and max(bottom, box[3]) - min(top, box[1]) <= _TALL * own and box[1] - bottom <= _APART * own:
            bands[-1].append(int(index))
            top, bottom = min(top, int(box[1])), max(bottom, int(box[3]))
        else:
            bands.append([int(index)])
            top, bottom = int(box[1]), int(box[3])
    return bands


def _cut(band: Boxes, letter: float, dpi: float, gap: float) -> list[Strip]:
    """The pieces of a line, cut where they are further apart than `gap` letters."""
    order = band[np.argsort(band[:, 0])]
    groups: list[list[NDArray[np.int32]]] = []
    end = 0
    for box in order:
        if groups and box[0] - end <= gap * letter:
            groups[-1].append(box)
        else:
            groups.append([box])
            end = 0
        end = max(end, int(box[2]))
    result: list[Strip] = []
    for group in groups:
        own = np.array(group)
        height = int(own[:, 3].max() - own[:, 1].min())
        if max(height, int(own[:, 2].max() - own[:, 0].min())) < _SMALLEST_LETTER * dpi:
            continue
        result.append(Strip(int(own[:, 0].min()), int(own[:, 1].min()), int(own[:, 2].max()), int(own[:, 3].max()), letter))
    return result


def outside(boxes: Boxes, letter: float, dpi: float) -> list[Strip]:
    """The printed lines of pieces that stand in no table: pieces side by side belong together, however the line climbs."""
    boxes = _without_frames(boxes, letter)
    if len(boxes) == 0:
        return []
    found: list[Strip] = []
    for group in _lines(boxes, letter):
        for own in _on_one_height(boxes[group], letter):
            height = int(own[:, 3].max() - own[:, 1].min())
            size = max(letter, _tall(own[:, 3] - own[:, 1]))
            if height > _TALLEST * size:
                found.extend(strips(own, letter, dpi, apart=True))
            elif max(height, int(own[:, 2].max() - own[:, 0].min())) >= _SMALLEST_LETTER * dpi:
                found.append(Strip(int(own[:, 0].min()), int(own[:, 1].min()), int(own[:, 2].max()), int(own[:, 3].max()), size))
    return found


def _on_one_height(boxes: Boxes, letter: float) -> list[Boxes]:
    """Pieces side by side, cut at wide gaps where what stands behind is set higher or lower: heads of one line beside those of two."""
    order = boxes[np.argsort(boxes[:, 0])]
    ends = np.maximum.accumulate(order[:, 2])
    starts = np.flatnonzero(order[1:, 0] - ends[:-1] > _SIDE_GAP * letter) + 1
    parts = np.split(order, starts)
    middles: list[float | None] = []
    for part in parts:
        top, bottom = int(part[:, 1].min()), int(part[:, 3].max())
        middles.append((top + bottom) / 2 if _BIG * letter < bottom - top <= _TALL * letter else None)
    groups = [parts[0]]
    for part, left, right in zip(parts[1:], middles, middles[1:], strict=False):
        if left is not None and right is not None and abs(left - right) > _SIDE_OFF * letter:
            groups.append(part)
        else:
            groups[-1] = np.concatenate((groups[-1], part))
    return groups


def _lines(boxes: Boxes, letter: float) -> list[list[int]]:
    """Groups of pieces that stand side by side. Small ones (strokes, points) go with the line that they stand in or nearest to: each of them
    alone might as well lead to the line above or below.
    """
    tall = boxes[:, 3] - boxes[:, 1] >= _BIG * letter
    big, small = np.flatnonzero(tall), np.flatnonzero(~tall)
    groups = [[int(big[index]) for index in group] for group in _side_by_side(boxes[big], letter)] if len(big) else []
    if not groups or not len(small):
        return groups or _side_by_side(boxes, letter)
    extents = np.array([[*boxes[group, :2].min(axis=0), *boxes[group, 2:4].max(axis=0)] for group in groups], dtype=float)
    left = small
    while len(left):
        middles = (boxes[left, 1] + boxes[left, 3]) / 2
        beside = np.maximum(boxes[left, 0][:, None] - extents[None, :, 2], extents[None, :, 0] - boxes[left, 2][:, None])
        inside = (middles[:, None] >= extents[None, :, 1] - _OFF * letter) & (
            middles[:, None] <= extents[None, :, 3] + _OFF * letter
        )
        off = np.abs(middles[:, None] - (extents[None, :, 1] + extents[None, :, 3]) / 2)
        away = np.where(inside & (beside <= _GAP * letter), np.maximum(beside, 0) + _HEIGHT_COUNTS * off, np.inf)
        least = away.min(axis=1)
        found = least <= max(float(least.min()) + 1.0, _NEAR * letter)
        if not np.isfinite(least.min()):
            break
        nearest = away.argmin(axis=1)
        for index, group in zip(left[found].tolist(), nearest[found].tolist(), strict=True):
            groups[group].append(index)
            extents[group, 0], extents[group, 2] = min(extents[group, 0], boxes[index, 0]), max(extents[group, 2], boxes[index, 2])
        left = left[~found]  # the line has grown: what stood too far from it may not any more
    _moved_inside(boxes, groups, extents, set(small.tolist()), letter)
    return [
        *_met(groups, extents, letter),
        *([int(left[index]) for index in group] for group in (_side_by_side(boxes[left], letter) if len(left) else ())),
    ]


def _met(groups: list[list[int]], extents: NDArray[np.float64], letter: float) -> list[list[int]]:
    """Lines on one height that met as they grew are one: between 款 and 公 of 拨款“三公” there are small pieces only."""
    heights = extents[:, 3] - extents[:, 1]
    size = np.maximum(letter, np.minimum(np.minimum(heights[:, None], heights), 3 * letter))
    middles = (extents[:, 1] + extents[:, 3]) / 2
    level = np.abs(middles[:, None] - middles) <= _OFF * size
    beside = np.maximum(extents[:, 0][:, None], extents[:, 0]) - np.minimum(extents[:, 2][:, None], extents[:, 2])
    result = dict(enumerate(groups))
    into = list(range(len(groups)))
    for one, other in np.argwhere(np.triu(level & (beside <= _GAP * size) & (beside >= -size), 1)).tolist():
        keep, gone = into[one], into[other]
        if keep != gone:
            result[keep] += result.pop(gone)
            into = [keep if place == gone else place for place in into]
    return list(result.values())


def _moved_inside(boxes: Boxes, groups: list[list[int]], extents: NDArray[np.float64], small: set[int], letter: float) -> None:
    """Moves small pieces at the end of one line that another line has grown around to that one, in place."""
    for number, group in enumerate(groups):
        for index in [index for index in group if index in small]:
            x, y = (boxes[index, 0] + boxes[index, 2]) / 2, (boxes[index, 1] + boxes[index, 3]) / 2
            around = (
                (extents[:, 0] < x)
                & (x < extents[:, 2])
                & (extents[:, 1] - _OFF * letter < y)
                & (y < extents[:, 3] + _OFF * letter)
            )
            around[number] = False
            others = np.flatnonzero(around)
            if len(others) == 1 and not _among(boxes, group, index):
                group.remove(index)
                groups[int(others[0])].append(index)


def _among(boxes: Boxes, group: Sequence[int], index: int) -> bool:
    """Whether a piece stands between others of its line."""
    others = [other for other in group if other != index]
    middle = (boxes[index, 0] + boxes[index, 2]) / 2
    return bool(others) and bool(boxes[others, 0].min() < middle < boxes[others, 2].max())


def _side_by_side(boxes: Boxes, letter: float) -> list[list[int]]:
    """Groups of pieces that stand side by side, or one above the other within the height of a letter."""
    from .opencv import cv2

    heights = boxes[:, 3] - boxes[:, 1]
    canvas = np.zeros((int(boxes[:, 3].max()) + 1, int(boxes[:, 2].max()) + 1), dtype=np.uint8)
    reach = (_GAP / 2 * np.maximum(letter, np.minimum(heights, 3 * letter))).astype(int)
    shrink = (0.2 * heights).astype(int)
    for (x0, y0, x1, y1), far, less in zip(boxes.tolist(), reach.tolist(), shrink.tolist(), strict=True):
        canvas[y0 + less : max(y1 - less, y0 + less + 1), max(0, x0 - far) : x1 + far] = 1
    labels = cv2.connectedComponents(canvas, connectivity=4)[1]
    owners = labels[(boxes[:, 1] + boxes[:, 3]) // 2, (boxes[:, 0] + boxes[:, 2]) // 2]
    groups: dict[int, list[int]] = {}
    for index, owner in enumerate(owners.tolist()):
        groups.setdefault(owner, []).append(index)
    merged: list[tuple[NDArray[np.int32], list[int]]] = []
    for group in sorted(groups.values(), key=lambda group: -len(group)):
        box = np.concatenate((boxes[group, :2].min(axis=0), boxes[group, 2:4].max(axis=0)))
        for place, (other, members) in enumerate(merged):
            both = np.concatenate((np.minimum(box[:2], other[:2]), np.maximum(box[2:], other[2:])))
            narrower = min(box[2] - box[0], other[2] - other[0])
            size = max(letter, other[3] - other[1])
            if both[3] - both[1] <= _TALL * size and min(box[2], other[2]) - max(box[0], other[0]) >= 0.5 * narrower:
                merged[place] = (both, members + group)
                break
        else:
            merged.append((box, group))
    return [members for _, members in merged]


def climb(found: Sequence[Strip]) -> float:
    """The slope of printed lines (positive: they fall to the right), from lines that stand side by side; 0 where there are too few."""
    slopes: list[float] = []
    ordered = sorted(found, key=lambda strip: strip.x0)
    for number, strip in enumerate(ordered):
        for other in ordered[number + 1 :]:
            gap = other.x0 - strip.x1
            if (
                gap > strip.letter
                and abs(other.y1 - strip.y1) < 0.6 * strip.letter
                and abs(other.letter - strip.letter) < 0.2 * strip.letter
                and abs(other.y1 - other.y0 - strip.y1 + strip.y0) < _AS_HIGH * strip.letter  # digits end above other characters
            ):
                slopes.append((other.y1 - strip.y1) / ((other.x0 + other.x1 - strip.x0 - strip.x1) / 2))
                break
    return float(np.median(slopes)) if len(slopes) >= _FEWEST_SLOPES else 0.0


def unread(ink: Grey, box: tuple[int, int, int, int], found: Sequence[Strip], letter: float) -> float:
    """The ink of a cell (left, top, right, bottom in pixels) that stands in none of its lines, in letters."""
    left, top, right, bottom = box
    total = int(ink[top:bottom, left:right].sum())
    read = sum(int(ink[strip.y0 : strip.y1, strip.x0 : strip.x1].sum()) for strip in found)
    return max(0, total - read) / (0.3 * letter * letter)

"""Where the columns of a table without rules between them lie: what stands below each other, below heads in the middle of their
columns. Everything on the page must agree with it, and with nothing else.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ._pdf_heads import NEAREST, Reading
from ._pdf_page import Rule
from ._pdf_texts import Text

_OFF_MIDDLE = 0.25
"""How far a head may stand from the middle of its column, in character heights."""
_OVERHANG = 0.15
_AT_END = 4.0
"""How far the outer columns may end from the end of the rules, in points."""
_MOST_WAYS, _MOST_GROUPS = 40, 2000
_OVER_MIDDLE = 0.6
"""How far a head over several columns may stand from their middle."""
_LEVEL = 0.3
"""Heads whose middles differ by less than so many character heights stand on one height."""
_STEPS = 24
_EVEN, _UNEVEN = 0.35, 0.7
"""White beside figures and labels differs by less than so many character heights from column to column where the columns are right,
and by more than the other where they are not.
"""
_ALIGNED = 0.3
_AS_EVEN, _BETTER = 0.1, 0.25
"""Edges are as good as others where their white differs by no more; heads over several columns stand better in the middle of theirs where
the worst of them is nearer to it by more than the second (in character heights).
"""
_FEW_OUTDENTED = 2

Extent = tuple[float, float]


@dataclass(slots=True)
class Track:
    """Texts of the body that stand below each other; `rows` are the numbers of the rows that have one."""

    x0: float
    x1: float
    texts: list[Text]
    rows: set[int]

    def over(self, text: Text) -> bool:
        return self.x0 < text.x1 and text.x0 < self.x1


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns: their heads, the edges between them (outer ones included), and the columns that each head over several covers."""

    heads: tuple[Text, ...]
    edges: tuple[float, ...]
    over: tuple[tuple[Text, int, int], ...]
    owners: tuple[int, ...]
    """For each track its column."""


def tracks_of(rows: Sequence[Sequence[Text]]) -> list[Track] | None:
    """The tracks of a body, from left to right; None where a figure stands across two. Texts across several belong to none."""
    tracks: list[Track] = []
    placed = [(number, text) for number, row in enumerate(rows) for text in row]
    for number, text in sorted(placed, key=lambda one: (not one[1].figures, one[1].x1 - one[1].x0)):
        over = [track for track in tracks if track.over(text)]
        apart = any(left.rows & right.rows for left, right in itertools.combinations(over, 2))
        if apart and text.figures:
            return None
        if not text.figures and (apart or any(_across(text, track, len(over)) for track in over)):
            continue  # a text across columns
        joined = Track(text.x0, text.x1, [text], {number})
        for track in over:
            joined = Track(min(joined.x0, track.x0), max(joined.x1, track.x1), track.texts + joined.texts, track.rows | joined.rows)
            tracks.remove(track)
        tracks.append(joined)
    return sorted(tracks, key=lambda track: track.x0)


def without_outdented(tracks: Sequence[Track]) -> list[Track]:
    """The tracks of labels without the texts that begin left of all others: those may stand across several columns."""
    result: list[Track] = []
    for track in tracks:
        starts = sorted(text.x0 for text in track.texts)
        common = starts[len(starts) // 2]
        kept = [text for text in track.texts if text.figures or text.x0 > common - _ALIGNED * text.size]
        if 0 < len(track.texts) - len(kept) <= _FEW_OUTDENTED:
            track = Track(min(text.x0 for text in kept), max(text.x1 for text in kept), kept, track.rows)
        result.append(track)
    return result


def _across(text: Text, track: Track, tracks: int) -> bool:
    """Whether a text is none of a track with figures, because it is wider or stands over others too."""
    figures = sum(1 for one in track.texts if one.figures)
    outside = track.x0 - text.x0 > _OVERHANG * text.size or text.x1 - track.x1 > _OVERHANG * text.size
    return 2 * figures > len(track.texts) and (tracks > 1 or outside)


def columns_of(
    readings: Iterable[Reading], tracks: Sequence[Track], frame: Sequence[Rule], ruled: bool, rules: Sequence[Rule]
) -> Columns | None:
    """The columns below heads that stand in the middle of them; None where there are none, or more than one way to draw them.
    `rules` are short ones below heads.
    """
    found: list[tuple[float, Columns]] = []
    for reading in readings:
        ways = _columns(reading, tracks, frame, ruled, rules)
        if ways is None:
            return None
        found.extend(ways)
    found.sort(key=lambda one: one[0])
    if not found or len(found) > 1 and (found[0][0] > _EVEN or found[1][0] < _UNEVEN):
        return None
    return found[0][1]


def _columns(
    reading: Reading, tracks: Sequence[Track], frame: Sequence[Rule], ruled: bool, rules: Sequence[Rule]
) -> list[tuple[float, Columns]] | None:
    """The ways to draw columns below heads, each with how uneven they are; None where there are too many to look at."""
    found = _Fit(reading, tracks, frame, ruled)
    ways = list(itertools.islice(found.ways(), _MOST_WAYS + 1))
    if len(ways) > _MOST_WAYS:
        return None
    result: list[tuple[float, Columns]] = []
    for way in ways:
        uneven, firsts = found.fitted(way)
        groupings: dict[tuple[Group, ...], tuple[float, tuple[tuple[Text, int, int], ...], list[float]]] = {}
        for edges in map(found.edges, firsts):
            over = _over(reading, edges, found.size, rules)
            if over is None:
                continue
            away = max((abs((edges[first] + edges[last + 1]) / 2 - head.middle) for head, first, last in over), default=0.0)
            key = tuple((first, last) for _, first, last in over)
            if key not in groupings or away < groupings[key][0]:
                groupings[key] = (away, over, edges)
        best = min((away for away, _, _ in groupings.values()), default=0.0)
        for away, over, edges in groupings.values():
            if away - best <= _BETTER * found.size:
                result.append((uneven, Columns(reading.own, tuple(found.walls(way[0], edges)), over, way[0])))
    return result


Way = tuple[tuple[int, ...], Extent]
"""For each track its column, and between which places the left edge of the table then lies."""


class _Fit:
    """Columns fitted to heads that stand in the middle of theirs: one edge gives all others."""

    def __init__(self, reading: Reading, tracks: Sequence[Track], frame: Sequence[Rule], ruled: bool) -> None:
        self.heads, self.tracks = reading.own, tracks
        self.size = sorted(head.size for head in self.heads)[len(self.heads) // 2]
        self.slack = _OVERHANG * self.size
        first = min([self.heads[0].x0, *(track.x0 for track in tracks)])
        self.frame = (frame[0].start, frame[0].end) if ruled else None
        self.start = (frame[0].start - _AT_END, frame[0].start + _AT_END) if ruled else (0.0, first + self.slack)
        self.end = (frame[0].end - _AT_END, frame[0].end + _AT_END) if ruled else (0.0, math.inf)

    def ways(self) -> Iterator[Way]:
        """All ways to give each track a column."""
        yield from self._further(0, 0, self.start, ())

    def _further(self, column: int, track: int, edge: Extent, owners: tuple[int, ...]) -> Iterator[Way]:
        """The ways from a column on, whose left edge lies between the given places; the tracks before have their columns."""
        if column == len(self.heads):
            if track == len(self.tracks):
                yield owners, edge
            return
        head, last = self.heads[column], column == len(self.heads) - 1
        middle, off = head.middle, _OFF_MIDDLE * self.size
        for stop in range(track, len(self.tracks) + 1):
            own = self.tracks[track:stop]
            if own and (own[-1].x0 > self.heads[column + 1].x1 if not last else False):
                break
            if any(left.rows & right.rows for left, right in itertools.combinations(own, 2)):
                break
            if own and own[0].x0 < edge[0] - self.slack:
                return
            least = max([head.x1, *(one.x1 for one in own)]) - self.slack
            most = self.end[1] if last else self.heads[column + 1].x0 + self.slack
            if stop < len(self.tracks):
                if last:
                    continue
                most = min(most, self.tracks[stop].x0 + self.slack)
            if last:
                least = max(least, self.end[0])
            low, high = max(least, 2 * middle - edge[1] - off), min(most, 2 * middle - edge[0] + off)
            if low <= high:
                yield from self._further(column + 1, stop, (low, high), (*owners, *(column for _ in own)))

    def edges(self, first: float) -> list[float]:
        """All edges that follow from the left one."""
        edges = [first]
        for head in self.heads:
            edges.append(2 * head.middle - edges[-1])
        return edges

    def fitted(self, way: Way) -> tuple[float, list[float]]:
        """How much the white beside figures and labels differs at least from column to column, in character heights, and the left
        edges of the table with which it does, the best first.
        """
        owners, (low, high) = way
        sign = -1.0 if len(self.heads) % 2 else 1.0  # the left edge, from where the right one lies
        last = self.edges(0.0)[-1]
        ends = sorted(((low - last) * sign, (high - last) * sign))
        start, end = max(ends[0], self.start[0]), min(ends[1], self.start[1])
        if start > end:
            start = end = (start + end) / 2
        found: list[tuple[float, float, float]] = []
        for step in range(_STEPS + 1):
            first = start + (end - start) * step / _STEPS
            edges = self.edges(first)
            outside = max(
                max(0.0, edges[owner] - track.x0, track.x1 - edges[owner + 1])
                for track, owner in zip(self.tracks, owners, strict=True)
            )
            outside = max([outside, *(edge - head.x0 for edge, head in zip(edges, self.heads, strict=False))])
            if outside > 2 * self.slack:
                continue
            whites = sorted(
                white for one, owner in zip(self.tracks, owners, strict=True) for white in self._white(one, edges, owner)
            )
            spread = whites[-1] - whites[0] if len(whites) > 1 else 0.0
            away = abs(first - self.frame[0]) + abs(edges[-1] - self.frame[1]) if self.frame else 0.0
            found.append((spread / self.size, outside + away, first))
        if not found:
            return math.inf, []
        found.sort()
        least = found[0][0]
        if self.frame:
            return least, [found[0][2]]
        return least, [first for spread, _, first in found if spread <= least + _AS_EVEN]

    def _white(self, track: Track, edges: Sequence[float], column: int) -> list[float]:
        """The white at the side at which the texts of a track are set."""
        near = _ALIGNED * self.size
        lefts = [text.x0 for text in track.texts]
        rights = [text.x1 for text in track.texts]
        if len(lefts) < 2:
            return []
        if max(rights) - min(rights) < near and max(lefts) - min(lefts) > near:
            return [edges[column + 1] - max(rights)]
        if max(lefts) - min(lefts) < near and max(rights) - min(rights) > near:
            return [min(lefts) - edges[column]]
        return []

    def walls(self, owners: Sequence[int], edges: Sequence[float]) -> list[float]:
        """The edges, between what stands in neighbouring columns."""
        extents = [[head.x0, head.x1] for head in self.heads]
        for track, owner in zip(self.tracks, owners, strict=True):
            extents[owner] = [min(extents[owner][0], track.x0), max(extents[owner][1], track.x1)]
        walls = [min(edges[0], extents[0][0])]
        for number, (left, right) in enumerate(itertools.pairwise(extents), 1):
            walls.append(min(max(edges[number], left[1]), right[0]) if left[1] <= right[0] else (left[1] + right[0]) / 2)
        return [*walls, max(edges[-1], extents[-1][1])]


Group = tuple[int, int]
"""The first and the last column below a head."""


def _over(reading: Reading, edges: Sequence[float], size: float, rules: Sequence[Rule]) -> tuple[tuple[Text, int, int], ...] | None:
    """The first and last column below each head over several; None where one stands in the middle of none, or it is open of which."""
    choices = [_groups(head, reading.own, edges, size, rules) for head in reading.over]
    ways: list[tuple[tuple[int, int], tuple[Group, ...]]] = []
    for way in itertools.islice(itertools.product(*choices), _MOST_GROUPS):
        placed = list(zip(reading.over, way, strict=True))
        if all(_nested(one, other) for one, other in itertools.combinations(placed, 2)):
            ways.append((_uneven_heights(reading.own, way, size), way))
    ways.sort(key=lambda one: one[0])
    if not ways or len(ways) > 1 and (ways[0][0][0] > 0 or ways[0][0] == ways[1][0]):
        return None
    return tuple((head, first, last) for head, (first, last) in zip(reading.over, ways[0][1], strict=True))


def _groups(head: Text, own: Sequence[Text], edges: Sequence[float], size: float, rules: Sequence[Rule]) -> list[Group]:
    """The groups of columns in the middle of which a head stands above their own heads, but never all columns: that would be a title."""
    below = [rule for rule in rules if 0 < rule.at - head.levels[-1] < 2 * size and rule.start < head.middle < rule.end]
    groups: list[Group] = []
    for first, last in itertools.combinations(range(len(own)), 2):
        x0, x1 = edges[first], edges[last + 1]
        if x0 - size > head.x0 or head.x1 > x1 + size or (first, last) == (0, len(own) - 1):
            continue
        if any(one.levels[0] <= head.levels[-1] + 0.5 * size for one in own[first : last + 1]):
            continue
        if abs((x0 + x1) / 2 - head.middle) > _OVER_MIDDLE * size:
            continue
        if below and max(abs(below[0].start - x0), abs(below[0].end - x1)) > size:
            continue
        groups.append((first, last))
    return groups


def _nested(one: tuple[Text, Group], other: tuple[Text, Group]) -> bool:
    """Whether two heads over several columns stand beside each other, or the upper one over all columns of the lower one and more."""
    (upper, (start, end)), (lower, (first, last)) = sorted((one, other), key=lambda each: each[0].base)
    if last < start or end < first:
        return True
    return (
        start <= first
        and last <= end
        and (start, end) != (first, last)
        and lower.levels[0] - upper.levels[-1] >= NEAREST * upper.size
    )


def _uneven_heights(own: Sequence[Text], groups: Sequence[Group], size: float) -> tuple[int, int]:
    """How many neighbouring heads stand on one height though only one of them is below a head over several columns, and how many
    though more such heads stand above one than above the other.
    """
    depths = [sum(first <= column <= last for first, last in groups) for column in range(len(own))]
    level = [abs(left.base - right.base) <= _LEVEL * size for left, right in itertools.pairwise(own)]
    pairs = [pair for pair, same in zip(itertools.pairwise(depths), level, strict=True) if same]
    return sum((left > 0) != (right > 0) for left, right in pairs), sum(left != right for left, right in pairs)

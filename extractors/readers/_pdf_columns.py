"""Which columns a table without rules between them has: what stands below each other, and below which head. Heads and figures may be set
at the left, at the right or in the middle of their columns; everything on the page must agree with one way to draw these, and with no other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ._pdf_fit import ALIGNED, OVERHANG, Column, Group, Setting, Track, columns_with, fit
from ._pdf_heads import NEAREST, Reading
from ._pdf_page import Rule
from ._pdf_texts import Text

_MOST_WAYS, _MOST_TRIED, _MOST_GROUPS = 40, 400, 300
"""More ways to give columns to what stands below heads of one reading, or of all, and to place heads over several, leave a table alone."""
_LEVEL = 0.3
"""Heads whose heights differ by less than so many character heights stand in one row."""
_EVEN, _EVEN_ALONE, _UNEVEN = 0.2, 0.3, 0.5
"""What is printed stands at most so many character heights from where it ought to where the columns are right, at most the second where
heads could be understood in no other way, and further away than the third where they are wrong.
"""
_FEW_OUTDENTED = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns: their heads, the edges between them (outer ones included), and the columns that each head over several covers."""

    heads: tuple[Text, ...]
    edges: tuple[float, ...]
    over: tuple[tuple[Text, int, int], ...]
    owners: tuple[int, ...]
    """For each track its column."""
    high_and_empty: bool
    """Whether a head that stands higher than those beside it is over a column without texts."""
    uneven: tuple[int, int]
    """How many neighbouring heads stand on one height though only one of them is below a head over several columns, and how many
    though more such heads stand above one than above the other.
    """


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
    if any(track.of_figures and _of_two(track) for track in tracks):
        return None
    return sorted(tracks, key=lambda track: track.x0)


def _of_two(track: Track) -> bool:
    """Whether figures of a track stand beside each other: set at one side of one column, all would have a place in common."""
    figures = [text for text in track.texts if text.figures]
    return max(text.x0 for text in figures) >= min(text.x1 for text in figures)


def without_outdented(tracks: Sequence[Track]) -> list[Track]:
    """The tracks of labels without the texts that begin left of all others: those may stand across several columns."""
    result: list[Track] = []
    for track in tracks:
        starts = sorted(text.x0 for text in track.texts)
        common = starts[len(starts) // 2]
        kept = [text for text in track.texts if text.figures or text.x0 > common - ALIGNED * text.size]
        if 0 < len(track.texts) - len(kept) <= _FEW_OUTDENTED:
            track = Track(min(text.x0 for text in kept), max(text.x1 for text in kept), kept, track.rows)
        result.append(track)
    return result


def _across(text: Text, track: Track, tracks: int) -> bool:
    """Whether a text is none of a track with figures, because it is wider or stands over others too."""
    figures = sum(1 for one in track.texts if one.figures)
    outside = track.x0 - text.x0 > OVERHANG * text.size or text.x1 - track.x1 > OVERHANG * text.size
    return 2 * figures > len(track.texts) and (tracks > 1 or outside)


def columns_of(
    readings: Iterable[Reading], tracks: Sequence[Track], frame: Sequence[Rule], ruled: bool, rules: Sequence[Rule]
) -> Columns | None:
    """The columns below heads; None where there are none, or more than one way to draw them. `rules` are short ones below heads."""
    ends = (frame[0].start, frame[0].end) if ruled else None
    found: dict[tuple[object, ...], tuple[float, Columns]] = {}
    tried = 0
    for reading in readings:
        ways = list(itertools.islice(owners_of(reading.own, tracks), _MOST_WAYS + 1))
        if len(ways) > _MOST_WAYS:
            return None
        tried += len(ways)
        if tried > _MOST_TRIED:
            return None
        for owners in ways:
            columns = columns_with(reading.own, tracks, owners)
            for setting in Setting:
                for off, way in _placed(reading, columns, owners, setting, ends, rules):
                    key = (
                        tuple((id(head.chars[0]), len(head.chars)) for head in way.heads),
                        owners,
                        tuple(group[1:] for group in way.over),
                    )
                    if key not in found or off < found[key][0]:
                        found[key] = (off, way)
    ranked = sorted(found.values(), key=lambda one: one[0])
    likely = _likely(ranked)
    if len(likely) > 1:
        return likely[0][1] if likely[0][0] <= _EVEN and likely[1][0] >= _UNEVEN else None
    most = _UNEVEN if tried == len(ranked) == 1 else _EVEN_ALONE
    return likely[0][1] if likely and likely[0][0] <= most else None


def _likely(ranked: list[tuple[float, Columns]]) -> list[tuple[float, Columns]]:
    """The ways without those that the heights of heads speak against: where a head higher than others is over an empty column though it
    can stand over several, and where heads of one row have different heads over them though all of them can have the same.
    """
    full = [one for one in ranked if not one[1].high_and_empty]
    if full and full[0][0] <= _EVEN_ALONE:
        ranked = full
    least = min((way.uneven for off, way in ranked if off <= _EVEN_ALONE), default=(1, 0))
    return [one for one in ranked if one[1].uneven == least] if not least[0] else ranked


def owners_of(heads: Sequence[Text], tracks: Sequence[Track]) -> Iterator[tuple[int, ...]]:
    """All ways to give each track a column, such that what stands in one column stands beside what stands in the next."""
    slack = OVERHANG * max(head.size for head in heads)

    def further(owners: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(owners) == len(tracks):
            yield owners
            return
        track = tracks[len(owners)]
        for number in range(owners[-1] if owners else 0, len(heads)):
            if number + 1 < len(heads) and track.x1 > heads[number + 1].x0 + slack:
                continue
            if number and track.x0 < heads[number - 1].x1 - slack:
                break
            if any(owner == number and other.rows & track.rows for other, owner in zip(tracks, owners, strict=False)):
                continue
            yield from further((*owners, number))

    return further(())


def _placed(
    reading: Reading,
    columns: Sequence[Column],
    owners: tuple[int, ...],
    setting: Setting,
    ends: tuple[float, float] | None,
    rules: Sequence[Rule],
) -> Iterator[tuple[float, Columns]]:
    """The ways to place heads over several columns, each with how far print stands from where it then ought to."""
    empty = [column.head for column in columns if column.head in reading.high and not column.tracks]
    sides = (Setting.MIDDLE,) if setting in (Setting.MIDDLES, Setting.MIDDLE) else (Setting.MIDDLE, setting)
    for side in sides if reading.over else sides[:1]:
        for uneven, groups in _over(reading, columns, side, rules):
            over = list(zip(reading.over, groups, strict=True))
            found = fit(columns, setting, over, side, ends)
            if found.off < math.inf:
                if not all(_in_middle_of_heads(head, reading, over) for head in empty):
                    continue
                placed = tuple((head, *group) for head, group in over)
                yield found.off, Columns(reading.own, _walls(columns, found.edges), placed, owners, bool(empty), uneven)


def _in_middle_of_heads(head: Text, reading: Reading, over: Sequence[tuple[Text, Group]]) -> bool:
    """Whether a head that stands higher than those beside it is in the middle of the height that heads take, as one of a single column is."""
    number = reading.own.index(head)
    outer = [one.levels[-1] for one, (first, last) in over if first <= number <= last]
    levels = [
        level
        for one in (*reading.own, *reading.over)
        for level in one.levels
        if one is not head and level > max(outer, default=0.0)
    ]
    return bool(levels) and abs(head.base - (min(levels) + max(levels)) / 2) <= _LEVEL * head.size


def _walls(columns: Sequence[Column], edges: Sequence[float]) -> tuple[float, ...]:
    """The edges, between what stands in neighbouring columns."""
    walls = [min(edges[0], columns[0].x0)]
    for edge, (left, right) in zip(edges[1:], itertools.pairwise(columns), strict=False):
        walls.append(min(max(edge, left.x1), right.x0) if left.x1 <= right.x0 else (left.x1 + right.x0) / 2)
    return (*walls, max(edges[-1], columns[-1].x1))


def _over(
    reading: Reading, columns: Sequence[Column], side: Setting, rules: Sequence[Rule]
) -> list[tuple[tuple[int, int], tuple[Group, ...]]]:
    """The columns that each head over several may stand over, each way with how uneven the heights of heads then are; none where there
    are too many to look at.
    """
    ways: list[tuple[Group, ...]] = [()]
    for head in reading.over:
        groups = _groups(head, columns, side, _bounds(head, reading.over, rules))
        ways = [
            (*way, group)
            for way in ways
            for group in groups
            if all(_nested((other, placed), (head, group)) for other, placed in zip(reading.over, way, strict=False))
        ]
        if len(ways) > _MOST_GROUPS:
            return []
    return [(_uneven_heights(reading.own, way, columns[0].head.size), way) for way in ways if _side_by_side(reading, way)]


def _bounds(head: Text, over: Sequence[Text], rules: Sequence[Rule]) -> tuple[float | None, float | None]:
    """Where the short rule below a head over several columns begins and ends; below neighbouring heads it may be one."""
    for rule in rules:
        on = [one for one in over if 0 < rule.at - one.levels[-1] < 2 * one.size and rule.start < one.middle < rule.end]
        if any(one is head for one in on):
            first, last = min(on, key=lambda one: one.x0), max(on, key=lambda one: one.x0)
            return rule.start if first is head else None, rule.end if last is head else None
    return None, None


def _groups(head: Text, columns: Sequence[Column], side: Setting, bounds: tuple[float | None, float | None]) -> list[Group]:
    """The groups of columns over which a head may stand above their own heads, but never all columns: that would be a title. `bounds`
    are the ends of the rule below it.
    """
    size = head.size
    groups: list[Group] = []
    for first, last in itertools.combinations(range(len(columns)), 2):
        if (first, last) == (0, len(columns) - 1):
            continue
        if any(column.head.levels[0] <= head.levels[-1] + 0.5 * size for column in columns[first : last + 1]):
            continue
        low = (columns[first - 1].x1 if first else -math.inf) - size, columns[first].x0 + size
        high = columns[last].x1 - size, (columns[last + 1].x0 if last + 1 < len(columns) else math.inf) + size
        if head.x0 < low[0] or head.x1 > high[1]:
            continue
        if any(place is not None and not room[0] < place < room[1] for place, room in zip(bounds, (low, high), strict=True)):
            continue
        if side is Setting.LEFT and not low[0] < head.x0 < low[1] or side is Setting.RIGHT and not high[0] < head.x1 < high[1]:
            continue
        if side is Setting.MIDDLE and not low[0] + high[0] < 2 * head.middle < low[1] + high[1]:
            continue
        groups.append((first, last))
    return groups


def _nested(one: tuple[Text, Group], other: tuple[Text, Group]) -> bool:
    """Whether two heads over several columns stand beside each other, or the upper one over all columns of the lower one and more."""
    (upper, (start, end)), (lower, (first, last)) = sorted((one, other), key=lambda each: each[0].base)
    if last < start or end < first:
        return (end < first) == (upper.x0 < lower.x0)
    return (
        start <= first
        and last <= end
        and (start, end) != (first, last)
        and lower.levels[0] - upper.levels[-1] >= NEAREST * upper.size
    )


def _side_by_side(reading: Reading, groups: Sequence[Group]) -> bool:
    """Whether the heads of single columns that have the same heads over them stand in one row, at its top, in its middle or at its
    bottom; and those over several columns likewise, where they are over other such heads and where they are not.
    """
    rows: dict[tuple[int, Group | None], list[Text]] = {}
    for column, head in enumerate(reading.own):
        outer = [group for group in groups if group[0] <= column <= group[1]]
        rows.setdefault((0, min(outer, key=_width, default=None)), []).append(head)
    for head, (first, last) in zip(reading.over, groups, strict=True):
        outer = [group for group in groups if group[0] <= first and last <= group[1] and group != (first, last)]
        inner = any(first <= start and end <= last and (start, end) != (first, last) for start, end in groups)
        rows.setdefault((1 + inner, min(outer, key=_width, default=None)), []).append(head)
    return all(_apart(one, other) <= _LEVEL * one.size for row in rows.values() for one, other in itertools.combinations(row, 2))


def _width(group: Group) -> int:
    return group[1] - group[0]


def _apart(one: Text, other: Text) -> float:
    """How much higher one head stands than another: at their tops, middles or bottoms, whichever differ least."""
    return min(abs(one.levels[0] - other.levels[0]), abs(one.base - other.base), abs(one.levels[-1] - other.levels[-1]))


def _uneven_heights(own: Sequence[Text], groups: Sequence[Group], size: float) -> tuple[int, int]:
    """How many neighbouring heads stand on one height though only one of them is below a head over several columns, and how many
    though more such heads stand above one than above the other.
    """
    depths = [sum(first <= column <= last for first, last in groups) for column in range(len(own))]
    level = [_apart(left, right) <= _LEVEL * size for left, right in itertools.pairwise(own)]
    pairs = [pair for pair, same in zip(itertools.pairwise(depths), level, strict=True) if same]
    return sum((left > 0) != (right > 0) for left, right in pairs), sum(left != right for left, right in pairs)

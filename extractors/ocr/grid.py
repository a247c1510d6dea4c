"""The lattice of a table from the runs of a picture: which are rules, and which of its edges are drawn.

Rules of a table are trusted because they hang together: long ones by themselves, short ones where they run from one rule to another,
as strokes of print do not. Each edge of the lattice (between two crossing rules) is then judged by itself, against the darkness of its
own line, so that a faint or broken edge is found and a merged cell stays one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lines import SHARP, Candidates, Evidence, Grey, Run, evidence

_SHORTEST = 0.15
"""Shortest run in inches that is looked at."""
_LONG = 1.1
"""Runs this long, in inches, are rules by themselves."""
_SHORT = 0.3
"""Least length in inches of a rule below a head, where a table has no upright ones."""
_WIDE, _SAME_ENDS = 2.0, 0.17
"""Rules of a page without any lattice are as long as the first, and their ends as near to those of another one as the second, in inches."""
_TOUCH = 0.05
"""How far, in inches, a rule may stop short of the one it meets, or go beyond it."""
_SAME = 0.022
"""Runs closer than this, in inches, are pieces of one line."""
_EVEN = 0.45
"""A rule is nearly as dark in its lightest parts as elsewhere: share of the usual darkness in the lightest sixth."""
_DRAWN, _OPEN = 0.72, 0.45
"""Share of an edge that must be dark for it to be drawn, and below which it is not; between them its neighbours decide."""
_DARK = 0.38
"""Share of its line's darkness that makes a point of an edge dark."""
_TINTED_DARK = 0.16
"""The same below coloured ink, which takes contrast from what it covers."""
_BESIDE = 0.034
"""Distance in inches from a rule at which the paper is looked at: strokes of print meet others there."""
_CROWDED = 0.3
"""Share of a short run along which there is ink beside it, from which it is print."""
_PACKED, _WHOLE = 0.65, 0.95
"""A run with print beside it is a rule all the same where this share of it is dark, unless there is print nearly everywhere."""
_MOSTLY = 0.5
_ROUNDS = 3
"""How often short runs are looked for that run to those found before."""
_CLEAR = 2.2
"""Rules this much darker than noise are judged point by point."""
_END, _ENDS = 0.03, 1.3
"""Length in inches of the ends of an edge, and how much lighter than the whole they may be."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn piece of the lattice, in pixels: `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """The drawn edges of one page: horizontal and vertical."""

    across: list[Edge]
    down: list[Edge]


def lattice(ink: Grey, tinted: Grey | None, dpi: float) -> Lattice:
    """The drawn edges of all tables of a straight page, from a picture of its ink (dark is high)."""
    from .opencv import cv2

    flat = _Direction(ink, tinted, dpi)
    steep = _Direction(cv2.transpose(ink), None if tinted is None else cv2.transpose(tinted), dpi)
    for _ in range(_ROUNDS):
        new_rows = flat.add_anchored(steep.rules)
        new_columns = steep.add_anchored(flat.rules)
        if not new_rows and not new_columns:
            break
    drawn = Lattice([], [])
    for rows, columns in _tables(flat.rules, steep.rules, dpi):
        ys, xs = _positions(rows, dpi), _positions(columns, dpi)
        if len(ys) < 2 or len(xs) < 2:
            continue
        drawn.across.extend(flat.edges(rows, ys, xs))
        drawn.down.extend(steep.edges(columns, xs, ys))
    return drawn if drawn.across else Lattice(_level(flat, dpi), [])


def _level(flat: _Direction, dpi: float) -> list[Edge]:
    """The rules of a page without any lattice, as tables drawn with three lines have them: long ones with the same ends, and shorter ones
    below heads: above the last but one of these and, where they are no longer than a word, between the first two. Other runs are print.
    """
    found: list[Edge] = []
    for run in sorted(run for run in flat.rules if run.end - run.start >= _LONG * dpi):
        last = found[-1] if found else None
        if last is not None and run.at - last.at <= _SAME * dpi:  # pieces of one line
            found[-1] = Edge(last.at, min(last.start, run.start), max(last.end, run.end))
        else:
            found.append(Edge(run.at, run.start, run.end))
    near = _SAME_ENDS * dpi
    wide = [edge for edge in found if edge.end - edge.start >= _WIDE * dpi]
    frames = [
        edge
        for edge in wide
        if any(abs(edge.start - other.start) < near and abs(edge.end - other.end) < near for other in wide if other is not edge)
    ]
    if not frames:
        return []
    left, right = min(edge.start for edge in frames) - near, max(edge.end for edge in frames) + near
    found.extend(Edge(run.at, run.start, run.end) for run in flat.between(frames[0].at, frames[1].at, _SHORT * dpi))
    lowest = frames[
        max(1, len(frames) - 2)
    ].at  # short rules below heads that stand beside each other may be one, as long as the table
    short = [edge for edge in found if frames[0].at < edge.at < lowest and left <= edge.start and edge.end <= right]
    return sorted({*frames, *short}, key=lambda edge: (edge.at, edge.start))


class _Direction:
    """What a picture shows of the horizontal lines in it (of the vertical ones, where it is transposed)."""

    def __init__(self, ink: Grey, tinted: Grey | None, dpi: float) -> None:
        self.ink, self.tinted, self.dpi = ink, tinted, dpi
        self.smooth = evidence(ink, dpi)
        self.sharp = evidence(ink, dpi, SHARP, every_pixel=True)
        self.reach = max(1, round(0.006 * dpi))
        self.beside = max(3, round(_BESIDE * dpi))
        self._candidates = Candidates(self.smooth, dpi, _SHORTEST * dpi)
        long = self._candidates.lengths * self.smooth.step >= _LONG * dpi
        self._open = ~long
        """Which candidates may still become rules."""
        found = self._candidates.runs(long)
        self._seen = list(found)
        self.rules = [run for run in map(self._measured, found) if run]
        """The runs that are rules."""
        self._usual = float(np.median([run.strength for run in self.rules])) if self.rules else 0.0

    def add_anchored(self, crossing: Sequence[Run]) -> list[Run]:
        """Short runs from one of these crossing rules to another are rules too: adds them, and says which are new."""
        touch, step = _TOUCH * self.dpi, self.smooth.step
        height, width = self.smooth.ridge.shape
        reached = np.zeros((height, width), dtype=bool)
        for run in crossing:
            top, left = max(0, math.ceil(run.start - touch)), max(0, math.floor((run.at - touch) / step))
            reached[top : math.floor(run.end + touch) + 1, left : math.floor((run.at + touch) / step) + 1] = True
        own = self._candidates
        # averaging along the line makes a run longer by a sample at either end
        chosen = self._open & reached[own.rows, own.starts + 1] & reached[own.rows, own.ends - 2]
        self._open &= ~chosen
        found = self._candidates.runs(chosen, self._seen)
        self._seen.extend(found)
        added = [run for run in map(self._measured, found) if run and not self._print(run)]
        self.rules.extend(added)
        return added

    def between(self, first: float, last: float, shortest: float) -> list[Run]:
        """The rules of at least this length between two rows that are too short to be rules anywhere else."""
        own = self._candidates
        chosen = self._open & (own.rows > first) & (own.rows < last) & (own.lengths * self.smooth.step >= shortest)
        return [run for run in map(self._measured, own.runs(chosen, self._seen)) if run and not self._print(run)]

    def _measured(self, run: Run) -> Run | None:
        """A run with its darkness, if it is nearly as dark in its lightest parts as elsewhere."""
        step = self.smooth.step
        profile = self._profile(self.smooth, run.at, round(run.start / step), round(run.end / step))
        if not profile.size:
            return None
        profile = np.sort(profile)
        light, usual = profile[int(0.15 * profile.size)], profile[int(0.6 * profile.size)]
        return run._replace(strength=float(usual)) if light >= _EVEN * usual else None

    def _print(self, run: Run) -> bool:
        """Whether a short run is a stroke of print: other strokes meet it along its way, or it has gaps."""
        if run.strength < 0.35 * self._usual or self._tinted_share(run) > _MOSTLY:
            return True
        crowd = self._crowd(run.at, run.start, run.end, run.strength)
        return crowd > _CROWDED and (crowd > _PACKED or self._shares(run.at, [(run.start, run.end)], run.strength)[0] < _WHOLE)

    def _tinted_share(self, run: Run) -> float:
        """The share of a run that lies on coloured ink: strokes of a seal and of what it covers run together."""
        if self.tinted is None:
            return 0.0
        row = min(max(round(run.at), 0), self.tinted.shape[0] - 1)
        return float((self.tinted[row, round(run.start) : round(run.end)] > 0).mean())

    def _crowd(self, at: float, start: float, end: float, strength: float) -> float:
        """The share of a line along which there is ink close beside it."""
        row, trim = round(at), 4
        height, width = self.ink.shape
        first, last = max(0, round(start) + trim), min(width, round(end) - trim)
        if last <= first:
            return 1.0
        above = self.ink[max(0, row - self.beside - 1) : max(1, row - self.beside + 2), first:last].max(axis=0)
        below = self.ink[min(height - 1, row + self.beside - 1) : row + self.beside + 2, first:last].max(axis=0)
        return float((np.maximum(above, below) > max(0.45 * strength, 3 * self.sharp.threshold)).mean())

    def _profile(self, proof: Evidence, at: float, first: int = 0, last: int | None = None) -> NDArray[np.uint8]:
        """The darkness along a row between two samples, the best of the pixels within reach."""
        row = round(at)
        rows = slice(max(0, row - self.reach), row + self.reach + 1)
        return np.asarray(proof.ridge[rows, max(0, first) : last].max(axis=0, initial=0), dtype=np.uint8)

    def edges(self, rules: Sequence[Run], positions: Sequence[float], crossing: Sequence[float]) -> list[Edge]:
        """The drawn edges of these lines."""
        usual = float(np.median([run.strength for run in rules]))
        gaps = list(itertools.pairwise(crossing))
        result: list[Edge] = []
        for at in positions:
            own = [run.strength for run in rules if abs(run.at - at) <= 2 * _SAME * self.dpi]
            strength = max(float(np.median(own)) if own else usual, 0.3 * usual)
            shares = self._shares(at, gaps, strength)
            result.extend(Edge(at, *gaps[place]) for place in range(len(gaps)) if _drawn(shares, place))
        return result

    def _shares(self, at: float, gaps: Sequence[tuple[float, float]], strength: float) -> list[float]:
        """The share of each edge of a line that is dark; its ends count by themselves, because print keeps away from crossing rules."""
        proof = self.sharp if strength > _CLEAR * self.sharp.threshold else self.smooth
        step = proof.step
        profile = self._profile(proof, at)
        needed: float | NDArray[np.float64] = max(_DARK * strength, 0.6 * proof.threshold)
        if self.tinted is not None:
            row = min(max(round(at), 0), self.tinted.shape[0] - 1)
            below = self.tinted[row, step // 2 :: step] > 0
            needed = np.where(below, max(_TINTED_DARK * strength, 0.6 * proof.threshold), needed)
        dark = np.concatenate(([0], np.cumsum(profile >= needed))).tolist()
        most = 3.0 if proof is self.sharp else 6.0
        shares: list[float] = []
        for start, end in gaps:
            trim = min(0.2 * (end - start), most)
            first, last = max(0, round((start + trim) / step)), min(profile.size, round((end - trim) / step))
            size = last - first
            if size <= 0:
                shares.append(0.0)
                continue
            near = min(max(2, min(round(_END * self.dpi / step), size // 4)), size)
            ends = min(dark[first + near] - dark[first], dark[last] - dark[last - near]) / near
            shares.append(min((dark[last] - dark[first]) / size, _ENDS * ends))
        return shares


def _tables(across: list[Run], down: list[Run], dpi: float) -> list[tuple[list[Run], list[Run]]]:
    """Rules that hang together, table by table."""
    touch = _TOUCH * dpi
    parent = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for number, row in enumerate(across):
        for other, column in enumerate(down, len(across)):
            if row.start - touch <= column.at <= row.end + touch and column.start - touch <= row.at <= column.end + touch:
                parent[find(number)] = find(other)
    groups: dict[int, tuple[list[Run], list[Run]]] = {}
    for number, run in enumerate([*across, *down]):
        rows, columns = groups.setdefault(find(number), ([], []))
        (rows if number < len(across) else columns).append(run)
    return [group for group in groups.values() if group[0] and group[1]]


def _positions(rules: Sequence[Run], dpi: float) -> list[float]:
    """Where the lines of one direction lie, longer pieces counting for more."""
    groups: list[list[Run]] = []
    for run in sorted(rules):
        if groups and run.at - groups[-1][-1].at <= _SAME * dpi:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [sum(run.at * (run.end - run.start) for run in group) / sum(run.end - run.start for run in group) for group in groups]


def _drawn(shares: Sequence[float], place: int) -> bool:
    share = shares[place]
    if share >= _DRAWN:
        return True
    if share < _OPEN:
        return False
    before = shares[place - 1] if place else 0.0
    after = shares[place + 1] if place + 1 < len(shares) else 0.0
    return before >= _DRAWN or after >= _DRAWN

"""Where the edges of columns lie that are not drawn: heads and figures are set at the left, at the right or in the middle of them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ._pdf_texts import Text

OVERHANG = 0.15
"""How far print may reach over the edge of its column, in character heights."""
_USUAL_WHITE = 0.4
"""White between an edge and what is set at it, where nothing shows it, in character heights."""
_MOST_WHITE = 1.5
_WEAK, _WEAKEST = 0.02, 0.0001
"""Weights of what only holds where nothing else says more: of that white, and of edges in the middle between what stands beside them."""
ALIGNED = 0.3
"""Ends of texts differ by less than so many character heights where they are set at one edge."""
_ONE_HEAD = 0.4
"""Lines of one head are set at places that differ by no more than this, in character heights."""
_OUTSIDE = 2 * OVERHANG
_CODE = re.compile(r"\d{1,7}")
_NUMBERS = ("行次", "序号")
"""Heads of numbers that belong to the labels beside them."""
_TINY = 1e-9

Group = tuple[int, int]
"""The first and the last column below a head."""


class Setting(Enum):
    """Where in their columns heads stand. Those of labels may be set otherwise than those of figures, except with `MIDDLES`."""

    MIDDLES = "all in the middle"
    MIDDLE = "in the middle"
    LEFT = "at the left"
    RIGHT = "at the right"


@dataclass(slots=True)
class Track:
    """Texts of the body that stand below each other; `rows` are the numbers of the rows that have one."""

    x0: float
    x1: float
    texts: list[Text]
    rows: set[int]

    def over(self, text: Text) -> bool:
        return self.x0 < text.x1 and text.x0 < self.x1

    @property
    def of_figures(self) -> bool:
        return 2 * sum(1 for text in self.texts if text.figures) > len(self.texts)

    def side(self, size: float) -> Setting | None:
        """Where the texts are set; None where that is not certain."""
        if len(self.texts) < 2:
            return None
        ends = {
            Setting.LEFT: [text.x0 for text in self.texts],
            Setting.RIGHT: [text.x1 for text in self.texts],
            Setting.MIDDLE: [text.middle for text in self.texts],
        }
        straight = [side for side, places in ends.items() if max(places) - min(places) < ALIGNED * size]
        if len(straight) == 1:
            return straight[0]
        firsts = [text for text in self.texts if text.x0 - self.x0 < ALIGNED * size]
        return Setting.LEFT if not straight and not self.of_figures and len(firsts) > 1 else None  # the others are indented


@dataclass(frozen=True, slots=True)
class Column:
    """A head with what stands below it; `x0` and `x1` are the extent of all that."""

    head: Text
    tracks: tuple[Track, ...]
    x0: float
    x1: float
    of_labels: bool
    """Whether it holds labels, or the codes and numbers that belong to them."""


def columns_with(heads: Sequence[Text], tracks: Sequence[Track], owners: Sequence[int]) -> list[Column]:
    """The columns below heads when each track has the given one."""
    result: list[Column] = []
    beside = False  # a column that holds labels, or codes that belong to these, is the next one
    for number, head in reversed(list(enumerate(heads))):
        own = tuple(track for track, owner in zip(tracks, owners, strict=True) if owner == number)
        names = bool(own) and not any(track.of_figures for track in own)
        codes = bool(own) and all(_CODE.fullmatch(text.text) for track in own for text in track.texts)
        beside = names or codes and (beside or head.text in _NUMBERS)
        x0, x1 = min([head.x0, *(one.x0 for one in own)]), max([head.x1, *(one.x1 for one in own)])
        result.insert(0, Column(head, own, x0, x1, beside))
    return result


@dataclass(frozen=True, slots=True)
class Fit:
    """The edges of all columns, outer ones included, and how far what is printed stands from where it then ought to, at most and in
    character heights.
    """

    off: float
    edges: tuple[float, ...]


def fit(
    columns: Sequence[Column],
    setting: Setting,
    over: Sequence[tuple[Text, Group]],
    over_setting: Setting,
    frame: tuple[float, float] | None,
) -> Fit:
    """The edges that suit best when heads are set like this; `frame` are the ends of the rules, where such are drawn. `off` is infinite
    where something would stand outside its column.
    """
    size = sorted(column.head.size for column in columns)[len(columns) // 2]
    count = len(columns)
    equations: list[tuple[dict[int, float], float, float]] = []  # unknowns (edges, then the white beside them), value, weight

    def says(side: Setting, first: int, last: int, x0: float, x1: float) -> None:
        if side is Setting.LEFT:
            equations.append(({first: 1.0, count + 1: 1.0}, x0, 1.0))
        elif side is Setting.RIGHT:
            equations.append(({last + 1: 1.0, count + 1: -1.0}, x1, 1.0))
        else:
            equations.append(({first: 0.5, last + 1: 0.5}, (x0 + x1) / 2, 1.0))

    for number, column in enumerate(columns):
        if setting is Setting.MIDDLES or not column.of_labels:
            lines = column.head.extents or ((column.head.x0, column.head.x1),)
            places = [_place(setting, *line) for line in lines]
            if max(places) - min(places) > _ONE_HEAD * size:
                return Fit(math.inf, ())
            for x0, x1 in lines:
                says(setting, number, number, x0, x1)
        for track in column.tracks:
            side = track.side(size)
            if side is not None:
                says(side, number, number, track.x0, track.x1)
    for head, (first, last) in over:
        says(over_setting, first, last, head.x0, head.x1)
    if frame is not None:
        equations.extend((({0: 1.0}, frame[0], 1.0), ({count: 1.0}, frame[1], 1.0)))
    strong = len(equations)
    between = [(left.x1 + right.x0) / 2 for left, right in itertools.pairwise(columns)]
    for number, place in enumerate([columns[0].x0 - _USUAL_WHITE * size, *between, columns[-1].x1 + _USUAL_WHITE * size]):
        equations.append(({number: 1.0}, place, _WEAKEST))
    equations.append(({count + 1: 1.0}, _USUAL_WHITE * size, _WEAK))
    solved = _least_squares(equations, count + 2)
    off = max(
        (abs(sum(factor * solved[place] for place, factor in factors.items()) - value) for factors, value, _ in equations[:strong]),
        default=0.0,
    )
    edges, white = solved[:-1], solved[-1]
    outside = max(max(edges[number] - column.x0, column.x1 - edges[number + 1], 0.0) for number, column in enumerate(columns))
    if outside > _OUTSIDE * size or not -OVERHANG * size <= white <= _MOST_WHITE * size:
        return Fit(math.inf, tuple(edges))
    return Fit(max(off, outside) / size, tuple(edges))


def _place(setting: Setting, x0: float, x1: float) -> float:
    """Where a text is set."""
    return x0 if setting is Setting.LEFT else x1 if setting is Setting.RIGHT else (x0 + x1) / 2


def _least_squares(equations: Sequence[tuple[dict[int, float], float, float]], count: int) -> list[float]:
    """The unknowns that come nearest to all equations: a dozen of them, for which numpy need not be loaded."""
    matrix = [[0.0] * (count + 1) for _ in range(count)]
    for factors, value, weight in equations:
        for row, factor in factors.items():
            for column, other in factors.items():
                matrix[row][column] += weight * factor * other
            matrix[row][count] += weight * factor * value
    for pivot in range(count):
        best = max(range(pivot, count), key=lambda row: abs(matrix[row][pivot]))
        matrix[pivot], matrix[best] = matrix[best], matrix[pivot]
        if abs(matrix[pivot][pivot]) < _TINY:
            continue
        for row in range(count):
            if row != pivot and matrix[row][pivot]:
                share = matrix[row][pivot] / matrix[pivot][pivot]
                matrix[row] = [one - share * other for one, other in zip(matrix[row], matrix[pivot], strict=True)]
    return [matrix[row][count] / matrix[row][row] if abs(matrix[row][row]) >= _TINY else 0.0 for row in range(count)]

"""Paper that does not lie flat: a smooth field that says how far each point of the page is off, from lines that should be straight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .traces import Trace

Points = NDArray[np.floating[Any]]
Field = NDArray[np.float64]
"""Weights of cubic B-splines, in pixels: rows down the page, columns across it."""

_INTERVAL = 1.2
"""Inches between the knots of the splines: paper does not bend more sharply."""
_STIFF = 0.02
"""How much bending counts beside departures of the lines."""
_LOOSE = 2e-4
"""How much slopes count that no line tells anything of."""
_ODD = 0.8
"""Departures in pixels from which points of a line count less: print, or lines of the pen."""
_ROUNDS, _INNER = 4, 4
_SHEAREST = 0.6
"""Slope of the field from which it would fold the page."""


@dataclass(frozen=True, slots=True, eq=False)
class Curl:
    """How far each point of a page of this size lies from where it would lie if the paper were flat."""

    width: int
    height: int
    dx: Field
    dy: Field

    def at(self, x: Points, y: Points) -> tuple[Points, Points]:
        """The shift of some points, in pixels."""
        across, down = _basis(x.ravel(), self.width, self.dx.shape[1]), _basis(y.ravel(), self.height, self.dx.shape[0])
        dx, dy = (
            np.einsum("ij,ij->i", np.einsum("ik,kj->ij", down, field), across).reshape(x.shape) for field in (self.dx, self.dy)
        )
        return dx, dy

    def on(self, x: Points, y: Points) -> tuple[Points, Points]:
        """The shift of all points of a grid with these columns and rows."""
        across, down = _basis(x, self.width, self.dx.shape[1]), _basis(y, self.height, self.dx.shape[0])
        dx, dy = (np.einsum("ij,kj->ik", np.einsum("ik,kj->ij", down, field), across) for field in (self.dx, self.dy))
        return dx, dy

    def undone(self, x: Points, y: Points) -> tuple[Points, Points]:
        """The points of the straight page that lie at these points."""
        straight_x, straight_y = x, y
        for _ in range(2 * _INNER):
            dx, dy = self.at(straight_x, straight_y)
            straight_x, straight_y = x - dx, y - dy
        return straight_x, straight_y

    @property
    def folds(self) -> bool:
        """Whether the page would lie on itself, which paper does not: the lines were misunderstood."""
        x, y = np.linspace(0, self.width, 41), np.linspace(0, self.height, 41)
        fields = self.on(x, y)
        slopes = [
            np.abs(np.diff(field, axis=axis)).max() / (side / 40)
            for field in fields
            for axis, side in ((1, self.width), (0, self.height))
        ]
        return bool(max(slopes) > _SHEAREST)


def fitted(across: Sequence[Trace], down: Sequence[Trace], width: int, height: int, dpi: float) -> Curl:
    """The field under which these lines, which should be horizontal and vertical, come to lie where they are."""
    columns, rows = (max(2, round(side / (_INTERVAL * dpi))) + 3 for side in (width, height))
    curl = Curl(width, height, np.zeros((rows, columns)), np.zeros((rows, columns)))
    penalty = _STIFF * _bending(rows, columns) + _LOOSE * _slopes(rows, columns)
    penalty += 1e-6 * np.eye(rows * columns)
    families = [_Lines(across, flip=False), _Lines(down, flip=True)]
    for _ in range(_ROUNDS):
        fields = [family.field(curl, penalty) for family in families]
        curl = Curl(width, height, fields[1], fields[0])
    return curl


class _Lines:
    """The points of all lines of one direction."""

    def __init__(self, lines: Sequence[Trace], *, flip: bool) -> None:
        self.flip = flip
        self.x = np.concatenate([np.zeros(0), *(line.x for line in lines)])
        self.y = np.concatenate([np.zeros(0), *(line.y for line in lines)])
        self.beside = self.x if flip else self.y
        self.owner = np.repeat(np.arange(len(lines)), [len(line.x) for line in lines])
        self.count = len(lines)
        self.weight = np.ones(len(self.x))

    def field(self, curl: Curl, penalty: NDArray[np.float64]) -> Field:
        """The shift across these lines that makes them straight."""
        from .opencv import cv2

        shape = curl.dx.shape
        if not self.count:
            return np.zeros(shape)
        x, y = curl.undone(self.x, self.y)
        level = self._means(x if self.flip else y)[self.owner]
        x, y = (level, y) if self.flip else (x, level)
        across, down = _basis(x, curl.width, shape[1]), _basis(y, curl.height, shape[0])
        terms = (down[:, :, None] * across[:, None, :]).reshape(len(x), -1)
        # each line lies where it lies: only departures along it count
        totals = np.bincount(self.owner, self.weight, self.count)
        centre = np.zeros((self.count, terms.shape[1]))
        np.add.at(centre, self.owner, terms * self.weight[:, None])
        terms -= (centre / totals[:, None])[self.owner]
        target = self.beside - self._means(self.beside)[self.owner]
        # numpy's products of matrices wake all cores, which costs a hundred times as much where others use them
        squares = cv2.mulTransposed(np.column_stack((terms, target)) * np.sqrt(self.weight)[:, None], True)
        solution = _solved(squares[:-1, :-1] + penalty, squares[:-1, -1])
        off = target - np.einsum("ij,j->i", terms, solution)
        self.weight = 1.0 / (1.0 + (off / _ODD) ** 2)
        return np.asarray(solution.reshape(shape), dtype=np.float64)

    def _means(self, values: Points) -> Points:
        totals = np.bincount(self.owner, self.weight, self.count)
        return np.asarray(np.bincount(self.owner, values * self.weight, self.count) / totals, dtype=np.float64)


def _solved(matrix: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The solution of equations whose matrix is symmetric and positive."""
    lower = np.linalg.cholesky(matrix)
    upper, result = np.ascontiguousarray(lower.T), target.copy()
    for row in range(len(result)):
        result[row] = (result[row] - lower[row, :row] @ result[:row]) / lower[row, row]
    for row in reversed(range(len(result))):
        result[row] = (result[row] - upper[row, row + 1 :] @ result[row + 1 :]) / upper[row, row]
    return result


def _basis(places: Points, side: int, count: int) -> NDArray[np.float64]:
    """What each of so many cubic B-splines over a side weighs at some places; beyond the page as at its edge."""
    position = np.clip(places / side, 0.0, 1.0) * (count - 3)
    first = np.minimum(position.astype(np.intp), count - 4)
    t = position - first
    weights = np.stack(((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3), axis=1) / 6
    result = np.zeros((len(places), count))
    np.put_along_axis(result, first[:, None] + np.arange(4), weights, axis=1)
    return result


def _bending(rows: int, columns: int) -> NDArray[np.float64]:
    """The square of how much a field bends, as a form in its weights."""
    down, across = np.diff(np.eye(rows), 2, axis=0), np.diff(np.eye(columns), 2, axis=0)
    total = np.kron(down.T @ down, np.eye(columns)) + np.kron(np.eye(rows), across.T @ across)
    down, across = np.diff(np.eye(rows), axis=0), np.diff(np.eye(columns), axis=0)
    return np.asarray(total + 2 * np.kron(down.T @ down, across.T @ across), dtype=np.float64)


def _slopes(rows: int, columns: int) -> NDArray[np.float64]:
    """The square of how much a field slopes, as a form in its weights."""
    down, across = np.diff(np.eye(rows), axis=0), np.diff(np.eye(columns), axis=0)
    return np.asarray(np.kron(down.T @ down, np.eye(columns)) + np.kron(np.eye(rows), across.T @ across), dtype=np.float64)

"""Heads over several rows as a tree: for each column the printed heads above it, outermost first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ...schemas.labels import parse_label
from ...schemas.vocabulary import load_vocabulary
from ..labels import compares, measure_of, role_of, split_year
from .grid import Grid, Slot

Matrix = list[list[Slot | None]]
"""Head rows, each with one slot per grid column; a head that spans columns stands in each of them."""


@dataclass(frozen=True, slots=True)
class HeadPath:
    """A logical column: its first and last grid column (0-based, inclusive) and the slots of its heads, outermost first."""

    first: int
    last: int
    heads: tuple[Slot, ...]


def head_paths(grid: Grid, head_rows: Sequence[int], data_rows: Sequence[int]) -> list[HeadPath]:
    """The logical columns below `head_rows`. Grid columns under one head are one logical column, unless the data rows have separate
    cells there (科目编码 and 科目名称 under one 项目).
    """
    matrix = _matrix(grid, head_rows)
    width = max((len(row) for row in matrix), default=0)
    paths: list[HeadPath] = []
    for column in range(width):
        heads: list[Slot] = []
        for row in matrix:
            slot = row[column] if column < len(row) else None
            if slot is not None and not slot.blank and (not heads or heads[-1] is not slot):
                heads.append(slot)
        previous = paths[-1] if paths else None
        if (
            previous
            and heads
            and len(previous.heads) == len(heads)
            and all(a is b for a, b in zip(previous.heads, heads, strict=True))
            and not _separate(grid, data_rows, previous.last, column)
        ):
            paths[-1] = HeadPath(previous.first, column, previous.heads)
        else:
            paths.append(HeadPath(column, column, tuple(heads)))
    return paths


def _separate(grid: Grid, data_rows: Sequence[int], left: int, right: int) -> bool:
    """Whether some data row has two different filled cells at two neighbouring grid columns."""
    for row in data_rows:
        a, b = grid.at(row, left), grid.at(row, right)
        if a is not None and b is not None and a is not b and not a.blank and not b.blank:
            return True
    return False


def _matrix(grid: Grid, head_rows: Sequence[int]) -> Matrix:
    counting = {row for row in head_rows if numbers_columns(grid, row, load_vocabulary().column_number_rows)}
    if grid.listed:
        return _spread_listed([[_unless_counting(slot, counting) for slot in grid.rows[row]] for row in head_rows])
    width = grid.table.column_count
    matrix: Matrix = [[_unless_counting(grid.at(row, column), counting) for column in range(width)] for row in head_rows]
    for row in matrix[:-1]:
        alone = {id(slot): slot for slot in row if slot is not None and not slot.blank}
        if len(alone) == 1:  # one head over all columns, merged or not
            row[:] = [next(iter(alone.values()))] * width
    return matrix if grid.exact and _merges(matrix) else _fill_tabbed(matrix)


def _unless_counting(slot: Slot | None, counting: set[int]) -> Slot | None:
    """A head, or None for a cell that only numbers its column (1, 2, 栏次) beside 类, 款 and 项."""
    if slot is None or slot.cell.row not in counting:
        return slot
    if slot.kind == "figure" or parse_label(slot.text).key in load_vocabulary().column_number_rows:
        return None
    return slot


def _merges(matrix: Matrix) -> bool:
    """Whether heads of an exact grid are merged at all; some programs leave blank cells beside a centred head instead."""
    slots = (slot for row in matrix for slot in row if slot is not None)
    return len(matrix) < 2 or any(slot.cell.column_span > 1 or slot.cell.row_span > 1 for slot in slots)


def _fill_tabbed(matrix: Matrix) -> Matrix:
    """Tab-separated heads leave blanks behind a merged head: fill them from the left where a lower head stands below."""
    filled = [list(row) for row in matrix]
    for number, row in enumerate(filled):
        for column in range(1, len(row)):
            slot = row[column]
            if slot is not None and not slot.blank:
                continue
            below = any(_has_text(lower[column]) for lower in matrix[number + 1 :])
            parent_same = number == 0 or filled[number - 1][column] is filled[number - 1][column - 1]
            left = row[column - 1]
            if below and parent_same and _has_text(left):
                row[column] = left
    return filled


def _has_text(slot: Slot | None) -> bool:
    return slot is not None and not slot.blank


def _spread_listed(rows: Matrix) -> Matrix:
    """Give back the columns that one-cell-per-line text has lost: the last head row stands for the columns, a row above it with fewer
    cells is spread so that a head continued from above (blank below) takes one column and the others share the rest.

    A row that cannot be spread without guessing is left out: only a spanning head is lost by that, never a column's own head.
    """
    if not rows:
        return []
    bottom = list(rows[-1])
    if len(rows) > 1 and len(bottom) < len(rows[-2]):
        # the last head row lists only the heads below merged ones: the row above then stands for the columns
        return [list(rows[-2])]
    matrix: Matrix = [list(bottom)]
    for row in reversed(rows[:-1]):
        spread = _spread(row, matrix[0])
        if spread is None:
            continue
        unknown = [slot for slot in row if slot not in spread]
        if any(slot is not None and _speaks_of_all(slot) for slot in unknown):
            _forget(matrix, [column for column, slot in enumerate(spread) if slot is None])
        matrix.insert(0, spread)
    return matrix


def _speaks_of_all(slot: Slot) -> bool:
    """Whether a merged head changes what the figures below it mean: another year, or a difference."""
    prefix = split_year(parse_label(slot.text).key)
    return (prefix is not None and prefix.offset != 0) or compares(slot.text, load_vocabulary())


def _forget(matrix: Matrix, columns: list[int]) -> None:
    """Leave columns without heads, so that their figures are warned about and not read with half their heads."""
    for row in matrix:
        for column in columns:
            row[column] = None


def _spread(upper: list[Slot | None], lower: list[Slot | None]) -> list[Slot | None] | None:
    """`upper` with its merged heads repeated over the columns of `lower`; None where the rows do not fit together."""
    if len(upper) == len(lower):
        return list(upper)
    openings = [number for number, slot in enumerate(lower) if not number or slot is None or slot is not lower[number - 1]]
    if len(openings) < len(lower):
        # the row below has been spread itself: its merged heads are one cell each
        over = _spread(upper, [lower[number] for number in openings])
        widths_below = [end - start for start, end in pairwise((*openings, len(lower)))]
        return over and [slot for slot, width in zip(over, widths_below, strict=True) for _ in range(width)]
    columns = [column for column, slot in enumerate(lower) if _has_text(slot)]
    runs = _runs(columns)
    shared = len(upper) - (len(lower) - len(columns))
    if shared <= 0 or not runs:
        return None
    sizes = _shares(upper, lower, runs, shared)
    if sizes is None:
        if len(runs) != 1:
            return None
        # which head stands over which columns cannot be told: the columns beside them still have theirs
        return [*upper[: columns[0]], *[None] * len(columns), *upper[len(upper) - (len(lower) - 1 - columns[-1]) :]]
    cells = iter(upper)
    spread: list[Slot | None] = []
    widths = iter(sizes)
    column = 0
    while column < len(lower):
        width = next(widths) if _has_text(lower[column]) else 1
        spread.extend([next(cells)] * width)
        column += width
    return spread


def _shares(upper: list[Slot | None], lower: list[Slot | None], runs: list[list[int]], shared: int) -> tuple[int, ...] | None:
    """How many columns each of the `shared` heads takes that stand over the `runs` of columns, if only one way makes sense."""
    ways: list[tuple[int, ...]] = []
    if (len(runs) > 1 and shared - len(runs) > _MOST_MERGED) or len(runs) > shared:
        return None
    for cuts in combinations(range(1, shared), len(runs) - 1):
        counts = [end - start for start, end in pairwise((0, *cuts, shared))]
        sizes: list[int] = []
        first = taken = 0  # columns of `lower` and cells of `upper` passed by
        for run, count in zip(runs, counts, strict=True):
            start = taken + run[0] - first
            found = _sizes(upper[start : start + count], [lower[column] for column in run])
            if found is None:
                break
            sizes.extend(found)
            first, taken = run[-1] + 1, start + count
        else:
            ways.append(tuple(sizes))
    return ways[0] if len(ways) == 1 else None


def _runs(columns: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for column in columns:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _sizes(over: list[Slot | None], leaves: list[Slot | None]) -> tuple[int, ...] | None:
    """How many of the `leaves` each merged head stands over, where only one way makes sense: each head's columns open with the same
    label, or with 小计 or 合计, and differences stand below a head that compares.
    """
    plain = [parse_label(leaf.text).key if leaf is not None else "" for leaf in leaves]
    if len(over) == 1:
        return (len(plain),)
    openings = [number for number, leaf in enumerate(plain) if leaf == plain[0]]
    if len(openings) > 1:
        edges = (*openings, len(plain))
        return tuple(end - start for start, end in pairwise(edges)) if len(openings) == len(over) else None
    roles = [role_of(leaf, load_vocabulary()) is not None for leaf in plain]
    if any(roles):
        labels = roles.index(False) if not all(roles) else 0
        if not labels or any(roles[labels:]):
            return None
        rest = _sizes(over[1:], leaves[labels:])
        return rest and (labels, *rest)
    fitting: list[tuple[int, ...]] = []
    cuts_of = combinations(range(1, len(plain)), len(over) - 1) if len(over) <= _MOST_MERGED else ()
    for cuts in cuts_of:
        groups = [plain[start:end] for start, end in pairwise((0, *cuts, len(plain)))]
        if all(_may_stand_over(slot, group) for slot, group in zip(over, groups, strict=True)):
            fitting.append(tuple(len(group) for group in groups))
    if len(fitting) > 1:
        fitting = [sizes for sizes in fitting if len(set(sizes)) == 1]
    return fitting[0] if len(fitting) == 1 else None


def _may_stand_over(slot: Slot | None, leaves: list[str]) -> bool:
    vocabulary = load_vocabulary()
    if slot is None or len(leaves) < 2 or any(leaf in _TOTALS for leaf in leaves[1:]):
        return False
    differences = [compares(leaf, vocabulary) or measure_of(leaf, vocabulary) == "%" for leaf in leaves]
    if compares(slot.text, vocabulary):
        return all(different or leaf in _AMOUNTS for leaf, different in zip(leaves, differences, strict=True))
    return not any(differences)


_TOTALS = frozenset({"小计", "合计"})
_AMOUNTS = frozenset({"金额", "数额", "绝对数", "绝对额", "绝对值"})
_MOST_MERGED = 4
"""Most merged heads side by side that are tried over all divisions of the columns."""


def numbers_columns(grid: Grid, row: int, words: frozenset[str]) -> bool:
    """Whether a row numbers the columns: it says 栏次 and holds but small numbers, or holds nothing but 1, 2, 3 … in order (with 甲, 乙
    or 类, 款, 项 before them).
    """
    filled = grid.filled(row)
    if filled and parse_label(filled[0].text).key in words:
        return True
    if _numbers_misread(filled):
        return True
    texts = [slot for slot in filled if slot.kind == "text" and not _COLUMN_FORMULA.fullmatch(slot.content.plain)]
    numbers = [slot.content.plain for slot in filled if slot not in texts]
    if any(parse_label(slot.text).key in words for slot in texts):
        return bool(numbers) and all(_COLUMN_FORMULA.fullmatch(number) for number in numbers)
    if any(slot.content.plain not in _COLUMN_LETTERS for slot in texts):
        return False
    return len(numbers) + len(texts) >= 3 and [_leading(number) for number in numbers] == [
        str(n) for n in range(1, len(numbers) + 1)
    ]


def _numbers_misread(filled: Sequence[Slot]) -> bool:
    """Whether the numbers in a row go up with its columns, some of them left out; or whether nearly all cells of a row recognised from
    a picture are 1, 2, 3 … in order, and the others were not read surely.
    """
    if len(filled) < _LONG_ROW:
        return False
    if all(_COUNT.fullmatch(_leading(slot.content.plain)) for slot in filled):
        if len({int(_leading(slot.content.plain)) - slot.cell.column for slot in filled}) == 1:
            return True
    rest = [slot for number, slot in enumerate(filled, 1) if _leading(slot.content.plain) != str(number)]
    if 4 * len(rest) <= len(filled) and all(slot.cell.confidence < _SURELY for slot in rest):
        return True
    counted = [slot for slot in filled if _COUNT.fullmatch(_leading(slot.content.plain))]
    rest = [slot for slot in filled if slot not in counted]
    steps = [int(_leading(b.content.plain)) - int(_leading(a.content.plain)) for a, b in pairwise(counted)]
    rising = min(steps, default=0) > 0 and steps.count(1) >= _STEPS
    return rising and bool(rest) and 3 * len(rest) <= len(filled) and all(slot.cell.confidence < _SURELY for slot in rest)


_LONG_ROW = 4
_SURELY = 0.95
_COUNT = re.compile(r"[1-9]\d?")
_STEPS = 3
"""Steps by one from which rising numbers, between cells that were misread, are those of columns."""
_COLUMN_FORMULA = re.compile(r"（?\d{1,2}）?(?:=[\d+（）/*×-]+)?")
"""The number of a column, as a rule with the columns it is the sum of: `4=5+6`."""
_COLUMN_LETTERS = frozenset("甲乙丙丁戊类款项")


def _leading(number: str) -> str:
    return number.split("=")[0].strip("（）")

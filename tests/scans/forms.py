"""The forms that pages are drawn from: tables of the mutation bench's consistent reports, with the lines printed above and below."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench.checks.accounts import Account
from bench.checks.budgets import Budget
from bench.checks.model import Para, Piece, Report
from bench.checks.model import Table as BenchTable
from bench.checks.performance import Performance
from samples.model import NUMERIC, Cell, Table

WRITERS: Sequence[Callable[[str, int], Report]] = (
    lambda seed, number: Account(seed, number).build(),
    lambda seed, number: Budget(seed, number).build(),
    lambda seed, number: Performance(seed, number).build(),
)
_NO_HEADING = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第.部分|注：|说明：|\d+\.")
_LONGEST_HEADING = 60
_MINUS = re.compile(r"-(?=\d)")


@dataclass(frozen=True, slots=True)
class Form:
    """One table with what is printed around it."""

    name: str
    above: tuple[str, ...]
    table: Table
    below: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many cells print a figure."""
        return sum(is_figure(cell.text) for row in self.table.rows for cell in row)

    @property
    def merged(self) -> int:
        """How many cells cover more than one place of the grid."""
        return sum(cell.span > 1 or cell.down for row in self.table.rows for cell in row)


def is_figure(text: str) -> bool:
    """Whether a cell prints a figure and nothing else (codes of subjects and 行次 count: they too must be read)."""
    return bool(NUMERIC.fullmatch(text.strip().replace("－", "-")))


def forms_of(seed: str, number: int) -> list[Form]:
    """The forms of one generated report: final account, budget and performance package in turn."""
    report = WRITERS[number % len(WRITERS)](seed, number)
    rng = random.Random(f"{seed}/forms/{number}")
    minus = rng.choice(("-", "-", "-", "－"))
    found: list[Form] = []
    for position, block in enumerate(report.blocks):
        if not isinstance(block, BenchTable):
            continue
        above: list[str] = []
        for before in reversed(report.blocks[:position]):
            if not isinstance(before, Para) or len(above) == 4:
                break
            line = _text(before.pieces)
            if _NO_HEADING.match(line) or line.endswith(("。", "；")) or len(line) > _LONGEST_HEADING:
                break
            above.insert(0, line)
        after = report.blocks[position + 1] if position + 1 < len(report.blocks) else None
        note = _text(after.pieces) if isinstance(after, Para) else ""
        below = (note,) if note.startswith(("注：", "说明：")) else ()
        found.append(Form(f"{report.name}-{len(found) + 1}", tuple(above), _table(block, minus), below))
    return found


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _table(block: BenchTable, minus: str) -> Table:
    """The table; a `down` cell that would hold a figure cannot occur."""
    rows = tuple(
        tuple(Cell(_MINUS.sub(minus, _text(cell.pieces)), cell.span, cell.down, quiet=True) for cell in row) for row in block.rows
    )
    width = max(sum(cell.span for cell in row) for row in rows)
    return Table(tuple(_filled(row, width) for row in rows))


def _filled(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    missing = width - sum(cell.span for cell in row)
    return row if not missing else (*row[:-1], replace(row[-1], span=row[-1].span + missing))

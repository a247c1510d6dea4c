"""Whether the first row on a page is the rest of the row that the page break cuts: cell by cell, what goes on and what begins anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ...schemas.text import fold
from ..amounts import cell_figure
from ..terms import more_terms
from ._pdf_cells import PageCell, PageTable, figure_goes_on

_SAME_EDGE = 4.0
"""Column edges that differ by less, in points, are the same."""
_CODES = (3, 5, 7, 9)
"""Digits of the codes of the budget classification."""
_PIECE = 4
"""The rest of a code has at most so many digits."""
_NAME = 3
"""A known word with so many characters may be the whole label of a row."""
_COMPLETE = re.compile(r"[。；！？]$")
"""The end of a text that does not go on."""
_BEGINS = re.compile(
    r"（(?:[一二三四五六七八九十]{1,3}|\d{1,2})）|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．](?!\d)|[①-⑳]|其中|合计|总计|小计|注[:：]"
)
"""The beginning of a text that continues none."""
_OPEN = re.compile(r"[≥≤><=~]$")
"""The end of a text that a figure must follow."""
_CLOSES = re.compile(r"[^（]*）|[、，；：%]")
"""The beginning of a text that continues another one."""
_UNIT = re.compile(r"（(?:单位：)?(?:百万元|千万元|万元|千元|亿元|元|%|㎡|m²|平方米|人次|人|个|辆|台|批次|次|批|分|项|件|套)）")


class Verdict(Enum):
    """What a text below a page break is to the text above it in the same column."""

    REST = auto()
    """Nothing but its rest."""
    TEXT = auto()
    """Its rest, going by the line above, which leaves no room for another character."""
    FIGURE = auto()
    """The last digits of a figure that fills its cell."""
    ASIDE = auto()
    """Words in brackets, the last part of a known name, or a whole text pushed over: a rest where other cells of the row go on too."""
    PARAGRAPH = auto()
    """A further paragraph of the cell, where other cells of the row certainly go on."""
    UNCLEAR = auto()
    """As likely a rest as the text of another row."""
    OWN = auto()
    """Something of its own."""


@dataclass(slots=True)
class Rest:
    """What the first row on a page adds to cells of the row above the break, by their positions there; `doubtful` is a cell of which it
    cannot be told.
    """

    additions: dict[int, str] = field(default_factory=dict)
    doubtful: PageCell | None = None
    over: list[PageCell] = field(default_factory=list)
    """Cells over further rows of the next page, whose texts are among the additions."""


def rest_of_row(part: PageTable, following: PageTable, row: int, shift: float) -> Rest:
    """What the row of `following` behind repeated heads adds to the last row of `part`; nothing where it is a row of its own."""
    verdicts: dict[int, tuple[Verdict, PageCell]] = {}
    moved = False
    """Whether figures of the row stand on the next page, below blank cells: then it is another row, or one whose places would be wrong."""
    last = len(part.ys) - 2
    alone = row == len(following.ys) - 2
    for cell in following.cells:
        if cell.span.row > row or cell.span.row + cell.span.row_span <= row:
            continue
        if cell.span.row < row:
            return Rest()
        if not cell.text.strip():
            continue
        number = cell_above(part, last, cell, shift)
        if number is None:
            return Rest()
        above = part.cells[number]
        if cell.span.row_span > 1 and not above.text.strip():
            continue  # the name of a group, printed on the next page
        if above.text.strip():
            verdict = verdict_of(above, cell)
            if alone and verdict is not Verdict.REST and "：" in _plain(cell.text):
                verdict = Verdict.OWN  # 填表人：
        elif cell_figure(cell.text) is not None:
            moved = True
            continue
        else:
            verdict = Verdict.ASIDE if above.span.row_span == 1 and whole_text(cell) else Verdict.OWN
        verdicts[number] = (verdict, cell)
    usual = _as_bare(part, range(last), following, row) or _as_bare(
        following, range(row + 1, len(following.ys) - 1), following, row
    )
    return _settled(part, verdicts, moved=moved, usual=usual)


def _as_bare(table: PageTable, rows: Iterable[int], following: PageTable, row: int) -> bool:
    """Whether one of these rows has texts in the same columns as the row of `following`, and no figures either: then such rows are nothing
    peculiar in the table.
    """
    edges = [(cell.box[0] - following.xs[0], cell.box[2] - following.xs[0]) for cell in lone(following, row) if cell.text.strip()]
    for number in rows:
        filled = [cell for cell in lone(table, number) if cell.text.strip()]
        if len(filled) != len(edges) or any(cell_figure(cell.text) is not None for cell in filled):
            continue
        own = [(cell.box[0] - table.xs[0], cell.box[2] - table.xs[0]) for cell in filled]
        if all(any(abs(a - c) <= _SAME_EDGE and abs(b - d) <= _SAME_EDGE for c, d in edges) for a, b in own):
            return True
    return False


def _settled(part: PageTable, verdicts: Mapping[int, tuple[Verdict, PageCell]], *, moved: bool, usual: bool) -> Rest:
    """The decision over all cells of the row; `usual` says that other rows of the table are as bare."""
    by_verdict: dict[Verdict, PageCell] = {}
    for verdict, cell in verdicts.values():
        by_verdict.setdefault(verdict, cell)
    has = by_verdict.keys()
    certain = by_verdict.get(Verdict.REST)
    name = by_verdict.get(Verdict.TEXT)
    if moved and Verdict.OWN not in has and name is not None:
        beside = [cell for cell in lone(part, len(part.ys) - 2) if cell.span.column > name.span.column]
        certain = certain or (name if all(cell_figure(cell.text) is None for cell in beside) else None)
    if moved or Verdict.OWN in has:
        return Rest(doubtful=certain)
    goes_on = certain is not None
    if not goes_on and not has & {Verdict.UNCLEAR, Verdict.PARAGRAPH}:
        goes_on = Verdict.TEXT in has and not usual or Verdict.FIGURE in has and Verdict.ASIDE not in has
    if not goes_on:
        open_ = next((by_verdict[one] for one in (Verdict.UNCLEAR, Verdict.FIGURE, Verdict.TEXT) if one in has), None)
        return Rest(doubtful=open_)
    additions = {number: _after(part.cells[number].text, cell.text) for number, (_, cell) in verdicts.items()}
    return Rest(additions, over=[cell for _, cell in verdicts.values() if cell.span.row_span > 1])


def _after(above: str, below: str) -> str:
    """The rest of a cell, with the line break before it where both are not one figure or code."""
    upper, lower = _plain(above), _plain(below)
    whole = upper[-1:].isdigit() and (lower.isdigit() or figure_goes_on(upper, lower))
    return below if not above.strip() or whole or upper[-1:] in ".," and lower[:1].isdigit() else f"\n{below}"


def verdict_of(above: PageCell, below: PageCell) -> Verdict:
    """What the text of a cell on the next page is to that of the cell above it."""
    upper, lower = _plain(above.text), _plain(below.text)
    if upper.isdigit() and lower.isdigit():
        return _of_digits(upper, lower, above.full)
    if cell_figure(lower) is not None or lower[:1] in ".,":
        if _OPEN.search(upper):
            return Verdict.REST
        if not figure_goes_on(upper, lower):
            words = above.full and not upper[-1:].isdigit() and cell_figure(upper) is None and cell_figure(lower[-1:]) is None
            return Verdict.ASIDE if words and lower[-1:] != "%" else Verdict.OWN  # 较上年提升 | 1.2个百分点
        broken = cell_figure(upper) is None or lower[:1] in ".,"
        return Verdict.REST if broken else Verdict.FIGURE if above.full else Verdict.OWN
    if cell_figure(upper) is not None:
        return Verdict.REST if above.full and cell_figure(upper + lower) is not None else Verdict.OWN
    return _of_text(upper, lower, above.full)


def _of_digits(upper: str, lower: str, full: bool) -> Verdict:
    """The rest of a code, or of a whole number."""
    if not full or len(lower) > _PIECE:
        return Verdict.OWN
    if len(upper + lower) in _CODES and (len(upper) not in _CODES or len(lower) not in _CODES):
        return Verdict.FIGURE if len(upper) in _CODES else Verdict.REST
    return Verdict.FIGURE if len(upper) > _PIECE else Verdict.OWN


def _of_text(upper: str, lower: str, full: bool) -> Verdict:
    if _UNIT.fullmatch(lower) or _CLOSES.match(lower) and (lower[0] != "）" or upper.count("（") > upper.count("）")):
        if "）" not in lower or _UNIT.fullmatch(lower) or upper.count("（") > upper.count("）"):
            return Verdict.REST
    ours, theirs = _known(upper), _known(lower)
    if _known(upper + lower) and (full or not theirs):
        return Verdict.ASIDE if ours or theirs else Verdict.REST
    if _BEGINS.match(lower) or _COMPLETE.search(upper) or ours and theirs:
        return Verdict.OWN
    if lower[0] == "（" or lower[0].isdigit() and full:
        return Verdict.ASIDE
    if not full:
        return Verdict.PARAGRAPH
    return Verdict.UNCLEAR if ours or theirs else Verdict.TEXT


def _known(text: str) -> bool:
    """Whether a text is a label that reports commonly print, without its number and unit."""
    bare = _UNIT.sub("", re.sub(r"^[一二三四五六七八九十\d]{1,3}[、.]|^其中：?", "", text)).rstrip("：")
    return len(bare) >= _NAME and bare in more_terms()


def _plain(text: str) -> str:
    return fold(text).replace(" ", "").replace("\n", "")


def whole_text(cell: PageCell) -> bool:
    """Whether a cell holds a text of several lines, which programs push over a page break as a whole."""
    return "\n" in cell.text.strip() and cell_figure(cell.text) is None


def lone(table: PageTable, row: int) -> list[PageCell]:
    """The cells of one row only, from left to right."""
    found = [cell for cell in table.cells if cell.span.row == row and cell.span.row_span == 1]
    return sorted(found, key=lambda cell: cell.span.column)


def cell_above(part: PageTable, row: int, cell: PageCell, shift: float) -> int | None:
    """The cell in the last row of a part that has the same left and right side as a cell of the next part."""
    for number, above in enumerate(part.cells):
        if above.span.row + above.span.row_span - 1 == row:
            left, right = part.xs[above.span.column], part.xs[above.span.column + above.span.column_span]
            if abs(cell.box[0] - shift - left) <= _SAME_EDGE and abs(cell.box[2] - shift - right) <= _SAME_EDGE:
                return number
    return None

"""Tables written as tab-separated rows, cut into pieces by page breaks (a blank line, sometimes a page number)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .text_lines import (
    BLANK,
    Lines,
    is_bare_number,
    is_caption,
    is_dashed_page_number,
    is_figure,
    is_form_title,
    is_note,
    is_numbered,
    is_title,
    squeeze,
    width,
)

_LONGEST_FRAGMENT = 40
"""Columns up to which a line without tabs may be a piece of a cell."""
_MOST_FRAGMENTS = 3
_HEAD_WORDS = frozenset({
    "项目", "行次", "栏次", "金额", "收入", "支出", "编码", "科目", "科目编码", "科目名称", "功能分类科目编码",
    "功能分类科目名称", "支出功能分类科目编码", "经济分类科目编码", "预算数", "决算数", "年初预算数", "全年预算数",
    "全年执行数", "人员经费", "公用经费", "本年收入", "本年支出", "项目名称", "单位名称", "序号", "一级指标", "二级指标",
    "三级指标", "指标名称", "分值", "得分",
})  # fmt: skip
"""Labels (without white space) that stand in the first row of a head, and hardly as the first cells of a row of figures."""


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: the line it begins at and its text."""

    line: int
    text: str


Row = Sequence[Field]


@dataclass(slots=True)
class TabbedRegion:
    """A table while it is read, piece by piece."""

    rows: list[Row] = field(default_factory=list)
    start: int = 0
    table_end: int = 0
    """The line behind the last row."""
    page_numbers: list[int] = field(default_factory=list)
    widths: Counter[int] = field(default_factory=Counter)
    has_figures: bool = False

    def extend(self, rows: Sequence[Row], end: int) -> None:
        self.rows.extend(rows)
        self.table_end = end
        self.widths.update(map(len, rows))
        self.has_figures = self.has_figures or _has_figures(rows)


def is_tabbed(lines: Lines, index: int) -> bool:
    """Whether a tab-separated row stands at `index`, judged with the lines right below it."""
    count = len(lines.texts)
    rows = listed = 0
    while index < count and "\t" in lines.texts[index] and rows + listed < 50:
        text = lines.texts[index]
        if not text.startswith("\t"):
            return True
        if "\t" in text[1:]:
            rows += 1
        else:
            listed += 1
        index += 1
    return rows > 0 and rows >= listed


def read_tabbed(lines: Lines, start: int) -> TabbedRegion:
    """Read the table whose first row is at line `start`, with all its pieces.

    Captions above (`部门：…⇥金额单位：万元`) and notes below are left out: the region then starts later or ends earlier.
    """
    region = TabbedRegion(start=start)
    region.extend(*_piece(lines, start))
    while True:
        following, numbers = _next_piece(lines, region.table_end)
        if following is None:
            break
        rows, end = _piece(lines, following)
        if not _continues(region, rows):
            break
        region.page_numbers.extend(numbers)
        region.extend(rows, end)
    _leave_out_captions(region)
    return region


def is_contents(rows: Sequence[Row], *, below_heading: bool) -> bool:
    """Whether the rows are a table of contents: titles, and page numbers that never go down."""
    pages = []
    numbered = 0
    for row in rows:
        texts = [squeeze(item.text) for item in row if squeeze(item.text)]
        if len(texts) != 2 or not is_bare_number(texts[1]) or is_figure(texts[0]):
            return False
        pages.append(int(texts[1].strip(BLANK)))
        numbered += is_numbered(texts[0]) or "……" in texts[0] or "...." in texts[0]
    rising = all(before <= after for before, after in pairwise(pages)) and pages[0] >= 1
    return rising and len(pages) > 1 and (below_heading or 2 * numbered >= len(rows))


def _piece(lines: Lines, start: int) -> tuple[list[Row], int]:
    """The rows from line `start` to the next blank line (or line that is no part of the table), and the line behind them."""
    physical: list[int] = [start]
    figures = False
    index, count = start + 1, len(lines.texts)
    while index < count:
        if "\t" in lines.texts[index]:
            if figures and is_form_title(lines.texts[index]):
                break  # the title of another table, printed as its first row
            physical.append(index)
            figures = figures or any(map(is_figure, lines.texts[index].split("\t")))
            index += 1
            continue
        fragments = index
        while fragments < count and fragments - index <= _MOST_FRAGMENTS and _may_be_fragment(lines, fragments):
            fragments += 1
        if not index < fragments <= min(index + _MOST_FRAGMENTS, count - 1) or "\t" not in lines.texts[fragments]:
            break
        if figures and _is_head([Field(fragments, text) for text in lines.texts[fragments].split("\t")]):
            break
        physical.extend(range(index, fragments))
        index = fragments
    return _assemble(lines, physical), index


def _may_be_fragment(lines: Lines, index: int) -> bool:
    text = lines.texts[index]
    return (
        "\t" not in text
        and not lines.is_blank(index)
        and index not in lines.page_starts
        and width(text) <= _LONGEST_FRAGMENT
        and not (is_note(text) or is_caption(text) or is_title(text) or is_figure(text))
    )


def _assemble(lines: Lines, physical: Sequence[int]) -> list[Row]:
    """Rows from lines: a line may be the rest of a cell that was broken in the line before.

    A cell is broken because its column is full: a piece narrower than other labels of that column is a row of its own, whose blank
    columns were dropped.
    """
    split = [[Field(index, text) for text in lines.texts[index].split("\t")] for index in physical]
    full = _usual_width(split)
    first_width = max((width(fields[0].text.strip()) for fields in split if len(fields) == full), default=0)
    last_width = max((width(fields[-1].text.strip()) for fields in split if len(fields) == full), default=0)
    rows: list[list[Field]] = []
    waiting: list[list[Field]] = []  # lines without tabs that open the row to come
    for position, fields in enumerate(split):
        if len(fields) > 1:
            if waiting:
                rows.append(_glued(waiting, fields))
                waiting = []
            elif rows and _is_rest(rows[-1], fields, full):
                rows[-1] = _glued([rows[-1]], fields)
            else:
                rows.append(fields)
            continue
        following: list[Field] | None = next((other for other in split[position + 1 :] if len(other) > 1), None)
        if following is None or not rows and not waiting:
            rows.append(fields)  # nothing around it that it could belong to
            continue
        piece = width(fields[0].text.strip())
        if waiting:
            waiting.append(fields)
        elif _ends_open(rows[-1], fields, following, full, last_width):
            rows[-1] = _glued([rows[-1]], fields)
        elif len(following) == full and piece + 2 >= first_width and _may_go_on(following[0].text):
            waiting.append(fields)
        else:
            rows.append(fields)
    return list(rows)


def _usual_width(split: Sequence[Sequence[Field]]) -> int:
    return _most_common(Counter(len(fields) for fields in split if len(fields) > 1))


def _most_common(widths: Counter[int]) -> int:
    return max(widths, key=lambda value: (widths[value], value))


def _ends_open(previous: Row, fragment: Row, following: Row, full: int, last_width: int) -> bool:
    """Whether the last cell of a row goes on in a line without tabs."""
    last = previous[-1].text.split("\n")[-1].strip()
    if not last or is_figure(last) or is_numbered(fragment[0].text):
        return False
    if len(previous) < full:
        return len(previous) > 1 and len(previous) + len(following) - 1 == full
    return len(following) == full and width(last) + 2 >= last_width >= width(fragment[0].text.strip()) - 2


def _may_go_on(text: str) -> bool:
    """Whether a cell can be the rest of a label that was broken."""
    return bool(text.strip()) and not is_figure(text) and not is_numbered(text)


def _is_rest(previous: Sequence[Field], fields: Sequence[Field], full: int) -> bool:
    """Whether `fields` complete a row that broke off inside a label."""
    last, first = previous[-1].text, fields[0].text
    return (
        1 < len(previous) < full
        and len(previous) + len(fields) - 1 == full
        and bool(last.strip())
        and not is_figure(last)
        and _may_go_on(first)
    )


def _glued(heads: Sequence[Sequence[Field]], tail: Sequence[Field]) -> list[Field]:
    result = list(heads[0])
    for fields in (*heads[1:], tail):
        result[-1] = Field(result[-1].line, f"{result[-1].text}\n{fields[0].text}")
        result.extend(fields[1:])
    return result


def _next_piece(lines: Lines, index: int) -> tuple[int | None, list[int]]:
    """Where the next piece starts if nothing but blank lines and page numbers stands before it, and those page numbers."""
    numbers: list[int] = []
    count = len(lines.texts)
    while index < count:
        text = lines.texts[index]
        if "\t" in text and text.strip():
            return (index, numbers) if is_tabbed(lines, index) else (None, [])
        if not lines.is_blank(index):
            if len(numbers) > 1 or not (is_dashed_page_number(text) or is_bare_number(text)):
                return None, []
            numbers.append(index)
        index += 1
    return None, []


def _continues(table: TabbedRegion, more: Sequence[Row]) -> bool:
    """Whether the piece `more` goes on with `table`, nothing standing between them."""
    if all(_is_marginal(row) or is_note("".join(_labels(row))) for row in more):
        return False
    if not table.has_figures:
        return True  # the page breaks inside the head
    if len(_labels(more[0])) == 1 and is_form_title(_labels(more[0])[0]):
        return False
    if _is_head(more[0]) and _labels(more[0]) != _labels(table.rows[0]):
        return False
    usual, found = _most_common(table.widths), _most_common(Counter(map(len, more)))
    return 2 * found >= usual or any(is_figure(item.text) for item in more[0])


def _is_head(row: Row) -> bool:
    labels = _labels(row)
    return len(labels) > 1 and not any(map(is_figure, labels)) and any(label in _HEAD_WORDS for label in labels)


def _has_figures(rows: Sequence[Row]) -> bool:
    """Whether the rows hold more than heads; a row of column numbers (栏次) is one of the heads."""
    return any(any(is_figure(item.text) for item in row) for row in rows if _labels(row)[:1] != ["栏次"])


def _labels(row: Row) -> list[str]:
    return [text for text in (squeeze(item.text) for item in row) if text]


def _is_marginal(row: Row) -> bool:
    """Whether a row holds nothing of the table: captions such as the unit, or a note or signature below."""
    labels = _labels(row)
    return bool(labels) and (
        all(is_caption(label) or is_note(label) for label in labels) or (len(labels) == 1 and is_title(labels[0]))
    )


def _leave_out_captions(region: TabbedRegion) -> None:
    while region.rows and _is_marginal(region.rows[0]):
        region.start = _last_line(region.rows.pop(0)) + 1
    while region.rows and (_is_marginal(region.rows[-1]) or is_note("".join(_labels(region.rows[-1])))):
        region.table_end = region.rows.pop()[0].line
    if not region.rows:
        region.table_end = region.start


def _last_line(row: Row) -> int:
    return row[-1].line + row[-1].text.count("\n")

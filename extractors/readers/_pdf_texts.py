"""What is printed in a region without rules, as the texts that stand in its cells: a printed line cut where columns part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..amounts import cell_figure
from ._pdf_lines import Line
from ._pdf_page import Char
from ._pdf_partial import text_of

_APART, CLOSE, _CLOSEST = 0.6, 0.28, 0.1
"""A gap of so many character heights parts two columns: in general, where a figure stands on one side of it, and behind a long one, as
spreadsheet programs print it close to the label or code of the next column.
"""
_LONG = re.compile(r"-?(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+)")
_NEXT = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d|[\u4e00-\u9fff]")
_FIGURE = re.compile(r"[-−－+(（]?\d[\d,，.．]*[%％)）]?")
_DECIMAL = re.compile(r"\d[.．,，]\d")
_LABEL_NUMBER = re.compile(r"[（(]?\d{1,2}[)）.．、]")
_NUMBER, _AFTER_NUMBER = re.compile(r"[（(]\d{1,2}[)）]|\d{1,2}[、．]|[一二三四五六七八九十]{1,3}、"), 1.5
"""The number of a label, and how many character heights behind it the label begins at most."""
_COUNTED = re.compile(r"年(?!初|末)|[月日元万亿人个分户辆台次级号岁件]")
"""What belongs to the number before it."""
GLUED = re.compile(r"##[^#\s%]|[^#\s+-]##")
"""A figure that had no room, printed without a gap to what stands in the next column."""
_SPREAD = frozenset(
    ("项目", "收入", "支出", "合计", "小计", "总计", "金额", "科目", "名称", "编码", "备注", "栏次", "行次", "单位")
)
"""Words of two characters that are printed with white between these."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its place; `levels` are the baselines of its lines."""

    chars: list[Char]
    x0: float
    x1: float
    size: float
    levels: tuple[float, ...]
    figures: int = 0
    """How many of its lines are figures."""
    text: str = field(default="", compare=False)
    extents: tuple[tuple[float, float], ...] = ()
    """The left and right end of each line, where there are several."""

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def base(self) -> float:
        """The middle of the first and the last baseline."""
        return (self.levels[0] + self.levels[-1]) / 2

    def over(self, other: Text) -> bool:
        """Whether one stands above the other, wherever on the page."""
        return self.x0 < other.x1 and other.x0 < self.x1


def text_from(chars: Sequence[Char]) -> Text:
    """A text of one line."""
    heights = sorted(char.bottom - char.top for char in chars)
    bases = sorted(char.base for char in chars)
    string = text_of(chars)
    figure = int(cell_figure(string) is not None)
    return Text(list(chars), chars[0].x0, chars[-1].x1, heights[len(heights) // 2], (bases[len(bases) // 2],), figure, string)


def together(texts: Sequence[Text]) -> Text:
    """Texts of one cell, from top to bottom, as one."""
    first = texts[0]
    return Text(
        [char for text in texts for char in text.chars],
        min(text.x0 for text in texts),
        max(text.x1 for text in texts),
        first.size,
        tuple(sorted(level for text in texts for level in text.levels)),
        sum(text.figures for text in texts),
        "".join(text.text for text in texts),
        tuple(extent for text in texts for extent in text.extents or ((text.x0, text.x1),)),
    )


def texts_of(line: Line) -> list[Text]:
    """A line cut at gaps between columns, also narrow ones beside figures."""
    parts: list[list[Char]] = []
    gaps: list[float] = []
    for char in line.chars:
        gap = (char.x0 - parts[-1][-1].x1) / max(char.bottom - char.top, 0.01) if parts else 0.0
        if parts and gap <= _CLOSEST:
            parts[-1].append(char)
        else:
            gaps.append(gap)
            parts.append([char])
    joined: list[list[Char]] = []
    for part, gap in zip(parts, gaps, strict=True):
        before = text_of(joined[-1]) if joined else ""
        if joined and (
            gap <= _APART and not _columns_part(before, text_of(part), gap) or gap < _AFTER_NUMBER and _NUMBER.fullmatch(before)
        ):
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    return _spread_words([text_from(part) for part in joined])


def _columns_part(before: str, after: str, gap: float) -> bool:
    """Whether a narrow gap between two texts parts columns: behind a code or figure, or in front of a figure with decimals."""
    if gap <= CLOSE:
        return _LONG.fullmatch(before) is not None and _NEXT.match(after) is not None and not _COUNTED.match(after)
    if _FIGURE.fullmatch(before):
        return not _COUNTED.match(after) and not _LABEL_NUMBER.fullmatch(before)
    return _FIGURE.fullmatch(after) is not None and (_DECIMAL.search(after) is not None or len(after) > 4)


def _spread_words(texts: list[Text]) -> list[Text]:
    result: list[Text] = []
    for text in texts:
        if result and len(result[-1].text) == len(text.text) == 1 and result[-1].text + text.text in _SPREAD:
            result[-1] = _side_by_side(result[-1], text)
        else:
            result.append(text)
    return result


def _side_by_side(left: Text, right: Text) -> Text:
    return Text(left.chars + right.chars, left.x0, right.x1, left.size, left.levels, 0, left.text + right.text)


def contents_list(figures: Sequence[Sequence[str]]) -> bool:
    """Whether rows, of which these are the figures, are the entries of a table of contents: whole numbers that never fall."""
    numbers = [number for row in figures for number in row]
    if len(numbers) > len(figures) or not all(number.isdigit() and len(number) <= 3 for number in numbers):
        return False
    pages = [int(number) for number in numbers]
    return pages == sorted(pages)

"""Page numbers and running heads: lines at the edge of a page that belong to the sheet and not to the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...schemas.text import fold
from ._pdf_cells import PageTable
from ._pdf_lines import Box, Line

_NUMBER_ZONE = 0.14
"""Share of the page height, from the top and from the bottom, in which page numbers stand."""
_HEAD_ZONE = 0.1
"""The same for running heads and feet."""
_LINES = 3
"""How many lines from the top and from the bottom are looked at."""
_OFTEN = 0.6
"""Share of the pages on which a running head is printed."""
_FEWEST = 3
"""Pages that must show it."""

_PLAIN_NUMBER = re.compile(r"\d{1,4}")
_DRESSED_NUMBER = re.compile(
    r"[-—–―·~*=_‐]+(?P<a>\d{1,4})[-—–―·~*=_‐]+|第(?P<b>\d{1,4})页(?:[,，/／、]?共\d{1,4}页)?|(?P<c>\d{1,4})[/／](?:共)?\d{1,4}页?|[Pp]age(?P<d>\d{1,4})(?:of\d{1,4})?"
)
_CONTENT = re.compile(r"单位[:：]|[表元]$|^附[件表]|编制|填报|^表|[。；]")
"""What may stand at the top of many pages and is content all the same: titles, units, names."""


@dataclass(slots=True)
class PageLayout:
    """A page as tables and lines from top to bottom; `number` is 1-based.

    `turn` counts the quarter turns by which the page was turned back because its text is drawn sideways; `width`, `height` and all
    places are those of the turned page.
    """

    number: int
    width: float
    height: float
    items: list[Line | PageTable]
    turn: int = 0
    displayed: Callable[[Box], Box] | None = None
    """Where a box of the page lies on the page as it is displayed, where that was made straight to be read."""


def furniture(pages: Sequence[PageLayout]) -> set[tuple[int, int]]:
    """(page number, item index) of the lines that are furniture."""
    edges = [(page, index, line) for page in pages for index, line in _edge_lines(page)]
    found = _page_numbers(edges, len(pages))
    return found | _running_heads(edges, len(pages), found)


def _edge_lines(page: PageLayout) -> list[tuple[int, Line]]:
    """The first and last lines of a page that stand near its edge with nothing but such lines between them and the edge."""
    last = len(page.items) - 1
    top, foot = _NUMBER_ZONE * page.height, (1 - _NUMBER_ZONE) * page.height
    result: list[tuple[int, Line]] = []
    for index in range(min(_LINES, last + 1)):
        item = page.items[index]
        if isinstance(item, PageTable) or item.bottom >= top:
            break
        result.append((index, item))
    for index in range(last, max(last - _LINES, -1), -1):
        item = page.items[index]
        if isinstance(item, PageTable) or item.top <= foot:
            break
        result.append((index, item))
    return result


def _page_numbers(edges: list[tuple[PageLayout, int, Line]], pages: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    plain: list[tuple[int, int, int]] = []
    for page, index, line in edges:
        text = fold(line.text).replace(" ", "")
        if _DRESSED_NUMBER.fullmatch(text):
            found.add((page.number, index))
        elif _PLAIN_NUMBER.fullmatch(text):
            plain.append((page.number, index, int(text)))
    offsets = Counter(number - page for page, _, number in plain)
    for page_number, index, number in plain:
        offset = number - page_number
        if offsets[offset] >= 2 or (pages <= 2 and 0 < number <= 3):
            found.add((page_number, index))
    return found


def _running_heads(edges: list[tuple[PageLayout, int, Line]], pages: int, known: set[tuple[int, int]]) -> set[tuple[int, int]]:
    places: dict[tuple[str, int], set[tuple[int, int]]] = {}
    for page, index, line in edges:
        text = fold(line.text).replace(" ", "")
        at_top = line.bottom < _HEAD_ZONE * page.height
        at_foot = line.top > (1 - _HEAD_ZONE) * page.height
        if (page.number, index) in known or not (at_top or at_foot) or _CONTENT.search(text):
            continue
        key = re.sub(r"\d+", "0", text) if at_foot else text
        places.setdefault((key, at_top), set()).add((page.number, index))
    found: set[tuple[int, int]] = set()
    for lines in places.values():
        if len({page for page, _ in lines}) >= max(_FEWEST, _OFTEN * pages):
            found |= lines
    return found

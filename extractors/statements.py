"""What a report says in words and checks need: years in titles and labels of tables, and answers to `仅对50万元以上的项目说明`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ..schemas.document import Block, Document, Location, Paragraph, Table
from ..schemas.results import Source, Statement
from ..schemas.text import fold
from .parts import PartSpan

_LONGEST_LABEL = 40
_YEAR = re.compile(r"(?<![\d-])(20\d\d)年(?:度)?(?!\d{1,2}月)")
_BROKEN_YEAR = re.compile(r"(?<!\d)(20\d年度)")
_BROKEN_SPACE = re.compile(r"(?<!\d)(20\d)\s+年度")
_THRESHOLD = re.compile(
    r"(?:仅对|只对|对)(?:单个)?(?:项目)?(?:金额|资金)?(?:在)?(\d+(?:\.\d+)?)万元(?:（含）)?(?:及)?以上的?(?:项目|专项|资金)"
)
_NONE = re.compile(
    r"(?:[^，。]{0,20}?)(?:暂)?(?:无|没有|不涉及)(?:(\d+(?:\.\d+)?)万元(?:（含）)?(?:及)?以上的?[^，。]{0,12})?[。.]?"
)
_BARE_NONE = re.compile(r"(?:暂)?(?:无|没有|不涉及)(?:此类|相关|该类)?(?:项目|情况|内容)?[。.]?")
_MAIN_PART = re.compile(r"第[一二三四五六七八九十]部分[、：:]?(?:[^\d]{0,20})(20\d\d)年度?[^\d]{0,20}")
_LOOK_BELOW = 3


def statements_of(document: Document, part_of: Callable[[int], PartSpan]) -> list[Statement]:
    """The statements of a document in reading order; `part_of` gives the part of a block index."""
    found: list[Statement] = []
    for index, block in enumerate(document.blocks):
        part = part_of(index).id
        if isinstance(block, Table):
            found.extend(_labels(block, part))
        else:
            found.extend(_broken(block.text, block.location, part, None))
            found.extend(_none_above(document.blocks, index, part))
            found.extend(_headings(block, part))
    return found


def _labels(table: Table, part: str) -> Iterator[Statement]:
    for cell in table.cells:
        if "年" not in cell.text:
            continue
        text = fold(cell.text).replace(" ", "")
        if len(text) > _LONGEST_LABEL:
            continue
        place = (table.index, cell.row, cell.column)
        source = _source(cell.location, cell.text, place)
        for match in _YEAR.finditer(text):
            yield Statement("year", part, text, None, int(match[1]), source)
        yield from _broken(cell.text, cell.location, part, place)


def _headings(block: Paragraph, part: str) -> Iterator[Statement]:
    """Years in the headings of a report's main parts."""
    if "部分" not in block.text or len(block.text) > 3 * _LONGEST_LABEL:
        return
    for line in block.text.split("\n"):
        text = fold(line).replace(" ", "")
        match = _MAIN_PART.fullmatch(text)
        if match is not None:
            yield Statement("year", part, text, None, int(match[1]), _source(block.location, block.text, None))


def _broken(text: str, location: Location, part: str, place: tuple[int, int, int] | None) -> Iterator[Statement]:
    if "年度" not in text or len(text) > 2 * _LONGEST_LABEL:
        return
    match = _BROKEN_SPACE.search(text) or _BROKEN_YEAR.search(text)
    if match is not None:
        yield Statement("broken_year", part, " ".join(text.split()), Decimal(match[1][:3]), None, _source(location, text, place))


def _none_above(blocks: Sequence[Block], index: int, part: str) -> Iterator[Statement]:
    block = blocks[index]
    assert isinstance(block, Paragraph)
    if "万元" not in block.text or "以上" not in block.text:
        return
    lines = [fold(line).replace(" ", "") for line in block.text.split("\n") if line.strip()]
    for position, line in enumerate(lines):
        match = _THRESHOLD.search(line)
        if match is None:
            continue
        answer = lines[position + 1] if position + 1 < len(lines) else _next_line(blocks, index)
        if answer is not None and _answers_none(answer, match[1]):
            text = f"{line} {answer}"
            yield Statement("none_above", part, text, Decimal(match[1]), None, _source(block.location, block.text, None))


def _next_line(blocks: Sequence[Block], index: int) -> str | None:
    for block in blocks[index + 1 : index + 1 + _LOOK_BELOW]:
        if isinstance(block, Table):
            return None
        for line in block.text.split("\n"):
            if line.strip():
                return fold(line).replace(" ", "")
    return None


def _answers_none(answer: str, amount: str) -> bool:
    if _BARE_NONE.fullmatch(answer):
        return True
    match = _NONE.fullmatch(answer)
    return match is not None and match[1] == amount


def _source(location: Location, text: str, place: tuple[int, int, int] | None) -> Source:
    table, row, column = place or (None, None, None)
    return Source(
        page=location.page,
        bbox=location.bbox,
        line=location.line,
        paragraph=location.paragraph,
        table=table,
        row=row,
        column=column,
        text=text,
        sheet=location.sheet,
        picture=location.picture,
    )

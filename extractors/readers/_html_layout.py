"""Which tables of a web page only lay it out, and which text is site furniture."""

from __future__ import annotations

import re

from ._html_model import CellBox, Line, RowBox, TableBox, texts_in
from ._html_passages import Passage
from ._html_plain import LONG_COLUMN, MOST_METADATA, MOST_PAGE_ROWS
from .text_lines import is_figure

_LONG_TEXT = 100
"""A cell of a single column with more characters than this is running text."""
_FRAMED_LINES = 3
"""Paragraphs from which on a single cell is running text in a frame, and no table."""
_MAIN_SHARE = 0.8
_DATA_ROWS = 3
"""Rows of several texts from which on a table that holds others is a table itself."""
_LONGEST_CHROME = 120
_PROSE = 3
"""Lines with sentences from which on an element is no furniture, whatever its name."""
_REPORT = re.compile(r"20\d\d|预算|决算|绩效|自评")

_AMOUNT = re.compile(r"\d[.．]\d|\d\s{0,9}(?:[百千万亿]|百万|千万)?元|\d\s{0,9}[%％]|[。；]\s*\S")
"""What the furniture of a site does not hold: amounts, shares, sentences. No digit is looked at twice, however many there are."""
_BUTTON = r"(?:(?:打印|关闭|收藏|分享|返回)(?:本页|此页|文章|窗口|顶部)?|设为首页|加入收藏|无障碍(?:浏览|阅读)?|长者模式|[繁简簡][體体](?:中文|版)?|扫码)"


_REGION = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台"
_CHROME_FIRST = frozenset(
    "【[索信公主分类发成文生更浏访点阅来责编作字上下微扫相您现当所首版承技网IiCc©打关收返设加无长繁简簡" + _REGION
)
"""How furniture of the site may begin: few lines have to be looked at any further."""
_CHROME = re.compile(
    r"[【\[]?\s*(?:"
    r"索\s*引\s*号|(?:信息)?(?:公开|主题)?(?:分类|类别)[:：]|发布(?:机构|日期|时间|人)[:：]|(?:发文|成文|生成|公开|更新)(?:日期|时间)[:：]|发文字号[:：]"
    r"|(?:浏览|访问|点击|阅读)(?:次数|量|数)[:：]|信息来源[:：]|来源[:：]|(?:责任)?编辑[:：]|作者[:：]|字\s*[体号][:：]"
    r"|上一[篇条页](?:[:：]|$)|下一[篇条页](?:[:：]|$)|(?:微信)?扫一扫|分享[到至]|相关(?:文章|链接|信息|阅读)[:：]?$"
    r"|(?:您)?(?:现在的|当前的?|所在)位置\s*[:：>]|首页\s*[>›»＞/]"
    rf"|版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持[:：]|网站(?:标识码|地图)|[{_REGION}]?ICP备|[{_REGION}]公网安备|Copyright|©"
    rf"|{_BUTTON}(?:\s*[】\]|/]*\s*[【\[]?{_BUTTON})*\s*[】\]]?$"
    r")",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"索\s*引\s*号|发布机构|发文日期|发布日期|公开(?:日期|方式|时限)|主题分类|信息分类|生成日期|成文日期|文\s*号|效力状态"
)


def is_chrome(line: str) -> bool:
    """Whether a line is furniture of the site: 索引号, 打印, 上一篇 … A line with an amount or a sentence never is."""
    return holds_chrome([line])


def holds_chrome(lines: list[str]) -> bool:
    """Whether any of the lines is furniture of the site."""
    for line in [line for line in lines if line[:1] in _CHROME_FIRST or line[:1].isspace()]:
        text = line.strip()
        if len(text) <= _LONGEST_CHROME and _CHROME.match(text) is not None and _AMOUNT.search(text) is None:
            return True
    return False


def may_leave_body(line: Line) -> bool:
    """Whether a line inside furniture of the site may stay there: it holds no amount, no sentence and no title of a report, and the
    element is no whole report (one that was never closed, or is named in an odd way).
    """
    if line.zone is None or line.zone.sentences >= _PROSE:
        return False
    if line.level is not None and _REPORT.search(line.text):
        return False
    return _AMOUNT.search(line.text) is None


def is_metadata(box: TableBox) -> bool:
    """Whether a table holds what a site says about a page: 索引号, 发布日期 …"""
    if box.weight > LONG_COLUMN:
        return False
    texts = [text for row in box.rows for cell in row.cells if (text := _text(cell)).strip()]
    if not texts or any(_AMOUNT.search(text) for text in texts):
        return False
    return len(texts) <= MOST_METADATA and sum(_METADATA.match(text) is not None for text in texts) >= 2


def is_layout(box: TableBox) -> bool:
    """Whether a table only lays the page out, so that what it holds is read as if it stood in the body."""
    if box.plain is not None:
        return False
    if not box.weight or not any(row.cells for row in box.rows):
        return True
    if box.nested or box.presentation:
        return not _has_own_data(box)
    if all(len(row.cells) <= 1 for row in box.rows):
        cells = [cell for row in box.rows for cell in row.cells]
        return any(_blocks(cell) >= _FRAMED_LINES or len(_text(cell)) > _LONG_TEXT for cell in cells)
    return _is_page(box)


def _has_own_data(box: TableBox) -> bool:
    """Whether a table that holds others has rows of labels and figures (or many rows of short texts) beside them."""
    several = short = 0
    for row in box.rows:
        texts = _own_texts(row)
        if len(texts) < 2:
            continue
        if any(is_figure(text.strip()) for text in texts) and any(not is_figure(text.strip()) for text in texts):
            return True
        several += 1
        short += sum(map(len, texts))
    return several >= _DATA_ROWS and short >= box.nested


def _own_texts(row: RowBox) -> list[str]:
    """The short texts of the cells that hold no table."""
    return [
        text
        for cell in row.cells
        if not any(isinstance(item, TableBox) for item in cell.flow) and 0 < len(text := _text(cell).strip()) <= _LONG_TEXT
    ]


def _is_page(box: TableBox) -> bool:
    """Whether few rows without figures hold little but one long text: a page with a column at its side."""
    if len(box.rows) > MOST_PAGE_ROWS or box.weight < LONG_COLUMN:
        return False
    cells = [cell for row in box.rows for cell in row.cells]
    if any(is_figure(_text(cell).strip()) for cell in cells):
        return False
    longest = max(cells, key=lambda cell: len(_text(cell)))
    size = len(_text(longest))
    return size >= LONG_COLUMN and size >= _MAIN_SHARE * box.weight and _blocks(longest) > _FRAMED_LINES


def _text(cell: CellBox) -> str:
    return "\n".join(texts_in(cell.flow))


def _blocks(cell: CellBox) -> int:
    """How many paragraphs and tables a cell holds."""
    return sum(len(item.texts) if isinstance(item, Passage) else 1 for item in cell.flow)

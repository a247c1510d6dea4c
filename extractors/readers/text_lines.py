"""The lines of a text file, and what single lines are: page numbers, titles, notes, numbered items, residue of converters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...schemas.document import Location


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text; an index here is the file's line number less one."""

    texts: Sequence[str]
    """Without line ends, form feeds and residue."""
    pages: Sequence[int] | None
    """1-based page of each line, None where the file has no form feeds."""
    page_starts: frozenset[int]
    """Lines that a page break stands in front of."""

    def location(self, index: int) -> Location:
        return Location(line=index + 1, page=None if self.pages is None else self.pages[index])

    def is_blank(self, index: int) -> bool:
        return not self.texts[index].strip(BLANK)


BLANK = " \t\r\u3000\u00a0\u200b\ufeff"
"""What may stand on a blank line."""

_RESIDUE = re.compile(
    r"\[bookmark:[^\]\n]*\]"
    r"|\bPAGEREF\s+_?[A-Za-z]\w*(?:\s+\\[hp])*(?:\s*\d{1,4}(?=\s*$))?"
    r"|\bHYPERLINK\s+(?:\\l\s+)?[\"“”][^\"“”\n]*[\"“”](?:\s+\\[a-z](?:\s+[\"“”][^\"“”\n]*[\"“”])?)*"
    r"|\bTOC\s+\\o\s+[\"“”]?\d-\d[\"“”]?(?:\s+\\[a-z])*"
    r"|\bREF\s+_(?:Ref|Toc)\d+(?:\s+\\[a-z])*"
    r"|\\\*\s*MERGEFORMAT\b"
    r"|\bEMBED\s+[A-Z]\w*\.\w+(?:\.\d+)?"
)
_RESIDUE_SIGN = re.compile(r"\[bookmark:|PAGEREF|HYPERLINK|TOC\s|REF\s|MERGEFORMAT|EMBED\s")

_FIGURE = re.compile(r"[-−－+]?[（(]?[-−－]?\d[\d,，]*(?:[.．]\d+)?[%％]?[)）]?")
_DASHED_PAGE = re.compile(
    r"[-—–－―─~·]+\s*\d{1,4}\s*[-—–－―─~·]+"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/、]?\s*共\s*\d{1,4}\s*页)?"
    r"|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?",
    re.IGNORECASE,
)
_BARE_PAGE = re.compile(r"\d{1,4}")
_NUMBERED = re.compile(
    r"[一二三四五六七八九十百]+\s*[、.．,，]|[（(]\s*(?:[一二三四五六七八九十百]+|\d{1,3})\s*[)）]|\d{1,3}\s*(?:[、)）]|[.．](?!\d)|[.．](?=20\d\d年))"
    r"|第[一二三四五六七八九十百\d]+(?:部分|章|节|条|页)|[①-⑳⑴-⒇⒈-⒛]|[-•●·◆■★*▪]\s|[一二三四五六七八九十]是|其[一二三四五六七八九十][，,、是]|附件|附表|公开\d"
)
_REMARK = re.compile(r"(?:(?:填表|填报|编制)?说明|注|备注|注释)\s*(?:[:：.]|\d+[、.．])")
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|经办|审核|复核|编制)(?:人|日期|时间)"
    r"|联系(?:人|电话|方式)"
    r"|(?:单位|部门|主管|财务|项目)?负责人[（(]?(?:签字|签名|签章|盖章)?[)）]?[:：]"
)
_CAPTION = re.compile(
    r"附件[一二三四五六七八九十\d]*|附表[一二三四五六七八九十\d]*|公开\s*\d+\s*表|(?:金额)?单位[:：]|填报(?:单位|部门)"
    r"|(?:编制|填制|预算|主管)?(?:单位|部门)(?:名称|公章)?[（(]?(?:盖章|公章)?[)）]?[:：]"
    r"|表[一二三四五六七八九十\d]+(?:[:：、.．]|$)|报表编号|预算年度[:：]|财决|[（(]?20\d\d年度?[)）]?$"
)
_TITLE = re.compile(
    r"(?:自评表|评价表|评分表|数据表|决算表|预算表|总表|明细表|情况表|统计表|指标表|申报表|填报表|得分表|目标表|一览表|汇总表|体系表|调整表|登记表|公开表|表\d{0,2}|自?评?报告|附表)"
    r"(?:[（(][^（）()]{1,16}[)）])?"
)
_SPACES = re.compile(r"\s+")


def split(text: str) -> Lines:
    """Split `text` at line ends of every kind (``\\r\\n``, ``\\n``, ``\\r``) and take form feeds and residue out of the lines."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if "\f" not in text:
        return Lines([clean_residue(line) for line in raw], None, frozenset())
    texts: list[str] = []
    pages: list[int] = []
    starts: set[int] = set()
    page = 1
    for index, line in enumerate(raw):
        feeds = line.count("\f")
        leading = len(line) - len(line.lstrip("\f"))
        if leading:
            page += leading
            starts.add(index)
        texts.append(clean_residue(line.strip("\f").replace("\f", " ")))
        pages.append(page)
        if feeds > leading:
            page += feeds - leading
            starts.add(index + 1)
    return Lines(texts, pages, frozenset(starts))


def clean_residue(line: str) -> str:
    """`line` without field codes and bookmarks that a converter left in it, and without NUL characters."""
    if "\0" in line:
        line = line.replace("\0", "")
    return _RESIDUE.sub("", line) if _RESIDUE_SIGN.search(line) else line


def squeeze(line: str) -> str:
    """`line` without any white space."""
    return _SPACES.sub("", line)


def width(line: str) -> int:
    """Columns that `line` takes: two for a Chinese character, one for another."""
    return sum(2 if character > "\u2e7f" else 1 for character in line)


def is_figure(text: str) -> bool:
    """Whether `text` is one number (or percentage) and nothing else."""
    return _FIGURE.fullmatch(squeeze(text)) is not None


def is_dashed_page_number(line: str) -> bool:
    """Whether `line` is a page number that shows itself: `- 2 -`, `—10—`, `第 3 页 共 9 页`."""
    return len(line) < 40 and _DASHED_PAGE.fullmatch(line.strip(BLANK)) is not None


def is_bare_number(line: str) -> bool:
    """Whether `line` is a short whole number, which may be a page number."""
    return len(line) < 40 and _BARE_PAGE.fullmatch(line.strip(BLANK)) is not None


def is_numbered(line: str) -> bool:
    """Whether `line` starts an item or a heading of its own: `一、`, `（二）`, `3.`, `- `, `附件`."""
    return _NUMBERED.match(line.strip(BLANK)) is not None


def is_note(line: str) -> bool:
    """Whether `line` is a note or signature line below a table: `说明：`, `注：`, `填表人：`."""
    start = squeeze(line[:80])
    return _REMARK.match(start) is not None or _SIGNATURE.match(start) is not None


def is_signature(line: str) -> bool:
    """Whether `line` names who filled in a table, or when: `填表人：`, `联系电话：`."""
    return _SIGNATURE.match(squeeze(line[:80])) is not None


def is_caption(line: str) -> bool:
    """Whether `line` is one of the lines above a table: `附件1`, `公开01表`, `金额单位：万元`, `填报单位：`."""
    return len(line) <= 120 and _CAPTION.match(squeeze(line)) is not None


def is_title(line: str) -> bool:
    """Whether `line` reads as the title of a form or report."""
    text = squeeze(line)
    if not 4 <= len(text) <= 45 or text[0] in "《（(" or any(mark in text for mark in "，。；：:"):
        return False
    return any(found.end() == len(text) for found in _TITLE.finditer(text))


def is_form_title(line: str) -> bool:
    """A title that is long enough to be no label: `2024年度部门整体支出绩效自评表`."""
    return is_title(line) and len(squeeze(line)) >= 9 and not is_numbered(line)

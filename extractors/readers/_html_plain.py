"""Tables of a web page that are nothing but rows of cells with plain text, read by one pattern.

Such tables hold nearly all cells, and being told of each of their tags by the parser takes many times as long as the parsing. What the
pattern does not account for to the last character is left to the parser; in place of a table that was read here it gets an empty one,
which is marked, so that the table is put where it stands, and only if it is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from ._html_attributes import row_span
from ._html_settled import BLOCK, BREAK, INLINE, NEXT, REPEATED, is_harmless, settled, tags_in, values

Part = Literal["head", "body", "foot"]
GROUPS: dict[str, Part] = {"thead": "head", "tbody": "body", "tfoot": "foot"}

MARK = "_00000000000_"
"""The attribute that tells which table stands at a place; long and of few letters, so that a page is quickly searched for it."""
_ROW = "\3"
"""Stands between rows."""
MOST_PAGE_ROWS = 5
"""Rows that a table which only lays out a page may have."""
LONG_COLUMN = 500
"""Characters of one cell from which on it may be the main column of a page."""
MOST_METADATA = 40
"""Texts that a table of what a site says about a page may hold."""

_BARE = re.compile(r"\s*<tr>\s*<td>[^<]*</td>", re.ASCII)
_SPACE = " \t\r\n\f"
_GAP = re.compile(r">\s+<", re.ASCII)
_SAMPLE = 1000
_BARE_ENDS = len("<tr><td></td></tr>")
_TABLE = re.compile(r"<(/?)table(?=[\s>])[^<>]*>", re.IGNORECASE | re.ASCII)
_FRAME = r"(?:p|div|center)"
_ITEM = (
    rf"<t[dh](\s[^<>]*+)?>([^<]*+(?:<(?:br\s*/?|(?:{INLINE}|{_FRAME})(?:\s[^<>]*+)?|/{INLINE}|/{_FRAME})>[^<]*+){REPEATED})</t[dh]>\s*+"
    r"|(</tr>\s*+<tr(?:\s[^<>]*+)?>|<[^<>]*+>|\S)\s*+"
)
"""A cell (its attributes, what it holds), or what else there is."""
_LOWER, _ANY_CASE = re.compile(_ITEM, re.ASCII), re.compile(_ITEM, re.IGNORECASE | re.ASCII)
_NEXT_ROW = "/tr tr"
_BLANK = re.compile(rf"(?<=[{NEXT}{BLOCK}])[\s{BREAK}]+(?=[{NEXT}{BLOCK}])")
_WIDE = re.compile(r"[^\S\x00-\x7f]")
"""White space beyond that of ASCII."""
_OUTER_BLOCKS = re.compile(rf"(?<={NEXT}){BLOCK}+|{BLOCK}+(?=[{NEXT}{BLOCK}])")


class PlainRow(NamedTuple):
    """A row; its cells are those of the table from `start` on, up to before `end`."""

    part: Part
    group: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table as the page lists it; what stands between its rows has a place in `texts` and `attributes` too, of no meaning."""

    texts: list[str]
    attributes: tuple[str, ...]
    """Of each cell, as they are written."""
    rows: list[PlainRow]
    weight: int
    """The characters in it."""

    @property
    def is_large(self) -> bool:
        """Whether it is beyond doubt a table of figures, and neither the frame of a page nor what a site says about one."""
        if len(self.rows) <= MOST_PAGE_ROWS or not any(row.end - row.start > 1 for row in self.rows):
            return False
        return self.weight > LONG_COLUMN or sum(text != "" for text in self.texts) > MOST_METADATA

    def lines(self, cell: int) -> list[str]:
        """The paragraphs of a cell."""
        text = self.texts[cell]
        return text.split(BLOCK) if text else []

    def runs(self) -> list[tuple[int, int, bool]]:
        """The rows in runs (first, behind the last, even): of even ones in which every cell takes one row and one column and none reaches
        in from above, and of others.
        """
        rows = self.rows
        parts = [row.part for row in rows]
        heads = parts.count("head")
        if "foot" in parts or "head" in parts[heads:] or len({row.group for row in rows[:heads]}) > 1:
            return [(0, len(rows), False)]  # not shown in the order they are listed in
        spanning = {each: down for each in set(self.attributes) if (down := _reach(each)) is not None}
        found: list[tuple[int, int, bool]] = []
        ends = {row.group: number + 1 for number, row in enumerate(rows)}
        start = reach = 0
        even = True
        for number, row in enumerate(rows):
            here = [spanning[each] for each in self.attributes[row.start : row.end] if each in spanning] if spanning else []
            if here:
                end = ends[row.group]
                reach = max(reach, *(end if down == 0 else min(end, number + down) for down in here))
            if even == (number < reach):
                if number > start:
                    found.append((start, number, even))
                start, even = number, not even
        return [*found, (start, len(rows), even)]


def _reach(attributes: str) -> int | None:
    """The rows a cell spans (0: all of its group), for one that spans rows or columns."""
    across, down = spans(attributes)
    return None if across in (None, "1") and down in (None, "1") else row_span(down)


def shown(texts: list[str]) -> list[str]:
    """Texts of cells, their paragraphs as lines."""
    return [text.replace(BLOCK, "\n") if BLOCK in text else text for text in texts]


def take_out(text: str) -> tuple[str, list[PlainTable]]:
    """The page, which does not hold MARK, with its plain tables emptied and marked, and these tables."""
    tables: list[PlainTable] = []
    pieces: list[str] = []
    done = 0
    begin: re.Match[str] | None = None
    for match in _TABLE.finditer(text):
        if not match[1]:
            begin = match
        elif begin is not None:
            table = _read(text[begin.end() : match.start()])
            if table is not None:
                cut = begin.start() + len("<table")
                pieces += (text[done:cut], f" {MARK}={len(tables)}", text[cut : begin.end()])
                tables.append(table)
                done = match.start()
            begin = None
    return "".join([*pieces, text[done:]]), tables


def spans(attributes: str) -> tuple[str | None, str | None]:
    """What `colspan` and `rowspan` of a cell say."""
    if "span" not in attributes.lower():
        return None, None
    found = values(attributes)
    return found.get("colspan"), found.get("rowspan")


def _read(text: str) -> PlainTable | None:
    """The table between its tags; None where it is not plain."""
    if _BARE.match(text):
        bare = _GAP.sub("><", text).strip(_SPACE) if _GAP.search(text, 0, _SAMPLE) else text
        bare = bare.replace("</td><td>", NEXT).replace("</td></tr><tr><td>", _ROW)
        body = bare.removeprefix("<tr><td>").removesuffix("</td></tr>")
        if len(body) == len(bare) - _BARE_ENDS and "<" not in body:
            return _bare(body)
    items = (_ANY_CASE if "<T" in text or "</T" in text else _LOWER).findall(text.lstrip(_SPACE))
    if not items:
        return None
    attributes, contents, marks = zip(*items, strict=True)
    if not all(map(is_harmless, set(attributes))):
        return None
    rows = _rows(marks)
    joined = f"{NEXT}{NEXT.join(contents)}{NEXT}"
    return None if rows is None else _table(joined, attributes, rows)


def _bare(body: str) -> PlainTable | None:
    """A table of nothing but rows and cells without attributes, from the texts between its first and its last tag."""
    counts = [row.count(NEXT) + 1 for row in body.split(_ROW)]
    ends = list(accumulate(counts))
    rows = [PlainRow("body", 0, end - count, end) for end, count in zip(ends, counts, strict=True)]
    return _table(f"{NEXT}{body.replace(_ROW, NEXT)}{NEXT}", ("",) * ends[-1], rows)


def _table(joined: str, attributes: tuple[str, ...], rows: list[PlainRow]) -> PlainTable | None:
    text = _settled(joined)
    if text is None:
        return None
    return PlainTable(text.split(NEXT), attributes, rows, len(text) - text.count(NEXT) - text.count(BLOCK))


def _rows(marks: tuple[str, ...]) -> list[PlainRow] | None:
    """The rows between their tags; None where a tag is missing, or a cell stands outside of a row."""
    rows: list[PlainRow] = []
    part: Part = "body"
    group = behind = 0
    row = grouped = False
    known: dict[str, str] = {"": ""}
    for position, mark in [(position, mark) for position, mark in enumerate(marks) if mark]:
        name = known.get(mark) or _mark_name(mark, known)
        if row:
            if name not in (_NEXT_ROW, "/tr"):
                return None
            rows.append(PlainRow(part, group, behind, position))
            row = name == _NEXT_ROW
        elif behind != position:
            return None
        elif name == "tr":
            row = True
        elif name in GROUPS:
            if grouped:
                return None
            part, group, grouped = GROUPS[name], group + 1, True
        elif name[1:] in GROUPS:
            if not grouped or GROUPS[name[1:]] != part:
                return None
            part, group, grouped = "body", group + 1, False
        elif name not in ("col", "colgroup", "/colgroup"):
            return None
        behind = position + 1
    return rows if behind == len(marks) and not row and not grouped else None


def _mark_name(mark: str, known: dict[str, str]) -> str:
    """Which tag stands between cells; "?" for what may not stand there."""
    tags = tags_in(mark)
    names = " ".join(closing + name.lower() for _, closing, name, _ in tags)
    written = [attributes.removesuffix("/") if names == "col" else attributes for _, _, _, attributes in tags]
    known[mark] = name = names if all(map(is_harmless, written)) else "?"
    return name or "?"


def _settled(joined: str) -> str | None:
    """The texts of cells as a browser shows them; None where a character is written in an unusual way."""
    text = settled(joined)
    if text is None:
        return None
    if _WIDE.search(text):
        text = _BLANK.sub("", text)
    if BLOCK in text:
        text = _OUTER_BLOCKS.sub("", text)
    return text.replace(BREAK, "\n")[1:-1]

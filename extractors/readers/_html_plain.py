"""Tables of a web page that are nothing but rows of cells with plain text, read by one pattern.

Such tables hold nearly all cells, and being told of each of their tags by the parser takes many times as long as the parsing. What the
pattern does not account for to the last character is left to the parser; in place of a table that was read here it gets an empty one,
which is marked, so that the table is put where it stands, and only if it is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from ._html_attributes import hides, names_furniture, row_span

Part = Literal["head", "body", "foot"]
GROUPS: dict[str, Part] = {"thead": "head", "tbody": "body", "tfoot": "foot"}

MARK = "_0_"
"""The attribute that tells which table stands at a place."""
BREAK = "\0"
"""Stands for <br> until the white space around it is settled; no page holds it, because control characters are taken out before."""
_NEXT = "\1"
"""Stands between the texts of cells while they are settled together."""
_ROW = "\3"
"""Stands between rows."""
_BLOCK = "\2"
"""Stands between the paragraphs of a cell."""

MOST_PAGE_ROWS = 5
"""Rows that a table which only lays out a page may have."""
LONG_COLUMN = 500
"""Characters of one cell from which on it may be the main column of a page."""

_BARE = re.compile(r"\s*<tr>\s*<td>[^<]*</td>", re.ASCII)
_SPACE = " \t\r\n\f"
_GAP = re.compile(r">\s+<", re.ASCII)
_SAMPLE = 1000
_BARE_ENDS = len("<tr><td></td></tr>")
_TABLE = re.compile(r"<(/?)table(?=[\s>])[^<>]*>", re.IGNORECASE | re.ASCII)
_RUN = r"(?:span|font|b|strong|i|u|em|o:p)"
_FRAME = r"(?:p|div|center)"
_ITEM = (
    rf"<t[dh](\s[^<>]*+)?>([^<]*+(?:<(?:br\s*/?|(?:{_RUN}|{_FRAME})(?:\s[^<>]*+)?|/{_RUN}|/{_FRAME})>[^<]*+)*+)</t[dh]>\s*+"
    r"|(</tr>\s*+<tr(?:\s[^<>]*+)?>|<[^<>]*+>|\S)\s*+"
)
"""A cell (its attributes, what it holds), or what else there is."""
_LOWER, _ANY_CASE = re.compile(_ITEM, re.ASCII), re.compile(_ITEM, re.IGNORECASE | re.ASCII)
_NEXT_ROW = "/tr tr"
_TAG = re.compile(r"<(/?)([A-Za-z:]+)([^<>]*)>")
_ATTRIBUTES = re.compile(r"(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:\"[^\"&]*\"|'[^'&]*'|[^\s\"'=`&/]+))?)*\s*", re.ASCII)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w.:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=`]+)))?", re.ASCII)
_REFERENCE = re.compile(r"&(?:(nbsp|amp|lt|gt|quot);|#([1-9][0-9]{1,4});)?")
_MOST_KNOWN = 4096
_NAMED = {"nbsp": "\xa0", "amp": "&", "lt": "<", "gt": ">", "quot": '"'}
_FRAMES = {"p": 1, "div": 1 << 20, "center": 1 << 40}
"""Elements that part paragraphs."""
_FEW = 24
"""Kinds of tags up to which replacing each is faster than one pattern for all."""
_RUNS = re.compile(r"(?:<[^<>]*+>)++")
WHITE = re.compile(r"[ \t\r\n\f]+")
_LOOSE = ("  ", "\t", "\r", "\n", "\f")
_OUTER_BREAKS = re.compile(rf"{BREAK}+(?=[{_NEXT}{_BLOCK}])|(?<=[{_NEXT}{_BLOCK}]){BREAK}+")
_BLANK = re.compile(rf"(?<=[{_NEXT}{_BLOCK}])[\s{BREAK}]+(?=[{_NEXT}{_BLOCK}])")
_WIDE = re.compile(r"[^\S\x00-\x7f]")
"""White space beyond that of ASCII."""
_OUTER_BLOCKS = re.compile(rf"(?<={_NEXT}){_BLOCK}+|{_BLOCK}+(?=[{_NEXT}{_BLOCK}])")


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
        return len(self.rows) > MOST_PAGE_ROWS and self.weight > LONG_COLUMN and any(row.end - row.start > 1 for row in self.rows)

    def lines(self, cell: int) -> list[str]:
        """The paragraphs of a cell."""
        text = self.texts[cell]
        return text.split(_BLOCK) if text else []

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
    return [text.replace(_BLOCK, "\n") if _BLOCK in text else text for text in texts]


def take_out(text: str) -> tuple[str, list[PlainTable]]:
    """The page with its plain tables emptied and marked, and these tables."""
    tables: list[PlainTable] = []
    if MARK in text:
        return text, tables
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
    found = _values(attributes)
    return found.get("colspan"), found.get("rowspan")


def _values(attributes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        found.setdefault(name.lower(), "".join(values))
    return found


def _read(text: str) -> PlainTable | None:
    """The table between its tags; None where it is not plain."""
    if _BARE.match(text):
        bare = _GAP.sub("><", text).strip(_SPACE) if _GAP.search(text, 0, _SAMPLE) else text
        bare = bare.replace("</td><td>", _NEXT).replace("</td></tr><tr><td>", _ROW)
        body = bare.removeprefix("<tr><td>").removesuffix("</td></tr>")
        if len(body) == len(bare) - _BARE_ENDS and "<" not in body:
            return _bare(body)
    items = (_ANY_CASE if "<T" in text or "</T" in text else _LOWER).findall(text.lstrip(_SPACE))
    if not items:
        return None
    attributes, contents, marks = zip(*items, strict=True)
    if not all(map(_is_harmless, set(attributes))):
        return None
    rows = _rows(marks)
    joined = f"{_NEXT}{_NEXT.join(contents)}{_NEXT}"
    return None if rows is None else _table(joined, attributes, rows)


def _bare(body: str) -> PlainTable | None:
    """A table of nothing but rows and cells without attributes, from the texts between its first and its last tag."""
    counts = [row.count(_NEXT) + 1 for row in body.split(_ROW)]
    ends = list(accumulate(counts))
    rows = [PlainRow("body", 0, end - count, end) for end, count in zip(ends, counts, strict=True)]
    return _table(f"{_NEXT}{body.replace(_ROW, _NEXT)}{_NEXT}", ("",) * ends[-1], rows)


def _table(joined: str, attributes: tuple[str, ...], rows: list[PlainRow]) -> PlainTable | None:
    settled = _settled(joined)
    if settled is None:
        return None
    return PlainTable(settled.split(_NEXT), attributes, rows, len(settled) - settled.count(_NEXT) - settled.count(_BLOCK))


@lru_cache(maxsize=_MOST_KNOWN)
def _is_harmless(attributes: str) -> bool:
    """Whether the attributes of a cell, or of an element inside, are written as usual and do not hide it."""
    if not attributes:
        return True
    if _ATTRIBUTES.fullmatch(attributes) is None:
        return False
    found = _values(attributes)
    return "hidden" not in found and not hides(found.get("style", ""))


@lru_cache(maxsize=_MOST_KNOWN)
def _tags(run: str) -> tuple[str, int] | None:
    """What tags that follow one another stand for in a text, and a number that is zero in total where all paragraphs that are closed were
    opened (else what is closed parts nothing); None where an element is hidden or furniture. That other elements are closed need not be
    looked at: what is open when a cell ends, ends with it.
    """
    stands_for, balance = "", 0
    for closing, written, attributes in _TAG.findall(run):
        name = written.lower()
        if name == "br":
            stands_for += BREAK
            continue
        if name in _FRAMES:
            stands_for += _BLOCK
            balance += -_FRAMES[name] if closing else _FRAMES[name]
        if not closing:
            found = _values(attributes)
            if not _is_harmless(attributes) or any(names_furniture(found.get(key, "")) for key in ("class", "id")):
                return None
    return stands_for, balance


def _rows(marks: tuple[str, ...]) -> list[PlainRow] | None:
    """The rows between their tags; None where a tag is missing, or a cell stands outside of a row."""
    rows: list[PlainRow] = []
    part: Part = "body"
    group = behind = 0
    row = grouped = False
    known: dict[str, str] = {"": ""}
    for position, mark in enumerate(marks):
        if not mark:
            continue
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
    tags = _TAG.findall(mark)
    names = " ".join(closing + name.lower() for closing, name, _ in tags)
    written = [attributes.removesuffix("/") if names == "col" else attributes for _, _, attributes in tags]
    known[mark] = name = names if all(map(_is_harmless, written)) else "?"
    return name or "?"


def _settled(joined: str) -> str | None:
    """The texts of cells as a browser shows them; None where a character is written in an unusual way."""
    if "&" in joined and not all(map(_is_usual, set(_REFERENCE.findall(joined)))):
        return None
    if "<" in joined:
        runs = _RUNS.findall(joined)
        known = {run: _tags(run) for run in sorted(set(runs), key=len, reverse=True)}
        meanings = {run: tags for run, tags in known.items() if tags is not None}
        if len(meanings) < len(known) or sum([meanings[run][1] for run in runs]) != 0:
            return None
        if len(meanings) <= _FEW:
            for run, (stands_for, _) in meanings.items():  # the longest first: a shorter one may be a part of it
                joined = joined.replace(run, stands_for)
        else:
            joined = _RUNS.sub(lambda match: meanings[match[0]][0], joined)
    if "&" in joined:
        joined = _REFERENCE.sub(lambda match: _NAMED[match[1]] if match[1] else chr(int(match[2])), joined)
    if any(sign in joined for sign in _LOOSE):
        joined = WHITE.sub(" ", joined)
    if " " in joined:
        for sign in (BREAK, _NEXT, _BLOCK):
            joined = joined.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    if BREAK in joined:
        joined = _OUTER_BREAKS.sub("", joined)
    if _WIDE.search(joined):
        joined = _BLANK.sub("", joined)
    if _BLOCK in joined:
        joined = _OUTER_BLOCKS.sub("", joined)
    return joined.replace(BREAK, "\n")[1:-1]


def _is_usual(reference: tuple[str, str]) -> bool:
    name, digits = reference
    code = int(digits) if digits else 0
    return bool(name) or 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFDD0

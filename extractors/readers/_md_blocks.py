"""The blocks of a Markdown text, found line by line: headings, tables of every kind, HTML, lists, paragraphs.

Tables have no line limit in CommonMark's sense here: rows with more cells than the head keep them, and a table may do without a head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ._md_drawn import dashed_end, grid_end, is_grid_border
from ._md_pipes import pipe_end
from .text_lines import is_dashed_page_number

Kind = Literal["heading", "text", "item", "note", "break", "pipes", "grid", "dashed", "html", "tabbed", "code", "front", "comment"]

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+(.*?)|([\u4e00-\u9fff（“《\d].*?)|)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_PAGE_RULE = re.compile(r"\{\d{1,6}\}-{3,}")
"""`{12}------`, how marker separates pages."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([\w+-]*)[^`]*")
_DIV = re.compile(r" {0,3}:{3,}(?:\s.*)?")
"""`::: {custom-style="…"}`, pandoc's frame around blocks."""
_ITEM = re.compile(r"(?:[-*+]|[•·▪◆●■])[ \t]+(?=\S)")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,30}\]:[ \t]*")
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?\S+>?(?:[ \t]+[\"'(].*)?")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_HTML = re.compile(
    r"\s*</?(?:table|thead|tbody|tr|td|th|div|p|center|html|body|head|details|summary|figure|figcaption|img|section|article|span|font|ul|ol|li"
    r"|h[1-6]|hr|style|script|sup|sub|u|b|strong|em|i|br)(?:[\s/>]|$)",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<(/?)table[\s>]", re.IGNORECASE)
_COMMENT = re.compile(r"\s*<!--")
_FRONT_KEY = re.compile(r"[\w\u4e00-\u9fff][\w .-]{0,60}:(?:\s|$)")
_LONGEST_FRONT = 200
_READ_CODE = frozenset({"md", "markdown", "text", "txt", "plaintext", "plain", "html", ""})
"""Kinds of fenced blocks that hold text of the document: chat programs put a whole page into one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as written: its lines from `start` on (0-based), without the marks of its kind."""

    kind: Kind
    start: int
    lines: tuple[str, ...]
    level: int | None = None


def pieces(lines: Sequence[str]) -> list[Piece]:
    """All blocks in reading order; blank lines are none."""
    scanner = _Scanner(lines)
    scanner.scan()
    return scanner.found


class _Scanner:
    """Goes over the lines once; `found` is the result."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found: list[Piece] = []
        self._fences: list[str] = []
        """Marks of the fenced blocks that are open and read like the text around them."""
        self._unclosed: set[str] = set()
        """Signs of fences that were seen never to end."""
        self._last_comment_end = next((at for at in range(len(lines) - 1, -1, -1) if "-->" in lines[at]), -1)
        self._tables_close = True
        """False once a table was seen that never ends: none is looked for to the end of the file again."""

    def scan(self) -> None:
        at = self._front_matter()
        while at < len(self.lines):
            at = self._next(at)

    def _next(self, at: int) -> int:
        """Add the block that begins at a line; returns the line behind it."""
        lines, found = self.lines, self.found
        line = lines[at]
        stripped = line.strip()
        if not stripped:
            return at + 1
        first = stripped[0]
        if first in "`~" and (fence := _FENCE.fullmatch(line)):
            return self._fenced(at, fence)
        if first == "#" and (heading := _HEADING.fullmatch(line)):
            text = (heading[2] or heading[3] or "").strip()
            if text:
                found.append(Piece("heading", at, (text,), len(heading[1])))
            return at + 1
        if first == "<":
            if _COMMENT.match(line):
                return self._comment(at)
            if _HTML.match(line):
                return self._html(at)
        if first == "{" and _PAGE_RULE.fullmatch(stripped):
            found.append(Piece("break", at, (stripped,)))
            return at + 1
        if first == ":" and _DIV.fullmatch(line):
            return at + 1
        if first == "[":
            if note := _NOTE.match(line):
                found.append(Piece("note", at, (line[note.end() :],)))
                return at + 1
            if _REFERENCE.fullmatch(line):
                return at + 1
        end = _table(lines, at, found)
        if end > at:
            return end
        if first in "*-_" and _RULE.fullmatch(line):
            found.append(Piece("break", at, (stripped,)))
            return at + 1
        return _paragraph(lines, at, found)

    def _front_matter(self) -> int:
        """The block of keys (YAML) that a file may open with; returns the line behind it."""
        lines = self.lines
        if not lines or lines[0].strip() != "---":
            return 0
        for end in range(1, min(len(lines), _LONGEST_FRONT)):
            if lines[end].strip() in ("---", "..."):
                inner = [line for line in lines[1:end] if line.strip()]
                if inner and _FRONT_KEY.match(inner[0]) and all(_FRONT_KEY.match(line) or line[:1] in " \t-#]}" for line in inner):
                    self.found.append(Piece("front", 1, tuple(lines[1:end])))
                    return end + 1
                return 0
        return 0

    def _fenced(self, at: int, fence: re.Match[str]) -> int:
        lines, fences = self.lines, self._fences
        mark, language = fence[1], fence[2].lower()
        if fences and mark[0] == fences[-1][0] and len(mark) >= len(fences[-1]) and not language:
            fences.pop()  # the end of a block that is read like the text around it
            return at + 1
        if language in _READ_CODE or mark[0] in self._unclosed:  # what is never closed must not take the rest with it
            fences.append(mark)
            return at + 1
        end = at + 1
        while end < len(lines):
            closing = _FENCE.fullmatch(lines[end])
            if closing and closing[1][0] == mark[0] and len(closing[1]) >= len(mark) and not closing[2]:
                break
            end += 1
        else:
            self._unclosed.add(mark[0])
            fences.append(mark)
            return at + 1
        self.found.append(Piece("code", at, tuple(lines[at + 1 : end])))
        return end + 1

    def _comment(self, at: int) -> int:
        lines, found = self.lines, self.found
        if at > self._last_comment_end:  # never closed: a browser would hide the rest, a reader of reports must not
            found.append(Piece("text", at, (lines[at].strip().removeprefix("<!--"),)))
            return at + 1
        end = next(number for number in range(at, self._last_comment_end + 1) if "-->" in lines[number])
        found.append(Piece("comment", at, tuple(lines[at : end + 1])))
        rest = lines[end].split("-->", 1)[1]
        if rest.strip():
            found.append(Piece("html" if "<" in rest else "text", end, (rest.strip(),)))
        return end + 1

    def _html(self, at: int) -> int:
        """HTML up to a blank line outside of tables; a table is read to its end."""
        lines = self.lines
        depth = 0
        end = at
        while end < len(lines) and (self._tables_close or depth <= 0 or lines[end].strip()):
            line = lines[end]
            if not line.strip() and depth <= 0:
                break
            if end > at and depth <= 0 and (line.lstrip()[:1] == "#" or pipe_end(lines, end) > end):
                break
            depth += sum(-1 if match[1] else 1 for match in _TABLE_TAG.finditer(line))
            end += 1
        if depth > 0 and self._tables_close:  # a table that is never closed: it ends with the first blank line
            self._tables_close = False
            end = at + 1
            while end < len(lines) and lines[end].strip():
                end += 1
        self.found.append(Piece("html", at, tuple(lines[at:end])))
        return end


def _table(lines: Sequence[str], at: int, found: list[Piece]) -> int:
    line = lines[at]
    kinds: tuple[tuple[Kind, int], ...] = ()
    if is_grid_border(line):
        kinds = (("grid", grid_end(lines, at)),)
    elif "|" in line:
        kinds = (("pipes", pipe_end(lines, at)),)
    elif "--" in line or (at + 1 < len(lines) and "--" in lines[at + 1] and "  " in lines[at + 1].strip() + line.strip()):
        kinds = (("dashed", dashed_end(lines, at)),)
    elif "\t" in line.strip():
        end = at
        while end < len(lines) and "\t" in lines[end].strip():
            end += 1
        kinds = (("tabbed", end if end > at + 1 else at),)
    for kind, end in kinds:
        if end > at:
            found.append(Piece(kind, at, tuple(lines[at:end])))
            return end
    return at


def _paragraph(lines: Sequence[str], at: int, found: list[Piece]) -> int:
    """Lines up to a blank one or the next block; an item of a list is one of its own, without its mark."""
    texts: list[str] = []
    kind: Kind = "text"
    start = at
    while at < len(lines):
        line = lines[at]
        if quote := _QUOTE.match(line):
            line = line[quote.end() :]
        text = line.strip(" \t\r")
        if not text:
            if texts or not quote:
                break
            at += 1
            start = at
            continue
        item = None if is_dashed_page_number(text) else _ITEM.match(text)
        if texts:
            underline = _UNDERLINE.fullmatch(line)
            if underline is not None and kind == "text" and len(texts) == 1 and not quote:
                found.append(Piece("heading", start, tuple(texts), 1 if "=" in underline[1] else 2))
                return at + 1
            if item is not None or _interrupts(lines, at):
                break
        elif item is not None:
            kind, text = "item", text[item.end() :]
        texts.append(text)
        at += 1
    if texts:
        found.append(Piece(kind, start, tuple(texts)))
    return max(at, start + 1)


def _interrupts(lines: Sequence[str], at: int) -> bool:
    """Whether another block begins here without a blank line before it."""
    line = lines[at]
    first = line.lstrip()[:1]
    if first == "#":
        return _HEADING.fullmatch(line) is not None
    if first in "`~":
        return _FENCE.fullmatch(line) is not None
    if first == "<":
        return _COMMENT.match(line) is not None or _TABLE_TAG.search(line) is not None
    if first == "+":
        return is_grid_border(line)
    if first in "*-_" and _RULE.fullmatch(line):
        return True
    if first == "{" and _PAGE_RULE.fullmatch(line.strip()):
        return True
    if "\t" in line.strip():
        return at + 1 < len(lines) and "\t" in lines[at + 1].strip()
    return "|" in line and pipe_end(lines, at) > at

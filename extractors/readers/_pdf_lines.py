"""Characters put together to printed lines, in the order a person reads them, whatever order the file draws them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter

from ._pdf_page import UNREADABLE, Char, PageContent, Rule

Box = tuple[float, float, float, float]

_SAME_LINE = 0.5
"""Baselines that differ by less than this share of the character height belong to one line."""
_VISIBLE_SPACE = 0.12
"""A printed space narrower than this share of the character height is only an artefact."""
_WORD_GAP = 0.5
"""A gap this wide between Latin letters or digits is a space, even if none is printed."""
_WIDE_GAP = 0.9
"""The same for all other characters, which may be spread for justification."""
_FAR_GAP = 3.0
"""A gap that separates things printed side by side."""
_APART = re.compile(
    r"(?:[（(]?(?:金额|货币|计量|数据|预算)?单\s*位\s*[:：)）]|(?:公开|附表|表)\s*[一二三四五六七八九十\d]+\s*(?:表\s*)?$|第?\s*\d+\s*页|(?:19|20)\d\d\s*年\s*(?:度|\d+\s*月\s*(?:\d+\s*日)?)?\s*$)"
)
"""Things printed at the right end of a line that are a line of their own."""
_WORDLIKE = re.compile(r"[0-9A-Za-z.,%()+\-]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_BULLET = re.compile("[\ue000-\uf8ff\ufffd]{1,2}(?: +|(?![-0-9.,%\ue000-\uf8ff\ufffd]))")
_IN_FIGURE = re.compile("[0-9.,%][\ue000-\uf8ff]|[\ue000-\uf8ff][0-9.,%]")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, its box, its baseline and the height of its characters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    chars: tuple[Char, ...] = ()
    confidence: float = 1.0
    """That of its least certain character."""

    @property
    def box(self) -> Box:
        return self.x0, self.top, self.x1, self.bottom


def lines_of(chars: Sequence[Char], *, apart: bool = False) -> list[Line]:
    """The lines that upright characters make, from top to bottom. With `apart`, a unit (单位：元) or form number at the right end of
    a line is a line of its own.
    """
    if not chars:
        return []
    if len(chars) == 1:
        groups = [list(chars)]
    else:
        groups = _same_baseline(sorted(chars, key=attrgetter("base")))
    lines: list[Line] = []
    for group in groups:
        group.sort(key=attrgetter("x0"))
        pieces = _pieces(group)
        if apart:
            pieces = _set_apart(pieces)
        else:
            pieces = [[char for piece in pieces for char in piece]] if len(pieces) > 1 else pieces
        for piece in pieces:
            line = _line(piece)
            if line is not None:
                lines.append(line)
    return lines


def _same_baseline(chars: list[Char]) -> list[list[Char]]:
    groups: list[list[Char]] = []
    start = height = 0.0
    for char in chars:
        own = char.bottom - char.top
        if groups and char.base - start <= _SAME_LINE * min(own, height):
            groups[-1].append(char)
            height = max(height, own) if char.text != " " else height
        else:
            groups.append([char])
            start, height = char.base, own
    return groups


def _pieces(chars: list[Char]) -> list[list[Char]]:
    """A line cut at wide gaps; characters drawn twice for bold are taken once."""
    pieces: list[list[Char]] = []
    last: Char | None = None
    for char in chars:
        if char.text != " ":
            if last is not None and last.text == char.text and char.x0 - last.x0 < 0.35 * (char.x1 - char.x0):
                continue
            if last is not None and char.x0 - last.x1 > _FAR_GAP * (char.bottom - char.top):
                pieces.append([])
            last = char
        if not pieces:
            pieces.append([])
        pieces[-1].append(char)
    return pieces


def _set_apart(pieces: list[list[Char]]) -> list[list[Char]]:
    joined: list[list[Char]] = []
    for piece in pieces:
        if joined and not _APART.match("".join(char.text for char in piece).strip()):
            joined[-1].extend(piece)
        else:
            joined.append(piece)
    return joined


def _line(chars: list[Char]) -> Line | None:
    parts: list[str] = []
    printed: list[Char] = []
    space: Char | None = None
    for char in chars:
        if char.text == " ":
            space = space or char
            continue
        if printed:
            last = printed[-1]
            height = char.bottom - char.top
            gap = char.x0 - last.x1
            if space is not None:
                wide = max(gap, char.x0 - space.x0) > _VISIBLE_SPACE * height
            elif _WORDLIKE.match(char.text) and _WORDLIKE.match(last.text):
                wide = gap > _WORD_GAP * height
            else:
                wide = gap > _WIDE_GAP * height
            if wide:
                parts.append("  " if gap > _FAR_GAP * height else " ")
        space = None
        parts.append(char.text)
        printed.append(char)
    if not printed:
        return None
    heights = sorted(char.bottom - char.top for char in printed)
    return Line(
        text="".join(parts),
        x0=printed[0].x0,
        top=min(map(itemgetter(2), printed)),
        x1=max(map(itemgetter(3), printed)),
        bottom=max(map(itemgetter(4), printed)),
        base=printed[0].base,
        size=heights[len(heights) // 2],
        chars=tuple(printed),
        confidence=min(map(itemgetter(7), printed)),
    )


def readable(text: str) -> str | None:
    """`text` without the bullets of symbol fonts in front; None where it holds other characters of unknown meaning.

    Signs of symbol fonts inside the text stay, unless they stand in a figure, where they might be digits.
    """
    if not _UNKNOWN.search(text):
        return text
    bullet = _BULLET.match(text)
    rest = text[bullet.end() :] if bullet else text
    return None if not rest or UNREADABLE in rest or _IN_FIGURE.search(rest) else rest


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all (at least one)."""
    first, *others = boxes
    x0, top, x1, bottom = first
    for box in others:
        x0, top, x1, bottom = min(x0, box[0]), min(top, box[1]), max(x1, box[2]), max(bottom, box[3])
    return x0, top, x1, bottom


def upright(chars: Sequence[Char]) -> list[Char]:
    """Characters as they stand when the sheet is turned so that most of them are upright; positions are only good for comparison."""
    turns = [char.turn for char in chars if char.text != " "]
    turn = max(set(turns), key=turns.count) if turns else 0
    if turn == 0:
        return list(chars)
    return [_turned(char, turn) for char in chars]


def turned_lines(chars: Sequence[Char]) -> list[Line]:
    """Lines set sideways on an upright page, with their boxes as they stand."""
    lines: list[Line] = []
    for turn in (1, 2, 3):
        for line in lines_of([_turned(char, turn) for char in chars if char.turn == turn]):
            x0, top, x1, bottom = turned_box(line.box, 4 - turn, 0.0, 0.0)
            lines.append(replace(line, x0=x0, top=top, x1=x1, bottom=bottom, base=bottom, chars=()))
    return lines


def _turned(char: Char, turn: int, width: float = 0.0, height: float = 0.0) -> Char:
    """`char` after the page of the given size has been turned back by `turn` quarter turns."""
    x0, top, x1, bottom = turned_box((char.x0, char.top, char.x1, char.bottom), turn, width, height)
    if turn == 1:
        base = width - char.base if char.turn % 2 else x1
    elif turn == 3:
        base = char.base if char.turn % 2 else x1
    else:
        base = height - char.base if not char.turn % 2 else x1
    if char.turn != turn:
        base = bottom - 0.15 * (bottom - top)
    return Char(char.text, x0, top, x1, bottom, base, (char.turn - turn) % 4, char.confidence, char.recognition)


def turned_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box after a page of the given size has been turned counter-clockwise by `turn` quarter turns."""
    x0, top, x1, bottom = box
    if turn == 1:
        return top, width - x1, bottom, width - x0
    if turn == 2:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 3:
        return height - bottom, x0, height - top, x1
    return box


def straighten(content: PageContent) -> int:
    """Turn a page whose text is drawn sideways so that it reads upright, in place; returns by how many quarter turns."""
    turns = [char.turn for char in content.chars if char.text != " "]
    if not turns or 2 * turns.count(0) >= len(turns):
        return 0
    turn = max(set(turns), key=turns.count)
    if 5 * turns.count(turn) < 3 * len(turns) or turn == 0:
        return 0
    width, height = content.width, content.height
    content.chars = [_turned(char, turn, width, height) for char in content.chars]
    content.across, content.down = _turned_rules(content.across, content.down, turn, width, height)
    content.shades_across, content.shades_down = _turned_rules(content.shades_across, content.shades_down, turn, width, height)
    if turn % 2:
        content.width, content.height = height, width
    return turn


def _turned_rules(across: list[Rule], down: list[Rule], turn: int, width: float, height: float) -> tuple[list[Rule], list[Rule]]:
    flat = [turned_box((rule.start, rule.at, rule.end, rule.at), turn, width, height) for rule in across]
    steep = [turned_box((rule.at, rule.start, rule.at, rule.end), turn, width, height) for rule in down]
    if turn % 2:
        flat, steep = steep, flat
    return [Rule(box[1], box[0], box[2]) for box in flat], [Rule(box[0], box[1], box[3]) for box in steep]

"""What is drawn on a page of an OFD document (GB/T 33190), as the PDF reader describes pages: characters, ruled lines, pictures.

OFD measures in millimetres from the top left corner; here everything is in points. Every object has a box (Boundary) whose corner is the
origin of its own space, and may have a matrix (CTM) that is applied inside it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from ._pdf_page import MAX_CHARACTERS, MAX_OBJECTS, MAX_SEGMENTS, UNREADABLE, Char, PageContent, Rule, character

POINTS = 72 / 25.4
"""Points in a millimetre."""
_MAX_DEPTH = 16
"""How deep objects may be nested in objects."""
_THIN = 4.0
"""A filled box thinner than this (in points) is a rule."""
_SLANT = 0.75
"""How far the ends of a straight piece may be apart across its direction, in points, for it to be a rule."""
_SLANTED = 0.1
"""Text turned by this share of a quarter turn from both directions is written across the page."""
_ASCENT, _DESCENT = 0.88, 0.12
"""Shares of the size that a character takes above and below its baseline."""
_FAR_OUT = 1e6
_MOST_REPEATED = 100_000
_WHITE = 250
_QUARTER = math.pi / 2
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""Operators of path data and how many numbers follow each; A (arc), B and Q (Bézier) are curves."""
_PATH_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_PLACEHOLDERS = frozenset("\ufffd\u00a4\u25a1")
"""What writers put in the text where only the numbers of the glyphs are known."""


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: Matrix) -> Matrix:
        """First this one, then `outer`."""
        x, y = outer.apply(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            x,
            y,
        )


class PageReader:
    """Collects what pages, their templates and reused drawings put on one page."""

    def __init__(self, content: PageContent, origin: tuple[float, float], drawings: Mapping[str, etree._Element]) -> None:
        """`origin` is the top left corner of the page in millimetres, `drawings` are the reusable drawings by their id."""
        self._content = content
        self._space = Matrix(POINTS, 0.0, 0.0, POINTS, -origin[0] * POINTS, -origin[1] * POINTS)
        self._drawings = drawings
        self._objects = 0
        self._segments = 0
        self._chars: list[Char] = []

    def read(self, page: etree._Element) -> None:
        """Add the content of a page or of a template."""
        for content in children(page, "Content"):
            for layer in children(content, "Layer"):
                self._block(layer, self._space, 0)

    def finish(self) -> None:
        """Settle the characters that were collected."""
        self._content.replace_characters(self._chars)

    def _block(self, parent: etree._Element, space: Matrix, depth: int) -> None:
        for item in parent:
            self._objects += 1
            if self._objects > MAX_OBJECTS or self._segments > MAX_SEGMENTS:
                self._content.limit = self._content.limit or "线条和图形过多"
                return
            if item.get("Visible", "true").strip().lower() == "false" or item.get("Alpha", "").strip() == "0":
                continue
            name = local(item)
            if name == "TextObject":
                self._text(item, _inner(item, space))
            elif name == "PathObject":
                self._path(item, _inner(item, space))
            elif name == "ImageObject":
                self._picture(item, space)
            elif name in ("PageBlock", "CompositeObject", "CompositeGraphicUnit"):
                if depth >= _MAX_DEPTH:
                    self._content.limit = self._content.limit or "图形嵌套过深"
                elif name == "PageBlock":
                    self._block(item, space, depth + 1)
                else:
                    self._composite(item, _inner(item, space), depth + 1)

    def _composite(self, item: etree._Element, space: Matrix, depth: int) -> None:
        unit = self._drawings.get(item.get("ResourceID", ""))
        for content in children(unit if unit is not None else item, "Content"):
            self._block(content, space, depth)

    # ---- text

    def _text(self, item: etree._Element, space: Matrix) -> None:
        size = number(item.get("Size")) or 0.0
        if not 0 < size < _FAR_OUT or not _drawn(item):
            return
        scale = number(item.get("HScale")) or 1.0
        turn, slanted = _turn(item, space)
        x = y = 0.0
        unknown = 0
        text_seen = False
        for child in item:
            name = local(child)
            if name == "CGTransform":
                count = number(child.get("GlyphCount")) or 0.0
                unknown += int(min(max(count, 0.0), _MOST_REPEATED))
            if name != "TextCode":
                continue
            text = child.text or ""
            start_x, start_y = number(child.get("X")), number(child.get("Y"))
            x, y = x if start_x is None else start_x, y if start_y is None else start_y
            if not text.strip() or _PLACEHOLDERS.issuperset(text.replace(" ", "")):
                continue
            text_seen = True
            if slanted:
                self._content.slanted += text
                continue
            self._place(text, x, y, offsets(child.get("DeltaX")), offsets(child.get("DeltaY")), size, scale, turn, space)
        if unknown and not text_seen:  # only the numbers of glyphs, whose meaning the font keeps to itself
            self._place(UNREADABLE * unknown, x, y, [], [], size, scale, turn, space)

    def _place(
        self,
        text: str,
        x: float,
        y: float,
        across: list[float],
        down: list[float],
        size: float,
        scale: float,
        turn: int,
        space: Matrix,
    ) -> None:
        if len(self._chars) + len(text) > MAX_CHARACTERS:
            self._content.limit = f"字符超过每页 {MAX_CHARACTERS} 个的上限"
            return
        content = self._content
        last = len(text) - 1
        for index, sign in enumerate(text):
            width = size * scale * (0.5 if sign < "\u2e80" else 1.0)
            step_x = across[min(index, len(across) - 1)] if across else 0.0 if down else width
            step_y = down[min(index, len(down) - 1)] if down else 0.0
            if index < last and 0 < step_x < width:
                width = step_x
            elif index == last and across and sign < "\u2e80":
                width = min(width, max(across[-1], 0.3 * size))
            shown = " " if sign.isspace() else UNREADABLE if sign == UNREADABLE else character(ord(sign))
            box = _box(space, x, y - _ASCENT * size, x + width, y + _DESCENT * size)
            origin = space.apply(x, y)
            x, y = x + step_x, y + step_y
            if box is None or box[2] < 0 or box[3] < 0 or box[0] > content.width or box[1] > content.height:
                continue
            self._chars.append(Char(shown, *box, origin[0] if turn % 2 else origin[1], turn))

    # ---- lines and pictures

    def _path(self, item: etree._Element, space: Matrix) -> None:
        stroked = item.get("Stroke", "true").strip().lower() != "false" and _shows(item, "StrokeColor")
        filled = item.get("Fill", "false").strip().lower() == "true" and _shows(item, "FillColor")
        if not stroked and not filled:
            return
        data = next((child.text for child in item if local(child) == "AbbreviatedData"), None)
        for outline in self._outlines(data or "", space):
            self._rules(outline, stroked)

    def _outlines(self, data: str, space: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The straight stretches of a path, as points on the page."""
        outline: list[tuple[float, float]] = []
        tokens = iter(_PATH_TOKEN.findall(data))
        for operator in tokens:
            count = _OPERANDS.get(operator)
            if count is None:
                continue
            numbers = [number(token) for token in itertools.islice(tokens, count)]
            if len(numbers) < count or any(value is None for value in numbers):
                break
            self._segments += 1
            if self._segments > MAX_SEGMENTS:
                break
            if operator == "C":
                if outline:
                    outline.append(outline[0])
                continue
            values = [value for value in numbers if value is not None]
            point = space.apply(values[-2], values[-1])
            if operator == "L":
                outline.append(point)
                continue
            if operator in "QBA":
                self._content.curves += 1
            yield outline
            outline = [point]
        yield outline

    def _rules(self, points: list[tuple[float, float]], stroked: bool) -> None:
        """Take the rules an outline consists of; a thin box is one rule, the sides of a filled one only stand in for rules."""
        if len(points) < 2 or any(not abs(value) < _FAR_OUT for point in points for value in point):
            return
        content = self._content
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if len(points) <= 5 and min(width, height) <= _THIN and max(width, height) > min(width, height):
            if width > height:
                _add(content.across, (min(ys) + max(ys)) / 2, min(xs), max(xs), content.height)
            else:
                _add(content.down, (min(xs) + max(xs)) / 2, min(ys), max(ys), content.width)
            return
        if not stroked:
            if len(points) > 6 or width * height > 0.5 * content.width * content.height:
                return  # a drawing, or the colour of the paper
            if points[0] != points[-1]:
                points = [*points, points[0]]  # filling closes an outline
        across, down = (content.across, content.down) if stroked else (content.shades_across, content.shades_down)
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ay - by) <= _SLANT < abs(ax - bx):
                _add(across, (ay + by) / 2, min(ax, bx), max(ax, bx), content.height)
            elif abs(ax - bx) <= _SLANT < abs(ay - by):
                _add(down, (ax + bx) / 2, min(ay, by), max(ay, by), content.width)

    def _picture(self, item: etree._Element, space: Matrix) -> None:
        content = self._content
        bounds = numbers_of(item.get("Boundary"))
        box = _box(space, bounds[0], bounds[1], bounds[0] + bounds[2], bounds[1] + bounds[3]) if len(bounds) == 4 else None
        if box is None:
            return
        width = max(0.0, min(box[2], content.width) - max(box[0], 0.0))
        height = max(0.0, min(box[3], content.height) - max(box[1], 0.0))
        area = content.width * content.height
        content.picture_share = min(1.0, content.picture_share + (width * height / area if area else 0.0))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, which differs between editions of the standard."""
    return str(element.tag).rpartition("}")[2]


def children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements of that name."""
    return (child for child in parent if local(child) == name)


def number(text: str | None) -> float | None:
    """A finite number, None for anything else."""
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and math.isfinite(value) else None


def numbers_of(text: str | None) -> list[float]:
    """The numbers of a list; empty where one of them is none."""
    values = [number(item) for item in (text or "").split()]
    return [value for value in values if value is not None] if None not in values else []


def offsets(text: str | None) -> list[float]:
    """The distances of DeltaX and DeltaY, ``g 3 2.5`` written out as three times 2.5."""
    result: list[float] = []
    tokens = iter((text or "").split())
    for token in tokens:
        repeat = 1.0
        if token == "g":
            repeat = number(next(tokens, None)) or 0.0
            token = next(tokens, "")
        value = number(token)
        if value is None:
            break
        if len(result) + repeat > _MOST_REPEATED:
            break
        result.extend([value] * int(max(repeat, 0.0)))
    return result


def _inner(item: etree._Element, space: Matrix) -> Matrix:
    """The space inside an object."""
    bounds = numbers_of(item.get("Boundary"))
    outer = Matrix(e=bounds[0], f=bounds[1]).within(space) if len(bounds) >= 2 else space
    values = numbers_of(item.get("CTM"))
    return Matrix(*values).within(outer) if len(values) == 6 else outer


def _turn(item: etree._Element, space: Matrix) -> tuple[int, bool]:
    """By how many quarter turns clockwise text is turned, and whether it is written across the page instead."""
    angle = math.atan2(space.b, space.a) / _QUARTER + (number(item.get("CharDirection")) or 0.0) / 90
    return round(angle) % 4, abs(angle - round(angle)) > _SLANTED


def _drawn(item: etree._Element) -> bool:
    """Whether text can be seen: it is filled or stroked, and not clear. White text may stand on a dark ground."""
    filled = item.get("Fill", "true").strip().lower() != "false"
    stroked = item.get("Stroke", "false").strip().lower() == "true"
    return (filled and _opaque(item, "FillColor")) or (stroked and _opaque(item, "StrokeColor"))


def _opaque(item: etree._Element, name: str) -> bool:
    return all((number(colour.get("Alpha")) or 0.0) > 0 for colour in children(item, name) if colour.get("Alpha"))


def _shows(item: etree._Element, name: str) -> bool:
    """Whether a colour can be seen on white paper; black where none is stated."""
    for colour in children(item, name):
        if colour.get("Alpha") and not (number(colour.get("Alpha")) or 0.0) > 0:
            return False
        values = numbers_of(colour.get("Value"))
        if len(values) in (1, 3):
            return min(values) < _WHITE
    return True


def _box(space: Matrix, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float] | None:
    first, second = space.apply(x0, y0), space.apply(x1, y1)
    box = min(first[0], second[0]), min(first[1], second[1]), max(first[0], second[0]), max(first[1], second[1])
    return box if all(abs(value) < _FAR_OUT for value in box) else None


def _add(rules: list[Rule], at: float, start: float, end: float, side: float) -> None:
    """Take a line that lies on the page."""
    if 0 <= at <= side and start < end:
        rules.append(Rule(at, start, end))

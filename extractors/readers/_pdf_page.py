"""One PDF page as its characters, ruled lines and pictures, in points from the top left corner of the page as it is displayed.

Everything comes from PDFium through its C interface, because a Python object per character or path would cost more than all the rest.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from ...schemas.document import Recognition

MAX_CHARACTERS = 200_000
"""Characters that are read from one page; no page that a person could read has more."""
MAX_OBJECTS = 60_000
"""Drawn objects that are looked at on one page; beyond that it is a map or a drawing."""
MAX_SEGMENTS = 200_000
"""Straight pieces of paths that are looked at on one page."""
MAX_SIDE = 14_400.0
"""Longest side of a page in points (200 inches, the limit of the PDF standard)."""
_MAX_DEPTH = 6
"""How deep drawings may be nested in drawings."""
_THIN = 4.0
"""A filled box or a bundle of strokes thinner than this is a rule."""
_SLANT = 0.75
"""How far the ends of a straight piece may be apart across its direction, in points, for it to be a rule."""
_SLANTED = 0.1
"""Text turned by this share of a quarter turn from both directions is written across the page."""
_FAR_OUT = 100_000.0
"""Coordinates beyond this are mistakes."""
_WHITE = 250
_SAMPLE = 20
"""Texts of a page that are asked whether they are drawn at all."""
_QUARTER = math.pi / 2

_TEXT, _PATH, _IMAGE, _FORM = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_FORM,
)
_MOVE, _LINE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO

UNREADABLE = "\ufffd"
"""Stands for a character whose meaning the font does not tell."""
PRIVATE = range(0xE000, 0xF900)
"""Characters that mean what their font says and nothing else: signs of symbol fonts, or text whose encoding is hidden."""
_RADICALS = dict(zip(
    "⺁⺎⺟⺠⺬⺮⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "厂兀母民示竹肉虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
    strict=True,
))  # fmt: skip
"""Radicals that fonts draw for the characters they look like, where Unicode itself does not equate them."""


class Char(NamedTuple):
    """A printed character; `base` is the y of its baseline (x where `turn` is 1 or 3), `turn` counts quarter turns clockwise."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    turn: int
    confidence: float = 1.0
    """How sure it is that this is the character: below 1 where it was recognised from a picture."""
    recognition: Recognition | None = None
    """That of its line, where it was recognised from a picture."""


class Rule(NamedTuple):
    """A horizontal or vertical line: `at` is its y (or x), from `start` to `end` along x (or y)."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """What is drawn on a page. `number` is 1-based; `shades` are the edges of filled boxes, which only stand in for missing rules."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    shades_across: list[Rule] = field(default_factory=list)
    shades_down: list[Rule] = field(default_factory=list)
    slanted: str = ""
    """Text written across the page: a watermark."""
    picture_share: float = 0.0
    """Share of the page that its pictures cover."""
    curves: int = 0
    """Curves drawn: text that was turned into outlines has thousands."""
    hidden: bool = False
    """Whether the text is not drawn but laid invisibly over a picture, as programs that recognise text do."""
    printed: int = 0
    """Characters that are no spaces."""
    unreadable: int = 0
    """Characters without a known meaning among them."""
    incomplete: bool = False
    """Whether PDFium may have left out characters of a font that is neither embedded nor installed."""
    limit: str | None = None
    """What the page has too much of, in Chinese; set where not everything was read."""

    def replace_characters(self, chars: list[Char]) -> None:
        """Take other characters for those of the page."""
        self.chars = chars
        self.printed = sum(char.text != " " for char in chars)
        self.unreadable = sum(char.text == UNREADABLE or ord(char.text[0]) in PRIVATE for char in chars)


Place = Callable[[float, float], tuple[float, float]]


def page_content(page: Any, number: int) -> PageContent:
    """Read an open pypdfium2 page."""
    raw = page.raw
    width, height = float(pdfium.FPDF_GetPageWidthF(raw)), float(pdfium.FPDF_GetPageHeightF(raw))
    content = PageContent(number, width, height)
    turn = pdfium.FPDFPage_GetRotation(raw)
    place = placement(raw, turn)
    read_characters(raw, content, place, turn)
    _ObjectReader(content, place).read(raw)
    return content


def placement(raw: Any, turn: int) -> Place:
    """The function that turns a point of the page's own space into one of the displayed page."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(raw, ctypes.byref(box))
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    if turn == 1:
        return lambda x, y: (y - bottom, x - left)
    if turn == 2:
        return lambda x, y: (right - x, y - bottom)
    if turn == 3:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def read_characters(raw: Any, content: PageContent, place: Place, turn: int) -> None:
    text_page = pdfium.FPDFText_LoadPage(raw)
    if not text_page:
        content.limit = "文字无法读取"
        return
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count > MAX_CHARACTERS:
            content.limit = f"字符有 {count} 个，超过每页 {MAX_CHARACTERS} 个的上限"
            return
        _collect_characters(text_page, count, content, place, turn)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _collect_characters(text_page: Any, count: int, content: PageContent, place: Place, turn: int) -> None:
    get_unicode, get_box, get_origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    is_generated, has_error, get_angle = (
        pdfium.FPDFText_IsGenerated,
        pdfium.FPDFText_HasUnicodeMapError,
        pdfium.FPDFText_GetCharAngle,
    )
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    chars: list[Char] = []
    last_y, char_turn, slanted, high = math.nan, 0, False, 0
    for index in range(count):
        code = get_unicode(text_page, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a pair: the position is that of the second
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
        space = code in (32, 0xA0, 0x3000, 9)
        if space or code in (10, 13):
            if is_generated(text_page, index):
                continue
        if not get_box(text_page, index, box_at) or not get_origin(text_page, index, x_at, y_at):
            continue
        if y.value != last_y:  # along a straight line of text the angle stays
            last_y = y.value
            angle = get_angle(text_page, index) / _QUARTER  # clockwise
            char_turn = (turn + round(angle)) % 4
            slanted = abs(angle - round(angle)) > _SLANTED
        if slanted:  # a watermark
            content.slanted += chr(code) if code >= 32 else ""
            continue
        if space:
            text = " "
        else:
            text = UNREADABLE if has_error(text_page, index) else character(code)
        first, second = place(box.left, box.top), place(box.right, box.bottom)
        x0, x1 = (first[0], second[0]) if first[0] <= second[0] else (second[0], first[0])
        top, bottom = (first[1], second[1]) if first[1] <= second[1] else (second[1], first[1])
        if not (x1 >= 0 and bottom >= 0 and x0 <= content.width and top <= content.height):
            continue  # beside the page, or nowhere
        origin = place(x.value, y.value)
        if chars and chars[-1].x0 == x0 and chars[-1].x1 == x1 and chars[-1].top == top and not space and chars[-1].text != " ":
            chars[-1] = chars[-1]._replace(text=chars[-1].text + text)  # one sign that stands for two characters
            continue
        chars.append(Char(text, x0, top, x1, bottom, origin[0] if char_turn % 2 else origin[1], char_turn))
    content.replace_characters(chars)


def character(code: int) -> str:
    """The character of a code point; `UNREADABLE` for those that are none."""
    if code < 0x2E80:
        return chr(code) if code >= 32 else UNREADABLE
    if code < 0x2FE0:
        radical = chr(code)
        return _RADICALS.get(radical) or unicodedata.normalize("NFKC", radical)
    return UNREADABLE if 0xD800 <= code < 0xE000 or code in (0xFFFD, 0xFFFE, 0xFFFF) else chr(code)


class _ObjectReader:
    """Walks over the drawn objects of a page and collects rules and pictures."""

    def __init__(self, content: PageContent, place: Place) -> None:
        self.content = content
        self.place = place
        self.objects = 0
        self.segments = 0
        self.texts = 0
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def read(self, raw: Any) -> None:
        """Collect from all objects of the page."""
        for index in range(pdfium.FPDFPage_CountObjects(raw)):
            if not self._object(pdfium.FPDFPage_GetObject(raw, index), self.place, 0):
                self.content.limit = self.content.limit or "线条和图形过多"
                return

    def _object(self, item: Any, place: Place, depth: int) -> bool:
        """False when the page has more objects than are looked at."""
        self.objects += 1
        if self.objects > MAX_OBJECTS or self.segments > MAX_SEGMENTS:
            return False
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == _PATH:
            self._path(item, place)
        elif kind == _TEXT:
            self.texts += 1
            if not self.content.incomplete:
                self.content.incomplete = self._without_width(item)
            if self.texts == 1 or self.content.hidden and self.texts < _SAMPLE:
                self.content.hidden = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        elif kind == _IMAGE:
            box = self._bounds(item, place)
            if box:
                width = max(0.0, min(box[2], self.content.width) - max(box[0], 0.0))
                height = max(0.0, min(box[3], self.content.height) - max(box[1], 0.0))
                area = self.content.width * self.content.height
                self.content.picture_share = min(1.0, self.content.picture_share + (width * height / area if area else 0.0))
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = self._within(item, place)
            for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                if not self._object(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1):
                    return False
        return True

    def _without_width(self, item: Any) -> bool:
        """Whether a text has no width for PDFium, because it knows no shapes for its font: such texts are left out of the characters."""
        left, bottom, right, top = self._numbers
        if not pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)):
            return False
        if right.value - left.value > 0.01:
            return False
        font = pdfium.FPDFTextObj_GetFont(item)
        return bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 0

    def _within(self, item: Any, place: Place) -> Place:
        """The placement of what is drawn inside `item`."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
            return place
        a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
        if (a, b, c, d, e, f) == (1.0, 0.0, 0.0, 1.0, 0.0, 0.0):
            return place
        return lambda x, y: place(a * x + c * y + e, b * x + d * y + f)

    def _bounds(self, item: Any, place: Place) -> tuple[float, float, float, float] | None:
        left, bottom, right, top = self._numbers
        if not pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)):
            return None
        return _box(place(left.value, top.value), place(right.value, bottom.value))

    def _path(self, item: Any, place: Place) -> None:
        if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(self._fill), ctypes.byref(self._stroke)):
            return
        filled, stroked = self._fill.value != 0, self._stroke.value != 0
        filled = filled and self._shows(pdfium.FPDFPageObj_GetFillColor, item)
        stroked = stroked and self._shows(pdfium.FPDFPageObj_GetStrokeColor, item)
        if not filled and not stroked:
            return
        count = pdfium.FPDFPath_CountSegments(item)
        self.segments += count
        if count < 2:
            return
        if count <= 5:
            box = self._bounds(item, place)
            if box and self._thin(box):
                return
        self._pieces(item, count, self._within(item, place), stroked)

    def _shows(self, get_colour: Callable[..., int], item: Any) -> bool:
        """Whether a colour can be seen on white paper."""
        red, green, blue, alpha = self._colour
        if not get_colour(item, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha)):
            return True
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE

    def _thin(self, box: tuple[float, float, float, float]) -> bool:
        """Take a thin box for a rule."""
        width, height = box[2] - box[0], box[3] - box[1]
        if height <= _THIN and width > height:
            self._add(self.content.across, (box[1] + box[3]) / 2, box[0], box[2], self.content.height)
        elif width <= _THIN and height > width:
            self._add(self.content.down, (box[0] + box[2]) / 2, box[1], box[3], self.content.width)
        else:
            return False
        return True

    @staticmethod
    def _add(rules: list[Rule], at: float, start: float, end: float, side: float) -> None:
        """Take a line that lies on the page (what is no number lies nowhere)."""
        if 0 <= at <= side and -_FAR_OUT < start < end < _FAR_OUT:
            rules.append(Rule(at, start, end))

    def _pieces(self, item: Any, count: int, place: Place, stroked: bool) -> None:
        """The straight pieces of a path, outline after outline; a thin filled outline is one rule."""
        outline: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                continue
            point = place(x.value, y.value)
            if kind == _MOVE:
                self._outline(outline, stroked)
                outline = [point]
            elif kind == _LINE:
                outline.append(point)
            else:  # a curve: its ends belong to no rule
                self.content.curves += 1
                self._outline(outline, stroked)
                outline = [point]
            if pdfium.FPDFPathSegment_GetClose(segment) and outline:
                outline.append(outline[0])
        self._outline(outline, stroked)

    def _outline(self, points: list[tuple[float, float]], stroked: bool) -> None:
        if len(points) < 2:
            return
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if len(points) <= 5 and self._thin(box):
            return
        if not stroked and (
            len(points) > 6 or (box[2] - box[0]) * (box[3] - box[1]) > 0.5 * self.content.width * self.content.height
        ):
            return  # a filled drawing, or the colour of the paper
        if not stroked and points[0] != points[-1]:
            points = [*points, points[0]]  # filling closes an outline
        across, down = (
            (self.content.across, self.content.down) if stroked else (self.content.shades_across, self.content.shades_down)
        )
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ay - by) <= _SLANT < abs(ax - bx):
                self._add(across, (ay + by) / 2, min(ax, bx), max(ax, bx), self.content.height)
            elif abs(ax - bx) <= _SLANT < abs(ay - by):
                self._add(down, (ax + bx) / 2, min(ay, by), max(ay, by), self.content.width)


def _box(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(first[0], second[0]), min(first[1], second[1]), max(first[0], second[0]), max(first[1], second[1])

"""What is filled in on a page: the values of form fields, and text typed over it; PDFium keeps both apart from the page's own text.

Each value becomes characters at the place of its field, so that it lands in the table cell it is shown in. What the field shows is taken
(its appearance, flattened in memory: a value of 0.62 may be shown as 62%), its stored value where it shows nothing that can be read.
A box to tick becomes ☑ or ☐. Buttons, signatures, passwords and hidden fields are left out.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

import pypdfium2.raw as pdfium

from ._pdf_lines import Box, lines_of
from ._pdf_page import MAX_CHARACTERS, UNREADABLE, Char, PageContent, Place, Rule, placement, read_characters

MAX_NOTES = 5_000
"""Fields and other annotations of one page that are looked at."""
MAX_ALL_NOTES = 200_000
"""The same for a whole document."""
_MOST_DOUBTS = 50
"""Doubts about the fields of one page that are told one by one."""
_MOST_COMPARED = 20_000_000
"""Pairs of characters and fields that are compared on one page."""
_LONGEST_VALUE = 10_000
_TEXT, _COMBO, _LIST = pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX
_TICKED = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_NOT_SEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_OFF = "Off"
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_SIGNS = frozenset("□☐○◯▢❏❑◻⬜\uf0a8\uf06f")
"""Empty boxes that a page itself may draw where a field is."""
_UNDERLINE = frozenset("_＿")
_LINE = _UNDERLINE | set("—….")
"""What a page draws to write on."""
_SIZE, _PITCH, _INSET, _DESCENT = 10.0, 1.2, 2.0, 0.12
"""Size of characters whose size is not known, in points; distance of lines, and depth below the baseline, in sizes."""
_COVERED = 0.3
_FRAME, _TOUCH = 3.0, 0.75
"""How far the frame of a field may be drawn from its place, and the space that keeps it apart from other lines, in points."""
_FIGURE = re.compile(r"[-+−－(（]?[¥￥]?[\d,]*\.?\d+%?[)）]?")
_WORD = re.compile(r"[!-~]+|.")

Kind = Literal["text", "tick", "note"]


@dataclass(slots=True)
class Note:
    """A field, or a text typed over the page."""

    kind: Kind
    box: Box
    value: str = ""
    """What is stored; "☑" or "☐" for a box to tick."""
    multiline: bool = False
    even: bool = False
    """Whether its characters are spread over equal boxes, so that their places say nothing about spaces."""
    size: float = 0.0
    """Of its characters, in points; 0.0 where it is not known."""
    shown: list[Char] = field(default_factory=list)


class FormReader:
    """Reads the fields of one open document; `close` it before the document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._config = pdfium.FPDF_FORMFILLINFO(version=2)  # PDFium keeps a pointer to it
        self.kind: int = pdfium.FPDF_GetFormType(document)
        self._form = pdfium.FPDFDOC_InitFormFillEnvironment(document, self._config) if self.kind else None
        self.found = 0
        """Fields and typed texts so far."""
        self._left = MAX_ALL_NOTES

    def close(self) -> None:
        """Let go of the form."""
        if self._form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._form)
            self._form = None

    def read(self, raw: Any, index: int, content: PageContent) -> list[Note]:
        """The fields and typed texts of the page at a 0-based index; `content` is as read from it, before anything is replaced.

        Pages without annotations cost nothing. Must be the last thing that is done with the page: it is flattened.
        """
        count = pdfium.FPDFPage_GetAnnotCount(raw)
        if count <= 0:
            return []
        place = placement(raw, pdfium.FPDFPage_GetRotation(raw))
        notes: list[Note] = []
        looked = min(count, MAX_NOTES, self._left)
        self._left -= looked
        for number in range(looked):
            annotation = pdfium.FPDFPage_GetAnnot(raw, number)
            if annotation:
                note = self._note(annotation, place)
                pdfium.FPDFPage_CloseAnnot(annotation)
                if note is not None:
                    notes.append(note)
        if count > looked:
            content.limit = content.limit or f"表单域和批注有 {count} 个，超过每页 {MAX_NOTES} 个或全文 {MAX_ALL_NOTES} 个的上限"
        if any(note.kind != "tick" for note in notes):
            _take_shown(notes, self._shown(raw, index, content), content)
        self.found += len(notes)
        return notes

    def _note(self, annotation: Any, place: Place) -> Note | None:
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind not in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT) or pdfium.FPDFAnnot_GetFlags(annotation) & _NOT_SEEN:
            return None
        box = _box(annotation, place)
        if box is None:
            return None
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            return Note("note", box, _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"), True)
        if not self._form:
            return None
        type_ = pdfium.FPDFAnnot_GetFormFieldType(self._form, annotation)
        if type_ in _TICKED:
            # the state it is shown in; of round buttons, which share one value, only that tells them apart
            state = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"AS")
            if not state and type_ == pdfium.FPDF_FORMFIELD_CHECKBOX:
                state = _string(pdfium.FPDFAnnot_GetFormFieldValue, self._form, annotation) or _OFF
            return Note("tick", box, "☐" if state == _OFF else "☑") if state else None
        flags = pdfium.FPDFAnnot_GetFormFieldFlags(self._form, annotation)
        size = ctypes.c_float()
        if not pdfium.FPDFAnnot_GetFontSize(self._form, annotation, ctypes.byref(size)) or not 0 < size.value < 100:
            size.value = 0.0
        if type_ in (_COMBO, _LIST):
            return Note("text", box, self._chosen(annotation), type_ == _LIST, size=size.value)
        if type_ != _TEXT or flags & _PASSWORD:
            return None
        value = _string(pdfium.FPDFAnnot_GetFormFieldValue, self._form, annotation)
        return Note("text", box, value, bool(flags & _MULTILINE), bool(flags & _COMB), size.value)

    def _chosen(self, annotation: Any) -> str:
        """What is chosen of a list, as a person reads it."""
        count = min(pdfium.FPDFAnnot_GetOptionCount(self._form, annotation), _LONGEST_VALUE)
        chosen = [
            _string(pdfium.FPDFAnnot_GetOptionLabel, self._form, annotation, number)
            for number in range(count)
            if pdfium.FPDFAnnot_IsOptionSelected(self._form, annotation, number)
        ]
        return "\n".join(chosen) or _string(pdfium.FPDFAnnot_GetFormFieldValue, self._form, annotation)

    def _shown(self, raw: Any, index: int, content: PageContent) -> list[Char]:
        """The characters that the annotations of a page draw."""
        if pdfium.FPDFPage_Flatten(raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return []
        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            return []
        flat = PageContent(content.number, content.width, content.height)
        try:
            turn = pdfium.FPDFPage_GetRotation(page)
            read_characters(page, flat, placement(page, turn), turn)
        finally:
            pdfium.FPDF_ClosePage(page)
        printed = Counter(map(_where, content.chars))
        drawn: list[Char] = []
        for char in flat.chars:
            where = _where(char)
            if printed[where] > 0:
                printed[where] -= 1
            elif char.text != " ":
                drawn.append(char)
        return drawn


def fill_in(content: PageContent, notes: Sequence[Note]) -> list[tuple[str, str]]:
    """Add what is filled in to the characters of a page; returns code and message of what is in doubt."""
    doubts: list[tuple[str, str]] = []
    added: list[Char] = []
    under = _Printed(content.chars)
    gone: set[int] = set()
    unread = 0
    sideways = 2 * sum(char.turn != 0 for char in content.chars) > len(content.chars)
    framed = 10 * len(notes) * (len(content.across) + len(content.down)) <= _MOST_COMPARED
    for note in notes:
        if len(added) > MAX_CHARACTERS:
            break
        if framed:
            _take_frame(content, note.box)
        near = under.within(note.box)
        if note.kind == "tick":
            sign = next((number for number in near if content.chars[number].text in _SIGNS), None)
            if sign is None:
                added.extend(_typed(note, content.chars, near))
            elif note.value == "☑":
                content.chars[sign] = content.chars[sign]._replace(text="☑")
            continue
        chars = _readable(note, content.number, doubts)
        if chars:
            beneath = [number for number in near if any(_overlap(char, content.chars[number]) for char in chars)]
        elif sideways and note.value:
            unread += 1
            continue
        else:
            chars = _typed(note, content.chars, near)
            # its place is a guess: a figure must not stand where it could run into another one
            beneath = near if any(content.chars[number].text.isdigit() for number in near) else []
        if not chars:
            continue
        lines = {number for number in beneath if content.chars[number].text in _LINE}
        covered = "" if len(lines) == len(beneath) else "".join(content.chars[number].text for number in beneath).strip()
        if not covered:
            gone |= lines | {number for number in near if content.chars[number].text in _UNDERLINE}
            added.extend(chars)
        elif _squeezed(covered) != _squeezed(_text(chars)):
            doubts.append(_over_text(note, _text(chars), covered, content.number))
    if len(doubts) > _MOST_DOUBTS:
        rest = len(doubts) - _MOST_DOUBTS
        doubts[_MOST_DOUBTS:] = [("field_differs", f"第 {content.number} 页还有 {rest} 处填写的内容有类似的疑问：请人工核对这一页")]
    if unread:
        doubts.append(("field_not_read", f"第 {content.number} 页是横放的，有 {unread} 处填写的内容没有读取：请人工核对"))
    if len(content.chars) + len(added) > MAX_CHARACTERS:
        content.limit = content.limit or f"字符超过每页 {MAX_CHARACTERS} 个的上限"
        return doubts
    if added or gone or notes:
        content.replace_characters([*(char for number, char in enumerate(content.chars) if number not in gone), *added])
    return doubts


def not_drawn(notes: Iterable[Note], page: int) -> list[tuple[str, str]]:
    """Code and message of what is filled in on a page (1-based) that is read from its picture, where PDFium draws no values of fields."""
    count = sum(
        note.value == "☑" if note.kind == "tick" else bool(note.value or note.shown) and note.kind == "text" for note in notes
    )
    if not count:
        return []
    return [("field_not_read", f"第 {page} 页是图片，上面另有 {count} 处填写的表单域没有读取：请人工核对这一页")]


def _take_frame(content: PageContent, box: Box) -> None:
    """Take away the frame that is drawn around a field, where it touches no other line: in a table it is none of its rules."""
    x0, top, x1, bottom = box
    across, down = content.across, content.down
    sides = [
        *(_side(across, at, x0, x1) for at in (top, bottom)),
        *(_side(down, at, top, bottom) for at in (x0, x1)),
    ]
    upper, lower, left, right = sides
    if upper is None or lower is None or left is None or right is None:
        return
    frame = left.at, upper.at, right.at, lower.at
    others = [rule for rule in across if rule is not upper and rule is not lower]
    upright = [rule for rule in down if rule is not left and rule is not right]
    turned = frame[1], frame[0], frame[3], frame[2]
    if not any(_touches(rule, frame) for rule in others) and not any(_touches(rule, turned) for rule in upright):
        content.across, content.down = others, upright


def _side(rules: Sequence[Rule], at: float, start: float, end: float) -> Rule | None:
    """The rule that is one side of a frame."""
    for rule in rules:
        if abs(rule.at - at) < _FRAME and abs(rule.start - start) < _FRAME and abs(rule.end - end) < _FRAME:
            return rule
    return None


def _touches(rule: Rule, box: Box) -> bool:
    """Whether a line along the first side of `box` runs through it or along it."""
    return box[1] - _TOUCH < rule.at < box[3] + _TOUCH and rule.start < box[2] + _TOUCH and rule.end > box[0] - _TOUCH


def _over_text(note: Note, text: str, covered: str, page: int) -> tuple[str, str]:
    what = "批注文字" if note.kind == "note" else "表单域"
    both = f"（“{text}”盖在“{covered}”上）" if _is_figure(text) and _is_figure(covered) else ""
    return "text_over_text", f"第 {page} 页有{what}盖在原有文字上{both}，没有读取盖在上面的：请人工核对"


def _readable(note: Note, page: int, doubts: list[tuple[str, str]]) -> list[Char]:
    """What a field shows, where that is what is to be read."""
    if note.even or any(char.text == UNREADABLE for char in note.shown):
        return []
    shown, value = _squeezed(_text(note.shown)), _squeezed(note.value)
    if not shown or shown == value or not value:
        return note.shown
    if _is_figure(shown) and _is_figure(value):
        if not _same_figure(shown, value):
            message = f"第 {page} 页有表单域显示“{shown}”，存的值却是“{value}”，已按显示的读取：请人工核对"
            doubts.append(("field_differs", message))
        return note.shown
    rest = iter(value)
    if all(character in rest for character in shown):  # cut off by its box, or characters of a font that is missing
        return []
    if note.kind == "text":
        doubts.append(("field_differs", f"第 {page} 页有表单域显示的文字与存的值不同，已按显示的读取：请人工核对"))
    return note.shown


def _typed(note: Note, printed: Sequence[Char], near: Sequence[int]) -> list[Char]:
    """The value of a field as characters set into its box, behind what is printed there."""
    x0, top, x1, bottom = note.box
    beside = [printed[number] for number in near if printed[number].text not in _LINE]
    if beside and not note.multiline:
        x0 = max(x0, max(char.x1 for char in beside if char.x1 < x1) if any(char.x1 < x1 for char in beside) else x0)
    width = max(x1 - x0 - 2 * _INSET, 1.0)
    size = min(note.size or _SIZE, max(bottom - top, 1.0))
    lines = _wrapped(note.value, width, size) if note.multiline else [" ".join(note.value.split("\n"))]
    if len(lines) > 1:
        size = min(size, (bottom - top) / len(lines) / _PITCH)
    start = top + _INSET if len(lines) > 1 else (top + bottom - size) / 2
    chars: list[Char] = []
    for number, line in enumerate(lines):
        upper = start + number * _PITCH * size
        base = upper + (1 - _DESCENT) * size
        if len(lines) == 1 and beside:
            nearest = min(beside, key=lambda char: abs(char.x1 - x0))
            if abs(nearest.base - base) < 0.5 * size:
                upper, base = upper + nearest.base - base, nearest.base
        scale = min(1.0, width / max(sum(_width(character) for character in line) * size, 0.01))
        x = x0 + _INSET
        for character in line:
            advance = _width(character) * size * scale
            if not character.isspace():
                chars.append(Char(character, x, upper, x + advance, upper + size, base, 0))
            x += advance
    return chars


def _wrapped(value: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for text in value.splitlines() or [""]:
        line, used = "", 0.0
        for word in _WORD.findall(text):  # a figure is not broken
            advance = sum(map(_width, word)) * size
            if line and used + advance > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + word, used + advance
        lines.append(line)
    return lines


def _width(character: str) -> float:
    return 0.5 if character.isascii() else 1.0


class _Printed:
    """Finds the characters of a page by place."""

    def __init__(self, chars: Sequence[Char]) -> None:
        self._chars = chars
        self._order = sorted(range(len(chars)), key=lambda number: chars[number].top)
        self._tops = [chars[number].top for number in self._order]
        self._highest = max((char.bottom - char.top for char in chars), default=0.0)
        self._left = _MOST_COMPARED

    def within(self, box: Box) -> list[int]:
        """Numbers of the printed characters whose middle lies in `box`, in the order they are drawn."""
        start = bisect_left(self._tops, box[1] - self._highest)
        end = bisect_left(self._tops, box[3])
        self._left -= end - start
        if self._left < 0:
            return []
        return sorted(
            number for number in self._order[start:end] if self._chars[number].text != " " and _inside(self._chars[number], box)
        )


def _take_shown(notes: Iterable[Note], drawn: list[Char], content: PageContent) -> None:
    """Give each text what it draws: the characters in its box."""
    found = _Printed(drawn)
    taken: set[int] = set()
    for note in notes:
        if note.kind != "tick":
            numbers = [number for number in found.within(note.box) if number not in taken]
            taken.update(numbers)
            note.shown = [drawn[number] for number in numbers]


def _inside(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _overlap(first: Char, second: Char) -> bool:
    """Whether a character covers a good part of another."""
    width = min(first.x1, second.x1) - max(first.x0, second.x0)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    if width <= 0 or height <= 0:
        return False
    return width * height > _COVERED * max((second.x1 - second.x0) * (second.bottom - second.top), 0.01)


def _where(char: Char) -> tuple[str, float, float]:
    return char.text, round(char.x0, 1), round(char.base, 1)


def _text(chars: Sequence[Char]) -> str:
    return "\n".join(line.text for line in lines_of(sorted(chars, key=attrgetter("base"))))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(_squeezed(text)) is not None


def _same_figure(shown: str, value: str) -> bool:
    """Whether a figure is shown as it is stored: with another number of decimals, thousands marked, as a percentage."""
    first, second = _number(shown), _number(value)
    exponent = first.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    factors = (1, 100) if shown.endswith("%") and not value.endswith("%") else (1,)
    return any(abs(abs(second * factor) - abs(first)) <= step / 2 for factor in factors) and (first < 0) == (second < 0)


def _number(text: str) -> Decimal:
    number = Decimal(re.sub(r"[^\d.]", "", text))
    return -number if text[0] in "-−－(（" else number


def _box(annotation: Any, place: Place) -> Box | None:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return None
    first, second = place(rect.left, rect.top), place(rect.right, rect.bottom)
    box = min(first[0], second[0]), min(first[1], second[1]), max(first[0], second[0]), max(first[1], second[1])
    return box if all(abs(side) < 1e6 for side in box) and box[2] > box[0] and box[3] > box[1] else None


def _string(get: Any, *arguments: Any) -> str:
    """A text that PDFium hands out in UTF-16, of a length that it tells first."""
    length = get(*arguments, None, 0)
    if not 2 < length <= 2 * _LONGEST_VALUE:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    get(*arguments, buffer, length)
    text = bytes(buffer).decode("utf-16-le", "replace").split("\0")[0]
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""The text of a Word paragraph as it is printed: fields by their result, tracked changes accepted, hidden text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ._docx_properties import MC, M, Properties, W, integer, is_on

_RUN, _TEXT = W + "r", W + "t"
_PARAGRAPH_PROPERTIES, _RUN_PROPERTIES = W + "pPr", W + "rPr"
_FIELD_CHARACTER, _FIELD_KIND = W + "fldChar", W + "fldCharType"
_FORM_FIELD, _TICK_BOX, _CHOICE = W + "ffData", W + "checkBox", W + "ddList"
_BREAK, _SYMBOL, _RUBY = W + "br", W + "sym", W + "ruby"
_DRAWINGS = frozenset({W + "drawing", W + "pict", W + "object"})
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_TEXTBOX = W + "txbxContent"
_ALTERNATES = MC + "AlternateContent"
_MATH = frozenset({M + "oMath", M + "oMathPara"})
_MATH_TEXT = M + "t"
_ID, _WORD_VALUE = W + "id", W + "val"
_VALUE = M + "val"

TRANSPARENT = frozenset(
    W + name
    for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo", "rubyBase")
)
"""Wrappers whose content stands for itself, at every level; whatever a wrapper says of itself (sdtPr …) is not among them."""

_CHARACTERS = {
    W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-",
}  # fmt: skip

_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
)
_EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"

_SYMBOL_FONTS = {
    "symbol": {
        0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xA5: "∞", 0xB7: "•", 0x2D: "−",
        **{code: chr(code) for code in b"!#%&()+,./0123456789:;<=>?[]_{|}"},
    },
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0xA1: "○", 0xA8: "□", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"},
}  # fmt: skip
"""Characters of symbol fonts that mean something in a form: comparison signs, digits, boxes to tick."""

RESIDUE = re.compile(
    r"\[bookmark:[^\[\]\n]*\]"
    r"|PAGEREF\s+_\w+(?:\s+\\?[a-z]\b)*(?:\s+\d{1,4}(?!\S))?"
    r"|HYPERLINK\s+\\l\s+[\"“”]?_Toc\w+[\"“”]?"
    r"|TOC\s+\\[a-z](?:\s+[\"“”]\d-\d[\"“”])?(?:\s+\\[a-z](?![A-Za-z]))*"
)
"""What converters leave of bookmarks and field codes as plain text."""


class TextReader:
    """Reads paragraphs of one part, one at a time; what is found beside the text of the last one stands in its attributes."""

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._fields: list[int] = []
        self.boxes: list[etree._Element] = []
        """Contents of the text boxes anchored in the paragraphs read so far; the caller empties it."""
        self.notes: list[tuple[str, str]] = []
        """(``footnotes`` or ``endnotes``, id) referred to so far; the caller empties it."""
        self.pictures = 0
        self.objects = 0

    def text(self, paragraph: etree._Element) -> str:
        """Printed text of a paragraph, with ``\\t`` and ``\\n`` for tabs and line breaks."""
        pieces: list[str] = []
        self._fields.clear()
        self._inline(paragraph, pieces, self._properties.paragraph_hidden(paragraph))
        text = "".join(pieces)
        if "_" in text or "\\" in text or "[" in text:
            text = RESIDUE.sub("", text)
        return text

    def _inline(self, parent: etree._Element, pieces: list[str], hidden: bool) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child, pieces, hidden)
            elif tag == _PARAGRAPH_PROPERTIES:
                continue
            elif tag in TRANSPARENT:
                self._inline(child, pieces, hidden)
            elif tag == _ALTERNATES:
                self._inline(chosen_branch(child), pieces, hidden)
            elif tag in _MATH and not hidden:
                pieces.append(_formula(child))

    def _run(self, run: etree._Element, pieces: list[str], hidden: bool) -> None:
        properties = self._properties
        if properties.hides_runs:
            hidden = properties.run_hidden(run, hidden)
        raised = properties.raised and run in properties.raised
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                text = child.text
                if text and not hidden:
                    if "\n" in text or "\r" in text:
                        text = text.replace("\r", " ").replace("\n", " ")
                    # 100 with a raised note mark 1 is not 1001, 10 to the 4th is not 104.
                    if raised and text[0].isdigit() and pieces and pieces[-1][-1:].isdigit():
                        pieces.append("^")
                    pieces.append(text)
            elif tag == _RUN_PROPERTIES:
                continue
            elif tag == _FIELD_CHARACTER:
                self._field(child, pieces, hidden)
            elif tag in _DRAWINGS:
                if not hidden:
                    self._drawing(child)
            elif tag == _ALTERNATES:
                self._run(chosen_branch(child), pieces, hidden)
            elif tag == _RUBY:
                self._inline(child, pieces, hidden)  # of its parts only the base is transparent
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(_ID, "")))
            elif not hidden and (special := _special(child)):
                pieces.append(special)

    def _field(self, mark: etree._Element, pieces: list[str], hidden: bool) -> None:
        """Text between the begin of a field and its separator is code, kept until it is clear that the field has a separator or
        an end in this paragraph: a broken field must not swallow the rest of the text."""
        kind = mark.get(_FIELD_KIND)
        if kind == "begin":
            form = mark.find(_FORM_FIELD)
            if form is not None and not hidden:
                pieces.append(_form_field(form))
            self._fields.append(len(pieces))
        elif self._fields:
            start = self._fields.pop()
            if start >= 0:
                del pieces[start:]
            if kind == "separate":
                self._fields.append(-1)

    def _drawing(self, drawing: etree._Element) -> None:
        self.boxes.extend(_text_boxes(drawing))
        if next(drawing.iter(_EMBEDDED), None) is not None:
            self.objects += 1
        elif next(drawing.iter(*_PICTURES), None) is not None:
            self.pictures += 1


def chosen_branch(alternates: etree._Element) -> etree._Element:
    """The one branch to read of contents stored twice (for newer and older Word): the first that holds text, else the first."""
    branches = list(alternates)
    for branch in branches:
        if next(branch.iter(_TEXT, _MATH_TEXT), None) is not None:
            return branch
    return branches[0] if branches else alternates


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == _TEXTBOX:
            yield child
        elif child.tag == _ALTERNATES:
            yield from _text_boxes(chosen_branch(child))
        else:
            yield from _text_boxes(child)


def symbol(font: str, code: int) -> str:
    """The character that a symbol font shows for a code; the code's own character where the font, or what it shows, is unknown."""
    return _SYMBOL_FONTS.get(font.lower(), {}).get(code - 0xF000 if code >= 0xF000 else code, chr(code))


def _form_field(form: etree._Element) -> str:
    """What a form field of the older kind shows without a result of its own: a box to tick, or what is chosen of a list."""
    box, choice = form.find(_TICK_BOX), form.find(_CHOICE)
    if box is not None:
        states = (box.find(W + "checked"), box.find(W + "default"))
        state = next((state for state in states if state is not None), None)
        return "☑" if state is not None and is_on(state) else "☐"
    if choice is not None:
        entries = [entry.get(_WORD_VALUE, "") for entry in choice.iterchildren(W + "listEntry")]
        states = (choice.find(W + "result"), choice.find(W + "default"))
        chosen = next((integer(state.get(_WORD_VALUE)) for state in states if state is not None), 0)
        return entries[chosen] if chosen is not None and 0 <= chosen < len(entries) else ""
    return ""


def _special(element: etree._Element) -> str:
    tag = element.tag
    if tag == _BREAK:
        return "" if element.get(W + "type") in ("page", "column") else "\n"
    if tag == _SYMBOL:
        code = integer(element.get(W + "char"), 16)
        if code is None or not (0x20 <= code < 0xD800 or 0xDFFF < code < 0x110000):
            return ""
        return symbol(element.get(W + "font") or "", code)
    return _CHARACTERS.get(tag, "")


def _formula(element: etree._Element) -> str:
    """A formula in one line; signs stand where it is not one figure after another: 1 over 2 is not 12."""
    kind = element.tag[len(M) :] if element.tag.startswith(M) else ""
    if kind == "t":
        return element.text or ""
    parts = [_formula(child) for child in element if child.tag != W + "del"]
    if kind == "d":
        opening, closing = element.find(f"{M}dPr/{M}begChr"), element.find(f"{M}dPr/{M}endChr")
        return (
            ("(" if opening is None else opening.get(_VALUE, ""))
            + "|".join(part for part in parts if part)
            + (")" if closing is None else closing.get(_VALUE, ""))
        )
    joint = {"f": "/", "sSup": "^", "sSub": "_", "sSubSup": "_"}.get(kind, "")
    text = joint.join(part for part in parts if part)
    return f"√({text})" if kind == "rad" else text

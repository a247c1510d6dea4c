"""What a Word part says about its paragraphs, runs, cells and rows, collected in one pass.

Most elements of a document are formatting that nobody asks for. Visiting them one by one would cost more than reading the text, so
the few that matter are searched for natively and kept by the element they belong to; the walk over the text skips all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_VALUE = W + "val"
_CELL, _ROW, _PARAGRAPH, _RUN = W + "tc", W + "tr", W + "p", W + "r"
_ROW_PROPERTIES, _PARAGRAPH_PROPERTIES = W + "trPr", W + "pPr"
_DELETED, _MOVED, _HIDDEN, _RAISED = W + "del", W + "moveFrom", W + "vanish", W + "vertAlign"
_PARAGRAPH_STYLE, _RUN_STYLE, _OUTLINE = W + "pStyle", W + "rStyle", W + "outlineLvl"
_SPAN, _VERTICAL, _TRACKED_MERGE = W + "gridSpan", W + "vMerge", W + "cellMerge"
_HORIZONTAL, _CELL_DELETED, _BEFORE, _HIDDEN_ROW = W + "hMerge", W + "cellDel", W + "gridBefore", W + "hidden"
_PLACEHOLDER, _CONTENT = W + "showingPlcHdr", W + "sdtContent"
_WANTED = (
    _DELETED, _MOVED, _HIDDEN, _RAISED, _PARAGRAPH_STYLE, _RUN_STYLE, _OUTLINE,
    _SPAN, _VERTICAL, _TRACKED_MERGE, _HORIZONTAL, _CELL_DELETED, _BEFORE, _HIDDEN_ROW, _PLACEHOLDER,
)  # fmt: skip
_LONGEST_CHAIN = 32
"""Styles a style may rest on; damaged files hold circles."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def integer(text: str | None, base: int = 10) -> int | None:
    """The whole number an attribute states; None where it states none."""
    try:
        return int(text or "", base)
    except ValueError:
        return None


def is_on(element: etree._Element) -> bool:
    """Whether an on/off property is on: it is where it stands without a value."""
    return element.get(_VALUE, "1") not in ("0", "false", "off")


class Styles:
    """Outline levels and hiding that paragraphs and runs inherit from named styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        if root is not None:
            for style in root.iterchildren(W + "style"):
                self._styles.setdefault(style.get(W + "styleId", ""), style)
        self._levels: dict[str, int | None] = {}
        self._hidden: dict[str, bool] = {}

    def level(self, style_id: str) -> int | None:
        """Outline level, 1 = topmost; None for body text."""
        if style_id not in self._levels:
            self._levels[style_id] = self._find_level(style_id)
        return self._levels[style_id]

    def hidden(self, style_id: str) -> bool:
        if style_id not in self._hidden:
            found = (style.find(f"{W}rPr/{W}vanish") for style in self._chain(style_id))
            self._hidden[style_id] = next((is_on(element) for element in found if element is not None), False)
        return self._hidden[style_id]

    def _find_level(self, style_id: str) -> int | None:
        for style in self._chain(style_id):
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return outline_level(outline)
            name = style.find(W + "name")
            heading = _HEADING.fullmatch(name.get(_VALUE, "").strip()) if name is not None else None
            if heading:
                return int(heading[1])
        return None

    def _chain(self, style_id: str) -> list[etree._Element]:
        """The style and those it is based on, nearest first."""
        chain: list[etree._Element] = []
        style = self._styles.get(style_id)
        while style is not None and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            base = style.find(W + "basedOn")
            style = None if base is None else self._styles.get(base.get(_VALUE, ""))
        return chain


def outline_level(outline: etree._Element) -> int | None:
    value = integer(outline.get(_VALUE))
    return value + 1 if value is not None and 0 <= value <= 8 else None


class Properties:
    """The properties that matter for reading one part, by paragraph, run, cell and row."""

    def __init__(self, root: etree._Element, styles: Callable[[], Styles]) -> None:
        self.spans: dict[etree._Element, etree._Element] = {}
        """w:gridSpan by cell."""
        self.vertical: dict[etree._Element, str] = {}
        """``restart`` or ``continue`` by vertically merged cell."""
        self.horizontal: dict[etree._Element, str] = {}
        """``restart`` or ``continue`` by cell merged in the old way (w:hMerge)."""
        self.before: dict[etree._Element, etree._Element] = {}
        """w:gridBefore by row."""
        self.deleted: set[etree._Element] = set()
        """Rows and cells deleted by a tracked change."""
        self.hidden_rows: set[etree._Element] = set()
        """Rows that Word does not show (w:hidden)."""
        self.unended: set[etree._Element] = set()
        """Paragraphs whose mark is deleted or hidden, so that the next one continues them."""
        self.raised: set[etree._Element] = set()
        """Runs in superscript."""
        self._outlines: dict[etree._Element, etree._Element] = {}
        self._hidden_runs: dict[etree._Element, bool] = {}
        self._run_styles: dict[etree._Element, str] = {}
        self._paragraph_styles: dict[etree._Element, str] = {}
        self._prompts: list[etree._Element] = []
        for element in root.iter(*_WANTED):
            self._take(element)
        for control in self._prompts:
            self._hide_prompt(control)
        styled = self._run_styles or self._paragraph_styles
        self._styles = styles() if styled else Styles(None)
        self.hides_runs = bool(self._hidden_runs) or any(map(self._styles.hidden, set(self._run_styles.values())))

    def level(self, paragraph: etree._Element) -> int | None:
        """Outline level of a paragraph, 1 = topmost; what it states itself counts before its style."""
        outline = self._outlines.get(paragraph)
        if outline is not None:
            return outline_level(outline)
        style = self._paragraph_styles.get(paragraph)
        return None if style is None else self._styles.level(style)

    def paragraph_hidden(self, paragraph: etree._Element) -> bool:
        """Whether the style of a paragraph hides its text."""
        style = self._paragraph_styles.get(paragraph)
        return style is not None and self._styles.hidden(style)

    def run_hidden(self, run: etree._Element, paragraph_hidden: bool) -> bool:
        """Whether a run is hidden: by itself, else by its style, else as its paragraph is."""
        own = self._hidden_runs.get(run)
        if own is not None:
            return own
        style = self._run_styles.get(run)
        return paragraph_hidden or (style is not None and self._styles.hidden(style))

    def _take(self, element: etree._Element) -> None:
        holder = element.getparent()
        owner = holder.getparent() if holder is not None else None
        if holder is None or owner is None:
            return
        # Former properties (w:tcPrChange/w:tcPr …) belong to the change and not to a cell: their owner is none of these kinds.
        kind, tag = owner.tag, element.tag
        if tag == _PLACEHOLDER:
            if is_on(element):
                self._prompts.append(owner)
            return
        if kind == _CELL:
            self._take_of_cell(owner, tag, element)
        elif kind == _ROW:
            if tag == _BEFORE:
                self.before[owner] = element
            elif tag == _DELETED and holder.tag == _ROW_PROPERTIES:
                self.deleted.add(owner)
            elif tag == _HIDDEN_ROW and is_on(element):
                self.hidden_rows.add(owner)
        elif kind == _PARAGRAPH:
            if tag == _PARAGRAPH_STYLE:
                self._paragraph_styles[owner] = element.get(_VALUE, "")
            elif tag == _OUTLINE:
                self._outlines[owner] = element
        elif kind == _RUN:
            if tag == _HIDDEN:
                self._hidden_runs[owner] = is_on(element)
            elif tag == _RUN_STYLE:
                self._run_styles[owner] = element.get(_VALUE, "")
            elif tag == _RAISED and element.get(_VALUE) == "superscript":
                self.raised.add(owner)
        elif kind == _PARAGRAPH_PROPERTIES and tag in (_DELETED, _MOVED, _HIDDEN):
            paragraph = owner.getparent()
            if paragraph is not None and is_on(element):
                self.unended.add(paragraph)

    def _hide_prompt(self, control: etree._Element) -> None:
        """A content control that nobody filled in shows what to do (单击此处输入文字); where it holds a figure it was filled in after all."""
        for content in control.iterchildren(_CONTENT):
            if not any(map(str.isdigit, "".join(text.text or "" for text in content.iter(W + "t")))):
                self._hidden_runs.update(dict.fromkeys(content.iter(_RUN), True))

    def _take_of_cell(self, cell: etree._Element, tag: str, element: etree._Element) -> None:
        if tag == _SPAN:
            self.spans[cell] = element
        elif tag == _VERTICAL:
            self.vertical[cell] = "restart" if element.get(_VALUE) == "restart" else "continue"
        elif tag == _TRACKED_MERGE:
            state = element.get(_VERTICAL)
            if state is not None:
                self.vertical[cell] = "restart" if state == "rest" else "continue"
        elif tag == _HORIZONTAL:
            self.horizontal[cell] = "restart" if element.get(_VALUE) == "restart" else "continue"
        elif tag == _CELL_DELETED:
            self.deleted.add(cell)

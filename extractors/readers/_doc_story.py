"""The texts of a Word 97-2003 document as paragraphs and tables ([MS-DOC] 2.4.2 and 2.4.3).

A table is no object of the file: its paragraphs say how deep in tables they stand, marks end cells, and a paragraph of its own ends
each row and describes it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from ...schemas.errors import LimitExceeded
from ._doc_formats import PLAIN, CharacterFormat, Formats
from ._doc_rows import RowShape, belong_together, grid
from ._doc_shapes import Shapes
from ._doc_styles import Styles
from ._docx_table import RawCell, RawRow
from ._docx_text import RESIDUE, symbol

MAX_CELLS = 2_000_000
"""Cells one document may hold."""

Span = tuple[int, int]
"""Start and end of a text, as positions in the sequence of all texts."""

FormField = Callable[[int], str]
"""What the form field shows whose data stand at a place of the data stream."""

_DEEPEST = 64
_MOST_FIELDS = 64
"""Fields within one another; Word itself stops at about twenty."""
_FRAMED_TEXT = 3
"""Paragraphs from which on a single cell is running text in a frame, and no table."""
_CELL_MARK, _PAGE_BREAK = "\x07", "\x0c"
_MARKS = re.compile("[\r\x07\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f]")
_MARKED_TEXT = re.compile("[^\x00-\x08\x0a-\x1f]*[\r\x07]")
_FIELD, _FIELD_RESULT, _FIELD_END, _PICTURE = "\x13", "\x14", "\x15", "\x01"
_SHOWN = {"\x0b": "\n", "\x1e": "-", _PAGE_BREAK: _PAGE_BREAK}
_OBJECT = re.compile(r"\s*(?:EMBED|LINK)\b")
_FORM_FIELD = re.compile(r"\s*FORM(?:CHECKBOX|DROPDOWN)\b")
_DRAWING = re.compile(r"\s*SHAPE\b")
"""Field around a drawn object; the picture in it only repeats the object for programs that cannot draw it."""


@dataclass(slots=True)
class Text:
    """Printed text up to a paragraph mark that remains, with what is anchored in it."""

    text: str
    level: int | None
    boxes: list[Span] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and number of the footnotes referred to."""
    paragraphs: int = 1
    """Paragraphs of the file it consists of."""


@dataclass(slots=True)
class RawTable:
    """A table whose cells have their spans, to be arranged; what is attached to them are `RawTable` and `Span`."""

    rows: list[RawRow]
    widths: list[int]


Content = Text | RawTable


@dataclass(slots=True)
class _Container:
    """What one cell, or a text outside tables, holds so far."""

    found: list[Content] = field(default_factory=list)
    open_texts: list[Text] = field(default_factory=list)
    """Paragraphs whose mark is deleted or hidden, so that the next one continues them."""
    paragraphs: int = 0
    holds_table: bool = False

    def add(self, text: Text, *, ended: bool) -> None:
        self.paragraphs += 1
        self.open_texts.append(text)
        if ended:
            self.flush()

    def flush(self) -> None:
        if self.open_texts:
            self.found.append(self.open_texts[0] if len(self.open_texts) == 1 else _joined(self.open_texts))
            self.open_texts = []

    @property
    def blank(self) -> bool:
        return not self.found and not any(text.text.strip() for text in self.open_texts)


@dataclass(slots=True)
class _Row:
    cells: list[_Container]
    shape: RowShape


@dataclass(slots=True)
class _Level:
    """A table that is being read."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[_Container] = field(default_factory=list)
    cell: _Container = field(default_factory=_Container)
    deleted_rows: bool = False

    def end_cell(self) -> None:
        self.cell.flush()
        self.cells.append(self.cell)
        self.cell = _Container()

    def end_row(self, shape: RowShape, *, deleted: bool) -> None:
        if not self.cell.blank:
            self.end_cell()
        self.cell = _Container()
        if deleted:
            self.deleted_rows = True
        elif self.cells:
            self.rows.append(_Row(self.cells, shape))
        self.cells = []

    def frame(self) -> list[_Container] | None:
        """The cells of a table that is a mere frame: a column of single cells one of which holds a table, or one of running text."""
        if self.deleted_rows or any(len(row.cells) != 1 for row in self.rows):
            return None
        cells = [row.cells[0] for row in self.rows]
        if any(cell.holds_table for cell in cells):
            return cells
        return cells if len(cells) == 1 and cells[0].paragraphs >= _FRAMED_TEXT else None


class Story:
    """Reads stretches of the text; one for the body and what is anchored in it, one for headers and footers."""

    def __init__(
        self,
        text: str,
        formats: Formats,
        styles: Styles,
        shapes: Shapes,
        notes: dict[int, tuple[str, str]],
        sections: frozenset[int],
        form_field: FormField,
    ) -> None:
        """`notes` are kind and number by position of the reference, `sections` the positions behind which a section starts."""
        self._form_field = form_field
        self._text = text
        self._formats = formats
        self._styles = styles
        self._shapes = shapes
        self._notes = notes
        self._note_places = sorted(notes)
        self._anchors = sorted({*shapes.boxes, *shapes.pictures})
        self._sections = sections
        self._cells = 0
        self.pictures = 0
        self.objects = 0
        self.loose_cells = 0
        """Cells of which the file does not say that they stand in a table."""

    def contents(self, start: int, end: int) -> list[Content]:
        """Paragraphs and tables in reading order."""
        body = _Container()
        levels: list[_Level] = []
        for first, last in self._paragraphs(start, end):
            mark = last - 1
            format = self._formats.paragraph(mark)
            if format.depth > _DEEPEST:
                raise LimitExceeded("文件内部嵌套过深，已停止读取：请用 Word/WPS 打开后另存再试")
            while len(levels) > format.depth:
                self._close(levels, body)
            while len(levels) < format.depth:
                levels.append(_Level())
            text = self._paragraph(first, last, format.style, format.level)
            own = self._formats.at(mark)
            kept = not (own.deleted or self._hidden(own, self._styles.hides(format.style)))
            if not levels:
                self.loose_cells += self._text[mark] == _CELL_MARK
                body.add(text, ended=kept)
                continue
            level = levels[-1]
            cell_ends = self._text[mark] == _CELL_MARK if format.depth == 1 else format.inner_cell
            if text.text.strip() or not format.row_end:
                level.cell.add(text, ended=cell_ends or kept)
            if format.row_end:
                if level.rows and not belong_together(level.rows[-1].shape, format.row):
                    self._part(levels, body)
                levels[-1].end_row(format.row, deleted=own.deleted)
            elif cell_ends:
                level.end_cell()
        while levels:
            self._close(levels, body)
        body.flush()
        return body.found

    def lines(self, start: int, end: int) -> Iterator[str]:
        """All text, without the structure of tables: one line per paragraph or row."""
        yield from self._lines(self.contents(start, end))

    def _lines(self, contents: list[Content]) -> Iterator[str]:
        for content in contents:
            if isinstance(content, Text):
                yield content.text
                for box in content.boxes:
                    yield from self.lines(*box)
                continue
            for row in content.rows:
                yield "\t".join(cell.text for cell in row.cells)
                for attached in chain.from_iterable(cell.attached for cell in row.cells):
                    yield from self._lines([attached]) if isinstance(attached, RawTable) else self.lines(*attached)

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = start
        for found in _MARKS.finditer(self._text, start, end):
            last = found.end()
            if found[0] == _PAGE_BREAK and last not in self._sections and not self._formats.ends_paragraph(last - 1):
                continue
            yield first, last
            first = last
        if first < end:
            yield first, end

    def _paragraph(self, start: int, end: int, style: int, level: int | None) -> Text:
        text = Text(self._printed(start, end, self._styles.hides(style)), self._styles.level(style, level))
        if not self._note_places and not self._anchors:
            return text
        for place in _within(self._note_places, start, end):
            if not self._formats.at(place).deleted:
                text.notes.append(self._notes[place])
        for place in _within(self._anchors, start, end):
            if not self._formats.at(place).deleted:
                text.boxes.extend(self._shapes.boxes.get(place, ()))
                self.pictures += place in self._shapes.pictures
        return text

    def _close(self, levels: list[_Level], body: _Container) -> None:
        """End the innermost table, which becomes part of the cell, or text, around it."""
        level = levels.pop()
        if level.cells or not level.cell.blank:  # the end of the row is missing
            level.end_row(RowShape(), deleted=False)
        self._add(level, levels[-1].cell if levels else body)

    def _part(self, levels: list[_Level], body: _Container) -> None:
        """End the innermost table before the row that is being read, which belongs to another one."""
        level = levels.pop()
        self._add(_Level(level.rows, deleted_rows=level.deleted_rows), levels[-1].cell if levels else body)
        levels.append(_Level(cells=level.cells, cell=level.cell))

    def _add(self, level: _Level, container: _Container) -> None:
        container.flush()
        container.holds_table = True
        if not level.rows:
            return
        frame = level.frame()
        if frame is not None:
            container.found.extend(chain.from_iterable(cell.found for cell in frame))
            return
        cells = [[_cell(cell) for cell in row.cells] for row in level.rows]
        self._cells += sum(map(len, cells))
        if self._cells > MAX_CELLS:
            raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
        container.found.append(RawTable(*grid([row.shape for row in level.rows], cells)))

    def _hidden(self, format: CharacterFormat, as_paragraph: bool) -> bool:
        style = as_paragraph or (format.style is not None and self._styles.hides(format.style))
        if format.hidden is None or format.hidden == 0x80:
            return style
        return not style if format.hidden == 0x81 else format.hidden == 1

    def _printed(self, start: int, end: int, hidden: bool) -> str:
        """Printed text of a paragraph: fields by their result, deleted and hidden text left out."""
        runs = self._formats.runs(start, end)
        if not runs and not hidden:
            text = self._text[start:end]
            if _MARKED_TEXT.fullmatch(text):  # as nearly all cells are
                return _without_residue(text[:-1])
        printer = _Printer(self._form_field)
        reached = start
        for first, last, format in runs:
            if first > reached:
                printer.plain(self._text[reached:first], hidden)
            if format.symbol is not None:
                if not (format.deleted or self._hidden(format, hidden)):
                    printer.symbols(self._styles.font(format.symbol[0]), format.symbol[1], last - first)
            elif not format.deleted:
                printer.run(self._text[first:last], format, self._hidden(format, hidden))
            reached = last
        if reached < end:
            printer.plain(self._text[reached:end], hidden)
        self.pictures += printer.pictures
        self.objects += printer.objects
        return _without_residue(printer.text)


class _Printer:
    """Puts the text of one paragraph together."""

    def __init__(self, form_field: FormField) -> None:
        self._form_field = form_field
        self._pieces: list[str] = []
        self._fields: list[tuple[int, str]] = []
        """For each open field, where its code starts (-1: the result has been reached), and its code once that is known."""
        self._raised = False
        self.pictures = 0
        self.objects = 0

    @property
    def text(self) -> str:
        """What was printed; a page break between two texts parts them into lines."""
        text = "".join(self._pieces)
        return "\n".join(part for part in text.split(_PAGE_BREAK) if part.strip()) if _PAGE_BREAK in text else text

    def plain(self, text: str, hidden: bool) -> None:
        self.run(text, PLAIN, hidden)

    def run(self, text: str, format: CharacterFormat, hidden: bool) -> None:
        pieces = self._pieces
        # 100 with a raised note mark 1 is not 1001, 10 to the 4th is not 104.
        if format.raised and not hidden and not self._raised and text[0].isdigit() and pieces and pieces[-1][-1:].isdigit():
            pieces.append("^")
        self._raised = format.raised
        reached = 0
        for found in _CONTROL.finditer(text):
            if not hidden and found.start() > reached:
                pieces.append(text[reached : found.start()])
            reached = found.end()
            self._control(found[0], format, hidden)
        if not hidden and reached < len(text):
            pieces.append(text[reached:] if reached else text)

    def symbols(self, font: str, code: int, count: int) -> None:
        self._raised = False
        if 0x20 <= code < 0xD800 or code > 0xDFFF:
            self._pieces.append(symbol(font, code) * count)

    def _control(self, character: str, format: CharacterFormat, hidden: bool) -> None:
        """Text between the begin of a field and its separator is code, kept until it is clear that the field has a separator or
        an end in this paragraph: a broken field must not swallow the rest of the text."""
        fields = self._fields
        if character == _FIELD:
            if len(fields) < _MOST_FIELDS:
                fields.append((len(self._pieces), ""))
        elif character in (_FIELD_RESULT, _FIELD_END):
            if not fields:
                return
            start, _ = fields.pop()
            code = "".join(self._pieces[start:]) if start >= 0 else ""
            if start >= 0:
                del self._pieces[start:]
            if character == _FIELD_RESULT:
                fields.append((-1, code))
        elif character == _PICTURE:
            if format.special and format.picture is not None and not hidden:
                self._picture(format.picture, data=format.data)
        elif not hidden and character in _SHOWN:
            self._pieces.append(_SHOWN[character])

    def _picture(self, place: int, *, data: bool) -> None:
        fields = self._fields
        if fields and fields[-1][0] >= 0:
            # within the code of a field it says what the field shows; that stands before the code, which is left out
            start, code = fields[-1]
            form = _FORM_FIELD.match("".join(self._pieces[start : start + 2])) if data and not code else None
            if form and (shown := self._form_field(place)):
                self._pieces.insert(start, shown)
                fields[-1] = start + 1, form[0]
        elif data:
            return
        elif any(_OBJECT.match(code) for _, code in fields):
            self.objects += 1
        elif not any(_DRAWING.match(code) for _, code in fields):
            self.pictures += 1


def _cell(container: _Container) -> RawCell:
    cell = RawCell("")
    texts: list[str] = []
    for content in container.found:
        if isinstance(content, RawTable):
            cell.attached.append(content)
            continue
        if content.text.strip():
            texts.append(content.text)
        cell.attached.extend(content.boxes)
        cell.notes.extend(content.notes)
    cell.text = "\n".join(texts)
    return cell


def _without_residue(text: str) -> str:
    return RESIDUE.sub("", text) if "_" in text or "\\" in text or "[" in text else text


def _within(places: list[int], start: int, end: int) -> list[int]:
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _joined(texts: list[Text]) -> Text:
    """Paragraphs that run into one another; the mark of the last one remains."""
    return Text(
        "".join(text.text for text in texts),
        texts[-1].level,
        [box for text in texts for box in text.boxes],
        [note for text in texts for note in text.notes],
        len(texts),
    )

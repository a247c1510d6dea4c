"""Reader of Word documents (docx, docm, dotx; transitional and ISO strict): paragraphs and tables as Word shows them.

Tracked changes are read as accepted, fields by their result, hidden text is left out, automatic numbers are not in the text.
Headers and footers go to the furniture, footnotes and endnotes to the end of the blocks, in the order they are referred to.
`Location.paragraph` counts the paragraphs of the body outside tables; a text box or a note has that of the paragraph it belongs to.
A table of single cells that only frames text, pictures or other tables, as pages copied from a web site have, is opened: its contents
count as the body's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from ...schemas.document import Document, Location, Paragraph, ParagraphRole, ReadingWarning, Table
from ...schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from ._docx_properties import MC, Properties, R, Styles, W, integer
from ._docx_table import MAX_SPAN, RawCell, RawRow
from ._docx_text import TRANSPARENT, TextReader, chosen_branch
from ._package import Package, Relationship, shown
from ._pictures_inside import PicturesInside, standing_at
from ._word_2003 import MISPLACED
from ._word_blocks import WordBlocks
from .original import Original

MAX_CELLS = 2_000_000
"""Cells one document may hold."""

_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_ALTERNATES, _OUTSIDE_CONTENT = MC + "AlternateContent", W + "altChunk"
_FURNITURE: dict[str, ParagraphRole] = {"header": "header", "footer": "footer"}
_CHANGES = (W + "ins", W + "del", W + "moveFrom", W + "moveTo")
_MAIN_PART = "word/document.xml"
_FRAMED_TEXT = 3
"""Paragraphs from which on a single cell is running text in a frame, and no table."""
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_VML_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
"""A picture as older versions of Word draw it."""
_REPEATS = (MC + "Fallback", W + "object")
"""What repeats a picture for older versions of Word, or shows what an embedded object looks like."""
_BLOCKS = TRANSPARENT | {_TABLE, _ALTERNATES}


def read_docx(original: Original) -> Document:
    """Read a Word document.

    Raises `UnreadableDocument`, `UnsupportedFormat`, `EncryptedDocument` or `LimitExceeded`, never anything else.
    """
    try:
        builder = _Builder(Package(original.data), PicturesInside(original))
        builder.read()
    except RecursionError as error:
        raise LimitExceeded("文件内部嵌套过深，已停止读取：请用 Word/WPS 打开后另存再试") from error
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="docx",
        blocks=tuple(builder.blocks),
        furniture=tuple(builder.furniture),
        ocr_pages=builder.pictures.read,
        warnings=tuple(builder.warnings),
        details=tuple(builder.details),
    )


@dataclass(slots=True)
class _Text:
    """Printed text up to a paragraph mark that remains, with what is anchored in it."""

    element: etree._Element
    """The paragraph whose mark remains, and which therefore decides on the properties."""
    text: str
    boxes: tuple[etree._Element, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    """Kind and id of the footnotes referred to."""
    paragraphs: int = 1
    """Paragraphs of the file it consists of."""


class _Part:
    """One part of the package (body, header, notes …): its paragraphs and tables, not yet placed in the document."""

    def __init__(self, root: etree._Element, styles: Callable[[], Styles]) -> None:
        self.root = root
        self.properties = Properties(root, styles)
        self.reader = TextReader(self.properties)
        self.unread_contents = 0
        self.cells = 0

    def contents(self, container: etree._Element) -> list[_Text | etree._Element]:
        """Paragraphs, and tables as elements, in reading order."""
        found: list[_Text | etree._Element] = []
        self._collect(container, found)
        return found

    def lines(self, container: etree._Element) -> Iterator[str]:
        """All text, without the structure of tables: one line per paragraph or row."""
        for content in self.contents(container):
            if isinstance(content, _Text):
                yield content.text
                for box in content.boxes:
                    yield from self.lines(box)
            else:
                for row in self.rows(content):
                    yield "\t".join(cell.text for cell in row.cells)
                    for cell in row.cells:
                        for attached in cell.attached:
                            yield from self.lines(attached)

    def rows(self, table: etree._Element) -> list[RawRow]:
        """The rows that are not deleted and have cells."""
        rows: list[RawRow] = []
        properties = self.properties
        for row in _children(table, _ROW):
            if row in properties.deleted:
                continue
            cells = [self._cell(cell) for cell in _children(row, _CELL) if cell not in properties.deleted]
            if cells:
                if row in properties.hidden_rows:
                    cells = [RawCell("", cell.span, cell.vertical, cell.horizontal) for cell in cells]
                before = properties.before.get(row)
                rows.append(RawRow(0 if before is None else min(_count(before), MAX_SPAN), cells))
                self.cells += len(cells)
                if self.cells > MAX_CELLS:
                    raise LimitExceeded(f"文档的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
        return rows

    def frame(self, table: etree._Element) -> list[etree._Element] | None:
        """The cells of a table that is a mere frame: a column of single cells one of which holds a table or a picture, or one cell of
        running text.
        """
        cells: list[etree._Element] = []
        for row in _children(table, _ROW):
            own = list(_children(row, _CELL))
            if len(own) != 1 or row in self.properties.deleted or row in self.properties.hidden_rows:
                return None
            cells.extend(own)
        if any(next(_children(cell, _TABLE), None) is not None for cell in cells):
            return cells
        if next(table.iter(_BLIP, _VML_PICTURE), None) is not None:
            return cells
        return cells if len(cells) == 1 and len(list(_children(cells[0], _PARAGRAPH))) >= _FRAMED_TEXT else None

    def _collect(self, container: etree._Element, found: list[_Text | etree._Element]) -> None:
        open_texts: list[_Text] = []
        for child in container:
            tag = child.tag
            if tag == _PARAGRAPH:
                text = self._paragraph(child)
                if child in self.properties.unended:
                    open_texts.append(text)
                elif open_texts:
                    found.append(_joined([*open_texts, text]))
                    open_texts = []
                else:
                    found.append(text)
                continue
            if open_texts and tag in _BLOCKS:  # nothing left that they could run into
                found.append(_joined(open_texts))
                open_texts = []
            if tag == _TABLE:
                frame = self.frame(child)
                if frame is None:
                    found.append(child)
                for cell in frame or ():
                    self._collect(cell, found)
            elif tag in TRANSPARENT:
                self._collect(child, found)
            elif tag == _ALTERNATES:
                self._collect(chosen_branch(child), found)
            elif tag == _OUTSIDE_CONTENT:
                self.unread_contents += 1
        if open_texts:
            found.append(_joined(open_texts))

    def _paragraph(self, element: etree._Element) -> _Text:
        reader = self.reader
        text = _Text(element, reader.text(element))
        if reader.boxes:
            text.boxes = tuple(reader.boxes)
            reader.boxes.clear()
        if reader.notes:
            text.notes = tuple(reader.notes)
            reader.notes.clear()
        return text

    def _cell(self, cell: etree._Element) -> RawCell:
        texts: list[str] = []
        attached: list[etree._Element] = []
        notes: list[tuple[str, str]] = []
        for content in self.contents(cell):
            if not isinstance(content, _Text):
                attached.append(content)
                continue
            if content.text.strip():
                texts.append(content.text)
            attached.extend(content.boxes)
            notes.extend(content.notes)
        properties = self.properties
        span = properties.spans.get(cell)
        return RawCell(
            "\n".join(texts),
            1 if span is None else max(1, _count(span)),
            properties.vertical.get(cell, ""),
            properties.horizontal.get(cell, ""),
            attached,
            notes,
        )


def _joined(texts: list[_Text]) -> _Text:
    """Paragraphs that run into one another; the mark of the last one remains."""
    return _Text(
        texts[-1].element,
        "".join(text.text for text in texts),
        tuple(chain.from_iterable(text.boxes for text in texts)),
        tuple(chain.from_iterable(text.notes for text in texts)),
        len(texts),
    )


class _Builder(WordBlocks):
    """Puts the document together; its lists are the result."""

    def __init__(self, package: Package, pictures: PicturesInside) -> None:
        super().__init__()
        self._package = package
        self.pictures = pictures
        links = (link.target for link in package.relationships() if link.kind == "officeDocument")
        self._main = next((target for target in links if target in package), _MAIN_PART)
        root = package.xml(self._main)
        if root.tag != W + "document":
            raise UnsupportedFormat("压缩包里不是 Word 文档：请核对文件，或用 Word/WPS 另存为 .docx 后再试")
        self._links = package.relationships(self._main)
        self._targets = {link.id: link.target for link in self._links}
        self._styles: Styles | None = None
        self._part = _Part(root, self._load_styles)

    def read(self) -> None:
        part = self._part
        body = part.root.find(W + "body")
        if body is not None:
            self._body(body)
        self._read_notes()
        self._read_furniture()
        if next(part.root.iter(*_CHANGES), None) is not None:
            self.details.append(("revisions", "accepted"))
        self._warn_of_unread(
            (part.reader.pictures, "picture_not_read", "处图片或图表，其中的文字没有读取"),
            (
                part.reader.objects,
                "object_not_read",
                "处嵌入对象（如 Excel 表格），不在本文件的结果里；能打开的由 gongkai run 作为单独的文件读取",
            ),
            (part.unread_contents, "content_not_read", "处插入的外部内容，没有读取"),
        )

    def _body(self, body: etree._Element) -> None:
        index = 0
        for content in self._part.contents(body):
            if not isinstance(content, _Text):
                self._table(content, None)
                continue
            location = Location(paragraph=index)
            index += content.paragraphs
            if content.text.strip():
                self.blocks.append(Paragraph(content.text, location, self._part.properties.level(content.element)))
            self._pictures(content.element, index - content.paragraphs)
            self._notes.extend((note, location) for note in content.notes)
            for box in content.boxes:
                self._box(box, location)

    def _pictures(self, element: etree._Element, paragraph: int) -> None:
        """Adds what is shown by pictures of tables in a paragraph, where recognition is installed."""
        for picture in element.iter(_BLIP, _VML_PICTURE):
            target = self._targets.get(picture.get(R + ("embed" if picture.tag == _BLIP else "id"), ""))
            if target is None or target not in self._package or next(picture.iterancestors(*_REPEATS), None) is not None:
                continue
            try:
                data = self._package.read(target) if self.pictures.wanted else b""
            except UnreadableDocument:  # counted as not read
                data = b""
            shown = self.pictures.blocks(data)
            if shown:
                self._part.reader.pictures -= 1
            for block in shown:
                self.blocks.append(standing_at(block, paragraph, self._tables))
                self._tables += isinstance(block, Table)

    def _box(self, box: etree._Element, location: Location) -> None:
        for content in self._part.contents(box):
            if not isinstance(content, _Text):
                self._table(content, None)
                continue
            if content.text.strip():
                level = self._part.properties.level(content.element)
                self.blocks.append(Paragraph(content.text, location, level, "textbox"))
            for inner in content.boxes:
                self._box(inner, location)

    def _table(self, element: etree._Element, inside: tuple[int, int, int] | None) -> None:
        rows = self._part.rows(element)
        if not rows:
            return
        widths = [_count(column, W + "w") for column in element.iterfind(f"{W}tblGrid/{W}gridCol")]
        self._add_table(rows, widths, inside, misplaced=element.get(MISPLACED) is not None)

    def _attach(self, attached: etree._Element, inside: tuple[int, int, int]) -> None:
        if attached.tag == _TABLE:
            self._table(attached, inside)
        else:
            self._box(attached, Location())

    def _read_notes(self) -> None:
        parts: dict[str, tuple[_Part, dict[str, etree._Element]]] = {}
        first: dict[tuple[str, str], Location] = {}
        for note, location in self._notes:
            first.setdefault(note, location)
        for (kind, note_id), location in first.items():
            if kind not in parts:
                link = next((link for link in self._links if link.kind == kind), None)
                root = None if link is None else self._optional(link)
                if root is None:
                    continue
                parts[kind] = _Part(root, self._load_styles), {note.get(W + "id", ""): note for note in root}
            part, notes = parts[kind]
            if note_id in notes:
                lines = (line for line in part.lines(notes[note_id]) if line.strip())
                self.blocks.extend(Paragraph(line, location, role="footnote") for line in lines)

    def _read_furniture(self) -> None:
        """Headers and footers that a section refers to, each part once."""
        links = {link.id: link for link in self._links if link.kind in _FURNITURE}
        if not links:
            return
        for reference in self._part.root.iter(W + "headerReference", W + "footerReference"):
            link = links.pop(reference.get(R + "id", ""), None)
            root = None if link is None else self._optional(link)
            if link is None or root is None:
                continue
            # Styles could only hide text here; reading them costs more than the rest of a small document.
            lines = (line for line in _Part(root, lambda: Styles(None)).lines(root) if line.strip())
            self.furniture.extend(Paragraph(line, role=_FURNITURE[link.kind]) for line in lines)

    def _load_styles(self) -> Styles:
        if self._styles is None:
            link = next((link for link in self._links if link.kind == "styles"), None)
            self._styles = Styles(None if link is None else self._optional(link))
        return self._styles

    def _optional(self, link: Relationship) -> etree._Element | None:
        """A part that the figures do not depend on: where it is missing or damaged, the rest of the document is still read."""
        try:
            return self._package.xml(link.target)
        except UnreadableDocument:
            self.warnings.append(
                ReadingWarning("part_not_read", f"文档的一部分（{shown(link.target)}）缺失或已损坏，没有读取，正文不受影响")
            )
            return None


def _children(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Child elements of one kind, also those wrapped in content controls and the like."""
    for child in parent:
        tag = child.tag
        if tag == wanted:
            yield child
        elif tag in TRANSPARENT:
            yield from _children(child, wanted)
        elif tag == _ALTERNATES:
            yield from _children(chosen_branch(child), wanted)


def _count(element: etree._Element, attribute: str = W + "val") -> int:
    """A count stated by an attribute; 0 where it is not a whole number above zero."""
    return max(0, integer(element.get(attribute)) or 0)

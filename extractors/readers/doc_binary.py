"""Reader of Word 97-2003 documents (.doc, and .wps of WPS Office) from their own streams, without any office program.

What is read is what `docx` reads of the same document saved as .docx: tracked changes as accepted, fields by their result, hidden
text and automatic numbers left out, headers and footers as furniture, notes at the end, text boxes at their anchor.
"""

from __future__ import annotations

import re
import struct
from typing import Any

from ...schemas.document import Document, Location, Paragraph, ParagraphRole
from ._compound import damaged
from ._doc_file import ENDNOTE_PLACES, ENDNOTE_TEXTS, FOOTNOTE_PLACES, FOOTNOTE_TEXTS, HEADERS, SECTIONS, WordFile, places
from ._doc_formats import Formats
from ._doc_forms import form_field
from ._doc_pieces import Pieces
from ._doc_shapes import Shapes, body_shapes, header_shapes
from ._doc_story import RawTable, Span, Story
from ._doc_styles import Styles
from ._docx_text import symbol
from ._word_blocks import WordBlocks
from .original import Original

_PRIVATE = re.compile("[\uf020-\uf0ff]")
"""Characters of symbol fonts, where the font alone was changed."""
_HEADER_KINDS: tuple[ParagraphRole, ...] = ("header", "header", "footer", "footer", "header", "footer")
"""What the six texts of each section are: of even, odd and first pages."""
_SEPARATORS = 6
"""Texts before those of the first section: lines between body and notes."""
_SECTION = 12
_NOTE_KINDS = (("footnotes", FOOTNOTE_PLACES, FOOTNOTE_TEXTS), ("endnotes", ENDNOTE_PLACES, ENDNOTE_TEXTS))


def read_doc_binary(original: Original) -> Document:
    """Read a Word 97-2003 document.

    Raises `UnreadableDocument`, `UnsupportedFormat`, `EncryptedDocument` or `LimitExceeded`, never anything else.
    """
    try:
        builder = _Builder(WordFile(original.data))
        builder.read()
    except (struct.error, IndexError) as error:  # a structure that is cut off where the file is not
        raise damaged() from error
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="doc",
        blocks=tuple(builder.blocks),
        furniture=tuple(builder.furniture),
        warnings=tuple(builder.warnings),
        details=tuple(builder.details),
    )


class _Builder(WordBlocks):
    """Puts the document together; its lists are the result."""

    def __init__(self, file: WordFile) -> None:
        super().__init__()
        self.details.append(("read_with", "olefile"))
        self._file = file
        self._pieces = Pieces(file)
        self._formats = Formats(file, self._pieces)
        self._styles = Styles(file)
        self._text = _PRIVATE.sub(self._symbol, self._pieces.text)
        self._shapes = body_shapes(file)
        references, self._note_texts = _notes(file)
        self._story = self._make_story(self._shapes, references)

    def read(self) -> None:
        if self._pieces.chinese:
            self.details.append(("encoding", "gb18030"))
        self._body()
        for box in self._shapes.loose:
            self._box(box, Location())
        self._read_notes()
        self._read_furniture()
        if self._formats.revised:
            self.details.append(("revisions", "accepted"))
        self._warn_of_unread(
            (self._story.pictures, "picture_not_read", "处图片或图表，其中的文字没有读取"),
            (
                self._story.objects,
                "object_not_read",
                "处嵌入对象（如 Excel 表格），不在本文件的结果里；能打开的由 gongkai run 作为单独的文件读取",
            ),
            (self._story.loose_cells, "table_structure_lost", "个单元格缺少表格信息，只读出了文字，没有读出行列"),
        )

    def _make_story(self, shapes: Shapes, references: dict[int, tuple[str, str]]) -> Story:
        positions, _ = self._file.places(SECTIONS, _SECTION)
        sections = frozenset(positions[1:])
        return Story(self._text, self._formats, self._styles, shapes, references, sections, self._form_field)

    def _symbol(self, found: re.Match[str]) -> str:
        """What a character shows that only its font gives a meaning."""
        code = ord(found[0])
        shown = (symbol(self._styles.font(number), code) for number in self._formats.fonts(found.start()))
        return next((character for character in shown if character != found[0]), found[0])

    def _form_field(self, place: int) -> str:
        return form_field(self._file.data, place)

    def _body(self) -> None:
        index = 0
        for content in self._story.contents(0, self._file.stories.body):
            if isinstance(content, RawTable):
                self._table(content, None)
                continue
            location = Location(paragraph=index)
            index += content.paragraphs
            if content.text.strip():
                self.blocks.append(Paragraph(content.text, location, content.level))
            self._notes.extend((note, location) for note in content.notes)
            for box in content.boxes:
                self._box(box, location)

    def _box(self, box: Span, location: Location) -> None:
        for content in self._story.contents(*box):
            if isinstance(content, RawTable):
                self._table(content, None)
            elif content.text.strip():
                self.blocks.append(Paragraph(content.text, location, content.level, "textbox"))

    def _table(self, table: RawTable, inside: tuple[int, int, int] | None) -> None:
        self._add_table(table.rows, table.widths, inside)

    def _attach(self, attached: Any, inside: tuple[int, int, int]) -> None:
        if isinstance(attached, RawTable):
            self._table(attached, inside)
        else:
            self._box(attached, Location())

    def _read_notes(self) -> None:
        for note, location in self._notes:
            span = self._note_texts.pop(note, None)
            if span is not None:
                lines = (line for line in self._story.lines(*span) if line.strip())
                self.blocks.extend(Paragraph(line, location, role="footnote") for line in lines)

    def _read_furniture(self) -> None:
        """Headers and footers; a section without a text of its own has that of the section before it."""
        stories = self._file.stories
        if not stories.headers:
            return
        story = self._make_story(header_shapes(self._file), {})
        positions, _ = places(self._file.part(HEADERS), 0)
        seen: set[tuple[ParagraphRole, tuple[str, ...]]] = set()
        for number in range(_SEPARATORS, len(positions) - 1):
            start, end = (stories.headers_start + min(position, stories.headers) for position in positions[number : number + 2])
            role = _HEADER_KINDS[(number - _SEPARATORS) % len(_HEADER_KINDS)]
            lines = tuple(line for line in story.lines(start, end) if line.strip())
            if (role, lines) not in seen:
                seen.add((role, lines))
                self.furniture.extend(Paragraph(line, role=role) for line in lines)


def _notes(file: WordFile) -> tuple[dict[int, tuple[str, str]], dict[tuple[str, str], Span]]:
    """The notes by position of their reference, and the places of their texts."""
    references: dict[int, tuple[str, str]] = {}
    texts: dict[tuple[str, str], Span] = {}
    stories = file.stories
    for kind, place_part, text_part in _NOTE_KINDS:
        start, length = (stories.body, stories.footnotes) if kind == "footnotes" else (stories.endnotes_start, stories.endnotes)
        positions, _ = file.places(place_part, 2)
        bounds, _ = places(file.part(text_part), 0)
        for number, position in enumerate(positions[:-1]):
            if number + 1 < len(bounds):
                references[position] = kind, str(number)
                texts[kind, str(number)] = start + min(bounds[number], length), start + min(bounds[number + 1], length)
    return references, texts

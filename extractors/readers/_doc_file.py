"""The streams and the file information block (FIB) of a Word 97-2003 document, after [MS-DOC] 2.5."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ...schemas.errors import EncryptedDocument, UnsupportedFormat
from ._compound import CompoundFile, damaged

STYLES, FOOTNOTE_PLACES, FOOTNOTE_TEXTS, SECTIONS, HEADERS = 1, 2, 3, 6, 11
CHARACTER_PAGES, PARAGRAPH_PAGES, FONTS, PIECES = 12, 13, 15, 33
SHAPES, HEADER_SHAPES, ENDNOTE_PLACES, ENDNOTE_TEXTS, DRAWINGS = 40, 41, 46, 47, 50
BOXES, HEADER_BOXES = 56, 58
"""Numbers of the parts of the table stream, in the order in which the FIB lists them."""

_WORD_97 = 0xA5EC
_OLDER = frozenset({0xA5DB, 0xA5DC, 0xA697, 0xA698, 0xA699})
"""Marks of Word 2, Word 6, Word 95 and their Japanese and Chinese relatives."""
_FIRST_97 = 0xC0
_ENCRYPTED, _TABLE_ONE = 0x0100, 0x0200
_OFFSETS = 154
"""Where the FIB lists offset and length of the parts."""


@dataclass(frozen=True, slots=True)
class Stories:
    """Lengths in characters of the texts that follow one another in one sequence; a story starts where the one before ends."""

    body: int
    footnotes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int

    @property
    def total(self) -> int:
        return self.header_boxes_start + self.header_boxes

    @property
    def headers_start(self) -> int:
        return self.body + self.footnotes

    @property
    def endnotes_start(self) -> int:
        return self.headers_start + self.headers + self.macros + self.comments

    @property
    def boxes_start(self) -> int:
        return self.endnotes_start + self.endnotes

    @property
    def header_boxes_start(self) -> int:
        return self.boxes_start + self.boxes


class WordFile:
    """A Word document as stored: its main stream and the parts of its table stream."""

    def __init__(self, data: bytes) -> None:
        """Raises UnsupportedFormat (other contents, versions before Word 97), EncryptedDocument or UnreadableDocument."""
        self._root = CompoundFile(data).root
        main = self._root.read("WordDocument")
        if main is None:
            raise UnsupportedFormat("文件里没有 Word 正文，不是 Word 文档：请核对文件，或用 Word/WPS 另存为 .docx 后再试")
        if len(main) < 32:
            raise damaged()
        mark, version = struct.unpack_from("<HH", main)
        (flags,) = struct.unpack_from("<H", main, 10)
        if mark in _OLDER or (mark == _WORD_97 and version < _FIRST_97):
            raise UnsupportedFormat(
                "这是 Word 95 或更早版本写的文档，不能直接读取：请用 Word/WPS 另存为 .docx，或安装 LibreOffice 后再试"
            )
        if mark != _WORD_97:
            raise damaged()
        if flags & _ENCRYPTED:
            raise EncryptedDocument("文档有打开密码，无法读取：请用密码打开，去掉密码另存后再试")
        if len(main) < _OFFSETS:
            raise damaged()
        self.main = main
        self._parts = _OFFSETS
        self._count = min(struct.unpack_from("<H", main, _OFFSETS - 2)[0], (len(main) - _OFFSETS) // 8)
        self.stories = Stories(*struct.unpack_from("<8i", main, 76))
        if self.stories.body <= 0 or min(struct.unpack_from("<8i", main, 76)) < 0:
            raise damaged()
        table = self._root.read("1Table" if flags & _TABLE_ONE else "0Table")
        if table is None:
            raise damaged()
        self._table = table
        self._data: bytes | None = None

    @property
    def data(self) -> bytes:
        """The stream of long properties and pictures; empty where there is none, or where it is damaged."""
        if self._data is None:
            self._data = self._root.read("Data") or b""
        return self._data

    def part(self, number: int) -> bytes:
        """A part of the table stream, empty where the document has none; cut off where the stream ends."""
        if number >= self._count:
            return b""
        start, length = struct.unpack_from("<II", self.main, self._parts + 8 * number)
        return self._table[start : start + length]

    def needed_part(self, number: int) -> bytes:
        """A part without which nothing can be read; raises UnreadableDocument where it is missing or cut off."""
        part = self.part(number)
        length = struct.unpack_from("<I", self.main, self._parts + 8 * number + 4)[0] if number < self._count else 0
        if not part or len(part) < length:
            raise damaged()
        return part

    def places(self, number: int, size: int) -> tuple[list[int], bytes]:
        """A list of places (PLC): character positions, one more than items, in order, and the items of `size` bytes each."""
        return places(self.part(number), size)


def places(part: bytes, size: int) -> tuple[list[int], bytes]:
    """What `WordFile.places` gives, of a part; the list ends where its positions stop rising."""
    count = (len(part) - 4) // (4 + size)
    if count <= 0:
        return [], b""
    positions = list(struct.unpack_from(f"<{count + 1}i", part))
    end = next((i for i in range(count) if positions[i + 1] < positions[i] or positions[i] < 0), count)
    start = 4 * (count + 1)
    return (positions[: end + 1], part[start : start + size * end]) if end else ([], b"")

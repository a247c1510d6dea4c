"""The text of a Word 97-2003 document, put together from its pieces ([MS-DOC] 2.4.1 and 2.8.35)."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass

from ._compound import damaged
from ._doc_file import PIECES, WordFile
from ._doc_sprms import short
from .encoding import common_share

FILLER = "\0"
"""Stands where a character takes two places, so that every place of the file is one of the text."""

_EIGHT_BIT = 0x40000000
_MOST_REPEATED = 4
"""Times that pieces may show the same bytes on average; copied text may share them, a bomb does it without end."""
_COMMON, _EXPECTED = 0.85, 0.9
_CHINESE = "gb18030"
_FEWEST = 3
"""Different characters below which eight-bit text is not taken for Chinese."""
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_WIDE = re.compile("[^\x00-\x7f]")
_CHINESE_WIDE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2000-\u2bff\u3200-\u33ff\u0391-\u03c9\u00a0-\u00ff]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character beyond the first plane, which is no text."""
_LATIN = bytes(range(256)).decode("cp1252", "replace").replace("\ufffd", FILLER)
"""Characters of the eight-bit pieces of a Word that is not Chinese."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that lies in one place of the file."""

    start: int
    end: int
    offset: int
    """Of its first byte in the main stream."""
    width: int
    """Bytes of a character: 1 or 2."""
    modifiers: bytes
    """Properties that hold for the whole of it."""

    @property
    def bytes_end(self) -> int:
        return self.offset + (self.end - self.start) * self.width


class Pieces:
    """All pieces with their text; positions count characters of all stories, as the file does."""

    def __init__(self, file: WordFile) -> None:
        """Raises UnreadableDocument where pieces are missing or lie outside the file."""
        self.pieces = _pieces(file)
        self.chinese = False
        """Whether eight-bit text is Chinese (GBK) rather than western."""
        self.text = self._decode(file.main)
        self._starts = [piece.start for piece in self.pieces]

    def at(self, position: int) -> Piece | None:
        """The piece that holds a position."""
        index = bisect_right(self._starts, position) - 1
        piece = self.pieces[index] if index >= 0 else None
        return piece if piece is not None and position < piece.end else None

    def _decode(self, main: bytes) -> str:
        contents = [main[piece.offset : piece.bytes_end] for piece in self.pieces]
        parts = [_unicode(content) if piece.width == 2 else "" for piece, content in zip(self.pieces, contents, strict=True)]
        if not any(map(_IDEOGRAPH.search, parts)):  # who writes Chinese in Unicode knows how to write the rest
            self.chinese = _is_chinese([content for piece, content in zip(self.pieces, contents, strict=True) if piece.width == 1])
        for index, piece in enumerate(self.pieces):
            if piece.width == 1:
                content = contents[index]
                parts[index] = _gbk(content) if self.chinese else content.decode("latin-1").translate(_LATIN)
        return "".join(parts)


def _pieces(file: WordFile) -> list[Piece]:
    modifiers, table = _split(file.needed_part(PIECES))
    count = (len(table) - 4) // 12
    if count <= 0:
        raise damaged()
    positions = struct.unpack_from(f"<{count + 1}i", table)
    pieces: list[Piece] = []
    total, size = file.stories.total, 0
    for index in range(count):
        start, end = positions[index], min(positions[index + 1], total + 1)
        if start != (pieces[-1].end if pieces else 0) or end < start:
            raise damaged()
        if end == start:
            continue
        place, prm = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * index + 2)
        width = 1 if place & _EIGHT_BIT else 2
        offset = (place & ~_EIGHT_BIT & 0x7FFFFFFF) // 2 if width == 1 else place & 0x7FFFFFFF
        piece = Piece(start, end, offset, width, _modifiers(prm, modifiers))
        if piece.bytes_end > len(file.main):
            if end <= total or piece.bytes_end - width > len(file.main):
                raise damaged()
            piece = Piece(start, end - 1, offset, width, piece.modifiers)  # the mark after the last story may be missing
        size += piece.bytes_end - piece.offset
        if size > _MOST_REPEATED * len(file.main):
            raise damaged()
        pieces.append(piece)
        if end > total:
            break
    if not pieces or pieces[-1].end < total:
        raise damaged()
    return pieces


def _split(part: bytes) -> tuple[list[bytes], bytes]:
    """The modifiers that pieces refer to, and the table of pieces."""
    modifiers: list[bytes] = []
    position = 0
    while position + 3 <= len(part) and part[position] == 1:
        (size,) = struct.unpack_from("<H", part, position + 1)
        modifiers.append(part[position + 3 : position + 3 + size])
        position += 3 + size
    if position + 5 > len(part) or part[position] != 2:
        raise damaged()
    (size,) = struct.unpack_from("<I", part, position + 1)
    table = part[position + 5 : position + 5 + size]
    if len(table) < size:
        raise damaged()
    return modifiers, table


def _modifiers(prm: int, listed: list[bytes]) -> bytes:
    if prm & 1:
        return listed[prm >> 1] if prm >> 1 < len(listed) else b""
    return short(prm >> 1 & 0x7F, prm >> 8)


def _unicode(content: bytes) -> str:
    text = _HALF.sub("\ufffd", content.decode("utf-16-le", "surrogatepass"))
    if len(text) * 2 < len(content):  # characters beyond the first plane
        text = "".join(character + FILLER if character > "\uffff" else character for character in text)
    return text


def _gbk(content: bytes) -> str:
    parts: list[str] = []
    for character in content.decode(_CHINESE, "replace"):
        size = 1 if character == "\ufffd" else len(character.encode(_CHINESE))
        parts.append(character + FILLER * (size - 1))
    text = "".join(parts)
    return text if len(text) == len(content) else content.decode("latin-1").translate(_LATIN)


def _is_chinese(contents: list[bytes]) -> bool:
    """Whether eight-bit text is GBK, which Word itself never writes: old Chinese programs, and converters of theirs, do.

    Western characters read as GBK give rare ideographs or nothing at all, Chinese text gives common ones.
    """
    found: list[str] = []
    for content in contents:
        if content.isascii():
            continue
        try:
            found.extend(_WIDE.findall(content.decode(_CHINESE)))
        except UnicodeDecodeError:
            return False
    expected = sum(map(bool, map(_CHINESE_WIDE.match, found)))
    return len(set(found)) >= _FEWEST and expected >= _EXPECTED * len(found) and common_share("".join(found)) >= _COMMON

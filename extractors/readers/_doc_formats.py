"""Properties of paragraphs and characters of a Word 97-2003 document, as far as they decide what is printed where.

They are stored in pages of 512 bytes by the place of the text in the file ([MS-DOC] 2.4.6); what pieces add to them counts last.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...schemas.errors import LimitExceeded
from . import _doc_sprms as sprm
from ._doc_file import CHARACTER_PAGES, PARAGRAPH_PAGES, WordFile
from ._doc_pieces import Piece, Pieces
from ._doc_rows import RowShape, row_shape

_PAGE = 512
_NO_STYLE = 0xFFF
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81
_BUDGET = 1 << 20
"""Bytes of properties that may be read beyond twice the size of the file: long ones can be referred to any number of times."""
_TABLE_GROUP = 5


@dataclass(slots=True)
class ParagraphFormat:
    """What is said of a paragraph."""

    style: int
    level: int | None = None
    """Outline level as stored: 0 topmost, 9 body text; None where only the style says."""
    depth: int = 0
    """Tables it stands in, one inside another."""
    row_end: bool = False
    """Whether it is the mark after the last cell of a row."""
    inner_cell: bool = False
    """Whether its mark ends a cell of a table within a table."""
    row: RowShape = field(default_factory=RowShape)
    """What the mark after the last cell of a row says of its cells."""


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """What is said of a run of characters and differs from plain text."""

    deleted: bool = False
    inserted: bool = False
    hidden: int | None = None
    """0, 1, 0x80 (as the style says), 0x81 (the opposite of it); None where it is not said."""
    style: int | None = None
    raised: bool = False
    symbol: tuple[int, int] | None = None
    """Font number and code of a character that stands for itself only in that font."""
    data: bool = False
    """Whether a picture character holds data of a field instead."""
    special: bool = False
    picture: int | None = None
    """Where in the data stream the picture, or the data, of a picture character stands."""


PLAIN = CharacterFormat()
_UNKNOWN = ParagraphFormat(_NO_STYLE)


class Formats:
    """Looks properties up by position in the text."""

    def __init__(self, file: WordFile, pieces: Pieces) -> None:
        self._file = file
        self._pieces = pieces
        self._paragraphs = _Runs(file, PARAGRAPH_PAGES, _paragraph_entry)
        self._paragraph_formats: dict[tuple[bytes, bytes], ParagraphFormat] = {}
        self._fonts: dict[bytes, list[int]] = {}
        self._character_formats: dict[tuple[bytes, bytes], CharacterFormat] = {}
        self._budget = 2 * (len(file.main) + len(file.data)) + _BUDGET
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.formats: list[CharacterFormat] = []
        """Runs that are no plain text, in order of position; they do not overlap."""
        self._characters = _Runs(file, CHARACTER_PAGES, _character_entry)
        self._mark(self._characters)

    def paragraph(self, mark: int) -> ParagraphFormat:
        """The properties of the paragraph whose mark stands at a position."""
        piece = self._pieces.at(mark)
        if piece is None:
            return _UNKNOWN
        entry = self._paragraphs.at(piece.offset + (mark - piece.start) * piece.width)
        key = entry, piece.modifiers
        found = self._paragraph_formats.get(key)
        if found is None:
            found = self._paragraph_formats[key] = self._paragraph_format(entry, piece.modifiers)
        return found

    def ends_paragraph(self, position: int) -> bool:
        """Whether the properties of a paragraph end behind a position."""
        piece = self._pieces.at(position)
        return piece is not None and self._paragraphs.ends_at(piece.offset + (position + 1 - piece.start) * piece.width)

    def runs(self, start: int, end: int) -> list[tuple[int, int, CharacterFormat]]:
        """The runs between two positions that are no plain text, clipped to them."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return [(max(start, self.starts[index]), min(end, self.ends[index]), self.formats[index]) for index in range(first, last)]

    def at(self, position: int) -> CharacterFormat:
        """The properties of one character."""
        index = bisect_right(self.starts, position) - 1
        return self.formats[index] if index >= 0 and position < self.ends[index] else PLAIN

    def fonts(self, position: int) -> list[int]:
        """The numbers of the fonts that are stated for one character."""
        piece = self._pieces.at(position)
        if piece is None:
            return []
        entry = self._characters.at(piece.offset + (position - piece.start) * piece.width)
        if entry not in self._fonts:
            self._fonts[entry] = [int.from_bytes(operand, "little") for code, operand in sprm.sprms(entry) if code in sprm.FONTS]
        return self._fonts[entry]

    @property
    def revised(self) -> bool:
        """Whether anything is marked as inserted or deleted."""
        return any(format.deleted or format.inserted for format in self._character_formats.values())

    def _mark(self, runs: _Runs) -> None:
        for piece in self._pieces.pieces:
            for start, end, format in self._of_piece(piece, runs):
                if format is PLAIN:
                    continue
                if self.ends and self.ends[-1] == start and self.formats[-1] == format:
                    self.ends[-1] = end
                else:
                    self.starts.append(start)
                    self.ends.append(end)
                    self.formats.append(format)

    def _of_piece(self, piece: Piece, runs: _Runs) -> Iterator[tuple[int, int, CharacterFormat]]:
        reached = piece.start
        for first, last, entry in runs.between(piece.offset, piece.bytes_end):
            start = max(reached, piece.start + (first - piece.offset) // piece.width)
            end = min(piece.end, piece.start + (last - piece.offset) // piece.width)
            if end <= start:
                continue
            if start > reached and piece.modifiers:
                yield reached, start, self._character_format(b"", piece.modifiers)
            yield start, end, self._character_format(entry, piece.modifiers)
            reached = end
        if reached < piece.end and piece.modifiers:
            yield reached, piece.end, self._character_format(b"", piece.modifiers)

    def _character_format(self, entry: bytes, modifiers: bytes) -> CharacterFormat:
        key = entry, modifiers
        found = self._character_formats.get(key)
        if found is None:
            self._spend(len(entry) + len(modifiers))
            found = self._character_formats[key] = _character_format(entry + modifiers)
        return found

    def _paragraph_format(self, entry: bytes, modifiers: bytes) -> ParagraphFormat:
        style = int.from_bytes(entry[:2], "little") if len(entry) >= 2 else 0
        format = ParagraphFormat(style)
        state = _Depth()
        row: list[tuple[int, bytes]] = []
        for part in (entry[2:], modifiers):
            self._take(format, state, row, part, elsewhere=True)
        if row:
            format.row = row_shape(row)
        format.depth = max(state.stated + state.change, int(state.in_table), 0)
        format.row_end = (state.row_end and format.depth == 1) or (state.inner_row_end and format.depth > 1)
        return format

    def _take(
        self, format: ParagraphFormat, state: _Depth, row: list[tuple[int, bytes]], modifiers: bytes, *, elsewhere: bool
    ) -> None:
        self._spend(len(modifiers))
        for code, operand in sprm.sprms(modifiers):
            if code == sprm.STYLE:
                format.style = int.from_bytes(operand, "little")
            elif code == sprm.LEVEL:
                format.level = operand[0]
            elif code == sprm.IN_TABLE:
                state.in_table = operand[0] == 1
            elif code == sprm.ROW_END:
                state.row_end = operand[0] == 1
            elif code == sprm.DEPTH:
                state.stated = int.from_bytes(operand, "little", signed=True)
            elif code == sprm.DEPTH_CHANGE:
                state.change += int.from_bytes(operand, "little", signed=True)
            elif code == sprm.INNER_CELL:
                format.inner_cell = operand[0] == 1
            elif code == sprm.INNER_ROW_END:
                state.inner_row_end = operand[0] == 1
            elif code in (sprm.LONG, sprm.LONG_OLD, sprm.ROW_ELSEWHERE):
                if elsewhere:
                    self._take(format, state, row, self._elsewhere(int.from_bytes(operand, "little")), elsewhere=False)
            elif code >> 10 & 7 == _TABLE_GROUP:
                row.append((code, operand))

    def _elsewhere(self, offset: int) -> bytes:
        data = self._file.data
        size = int.from_bytes(data[offset : offset + 2], "little")
        return data[offset + 2 : offset + 2 + size]

    def _spend(self, size: int) -> None:
        self._budget -= size
        if self._budget < 0:
            raise LimitExceeded("文档的格式信息异常多，已停止读取：请用 Word/WPS 打开后另存为 .docx 再试")


@dataclass(slots=True)
class _Depth:
    in_table: bool = False
    stated: int = 0
    change: int = 0
    row_end: bool = False
    inner_row_end: bool = False


class _Runs:
    """The entries of all pages of one kind, by the place in the file of the text they hold for."""

    def __init__(self, file: WordFile, number: int, entry: Callable[[bytes, int, int], bytes]) -> None:
        found: list[tuple[int, int, bytes]] = []
        part = file.part(number)
        count = max(0, (len(part) - 4) // 8)
        pages = dict.fromkeys(struct.unpack_from(f"<{count}I", part, 4 * (count + 1)) if count else ())
        for page_number in pages:
            start = (page_number & 0x3FFFFF) * _PAGE
            page = file.main[start : start + _PAGE]
            if len(page) < _PAGE:
                continue
            runs = page[_PAGE - 1]
            if 4 * (runs + 1) > _PAGE - 1:
                continue
            places = struct.unpack_from(f"<{runs + 1}I", page)
            for index in range(runs):
                if places[index] < places[index + 1]:
                    found.append((places[index], places[index + 1], entry(page, runs, index)))
        found.sort(key=lambda run: run[:2])
        self._found = found
        self._starts = [run[0] for run in found]
        self._ends = [run[1] for run in found]
        if any(self._ends[index] > self._starts[index + 1] for index in range(len(found) - 1)):
            self._ends = _clipped(self._starts, self._ends)

    def at(self, place: int) -> bytes:
        index = bisect_right(self._starts, place) - 1
        return self._found[index][2] if index >= 0 and place < self._ends[index] else b""

    def ends_at(self, place: int) -> bool:
        index = bisect_left(self._ends, place)
        return index < len(self._ends) and self._ends[index] == place

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """The runs that overlap a stretch of the file, clipped to it."""
        for index in range(bisect_right(self._ends, start), len(self._starts)):
            if self._starts[index] >= end:
                return
            yield max(start, self._starts[index]), min(end, self._ends[index]), self._found[index][2]


def _clipped(starts: list[int], ends: list[int]) -> list[int]:
    """Ends that do not reach over the next start, so that both lists rise."""
    return [min(end, start) for end, start in zip(ends, [*starts[1:], ends[-1]], strict=True)]


def _paragraph_entry(page: bytes, runs: int, index: int) -> bytes:
    """Style and modifiers of a paragraph; the size is stated in words, in one of two ways."""
    place = 4 * (runs + 1) + 13 * index
    start = 2 * page[place] if place < _PAGE - 1 else 0
    if not start or start + 1 >= _PAGE:
        return b""
    size = 2 * page[start] - 1
    if size < 0:
        start += 1
        size = 2 * page[start]
    return page[start + 1 : min(start + 1 + size, _PAGE - 1)]


def _character_entry(page: bytes, runs: int, index: int) -> bytes:
    place = 4 * (runs + 1) + index
    start = 2 * page[place] if place < _PAGE - 1 else 0
    return page[start + 1 : min(start + 1 + page[start], _PAGE - 1)] if start else b""


def _character_format(modifiers: bytes) -> CharacterFormat:
    deleted = inserted = raised = data = special = False
    hidden: int | None = None
    style: int | None = None
    symbol: tuple[int, int] | None = None
    picture: int | None = None
    for code, operand in sprm.sprms(modifiers):
        if code == sprm.DELETED:
            deleted = operand[0] in (1, _NOT_AS_STYLE)
        elif code == sprm.INSERTED:
            inserted = operand[0] in (1, _NOT_AS_STYLE)
        elif code == sprm.HIDDEN:
            hidden = operand[0] if operand[0] in (0, 1, _AS_STYLE, _NOT_AS_STYLE) else None
        elif code == sprm.CHARACTER_STYLE:
            style = int.from_bytes(operand, "little")
        elif code == sprm.RAISED:
            raised = operand[0] == 1
        elif code == sprm.SYMBOL:
            symbol = int.from_bytes(operand[:2], "little"), int.from_bytes(operand[2:], "little")
        elif code == sprm.DATA:
            data = operand[0] == 1
        elif code == sprm.SPECIAL:
            special = operand[0] == 1
        elif code == sprm.PICTURE:
            picture = int.from_bytes(operand, "little", signed=True)
        elif code == sprm.PLAIN:
            hidden, raised = None, False
    format = CharacterFormat(deleted, inserted, hidden, style, raised, symbol, data, special, picture)
    return PLAIN if format == PLAIN else format

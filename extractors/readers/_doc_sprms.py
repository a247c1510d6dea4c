"""Property modifiers ("sprms") of Word 97-2003 documents: a code of two bytes and an operand, one after another."""

from __future__ import annotations

from collections.abc import Iterator

# of characters
DELETED, INSERTED, DATA = 0x0800, 0x0801, 0x0806
HIDDEN, SPECIAL, SYMBOL, CHARACTER_STYLE, RAISED, PLAIN, PICTURE = 0x083C, 0x0855, 0x6A09, 0x4A30, 0x2A48, 0x2A33, 0x6A03
FONTS = (0x4A4F, 0x4A51, 0x4A50)
"""Fonts of a run: for western, other and Chinese characters."""
# of paragraphs
STYLE, LEVEL, IN_TABLE, ROW_END, DEPTH, DEPTH_CHANGE, INNER_CELL, INNER_ROW_END = (
    0x4600, 0x2640, 0x2416, 0x2417, 0x6649, 0x664A, 0x244B, 0x244C,
)  # fmt: skip
LONG, LONG_OLD, ROW_ELSEWHERE = 0x6646, 0x6645, 0x646B
"""Properties that stand in the data stream, at the offset in the operand."""
# of table rows
DEFINITION, DEFINITION_OLD = 0xD608, 0xD606
ROW_LEFT, ROW_GAP, INSERT, DELETE, WIDTH, MERGE, SPLIT, VERTICAL = (
    0x9601, 0x9602, 0x7621, 0x5622, 0x7623, 0x5624, 0x5625, 0xD62B,
)  # fmt: skip
TABLE_ANCHOR, TABLE_X, TABLE_Y = 0x360D, 0x940E, 0x940F

_TABS = 0xC615
_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)
_SHORT = {
    0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x42: INSERTED, 0x47: DATA, 0x53: PLAIN, 0x5C: HIDDEN,
    0x68: RAISED, 0x75: SPECIAL, 0x78: LEVEL,
}  # fmt: skip
"""Codes of the modifiers that a piece of text states in one byte, as far as they matter here."""


def sprms(modifiers: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and operand of every modifier; ends at one that is cut off."""
    position, end = 0, len(modifiers)
    while position + 2 < end:
        code = modifiers[position] | modifiers[position + 1] << 8
        position += 2
        size = _SIZES[code >> 13]
        if size < 0:
            if code in (DEFINITION, DEFINITION_OLD):
                if position + 2 > end:
                    return
                size = (modifiers[position] | modifiers[position + 1] << 8) - 1
                position += 2
            else:
                size = modifiers[position]
                position += 1
                if size == 255 and code == _TABS:
                    size = _tabs_size(modifiers, position)
        if size < 0 or position + size > end:
            return
        yield code, modifiers[position : position + size]
        position += size


def short(code: int, value: int) -> bytes:
    """The modifier that a piece of text states by a code of seven bits, as `sprms` reads it; empty for what does not matter."""
    sprm = _SHORT.get(code)
    return b"" if sprm is None else bytes((sprm & 0xFF, sprm >> 8, value))


def _tabs_size(modifiers: bytes, position: int) -> int:
    """Size of the one operand that may be longer than its byte of length can say."""
    deleted = modifiers[position] if position < len(modifiers) else 0
    place = position + 1 + 4 * deleted
    added = modifiers[place] if place < len(modifiers) else 0
    return 2 + 4 * deleted + 3 * added

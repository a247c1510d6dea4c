"""Form fields of Word 97-2003 documents: boxes to tick and lists to choose from, whose state stands in the data stream
([MS-DOC] 2.9.78 and 2.9.157).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 10
"""Bytes before the name of a field."""
_TICK_BOX, _CHOICE = 1, 2
_UNSET = 25
"""Result that stands for the default."""
_TEXTS_BEHIND = 5
"""Format, help, status line and two macros stand between the default and the list."""


def form_field(data: bytes, place: int) -> str:
    """What a form field shows without a result of its own: ``☑`` or ``☐``, or what is chosen of a list; empty for any other."""
    if place < 0 or place + 6 > len(data):
        return ""
    size, header = struct.unpack_from("<IH", data, place)
    content = data[place + header : place + size]
    if len(content) < _HEADER:
        return ""
    state = int.from_bytes(content[4:6], "little")
    kind, result = state & 3, state >> 2 & 31
    if kind not in (_TICK_BOX, _CHOICE):
        return ""
    position = _behind(content, _HEADER)
    default = int.from_bytes(content[position : position + 2], "little")
    chosen = default if result == _UNSET else result
    if kind == _TICK_BOX:
        return "☑" if chosen else "☐"
    position += 2
    for _ in range(_TEXTS_BEHIND):
        position = _behind(content, position)
    return next((entry for index, entry in enumerate(_entries(content, position)) if index == chosen), "")


def _behind(content: bytes, position: int) -> int:
    """Where the text that starts at a position, with its length before and a zero behind it, is over."""
    return position + 4 + 2 * int.from_bytes(content[position : position + 2], "little")


def _entries(content: bytes, position: int) -> Iterator[str]:
    if position + 6 > len(content):
        return
    _, count, extra = struct.unpack_from("<HHH", content, position)
    position += 6
    for _ in range(count):
        if position + 2 > len(content):
            return
        size = 2 * int.from_bytes(content[position : position + 2], "little")
        yield content[position + 2 : position + 2 + size].decode("utf-16-le", "replace")
        position += 2 + size + extra

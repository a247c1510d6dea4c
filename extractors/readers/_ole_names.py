"""What lies at the top of a compound file, told without reading more than its directory.

A workbook may lie inside a Word document and a Word document inside a workbook: only the names at the top say what the file is.
"""

from __future__ import annotations

import struct

_ENTRY = 128
_MOST_SECTORS = 20_000
"""Sectors of a directory that are followed."""
_LAST_SECTOR = 0xFFFFFFF9
_IN_HEADER = 109
"""Sectors of the allocation table that the header lists; the directory of a larger file nearly always stands within their reach too."""


def top_names(data: bytes) -> frozenset[str]:
    """Names of the streams and storages of the root; empty where the directory cannot be followed."""
    if len(data) < 512 or data[30:32] not in (b"\x09\0", b"\x0c\0"):
        return frozenset()
    size = 1 << data[30]
    tables = struct.unpack_from(f"<{_IN_HEADER}I", data, 76)
    directory = bytearray()
    (sector,) = struct.unpack_from("<I", data, 48)
    for _ in range(_MOST_SECTORS):
        if sector > _LAST_SECTOR:
            break
        directory += data[(sector + 1) * size : (sector + 2) * size]
        table, place = divmod(sector, size // 4)
        if table >= _IN_HEADER or tables[table] > _LAST_SECTOR:
            return frozenset()
        start = (tables[table] + 1) * size + 4 * place
        if start + 4 > len(data) or len(directory) > len(data):
            return frozenset()
        (sector,) = struct.unpack_from("<I", data, start)
    return _names(bytes(directory))


def _names(directory: bytes) -> frozenset[str]:
    """The names in the tree below the first entry, which is the root."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [struct.unpack_from("<I", directory, 76)[0]] if len(directory) >= _ENTRY else []
    while waiting:
        number = waiting.pop()
        start = number * _ENTRY
        if number in seen or start + _ENTRY > len(directory):
            continue
        seen.add(number)
        length, _, _, left, right = struct.unpack_from("<HBBII", directory, start + 64)
        names.add(directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
        waiting += left, right
    return frozenset(names)

"""Writes compound files, so that a document that lies in a folder of another one can be handed on as a file of its own.

[MS-CFB] version 3: sectors of 512 bytes, streams below 4,096 bytes in sectors of 64. The tree of a folder is balanced but not
coloured: readers do not look at the colours.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ..readers._compound import SIGNATURE, Tree

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_IN_HEADER, _PER_SECTOR = 109, _SECTOR // 4


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with these streams and storages."""
    return _Writer().write(tree)


class _Writer:
    def __init__(self) -> None:
        self._sectors: list[bytes] = []
        """Runs of whole sectors."""
        self._fat: list[int] = []
        self._mini: list[bytes] = []
        self._mini_fat: list[int] = []
        self._names: list[bytes] = []
        self._entries: list[list[int]] = []
        """Kind, left, right, child, first sector and size by entry."""

    def write(self, tree: Tree) -> bytes:
        root = self._add("Root Entry", 5, _END, 0)
        root[3] = self._folder(tree)
        small = b"".join(self._mini)
        if small:
            root[4:] = [self._store(small), len(small)]
        first_mini = self._store(_words(self._mini_fat)) if self._mini_fat else _END
        mini_count = _count(len(self._mini_fat) * 4, _SECTOR)
        while len(self._entries) % 4:
            self._add("", 0, 0, 0)
        directory = self._store(b"".join(_entry(name, *entry) for name, entry in zip(self._names, self._entries, strict=True)))
        # the table lists its own sectors and those that list them
        used = len(self._fat)
        tables = more = 0
        while (needed := _count(used + tables + more, _PER_SECTOR)) > tables:
            tables, more = needed, _count(max(0, needed - _IN_HEADER), _PER_SECTOR - 1)
        places = list(range(used, used + tables))
        table = _padded([*self._fat, *[_FAT] * tables, *[_DIFAT] * more], tables * _PER_SECTOR)
        rest = places[_IN_HEADER:]
        lists = b""
        for number in range(more):
            part = rest[number * (_PER_SECTOR - 1) : (number + 1) * (_PER_SECTOR - 1)]
            following = used + tables + number + 1 if number + 1 < more else _END
            lists += _words([*_padded(part, _PER_SECTOR - 1), following])
        header = (
            SIGNATURE
            + bytes(16)
            + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
            + struct.pack("<9I", 0, tables, directory, 0, _CUTOFF, first_mini, mini_count, used + tables if more else _END, more)
            + _words(_padded(places[:_IN_HEADER], _IN_HEADER))
        )
        return b"".join([header, *self._sectors, _words(table), lists])

    def _folder(self, tree: Tree) -> int:
        """Add what a folder holds; returns the entry at the top of its tree."""
        ids: list[int] = []
        for name in sorted(tree, key=lambda name: (len(_name(name)), name.upper())):
            content = tree[name]
            ids.append(len(self._entries))
            if isinstance(content, bytes):
                self._add(name, 2, self._stream(content), len(content))
            else:
                entry = self._add(name, 1, 0, 0)
                entry[3] = self._folder(content)
        return self._balanced(ids)

    def _add(self, name: str, kind: int, first: int, size: int) -> list[int]:
        entry = [kind, _FREE, _FREE, _FREE, first, size]
        self._names.append(_name(name))
        self._entries.append(entry)
        return entry

    def _balanced(self, ids: Sequence[int]) -> int:
        if not ids:
            return _FREE
        middle = len(ids) // 2
        self._entries[ids[middle]][1:3] = [self._balanced(ids[:middle]), self._balanced(ids[middle + 1 :])]
        return ids[middle]

    def _stream(self, content: bytes) -> int:
        if not content:
            return _END
        if len(content) >= _CUTOFF:
            return self._store(content)
        first, count = len(self._mini_fat), _count(len(content), _MINI)
        self._mini.append(content.ljust(count * _MINI, b"\0"))
        self._mini_fat.extend([*range(first + 1, first + count), _END])
        return first

    def _store(self, content: bytes) -> int:
        first, count = len(self._fat), _count(len(content), _SECTOR)
        self._sectors.append(content.ljust(count * _SECTOR, b"\0"))
        self._fat.extend([*range(first + 1, first + count), _END])
        return first


def _count(size: int, unit: int) -> int:
    return -(-size // unit)


def _name(name: str) -> bytes:
    return name[:31].encode("utf-16-le", "replace")[:62]


def _words(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _padded(numbers: Sequence[int], length: int) -> list[int]:
    return [*numbers, *[_FREE] * (length - len(numbers))]


def _entry(name: bytes, kind: int, left: int, right: int, child: int, first: int, size: int) -> bytes:
    length = len(name) + 2 if kind else 0
    return struct.pack("<64sHBB3I16xI16xIII", name, length, kind, 1, left, right, child, 0, first, size, 0)

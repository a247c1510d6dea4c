"""What the headers of a RAR archive tell without unpacking: whether it is a volume, is encrypted, and the checksums of its files.

bsdtar does not compare the checksums of files that are stored as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .model import MAX_MEMBERS

_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_ARCHIVE4, _FILE4 = 0x73, 0x74
_BLOCK4 = struct.Struct("<HBHH")
_FILE4_FIELDS = struct.Struct("<2IBI")
_ARCHIVE5, _FILE5, _ENCRYPTION5 = 1, 2, 4
_LARGEST_HEADER = 1 << 21
_MAX_BLOCKS = 5 * MAX_MEMBERS


@dataclass(frozen=True, slots=True)
class RarDirectory:
    """What is stated about an archive."""

    volume: bool = False
    """Whether this is one of several files that make up the archive."""
    encrypted: bool = False
    """Whether even the names of the files are encrypted."""
    checksums: frozenset[tuple[int, int]] = frozenset()
    """Size and CRC-32 of each file."""
    all_checked: bool = False
    """Whether every file has a CRC-32."""


def rar_directory(data: bytes) -> RarDirectory:
    """The directory of an archive, as far as its headers go."""
    directory = RarDirectory()
    found: list[tuple[int, int | None]] = []
    try:
        if data.startswith(_RAR4):
            directory = _volume4(data)
            found.extend(_files4(data))
        elif data.startswith(_RAR5):
            directory = _volume5(data)
            found.extend(_files5(data))
    except (struct.error, IndexError):
        pass  # cut off; bsdtar will stop there too
    checksums = frozenset((size, crc) for size, crc in found if crc is not None)
    return RarDirectory(directory.volume, directory.encrypted, checksums, bool(found) and all(crc is not None for _, crc in found))


def _volume4(data: bytes) -> RarDirectory:
    _, kind, flags, _ = _BLOCK4.unpack_from(data, len(_RAR4))
    return RarDirectory(kind == _ARCHIVE4 and bool(flags & 0x0001), kind == _ARCHIVE4 and bool(flags & 0x0080))


def _files4(data: bytes) -> Iterator[tuple[int, int]]:
    position = len(_RAR4)
    for _ in range(_MAX_BLOCKS):
        if position >= len(data):
            return
        _, kind, flags, size = _BLOCK4.unpack_from(data, position)
        if size < _BLOCK4.size:
            return
        start = position + _BLOCK4.size
        following = struct.unpack_from("<I", data, start)[0] if flags & 0x8000 or kind == _FILE4 else 0
        if kind == _FILE4:
            packed, unpacked, _, crc = _FILE4_FIELDS.unpack_from(data, start)
            if flags & 0x0100:
                high_packed, high_unpacked = struct.unpack_from("<2I", data, start + 25)
                following, unpacked = packed + (high_packed << 32), unpacked + (high_unpacked << 32)
            if flags & 0x00E0 != 0x00E0:  # no folder
                yield unpacked, crc
        position += size + following


def _volume5(data: bytes) -> RarDirectory:
    _, start = _number(data, len(_RAR5) + 4)
    kind, position = _number(data, start)
    if kind != _ARCHIVE5:
        return RarDirectory(encrypted=kind == _ENCRYPTION5)
    flags, position = _number(data, position)
    if flags & 0x0001:
        _, position = _number(data, position)
    return RarDirectory(volume=bool(_number(data, position)[0] & 0x0001))


def _files5(data: bytes) -> Iterator[tuple[int, int | None]]:
    position = len(_RAR5)
    for _ in range(_MAX_BLOCKS):
        if position >= len(data):
            return
        size, start = _number(data, position + 4)
        if not 0 < size <= _LARGEST_HEADER:
            return
        kind, position = _number(data, start)
        flags, position = _number(data, position)
        following = 0
        if flags & 0x0001:
            _, position = _number(data, position)
        if flags & 0x0002:
            following, position = _number(data, position)
        if kind == _FILE5:
            properties, position = _number(data, position)
            unpacked, position = _number(data, position)
            _, position = _number(data, position)
            if properties & 0x0002:
                position += 4
            if not properties & 0x0001:  # no folder
                yield unpacked, struct.unpack_from("<I", data, position)[0] if properties & 0x0004 else None
        position = start + size + following


def _number(data: bytes, position: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise IndexError("no number")

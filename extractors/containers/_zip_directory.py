"""What lies in a ZIP archive and where: its directory at the end, or where that is lost, the headers in front of the members.

The zipfile module gives up an archive for one odd entry (a name that is not the UTF-8 it claims to be, a version it does not know)
and takes any number of entries into memory.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ...schemas.errors import LimitExceeded, UnreadableDocument
from .model import MAX_MEMBERS
from .names import decoded

LOCAL, CENTRAL, END, DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3I5H2I")
_END_RECORD = struct.Struct("<4s4H2IH")
_END64, _LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
_END64_RECORD = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_RECORD = struct.Struct("<4sIQI")
_ENCRYPTED, _SIZES_BEHIND, _MASKED = 1, 8, 1 << 13
_WIDE = 0xFFFFFFFF
_MAX_ENTRIES = 2 * MAX_MEMBERS
"""Entries of one archive, folders counted."""
_UNIX_MAKERS = (3, 19)
_FILE_TYPES, _REGULAR = 0o170000, 0o100000
_SYSTEM_FOLDER = 0x10
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
VOLUME = "这是分卷压缩包的一卷，不能单独读取：请备齐各卷，用解压软件解压后再读取其中的文件"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member by what the archive says about it; nothing of it was looked at yet."""

    name: str
    """Decoded, with `/`; otherwise as stored."""
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    """Of its header, from the start of the data."""
    attributes: int = 0
    maker: int = 0

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & (_ENCRYPTED | _MASKED))

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/") or (self.size == 0 and bool(self.attributes & _SYSTEM_FOLDER))

    @property
    def is_special(self) -> bool:
        """A link, a device, or something else that is no file."""
        kind = (self.attributes >> 16) & _FILE_TYPES
        return self.maker in _UNIX_MAKERS and kind not in (0, _REGULAR)


def entries(data: bytes) -> list[Entry] | None:
    """The members in the order of the directory, None where there is no whole directory.

    Raises UnreadableDocument for a volume of a larger archive, LimitExceeded for too many members and for members that share bytes.
    """
    end = data.rfind(END)
    if end < 0 or end + _END_RECORD.size > len(data):
        if data.startswith(DESCRIPTOR):
            raise UnreadableDocument(VOLUME)
        return None
    _, disk, _, _, count, size, offset, _ = _END_RECORD.unpack_from(data, end)
    if _WIDE in (size, offset) or 0xFFFF in (disk, count):
        end, disk, size, offset = _wide_end(data, end) or (end, disk, size, offset)
    if disk not in (0, 0xFFFF):
        raise UnreadableDocument(VOLUME)
    start = end - size
    if start < 0 or (size and data[start : start + 4] != CENTRAL):
        start = offset
        if data[start : start + 4] != CENTRAL:
            return None
    # what stands in front of an archive is not counted in its offsets
    shift = max(start - offset, 0)
    if shift and data.startswith(LOCAL):
        return None  # the directory is that of an archive inside, its own is cut off
    found = _central_entries(data, start, end, shift)
    if found is not None:
        _refuse_overlaps(found)
    return found


def scattered_entries(data: bytes) -> Iterator[Entry]:
    """The members as their own headers tell, for an archive without a directory; the last one may be cut off."""
    position = data.find(LOCAL)
    while position >= 0 and position + LOCAL_HEADER.size <= len(data):
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL_HEADER.unpack_from(data, position)
        name_end = position + LOCAL_HEADER.size + name_size
        name, extra = data[name_end - name_size : name_end], data[name_end : name_end + extra_size]
        start = name_end + extra_size
        entry = Entry(_name(name, extra), flags, method, crc, packed, size, position)
        entry = _with_wide_sizes(entry, extra)
        if flags & _SIZES_BEHIND and not entry.packed:
            entry = _with_sizes_behind(data, entry, start)
        yield entry
        position = data.find(LOCAL, start + entry.packed)


def _central_entries(data: bytes, start: int, end: int, shift: int) -> list[Entry] | None:
    found: list[Entry] = []
    position = start
    while position + _CENTRAL_HEADER.size <= end:
        fields = _CENTRAL_HEADER.unpack_from(data, position)
        if fields[0] != CENTRAL:
            return None
        if len(found) == _MAX_ENTRIES:
            raise LimitExceeded(f"压缩包里超过 {_MAX_ENTRIES} 个条目，没有读取：请拆分后再试")
        _, made, _, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size, _, _, attributes, offset = fields
        name_end = position + _CENTRAL_HEADER.size + name_size
        name, extra = data[name_end - name_size : name_end], data[name_end : name_end + extra_size]
        entry = Entry(_name(name, extra), flags, method, crc, packed, size, offset, attributes, made >> 8)
        entry = _with_wide_sizes(entry, extra)
        found.append(replace(entry, offset=entry.offset + shift))
        position = name_end + extra_size + comment_size
    return found


def _wide_end(data: bytes, end: int) -> tuple[int, int, int, int] | None:
    """End of the directory, number of the volume, size and offset of the directory, from the ZIP64 records in front of the end."""
    locator = end - _LOCATOR_RECORD.size
    if locator < 0 or data[locator : locator + 4] != _LOCATOR:
        return None
    _, disk, position, _ = _LOCATOR_RECORD.unpack_from(data, locator)
    if data[position : position + 4] != _END64:
        position = data.rfind(_END64, 0, locator)
    if position < 0 or position + _END64_RECORD.size > len(data):
        return None
    *_, size, offset = _END64_RECORD.unpack_from(data, position)
    return position, disk, size, offset


def _refuse_overlaps(found: list[Entry]) -> None:
    """Members that share bytes let a small archive unpack to any size; no honest writer makes them."""
    spans = sorted((entry.offset, entry.offset + LOCAL_HEADER.size + entry.packed) for entry in found)
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        raise LimitExceeded("压缩包里的文件互相重叠，疑似压缩炸弹，没有读取：请确认来源可靠，解压后再读取其中的文件")


def _with_wide_sizes(entry: Entry, extra: bytes) -> Entry:
    wide = _extra(extra, _ZIP64)
    names = [name for name in ("size", "packed", "offset") if getattr(entry, name) == _WIDE]
    if wide is None or len(wide) < 8 * len(names):
        return entry
    values = struct.unpack_from(f"<{len(names)}Q", wide)
    return replace(entry, **dict(zip(names, values, strict=True)))


def _with_sizes_behind(data: bytes, entry: Entry, start: int) -> Entry:
    """Sizes that were not known when the header was written stand behind the content, which ends where they say so."""
    position = data.find(DESCRIPTOR, start)
    while 0 <= position <= len(data) - 16:
        crc, packed, size = struct.unpack_from("<3I", data, position + 4)
        if packed == position - start:
            return replace(entry, crc=crc, packed=packed, size=size)
        if position <= len(data) - 24:
            crc, packed, size = struct.unpack_from("<I2Q", data, position + 4)
            if packed == position - start:
                return replace(entry, crc=crc, packed=packed, size=size)
        position = data.find(DESCRIPTOR, position + 1)
    return replace(entry, packed=len(data) - start)


def _name(raw: bytes, extra: bytes) -> str:
    """The name in Unicode where it is given beside the other and belongs to it, else the other."""
    beside = _extra(extra, _UNICODE_PATH)
    if beside is not None and len(beside) > 5 and beside[0] == 1 and struct.unpack_from("<I", beside, 1)[0] == zlib.crc32(raw):
        raw = beside[5:]
    return decoded(raw).replace("\\", "/")


def _extra(extra: bytes, wanted: int) -> bytes | None:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, position)
        if kind == wanted:
            return extra[position + 4 : position + 4 + size]
        position += 4 + size
    return None

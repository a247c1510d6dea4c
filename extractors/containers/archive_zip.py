"""ZIP archives: each member is unpacked and checked against its checksum; of a broken archive what can be read is read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from ...schemas.errors import DocumentError, EncryptedDocument, UnreadableDocument
from ..readers.programs import BSDTAR, find
from ._zip_directory import LOCAL, LOCAL_HEADER, Entry, entries, scattered_entries
from .archive_bsdtar import single_from_zip
from .archive_tar import too_large
from .model import MAX_MEMBER_BYTES, Budget, Lost, Member
from .names import is_junk
from .unpacking import FAULTS, Decoder, bzip2, deflate, lzma_alone, unpacked

_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14
_DECODERS: dict[int, Callable[[], Decoder]] = {_DEFLATED: deflate, _BZIP2: bzip2, _LZMA: lzma_alone}
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_BY_BSDTAR = frozenset({9, 93, 95, 98})
_LZMA_HEADER = 4
_RETRY = "请重新下载后再试"


def members_of_zip(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a ZIP archive (an `Opener`)."""
    found = entries(data)
    if found is None:
        yield from _salvaged(data, budget)
        return
    files = [entry for entry in found if not entry.is_folder and not is_junk(entry.name)]
    if files and all(entry.encrypted for entry in files):
        raise EncryptedDocument(f"压缩包设有密码，里面的 {len(files)} 个文件都无法读取：请用密码解压后再读取其中的文件")
    for entry in files:
        budget.take_member()
        yield _member(data, entry, budget)


def _salvaged(data: bytes, budget: Budget) -> Iterator[Member | Lost]:
    """What can be read of an archive whose end is missing."""
    count = 0
    for entry in scattered_entries(data):
        if entry.is_folder or is_junk(entry.name):
            continue
        budget.take_member()
        member = _member(data, entry, budget)
        count += isinstance(member, Member)
        yield member
    rest = f"只读出 {count} 个文件" if count else "没有读出文件"
    raise UnreadableDocument(f"压缩包不完整（没有下载完，或缺少其余分卷），{rest}，其余没有读取：{_RETRY}")


def _member(data: bytes, entry: Entry, budget: Budget) -> Member | Lost:
    try:
        return Member(entry.name, _content(data, entry, budget))
    except DocumentError as error:
        if budget.exhausted:
            raise
        return Lost(entry.name, error)


def _content(data: bytes, entry: Entry, budget: Budget) -> bytes:
    if entry.encrypted:
        raise EncryptedDocument("压缩包里的这个文件设有密码，无法读取：请用密码解压后再读取")
    if entry.is_special:
        raise UnreadableDocument("压缩包里的这一项是链接或设备，不是文件，没有读取：请解压后直接给出它所指的文件")
    if entry.size > MAX_MEMBER_BYTES:
        raise too_large()
    if data[entry.offset : entry.offset + 4] != LOCAL or entry.offset + LOCAL_HEADER.size > len(data):
        raise _damaged()
    *_, name_size, extra_size = LOCAL_HEADER.unpack_from(data, entry.offset)
    start = entry.offset + LOCAL_HEADER.size + name_size + extra_size
    packed = memoryview(data)[start : start + entry.packed]
    content = bytearray()
    try:
        for piece in _pieces(packed, entry):
            budget.take_bytes(len(piece))
            content += piece
            if len(content) > MAX_MEMBER_BYTES:
                raise too_large()
    except FAULTS as error:
        raise _damaged() from error
    if zlib.crc32(content) != entry.crc:
        raise _damaged()
    return bytes(content)


def _pieces(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    if len(packed) < entry.packed:
        raise EOFError("the archive ends inside a member")
    if entry.method == _STORED:
        return iter([bytes(packed)])
    if entry.method == _LZMA:
        # the header of a single LZMA file instead of the one of ZIP; the unknown size means that the end is marked
        size = 0xFFFFFFFFFFFFFFFF if entry.flags & 2 else entry.size
        packed = memoryview(
            bytes(packed[_LZMA_HEADER : _LZMA_HEADER + 5]) + struct.pack("<Q", size) + bytes(packed[_LZMA_HEADER + 5 :])
        )
    if decoder := _DECODERS.get(entry.method):
        return unpacked(packed, decoder)
    method = _METHODS.get(entry.method, f"第 {entry.method} 号")
    if entry.method not in _BY_BSDTAR:
        raise UnreadableDocument(f"压缩包里的这个文件用了不支持的压缩方式（{method}）：请用 7-Zip 等软件解压后再读取")
    if find(BSDTAR) is None:
        raise UnreadableDocument(f"压缩包里的这个文件用了 {method} 压缩，读取它需要 {BSDTAR.name}：{BSDTAR.install}")
    return single_from_zip(packed, entry.method, entry.crc, entry.size)


def _damaged() -> UnreadableDocument:
    return UnreadableDocument(f"压缩包里的这个文件已损坏（无法解压，或校验不符）：{_RETRY}")

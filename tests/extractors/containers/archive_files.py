"""Archives made by hand, so that they can be as odd as those that come in."""

from __future__ import annotations

import io
import lzma
import struct
import tarfile
import zipfile
import zlib

DEFLATED, STORED = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED


def zipped(members: dict[str, bytes], method: int = DEFLATED) -> bytes:
    """A ZIP archive as Python writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def raw_zip(
    members: list[tuple[bytes, bytes]],
    *,
    flags: int = 0,
    method: int = 8,
    extra: bytes = b"",
    attributes: int = 0,
    crc_off_by: int = 0,
) -> bytes:
    """A ZIP archive with names given as bytes."""
    body, directory = b"", b""
    for name, content in members:
        packed = _packed(content, method)
        crc = (zlib.crc32(content) + crc_off_by) & 0xFFFFFFFF
        common = struct.pack("<5H3I2H", 20, flags, method, 0, 0x21, crc, len(packed), len(content), len(name), len(extra))
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", 3 << 8 | 20)
            + common
            + struct.pack("<3H2I", 0, 0, 0, attributes, len(body))
            + name
            + extra
        )
        body += b"PK\x03\x04" + common + name + extra + packed
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + end


def _packed(content: bytes, method: int) -> bytes:
    if method == 8:
        return zlib.compress(content, 9)[2:-4]
    if method == 95:
        return lzma.compress(content)
    return content


def tarred(members: list[tuple[str | tarfile.TarInfo, bytes]], mode: str = "w") -> bytes:
    """A tar archive; `mode` is one of the tarfile module."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for what, content in members:
            info = what if isinstance(what, tarfile.TarInfo) else tarfile.TarInfo(what)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    data: bytes = buffer.getvalue()
    return data


def rar5(members: dict[str, bytes], *, volume: bool = False, crc_off_by: int = 0) -> bytes:
    """A RAR 5 archive whose files are stored as they are."""
    blocks = [_rar5_block(1, 0, b"\x01\x00" if volume else b"\x00", b"")]
    for name, content in members.items():
        raw = name.encode()
        crc = (zlib.crc32(content) + crc_off_by) & 0xFFFFFFFF
        fields = _number(4) + _number(len(content)) + _number(0o100644) + struct.pack("<I", crc)
        fields += _number(0) + _number(1) + _number(len(raw)) + raw
        blocks.append(_rar5_block(2, 2, _number(len(content)) + fields, content))
    return b"Rar!\x1a\x07\x01\x00" + b"".join(blocks) + _rar5_block(5, 0, b"\x00", b"")


def _rar5_block(kind: int, flags: int, fields: bytes, content: bytes) -> bytes:
    header = _number(kind) + _number(flags) + fields
    sized = _number(len(header)) + header
    return struct.pack("<I", zlib.crc32(sized)) + sized + content


def _number(value: int) -> bytes:
    coded = b""
    while value > 0x7F:
        coded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return coded + bytes([value])


def rar4(members: dict[str, bytes], *, flags: int = 0) -> bytes:
    """A RAR 4 archive whose files are stored as they are; `flags` are those of the archive."""
    archive = b"Rar!\x1a\x07\x00" + _rar4_block(0x73, flags, bytes(6))
    for name, content in members.items():
        raw = name.encode()
        fields = struct.pack(
            "<2IBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0x50000000, 20, 0x30, len(raw), 0o100644
        )
        archive += _rar4_block(0x74, 0x8000, fields + raw) + content
    return archive + _rar4_block(0x7B, 0x4000, b"")


def _rar4_block(kind: int, flags: int, fields: bytes) -> bytes:
    header = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header

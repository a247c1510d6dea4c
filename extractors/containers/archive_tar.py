"""tar archives, plain or compressed, and single files that are compressed with gzip, bzip2 or xz."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from ...schemas.errors import LimitExceeded, UnreadableDocument
from .model import MAX_MEMBER_BYTES, MIB, Budget, Lost, Member
from .names import decoded, harmless, is_junk, without_suffix
from .unpacking import FAULTS, PIECE, Decoder, bzip2, gzip, unpacked, xz

BLOCK = 512
_MAX_READ = 8 * MIB
"""What the tarfile module may read at a time: names and other properties of a member, which it takes into memory as they are."""
_TAR_FAULTS = (tarfile.TarError, *FAULTS, KeyError, IndexError, OverflowError, RecursionError)
_RETRY = "请重新下载后再试"


@dataclass(frozen=True, slots=True)
class _Compression:
    start: Callable[[], Decoder]
    magic: bytes
    suffixes: dict[str, str]
    """Extensions, and what stands in their place once unpacked."""


_GZIP = _Compression(gzip, b"\x1f\x8b", {".tgz": ".tar", ".gz": ""})
_BZIP2 = _Compression(bzip2, b"BZh", {".tbz2": ".tar", ".tbz": ".tar", ".bz2": ""})
_XZ = _Compression(xz, b"\xfd7zXZ\0", {".txz": ".tar", ".xz": ""})


def members_of_tar(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a tar archive (an `Opener`)."""
    pieces = (data[start : start + PIECE] for start in range(0, len(data), PIECE))
    yield from members_of_stream(pieces, budget)


def members_of_gzip(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The file that is compressed, or the files in the tar archive that is (an `Opener`)."""
    return _decompressed(data, name, budget, _GZIP)


def members_of_bzip2(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The file that is compressed, or the files in the tar archive that is (an `Opener`)."""
    return _decompressed(data, name, budget, _BZIP2)


def members_of_xz(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The file that is compressed, or the files in the tar archive that is (an `Opener`)."""
    return _decompressed(data, name, budget, _XZ)


def members_of_stream(pieces: Iterable[bytes], budget: Budget) -> Iterator[Member | Lost]:
    """The files of a tar archive that comes in pieces. Raises UnreadableDocument where it breaks off, after the members before that."""
    stream = _Forward(pieces, budget)
    last = "开头"
    given: set[str] = set()
    """A second name of a file that was given is no further file."""
    try:
        with tarfile.TarFile(fileobj=cast(IO[bytes], stream), encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                budget.take_member()
                shown = _name(info)
                last = f"“{harmless(shown)}”"
                if info.isdir() or is_junk(shown) or (info.islnk() and info.linkname in given):
                    continue
                if not info.isfile():
                    yield Lost(shown, _no_file(info))
                elif info.size > MAX_MEMBER_BYTES:
                    yield Lost(shown, too_large())
                else:
                    if info.issparse():  # its holes are not in the stream
                        budget.take_bytes(info.size)
                    given.add(info.name)
                    yield Member(shown, _content(archive, info))
        if stream.last != bytes(BLOCK):  # the tarfile module takes a broken header for the end
            raise tarfile.ReadError("no end of the archive")
    except _TAR_FAULTS as error:
        raise UnreadableDocument(f"归档文件不完整或已损坏（读到{last}为止），从这里起没有读取：{_RETRY}") from error


def too_large() -> LimitExceeded:
    """Why a single member is not unpacked."""
    return LimitExceeded(f"压缩包里的这个文件解压后超过 {MAX_MEMBER_BYTES // MIB} MB，没有读取：请解压并拆分后再试")


def _no_file(info: tarfile.TarInfo) -> UnreadableDocument:
    kind = "链接" if info.islnk() or info.issym() else "设备或管道"
    return UnreadableDocument(f"压缩包里的这一项是{kind}，不是文件，没有读取：请解压后直接给出它所指的文件")


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    content = bytearray()
    with cast(IO[bytes], archive.extractfile(info)) as stream:
        while piece := stream.read(PIECE):
            content += piece
    if len(content) < info.size:
        raise EOFError("the archive ends inside a member")
    return bytes(content)


def _name(info: tarfile.TarInfo) -> str:
    return decoded(info.name.encode("utf-8", "surrogateescape")).replace("\\", "/")


def _decompressed(data: bytes, name: str, budget: Budget, compression: _Compression) -> Iterator[Member | Lost]:
    pieces = unpacked(memoryview(data), compression.start, compression.magic)
    inner = without_suffix(name, compression.suffixes) or name
    start = b""
    try:
        for piece in pieces:
            start += piece
            if len(start) >= BLOCK:
                break
        if _starts_tar(start):
            yield from members_of_stream(_chained(start, pieces), budget)
            return
        budget.take_member()
        content = bytearray()
        for piece in _chained(start, pieces):
            budget.take_bytes(len(piece))
            content += piece
            if len(content) > MAX_MEMBER_BYTES:
                yield Lost(inner, too_large())
                return
    except FAULTS as error:
        raise UnreadableDocument(f"压缩文件不完整或已损坏，没有读取：{_RETRY}") from error
    yield Member(inner, bytes(content))


def _chained(start: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    yield from pieces


def _starts_tar(start: bytes) -> bool:
    """Whether a tar archive begins here: its header has a checksum, the oldest ones have nothing else to be known by."""
    try:
        tarfile.TarInfo.frombuf(start[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


class _Forward:
    """What the tarfile module needs of a file, over pieces that can only be had in order; counts what goes through."""

    def __init__(self, pieces: Iterable[bytes], budget: Budget) -> None:
        self._pieces = iter(pieces)
        self._budget = budget
        self._ahead = memoryview(b"")
        self._position = 0
        self.last = b""
        """What was read last: a block of zeros at the end of an archive."""

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> None:
        if position < self._position:
            raise tarfile.StreamError("seeking backwards")
        while self._position < position:
            if not self._take(position - self._position):
                return

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_READ:
            raise tarfile.ReadError("a header of an impossible size")
        found = []
        while size > 0 and (piece := self._take(size)):
            found.append(piece)
            size -= len(piece)
        self.last = b"".join(found)
        return self.last

    def _take(self, most: int) -> memoryview:
        """The next bytes, at most so many; none at the end."""
        while not self._ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return self._ahead
            self._budget.take_bytes(len(piece))
            self._ahead = memoryview(piece)
        taken, self._ahead = self._ahead[:most], self._ahead[most:]
        self._position += len(taken)
        return taken

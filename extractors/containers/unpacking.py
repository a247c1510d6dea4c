"""Streams of compressed bytes, unpacked piece by piece, so that nothing grows beyond what is asked for."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from ...schemas.errors import LimitExceeded
from .model import MIB

PIECE = 256 * 1024
"""Bytes that are unpacked at a time."""
FAULTS = (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error)
"""What damaged streams raise."""
_FEED = 64 * 1024
_MAX_MEMORY = 256 * MIB
"""What a decoder may need; no usual setting of xz or LZMA comes near."""
_MAX_STREAMS = 100_000
"""Streams one after the other, which gzip, bzip2 and xz take for one file."""


class Decoder(Protocol):
    """What the decoders of the bz2 and lzma modules have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """A `Decoder` of the zlib module."""

    def __init__(self, window: int) -> None:
        self._decoder = zlib.decompressobj(window)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._full

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)
        # what was taken in may hold more than was let out, even where no input is left over
        self._full = bool(self._decoder.unconsumed_tail) or len(piece) == max_length
        return piece


def deflate() -> Decoder:
    return _Zlib(-zlib.MAX_WBITS)


def gzip() -> Decoder:
    return _Zlib(zlib.MAX_WBITS | 16)


def bzip2() -> Decoder:
    return bz2.BZ2Decompressor()


def xz() -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_MEMORY)


def lzma_alone() -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MAX_MEMORY)


def unpacked(packed: memoryview, start: Callable[[], Decoder], magic: bytes = b"") -> Iterator[bytes]:
    """The content of `packed`, in pieces of at most `PIECE` bytes.

    Where `magic` is given, streams that start with it may follow the first one; what else follows is left alone. Raises `FAULTS`
    where the stream is damaged or ends too early, LimitExceeded where there are too many streams.
    """
    position = 0
    for _ in range(_MAX_STREAMS):
        decoder = start()
        while not decoder.eof:
            fed = b""
            if decoder.needs_input:
                fed = bytes(packed[position : position + _FEED])
                if not fed:
                    raise EOFError("the stream is cut off")
                position += len(fed)
            if piece := decoder.decompress(fed, PIECE):
                yield piece
        position -= len(decoder.unused_data)
        if not magic or packed[position : position + len(magic)] != magic:
            return
    raise LimitExceeded("压缩文件由过多的小段拼成，疑似恶意文件，没有读取：请确认来源可靠，解压后再读取其中的文件")

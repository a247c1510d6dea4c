"""Damages bytes without a look at what they mean."""

from __future__ import annotations

import random
import struct

from .seeds import KINDS, seeds

MOST_BYTES = 1 << 19
"""What a damaged file may grow to: more says nothing about a reader and takes long to make."""


def of_bytes(data: bytes, source: random.Random, kind: str) -> bytes:
    """`data` damaged without a look at what it means."""
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 3, 5, 12))):
        if not changed:
            break
        source.choice(_ON_BYTES)(changed, source, kind)
    return bytes(changed)


def _stretch(data: bytearray, source: random.Random) -> tuple[int, int]:
    """A place and the end of a block that starts there, of any order of magnitude."""
    start = source.randrange(len(data))
    return start, min(len(data), start + int(2 ** source.uniform(0, max(1, len(data).bit_length() - 1))))


def truncate(data: bytearray, source: random.Random, kind: str) -> None:
    del data[source.randrange(len(data)) :]


def _truncate_a_little(data: bytearray, source: random.Random, kind: str) -> None:
    del data[max(0, len(data) - source.randint(1, 64)) :]


def flip(data: bytearray, source: random.Random, kind: str) -> None:
    for _ in range(source.choice((1, 1, 4, 16, 64))):
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)


def _overwrite(data: bytearray, source: random.Random, kind: str) -> None:
    for _ in range(source.choice((1, 1, 4, 16))):
        data[source.randrange(len(data))] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))


def delete(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    del data[start:end]


def duplicate(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    data[start:start] = data[start:end] * source.choice((1, 1, 2, 10))
    del data[MOST_BYTES:]


def swap(data: bytearray, source: random.Random, kind: str) -> None:
    (a, b), (c, d) = sorted((_stretch(data, source), _stretch(data, source)))
    b = min(b, c)
    data[a:d] = data[c:d] + data[b:c] + data[a:b]


def _insert(data: bytearray, source: random.Random, kind: str) -> None:
    place, size = source.randrange(len(data) + 1), int(2 ** source.uniform(0, 12))
    data[place:place] = source.choice((bytes(size), b"\xff" * size, source.randbytes(size)))


def _zero(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    data[start:end] = bytes([source.choice((0, 0, 0xFF))]) * (end - start)


def _splice(data: bytearray, source: random.Random, kind: str) -> None:
    other = source.choice(seeds(kind if source.random() < 0.6 else source.choice(KINDS)))
    data[source.randrange(len(data)) :] = other[source.randrange(len(other)) :]


def length_made_extreme(data: bytearray, source: random.Random, kind: str) -> None:
    """A field of two, four or eight bytes, such as lengths and places are, becomes extreme."""
    code = source.choice(("<H", "<I", ">H", ">I", "<Q"))
    size = struct.calcsize(code)
    if len(data) >= size:
        most = (1 << 8 * size) - 1
        value = source.choice(
            (0, 1, most, most - 1, most >> 1, (most >> 1) + 1, len(data), len(data) + 1, 0x10000 & most, source.randint(0, most))
        )
        place = source.randrange(len(data) - size + 1)
        struct.pack_into(code, data, place if source.random() < 0.5 else place & ~(size - 1), value & most)


_ON_BYTES = (
    truncate,
    _truncate_a_little,
    flip,
    _overwrite,
    delete,
    duplicate,
    swap,
    _insert,
    _zero,
    _splice,
    length_made_extreme,
    length_made_extreme,
)

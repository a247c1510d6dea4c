"""Damages texts: words of their language are put in, repeated and taken out, numbers become extreme."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from .in_bytes import MOST_BYTES, delete, duplicate, flip, swap, truncate
from .tokens import NUMBERS, RAW, SIGNS

_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{1,300}>")
_LINE = re.compile(rb"[^\n]*\n?")


def words(data: bytes, source: random.Random, tokens: Sequence[str]) -> bytes:
    """`data` with tokens of its language put in, repeated and taken out, and its numbers made extreme."""
    encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else source.choice(("utf-8", "gb18030")) if _is_gbk(data) else "utf-8"
    for _ in range(source.choice((1, 1, 2, 3, 6, 15))):
        if not data:
            break
        data = source.choice(_ON_WORDS)(data, source, tokens, encoding)[:MOST_BYTES]
    if source.random() < 0.05:
        data = data.decode(encoding, "replace").encode(
            source.choice(("utf-8", "gb18030", "utf-16", "utf-32", "big5", "utf-8-sig", "utf-7")), "replace"
        )
    return data[:MOST_BYTES]


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _token(source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    if source.random() < 0.12:
        return source.choice(RAW)
    word = source.choice(source.choice((tokens, tokens, tokens, SIGNS, NUMBERS)))
    return word.encode(encoding, "replace")


def put_in(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    place = source.randrange(len(data) + 1)
    return data[:place] + _token(source, tokens, encoding) + data[place:]


def nested(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    """One to three tokens as often as ten thousand times, as things inside one another or beside each other."""
    unit = b"".join(_token(source, tokens, encoding) for _ in range(source.randint(1, 3)))
    count = min(int(10 ** source.uniform(0.5, 4)), max(1, (MOST_BYTES // 4) // max(1, len(unit))))
    place = source.randrange(len(data) + 1)
    return data[:place] + unit * count + data[place:]


def number_made_extreme(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    found = list(_NUMBER.finditer(data))
    for match in sorted(source.sample(found, min(len(found), source.choice((1, 1, 3)))), key=lambda match: -match.start()):
        data = data[: match.start()] + source.choice(NUMBERS).encode(encoding) + data[match.end() :]
    return data


def _tag(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    """A tag is taken out, or put in again elsewhere, or changes places with another, or opens as often as ten thousand times."""
    found = list(_TAG.finditer(data))
    if len(found) < 2:
        return _line(data, source, tokens, encoding)
    first, second = sorted(source.sample(found, 2), key=lambda match: match.start())
    what = source.randrange(5)
    if what == 0:
        return data[: first.start()] + data[first.end() :]
    if what == 1:
        return data[: second.start()] + first[0] + data[second.start() :]
    if what == 2:
        return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]
    if what == 3:
        return (
            data[: first.start()]
            + data[first.start() : second.end()] * min(source.choice((2, 2, 5, 50)), 1 + MOST_BYTES // len(data))
            + data[second.end() :]
        )
    count = min(int(10 ** source.uniform(0.5, 4)), (MOST_BYTES // 4) // len(first[0]))
    return data[: second.start()] + first[0] * max(1, count) + data[second.start() :]


def _line(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    lines = _LINE.findall(data)
    place, other = source.randrange(len(lines)), source.randrange(len(lines))
    what = source.randrange(4)
    if what == 0:
        del lines[place]
    elif what == 1:
        lines[place], lines[other] = lines[other], lines[place]
    elif what == 2:
        lines[place:place] = lines[min(place, other) : max(place, other) + 1]
    else:
        lines[place:place] = [lines[other]] * min(source.choice((2, 100, 2000)), MOST_BYTES // max(1, len(lines[other])))
    return b"".join(lines)[:MOST_BYTES]


def _some_bytes(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    changed = bytearray(data)
    source.choice((delete, duplicate, swap, truncate, flip))(changed, source, "text")
    return bytes(changed)


_ON_WORDS = (put_in, put_in, put_in, nested, number_made_extreme, number_made_extreme, _tag, _tag, _line, _some_bytes)

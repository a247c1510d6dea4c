"""Archives with bytes changed, left out and put in: never anything but documents and reasons, in bounded time."""

from __future__ import annotations

import gzip
import lzma
import random
import time

import pytest

from gongkai.extractors.containers import Lost, expand
from gongkai.extractors.readers import programs
from gongkai.extractors.readers.original import Original
from gongkai.schemas.errors import DocumentError

from .archive_files import rar4, rar5, raw_zip, tarred, zipped

CONTENT = {"附件/自评.txt": "部门决算".encode() * 60, "内.zip": zipped({"a.txt": b"a" * 300}), "b.bin": bytes(range(256)) * 4}
SEEDS = {
    "a.zip": zipped(CONTENT),
    "b.zip": raw_zip([(name.encode("gb18030"), content) for name, content in CONTENT.items()]),
    "lzma.zip": zipped(CONTENT, 14),
    "a.tar": tarred(list(CONTENT.items())),
    "a.tgz": tarred(list(CONTENT.items()), "w:gz"),
    "a.txt.gz": gzip.compress(CONTENT["b.bin"]),
    "a.txt.xz": lzma.compress(CONTENT["b.bin"]),
}
BY_BSDTAR = {"4.rar": rar4(CONTENT), "5.rar": rar5(CONTENT)}
SECONDS = 10.0


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        where = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[where : where + 1] = chance.randbytes(1)
            case 1:
                changed[where : where + 4] = chance.choice([b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"])
            case 2:
                del changed[where : where + chance.randint(1, 60)]
            case 3:
                changed[where:where] = changed[chance.randrange(len(changed) + 1) :][: chance.randint(1, 200)]
            case _:
                del changed[max(where, 8) :]
        if not changed:
            changed = bytearray(b"PK")
    return bytes(changed)


def try_out(name: str, data: bytes) -> None:
    begun = time.monotonic()
    for found in expand(Original.of(data, name)):
        if isinstance(found, Lost):
            assert isinstance(found.reason, DocumentError)
            assert "\n" not in str(found.reason)
            assert found.path.startswith(name)
        else:
            assert found.name.isprintable()
            assert not {"", ".", ".."}.intersection(found.name.split("/"))
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("name", SEEDS)
def test_nothing_but_documents_and_reasons(name: str) -> None:
    chance = random.Random(name)
    for _ in range(150):
        try_out(name, mutated(SEEDS[name], chance))


@pytest.mark.skipif(programs.find(programs.BSDTAR) is None, reason="bsdtar (libarchive-tools) is not installed")
@pytest.mark.parametrize("name", BY_BSDTAR)
def test_nothing_but_documents_and_reasons_from_bsdtar(name: str) -> None:
    chance = random.Random(name)
    for _ in range(10):
        try_out(name, mutated(BY_BSDTAR[name], chance))

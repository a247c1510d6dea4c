"""Office files that hold Office files are told by what lies at their top."""

from __future__ import annotations

import random

import pytest

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers._compound import Tree
from gongkai.extractors.readers._ole_names import top_names
from gongkai.extractors.readers.sniff import sniff

WORD: Tree = {"WordDocument": b"w" * 5000}
SHEET: Tree = {"Workbook": b"s" * 5000}
MESSAGE: Tree = {"__properties_version1.0": b"m" * 40, "__attach_version1.0_#00000000": {"__substg1.0_3701000D": WORD}}
LOCKED: Tree = {"EncryptedPackage": b"e" * 5000}


@pytest.mark.parametrize(
    ("tree", "format"),
    [
        ({**SHEET, "MBD00000001": WORD}, "xls"),
        ({**WORD, "ObjectPool": {"_1": SHEET}}, "doc"),
        ({**WORD, "ObjectPool": {"_1": {"\x01Ole10Native": compound_file(MESSAGE)}}}, "doc"),
        ({**WORD, "ObjectPool": {"_1": {"\x01Ole10Native": compound_file(LOCKED)}}}, "doc"),
        ({"PowerPoint Document": b"p" * 5000, "o": SHEET}, "ppt"),
        (MESSAGE, "msg"),
        (LOCKED, "encrypted"),
        ({"Contents": b"c"}, "ole"),
    ],
)
def test_by_what_lies_at_the_top(tree: Tree, format: str) -> None:
    assert sniff(compound_file(tree)) == format


def test_large_directory() -> None:
    names = {f"s{number}" for number in range(3000)}
    assert top_names(compound_file({**dict.fromkeys(names, b"x"), "a": WORD})) == names | {"a"}


def test_cut_off_before_its_directory() -> None:
    data = compound_file(WORD)
    assert top_names(data[:2000]) == frozenset()
    assert sniff(data[:2000], "报告.doc") == "doc"


def test_mutants() -> None:
    sample = compound_file({**WORD, "ObjectPool": {"_1": SHEET}})
    rng = random.Random(1)
    for _ in range(2000):
        damaged = bytearray(sample)
        for _ in range(rng.randint(1, 8)):
            damaged[rng.randrange(len(damaged)) if rng.random() < 0.5 else rng.randrange(512)] = rng.randrange(256)
        sniff(bytes(damaged[: rng.randrange(len(damaged))] if rng.random() < 0.2 else damaged))

"""The bench of recognition in its short form: `make bench-scans` runs the long one, whose figures the documentation states."""

from __future__ import annotations

import pytest
from bench.scans import Row, run, verdicts
from scans.faces import PACKAGES, missing

from gongkai.extractors.ocr import available

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}"),
    pytest.mark.skipif(not available(), reason="needs gongkai[ocr]"),
]
COUNTS = {"easy": 2, "sealed": 1}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return run("short", COUNTS, workers=2)


def test_easy_and_sealed_pages_are_read(rows: list[Row]) -> None:
    assert [(row.level, row.sealed, row.score.pages) for row in rows] == [
        ("easy", False, 1),
        ("easy", False, 1),
        ("sealed", True, 1),
    ]
    for row in rows:
        assert row.score.figures.recall >= 0.9, row.score.faults


def test_what_is_promised_is_judged(rows: list[Row]) -> None:
    found = {name: (value, target) for name, value, _, target, _ in verdicts(rows, 0.8)}
    assert found["recall easy, at least 200 dpi"][1] == 0.98
    assert found["recall sealed, at least 200 dpi"][1] == 0.95

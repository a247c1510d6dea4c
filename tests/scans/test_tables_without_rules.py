"""Generated tables with three rules and with none give the figures that are printed in them, with text and as scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.extractors.ocr import available
from gongkai.extractors.readers import read
from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret

from .faces import PACKAGES, missing
from .generate import plan, sample
from .levels import SIDES
from .measure import Score, judge

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")


def score(path: Path, data: bytes, level: str, number: int) -> Score:
    path.write_bytes(data)
    document = read(path)
    return judge(path.stem, plan("unruled", level, number).truth, document, check(interpret(document)))


@pytest.mark.parametrize("level", ["lineless", "three-lines", *SIDES])
def test_pages_with_text(level: str, tmp_path: Path) -> None:
    total = Score()
    for number in range(8):
        total.add(score(tmp_path / "page.pdf", plan("unruled", level, number).clean, level, number))
    assert total.figures.wrong == 0, total.faults
    assert total.figures.recall >= 0.95, total.faults


@pytest.mark.skipif(not available(), reason="needs gongkai[ocr]")
@pytest.mark.parametrize("level", ["lineless", "three-lines", *SIDES])
def test_scanned_pages_are_read_whole_or_warned_of(level: str, tmp_path: Path) -> None:
    whole = 0
    for number in range(5):
        one = sample("unruled", level, number)
        path = tmp_path / f"{number}{one.container}"
        found = score(path, one.data, level, number)
        assert found.figures.wrong_above(0.98) == 0, found.faults
        whole += found.figures.recall == 1
        assert found.figures.recall == 1 or any("没有按表格读取" in warning.message for warning in read(path).warnings), (
            found.faults
        )
    assert whole >= 4


@pytest.mark.skipif(not available(), reason="needs gongkai[ocr]")
@pytest.mark.parametrize(("seed", "number"), [("ninth", 12), ("ninth", 15), ("tenth", 1)])
def test_short_rules_below_a_head_over_three_columns_are_no_print(seed: str, number: int, tmp_path: Path) -> None:
    """The rule below 功能分类科目编码, over 类 款 项, is shorter than an inch, or stands below other heads whose rules are as long as the
    table: read as 一 it stood among the heads.
    """
    one = sample(seed, "three-lines", number)
    path = tmp_path / f"page{one.container}"
    path.write_bytes(one.data)
    document = read(path)
    assert judge(path.stem, one.truth, document, interpret(document)).faults == []

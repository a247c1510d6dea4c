"""A table of a few low rows in a frame: none of its vertical rules is long enough to be one by itself."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.document import interpret

from .faces import PACKAGES, missing
from .generate import sample
from .measure import judge

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")


@pytest.mark.parametrize(("seed", "level", "number"), [("camera-guard", "sealed", 9), ("camera-test", "warped", 9)])
def test_short_rules_that_end_inside_a_thick_one_divide_columns(seed: str, level: str, number: int) -> None:
    one = sample(seed, level, number)
    document = read_bytes(one.data, f"x{one.container}", "x")
    score = judge(one.name, one.truth, document, interpret(document))
    assert score.faults == []

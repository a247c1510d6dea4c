"""A rule that print touches is a rule all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.extractors.readers import read

from .faces import PACKAGES, missing
from .generate import sample, write


@pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")
def test_the_column_beside_a_thick_rule_is_not_lost(tmp_path: Path) -> None:
    """A head stands so near to the outer rule that one of the rule's rows of pixels is longer than the others."""
    (table,) = read(write(sample("sixth", "sealed", 34), tmp_path)).tables
    codes = [cell.text for cell in table.cells if cell.column == 0]
    assert table.column_count == 5
    assert codes[0] == "科目编码"
    assert {"301", "30101", "30304"} <= set(codes)

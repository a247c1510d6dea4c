"""Checks of paragraphs that say the same thing thousands of times, and of figures with thousands of digits, end."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from checked import check_text

from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.checks.relations import rounded

SENTENCE = "“三公”经费支出决算为10.25万元，完成预算的82%，其中：公务接待费支出3.20万元。"


def test_one_sentence_again_and_again(tmp_path: Path) -> None:
    result = check_text(tmp_path, f"某县某局2023年度部门决算\n第二部分 情况说明\n{SENTENCE * 2500}\n").result
    assert len(result.facts) == 7500
    begun = time.process_time()
    check(result)
    assert time.process_time() - begun < 6


@pytest.mark.parametrize("digits", [5, 70, 5000])
def test_figures_of_any_length_are_rounded(digits: int) -> None:
    assert rounded(Decimal("9" * digits + ".994"), 2) == Decimal("9" * digits + ".99")
    assert rounded(Decimal("0.5"), digits) == Decimal("0.5")
    assert rounded(Decimal("1.005"), None) == Decimal("1.01")

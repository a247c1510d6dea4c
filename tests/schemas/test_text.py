"""Cleaning is typographic only, and every cleaned character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.schemas.text import clean, fold

PRINTED = st.text(alphabet=st.sampled_from('０1２.．，,－-−（)()％% \n\t\u3000\u200b收入支出：:“"＂［[①²万元'), max_size=30)


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("２，９４０．０５", "2，940.05"),
        ("＂三公＂", "”三公”"),
        ("［2020］[2020]", "［2020］［2020］"),
        ("100. 00%", "100.00%"),
        ("100.\n\n00％", "100.00%"),
        ("项 目\n名\u3000称", "项目名称"),
        ("因公出国(境)费", "因公出国（境）费"),
        ("合\u200b计", "合计"),
        ("−3.2", "-3.2"),
        ("――", "――"),
        ("2023 13", "2023 13"),
        ("3.2①", "3.2①"),
        ("5²", "5²"),
    ],
)
def test_folds_typography_only(printed: str, cleaned: str) -> None:
    assert fold(printed) == cleaned


@given(PRINTED)
def test_fold_is_the_text_of_clean(printed: str) -> None:
    assert fold(printed) == clean(printed).text


@given(PRINTED)
def test_folding_again_changes_nothing(printed: str) -> None:
    assert fold(fold(printed)) == fold(printed)


@given(PRINTED)
def test_offsets_lead_back(printed: str) -> None:
    cleaned = clean(printed)
    assert len(cleaned.text) == len(cleaned.offsets)
    assert list(cleaned.offsets) == sorted(set(cleaned.offsets))
    for index, character in enumerate(cleaned.text):
        start, end = cleaned.source_span(index, index + 1)
        assert fold(printed[start:end]) in (character, "")


@given(st.text(max_size=40))
def test_any_text_is_accepted(printed: str) -> None:
    assert len(clean(printed).offsets) == len(fold(printed))

"""A figure that a recogniser may have got wrong accuses nobody, neither by its value nor by being left out of a sum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from gongkai import DocumentResult, check, extract

from .test_traps import ACCOUNT, REST


def account(folder: Path) -> DocumentResult:
    """A small final account that holds together, as if it were recognised from a picture."""
    path = folder / "决算.txt"
    path.write_text(ACCOUNT.format(income="215.99", before="0.02", rest=REST), encoding="utf-8")
    result = extract(path)
    return replace(result, document=replace(result.document, ocr_pages=1))


def codes(result: DocumentResult) -> list[str]:
    return sorted({finding.code for finding in check(result).findings if finding.severity != "info"})


def changed(result: DocumentResult, raw: str, value: str, confidence: float) -> DocumentResult:
    """The result with a figure of the table of expenditure read as another one."""
    facts = tuple(
        replace(fact, raw=value, value=Decimal(value), confidence=confidence)
        if fact.form == "支出决算表" and fact.raw == raw and fact.code == "2013701"
        else fact
        for fact in result.facts
    )
    assert facts != result.facts
    return replace(result, facts=facts)


def test_a_sum_of_figures_beyond_doubt_is_checked(tmp_path: Path) -> None:
    result = account(tmp_path)
    assert codes(result) == []
    assert codes(changed(result, "90.80", "99.80", 1.0)) != []


def test_a_doubtful_figure_is_no_contradiction(tmp_path: Path) -> None:
    assert codes(changed(account(tmp_path), "90.80", "99.80", 0.5)) == []


def test_a_sum_without_its_doubtful_part_is_no_contradiction(tmp_path: Path) -> None:
    assert codes(changed(account(tmp_path), "90.80", "90.80", 0.5)) == []


def test_rules_that_rest_on_words_do_not_run(tmp_path: Path) -> None:
    states = {state.code: state for state in check(account(tmp_path)).checks}
    assert states["GK702"].state == "not_run"
    assert "识别" in (states["GK702"].reason or "")

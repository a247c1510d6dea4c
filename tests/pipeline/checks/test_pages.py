"""The page of every rule: complete, and its examples do what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.pipeline.checks.between import check_between, digest, with_between
from gongkai.pipeline.checks.model import Rule
from gongkai.pipeline.checks.registry import BATCH_RULES, RULES
from gongkai.pipeline.document import extract_document

SECTIONS = ("**查什么**", "**为什么**", "**局限**")
by_code = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def state_of(rule: Rule, text: str, folder: Path, earlier: str | None = None) -> tuple[str, list[str]]:
    """What the rule comes to on a report, and the codes of all findings; `earlier` is another report of the batch."""
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    result = extract_document(path)
    if earlier is not None:
        before = folder / "before.txt"
        before.write_text(earlier, encoding="utf-8")
        other = extract_document(before)
        result = with_between(result, check_between([digest(result), digest(other)])[0])
    state = next(check.state for check in result.checks if check.code == rule.code)
    return state, [finding.code for finding in result.findings]


@by_code
def test_the_page_says_what_why_and_the_limits(rule: Rule) -> None:
    assert rule.summary and len(rule.summary) < 60
    for section in SECTIONS:
        assert section in rule.page, section


@by_code
def test_the_example_that_fails(rule: Rule, tmp_path: Path) -> None:
    earlier = rule.example("fails before") if rule in BATCH_RULES else None
    state, codes = state_of(rule, rule.example("fails"), tmp_path, earlier)
    assert rule.code in codes
    assert state == "failed"


@by_code
def test_the_example_that_passes(rule: Rule, tmp_path: Path) -> None:
    earlier = rule.example("passes before") if rule in BATCH_RULES else None
    state, codes = state_of(rule, rule.example("passes"), tmp_path, earlier)
    assert rule.code not in codes
    assert state in ("passed", "not_applicable")


def test_codes_and_names_are_taken_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)

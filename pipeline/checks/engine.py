"""Runs the rules over a document and turns what they found into findings with states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...schemas.results import CheckState, CheckStateName, DocumentResult
from .grouping import findings_of
from .model import Recorder, Rule
from .quantities import Quantities
from .registry import RULES, SLIP_CODE
from .view import View

_MISSING_NAMED = 5
"""How many missing figures a state names."""


def check(result: DocumentResult, rules: Sequence[Rule] = RULES) -> DocumentResult:
    """The result with the findings of the rules and a state for each rule. What was found before is replaced."""
    recorder = tried(View(result), rules)
    findings = findings_of(recorder, next((rule for rule in rules if rule.code == SLIP_CODE), None))
    states = tuple(_state(rule, recorder) for rule in rules)
    return replace(result, checks=states, findings=findings)


def tried(view: View, rules: Sequence[Rule]) -> Recorder:
    """What the rules leave behind when they look at the figures of a view."""
    recorder = Recorder(Quantities(view), tuple(rule.code for rule in rules))
    for rule in rules:
        recorder.rule = rule
        if rule.literal and view.result.document.ocr_pages:
            recorder.lacks("逐字可靠的文字（本文件由图片识别）")
        else:
            rule.check(view, recorder)
    return recorder


def _state(rule: Rule, recorder: Recorder) -> CheckState:
    failed = rule.code in recorder.failed or (rule.code == SLIP_CODE and bool(recorder.slips or recorder.table_slips))
    lacking = recorder.missing.get(rule.code, [])
    state: CheckStateName
    if failed:
        state = "failed"
    elif recorder.applied.get(rule.code):
        state = "passed"
    else:
        state = "not_run" if lacking else "not_applicable"
    reason = None
    if lacking:
        more = "等" if len(lacking) > _MISSING_NAMED else ""
        reason = f"缺少{'；'.join(lacking[:_MISSING_NAMED])}{more}"
    return CheckState(rule.code, state, reason)

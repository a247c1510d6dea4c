"""From broken relations to findings: those that one wrong figure explains become one finding, with that figure as a hint."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ...schemas.results import Finding, Operand, Severity
from .model import Recorder, Remark, Rule, Trial, amount, decimal_text, operand, printed_value, roles, said
from .relations import UNBOUNDED, Figure, Same, rounded
from .slips import Slip, TableSlip

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_ALSO_NAMED = 2
"""How many further broken relations the message of a finding names."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Broken relations with one cause; `repair` is the one figure and value that mends them all, if only one does."""

    trials: tuple[Trial, ...]
    root: Figure | None
    repair: tuple[Figure, Decimal] | None


def findings_of(recorder: Recorder, slip_rule: Rule | None) -> tuple[Finding, ...]:
    """All findings, most serious first within each rule's order, with stable ids."""
    order = {code: position for position, code in enumerate(recorder.order)}
    explained = {id(trial.relation) for table in recorder.table_slips for trial in table.trials}
    rest = [trial for trial in recorder.trials if id(trial.relation) not in explained]
    found = [_finding(group, recorder, slip_rule) for group in _groups(rest)]
    if slip_rule is not None:
        found += [_of_table(table, slip_rule) for table in recorder.table_slips]
    found += [_of_remark(remark) for remark in recorder.remarks]
    found.sort(key=lambda finding: (_RANK[finding.severity], order[finding.code], finding.message))
    return numbered(found)


def _groups(trials: Sequence[Trial]) -> list[_Group]:
    broken = [number for number, trial in enumerate(trials) if not trial.holds]
    if not broken:
        return []
    suspects = {figure.key for number in broken for figure in trials[number].relation.figures}
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, trial in enumerate(trials):
        for key in dict.fromkeys(figure.key for figure in trial.relation.figures if figure.key in suspects):
            by_key[key].append(number)
    figures = {figure.key: figure for number in broken for figure in trials[number].relation.figures}
    repairs: dict[str, Decimal] = {}
    for key, figure in figures.items():
        value = _repair(figure, [trials[number] for number in by_key[key]])
        if value is not None:
            repairs[key] = value
    groups: list[_Group] = []
    open_ones = set(broken)
    while open_ones:
        covered = {key: [number for number in by_key[key] if number in open_ones] for key in repairs}
        best = max((len(numbers) for numbers in covered.values()), default=0)
        if best == 0:
            groups += [_Group((trials[number],), None, None) for number in sorted(open_ones)]
            break
        candidates = [key for key, numbers in covered.items() if len(numbers) == best]
        first = min(candidates, key=lambda key: covered[key])
        chosen = covered[first]
        same = [key for key in candidates if covered[key] == chosen]
        sole = len(same) == 1 and (best > 1 or len(by_key[first]) > 1)
        members = tuple(trials[number] for number in chosen)
        groups.append(_Group(members, figures[first] if best > 1 else None, (figures[first], repairs[first]) if sole else None))
        open_ones -= set(chosen)
    return _merged(groups)


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    """Several prints of one wrong value, each held against the same figure, are one cause."""
    merged: list[_Group] = []
    positions: dict[tuple[str, Decimal], int] = {}
    for group in groups:
        relation = group.trials[0].relation
        if len(group.trials) == 1 and isinstance(relation, Same):
            key = (relation.first.key, relation.second.value)
            if key in positions:
                known = merged[positions[key]]
                merged[positions[key]] = _Group((*known.trials, *group.trials), relation.first, None)
                continue
            positions[key] = len(merged)
        merged.append(group)
    return merged


def _repair(figure: Figure, trials: Iterable[Trial]) -> Decimal | None:
    """The value of a figure at which every relation it stands in holds, if there is one."""
    low, high = -UNBOUNDED, UNBOUNDED
    involved = list(trials)
    for trial in involved:
        fit = trial.relation.fit(figure.key)
        if fit is not None:
            low, high = max(low, fit[0]), min(high, fit[1])
    if low > high or low <= -UNBOUNDED or high >= UNBOUNDED:
        return None
    bounds = ((low + high) / 2, low, high)
    for value in dict.fromkeys(each if figure.decimals is None else rounded(each, figure.decimals) for each in bounds):
        if all(trial.relation.holds({figure.key: value}) for trial in involved):
            return value
    return None


def _finding(group: _Group, recorder: Recorder, slip_rule: Rule | None) -> Finding:
    trials = sorted(group.trials, key=lambda trial: (_RANK[trial.severity], recorder.order.index(trial.rule.code)))
    lead = trials[0]
    relation = lead.relation
    subject = relation.figures[-1]
    slip = next((recorder.slips[id(trial.relation)] for trial in trials if id(trial.relation) in recorder.slips), None)
    operands: dict[str, Operand] = {}
    raws: dict[str, str] = {}
    for trial in trials:
        for figure, role in zip(trial.relation.figures, roles(trial.relation), strict=True):
            operands.setdefault(figure.key, operand(figure, role))
            raws.setdefault(figure.key, printed_value(figure))
    lacking = [Operand(role="part", label=label, missing=True) for trial in trials for label in trial.lacking]
    message = lead.what
    others = list(dict.fromkeys(trial.what for trial in trials[1:] if trial.what != lead.what))
    if others:
        more = f"等{len(others)}处" if len(others) > _ALSO_NAMED else ""
        message += "；另：" + "；".join(others[:_ALSO_NAMED]) + more
    rule = lead.rule
    if slip is not None and slip_rule is not None:
        rule = slip_rule
        message = f"{_slip_text(slip)}（{message}）"
    return Finding(
        id="",
        code=rule.code,
        severity=lead.severity,
        message=message,
        expected=decimal_text(relation.expected),
        actual=decimal_text(subject.value),
        difference=decimal_text(subject.value - relation.expected),
        unit=subject.unit,
        group=group.root.key if group.root is not None else None,
        hint=_hint(group, slip),
        operands=(*operands.values(), *lacking),
        values=tuple(dict.fromkeys((*raws.values(), *(value for trial in trials for value in trial.values)))),
        facts=tuple(dict.fromkeys(one.fact for one in operands.values() if one.fact is not None)),
    )


def _of_table(table: TableSlip, rule: Rule) -> Finding:
    """One finding for a table whose unit is wrong throughout."""
    operands: dict[str, Operand] = {}
    for trial in table.trials:
        for figure, role in zip(trial.relation.figures, roles(trial.relation), strict=True):
            operands.setdefault(figure.key, operand(figure, role))
    values = tuple(dict.fromkeys(decimal_text(one.value) for one in operands.values() if one.value is not None))
    return Finding(
        id="",
        code=rule.code,
        severity=rule.severity,
        message=f"{table.reading}：与别处的{len(table.trials)}个数都相差10000倍，如{table.trials[0].what}",
        expected=table.meant,
        actual=table.printed,
        difference=None,
        unit=None,
        group=table.table,
        hint=table.reading,
        operands=tuple(operands.values()),
        values=values,
        facts=tuple(one.fact for one in operands.values() if one.fact is not None),
    )


def _slip_text(slip: Slip) -> str:
    return f"{said(slip.figure)}疑为{slip.meant}之误，相差{slip.times}倍"


def _hint(group: _Group, slip: Slip | None) -> str | None:
    if slip is not None:
        return f"{slip.figure.label}疑应为{slip.meant}"
    if group.repair is None:
        return None
    figure, value = group.repair
    reconciled = f"{len(group.trials)}处" if len(group.trials) > 1 else ""
    return f"若{figure.label}由{amount(figure)}改为{decimal_text(value)}{figure.unit or ''}，{reconciled}不符即可消除"


def _of_remark(remark: Remark) -> Finding:
    return Finding(
        id="",
        code=remark.rule.code,
        severity=remark.severity,
        message=remark.message,
        expected=remark.expected,
        actual=remark.actual,
        difference=remark.difference,
        unit=remark.unit,
        group=None,
        hint=remark.hint,
        operands=remark.operands,
        values=remark.values,
        facts=remark.facts,
    )


def numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Ids that depend on the rule and on what it rests on, not on where the finding stands among others."""
    seen: dict[str, int] = defaultdict(int)
    numbered = []
    for finding in findings:
        what = "|".join((finding.code, *(one.label for one in finding.operands), *finding.values))
        digest = hashlib.sha256(what.encode("utf-8")).hexdigest()[:12]
        seen[digest] += 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        numbered.append(replace(finding, id=f"{finding.code}-{digest}{suffix}"))
    return tuple(numbered)

"""What a rule is, and what it leaves behind: relations that were tried, findings, and what was missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...schemas.results import Operand, Severity
from ...schemas.rows import plain
from .quantities import Quantities
from .relations import Change, Figure, Growth, Relation, Same, Share, Sum
from .slips import Slip, TableSlip
from .view import View


@dataclass(frozen=True, slots=True)
class Rule:
    """A check. Its `page` is shown to people; the reports in its ```text blocks are run as tests."""

    code: str
    name: str
    severity: Severity
    page: str
    check: Callable[[View, Recorder], None]
    literal: bool = False
    """Whether it rests on words, years or blanks, which a recogniser may get wrong or miss while no figure is in doubt: such a rule
    does not run on recognised documents."""

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.strip().partition("\n")[0].strip()

    def example(self, which: str) -> str:
        """The report of the page that fails (`fails`) or passes (`passes`)."""
        match = re.search(rf"```text {re.escape(which)}\n(.*?)```", self.page, re.DOTALL)
        assert match, f"{self.code} has no example that {which}"
        return match.group(1)


def between_documents(view: View, recorder: Recorder) -> None:
    """The check of rules that need several documents (`between.check_between`): in one document alone they do not apply."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A relation that was tried and what it came to."""

    rule: Rule
    relation: Relation
    severity: Severity
    what: str
    """What should hold, for the message."""
    holds: bool
    lacking: tuple[str, ...] = ()
    """Labels of parts that the form has and that are not printed."""
    values: tuple[str, ...] = ()
    """Further printed texts it rests on."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that is no relation between figures."""

    rule: Rule
    severity: Severity
    message: str
    operands: tuple[Operand, ...]
    values: tuple[str, ...]
    facts: tuple[str, ...]
    expected: str | None = None
    actual: str | None = None
    difference: str | None = None
    unit: str | None = None
    hint: str | None = None


@dataclass(slots=True)
class Recorder:
    """What the rules of one run leave behind; `rule` is the one that is running."""

    quantities: Quantities
    order: tuple[str, ...]
    """The codes of the rules in the order of the registry."""
    rule: Rule | None = None
    trials: list[Trial] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    applied: dict[str, int] = field(default_factory=dict)
    """Code -> relations and texts that were looked at."""
    missing: dict[str, list[str]] = field(default_factory=dict)
    """Code -> what was wanted and not printed."""
    failed: set[str] = field(default_factory=set)
    """Codes of the rules that found something."""
    table_slips: list[TableSlip] = field(default_factory=list)
    """Tables whose unit is wrong throughout."""
    slips: dict[int, Slip] = field(default_factory=dict)
    """id of a broken relation -> the figure that is a power of ten off."""

    def relate(
        self,
        relation: Relation,
        what: str | None = None,
        severity: Severity | None = None,
        *,
        lacking: Sequence[str] = (),
        values: Sequence[str] = (),
    ) -> bool:
        """Try a relation; a broken one becomes a finding that says `what`. Returns whether it holds."""
        rule = self._looked()
        holds = relation.holds()
        if not holds:
            self.failed.add(rule.code)
        text = "" if holds else what or describe(relation)
        level = severity or rule.severity
        if not holds and level == "error" and _in_last_place(relation):
            level = "warning"  # a rate that was cut off instead of rounded
        self.trials.append(Trial(rule, relation, level, text, holds, tuple(lacking), tuple(values)))
        return holds

    def passed(self) -> None:
        """Something was looked at and is in order."""
        self._looked()

    def remark(
        self,
        message: str,
        figures: Sequence[Figure] = (),
        *,
        severity: Severity | None = None,
        values: Sequence[str] = (),
        expected: str | None = None,
        actual: str | None = None,
        difference: Decimal | None = None,
        unit: str | None = None,
        hint: str | None = None,
    ) -> None:
        """A finding that is no relation; `values` are printed texts beside the figures."""
        rule = self._looked()
        self.failed.add(rule.code)
        self.remarks.append(
            Remark(
                rule,
                severity or rule.severity,
                message,
                tuple(operand(figure, "figure") for figure in figures),
                tuple(dict.fromkeys((*(printed_value(figure) for figure in figures), *values))),
                tuple(dict.fromkeys(figure.fact for figure in figures if figure.fact is not None)),
                expected,
                actual,
                None if difference is None else decimal_text(difference),
                unit,
                hint,
            )
        )

    def lacks(self, what: str) -> None:
        """A relation that could not be tried because a figure is not printed."""
        assert self.rule is not None
        found = self.missing.setdefault(self.rule.code, [])
        if what not in found:
            found.append(what)

    def _looked(self) -> Rule:
        assert self.rule is not None
        self.applied[self.rule.code] = self.applied.get(self.rule.code, 0) + 1
        return self.rule


def _in_last_place(relation: Relation) -> bool:
    """Whether a rate is off by one unit of its last printed place."""
    if not isinstance(relation, (Share, Growth, Change)):
        return False
    places = relation.rate.decimals
    return places is not None and abs(relation.expected - relation.rate.value) <= Decimal(1).scaleb(-places)


def operand(figure: Figure, role: str) -> Operand:
    return Operand(role=role, label=figure.label, fact=figure.fact, value=figure.value, unit=figure.unit)


def printed_value(figure: Figure) -> str:
    """The figure in its unit with the printed decimals, for the `values` of a finding."""
    return plain(figure.value)


def decimal_text(value: Decimal) -> str:
    """A computed figure without trailing zeros."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def said(figure: Figure) -> str:
    """A figure with its unit and place, for messages."""
    return f"{figure.label}{amount(figure)}（{figure.place}）"


def amount(figure: Figure) -> str:
    return decimal_text(figure.value) + (figure.unit or "")


def roles(relation: Relation) -> tuple[str, ...]:
    """The role of each figure of a relation."""
    if isinstance(relation, Sum):
        signs = relation.signs or (1,) * len(relation.parts)
        return (*("part" if sign > 0 else "minus" for sign in signs), "total")
    if isinstance(relation, Same):
        return "print", "print"
    if isinstance(relation, Share):
        return "part", "whole", "rate"
    if isinstance(relation, Growth):
        return "now", "change", "rate"
    assert isinstance(relation, Change)
    return "now", "last", "rate"


def describe(relation: Relation) -> str:
    """What is wrong with a broken relation, in one Chinese sentence with all figures."""
    if isinstance(relation, Sum):
        return _describe_sum(relation)
    if isinstance(relation, Same):
        return f"{said(relation.first)}与{said(relation.second)}不一致"
    expected = decimal_text(relation.expected)
    if isinstance(relation, Share):
        return f"{said(relation.rate)}与{amount(relation.part)}÷{amount(relation.whole)}={expected}%不符"
    if isinstance(relation, Growth):
        return (
            f"{said(relation.rate)}与数不符：{relation.now.label}{amount(relation.now)}、增减{amount(relation.change)}，"
            f"推算上年为{decimal_text(relation.base)}，增减率应为{expected}%"
        )
    assert isinstance(relation, Change)
    return f"{said(relation.rate)}与数不符：由{amount(relation.last)}到{amount(relation.now)}应为{expected}%"


_MOST_PARTS = 4


def _describe_sum(relation: Sum) -> str:
    signs = relation.signs or (1,) * len(relation.parts)
    if len(relation.parts) > _MOST_PARTS:
        left = f"{relation.parts[0].label}等{len(relation.parts)}项之和"
    else:
        terms = [
            ("+" if sign > 0 else "-") + f"{part.label}{amount(part)}" for sign, part in zip(signs, relation.parts, strict=True)
        ]
        left = "".join(terms).removeprefix("+")
    total = decimal_text(relation.expected)
    equals = "" if len(relation.parts) == 1 else f"={total}"
    wrong = "超过" if relation.at_most else "不等于"
    return f"{left}{equals}，{wrong}{said(relation.total)}"

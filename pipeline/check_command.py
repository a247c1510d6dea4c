"""`gongkai check` and `gongkai rules`: findings for people, for programs (JSON) and for code-scanning services (SARIF)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..extractors.containers import Lost
from ..extractors.readers import display_name
from ..schemas.errors import EXIT_FINDINGS, EXIT_OK, EXIT_UNREADABLE, DocumentError, UsageError, reason_of
from ..schemas.results import CheckState, DocumentResult, Fact, Finding, Severity, Source
from .checks.between import check_between, digest, with_between
from .checks.registry import RULES
from .outputs.json import to_dict

FORMATS = ("text", "json", "sarif")
LEVELS: tuple[Severity, ...] = ("error", "warning", "info")
_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
_STATES = {"passed": "通过", "failed": "不通过", "not_applicable": "不适用", "not_run": "未查"}
_SARIF_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What `gongkai check` shows and when it fails."""

    format: str = "text"
    select: tuple[str, ...] = ()
    """Codes or beginnings of codes (GK4); empty for all."""
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    """Least serious severity that gives exit code 1; `never` for none."""
    verbose: bool = False
    baseline: frozenset[str] = frozenset()
    """Fingerprints of findings that are known and not shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The documents that were read, with the findings that are shown, and why others were not read."""

    results: tuple[DocumentResult, ...]
    failures: tuple[tuple[str, str], ...]

    def exit_code(self, fail_on: str) -> int:
        """3 where a document could not be read, 1 where a finding is serious enough, else 0."""
        if self.failures:
            return EXIT_UNREADABLE
        if fail_on == "never":
            return EXIT_OK
        serious = LEVELS[: [*LEVELS].index(_severity(fail_on)) + 1]
        return EXIT_FINDINGS if any(one.severity in serious for result in self.results for one in result.findings) else EXIT_OK


def options(
    format: str, select: Iterable[str], ignore: Iterable[str], fail_on: str, verbose: bool, baseline: Path | None
) -> CheckOptions:
    """The options as typed, checked. Raises UsageError for an unknown format, severity, code or an unreadable baseline."""
    if format not in FORMATS:
        raise UsageError(f"没有格式 {format}：请用 {'、'.join(FORMATS)} 之一")
    if fail_on != "never":
        _severity(fail_on)
    return CheckOptions(
        format, _codes(select), _codes(ignore), fail_on, verbose, read_baseline(baseline) if baseline else frozenset()
    )


def read_and_check(read: Callable[[Path], Iterable[DocumentResult | Lost]], files: Iterable[Path], chosen: CheckOptions) -> Checked:
    """Reads files and what is inside them, checks them, several against one another too, and keeps the findings that the options ask
    for.

    A file that cannot be read does not stop the others.
    """
    results: list[DocumentResult] = []
    failures: list[tuple[str, str]] = []
    for file in files:
        try:
            for found in read(file):
                if isinstance(found, Lost):
                    failures.append((found.path, str(found.reason)))
                else:
                    results.append(found)
        except DocumentError as error:
            failures.append((display_name(file.as_posix()), str(error)))
    outcomes = check_between([digest(result) for result in results])
    together = [with_between(result, outcome) for result, outcome in zip(results, outcomes, strict=True)]
    return Checked(tuple(_chosen(result, chosen) for result in together), tuple(failures))


def render(checked: Checked, chosen: CheckOptions) -> str:
    """The findings in the format asked for."""
    if chosen.format == "json":
        return json.dumps([_json(result) for result in checked.results], ensure_ascii=False, indent=2) + "\n"
    if chosen.format == "sarif":
        return json.dumps(_sarif(checked.results), ensure_ascii=False, indent=2) + "\n"
    return _text(checked.results, verbose=chosen.verbose)


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of a baseline file. Raises UsageError where it cannot be read."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))["fingerprints"]
        return frozenset(str(each) for each in known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"基线文件 {path} 读不了（{error}）：请用 --write-baseline 重新生成") from None


def write_text(path: Path, text: str) -> None:
    """Writes a file. Raises UsageError where that is not possible."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} 写不了（{reason_of(error)}）：请换一个位置") from None


def baseline_text(results: Iterable[DocumentResult]) -> str:
    """A baseline file that makes all present findings known."""
    known = sorted({fingerprint(result, finding) for result in results for finding in result.findings})
    return json.dumps({"fingerprints": known}, ensure_ascii=False, indent=2) + "\n"


def fingerprint(result: DocumentResult, finding: Finding) -> str:
    """What stays the same from run to run for the same finding in the same document."""
    return f"{result.document.name}:{finding.id}"


def rules_text(code: str | None) -> str:
    """All rules in a list, or the page of one. Raises UsageError for an unknown code."""
    if code is None:
        return "".join(
            f"{rule.code}  {_NAMES[rule.severity]}  {rule.name}：{rule.summary}\n"
            for rule in sorted(RULES, key=lambda rule: rule.code)
        )
    found = next((rule for rule in RULES if rule.code == code.upper() or rule.name == code), None)
    if found is None:
        raise UsageError(f"没有规则 {code}：请用 gongkai rules 查看全部规则")
    return f"{found.code} {found.name}（{_NAMES[found.severity]}）\n\n{found.page.strip()}\n"


def _severity(text: str) -> Severity:
    for level in LEVELS:
        if text == level:
            return level
    raise UsageError(f"没有级别 {text}：请用 {'、'.join(LEVELS)} 或 never")


def _codes(wanted: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for each in wanted for code in each.split(",") if code.strip())
    for code in codes:
        if not any(rule.code.startswith(code) for rule in RULES):
            raise UsageError(f"没有规则 {code}：请用 gongkai rules 查看全部规则")
    return codes


def _chosen(result: DocumentResult, chosen: CheckOptions) -> DocumentResult:
    def wanted(code: str) -> bool:
        return (not chosen.select or code.startswith(chosen.select)) and not (chosen.ignore and code.startswith(chosen.ignore))

    findings = tuple(
        finding for finding in result.findings if wanted(finding.code) and fingerprint(result, finding) not in chosen.baseline
    )
    return replace(result, findings=findings, checks=tuple(check for check in result.checks if wanted(check.code)))


def _place(result: DocumentResult, finding: Finding) -> tuple[Source, Fact | None]:
    """Where a finding points: the last figure it rests on that was printed, which is the one held against the others."""
    facts = {fact.id: fact for fact in result.facts}
    found = next((facts[one] for one in reversed(finding.facts) if one in facts), None)
    return (found.source, found) if found is not None else (Source(), None)


def _text(results: Sequence[DocumentResult], *, verbose: bool) -> str:
    lines: list[str] = []
    for result in results:
        for finding in result.findings:
            source, _ = _place(result, finding)
            where = f":{source.line}" if source.line is not None else f":{_sheet(source)}" if _sheet(source) else ""
            lines.append(f"{result.document.path}{where}: {finding.code} {_NAMES[finding.severity]} {finding.message}")
            if finding.hint is not None:
                lines.append(f"    提示：{finding.hint}")
            if verbose:
                lines += [f"    {_operand(operand)}" for operand in finding.operands]
        if verbose:
            lines.append(f"{result.document.path}: 各条规则")
            lines += [f"    {_state(check)}" for check in result.checks]
    counts = {level: sum(one.severity == level for result in results for one in result.findings) for level in LEVELS}
    summary = "，".join(f"{_NAMES[level]}{count}处" for level, count in counts.items())
    lines.append(f"{len(results)}份报告：{summary}")
    return "\n".join(lines) + "\n"


def _sheet(source: Source) -> str:
    """The page, or the picture inside the document; "" where there is neither."""
    page = f"第{source.page}页" if source.page is not None else ""
    return page + (f"第{source.picture}张图片" if source.picture is not None else "")


def _operand(operand: Any) -> str:
    if operand.missing:
        return f"缺少 {operand.label}"
    return f"{operand.role} {operand.label} {format(operand.value, 'f')}{operand.unit or ''}（{operand.fact or '指标'}）"


def _state(check: CheckState) -> str:
    name = next((rule.name for rule in RULES if rule.code == check.code), "")
    return f"{check.code} {name}：{_STATES[check.state]}" + (f"（{check.reason}）" if check.reason else "")


def _json(result: DocumentResult) -> dict[str, object]:
    whole = to_dict(result)
    findings = whole["findings"]
    assert isinstance(findings, list)
    for entry, finding in zip(findings, result.findings, strict=True):
        entry["fingerprint"] = fingerprint(result, finding)
    return {"path": result.document.path, "sha256": result.document.sha256, "findings": findings, "checks": whole["checks"]}


def _sarif(results: Sequence[DocumentResult]) -> dict[str, object]:
    from .. import __version__

    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.summary},
            "fullDescription": {"text": rule.summary},
            "help": {"text": rule.page.strip(), "markdown": rule.page.strip()},
            "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
        }
        for rule in RULES
    ]
    positions = {rule.code: position for position, rule in enumerate(RULES)}
    found = [_sarif_result(result, finding, positions) for result in results for finding in result.findings]
    driver = {"name": "gongkai", "version": __version__, "rules": rules}
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}],
    }


def _sarif_result(result: DocumentResult, finding: Finding, positions: dict[str, int]) -> dict[str, object]:
    source, fact = _place(result, finding)
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(result.document.path)}}
    if source.line is not None:
        physical["region"] = {"startLine": source.line}
    location: dict[str, object] = {"physicalLocation": physical}
    if fact is not None:
        names = (_sheet(source), fact.form, fact.item, fact.column)
        location["logicalLocations"] = [{"name": " ".join(filter(None, names))}]
    return {
        "ruleId": finding.code,
        "ruleIndex": positions[finding.code],
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": finding.message + (f"。{finding.hint}" if finding.hint else "")},
        "locations": [location],
        "partialFingerprints": {"gongkai/v1": fingerprint(result, finding)},
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path.replace("\\", "/"))

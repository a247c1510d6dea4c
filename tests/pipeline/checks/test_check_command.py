"""`gongkai check` and `gongkai rules` as users call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai.pipeline.checks.registry import RULES
from support import Cli

GOOD = "2023年度部门整体支出绩效自评报告\n一、支出情况\n2023年人员经费109.33万元，比上年增加36.14万元，上升49.38%。\n"
BAD = GOOD.replace("49.38%", "22.24%")
WARNED = "2023年度部门整体支出绩效自评报告\n一、支出情况\n2023年政府采购预算数33.30万元，政府采购支出决算数95.31万元。\n"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "自评.txt"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_a_good_report_passes_and_a_bad_one_fails(cli: Cli, tmp_path: Path, bad: Path) -> None:
    good = tmp_path / "好.txt"
    good.write_text(GOOD, encoding="utf-8")
    assert cli("check", good).code == 0
    outcome = cli("check", bad)
    assert outcome.code == 1
    line = outcome.out.splitlines()[0]
    assert line.startswith(f"{bad.as_posix()}:3: GK403 错误 ")
    assert "49.38%" in line and "22.24%" in line


def test_what_cannot_be_read_outranks_findings(cli: Cli, tmp_path: Path, bad: Path) -> None:
    outcome = cli("check", bad, tmp_path / "没有.docx")
    assert outcome.code == 3
    assert "GK403" in outcome.out
    assert "没有.docx" in outcome.err


def test_fail_on(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "采购.txt"
    path.write_text(WARNED, encoding="utf-8")
    assert cli("check", path).code == 0
    assert cli("check", path, "--fail-on", "warning").code == 1
    assert cli("check", path, "--fail-on", "never").code == 0
    assert cli("check", path, "--fail-on", "nothing").code == 2


def test_select_and_ignore(cli: Cli, bad: Path) -> None:
    assert cli("check", bad, "--select", "GK1,GK2").code == 0
    assert cli("check", bad, "--select", "GK4").code == 1
    assert cli("check", bad, "--ignore", "GK403").code == 0
    outcome = cli("check", bad, "--select", "GK9")
    assert outcome.code == 2
    assert "GK9" in outcome.err


def test_verbose_shows_operands_and_states(cli: Cli, bad: Path) -> None:
    out = cli("check", bad, "-v").out
    assert "36.14" in out
    assert "GK403 增减额与增减率：不通过" in out
    assert "GK101 科目逐级相加：不适用" in out


def test_json(cli: Cli, bad: Path) -> None:
    outcome = cli("check", bad, "--format", "json")
    assert outcome.code == 1
    (document,) = json.loads(outcome.out)
    (finding,) = document["findings"]
    assert (finding["code"], finding["expected"], finding["actual"]) == ("GK403", "49.38", "22.24")
    assert {"code": "GK403", "state": "failed", "reason": None} in document["checks"]


def test_sarif_has_stable_fingerprints(cli: Cli, bad: Path) -> None:
    first = json.loads(cli("check", bad, "--format", "sarif").out)
    bad.write_text("\n\n" + BAD, encoding="utf-8")
    second = json.loads(cli("check", bad, "--format", "sarif", env={"PYTHONHASHSEED": "7"}).out)
    (one,), (other,) = (run["runs"][0]["results"] for run in (first, second))
    assert first["version"] == "2.1.0"
    assert one["ruleId"] == "GK403" and one["level"] == "error"
    assert first["runs"][0]["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == "GK403"
    assert one["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert other["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert one["partialFingerprints"] == other["partialFingerprints"]


def test_a_baseline_hides_what_is_known(cli: Cli, tmp_path: Path, bad: Path) -> None:
    baseline = tmp_path / "基线.json"
    assert cli("check", bad, "--write-baseline", baseline).code == 1
    outcome = cli("check", bad, "--baseline", baseline)
    assert outcome.code == 0
    assert "GK403" not in outcome.out
    bad.write_text(
        BAD
        + WARNED.splitlines()[-1].replace("采购预算数33.30", "采购预算数30.33")
        + "\n2023年净资产5.00万元，资产总额9.00万元，负债总额1.00万元。\n",
        encoding="utf-8",
    )
    outcome = cli("check", bad, "--baseline", baseline)
    assert outcome.code == 1
    assert "GK407" in outcome.out and "GK403" not in outcome.out
    assert cli("check", bad, "--baseline", tmp_path / "没有.json").code == 2


def test_rules(cli: Cli) -> None:
    listed = cli("rules")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == sorted(rule.code for rule in RULES)
    page = cli("rules", "gk403")
    assert page.code == 0
    assert "查什么" in page.out and "不通过的例子" in page.out
    assert cli("rules", "GK999").code == 2

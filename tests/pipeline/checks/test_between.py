"""Checks between the documents of a batch."""

from __future__ import annotations

import json
from pathlib import Path

from checked import check_text

from gongkai.pipeline.checks.between import check_between, digest
from support import Cli

OLD = "{year}年度岚溪县档案馆部门整体支出绩效自评报告\n一、支出情况\n{year}年公用经费支出18.31万元。\n"
NEW = "2023年度{body}部门整体支出绩效自评报告\n一、支出情况\n2023年公用经费支出19.45万元，2022年公用经费支出{last}万元。\n"


def codes(folder: Path, *texts: str) -> list[list[str]]:
    """Codes of the findings between documents, for each."""
    digests = [digest(check_text(folder, text, f"{number}.txt").result) for number, text in enumerate(texts)]
    there = [[finding.code for finding in findings] for _, findings in check_between(digests)]
    back = [[finding.code for finding in findings] for _, findings in check_between(digests[::-1])]
    assert back[::-1] == there, "the order of the documents must not matter"
    return there


def test_last_years_figure_against_last_years_report(tmp_path: Path) -> None:
    old = OLD.format(year=2022)
    assert codes(tmp_path, old, NEW.format(body="岚溪县档案馆", last="18.31")) == [[], []]
    assert codes(tmp_path, old, NEW.format(body="岚溪县档案馆", last="28.31")) == [[], ["GK801"]]


def test_another_body_or_year_is_not_compared(tmp_path: Path) -> None:
    assert codes(tmp_path, OLD.format(year=2022), NEW.format(body="望渡县档案馆", last="28.31")) == [[], []]
    assert codes(tmp_path, OLD.format(year=2021), NEW.format(body="岚溪县档案馆", last="28.31")) == [[], []]


def test_a_run_publishes_what_lies_between_documents(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2022.txt").write_text(OLD.format(year=2022), encoding="utf-8")
    (folder / "2023.txt").write_text(NEW.format(body="岚溪县档案馆", last="28.31"), encoding="utf-8")
    assert cli("run", folder, "-o", tmp_path / "out").code == 0
    found = {}
    for path in (tmp_path / "out" / "documents").glob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        found[document["document"]["name"]] = (
            [finding["code"] for finding in document["findings"]],
            next(check["state"] for check in document["checks"] if check["code"] == "GK801"),
        )
    assert found == {"2022.txt": ([], "not_applicable"), "2023.txt": (["GK801"], "failed")}

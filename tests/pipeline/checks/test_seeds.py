"""Published reports: what is wrong in them is found, and what is right is left in peace."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from gongkai.pipeline.document import extract_document
from support import ROOT

SHARED = ROOT.parent / "shared"
GOLD = sorted((SHARED / "gold").glob("*.findings.tsv")) if SHARED.is_dir() else []
pytestmark = pytest.mark.skipif(not GOLD, reason="needs the published reports")


def number(text: str) -> Decimal | str:
    try:
        return Decimal(text.rstrip("%")).normalize() + 0
    except InvalidOperation:
        return text


def document_of(name: str) -> Path | None:
    return next((path for path in (SHARED / "seeds" / f"{name}.txt", SHARED / "corpus" / f"{name}.pdf") if path.exists()), None)


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.name.partition(".")[0])
def test_expected_findings_and_traps(gold: Path) -> None:
    path = document_of(gold.name.removesuffix(".findings.tsv"))
    if path is None:
        pytest.skip("no document for this gold")
    result = extract_document(path)
    raws = {fact.id: (fact.value, fact.raw) for fact in result.facts}
    seen = []
    for finding in result.findings:
        if finding.severity != "info":
            values = {number(value) for value in (*finding.values, finding.expected or "", finding.actual or "")}
            values |= {number(str(value)) for one in finding.facts for value in raws[one]}
            seen.append(values)
    with gold.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            wanted = {number(value) for value in row["values"].split("|")}
            found = any(wanted <= values for values in seen)
            assert found == (row["expect"] == "must"), row["why"]


def test_findings_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "import sys, gongkai\n"
        "for finding in gongkai.extract(sys.argv[1]).findings:\n"
        "    print(finding.id, finding.facts, finding.group, finding.hint)\n"
    )
    path = str(SHARED / "seeds" / "hengshan-2023.txt")
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, path],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "23")
    }
    assert len(outputs) == 1
    assert b"GK201" in outputs.pop()

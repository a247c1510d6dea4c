"""Scans of real tables with gold: what must come out of them, and how sure it must be."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from gongkai.extractors.readers import read
from gongkai.pipeline.document import interpret
from gongkai.schemas.results import REVIEW_BELOW, DocumentResult
from support import ROOT

RENDERS = ROOT.parent / "shared" / "renders"
pytestmark = pytest.mark.skipif(not RENDERS.is_dir(), reason="the scans are not here")

Key = tuple[str, str, str, str, Decimal]


def result(name: str) -> DocumentResult:
    return interpret(read(RENDERS / f"{name}.pdf"))


def wanted(name: str) -> list[Key]:
    with (RENDERS / "gold" / f"{name}.facts.tsv").open(encoding="utf-8", newline="") as file:
        return sorted(
            (row["form"], row["item"], row["column"], row["code"] or "", Decimal(row["value"]))
            for row in csv.DictReader(file, delimiter="\t")
        )


def keyed(found: DocumentResult) -> list[tuple[Key, float]]:
    facts = [fact for fact in found.facts if fact.table is not None]
    return [((fact.form, fact.item, fact.column, fact.code or "", fact.value), fact.confidence) for fact in facts]


@pytest.mark.parametrize(("name", "recall"), [("hengshan-2023-tables-scan", 0.995), ("hengdong-2021-tables-scan-seal", 0.975)])
def test_figures_of_a_scan_are_right_or_say_that_they_may_not_be(name: str, recall: float) -> None:
    gold, found = wanted(name), keyed(result(name))
    right = [confidence for key, confidence in found if key in gold]
    wrong = [confidence for key, confidence in found if key not in gold]
    assert len(right) >= recall * len(gold)
    assert not [confidence for confidence in wrong if Decimal(str(confidence)) >= REVIEW_BELOW]
    assert sum(Decimal(str(confidence)) >= REVIEW_BELOW for confidence in right) >= 0.8 * len(right)

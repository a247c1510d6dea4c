"""What the pipeline says about each sample, and the truth beside it, in comparable form."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult, Fact

from .build import ROOT, TRUTH
from .model import PROSE, Report
from .reports import REPORTS

FOLDER = ROOT / "samples"
EXPECTED = FOLDER / "expected"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file of `samples/` and the description it was made from."""

    file: str
    style: str
    encoding: str
    report: Report

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @property
    def stem(self) -> str:
        return Path(self.file).stem


SAMPLES = tuple(
    Sample(file, rendering.style, rendering.encoding, report) for report in REPORTS for file, rendering in report.files()
)
NAMES = [sample.stem for sample in SAMPLES]


@cache
def outcome(sample: Sample) -> DocumentResult:
    """The result; named by the file alone, so that it is the same on every machine."""
    return extract_document(sample.path, display_path=sample.file)


def rows(sample: Sample, kind: str) -> list[dict[str, str]]:
    """The rows of the sample's truth of one kind: facts, indicators or unknown."""
    path = ROOT / TRUTH / f"{sample.stem}.{kind}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def text(value: object) -> str:
    """Printed text without spaces; nothing for None."""
    return "" if value is None else "".join(str(value).split())


def figure(value: object) -> Decimal | str:
    """A figure whose trailing zeros do not matter, or text."""
    try:
        return Decimal(text(value)).normalize() + 0
    except InvalidOperation:
        return text(value)


FactKey = tuple[str, str, str, str, str, str, Decimal | str, str]


def truth_key(row: dict[str, str]) -> FactKey:
    return (
        row["form"],
        text(row["subject"]),
        text(row["item"]),
        row["code"],
        row["column"],
        row["year"],
        figure(row["value"]),
        row["unit"],
    )


def fact_key(fact: Fact) -> FactKey:
    return (
        fact.form,
        text(fact.subject),
        text(fact.item),
        text(fact.code),
        fact.column,
        text(fact.year),
        figure(fact.value),
        text(fact.unit),
    )


def table_facts(result: DocumentResult) -> list[Fact]:
    """The facts of known forms."""
    return [fact for fact in result.facts if fact.form != PROSE and fact.known]

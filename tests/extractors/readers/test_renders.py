"""The tables of two seeds in every format: each gives all figures and indicators of the gold, and no others."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from gongkai.extractors.readers import read
from gongkai.extractors.readers.programs import LIBREOFFICE, find
from gongkai.pipeline.document import interpret
from gongkai.schemas.results import DocumentResult

RENDERS = Path(__file__).resolve().parents[4] / "shared" / "renders"
STEMS = ("hengdong-2021-tables", "hengshan-2023-tables")
FACT = ("form", "subject", "item", "code", "column", "year", "value", "unit")
INDICATOR = ("form", "subject", "level1", "level2", "level3", "target", "actual", "weight", "score")
PROSE = "正文"

pytestmark = pytest.mark.skipif(not RENDERS.is_dir(), reason="needs ../shared/renders")


def _same(value: object) -> Decimal | str:
    """A figure without regard to trailing zeros, other text without spaces."""
    text = "" if value is None else "".join(str(value).split())
    try:
        return Decimal(text.replace(",", "")).normalize() + 0
    except InvalidOperation:
        return text


def gold(stem: str, kind: str, fields: tuple[str, ...]) -> Counter[tuple[Decimal | str, ...]]:
    with (RENDERS / "gold" / f"{stem}.{kind}.tsv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle, delimiter="\t") if row["form"] != PROSE]
    return Counter(tuple(_same(row[name]) for name in fields) for row in rows)


def check(result: DocumentResult, stem: str) -> None:
    facts = [fact for fact in result.facts if fact.form != PROSE and fact.known]
    said = Counter(tuple(_same(getattr(fact, name)) for name in FACT) for fact in facts)
    assert said == gold(stem, "facts", FACT)
    indicators = Counter(tuple(_same(getattr(row, name)) for name in INDICATOR) for row in result.indicators)
    assert indicators == gold(stem, "indicators", INDICATOR)


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(LIBREOFFICE.variable, "")
    find.cache_clear()
    yield
    find.cache_clear()


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("ending", [".docx", ".doc", ".pdf", ".xls", ".xlsx", ".html", "-gbk.html", ".ofd"])
def test_all_figures_and_no_others(stem: str, ending: str) -> None:
    check(interpret(read(RENDERS / f"{stem}{ending}")), stem)


@pytest.mark.parametrize("stem", STEMS)
def test_doc_without_libreoffice(stem: str, without_libreoffice: None) -> None:
    check(interpret(read(RENDERS / f"{stem}.doc")), stem)

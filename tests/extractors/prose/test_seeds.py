"""The floor: prose of the real documents against hand-made truth, recall at least 0.97 and nothing contradicted."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.extractors.prose import PartContext, ProseContext, ProseParagraph, extract_prose
from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Paragraph
from gongkai.schemas.results import DocumentKind, Fact

SHARED = Path(__file__).resolve().parents[4] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not at hand")

Key = tuple[str, str, str, str]
Said = dict[Key, set[tuple[Decimal, str]]]

SEEDS: list[tuple[str, DocumentKind, int]] = [
    ("beita-2023", "绩效自评", 2023),
    ("hengdong-2021", "部门决算", 2021),
    ("hengshan-2022", "绩效自评", 2022),
    ("hengshan-2023", "绩效自评", 2023),
    ("leting-2023", "绩效自评", 2023),
]


def gold(name: str) -> Said:
    truth: Said = defaultdict(set)
    with (SHARED / "gold" / f"{name}.facts.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            if row["form"] == "正文":
                truth[(row["subject"], row["item"], row["column"], row["year"])].add((Decimal(row["value"]), row["unit"]))
    return truth


def by_key(facts: tuple[Fact, ...]) -> Said:
    out: Said = defaultdict(set)
    for fact in facts:
        out[(fact.subject or "", fact.item, fact.column, str(fact.year))].add((fact.value, fact.unit or ""))
    return out


def extracted(paragraphs: list[Paragraph], kind: DocumentKind, year: int) -> tuple[Fact, ...]:
    context = ProseContext({"p1": PartContext(kind, year)})
    return extract_prose([ProseParagraph(paragraph, "p1") for paragraph in paragraphs], context).facts


def pdf_paragraphs(path: Path, pages: list[int]) -> list[Paragraph]:
    """Lines of the page text joined as long as a sentence goes on."""
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    lines = [line for page in pages for line in document[page].get_textpage().get_text_range().splitlines() if line.strip()]
    texts: list[str] = []
    for line in lines:
        fresh = line.startswith("\u3000") or re.match(
            r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+(?:、|\.(?!\d)))", line
        )
        if not texts or fresh or texts[-1].rstrip().endswith(("。", "：")):
            texts.append(line)
        else:
            texts[-1] += "\n" + line
    return [Paragraph(text) for text in texts]


def assert_floor(truth: Said, facts: tuple[Fact, ...]) -> None:
    out = by_key(facts)
    missed = {key: values - out[key] for key, values in truth.items() if values - out[key]}
    contradicted = {key: out[key] - values for key, values in truth.items() if out[key] - values}
    assert contradicted == {}
    wanted = sum(len(values) for values in truth.values())
    assert 1 - sum(len(values) for values in missed.values()) / wanted >= 0.97, missed


@needs_shared
@pytest.mark.parametrize(("name", "kind", "year"), SEEDS, ids=[name for name, _, _ in SEEDS])
def test_the_prose_of_a_real_report(name: str, kind: DocumentKind, year: int) -> None:
    document = read_bytes((SHARED / "seeds" / f"{name}.txt").read_bytes(), f"{name}.txt", f"{name}.txt")
    facts = extracted(list(document.paragraphs), kind, year)
    assert_floor(gold(name), facts)
    for fact in facts:
        source = fact.source
        assert source.text is not None and source.span is not None
        assert source.text[source.span[0] : source.span[1]] == fact.raw


@needs_shared
def test_the_prose_of_a_published_budget() -> None:
    path = SHARED / "corpus" / "shanghai-caizheng-budget-2025.pdf"
    assert_floor(gold(path.stem), extracted(pdf_paragraphs(path, [0, 1, 2, 3, 4, 5, 20]), "部门预算", 2025))


@needs_shared
def test_figures_of_a_published_final_account_read_by_hand() -> None:
    path = SHARED / "corpus" / "putuo-shehuigongzuo-2024.pdf"
    out = by_key(extracted(pdf_paragraphs(path, list(range(16, 24))), "部门决算", 2024))
    read_by_hand = {
        ("收入支出总计", "比上年增减率"): ("100.00", "%"),
        ("基本支出", "占比"): ("34.30", "%"),
        ("一般公共预算财政拨款支出", "年初预算数"): ("0", "万元"),
        ("一般公共预算财政拨款支出", "全年预算数"): ("321.02", "万元"),
        ("一般公共预算财政拨款支出", "执行率"): ("95.89", "%"),
        ("行政运行", "决算数"): ("51.32", "万元"),
        ("事业运行", "全年预算数"): ("17.68", "万元"),
        ("购房补贴", "决算数"): ("11.72", "万元"),
        ("机关运行经费", "比上年增减额"): ("10.23", "万元"),
        ("政府采购货物支出", "决算数"): ("21.07", "万元"),
        ("绩效自评涉及资金", "金额"): ("175.52", "万元"),
        ("平均得分", "得分"): ("100.00", "分"),
        ("其他用车", "数量"): ("0", "辆"),
    }
    for (item, column), (value, unit) in read_by_hand.items():
        assert out[("", item, column, "2024")] == {(Decimal(value), unit)}, (item, column)

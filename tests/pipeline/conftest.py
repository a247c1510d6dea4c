"""A result made by hand, so that outputs are tested whatever the extractors do; and a place for runs that follow one another."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from chaos.generate import zipped

from gongkai.schemas.results import (
    CheckState,
    DocumentInfo,
    DocumentResult,
    Fact,
    Finding,
    Indicator,
    Notice,
    Operand,
    Part,
    Source,
    TableAccount,
)
from support import WriteReport

from .nights import Place, report

SOURCE = Source(
    page=2,
    bbox=(10.5, 20.0, 30.25, 40.0),
    table=0,
    row=3,
    column=1,
    label="其中：公务接待费",
    heads=("2023年", "决算数"),
    text="1.0263",
    span=(0, 6),
)


def fact(number: int, value: Decimal, *, part: str = "p1", known: bool = True) -> Fact:
    return Fact(
        id=f"f{number}",
        part=part,
        table="t1",
        form="部门整体支出绩效评价基础数据表",
        subject=None,
        item="公务接待费",
        parent=("三公经费",),
        code=None,
        column="决算数",
        year=2023,
        scope=None,
        base=None,
        value=value,
        unit="万元",
        unit_from="head",
        raw=str(value),
        raw_unit="万元",
        confidence=1.0,
        source=SOURCE,
        known=known,
    )


INDICATOR = Indicator(
    id="i1",
    part="p1",
    table="t1",
    form="项目支出绩效自评表",
    subject="业务经费",
    level1="产出指标",
    level2="质量指标",
    level3="合格率",
    target="≥95%",
    actual="96%",
    weight="10",
    score="9.5",
    reason=None,
    operator=None,
    measure_unit=None,
    source=Source(),
)

FINDING = Finding(
    id="x1",
    code="sum",
    severity="error",
    message="合计与各项之和不符",
    expected="3",
    actual="2",
    difference="-1",
    unit="万元",
    group=None,
    hint=None,
    operands=(Operand("part", "基本支出", "f1", Decimal("1E+2"), "万元"),),
    values=("1.0263",),
    facts=("f1",),
)


@pytest.fixture
def result() -> DocumentResult:
    """Two parts, a fact of each kind of figure, an indicator, a finding, a warning."""
    parts = (
        Part("p1", "绩效自评", "基础数据表", "示例县某某局下属单位", 2023, Source()),
        Part("p2", "部门决算", None, None, None, Source(page=1)),
    )
    facts = (
        fact(1, Decimal("1.0263")),
        fact(2, Decimal("0.010000")),
        fact(3, Decimal("1E-7"), part="p2"),
        fact(4, Decimal("0.1234567890123"), part="p2"),
        fact(5, Decimal("-123456789.12"), known=False),
    )
    form = "部门整体支出绩效评价基础数据表"
    return DocumentResult(
        DocumentInfo(
            "某县/自评.docx", "自评.docx", "ab" * 32, "docx", None, 0, "示例县某某局", 2023, ("绩效自评", "部门决算"), parts
        ),
        tables=(TableAccount("t1", "p1", form, "基础数据表", "filled", "万元", "head", 7, 5, 1, 1, 0, SOURCE),),
        facts=facts,
        indicators=(INDICATOR,),
        checks=(CheckState("sum", "failed"),),
        findings=(FINDING,),
        warnings=(Notice("unit", "单位不明", SOURCE),),
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_report: WriteReport) -> Place:
    found = Place(tmp_path, monkeypatch)
    write_report(found.source / "甲.txt")
    write_report(found.source / "乙.docx")
    (found.source / "坏.docx").write_bytes(b"PK\x03\x04 damaged")
    members = {"丙/一.txt": report("第一局"), "二.txt": report("第二局"), "二的副本.txt": report("第二局")}
    (found.source / "丙.zip").write_bytes(zipped({**members, "里面.zip": zipped({"三.txt": report("第三局")})}))
    return found

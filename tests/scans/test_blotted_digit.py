"""A digit that a blot made another one, on a picture: what is read is reported, doubted, and the digit that the sums ask for is named."""

from __future__ import annotations

import io
import random
from decimal import Decimal

import pypdfium2
import pytest
from samples.model import Cell, Table

from gongkai.extractors.ocr import available
from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret
from gongkai.schemas.results import REVIEW_BELOW, DocumentResult

from .degrade import degrade
from .faces import PACKAGES, missing
from .forms import Form
from .levels import Damage
from .pages import draw, look

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}"),
    pytest.mark.skipif(not available(), reason="needs gongkai[ocr]"),
]
ROWS = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("", "合计", "347.05", "138.55", "208.50"),
    ("201", "一般公共服务支出", "299.30", "90.80", "208.50"),
    ("20106", "财政事务", "299.30", "90.80", "208.50"),
    ("2010601", "行政运行", "90.80", "{}", ""),
    ("2010602", "一般行政管理事务", "208.50", "", "208.50"),
    ("221", "住房保障支出", "47.75", "47.75", ""),
    ("22102", "住房改革支出", "47.75", "47.75", ""),
    ("2210201", "住房公积金", "47.75", "47.75", ""),
)


def scanned(figure: str) -> DocumentResult:
    """A scan of an account in which one figure is printed like this."""
    rows = tuple(tuple(Cell(text.format(figure), quiet=True) for text in row) for row in ROWS)
    form = Form("account", ("2021年度部门决算", "支出决算表", "金额单位：万元"), Table(rows), ())
    pdf, _ = draw(form, look(random.Random(1), form), "blot")
    picture = next(iter(pypdfium2.PdfDocument(pdf))).render(scale=200 / 72).to_pil()
    spoilt, _ = degrade(picture, Damage(dpi=200, blur=0.5, noise=3), [], random.Random(1))
    stream = io.BytesIO()
    spoilt.save(stream, "PNG", dpi=(200, 200))
    return check(interpret(read_bytes(stream.getvalue(), "x.png", "x")))


def test_a_scan_whose_sums_hold_needs_no_review() -> None:
    result = scanned("90.80")
    assert not [notice for notice in result.warnings if notice.code in ("possible_misreading", "for_review")]
    assert all(Decimal(str(fact.confidence)) >= REVIEW_BELOW for fact in result.facts)


def test_the_figure_stays_what_was_read_and_the_other_is_offered() -> None:
    result = scanned("96.80")
    (fact,) = [fact for fact in result.facts if fact.item == "行政运行" and fact.column == "基本支出"]
    assert (fact.raw, fact.value) == ("96.80", Decimal("96.80"))
    assert Decimal(str(fact.confidence)) < REVIEW_BELOW
    (message,) = [notice.message for notice in result.warnings if notice.code == "possible_misreading"]
    assert "“96.80”" in message and "“90.80”" in message
    assert not result.findings

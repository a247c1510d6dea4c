"""What arithmetic says about recognised figures: it changes how sure they are and what is said about them, never the figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret
from gongkai.schemas.document import Cell, Document, Location, Paragraph, Recognition, Table
from gongkai.schemas.results import REVIEW_BELOW, DocumentResult, Fact

ROWS = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("", "合计", "216.01", "107.01", "109.00"),
    ("201", "一般公共服务支出", "199.80", "90.80", "109.00"),
    ("20137", "网信事务", "199.80", "90.80", "109.00"),
    ("2013701", "行政运行", "90.80", "90.80", ""),
    ("2013702", "一般行政管理事务", "109.00", "", "109.00"),
    ("221", "住房保障支出", "16.21", "16.21", ""),
    ("22102", "住房改革支出", "16.21", "16.21", ""),
    ("2210201", "住房公积金", "16.21", "16.21", ""),
)
Place = tuple[int, int]
HOUSING = (8, 3)
"""住房公积金, 基本支出."""
STAFF = (4, 3)
"""行政运行, 基本支出."""


def scan(
    read: Mapping[Place, str] | None = None,
    sure: Mapping[Place, float] | None = None,
    others: Mapping[Place, str] | None = None,
    most: float = 1.0,
) -> DocumentResult:
    """A recognised table that holds together, but for what was `read` in some cells; `sure` is how surely (0.999 elsewhere), `others` what
    else the recogniser thought of, `most` what the page allows.
    """
    cells = tuple(
        Cell(
            (read or {}).get((row, column), text),
            row,
            column,
            location=Location(page=1),
            confidence=(sure or {}).get((row, column), 0.999),
            recognition=Recognition(((others[row, column], 0.2),) if others and (row, column) in others else (), most),
        )
        for row, texts in enumerate(ROWS)
        for column, text in enumerate(texts)
    )
    above = tuple(Paragraph(text, Location(page=1)) for text in ("2021年度部门决算", "支出决算表", "金额单位：万元"))
    table = Table(0, cells, len(ROWS), len(ROWS[0]), location=Location(page=1))
    return check(interpret(Document("x.png", "x.png", "0" * 64, "png", (*above, table), pages=1, ocr_pages=1)))


def at(result: DocumentResult, place: Place) -> Fact:
    return next(fact for fact in result.facts if (fact.source.row, fact.source.column) == place)


def said(result: DocumentResult, code: str) -> list[str]:
    return [notice.message for notice in result.warnings if notice.code == code]


def relied_on(fact: Fact) -> bool:
    return Decimal(str(fact.confidence)) >= REVIEW_BELOW


def test_sums_that_hold_prove_a_figure_that_was_read_with_doubt() -> None:
    result = scan(sure={(3, 2): 0.7, (3, 3): 0.8})
    assert relied_on(at(result, (3, 2))) and relied_on(at(result, (3, 3)))
    assert said(result, "for_review") == []


def test_sums_prove_figures_of_a_page_that_is_hard_to_read() -> None:
    assert relied_on(at(scan(most=0.979), (3, 2)))


def test_sums_say_nothing_about_a_label_that_was_read_with_doubt() -> None:
    assert not relied_on(at(scan(sure={(3, 1): 0.7}), (3, 2)))


def test_a_digit_that_breaks_the_sums_is_doubted_and_the_other_is_named_but_not_taken() -> None:
    result = scan({STAFF: "96.80"}, {STAFF: 0.985}, {STAFF: "90.80"})
    fact = at(result, STAFF)
    assert (fact.raw, fact.value) == ("96.80", Decimal("96.80"))
    assert not relied_on(fact)
    (message,) = said(result, "possible_misreading")
    assert "“96.80”" in message and "“90.80”" in message and "第 1 页" in message and "\n" not in message
    assert result.findings == ()


@pytest.mark.parametrize(
    ("raw", "known"),
    [("30.80", False), ("94.80", False), ("98.80", True), ("-90.80", True), ("90,80", False), ("9080", True), ("90.86", True)],
)
def test_known_slips_are_thought_of_even_where_the_recogniser_did_not(raw: str, known: bool) -> None:
    """Lost and added signs and 0/6/8 are, a 3 for a 9 and a 4 for a 0 are not."""
    result = scan({STAFF: raw}, {STAFF: 0.9})
    assert bool(said(result, "possible_misreading")) is known


def test_a_lost_digit_is_thought_of_where_the_figure_was_read_with_doubt() -> None:
    assert "“109.00”" in said(scan({(5, 4): "19.00"}, {(5, 4): 0.9}), "possible_misreading")[0]


def test_a_broken_sum_of_surely_read_figures_is_a_finding() -> None:
    result = scan({STAFF: "92.80"})
    assert said(result, "possible_misreading") == []
    assert [finding.code for finding in result.findings] == ["GK101"]


def test_a_broken_sum_of_doubtful_figures_is_no_finding_but_listed_for_review() -> None:
    result = scan({STAFF: "92.80"}, {STAFF: 0.6})
    assert not relied_on(at(result, STAFF))
    assert at(result, STAFF).confidence < 0.6
    assert result.findings == ()
    (message,) = said(result, "for_review")
    assert "92.80" in message and "算术关系不成立" in message


def test_figures_of_a_document_that_was_read_are_left_as_they_are() -> None:
    cells = tuple(Cell(text, row, column) for row, texts in enumerate(ROWS) for column, text in enumerate(texts))
    table = Table(0, cells, len(ROWS), len(ROWS[0]))
    result = interpret(Document("x.docx", "x.docx", "0" * 64, "docx", (Paragraph("支出决算表（单位：万元）"), table)))
    assert {fact.confidence for fact in result.facts} == {1.0}


def test_equal_copies_prove_less_than_sums() -> None:
    copied = {(row, column): 0.7 for row in (6, 7, 8) for column in (2, 3)}
    assert at(scan(sure=copied), HOUSING).confidence < at(scan(sure={(3, 2): 0.7, (3, 3): 0.7}), (3, 2)).confidence


def test_a_class_that_stands_above_under_another_name_lost_digits() -> None:
    result = scan({(4, 0): "201"})
    assert at(result, (4, 3)).confidence < 0.9


def test_of_a_table_with_rows_run_together_only_proven_figures_are_sure() -> None:
    result = scan({(6, 1): "住房保障支出\n购房补贴", (6, 2): "16.21\n3.05", (6, 3): "16.21\n3.05"})
    assert relied_on(at(result, (3, 2)))
    assert not relied_on(at(result, (8, 3)))


def test_a_code_below_no_class_of_the_table_is_doubted() -> None:
    result = scan({(8, 0): "2810201"})
    assert at(result, HOUSING).confidence < 0.9
    assert relied_on(at(result, (2, 2)))

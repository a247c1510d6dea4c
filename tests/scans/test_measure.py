"""The yardstick itself: what counts as right, wrong, sure and found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.pipeline.document import interpret
from gongkai.schemas.document import Cell, Document, Table

from .measure import Count, Judged, calibration_error, found_by_review, judge, reliability
from .truth import CellTruth, Drawn, LineTruth, PageTruth

HERE = (0.0, 0.0, 1.0, 1.0)
ROWS = (
    ("项目", "预算数", "决算数"),
    ("合计", "12.50", "10.25"),
    ("1、因公出国（境）费", "0.00", "0.00"),
    ("2、公务接待费", "4.50", "3.20"),
    ("3、公务用车购置及运行费", "8.00", "7.05"),
)


def page() -> Drawn:
    cells = tuple(
        CellTruth(text, row, column, 1, 1, 1, HERE) for row, texts in enumerate(ROWS) for column, text in enumerate(texts)
    )
    above = (LineTruth("一般公共预算财政拨款“三公”经费支出决算表", 1, HERE), LineTruth("金额单位：万元", 1, HERE))
    return Drawn("form", above, cells, (), (), len(ROWS), 3, (PageTruth(595, 842),))


def changed(document: Document, texts: dict[tuple[int, int], str]) -> Document:
    """The document with other texts in some cells."""

    def cell(one: Cell) -> Cell:
        return replace(one, text=texts.get((one.row, one.column), one.text))

    blocks = tuple(replace(one, cells=tuple(map(cell, one.cells))) if isinstance(one, Table) else one for one in document.blocks)
    return replace(document, blocks=blocks)


def test_a_perfect_reader_is_right_everywhere() -> None:
    document = page().document()
    score = judge("form", page(), document, interpret(document))
    assert (score.figures.truth, score.figures.hit, score.figures.wrong) == (8, 8, 0)
    assert (score.cells.truth, score.cells.hit, score.anywhere, score.grids) == (8, 8, 8, 1)
    assert score.faults == []


def test_a_wrong_digit_is_wrong_and_missed() -> None:
    document = changed(page().document(), {(3, 2): "3.26"})
    score = judge("form", page(), document, interpret(document))
    assert (score.figures.hit, score.figures.wrong, score.figures.wrong_above(0.8)) == (7, 1, 1)
    assert (score.cells.hit, score.cells.wrong) == (7, 1)
    assert score.figures.wrong_per_thousand(0.8) == pytest.approx(125)
    assert [fault.split("\t")[1] for fault in score.faults] == ["wrong", "missed"]


def test_right_figures_in_each_others_place_are_wrong() -> None:
    document = changed(page().document(), {(3, 1): "8.00", (4, 1): "4.50"})
    score = judge("form", page(), document, interpret(document))
    assert (score.figures.hit, score.figures.wrong) == (6, 2)
    assert (score.cells.hit, score.anywhere) == (6, 8)


def test_a_lost_figure_is_missed_but_not_wrong() -> None:
    document = changed(page().document(), {(4, 1): ""})
    score = judge("form", page(), document, interpret(document))
    assert (score.figures.hit, score.figures.wrong) == (7, 0)


def test_a_figure_where_nothing_is_printed_is_wrong() -> None:
    nothing = replace(
        page(), cells=tuple(replace(one, text="") if (one.row, one.column) == (2, 1) else one for one in page().cells)
    )
    document = page().document()
    score = judge("form", nothing, document, interpret(document))
    assert (score.figures.truth, score.figures.hit, score.figures.wrong, score.cells.wrong) == (7, 7, 1, 1)


def test_an_unreadable_page_loses_everything() -> None:
    score = judge("form", page(), None, None)
    assert (score.figures.truth, score.figures.recall, score.cells.recall, score.grids, score.tables) == (8, 0, 0, 0, 1)


def test_sure_and_right_are_told_apart() -> None:
    count = Count(4, 2, [Judged(0.95, True), Judged(0.5, True), Judged(0.9, False), Judged(0.3, False)])
    assert count.right_above(0.8) == 0.5
    assert count.wrong_above(0.8) == 1
    assert count.wrong_per_thousand(0.8) == 500


def test_calibration() -> None:
    sure = [Judged(0.95, True)] * 19 + [Judged(0.95, False)]
    assert calibration_error(sure) == pytest.approx(0)
    assert calibration_error([*sure, *[Judged(0.55, False)] * 20]) == pytest.approx(0.55 / 2)
    assert [(one.low, one.count) for one in reliability([*sure, Judged(1.0, True), Judged(0.0, False)])] == [(0.0, 1), (0.9, 21)]


def test_review_looks_at_the_least_confident() -> None:
    judged = [Judged(0.99, True)] * 95 + [Judged(0.4, False)] * 4 + [Judged(0.6, True)]
    assert found_by_review(judged) == 1
    assert found_by_review([*judged[:94], Judged(0.999, False), *judged[95:]]) == pytest.approx(4 / 5)
    alike = [Judged(1.0, True)] * 90 + [Judged(1.0, False)] * 10
    assert found_by_review(alike) == pytest.approx(0.05)
    assert found_by_review([Judged(0.5, True)]) == 1

"""What the vocabulary and the columns say about readings: labels put right, figures never changed but for their separators."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from gongkai.extractors.ocr.cells import Read, Task
from gongkai.extractors.ocr.checks import checked
from gongkai.extractors.ocr.confidence import MOST, Signs, confidence, figure_like
from gongkai.extractors.ocr.digits import column_format, fits, respaced, separated
from gongkai.extractors.ocr.engine import Glyph
from gongkai.extractors.ocr.lexicon import mend, numbered
from gongkai.extractors.ocr.segments import Strip


def glyphs(text: str, doubtful: dict[int, tuple[float, str]] | None = None) -> tuple[Glyph, ...]:
    """Characters read surely, but for those at `doubtful` places: (probability, what else it may be)."""
    made = []
    for place, character in enumerate(text):
        probability, other = (doubtful or {}).get(place, (0.999, ""))
        others = ((other, round(1 - probability, 3)),) if other else ()
        made.append(Glyph(character, probability, others, place / len(text), (place + 1) / len(text)))
    return tuple(made)


def word(text: str, least: float, doubtful: dict[int, tuple[float, str]] | None = None) -> str:
    return "".join(glyph.text for glyph in mend(glyphs(text, doubtful), least).glyphs)


def test_a_misread_label_becomes_the_word_it_was_meant_to_be() -> None:
    assert word("年初预箅数", 0.7, {3: (0.7, "算")}) == "年初预算数"
    assert word("一、一般公共服务攴出", 0.6, {8: (0.6, "支")}) == "一、一般公共服务支出"
    assert mend(glyphs("年初预箅数", {3: (0.7, "算")}), 0.7).cost > 0


def test_a_known_word_is_known_and_left_alone() -> None:
    mended = mend(glyphs("全年预算数"), 0.9)
    assert mended.known and mended.cost == 0


def test_the_stroke_behind_a_number_that_was_lost_is_put_back_before_a_known_word_only() -> None:
    assert "".join(glyph.text for glyph in numbered(glyphs("五住房保障支出"))) == "五、住房保障支出"
    assert "".join(glyph.text for glyph in numbered(glyphs("三公经费"))) == "三公经费"
    assert "".join(glyph.text for glyph in numbered(glyphs("一事一议奖补"))) == "一事一议奖补"


@pytest.mark.parametrize("text", ["云溪县档案馆", "做好全年工作", "全年完成情况良好"])
def test_other_words_are_left_as_they_were_read(text: str) -> None:
    assert word(text, 0.8) == text


def test_one_known_label_never_becomes_another() -> None:
    assert word("年初预算数", 0.6, {1: (0.6, "末")}) == "年初预算数"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("570.561.77", "570,561.77"),
        ("4.085.300", "4,085,300"),
        ("1,204.50", None),
        ("12.345.6", "12,345.6"),
        ("1.2.3", None),
        ("85,109603", "85.109603"),
    ],
)
def test_separators_that_make_no_number_are_put_right(read: str, meant: str | None) -> None:
    changed = separated(glyphs(read))
    assert (None if changed is None else "".join(glyph.text for glyph in changed)) == meant


def test_a_column_of_thousands_says_that_a_point_is_a_comma() -> None:
    usual = column_format(["1,332,300", "4,085,300", "849.600", "874,600"])
    assert usual == (True, 0)
    changed = respaced(glyphs("849.600"), usual)
    assert changed is not None and "".join(glyph.text for glyph in changed) == "849,600"


def test_a_figure_with_another_number_of_decimals_does_not_fit_its_column() -> None:
    usual = column_format(["12.30", "4.50", "600.07", "8.11"])
    assert usual == (False, 2)
    assert fits("3.67", usual) and fits("0", usual) and fits("——", usual)
    assert not fits("1043", usual)


def test_confidence_follows_the_least_certain_character() -> None:
    def sure(least: float, **more: object) -> float:
        return confidence(Signs(least, figure=True, **more))  # type: ignore[arg-type]

    assert sure(0.3) < sure(0.9) < sure(0.999) <= MOST < 1
    assert sure(0.99, agrees=False) < sure(0.99)
    assert sure(0.999, odd=True) < sure(0.999)


def test_a_known_word_beside_unread_ink_may_be_a_piece_of_a_longer_one() -> None:
    whole = confidence(Signs(0.9, figure=False, known=True))
    assert whole >= 0.995 > confidence(Signs(0.9, figure=False, known=True, unread=1.5))
    assert confidence(Signs(0.9, figure=False, known=True, mended=3.0)) < whole


def test_a_misread_label_is_not_as_bad_as_a_misread_figure() -> None:
    assert confidence(Signs(0.05, figure=True)) < confidence(Signs(0.05, figure=False)) < 0.5


@pytest.mark.parametrize(("text", "odd"), [("5,866.800", True), ("5,866.80", False), ("5,866,800", False), ("866.800", False)])
def test_a_point_that_may_be_a_comma_is_doubted_where_no_column_helps(text: str, odd: bool) -> None:
    line = Read(Task(Strip(0, 0, 100, 20, 20.0), 0), glyphs(text), Signs(0.999, figure=True))
    (found,) = checked([line], {0: (0, 0)})
    assert found.text == text
    assert found.signs.odd is odd


def test_what_else_a_figure_may_be_is_what_the_recogniser_thought_of() -> None:
    strip = Strip(0, 0, 100, 20, 20.0)
    line = Read(Task(strip, 0), glyphs("90.80", {0: (0.9, "8"), 4: (0.8, "O")}), Signs(0.8, figure=True), glyphs("9080"))
    assert [text for text, _ in line.others] == ["9080", "80.80"]
    assert Read(Task(strip, 0), glyphs("合计", {0: (0.6, "台")}), Signs(0.6, figure=False)).others == ()


def test_what_counts_digit_by_digit() -> None:
    assert all(map(figure_like, ["12.30", "≥98%", "2,013", "-3.5", "100分"]))
    assert not any(map(figure_like, ["合计", "2023年度部门决算", "——"]))

"""The readable text of a paragraph: every character knows where it stood, and a long paragraph takes no longer than its length."""

from __future__ import annotations

import time
import tracemalloc

from gongkai.extractors.prose import PartContext, ProseContext, ProseParagraph, extract_prose
from gongkai.extractors.prose.plain import plain_text
from gongkai.extractors.prose.sentences import _SENTENCE
from gongkai.schemas.document import Location, Paragraph


def test_places_of_what_stands_behind_quotation_marks_and_circled_numbers() -> None:
    source = "“三公”经费：①接待 费②公务用车"
    plain = plain_text(source)
    assert plain.text == "三公经费：①接待费②公务用车"
    assert [source[place] for place in plain.offsets] == list("三公经费：①接待费②公务用车")


def test_a_paragraph_of_nothing_but_quotation_marks_and_circled_numbers() -> None:
    begun = time.process_time()
    assert len(plain_text("“1”①" * 200_000).text) == 400_000
    assert time.process_time() - begun < 10


def test_a_sentence_without_end_takes_little_memory() -> None:
    tracemalloc.start()
    try:
        assert [match.end() for match in _SENTENCE.finditer("1" * 1_000_000)] == [1_000_000]
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_where_sentences_end() -> None:
    assert [match.group() for match in _SENTENCE.finditer("收入5元（含结转。）支出3元。！余2元？其他")] == [
        "收入5元（含结转。）支出3元。", "！", "余2元？", "其他",
    ]  # fmt: skip


def test_brackets_that_open_and_never_close() -> None:
    begun = time.process_time()
    paragraph = ProseParagraph(Paragraph("支出5元" + "（" * 100_000, Location()), "p1")
    extract_prose([paragraph], ProseContext({"p1": PartContext("部门决算", 2023, "某局")}))
    assert time.process_time() - begun < 10

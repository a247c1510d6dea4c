"""The words of prose: the file that is shipped holds together, and a wrong one is refused with file, line and what to do."""

from __future__ import annotations

import re

import pytest

from gongkai.schemas.errors import VocabularyError
from gongkai.schemas.vocabulary.prose import PROSE_FILE, prose_vocabulary, read_prose_vocabulary, words_pattern

SHIPPED = PROSE_FILE.read_text(encoding="utf-8")


def changed(before: str, after: str) -> str:
    assert before in SHIPPED
    return SHIPPED.replace(before, after, 1)


def test_the_shipped_words_are_checked_and_cached() -> None:
    vocabulary = prose_vocabulary()
    assert vocabulary is prose_vocabulary()
    assert vocabulary.words["公务用车购置及运行费"].name == "公务用车购置及运行维护费"
    assert vocabulary.words["三公经费"].name == "三公经费"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (changed("words: [会议费, 会议费支出]", "words: [会议费, 培训费]"), "已在第"),
        (changed("words: [会议费, 会议费支出]", "words: [会议费, 会议费]"), "写了两次"),
        (changed("words: [会议费, 会议费支出]", 'words: [会议费, ""]'), "空的"),
        (changed("words: [会议费, 会议费支出]", "word: [会议费, 会议费支出]"), "不认识的键"),
        (changed("会议费: {words: [会议费, 会议费支出], side: 支出}", "会议费: {side: 支出}"), "缺少"),
        (
            changed("会议费: {words: [会议费, 会议费支出], side: 支出}", "会议费: {words: [会议费, 会议费支出], side: 支}"),
            "收入 或 支出",
        ),
        (
            changed(
                "经营收入: {words: [经营收入], side: 收入, within: [收入", "经营收入: {words: [经营收入], side: 收入, within: [收人"
            ),
            "没有名为",
        ),
        (changed("    topic: 出国\n", "    topic: 出差\n"), "不在 topics"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        read_prose_vocabulary(text, "words.yaml")
    assert re.match(r"words\.yaml:\d+：", str(caught.value))
    assert problem in str(caught.value)


def test_a_missing_section_is_refused() -> None:
    with pytest.raises(VocabularyError, match=r"words\.yaml:1：.*funds"):
        read_prose_vocabulary("items: {}\n", "words.yaml")


def test_the_longest_word_wins() -> None:
    pattern = re.compile(words_pattern(["预算", "预算数", "年初预算数", "年初"]))
    assert [match.group() for match in pattern.finditer("年初预算数与预算和预算数")] == ["年初预算数", "预算", "预算数"]

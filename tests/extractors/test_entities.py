"""Names of bodies: what is one, which are the same, which one is taken; and the words they rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.extractors.entities import (
    OWN_LABEL,
    SUPERIOR,
    TITLE,
    EntityEvidence,
    choose_entity,
    entity_after_label,
    entity_name,
    same_entity,
    self_named,
)
from gongkai.schemas.errors import VocabularyError
from gongkai.schemas.vocabulary.documents import document_words, load_document_words

OFFICE = "中共衡山县委网络安全和信息化委员会办公室"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OFFICE, "衡山县委网信办"),
        (OFFICE, "县委网信办"),
        (OFFICE, "网信办"),
        ("中共邵阳市北塔区委网络安全和信息化委员会办公室", "北塔区委网信办"),
        ("云岭县发展和改革局", "云岭县发改局"),
        ("云岭县工商业联合会（总商会）", "云岭县工商联"),
        ("青禾市发展和改革委员会", "青禾市发改委"),
        ("中共云岭县委政法委员会", "云岭县委政法委"),
        ("中共云岭县委组织部", "县委组织部"),
        ("中共云岭县委宣传部", "云岭县委宣传部"),
        ("中共云岭县委机构编制委员会办公室", "云岭县委编办"),
        ("云岭县人力资源和社会保障局", "云岭县人社局"),
        ("云岭县卫生健康委员会", "云岭县卫健委"),
        ("云岭县住房和城乡建设局", "云岭县住建局"),
        ("云岭县市场监督管理局", "云岭县市监局"),
        ("云岭县人民代表大会常务委员会办公室", "云岭县人大办"),
        ("青禾市水利局（本级）", "青禾市水利局"),
        ("青禾市东湖区财政局", "东湖区财政局"),
        ("中共云岭县委", "云岭县委"),
        ("云岭县财政局", "县财政局"),
        ("云岭县人民政府办公室", "县政府办"),
        ("青禾市市场监督管理局", "市场监督管理局"),
    ],
)
def test_short_and_full_names_of_one_body(one: str, other: str) -> None:
    assert same_entity(one, other)
    assert same_entity(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("衡山县委网信办", "衡东县委网信办"),
        (OFFICE, "市委网信办"),
        ("青禾市财政局", "青禾市财政局机关后勤中心"),
        ("青禾市财政局", "青禾市东湖区财政局"),
        ("云岭县委办公室", "云岭县人民政府办公室"),
        ("云岭县委组织部", "云岭县委宣传部"),
        ("云岭县发展和改革局", "云岭县发展和改革委员会"),
        ("云岭县委", "云岭县委办公室"),
        ("云岭县财政局", "市财政局"),
        (OFFICE, "衡山县网络信息数据中心"),
    ],
)
def test_other_places_and_other_bodies_are_never_the_same(one: str, other: str) -> None:
    assert not same_entity(one, other)
    assert not same_entity(other, one)


@pytest.mark.parametrize(
    "garbage",
    [
        "（盖章）",
        "填报日期",
        "万元",
        "青禾市",
        "云岭县",
        "部门",
        "各预算单位",
        "2024年6月17日",
        "合计",
        "主管部门",
        "备注",
        "",
        "局",
        "年度决算办公室说明",
    ],
)
def test_what_is_no_name(garbage: str) -> None:
    assert entity_name(garbage) is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("中共云岭县委网络安全和信息化  委员会办公室", "中共云岭县委网络安全和信息化委员会办公室"),
        ("青禾市\n水利局（盖章）", "青禾市水利局"),
        ("301001-青禾市水利局", "青禾市水利局"),
        ("[bookmark: _GoBack]云岭县委网信办", "云岭县委网信办"),
    ],
)
def test_names_are_cleaned(printed: str, name: str) -> None:
    assert entity_name(printed) == name


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("部门：青禾市水利局                    金额单位：万元", ("青禾市水利局", "own")),
        ("单位名称（盖章）青禾市水利局", ("青禾市水利局", "own")),
        ("填报单位(盖章)：青禾市水利局  填报日期：2024年3月1日", ("青禾市水利局", "own")),
        ("预算部门（单位）名称：青禾市水利局", ("青禾市水利局", "own")),
        ("编制单位:青禾市水利局", ("青禾市水利局", "own")),
        ("主管部门：青禾市水利局", ("青禾市水利局", "superior")),
        ("部门（单位）名称：（盖章）", None),
        ("单位：万元", None),
        ("部门预算由人大批准", None),
        ("单位名称", None),
    ],
)
def test_labelled_lines(line: str, found: tuple[str, str] | None) -> None:
    assert entity_after_label(line) == found


@pytest.mark.parametrize(
    "name", ["云岭监狱", "青禾海关", "云岭县公路养护段", "青禾市档案局（馆）", "青禾经济技术开发区", "青禾市少年宫"]
)
def test_bodies_of_every_kind_have_names(name: str) -> None:
    assert entity_name(name) == name


def test_the_fullest_name_of_the_best_supported_body_is_taken() -> None:
    evidence = [
        EntityEvidence("衡山县委网信办", TITLE),
        EntityEvidence(OFFICE, OWN_LABEL),
        EntityEvidence("衡山县财政局", SUPERIOR),
    ]
    assert choose_entity(evidence).name == OFFICE
    assert choose_entity(evidence[::-1]) == choose_entity(evidence)


def test_two_equally_likely_bodies_are_both_named_and_none_is_taken() -> None:
    choice = choose_entity([EntityEvidence("青禾市水利局", TITLE), EntityEvidence("青禾市林业局", TITLE)])
    assert choice.name is None
    assert set(choice.rivals) == {"青禾市水利局", "青禾市林业局"}


def test_a_name_explained_in_brackets_begins_where_the_body_begins() -> None:
    text = f"按照文件精神，设立{OFFICE}（简称县委网信办），另设衡山县财政局（简称县财政局）。"
    assert self_named(text, ["衡山县委网信办"]) == [OFFICE]
    assert self_named(text, ["衡东县委网信办"]) == []


WORDS = Path(__file__).resolve().parents[2] / "schemas" / "vocabulary" / "documents.yaml"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("stop_parts: [年度,", "stop_parts: [年度, 年度,", "写了两次"),
        ("short: [编办,", "short: [网信办, 编办,", "一个简称只能指一个单位"),
        ("      - 部门决算\n", "      - 部门决算\n      - 自评报告\n", "已经属于"),
        ("title_fillers: [", 'title_fillers: ["", ', "空的词"),
        ("not_places:", "no_places:", "不认识的键"),
        ("surnames:\n", "surnames: 王\nx:\n", "不认识的键"),
        ("titles:", "titles: [", "YAML"),
    ],
)
def test_wrong_word_files_are_refused_with_file_and_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = WORDS.read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / "documents.yaml"
    wrong.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VocabularyError, match=rf"^documents\.yaml:\d+: .*{complaint}"):
        load_document_words(wrong)


def test_the_line_named_is_the_line_to_mend(tmp_path: Path) -> None:
    text = WORDS.read_text(encoding="utf-8").replace("not_places: [", "not_places: [城市, ", 1)
    wrong = tmp_path / "documents.yaml"
    wrong.write_text(text, encoding="utf-8")
    line = next(number for number, content in enumerate(text.splitlines(), start=1) if content.startswith("not_places"))
    with pytest.raises(VocabularyError, match=f"^documents.yaml:{line}: “城市”"):
        load_document_words(wrong)


def test_the_packaged_words_are_sound() -> None:
    words = document_words()
    assert words.abbreviations["网信办"] == "网络安全和信息化委员会办公室"
    assert len(words.titles[0].text) >= len(words.titles[-1].text)

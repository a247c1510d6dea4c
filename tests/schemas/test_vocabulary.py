"""The vocabulary files: what ships is sound, and what is wrong is refused with file and line."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from gongkai.schemas.errors import VocabularyError
from gongkai.schemas.labels import parse_label
from gongkai.schemas.vocabulary import Vocabulary, load_vocabulary, read_vocabulary
from gongkai.schemas.vocabulary.loader import COMMON_FILE, FORM_FILES

COMMON = (files("gongkai.schemas.vocabulary") / COMMON_FILE).read_text(encoding="utf-8")

FORM = """\
family: 部门决算
kind: 部门决算
forms:
  - name: 甲表
    titles: [甲表, 甲明细表]
    evidence:
      - [基本支出]
    columns:
      - name: 基本支出
        aliases: [基本支出数]
      - name: 项目支出
    items:
      - name: 合计
        aliases: [总计]
      - name: 人员经费
        parent: 合计
"""


def load(text: str) -> Vocabulary:
    return read_vocabulary({COMMON_FILE: COMMON, "mine.yaml": text})


def test_the_shipped_vocabulary_loads() -> None:
    vocabulary = load_vocabulary()
    assert {form.kind for form in vocabulary.forms} == {"绩效自评", "部门决算", "部门预算"}
    assert len(FORM_FILES) == 3


@pytest.mark.parametrize(
    "name",
    [
        "部门整体支出绩效评价基础数据表", "部门整体支出绩效自评表", "项目支出绩效自评表",
        "收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款“三公”经费支出决算表",
        "政府性基金预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表",
        "收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支预算总表", "一般公共预算支出功能分类预算表",
        "政府性基金预算支出功能分类预算表", "国有资本经营预算支出功能分类预算表",
        "一般公共预算基本支出部门预算经济分类预算表", "“三公”经费和机关运行经费预算表", "项目绩效目标表",
    ],
)  # fmt: skip
def test_every_form_of_the_contract_is_known(name: str) -> None:
    form = load_vocabulary().form(name)
    assert form is not None
    assert name in form.titles
    assert form.evidence


def test_a_small_file_loads() -> None:
    form = load(FORM).form("甲表")
    assert form is not None
    assert [column.name for column in form.columns] == ["基本支出", "项目支出"]


def test_the_fingerprint_changes_with_the_files() -> None:
    assert load(FORM).fingerprint == load(FORM).fingerprint != load(FORM.replace("基本支出数", "基本支出额")).fingerprint


def broken(old: str, new: str) -> tuple[str, int]:
    """FORM with one change, and the line (1-based) where it was made."""
    assert FORM.count(old) == 1
    return FORM.replace(old, new), FORM[: FORM.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("aliases: [基本支出数]", "aliases: [基本支出数, '']", "空"),
        ("aliases: [基本支出数]", "aliases: ['   ']", "空"),
        ("aliases: [基本支出数]", "aliases: [基本支出数, 基本支出数]", "两次"),
        ("aliases: [基本支出数]", "aliases: 基本支出数", "列表"),
        ("titles: [甲表, 甲明细表]", "titles: []", "表名"),
        ("      - name: 项目支出", "      - nom: 项目支出", "不认识的键"),
        ("        parent: 合计", "        parent: 总额", "没有项目"),
        ("        parent: 合计", "        side: 左", "side"),
        ("        parent: 合计", "        weighted: 是", "true"),
    ],
)
def test_refused_with_file_and_line(old: str, new: str, says: str) -> None:
    text, line = broken(old, new)
    with pytest.raises(VocabularyError) as caught:
        load(text)
    message = str(caught.value)
    found = re.match(r"mine\.yaml:(\d+)：", message)
    assert found, message
    assert abs(int(found[1]) - line) <= 2, message
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      - name: 项目支出", "      - name: 项目支出\n        aliases: [基本支出]"),
        ("      - name: 项目支出", "      - name: 项目支出\n        aliases: [1、基本 支出]"),
        ("      - name: 项目支出", "      - name: 项目支出\n        aliases: [其中：基本支出数（万元）]"),
        ("        aliases: [总计]", "        aliases: [总计, 人员经费]"),
    ],
)
def test_ambiguous_aliases_are_refused(old: str, new: str) -> None:
    """Also where numbering, spaces or a unit hide that two labels are one."""
    with pytest.raises(VocabularyError, match=r"mine\.yaml:\d+：.*同时指"):
        load(FORM.replace(old, new))


def test_one_title_for_two_forms_is_refused() -> None:
    second = FORM[FORM.index("  - name: 甲表") :].replace("name: 甲表", "name: 乙表")
    with pytest.raises(VocabularyError, match=r"mine\.yaml:\d+：.*同时属于"):
        load(FORM + second)


def test_a_form_defined_twice_is_refused() -> None:
    with pytest.raises(VocabularyError, match="已经定义过"):
        load(FORM + FORM[FORM.index("  - name: 甲表") :])


@pytest.mark.parametrize(
    "text", ["", "forms: [", "family: 甲\nfamily: 乙\n", "- 1\n- 2\n", "family: 甲\nkind: 乙\nforms: []\nmore: 1\n"]
)
def test_no_sound_yaml_is_refused(text: str) -> None:
    with pytest.raises(VocabularyError, match=r"mine\.yaml:\d+："):
        load(text)


@pytest.mark.parametrize("missing", ["    titles: [甲表, 甲明细表]\n", "    evidence:\n      - [基本支出]\n"])
def test_what_a_form_must_have(missing: str) -> None:
    with pytest.raises(VocabularyError, match="缺少"):
        load(FORM.replace(missing, ""))


@pytest.mark.parametrize(("key", "entry"), [("default_column", "决算数"), ("default_item", "总额")])
def test_defaults_must_exist(key: str, entry: str) -> None:
    with pytest.raises(VocabularyError, match=key):
        load(FORM.replace("    columns:\n", f"    {key}: {entry}\n    columns:\n"))


def test_a_word_of_two_measures_is_refused() -> None:
    assert "  辆: [" in COMMON
    with pytest.raises(VocabularyError, match=r"common\.yaml:\d+"):
        read_vocabulary({COMMON_FILE: COMMON.replace("  辆: [", "  辆: [人数, "), "mine.yaml": FORM})


def test_look_alike_characters_join_no_two_labels_of_a_form() -> None:
    """No two labels of one form differ only by characters that are taken for one another."""
    vocabulary = load_vocabulary()
    for form in vocabulary.forms:
        owners: dict[str, set[str]] = {}
        for column in form.columns:
            for label in (column.name, *column.aliases):
                owners.setdefault(_skeleton(parse_label(label).key, vocabulary), set()).add(column.name)
        assert not [names for names in owners.values() if len(names) > 1], form.name


def _skeleton(key: str, vocabulary: Vocabulary) -> str:
    groups = vocabulary.look_alikes
    return "".join(str(min(groups[character])) if character in groups else character for character in key)

"""The text reader: tables that follow one another, encodings, limits, real documents (see also test_text_listed, _tabbed, _prose)."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extractors.readers import read, read_bytes
from gongkai.extractors.readers import text as text_reader
from gongkai.schemas.document import Paragraph
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument

from .text_reports import LISTED, TABBED, assert_literal, grid, outline, parse

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents are not at hand")


# --- tables that follow one another without a line between them


def test_title_in_a_row_begins_another_table() -> None:
    first, second = "2018年度收入决算表", "2018年度“三公”经费支出决算表"
    tabbed = f"{first}\t\t\n项目\t本年收入合计\t财政拨款收入\n合计\t12.5\t12.5\n{second}\t\n项目\t决算数\n公务接待费\t3.25\n"
    assert outline(parse(tabbed)) == [first, "<tabbed 2x3>", second, "<tabbed 2x2>"]
    listed = f"\t{first}\n\n\t项目\n\t财政拨款收入\n\n\t合计\n\t12.5\n\n\t{second}\n\n\t项目\n\t决算数\n\n\t公务接待费\n\t3.25\n"
    assert outline(parse(listed)) == ["<listed 3x2>", "<listed 3x2>"]


def test_label_that_reads_like_a_title_begins_no_table() -> None:
    text = "\t指标\n\t分值\n\n\t产出\n\t10\n\n\t附表\n\n\t合计\n\t10\n"
    assert outline(parse(text)) == ["<listed 4x2>"]


@pytest.mark.parametrize(
    "rows",
    [
        ["| 科目名称 | 合计 | 基本支出 |", "|---|---|---|", "| 行政运行 | 80.5 | 80.5 |"],
        ["科目名称      本年收入合计   财政拨款收入", "行政运行      80.5      80.5", "合计        100.5     100.5"],
    ],
)
def test_table_drawn_with_bars_or_spaces_is_not_silently_lost(rows: list[str]) -> None:
    (warning,) = parse("\n".join(["收入决算表", "单位：万元", *rows, "注：略。"])).warnings
    assert warning.code == "table_not_read"
    assert warning.location.line in (3, 4)


def test_wide_spaces_in_running_text_are_no_table() -> None:
    text = "填表人：某某    填报日期：2024.6.17    第 3 页\n部门：某局        单位：万元\n收入 12.5 万元，支出 11 万元。\n"
    assert parse(text).warnings == ()


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "recorded"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("gb2312", "gb18030"),
    ],
)  # fmt: skip
def test_encodings_give_the_same_document(encoding: str, recorded: str) -> None:
    document = parse(TABBED + LISTED, encoding)
    assert document.blocks == parse(TABBED + LISTED).blocks
    assert ("encoding", recorded) in document.details


def test_big5_is_read_where_it_is_clear() -> None:
    document = parse("一百零九年度單位預算說明，本單位歲入預算數為一千二百萬元，歲出預算數為九百萬元。\n", "big5")
    assert ("encoding", "big5") in document.details
    assert "預算" in document.paragraphs[0].text


@pytest.mark.parametrize(
    "data",
    [
        "部门决算公开说明，全年收入十二万元。".encode()[:-1] + b"\xff\xff\n" + "支出十二万元。".encode(),
        "Résumé: été à Genève, crédits dépensés".encode("latin-1"),
        "部门决算公开说明，全年收入十二万元。".encode().decode("gbk", "replace").encode("utf-8") * 3,
        "部门决算公开说明，全年收入十二万元。".encode().decode("latin-1").encode("utf-8") * 3,
        "锟斤拷锟斤拷锟斤拷 12 锟斤拷锟斤拷锟斤拷".encode(),
        "単位の決算についての説明書です".encode("shift_jis"),
    ],
)
def test_what_would_be_mojibake_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"^[^\n]+$"):
        read_bytes(data, "报告.txt", "报告.txt")


def test_damaged_byte_names_the_line() -> None:
    data = "部门决算公开说明\n全年收入十二万元\n".encode() + b"\xc3\x28" + "支出十二万元，没有结余。\n".encode()
    with pytest.raises(UnreadableDocument, match="第 3 行"):
        read_bytes(data, "报告.txt", "报告.txt")


# --- limits and robustness


@pytest.mark.parametrize("limit", ["MAX_TEXT_BYTES", "MAX_LINES", "MAX_CELLS"])
def test_limits(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(text_reader, limit, 3)
    with pytest.raises(LimitExceeded, match="上限"):
        parse("项目\t金额\t备注\n甲\t1\t\n乙\t2\t\n丙\t3\t\n")


@pytest.mark.parametrize(
    "unit",
    [
        TABBED,
        LISTED,
        "\t\n",
        "\n",
        "甲\t1\n\n",
        "很长的一行，没有句号\n\n",
        "\t甲\n乙\n\n\n",
        "\t甲\n\n\n丁丁丁\n",
        "6\n\n",
        "（" * 40 + "\n",
    ],
)
def test_time_grows_with_the_size_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    parse("甲\n" + text)
    assert time.perf_counter() - begun < 10


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_document_error(data: bytes) -> None:
    try:
        document = read_bytes(data, "a.txt", "a.txt")
    except DocumentError as error:
        assert "\n" not in str(error)
    else:
        document.details[0][1].encode()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="甲乙丙，。1.5\t\n\r\f\v 表注：一、（）", max_size=120))
def test_any_layout_loses_no_character(source: str) -> None:
    try:
        document = parse("标题" + source)
    except DocumentError:
        return
    kept = "".join(
        item.text
        for block in document.blocks
        for item in ([block] if isinstance(block, Paragraph) else block.cells)
    ) + "".join(item.text for item in document.furniture)  # fmt: skip
    assert sorted(re.sub(r"\s", "", kept)) == sorted(re.sub(r"\s", "", "标题" + source))
    if "\f" not in source:
        assert_literal(document, "标题" + source)


labels = st.text(alphabet="甲乙丙丁戊己庚辛", min_size=1, max_size=8)
figures = st.decimals(min_value=0, max_value=9999, places=2).map(str)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(labels, figures, st.one_of(st.just(""), figures), labels), min_size=2, max_size=8))
def test_a_table_reads_the_same_in_both_styles(rows: list[tuple[str, ...]]) -> None:
    tabbed = "\n".join("\t".join(row) for row in rows)
    listed = "\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows)
    for source in (tabbed, listed):
        document = parse(f"支出决算表\n\n{source}\n\n\n注：本表反映支出。\n")
        assert [grid(table) for table in document.tables] == [[list(row) for row in rows]]
        assert [paragraph.text for paragraph in document.paragraphs] == ["支出决算表", "注：本表反映支出。"]


# --- real documents


@needs_seeds
@pytest.mark.parametrize(
    ("stem", "tables"),
    [
        ("hengshan-2022", [(22, 9)]),
        ("hengshan-2023", [(24, 7), (23, 9), (22, 9)]),
        ("beita-2023", [(24, 7), (30, 9)]),
        ("hengdong-2021", [(34, 6), (14, 9), (14, 8), (35, 9), (14, 5), (31, 10), (5, 12), (4, 8), (4, 5)]),
        ("leting-2023", []),
    ],
)
def test_tables_of_real_documents(stem: str, tables: list[tuple[int, int]]) -> None:
    path = SEEDS / f"{stem}.txt"
    document = read(path)
    assert [(table.row_count, table.column_count) for table in document.tables] == tables
    assert_literal(document, path.read_text("utf-8"))
    assert not document.warnings


@needs_seeds
def test_paragraphs_cut_by_page_breaks_in_real_documents() -> None:
    texts = [paragraph.text for paragraph in read(SEEDS / "leting-2023.txt").paragraphs]
    assert sum("\n\n" in text for text in texts) == 2
    texts = [paragraph.text for paragraph in read(SEEDS / "hengdong-2021.txt").paragraphs]
    assert sum("\n\n" in text for text in texts) >= 6


def test_a_line_without_tabs_after_the_last_row_stands_alone() -> None:
    text = "\t20126\t档案事务\t612.36\t412.36\n\t2012604\t档案馆\t612.36\t412.36\n%\n一般公共预算基本支出表\t出表\n"
    document = read_bytes(text.encode(), "表.txt", "表.txt")
    words = "".join(cell.text for table in document.tables for cell in table.cells)
    words += "".join(paragraph.text for paragraph in document.paragraphs)
    assert "%" in words
    assert "一般公共预算基本支出表" in words


def test_a_page_number_with_a_mark_nobody_sees_is_one() -> None:
    text = "目录\n一、收入情况\t1\ufeff\n二、支出情况\t3\n三、其他情况\t5\n\n正文支出5元。\n"
    assert "正文支出5元。" in [paragraph.text for paragraph in parse(text).paragraphs]

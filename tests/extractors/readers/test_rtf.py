"""The RTF reader that needs no other program: what Word and WPS write, GBK text, merged and nested tables, damage."""

from __future__ import annotations

import random
import time

import pytest

from gongkai.extractors.readers.original import Original
from gongkai.extractors.readers.rtf import read_rtf_direct
from gongkai.schemas.document import Document, Paragraph, Table
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument, UnsupportedFormat


def gbk(text: str) -> str:
    """As Word writes Chinese text in a font of the Chinese character set."""
    return "".join(c if ord(c) < 128 else "".join(f"\\'{byte:02x}" for byte in c.encode("gbk")) for c in text)


def unicode(text: str) -> str:
    """As newer Word writes it: the character, and its GBK bytes for older programs."""
    return "".join(c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536} {gbk(c)}" for c in text)


HEAD = (
    r"{\rtf1\ansi\ansicpg936\uc2\deff0{\fonttbl{\f0\froman\fcharset0{\*\panose 02020603}Times New Roman;}{\f3\froman\fcharset2 Symbol;}"
    r"{\f13\fnil\fcharset134{\*\falt SimSun}" + gbk("宋体") + r";}{\f14\fnil\fcharset136 MingLiU;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\ql Normal;}{\s1\ql\outlinelevel0 heading 1;}{\s2 " + gbk("标题 2") + r";}{\*\cs10 \additive Default;}}"
    r"{\info{\title secret}}"
)


def parse(body: str, head: str = HEAD) -> Document:
    return read_rtf_direct(Original.of((head + body + "}").encode("latin-1"), "报告.rtf"))


def row(cells: list[str], edges: list[int], marks: dict[int, str] | None = None) -> str:
    shape = r"\trowd\trgaph108\trleft-108" + "".join(
        (marks or {}).get(at, "") + rf"\clvertalt\cellx{edge}" for at, edge in enumerate(edges)
    )
    return shape + r"\pard\plain\intbl " + "".join("{" + cell + r"}\cell " for cell in cells) + r"\pard\intbl{" + shape + r"\row }"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"{\loch\af0\hich\af0\dbch\f13 " + gbk("合计12.50万元") + "}", "合计12.50万元"),
        (r"{\f0 " + gbk("合计") + "}", "合计"),  # Chinese text in a font that claims to be western
        (unicode("合计㎡①"), "合计㎡①"),
        (r"\uc1\u21512 ?\u-24 ?", "合\uffe8"),
        (r"\uc0\u-10180\u-8704 x", "\U0001f200x"),
        (r"{\f14 \'a6\'58\'ad\'70}", "合計"),
        (r"{\f3 \'b3}90%", "≥90%"),
        (r"100{\super 1}\~\endash\ldblquote a\rdblquote\_5", "100^1\u00a0–“a”-5"),
        (r"a\line b\tab c\{\}\\", "a\nb\tc{}\\"),
        (r"\'81" + "0" + r"\'84" + "6", b"\x810\x846".decode("gb18030")),  # bytes of one character, written in two ways
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt " + gbk("链接") + "}}", "链接"),
        (r"{\upr{old}{\*\ud new}}{\*\unknown hidden}{\listtext 1.\tab}x", "newx"),
        (r"{\v hidden}{\deleted gone}kept{\*\bkmkstart _Toc1}", "kept"),
        (r"\bin4 {{}}x", "x"),
        (r"{\mfrac{\mnum 1}{\mden 2}}", "1/2"),
    ],
)
def test_characters_and_what_is_not_printed(written: str, shown: str) -> None:
    assert texts(parse(written + r"\par")) == [shown]


def test_headings_notes_headers_and_text_boxes() -> None:
    document = parse(
        r"{\header\pard " + gbk("页眉") + r"\par}{\headerf\pard " + gbk("页眉") + r"\par}{\footer 1}\pard\s1 A\par\pard\s2 B\par\pard\outlinelevel2 C\par\pard "
        r"D{\super\chftn}{\footnote\pard {\super\chftn} " + gbk("注文") + r"\par}{\shp{\*\shpinst\shpleft0{\sp{\sn a}{\sv b}}{\shptxt\pard "
        + gbk("文本框") + r"\par}}{\shprslt{\*\do twice}}}\par\pard {\revised E}{\pict\wmetafile8 00ff}{\object\objemb{\*\objdata 00}{\result{\pict 00}}}\par"
    )  # fmt: skip
    assert [(b.text, b.level, b.role, b.location.paragraph) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("A", 1, "body", 0), ("B", 2, "body", 1), ("C", 3, "body", 2), ("D", None, "body", 3), ("文本框", None, "textbox", 3), ("E", None, "body", 4),
        (" 注文", None, "footnote", 3),
    ]  # fmt: skip
    assert [(line.text, line.role) for line in document.furniture] == [("页眉", "header"), ("1", "footer")]
    assert [warning.code for warning in document.warnings] == ["picture_not_read", "object_not_read"]
    assert document.details == (("read_with", "gongkai"), ("revisions", "accepted"))
    assert document.format == "rtf"


def test_merged_cells_and_lines_that_hardly_meet() -> None:
    document = parse(
        row([gbk("项目"), gbk("支出"), ""], [2000, 4000, 6000], {0: r"\clvmgf", 1: r"\clmgf", 2: r"\clmrg"})
        + row(["", gbk("基本支出"), gbk("项目支出")], [2000, 4010, 6000], {0: r"\clvmrg"})
        + row([gbk("合计"), r"\b 12.50", "3.00"], [1990, 4000, 6000])
        + row([gbk("说明")], [6000])
        + r"\pard\par"
    )
    assert places(document.tables[0]) == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "支出"), (1, 1, 1, 1, "基本支出"), (1, 2, 1, 1, "项目支出"),
        (2, 0, 1, 1, "合计"), (2, 1, 1, 1, "12.50"), (2, 2, 1, 1, "3.00"), (3, 0, 1, 3, "说明"),
    ]  # fmt: skip


def test_nested_tables_keep_their_place() -> None:
    document = parse(
        r"\trowd\cellx3000\cellx6000\pard\intbl A\cell\pard\intbl B1\par\pard\intbl\itap2 1\nestcell{\nonesttables\par}\pard\intbl\itap2 2\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}\pard\intbl B2\cell\row\pard C\par"
    )
    outer, inner = document.tables
    assert places(outer) == [(0, 0, 1, 1, "A"), (0, 1, 1, 1, "B1\nB2")]
    assert places(inner) == [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2")]
    assert inner.inside == (0, 0, 1)
    assert texts(document) == ["C"]


def test_a_row_of_which_a_tracked_change_takes_a_cell_away_and_a_new_table_behind_it() -> None:
    document = parse(
        row(["1", "2"], [900, 1800]) + row(["3", "4"], [900, 1800], {0: r"\cldel"}) + r"\pard x\par" + row(["5", "6"], [900, 1800])
    )
    assert [[cell.text for cell in table.cells] for table in document.tables] == [["1", "2"], ["5", "6"]]


def test_a_frame_around_text_is_opened() -> None:
    document = parse(r"\trowd\cellx9000\pard\intbl a\par b\par c\cell\row\pard d\par")
    assert texts(document) == ["a", "b", "c", "d"]
    assert document.tables == ()


def test_a_file_that_breaks_off_is_read_with_a_warning() -> None:
    document = read_rtf_direct(Original.of((HEAD + row(["1", "2.50"], [900, 1800]) + r"\pard {\b x").encode("latin-1"), "x.rtf"))
    assert places(document.tables[0]) == [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2.50")]
    assert texts(document) == ["x"]
    assert [warning.code for warning in document.warnings] == ["truncated"]
    damaged = parse(r"{\f13 \'ff\'ff}12\par")
    assert [warning.code for warning in damaged.warnings] == ["damaged_text"]


def test_what_cannot_be_read_says_so() -> None:
    with pytest.raises(UnsupportedFormat):
        read_rtf_direct(Original.of(b"plain text", "x.rtf"))
    with pytest.raises(UnreadableDocument):
        parse("")
    with pytest.raises(LimitExceeded):
        parse("{" * 100_000)


@pytest.mark.parametrize(
    "hostile",
    [
        "{a" * 4_000 + "}" * 4_000, r"\bin9999999999 x", r"\trowd" + "".join(rf"\cellx{at}" for at in range(9_000)) + r" a\cell\row" * 9_000,
        "".join(rf"\trowd\cellx{at * 7}\cellx{at * 7 + 100} a\cell b\cell\row " for at in range(5_000)),
        "".join(rf"\itap{at} a\nestcell " for at in range(3_000)), r"\u20013?" * 100_000, r"{\*\x {{{" * 20_000,
        r"{\shp{\*\shpinst{\shptxt a\par " * 300, r"{\footnote a " * 300, r"{\upr{a}" * 20_000, r"\trowd\clvmgf\cellx-9999999999 a\cell\row",
    ],
)  # fmt: skip
def test_hostile_files_are_no_burden(hostile: str) -> None:
    start = time.perf_counter()
    try:
        parse(hostile)
    except DocumentError as error:
        assert "\n" not in str(error)
    assert time.perf_counter() - start < 20


def test_damaged_files_give_blocks_or_our_own_errors() -> None:
    sample = (
        HEAD + row([gbk("项目"), "12.50"], [900, 1800], {0: r"\clvmgf"}) + r"\pard{\footnote x}" + unicode("合计") + r"\par}"
    ).encode("latin-1")
    source = random.Random(3)
    signs = (
        b"{",
        b"}",
        b"\\",
        b"\\cell ",
        b"\\row ",
        b"\\trowd",
        b"\\u",
        b"\\'",
        b"\\pard",
        b"\\clvmrg",
        b"\\bin9 ",
        b"\\itap3 ",
        b"",
    )
    for _ in range(400):
        data = bytearray(sample)
        for _ in range(source.choice((1, 5, 30))):
            at = source.randrange(6, len(data))
            data[at : at + source.choice((0, 1, 9))] = source.choice(signs)
        try:
            document = read_rtf_direct(Original.of(bytes(data), "x.rtf"))
        except DocumentError as error:
            assert "\n" not in str(error)
            continue
        for table in document.tables:
            for cell in table.cells:
                assert cell.row + cell.row_span <= table.row_count
                assert cell.column + cell.column_span <= table.column_count

"""The reader of Word 97-2003 documents: the text as it is printed, from whatever pieces and properties it is stored in."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers.doc_binary import read_doc_binary
from gongkai.extractors.readers.docx import read_docx
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document, Table

from .doc_files import (
    DELETED,
    HIDDEN,
    INSERTED,
    PICTURE,
    RAISED,
    SPECIAL,
    Parts,
    Piece,
    doc,
    field_of,
    fonts,
    of,
    p,
    r,
    read,
    sprm,
    streams,
    style,
    styles,
    texts,
)

RENDERS = Path(__file__).resolve().parents[4] / "shared" / "renders"


def text(*content: object, **options: object) -> str:
    (paragraph,) = of(p(*content), **options).paragraphs  # type: ignore[arg-type]
    return paragraph.text


def with_part(number: int, raw: bytes) -> Parts:
    return Parts({number: raw})


# --- paragraphs and styles


def test_paragraphs_are_counted_and_blank_ones_left_out() -> None:
    document = of(p("第一部分"), p(), p("  "), p("单位概况"))
    assert [(block.text, block.location.paragraph) for block in document.paragraphs] == [("第一部分", 0), ("单位概况", 3)]
    assert document.format == "doc"
    assert ("read_with", "olefile") in document.details


def test_outline_levels_come_from_the_paragraph_or_its_style() -> None:
    sheet = styles(
        style("Normal", identity=0),
        style("heading 2", identity=2, base=0),
        style("章标题", base=1),
        style("标题 3,三级", base=0),
        style("正文级", base=1, paragraph=sprm(0x2640, 9)),
    )
    document = of(
        p("正文", style=0),
        p("二", style=1),
        p("继承", style=2),
        p("按名称", style=3),
        p("样式说是正文", style=4),
        p("自己说", style=1, properties=sprm(0x2640, 0)),
        p("自己说是正文", style=1, properties=sprm(0x2640, 9)),
        p("没有这个样式", style=77),
        parts=with_part(1, sheet),
    )
    assert [block.level for block in document.paragraphs] == [None, 2, 2, 3, None, 1, None, None]


def test_styles_in_a_circle_have_no_level() -> None:
    sheet = styles(style("甲", base=1), style("乙", base=0))
    assert [block.level for block in of(p("文字", style=1), parts=with_part(1, sheet)).paragraphs] == [None]


# --- how text is stored


def test_pieces_are_put_in_order_whatever_order_they_are_stored_in() -> None:
    document = of(p("收入共"), p("123万元"), pieces=[Piece(4), Piece(3, "cp1252"), Piece(2)])
    assert texts(document) == ["收入共", "123万元"]


def test_a_paragraph_over_several_pieces_has_the_properties_of_its_mark() -> None:
    document = of(p("一二三四", properties=sprm(0x2640, 1)), p("五"), pieces=[Piece(2), Piece(3)])
    assert [(block.text, block.level) for block in document.paragraphs] == [("一二三四", 2), ("五", None)]


def test_properties_that_a_piece_adds_hold_for_all_of_it() -> None:
    deleted = 0x41 << 1 | 1 << 8
    listed = 0 << 1 | 1
    document = of(p("保留删去隐藏保留"), pieces=[Piece(2), Piece(2, prm=deleted), Piece(2, prm=listed)], listed=[HIDDEN])
    assert texts(document) == ["保留保留"]


def test_eight_bit_text_is_western_as_word_writes_it() -> None:
    document = of(p("Total – “café” 12.5€ ±3"), encoding="cp1252")
    assert texts(document) == ["Total – “café” 12.5€ ±3"]
    assert ("encoding", "gb18030") not in document.details


def test_eight_bit_text_of_old_chinese_programs_is_gbk() -> None:
    document = of(p("部门收入支出决算总表"), p("本年收入合计1234.56万元，比上年增长5%。"), encoding="gb18030")
    assert texts(document) == ["部门收入支出决算总表", "本年收入合计1234.56万元，比上年增长5%。"]
    assert [block.location.paragraph for block in document.paragraphs] == [0, 1]
    assert ("encoding", "gb18030") in document.details


def test_dots_beside_chinese_text_are_no_ideographs() -> None:
    assert texts(of(p("收入决算表····5"), pieces=[Piece(5), Piece(5, "cp1252")])) == ["收入决算表····5"]
    assert texts(of(p("A····5"), encoding="cp1252")) == ["A····5"]


def test_characters_beyond_the_first_plane_keep_the_places_of_those_behind() -> None:
    assert text("𠮷甲", r("乙", DELETED), "丙") == "𠮷甲丙"


def test_a_document_whose_text_the_pieces_do_not_cover_to_the_mark_behind_the_last_story() -> None:
    document = of(p("正文"), footnotes=[p("注")], pieces=[Piece(3), Piece(2)])
    assert texts(document) == ["正文"]


# --- characters


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept() -> None:
    document = of(p("支出", r("旧", DELETED), r("新", INSERTED), r("隐藏", HIDDEN), "合计"))
    assert texts(document) == ["支出新合计"]
    assert ("revisions", "accepted") in document.details


def test_a_deleted_or_hidden_mark_joins_two_paragraphs() -> None:
    document = of(p("前", mark_properties=DELETED), p("后"), p("甲", mark_properties=HIDDEN), p("乙"))
    assert [(block.text, block.location.paragraph) for block in document.paragraphs] == [("前后", 0), ("甲乙", 2)]


def test_styles_hide_text_and_runs_may_show_it_again() -> None:
    sheet = styles(
        style("Normal"),
        style("隐藏段", character=HIDDEN),
        style("隐藏字", kind=2, character=HIDDEN),
    )
    shown, opposite = sprm(0x083C, 0), sprm(0x083C, 0x81)
    document = of(
        p("藏", r("显", shown), r("反", opposite), style=1, mark_properties=shown),
        p("留", r("去", sprm(0x4A30, 2)), r("反", opposite)),
        parts=with_part(1, sheet),
    )
    assert texts(document) == ["显反", "留"]


def test_fields_are_read_by_their_result() -> None:
    assert text("共", *field_of("NUMPAGES", "12"), "页") == "共12页"


def test_a_field_in_the_code_of_another_one() -> None:
    code = (r("\x13", SPECIAL), " IF ", *field_of("DOCPROPERTY x", "旧"), ' = "1" ', r("\x14", SPECIAL), "结果", r("\x15", SPECIAL))
    assert text("甲", *code, "乙") == "甲结果乙"


def test_a_broken_field_does_not_swallow_the_rest() -> None:
    assert text(r("\x13", SPECIAL), "收入100万元") == "收入100万元"
    assert text("收入", r("\x15", SPECIAL), "100") == "收入100"


def test_special_characters() -> None:
    assert text("一\x0b二\x1e三\x1f四\xa05\t6\x05") == "一\n二-三四\xa05\t6"


def test_symbols_are_those_of_their_font() -> None:
    def symbol(font: int, code: int) -> object:
        return r("(", SPECIAL + sprm(0x6A09, font | code << 16))

    marks = symbol(1, 0xF0FC), symbol(2, 0xF0A3), symbol(0, 0x25A1)
    assert text("是", *marks, parts=with_part(15, fonts("宋体", "Wingdings", "Symbol"))) == "是✓≤□"


def test_private_characters_are_those_of_the_font_of_their_run() -> None:
    sheet = with_part(15, fonts("宋体", "Wingdings 2"))
    assert text("是", r("\uf052", sprm(0x4A4F, 1)), r("\uf052", sprm(0x4A4F, 0)), "\uf052", parts=sheet) == "是☑\uf052\uf052"


def test_a_raised_digit_does_not_run_into_the_figure() -> None:
    assert text("100", r("1", RAISED), "万元") == "100^1万元"
    assert text("面积5平方米", r("2", RAISED)) == "面积5平方米2"


def test_a_page_break_within_a_paragraph_parts_lines() -> None:
    assert text("\x0c第一部分\x0c概况\x0c") == "第一部分\n概况"


def test_the_mark_of_a_section_ends_a_paragraph() -> None:
    parts = Parts()
    parts.places(6, [0, 3, 6], bytes(24))
    document = of(p("封面", mark="\x0c"), p("正文"), parts=parts)
    assert [(block.text, block.location.paragraph) for block in document.paragraphs] == [("封面", 0), ("正文", 1)]


# --- notes, headers, drawn objects


def test_notes_stand_at_the_end_in_the_order_they_are_referred_to() -> None:
    parts = Parts()
    parts.places(2, [2, 7, 8], bytes(4))  # two footnotes
    parts.places(3, [0, 4, 8, 9])
    parts.places(46, [4, 8], bytes(2))  # one endnote between them
    parts.places(47, [0, 4, 5])
    document = of(
        p("收入", r("\x02", SPECIAL), "支", r("\x02", SPECIAL), "出，", r("\x02", SPECIAL)),
        footnotes=[p("\x02注一"), p("\x02注二"), p()],
        endnotes=[p("\x02尾注"), p()],
        parts=parts,
    )
    assert [(block.text, block.role) for block in document.paragraphs] == [
        ("收入支出，", "body"),
        ("注一", "footnote"),
        ("尾注", "footnote"),
        ("注二", "footnote"),
    ]
    assert {block.location.paragraph for block in document.paragraphs} == {0}


def test_headers_and_footers_are_furniture_and_sections_share_them() -> None:
    parts = Parts()
    #               six separators,     section 1: odd header, odd footer     section 2: other footer
    parts.places(11, [0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 10, 10, 10, 10, 10, 10, 15, 15, 15, 16])
    document = of(p("正文"), headers=[p("页眉文"), p(), p("第1页"), p(), p("第2页"), p(), p()], parts=parts)
    assert [(item.text, item.role) for item in document.furniture] == [
        ("页眉文", "header"),
        ("第1页", "footer"),
        ("第2页", "footer"),
    ]


def record(kind: int, content: bytes, *, container: bool = False, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if container else 0), kind, len(content)) + content


def shape(number: int, *, picture: bool = False) -> bytes:
    properties = record(0xF00B, struct.pack("<HI", 0x4104, 1), instance=1) if picture else b""
    return record(0xF004, record(0xF00A, struct.pack("<II", number, 0)) + properties, container=True)


def drawings(*shapes: bytes) -> bytes:
    group = record(0xF003, shape(1024) + b"".join(shapes), container=True)
    return record(0xF000, b"", container=True) + b"\0" + record(0xF002, record(0xF008, bytes(8)) + group, container=True)


def test_text_boxes_stand_at_their_anchor_also_within_a_group() -> None:
    parts = Parts()
    anchors = [1, 5]
    parts.places(40, [*anchors, 9], b"".join(struct.pack("<I22x", number) for number in (2001, 2002)))
    parts.places(56, [0, 4, 8, 9], b"".join(struct.pack("<8xH4xI4x", 0, number) for number in (2004, 2001, 0)))
    parts.raw[50] = drawings(shape(2001), record(0xF003, shape(2002) + shape(2003) + shape(2004), container=True))
    document = of(
        p("前", r("\x08", SPECIAL)), p("中间", r("\x08", SPECIAL), "后"), boxes=[p("组内框"), p("单独框"), p()], parts=parts
    )
    assert [(block.text, block.role, block.location.paragraph) for block in document.paragraphs] == [
        ("前", "body", 0),
        ("单独框", "textbox", 0),
        ("中间后", "body", 1),
        ("组内框", "textbox", 1),
    ]


def test_text_boxes_without_an_anchor_are_not_lost() -> None:
    parts = Parts()
    parts.places(56, [0, 4, 5], struct.pack("<8xH4xI4x", 0, 7) * 2)
    document = of(p("正文"), boxes=[p("文本框"), p()], parts=parts)
    assert [(block.text, block.role) for block in document.paragraphs] == [("正文", "body"), ("文本框", "textbox")]


def test_pictures_and_objects_are_named_as_not_read() -> None:
    parts = Parts()
    parts.places(40, [1, 9], struct.pack("<I22x", 2001))
    parts.raw[50] = drawings(shape(2001, picture=True))
    document = of(
        p("图", r("\x08", SPECIAL)),
        p(r("\x01", PICTURE), mark_properties=b""),
        p(r("\x13", SPECIAL), " EMBED Excel.Sheet.8 ", r("\x14", SPECIAL), r("\x01", PICTURE), r("\x15", SPECIAL)),
        p(*field_of("FORMTEXT", "填报"), r("\x01", PICTURE + sprm(0x0806, 1))),
        parts=parts,
    )
    assert [warning.code for warning in document.warnings] == ["picture_not_read", "object_not_read"]
    assert "2 处图片" in document.warnings[0].message
    assert "1 处嵌入对象" in document.warnings[1].message


# --- the same document as docx


def shown(document: Document) -> list[object]:
    return [
        (block.row_count, block.column_count, [(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells])
        if isinstance(block, Table)
        else (block.text, block.level, block.role)
        for block in document.blocks
    ]


@pytest.mark.skipif(not RENDERS.is_dir(), reason="the shared renders are not here")
@pytest.mark.parametrize("name", ["hengdong-2021-tables", "hengshan-2023-tables"])
def test_a_document_reads_like_its_docx(name: str) -> None:
    old, new = (RENDERS / f"{name}{suffix}" for suffix in (".doc", ".docx"))
    assert shown(read_doc_binary(Original.of(old.read_bytes(), old.name))) == shown(
        read_docx(Original.of(new.read_bytes(), new.name))
    )


def test_the_table_stream_may_be_either_one() -> None:
    assert texts(read(doc([p("正文")], flags=0))) == ["正文"]


def form_data(kind: int, result: int, default: int, entries: tuple[str, ...] = ()) -> bytes:
    """What the data stream holds of a form field: its header and its state."""
    state = struct.pack("<IHHH", 0xFFFFFFFF, kind | result << 2, 0, 0)
    name, nothing = struct.pack("<H", 2) + "项目".encode("utf-16-le") + b"\0\0", bytes(4)
    content = state + name + struct.pack("<H", default) + nothing * 5
    if entries:
        texts = b"".join(struct.pack("<H", len(entry)) + entry.encode("utf-16-le") for entry in entries)
        content += struct.pack("<HHH", 0xFFFF, len(entries), 0) + texts
    return struct.pack("<IH62x", 68 + len(content), 68) + content


@pytest.mark.parametrize(
    ("code", "data", "shown"),
    [
        ("FORMCHECKBOX", form_data(1, 1, 0), "☑"),
        ("FORMCHECKBOX", form_data(1, 0, 1), "☐"),
        ("FORMCHECKBOX", form_data(1, 25, 1), "☑"),
        ("FORMDROPDOWN", form_data(2, 1, 0, ("甲类", "乙类")), "乙类"),
        ("FORMDROPDOWN", form_data(2, 25, 0, ("甲类", "乙类")), "甲类"),
        ("FORMDROPDOWN", form_data(2, 7, 0, ("甲类", "乙类")), ""),
        ("FORMTEXT", form_data(0, 1, 0), ""),
        ("HYPERLINK", form_data(1, 1, 0), ""),
        ("FORMCHECKBOX", b"\xff" * 30, ""),
    ],
)
def test_form_fields_show_their_state(code: str, data: bytes, shown: str) -> None:
    main, table, _ = streams(
        [
            p(
                "是否",
                r("\x13", SPECIAL),
                f" {code} ",
                r("\x01", SPECIAL + sprm(0x0806, 1) + sprm(0x6A03, 9)),
                r("\x15", SPECIAL),
                "公开",
            )
        ]
    )
    document = read(compound_file({"WordDocument": main, "1Table": table, "Data": bytes(9) + data}))
    assert texts(document) == [f"是否{shown}公开"]
    assert not document.warnings

"""JSON of other converters: each known by its own marks, tables with their spans, pages and boxes; other JSON is no document."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gongkai
from gongkai.extractors.readers import read_bytes
from gongkai.extractors.readers.converted_json import read_json
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.outputs.json import dumps
from gongkai.schemas.document import Document, Paragraph, Table
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument, UnsupportedFormat
from support import HEADS, ROWS, TITLE, WriteReport

Json = Any
LINES = (TITLE, "2023年度", "金额单位：万元")
GRID = (HEADS, *ROWS)
HTML = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in GRID) + "</table>"


def parse(value: Json) -> Document:
    return read_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8"), "报告.json", "报告.json")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def docling_cell(text: str, row: int, column: int, down: int = 1, across: int = 1, **more: Json) -> Json:
    return {
        "text": text, "row_span": down, "col_span": across, "start_row_offset_idx": row, "end_row_offset_idx": row + down,
        "start_col_offset_idx": column, "end_col_offset_idx": column + across, **more,
    }  # fmt: skip


def docling(children: list[str], **lists: Json) -> Json:
    return {
        "schema_name": "DoclingDocument",
        "version": "1.10.0",
        "name": "a",
        "body": {"self_ref": "#/body", "children": [{"$ref": f"#/{child}"} for child in children]},
        "pages": {"1": {"page_no": 1, "size": {"width": 600.0, "height": 800.0}}},
        **lists,
    }


def docling_form() -> Json:
    return docling(
        ["texts/0", "texts/1", "texts/2", "tables/0"],
        texts=[{"label": "text", "text": line} for line in LINES],
        tables=[{"data": {"table_cells": [docling_cell(cell, r, c) for r, row in enumerate(GRID) for c, cell in enumerate(row)]}}],
    )


def mineru_form() -> Json:
    return [
        *({"type": "text", "text": line, "page_idx": 0} for line in LINES),
        {"type": "table", "table_caption": [], "table_body": f"<html><body>{HTML}</body></html>", "page_idx": 0},
    ]


def middle_form() -> Json:
    def block(kind: str, span: Json) -> Json:
        return {"type": kind, "bbox": [10, 20, 30, 40], "lines": [{"spans": [span]}]}

    table = {"type": "table", "bbox": [1, 2, 3, 4], "blocks": [block("table_body", {"type": "table", "html": HTML})]}
    blocks = [*(block("text", {"type": "text", "content": line}) for line in LINES), table]
    return {"pdf_info": [{"page_idx": 0, "page_size": [600, 800], "para_blocks": blocks}], "_backend": "pipeline"}


def marker_form() -> Json:
    def block(number: int, kind: str, html: str) -> Json:
        return {
            "id": f"/page/0/{kind}/{number}",
            "block_type": kind,
            "html": html,
            "polygon": [[1, 2], [9, 2], [9, 4], [1, 4]],
            "children": None,
        }

    children = [*(block(n, "Text", f"<p>{line}</p>") for n, line in enumerate(LINES)), block(9, "Table", HTML)]
    page = {
        "id": "/page/0/Page/1",
        "block_type": "Page",
        "html": "<content-ref src='/page/0/Text/0'></content-ref>",
        "children": children,
    }
    return {
        "children": [page],
        "block_type": "Document",
        "metadata": {"page_stats": [{"page_id": 0, "text_extraction_method": "pdftext"}]},
    }


def unstructured_form() -> Json:
    def element(kind: str, text: str, **metadata: Json) -> Json:
        return {
            "type": kind,
            "element_id": "5ef1",
            "text": text,
            "metadata": {"page_number": 1, "filetype": "application/pdf", **metadata},
        }

    return [*(element("NarrativeText", line) for line in LINES), element("Table", "合计 12.50", text_as_html=HTML)]


def plain(text: str) -> Json:
    return {"t": "Plain", "c": [{"t": "Str", "c": text}]}


def pandoc_row(*cells: tuple[str, int, int]) -> Json:
    return [["", [], []], [[["", [], []], {"t": "AlignDefault"}, down, across, [plain(text)]] for text, down, across in cells]]


def pandoc(*blocks: Json) -> Json:
    return {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": list(blocks)}


def pandoc_table(head: list[Json], body: list[Json]) -> Json:
    nothing = ["", [], []]
    return {"t": "Table", "c": [nothing, [None, []], [], [nothing, head], [[nothing, 0, [], body]], [nothing, []]]}


def pandoc_form() -> Json:
    rows = [pandoc_row(*((cell, 1, 1) for cell in row)) for row in GRID]
    return pandoc(*({**plain(line), "t": "Para"} for line in LINES), pandoc_table(rows[:1], rows[1:]))


FORMS: dict[str, Callable[[], Json]] = {
    "docling JSON": docling_form, "MinerU JSON": mineru_form, "marker JSON": marker_form, "unstructured JSON": unstructured_form, "pandoc JSON": pandoc_form,
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_gives_the_facts_of_the_docx(name: str, write_report: WriteReport, tmp_path: Path) -> None:
    converted = tmp_path / "报告.json"
    converted.write_text(json.dumps(FORMS[name](), ensure_ascii=False), encoding="utf-8")
    seen = [
        [(fact.form, fact.item, fact.column, fact.year, str(fact.value), fact.unit) for fact in gongkai.extract(path).facts]
        for path in (write_report(tmp_path / "报告.docx"), converted)
    ]
    assert len(seen[1]) == 8
    assert [fact[1:3] for fact in seen[1]] == [fact[1:3] for fact in seen[0]]
    assert [fact[4:] for fact in seen[1]] == [fact[4:] for fact in seen[0]]
    document = parse(FORMS[name]())
    assert document.format == "json"
    assert dict(document.details)["read_with"] == name
    assert codes(document) == []


def test_other_json_is_no_document(write_report: WriteReport, tmp_path: Path) -> None:
    own = dumps(gongkai.extract(write_report(tmp_path / "甲.txt")))
    others: list[Json] = [
        json.loads(own), {}, [], [1], {"blocks": []}, [{"type": "text", "text": "x"}], {"body": {"children": []}}, {"children": []},
        [{"type": "Feature", "page_idx": 1}], {"schema_name": "DoclingDocument"}, {"pdf_info": []},
    ]  # fmt: skip
    for value in others:
        with pytest.raises(UnsupportedFormat) as caught:
            parse(value)
        assert "\n" not in str(caught.value)
    for empty in (docling([]), pandoc()):
        with pytest.raises(UnreadableDocument):
            parse(empty)
    with pytest.raises(LimitExceeded):
        read_json(Original.of(b"[" * 100_000 + b"]" * 100_000, "x.json"))
    with pytest.raises(UnreadableDocument):
        read_json(Original.of(b'{"schema_name": "DoclingDocument", ', "x.json"))


def test_docling_spans_pages_boxes_and_captions() -> None:
    prov = [{"page_no": 1, "bbox": {"l": 10, "t": 700, "r": 110, "b": 650, "coord_origin": "BOTTOMLEFT"}}]
    cell_box = {"l": 12.0, "t": 20.0, "r": 50.0, "b": 40.0, "coord_origin": "TOPLEFT"}
    document = parse(
        docling(
            ["texts/0", "groups/0", "tables/0", "texts/5", "texts/6", "pictures/0"],
            texts=[
                {"label": "section_header", "level": 1, "text": "一、收支", "prov": prov},
                {"label": "text", "text": "支出"},
                {"label": "text", "text": "12.50"},
                {"label": "text", "text": "万元"},
                {"label": "caption", "text": "收支总表"},
                {"label": "page_footer", "text": "第 1 页", "content_layer": "furniture"},
                {"label": "list_item", "enumerated": True, "marker": "1.", "text": "项目"},
            ],
            groups=[{"label": "inline", "children": [{"$ref": "#/texts/1"}, {"$ref": "#/texts/2"}, {"$ref": "#/texts/3"}]}],
            tables=[
                {
                    "prov": prov,
                    "captions": [{"$ref": "#/texts/4"}],
                    "data": {
                        "num_rows": 2,
                        "num_cols": 3,
                        "table_cells": [
                            docling_cell("项目", 0, 0, 2), docling_cell("支出", 0, 1, 1, 2, bbox=cell_box), docling_cell("基本", 1, 1),
                            docling_cell("项目支出", 1, 2), docling_cell("重叠", 1, 1), {"text": "没有位置"},
                        ],
                    },
                }
            ],
            pictures=[{"label": "picture"}],
        )
    )  # fmt: skip
    assert texts(document) == ["一、收支", "支出12.50万元", "收支总表", "1. 项目"]
    first = document.paragraphs[0]
    assert (first.level, first.location.page, first.location.bbox) == (1, 1, (10.0, 100.0, 110.0, 150.0))
    table = document.tables[0]
    assert places(table) == [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "支出"), (1, 1, 1, 1, "基本"), (1, 2, 1, 1, "项目支出")]
    assert table.cells[1].location.bbox == (12.0, 20.0, 50.0, 40.0)
    assert [line.text for line in document.furniture] == ["第 1 页"]
    assert codes(document) == ["cells_dropped", "picture_not_read"]
    assert "2 个单元格" in document.warnings[0].message
    assert document.pages == 1


def test_docling_references_in_a_circle_end() -> None:
    circle = [
        {"label": "list", "children": [{"$ref": "#/groups/0"}, {"$ref": "#/texts/0"}, {"$ref": "#/texts/9"}, {"$ref": "#/body"}]}
    ]
    document = parse(docling(["groups/0"], groups=circle, texts=[{"label": "text", "text": "x"}]))
    assert texts(document) == ["x"]
    assert codes(document) == ["content_not_read"]


def test_tables_in_docling_cells_are_tables_inside() -> None:
    document = parse(
        docling(
            ["tables/0"],
            groups=[{"label": "unspecified", "children": [{"$ref": "#/tables/1"}, {"$ref": "#/texts/0"}]}],
            texts=[{"label": "text", "text": "甲"}],
            tables=[
                {"data": {"table_cells": [docling_cell("甲", 0, 0), docling_cell("a", 0, 1, ref={"$ref": "#/groups/0"})]}},
                {"data": {"table_cells": [docling_cell("1", 0, 0)]}},
            ],
        )
    )
    assert [table.inside for table in document.tables] == [None, (0, 0, 1)]
    assert texts(document) == []  # the text is in the cell


def test_mineru_pages_levels_furniture_and_tables_over_pages() -> None:
    def table(html: str, page: int) -> Json:
        return {
            "type": "table",
            "table_body": f"<table>{html}</table>",
            "table_caption": ["表一"] if not page else [],
            "page_idx": page,
        }

    document = parse(
        [
            {"type": "text", "text": "决算", "text_level": 1, "page_idx": 0},
            {"type": "text", "text": "完成$1 2 . 5 \\%$", "page_idx": 0},
            table("<tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.50</td></tr>", 0),
            {"type": "page_number", "text": "1", "page_idx": 0},
            table("<tr><td>项目</td><td>金额</td></tr><tr><td>乙</td><td>2.50</td></tr>", 1),
            {"type": "list", "list_items": ["一", "二"], "page_idx": 1},
            {"type": "image", "img_path": "a.jpg", "image_caption": ["图一"], "page_idx": 1},
            {"type": "table", "img_path": "b.jpg", "page_idx": 1},
        ]
    )
    assert texts(document) == ["决算", "完成12.5%", "表一", "一", "二", "图一"]
    assert (document.paragraphs[0].level, document.paragraphs[0].location.page) == (1, 1)
    assert [cell.text for cell in document.tables[0].cells] == ["项目", "金额", "甲", "1.50", "乙", "2.50"]
    assert [cell.location.page for cell in document.tables[0].cells] == [1, 1, 1, 1, 2, 2]
    assert codes(document) == ["table_not_read", "picture_not_read"]
    assert document.pages == 2


def test_mineru_intermediate_results_say_how_the_text_was_had() -> None:
    printed = parse(middle_form())
    assert texts(printed) == list(LINES)
    assert [paragraph.location.bbox for paragraph in printed.paragraphs][:1] == [(10, 20, 30, 40)]
    assert codes(printed) == []
    assert not printed.ocr_pages
    recognised = parse({**middle_form(), "_backend": "vlm"})
    assert codes(recognised) == ["converter_ocr"]
    assert recognised.ocr_pages


def test_marker_says_which_pages_were_recognised() -> None:
    value = marker_form()
    value["metadata"]["page_stats"][0]["text_extraction_method"] = "surya"
    document = parse(value)
    assert codes(document) == ["converter_ocr"]
    assert document.ocr_pages == document.pages
    assert [cell.location.bbox for cell in document.tables[0].cells][:1] == [(1, 2, 9, 4)]
    assert places(parse(value["children"]).tables[0]) == places(document.tables[0])  # older: the list of pages alone


def test_unstructured_tables_without_rows_are_not_guessed() -> None:
    value = unstructured_form()
    del value[-1]["metadata"]["text_as_html"]
    value[0] = {**value[0], "type": "Title", "metadata": {"category_depth": 1, "filetype": "image/png"}}
    value.append({**value[1], "type": "Footer", "text": "1"})
    document = parse(value)
    assert document.tables == ()
    assert codes(document) == ["converter_ocr", "table_not_read"]
    assert document.paragraphs[0].level == 2
    assert len(document.furniture) == 1


def test_pandoc_inlines_notes_and_spans() -> None:
    words = [
        {"t": "Str", "c": "支出"}, {"t": "Strong", "c": [{"t": "Str", "c": "100"}]}, {"t": "Superscript", "c": [{"t": "Str", "c": "1"}]}, {"t": "Space"},
        {"t": "Quoted", "c": [{"t": "DoubleQuote"}, [{"t": "Str", "c": "三公"}]]}, {"t": "Note", "c": [{**plain("注"), "t": "Para"}]}, {"t": "LineBreak"},
        {"t": "Span", "c": [["", ["deletion"], []], [{"t": "Str", "c": "删"}]]}, {"t": "Image", "c": [["", [], []], [], ["a", ""]]},
        {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "链"}], ["u", ""]]},
    ]  # fmt: skip
    document = parse(
        pandoc(
            {"t": "Header", "c": [2, ["", [], []], [{"t": "Str", "c": "题"}]]},
            {"t": "Para", "c": words},
            {"t": "BulletList", "c": [[plain("甲")], [plain("乙")]]},
            pandoc_table([pandoc_row(("项目", 2, 1), ("支出", 1, 2)), pandoc_row(("基本", 1, 1), ("项目支出", 1, 1))], [pandoc_row(("合计", 1, 1), ("1.5", 1, 1), ("", 1, 1))]),
            {"t": "Table", "c": [[], [], [], [[plain("a")], [plain("b")]], [[[plain("1")], [plain("2")]]]]},
        )
    )  # fmt: skip
    assert texts(document) == ["题", "支出100^1 “三公”\n链", "甲", "乙", "注"]
    assert document.paragraphs[0].level == 2
    assert places(document.tables[0])[:4] == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "支出"),
        (1, 1, 1, 1, "基本"),
        (1, 2, 1, 1, "项目支出"),
    ]
    assert [cell.text for cell in document.tables[1].cells] == ["a", "b", "1", "2"]
    assert codes(document) == ["picture_not_read"]


@pytest.mark.parametrize("name", [*FORMS, "middle"])
def test_wrong_values_give_blocks_or_our_own_errors(name: str) -> None:
    form = FORMS.get(name, middle_form)
    source = random.Random(name)
    wrong: list[Json] = [
        None,
        -1,
        0,
        1e308,
        2**70,
        True,
        "",
        [],
        {},
        "x",
        [[]],
        [{}],
        {"$ref": "#/texts/0"},
        {"$ref": "#/tables/0"},
        99_999_999,
        "<table><tr><td>",
    ]
    for _ in range(300):
        value = form()
        for _ in range(source.choice((1, 3, 20))):
            node: Any = value
            key: Any = None
            holder: Any = None
            while isinstance(node, dict | list) and node and (key is None or source.random() > 0.15):
                holder, key = node, source.choice(list(node)) if isinstance(node, dict) else source.randrange(len(node))
                node = node[key]
            if holder is not None:
                holder[key] = copy.deepcopy(source.choice(wrong))
        try:
            document = parse(value)
        except DocumentError as error:
            assert "\n" not in str(error)
            continue
        for table in document.tables:
            for cell in table.cells:
                assert cell.row + cell.row_span <= table.row_count
                assert cell.column + cell.column_span <= table.column_count


def test_spans_beyond_all_reason_are_no_burden() -> None:
    cells = [docling_cell("1", row, 0, 1_000_000, 900) for row in range(50)]
    table = parse(docling(["tables/0"], tables=[{"data": {"table_cells": cells}}])).tables[0]
    assert (table.row_count, table.column_count) == (50, 1)

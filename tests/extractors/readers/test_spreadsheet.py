"""Spreadsheets as a person sees them: titles, tables with spans, shown numbers, nothing hidden and nothing silently lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Border, Side

from gongkai.extractors.readers import _sheet_xlsx, read
from gongkai.schemas.document import Paragraph, Table

from .sheet_files import changed, codes, grid, outline, saved, shown, xls, xlsx

FORM: list[list[Any]] = [
    ["收入支出决算总表"],
    [None, None, None, "公开01表"],
    ["部门：某某局", None, None, "单位：万元"],
    ["收入", None, "支出", None],
    ["项目", "金额", "项目", "金额"],
    ["一、财政拨款收入", 1234.5, "一、教育支出", 0.62],
    ["合计", 1234.5, "合计", None],
    ["注：本表反映收支情况。"],
]
READ = [
    "收入支出决算总表", "公开01表", "部门：某某局", "单位：万元",
    [["收入*1×2", "支出*1×2"], ["项目", "金额", "项目", "金额"], ["一、财政拨款收入", "1,234.50", "一、教育支出", "62%"],
     ["合计", "1,234.50", "合计", ""]],
    "注：本表反映收支情况。",
]  # fmt: skip


def form_xlsx() -> bytes:
    book, (sheet,) = xlsx(("Sheet1", FORM))
    for area in ("A1:D1", "A4:B4", "C4:D4", "A8:D8"):
        sheet.merge_cells(area)
    sheet["B6"].number_format = sheet["B7"].number_format = "#,##0.00"
    sheet["D6"].number_format = "0%"
    return saved(book)


def form_xls() -> bytes:
    merged = {(0, 0), (3, 0), (3, 2), (7, 0)}
    rows = [[None if (at, c) in merged else value for c, value in enumerate(row)] for at, row in enumerate(FORM)]
    book, (sheet,) = xls(("Sheet1", rows), formats={(5, 1): "#,##0.00", (6, 1): "#,##0.00", (5, 3): "0%"})
    sheet.write_merge(0, 0, 0, 3, FORM[0][0])
    sheet.write_merge(3, 3, 0, 1, "收入")
    sheet.write_merge(3, 3, 2, 3, "支出")
    sheet.write_merge(7, 7, 0, 3, FORM[7][0])
    return saved(book)


@pytest.mark.parametrize(("data", "name", "format"), [(form_xlsx(), "表.xlsx", "xlsx"), (form_xls(), "表.xls", "xls")])
def test_a_form_is_read_as_it_is_seen(data: bytes, name: str, format: str) -> None:
    document = shown(data, name)
    assert document.format == format
    assert outline(document) == READ
    assert document.warnings == ()
    (table,) = document.tables
    assert table.grid == "exact"
    figure = next(cell for cell in table.cells if cell.text == "62%")
    assert (figure.row, figure.column, figure.location.sheet) == (2, 3, "Sheet1!D6")


def test_sheet_names_that_say_something_are_headings() -> None:
    book, _ = xlsx(("收入决算表", [["项目", "金额"], ["合计", 5]]), ("Sheet2", [["项目", "金额"], ["合计", 6]]))
    blocks = shown(saved(book)).blocks
    assert isinstance(blocks[0], Paragraph)
    assert (blocks[0].text, blocks[0].level) == ("收入决算表", 1)
    assert [isinstance(block, Table) for block in blocks] == [False, True, True]
    assert [block.index for block in blocks if isinstance(block, Table)] == [0, 1]


def test_several_tables_on_a_sheet() -> None:
    rows = [
        ["收入决算表"], ["项目", "金额"], ["合计", 1], [], ["支出决算表"], ["单位：元"], ["项目", "支出"], ["合计", 2], ["三公经费表"],
        ["项目", "预算数"], ["合计", 3],
    ]  # fmt: skip
    document = shown(saved(xlsx(("表", rows))[0]))
    assert outline(document) == [
        "收入决算表", [["项目", "金额"], ["合计", "1"]],
        "支出决算表", "单位：元", [["项目", "支出"], ["合计", "2"]],
        "三公经费表", [["项目", "预算数"], ["合计", "3"]],
    ]  # fmt: skip


def test_a_blank_row_does_not_part_figures_from_their_heads() -> None:
    rows = [["项目", "金额"], ["工资", 1], [], ["办公费", 2]]
    assert outline(shown(saved(xlsx(("表", rows))[0]))) == [[["项目", "金额"], ["工资", "1"], ["", ""], ["办公费", "2"]]]


def test_blank_rows_with_lines_belong_to_the_table() -> None:
    book, (sheet,) = xlsx(("表", [["项目", "说明"], ["工资", "甲"], [], [], [], ["其他", "乙"]]))
    line = Side(style="thin")
    for row in sheet["A1:B6"]:
        for cell in row:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
    (table,) = shown(saved(book)).tables
    assert table.row_count == 6


def test_prose_on_a_sheet() -> None:
    rows = [["第一部分 单位概况"], ["一、主要职责"], ["负责本地区的有关工作。"]]
    assert outline(shown(saved(xlsx(("说明", rows))[0]))) == ["说明", *[row[0] for row in rows]]


def test_what_is_hidden_is_left_out_and_said() -> None:
    book, (sheet, secret) = xlsx(
        ("决算", [["编码", "项目", "金额"], ["301", "工资", 1], ["302", "内部", 2], ["303", "合计", 3]]), ("底稿", [["x", 9]])
    )
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["A"].hidden = True
    secret.sheet_state = "hidden"
    document = shown(saved(book))
    assert outline(document) == ["决算", [["项目", "金额"], ["工资", "1"], ["合计", "3"]]]
    assert codes(document) == ["hidden_cells", "hidden_sheet"]
    assert "行 3" in document.warnings[0].message
    assert "列 A" in document.warnings[0].message
    assert "底稿" in document.warnings[1].message
    assert document.tables[0].cells[-1].location.sheet == "决算!C4", "named as the spreadsheet program names it"


def test_a_merged_cell_that_begins_in_a_hidden_column_is_seen() -> None:
    book, (sheet,) = xlsx(("表", [["收入", None, None], ["甲", "乙", "丙"], [1, 2, 3]]))
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["A"].hidden = True
    assert outline(shown(saved(book))) == ["收入", [["乙", "丙"], ["2", "3"]]]


def test_numbers_stored_as_text_and_codes() -> None:
    book, (sheet,) = xlsx(("表", [["编码", "名称", "金额"], ["0301", "工资", "1,234.50"], [301, "津贴", 0.0900000762939453]]))
    sheet["A3"].number_format = "0000"
    sheet["C3"].number_format = "0.00"
    assert grid(shown(saved(book)).tables[0])[1:] == [["0301", "工资", "1,234.50"], ["0301", "津贴", "0.09"]]


def test_exact_decimals_below_the_shown_ones_are_kept_and_said() -> None:
    book, (sheet,) = xlsx(("表", [["项目", "金额"], ["工资", 162.935556]]))
    sheet["B2"].number_format = "#,##0.00"
    document = shown(saved(book))
    assert grid(document.tables[0])[1] == ["工资", "162.935556"]
    (warning,) = document.warnings
    assert warning.code == "more_decimals_stored"
    assert "显示 162.94" in warning.message
    assert "表!B2" in warning.message


def test_errors_and_formulas_without_result() -> None:
    book, _ = xlsx(("表", [["项目", "金额", "备注"], ["合计", "=SUM(B3:B4)", "#REF!"]]))
    document = shown(saved(book))
    assert grid(document.tables[0])[1] == ["合计", "", "#REF!"]
    assert sorted(codes(document)) == ["cell_error", "formula_not_calculated"]
    assert "B2" in next(each.location.sheet or "" for each in document.warnings if each.code == "formula_not_calculated")


def test_zeros_that_a_sheet_does_not_show() -> None:
    book, (sheet,) = xlsx(("表", [["项目", "金额"], ["合计", 0], ["其他", 5]]))
    sheet.sheet_view.showZeros = False
    assert grid(shown(saved(book)).tables[0]) == [["项目", "金额"], ["合计", ""], ["其他", "5"]]


def test_a_far_cell_costs_nothing() -> None:
    book, (sheet,) = xlsx(("表", [["项目", "金额"], ["合计", 1]]))
    sheet["XFD1048576"] = "远"
    sheet.merge_cells("A3:XFD3")
    document = shown(saved(book))
    assert grid(document.tables[0]) == [["项目", "金额"], ["合计", "1"]]
    assert outline(document)[-1] == "远"


CSV = '收入决算表\n部门：某局,,单位：万元\n编码,项目,金额\n="0301",工资,"1,234.50"\n,合计,"1,234.50"\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "separator"), [("表.csv", ","), ("表.xls", "\t"), ("表.tsv", "\t")])
def test_separated_text(name: str, separator: str, encoding: str) -> None:
    text = CSV if separator == "," else CSV.replace(",", "\t").replace("1\t234", "1,234")
    document = shown(text.encode(encoding), name)
    assert document.format == "csv"
    assert outline(document) == [
        "收入决算表", "部门：某局", "单位：万元", [["编码", "项目", "金额"], ["0301", "工资", "1,234.50"], ["", "合计", "1,234.50"]],
    ]  # fmt: skip
    assert document.tables[0].grid == "tabbed"
    assert document.tables[0].cells[3].location.line == 4


def test_a_cell_of_separated_text_over_several_lines_leaves_no_blank_rows() -> None:
    document = shown('三公经费表\n项目,"预算数\n（万元）"\n接待费,1.50\n\n\n\n说明：一。\n'.encode(), "表.csv")
    assert outline(document) == ["三公经费表", [["项目", "预算数\n（万元）"], ["接待费", "1.50"]], "说明：一。"]
    assert [cell.location.line for cell in document.tables[0].cells] == [2, 2, 4, 4]


SHEET_XML = """<?xml version="1.0" encoding="{0}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="m"><NumberFormat ss:Format="Standard"/></Style></Styles>
<Worksheet ss:Name="决算"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">收入决算表</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">项目</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">金额</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">预算</Data></Cell><Cell><Data ss:Type="String">完成率</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">合计</Data></Cell><Cell ss:StyleID="m"><Data ss:Type="Number">1234.5</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.62</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">底稿</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(("declared", "encoding"), [("UTF-8", "utf-8"), ("GB2312", "gb18030"), ("UTF-8", "gb18030")])
def test_xml_spreadsheet_under_the_name_xls(declared: str, encoding: str) -> None:
    document = shown(SHEET_XML.format(declared).encode(encoding), "表.xls")
    assert document.format == "sheet_xml"
    assert outline(document) == [
        "决算", "收入决算表", [["项目*2×1", "金额*1×2"], ["预算", "完成率"], ["合计", "1,234.50", "62.00%"]],
    ]  # fmt: skip
    assert codes(document) == ["extension", "hidden_cells"]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9),
    st.text("金额 <&>\"'x1\n", max_size=5),
    st.just("=A1"),
)
CODES = st.sampled_from(["General", "0.00", "#,##0.00", "0%", "0000", "yyyy/m/d", "@"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.tuples(VALUES, CODES), min_size=1, max_size=4), min_size=1, max_size=5))
def test_quick_reading_gives_what_the_tree_gives(rows: list[list[tuple[Any, str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    book, (sheet,) = xlsx(("表", []))
    for at, row in enumerate(rows, 1):
        for column, (value, code) in enumerate(row, 1):
            sheet.cell(at, column, value).number_format = code
    data = saved(book)
    quick = shown(data)
    with monkeypatch.context() as patch:
        patch.setattr(_sheet_xlsx, "quick_items", lambda data: None)
        assert shown(data) == quick


def test_facts_name_the_sheet_and_cell(tmp_path: Path) -> None:
    from gongkai.pipeline.document import extract_document

    path = tmp_path / "某某局2023年度部门决算.xlsx"
    path.write_bytes(form_xlsx())
    assert {fact.source.sheet for fact in extract_document(path).facts} >= {"Sheet1!B6"}


def test_a_sheet_named_by_the_number_of_the_national_layout(tmp_path: Path) -> None:
    from gongkai.pipeline.document import extract_document

    rows = [["收入", None, "支出", None], ["项目", "金额", "项目", "金额"], ["本年收入合计", 5.5, "本年支出合计", 5.5]]
    book, (sheet,) = xlsx(("公开01表", [["公开01表"], *rows]))
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:D2")
    path = tmp_path / "某某局2023年度部门决算.xlsx"
    path.write_bytes(saved(book))
    result = extract_document(path)
    (table,) = result.tables
    assert (table.form, table.unit, table.unit_from) == ("收入支出决算总表", "万元", "form")
    assert [(fact.item, str(fact.value), fact.unit) for fact in result.facts] == [
        ("本年收入合计", "5.5", "万元"), ("本年支出合计", "5.5", "万元"),
    ]  # fmt: skip


RENDERS = Path(__file__).parents[4] / "shared" / "renders"


@pytest.mark.skipif(not RENDERS.is_dir(), reason="the shared renders are not here")
@pytest.mark.parametrize("stem", ["hengshan-2023-tables", "hengdong-2021-tables"])
def test_xls_and_xlsx_of_one_report_read_alike(stem: str) -> None:
    old, new = (read(RENDERS / f"{stem}.{suffix}") for suffix in ("xls", "xlsx"))

    def plain(table: Table) -> list[Any]:
        return [
            (cell.text.replace(",", "").removesuffix(".00").rstrip("0"), cell.row, cell.column, cell.row_span, cell.column_span)
            for cell in table.cells
        ]

    assert [plain(table) for table in old.tables] == [plain(table) for table in new.tables]
    assert old.tables


def test_notes_of_several_lines_below_a_table_without_lines() -> None:
    rows = [["项目", "金额"], ["合计", 1], ["注：1.本表反映收入。"], ["2.金额为不含税数。"]]
    document = shown(saved(xlsx(("Sheet1", rows))[0]))
    assert outline(document) == [[["项目", "金额"], ["合计", "1"]], "注：1.本表反映收入。", "2.金额为不含税数。"]


def test_years_above_heads_are_heads() -> None:
    rows = [["支出表"], [None, "2022年", "2023年"], ["项目", "决算数", "决算数"], ["合计", 1, 2]]
    document = shown(saved(xlsx(("Sheet1", rows))[0]))
    assert outline(document) == ["支出表", [["", "2022年", "2023年"], ["项目", "决算数", "决算数"], ["合计", "1", "2"]]]


def test_tables_side_by_side_each_with_its_title() -> None:
    rows = [
        ["收入决算表", None, None, "支出决算表", None, None],
        ["项目", "金额", None, "项目", "金额", "备注"],
        ["财政拨款", 1.5, None, "基本支出", 2.5, None],
        ["其他收入", 1, None, "项目支出", 3, "调整"],
    ]
    book, (sheet,) = xlsx(("Sheet1", rows))
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("D1:F1")
    document = shown(saved(book))
    assert outline(document) == [
        "收入决算表",
        [["项目", "金额"], ["财政拨款", "1.5"], ["其他收入", "1"]],
        "支出决算表",
        [["项目", "金额", "备注"], ["基本支出", "2.5", ""], ["项目支出", "3", "调整"]],
    ]
    assert [table.location.sheet for table in document.tables] == ["Sheet1!A2", "Sheet1!D2"]


def test_a_blank_column_inside_of_one_table_does_not_part_it() -> None:
    rows = [["收入决算表", None, None], ["项目", None, "金额"], ["财政拨款", None, 1.5]]
    assert outline(shown(saved(xlsx(("Sheet1", rows))[0]))) == ["收入决算表", [["项目", "", "金额"], ["财政拨款", "", "1.5"]]]


@pytest.mark.parametrize("quick", [True, False])
def test_zeros_in_place_of_results_are_not_figures(quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that cannot calculate write 0 for every formula, and that all have to be calculated when the workbook is opened."""
    if not quick:
        monkeypatch.setattr(_sheet_xlsx, "quick_items", lambda data: None)
    book, _ = xlsx(("Sheet1", [["项目", "金额"], ["人员", 2], ["公用", 0], ["合计", "=SUM(B2:B3)"], ["加倍", "=B2*2"]]))
    book.calculation.fullCalcOnLoad = True

    def cached(xml: bytes) -> bytes:
        xml = re.sub(rb"(SUM\(B2:B3\)</f>)<v\s*/?>(</v>)?", rb"\1<v>0</v>", xml)
        return re.sub(rb"(B2\*2</f>)<v\s*/?>(</v>)?", rb"\1<v>4</v>", xml)

    document = shown(changed(saved(book), "xl/worksheets/sheet1.xml", cached))
    assert outline(document) == [[["项目", "金额"], ["人员", "2"], ["公用", "0"], ["合计", ""], ["加倍", "4"]]]
    assert codes(document) == ["formula_not_calculated"]


def test_warnings_of_separated_text_name_no_sheet() -> None:
    document = shown("项目,金额\n人员,#DIV/0!\n".encode(), "表.csv")
    assert [warning.message.partition("有")[0] for warning in document.warnings] == ["文件里"]

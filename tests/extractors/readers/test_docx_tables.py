"""Tables of Word documents: merged cells, nested tables, content controls, tracked changes, grids drawn by hand."""

from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
import pytest

from .docx_files import CONTINUE, RESTART, SPAN2, body, cells, only_table, p, part, r, read, tbl, tc, texts, tr

RENDERS = Path(__file__).resolve().parents[4] / "shared" / "renders"
needs_renders = pytest.mark.skipif(not RENDERS.is_dir(), reason="the rendered tables are not at hand")


class TestTables:
    def test_merged_cells(self) -> None:
        table = only_table(
            tbl(
                tr(tc("项目", SPAN2 + RESTART), tc("年初预算数", SPAN2)),
                tr(tc("", SPAN2 + CONTINUE), "金额", "占比"),
                tr(tc("一", RESTART), "二", "3", "4"),
                tr(tc("", '<w:vMerge w:val="continue"/>'), "五", "6", "7"),
            )
        )
        assert cells(table) == [
            ("项目", 0, 0, 2, 2), ("年初预算数", 0, 2, 1, 2),
            ("金额", 1, 2, 1, 1), ("占比", 1, 3, 1, 1),
            ("一", 2, 0, 2, 1), ("二", 2, 1, 1, 1), ("3", 2, 2, 1, 1), ("4", 2, 3, 1, 1),
            ("五", 3, 1, 1, 1), ("6", 3, 2, 1, 1), ("7", 3, 3, 1, 1),
        ]  # fmt: skip
        assert (table.row_count, table.column_count, table.grid) == (4, 4, "exact")

    def test_restart_below_a_merge_opens_a_new_one(self) -> None:
        merged = [
            tr(tc("甲", RESTART)),
            tr(tc("", CONTINUE)),
            tr(tc("乙", RESTART)),
            tr(tc("", CONTINUE)),
            tr("丙"),
            tr(tc("丁", CONTINUE)),
        ]
        assert cells(only_table(tbl(*merged))) == [("甲", 0, 0, 2, 1), ("乙", 2, 0, 2, 1), ("丙", 4, 0, 1, 1), ("丁", 5, 0, 1, 1)]

    def test_continuation_without_start_is_a_cell(self) -> None:
        assert cells(only_table(tbl(tr(tc("1", CONTINUE), "2"), tr(tc("", CONTINUE), "3")))) == [
            ("1", 0, 0, 2, 1),
            ("2", 0, 1, 1, 1),
            ("3", 1, 1, 1, 1),
        ]

    def test_continuation_of_other_extent_is_a_cell(self) -> None:
        table = only_table(tbl(tr(tc("甲", RESTART), "1", "2"), tr(tc("乙", SPAN2 + CONTINUE), "3")))
        assert cells(table)[0] == ("甲", 0, 0, 1, 1)
        assert cells(table)[3] == ("乙", 1, 0, 1, 2)

    def test_text_that_a_merge_hides_is_reported(self) -> None:
        document = body(tbl(tr(tc("甲", RESTART)), tr(tc("12.5", CONTINUE)), tr(tc("甲", CONTINUE))))
        assert cells(document.tables[0]) == [("甲", 0, 0, 3, 1)]
        (warning,) = document.warnings
        assert (warning.code, warning.table, warning.row, warning.column, warning.text) == ("merged_cell_text", 0, 1, 0, "12.5")

    def test_columns_left_out_before_a_row(self) -> None:
        before = '<w:gridBefore w:val="2"/><w:gridAfter w:val="1"/>'
        table = only_table(tbl(tr("1", "2", "3", "4"), tr("5", properties=before)))
        assert cells(table)[-1] == ("5", 1, 2, 1, 1)
        assert table.column_count == 4

    def test_cells_merged_in_the_old_way(self) -> None:
        start, more = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
        table = only_table(
            tbl(tr(tc("合计", start), tc("", more), tc("", more), "4"), tr("1", "2", "3", "4"), tr(tc("孤", more), "2"))
        )
        assert cells(table)[:2] == [("合计", 0, 0, 1, 3), ("4", 0, 3, 1, 1)]
        assert cells(table)[6] == ("孤", 2, 0, 1, 1)

    def test_former_properties_of_a_change_do_not_merge(self) -> None:
        noise = f"<w:tcPrChange><w:tcPr>{SPAN2}{RESTART}</w:tcPr></w:tcPrChange>"
        grid = '<w:tblGridChange w:id="1"><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid></w:tblGridChange>'
        table = only_table(tbl(tr(tc("1", noise), "2"), grid=(800, 800)).replace("</w:tblGrid>", grid + "</w:tblGrid>", 1))
        assert cells(table) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1)]

    def test_lines_that_miss_one_another_slightly(self) -> None:
        """The line between the columns is drawn at 2000 in the first and at 2030 in the second row."""
        table = only_table(tbl(tr("项目", tc("金额", SPAN2)), tr(tc("收入", SPAN2), "10.5"), grid=(2000, 30, 1970)))
        assert cells(table) == [("项目", 0, 0, 1, 1), ("金额", 0, 1, 1, 1), ("收入", 1, 0, 1, 1), ("10.5", 1, 1, 1, 1)]
        assert table.column_count == 2

    def test_merge_across_lines_that_miss_one_another(self) -> None:
        rows = [tr(tc("甲", RESTART), tc("1", SPAN2)), tr(tc("", SPAN2 + CONTINUE), "2")]
        assert cells(only_table(tbl(*rows, grid=(2000, 30, 1970))))[0] == ("甲", 0, 0, 2, 1)

    @pytest.mark.parametrize("grid", [(10, 2000, 2000), (0, 0, 0), (1, 1, 1), ()])
    def test_narrow_columns_with_cells_stay(self, grid: tuple[int, ...]) -> None:
        assert [cell[2] for cell in cells(only_table(tbl(tr("1", "2", "3"), grid=grid)))] == [0, 1, 2]

    def test_nested_tables(self) -> None:
        inner = tbl(tr("内", tc(p("深") + tbl(tr("最深")) + p())))
        document = body(tbl(tr("外", tc(p("前") + inner + p("后") + tbl(tr("二"))))) + tbl(tr("邻")))
        assert [(x.index, x.inside, [cell.text for cell in x.cells]) for x in document.tables] == [
            (0, None, ["外", "前\n后"]),
            (1, (0, 0, 1), ["内", "深"]),
            (2, (1, 0, 1), ["最深"]),
            (3, (0, 0, 1), ["二"]),
            (4, None, ["邻"]),
        ]

    def test_frame_of_one_cell_is_opened(self) -> None:
        """A page copied from a web site stands whole in a table of one cell."""
        page = p("某县司法局2022年度部门决算") + tbl(tr("项目", "决算数")) + p("注：四舍五入。")
        document = body(tbl(tr(tc(page))) + p("后"))
        assert texts(document) == ["某县司法局2022年度部门决算", "<表0>", "注：四舍五入。", "后"]
        assert document.tables[0].inside is None
        assert [item.location.paragraph for item in document.paragraphs] == [0, 1, 2]

    def test_column_of_frames_is_opened(self) -> None:
        document = body(tbl(tr("标题"), tr(tc(tbl(tr("项目", "决算数")) + p()))))
        assert texts(document) == ["标题", "<表0>"]

    def test_hidden_rows_are_blank(self) -> None:
        hidden = "<w:tr><w:trPr><w:hidden/></w:trPr>" + tc("合计") + tc("1.00") + "</w:tr>"
        shown = "<w:tr><w:trPr><w:hidden w:val='0'/></w:trPr>" + tc("合计") + tc("2.00") + "</w:tr>"
        table = only_table(tbl(tr("项目", "决算数"), hidden, shown))
        assert [cell.text for cell in table.cells] == ["项目", "决算数", "", "", "合计", "2.00"]

    def test_nested_table_names_the_anchor_of_a_merged_cell(self) -> None:
        rows = [tr("头", "头"), tr("1", tc(p("合") + tbl(tr("内")) + p(), RESTART)), tr("2", tc("", CONTINUE))]
        assert body(tbl(*rows)).tables[1].inside == (1 - 1, 1, 1)

    def test_adjacent_tables_stay_apart(self) -> None:
        assert texts(body(tbl(tr("1")) + tbl(tr("2")))) == ["<表0>", "<表1>"]

    def test_paragraphs_of_a_cell(self) -> None:
        content = p("一") + p() + p("二", r(inner="<w:br/>"), "三") + p()
        assert cells(only_table(tbl(tr(tc(content), tc(p() + p())))))[0][0] == "一\n二\n三"
        assert cells(only_table(tbl(tr(tc(content), tc(p() + p())))))[1][0] == ""

    def test_content_controls_at_every_level(self) -> None:
        def control(content: str) -> str:
            return f'<w:sdt><w:sdtPr><w:alias w:val="控件"/><w:text/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'

        row = f"<w:tr>{tc('1')}{control(tc(control(p('甲', control(r('乙'))))))}</w:tr>"
        document = body(control(p("段") + control(tbl(control(row), tr("3", "4")))))
        assert texts(document) == ["段", "<表0>"]
        assert [cell.text for cell in document.tables[0].cells] == ["1", "甲乙", "3", "4"]

    def test_deleted_rows_and_cells(self) -> None:
        gone = '<w:del w:id="1" w:author="x"/>'
        rows = [tr("1", "2"), tr("删", "删", properties=gone), tr(tc("删", "<w:cellDel/>"), "3")]
        assert cells(only_table(tbl(*rows))) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1), ("3", 1, 0, 1, 1)]

    def test_deleted_table_is_none(self) -> None:
        document = body(tbl(tr("删", properties="<w:del/>")) + tbl(tr("留")))
        assert texts(document) == ["<表0>"]
        assert document.tables[0].cells[0].text == "留"

    def test_deleted_text_in_a_cell_is_no_deleted_row(self) -> None:
        assert cells(only_table(tbl(tr(tc(p(f"<w:del>{r('旧')}</w:del>", "新")), "2"))))[0][0] == "新"

    def test_tracked_merge(self) -> None:
        rows = [tr(tc("甲", '<w:cellMerge w:vMerge="rest"/>'), "1"), tr(tc("", '<w:cellMerge w:vMerge="cont"/>'), "2")]
        assert cells(only_table(tbl(*rows)))[0] == ("甲", 0, 0, 2, 1)

    def test_absurd_span_is_cut_and_reported(self) -> None:
        document = body(tbl(tr("1", tc("宽", '<w:gridSpan w:val="100000"/>')), tr("1", "2", "3"), grid=(900, 900, 900)))
        assert cells(document.tables[0])[1] == ("宽", 0, 1, 1, 2)
        assert [(x.code, x.row, x.column) for x in document.warnings] == [("span_capped", 0, 1)]

    @pytest.mark.parametrize("value", ["0", "-3", "abc", "", "9" * 5000])
    def test_senseless_span_counts_as_one(self, value: str) -> None:
        assert cells(only_table(tbl(tr(tc("1", f'<w:gridSpan w:val="{value}"/>'), "2"))))[1] == ("2", 0, 1, 1, 1)

    def test_footnote_in_a_cell(self) -> None:
        note = part("footnotes", f'<w:footnote w:id="2">{p("口径说明")}</w:footnote>')
        document = body(tbl(tr(tc(p("12.5", r(inner='<w:footnoteReference w:id="2"/>'))))), footnotes=note)
        assert document.tables[0].cells[0].text == "12.5"
        assert texts(document) == ["<表0>", "口径说明"]


@needs_renders
@pytest.mark.parametrize("name", ["hengdong-2021-tables.docx", "hengshan-2023-tables.docx"])
def test_same_grid_as_python_docx(name: str) -> None:
    """python-docx repeats a merged cell at every place it covers; anchors and spans must cover exactly these places."""
    data = (RENDERS / name).read_bytes()
    source = python_docx.Document(io.BytesIO(data))
    document = read(data)
    assert document.warnings == ()
    assert [x.text for x in document.paragraphs] == [x.text for x in source.paragraphs if x.text.strip()]
    assert len(document.tables) == len(source.tables)
    for table, expected in zip(document.tables, source.tables, strict=True):
        shown = [[""] * table.column_count for _ in range(table.row_count)]
        taken: set[tuple[int, int]] = set()
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    assert (row, column) not in taken
                    taken.add((row, column))
                    shown[row][column] = cell.text
        assert shown == [[cell.text.strip("\n") for cell in row.cells] for row in expected.rows]

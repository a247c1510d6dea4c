"""Web pages that spreadsheet programs save, and HTML under the name .xls: what stands above and below a table is in its grid."""

from __future__ import annotations

import pytest

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document
from gongkai.schemas.errors import UnreadableDocument

from .sheet_files import outline

HEAD = "<tr><td>项目</td><td>决算数</td><td>占比</td></tr>"
ROWS = "<tr><td>财政拨款</td><td>1,234.57</td><td>62.00%</td></tr><tr><td>其他</td><td>0301</td><td>38.00%</td></tr>"
READ = [["项目", "决算数", "占比"], ["财政拨款", "1,234.57", "62.00%"], ["其他", "0301", "38.00%"]]


def read(body: str, name: str = "决算.html") -> Document:
    return read_bytes(f"<html><body>{body}</body></html>".encode(), name, name)


def blank(row: str, cells: int) -> str:
    return f"<tr>{row}{'<td><font color=black><br></font></td>' * cells}</tr>"


def test_titles_units_and_notes_leave_the_grid() -> None:
    document = read(
        "<table><tr><td colspan=3>收入决算表</td></tr>"
        + blank("<td>公开02表</td>", 2)
        + "<tr><td>部门：某局</td><td></td><td>单位：万元</td></tr>"
        + HEAD
        + ROWS
        + blank("<td>注：本表反映收入情况。</td>", 2)
        + blank("", 3)
        + "</table>",
        "表.xls",
    )
    assert outline(document) == ["收入决算表", "公开02表", "部门：某局", "单位：万元", READ, "注：本表反映收入情况。"]
    assert [paragraph.location.paragraph for paragraph in document.paragraphs] == [0, 1, 2, 3, 4]
    assert all(cell.location.sheet is None for table in document.tables for cell in table.cells)


def test_a_table_whose_first_row_is_its_own_stays_whole() -> None:
    rows = "<tr><td colspan=3>一、部门基本情况</td></tr>" + HEAD + ROWS
    assert outline(read(f"<table border=1>{rows}</table>")) == [[["一、部门基本情况*1×3"], *READ]]


def test_the_index_of_sheets_is_no_text() -> None:
    index = "<p><center><h1>Overview</h1><A HREF='#table0'>公开02表</A><br><A HREF='#table1'>Sheet2</A><br></center></p><hr>"
    sheets = (
        f"<A NAME='table0'><h1>Sheet 1: <em>公开02表</em></h1></A><table>{blank('<td>公开02表</td>', 2)}{HEAD}{ROWS}</table>"
        f"<A NAME='table1'><h1>Sheet 2: <em>Sheet2</em></h1></A><table>{HEAD}{ROWS}</table>"
    )
    assert outline(read(index + sheets)) == ["公开02表", READ, READ]


def test_a_note_on_a_cell_is_not_its_text() -> None:
    rows = HEAD + ROWS.replace("<td>其他</td>", "<td><a class=comment-indicator></a><comment>核实</comment>其他</td>")
    assert outline(read(f"<table>{rows}</table>")) == [READ]


def test_what_is_shown_counts_and_not_what_is_stored_beside_it() -> None:
    rows = HEAD + ROWS.replace("<td>1,234.57", '<td align=right x:num="1234.5678" sdval="1234.5678">1,234.57')
    unseen = "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td></tr><![endif]>"
    assert outline(read(f"<!--[if !excel]>&nbsp;<![endif]--><table>{rows}{unseen}</table>")) == [READ]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("<a href='./P1.xlsx'>附件1</a>", "http://www.x.cn/a/b/P1.xlsx"),
        ("<a href='/up/1.pdf?x=1&amp;y=2'>说明</a>", "http://www.x.cn/up/1.pdf?x=1&y=2"),
        ("<a href='down.jsp?id=3'>决算公开表.docx</a>", "http://www.x.cn/a/b/down.jsp?id=3"),
        ("<a href='javascript:void(0)' onclick=\"get('/f/1.doc')\">决算说明</a>", "http://www.x.cn/f/1.doc"),
        ("<a href=\"javascript:open('/f/2.rar')\">打包下载</a>", "http://www.x.cn/f/2.rar"),
        ("<iframe src='/view.html?file=/up/2023.pdf'></iframe>", "http://www.x.cn/view.html?file=/up/2023.pdf"),
    ],
)
def test_a_crawler_can_follow_what_is_linked(link: str, address: str) -> None:
    document = read_bytes(
        f"<html><head><base href='http://www.x.cn/a/b/'></head><body>{link}</body></html>".encode(), "a.html", "a.html"
    )
    assert [warning.code for warning in document.warnings] == ["attachment", "attachment_only"]
    assert f"（{address}）" in document.warnings[0].message


def test_a_link_to_a_page_is_no_attachment() -> None:
    document = read(
        "<p>正文。</p><a href='/a/index.jsp'>附件下载专区</a><a href='list.html'>表.docx</a><a href='/x.jsp?id=1'>首页</a>"
    )
    assert not document.warnings


def test_a_page_of_frames_names_the_pages_in_it() -> None:
    with pytest.raises(UnreadableDocument, match=r"menu\.htm、sheet001\.htm"):
        read_bytes(b"<html><frameset><frame src='menu.htm'><frame src='sheet001.htm'></frameset></html>", "a.html", "a.html")
    document = read("<p>正文。</p><iframe src='/t/table.html' width=600 height=400></iframe>")
    assert [(warning.code, "/t/table.html" in warning.message) for warning in document.warnings] == [("content_not_read", True)]


def test_buttons_of_the_site_are_furniture() -> None:
    document = read("<div>无障碍浏览 繁體版</div><p>本年度支出12.50万元。</p><p>【打印本页】【关闭窗口】</p>")
    assert [paragraph.text for paragraph in document.paragraphs] == ["本年度支出12.50万元。"]

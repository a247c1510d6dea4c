"""Web pages as people publish them: tables inside layout, furniture, hidden parts, attachments, and encodings declared wrongly."""

from __future__ import annotations

import pytest

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document, Table
from gongkai.schemas.errors import UnreadableDocument

HEADS = "<tr><td>项目</td><td>预算数</td><td>决算数</td></tr>"
DATA = f"<table>{HEADS}<tr><td>公务接待费</td><td>4.50</td><td>3.20</td></tr></table>"


def read(body: str, name: str = "决算.html") -> Document:
    return read_bytes(f"<html><body>{body}</body></html>".encode(), name, f"甲县/{name}")


def places(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def test_paragraphs_and_tables_in_reading_order() -> None:
    document = read(f"<h2>第一部分 概况</h2><p>甲县某局负责\n  宣传。</p>{DATA}<p>以上。</p>")
    assert document.format == "html"
    assert [block.text if not isinstance(block, Table) else "表" for block in document.blocks] == [
        "第一部分 概况",
        "甲县某局负责 宣传。",
        "表",
        "以上。",
    ]
    assert document.paragraphs[0].level == 2
    assert [paragraph.location.paragraph for paragraph in document.paragraphs] == [0, 1, 2]


def test_spans_are_true_spans() -> None:
    table = read(
        "<table><tr><th rowspan=2>科目</th><th colspan=2>本年支出</th></tr><tr><th>基本支出</th><th>项目支出</th></tr>"
        "<tr><td>合计</td><td>1</td><td>2</td></tr></table>"
    ).tables[0]
    assert places(table) == {
        "科目": (0, 0, 2, 1),
        "本年支出": (0, 1, 1, 2),
        "基本支出": (1, 1, 1, 1),
        "项目支出": (1, 2, 1, 1),
        "合计": (2, 0, 1, 1),
        "1": (2, 1, 1, 1),
        "2": (2, 2, 1, 1),
    }
    assert (table.row_count, table.column_count, table.grid) == (3, 3, "exact")


@pytest.mark.parametrize("span", ["0", "-3", "x", "", "1.5", "&#xff12;"])
def test_nonsense_column_spans_are_one(span: str) -> None:
    table = read(f'<table><tr><td colspan="{span}">合计</td><td>1.5</td></tr><tr><td>小计</td><td>2.5</td></tr></table>').tables[0]
    assert places(table)["1.5"] == (0, 1, 1, 1)


def test_a_row_span_of_zero_reaches_to_the_end_of_its_row_group() -> None:
    table = read(
        "<table><tbody><tr><td rowspan=0>支出</td><td>1</td></tr><tr><td>2</td></tr></tbody>"
        "<tbody><tr><td>收入</td><td>3</td></tr></tbody></table>"
    ).tables[0]
    assert places(table)["支出"] == (0, 0, 2, 1)
    assert places(table)["收入"] == (2, 0, 1, 1)


def test_row_spans_end_with_the_table_or_its_row_group() -> None:
    table = read(
        "<table><thead><tr><th rowspan=9>科目</th><th>金额</th></tr></thead><tr><td>合计</td><td rowspan=65534>1.5</td></tr>"
        "<tr><td>小计</td></tr></table>"
    ).tables[0]
    assert places(table)["科目"] == (0, 0, 1, 1)
    assert places(table)["1.5"] == (1, 1, 2, 1)
    assert table.row_count == 3


def test_a_span_beyond_the_table_is_cut_to_it() -> None:
    document = read(
        f'<table><tr><td colspan="999999999">{"公开01表"}</td></tr>{HEADS}<tr><td colspan="100">注：本表</td></tr></table>'
    )
    table = document.tables[0]
    assert table.column_count == 3
    assert places(table)["公开01表"] == (0, 0, 1, 3)
    assert places(table)["注：本表"] == (2, 0, 1, 3)
    assert codes(document) == ["span_capped"]


def test_rows_that_consist_of_spans_only_leave_no_row() -> None:
    table = read(
        "<table><tr><td rowspan=2>甲</td><td rowspan=2>1.0</td></tr><tr></tr><tr><td>乙</td><td>2.0</td></tr></table>"
    ).tables[0]
    assert places(table) == {"甲": (0, 0, 1, 1), "1.0": (0, 1, 1, 1), "乙": (1, 0, 1, 1), "2.0": (1, 1, 1, 1)}


def test_head_and_foot_stand_where_they_are_shown() -> None:
    table = read(
        "<table><tfoot><tr><td>合计</td><td>3</td></tr></tfoot><tbody><tr><td>甲</td><td>1</td></tr></tbody>"
        "<thead><tr><td>项目</td><td>金额</td></tr></thead></table>"
    ).tables[0]
    assert [cell.text for cell in table.cells] == ["项目", "金额", "甲", "1", "合计", "3"]


def test_mark_up_left_open_is_read_as_browsers_do() -> None:
    table = read("<table><tr><td>项目<td>金额<tr><td>甲<p>乙<td>1.50").tables[0]
    assert [cell.text for cell in table.cells] == ["项目", "金额", "甲\n乙", "1.50"]


def test_lines_in_cells() -> None:
    table = read("<table><tr><td><p>公务用车<p>购置费<td>3.5<br/>万元<td>&nbsp;</td><td> \n<td>&nbsp;&nbsp;其中</table>").tables[0]
    assert [cell.text for cell in table.cells] == ["公务用车\n购置费", "3.5\n万元", "", "", "\u00a0\u00a0其中"]


def test_hidden_parts_are_left_out() -> None:
    document = read(
        "<p>见下表。<span style='display: none'>12.5</span><span hidden>13.5</span></p><script>var a='<table>';</script><style>p{}</style>"
        "<template><p>14.5</p></template><noscript>15.5</noscript><!-- 16.5 --><select><option>2023</option></select>"
        f"<table><tr style='mso-height:0;display:none'><td>9</td><td>9</td></tr>{HEADS}<tr><td>甲<del>乙</del></td><td>1</td><td>2</td></tr></table>"
    )
    assert texts(document) == ["见下表。"]
    assert [cell.text for cell in document.tables[0].cells][3:] == ["甲", "1", "2"]


def test_raised_digits_do_not_join_a_figure() -> None:
    table = read(
        "<table><tr><td>甲<td>100<sup>1</sup><td>12.5<a href='#note1'><sup>[1]</sup></a><td>7.5<sup><a href='#n'>2</a></sup></table>"
    ).tables[0]
    assert [cell.text for cell in table.cells] == ["甲", "100^1", "12.5", "7.5"]


def test_layout_tables_are_opened() -> None:
    document = read(
        "<table width=1000><tr><td colspan=2>甲县人民政府</td></tr><tr><td>部门动态</td><td>"
        f"<table><tr><td><p>某局决算公开</p></td></tr><tr><td>{DATA}</td></tr></table></td></tr></table>"
    )
    assert [table.inside for table in document.tables] == [None]
    assert places(document.tables[0])["3.20"] == (1, 2, 1, 1)
    assert texts(document) == ["甲县人民政府", "部门动态", "某局决算公开"]


def test_a_frame_around_running_text_is_no_table() -> None:
    document = read("<table><tr><td><p>一、概况</p><p>某局负责宣传。</p><p>二、收支</p></td></tr></table>")
    assert document.tables == ()
    assert texts(document) == ["一、概况", "某局负责宣传。", "二、收支"]


def test_a_table_in_a_cell_of_a_table() -> None:
    document = read(
        "<table><tr><td>项目名称</td><td>宣传经费</td></tr><tr><td>年度资金总额</td><td>15.00</td></tr>"
        f"<tr><td>明细</td><td>见下{DATA}</td></tr></table>"
    )
    assert [table.inside for table in document.tables] == [None, (0, 2, 1)]
    assert places(document.tables[0])["见下"] == (2, 1, 1, 1)


def test_the_frame_inside_a_cell_belongs_to_its_text() -> None:
    table = read(
        "<table><tr><td>甲</td><td>1.0</td></tr><tr><td>乙</td><td><table><tr><td><p>一</p><p>二</p><p>三</p></td></tr></table></td></tr></table>"
    ).tables[0]
    assert [cell.text for cell in table.cells] == ["甲", "1.0", "乙", "一\n二\n三"]


def test_site_furniture_is_kept_apart() -> None:
    document = read(
        "<div class='main-nav'><a href=/>首页</a><a href=/xx>信息公开</a></div><div>当前位置：首页 &gt; 财政决算</div>"
        "<table><tr><td>索引号：</td><td>000-2024-01</td></tr><tr><td>发布机构：</td><td>甲县某局</td></tr></table>"
        "<div>发布日期：2024-09-12 浏览次数：35</div><h1>某局2023年度部门决算</h1>"
        f"{DATA}<div>【打印本页】【关闭窗口】</div><p>微信扫一扫</p><p>上一篇：某通知</p><footer>主办：甲县人民政府</footer>"
    )
    assert texts(document) == ["某局2023年度部门决算"]
    assert len(document.tables) == 1
    outside = "\n".join(paragraph.text for paragraph in document.furniture)
    for text in ("信息公开", "索引号", "浏览次数", "打印本页", "微信扫一扫", "上一篇", "主办"):
        assert text in outside


def test_figures_and_tables_are_never_furniture() -> None:
    document = read(f"<div class=footer><p>合计支出 12.50 万元。</p>{DATA}</div><p>打印机购置费</p><p>来源：上级补助 3.5 万元</p>")
    assert texts(document) == ["合计支出 12.50 万元。", "打印机购置费", "来源：上级补助 3.5 万元"]
    assert len(document.tables) == 1


def test_a_report_inside_an_element_named_like_furniture_stays() -> None:
    report = "<h1>某局2023年度部门决算</h1><p>一、部门概况</p><p>某局负责宣传。</p><p>二、收入情况</p><p>收入增加。</p><p>三、支出情况</p><p>支出减少。</p>"
    assert len(texts(read(f"<div class=menu><p>{report}"))) == 7
    heads = read(f"<header><a href=/>首页</a><h1>某局2023年度部门决算</h1></header>{DATA}")
    assert texts(heads) == ["某局2023年度部门决算"]


def test_br_ends_a_paragraph_unless_it_wraps_a_line() -> None:
    wrapped = "2023年度本部门收入总计二百余万元，其中一般公共预算财政拨款收入为绝大部分"
    document = read(f"<div>一、收入情况<br>　　{wrapped}<br>，与上年持平。<br><br>二、支出情况</div>")
    assert texts(document) == ["一、收入情况", f"　　{wrapped}\n，与上年持平。", "二、支出情况"]


def test_preformatted_text_is_read_as_a_text_file() -> None:
    document = read(
        "<p>附表</p><pre>某局2023年度“三公”经费支出决算表\n单位：万元\n项目\t预算数\t决算数\n公务接待费\t4.50\t3.20\n合计\t4.50\t3.20\n</pre>"
    )
    assert document.tables[0].grid == "tabbed"
    assert [cell.text for cell in document.tables[0].cells][-3:] == ["合计", "4.50", "3.20"]


def test_attachments_are_named() -> None:
    document = read(
        f"{DATA}<p><a href='/att/P0201.xls?v=1'>附件：部门决算表.xls</a> <a href='list.html'>附件列表</a>"
        "<a href=\"javascript:down('b.PDF')\">决算报告</a></p>"
    )
    found = [warning for warning in document.warnings if warning.code == "attachment"]
    assert len(found) == 2
    assert "附件：部门决算表.xls" in found[0].message and "/att/P0201.xls?v=1" in found[0].message
    assert "attachment_only" not in codes(document)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("""<a href="#" onclick="window.open('x.docx')">下载</a>""", "x.docx"),
        ("""<a href='#' onclick='window.open("x.docx");return false'>下载</a>""", "x.docx"),
        ("""<a href="#" onclick="window.open(&quot;x.docx&quot;)">下载</a>""", "x.docx"),
        ("""<a href="#" onclick="window.open(&#39;x.docx&#39;)">下载</a>""", "x.docx"),
        ("""<a href="#" onclick="f(\\'x.docx\\')">下载</a>""", "x.docx"),
        ("""<a href="#" onclick="window.open(`x.docx`)">下载</a>""", "x.docx"),
        ("""<a href="#" onclick=window.open('x.docx')>下载</a>""", "x.docx"),
        ("""<a href=# OnClick="down('1234', 'x.docx', 'a.html')">下载</a>""", "x.docx"),
        ("""<a onclick="location.href='x.docx'">下载</a>""", "x.docx"),
        ("""<a href="#down" onclick="window.open('\\/up\\/x.docx')">下载</a>""", "/up/x.docx"),
        ("""<a href="#" onclick="window.open('v.jsp?f=/up/x.docx&t=1', '_blank')">下载</a>""", "v.jsp?f=/up/x.docx&t=1"),
        ("""<a href="#" onclick="window.open('\\u51b3\\u7b97\\ud800.docx')">下载</a>""", "决算\\ud800.docx"),
        ("""<a href="javascript:window.open('x.docx')">下载</a>""", "x.docx"),
        ("""<a href=" JavaScript:open(&quot;x.docx&quot;);void(0)">下载</a>""", "x.docx"),
        ("""<a href="javascript:open(%27x.docx%27)">下载</a>""", "x.docx"),
        ("""<a href="javascript:open(`x.docx`)">下载</a>""", "x.docx"),
        ("""<a href="javascript:open('a%20b.docx')">下载</a>""", "a%20b.docx"),
        ("""<a href="#" onclick="down(3)">部门决算.docx</a>""", "javascript:down(3)"),
        ("""<a href="javascript:;" onclick="down(3)">部门决算.docx</a>""", "javascript:down(3)"),
    ],
)
def test_a_file_that_a_script_opens_is_an_attachment(link: str, address: str) -> None:
    for page in (
        f"{DATA}<p>见 {link}</p>",
        f"{DATA}<ul><li>{link}</li></ul>",
        f"{DATA}<table><tr><td>1</td><td>{link}</td></tr></table>",
    ):
        (warning,) = read(page).warnings
        assert warning.code == "attachment" and f"（{address}）" in warning.message


def test_a_script_that_opens_no_file_is_no_attachment() -> None:
    links = (
        """<a href="#" onclick="toggle('tab2')">附件列表</a>""",
        """<a href="#a.pdf">附件</a>""",
        """<a href="#" onclick="window.open('list.html')">更多</a>""",
        """<a name="x" onclick="">决算.docx</a>""",
        """<a href="#" onclick="open('.docx')">下载</a>""",
        """<a href="#" onclick="alert(docx)">下载</a>""",
    )
    assert codes(read(f"{DATA}<p>{''.join(links)}</p>")) == []


def test_a_page_that_is_only_its_attachments_says_so() -> None:
    document = read("<h1>某局2023年度部门决算公开</h1><p>报表详见附件。</p><a href='a/b.docx'>部门决算.docx</a>")
    assert codes(document) == ["attachment", "attachment_only"]
    assert "附件" in document.warnings[1].message


def test_attachments_alone_are_enough() -> None:
    assert codes(read("<a href='a.zip'></a>")) == ["attachment", "attachment_only"]


def test_pictures_that_may_hold_tables_and_inserted_pages_are_reported() -> None:
    document = read(
        "<p>决算表如下：</p><img src=t1.png><img src=/img/logo.png><img src=x.jpg width=16 height=16><iframe src=/other.html></iframe>"
    )
    assert codes(document) == ["picture_not_read", "content_not_read"]
    assert "1 处图片" in document.warnings[0].message


def test_text_of_mirror_sites_is_literal_and_reported() -> None:
    table = (
        "<table><tr><td>年初預(yù)算數(shù)</td><td>萬(wàn)元</td></tr><tr><td>項(xiàng)目總(zǒng)額</td><td>12.5</td></tr></table>"
    )
    document = read(table)
    assert document.tables[0].cells[0].text == "年初預(yù)算數(shù)"
    assert codes(document) == ["pinyin_mixed"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("gb2312", "gb18030"),
        ("iso-8859-1", "utf-8"),
        ("", "utf-16"),
        ("utf-8", "utf-8-sig"),
    ],
)
def test_the_bytes_decide_on_the_encoding(declared: str, encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    data = f"<html><head>{meta}<title>决算</title></head><body><p>某局部门决算公开情况说明</p>{DATA}</body></html>".encode(encoding)
    document = read_bytes(data, "a.html", "a.html")
    assert texts(document) == ["某局部门决算公开情况说明"]
    assert document.tables[0].cells[3].text == "公务接待费"


def test_some_damaged_bytes_are_a_warning() -> None:
    data = ("<html><body>" + "<p>某局负责全县宣传工作并公开部门决算。</p>" * 50 + DATA).encode("gb18030") + b"\xff</body></html>"
    document = read_bytes(data, "a.html", "a.html")
    assert codes(document) == ["damaged_text"]
    assert len(document.tables) == 1


def test_garbled_pages_are_refused() -> None:
    garbled = ("<html><body>" + "<p>本单位收入支出决算情况说明如下</p>" * 5).encode().decode("gb18030", "replace").encode()
    with pytest.raises(UnreadableDocument, match="乱码"):
        read_bytes(garbled, "a.html", "a.html")


def test_xhtml_with_and_without_prefix() -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    plain = f'{head}<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p/>{DATA}</body></html>'
    prefixed = DATA.replace("<", "<h:").replace("<h:/", "</h:")
    wrapped = f'<html xmlns:h="http://www.w3.org/1999/xhtml"><h:body>{prefixed}</h:body></html>'
    for page in (plain, wrapped):
        assert read_bytes(page.encode(), "a.xhtml", "a.xhtml").tables[0].cells[5].text == "3.20"


def test_a_page_called_xls_is_read_as_a_page() -> None:
    document = read(DATA, "决算表.xls")
    assert document.format == "html"
    assert codes(document) == ["extension"]
    assert len(document.tables) == 1


def test_a_page_without_anything_to_read_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="没有可读的正文"):
        read("<div id=app></div><script>render()</script>")


def test_fields_of_web_forms_show_their_value() -> None:
    table = read(
        "<table><tr><td>预算数</td><td><input value='12.50' readonly><input type=hidden value=9></td></tr></table>"
    ).tables[0]
    assert [cell.text for cell in table.cells] == ["预算数", "12.50"]


def test_the_title_of_the_page_is_kept_without_the_name_of_the_site() -> None:
    data = f"<html><head><title>某局2023年度部门决算 - 甲县人民政府</title></head><body>{DATA}</body></html>".encode()
    assert [line.text for line in read_bytes(data, "a.html", "a.html").furniture] == ["某局2023年度部门决算"]

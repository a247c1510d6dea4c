"""Passages read by one pattern are read as the parser's events tell them: neither way may be told from the other by what comes out."""

from __future__ import annotations

import random

import pytest

from gongkai.extractors.readers import _html_boxes, read_bytes
from gongkai.extractors.readers._html_passages import Passage, take_out_passages
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError

TEXTS = (
    "一、部门概况。", "（一）本年度支出23.45万元，比上年增长4.5%。", "\u3000\u3000本部门负责全县的行政工作。", "&nbsp;&nbsp;&nbsp; 单位：万元", "", " ", "&nbsp;", "\u3000",
    "第一行<br>第二行", "<br/>", "甲<br />\n<br>乙<BR>丙", " 前后 \n 有  空白\t", "&ldquo;三公&rdquo;经费&mdash;&#8212;&#x4e2d;&middot;", "A&amp;B&lt;p&gt;", "R&D", "&nbsp无分号",
    "&unknown;", "&#10;1", "&#0;", "&lang;", "打印本页", "上一篇：", "上一篇", "来源：县财政局", "浏览次数：12", "【打印】【关闭】", "湘ICP备12345678号", "相关链接 ", "\u3000下一篇\u3000",
    "字(zì)行(háng)（xing）字（zi）数(shu)字(zi)数（shu）", "\x85甲\u2028乙", "\x0b丙", "100<sup>1</sup>", "表1  收入决算表", "（此页无正文）", "一", "2023年", "<o:p></o:p>",
    "<o:p>&nbsp;</o:p>", "&#<b>65</b>;", "&nb<i>sp;</i>", "<span style=\"font-family: &quot;仿宋&quot;\">甲</span>", "&", "&amp", "&#x;", "1\xa0\x85", "\xa0\xa0<br>\xa0", "\ufffe", "\uffff", "\x80", "\ue000", "&#65288;甲&#65289;", "&amp;nbsp;", "&amp;lt;", "&#38;amp;", "𠀀&#131072;",
)  # fmt: skip
INLINE = ("span", "b", "strong", "i", "u", "em", "font", "SPAN", "o:p")
STYLES = (
    "", "", "", ' style="text-indent: 2em; line-height: 1.75em;"', " align=center", ' class="MsoNormal"', " style='font-size: 12pt;font-family: 仿宋'", "\n class=a",
)  # fmt: skip
ODD = (
    ' class="nav"', ' class="footer"', ' style="display:none"', " hidden", ' id="breadcrumb"', ' title="a>b"', ' title="a<b"', " title='&amp;'", ' onclick="打开(\'x.doc\')"', " a=b/",
    " /", ' style="mso-hide:all"', " =x", ' a="1" a="2"', ' class="a share b"', " class",
)  # fmt: skip
HREFS = (
    ' href="/"',
    " href=/xxgk/",
    ' href="../t20230101_12.html" title="公开" target=_blank',
    " HREF='http://a.b.cn/?c=1'",
    "",
    " name=x",
    ' href="javascript:void(0)"',
)
ODD_HREFS = (
    ' href="#"', ' href="#table0"', ' href="mailto:a@b.c"', " href=x.doc", ' href="x.pdf?a=1"', ' href="?a=1&amp;b=.xls"', " onclick=\"open('f.docx')\" href=#", " href='down.jsp?id=3'",
    " href=\"javascript:open('x.zip')\"", ' href="&#120;.doc"', ' href="" hidden', ' href="data:x"',
)  # fmt: skip
BETWEEN = (
    "<table><tr><td>1</td><td>2</td></tr></table>", "<table border=1><tr><td><a name=x>甲</a></td><td><p>1.5</p><p>乙</p></td></tr><tr><td>丙</td><td>3</td></tr></table>",
    "<h2>标题</h2>", "<h1>", "</h1>", "<h3><p>甲</p><p>乙</p></h3>", "<h2><div>甲</div><div>乙</div><p>丙</p><p>丁</p></h2>", "<!-- <p>注</p><p>释</p> -->", "<!--[if gte mso 9]><xml><p>a</p></xml><![endif]-->",
    "<script>var x = '<p>甲</p><p>乙</p>';</script>", "<style>p {}</style>", "<pre> <p>甲  1</p>\n<p>乙\t2</p> </pre>", "<div style='display:none'><p>藏</p><p>起</p></div>",
    "<a href='f.doc'><p>附件1</p><p>决算</p></a>", "<a href='f.pdf'>附件2：表</a>", "<a href=x.html>", "</a>", "<div class=footer><p>主办：局。</p><p>电话</p><p>句。</p></div>", "<nav><p>首页</p><p>公开</p></nav>",
    "<textarea><p>甲</p><p>乙</p></textarea>", "<select><option><p>1</p><p>2</p></option></select>", "<img src=t.png width=300 height=300>", "正文", "正文<br>", "<ul><li>甲</li><li>乙</li></ul>",
    "<center>", "</center>", "</div>", "<div>", "<p>", "</p>", "<span>", "</span>", "<b>", "</b>", "<i>", "</i></b>", "<font size=2>", "</font>", "<td>", "</td>", "</table>", "<table><tr><td>", "</td></tr></table>",
    "<table role=presentation><tr><td>", "<table><caption>", "</caption>", "<sup>", "</sup>", "<blockquote>", "</body>", "</html>", "<body>", "<head>", "<title>题</title>", "<title>", "</title>", "<noscript><p>a</p><p>b</p></noscript>",
    "<iframe src=a.html><p>a</p><p>b</p></iframe>", "<svg><p>a</p><p>b</p></svg>", "<form>", "</form>", "<plaintext>", "<template><p>a</p><p>b</p></template>", "<", ">", "&", "\"", "'", "<!--", "-->", "_00000000000_", "<p _11111111111_=0>", "<li _11111111111_>", "<table _00000000000_=x>",
    "<article>", "</article>", "<footer>", "</footer>", "<button><p>a</p><p>b</p></button>", "<object><p>a</p><p>b</p></object>", "<xmp><p>a</p><p>b</p></xmp>", "<dl><dt>", "</dl>", "<li>", "<p/>", "<div/>", "<p", "</", "<?xml:namespace prefix=o />",
    "<![CDATA[<p>a</p><p>b</p>]]>", "<frameset>", "<div id=share>", "<p ", "<h1 ", "<nav class=x", "<div style=display:none ", "<p style='display:none'\n", "<span ", "</div ", "<td colspan=2 <", "<table <", "<div title=\"", "<del><p>a</p><p>b</p></del>", "<st1:chsdate><p>a</p></st1:chsdate>",
)  # fmt: skip


def content(rng: random.Random, depth: int = 0) -> str:
    """What a paragraph may hold: as a rule, text in elements that only change its looks."""
    if depth > 7 or rng.random() < 0.45:
        return rng.choice(TEXTS)
    name = rng.choice(INLINE)
    attributes = rng.choice(ODD) if rng.random() < 0.02 else rng.choice(STYLES)
    closing = "" if rng.random() < 0.02 else f"</{rng.choice(INLINE) if rng.random() < 0.02 else name}>"
    before, behind = (rng.choice(TEXTS) if rng.random() < 0.3 else "" for _ in range(2))
    return f"{before}<{name}{attributes}>{content(rng, depth + 1)}{closing}{rng.choice(('', ' ', chr(10)))}{behind}"


def entry(rng: random.Random) -> str:
    """What an entry of a menu holds: as a rule, a link that leads to no file."""
    href = rng.choice(HREFS) if rng.random() < 0.95 else rng.choice(ODD_HREFS)
    link = f"<a{rng.choice(STYLES)}{href}>{rng.choice(('首页', '公开', rng.choice(TEXTS)))}</a>"
    date = rng.choice(("", "", "<span>2024-05-01</span>", "·", " <i></i>", "[05-01]"))
    return rng.choice((f"{link}{date}", f"{date}\n{link}", f"{link} | {link}"))


def passage(rng: random.Random) -> str:
    name = rng.choice(("p", "p", "p", "div", "li", "P", "DIV", "LI"))
    holds = entry if name in ("li", "LI") and rng.random() < 0.7 else content
    gap = rng.choice(("", "\n", "\r\n\t ", "\xa0" if rng.random() < 0.05 else " "))
    paragraphs = []
    for _ in range(rng.choice((1, 2, 3, 8))):
        attributes = rng.choice(ODD) if rng.random() < 0.03 else rng.choice(STYLES)
        paragraphs.append(f"<{name}{attributes}>{holds(rng)}</{name if rng.random() < 0.98 else 'div'}>")
    return gap.join(paragraphs)


def page(rng: random.Random) -> str:
    """Passages and what else pages hold, in any order; in some pages a piece is missing or doubled."""
    odd = rng.choice((0, 0.1, 0.3, 0.6))
    pieces = [rng.choice(BETWEEN) if rng.random() < odd else passage(rng) for _ in range(rng.randint(2, 12))]
    text = rng.choice(
        ("<html><body>{}</body></html>", "<html><head><title>题</title></head><body><div>{}</div></body>", "{}")
    ).format("\n".join(pieces))
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(("", text[at : at + 9])) + text[at + rng.choice((0, 1, 5)) :]
    return text


def read(text: str) -> Document | str:
    try:
        return read_bytes(text.encode("utf-8", "replace"), "页.html", "页.html")
    except DocumentError as error:
        return str(error)


def nothing_taken_out(text: str) -> tuple[str, list[Passage]]:
    return text, []


def test_both_ways_give_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(11)
    pages = [page(rng) for _ in range(600)]
    assert sum(len(passage.texts) for text in pages for passage in take_out_passages(text)[1]) > 1000
    quick = [read(text) for text in pages]
    monkeypatch.setattr(_html_boxes, "take_out_passages", nothing_taken_out)
    for text, document in zip(pages, quick, strict=True):
        assert read(text) == document, text


TWO = '<p style="text-indent:2em"><span style="font-size:12pt">甲部门2023年<b>决算</b></span>公开。</p>\n<p>&nbsp;</p>\n<p>二、收入&mdash;支出</p>'


def texts(document: Document | str) -> list[str]:
    assert isinstance(document, Document)
    return [paragraph.text for paragraph in document.paragraphs]


def test_paragraphs_of_a_passage_are_numbered_on() -> None:
    document = read(f"<html><body><div>{TWO}</div><h2>附表</h2>{TWO}</body></html>")
    assert texts(document) == ["甲部门2023年决算公开。", "二、收入—支出", "附表", "甲部门2023年决算公开。", "二、收入—支出"]
    assert isinstance(document, Document)
    assert [paragraph.location.paragraph for paragraph in document.paragraphs] == [0, 1, 2, 3, 4]
    assert [paragraph.level for paragraph in document.paragraphs] == [None, None, 2, None, None]


@pytest.mark.parametrize(
    "outside", ["<!-- {} -->", "<script>var x = `{}`</script>", "<div style='display:none'>{}</div>", "<template>{}</template>"]
)
def test_a_passage_that_is_not_shown_is_not_read(outside: str) -> None:
    assert texts(read(f"<html><body><p>正文2023年。</p>{outside.format(TWO)}</body></html>")) == ["正文2023年。"]


def test_a_passage_in_a_footer_is_furniture() -> None:
    document = read("<html><body><p>正文2023年。</p><div class=footer><p>主办单位：某局</p><p>地址：某路</p></div></body></html>")
    assert texts(document) == ["正文2023年。"]
    assert isinstance(document, Document)
    assert [line.text for line in document.furniture] == ["主办单位：某局", "地址：某路"]


def test_files_that_a_list_links_to_are_reported() -> None:
    document = read(
        "<html><body><p>附件</p><ul><li><a href='/a/'>首页</a></li><li><a href='/b/决算.docx'>公开表</a></li></ul></body></html>"
    )
    assert isinstance(document, Document)
    assert [warning.text for warning in document.warnings if warning.code == "attachment"] == ["公开表"]
    assert texts(document) == ["附件", "首页", "公开表"]


def test_a_passage_in_preformatted_text_keeps_its_white_space() -> None:
    assert any("甲  乙" in line for line in texts(read("<html><body><pre><p>甲  乙</p><p>丙  丁</p></pre></body></html>")))


def test_many_open_tags_and_long_paragraphs_take_no_time() -> None:
    for inside in ("<b>" * 60_000, "<b>1</b>" * 60_000, "1" + "<br>" * 60_000 + "2", "打印" + "\u00a0" * 60_000 + "1"):
        assert isinstance(read(f"<html><body><p>甲</p><p>{inside}</p><p>乙</p></body></html>"), Document)

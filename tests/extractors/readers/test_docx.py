"""The docx reader: every trap of Word documents one by one."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from gongkai.schemas.document import Location

from .docx_files import (
    SPAN2,
    body,
    box,
    cells,
    data_with,
    docx,
    drawing,
    either,
    field,
    p,
    package,
    part,
    r,
    read,
    relationships,
    tbl,
    tc,
    text,
    texts,
    tr,
    vml,
)


class TestDocument:
    def test_says_whose_content_it_is(self) -> None:
        document = body(p("正文"))
        assert (document.path, document.name, document.format, document.pages) == ("甲县/报告.docx", "报告.docx", "docx", None)
        assert document.warnings == ()

    def test_keeps_reading_order_and_counts_paragraphs_outside_tables(self) -> None:
        document = body(p("一") + p() + p("二") + tbl(tr("表内")) + p("三"))
        assert texts(document) == ["一", "二", "<表0>", "三"]
        assert [block.location for block in document.paragraphs] == [Location(paragraph=index) for index in (0, 2, 3)]

    def test_written_by_python_docx(self) -> None:
        source = python_docx.Document()
        source.add_heading("部门决算", 1)
        source.add_heading("收入情况", 2)
        source.add_paragraph("本年收入 10.50 万元。")
        table = source.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "收入"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "10.50"
        buffer = io.BytesIO()
        source.save(buffer)
        document = read(buffer.getvalue())
        assert [(block.text, block.level) for block in document.paragraphs] == [
            ("部门决算", 1),
            ("收入情况", 2),
            ("本年收入 10.50 万元。", None),
        ]
        assert ("收入", 0, 0, 1, 2) in cells(document.tables[0])
        assert ("10.50", 1, 2, 2, 1) in cells(document.tables[0])
        assert (document.tables[0].row_count, document.tables[0].column_count) == (3, 3)

    def test_iso_strict_names(self) -> None:
        data = docx(p("严格格式", properties='<w:outlineLvl w:val="0"/>') + tbl(tr(tc("宽", SPAN2)), tr("1", "2")))
        strict = data_with(data, lambda xml: xml.replace(b"schemas.openxmlformats.org/wordprocessingml/2006/main",
                                                         b"purl.oclc.org/ooxml/wordprocessingml/main"))  # fmt: skip
        assert strict != data
        assert read(strict).blocks == read(data).blocks

    def test_utf16_parts(self) -> None:
        data = docx(p("编码") + tbl(tr("1")), head='<?xml version="1.0" encoding="UTF-16"?>')
        recoded = data_with(data, lambda xml: xml.decode().encode("utf-16"))
        assert texts(read(recoded)) == ["编码", "<表0>"]

    def test_main_part_by_another_name(self) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        members = {
            "_rels/.rels": relationships(f'<Relationship Id="r1" Type="{kind}" Target="/word/document2.xml"/>'),
            "word\\document2.xml": part("document", f"<w:body>{p('改名')}</w:body>"),
        }
        assert texts(read(package(members))) == ["改名"]

    def test_headers_and_footers_stay_apart(self) -> None:
        section = '<w:sectPr><w:headerReference r:id="r_header"/><w:footerReference r:id="r_footer"/></w:sectPr>'
        document = body(
            p("正文") + section,
            header=part("hdr", p("某单位 2023 年度部门决算") + tbl(tr("左", "右"))),
            footer=part("ftr", p("— ", field("PAGE", "3"), " —")),
        )
        assert texts(document) == ["正文"]
        assert [(block.text, block.role) for block in document.furniture] == [
            ("某单位 2023 年度部门决算", "header"),
            ("左\t右", "header"),
            ("— 3 —", "footer"),
        ]

    def test_header_that_no_section_uses_is_not_read(self) -> None:
        assert body(p("正文"), header=part("hdr", p("旧页眉"))).furniture == ()

    def test_page_number_in_a_text_box_of_the_footer(self) -> None:
        section = '<w:sectPr><w:footerReference r:id="r_footer"/></w:sectPr>'
        assert [x.text for x in body(p("正文") + section, footer=part("ftr", p(box(p("12"))))).furniture] == ["12"]

    def test_footnotes_and_endnotes_at_the_end_in_order_of_reference(self) -> None:
        def reference(kind: str, number: int) -> str:
            return r(inner=f'<w:{kind}Reference w:id="{number}"/>')

        document = body(
            p("零") + p("甲", reference("footnote", 3), "乙", reference("endnote", 1)) + p("丙", reference("footnote", 2)),
            footnotes=part("footnotes", "".join(
                f'<w:footnote w:id="{n}">{p(t)}</w:footnote>' for n, t in ((-1, "分隔"), (2, "注二"), (3, "注三"), (4, "无人引用"))
            )),
            endnotes=part("endnotes", f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'),
        )  # fmt: skip
        assert texts(document) == ["零", "甲乙", "丙", "注三", "尾注", "注二"]
        assert [(x.role, x.location.paragraph) for x in document.paragraphs[3:]] == [
            ("footnote", 1),
            ("footnote", 1),
            ("footnote", 2),
        ]


class TestText:
    def test_tabs_breaks_and_hyphens(self) -> None:
        inner = (
            "<w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:cr/><w:t>D</w:t><w:noBreakHyphen/><w:t>E</w:t><w:softHyphen/><w:t>F</w:t>"
        )
        assert text("A", r(inner=inner)) == "A\tB\nC\nD-EF"

    def test_page_breaks_are_no_text(self) -> None:
        inner = '<w:t>前</w:t><w:br w:type="page"/><w:lastRenderedPageBreak/><w:br w:type="column"/><w:t>后</w:t>'
        assert text(r(inner=inner)) == "前后"

    def test_spaces_are_kept(self) -> None:
        assert text("单位：万元  ", " 100. 00%") == "单位：万元   100. 00%"

    def test_symbols_of_symbol_fonts(self) -> None:
        symbols = [("Symbol", "F0B3", "≥"), ("Symbol", "F0A3", "≤"), ("Wingdings", "F0FE", "☑"), ("Wingdings 2", "F052", "☑")]
        for font, code, shown in [*symbols, ("宋体", "2460", "①"), ("宋体", "zz", ""), ("宋体", "D800", "")]:
            assert text("目标", r(inner=f'<w:sym w:font="{font}" w:char="{code}"/>'), "95") == f"目标{shown}95"

    @pytest.mark.parametrize("wrapper", ["hyperlink", "smartTag", "ins", "moveTo", "customXml", "bdo", "dir"])
    def test_wrappers_are_transparent(self, wrapper: str) -> None:
        assert text("甲", f"<w:{wrapper}><w:{wrapper}Pr/>{r('乙')}</w:{wrapper}>", "丙") == "甲乙丙"

    @pytest.mark.parametrize("wrapper", ["del", "moveFrom"])
    def test_deleted_text_does_not_count(self, wrapper: str) -> None:
        assert text("支出 ", f"<w:{wrapper}>{r('100')}{r(inner='<w:delText>100</w:delText>')}</w:{wrapper}>", "200") == "支出 200"

    def test_tracked_changes_are_recorded(self) -> None:
        assert ("revisions", "accepted") in body(p(f"<w:ins>{r('新')}</w:ins>")).details
        assert body(p("旧")).details == ()

    def test_paragraph_with_deleted_mark_runs_into_the_next(self) -> None:
        gone = "<w:rPr><w:del/></w:rPr>"
        document = body(p("全年执行数 1", properties=gone) + p("23.4 万元") + p("下一段"))
        assert texts(document) == ["全年执行数 123.4 万元", "下一段"]
        assert [x.location.paragraph for x in document.paragraphs] == [0, 2]

    def test_paragraph_with_deleted_mark_before_a_table_or_the_end(self) -> None:
        gone = "<w:rPr><w:del/></w:rPr>"
        assert texts(body(p("甲", properties=gone) + tbl(tr("1")) + p("乙", properties=gone))) == ["甲", "<表0>", "乙"]

    def test_hidden_text_is_left_out(self) -> None:
        styles = part(
            "styles",
            '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:type="character" w:styleId="h2"><w:basedOn w:val="h"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="hp"><w:rPr><w:vanish/></w:rPr></w:style>',
        )
        shown = r("丙", properties='<w:vanish w:val="0"/>')
        document = body(
            p("甲", r("乙", properties="<w:vanish/>"), shown, r("丁", properties='<w:rStyle w:val="h2"/>'), "戊")
            + p("己", properties='<w:pStyle w:val="hp"/>')
            + p("庚", shown, properties='<w:pStyle w:val="hp"/>'),
            styles=styles,
        )
        assert texts(document)[0] == "甲丙戊"
        assert "己" not in "".join(texts(document))

    def test_explicit_showing_overrides_a_hiding_style(self) -> None:
        styles = part("styles", '<w:style w:type="paragraph" w:styleId="hp"><w:rPr><w:vanish/></w:rPr></w:style>')
        content = p("庚", r("丙", properties='<w:vanish w:val="0"/>'), properties='<w:pStyle w:val="hp"/>')
        assert texts(body(content, styles=styles)) == ["丙"]

    def test_former_properties_of_a_change_do_not_hide(self) -> None:
        assert text(r("甲", properties="<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")) == "甲"

    def test_ruby_gives_the_base_only(self) -> None:
        ruby = f"<w:ruby><w:rubyPr/><w:rt>{r('yu')}</w:rt><w:rubyBase>{r('预')}</w:rubyBase></w:ruby>"
        assert text(r(inner=ruby), "算") == "预算"

    def test_formulas_do_not_glue_figures(self) -> None:
        def m(content: str) -> str:
            return f"<m:r><m:t>{content}</m:t></m:r>"

        fraction = f"<m:f><m:num>{m('1')}</m:num><m:den>{m('2')}</m:den></m:f>"
        power = f"<m:sSup><m:e>{m('10')}</m:e><m:sup>{m('4')}</m:sup></m:sSup>"
        assert text("按", f"<m:oMath>{m('x=')}{fraction}</m:oMath>") == "按x=1/2"
        assert text(f"<m:oMathPara><m:oMath><m:d><m:e>{power}</m:e></m:d></m:oMath></m:oMathPara>") == "(10^4)"

    def test_raised_figure_is_not_part_of_the_figure_before(self) -> None:
        raised = '<w:vertAlign w:val="superscript"/>'
        assert text("100.00", r("1", properties=raised)) == "100.00^1"
        assert text("500m", r("2", properties=raised)) == "500m2"

    def test_automatic_numbers_are_not_invented(self) -> None:
        numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        assert texts(body(p("收入支出决算总体情况说明", properties=numbered))) == ["收入支出决算总体情况说明"]

    def test_levels(self) -> None:
        def style(name: str, inner: str, identity: str) -> str:
            return f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{inner}</w:style>'

        styles = part(
            "styles",
            style("heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', "1")
            + style("章", '<w:basedOn w:val="1"/>', "a")
            + style("标题 3", "", "b")
            + style("x", '<w:basedOn w:val="y"/>', "x")
            + style("y", '<w:basedOn w:val="x"/>', "y"),
        )
        outline = '<w:outlineLvl w:val="{}"/>'
        named = '<w:pStyle w:val="{}"/>'
        properties = [*(named.format(each) for each in "1abx?"), outline.format(1), outline.format(9), outline.format("?"), ""]
        properties.append(named.format(1) + outline.format(3))
        document = body("".join(p("段", properties=each) for each in properties), styles=styles)
        assert [x.level for x in document.paragraphs] == [1, 1, 3, None, None, 2, None, None, None, 4]


class TestFields:
    def test_result_is_read_and_code_is_not(self) -> None:
        assert text("共", field("NUMPAGES \\* MERGEFORMAT", "12"), "页") == "共12页"
        assert text('<w:fldSimple w:instr=" PAGEREF _Toc1 \\h ">', r("7"), "</w:fldSimple>") == "7"

    def test_fields_within_fields(self) -> None:
        begin, separate, end = (r(inner=f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
        condition = begin + field("MERGEFIELD a", "5") + r(" > 3") + separate + r("大") + end
        assert text("甲", condition, "乙") == "甲大乙"

    def test_broken_field_swallows_nothing(self) -> None:
        begin = r(inner='<w:fldChar w:fldCharType="begin"/>')
        end = r(inner='<w:fldChar w:fldCharType="end"/>')
        assert text("甲", begin, "乙 12.3") == "甲乙 12.3"
        assert text("甲", end, "乙") == "甲乙"

    def test_table_of_contents(self) -> None:
        def mark(kind: str) -> str:
            return r(inner=f'<w:fldChar w:fldCharType="{kind}"/>')

        code = r(inner='<w:instrText>TOC \\o "1-3" \\h \\z \\u</w:instrText>')
        page = field("PAGEREF _Toc1 \\h", "3")
        entry = f'<w:hyperlink w:anchor="_Toc1">{r("收入决算表")}{r(inner="<w:tab/>")}{page}</w:hyperlink>'
        first = p(mark("begin"), code, mark("separate"), entry, properties='<w:pStyle w:val="TOC1"/>')
        contents = (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{p('目录')}{first}{p(entry)}{p(mark('end'))}</w:sdtContent></w:sdt>"
        )
        heading = p('<w:bookmarkStart w:id="0" w:name="_Toc1"/>', "收入决算表", '<w:bookmarkEnd w:id="0"/>')
        assert texts(body(contents + heading)) == ["目录", "收入决算表\t3", "收入决算表\t3", "收入决算表"]

    @pytest.mark.parametrize(
        ("printed", "kept"),
        [
            ("[bookmark: _GoBack]某县网信办", "某县网信办"),
            ("收入决算表\tPAGEREF _Toc123 \\h 3", "收入决算表\t"),
            ("收入决算表 PAGEREF _Toc123456 h 3", "收入决算表 "),
            ('HYPERLINK \\l "_Toc9"一、收入', "一、收入"),
            ('TOC \\o "1-3" \\h \\z \\u一、收入', "一、收入"),
            ("[说明] a_b \\ 100", "[说明] a_b \\ 100"),
        ],
    )
    def test_residue_of_converters(self, printed: str, kept: str) -> None:
        assert texts(body(p("。", printed))) == ["。" + kept]


class TestTextBoxes:
    @pytest.mark.parametrize("wrap", [box, lambda content: r(inner=drawing(content)), lambda content: r(inner=vml(content))])
    def test_read_once(self, wrap: object) -> None:
        assert callable(wrap)
        document = body(p("零") + p("前", wrap(p("框内一") + p("框内二")), "后") + p("末"))
        assert [(x.text, x.role, x.location.paragraph) for x in document.paragraphs] == [
            ("零", "body", 0),
            ("前后", "body", 1),
            ("框内一", "textbox", 1),
            ("框内二", "textbox", 1),
            ("末", "body", 2),
        ]

    def test_fallback_where_the_choice_holds_no_text(self) -> None:
        assert texts(body(p(r(inner=either("<w:drawing/>", vml(p("旧"))))))) == ["旧"]

    def test_alternative_paragraphs_and_runs(self) -> None:
        assert texts(body(either(p("新段"), p("旧段")) + p("甲", either(r("新"), r("旧"))))) == ["新段", "甲新"]

    def test_table_inside_a_box_is_a_table(self) -> None:
        document = body(p("前", box(tbl(tr("项目", "1.5")) + p("框注"))))
        assert texts(document) == ["前", "<表0>", "框注"]
        assert document.tables[0].inside is None

    def test_box_inside_a_cell_follows_the_table(self) -> None:
        document = body(tbl(tr(tc(p("格", box(p("盖章处")))), "2")) + p("后"))
        assert texts(document) == ["<表0>", "盖章处", "后"]
        assert document.tables[0].cells[0].text == "格"

    def test_pictures_and_objects_are_named(self) -> None:
        picture = r(inner='<w:drawing><a:graphic><a:blip r:embed="x"/></a:graphic></w:drawing>')
        thing = r(inner='<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>')
        document = body(p(picture) + p(thing) + p(picture) + '<w:altChunk r:id="x"/>')
        assert [x.code for x in document.warnings] == ["picture_not_read", "object_not_read", "content_not_read"]
        assert "2 处图片" in document.warnings[0].message

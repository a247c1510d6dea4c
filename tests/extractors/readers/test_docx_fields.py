"""Filled-in Word forms: content controls and form fields read as they are shown, prompts that nobody replaced are no content."""

from __future__ import annotations

import pytest

from .docx_files import body, cells, field, only_table, p, r, tbl, tc, text, texts, tr

PROMPT = "<w:showingPlcHdr/>"
PLACEHOLDER = "单击或点击此处输入文字。"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def form_field(code: str, data: str, result: str = "") -> str:
    """A form field of the older kind; `result` are the runs between separator and end."""
    begin = r(inner=f'<w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/><w:enabled/>{data}</w:ffData></w:fldChar>')
    middle = r(inner='<w:fldChar w:fldCharType="separate"/>') + result if result else ""
    return begin + r(inner=f"<w:instrText> {code} </w:instrText>") + middle + r(inner='<w:fldChar w:fldCharType="end"/>')


class TestContentControls:
    @pytest.mark.parametrize(
        "kind",
        [
            "<w:text/>",
            '<w:dropDownList><w:listItem w:displayText="不选这个" w:value="1"/></w:dropDownList>',
            '<w:date w:fullDate="2023-01-01T00:00:00Z"/>',
            '<w:dataBinding w:xpath="/a/b" w:storeItemID="{0}"/><w:text/>',
            '<w:showingPlcHdr w:val="0"/>',
        ],
    )
    def test_show_their_content(self, kind: str) -> None:
        assert text("合计", control(r("12.5"), kind), "万元") == "合计12.5万元"

    def test_box_to_tick(self) -> None:
        assert text(control(r("☒"), '<w14:checkbox xmlns:w14="x"/>'), "是") == "☒是"

    def test_prompts_are_no_content(self) -> None:
        assert text("单位：", control(r(PLACEHOLDER), PROMPT)) == "单位："

    def test_prompts_beside_content(self) -> None:
        document = body(control(p(PLACEHOLDER), PROMPT) + p("正文") + control(p(control(r(PLACEHOLDER), PROMPT), "乙")))
        assert texts(document) == ["正文", "乙"]

    def test_figure_in_a_control_still_marked_as_unfilled(self) -> None:
        assert text("合计：", control(r("12.5"), PROMPT)) == "合计：12.5"

    def test_cells_keep_their_places(self) -> None:
        row = "<w:tr>" + tc("年度资金总额") + control(tc(PLACEHOLDER), PROMPT) + control(tc("12.5")) + "</w:tr>"
        table = only_table(tbl(tr("项目", "预算数", "执行数"), control(row)))
        assert cells(table)[3:] == [("年度资金总额", 1, 0, 1, 1), ("", 1, 1, 1, 1), ("12.5", 1, 2, 1, 1)]


class TestFormFields:
    def test_text(self) -> None:
        assert text("合计", form_field("FORMTEXT", "<w:textInput/>", r("12.5")), "万元") == "合计12.5万元"

    def test_text_left_blank(self) -> None:
        table = only_table(tbl(tr("项目", tc(p(form_field("FORMTEXT", "<w:textInput/>", r("\u2002" * 5)))))))
        assert table.cells[1].text.strip() == ""

    @pytest.mark.parametrize(
        ("state", "shown"),
        [
            ('<w:default w:val="0"/><w:checked/>', "☑"),
            ('<w:default w:val="1"/>', "☑"),
            ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
            ("", "☐"),
        ],
    )
    def test_box_to_tick(self, state: str, shown: str) -> None:
        assert text(form_field("FORMCHECKBOX", f"<w:checkBox><w:sizeAuto/>{state}</w:checkBox>"), "公开") == f"{shown}公开"

    @pytest.mark.parametrize(
        ("state", "shown"),
        [
            ('<w:result w:val="1"/>', "政府性基金"),
            ('<w:default w:val="1"/>', "政府性基金"),
            ("", "一般公共预算"),
            ('<w:result w:val="9"/>', ""),
        ],
    )
    def test_choice(self, state: str, shown: str) -> None:
        entries = '<w:listEntry w:val="一般公共预算"/><w:listEntry w:val="政府性基金"/>'
        assert text("资金：", form_field("FORMDROPDOWN", f"<w:ddList>{state}{entries}</w:ddList>")) == f"资金：{shown}"

    def test_hidden(self) -> None:
        hidden = form_field("FORMCHECKBOX", "<w:checkBox/>").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
        assert text("甲", hidden) == "甲"

    def test_other_fields_are_as_before(self) -> None:
        assert text("共", field("NUMPAGES", "3"), "页") == "共3页"

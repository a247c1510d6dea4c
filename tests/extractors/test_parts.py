"""Whose a document is, of which year and kind, and where its parts begin."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.extractors.parts import PartsResult, split_parts
from gongkai.schemas.document import Block, Cell, Document, Location, Paragraph, Table

SHARED = Path(__file__).resolve().parents[3] / "shared"
OFFICE = "中共云岭县委网络安全和信息化委员会办公室"


def table(*rows: tuple[str, ...], index: int = 0) -> Table:
    cells = tuple(Cell(text, row, column) for row, texts in enumerate(rows) for column, text in enumerate(texts))
    return Table(index, cells, len(rows), max(map(len, rows)))


def split(*blocks: str | Block, name: str = "文件.docx") -> PartsResult:
    paragraphs = [Paragraph(block, Location(paragraph=at)) if isinstance(block, str) else block for at, block in enumerate(blocks)]
    result = split_parts(Document(name, name, "0" * 64, "docx", tuple(paragraphs)))
    assert result.parts[0].start == 0, "nothing before the first part"
    assert result.parts[-1].end == len(blocks), "nothing behind the last part"
    assert all(one.end == other.start for one, other in zip(result.parts, result.parts[1:], strict=False))
    assert [part.id for part in result.parts] == [f"p{number}" for number in range(1, len(result.parts) + 1)]
    return result


def outline(result: PartsResult) -> list[tuple[str, str | None]]:
    return [(part.kind, part.title) for part in result.parts]


FORM = table(("年度资金总额", "9", "9", "100%"))
PROSE = "本年度收入合计一百余万元，支出合计一百余万元，各项工作按计划完成，资金使用规范，没有结余。"


def test_a_notice_its_list_of_annexes_and_the_annexed_report_and_form() -> None:
    result = split(
        "关于做好2022年度部门整体支出绩效自评工作的通知",
        "各预算单位：",
        "请按要求撰写《部门整体支出绩效自评报告》(附件1)并填写《预算支出绩效自评表》(附件2)，按时报送。",
        "附件：1. 《2022年度部门整体支出绩效自评报告》",
        "2. 《2022年度预算支出绩效自评表》",
        "2022年度部门整体支出绩效自评报告",
        "单位名称（盖章）中共云岭县委网络安全和信息化  委员会办公室",
        "云岭县委网信办2022年度部门",
        "整体支出绩效自评报告",
        "一、基本情况",
        PROSE,
        "附件2:",
        "2022年度预算支出绩效自评表",
        FORM,
    )
    assert outline(result) == [
        ("通知", "关于做好2022年度部门整体支出绩效自评工作的通知"),
        ("绩效自评", "2022年度部门整体支出绩效自评报告"),
        ("绩效自评", "2022年度预算支出绩效自评表"),
    ]
    assert result.kinds == ("绩效自评", "通知")
    assert (result.entity, result.fiscal_year) == (OFFICE, 2022)
    assert [part.entity for part in result.parts] == [None, OFFICE, OFFICE]


@pytest.mark.parametrize(
    "marks", [("附件一", "附件二"), ("附件1", "附件2"), ("附件1-1", "附件1-2"), ("附件 1：", "附件 2："), ("附表1", "附表2")]
)
def test_each_annexed_form_is_a_part(marks: tuple[str, str]) -> None:
    result = split(
        marks[0],
        "2023年度部门整体支出绩效评价基础数据表",
        table(("三公经费", "1.2")),
        marks[1],
        "2023年度部门整体支出绩效自评表",
        table(("预算部门、单位名称", OFFICE), ("年度资金总额", "9"), index=1),
    )
    assert outline(result) == [
        ("绩效自评", "2023年度部门整体支出绩效评价基础数据表"),
        ("绩效自评", "2023年度部门整体支出绩效自评表"),
    ]
    assert {part.entity for part in result.parts} == {OFFICE}
    assert [part.fiscal_year for part in result.parts] == [2023, 2023]


def test_a_mark_and_its_title_may_share_a_line_or_a_table() -> None:
    sheet = table(("附件2", "", ""), ("2024年度项目支出绩效自评表", "", ""), ("项目名称", "业务经费", ""), index=1)
    result = split("附件1：2024年度部门整体支出绩效自评表", table(("部门名称", "青禾市水利局")), sheet)
    assert outline(result) == [("绩效自评", "2024年度部门整体支出绩效自评表"), ("绩效自评", "2024年度项目支出绩效自评表")]
    assert result.entity == "青禾市水利局"


def test_a_form_without_a_mark_begins_a_part_and_its_mention_in_a_list_does_not() -> None:
    result = split(
        "青禾市水利局",
        "2023年部门整体支出绩效自评报告",
        "一、基本情况",
        PROSE,
        "附件：",
        "1.部门整体支出绩效评价基础数据表",
        "2.部门整体支出绩效自评表",
        "部门整体支出绩效评价基础数据表",
        "填报单位：青禾市水利局",
        FORM,
    )
    assert outline(result) == [
        ("绩效自评", "青禾市水利局2023年部门整体支出绩效自评报告"),
        ("绩效自评", "部门整体支出绩效评价基础数据表"),
    ]


def test_a_list_of_annexes_before_the_signature_of_a_notice_begins_nothing() -> None:
    result = split(
        "青禾市财政局关于开展2023年度绩效自评的通知",
        "各预算单位：",
        "请认真组织自评。",
        "附件1：部门整体支出绩效自评表",
        "附件2：项目支出绩效自评表",
        "青禾市财政局",
        "2024年3月1日",
    )
    assert outline(result) == [("通知", "青禾市财政局关于开展2023年度绩效自评的通知")]
    assert result.parts[0].entity == "青禾市财政局"
    assert result.fiscal_year == 2023


def test_the_sections_of_a_final_account_are_one_part() -> None:
    result = split(
        "中共青禾市东湖区委",
        "社会工作部 2024 年度",
        "部门决算",
        "目 录",
        "第一部分 中共青禾市东湖区委社会工作部概况",
        "第二部分 2024年度部门决算表",
        "2024年度部门整体支出绩效自评报告",
        "第四部分 名词解释",
        "第一部分 中共青禾市东湖区委社会工作部概况",
        "一、主要职能",
        PROSE,
        "第二部分 2024年度部门决算表",
        "收入支出决算总表",
        FORM,
        "第三部分 2024年度部门决算情况说明",
        "与2023年度相比，收入支出总计增加，主要是新增项目。",
        "第四部分 名词解释",
        "第五部分 附件",
    )
    assert outline(result) == [("部门决算", "中共青禾市东湖区委社会工作部2024年度部门决算")]
    assert (result.entity, result.fiscal_year) == ("中共青禾市东湖区委社会工作部", 2024)


def test_an_annexed_self_evaluation_inside_an_account_is_its_own_part_and_the_account_goes_on() -> None:
    result = split(
        "青禾市水利局2023年度部门决算",
        "第一部分 青禾市水利局概况",
        PROSE,
        "第三部分 2023年度部门决算情况说明",
        PROSE,
        "附件1",
        "2023年度项目支出绩效自评表",
        FORM,
        "第四部分 名词解释",
        "基本支出：指为保障机构正常运转发生的支出。",
    )
    assert outline(result) == [
        ("部门决算", "青禾市水利局2023年度部门决算"),
        ("绩效自评", "2023年度项目支出绩效自评表"),
        ("部门决算", "青禾市水利局2023年度部门决算"),
    ]
    assert result.kinds == ("绩效自评", "部门决算")


def test_several_units_in_one_file_have_parts_of_their_own() -> None:
    rows = [f"{number}、其他说明事项，按规定公开" for number in range(15)]
    result = split("青禾市第一中学2023年度单位决算", *rows, "青禾市第二中学2023年度单位决算", *rows)
    assert [part.entity for part in result.parts] == ["青禾市第一中学", "青禾市第二中学"]
    assert result.entity is None
    assert [notice.code for notice in result.notices] == ["entity_unsettled"]
    assert "青禾市第一中学" in result.notices[0].message
    assert "青禾市第二中学" in result.notices[0].message
    assert result.fiscal_year == 2023


def test_the_superior_body_of_a_form_is_not_the_reporting_one() -> None:
    result = split(
        "2023年度项目支出绩效自评表",
        table(("主管部门", "云岭县教育局", "实施单位", "云岭县职业中学"), ("年度资金总额", "9", "9", "9")),
    )
    assert result.entity == "云岭县职业中学"


def test_the_form_of_another_project_is_another_part_and_a_continued_title_is_not() -> None:
    form = table(("项目名称", "防汛经费"), *(("指标", "1"),) * 14)
    other = table(("项目名称", "抗旱经费"), ("指标", "1"), index=1)
    more = table(("指标", "1"), index=2)
    title = "2023年度项目支出绩效自评表"
    assert len(split(title, form, title, other).parts) == 2
    assert len(split(title, form, title, more).parts) == 1


def test_the_body_that_every_form_names_reports_for_the_units_below_it() -> None:
    forms: list[str | Paragraph | Table] = []
    for doer in ("北京市平川区教育委员会（本级）", "北京市平川区第三小学"):
        label = table(("项目名称", "某项目"), ("主管部门", "北京市平川区教育委员会", "实施单位", doer))
        forms += ["项目支出绩效自评表", "（2023年度）", label]
    result = split(*forms)
    assert (result.entity, result.fiscal_year, result.notices) == ("北京市平川区教育委员会", 2023, ())


def test_the_page_header_counts_only_where_the_body_says_nothing() -> None:
    header = Paragraph("安定县司法局2022年度部门决算", role="header")
    blocks = (Paragraph("收入决算表"), table(("项目", "金额"), ("合计", "1")))
    result = split_parts(Document("x.docx", "x.docx", "0" * 64, "docx", blocks, (header,)))
    assert (result.entity, result.fiscal_year) == ("安定县司法局", 2022)
    named = (Paragraph("安定县审计局2021年度部门决算"), *blocks)
    result = split_parts(Document("x.docx", "x.docx", "0" * 64, "docx", named, (header,)))
    assert (result.entity, result.fiscal_year) == ("安定县审计局", 2021)


def test_a_table_of_contents_with_page_numbers_ends_where_they_end() -> None:
    result = split("目录", "收入支出决算总表..........1", "支出决算表..........3", "安定县审计局2021年度部门决算", PROSE)
    assert (result.entity, result.fiscal_year, result.kinds) == ("安定县审计局", 2021, ("部门决算",))


def test_a_notice_that_quotes_what_it_issues_and_its_blank_forms() -> None:
    result = split(
        "清财绩〔2024〕3号",
        "清河县财政局关于印发《2023年度县级部门绩效自评工作方案》的通知",
        "各乡镇人民政府、县直各部门：",
        PROSE,
        "附件1",
        "项目支出绩效自评表",
        "（2023年度）",
        table(("项目名称", ""), ("年度资金总额", "")),
    )
    assert [part.kind for part in result.parts] == ["通知", "绩效自评"]
    assert result.parts[0].title == "清河县财政局关于印发《2023年度县级部门绩效自评工作方案》的通知"
    assert result.parts[0].entity == "清河县财政局"
    text = split("请按照《清河县财政局关于印发〈绩效管理办法〉的通知》和《关于开展自评工作的通知》要求填报", PROSE)
    assert text.kinds == ("其他",)


def test_contents_that_number_the_titles_end_at_the_first_of_them() -> None:
    first, second = "清河县水务局2023年部门预算", "清河县水库管理所2023年单位预算"
    result = split("目录", f"一、{first}", f"二、{second}", first, PROSE, FORM, second, PROSE, FORM)
    assert [(part.title, part.entity) for part in result.parts] == [(first, "清河县水务局"), (second, "清河县水库管理所")]
    assert [notice.code for notice in result.notices] == ["entity_unsettled"]


def test_a_letter_for_the_zero_of_a_year() -> None:
    result = split("清河县水务局2O23年度部门决算公开", PROSE)
    assert (result.entity, result.fiscal_year) == ("清河县水务局", 2023)


def test_a_form_whose_title_is_lost_is_known_by_its_heads() -> None:
    form = table(
        ("项目名称", "法律援助", "主管部门", "安定县司法局"),
        ("项目资金", "年初预算数", "全年预算数", "全年执行数"),
        ("一级指标", "三级指标", "年度指标值", "实际完成值"),
    )
    assert split(form, name="附表.docx").kinds == ("绩效自评",)


def test_a_title_regarding_a_disclosure() -> None:
    result = split("关于云岭县公安局交通警察大队2020年度部门决算公开的说明", PROSE)
    assert (result.entity, result.fiscal_year, result.kinds) == ("云岭县公安局交通警察大队", 2020, ("部门决算",))


def test_a_budget_speaks_of_its_own_year_and_not_of_last_year_or_a_date() -> None:
    result = split(
        "青禾市2025年市级单位预算",
        "预算单位：青禾市财政局",
        "2025年单位预算编制说明",
        "收入预算比2024年预算减少，2024年度的项目已经完成。",
        "2024年12月30日",
    )
    assert outline(result) == [("部门预算", "青禾市2025年市级单位预算")]
    assert (result.entity, result.fiscal_year) == ("青禾市财政局", 2025)


@pytest.mark.parametrize("year", ["2023年度", "二〇二三年度", "二○二三年", "２０２３年度"])
def test_years_in_every_writing(year: str) -> None:
    assert split(f"青禾市水利局{year}部门决算", PROSE).fiscal_year == 2023


def test_a_misprinted_year_is_none_and_the_heads_of_the_table_help() -> None:
    assert split("青禾市水利局202 年度部门决算", PROSE).fiscal_year is None
    heads = table(("经费", "2022年决算数", "2023年预算数", "2023年决算数"))
    assert split("部门整体支出绩效评价基础数据表", heads).fiscal_year == 2023


def test_two_years_in_the_title_are_a_notice_and_no_guess() -> None:
    result = split("青禾市水利局2023年部门决算和2024年部门预算", PROSE)
    assert result.fiscal_year is None
    assert [notice.code for notice in result.notices] == ["year_unsettled"]
    assert "2023年、2024年" in result.notices[0].message


def test_a_range_of_years_is_not_one_year() -> None:
    result = split("青禾市水利局2021-2023年部门整体支出绩效自评报告", PROSE)
    assert (result.entity, result.fiscal_year) == ("青禾市水利局", None)
    assert [notice.code for notice in result.notices] == ["year_unsettled"]


def test_a_cover_may_quote_its_own_title() -> None:
    result = split("《青禾市水利局2023年度部门决算》", PROSE)
    assert outline(result) == [("部门决算", "青禾市水利局2023年度部门决算")]


def test_headings_without_their_automatic_numbers_begin_nothing() -> None:
    result = split(
        "青禾市水利局2023年度部门整体支出绩效自评报告",
        "部门概况",
        PROSE,
        "部门决算情况",
        PROSE,
        "2023年部门预算",
        PROSE,
        "项目支出绩效自评情况",
        PROSE,
        "附件：",
        "部门整体支出绩效自评表",
        "项目支出绩效自评表",
        "部门整体支出绩效自评表",
        table(("部门名称", "青禾市水利局"), ("年度资金总额", "9")),
    )
    assert [(part.title, part.start) for part in result.parts] == [
        ("青禾市水利局2023年度部门整体支出绩效自评报告", 0),
        ("部门整体支出绩效自评表", 12),
    ]


def test_a_cover_may_name_the_body_below_the_title() -> None:
    assert (
        split("2023年度", "部门整体支出绩效自评报告", "青禾市水利局", "二〇二四年五月", "一、概况", PROSE).entity == "青禾市水利局"
    )


def test_a_department_its_own_office_and_a_unit_below_it() -> None:
    rows = [f"{number}、其他说明事项，按规定公开" for number in range(15)]
    result = split(
        "青禾市水利局2023年度部门决算",
        *rows,
        "青禾市水利局（本级）2023年度单位决算",
        *rows,
        "青禾市防汛中心2023年度单位决算",
        *rows,
    )
    assert [part.entity for part in result.parts] == ["青禾市水利局", "青禾市水利局（本级）", "青禾市防汛中心"]
    assert result.entity == "青禾市水利局"


def test_the_name_of_the_file_counts_only_when_nothing_is_printed() -> None:
    result = split("收入支出决算总表", "部门：青禾市水利局      金额单位：万元", FORM, name="决算-2021.docx")
    assert (result.entity, result.fiscal_year, result.kinds) == ("青禾市水利局", 2021, ("部门决算",))
    assert [notice.code for notice in result.notices] == ["year_from_file_name"]
    assert split("青禾市水利局2023年度部门决算", PROSE, name="决算-2021.docx").fiscal_year == 2023


def test_a_blank_name_line_and_a_reporting_date_name_nobody() -> None:
    result = split(
        "附件四",
        "2023年度云岭县委网信办部门整体",
        "",
        "支出绩效自评报告",
        "部门（单位）名称：（盖章）",
        "2024年6月17日",
        "一、情况",
        PROSE,
    )
    assert outline(result) == [("绩效自评", "2023年度云岭县委网信办部门整体支出绩效自评报告")]
    assert (result.entity, result.fiscal_year) == ("云岭县委网信办", 2023)


def test_the_full_name_explained_in_the_text_is_preferred() -> None:
    result = split(
        "云岭县委网信办2023年度部门整体支出绩效自评报告",
        f"根据有关文件精神，{OFFICE}（以下简称县委网信办）是云岭县委的办事机构，下设云岭县网络信息数据中心。",
    )
    assert result.entity == OFFICE


@pytest.mark.parametrize("blocks", [(), ("",), ("通知公告栏",), ("附件",), ("附件1",), ("目录",)])
def test_documents_that_say_nothing_have_one_part_of_no_kind(blocks: tuple[str, ...]) -> None:
    result = split_parts(Document("空", "空", "0", "text", tuple(map(Paragraph, blocks))))
    assert len(result.parts) == 1
    assert result.kinds == ("其他",)
    assert (result.entity, result.fiscal_year) == (None, None)


def test_every_block_is_found_in_its_part() -> None:
    result = split("附件1", "部门整体支出绩效自评表", FORM, "附件2", "项目支出绩效自评表", FORM)
    assert [result.part_of(block).id for block in range(6)] == ["p1"] * 3 + ["p2"] * 3
    with pytest.raises(IndexError):
        result.part_of(6)


PIECES = [
    "附件1",
    "附件：",
    "附件2：2023年度项目支出绩效自评表",
    "1.部门整体支出绩效自评表",
    "2023年度部门整体支出绩效自评报告",
    "青禾市水利局",
    "2023年度",
    "部门决算",
    "目录",
    "第一部分 青禾市水利局概况",
    "第三部分 说明",
    "关于开展绩效自评的通知",
    "各单位：",
    "收入支出决算总表",
    "单位名称：",
    "（盖章）",
    "2024年6月17日",
    "",
    "、",
    "项目支出绩效自评表",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.just(FORM), st.text(max_size=20)), max_size=15))
def test_every_document_is_split_without_gap_or_overlap(blocks: list[str | Block]) -> None:
    result = split_parts(
        Document("x", "x", "0", "text", tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks))
    )
    assert [part.start for part in result.parts] == [0, *(part.end for part in result.parts[:-1])]
    assert result.parts[-1].end == len(blocks)
    assert all(part.start < part.end for part in result.parts) or not blocks


def gold() -> list[dict[str, str]]:
    path = SHARED / "gold" / "documents.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.mark.skipif(not SHARED.exists(), reason="the real documents are not here")
@pytest.mark.parametrize("row", gold(), ids=lambda row: row["name"])
def test_real_documents(row: dict[str, str]) -> None:
    text, pdf = SHARED / "seeds" / f"{row['name']}.txt", SHARED / "corpus" / f"{row['name']}.pdf"
    if text.exists():
        from gongkai.extractors.readers import read

        document = read(text)
    else:
        import pypdfium2

        pages = pypdfium2.PdfDocument(pdf)
        lines = [line for page in pages for line in page.get_textpage().get_text_bounded().splitlines()]
        document = Document(str(pdf), pdf.name, "0", "pdf", tuple(map(Paragraph, lines)))
    result = split_parts(document)
    assert result.entity == row["entity"]
    assert result.fiscal_year == int(row["fiscal_year"])
    assert "|".join(result.kinds) == row["kinds"]
    assert all(part.entity == row["entity"] or part.kind == "通知" for part in result.parts)
    assert not any(re.search("[;；。]", part.title or "") for part in result.parts)


def test_a_file_of_one_untitled_form_is_of_the_kind_of_its_form() -> None:
    sheet = table(("项目名称", "一级指标", "三级指标", "指标值"), ("巡河经费", "产出指标", "巡河次数", "240次"), index=0)
    assert split("部门预算项目绩效目标表（2024年度）", "部门：云岭县水务局", sheet).kinds == ("部门预算",)
    accounts = table(("科目编码", "科目名称", "小计"), ("201", "一般公共服务支出", "9"))
    assert split("一般公共预算财政拨款支出决算表", "部门：云岭县水务局", accounts).kinds == ("部门决算",)

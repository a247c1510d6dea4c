"""Headings, projects, performance management: what the place of a sentence adds to what it says."""

from __future__ import annotations

from gongkai.extractors.prose import PartContext, ProseContext, ProseParagraph, extract_prose
from gongkai.schemas.document import Location, Paragraph

from .said import facts, read


def test_a_heading_names_the_item_of_the_paragraph_below() -> None:
    assert facts("（1）基本支出情况", "①人员经费支出", "年初预算支出80万元，全年决算支出92万元，预算执行率115％。", kind="绩效自评") == {
        "人员经费 年初预算数 80万元", "人员经费 决算数 92万元", "人员经费 执行率 115%",
    }  # fmt: skip


def test_a_heading_spelt_out_by_level_and_inline_headings() -> None:
    truth = {"行政运行 年初预算数 70.5万元", "行政运行 决算数 75万元", "行政运行 执行率 106.38%"}
    below = "年初预算为70.5万元，支出决算为75万元，完成年初预算的106.38%。"
    name = "1、一般公共服务支出（类）财政事务（款）行政运行（项）"
    assert facts(name, below) == truth
    assert facts(name + "。", "主要用于：人员支出。" + below) == truth
    assert facts(name + "。主要用于：人员支出。" + below) == truth
    assert facts(name + "\n" + below) == truth
    assert facts(
        "3、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）", "年初预算为9.26万元。"
    ) == {"机关事业单位基本养老保险缴费支出 年初预算数 9.26万元"}


def test_the_section_is_the_headings_above() -> None:
    result = read(
        "第三部分 决算情况说明",
        "二、收入决算情况说明",
        "收入合计1万元。",
        "三、支出决算情况说明",
        "（一）总体情况",
        "支出合计2万元。",
    )
    assert [fact.source.section for fact in result.facts] == [
        "第三部分 决算情况说明 / 二、收入决算情况说明",
        "第三部分 决算情况说明 / 三、支出决算情况说明 / （一）总体情况",
    ]


def test_a_paragraph_that_ends_in_parts_leaves_them_to_the_next_ones() -> None:
    result = read(
        "“三公”经费2025年预算数46.30万元，比2024年预算持平。其中：",
        "（一）因公出国（境）费28.70万元。",
        "（二）公务接待费17.60万元。",
        kind="部门预算",
        year=2025,
    )
    assert [(fact.item, fact.parent, fact.column, fact.year) for fact in result.facts] == [
        ("三公经费", (), "预算数", 2025),
        ("因公出国（境）费", ("三公经费",), "预算数", 2025),
        ("公务接待费", ("三公经费",), "预算数", 2025),
    ]


def test_columns_come_from_the_whole_or_from_the_kind_of_report() -> None:
    text = "2023年年初预算安排支出99万元，其中：基本支出90万元，项目支出9万元。2023年支出100万元，其中：基本支出91万元，项目支出9万元。"
    assert facts(text, kind="绩效自评") == {
        "支出 年初预算数 99万元", "基本支出 年初预算数 90万元", "项目支出 年初预算数 9万元", "支出 决算数 100万元", "基本支出 决算数 91万元", "项目支出 决算数 9万元",
    }  # fmt: skip


def test_projects_have_subjects() -> None:
    assert facts(
        "1.信息系统运维项目绩效自评综述：对照目标，信息系统运维项目绩效自评得分为96.5分。项目全年预算数为120万元，执行数为118.5万元，"
        "完成预算的98.75%。项目绩效目标完成情况：一是系统稳定运行率99.9%；二是培训10次，支出3万元。",
        "2.法治宣传项目绩效自评综述：全年预算数50万元，执行数50万元，完成预算的100%，自评得分100分。",
    ) == {
        "信息系统运维|自评得分 得分 96.5分", "信息系统运维|项目支出 全年预算数 120万元", "信息系统运维|项目支出 全年执行数 118.5万元",
        "信息系统运维|项目支出 执行率 98.75%", "法治宣传|项目支出 全年预算数 50万元", "法治宣传|项目支出 全年执行数 50万元", "法治宣传|项目支出 执行率 100%",
        "法治宣传|自评得分 得分 100分",
    }  # fmt: skip


def test_a_project_named_by_its_heading_or_in_the_sentence() -> None:
    assert facts("2、河道保洁项目目标完成情况。该项目年初预算40万元，到位资金38万元，全年执行数 38 万元，执行率 100. 00%。目标完成情况为：清运垃圾 350 余吨，支出租车费2万元。", kind="绩效自评") == {
        "河道保洁|项目支出 年初预算数 40万元", "河道保洁|项目支出 到位数 38万元", "河道保洁|项目支出 全年执行数 38万元", "河道保洁|项目支出 执行率 100.00%",
    }  # fmt: skip
    assert facts("全年项目支出50万元，其中信息化平台项目30万元。", kind="绩效自评") == {
        "项目支出 决算数 50万元", "信息化平台|项目支出 决算数 30万元",
    }  # fmt: skip


def test_budget_projects_counted_with_their_money() -> None:
    assert facts("我局2023年申请预算资金310.5万元，年底实际支出300万元，执行率96.62%，其中：预算项目4个，金额合计90万元，实际支出81万元，执行率90%。", kind="绩效自评") == {
        "支出 全年预算数 310.5万元", "支出 决算数 300万元", "支出 执行率 96.62%", "预算项目 数量 4个", "项目支出 全年预算数 90万元", "项目支出 决算数 81万元",
        "项目支出 执行率 90%",
    }  # fmt: skip


def test_performance_management_says_what_was_done_to_which_money() -> None:
    assert facts(
        "组织对2023年度一般公共预算项目支出开展绩效自评，其中，一级项目3个，二级项目0个，涉及资金共120万元，占项目支出的96%。"
        "组织对2023年度0个政府性基金预算项目开展绩效自评，涉及资金0万元。"
        "组织对甲局1家单位做了整体支出绩效评价，涉及一般公共预算支出300万元。"
    ) == {
        "绩效自评项目 数量 3个", "二级项目 数量 0个", "绩效自评涉及资金 金额 120万元", "绩效自评涉及资金 占比 96%", "政府性基金预算绩效自评涉及资金 金额 0万元",
        "整体支出绩效评价涉及资金 金额 300万元",
    }  # fmt: skip


def test_each_stage_of_performance_management_keeps_its_own_figures() -> None:
    assert facts("编报绩效目标的2023年度项目3个，涉及预算金额175.52万元；绩效跟踪评价的项目2个，涉及预算金额170万元；绩效自评的项目1个，涉及预算金额160万元，平均得分99.33分（其中，绩效评级为“优”的项目1个）。") == {
        "绩效目标项目 数量 3个", "绩效目标涉及资金 金额 175.52万元", "绩效跟踪项目 数量 2个", "绩效跟踪涉及资金 金额 170万元", "绩效自评项目 数量 1个",
        "绩效自评涉及资金 金额 160万元", "平均得分 得分 99.33分",
    }  # fmt: skip
    assert facts("对5个项目编制了绩效目标，选取3个项目开展绩效监控，组织对4个项目开展绩效自评。") == {
        "绩效目标项目 数量 5个", "绩效跟踪项目 数量 3个", "绩效自评项目 数量 4个",
    }  # fmt: skip


def test_procurement_and_assets() -> None:
    assert facts("2022年度政府采购支出5万元，其中：货物0元，服务5万元, 工程0万元。授予中小企业合同金额4万元，占政府采购支出总额的80%。", year=2022) == {
        "政府采购支出 决算数 5万元", "政府采购货物支出 决算数 0.0000万元", "政府采购工程支出 决算数 0万元", "政府采购服务支出 决算数 5万元",
        "授予中小企业合同金额 决算数 4万元", "授予中小企业合同金额 占比 80%",
    }  # fmt: skip
    assert facts("年末资产总额20.5万元，其中流动资产3万元；负债总额0.5万元，净资产20万元，资产使用率98%。") == {
        "资产总额 年末数 20.5万元",
        "流动资产 年末数 3万元", "负债总额 年末数 0.5万元", "净资产 年末数 20万元", "资产使用率 年末数 98%",
    }  # fmt: skip


def test_parts_of_a_document_do_not_speak_into_each_other() -> None:
    paragraphs = [
        ProseParagraph(Paragraph("二、公用经费情况", Location(line=1)), "p1"),
        ProseParagraph(Paragraph("年初预算为5万元。", Location(line=2)), "p2"),
    ]
    result = extract_prose(paragraphs, ProseContext({"p1": PartContext("绩效自评", 2023), "p2": PartContext("绩效自评", 2023)}))
    assert result.facts == ()


def test_a_part_of_unknown_kind_gives_only_figures_whose_column_is_printed() -> None:
    assert facts("2023年支出合计5万元，其中：基本支出决算数3万元。", kind="其他") == {"基本支出 决算数 3万元"}


def test_a_heading_printed_in_front_of_its_first_sentence() -> None:
    assert facts("二、收入决算情况说明　　2023年度收入合计100万元，其中：财政拨款收入90万元。") == {
        "收入 决算数 100万元",
        "财政拨款收入 决算数 90万元",
    }


def test_a_project_named_by_a_heading_two_levels_up() -> None:
    assert facts("一、乡村道路养护项目", "（一）项目资金情况", "项目年初预算100万元，全年预算120万元，执行数110万元，预算执行率91.67%。", kind="绩效自评") == {
        "乡村道路养护|项目支出 年初预算数 100万元", "乡村道路养护|项目支出 全年预算数 120万元", "乡村道路养护|项目支出 全年执行数 110万元",
        "乡村道路养护|项目支出 执行率 91.67%",
    }  # fmt: skip
    assert facts("项目年初预算100万元，全年预算120万元。", kind="绩效自评") == set()


def test_an_assessment_of_the_whole_is_not_one_of_projects() -> None:
    assert facts("对2023年度部门整体支出开展绩效自评，涉及资金500万元，自评得分96分。组织对12个项目开展绩效自评，涉及资金200万元，项目平均得分97.5分。") == {
        "整体支出绩效评价涉及资金 金额 500万元", "自评得分 得分 96分", "绩效自评项目 数量 12个", "绩效自评涉及资金 金额 200万元", "平均得分 得分 97.5分",
    }  # fmt: skip
    assert facts("组织对一般公共预算项目支出开展绩效自评，共涉及项目8个，资金150万元，自评覆盖率100%。") == {
        "绩效自评项目 数量 8个", "绩效自评涉及资金 金额 150万元",
    }  # fmt: skip


def test_the_body_may_call_itself_by_a_short_name() -> None:
    assert facts("经综合评定，本馆自评得分98.9分，我镇实际支出5万元。", kind="绩效自评", entity="甲县档案馆") == {
        "自评得分 得分 98.9分",
        "支出 决算数 5万元",
    }


def test_a_project_whose_heading_ends_in_its_state() -> None:
    assert facts("1、库房维护经费项目完成情况。年初预算为15万元，执行数14.8万元。比计划多巡查350次。", kind="绩效自评") == {
        "库房维护经费|项目支出 年初预算数 15万元", "库房维护经费|项目支出 全年执行数 14.8万元",
    }  # fmt: skip


def test_a_name_that_the_report_uses_again_and_again_is_its_own() -> None:
    texts = ["乙县供销社2023年度收入合计9万元。", "乙县供销社2023年度支出合计8万元。", "丙县粮站2023年度支出合计7万元。"]
    assert facts(*texts, entity="甲县财政局") == {"收入 决算数 9万元", "支出 决算数 8万元"}

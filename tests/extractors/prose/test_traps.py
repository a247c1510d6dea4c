"""The traps of running text, one by one: what is no amount, whose a figure is, which column, year and sign it has, and what stays open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .said import facts, read, said

NOTHING = [
    ("thresholds", "按规定，50万元以上的项目须公开招标，超过0.5万元的支出须集体研究，单笔不低于2万元。"),
    ("document numbers, batches, telephone numbers", "根据财预〔2020〕10号文件，2023年第3批资金已下达，联系电话0571-88888888。"),
    ("activities and results", "全年发布信息350余条，培训12次500人次，覆盖2万余人次，满意度95%以上，办结率100%。"),
    ("several years", "2021年至2023年累计投入300万元。"),
    ("per head", "人均公用经费1.2万元。"),
    ("a standard", "公务接待费标准为每人每次50元。"),
    ("a range", "支出预算100至200万元。"),
    ("two items in one sum", "人员经费和公用经费合计100万元。"),
    ("a part of the reporting body", "局机关基本支出100万元，下属中心基本支出50万元。"),
    ("an explanation", "主要原因是新增设备采购20万元。"),
    ("purposes", "项目经费主要用于宣传培训，其中场地租金3万元。"),
    ("dates and reporting periods", "各单位应于2023年8月11日前报送，12月底前完成，24小时值班。"),
    ("no change", "公务接待费支出与上年持平。"),
    ("nothing spent", "本单位2023年度无政府性基金预算收支。"),
    ("a quoted rule in book-title marks", "依据《2023年度县级部门预算100万元以上项目管理办法》执行。"),
    ("percentage points", "执行率比上年提高3.5个百分点。"),
]


@pytest.mark.parametrize("text", [text for _, text in NOTHING], ids=[name for name, _ in NOTHING])
def test_figures_that_are_no_facts(text: str) -> None:
    assert facts(text) == set()


def test_parts_in_brackets_belong_to_the_item_in_front_and_the_share_after_them_too() -> None:
    assert facts("2023年总支出163.5万元，其中：基本支出104.5万元（人员经费96.5万元，公用经费8万元），占总支出的63.91%;项目支出59万元，占总支出的36.09%。") == {
        "支出 决算数 163.5万元", "基本支出 决算数 104.5万元", "人员经费 决算数 96.5万元", "公用经费 决算数 8万元", "基本支出 占比 63.91%",
        "项目支出 决算数 59万元", "项目支出 占比 36.09%",
    }  # fmt: skip


def test_parents_scope_and_base_are_told() -> None:
    result = read(
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "2023年度一般公共预算财政拨款基本支出100万元，其中：人员经费80万元，占基本支出的80%；公用经费20万元。",
    )
    basic, staff, share, running = result.facts
    assert (basic.parent, basic.scope) == ((), "一般公共预算财政拨款")
    assert (staff.parent, staff.scope) == (("基本支出",), "一般公共预算财政拨款")
    assert (share.column, share.base) == ("占比", "基本支出")
    assert running.parent == ("基本支出",)


def test_a_comparison_after_the_parts_speaks_of_the_whole() -> None:
    assert facts("全年决算总收入120万元，其中一般公共财政拨款115万元，其他预算收入5.00万元；较年初预算增加20万元。", kind="绩效自评") == {
        "收入 决算数 120万元", "一般公共预算财政拨款收入 决算数 115万元", "其他预算收入 决算数 5.00万元", "收入 比预算增减额 20万元",
    }  # fmt: skip


def test_a_comparison_that_may_speak_of_whole_or_part_is_told_with_both() -> None:
    result = read("2023年收入合计162.9万元，其中：财政拨款收入160.9万元；较上年增加55.3万元。")
    assert said(result) == {"收入 决算数 162.9万元", "财政拨款收入 决算数 160.9万元"}
    assert [notice.code for notice in result.notices] == ["prose-subject"]
    assert "收入" in result.notices[0].message and "财政拨款收入" in result.notices[0].message


def test_explained_differences_have_the_base_of_the_sentence_before() -> None:
    assert facts("全年总支出200万元，较年初预算增加50万元。原因是基本支出增加20万元，其中人员经费增加25万元，公用经费减少5万元。项目支出（救灾资金）增加30万元。") == {
        "支出 决算数 200万元", "支出 比预算增减额 50万元", "基本支出 比预算增减额 20万元", "人员经费 比预算增减额 25万元",
        "公用经费 比预算增减额 -5万元", "项目支出 比预算增减额 30万元",
    }  # fmt: skip


def test_a_difference_without_any_base_is_told_and_not_guessed() -> None:
    result = read("公用经费减少3.5万元。")
    assert result.facts == ()
    assert [notice.code for notice in result.notices] == ["prose-base"]


def test_years_before_the_figure_and_last_year() -> None:
    assert facts("会议费2023年决算6万元，2022年8.5万元，比上年减少2.5万元。") == {
        "会议费 决算数 6万元", "会议费 决算数 8.5万元@2022", "会议费 比上年增减额 -2.5万元",
    }  # fmt: skip
    assert facts("上年决算数为10万元的公用经费，2023年决算数8万元。") <= {"公用经费 决算数 8万元"}


def test_a_date_gives_the_year() -> None:
    assert facts("截至2022年12月31日，核定编制20名，实有人数18人，其中在职15人、离退休3人。") == {
        "编制 编制数 20人@2022", "实有人数 实有人数 18人@2022", "在职人员 实有人数 15人@2022", "离退休人员 实有人数 3人@2022",
    }  # fmt: skip


def test_a_printed_minus_behind_a_decrease_counts_once_and_is_told() -> None:
    result = read("与上年相比，公用经费减少-3.5万元，下降-5%。")
    assert said(result) == {"公用经费 比上年增减额 -3.5万元", "公用经费 比上年增减率 -5%"}
    assert [notice.code for notice in result.notices] == ["prose-sign", "prose-sign"]
    assert [fact.raw for fact in result.facts] == ["-3.5", "-5%"]


def test_a_template_whose_direction_was_not_chosen_is_told() -> None:
    result = read("与上年相比，基本支出增加（减少）3万元，增长/下降2%。")
    assert result.facts == ()
    assert [notice.code for notice in result.notices] == ["prose-template", "prose-template"]


def test_a_bare_zero_takes_the_unit_of_its_sentence() -> None:
    assert facts("政府性基金拨款支出预算为0；一般公共预算拨款支出预算20万元。", kind="部门预算") == {
        "政府性基金预算财政拨款支出 预算数 0万元", "一般公共预算财政拨款支出 预算数 20万元",
    }  # fmt: skip
    (fact, _) = read("政府性基金拨款支出预算为0；一般公共预算拨款支出预算20万元。", kind="部门预算").facts
    assert (fact.raw, fact.raw_unit, fact.unit_from) == ("0", None, "document")


def test_an_amount_without_a_unit_is_told() -> None:
    result = read("2023年度收入决算数123.45，较上年增加。")
    assert result.facts == ()
    assert [notice.code for notice in result.notices] == ["prose-unit"]


def test_units_are_taken_as_printed() -> None:
    assert facts("2023年“三公”经费决算数0.34元，人员经费36.14万，基本支出1.5亿元，公用经费3,000千元。") == {
        "三公经费 决算数 0.000034万元", "人员经费 决算数 36.14万元", "基本支出 决算数 15000万元", "公用经费 决算数 300.0万元",
    }  # fmt: skip


def test_lists_with_respectively() -> None:
    assert facts("基本支出和项目支出分别为100.5、20.3万元。") == {"基本支出 决算数 100.5万元", "项目支出 决算数 20.3万元"}
    assert facts("三公经费年初预算数和决算数分别为5万元、4万元。") == {"三公经费 年初预算数 5万元", "三公经费 决算数 4万元"}
    assert facts("收入预算、支出预算分别为100万元、120万元。") == {"收入 预算数 100万元", "支出 预算数 120万元"}


def test_a_list_that_does_not_come_out_even_gives_nothing() -> None:
    assert facts("基本支出、项目支出、经营支出分别为100.5万元、20.3万元。") == set()


@pytest.mark.parametrize(
    "text",
    [
        "2023年度支出合计12\n3.45万元。",
        "2023年度支出合计123\n.45万元。",
        "2023年度支出合计123.\n45万\n元。",
        "2023年度支出合\n计123. 45 万元。",
        "2023 年 度 支 出 合 计 1 2 3 . 4 5 万 元 。",
        "2023年度支出合计１２３．４５万元。",
        "2023年度支出合计\n- 6 -\n123.45万元。",
    ],
)
def test_broken_lines_spaces_and_widths(text: str) -> None:
    assert facts(text) == {"支出 决算数 123.45万元"}


def test_a_figure_torn_over_lines_is_found_again_with_its_line() -> None:
    result = read("一、总体情况", "2023年度收入合计\n88万元，支出合计12\n3.45万元。")
    assert [(fact.raw, fact.source.line, fact.source.section) for fact in result.facts] == [
        ("88", 3, "一、总体情况"),
        ("12\n3.45", 3, "一、总体情况"),
    ]
    assert result.facts[1].value == Decimal("123.45")
    assert result.facts[1].confidence < 1


def test_unknown_things_do_not_pass_their_figures_on() -> None:
    assert facts("2023年基本支出100万元，宣传活动支出20万元，比上年增加3万元。") == {"基本支出 决算数 100万元"}
    assert facts("2023年度我单位共争取上级某专项资金100万元，其中：人员经费20万元，公用经费80万元。") == set()


def test_money_of_another_body_is_not_taken() -> None:
    assert facts("乙市图书馆2023年基本支出30万元。", entity="甲县财政局") == set()
    assert facts("县财政局2023年基本支出30万元。", entity="甲县财政局") == {"基本支出 决算数 30万元"}


def test_a_fund_without_a_side_is_told_with_both() -> None:
    result = read("2023年度一般公共预算财政拨款88万元。")
    assert result.facts == ()
    assert "一般公共预算财政拨款收入" in result.notices[0].message and "一般公共预算财政拨款支出" in result.notices[0].message
    assert facts("二、收入情况", "2023年度一般公共预算财政拨款88万元。") == {"一般公共预算财政拨款收入 决算数 88万元"}


def test_budgeted_spending_that_may_be_spent_money_is_told() -> None:
    result = read("项目支出全年预算数59万元。预算支出59万元，预算执行率100%。", kind="绩效自评")
    assert said(result) == {"项目支出 全年预算数 59万元", "项目支出 执行率 100%"}
    assert [notice.code for notice in result.notices] == ["prose-column"]


def test_income_and_spending_that_are_verbs() -> None:
    assert facts("“三公”经费支出预算为5万元；支出决算为4万元，完成预算的80%。") == {
        "三公经费 预算数 5万元",
        "三公经费 决算数 4万元",
        "三公经费 执行率 80%",
    }
    assert facts("2023年收入预算100万元，支出预算120万元。", kind="部门预算") == {"收入 预算数 100万元", "支出 预算数 120万元"}


def test_definitions_and_notices_give_nothing() -> None:
    assert facts("第四部分 名词解释", "一、基本支出：指2023年度保障机构运转的支出100万元。") == set()
    assert facts("第四部分 名词解释", "一、基本支出：指……", "第五部分 附件", "2023年度基本支出100万元。") == {
        "基本支出 决算数 100万元"
    }
    assert facts("各单位2023年度基本支出100万元须在8月底前核对。", kind="通知") == set()


@given(st.decimals(min_value=0, max_value=10**8, places=2, allow_nan=False), st.sampled_from(["万元", "元", "亿元"]))
def test_every_amount_comes_back_exactly(amount: Decimal, unit: str) -> None:
    shift = {"元": -4, "万元": 0, "亿元": 4}[unit]
    (fact,) = read(f"2023年度支出合计{amount:,.2f}{unit}。").facts
    assert fact.value == amount.scaleb(shift)
    assert fact.raw == f"{amount:,.2f}"


def test_figures_in_a_row_without_a_word_for_each_are_told() -> None:
    result = read("2022年度收、支总计各是4125.49,4143.91万元。", year=2022)
    assert result.facts == ()
    assert [notice.code for notice in result.notices] == ["prose-list"]


def test_misread_words_are_understood_with_less_confidence() -> None:
    result = read("2023年度公务接侍费支出预算为0.79万元。")
    assert said(result) == {"公务接待费 预算数 0.79万元"}
    assert result.facts[0].confidence == 0.9
    assert facts("应急指挥中心建设20万元，教肓支山30万元。") == set()


def test_parts_of_a_sum_whose_column_is_open_stay_open() -> None:
    result = read("2023年度我单位预算支出总额为500万元，其中人员经费300万元。", kind="绩效自评")
    assert result.facts == ()
    assert [notice.code for notice in result.notices] == ["prose-column"]


def test_an_earlier_year_in_a_budget_is_not_taken_for_a_budget_figure() -> None:
    assert facts("2023年三公经费10万元，2024年三公经费预算8万元。", kind="部门预算", year=2024) == {"三公经费 预算数 8万元"}


def test_a_unit_list_of_what_was_bought_is_not_a_part_of_the_item_before() -> None:
    assert facts("公务接待费支出1.2万元。全年因公出国团组1个、累计3人次，开支内容包括：国际旅费5万元，住宿费2万元。") == {
        "公务接待费 决算数 1.2万元", "因公出国（境）团组 数量 1个", "因公出国（境）人次 数量 3人次",
    }  # fmt: skip


def test_a_fall_to_a_figure_is_no_fall_by_it() -> None:
    assert facts("公务接待费由2022年的10万元减少到2023年的8万元。") == {"公务接待费 决算数 10万元@2022", "公务接待费 决算数 8万元"}
    assert facts("2023年公务接待费下降至8万元，比上年减少2万元。") == {"公务接待费 决算数 8万元", "公务接待费 比上年增减额 -2万元"}


def test_the_figure_compared_with_belongs_to_its_own_column() -> None:
    assert facts("收入合计500万元，比年初预算数480万元增加20万元，增长4.17%，比2022年的490万元增加10万元。") == {
        "收入 决算数 500万元", "收入 年初预算数 480万元", "收入 比预算增减额 20万元", "收入 比预算增减率 4.17%", "收入 比上年增减额 10万元",
        "收入 决算数 490万元@2022",
    }  # fmt: skip


def test_another_year_in_brackets_stays_in_them() -> None:
    assert facts("公用经费8万元（2022年10万元），人员经费20万元。") == {
        "公用经费 决算数 8万元",
        "公用经费 决算数 10万元@2022",
        "人员经费 决算数 20万元",
    }


def test_colons_bullets_and_numbers_in_the_line() -> None:
    assert facts("2023年度自评得分：98.5分，基本支出：104.5万元；项目支出占比45%。", kind="绩效自评") == {
        "自评得分 得分 98.5分", "基本支出 决算数 104.5万元", "项目支出 占比 45%",
    }  # fmt: skip
    assert facts("- 基本支出100万元。") == {"基本支出 决算数 100万元"}
    assert facts("2023年支出150万元，其中：①人员经费80万元；②公用经费20万元。") == {
        "支出 决算数 150万元",
        "人员经费 决算数 80万元",
        "公用经费 决算数 20万元",
    }
    assert facts("一是基本支出100万元，占60%；二是项目支出50万元。") == {
        "基本支出 决算数 100万元",
        "基本支出 占比 60%",
        "项目支出 决算数 50万元",
    }


def test_an_unfinished_paragraph_does_not_leave_its_subject_to_the_next() -> None:
    assert facts("2023年基本支出100万元", "2023年支出150万元。") == {"基本支出 决算数 100万元", "支出 决算数 150万元"}


def test_figures_of_the_region_and_of_the_work_done_are_not_the_units_own() -> None:
    assert facts("2023年全市一般公共预算收入完成100亿元，税收收入完成80亿元。") == set()
    assert facts("三、2023年主要工作完成情况", "完成一般公共预算收入10亿元，增长5%。", "四、收支情况", "支出合计5万元。") == {
        "支出 决算数 5万元"
    }

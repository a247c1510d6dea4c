"""Clauses that leave open whom they speak of: what is settled by the sentence around them, and what is told instead of guessed."""

from __future__ import annotations

from .said import facts, read, said


def test_a_rate_behind_a_list_of_parts_is_told_with_both_readings() -> None:
    result = read("全年支出848.1万元，其中基本支出550.1万元，项目支出298万元，预算执行率99.75%。", kind="绩效自评")
    assert said(result) == {"支出 决算数 848.1万元", "基本支出 决算数 550.1万元", "项目支出 决算数 298万元"}
    assert ["支出" in notice.message and "项目支出" in notice.message for notice in result.notices] == [True]


def test_a_rate_behind_a_list_is_of_the_whole_where_only_the_whole_has_a_budget() -> None:
    said_here = facts("全年预算850万元，支出848万元，其中基本支出550万元，项目支出298万元，预算执行率99.76%。", kind="绩效自评")
    assert "支出 执行率 99.76%" in said_here and len(said_here) == 5


def test_parts_with_their_own_rates_keep_them() -> None:
    assert facts("全年支出8万元，其中基本支出5万元，预算执行率98%，项目支出3万元，预算执行率99%。", kind="绩效自评") == {
        "支出 决算数 8万元", "基本支出 决算数 5万元", "基本支出 执行率 98%", "项目支出 决算数 3万元", "项目支出 执行率 99%",
    }  # fmt: skip


def test_budgets_without_a_subject_are_the_spending_of_the_body_that_evaluates_itself() -> None:
    assert facts("2023年年初预算1,400.00万元，全年预算1,520.00万元，实际支出1,512.30万元，预算执行率99.49%。", kind="绩效自评") == {
        "支出 年初预算数 1400.00万元", "支出 全年预算数 1520.00万元", "支出 决算数 1512.30万元", "支出 执行率 99.49%",
    }  # fmt: skip
    assert facts("甲县乙局2023年度预算资金180.5万元，实际支出178.2万元，预算执行率98.73%。", kind="绩效自评") == {
        "支出 全年预算数 180.5万元", "支出 决算数 178.2万元", "支出 执行率 98.73%",
    }  # fmt: skip


def test_spending_behind_something_unknown_is_not_the_spending_of_the_body() -> None:
    assert facts("1.甲河治理工程年初预算10万元，支出决算8万元，完成预算的80%。") == set()


def test_the_body_itself_is_a_part_where_the_report_speaks_of_all_of_them() -> None:
    text = "局本级预算20,000万元，包括人员支出1,200万元、公用支出200万元、项目支出18,600万元。"
    assert facts(text, kind="部门预算") == set()


def test_a_project_named_before_its_budget_and_what_was_spent_of_it() -> None:
    truth = {"两癌救助|项目支出 预算数 10万元", "两癌救助|项目支出 决算数 9万元", "两癌救助|项目支出 执行率 90%"}
    assert (
        facts("3、两癌救助项目目标完成情况。预算安排10万元，支出9万元，预算执行率90％。救助30人，支出补助2万元。", kind="绩效自评")
        == truth
    )
    assert facts("两癌救助项目，预算安排10万元，支出9万元，预算执行率90％。", kind="绩效自评") == truth
    assert facts("3、两癌救助项目绩效完成情况。预算安排10万元，支出9万元，预算执行率90％。", kind="绩效自评") == truth


def test_shares_in_a_list_have_the_whole_as_base() -> None:
    for text in (
        "财政拨款支出100万元，主要用于以下方面：一般公共服务支出90万元，占90%；教育支出6万元，占6%；住房保障支出4万元，占4%。",
        "财政拨款支出100万元，用于：一般公共服务（类）支出90万元，占90%；教育支出6万元，占6%；住房保障支出4万元，占4%。",
        "一般公共服务支出90万元，占财政拨款支出的90%；教育支出6万元，占6%；住房保障支出4万元，占4%。",
    ):
        shares = [fact for fact in read(text).facts if fact.column == "占比"]
        assert [(fact.item, fact.base) for fact in shares] == [
            ("一般公共服务支出", "财政拨款支出"), ("教育支出", "财政拨款支出"), ("住房保障支出", "财政拨款支出"),
        ]  # fmt: skip


def test_what_an_item_was_used_for_is_no_list_of_parts() -> None:
    assert facts("公务接待费3万元，用于：会议费2万元；培训费1万元。") & {"会议费 决算数 2万元", "公务接待费 决算数 2万元"} == set()


def test_a_paragraph_that_explains_the_one_before_knows_what_was_compared() -> None:
    first = "2023年总支出163万元，较年初预算增加55万元。"
    explained = "差异产生的主要原因是基本支出增加1万元，项目支出增加54万元。"
    assert facts(first, explained) == facts(first + explained)
    assert "项目支出 比预算增减额 54万元" in facts(first, explained)
    assert facts("一、支出情况", explained) == set()


def test_items_behind_codes_with_and_without_their_level() -> None:
    assert facts("2010301-行政运行215.61万元。", "2080505机关事业单位基本养老保险缴费支出预算数为20万元。", "2130101行政运行（项）8万元。", kind="部门预算") == {
        "行政运行 预算数 215.61万元", "机关事业单位基本养老保险缴费支出 预算数 20万元", "行政运行 预算数 8万元",
    }  # fmt: skip
    assert facts("电话2230001，收入100万元。", kind="部门预算") == {"收入 预算数 100万元"}


def test_wordings_of_guests_and_staff() -> None:
    assert facts("公务接待费决算为5.42万元，全年共接待来访20批次、227人次。我办核定编制25人，实有干部职工23人。") == {
        "公务接待费 决算数 5.42万元", "公务接待批次 数量 20批次", "公务接待人次 数量 227人次", "编制 编制数 25人", "实有人数 实有人数 23人",
    }  # fmt: skip


def test_a_total_whose_part_is_the_income_of_the_year_holds_more_than_that() -> None:
    assert facts(
        "2023年度总收入510.40万元，其中：本年收入502.00万元，年初结转和结余8.40万元；总支出510.40万元，其中：本年支出504.20万元，年末结转和结余6.20万元。"
    ) == {
        "收入总计 决算数 510.40万元", "收入 决算数 502.00万元", "年初结转和结余 决算数 8.40万元", "支出总计 决算数 510.40万元",
        "支出 决算数 504.20万元", "年末结转和结余 决算数 6.20万元",
    }  # fmt: skip


def test_budgeted_money_of_projects_is_their_spending_and_not_that_of_the_body() -> None:
    assert facts("2023年度预算安排项目资金180.60万元，实际支出170.45万元，预算执行率94.38%。", kind="绩效自评") == {
        "项目支出 预算数 180.60万元", "项目支出 决算数 170.45万元", "项目支出 执行率 94.38%",
    }  # fmt: skip


def test_a_fall_from_last_years_figure_is_compared_with_it() -> None:
    truth = {
        "公务接待费 决算数 1.86万元@2022",
        "公务接待费 决算数 1.52万元",
        "公务接待费 比上年增减额 -0.34万元",
        "公务接待费 比上年增减率 -18.28%",
    }
    assert facts("公务接待费由上年的1.86万元下降到1.52万元，减少0.34万元，下降18.28%。") == truth
    assert facts("公务接待费从2022年的1.86万元下降到2023年的1.52万元，减少0.34万元，下降18.28%。") == truth


def test_last_years_account_named_in_the_comparison() -> None:
    assert facts("“三公”经费支出6.5万元，比上年的7.2万元减少0.7万元，同比下降9.72%。") == {
        "三公经费 决算数 6.5万元", "三公经费 决算数 7.2万元@2022", "三公经费 比上年增减额 -0.7万元", "三公经费 比上年增减率 -9.72%",
    }  # fmt: skip


def test_words_that_only_end_as_the_names_of_bodies_do() -> None:
    assert facts("门户网站支出10万元。", "大数据平台支出决算8万元。", "公共厕所支出5万元。") == set()
    assert facts("县社会福利中心支出9万元。") == {"支出 决算数 9万元"}


def test_a_word_gives_its_last_character_to_the_word_behind_it() -> None:
    assert facts("公务用车运行维护费3万元，公务接待费用于接待上级检查2万元。") == {"公务用车运行维护费 决算数 3万元"}


def test_what_is_done_with_a_project_is_no_part_of_its_name() -> None:
    assert facts("组织实施甲河治理项目，预算安排10万元。", "推进乙路亮化项目，实际支出5万元。", kind="绩效自评") == {
        "甲河治理|项目支出 预算数 10万元", "乙路亮化|项目支出 决算数 5万元",
    }  # fmt: skip


def test_the_parts_of_a_budget_without_a_subject_are_left_out_with_it() -> None:
    assert facts("预算资金100万元，其中：基本支出60万元，项目支出40万元。", kind="绩效自评") == {
        "支出 全年预算数 100万元", "基本支出 全年预算数 60万元", "项目支出 全年预算数 40万元",
    }  # fmt: skip
    assert facts("年初预算100万元，其中：基本支出60万元，项目支出40万元。") == set()


def test_shares_told_one_after_the_other_go_to_the_parts_in_their_order() -> None:
    parts = "基本支出333.75万元、项目支出170.45万元"
    result = read(f"2023年度支出合计504.20万元，其中：{parts}，分别占支出合计的66.19%和33.81%。")
    assert [(fact.item, str(fact.value), fact.base) for fact in result.facts if fact.column == "占比"] == [
        ("基本支出", "66.19", "支出"), ("项目支出", "33.81", "支出"),
    ]  # fmt: skip
    odd = read(f"2023年度支出合计504.20万元，其中：{parts}，分别占50%、30%和20%。")
    assert not [fact for fact in odd.facts if fact.column == "占比"] and len(odd.notices) == 1


def test_growth_told_one_after_the_other_is_told_and_not_given_to_the_last() -> None:
    result = read("与上年相比，一般公共服务支出90万元、教育支出10万元，分别增长5%和3%。")
    assert said(result) == {"一般公共服务支出 决算数 90万元", "教育支出 决算数 10万元"}
    assert len(result.notices) == 1


def test_numbered_paragraphs_below_a_fund_have_it_as_their_scope() -> None:
    result = read(
        "财政拨款支出主要内容如下：", "1.“节能环保支出”科目328.25万元，主要用于监测。", "教育支出5万元。", kind="部门预算"
    )
    assert [(fact.item, fact.scope) for fact in result.facts] == [("节能环保支出", "财政拨款"), ("教育支出", None)]

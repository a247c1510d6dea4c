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

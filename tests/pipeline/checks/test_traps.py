"""What honest reports print and a hasty checker takes for a contradiction, one by one; and the real defects beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from checked import Checked, check_text

from gongkai import check

ACCOUNT = """2021年度部门决算

收入支出决算总表

金额单位：万元

收入\t\t\t支出\t\t
项目\t行次\t金额\t项目\t行次\t金额
栏次\t\t1\t栏次\t\t2
一、一般公共预算财政拨款收入\t1\t{income}\t一、一般公共服务支出\t32\t199.80
二、政府性基金预算财政拨款收入\t2\t\t八、社会保障和就业支出\t39\t9.26
\t9\t\t十九、住房保障支出\t50\t6.95
本年收入合计\t27\t{income}\t本年支出合计\t58\t216.01
年初结转和结余\t29\t{before}\t年末结转和结余\t60\t
总计\t31\t216.01\t总计\t62\t216.01

支出决算表

金额单位：万元

项目\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出
科目编码\t科目名称\t\t\t\t\t
栏次\t\t1\t2\t3\t4\t5
合计\t\t216.01\t107.01\t109.00\t\t
201\t一般公共服务支出\t199.80\t90.80\t109.00\t\t
20137\t网信事务\t199.80\t90.80\t109.00\t\t
2013701\t行政运行\t90.80\t90.80\t\t\t
2013702\t一般行政管理事务\t109.00\t\t109.00\t\t
{rest}
"""
REST = """208\t社会保障和就业支出\t9.26\t9.26\t\t\t
20805\t行政事业单位养老支出\t9.26\t9.26\t\t\t
2080505\t机关事业单位基本养老保险缴费支出\t9.26\t9.26\t\t\t
221\t住房保障支出\t6.95\t6.95\t\t\t
22102\t住房改革支出\t6.95\t6.95\t\t\t
2210201\t住房公积金\t6.95\t6.95\t\t\t"""


def account(folder: Path, *, income: str = "215.99", before: str = "0.02", rest: str = REST, more: str = "") -> Checked:
    """A small final account that holds together, with `more` behind it."""
    return check_text(folder, ACCOUNT.format(income=income, before=before, rest=rest) + more)


def prose(folder: Path, text: str, year: int = 2021) -> Checked:
    return check_text(folder, f"{year}年度部门决算\n\n一、收入支出情况\n\n{text}\n")


def test_two_sided_totals_carried_over_money_and_codes_are_no_contradiction(tmp_path: Path) -> None:
    """行次, 科目编码 like 201 and 栏次 are no money; the two totals stand side by side; blank cells are not 0."""
    checked = account(tmp_path)
    assert checked.serious == []
    for code in ("GK101", "GK102", "GK103", "GK301"):
        assert checked.state(code) == "passed", code


def test_what_was_carried_over_must_add_up_all_the_same(tmp_path: Path) -> None:
    checked = account(tmp_path, before="0.20")
    (finding,) = checked.serious
    assert finding.code == "GK103"
    assert {"215.99", "0.20", "216.01"} <= set(finding.values)
    assert finding.difference == "-0.18"


def test_a_table_broken_by_a_page_is_one_table(tmp_path: Path) -> None:
    head, tail = REST.split("221\t", 1)
    assert account(tmp_path, rest=f"{head}\n\n221\t{tail}").serious == []


def test_a_continuation_that_lost_its_last_columns_is_no_contradiction(tmp_path: Path) -> None:
    head, tail = REST.split("221\t", 1)
    shorter = "\n".join(line.rstrip("\t") for line in f"221\t{tail}".splitlines())
    assert account(tmp_path, rest=f"{head}\n\n{shorter}").serious == []


def test_tails_of_rounding_are_no_contradiction(tmp_path: Path) -> None:
    """Seven rounded figures may miss their total by 0.01."""
    table = """
一般公共预算财政拨款基本支出决算明细表

金额单位：万元

人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t101.95\t302\t商品和服务支出\t{total}
30101\t基本工资\t101.95\t30201\t办公费\t0.98
\t\t\t30202\t印刷费\t1.57
\t\t\t30206\t电费\t1.20
\t\t\t30211\t差旅费\t0.17
\t\t\t30217\t公务接待费\t0.66
\t\t\t30226\t劳务费\t0.06
\t\t\t30239\t其他交通费用\t0.41
人员经费合计\t\t101.95\t公用经费合计\t\t{total}
"""
    assert account(tmp_path, more=table.format(total="5.06")).serious == []
    (finding,) = account(tmp_path, more=table.format(total="5.16")).serious
    assert finding.code in ("GK101", "GK104")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2021年度支出合计216.01万元，其中：基本支出107.01万元，占49.54%；项目支出109万元，占50.46%。", []),
        ("2021年度支出合计216.01万元，其中：基本支出107.01万元，占49.54%；项目支出119万元，占55.09%。", ["GK407"]),
        # a whole number among decimals has their precision
        ("2021年度支出合计216.01万元，其中：基本支出107.01万元，项目支出109.4万元。", ["GK407"]),
        # 上年 is rightly last year, and its figure is not this year's
        ("2021年度公用经费支出5.06万元，2020年公用经费支出11.69万元，比上年减少6.63万元，下降56.72%。", []),
        ("2021年度公用经费支出5.06万元，2020年公用经费支出11.69万元，比上年减少6.63万元，下降65.72%。", ["GK403"]),
        # a year is no amount
        ("2021年度机关运行经费支出5.06万元。2022年将继续压减。", []),
        # figures of different sentences are not paired
        ("2021年度收入合计215.99万元。支出合计216.01万元。", []),
        # quotation marks of any kind
        (
            '2021年度"三公"经费支出决算数0.79万元，其中：因公出国(境)费0万元，公务用车购置及运行维护费0万元，公务接待费0.79万元。',
            [],
        ),
        (
            "2021年度“三公”经费支出决算数0.97万元，其中：因公出国（境）费0万元，公务用车购置及运行维护费0万元，公务接待费0.79万元。",
            ["GK105"],
        ),
        # 其中 need not be all
        ("2021年度政府采购支出10.50万元，其中：政府采购货物支出3.20万元。", []),
        # the original value of fixed assets may exceed the net assets
        ("2021年年末资产总额16.3万元，负债总额0万元，净资产16.3万元。固定资产账面原值26.61万元。", []),
        ("2021年年末资产总额16.3万元，负债总额1.2万元，净资产16.3万元。", ["GK407"]),
        # more than the first budget is common
        ("2021年度财政拨款支出年初预算数为201.66万元，支出决算数为216.01万元，完成年初预算的107.12%。", []),
        ("2021年度财政拨款支出年初预算数为201.66万元，支出决算数为216.01万元，完成年初预算的170.12%。", ["GK405"]),
    ],
)
def test_sentences(tmp_path: Path, text: str, codes: list[str]) -> None:
    checked = prose(tmp_path, text)
    assert [finding.code for finding in checked.serious] == codes, [finding.message for finding in checked.serious]


def test_empty_tables_with_a_note_are_in_order(tmp_path: Path) -> None:
    table = """
政府性基金预算财政拨款收入支出决算表

金额单位：万元

项目\t\t年初结转和结余\t本年收入\t本年支出\t\t\t年末结转和结余
科目编码\t科目名称\t\t\t小计\t基本支出\t项目支出\t
合计\t\t\t\t\t\t\t

注：本单位没有政府性基金收支，故本表无数据。
"""
    assert account(tmp_path, more=table).serious == []


def test_economic_codes_are_not_missed_in_functional_tables(tmp_path: Path) -> None:
    """301 is no 功能科目: the two worlds are added up apart, and 2210201 and 30113 may differ (only worth a look)."""
    table = """
一般公共预算财政拨款基本支出决算明细表

金额单位：万元

人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t101.95\t302\t商品和服务支出\t5.06
30101\t基本工资\t91.61\t30201\t办公费\t5.06
30113\t住房公积金\t10.34\t\t\t
人员经费合计\t\t101.95\t公用经费合计\t\t5.06
"""
    assert account(tmp_path, more=table).serious == []


def test_reception_may_exceed_that_of_the_basic_expenditure(tmp_path: Path) -> None:
    tables = """
一般公共预算财政拨款基本支出决算明细表

金额单位：万元

人员经费\t\t\t公用经费\t\t
科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数
301\t工资福利支出\t106.35\t302\t商品和服务支出\t0.66
30101\t基本工资\t106.35\t30217\t公务接待费\t0.66
人员经费合计\t\t106.35\t公用经费合计\t\t0.66

一般公共预算财政拨款“三公”经费支出决算表

金额单位：万元

项目\t预算数\t决算数
合计\t0.79\t{guests}
因公出国（境）费\t0\t0
公务用车购置及运行维护费\t0\t0
公务接待费\t0.79\t{guests}
"""
    assert account(tmp_path, more=tables.format(guests="0.79")).serious == []
    (finding,) = account(tmp_path, more=tables.format(guests="0.56")).serious
    assert finding.code == "GK304"


def test_a_loose_name_does_not_make_a_known_table(tmp_path: Path) -> None:
    """A table that is only called like the forms is not held against them."""
    table = """
收入支出情况说明表

金额单位：万元

项目\t金额
本年支出合计\t999.00
"""
    assert account(tmp_path, more=table).serious == []


def test_one_changed_cell_is_one_finding_that_names_it(tmp_path: Path) -> None:
    """The cell 支出决算表/2013702 stands in a row, in a column and below 网信事务."""
    text = ACCOUNT.format(income="215.99", before="0.02", rest=REST)
    changed = text.replace("2013702\t一般行政管理事务\t109.00\t\t109.00", "2013702\t一般行政管理事务\t190.00\t\t109.00")
    assert changed != text
    checked = check_text(tmp_path, changed)
    (finding,) = checked.serious
    assert finding.hint is not None and "109" in finding.hint and "190" in finding.hint
    assert finding.group is not None
    assert {check.code for check in checked.result.checks if check.state == "failed"} >= {"GK101", "GK102"}


def test_a_slip_of_the_unit_is_named_with_the_reading_that_fits(tmp_path: Path) -> None:
    text = "2021年三公经费决算数0.34元，其中：因公出国（境）费0万元，公务用车运行维护费0万元，公务接待费0.34万元。"
    (finding,) = prose(tmp_path, text).serious
    assert finding.code == "GK501"
    assert finding.actual == "0.000034"
    assert finding.hint is not None and "0.34万元" in finding.hint


def test_not_run_is_not_passed_and_says_what_is_missing(tmp_path: Path) -> None:
    checked = prose(tmp_path, "2021年度支出合计216.01万元，其中：项目支出109.00万元。")
    (state,) = [check for check in checked.result.checks if check.code == "GK407"]
    assert state.state == "not_run"
    assert state.reason is not None and "基本支出" in state.reason


WRONG_UNIT = "支出决算表的单位疑应为万元"
PROSE = "\n三、支出决算情况说明\n\n2021年度支出合计216.01万元，其中：基本支出107.01万元，项目支出109.00万元。\n"


@pytest.mark.parametrize(("more", "hint"), [(PROSE, WRONG_UNIT), ("", f"收入支出决算总表的单位疑应为元，或{WRONG_UNIT}")])
def test_a_table_in_the_wrong_unit_is_one_finding_that_names_the_table(tmp_path: Path, more: str, hint: str) -> None:
    """Where only two tables stand against one another, either may be the wrong one."""
    text = ACCOUNT.format(income="215.99", before="0.02", rest=REST)
    before, title, after = text.partition("支出决算表\n\n金额单位：万元")
    assert title
    checked = check_text(tmp_path, f"{before}支出决算表\n\n金额单位：元{after}{more}")
    (finding,) = checked.serious
    assert finding.code == "GK501"
    assert finding.hint == hint
    assert checked.state("GK301") == "failed"


def test_figures_read_without_confidence_do_not_accuse(tmp_path: Path) -> None:
    checked = account(tmp_path, before="0.20")
    assert checked.serious
    doubtful = replace(checked.result, facts=tuple(replace(fact, confidence=0.7) for fact in checked.result.facts))
    assert Checked(check(doubtful)).serious == []


def test_checking_again_changes_nothing(tmp_path: Path) -> None:
    result = account(tmp_path, before="0.20").result
    assert check(result) == result


def package(year: int, body: str) -> str:
    """Three annexed forms of one year; the first of them does not name its body."""
    return f"""附件1

{year}年度部门整体支出绩效评价基础数据表

经费控制情况（万元）\t{year - 1}年决算数\t{year}年预算数\t{year}年决算数
公用经费\t10.20\t10.50\t10.40

附件2

{year}年度部门整体支出绩效自评表

预算部门名称\t{body}
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t20.50\t20.50\t20.50\t10\t100%\t10

附件3

{year}年度项目支出绩效自评表

项目支出名称\t巡查经费
预算单位\t{body}
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t8.50\t8.50\t8.50\t10\t100%\t10

"""


def test_a_second_package_of_another_year_is_no_stale_title(tmp_path: Path) -> None:
    both = check_text(tmp_path, package(2021, "岚溪县水利局") + package(2020, "云岭县图书馆"))
    assert both.of("GK701") == []
    one = package(2021, "岚溪县水利局").replace("2021年度部门整体支出绩效评价基础数据表", "2020年度部门整体支出绩效评价基础数据表")
    assert len(check_text(tmp_path, one).of("GK701")) == 1


def test_income_without_the_word_is_part_of_the_income_of_the_year(tmp_path: Path) -> None:
    budget = """2024年部门预算

部门收支总表

单位：万元

收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t8123.45\t一、社会保障和就业支出\t1123.45
二、政府性基金预算拨款收入\t60.00\t二、卫生健康支出\t7040.00
三、单位资金\t{other}\t三、其他支出\t60.00
本年收入合计\t8223.45\t本年支出合计\t8223.45
收入总计\t8223.45\t支出总计\t8223.45
"""
    assert not check_text(tmp_path, budget.format(other="40.00")).of("GK103")
    assert check_text(tmp_path, budget.format(other="41.00")).of("GK103")


def test_scores_are_not_added_up_where_the_rate_has_none(tmp_path: Path) -> None:
    form = """2023年度项目支出绩效自评表

项目名称\t智慧社区建设\t\t\t\t\t
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率
\t年度资金总额\t500\t480\t456\t10\t95%
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t建设社区数\t12个\t12个\t50\t50
满意度指标\t满意度\t居民满意度\t≥85%\t91%\t40\t40
总分\t\t\t\t\t100\t99.50
"""
    assert not check_text(tmp_path, form).of("GK202")


def test_a_rate_of_the_adjusted_budget_is_not_held_against_the_first_one(tmp_path: Path) -> None:
    report = """2022年度部门整体支出绩效自评报告

一、预算执行情况

2022年，部门年初预算总额为1,563.21万元，其中基本支出预算563.21万元，项目支出预算1,000.00万元；{adjusted}决算支出1,668.50万元，预算执行率{rate}%。其中：基本支出决算数565.00万元，执行率99.65%；项目支出决算数1,103.50万元，执行率97.19%。
"""
    adjusted = report.format(adjusted="调整预算数1,702.55万元；", rate="98.00")
    assert not check_text(tmp_path, adjusted).of("GK405")
    assert check_text(tmp_path, report.format(adjusted="", rate="98.00")).of("GK405")

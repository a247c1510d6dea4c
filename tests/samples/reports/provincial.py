"""03: a final account as other provinces print it: tables in 元, prose in 万元, codes in three columns, titles with prefixes."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Cell, Prose, Rendering, Report, Sheet, Table, down, quiet

YEAR = 2023
UNIT = "临汐县自然资源监测站"
say = Prose(YEAR)
said = say.said

NAMES = {
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101102": "事业单位医疗",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120804": "农村基础设施建设支出",
    "220": "自然资源海洋气象等支出",
    "22001": "自然资源事务",
    "2200106": "自然资源利用与保护",
    "2200150": "事业运行",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
}
PENSION, HEALTH, LAND, HOUSING = "316,208.64", "142,330.72", "420,000.00", "237,224.00"
BASIC = {
    "208": PENSION,
    "20805": PENSION,
    "2080505": PENSION,
    "210": HEALTH,
    "21011": HEALTH,
    "2101102": HEALTH,
    "220": "2,386,652.00",
    "22001": "2,386,652.00",
    "2200150": "2,386,652.00",
    "221": HOUSING,
    "22102": HOUSING,
    "2210201": HOUSING,
}
PROJECT = {"212": LAND, "21208": LAND, "2120804": LAND, "220": "780,000.00", "22001": "780,000.00", "2200106": "780,000.00"}
TOTAL = BASIC | PROJECT | {"220": "3,166,652.00", "22001": "3,166,652.00"}


def _by_parts(form: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], span: str = "") -> Table:
    """A table whose codes stand as 类, 款 and 项 in three columns, the total in the first row."""
    sheet = Sheet(form, YEAR, "元")
    if span:
        sheet.row(Cell("功能分类科目编码", 3), "科目名称", Cell(span, len(heads)))
        sheet.row("类", "款", "项", down(), *heads)
    else:
        sheet.row(Cell("功能分类科目编码", 3), "科目名称", *heads)
        sheet.row("类", "款", "项", down(), *[down() for _ in heads])
    for code, values in rows:
        parts = quiet(code[:3], code[3:5], code[5:7])
        name = NAMES[code] if code else "合计"
        sheet.row(
            *(parts if code else ["", "", ""]),
            name,
            *[sheet.fig(value, name, head, code=code) for value, head in zip(values, heads, strict=True)],
        )
    return sheet.table()


def _general_total() -> Table:
    sheet = Sheet("收入支出决算总表", YEAR, "元")
    sheet.row(Cell("收入", 2), Cell("支出", 2))
    sheet.row("项目", "决算数", "项目", "决算数")
    lines = [
        (
            "一、一般公共预算财政拨款收入",
            "一般公共预算财政拨款收入",
            "3,862,415.36",
            "一、社会保障和就业支出",
            NAMES["208"],
            PENSION,
        ),
        ("二、政府性基金预算财政拨款收入", "政府性基金预算财政拨款收入", LAND, "二、卫生健康支出", NAMES["210"], HEALTH),
        ("三、国有资本经营预算财政拨款收入", "国有资本经营预算财政拨款收入", "0.00", "三、城乡社区支出", NAMES["212"], LAND),
        ("四、事业收入", "事业收入", "", "四、自然资源海洋气象等支出", NAMES["220"], "3,166,652.00"),
        ("五、其他收入", "其他收入", "", "五、住房保障支出", NAMES["221"], HOUSING),
        ("本年收入合计", "本年收入合计", "4,282,415.36", "本年支出合计", "本年支出合计", "4,282,415.36"),
        ("年初结转和结余", "年初结转和结余", "0.00", "年末结转和结余", "年末结转和结余", "0.00"),
        ("总计", "收入总计", "4,282,415.36", "总计", "支出总计", "4,282,415.36"),
    ]
    for left, left_item, got, right, right_item, spent in lines:
        sheet.row(left, sheet.fig(got, left_item, "金额"), right, sheet.fig(spent, right_item, "金额"))
    return sheet.table()


def _income() -> Table:
    heads = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    ordered = sorted(TOTAL)
    rows = [("", ["4,282,415.36"] * 2 + ["0.00"] * 5)] + [(code, [TOTAL[code]] * 2 + [""] * 5) for code in ordered]
    return _by_parts("收入决算表", heads, rows)


def _spending() -> Table:
    heads = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    rows = [("", ["4,282,415.36", "3,082,415.36", "1,200,000.00", "0.00", "0.00", "0.00"])]
    rows += [(code, [TOTAL[code], BASIC.get(code, ""), PROJECT.get(code, ""), "", "", ""]) for code in sorted(TOTAL)]
    return _by_parts("支出决算表", heads, rows)


def _fiscal() -> Table:
    sheet = Sheet("财政拨款收入支出决算总表", YEAR, "元")
    columns = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    sheet.row(Cell("收入", 2), Cell("支出", 5))
    sheet.row("项目", "决算数", "项目", *columns)
    general = "3,862,415.36"
    lines: list[tuple[str, str, str, str, str, list[str]]] = [
        (
            "一、一般公共预算财政拨款",
            "一般公共预算财政拨款",
            general,
            "一、社会保障和就业支出",
            NAMES["208"],
            [PENSION, PENSION, "", ""],
        ),
        ("二、政府性基金预算财政拨款", "政府性基金预算财政拨款", LAND, "二、卫生健康支出", NAMES["210"], [HEALTH, HEALTH, "", ""]),
        (
            "三、国有资本经营预算财政拨款",
            "国有资本经营预算财政拨款",
            "0.00",
            "三、城乡社区支出",
            NAMES["212"],
            [LAND, "", LAND, ""],
        ),
        ("", "", "", "四、自然资源海洋气象等支出", NAMES["220"], ["3,166,652.00", "3,166,652.00", "", ""]),
        ("", "", "", "五、住房保障支出", NAMES["221"], [HOUSING, HOUSING, "", ""]),
        ("本年收入合计", "本年收入合计", "4,282,415.36", "本年支出合计", "本年支出合计", ["4,282,415.36", general, LAND, "0.00"]),
        (
            "年初财政拨款结转和结余",
            "年初财政拨款结转和结余",
            "0.00",
            "年末财政拨款结转和结余",
            "年末财政拨款结转和结余",
            ["0.00", "0.00", "0.00", "0.00"],
        ),
        ("总计", "收入总计", "4,282,415.36", "总计", "支出总计", ["4,282,415.36", general, LAND, "0.00"]),
    ]
    for left, item, got, right, target, spent in lines:
        figures = [sheet.fig(value, target, column) for value, column in zip(spent, columns, strict=True)]
        sheet.row(left, sheet.fig(got, item, "金额"), right, *figures)
    return sheet.table()


def _general() -> Table:
    rows = [("", ["3,862,415.36", "3,082,415.36", "780,000.00"])]
    for code in sorted(code for code in TOTAL if not code.startswith("212")):
        rows.append((code, [TOTAL[code], BASIC.get(code, ""), PROJECT.get(code, "")]))
    return _by_parts("一般公共预算财政拨款支出决算表", ["合计", "基本支出", "项目支出"], rows, "本年支出")


def _basic() -> Table:
    sheet = Sheet("一般公共预算财政拨款基本支出决算明细表", YEAR, "元")
    sheet.row(Cell("人员经费", 3), Cell("公用经费", 3))
    sheet.row(*["科目编码", "科目名称", "决算数"] * 2)
    lines = [
        ("301", "工资福利支出", "2,698,203.36", "302", "商品和服务支出", "359,812.00"),
        ("30101", "基本工资", "986,420.00", "30201", "办公费", "62,380.50"),
        ("30107", "绩效工资", "1,016,020.00", "30207", "邮电费", "21,604.00"),
        ("30108", "机关事业单位基本养老保险缴费", PENSION, "30211", "差旅费", "247,367.00"),
        ("30110", "职工基本医疗保险缴费", HEALTH, "30217", "公务接待费", "3,960.50"),
        ("30113", "住房公积金", HOUSING, "30231", "公务用车运行维护费", "24,500.00"),
        ("303", "对个人和家庭的补助", "24,400.00", "", "", ""),
        ("30305", "生活补助", "24,400.00", "", "", ""),
    ]
    for code, name, value, code2, name2, value2 in lines:
        sheet.row(
            *quiet(code),
            name,
            sheet.fig(value, name, "决算数", code=code),
            *quiet(code2),
            name2,
            sheet.fig(value2, name2, "决算数", code=code2),
        )
    sheet.row(
        Cell("人员经费合计", 2),
        sheet.fig("2,722,603.36", "人员经费合计", "决算数"),
        Cell("公用经费合计", 2),
        sheet.fig("359,812.00", "公用经费合计", "决算数"),
    )
    return sheet.table()


def _official() -> Table:
    sheet = Sheet("一般公共预算财政拨款“三公”经费支出决算表", YEAR, "元")
    sheet.row("项 目", "预算数", "决算数")
    lines = [
        ("合 计", "三公经费", "36,000.00", "28,460.50"),
        ("1、因公出国（境）费", "因公出国（境）费", "0.00", "0.00"),
        ("2、公务接待费", "公务接待费", "6,000.00", "3,960.50"),
        ("3、公务用车购置及运行费", "公务用车购置及运行维护费", "30,000.00", "24,500.00"),
        ("其中：（1）公务用车购置费", "公务用车购置费", "0.00", "0.00"),
        ("（2）公务用车运行费", "公务用车运行维护费", "30,000.00", "24,500.00"),
    ]
    for label, item, planned, spent in lines:
        sheet.row(label, sheet.fig(planned, item, "预算数"), sheet.fig(spent, item, "决算数"))
    return sheet.table()


def _funds() -> Table:
    sheet = Sheet("政府性基金预算财政拨款收入支出决算表", YEAR, "元")
    sheet.row(Cell("功能分类科目编码", 3), "科目名称", "年初结转和结余", "本年收入", Cell("本年支出", 3), "年末结转和结余")
    sheet.row("类", "款", "项", down(), down(), down(), "小计", "基本支出", "项目支出", down())
    for code in ("", "212", "21208", "2120804"):
        name = NAMES.get(code, "合计")
        values = [
            ("年初结转和结余", "0.00"),
            ("本年收入", LAND),
            ("小计", LAND),
            ("基本支出", ""),
            ("项目支出", LAND),
            ("年末结转和结余", "0.00"),
        ]
        parts = quiet(code[:3], code[3:5], code[5:7]) if code else ["", "", ""]
        sheet.row(*parts, name, *[sheet.fig(value, name, column, code=code) for column, value in values])
    return sheet.table()


def _capital() -> Table:
    sheet = Sheet("国有资本经营预算财政拨款支出决算表", YEAR, "元")
    sheet.row(Cell("功能分类科目编码", 3), "科目名称", "合计", "基本支出", "项目支出")
    sheet.row("类", "款", "项", down(), down(), down(), down())
    sheet.row("", "", "", "", "", "", "")
    return sheet.table()


REPORT = Report(
    name="03-waisheng-juesuan",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("部门决算",),
    shows=(
        "外省样式的部门决算：表内单位元、正文万元，千分位，类款项分三列，标题带“表一：”“公开03 表”等前缀，"
        "收入总表、支出总表等叫法，“三公”经费表竖排，政府性基金表有数，国有资本表以“故本表为空”说明"
    ),
    renderings=(Rendering("docx"), Rendering("tabbed")),
    blocks=(
        say(f"{UNIT}2023年度部门决算公开"),
        say("一、单位基本情况"),
        say(
            "本站负责全县自然资源变化的日常监测和数据整理。",
        ),
        say("二、决算表"),
        say("表一：收入支出决算总表"),
        say(f"编制单位：{UNIT}    单位：元"),
        _general_total(),
        say("表二：收入总表"),
        say("金额单位：元"),
        _income(),
        say("公开03 表"),
        say("支出总表"),
        say(f"部门：{UNIT}    金额单位：元"),
        _spending(),
        say("表四：财政拨款收支决算总表"),
        say("金额单位：元"),
        _fiscal(),
        say("表五：一般公共预算财政拨款支出决算表"),
        say("金额单位：元"),
        _general(),
        say("表六：一般公共预算财政拨款基本支出决算表"),
        say("金额单位：元"),
        _basic(),
        say("表七：财政拨款“三公”经费支出决算表"),
        say("金额单位：元"),
        _official(),
        say("表八：政府性基金预算财政拨款收支决算表"),
        say("金额单位：元"),
        _funds(),
        say("表九：国有资本经营预算财政拨款支出决算表"),
        say("金额单位：元"),
        _capital(),
        say("说明：本站没有国有资本经营预算支出，故本表为空。"),
        say("三、决算情况说明"),
        say(
            "2023年度收入合计428.24万元，其中：一般公共预算财政拨款收入386.24万元，占90.19%；政府性基金预算财政拨款收入42.00万元，占9.81%。",
            said("收入", "决算数", "428.24"),
            said("一般公共预算财政拨款收入", "决算数", "386.24"),
            said("一般公共预算财政拨款收入", "占比", "90.19", "%"),
            said("政府性基金预算财政拨款收入", "决算数", "42.00"),
            said("政府性基金预算财政拨款收入", "占比", "9.81", "%"),
        ),
        say(
            "2023年度支出合计428.24万元，其中：基本支出308.24万元，占71.98%；项目支出120.00万元，占28.02%。",
            said("支出", "决算数", "428.24"),
            said("基本支出", "决算数", "308.24"),
            said("基本支出", "占比", "71.98", "%"),
            said("项目支出", "决算数", "120.00"),
            said("项目支出", "占比", "28.02", "%"),
        ),
        say(
            "2023年度“三公”经费支出预算为3.60万元，支出决算为2.85万元，完成预算的79.06%。其中公务接待费支出决算为0.40万元，公务用车运行维护费支出决算为2.45万元。",
            said("三公经费", "预算数", "3.60"),
            said("三公经费", "决算数", "2.85"),
            said("三公经费", "执行率", "79.06", "%"),
            said("公务接待费", "决算数", "0.40"),
            said("公务用车运行维护费", "决算数", "2.45"),
        ),
    ),
)

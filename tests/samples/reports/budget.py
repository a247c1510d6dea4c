"""09: a unit's budget as Shanghai prints it: tables in 元 except the 三公 table, the total in the last row."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Block, Cell, Prose, Rendering, Report, Sheet, Table, down, quiet

YEAR = 2024
UNIT = "松泾区档案资料中心"
say = Prose(YEAR)
said = say.said

NAMES = {
    "201": "一般公共服务支出",
    "20126": "档案事务",
    "2012604": "档案馆",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101102": "事业单位医疗",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "2210203": "购房补贴",
}
TOTAL, BASIC, PROJECT = "5,854,400", "4,614,400", "1,240,000"
ARCHIVE = ["4,200,000", "2,960,000", PROJECT]
SPENDING = {
    "201": ARCHIVE,
    "20126": ARCHIVE,
    "2012604": ARCHIVE,
    "208": ["729,600", "729,600", ""],
    "20805": ["729,600", "729,600", ""],
    "2080505": ["486,400", "486,400", ""],
    "2080506": ["243,200", "243,200", ""],
    "210": ["319,200", "319,200", ""],
    "21011": ["319,200", "319,200", ""],
    "2101102": ["319,200", "319,200", ""],
    "221": ["605,600", "605,600", ""],
    "22102": ["605,600", "605,600", ""],
    "2210201": ["425,600", "425,600", ""],
    "2210203": ["180,000", "180,000", ""],
}
ECONOMIC = (
    "301 工资福利支出 4,016,400|30101 基本工资 742,000|30102 津贴补贴 640,000|30107 绩效工资 1,160,000|"
    "30108 机关事业单位基本养老保险缴费 486,400|30109 职业年金缴费 243,200|30110 职工基本医疗保险缴费 319,200|30113 住房公积金 425,600|"
    "302 商品和服务支出 520,000|30201 办公费 120,000|30205 水费 8,000|30206 电费 96,000|30207 邮电费 40,000|30211 差旅费 60,000|"
    "30217 公务接待费 6,000|30228 工会经费 50,000|30229 福利费 80,000|30231 公务用车运行维护费 24,000|30299 其他商品和服务支出 36,000|"
    "303 对个人和家庭的补助 48,000|30302 退休费 48,000|310 资本性支出 30,000|31002 办公设备购置 30,000"
)


def _all() -> Table:
    sheet = Sheet("收支预算总表", YEAR, "元")
    columns = ["合计", "人员经费", "公用经费", "项目支出"]
    sheet.row(Cell("本年收入", 2), Cell("本年支出", 5))
    sheet.row("项目", "预算数", "项目", Cell("预算数", 4))
    sheet.row(down(), down(), down(), "合计", Cell("基本支出", 2), "项目支出")
    sheet.row(down(), down(), down(), down(), "人员经费", "公用经费", down())
    lines: list[tuple[str, str, str, str, str, list[str]]] = [
        (
            "一、财政拨款收入",
            "财政拨款收入",
            TOTAL,
            "一、一般公共服务支出",
            NAMES["201"],
            [ARCHIVE[0], "2,410,000", "550,000", PROJECT],
        ),
        ("1. 一般公共预算资金", "一般公共预算资金", TOTAL, "二、社会保障和就业支出", NAMES["208"], ["729,600", "729,600", "", ""]),
        ("2. 政府性基金", "政府性基金", "", "三、卫生健康支出", NAMES["210"], ["319,200", "319,200", "", ""]),
        ("3. 国有资本经营预算", "国有资本经营预算", "", "四、住房保障支出", NAMES["221"], ["605,600", "605,600", "", ""]),
        ("二、事业收入", "事业收入", "", "", "", [""] * 4),
        ("三、事业单位经营收入", "事业单位经营收入", "", "", "", [""] * 4),
        ("四、其他收入", "其他收入", "", "", "", [""] * 4),
        ("收入总计", "收入总计", TOTAL, "支出总计", "支出总计", [TOTAL, "4,064,400", "550,000", PROJECT]),
    ]
    for left, item, planned, right, target, values in lines:
        figures = [sheet.fig(value, target, column) for value, column in zip(values, columns, strict=True)]
        sheet.row(left, sheet.fig(planned, item, "预算数"), right, *figures)
    return sheet.table()


def _functional(form: str, span: str, heads: Sequence[str], rows: dict[str, list[str]], total: list[str]) -> Table:
    sheet = Sheet(form, YEAR, "元")
    sheet.row(Cell("项目", 4), Cell(span, len(heads)))
    sheet.row(Cell("功能分类科目编码", 3), "功能分类科目名称", *heads)
    sheet.row("类", "款", "项", down(), *[down() for _ in heads])
    for code, values in rows.items():
        figures = [sheet.fig(value, NAMES[code], head, code=code) for value, head in zip(values, heads, strict=True)]
        sheet.row(*quiet(code[:3], code[3:5], code[5:]), NAMES[code], *figures)
    if not rows:
        sheet.row(*[""] * (4 + len(heads)))
    sheet.row(Cell("合计", 4), *[sheet.fig(value, "合计", head) for value, head in zip(total, heads, strict=True)])
    return sheet.table()


def _income() -> Table:
    heads = ["合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入"]
    rows = {code: [values[0], values[0], "", "", ""] for code, values in SPENDING.items()}
    return _functional("收入预算总表", "收入预算", heads, rows, [TOTAL, TOTAL, "", "", ""])


def _spending(form: str, span: str) -> Table:
    return _functional(form, span, ["合计", "基本支出", "项目支出"], SPENDING, [TOTAL, BASIC, PROJECT])


def _fiscal() -> Table:
    sheet = Sheet("财政拨款收支预算总表", YEAR, "元")
    columns = ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"]
    sheet.row(Cell("财政拨款收入", 2), Cell("财政拨款支出", 5))
    sheet.row("项目", "预算数", "项目", *columns)
    lines = [
        ("一、一般公共预算资金", "一般公共预算资金", TOTAL, "一、一般公共服务支出", NAMES["201"], ARCHIVE[0]),
        ("二、政府性基金", "政府性基金", "", "二、社会保障和就业支出", NAMES["208"], "729,600"),
        ("三、国有资本经营预算", "国有资本经营预算", "", "三、卫生健康支出", NAMES["210"], "319,200"),
        ("", "", "", "四、住房保障支出", NAMES["221"], "605,600"),
        ("收入总计", "收入总计", TOTAL, "支出总计", "支出总计", TOTAL),
    ]
    for left, item, planned, right, target, value in lines:
        figures = [sheet.fig(value, target, column) for column in columns[:2]]
        sheet.row(left, sheet.fig(planned, item, "预算数"), right, *figures, "", "")
    return sheet.table()


def _economic() -> Table:
    sheet = Sheet("一般公共预算基本支出部门预算经济分类预算表", YEAR, "元")
    sheet.row(Cell("项目", 3), Cell("一般公共预算基本支出", 3))
    sheet.row(Cell("经济分类科目编码", 2), "部门经济分类科目名称", "合计", "人员经费", "公用经费")
    sheet.row("类", "款", down(), down(), down(), down())
    for line in ECONOMIC.split("|"):
        code, name, value = line.split(" ")
        staff = code.startswith(("301", "303"))
        figures = [("合计", value), ("人员经费", value if staff else ""), ("公用经费", "" if staff else value)]
        sheet.row(*quiet(code[:3], code[3:]), name, *[sheet.fig(each, name, column, code=code) for column, each in figures])
    totals = [("合计", BASIC), ("人员经费", "4,064,400"), ("公用经费", "550,000")]
    sheet.row(Cell("合计", 3), *[sheet.fig(each, "合计", column) for column, each in totals])
    return sheet.table()


def _official() -> Table:
    sheet = Sheet("“三公”经费和机关运行经费预算表", YEAR)
    sheet.row(Cell("“三公”经费预算数", 6), "机关运行经费预算\n数")
    sheet.row("合计", "因公出国(境)费", "公务接待费", Cell("公务用车购置及运行费", 3), down())
    sheet.row(down(), down(), down(), "小计", "购置费", "运行费", down())
    values = [
        ("三公经费", "3.00"),
        ("因公出国（境）费", ""),
        ("公务接待费", "0.60"),
        ("公务用车购置及运行维护费", "2.40"),
        ("公务用车购置费", ""),
        ("公务用车运行维护费", "2.40"),
        ("机关运行经费", "55.00"),
    ]
    sheet.row(*[sheet.fig(value, item, "预算数") for item, value in values])
    return sheet.table()


def _tables() -> list[Block]:
    functional = "支出功能分类预算表"
    titles = {
        "财务收支预算总表": _all(),
        "收入预算总表": _income(),
        "支出预算总表": _spending("支出预算总表", "支出预算"),
        "财政拨款收支预算总表": _fiscal(),
        f"一般公共预算{functional}": _spending(f"一般公共预算{functional}", "一般公共预算支出"),
        f"政府性基金预算{functional}": _functional(
            f"政府性基金预算{functional}", "政府性基金预算支出", ["合计", "基本支出", "项目支出"], {}, [""] * 3
        ),
        f"国有资本经营预算{functional}": _functional(
            f"国有资本经营预算{functional}", "国有资本经营预算支出", ["合计", "基本支出", "项目支出"], {}, [""] * 3
        ),
        "一般公共预算基本支出部门预算经济分类预算表": _economic(),
    }
    blocks: list[Block] = []
    for title, table in titles.items():
        blocks += [say(f"{YEAR}年预算单位{title}"), say(f"编制单位：{UNIT}    单位：元"), table]
    return [*blocks, say(f"{YEAR}年单位“三公”经费和机关运行经费预算表"), say(f"编制单位：{UNIT}    单位：万元"), _official()]


REPORT = Report(
    name="09-danwei-yusuan",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("部门预算",),
    shows=(
        "单位预算（上海样式九表）：八张表单位元、“三公”经费表和正文万元，类款项三列、合计在末行，支出预算数分三层表头，"
        "公务接待费排在公务用车之前，两张空表"
    ),
    renderings=(Rendering("docx"), Rendering("tabbed")),
    blocks=(
        say(f"{UNIT}{YEAR}年度单位预算"),
        say("一、主要职能"),
        say("保管区级单位移交的档案资料，提供查阅和复制服务。"),
        say("二、预算编制说明"),
        say(
            "2024年，本单位收入预算585.44万元，其中：财政拨款收入585.44万元，比2023年预算增加12.30万元。",
            said("收入", "预算数", "585.44"),
            said("财政拨款收入", "预算数", "585.44"),
            said("财政拨款收入", "比上年增减额", "12.30"),
        ),
        say(
            "支出预算585.44万元，其中：基本支出461.44万元，项目支出124.00万元。",
            said("支出", "预算数", "585.44"),
            said("基本支出", "预算数", "461.44"),
            said("项目支出", "预算数", "124.00"),
        ),
        *_tables(),
        say("三、“三公”经费和机关运行经费预算情况说明"),
        say(
            "2024年“三公”经费预算数为3.00万元，比2023年预算减少0.20万元。其中：公务接待费0.60万元，公务用车购置及运行费2.40万元。",
            said("三公经费", "预算数", "3.00"),
            said("三公经费", "比上年增减额", "-0.20"),
            said("公务接待费", "预算数", "0.60"),
            said("公务用车购置及运行维护费", "预算数", "2.40"),
        ),
        say("2024年度机关运行经费预算为55.00万元。", said("机关运行经费", "预算数", "55.00")),
        say(
            "2024年度政府采购预算40.00万元，其中：政府采购货物预算10.00万元、政府采购工程预算0万元、政府采购服务预算30.00万元。",
            said("政府采购支出", "预算数", "40.00"),
            said("政府采购货物支出", "预算数", "10.00"),
            said("政府采购工程支出", "预算数", "0"),
            said("政府采购服务支出", "预算数", "30.00"),
        ),
    ),
)

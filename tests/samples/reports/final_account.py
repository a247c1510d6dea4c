"""02: a district gardening centre's final account with the nine tables of the Ministry of Finance and their explanation."""

from __future__ import annotations

from itertools import zip_longest

from ..forms import FUNCTIONS, MARKERS, coded, coded_rows
from ..model import Block, Cell, Para, Rendering, Report, Sheet, Table, down, quiet
from .final_account_text import NAMES, YEAR, explanation, say

UNIT = "栖云区园林绿化服务中心"

ECONOMIC = (
    (
        "301 工资福利支出 272.10|30101 基本工资 96.24|30102 津贴补贴 18.35|30103 奖金|30106 伙食补助费|30107 绩效工资 61.73|"
        "30108 机关事业单位基本养老保险缴费 28.12|30109 职业年金缴费 14.06|30110 职工基本医疗保险缴费 21.36|30111 公务员医疗补助缴费|"
        "30112 其他社会保障缴费 2.10|30113 住房公积金 30.14|30114 医疗费|30199 其他工资福利支出|303 对个人和家庭的补助 12.52|30301 离休费|30302 退休费|"
        "30303 退职（役）费|30304 抚恤金|30305 生活补助 3.40|30306 救济费|30307 医疗费补助 9.12|30308 助学金|30309 奖励金|30399 其他对个人和家庭的补助"
    ),
    (
        "302 商品和服务支出 31.98|30201 办公费 6.12|30202 印刷费 1.05|30203 咨询费|30204 手续费|30205 水费 0.86|30206 电费 2.74|30207 邮电费 1.20|"
        "30208 取暖费|30209 物业管理费|30211 差旅费 2.38|30212 因公出国（境）费用|30213 维修（护）费 4.15|30214 租赁费|30215 会议费|30216 培训费 0.90|"
        "30217 公务接待费 0.42|30218 专用材料费|30226 劳务费 1.36|30227 委托业务费|30228 工会经费 4.80|30229 福利费|30231 公务用车运行维护费 3.50|"
        "30239 其他交通费用|30299 其他商品和服务支出 2.50"
    ),
    (
        "307 债务利息及费用支出|30701 国内债务付息|30702 国外债务付息|310 资本性支出 1.50|31001 房屋建筑物购建|31002 办公设备购置 1.50|31003 专用设备购置|"
        "31005 基础设施建设|31006 大型修缮|31007 信息网络及软件购置更新|31008 物资储备|31013 公务用车购置|31019 其他交通工具购置|31022 无形资产购置|"
        "31099 其他资本性支出|399 其他支出|39906 赠与|39907 国家赔偿费用支出|39999 其他支出"
    ),
)


def _by_code(values: dict[str, list[str]]) -> list[tuple[str, str, list[str]]]:
    return [(code, NAMES[code] if code else "合计", row) for code, row in values.items()]


def _income_and_spending() -> Table:
    sheet = Sheet("收入支出决算总表", YEAR)
    sheet.row(Cell("收入", 3), Cell("支出", 3))
    sheet.row("项目", "行次", "金额", "项目", "行次", "金额")
    sheet.row("栏次", "", *quiet("1"), "栏次", "", *quiet("2"))
    income = {"一般公共预算财政拨款收入": "486.35", "事业收入": "12.60", "其他收入": "3.05"}
    sources = [
        "一般公共预算财政拨款收入",
        "政府性基金预算财政拨款收入",
        "国有资本经营预算财政拨款收入",
        "上级补助收入",
        "事业收入",
        "经营收入",
        "附属单位上缴收入",
        "其他收入",
    ]
    spending = {"社会保障和就业支出": "42.18", "卫生健康支出": "21.36", "城乡社区支出": "410.52", "住房保障支出": "30.14"}
    for index, (mark, target) in enumerate(zip(MARKERS, FUNCTIONS, strict=True)):
        source = sources[index] if index < len(sources) else ""
        sheet.row(
            f"{mark}、{source}" if source else "",
            *quiet(str(index + 1)),
            sheet.fig(income.get(source, ""), source, "金额"),
            f"{mark}、{target}",
            *quiet(str(index + 32)),
            sheet.fig(spending.get(target, ""), target, "金额"),
        )
    bottom = [
        ("本年收入合计", "502.00", "本年支出合计", "504.20"),
        ("使用非财政拨款结余", "", "结余分配", ""),
        ("年初结转和结余", "8.40", "年末结转和结余", "6.20"),
        ("", "", "", ""),
        ("总计", "510.40", "总计", "510.40"),
    ]
    for offset, (left, got, right, spent) in enumerate(bottom):
        sheet.row(
            left,
            *quiet(str(27 + offset)),
            sheet.fig(got, "收入总计" if left == "总计" else left, "金额"),
            right,
            *quiet(str(58 + offset)),
            sheet.fig(spent, "支出总计" if right == "总计" else right, "金额"),
        )
    return sheet.table(cut=20)


def _income() -> Table:
    sheet = Sheet("收入决算表", YEAR)
    heads = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    fiscal = {
        "208": "42.18",
        "20805": "42.18",
        "2080505": "28.12",
        "2080506": "14.06",
        "210": "21.36",
        "21011": "21.36",
        "2101102": "21.36",
    }
    rows: dict[str, list[str]] = {"": ["502.00", "486.35", "", "12.60", "", "", "3.05"]}
    rows |= {code: [value, value, "", "", "", "", ""] for code, value in fiscal.items()}
    rows |= {
        "212": ["408.32", "392.67", "", "12.60", "", "", "3.05"],
        "21201": ["248.07", "232.42", "", "12.60", "", "", "3.05"],
        "2120199": ["248.07", "232.42", "", "12.60", "", "", "3.05"],
        "21205": ["160.25", "160.25", "", "", "", "", ""],
        "2120501": ["160.25", "160.25", "", "", "", "", ""],
    }
    rows |= {code: ["30.14", "30.14", "", "", "", "", ""] for code in ("221", "22102", "2210201")}
    coded(sheet, heads, _by_code(rows))
    return sheet.table(cut=14)


SPENDING = {
    "208": ("42.18", "42.18", ""),
    "20805": ("42.18", "42.18", ""),
    "2080505": ("28.12", "28.12", ""),
    "2080506": ("14.06", "14.06", ""),
    "210": ("21.36", "21.36", ""),
    "21011": ("21.36", "21.36", ""),
    "2101102": ("21.36", "21.36", ""),
    "212": ("410.52", "240.07", "170.45"),
    "21201": ("248.07", "240.07", "8.00"),
    "2120199": ("248.07", "240.07", "8.00"),
    "21205": ("162.45", "", "162.45"),
    "2120501": ("162.45", "", "162.45"),
    "221": ("30.14", "30.14", ""),
    "22102": ("30.14", "30.14", ""),
    "2210201": ("30.14", "30.14", ""),
}


def _spending() -> Table:
    sheet = Sheet("支出决算表", YEAR)
    heads = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    rows = {"": ["504.20", "333.75", "170.45", "", "", ""]} | {code: [*values, "", "", ""] for code, values in SPENDING.items()}
    coded(sheet, heads, _by_code(rows))
    return sheet.table(cut=16)


def _fiscal() -> Table:
    sheet = Sheet("财政拨款收入支出决算总表", YEAR)
    columns = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    sheet.row(Cell("收 入", 3), Cell("支 出", 6))
    sheet.row("项目", "行次", "金额", "项目", "行次", *columns)
    sheet.row("栏次", "", *quiet("1"), "栏次", "", *quiet("2", "3", "4", "5"))
    sources = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    spending = {"社会保障和就业支出": "42.18", "卫生健康支出": "21.36", "城乡社区支出": "394.87", "住房保障支出": "30.14"}

    def right(item: str, value: str) -> list[Cell]:
        return [sheet.fig(value, item, columns[0]), sheet.fig(value, item, columns[1]), Cell(), Cell()]

    for index, (mark, target) in enumerate(zip(MARKERS, FUNCTIONS, strict=True)):
        source = sources[index] if index < len(sources) else ""
        got = sheet.fig("486.35" if index == 0 else "", source, "金额")
        sheet.row(
            f"{mark}、{source}" if source else "",
            *quiet(str(index + 1)),
            got,
            f"{mark}、{target}",
            *quiet(str(index + 33)),
            *right(target, spending.get(target, "")),
        )
    opening = "年初财政拨款结转和结余"
    bottom = [
        ("本年收入合计", "本年收入合计", "486.35", "本年支出合计", "488.55"),
        (opening, opening, "8.40", "年末财政拨款结转和结余", "6.20"),
        ("一般公共预算财政拨款", f"{opening}/一般公共预算财政拨款", "8.40", "", ""),
        ("政府性基金预算财政拨款", "", "", "", ""),
        ("国有资本经营预算财政拨款", "", "", "", ""),
        ("总计", "收入总计", "494.75", "总计", "494.75"),
    ]
    for offset, (left, item, got_value, label, spent) in enumerate(bottom):
        sheet.row(
            left,
            *quiet(str(27 + offset)),
            sheet.fig(got_value, item, "金额"),
            label,
            *quiet(str(59 + offset)),
            *right("支出总计" if label == "总计" else label, spent),
        )
    return sheet.table(cut=24)


def _general() -> Table:
    sheet = Sheet("一般公共预算财政拨款支出决算表", YEAR)
    heads = ["小计", "基本支出", "项目支出"]
    rows = {"": ["488.55", "318.10", "170.45"]} | {code: list(values) for code, values in SPENDING.items()}
    rows |= {"212": ["394.87", "224.42", "170.45"], "21201": ["232.42", "224.42", "8.00"], "2120199": ["232.42", "224.42", "8.00"]}
    sheet.row(Cell("项目", 2), Cell("本年支出", 3))
    sheet.row("功能分类科目编码", "科目名称", *heads)
    sheet.row(Cell("栏次", 2), *quiet("1", "2", "3"))
    coded_rows(sheet, heads, _by_code(rows))
    return sheet.table(cut=16)


def _basic() -> Table:
    sheet = Sheet("一般公共预算财政拨款基本支出决算明细表", YEAR)
    sheet.row(Cell("人员经费", 3), Cell("公用经费", 6))
    sheet.row(*["科目编码", "科目名称", "决算数"] * 3)
    for line in zip_longest(*[lane.split("|") for lane in ECONOMIC], fillvalue=""):
        cells: list[Cell] = []
        for entry in line:
            code, name, value = [*entry.split(" "), "", "", ""][:3]
            cells += [Cell(code, quiet=True), Cell(name), sheet.fig(value, name, "决算数", code=code)]
        sheet.row(*cells)
    sheet.row(
        Cell("人员经费合计", 2),
        sheet.fig("284.62", "人员经费合计", "决算数"),
        Cell("公用经费合计", 5),
        sheet.fig("33.48", "公用经费合计", "决算数"),
    )
    return sheet.table(cut=17)


def _official() -> Table:
    sheet = Sheet("一般公共预算财政拨款“三公”经费支出决算表", YEAR)
    items = ["三公经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
    planned, spent = ["4.50", "", "4.00", "", "4.00", "0.50"], ["3.92", "", "3.50", "", "3.50", "0.42"]
    upper: list[Cell | str] = ["合计", "因公出国（境）费", Cell("公务用车购置及运行费", 3), "公务接待费"]
    lower: list[Cell | str] = [down(), down(), "小计", "公务用车购置费", "公务用车运行费", down()]
    sheet.row(Cell("预算数", 6), Cell("决算数", 6))
    sheet.row(*upper, *upper)
    sheet.row(*lower, *lower)
    sheet.row(*quiet(*[str(number) for number in range(1, 13)]))
    sheet.row(
        *[sheet.fig(value, item, "预算数") for value, item in zip(planned, items, strict=True)],
        *[sheet.fig(value, item, "决算数") for value, item in zip(spent, items, strict=True)],
    )
    return sheet.table()


def _funds() -> Table:
    sheet = Sheet("政府性基金预算财政拨款收入支出决算表", YEAR)
    sheet.row(Cell("项目", 2), "年初结转和结余", "本年收入", Cell("本年支出", 3), "年末结转和结余")
    sheet.row("功能分类科目编码", "科目名称", down(), down(), "小计", "基本支出", "项目支出", down())
    sheet.row(Cell("栏次", 2), *quiet("1", "2", "3", "4", "5", "6"))
    sheet.row(Cell("合计", 2), *[""] * 6)
    return sheet.table()


def _capital() -> Table:
    sheet = Sheet("国有资本经营预算财政拨款支出决算表", YEAR)
    sheet.row(Cell("项目", 2), Cell("本年支出", 3))
    sheet.row("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出")
    sheet.row(Cell("栏次", 2), *quiet("1", "2", "3"))
    sheet.row(Cell("合计", 2), "", "", "")
    return sheet.table()


TITLES = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算明细表",
    "一般公共预算财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款支出决算表",
)
TABLES = (_income_and_spending, _income, _spending, _fiscal, _general, _basic, _official, _funds, _capital)
NO_DATA = {8: "本单位2022年没有政府性基金收支，故本表无数据。", 9: "本单位2022年没有国有资本经营预算支出，故本表无数据。"}


def _tables() -> list[Block]:
    blocks: list[Block] = []
    for number, (title, table) in enumerate(zip(TITLES, TABLES, strict=True), 1):
        note = NO_DATA.get(number, "本表按万元列示，各项之和与合计可能有尾数差。")
        blocks += [say(title), say(f"公开0{number}表"), say(f"部门：{UNIT}"), say("金额单位：万元"), table(), say(f"注：{note}")]
    return blocks


REPORT = Report(
    name="02-bumen-juesuan",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("部门决算",),
    header=f"{UNIT}2022年度部门决算",
    shows=(
        "部门决算九张表（财政部样式：行次、栏次、双栏和三栏、无数据表）与说明；同一份内容三种文件，"
        "制表符文本在表中间分页、分页后末尾空列丢失，docx 带目录域和页码；结构占比合计 99.99% 属尾数"
    ),
    renderings=(Rendering("docx"), Rendering("listed"), Rendering("tabbed")),
    blocks=(
        say(f"{YEAR}年度{UNIT}部门决算"),
        say("目 录"),
        say("第一部分 单位概况"),
        say("第二部分 2022年度部门决算表"),
        *[Para(f"{mark}、{title}", page=page) for mark, title, page in zip(MARKERS, TITLES, range(4, 13), strict=False)],
        say("第三部分 2022年度部门决算情况说明"),
        say("第四部分 名词解释"),
        say("第一部分 单位概况"),
        say("一、主要职责"),
        say("承担全区公园、街头绿地和行道树的养护管理，指导单位和居住区绿化。"),
        say("二、机构设置"),
        say("本单位内设综合、养护、工程三个科，没有下属单位，部门决算只含单位本级。"),
        say("第二部分 2022年度部门决算表"),
        *_tables(),
        *explanation(),
    ),
)

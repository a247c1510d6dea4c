"""08: a small final account that also prints tables no form knows."""

from __future__ import annotations

from ..forms import coded_rows
from ..model import Cell, Prose, Rendering, Report, Sheet, Table, down, quiet

YEAR = 2023
UNIT = "澄湖市湿地保护中心"
say = Prose(YEAR)
said = say.said


def _official() -> Table:
    sheet = Sheet("一般公共预算财政拨款“三公”经费支出决算表", YEAR)
    items = ["三公经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
    sheet.row(Cell("预算数", 6), Cell("决算数", 6))
    upper: list[Cell | str] = ["合计", "因公出国（境）费", Cell("公务用车购置及运行维护费", 3), "公务接待费"]
    lower: list[Cell | str] = [down(), down(), "小计", "公务用车购置费", "公务用车运行维护费", down()]
    sheet.row(*upper, *upper)
    sheet.row(*lower, *lower)
    sheet.row(*quiet(*[str(number) for number in range(1, 13)]))
    planned, spent = ["5.30", "0.00", "4.80", "0.00", "4.80", "0.50"], ["4.61", "0.00", "4.32", "0.00", "4.32", "0.29"]
    sheet.row(
        *[sheet.fig(value, item, "预算数") for value, item in zip(planned, items, strict=True)],
        *[sheet.fig(value, item, "决算数") for value, item in zip(spent, items, strict=True)],
    )
    return sheet.table()


def _general() -> Table:
    sheet = Sheet("一般公共预算财政拨款支出决算表", YEAR)
    heads = ["小计", "基本支出", "项目支出"]
    sheet.row(Cell("项目", 2), Cell("本年支出", 3))
    sheet.row("功能分类科目编码", "科目名称", *heads)
    sheet.row(Cell("栏次", 2), *quiet("1", "2", "3"))
    lines = [
        ("", "合计", ["268.75", "196.35", "72.40"]),
        ("211", "节能环保支出", ["268.75", "196.35", "72.40"]),
        ("21104", "自然生态保护", ["268.75", "196.35", "72.40"]),
        ("2110401", "生态保护", ["196.35", "196.35", ""]),
        ("2110404", "生物及物种资源保护", ["72.40", "", "72.40"]),
    ]
    coded_rows(sheet, heads, lines)
    return sheet.table()


def _assets() -> Table:
    """A list of fixed assets: an own layout with counts beside money."""
    sheet = Sheet("固定资产明细表", YEAR)
    sheet.row("资产类别", "年初账面原值", "本年增加", "本年减少", "年末账面原值")
    lines = [
        ("房屋和构筑物", ["186.00", "0.00", "0.00", "186.00"]),
        ("设备", ["94.36", "12.58", "3.10", "103.84"]),
        ("家具和用具", ["15.22", "1.04", "", "16.26"]),
        ("资产合计", ["295.58", "13.62", "3.10", "306.10"]),
    ]
    heads = ["年初账面原值", "本年增加", "本年减少", "年末账面原值"]
    for name, values in lines:
        sheet.row(name, *[sheet.fig(value, name, head) for value, head in zip(values, heads, strict=True)])
    return sheet.table(known=False)


REPORT = Report(
    name="08-zichan-mingxi",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("部门决算",),
    header=f"{UNIT}部门决算",
    shows="已知的两张决算表之外有一张谁也不认识的“固定资产明细表”：照印取出，标为 known: false；印出的 0.00 是数，空格不是",
    renderings=(Rendering("docx"),),
    blocks=(
        say(f"{UNIT}2023年度部门决算"),
        say("一、一般公共预算财政拨款支出决算表"),
        say(f"部门：{UNIT}    金额单位：万元"),
        _general(),
        say("二、一般公共预算财政拨款“三公”经费支出决算表"),
        say(f"部门：{UNIT}    金额单位：万元"),
        _official(),
        say("三、固定资产明细表"),
        say("单位：万元"),
        _assets(),
        say("四、决算情况说明"),
        say(
            "2023年度财政拨款支出268.75万元，其中：基本支出196.35万元，占73.06%；项目支出72.40万元，占26.94%。",
            said("财政拨款支出", "决算数", "268.75"),
            said("基本支出", "决算数", "196.35"),
            said("基本支出", "占比", "73.06", "%"),
            said("项目支出", "决算数", "72.40"),
            said("项目支出", "占比", "26.94", "%"),
        ),
        say(
            "2023年度“三公”经费财政拨款支出预算为5.30万元，支出决算为4.61万元，完成预算的86.98%，其中：公务用车运行维护费支出决算为4.32万元，公务接待费支出决算为0.29万元。",
            said("三公经费", "预算数", "5.30"),
            said("三公经费", "决算数", "4.61"),
            said("三公经费", "执行率", "86.98", "%"),
            said("公务用车运行维护费", "决算数", "4.32"),
            said("公务接待费", "决算数", "0.29"),
        ),
    ),
)

"""06: a notice of a finance bureau with one filled form behind it, in GB18030."""

from __future__ import annotations

from ..forms import Ind, Level1, indicator_rows
from ..model import Cell, Prose, Rendering, Report, Sheet, Table, down

YEAR = 2023
say = Prose(YEAR, gap=False)
UNIT = "砚川县图书馆"


def _form() -> Table:
    name = "农家书屋补充更新"
    sheet = Sheet("项目支出绩效自评表", YEAR, subject=name)
    total = "年度资金总额"
    sheet.row(Cell("项目支出名称", 3), Cell(name, 6))
    sheet.row(Cell("主管部门", 3), Cell("砚川县文化旅游局", 2), Cell("实施单位", 2), Cell(UNIT, 2))
    sheet.row("项目资金\n（万元）", Cell("", 2), "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    columns = ("年初预算数", "全年预算数", "全年执行数")
    money = ("18.00", "16.20", "16.04")
    sheet.row(
        down(),
        Cell(total, 2),
        *[sheet.fig(value, total, column) for value, column in zip(money, columns, strict=True)],
        sheet.fig("10", total, "分值", unit="分"),
        sheet.fig("99.01%", total, "执行率", unit="%"),
        sheet.fig("9.9", total, "得分", unit="分"),
    )
    sheet.row(
        down(),
        Cell("其中：当年财政拨款", 2),
        *[sheet.fig(value, "当年财政拨款", column) for value, column in zip(money, columns, strict=True)],
        "",
        "",
        "",
    )
    sheet.row(down(), Cell("上年结转资金", 2), *[""] * 6)
    sheet.row(down(), Cell("其他资金", 2), *[""] * 6)
    sheet.row("年度总体目标", Cell("预期目标", 4), Cell("实际完成情况", 4))
    sheet.row(down(), Cell("1、为书屋补充新书。\n2、培训书屋管理员。", 4), Cell("新书已配送到位，管理员培训一期。", 4))
    sheet.row(
        "绩 效 指 标",
        "一级指 标",
        "二级指标",
        "三级指标",
        "年度\n指标值",
        "实际\n完成值",
        "分值",
        "得分",
        "偏差原因\n分析及\n改进措施",
    )
    levels = [
        Level1(
            "产出指标",
            "产出\n指标\n(50分)",
            "50",
            [
                (
                    "数量指标",
                    [
                        Ind("补充图书册数", "≥4500册", "4620册", "20", "20"),
                        Ind("培训管理员人数", "≥60人", "57人", "10", "9", reason="三人请假"),
                    ],
                ),
                ("质量指标", [Ind("图书正版率", "100%", "100%", "20", "20")]),
            ],
        ),
        Level1(
            "效益指标",
            "效益\n指标\n(30分)",
            "30",
            [("经济效益指标", [Ind()]), ("社会效\n益指标", [Ind("书屋借阅增长", "≥5%", "6.3%", "30", "30")])],
        ),
        Level1(
            "满意度指标", "满意度 指标  (10分)", "10", [("服务对象\n满意度指\n标", [Ind("读者满意度", "≥90%", "92%", "10", "10")])]
        ),
    ]
    indicator_rows(sheet, levels)
    sheet.row(Cell("总  分", 6), sheet.fig("100", "总分", "分值", unit="分"), sheet.fig("98.9", "总分", "得分", unit="分"), "")
    return sheet.table()


REPORT = Report(
    name="06-tongzhi",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("绩效自评", "通知"),
    shows="财政局通知后附一张已填的项目支出绩效自评表（GB18030）：文号、日期、50万元以上等门槛不是金额；单位取自所附表格而不是发文机关",
    renderings=(Rendering("listed", "gb18030"),),
    blocks=(
        say(" 关于报送2023年度项目支出绩效自评材料的通知\n\n"),
        say("各预算单位："),
        say("根据《砚川县预算绩效管理办法》（砚财绩〔2021〕15号），现就2023年度项目支出绩效自评有关事项通知如下："),
        say("一、自评范围"),
        say("2023年度安排的全部项目，其中50万元以上的项目须另附说明。"),
        say("二、报送时间"),
        say("请于2024年6月15日前报送纸质件一式2份，逾期3天以上的在考核中扣分。"),
        say("三、有关要求"),
        say("自评得分低于80分或执行率偏差超过20%的，应写明原因。\n"),
        say("附件：1. 《2023年度项目支出绩效自评表》\n\n"),
        say("附件1:\n2023年度项目支出绩效自评表\n"),
        _form(),
        say("填表人：赵六    填报日期： 2024.6.11   联系电话：00000000 单位负责人签字："),
    ),
)

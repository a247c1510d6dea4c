# ruff: noqa: E501  # printed sentences stay in one piece
"""05: a township's self-evaluation with the misprints that copying, recognition and haste leave behind."""

from __future__ import annotations

from ..forms import Ind, Level1, indicator_rows
from ..model import Cell, Para, Prose, Rendering, Report, Sheet, Table, down

YEAR = 2022
UNIT = "望渡县青禾镇人民政府"
say = Prose(YEAR, gap=False)
said = say.said


def _base() -> Table:
    sheet = Sheet("部门整体支出绩效评价基础数据表", YEAR)
    sheet.row("财政供养人员情况", Cell("编制数", 2), Cell("2022年实际在职人数", 2), Cell("控制率", 2))
    people = "财政供养人员"
    sheet.row(
        down(),
        sheet.fig("　48", people, "编制数", unit="人", span=2),
        sheet.fig("　45　", people, "实际在职人数", unit="人", span=2),
        sheet.fig("93.75％　", people, "控制率", unit="%", span=2),
    )
    sheet.row("经费控制情况（万元）", Cell("2021年决算数", 2), Cell("2022年预算数", 2), Cell("2022年决算数", 2))

    def money(label: str, item: str, last: str, planned: str, spent: str) -> None:
        sheet.row(
            label,
            sheet.fig(last, item, "决算数", year=YEAR - 1, span=2),
            sheet.fig(planned, item, "预算数", span=2),
            sheet.fig(spent, item, "决算数", span=2),
        )

    money("三公 经费", "三公经费", "12.60", "　11.00", "9.85　")
    money("   1、公务用车购置和维护经费", "公务用车购置及运行维护费", "8.20", "7.50", "6.95")
    money("       其中：公车购置", "公务用车购置费", "0　", "0", "　0")
    money("             公车运行维护", "公务用车运行维护费", "8.20", "7.50", "６.９５")
    money("   2、出国经费", "因公出国（境）费", "　", "　", "　")
    money("   3、公务接待", "公务接待费", "4.40", "3.50", "2.90")
    money("项 目 支 出：", "项目支出", "215.00", "240.00", "236.50")
    money("    1、业务工作经费", "业务工作经费", "120.00", "130.00", "128.40")
    money("    2、运行维护经费", "运行维护经费", "95.00", "110.00", "108.10")
    money("3、市级专项资金\n\n（一个专项一行）", "市级专项资金", "", "", "")
    money("    4、其他事业类发展资金", "其他事业类发展资金", "　", "　", "　")
    money("……", "", "", "", "")
    money("公用经费", "公用经费", "88.31", "85.00", "８４．６２")
    money("    其中：办公费", "办公经费", "20.11", "19.00", "18.76")
    money("          水费、电费、差旅费", "水费、电费、差旅费", "9.30", "9.00", "8.8 ")
    money("          会议费、培训费", "会议费、培训费", "1.20", "1.50", "0")
    sheet.row(
        "政府采购金额",
        Cell("——", 2),
        sheet.fig("30.00", "政府采购金额", "预算数", span=2),
        sheet.fig("　28.15", "政府采购金额", "决算数", span=2),
    )
    sheet.row("部门基本支出预算调整 ", Cell("——", 2), Cell("　", 2), Cell("　", 2))
    sheet.row(
        "楼堂馆所控制情况\n（2022年完工项目）",
        "批复规模\n（㎡）",
        "实际规模（㎡）",
        "规模控制率",
        "预算投资（万元）",
        "实际投资（万元）",
        "投资概算控制率",
    )
    sheet.row(down(), *["　"] * 6)
    sheet.row("厉行节约保障措施", Cell("下村实行拼车，镇村会议改开视频会。　", 6))
    return sheet.table()


def _overall() -> Table:
    sheet = Sheet("部门整体支出绩效自评表", YEAR)
    total = "年度资金总额"
    sheet.row(Cell("预算单位名称", 3), Cell(f"[bookmark: _GoBack]{UNIT}", 6))
    sheet.row(
        "年度预\n\n算申请\n（万元）", Cell("", 2), "年初\n\n预箅数", "全 年 预 算 数", "全年\n\n执行数", "分 值", "执行率", "得 分"
    )
    sheet.row(
        down(),
        Cell("年度资金总额", 2),
        sheet.fig("620.00", total, "年初预算数"),
        sheet.fig("655.30", total, "全年预算数"),
        sheet.fig("648.76", total, "全年执行数"),
        sheet.fig("10", total, "分值", unit="分"),
        sheet.fig("99. 00%", total, "执行率", unit="%"),
        sheet.fig("9.9", total, "得分", unit="分"),
    )
    sheet.row(down(), Cell("按收入性质分：", 4), Cell("按支出性质分：", 4))
    sheet.row(
        down(),
        sheet.fig("648.76", "一般公共预算", "金额", span=4, text="  其中：  一般公共预算：648.76"),
        sheet.fig("412.26", "基本支出", "金额", span=4, text="其中：基本支出：412.26"),
    )
    sheet.row(down(), Cell("政府性基金拨款：", 4), sheet.fig("236.50", "项目支出", "金额", span=4, text="项目支出：236.50"))
    sheet.row(down(), Cell("纳入专户管理的非税收入拨款：", 4), Cell("", 4))
    sheet.row(down(), Cell("其他资金：", 4), Cell("", 4))
    sheet.row("年度总体目标", Cell("预期目标", 4), Cell("实际完成情况　", 4))
    sheet.row(down(), Cell("道路、饮水和集镇环境有明显改善，矛盾纠纷不出镇。　　", 4), Cell("　全年目标基本完成。", 4))
    sheet.row(
        "绩\n\n效\n\n指\n\n标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度\n\n指标值",
        "实际\n\n完成值",
        "分 值",
        "得 分",
        "偏差原因\n\n分析及\n\n改进措施",
    )
    leftover = Ind("……", "　", "　", "　", "　", reason="　")
    levels = [
        Level1(
            "产出指标",
            "产出指标\n\n（50分）",
            "50",
            [
                ("数量\n\n指标", [Ind("修复村道", "　≥6公里", "　6.4公里", "　15", "15　"), Ind("指标2"), leftover]),
                ("质量\n\n指标", [Ind("饮水水质达标率", "　100%", "　　100%", "　15", "15"), leftover]),
                ("时效\n\n指标", [Ind("工程按期完工率", "100%", "90%", "10", "8　", reason="汛期停工")]),
                ("成本\n\n指标", [Ind("预算成本控制", "　控制在预算内", "　控制在预算内", "　10", "10"), leftover]),
            ],
        ),
        Level1(
            "效益指标",
            "效益指标\n\n（30分）",
            "30",
            [
                ("经济效\n\n益指标", [Ind("", "　", "　", "　", "　", reason="　"), leftover]),
                ("社会效\n\n益指标", [Ind("矛盾纠纷化解率", "≥95%", "97%", "15", "15")]),
                ("生态效\n\n益指标", [Ind("集镇垃圾日产日清", "　≥ 98%", "98%", "15", "14")]),
            ],
        ),
        Level1(
            "满意度指标",
            "满意度\n\n指标\n\n（10分）",
            "10",
            [("服务对象满意度指标", [Ind("群众满意度", "≥95", "95", "10", "10"), leftover])],
        ),
    ]
    indicator_rows(sheet, levels)
    sheet.row(Cell("总  分", 6), sheet.fig("100", "总分", "分值", unit="分"), sheet.fig("96.9　", "总分", "得分", unit="分"), "　")
    return sheet.table()


REPORT = Report(
    name="05-yinwu-jixiao",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("绩效自评",),
    shows=(
        "带印误的部门整体支出绩效自评：年初预箅数、202 年度、2.90元（应为万元，照印不改）、标签内空格与空行、全角数字和空格、引号混用、"
        "模板残留（指标2、……）、依法不予公开的章节、[bookmark: _GoBack]"
    ),
    renderings=(Rendering("listed"),),
    blocks=(
        say("望渡县青禾镇人民政府\n\n2022年部门整体支出绩效自评报告"),
        say("一、部门基本情况"),
        say("（一）机构设置情况"),
        say("依法不予公开。\n"),
        say("（二）人员编制情况"),
        say("依法不予公开。\n"),
        say("（三）绩效目标设定情况"),
        say("围绕道路、饮水和集镇环境三件事安排支出。\n"),
        say("二、部门整体支出管理及使用情况"),
        say("（一）预算执行情况"),
        say(
            "2022年我镇实际支出648.76万元，比上年增加26.10万元，上升4.19%。其中：基本支出完成412.26万元，项目支出236.50万元。\n",
            said("支出", "决算数", "648.76"),
            said("支出", "比上年增减额", "26.10"),
            said("支出", "比上年增减率", "4.19", "%"),
            said("基本支出", "决算数", "412.26"),
            said("项目支出", "决算数", "236.50"),
        ),
        say('（二）“三公"经费情况'),
        say(
            '2022年"三公”经费预算数１１.００万元，其中：因公出国(境) 费0万元，公务用车购置及运行维护费 7.50 万元，公务接待费3.50万元。  “三公"经费决算数9.85 万元，'
            "其中：因公出国(境)费0万元，公务用车运行维护费6.95万元，公务接待费2.90元。\n",
            said("三公经费", "预算数", "11.00"),
            said("因公出国（境）费", "预算数", "0"),
            said("公务用车购置及运行维护费", "预算数", "7.50"),
            said("公务接待费", "预算数", "3.50"),
            said("三公经费", "决算数", "9.85"),
            said("因公出国（境）费", "决算数", "0"),
            said("公务用车运行维护费", "决算数", "6.95"),
            said("公务接待费", "决算数", "0.000290"),
        ),
        say("（三）政府性基金预算支出情况\n\n2022年，我镇没有政府性基金预算支出。\n"),
        say("三、综合评价结论"),
        say("我镇自评分数为96.9分，等次为“优秀”。\n", said("自评得分", "得分", "96.9", "分")),
        say("四、履职效益情况\n\n本部分内容依法不予公开。\n"),
        say("附件：\n\n1.部门整体支出绩效评价基础数据表  \n2.部门整体支出绩效自评表"),
        say(" 部门整体支出绩效评价基础数据表\n"),
        say(f"填报单位：{UNIT}                                        "),
        _base(),
        say("填表人：王五      填报日期：2023年6月30日   联系电话： 12345678\n"),
        say("附件2\n\n202 年度部门整体支出绩效自评表\n"),
        _overall(),
        Para("填表人：王五       填报日期：2023年6月30日     联系电话：12345678"),
    ),
)

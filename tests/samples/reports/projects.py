"""04: three projects' self-evaluations in one file, each in another national layout; the Word file carries Word's oddities."""

from __future__ import annotations

from collections.abc import Sequence

from ..docx_writer import controlled, field, nested, paragraph, revised, run, text_box
from ..forms import Ind, Level1, indicator_rows
from ..model import Cell, Para, Prose, Rendering, Report, Sheet, Table, down

YEAR = 2023
UNIT = "望渡县文化体育中心"
FORM = "项目支出绩效自评表"
say = Prose(YEAR)
COLUMNS = ("年初预算数", "全年预算数", "全年执行数")


def _money(
    sheet: Sheet,
    label: str,
    item: str,
    values: Sequence[str],
    spans: Sequence[int],
    rest: Sequence[Cell | str],
    docx: Sequence[str | None] = (None, None, None),
) -> None:
    figures = [
        sheet.fig(value, item, column, span=span, docx=xml)
        for value, column, span, xml in zip(values, COLUMNS, spans, docx, strict=True)
    ]
    sheet.row(down(), Cell(label, 2), *figures, *rest)


def _points(sheet: Sheet, rate: str, score: str, item: str = "年度资金总额") -> tuple[Cell, Cell, Cell]:
    return (
        sheet.fig("10", item, "分值", unit="分"),
        sheet.fig(rate, item, "执行率", unit="%"),
        sheet.fig(score, item, "得分", unit="分"),
    )


def _total(sheet: Sheet, span: int, score: str, behind: int) -> None:
    sheet.row(
        Cell("总分", span), sheet.fig("100", "总分", "分值", unit="分"), sheet.fig(score, "总分", "得分", unit="分"), *[""] * behind
    )


def _gymnastics() -> Table:
    """Indicators with their kind and unit of measure in columns of their own, money in 元, (A) and (B) in the heads."""
    name = "全民健身活动补助"
    sheet = Sheet(FORM, YEAR, "元", name)
    sheet.row(Cell("项目名称", 3), Cell(name, 8, docx=paragraph(controlled(name))))
    sheet.row(Cell("主管部门", 3), Cell(UNIT, 3), Cell("实施单位", 2), Cell(UNIT, 3))
    sheet.row(
        "项目资金\n（元）",
        Cell("", 2),
        "年初预算数",
        Cell("全年预算数（A）", 2),
        Cell("全年执行数（B）", 2),
        "分值",
        "执行率\n（B/A）",
        "得分",
    )
    spans = (1, 2, 2)
    _money(
        sheet, "年度资金总额", "年度资金总额", ("150,000.00", "165,000.00", "158,400.00"), spans, _points(sheet, "96.00%", "9.60")
    )
    corrected = paragraph(revised("134,400.00", "143,400.00"))
    _money(
        sheet,
        "其中：财政资金",
        "财政资金",
        ("150,000.00", "150,000.00", "143,400.00"),
        spans,
        ("", "", ""),
        (None, None, corrected),
    )
    _money(sheet, "财政专户管理资金", "财政专户管理资金", ("0.00", "0.00", "0.00"), spans, ("—", "—", "—"))
    _money(sheet, "单位资金", "单位资金", ("0.00", "15,000.00", "15,000.00"), spans, ("", "", ""))
    sheet.row("年度总体目标", Cell("预期目标", 5), Cell("实际完成情况", 5))
    sheet.row(down(), Cell("举办群众体育活动，带动更多居民参加锻炼。", 5), Cell("活动均已举办，参加人数好于预期。", 5))
    sheet.row(
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    levels = [
        Level1(
            "产出指标",
            "产出指标",
            "",
            [
                (
                    "数量指标",
                    [Ind("活动场次", "12", "12", "20", "20", "=", "场"), Ind("参加人次", "3000", "3420", "10", "10", "≥", "人次")],
                ),
                ("质量指标", [Ind("安全事故", "0", "0", "10", "10", "=", "起")]),
                ("时效指标", [Ind("按月完成", "100", "92", "10", "9", "=", "%", "两场因雨改期")]),
            ],
        ),
        Level1("效益指标", "效益指标", "", [("社会效益指标", [Ind("居民健身意识", "提高", "提高", "30", "28", "定性", "")])]),
        Level1("满意度指标", "满意度指标", "", [("服务对象满意度指标", [Ind("参加者满意度", "90", "93.5", "10", "10", "≥", "%")])]),
    ]
    indicator_rows(sheet, levels, ("level3", "operator", "target", "measure", "actual", "weight", "score", "reason"))
    _total(sheet, 8, "96.60", 1)
    return sheet.table()


def _footpath() -> Table:
    """调整后预算数, 预算执行数 and 权重; the total is called 总额; one figure is a field, one a content control around its cell."""
    name = "滨河健身步道建设"
    sheet = Sheet(FORM, YEAR, subject=name)
    sheet.row(Cell("项目名称", 3), Cell(name, 6))
    sheet.row(Cell("主管部门", 3), Cell(UNIT, 2), Cell("实施单位", 2), Cell(UNIT, 2))
    sheet.row("预算执行情况\n（万元）", Cell("", 2), "年初预算数", "调整后预算数", "预算执行数", "权重", "预算执行率", "自评得分")
    one = (1, 1, 1)
    computed = paragraph(field("=SUM(ABOVE)", "24.00"))
    _money(sheet, "总额", "年度资金总额", ("20.00", "24.00", "24.00"), one, _points(sheet, "100%", "10"), (None, None, computed))
    _money(sheet, "其中：财政资金", "财政资金", ("20.00", "20.00", "20.00"), one, ("/", "/", "/"))
    _money(sheet, "财政专户管理资金", "财政专户管理资金", ("", "", ""), one, ("/", "/", "/"))
    _money(sheet, "单位资金", "单位资金", ("", "4.00", "4.00"), one, ("/", "/", "/"))
    sheet.row("年度总体目标", Cell("预期目标", 4), Cell("实际完成情况", 4))
    sheet.row(down(), Cell("建成步道并开放使用。", 4, control=True), Cell("步道已建成开放。", 4))
    sheet.row("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "权重", "自评得分", "未完成原因分析")
    levels = [
        Level1(
            "产出指标",
            "产出指标",
            "",
            [
                ("数量指标", [Ind("步道长度", "≥1.8公里", "1.85公里", "20", "20")]),
                ("质量指标", [Ind("验收合格率", "100%", "100%", "15", "15")]),
                ("成本指标", [Ind("每公里造价", "≤13.5万元", "12.97万元", "15", "15")]),
            ],
        ),
        Level1(
            "效益指标",
            "效益指标",
            "",
            [("社会效益指标", [Ind("日均使用人次", "≥200人次", "176人次", "30", "26", reason="北段照明未装")])],
        ),
        Level1("满意度指标", "满意度指标", "", [("满意度指标", [Ind("沿线居民满意度", "≥85%", "88%", "10", "10")])]),
    ]
    indicator_rows(sheet, levels)
    _total(sheet, 6, "96", 1)
    return sheet.table()


def _books() -> Table:
    """A project that spent two thirds of its money; a small table stands inside a cell of the Word file."""
    name = "流动图书车运行"
    sheet = Sheet(FORM, YEAR, subject=name)
    sheet.row(Cell("项目名称", 3), Cell(name, 6))
    sheet.row(Cell("主管部门", 3), Cell(UNIT, 2), Cell("实施单位", 2), Cell("望渡县图书室", 2))
    sheet.row("项目资金(万元)", Cell("", 2), "年初预算", "全年预算数(A)", "全年执行数(B)", "分 值", "执行率(B/A)", "自评得分")
    one = (1, 1, 1)
    _money(sheet, "年度资金总额：", "年度资金总额", ("8.00", "8.00", "5.36"), one, _points(sheet, "67.00%", "6.7"))
    _money(sheet, "其中:当年财政拨款", "当年财政拨款", ("6.50", "6.50", "3.86"), one, ("", "", ""))
    _money(sheet, "上年结转资金", "上年结转资金", ("1.50", "1.50", "1.50"), one, ("", "", ""))
    _money(sheet, "其他资金", "其他资金", ("", "", ""), one, ("", "", ""))
    sheet.row("年度总体目标", Cell("预期目标", 4), Cell("实际完成情况", 4))
    done = "一季度\t照常出车\n二季度\t大修停驶"
    inner = nested([line.split("\t") for line in done.split("\n")])
    sheet.row(down(), Cell("图书车每周到两个村。", 4), Cell(done.replace("\t", "："), 4, docx=inner))
    sheet.row(
        "绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分 值", "自评得分", "偏差原因分析\n及改进措施"
    )
    levels = [
        Level1(
            "产出指标", "产出指标\n(50分)", "50", [("数量指标", [Ind("出车次数", "≥100次", "68次", "50", "34", reason="车辆大修")])]
        ),
        Level1(
            "效益指标",
            "效益指标\n(30分)",
            "30",
            [("社会效益指标", [Ind("借阅册次", "≥4000册", "3100册", "30", "24", reason="车辆大修")])],
        ),
        Level1("满意度指标", "满意度指标\n(10分)", "10", [("服务对象满意度指标", [Ind("村民满意度", "≥90%", "95%", "10", "10")])]),
    ]
    indicator_rows(sheet, levels)
    _total(sheet, 6, "74.7", 1)
    return sheet.table()


NOTE = "填表说明：金额按决算口径填写。"

REPORT = Report(
    name="04-xiangmu-zipingbiao",
    entity=UNIT,
    fiscal_year=YEAR,
    kinds=("绩效自评",),
    shows=(
        "一个文件里三个项目的支出绩效自评表（全国常见样式）：（A）（B）（B/A）表头、财政资金／财政专户管理资金／单位资金、指标性质与度量单位分列、"
        "权重、调整后预算数；金额分别为元和万元；docx 带内容控件、修订、域、文本框、嵌套表"
    ),
    renderings=(Rendering("docx"), Rendering("listed")),
    blocks=(
        say(f"{UNIT}2023年度项目支出绩效自评情况"),
        Para(NOTE, docx=run("") + text_box(NOTE)),
        say("项目支出绩效自评表"),
        Para("（2023年度）", gap=False),
        _gymnastics(),
        say("部门预算项目支出绩效自评表（2023年度）"),
        Para("金额单位：万元", gap=False),
        _footpath(),
        say("项目支出绩效自评表"),
        Para("（2023年度）", gap=False),
        _books(),
        say("填表人：李四    联系电话：00000000"),
    ),
)

"""07: a short prose report in UTF-16."""

from __future__ import annotations

from ..model import Prose, Rendering, Report

YEAR = 2024
say = Prose(YEAR)
said = say.said
SIGNALS, WELLS = "山洪预警站点维护", "机井水位监测"

REPORT = Report(
    name="07-duan-baogao",
    entity="澄湖市水文服务站",
    fiscal_year=YEAR,
    kinds=("绩效自评",),
    shows="只有正文的短报告（UTF-16）：数字与单位间有空格、100. 00%、先总后分的项目段落；文号、日期、活动次数不是金额",
    renderings=(Rendering("listed", "utf-16-le"),),
    blocks=(
        say("2024年度澄湖市水文服务站部门整体绩效自评报告"),
        say("一、整体情况"),
        say(
            "本部门 2024 年度申请预算资金 126.40 万元，实际支出 125.88 万元，预算执行率 99.59%。其中：预算项目 2 个，金额合计 54 万元，实际支出 53.48 万元，执行率为 99.04%。",
            said("支出", "全年预算数", "126.40"),
            said("支出", "决算数", "125.88"),
            said("支出", "执行率", "99.59", "%"),
            said("预算项目", "数量", "2", "个"),
            said("项目支出", "全年预算数", "54"),
            said("项目支出", "决算数", "53.48"),
            said("项目支出", "执行率", "99.04", "%"),
        ),
        say("二、组织情况"),
        say("按照澄财绩〔2025〕3 号文件，本站于2025年3月12日至20日开展自评，走访 14 个站点。"),
        say("三、项目完成情况"),
        say(
            f"1、{SIGNALS}项目目标完成情况。年初预算为 31 万元，资金到位数 31 万元，执行数 31 万元，预算执行率为 100. 00%。更换电池 86 组，站点在线率保持稳定。",
            said("项目支出", "年初预算数", "31", subject=SIGNALS),
            said("项目支出", "到位数", "31", subject=SIGNALS),
            said("项目支出", "全年执行数", "31", subject=SIGNALS),
            said("项目支出", "执行率", "100.00", "%", subject=SIGNALS),
        ),
        say(
            f"2、{WELLS}项目目标完成情况。年初预算为 23 万元，资金到位数 23 万元，执行数 22.48 万元，预算执行率为 97.74%。全年取得水位记录 1.2 万余条。",
            said("项目支出", "年初预算数", "23", subject=WELLS),
            said("项目支出", "到位数", "23", subject=WELLS),
            said("项目支出", "全年执行数", "22.48", subject=WELLS),
            said("项目支出", "执行率", "97.74", "%", subject=WELLS),
        ),
        say("四、存在的问题"),
        say("部分站点通信模块老化，拟在以后年度分批更换。"),
    ),
)

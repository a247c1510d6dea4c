"""称没有某数额以上的项目，项目表却有

**查什么**：报告在`仅对50万元以上的项目资金分项说明`之下答`无`，而所附项目支出绩效自评表的全年执行数（或全年预算数）达到 50 万元。

**为什么**：该说明的项目没有说明。

不通过的例子：

```text fails
2023年度部门整体支出绩效自评报告
二、绩效目标完成情况
1.项目绩效目标完成情况（仅对50万元以上的项目资金分项说明）
无
2023年度项目支出绩效自评表
项目支出名称\t网信业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t4.5\t59.147961\t59.147961\t10\t100%\t10
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
二、绩效目标完成情况
1.项目绩效目标完成情况（仅对50万元以上的项目资金分项说明）
无
2023年度项目支出绩效自评表
项目支出名称\t网信业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t4.5\t9.147961\t9.147961\t10\t100%\t10
```

**局限**：只看所附的项目表，不从正文里找项目。
"""

from __future__ import annotations

from ..model import Recorder, Rule, said
from ..scores import sheets
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    claims = [statement for statement in view.result.statements if statement.kind == "none_above" and statement.value is not None]
    projects = [sheet for sheet in sheets(view) if sheet.form == "项目支出绩效自评表"]
    for claim in claims:
        assert claim.value is not None
        if not projects:
            recorder.lacks("项目支出绩效自评表")
        for sheet in projects:
            spent = sheet.fact("年度资金总额", "全年执行数") or sheet.fact("年度资金总额", "全年预算数")
            if spent is None or spent.unit != "万元" or view.entity(spent.part) != view.entity(claim.part):
                recorder.lacks(f"{sheet.name}的全年执行数")
            elif spent.value >= claim.value:
                recorder.remark(
                    f"报告称没有{claim.value}万元以上的项目，而{said(view.figure(spent))}",
                    (view.figure(spent),),
                    values=(str(claim.value),),
                    expected=str(claim.value),
                    actual=str(spent.value),
                    difference=spent.value - claim.value,
                    unit="万元",
                )
            else:
                recorder.passed()


RULE = Rule("GK703", "应说明的项目", "error", __doc__ or "", _check, literal=True)

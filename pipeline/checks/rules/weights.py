"""各指标分值与执行率分值之和等于总分

**查什么**：绩效自评表里，各三级指标的分值加上执行率旁边的分值，等于印出的总分。

**为什么**：满分按 100 分设计，分值加出 110 分的表，得分和等次都没有意义。

不通过的例子（60 + 40 + 10 = 110）：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t60\t60\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t110\t
```

通过的例子（50 + 40 + 10 = 100）：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t50\t50\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t100\t
```

**局限**：有指标没有印分值、或没有印总分时不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, decimal_text
from ..relations import Sum
from ..scores import sheets
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        total = sheet.fact("总分", "分值")
        figures, blank = sheet.points(view, "weight")
        if total is None or not sheet.indicators:
            recorder.lacks(f"{sheet.name}的总分")
        elif blank:
            recorder.lacks("、".join(blank))
        else:
            relation = Sum(view.figure(total), tuple(figures))
            recorder.relate(
                relation,
                f"{sheet.name}各指标分值与执行率分值之和为{decimal_text(relation.expected)}，不等于总分{decimal_text(total.value)}",
            )


RULE = Rule("GK201", "分值之和", "error", __doc__ or "", _check)

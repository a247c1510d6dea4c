"""各指标得分与执行率得分之和等于总分

**查什么**：绩效自评表里，各三级指标的得分加上执行率旁边的得分，等于总分一行的得分。

**为什么**：总得分是自评的结论，也写进报告正文，必须是各项得分的和。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t50\t50\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t39\t个别意见未及时回复
总分\t100\t89\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t50\t50\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t39\t个别意见未及时回复
总分\t100\t99\t
```

**局限**：有指标没有印得分、或没有印总分时不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, decimal_text
from ..relations import Same, Sum
from ..scores import sheets
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        total = sheet.fact("总分", "得分")
        figures, blank = sheet.points(view, "score")
        if total is None or not sheet.indicators:
            recorder.lacks(f"{sheet.name}的总得分")
        elif blank:
            recorder.lacks("、".join(blank))
        else:
            relation = Sum(view.figure(total), tuple(figures))
            recorder.relate(
                relation,
                f"{sheet.name}各指标得分与执行率得分之和为{decimal_text(relation.expected)}，不等于总得分{decimal_text(total.value)}",
            )
    _prose(view, recorder)


def _prose(view: View, recorder: Recorder) -> None:
    """The score stated in prose is that of the form."""
    found = sheets(view)
    totals = {sheet.subject: sheet.fact("总分", "得分") for sheet in found}
    if len(found) != len(totals):
        return
    for fact in view.prose:
        if fact.item == "自评得分" and fact.column == "得分":
            total = totals.get(fact.subject)
            if total is not None and view.entity(total.part) == view.entity(fact.part):
                recorder.relate(Same(view.figure(total), view.figure(fact)))


RULE = Rule("GK202", "得分之和", "error", __doc__ or "", _check)

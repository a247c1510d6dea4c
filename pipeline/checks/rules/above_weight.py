"""得分不超过分值

**查什么**：绩效自评表里每个指标、执行率和总分的得分不超过它的分值。

**为什么**：超过满分的得分必是笔误或两栏填反。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t50\t55\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t35\t个别意见未及时回复
总分\t100\t100\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t开展检查\t≥1次\t1次\t50\t50\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t35\t个别意见未及时回复
总分\t100\t95\t
```

**局限**：分值或得分没有印数的不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, decimal_text
from ..relations import Sum
from ..scores import sheets
from ..view import View, indicator_figure


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        pairs = [(indicator_figure(indicator, "weight"), indicator_figure(indicator, "score")) for indicator in sheet.indicators]
        for item in ("年度资金总额", "总分"):
            weight, score = sheet.fact(item, "分值"), sheet.fact(item, "得分")
            if weight is not None and score is not None:
                pairs.append((view.figure(weight), view.figure(score)))
        for most, reached in pairs:
            if most is not None and reached is not None:
                recorder.relate(
                    Sum(most, (reached,), at_most=True),
                    f"{sheet.name}中{reached.label}{decimal_text(reached.value)}超过分值{decimal_text(most.value)}（{reached.place}）",
                )


RULE = Rule("GK204", "得分超分值", "error", __doc__ or "", _check)

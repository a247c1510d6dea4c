"""一级指标括号里的分值等于其下各指标分值之和

**查什么**：“产出指标（50分）”之下各三级指标的分值之和等于 50；得分之和不超过它。

**为什么**：各一级指标的权重由财政部门规定，加不起来说明分值改过而没有改全。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标（50分）\t数量指标\t开展检查\t≥1次\t1次\t30\t30\t
\t效益指标（40分）\t社会效益指标\t群众知晓率\t≥95%\t96%\t60\t60\t
总分\t100\t100\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标（50分）\t数量指标\t开展检查\t≥1次\t1次\t50\t50\t
\t效益指标（40分）\t社会效益指标\t群众知晓率\t≥95%\t96%\t40\t40\t
总分\t100\t100\t
```

**局限**：有指标没有印分值时不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, decimal_text
from ..relations import Sum
from ..scores import sheets
from ..view import View, indicator_figure


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        for level in dict.fromkeys(indicator.level1 for indicator in sheet.indicators):
            stated = sheet.fact(level, "分值")
            figures = [indicator_figure(indicator, "weight") for indicator in sheet.indicators if indicator.level1 == level]
            weights = tuple(figure for figure in figures if figure is not None)
            if stated is None:
                continue
            if len(weights) != len(figures) or not sheet.complete:
                recorder.lacks(f"{sheet.name}{level}下各指标的分值")
                continue
            relation = Sum(view.figure(stated), weights)
            recorder.relate(
                relation,
                f"{sheet.name}{level}各指标分值之和为{decimal_text(relation.expected)}，不等于括号里的{decimal_text(stated.value)}分",
            )


RULE = Rule("GK203", "一级指标分值", "error", __doc__ or "", _check)

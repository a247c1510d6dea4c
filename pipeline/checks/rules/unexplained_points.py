"""扣了分没有说明原因

**查什么**：得分低于分值、而偏差原因分析及改进措施一栏空着的指标。

**为什么**：自评办法要求对没有完成的指标逐项说明原因和改进措施。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t验收合格率\t≥98%\t90%\t50\t45\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t95\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t验收合格率\t≥98%\t90%\t50\t45\t两批需返工
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t95\t
```

**局限**：原因写在报告正文里的，这里看不出来，所以只作提示；一张表里的合成一条。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..scores import sheets
from ..view import View, indicator_figure

_NAMED = 3


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        found = []
        for indicator in sheet.indicators:
            weight, score = indicator_figure(indicator, "weight"), indicator_figure(indicator, "score")
            if weight is None or score is None:
                continue
            if score.value < weight.value and not (indicator.reason or "").strip():
                found.append((indicator, weight, score))
            else:
                recorder.passed()
        if found:
            names = "、".join(f"“{indicator.level3}”{score.raw}/{weight.raw}" for indicator, weight, score in found[:_NAMED])
            more = f"等{len(found)}项" if len(found) > _NAMED else ""
            recorder.remark(
                f"{sheet.name}中{names}{more}扣了分，没有写偏差原因",
                [figure for _, weight, score in found for figure in (weight, score)],
            )


RULE = Rule("GK206", "扣分无原因", "info", __doc__ or "", _check, literal=True)

"""偏差超过 20% 的指标没有说明原因

**查什么**：实际完成值比年度指标值差 20% 以上、而偏差原因分析及改进措施一栏空着的指标。

**为什么**：办法要求，未完成且偏离超过 20% 的指标要逐项说明原因和改进措施。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t验收合格率\t≥98%\t60%\t50\t30\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t80\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t验收合格率\t≥98%\t60%\t50\t30\t承建方延误，已限期整改
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t80\t
```

**局限**：原因写在报告正文里的，这里看不出来；指标值用文字描述的不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..scores import sheets
from ..targets import shortfall
from ..view import View, indicator_figure

_MOST = 20


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        for indicator in sheet.indicators:
            missed = shortfall(indicator)
            if missed is None:
                continue
            figure, weight = indicator_figure(indicator, "score"), indicator_figure(indicator, "weight")
            full = figure is not None and weight is not None and figure.value == weight.value  # named by the rule on unmet targets
            if missed <= _MOST or full or (indicator.reason or "").strip():
                recorder.passed()
                continue
            recorder.remark(
                f"{sheet.name}中“{indicator.level3}”指标值{indicator.target}、实际完成{indicator.actual}，偏差{missed:.0f}%，没有写原因",
                [figure] if figure is not None else [],
                values=[text for text in (indicator.target, indicator.actual) if text],
            )


RULE = Rule("GK704", "偏差无原因", "warning", __doc__ or "", _check, literal=True)

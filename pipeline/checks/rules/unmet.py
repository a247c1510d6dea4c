"""没有达到指标值却得满分

**查什么**：年度指标值与实际完成值都是同一单位的一个数、实际完成值够不上指标值（≥98% 而完成 90%），得分却等于分值的指标。

**为什么**：自评的扣分要有依据，没完成而不扣分使得分失去意义。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t验收合格率\t≥98%\t90%\t50\t50\t
\t满意度指标\t满意度指标\t群众满意度\t≥95%\t96%\t40\t40\t
总分\t100\t100\t
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

**局限**：用文字描述的指标值、没有≥≤而又不是百分数的指标值不查；成本、时效指标只在印有≥≤时查。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..scores import sheets
from ..targets import shortfall
from ..view import View, indicator_figure


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        for indicator in sheet.indicators:
            weight, score = indicator_figure(indicator, "weight"), indicator_figure(indicator, "score")
            missed = shortfall(indicator)
            if weight is None or score is None or missed is None:
                continue
            if missed > 0 and score.value == weight.value > 0:
                recorder.remark(
                    f"{sheet.name}中“{indicator.level3}”指标值{indicator.target}、实际完成{indicator.actual}，没有达到却得满分{score.raw}（{score.place}）",
                    (weight, score),
                    values=[text for text in (indicator.target, indicator.actual) if text],
                )
            else:
                recorder.passed()


RULE = Rule("GK205", "未达标得满分", "warning", __doc__ or "", _check, literal=True)

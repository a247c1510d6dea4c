"""同一指标印了两次，结果不同

**查什么**：同一份自评表（同一项目）里，名称和指标值都相同的指标印了两次，而实际完成值不同。

**为什么**：同一件事只能有一个结果。

不通过的例子：

```text fails
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t网络问政回复率\t100%\t100%\t50\t50\t
\t效益指标\t社会效益指标\t网络问政回复率\t100%\t95%\t40\t38\t个别逾期
总分\t100\t98\t
```

通过的例子：

```text passes
部门整体支出绩效自评表
2023年度
年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t107.63\t160\t160\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t质量指标\t网络问政回复率\t100%\t100%\t50\t50\t
\t效益指标\t社会效益指标\t网络问政满意率\t100%\t95%\t40\t38\t个别不满意
总分\t100\t98\t
```

**局限**：范围（≥98%）与范围之内的数（100%）不算不同；部门与项目两张表之间只比名称相同且指标值也相同的。
"""

from __future__ import annotations

from decimal import Decimal

from ....schemas.results import Indicator
from ....schemas.text import fold
from ..model import Recorder, Rule
from ..scores import sheets
from ..view import View, indicator_figure, number


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        first: dict[tuple[str, str], Indicator] = {}
        for indicator in sheet.indicators:
            if not indicator.level3 or indicator.actual is None:
                continue
            key = (fold(indicator.level3), fold(indicator.target or ""))
            known = first.setdefault(key, indicator)
            if known is indicator:
                continue
            one, other = _result(known), _result(indicator)
            if one is None or other is None or one == other:
                recorder.passed()
                continue
            figures = [figure for each in (known, indicator) if (figure := indicator_figure(each, "score")) is not None]
            recorder.remark(
                f"{sheet.name}中“{indicator.level3}”印了两次，实际完成值一处为{known.actual}，一处为{indicator.actual}",
                figures,
                values=[known.actual or "", indicator.actual],
            )


def _result(indicator: Indicator) -> Decimal | None:
    return number(fold(indicator.actual or ""))


RULE = Rule("GK207", "指标前后不一", "warning", __doc__ or "", _check, literal=True)

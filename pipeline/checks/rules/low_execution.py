"""执行率远离 100%

**查什么**：绩效自评表里年度资金总额的执行率低于 80% 或高于 120%。

**为什么**：预算执行偏差超过 20% 的，办法要求说明原因；这里提示去报告里找说明。

不通过的例子：

```text fails
2022年度项目支出绩效自评表
项目支出名称\t业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t9\t9\t5.4\t10\t60%\t6
```

通过的例子：

```text passes
2022年度项目支出绩效自评表
项目支出名称\t业务经费
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t9\t9\t8.8\t10\t97.8%\t9.78
```

**局限**：不判断报告有没有说明，只作提示；三公经费执行率低是节约，不查。
"""

from __future__ import annotations

from ..model import Recorder, Rule, said
from ..scores import sheets
from ..view import View

_LEAST, _MOST = 80, 120


def _check(view: View, recorder: Recorder) -> None:
    for sheet in sheets(view):
        rate = sheet.fact("年度资金总额", "执行率")
        if rate is None or rate.unit != "%":
            recorder.lacks(f"{sheet.name}的执行率")
        elif _LEAST <= rate.value <= _MOST:
            recorder.passed()
        else:
            recorder.remark(f"{sheet.name}的{said(view.figure(rate))}偏离100%超过20个百分点", (view.figure(rate),))


RULE = Rule("GK603", "执行率偏离", "info", __doc__ or "", _check)

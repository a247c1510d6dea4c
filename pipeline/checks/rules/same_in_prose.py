"""正文前后说的同一个数一致

**查什么**：正文几处说到的同一单位、年度、口径的同一个数相同。

**为什么**：前后矛盾的两个数必有一个是错的，常见于套用上年文字没有改全。

不通过的例子：

```text fails
2023年度部门整体支出绩效自评报告
一、基本情况
2023年公用经费支出7.96万元。
二、支出情况
2023年公用经费支出9.76万元，用于保障机关运转。
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、基本情况
2023年公用经费支出7.96万元。
二、支出情况
2023年公用经费支出7.96万元，用于保障机关运转。
```

**局限**：同“正文与表一致”；表中也印有的数，与表比。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..prints import pairs
from ..relations import Same
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for pair in pairs(view, recorder.quantities, prose=(True,)):
        recorder.relate(Same(view.figure(pair.first), view.figure(pair.second)))


RULE = Rule("GK402", "正文前后一致", "error", __doc__ or "", _check)

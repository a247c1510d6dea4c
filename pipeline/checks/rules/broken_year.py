"""标题里的年份缺位

**查什么**：标题、表名里印成`202 年度`、`20 3年度`一类少了一位的年份。

**为什么**：缺位的年份使表无法归入年度，多半是套用模板时没有填完。

不通过的例子：

```text fails
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出163.67万元。
202 年度部门整体支出绩效自评表
单位：万元
```

通过的例子：

```text passes
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出163.67万元。
2022年度部门整体支出绩效自评表
单位：万元
```

**局限**：只看较短的标题和标签。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for statement in view.result.statements:
        if statement.kind == "broken_year":
            year = view.part_year(statement.part)
            recorder.remark(
                f"“{statement.text}”的年份缺了一位" + (f"，报告年度是{year}年" if year else ""),
                values=[str(statement.value)] + ([str(year)] if year else []),
                expected=str(year) if year else None,
                actual=str(statement.value),
            )
    for table in view.tables:
        if table.account.title is not None:
            recorder.passed()


RULE = Rule("GK702", "年份缺位", "warning", __doc__ or "", _check, literal=True)

"""应有的表齐全

**查什么**：部门决算应有收入支出决算总表、收入决算表、支出决算表、财政拨款收入支出决算总表、一般公共预算财政拨款支出决算表、基本支出明细表、
“三公”经费表；部门预算应有收支预算总表等。列出没有见到的表，以及见到而整张空白的表（注明本表无数据、依法不予公开的不算）。

**为什么**：公开的内容有规定，缺一张表就少一面。

不通过的例子（只有两张表）：

```text fails
2021年度部门决算
收入支出决算总表
单位：万元
收入\t\t支出\t
项目\t金额\t项目\t金额
一、一般公共预算财政拨款收入\t216.01\t一、一般公共服务支出\t216.01
本年收入合计\t216.01\t本年支出合计\t216.01
总计\t216.01\t总计\t216.01

支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
201\t一般公共服务支出\t216.01\t107.01\t109.00
合计\t\t216.01\t107.01\t109.00
```

通过的例子（没有一张决算表，不在检查之列）：

```text passes
2021年度部门整体支出绩效自评报告
一、支出情况
2021年总支出216.01万元。
```

**局限**：只在一个文件里见到两张以上这类表时才查；表可能印在另一个文件里，所以只作提示。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..view import View

_SETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "部门决算",
        (
            "收入支出决算总表",
            "收入决算表",
            "支出决算表",
            "财政拨款收入支出决算总表",
            "一般公共预算财政拨款支出决算表",
            "一般公共预算财政拨款基本支出决算明细表",
            "一般公共预算财政拨款“三公”经费支出决算表",
            "政府性基金预算财政拨款收入支出决算表",
            "国有资本经营预算财政拨款支出决算表",
        ),
    ),
    (
        "部门预算",
        (
            "收支预算总表",
            "收入预算总表",
            "支出预算总表",
            "财政拨款收支预算总表",
            "一般公共预算支出功能分类预算表",
            "一般公共预算基本支出部门预算经济分类预算表",
            "“三公”经费和机关运行经费预算表",
        ),
    ),
)
_LEAST = 2


def _check(view: View, recorder: Recorder) -> None:
    seen = {table.form: table.account for table in view.tables}
    for kind, forms in _SETS:
        present = [form for form in forms if form in seen]
        if len(present) < _LEAST:
            continue
        absent = [form for form in forms if form not in seen]
        blank = [form for form in present if seen[form].state == "blank"]
        if not absent and not blank:
            recorder.passed()
        if absent:
            recorder.remark(f"{kind}里没有见到{'、'.join(absent)}")
        if blank:
            recorder.remark(f"{kind}的{'、'.join(blank)}整张空白，没有注明本表无数据")


RULE = Rule("GK705", "表是否齐全", "info", __doc__ or "", _check, literal=True)

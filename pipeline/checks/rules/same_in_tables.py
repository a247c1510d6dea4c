"""同一个数在各表里一致

**查什么**：同一单位、年度、资金范围的同一个数，在各张表里印得相同：收入支出决算总表与收入决算表、支出决算表，财政拨款总表与一般公共预算、
政府性基金支出表，支出表与基本支出明细表，“三公”经费表与基础数据表，自评表与基础数据表，预算各表之间。

**为什么**：九张决算表是同一套账的不同切面。

不通过的例子：

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
201\t一般公共服务支出\t206.01\t97.01\t109.00
合计\t\t206.01\t97.01\t109.00
```

通过的例子：

```text passes
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

**局限**：资金范围不同（全部与财政拨款）的数，只在报告自己表明全部是一般公共预算财政拨款时才比；一个单位把同一张表印了两次的，这张表不参加比较。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..prints import pairs
from ..relations import Same
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    for pair in pairs(view, recorder.quantities, prose=(False,)):
        recorder.relate(Same(view.figure(pair.first), view.figure(pair.second)))


RULE = Rule("GK301", "表与表一致", "error", __doc__ or "", _check)

"""相差十倍、百倍、千倍、万倍的数，疑为单位或小数点之误

**查什么**：别的规则发现对不上的数，如果其中一个移动小数点（×10、×100、×1000）或换一个单位（元、万元）就全对得上，指出最可能的读法；数照印取出，
不替报告改。整张表都差一万倍的，合成一条，指出是哪张表的单位。

**为什么**：`0.34元`与`0.34万元`一字之差，相差一万倍。

不通过的例子：

```text fails
2022年度部门整体支出绩效自评报告
一、三公经费情况
2022年三公经费决算数0.34元，其中：因公出国（境）费0万元，公务用车运行维护费0万元，公务接待费0.34万元。
```

通过的例子：

```text passes
2022年度部门整体支出绩效自评报告
一、三公经费情况
2022年三公经费决算数0.34万元，其中：因公出国（境）费0万元，公务用车运行维护费0万元，公务接待费0.34万元。
```

**局限**：只看别的规则认为对不上的数；有效数字只有一位的数不判断十倍、百倍之差。
"""

from __future__ import annotations

from ..model import Recorder, Rule
from ..slips import slip_in, table_slips
from ..view import View


def _check(view: View, recorder: Recorder) -> None:
    facts = {fact.id: fact for fact in view.facts}
    recorder.table_slips = table_slips(recorder.trials, facts)
    for trial in recorder.trials:
        if trial.holds:
            recorder.passed()
        elif (slip := slip_in(trial.relation, facts)) is not None:
            recorder.slips[id(trial.relation)] = slip


RULE = Rule("GK501", "单位或小数点之误", "error", __doc__ or "", _check)

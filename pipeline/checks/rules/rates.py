"""表中的执行率、控制率等于两数之比

**查什么**：绩效自评表的执行率等于全年执行数除以全年预算数；基础数据表的控制率等于实际在职人数除以编制数；楼堂馆所的规模控制率、投资概算控制率
等于实际除以批复（预算）。

**为什么**：比率由同一行的数算出，算不出来就有一个数是错的。

不通过的例子（8 ÷ 13 = 61.5%）：

```text fails
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t72%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0.3\t0.30\t0.20
项目支出\t20\t42\t37.44
```

通过的例子（8 ÷ 13 四舍五入为 62%）：

```text passes
部门整体支出绩效评价基础数据表
2023年度
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0.3\t0.30\t0.20
项目支出\t20\t42\t37.44
```

**局限**：没有全年预算数的表，执行率可以年初预算数为分母，两者有一个对得上即可。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule, describe
from ..relations import Share
from ..view import View

_RATES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("执行率", ("全年执行数",), ("全年预算数", "年初预算数")),
    ("控制率", ("实际在职人数",), ("编制数",)),
    ("规模控制率", ("实际规模",), ("批复规模",)),
    ("投资概算控制率", ("实际投资",), ("预算投资",)),
)


def _check(view: View, recorder: Recorder) -> None:
    for table in view.of_form("部门整体支出绩效评价基础数据表", "部门整体支出绩效自评表", "项目支出绩效自评表"):
        for row in table.rows():
            cells = {fact.column: fact for fact in row}
            for name, parts, wholes in _RATES:
                rate = cells.get(name)
                if rate is None or rate.unit != "%":
                    continue
                part = next((cells[column] for column in parts if column in cells), None)
                found = [cells[column] for column in wholes if column in cells and cells[column].value]
                if part is None or not found:
                    recorder.lacks(f"{rate.item}{name}的{'、'.join(parts)}或{'、'.join(wholes)}")
                    continue
                _relate(view, recorder, part, found, rate)


def _relate(view: View, recorder: Recorder, part: Fact, wholes: list[Fact], rate: Fact) -> None:
    relations = [Share(view.figure(part), view.figure(whole), view.figure(rate)) for whole in wholes]
    fitting = next((relation for relation in relations if relation.holds()), None)
    recorder.relate(fitting or relations[0], describe(relations[0]))


RULE = Rule("GK107", "表中比率", "error", __doc__ or "", _check)

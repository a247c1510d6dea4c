"""正文里分项之和等于总数

**查什么**：总支出等于基本支出与项目支出（及上缴上级、经营、对附属单位补助支出）之和；政府采购支出等于货物、工程、服务之和；净资产等于资产减负债；
车辆等于各类车辆之和；收入的各来源都列出时等于总收入。

**为什么**：正文的总数和分项常来自不同的稿子。

不通过的例子（104.52 + 59.15 = 163.67）：

```text fails
2023年度部门整体支出绩效自评报告
一、支出情况
2023年总支出162.94万元，其中：基本支出104.52万元，项目支出59.15万元。
```

通过的例子：

```text passes
2023年度部门整体支出绩效自评报告
一、支出情况
2023年总支出163.67万元，其中：基本支出104.52万元，项目支出59.15万元。
```

**局限**：分项没有列全的，只查其和不超过总数；人员与公用、三公经费各有专条。
"""

from __future__ import annotations

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..relations import Sum
from ..view import Paragraph, View

_SUMS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("支出", "财政拨款支出", "一般公共预算财政拨款支出"),
        ("基本支出", "项目支出"),
        ("上缴上级支出", "经营支出", "对附属单位补助支出", "事业单位经营支出", "其他支出", "结余分配", "年末结转和结余"),
    ),
    (("政府采购支出",), ("政府采购货物支出", "政府采购工程支出", "政府采购服务支出"), ()),
    (
        ("收入",),
        ("财政拨款收入", "其他收入", "事业收入"),
        ("上级补助收入", "经营收入", "附属单位上缴收入", "事业单位经营收入", "年初结转和结余", "使用非财政拨款结余", "上年结转"),
    ),
    (("车辆",), ("其他用车",), ()),
)


def _check(view: View, recorder: Recorder) -> None:
    for paragraph in view.paragraphs:
        for whole in paragraph.facts:
            for wholes, needed, allowed in _SUMS:
                if whole.item in wholes and whole.unit in ("万元", "辆") and whole.subject is None:
                    _sum(view, recorder, paragraph, whole, needed, allowed)
            if whole.item == "净资产":
                _net(view, recorder, paragraph, whole)


def _sum(
    view: View, recorder: Recorder, paragraph: Paragraph, whole: Fact, needed: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    start = paragraph.facts.index(whole) + 1
    found: dict[str, Fact] = {}
    for fact in paragraph.facts[start:]:
        if (fact.item, fact.column, fact.year) == (whole.item, whole.column, whole.year):
            break
        if (
            not fact.parent
            or fact.parent[-1] != whole.item
            or (fact.column, fact.year, fact.subject) != (whole.column, whole.year, None)
        ):
            continue
        if fact.unit == whole.unit and (fact.item in needed or fact.item in allowed or whole.item == "车辆"):
            if fact.item in found:
                return
            found[fact.item] = fact
    missing = [item for item in needed if item not in found]
    if not found:
        return
    if missing:
        recorder.lacks("、".join(f"{whole.item}下的{item}" for item in missing))
        if len(found) == 1:
            return  # one part alone is looked at by the rule on 其中
    recorder.relate(Sum(view.figure(whole), view.figures(found.values()), at_most=bool(missing)))


def _net(view: View, recorder: Recorder, paragraph: Paragraph, net: Fact) -> None:
    found = {fact.item: fact for fact in paragraph.facts if fact.column == net.column and fact.year == net.year}
    if "资产总额" in found and "负债总额" in found:
        relation = Sum(view.figure(net), view.figures((found["资产总额"], found["负债总额"])), (1, -1))
        recorder.relate(relation)
    else:
        recorder.lacks("资产总额、负债总额")


RULE = Rule("GK407", "正文分项相加", "error", __doc__ or "", _check)

"""正文的完成率、占比等于两数之比

**查什么**：`预算A，决算B，完成预算的C%`、`占D的E%`：由同一段里的数算出的比率与印出的比率相符。

**为什么**：同增减率。

不通过的例子（103.98 ÷ 128.69 = 80.8%）：

```text fails
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出128.69万元，其中：基本支出103.98万元，占总支出的88.0%；项目支出24.71万元，占总支出的19.2%。
```

通过的例子：

```text passes
2022年度部门整体支出绩效自评报告
一、支出情况
2022年总支出128.69万元，其中：基本支出103.98万元，占总支出的80.8%；项目支出24.71万元，占总支出的19.2%。
```

**局限**：没有说占什么、或找不到分子分母时不查；有几个数可作分母（年初预算、全年预算）时，有一个对得上即可；
与同段别的数对得上的占比，看作说的是那个数。
"""

from __future__ import annotations

from collections.abc import Sequence

from ....schemas.results import Fact
from ..model import Recorder, Rule, describe
from ..quantities import FISCAL, GENERAL, SPENT, Quantity
from ..relations import Share
from ..sentences import nearest
from ..view import PLAN_COLUMNS, SPENT_COLUMNS, Paragraph, View, label_of

_SCOPED_BASES = {"财政拨款支出": ("支出", FISCAL), "一般公共预算财政拨款支出": ("支出", GENERAL)}
_FULL_PLAN = "全年预算数"
_AMOUNTS = (*SPENT_COLUMNS, *PLAN_COLUMNS, "金额")


def _check(view: View, recorder: Recorder) -> None:
    for paragraph in view.paragraphs:
        base: str | None = None
        for fact in paragraph.facts:
            if fact.column == "执行率":
                _execution(view, recorder, paragraph, fact)
            elif fact.column == "占比":
                base = fact.base or base or _used_for(paragraph, fact)  # a list names its whole once: `A占支出的a%，B占b%`
                if base is not None:
                    _share(view, recorder, paragraph, fact, base)


def _used_for(paragraph: Paragraph, rate: Fact) -> str | None:
    """The whole of `财政拨款支出A，主要用于：教育支出B，占b%`, which does not say of what."""
    before = paragraph.facts[: paragraph.facts.index(rate)]
    wholes = [fact.item for fact in before if fact.item in ("支出", *_SCOPED_BASES) and fact.column in SPENT_COLUMNS]
    return wholes[-1] if wholes and "主要用于" in paragraph.text and rate.item not in wholes else None


def _execution(view: View, recorder: Recorder, paragraph: Paragraph, rate: Fact) -> None:
    own = [each for each in nearest(paragraph.facts, rate, rate.item, _AMOUNTS) if each.subject == rate.subject]
    spent = [each for each in own if each.column in SPENT_COLUMNS]
    plans = [each for each in own if each.column in PLAN_COLUMNS]
    if plans and not _says_of_what(rate) and all(each.column != _FULL_PLAN for each in plans):
        adjusted = any(each.column in (_FULL_PLAN, "预算调整额") for each in paragraph.facts)
        if adjusted and not any(_fits(view, part, plan, rate) for part in spent for plan in plans):
            recorder.lacks(f"{label_of(rate)}所对应的全年预算数")  # the budget was adjusted, that of this item is not printed
            return
    _relate(view, recorder, rate, spent, [each for each in plans if each.column == rate.base] + plans)


def _says_of_what(rate: Fact) -> bool:
    """Whether the rate says what it is measured against (完成年初预算的98%)."""
    text, span = rate.source.text, rate.source.span
    return text is not None and span is not None and "预算" in text[: span[0]][-12:] and "执行率" not in text[: span[0]][-12:]


def _share(view: View, recorder: Recorder, paragraph: Paragraph, rate: Fact, base: str) -> None:
    parts = [each for each in nearest(paragraph.facts, rate, rate.item, _AMOUNTS) if each.subject == rate.subject]
    before = [each for each in parts if paragraph.facts.index(each) < paragraph.facts.index(rate)]
    parts = (before or parts)[:1]
    columns = {each.column for each in parts}
    wholes = [each for each in nearest(paragraph.facts, rate, base, _AMOUNTS) if each.column in columns]
    if not wholes and parts:
        wholes = _elsewhere(view, recorder, parts[0], base)
    if parts and wholes and not any(_fits(view, parts[0], whole, rate) for whole in wholes):
        others = [
            each for each in paragraph.facts if each.column in columns and each.unit == "万元" and each.value > parts[0].value
        ]
        again = [each for each in paragraph.facts if each.column in columns and each.unit == "万元" and each.item != rate.item]
        if any(_fits(view, parts[0], other, rate) for other in others) or any(_fits(view, each, wholes[0], rate) for each in again):
            recorder.passed()  # the sentence may mean that whole, or that part (`A、B，分别占a%、b%`)
            return
    _relate(view, recorder, rate, parts, wholes)


def _fits(view: View, part: Fact, whole: Fact, rate: Fact) -> bool:
    return whole.value > 0 and Share(view.figure(part), view.figure(whole), view.figure(rate)).holds()


def _elsewhere(view: View, recorder: Recorder, part: Fact, base: str) -> list[Fact]:
    """The whole where the report prints it outside the paragraph."""
    for quantity in recorder.quantities.of.get(part.id, ()):
        name, scope = _SCOPED_BASES.get(base, (base, quantity.scope))
        wanted = Quantity(quantity.entity, quantity.year, quantity.measure, scope, name)
        found = recorder.quantities.printed(wanted.in_scope(None) if wanted == quantity else wanted)
        if found:
            return found
    if not recorder.quantities.of.get(part.id) and part.year is not None and part.column in SPENT_COLUMNS:
        return recorder.quantities.printed(Quantity(view.entity(part.part) or "", part.year, SPENT, "", base))
    return []


def _relate(view: View, recorder: Recorder, rate: Fact, parts: Sequence[Fact], wholes: Sequence[Fact]) -> None:
    wholes = [whole for whole in dict.fromkeys(wholes) if whole.value and whole not in parts[:1]]
    if not parts or not wholes:
        recorder.lacks(f"{label_of(rate)}的分子或分母")
        return
    figure = view.figure(rate)
    relations = [Share(view.figure(part), view.figure(whole), figure) for part in parts for whole in wholes]
    fitting = next((relation for relation in relations if relation.holds()), None)
    recorder.relate(fitting or relations[0], describe(relations[0]))


RULE = Rule("GK405", "正文比率", "error", __doc__ or "", _check)

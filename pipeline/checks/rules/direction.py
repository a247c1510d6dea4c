"""增减的说法与数字相符

**查什么**：`减少为0，与上年持平`一类自相矛盾的说法；说持平却印出不为 0 的增减额；上年数为 0 却印出增减率（印作 100% 的只作提示）；增减额与增减率一正一负。

**为什么**：套用往年文字时，方向词最容易忘记改。

不通过的例子：

```text fails
2023年度部门决算
一、三公经费支出情况
2023年公务接待费决算数为0万元，减少为0，与上年持平。
```

通过的例子：

```text passes
2023年度部门决算
一、三公经费支出情况
2023年公务接待费决算数为0万元，与上年持平。
```

**局限**：只看有数字的段落；不同分句说不同的事，不联系起来看。
"""

from __future__ import annotations

import re

from ....schemas.results import Severity
from ....schemas.text import fold
from ..model import Recorder, Rule, decimal_text, said
from ..relations import Figure
from ..sentences import CHANGE, Move, moves
from ..view import View

_LEVEL = r"(?:与|和|同|较|比)?(?:上年|去年|上一年)(?:度)?(?:决算数|决算|预算数|数)?(?:相比)?(?:基本)?(?:持平|无增减)"
_CONTRADICTION = re.compile(rf"(?:减少|下降|增加|增长|上升)(?:为|到|至)0(?:\.0+)?(?:万元|元|%)?[，,、]?{_LEVEL}")


def _check(view: View, recorder: Recorder) -> None:
    for paragraph in view.paragraphs:
        text = fold(paragraph.text).replace(" ", "")
        if "持平" not in text and "无增减" not in text:
            continue
        found = _CONTRADICTION.search(text)
        if found is not None:
            figures = [view.figure(fact) for fact in paragraph.facts if fact.column == CHANGE or not fact.value][:2]
            recorder.remark(f"“{found.group()}”自相矛盾：既说增减又说持平", figures, values=["0"])
        else:
            recorder.passed()
    for move in moves(view):
        _numbers(view, recorder, move)


def _numbers(view: View, recorder: Recorder, move: Move) -> None:
    if move.change is not None and move.rate is not None:
        amount, rate = view.figure(move.change), view.figure(move.rate)
        if move.contradictory:
            recorder.remark(
                f"{said(amount)}与{said(rate)}方向相反", (amount, rate), expected=None, actual=decimal_text(rate.value), unit="%"
            )
        else:
            recorder.passed()
    base = _zero_base(view, move)
    if base is not None and move.rate is not None and move.rate.value:
        rate = view.figure(move.rate)
        severity: Severity = "info" if abs(rate.value) == _NEW else "warning"
        recorder.remark(f"上年数为0（{base[0]}），不能算出{said(rate)}", (*base[1], rate), severity=severity)


_NEW = 100
"""Percent that is often printed where there was nothing the year before."""


def _zero_base(view: View, move: Move) -> tuple[str, tuple[Figure, ...]] | None:
    """How the report says that the figure of the year before is 0, if it does, and the figures that say so."""
    if {fact.value for fact in move.last} == {0}:
        last = view.figure(move.last[0])
        return said(last), (last,)
    if move.change is None or move.last or not move.now:
        return None
    now, change = view.figure(move.now[0]), view.figure(move.change)
    if now.value and now.value == change.value and now.decimals == change.decimals:
        return f"由{said(now)}和增加{decimal_text(change.value)}推算", (now, change)
    return None


RULE = Rule("GK406", "增减方向", "error", __doc__ or "", _check, literal=True)

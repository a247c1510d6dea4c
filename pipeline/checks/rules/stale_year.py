"""表中标签写的年份不是报告年度

**查什么**：表里标签、栏目写明的年份（`2022年完工项目`）与报告年度不符；整张表各栏的年份都早于报告年度；表名、
“第二部分 2022年度部门决算表”一类标题里的年份与报告年度、与其余表名不同。上年决算数、同比等栏本来就是上年，不算。

**为什么**：套用上年的表忘了改年份，读者分不清是哪一年的数。

不通过的例子：

```text fails
2023年度部门整体支出绩效评价基础数据表
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
楼堂馆所控制情况（2022年完工项目）\t批复规模（㎡）\t实际规模（㎡）\t规模控制率
```

通过的例子：

```text passes
2023年度部门整体支出绩效评价基础数据表
财政供养人员情况\t编制数\t2023年实际在职人数\t控制率
\t13\t8\t62%
经费控制情况（万元）\t2022年决算数\t2023年预算数\t2023年决算数
三公经费\t0\t0.30\t0.20
项目支出\t20\t42\t37.44
楼堂馆所控制情况（2023年完工项目）\t批复规模（㎡）\t实际规模（㎡）\t规模控制率
```

**局限**：指标值里的日期、正文里的年份不查；以后年度的安排不算。
"""

from __future__ import annotations

import re

from ....schemas.text import fold
from ..model import Recorder, Rule
from ..view import View

_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_OF_THE_REPORT = re.compile(r"^第.{1,2}部分|20\d\d年度?(?:完工|竣工|在建|新建|实施|开工)(?:的)?(?:项目|工程)")


def _check(view: View, recorder: Recorder) -> None:
    for statement in view.result.statements:
        year = view.part_year(statement.part)
        if statement.kind != "year" or year is None or statement.year is None or not _OF_THE_REPORT.search(statement.text):
            continue
        if statement.year > year and statement.text.startswith("第"):
            continue
        if statement.year == year:
            recorder.passed()
            continue
        recorder.remark(
            f"“{statement.text}”印作{statement.year}年，报告年度是{year}年",
            values=(str(statement.year), str(year)),
            expected=str(year),
            actual=str(statement.year),
            severity="warning",
        )
    _titles(view, recorder)
    _parts(view, recorder)
    for table in view.tables:
        year = view.part_year(table.account.part)
        years = {
            fact.year for fact in table.facts if fact.year is not None and any(str(fact.year) in head for head in fact.source.heads)
        }
        if year is None or not years:
            continue
        if max(years) < year:
            recorder.remark(
                f"{table.form}各栏的年份都早于报告年度{year}年",
                view.figures(table.facts[:2]),
                values=(str(max(years)), str(year)),
                expected=str(year),
                actual=str(max(years)),
                severity="warning",
            )
        else:
            recorder.passed()


def _titles(view: View, recorder: Recorder) -> None:
    """A title of another year among titles of the report's year."""
    for table in view.tables:
        match = _TITLE_YEAR.search(fold(table.account.title or "").replace(" ", ""))
        year = view.part_year(table.account.part)
        if match is None or year is None or view.part_kind(table.account.part) == "通知":
            continue
        printed = int(match[1])
        others = [_title_year(other.account.title) for other in view.tables if other.account.part == table.account.part]
        if printed == year or printed > year + 1:
            recorder.passed()
        elif others.count(year) > others.count(printed):
            recorder.remark(
                f"表名“{table.account.title}”印作{printed}年，报告年度是{year}年",
                values=(str(printed), str(year)),
                expected=str(year),
                actual=str(printed),
            )


def _parts(view: View, recorder: Recorder) -> None:
    """An annexed self-evaluation form of another year than all the others."""
    own = [part for part in view.result.document.parts if part.kind == "绩效自评" and _title_year(part.title) is not None]
    for position, part in enumerate(own):
        printed = _title_year(part.title)
        if position + 1 < len(own) and _title_year(own[position + 1].title) == printed:
            recorder.passed()  # what follows is of this year too: another package begins here
            continue
        others = {_title_year(other.title) for other in own if other is not part and view.entity(other.id) == view.entity(part.id)}
        number = sum(other is not part for other in own)
        if printed is None or number < _LEAST_OTHERS or len(others) != 1:
            continue
        year = next(iter(others))
        if printed == year or year is None or printed > year:
            recorder.passed()
            continue
        recorder.remark(
            f"“{part.title}”印作{printed}年，其余各部分是{year}年",
            values=(str(printed), str(year)),
            expected=str(year),
            actual=str(printed),
        )


_LEAST_OTHERS = 2


def _title_year(title: str | None) -> int | None:
    match = _TITLE_YEAR.search(fold(title or "").replace(" ", ""))
    return int(match[1]) if match else None


RULE = Rule("GK701", "过期的年份", "warning", __doc__ or "", _check, literal=True)

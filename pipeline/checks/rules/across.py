"""同一行里，各栏相加等于合计栏

**查什么**：支出表每一行的合计等于基本支出、项目支出等各栏之和；收入表的合计等于各来源之和；财政拨款总表的合计等于三类预算之和；
政府性基金表年初结转和结余加本年收入等于本年支出加年末结转和结余；预算的合计等于人员经费、公用经费、项目支出之和。

**为什么**：同一行的数最不应当互相矛盾，矛盾时多半是抄错了一格或错了一行。

不通过的例子：

```text fails
2021年度部门决算
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
201\t一般公共服务支出\t199.80\t98.80\t109.00
合计\t\t199.80\t98.80\t109.00
```

通过的例子：

```text passes
2021年度部门决算
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
201\t一般公共服务支出\t199.80\t90.80\t109.00
合计\t\t199.80\t90.80\t109.00
```

**局限**：一行里只印了合计、其余各栏全空的不查；表里有不认识的栏目时，只查各栏之和不超过合计；空白的栏不作 0，列为缺少的数。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....schemas.results import Fact
from ..model import Recorder, Rule
from ..quantities import BASIC_FORMS, FISCAL_TOTAL_FORMS, FUNCTION_FORMS, INCOME_FORMS, TOTAL_COLUMNS, TOTAL_FORMS
from ..relations import Sum
from ..view import View, column_of
from .comparison import compares

_PARTS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (tuple(FUNCTION_FORMS), TOTAL_COLUMNS, ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")),
    (
        INCOME_FORMS,
        ("本年收入合计", "合计"),
        ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "事业单位经营收入", "附属单位上缴收入", "其他收入"),
    ),
    (
        INCOME_FORMS,
        ("本年收入合计", "合计"),
        (
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "财政专户管理资金",
            "事业收入",
            "事业单位经营收入",
            "上级补助收入",
            "附属单位上缴收入",
            "其他收入",
        ),
    ),
    (FISCAL_TOTAL_FORMS, ("合计",), ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")),
    (FISCAL_TOTAL_FORMS, ("合计",), ("一般公共预算", "政府性基金预算", "国有资本经营预算")),
    (BASIC_FORMS, ("合计",), ("人员经费", "公用经费")),
    (TOTAL_FORMS, ("合计",), ("人员经费", "公用经费", "项目支出")),
)
_INCOME_SIDE = ("金额", "决算数", "预算数")
"""Columns of the income side of a table, where they are not themselves the whole."""
_WHOLE_OF_A_YEAR = (
    "执行数",
    "决算数",
    "预算数",
    "全年执行数",
    "全年预算数",
    "年初预算数",
    "上年预算数",
    "上年决算数",
    "上年执行数",
)
_CARRIED = (("年初结转和结余", 1), ("本年收入", 1), ("年末结转和结余", -1))


def _check(view: View, recorder: Recorder) -> None:
    for forms, wholes, parts in _PARTS:
        for table in view.of_form(*forms):
            facts = _of_the_year(table.facts)
            heads = {column_of(fact, parts) for fact in facts}
            known = heads <= {*wholes, *parts, *_INCOME_SIDE}
            if not heads & set(parts) or (parts[0] not in heads and len(parts) > 5):
                continue
            for row in table.rows():
                row = _of_the_year(row)
                cells = {column_of(fact, parts): fact for fact in row}
                total = _whole(cells, wholes)
                found = [cells[part] for part in parts if part in cells]
                if total is not None and found and len(cells) == len(row):
                    blank = [part for part in parts if part in heads and part not in cells]
                    _add_up(view, recorder, total, found, blank, at_most=not known)
    for table in view.of_form(*FUNCTION_FORMS):
        for row in table.rows():
            cells = {fact.column: fact for fact in row}
            spent = _whole(cells, TOTAL_COLUMNS)
            flows = [(cells[column], sign) for column, sign in _CARRIED if column in cells]
            if spent is not None and "本年收入" in cells and len(cells) == len(row):
                if "年末结转和结余" not in cells and "年初结转和结余" not in cells:
                    continue
                signs = tuple(sign for _, sign in flows)
                recorder.relate(Sum(view.figure(spent), view.figures(fact for fact, _ in flows), signs))


def _of_the_year(facts: Sequence[Fact]) -> list[Fact]:
    """The amounts of the row, without the whole of the year before and what compares the two."""
    money = [fact for fact in facts if fact.unit == "万元" and not compares(fact.column)]
    year = max((fact.year for fact in money if fact.year is not None), default=None)
    return [fact for fact in money if fact.year == year or fact.column not in _WHOLE_OF_A_YEAR]


def _whole(cells: Mapping[str, Fact], wholes: Sequence[str]) -> Fact | None:
    """The figure for the whole of the row; None where two columns could be that."""
    found = [cells[column] for column in wholes if column in cells]
    return found[0] if len(found) == 1 else None


def _add_up(view: View, recorder: Recorder, total: Fact, parts: list[Fact], blank: list[str], *, at_most: bool) -> None:
    recorder.relate(
        Sum(view.figure(total), view.figures(parts), at_most=at_most), lacking=[f"{total.item}{column}" for column in blank]
    )


RULE = Rule("GK102", "同行各栏相加", "error", __doc__ or "", _check)

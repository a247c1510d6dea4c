"""The layouts that several samples share: indicator tables, tables by subject code, tables with an income and a spending side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .model import Cell, Sheet, down, quiet

MARKERS = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
    "二十三",
    "二十四",
    "二十五",
    "二十六",
]

FUNCTIONS = [
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
    "债务还本支出",
    "债务付息支出",
    "抗疫特别国债安排的支出",
]
"""The functional classes of spending in their order."""


@dataclass(frozen=True, slots=True)
class Ind:
    """An indicator row as printed; a row with nothing but a `level3` such as 指标1 or …… is a leftover of the template."""

    level3: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    operator: str = ""
    measure: str = ""
    reason: str = ""


Level2 = tuple[str, Sequence[Ind]]


@dataclass(frozen=True, slots=True)
class Level1:
    """A block of indicators; `printed` is its label as printed (`产出指标\\n（50分）`), `weight` the points printed in it."""

    name: str
    printed: str
    weight: str
    rows: Sequence[Level2]


def squeezed(text: str) -> str:
    return "".join(text.split())


def indicator_rows(
    sheet: Sheet,
    levels: Sequence[Level1],
    order: Sequence[str] = ("level3", "target", "actual", "weight", "score", "reason"),
    lead: bool = True,
    spans: Sequence[int] = (),
) -> None:
    """The rows of an indicator table; `lead`: the label 绩效指标 of the first column continues down; `order` names the columns."""
    widths = spans or [1] * len(order)
    for level1 in levels:
        first = True
        for printed2, inds in level1.rows:
            for position, ind in enumerate(inds):
                cells: list[Cell | str] = [down()] if lead else []
                if first and level1.weight:
                    cells.append(sheet.fig(level1.weight, level1.name, "分值", unit="分", text=level1.printed))
                else:
                    cells.append(level1.printed if first else down())
                cells.append(down() if position else printed2)
                cells.extend(Cell(getattr(ind, name), width, quiet=True) for name, width in zip(order, widths, strict=True))
                sheet.row(*cells)
                first = False
                if ind.weight.strip():
                    sheet.indicator(
                        level1.name,
                        squeezed(printed2),
                        squeezed(ind.level3),
                        squeezed(ind.target),
                        squeezed(ind.actual),
                        squeezed(ind.weight),
                        squeezed(ind.score),
                    )


def coded(sheet: Sheet, heads: Sequence[str], rows: Sequence[tuple[str, str, Sequence[str]]], lines: bool = True) -> None:
    """A table by functional subject: two rows of heads, 栏次, 合计 and one row for each subject with its whole code."""
    sheet.row(Cell("项目", 2), *heads)
    sheet.row("功能分类科目编码", "科目名称", *[down() for _ in heads])
    if lines:
        sheet.row(Cell("栏次", 2), *quiet(*[str(number) for number in range(1, len(heads) + 1)]))
    coded_rows(sheet, heads, rows)


def coded_rows(sheet: Sheet, heads: Sequence[str], rows: Sequence[tuple[str, str, Sequence[str]]]) -> None:
    for code, name, values in rows:
        lead: list[Cell | str] = [Cell(code, quiet=True), name] if code else [Cell(name, 2)]
        sheet.row(*lead, *[sheet.fig(value, name, head, code=code) for value, head in zip(values, heads, strict=True)])

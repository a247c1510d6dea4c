"""Results and forms as terminal tables for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..schemas.errors import UsageError
from ..schemas.results import REVIEW_BELOW, DocumentResult, Fact, Indicator, Source, TableAccount
from ..schemas.rows import plain

if TYPE_CHECKING:
    from ..schemas.vocabulary import Form

_T = TypeVar("_T")

_Head = tuple[str, ...]
"""Column, year and scope; the latter two blank where the whole table shares them."""

_Row = tuple[int | None, str, str]
"""Row in the source, code and label."""

_STATES = {"filled": "有数据", "blank": "空表", "no_data": "本表无数据", "withheld": "依法不予公开"}
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_INDICATOR_FIELDS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
    "operator": "指标性质",
    "measure_unit": "计量单位",
    "ignored": "不取的列",
}
_LABEL_WIDTH = 28
_HEAD_WIDTH = 16
_PADDING = 3
"""Columns that the border and the padding of one table column take."""

_MONEY = "万元"
"""Stands in a table's heading; other units stand beside their figures."""


def show_result(result: DocumentResult, console: Console) -> None:
    """Tables item by column, prose, indicators, findings and warnings of one document."""
    _show_document(result, console)
    for account in result.tables:
        _show_table(account, [fact for fact in result.facts if fact.table == account.id], console)
    _show_prose([fact for fact in result.facts if fact.table is None], console)
    _show_indicators(result.indicators, console)
    _show_pictures(result, console)
    if result.findings:
        _heading(console, "疑点")
        for finding in result.findings:
            console.print(f"{_SEVERITIES[finding.severity]} {finding.code} {finding.message}")
    if result.warnings:
        _heading(console, f"警告 {len(result.warnings)} 个")
        for notice in result.warnings:
            place = _place(notice.source)
            console.print(f"{notice.code}：{notice.message}" + (f"（{place}）" if place else ""))


def _show_document(result: DocumentResult, console: Console) -> None:
    document = result.document
    console.print(Text(document.path, style="bold"))
    year = "年度不明" if document.fiscal_year is None else f"{document.fiscal_year} 年"
    console.print(f"{document.entity or '单位不明'}，{year}，{'、'.join(document.kinds) or '种类不明'}，{document.format}")
    if len(document.parts) > 1:
        for part in document.parts:
            console.print(f"  {part.id} {part.kind} {part.title or ''}")


def _show_table(account: TableAccount, facts: Sequence[Fact], console: Console) -> None:
    unit = _MONEY if any(fact.unit == _MONEY for fact in facts) else None
    year, scope = _shared(fact.year for fact in facts), _shared(fact.scope for fact in facts)
    subject = _shared(fact.subject for fact in facts)
    about = [
        subject or "",
        _STATES[account.state],
        "" if account.known else "不认得的表",
        f"单位：{unit}" if unit else "",
        f"原表单位：{account.unit}" if unit and account.unit and account.unit != unit else "",
        f"{year}年" if year else "",
        scope or "",
        _sheet(account.source),
    ]
    _heading(console, f"{account.id} {account.form or account.title or '没有标题的表'}（{'，'.join(filter(None, about))}）")
    if account.numeric:
        console.print(
            f"数字 {account.numeric} 个：数据 {account.facts}，指标 {account.indicators}，"
            f"忽略 {account.ignored}，看不懂 {account.warned}"
        )
    columns: dict[_Head, int] = {}
    rows: dict[_Row, dict[_Head, list[str]]] = {}
    for fact in facts:
        head: _Head = (
            fact.column,
            "" if year or fact.year is None else str(fact.year),
            "" if scope or fact.scope is None else fact.scope,
        )
        text = plain(fact.value) if fact.unit in (unit, None) else f"{plain(fact.value)} {fact.unit}"
        columns[head] = max(columns.get(head, 0), cell_len(text), *(min(cell_len(line), _HEAD_WIDTH) for line in head))
        label = "  " * len(fact.parent) + (f"{fact.subject}/{fact.item}" if fact.subject and not subject else fact.item)
        rows.setdefault((fact.source.row, fact.code or "", label), {}).setdefault(head, []).append(text)
    _print_grid(columns, rows, console)


def _print_grid(columns: Mapping[_Head, int], rows: Mapping[_Row, Mapping[_Head, Sequence[str]]], console: Console) -> None:
    """Prints rows by columns; columns that do not fit beside one another follow below, with the labels again."""
    code_width = max((cell_len(code) + _PADDING for _, code, _ in rows if code), default=0)
    for group in _fitting(columns, console.width - _LABEL_WIDTH - code_width - 2 * _PADDING):
        table = Table()
        if code_width:
            table.add_column("编码", no_wrap=True)
        table.add_column("项目", max_width=_LABEL_WIDTH, overflow="fold")
        for head in group:
            name = Text("\n".join(filter(None, head)))
            table.add_column(name, justify="right", min_width=columns[head], overflow="fold")
        for (_, code, label), values in rows.items():
            if any(head in values for head in group):
                leading = [code, label] if code_width else [label]
                table.add_row(*map(Text, leading), *(Text("\n".join(values.get(head, ()))) for head in group))
        console.print(table)


def _shared(values: Iterable[_T]) -> _T | None:
    """The one value that all have, None where they differ or there is none."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _fitting(columns: Mapping[_Head, int], width: int) -> Iterator[list[_Head]]:
    """The columns in groups that fit into the width, so that no figure is broken over lines."""
    group: list[_Head] = []
    used = 0
    for head, needed in columns.items():
        if group and used + needed + _PADDING > width:
            yield group
            group, used = [], 0
        group.append(head)
        used += needed + _PADDING
    if group:
        yield group


def _show_prose(facts: Sequence[Fact], console: Console) -> None:
    if not facts:
        return
    _heading(console, "正文")
    table = Table()
    for head in ("项目", "栏目"):
        table.add_column(head, overflow="fold")
    table.add_column("年度", no_wrap=True)
    table.add_column("数值", justify="right", no_wrap=True)
    table.add_column("出处", no_wrap=True)
    for fact in facts:
        item = "/".join(filter(None, (fact.subject, *fact.parent, fact.item)))
        column = "，".join(filter(None, (fact.column, fact.base, fact.scope)))
        year = "" if fact.year is None else str(fact.year)
        table.add_row(*map(Text, (item, column, year, f"{plain(fact.value)} {fact.unit or ''}", _place(fact.source))))
    console.print(table)


def _show_indicators(indicators: Sequence[Indicator], console: Console) -> None:
    if not indicators:
        return
    _heading(console, "绩效指标")
    table = Table()
    for head in ("一级/二级", "三级指标", "指标值", "完成值"):
        table.add_column(head, overflow="fold")
    for head in ("分值", "得分"):
        table.add_column(head, justify="right", no_wrap=True)
    for each in indicators:
        level = f"{each.level1}\n{each.level2}" if each.level2 else each.level1
        target = " ".join(filter(None, (each.operator, each.target, each.measure_unit)))
        table.add_row(*map(Text, (level, each.level3, target, each.actual or "", each.weight, each.score)))
    console.print(table)


def _place(source: Source) -> str:
    """Where something was printed, as a person counts (from 1)."""
    if sheet := _sheet(source):
        return sheet
    if source.line is not None:
        return f"第 {source.line} 行"
    if source.table is not None:
        cell = "" if source.row is None or source.column is None else f"第 {source.row + 1} 行第 {source.column + 1} 列"
        return f"第 {source.table + 1} 张表{cell}"
    return "" if source.paragraph is None else f"第 {source.paragraph + 1} 段"


def _sheet(source: Source) -> str:
    """The page, or the picture inside the document; "" where there is neither."""
    page = "" if source.page is None else f"第 {source.page} 页"
    return page + ("" if source.picture is None else f"第 {source.picture} 张图片")


def _show_pictures(result: DocumentResult, console: Console) -> None:
    """The pictures inside the document that figures were recognised from, and how to look at one."""
    accounts: dict[int, list[TableAccount]] = {}
    for account in result.tables:
        if account.source.picture is not None:
            accounts.setdefault(account.source.picture, []).append(account)
    if not accounts:
        return
    _heading(console, "从图片识别")
    for number, own in accounts.items():
        doubtful = sum(fact.source.picture == number and fact.confidence < REVIEW_BELOW for fact in result.facts)
        tables = "、".join(f"{account.id} {account.form or account.title or '没有标题的表'}" for account in own)
        console.print(f"第 {number} 张图片：{tables}" + (f"，{doubtful} 个数字要对照原图核对" if doubtful else ""))
    command = f"gongkai show {quote(result.document.path)} --picture {next(iter(accounts))} --image 图片.png"
    console.print(f"画出图片上认出了什么：{command}", soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def show_forms(console: Console) -> None:
    """The known forms by family."""
    from ..schemas.vocabulary import load_vocabulary

    table = Table()
    for head in ("种类", "表名", "单位"):
        table.add_column(head)
    for form in load_vocabulary().forms:
        table.add_row(*map(Text, (form.family, form.name, form.unit or "")))
    console.print(table)
    console.print("看一张表的项目、栏目和别名：gongkai forms 表名")


def show_form(name: str, console: Console) -> None:
    """One form with its titles, columns, items and their aliases; raises UsageError where there is none of that name."""
    from rapidfuzz import process

    from ..schemas.vocabulary import load_vocabulary

    forms = load_vocabulary().forms
    names = {label: form for form in forms for label in (*form.titles, form.name)}
    form = names.get(name)
    if form is None:
        similar = process.extract(name, [form.name for form in forms], limit=3, score_cutoff=50)
        hint = f"，是不是 {'、'.join(match[0] for match in similar)}？" if similar else "：请用 gongkai forms 查看全部表名"
        raise UsageError(f"没有叫“{name}”的表{hint}")
    _describe(form, console)


def _describe(form: Form, console: Console) -> None:
    console.print(Text(form.name, style="bold"))
    console.print(f"种类：{form.family}" + (f"，单位：{form.unit}" if form.unit else ""))
    console.print(f"标题：{'、'.join(form.titles)}")
    for head, labels, is_open in (("栏目", form.columns, form.open_columns), ("项目", form.items, form.open_items)):
        if not labels and not is_open:
            continue
        table = Table()
        table.add_column(head, overflow="fold")
        table.add_column("也写作", overflow="fold")
        for label in labels:
            unit = f"（{label.unit}）" if label.unit else ""
            table.add_row(Text(label.name + unit), Text("、".join(label.aliases)))
        if is_open:
            table.add_row(Text("其他"), Text("照印出的文字"))
        console.print(table)
    for field, heads in form.indicator_columns:
        console.print(f"{_INDICATOR_FIELDS[field]}：{'、'.join(heads)}")
    if form.ignored_columns:
        console.print(f"不取数的栏目：{'、'.join(form.ignored_columns)}")

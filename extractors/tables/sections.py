"""A table cut into sections, each with its heads: which rows are heads, which columns hold labels, codes, figures or indicators.

A statement (收入支出决算总表) has one section; a performance form has several, each with heads of its own. Columns that belong
together (label and code columns with the figures right of them) form a lane; two- and three-sided tables have several lanes.
"""

from __future__ import annotations

from dataclasses import replace

from ...schemas.labels import parse_label
from ...schemas.vocabulary.model import Side
from ..labels import ColumnMatch, FormLabels, compares, measure_of, quantity_of, split_year
from .grid import Grid, Slot
from .heads import HeadPath, head_paths, numbers_columns
from .layout import Lane, Layout, Section, SectionColumn, SectionKind
from .torn_heads import begins_head, heads_go_on, is_aside, whole_heads
from .turned import AMOUNT_COLUMN, holds_items, is_fund, names_item
from .units import names_unit, stated_unit


def lay_out(grid: Grid, labels: FormLabels, *, must_have_heads: bool = True) -> Layout:
    """Cut a table into sections. Where no heads are known (the form is unknown, or prints heads of its own), the rows above the first
    figure are the heads, unless the table may do without (`must_have_heads`).
    """
    heads = _head_rows(grid, labels) if labels.form.columns else [False] * len(grid.rows)
    if not any(heads) and must_have_heads and not _sectioned(labels):
        heads = _rows_above_figures(grid, labels)
    blocks = _blocks(grid, heads, labels)
    if not blocks:
        return Layout(tuple(range(len(grid.rows))), ())
    sections = [_section(grid, head_rows, rows, labels) for head_rows, rows in blocks]
    return Layout(tuple(range(blocks[0][0][0])), tuple(sections))


def _head_rows(grid: Grid, labels: FormLabels) -> list[bool]:
    """Which rows are heads of a known form: rows of known heads, rows that divide those, and in forms with one set of heads the rows of
    labels directly above.
    """
    heads = [_is_head_row(grid, row, labels) for row in range(len(grid.rows))]
    for row in range(1, len(heads)):
        heads[row] = (
            heads[row]
            or heads[row - 1]
            and (_divides(grid, row) or _numbers_below_codes(grid, row, labels) or heads_go_on(grid, row, labels))
        )
    for row in range(len(heads) - 1):
        heads[row] = heads[row] or heads[row + 1] and _heads_all(grid, row, labels)
    if _sectioned(labels) or not any(heads):
        return heads
    row = heads.index(True) - 1
    while row >= 0 and _may_head(grid, row):
        heads[row] = True
        row -= 1
    return heads


def _heads_all(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether a row above heads that hold items is one head over all of them (预算数 over 合计 | 公务接待费 …)."""
    filled = grid.filled(row)
    if len(filled) != 1 or not labels.form.heads_hold_items or filled[0].kind != "text":
        return False
    return labels.column(filled[0].text) is not None and labels.item(filled[0].text) is None


def _sectioned(labels: FormLabels) -> bool:
    """Whether the form changes its heads from stretch to stretch."""
    return bool(labels.form.headings) or labels.form.has_indicators


def _may_head(grid: Grid, row: int) -> bool:
    """Whether a row above known heads holds more heads, and not a title, the unit or the name of the body."""
    filled = grid.filled(row)
    return len(filled) >= 2 and all(
        (slot.kind == "text" or _bare_year(slot)) and "：" not in slot.content.plain and stated_unit(slot.text) is None
        for slot in filled
    )


def continued(grid: Grid, previous: Layout, words: frozenset[str]) -> Layout | None:
    """The layout of a table without heads that goes on with the last columns of the table before it (a table torn over pages); None
    where the two do not have the same number of columns. Tab-separated rows may have lost blank columns at their end.
    """
    if not previous.sections:
        return None
    last = previous.sections[-1]
    width = 1 + max((column.last for column in last.columns), default=-1)
    rows = tuple(range(len(grid.rows)))
    if grid.listed:
        if any(len(grid.rows[row]) != width for row in rows if len(grid.rows[row]) > 1):
            return None
    elif grid.table.column_count != width and (grid.exact or grid.table.column_count > width):
        return None
    ignored = frozenset(row for row in rows if numbers_columns(grid, row, words))
    return Layout((), (replace(last, head_rows=(), rows=rows, corner=None, ignored_rows=ignored),))


def _rows_above_figures(grid: Grid, labels: FormLabels) -> list[bool]:
    words = labels.vocabulary.column_number_rows
    first = next(
        (
            row
            for row in range(len(grid.rows))
            if any(slot.kind in ("figure", "unreadable") and not _bare_year(slot) for slot in grid.filled(row))
            and not numbers_columns(grid, row, words)
        ),
        0,
    )
    if _is_pairs(grid, first) and not any(_may_name_columns(slot, labels) for row in range(first) for slot in grid.filled(row)):
        return [False] * len(grid.rows)
    return [row < first and len(grid.filled(row)) >= 2 for row in range(len(grid.rows))]


def _is_pairs(grid: Grid, row: int) -> bool:
    """Whether a row is label, figure, label, figure: a two-sided table, or a sheet of particulars (编制人数 | 35 | 实有人数 | 33)."""
    kinds = [slot.kind for slot in grid.filled(row)]
    return len(kinds) >= 4 and kinds == ["text", "figure"] * (len(kinds) // 2)


def _may_name_columns(slot: Slot, labels: FormLabels) -> bool:
    """Whether a cell above figures says what columns hold (项目, 收入, 金额); the particulars of a body do not."""
    key = parse_label(slot.text).key
    known = labels.role(slot.text) or labels.side(slot.text) or quantity_of(key, labels.vocabulary)
    return known is not None or key in labels.vocabulary.column_keys


def _blocks(grid: Grid, heads: list[bool], labels: FormLabels) -> list[tuple[list[int], list[int]]]:
    """(head rows, data rows) of each section, in order."""
    sectioned = _sectioned(labels)
    blocks: list[tuple[list[int], list[int]]] = []
    seen: set[tuple[str, ...]] = set()
    for row, is_head in enumerate(heads):
        signature = tuple(slot.content.plain for slot in grid.filled(row))
        again = sectioned or not blocks or not blocks[-1][1] or signature in seen
        if is_head and (again or _only_heads(grid, row, labels) or _heads_all(grid, row, labels)):
            if not blocks or blocks[-1][1]:
                blocks.append(([], []))
            blocks[-1][0].append(row)
            seen.add(signature)
        elif blocks:
            blocks[-1][1].append(row)
    return blocks


def _only_heads(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether a row below figures can be nothing but new heads (项目 | 统计数): all its cells name labels or columns."""
    roles = [labels.role(slot.text) for slot in grid.filled(row)]
    columns = [labels.column(slot.text) is not None and labels.item(slot.text) is None for slot in grid.filled(row)]
    return "label" in roles and any(columns) and all(role or column for role, column in zip(roles, columns, strict=True))


def _is_head_row(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether the filled cells of a row are heads: no figure among them, two or more known heads, and not more unknown than known."""
    filled = grid.filled(row)
    if len(filled) < 2 or any(slot.kind in ("figure", "labelled", "unreadable") and not _bare_year(slot) for slot in filled):
        return False
    if holds_items(grid, row, labels):
        return True
    known = figures = 0
    for slot in filled:
        if _names_figures(slot, labels):
            known += 1
            figures += 1
        elif labels.role(slot.text) is not None or labels.side(slot.text) is not None or begins_head(grid, slot, labels):
            known += 1
    if labels.form.information and any(labels.information(slot.text) for slot in filled[:1]) and figures < 2:
        return False
    return known >= 2 and 2 * known >= sum(not is_aside(slot) for slot in filled)


def _numbers_below_codes(grid: Grid, row: int, labels: FormLabels) -> bool:
    """Whether a row holds 类, 款 and 项 and then, in the same row, the numbers of the columns."""
    codes = sum(labels.role(slot.text) == "code" for slot in grid.filled(row) if slot.kind == "text")
    return codes >= 2 and numbers_columns(grid, row, labels.vocabulary.column_number_rows)


def _divides(grid: Grid, row: int) -> bool:
    """Whether a row without figures, directly below a row of heads, divides merged heads of that row: no known head need be in it."""
    filled = grid.filled(row)
    if len(filled) < 2 or any(slot.kind != "text" and not _bare_year(slot) for slot in filled):
        return False
    if grid.listed:
        return len(grid.rows[row]) > len(grid.rows[row - 1]) and grid.rows[row][0].blank
    divided = 0
    for slot in filled:
        above = grid.at(row - 1, slot.cell.column)
        if grid.exact:
            if above is None or above.blank or above.cell.column_span <= slot.cell.column_span:
                return False
            divided += 1
        elif above is None or above.blank:
            divided += 1
        else:
            right = grid.at(row, slot.cell.column + 1)
            beside = grid.at(row - 1, slot.cell.column + 1)
            if right is None or right.blank or not (beside is None or beside.blank):
                return False
    return divided > 0


def _bare_year(slot: Slot) -> bool:
    prefix = split_year(slot.content.plain)
    return prefix is not None and not prefix.rest


def _names_figures(slot: Slot, labels: FormLabels) -> bool:
    text = slot.text
    if labels.column(text) or labels.field(text) or labels.is_ignored_column(text) or _bare_year(slot):
        return True
    prefix = split_year(parse_label(text).key)
    if prefix is not None and prefix.rest in labels.vocabulary.column_keys:
        return True
    return labels.form.heads_hold_items and labels.item(text) is not None


def _section(grid: Grid, head_rows: list[int], rows: list[int], labels: FormLabels) -> Section:
    ignored = frozenset(row for row in rows if numbers_columns(grid, row, labels.vocabulary.column_number_rows))
    data_rows = [row for row in rows if row not in ignored]
    turned = any(holds_items(grid, row, labels) for row in head_rows)
    columns = [_column(path, labels, turned=turned) for path in head_paths(grid, head_rows, data_rows)]
    fields = {column.field for column in columns}
    kind: SectionKind = "figures"
    indicators = "level3" in fields or "level2" in fields or {"level1", "target"} <= fields
    figure_rows = [row for row in data_rows if any(slot.kind in ("figure", "unreadable") for slot in grid.rows[row])]
    if not indicators and figure_rows and len(figure_rows) < len(data_rows):
        # goals further down have cells of other widths, which do not divide the columns of figures
        columns = [_column(path, labels, turned=turned) for path in head_paths(grid, head_rows, figure_rows)]
    if indicators:
        kind = "indicators"
        columns = [_as_indicator(column, labels) for column in columns]
    elif not any(column.kind == "figure" and column.name for column in columns) and any(c.kind == "text" for c in columns):
        kind = "text"
    else:
        columns = [column for column in columns if column.heads or _has_content(column, grid, data_rows)]
        columns = _by_content(columns, grid, data_rows, labels)
    lanes = _lanes(columns, labels, grid, data_rows)
    lanes = [replace(lane, columns=tuple(_distinct_names(lane.columns, labels))) for lane in lanes]
    corner = _corner(grid, head_rows, columns)
    flat = tuple(column for lane in lanes for column in lane.columns)
    return Section(kind, tuple(head_rows), tuple(rows), flat, tuple(lanes), corner, ignored)


def _column(path: HeadPath, labels: FormLabels, *, turned: bool) -> SectionColumn:
    """What a logical column holds; `turned` says that heads name items, and rows columns, in a form where it is the other way round."""
    printed = whole_heads(path.heads, labels)
    base = SectionColumn(path.first, path.last, "label" if not printed else "figure", printed)
    if not printed:
        return base
    year = offset = None
    unit: str | None = None
    side: Side | None = None
    for text in printed:
        label = parse_label(text)
        unit = label.unit or unit
        prefix = split_year(label.key)
        if prefix and not (labels.column(text) and not labels.column(text).year and not labels.column(text).offset):  # type: ignore[union-attr]
            year = prefix.year if prefix.year is not None else year
            if prefix.year is None and not prefix.rest:
                offset = prefix.offset
        side = side or labels.side(text)
    base = replace(base, year=year, offset=offset, unit=unit, side=side)
    leaf = printed[-1]
    field = labels.field(leaf)
    match = _column_match(printed, labels)
    role = labels.role(leaf)
    if labels.is_ignored_column(leaf):
        return replace(base, kind="ignored", field=field)
    if len(printed) > 1 and any(compares(head, labels.vocabulary) for head in printed[:-1]):
        # 金额 and % below 比上年增减
        return _difference(base, leaf, labels)
    if labels.form.heads_hold_items:
        return _item_column(base, labels, match)
    if turned and names_item(leaf, labels):
        return replace(base, item=leaf, name=AMOUNT_COLUMN, named_by_default=True)
    if match and not (match.column.spans and role):
        return replace(_named(base, match), field=field)
    if role:
        return replace(base, kind=role, field=field)
    if labels.is_heading(leaf):
        return replace(base, kind="label", field=field)
    if labels.cuts_measure(leaf):
        return base  # 规模控制 for 规模控制率 is no amount
    name = _printed_name(leaf, labels)
    if name != parse_label(leaf).text and (prefix := split_year(parse_label(leaf).key)):
        base = replace(base, year=prefix.year if prefix.year is not None else year, offset=prefix.offset)
    return replace(base, name=name, field=field, fixed_unit=measure_of(leaf, labels.vocabulary))


def _column_match(printed: tuple[str, ...], labels: FormLabels) -> ColumnMatch | None:
    """The column that the innermost head names; a spanning head counts only where it stands alone."""
    match = labels.column(printed[-1])
    if match:
        return match
    for span in reversed(printed[:-1]):
        if labels.role(printed[-1]) is None and (found := labels.column(printed[-1] + parse_label(span).text)):
            return found  # 年初 and 调整后 below 预算数
    if split_year(parse_label(printed[-1]).key) and len(printed) > 1:
        # 预算数 above 2022年 | 2023年
        return next((found for text in reversed(printed[:-1]) if (found := labels.column(text))), None)
    return None


def _named(base: SectionColumn, match: ColumnMatch) -> SectionColumn:
    return replace(
        base,
        kind="figure",
        name=match.column.name,
        confidence=match.confidence,
        fixed_unit=match.column.unit,
        alone=match.column.alone,
        year=match.year if match.year is not None else base.year,
        offset=match.offset if match.offset is not None else base.offset,
    )


def _difference(base: SectionColumn, leaf: str, labels: FormLabels) -> SectionColumn:
    """A column below a head that compares; its own head alone (金额) would not say so."""
    span = next(head for head in reversed(base.heads[:-1]) if compares(head, labels.vocabulary))
    own = parse_label(leaf).text
    name = own if compares(leaf, labels.vocabulary) else f"{parse_label(span).text}/{own}"
    return replace(base, name=name, fixed_unit=measure_of(leaf, labels.vocabulary))


def _item_without_year(text: str, labels: FormLabels) -> str:
    """A head that names an item behind a year (2025年机关运行经费预算数) without the year, which the column carries by itself."""
    prefix = None if labels.item(text) else split_year(parse_label(text).key)
    return prefix.rest if prefix is not None and prefix.rest and labels.item(prefix.rest) else text


def _item_column(base: SectionColumn, labels: FormLabels, leaf_match: ColumnMatch | None) -> SectionColumn:
    """A column whose heads may name an item, a column, or both (预算数 over 公务接待费, 公务接待费 over 预算数)."""
    printed = base.heads
    role = labels.role(printed[-1])
    if role is not None and leaf_match is None and labels.item(printed[-1]) is None:
        return replace(base, kind=role)  # 项目 below 相关统计数
    match = leaf_match or next((found for text in reversed(printed) if (found := labels.column(text))), None)
    column = _named(base, match) if match else base
    item: str | None = None
    if is_fund(printed[-1], labels) and (over := next((head for head in reversed(printed[:-1]) if labels.item(head)), None)):
        return replace(column, item=over, name=parse_label(printed[-1]).text)  # 公务接待费 over 一般公共预算
    for position in range(len(printed) - 1, -1, -1):
        text = _item_without_year(printed[position], labels)
        if labels.column(text) and not labels.item(text):
            continue
        above = [head for head in printed[:position] if labels.item(head) and not labels.column(head)]
        if parse_label(text).key in _PART_TOTALS and above and parse_label(above[-1]).key not in _PART_TOTALS:
            item = above[-1]
        elif not labels.item(text) and position < len(printed) - 1 and is_fund(text, labels):
            continue  # a fund over 预算数 and 决算数
        elif labels.item(text) or labels.role(text) is None:
            item = text
        else:
            continue
        break
    if item is not None:
        known = labels.item(item) is not None
        unit = column.fixed_unit if match or known else measure_of(item, labels.vocabulary)
        name = column.name or labels.form.default_column or ""
        return replace(column, item=item, name=name, named_by_default=not column.name, fixed_unit=unit)
    if match:
        return column
    return replace(base, kind="label")


_PART_TOTALS = frozenset({"小计", "合计"})


def _printed_name(text: str, labels: FormLabels) -> str:
    """A head as a column's name: without the year before a usual head (2024年执行数), which facts carry by themselves."""
    label = parse_label(text)
    prefix = split_year(label.text)
    return prefix.rest if prefix is not None and prefix.rest in labels.vocabulary.column_keys else label.text


def _as_indicator(column: SectionColumn, labels: FormLabels) -> SectionColumn:
    """Beside indicators, a list of projects may hold the money of each."""
    if column.field is None and column.kind == "figure" and column.heads and labels.column(column.heads[-1]):
        return column if column.fixed_unit is None else replace(column, kind="ignored")
    if column.field is None:
        return replace(column, kind="ignored" if column.heads else "label")
    return replace(column, kind="ignored" if column.field == "ignored" else "indicator")


def _has_content(column: SectionColumn, grid: Grid, rows: list[int]) -> bool:
    """Whether anything stands in a column without heads; tab-separated text leaves empty columns behind merged heads."""
    return any((slot := grid.at(row, column.first)) and not slot.blank and slot.cell.column == column.first for row in rows)


def _by_content(columns: list[SectionColumn], grid: Grid, rows: list[int], labels: FormLabels) -> list[SectionColumn]:
    """Settle by what stands below a head whether a column without a known head holds labels, codes or figures."""
    settled: list[SectionColumn] = []
    labelled = named = False
    """Whether a column of this lane, and of any lane, holds labels already."""
    for column in columns:
        slots = [slot for row in rows if (slot := grid.at(row, column.first)) and not slot.blank and slot.cell.row == row]
        figures = sum(slot.kind in ("figure", "unreadable") for slot in slots)
        texts = sum(slot.kind == "text" for slot in slots)
        if column.kind == "label" and figures and not texts:
            codes = sum(slot.content.plain.isdigit() and 2 <= len(slot.content.plain) <= 9 for slot in slots)
            beside_code = bool(settled) and settled[-1].kind == "code"  # 款 and 项 under the head of 类, in tab-separated text
            if codes == len(slots) and (column.heads or beside_code):
                column = replace(column, kind="code")
        elif named and texts and not figures and all(names_unit(slot.text) for slot in slots):
            column = replace(column, kind="text")  # 台 beside 电脑
        elif column.kind == "figure" and texts > figures and not figures:
            names_rows = not labelled or any(labels.item(slot.text) is not None for slot in slots)
            first = not any(other.kind in ("label", "figure") for other in settled)  # 年度 over 2022年决算数, 2023年预算数
            no_item = column.item is None or first and labels.item(column.item) is None
            column = replace(column, kind="label" if no_item and names_rows else "text")
        if column.kind == "figure":
            labelled = False
        elif column.kind == "label" and texts:
            labelled = named = True
        settled.append(column)
    return settled


def _lanes(columns: list[SectionColumn], labels: FormLabels, grid: Grid, rows: list[int]) -> list[Lane]:
    groups: list[list[SectionColumn]] = []
    for column in columns:
        opens = column.kind in ("label", "code") and (not groups or any(c.kind == "figure" for c in groups[-1]))
        if opens or not groups:
            groups.append([])
        groups[-1].append(column)
    sided = any(item.side for item in labels.form.items)
    lanes: list[Lane] = []
    for number, group in enumerate(groups):
        side = next((column.side for column in group if column.side), None)
        if side is None and sided and len(groups) >= 2:
            side = "收入" if number == 0 else "支出"
        lanes.append(Lane(tuple(group), side if sided else None))
    return lanes


def _distinct_names(columns: tuple[SectionColumn, ...], labels: FormLabels) -> list[SectionColumn]:
    """Where two figure columns of a lane would have one name: the heads as printed if they differ (年初预算数 and 全年预算数, both
    预算数), else with the spanning head (contract: `span/leaf`).
    """
    alike: dict[tuple[object, ...], list[SectionColumn]] = {}
    for column in columns:
        if column.kind == "figure" and column.name:
            alike.setdefault((column.name, column.year, column.offset, column.item), []).append(column)
    figures = [column for column in columns if column.kind == "figure" and column.name]
    names = {column.first: _naming_head(column, labels) for column in figures if column.alone and len(figures) > 1}
    for group in (group for group in alike.values() if len(group) > 1):
        printed = [_naming_head(column, labels) for column in group]
        for column, own in zip(group, printed, strict=True):
            if len(set(printed)) == len(group):
                names[column.first] = own
            else:
                span = parse_label(column.heads[-2]).text if len(column.heads) > 1 else None
                told = span and not column.named_by_default
                names[column.first] = f"{span}/{column.name}" if told else ""  # nothing tells them apart: warned about
    spans = {(parse_label(head).text, column.year, column.offset) for column in figures for head in column.heads[:-1]}
    for column in figures:
        if column.item is None and len(column.heads) > 1 and (column.name, column.year, column.offset) in spans:
            # 基本支出 of 本年收入, where 基本支出 of 本年支出 stands over heads of its own
            names.setdefault(column.first, f"{parse_label(column.heads[-2]).text}/{column.name}")
    return [replace(column, name=names[column.first]) if column.first in names else column for column in columns]


def _naming_head(column: SectionColumn, labels: FormLabels) -> str:
    """The printed head that names a column, without its year."""
    leaf = column.heads[-1]
    if column.item is not None:
        leaf = next((head for head in reversed(column.heads) if labels.column(head)), leaf)
    return _printed_name(leaf, labels)


def _corner(grid: Grid, head_rows: list[int], columns: list[SectionColumn]) -> Slot | None:
    """The label at the top left of the heads."""
    for slot in grid.rows[head_rows[0]][:1]:
        return None if slot.blank else slot
    return None

"""From the grid of a sheet to what a person sees on it: titles, units and notes as paragraphs, tables with their spans.

Hidden rows, columns and sheets are left out, and said to be. Rows of one text above and below a table (or of `部门：…`, `单位：万元`)
are paragraphs; blank rows, and a title or unit in the middle, begin a new table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import repeat
from operator import add

from ...schemas.document import Block, GridKind, Location, Paragraph, ReadingWarning, Table
from ...schemas.errors import LimitExceeded
from ...schemas.text import fold
from ._bulk import sheet_locations, single_cells
from ._sheet_model import MAX_COLUMNS, Budget, Range, Sheet, letters
from ._sheet_words import (
    BARE_UNIT,
    CAPTION,
    CAPTION_CELLS,
    ERROR,
    FIGURE,
    KEYED,
    NOTE,
    NUMBERED,
    TITLE,
    UNIT,
    names_nothing,
)

_BRIDGED = 2
"""Blank rows that a table may have inside, where what follows are rows of figures and no new head."""
_HEAD_NEAR = 4
_SIDE_ROWS = 3
_MERGE_WORK = 20_000_000
_FAR_COLUMN = 256
"""A merged range wider than this is a row formatted to its end, and says nothing about the width of a table."""

Mapping = dict[int, dict[int, str]]


@dataclass(slots=True)
class Layout:
    """Collects the blocks of a workbook."""

    grid: GridKind = "exact"
    blocks: list[Block] = field(default_factory=list)
    warnings: list[ReadingWarning] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    tables: int = 0

    def add(self, sheet: Sheet) -> None:
        """Append what a sheet shows; a hidden sheet is only mentioned."""
        if sheet.hidden:
            if sheet.rows:
                message = f"隐藏的工作表“{one_line(sheet.name)}”没有读取：需要时请取消隐藏后另存再试"
                self.warnings.append(ReadingWarning("hidden_sheet", message, Location(sheet=sheet.name)))
            return
        _Page(sheet, self).read()


@dataclass(slots=True)
class _Row:
    index: int
    """Row among the visible ones."""
    cells: list[tuple[int, str]]
    """(column, text) from left to right."""


class _Page:
    """One visible sheet, positions counted without what is hidden."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.hidden_rows = sorted(sheet.hidden_rows)
        self.hidden_columns = sorted(sheet.hidden_columns)
        self.row_shifts = [row - position for position, row in enumerate(self.hidden_rows)]
        self.column_shifts = [column - position for position, column in enumerate(self.hidden_columns)]
        self.columns: dict[int, str] = {}
        self.merges: dict[tuple[int, int], Range] = {}
        self.merged_rows: dict[int, list[Range]] = {}
        """Merged ranges by the row that they begin in."""

    def read(self) -> None:
        sheet, layout = self.sheet, self.layout
        rows, ruled = self._visible()
        self._settle_merges(rows)
        for area in self.merges.values():
            self.merged_rows.setdefault(area[0], []).append(area)
        texts = [_Row(index, sorted(rows[index].items())) for index in sorted(rows) if rows[index]]
        name = sheet.name.strip()
        if not names_nothing(name):
            first = {fold(text) for row in texts[:3] for _, text in row.cells}
            if texts and not any(fold(name) == text for text in first):
                layout.blocks.append(Paragraph(name, Location(sheet=sheet.name), level=1))
        for band in self._bands(texts, ruled):
            self._band(band, ruled)
        for box in sheet.boxes:
            layout.blocks.append(Paragraph(box, Location(sheet=sheet.name), role="textbox"))
        self._warn(texts)

    # ---- what is visible

    def _visible(self) -> tuple[Mapping, dict[int, int]]:
        """The rows without what is hidden; a merged cell that begins in a hidden place shows its text in its first visible one."""
        sheet = self.sheet
        if not self.hidden_rows and not self.hidden_columns:
            for row, column, last_row, last_column in sorted(sheet.merges):
                self.merges.setdefault((row, column), (row, column, last_row, last_column))
            return sheet.rows, sheet.ruled
        moved: set[tuple[int, int]] = set()
        carried: dict[tuple[int, int], str] = {}
        for area in sorted(sheet.merges):
            row, column, last_row, last_column = area
            first = self._compact(row, self.hidden_rows), self._compact(column, self.hidden_columns)
            last = self._compact(last_row + 1, self.hidden_rows) - 1, self._compact(last_column + 1, self.hidden_columns) - 1
            if last[0] < first[0] or last[1] < first[1]:
                continue
            self.merges.setdefault(first, (*first, *last))
            if row in sheet.hidden_rows or column in sheet.hidden_columns:
                text = sheet.rows.get(row, {}).get(column)
                moved.add((row, column))
                if text is not None:
                    carried[first] = text
        rows: Mapping = {}
        hidden = 0
        for row, cells in sheet.rows.items():
            if row in sheet.hidden_rows:
                hidden += sum((row, column) not in moved for column in cells)
                continue
            target = rows.setdefault(self._compact(row, self.hidden_rows), {})
            for column, text in cells.items():
                if column not in sheet.hidden_columns:
                    target[self._compact(column, self.hidden_columns)] = text
                elif (row, column) not in moved:
                    hidden += 1
        for (row, column), text in carried.items():
            rows.setdefault(row, {})[column] = text
        if hidden:
            what = "、".join(
                f"{kind}{names}"
                for kind, names in (
                    ("行 ", _listed([str(row + 1) for row in self.hidden_rows if row in sheet.rows])),
                    ("列 ", _listed([letters(column) for column in self.hidden_columns])),
                )
                if names
            )
            message = f"工作表“{one_line(sheet.name)}”的隐藏{what} 有 {hidden} 个单元格没有读取：需要时请取消隐藏后另存再试"
            self.layout.warnings.append(ReadingWarning("hidden_cells", message, Location(sheet=sheet.name)))
        ruled = {self._compact(row, self.hidden_rows): count for row, count in sheet.ruled.items() if row not in sheet.hidden_rows}
        return rows, ruled

    @staticmethod
    def _compact(position: int, hidden: list[int]) -> int:
        return position - bisect_left(hidden, position)

    def _settle_merges(self, rows: Mapping) -> None:
        """Take out text that a merged range covers, and merged ranges that begin inside another one."""
        work = covered = 0
        for anchor, area in list(self.merges.items()):
            if anchor not in self.merges:
                continue
            row, column, last_row, last_column = area
            height = last_row - row + 1
            candidates = range(row, last_row + 1) if height <= len(rows) else [r for r in rows if row <= r <= last_row]
            work += min(height, len(rows)) + 1
            for each in candidates:
                cells = rows.get(each)
                if not cells:
                    continue
                width = last_column - column + 1
                inside = range(column, last_column + 1) if width <= len(cells) else [c for c in cells if column <= c <= last_column]
                work += min(width, len(cells))
                for place in inside:
                    if (each, place) != anchor and place in cells:
                        del cells[place]
                        covered += 1
            if work > _MERGE_WORK:
                raise LimitExceeded("合并单元格过多，已停止读取：请确认来源可靠，用 Excel/WPS 另存后再试")
        if covered:
            message = f"工作表“{one_line(self.sheet.name)}”有 {covered} 个单元格被合并单元格盖住，看不见，没有读取"
            self.layout.warnings.append(ReadingWarning("covered_cells", message, Location(sheet=self.sheet.name)))

    # ---- bands between blank rows

    def _bands(self, texts: list[_Row], ruled: dict[int, int]) -> list[list[_Row]]:
        """The rows with text, cut where blank rows (no borders, not inside a merged range) stand between them."""
        reach: dict[int, int] = {}
        for first_row, _, last_row, _ in self.merges.values():
            if last_row > first_row:
                reach[first_row] = max(reach.get(first_row, first_row), last_row)
        spans = sorted(reach.items())
        bands: list[list[_Row]] = []
        taken = end = 0
        for row in texts:
            while taken < len(spans) and spans[taken][0] < row.index:
                end = max(end, spans[taken][1])
                taken += 1
            if bands:
                last = max(bands[-1][-1].index, end)
                gap = row.index - last - 1
                joined = gap <= 0 or all(ruled.get(blank, 0) > 1 for blank in range(last + 1, row.index))
                if joined or (gap <= _BRIDGED and self._goes_on(bands[-1], row)):
                    bands[-1].append(row)
                    continue
            bands.append([row])
        return bands

    def _goes_on(self, band: list[_Row], row: _Row) -> bool:
        """Whether a row of figures below a blank one belongs to the table above it: no new head stands between."""
        if len(band[-1].cells) < 2 or len(row.cells) < 2:
            return False
        left = min(each.cells[0][0] for each in band)
        right = max(each.cells[-1][0] for each in band)
        figures = any(FIGURE.fullmatch(fold(text)) for _, text in row.cells[1:])
        return figures and left <= row.cells[0][0] and row.cells[-1][0] <= right

    # ---- one band

    def _band(self, band: list[_Row], ruled: dict[int, int]) -> None:
        cut = self._beside(band, ruled)
        if cut is not None:
            for side in (
                [_Row(row.index, [cell for cell in row.cells if cell[0] < cut]) for row in band],
                [_Row(row.index, [cell for cell in row.cells if cell[0] >= cut]) for row in band],
            ):
                self._band([row for row in side if row.cells], ruled)
            return
        while band:
            left, right = self._extent(band)
            start = 0
            while start < len(band) and self._is_caption(band, start, left, right, ruled):
                start += 1
            self._paragraphs(band[:start])
            if start == len(band):
                return
            end = next((at for at in range(start + 2, len(band)) if self._begins(band, at, left, right, ruled)), len(band))
            stop = self._notes(band, start + 1, end, left, right, ruled)
            self._table(band[start:stop])
            self._paragraphs(band[stop:end])
            band = band[end:]

    def _beside(self, band: list[_Row], ruled: dict[int, int]) -> int | None:
        """The column that the first of several tables side by side ends before: each has its title in the first row, and a column stands
        between them that is blank, unruled and in no merged range.
        """
        titles = band[0].cells
        if len(band) < _SIDE_ROWS or len(titles) < 2 or any(TITLE.fullmatch(fold(text)) is None for _, text in titles):
            return None
        left, right = self._extent(band)
        used = {column for row in band for column, _ in row.cells}
        for row in band:
            for area in self.merged_rows.get(row.index, ()):
                used.update(range(area[1], min(area[3], right) + 1))
        cut = titles[1][0]
        gap = [column for column in range(titles[0][0] + 1, cut + 1) if column not in used]
        if not gap or max((ruled.get(row.index, 0) for row in band), default=0) > right - left + 1 - len(gap):
            return None
        return gap[0]

    def _extent(self, band: list[_Row]) -> tuple[int, int]:
        left = min(row.cells[0][0] for row in band)
        right = max(row.cells[-1][0] for row in band)
        for row in band:
            for area in self.merged_rows.get(row.index, ()):
                if left <= area[1] <= right and area[3] - area[1] <= _FAR_COLUMN:
                    right = max(right, area[3])
        return left, right

    def _is_caption(self, band: list[_Row], at: int, left: int, right: int, ruled: dict[int, int]) -> bool:
        row = band[at]
        if len(row.cells) > CAPTION_CELLS:
            return False
        texts = [fold(text) for _, text in row.cells]
        keyed = [KEYED.fullmatch(text) is not None for text in texts]
        if len(texts) > 1:  # years alone (2022年 | 2023年) are heads
            return any(keyed) and all(
                key or CAPTION.fullmatch(text) or BARE_UNIT.fullmatch(text) for key, text in zip(keyed, texts, strict=True)
            )
        column, text = row.cells[0]
        area = self.merges.get((row.index, column))
        if keyed[0] or (CAPTION.fullmatch(texts[0]) and (area is None or area[1] <= left)):
            return True
        lines = ruled.get(row.index, 0)
        if area is not None and area[1] <= left and area[3] >= right:
            return not (lines > 1 and NUMBERED.match(fold(text)))
        if area is not None and (area[1] > left or area[2] > area[0]) and not TITLE.fullmatch(fold(text)):
            return False  # a head over some columns, or beside several rows
        return lines <= 1 or (TITLE.fullmatch(fold(text)) is not None and at + 1 < len(band))

    def _begins(self, band: list[_Row], at: int, left: int, right: int, ruled: dict[int, int]) -> bool:
        """Whether a new table begins here, without a blank row: a title, or the unit that stands above a table."""
        row = band[at]
        if len(row.cells) > CAPTION_CELLS:
            return False
        texts = [fold(text) for _, text in row.cells]
        if any(UNIT.fullmatch(text) for text in texts) and self._is_caption(band, at, left, right, ruled):
            return True
        if len(row.cells) != 1 or TITLE.fullmatch(texts[0]) is None:
            return False
        area = self.merges.get((row.index, row.cells[0][0]))
        full = area is not None and area[1] <= left and area[3] >= right
        if not full and ruled.get(row.index, 0) > 1:
            return False
        for below in band[at + 1 : at + 1 + _HEAD_NEAR]:
            if len(below.cells) > 1 and not all(KEYED.fullmatch(fold(text)) for _, text in below.cells):
                return not any(FIGURE.fullmatch(fold(text)) for _, text in below.cells)
        return False

    def _notes(self, band: list[_Row], start: int, end: int, left: int, right: int, ruled: dict[int, int]) -> int:
        """The row from which on there are only notes below a table (`注：…` and the single texts behind it)."""
        single = end
        while single > start and len(band[single - 1].cells) == 1:
            single -= 1
        for at in range(single, end):
            if NOTE.match(fold(band[at].cells[0][1])):
                end = at
                break
        while end > start and self._is_note(band[end - 1], left, right, ruled):
            end -= 1
        return end

    def _is_note(self, row: _Row, left: int, right: int, ruled: dict[int, int]) -> bool:
        texts = [fold(text) for _, text in row.cells]
        if all(NOTE.match(text) for text in texts):
            return True
        if len(texts) != 1:
            return False
        area = self.merges.get((row.index, row.cells[0][0]))
        if area is not None and area[1] <= left and area[3] >= right and right > left:
            return True
        return area is None and not FIGURE.fullmatch(texts[0]) and bool(ruled) and ruled.get(row.index, 0) <= 1

    # ---- blocks

    def _paragraphs(self, rows: list[_Row]) -> None:
        for row in rows:
            for column, text in row.cells:
                self.layout.blocks.append(Paragraph(text, self._location(row.index, column)))

    def _table(self, rows: list[_Row]) -> None:
        layout = self.layout
        top, bottom = rows[0].index, rows[-1].index
        left, right = self._extent(rows)
        height, width = bottom - top + 1, right - left + 1
        layout.budget.take(height * width)
        merges = self.merges
        by_row = {row.index: row.cells for row in rows}
        taken: set[tuple[int, int]] = set()
        texts: list[str] = []
        at_rows: list[int] = []
        at_columns: list[int] = []
        spans: dict[int, tuple[int, int]] = {}
        blank = [""] * width
        for row in range(top, bottom + 1):
            line = blank.copy()
            for column, text in by_row.get(row, ()):
                line[column - left] = text
            if not taken and row not in self.merged_rows:
                texts += line
                at_rows += repeat(row - top, width)
                at_columns += range(width)
                continue
            for column in range(left, right + 1):
                place = (row, column)
                if place in taken:
                    taken.remove(place)
                    continue
                area = merges.get(place)
                if area is not None:
                    span = spans[len(texts)] = _free(taken, row, column, min(area[2], bottom), min(area[3], right))
                    taken.update((row + r, column + c) for r in range(span[0]) for c in range(span[1]))
                    taken.remove(place)
                texts.append(line[column - left])
                at_rows.append(row - top)
                at_columns.append(column - left)
        cells = single_cells(texts, at_rows, at_columns, self._locations(at_rows, at_columns, top, left))
        for index, (down, across) in spans.items():
            cells[index] = replace(cells[index], row_span=down, column_span=across)
        layout.blocks.append(Table(layout.tables, tuple(cells), height, width, layout.grid, self._location(top, left)))
        layout.tables += 1

    def _locations(self, rows: list[int], columns: list[int], top: int, left: int) -> list[Location]:
        """Where many cells stand, given by their places in the table that begins at `top` and `left`."""
        count = rows[-1] + 1
        if self.sheet.lines:
            by_row = [self._location(row, 0) for row in range(top, top + count)]
            return [by_row[row] for row in rows]
        lines = [str(row + 1 + bisect_right(self.row_shifts, row)) for row in range(top, top + count)]
        names = [self._column_name(column) for column in range(left, left + max(columns) + 1)]
        return sheet_locations(list(map(add, map(names.__getitem__, columns), map(lines.__getitem__, rows))))

    def _column_name(self, column: int) -> str:
        name = self.columns.get(column)
        if name is None:
            original = column + bisect_right(self.column_shifts, column)
            name = self.columns[column] = f"{self.sheet.name}!{letters(min(original, MAX_COLUMNS - 1))}"
        return name

    def _location(self, row: int, column: int) -> Location:
        row += bisect_right(self.row_shifts, row)
        if self.sheet.lines:
            return Location(line=self.sheet.lines[row])
        return Location(sheet=f"{self._column_name(column)}{row + 1}")

    # ---- what could not be read

    def _warn(self, texts: list[_Row]) -> None:
        sheet = self.sheet
        name = f"工作表“{one_line(sheet.name)}”" if sheet.name else "文件里"
        found = [
            (row.index, column, text) for row in texts for column, text in row.cells if text[0] == "#" and ERROR.fullmatch(text)
        ]
        if found:
            row, column, text = found[0]
            place = self._location(row, column)
            where = f"第 {place.line} 行" if place.sheet is None else place.sheet
            message = f"{name}有 {len(found)} 个单元格显示错误值（首个是 {where} 的 {text}），没有数字：请向来源核对"
            self._say("cell_error", message, place, text)
        for code, places, what in (
            ("formula_not_calculated", sheet.uncalculated, "个公式没有保存计算结果，按空白读取：请用 Excel/WPS 打开后另存再试"),
            ("value_not_shown", sheet.unshown, "个单元格的数字格式不显示其内容，按空白读取"),
        ):
            if places:
                row, column = places[0]
                place = Location(sheet=f"{sheet.name}!{letters(column)}{row + 1}")
                self._say(code, f"{name}有 {len(places)} {what}", place, None)
        if sheet.rounded:
            row, column, shown, read = sheet.rounded[0]
            first = f"{sheet.name}!{letters(column)}{row + 1}"
            message = f"{name}有 {len(sheet.rounded)} 个数字存储的小数比显示的多，按存储的读取（首个是 {first}：显示 {shown}，存储 {read}）"
            self._say("more_decimals_stored", message, Location(sheet=first), shown)
        if sheet.pictures:
            message = f"{name}有 {sheet.pictures} 张图片，里面的文字没有读取"
            self._say("picture_not_read", message, Location(sheet=sheet.name), None)

    def _say(self, code: str, message: str, place: Location, text: str | None) -> None:
        self.layout.warnings.append(ReadingWarning(code, message, place, text=text))


def _free(taken: set[tuple[int, int]], row: int, column: int, last_row: int, last_column: int) -> tuple[int, int]:
    """Rows and columns that a merged range may cover without reaching into another one."""
    width = height = 1
    while column + width <= last_column and (row, column + width) not in taken:
        width += 1
    while row + height <= last_row and all((row + height, each) not in taken for each in range(column, column + width)):
        height += 1
    return height, width


def _listed(names: list[str]) -> str:
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")


def one_line(name: str) -> str:
    """A name from the file, fit for a message."""
    return "".join(character if character.isprintable() else "?" for character in name[:40])

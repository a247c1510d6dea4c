"""Reads text exports of reports: paragraphs, and tables of both styles (one cell per line, tab-separated rows)."""

from __future__ import annotations

import re

from ...schemas.document import Block, Cell, Document, Location, Paragraph, ReadingWarning, Table
from ...schemas.errors import LimitExceeded, UnreadableDocument
from .encoding import decode
from .original import Original
from .text_lines import BLANK, Lines, is_figure, is_note, split, squeeze, width
from .text_listed import ListedRegion, opens_cell, read_listed
from .text_prose import is_wrapped, page_numbers, paragraphs
from .text_tabbed import TabbedRegion, is_contents, is_tabbed, read_tabbed

MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_LINES = 2_000_000
MAX_CELLS = 2_000_000

_CONTENTS_HEADING = re.compile(r"目?录")
_CONTENTS_NEAR = 12
"""Lines above a table of contents in which its heading is looked for."""
_SENTENCE_WIDTH = 40
_ROWS_APART = 4
"""Lines from which on two rows drawn with bars or spaces belong to different tables."""
_GAP = re.compile(r"[ \u3000\u00a0]{2,}")
_SENTENCE_END = ("。", "；", "：", "！", "？", "”", ";", ":")


def read_text(original: Original) -> Document:
    """Read a text file.

    Raises UnreadableDocument for text in no known encoding, garbled or blank, LimitExceeded for more text than a report can have.
    """
    if len(original.data) > MAX_TEXT_BYTES:
        raise LimitExceeded(f"文本超过 {MAX_TEXT_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
    text, encoding = decode(original.data)
    if not text.strip():
        raise UnreadableDocument("文件里只有空白，没有内容：请检查文件是否下载或导出完整")
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise LimitExceeded(f"文本超过 {MAX_LINES} 行的上限：请拆分后再试")
    if text.count("\t") > MAX_CELLS:
        raise LimitExceeded(f"文本的表格超过 {MAX_CELLS} 个单元格的上限：请拆分后再试")
    lines = split(text)
    warnings = []
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        message = f"文本里有 {text.count(chr(0xFFFD))} 个字在来源处已经损坏（首处在第 {line} 行），请核对附近的数字"
        warnings.append(ReadingWarning("damaged_text", message, Location(line=line)))
    structure = _Structure(lines)
    blocks, furniture = structure.read()
    warnings.extend(structure.unread_tables())
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="text",
        blocks=tuple(blocks),
        furniture=tuple(furniture),
        pages=None if lines.pages is None else lines.pages[-1],
        warnings=tuple(warnings),
        details=(("encoding", encoding),),
    )


class _Structure:
    """Parts the lines into tables and running text."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.tables: list[tuple[int, int, Table]] = []
        """(first line, line behind, table)"""
        self.furniture: set[int] = set()

    def read(self) -> tuple[list[Block], list[Paragraph]]:
        self._find_tables()
        covered = set(self.furniture)
        for start, end, _ in self.tables:
            covered.update(range(start, end))
        prose = [index for index in range(len(self.lines.texts)) if index not in covered and not self.lines.is_blank(index)]
        numbers = page_numbers(self.lines, prose)
        wrapped = is_wrapped(self.lines, [index for index in prose if index not in numbers])
        blocks: list[Block] = []
        position = 0
        for start, end, table in self.tables:
            blocks.extend(paragraphs(self.lines, position, start, numbers, wrapped=wrapped))
            blocks.append(table)
            position = end
        blocks.extend(paragraphs(self.lines, position, len(self.lines.texts), numbers, wrapped=wrapped))
        furniture = [
            Paragraph(self.lines.texts[index].strip("\t"), self.lines.location(index), role="footer")
            for index in sorted(self.furniture | numbers)
        ]
        return blocks, furniture

    def unread_tables(self) -> list[ReadingWarning]:
        """Where rows are drawn with bars or lined up with spaces: they are read as running text, which may not be silent."""
        tables = [range(start, end) for start, end, _ in self.tables]
        found: list[ReadingWarning] = []
        first = last = -_ROWS_APART
        rows = 0
        candidates = [index for index, line in enumerate(self.lines.texts) if _is_drawn_row(line)]
        for index in [*candidates, len(self.lines.texts) + _ROWS_APART]:
            if any(index in table for table in tables):
                continue
            if index - last >= _ROWS_APART:
                if rows > 1:
                    message = f"第 {first + 1} 行起有 {rows} 行像是用竖线或空格排成的表格，没有按表格读取：请用 Word 或制表符分隔的文本再试"
                    found.append(
                        ReadingWarning("table_not_read", message, self.lines.location(first), text=self.lines.texts[first])
                    )
                first, rows = index, 0
            last = index
            rows += 1
        return found

    def _find_tables(self) -> None:
        index, count = 0, len(self.lines.texts)
        while index < count:
            text = self.lines.texts[index]
            if "\t" not in text:
                index += 1
            elif is_tabbed(self.lines, index):
                index = max(self._tabbed(index), index + 1)
            elif opens_cell(self.lines, index):
                index = max(self._listed(index), index + 1)
            else:
                index += 1

    def _tabbed(self, index: int) -> int:
        region = read_tabbed(self.lines, index)
        if not region.rows:
            return region.table_end
        above = self.lines.texts[max(0, index - _CONTENTS_NEAR) : index]
        heading = any(_CONTENTS_HEADING.fullmatch(squeeze(line[:40])) for line in above)
        if is_contents(region.rows, below_heading=heading) or _is_loose_row(region):
            return region.table_end
        self.furniture.update(region.page_numbers)
        cells = tuple(
            Cell(item.text, row, column, location=self.lines.location(item.line))
            for row, fields in enumerate(region.rows)
            for column, item in enumerate(fields)
        )
        self._add(region.start, region.table_end, cells, len(region.rows), "tabbed")
        return region.table_end

    def _listed(self, index: int) -> int:
        region = read_listed(self.lines, index)
        cells = []
        for row, places in enumerate(region.rows):
            for column, (start, end) in enumerate(places):
                cells.append(self._cell(start, end, row, column))
        if _is_indented_prose(cells, region):
            return region.end
        self._add(index, region.rows[-1][-1][1], tuple(cells), len(region.rows), "listed")
        return region.end

    def _cell(self, start: int, end: int, row: int, column: int) -> Cell:
        texts = [self.lines.texts[start][1:], *self.lines.texts[start + 1 : end]]
        first = 0
        while first < len(texts) - 1 and not texts[first].strip():
            first += 1
        return Cell("\n".join(texts[first:]), row, column, location=self.lines.location(start + first))

    def _add(self, start: int, end: int, cells: tuple[Cell, ...], rows: int, grid: str) -> None:
        table = Table(
            index=len(self.tables),
            cells=cells,
            row_count=rows,
            column_count=1 + max(cell.column for cell in cells),
            grid="tabbed" if grid == "tabbed" else "listed",
            location=self.lines.location(start),
        )
        self.tables.append((start, end, table))


def _is_drawn_row(line: str) -> bool:
    """Whether a line is a row of a table that no tab divides: cells between bars, or two figures and more in columns of spaces."""
    if "\t" in line:
        return False
    if line.count("|") + line.count("｜") > 2:
        return True
    cells = _GAP.split(line.strip(BLANK)) if "  " in line or "\u3000" in line else []
    return len(cells) > 2 and sum(map(is_figure, cells)) > 1


def _is_loose_row(region: TabbedRegion) -> bool:
    """Whether the region is one line whose parts a tab keeps apart, such as two signatures, and no table."""
    return len(region.rows) == 1 and sum(bool(item.text.strip()) for item in region.rows[0]) < 3


def _is_indented_prose(cells: list[Cell], region: ListedRegion) -> bool:
    """Whether the tabs at line starts only indent paragraphs."""
    texts = [cell.text.strip() for cell in cells]
    if len(texts) == 1 or all(len(row) == 1 for row in region.rows):
        return True
    if not all(texts):
        return False
    sentences = sum(width(text) > _SENTENCE_WIDTH and text.endswith(_SENTENCE_END) for text in texts)
    return 2 * sentences > len(texts) or all(is_note(text) for text in texts)

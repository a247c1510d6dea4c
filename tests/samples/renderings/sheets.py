"""Workbooks and csv files: the tables of a report with the lines around them; figures are numbers with a format, as Excel keeps them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.styles import Alignment

from ..model import Para, Report, Table, placed

_PRINTED = re.compile(r"-?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")
_NOTES = ("说明", "注", "填表人")
_CAPTIONS = 4
_LONGEST_CAPTION = 60


@dataclass(slots=True)
class Placing:
    """A cell of a sheet (0-based); `number` where it is a figure: its value and number format."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    number: tuple[Decimal, str] | None = None


@dataclass(slots=True)
class Page:
    name: str
    cells: list[Placing] = field(default_factory=list)
    row: int = 0

    def line(self, text: str, width: int) -> None:
        self.cells.append(Placing(self.row, 0, 1, width, text))
        self.row += 1

    def table(self, table: Table) -> None:
        for cell in placed(table):
            number = figure(cell.cell.text) if cell.cell.truth else None
            self.cells.append(Placing(self.row + cell.row, cell.column, cell.rows, cell.cell.span, cell.cell.text, number))
        self.row += len(table.rows)

    def width(self) -> int:
        return max(cell.column + cell.columns for cell in self.cells)


def figure(text: str) -> tuple[Decimal, str] | None:
    """The value that a cell stores for a printed figure, and the format that shows it so."""
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    whole, decimals, percent = found.groups()
    value = Decimal(text.rstrip("%").replace(",", ""))
    shape = ("#,##0" if "," in whole else "0") + (f".{'0' * len(decimals)}" if decimals else "") + percent
    return (value / 100 if percent else value), shape


def pages(report: Report, *, together: bool = False, titled: bool = False) -> list[Page]:
    """A sheet for each table, or all on one; the first (with `titled`: each) begins with the unit and the year."""
    title = f"编制单位：{report.entity}    {report.fiscal_year}年度"
    found: list[Page] = []
    above: list[str] = []
    for block in report.blocks:
        if isinstance(block, Para):
            lines = [line.strip() for line in block.text.split("\n") if line.strip()]
            if found and not above and lines and lines[0].startswith(_NOTES):
                for line in lines:
                    found[-1].line(line, 1)
            else:
                above += [line for line in lines if len(line) <= _LONGEST_CAPTION and not line.endswith("。")]
            continue
        if not found or not together:
            found.append(Page(f"表{len(found) + 1}"))
            if titled or len(found) == 1:
                found[-1].line(title, block.width)
        elif together:
            found[-1].row += 1
        for line in above[-_CAPTIONS:]:
            found[-1].line(line, block.width)
        found[-1].table(block)
        above = []
    return found


def xlsx(report: Report, *, together: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages(report, together=together):
        sheet = book.create_sheet(page.name)
        for cell in page.cells:
            place = sheet.cell(cell.row + 1, cell.column + 1)
            if cell.number is not None:
                place.value, place.number_format = float(cell.number[0]), cell.number[1]
            elif cell.text:
                place.value = cell.text
                place.alignment = Alignment(wrap_text="\n" in cell.text)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=cell.row + 1,
                    start_column=cell.column + 1,
                    end_row=cell.row + cell.rows,
                    end_column=cell.column + cell.columns,
                )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(report: Report) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {}
    for page in pages(report):
        sheet = book.add_sheet(page.name)
        for cell in page.cells:
            value: Any = cell.text
            style = xlwt.Style.default_style
            if cell.number is not None:
                value = float(cell.number[0])
                style = styles.setdefault(cell.number[1], xlwt.easyxf(num_format_str=cell.number[1]))
            if cell.rows > 1 or cell.columns > 1:
                sheet.write_merge(cell.row, cell.row + cell.rows - 1, cell.column, cell.column + cell.columns - 1, value, style)
            elif value != "":
                sheet.write(cell.row, cell.column, value, style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def spreadsheetml(report: Report) -> bytes:
    """The XML of Excel 2003."""
    shapes: dict[str, str] = {}
    sheets = ""
    for page in pages(report):
        rows: dict[int, str] = {}
        for cell in sorted(page.cells, key=lambda cell: (cell.row, cell.column)):
            spans = f' ss:MergeAcross="{cell.columns - 1}"' if cell.columns > 1 else ""
            spans += f' ss:MergeDown="{cell.rows - 1}"' if cell.rows > 1 else ""
            if cell.number is not None:
                spans += f' ss:StyleID="{shapes.setdefault(cell.number[1], f"s{len(shapes) + 21}")}"'
                data = f'<Data ss:Type="Number">{cell.number[0]:f}</Data>'
            else:
                text = escape(cell.text).replace("\n", "&#10;")
                data = f'<Data ss:Type="String">{text}</Data>' if cell.text else ""
            rows[cell.row] = rows.get(cell.row, "") + f'<Cell ss:Index="{cell.column + 1}"{spans}>{data}</Cell>'
        content = "".join(f'<Row ss:Index="{row + 1}">{cells}</Row>' for row, cells in sorted(rows.items()))
        sheets += f'<Worksheet ss:Name="{page.name}"><Table>{content}</Table></Worksheet>'
    styles = "".join(f'<Style ss:ID="{name}"><NumberFormat ss:Format="{escape(shape)}"/></Style>' for shape, name in shapes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"<Styles>{styles}</Styles>{sheets}</Workbook>"
    ).encode()


def csvs(report: Report, encoding: str = "gb18030") -> list[bytes]:
    """A file for each table; a merged cell stands in its first place."""
    files: list[bytes] = []
    for page in pages(report, titled=True):
        grid = [[""] * page.width() for _ in range(page.row)]
        for cell in page.cells:
            grid[cell.row][cell.column] = cell.text
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(grid)
        files.append(buffer.getvalue().encode(encoding))
    return files

"""Sheets of XML spreadsheets (SpreadsheetML 2003), which finance systems export under the name .xls."""

from __future__ import annotations

import re

from lxml import etree

from ...schemas.errors import UnreadableDocument
from ._package import parse_xml
from ._sheet_dates import iso_text
from ._sheet_formats import GENERAL, NumberFormat
from ._sheet_model import MAX_COLUMNS, MAX_ROWS, Budget, Sheet
from .encoding import decode

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NAMED = {
    "General Number": GENERAL, "General Date": "yyyy/m/d h:mm", "Short Date": "yyyy/m/d", "Long Date": 'yyyy"年"m"月"d"日"',
    "Medium Date": "d-mmm-yy", "Short Time": "h:mm", "Long Time": "h:mm:ss", "Medium Time": "h:mm AM/PM",
    "Currency": '"¥"#,##0.00', "Euro Currency": '"€"#,##0.00', "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%",
    "Scientific": "0.00E+00", "Yes/No": '"Yes";"Yes";"No"', "True/False": '"True";"True";"False"', "On/Off": '"On";"On";"Off"',
}  # fmt: skip


def read_sheets(data: bytes) -> list[Sheet]:
    """All sheets in their order; raises DocumentError."""
    text, _ = decode(data)  # the encoding that is declared is often not the one that was written
    root = parse_xml(_DECLARATION.sub("", text).lstrip().encode("utf-8", "replace"), "Workbook")
    if root.tag != _SS + "Workbook":
        raise UnreadableDocument("文件里没有工作表：请重新下载，或用 Excel/WPS 打开后另存为 .xlsx 再试")
    formats: dict[str, NumberFormat] = {}
    ruled: set[str] = set()
    for style in root.iterfind(f"{_SS}Styles/{_SS}Style"):
        name = style.get(_SS + "ID", "")
        format = style.find(_SS + "NumberFormat")
        if format is not None:
            code = format.get(_SS + "Format", "")
            formats[name] = NumberFormat(_NAMED.get(code, code))
        if style.find(f"{_SS}Borders/{_SS}Border") is not None:
            ruled.add(name)
    budget = Budget()
    return [_sheet(each, formats, ruled, budget) for each in root.iterchildren(_SS + "Worksheet")]


def _sheet(source: etree._Element, formats: dict[str, NumberFormat], ruled: set[str], budget: Budget) -> Sheet:
    visible = source.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
    sheet = Sheet(source.get(_SS + "Name", ""), hidden=visible.strip() in ("SheetHidden", "SheetVeryHidden"))
    row = column = -1
    for element in source.iterfind(f"{_SS}Table/*"):
        if element.tag == _SS + "Column":
            column = _count(element, "Index", column + 2, MAX_COLUMNS) - 1
            span = _count(element, "Span", 0, MAX_COLUMNS)
            if element.get(_SS + "Hidden") == "1" or element.get(_SS + "Width") == "0":
                sheet.hide_columns(column, column + span)
            column += span
        elif element.tag == _SS + "Row":
            row = _count(element, "Index", row + 2, MAX_ROWS) - 1
            _row(element, row, sheet, formats, ruled, budget)
            span = _count(element, "Span", 0, MAX_ROWS)
            if element.get(_SS + "Hidden") == "1" or element.get(_SS + "Height") == "0":
                sheet.hidden_rows.update(range(row, min(row + span, MAX_ROWS) + 1))
            row += span
    return sheet


def _row(source: etree._Element, row: int, sheet: Sheet, formats: dict[str, NumberFormat], ruled: set[str], budget: Budget) -> None:
    column = -1
    lines = 0
    plain = NumberFormat(GENERAL)
    for cell in source.iterchildren(_SS + "Cell"):
        column = _count(cell, "Index", column + 2, MAX_COLUMNS) - 1
        style = cell.get(_SS + "StyleID") or source.get(_SS + "StyleID") or "Default"
        lines += style in ruled
        data = cell.find(_SS + "Data")
        stored = "".join(str(each) for each in data.itertext()) if data is not None else ""
        if data is not None and stored.strip():
            budget.take(1)
            kind = data.get(_SS + "Type", "String")
            format = formats.get(style, plain)
            if kind == "Number":
                text, rounded = format.show(stored.strip())
                if rounded is not None:
                    sheet.rounded.append((row, column, rounded, text))
                if not text and stored.strip("0. "):
                    sheet.unshown.append((row, column))
            elif kind == "DateTime":
                text = iso_text(stored.strip())
            elif kind == "Boolean":
                text = "TRUE" if stored.strip() == "1" else "FALSE"
            else:
                text = format.text(stored.replace("\r\n", "\n").replace("\r", "\n"))
            sheet.put(row, column, text)
        elif cell.get(_SS + "Formula") is not None and data is None:
            sheet.uncalculated.append((row, column))
        across, down = _count(cell, "MergeAcross", 0, MAX_COLUMNS), _count(cell, "MergeDown", 0, MAX_ROWS)
        if across or down:
            sheet.merge(row, column, row + down, column + across)
        column += across
    if lines:
        sheet.ruled[row] = lines


def _count(element: etree._Element, name: str, fallback: int, most: int) -> int:
    text = element.get(_SS + name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else min(fallback, most)

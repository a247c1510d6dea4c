"""Sheets of old Excel workbooks (xls, et: BIFF 2 to 8), read with xlrd: values with their formats, merged ranges, what is hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from ...schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument
from ..amounts import looks_numeric
from ._sheet_formats import GENERAL, NumberFormat
from ._sheet_model import Budget, Sheet
from .encoding import common_share

MAX_XLS_BYTES = 128 * 1024 * 1024
_RETRY = "请重新下载，或用 Excel/WPS 打开后另存再试"
_LATIN = frozenset({None, 367, 1252, 32768, 32769})
"""Code pages that Chinese writers of BIFF5 files state, or leave out, and do not mean."""
_EAST_ASIAN = frozenset({932, 936, 949, 950, 1200, 1361, 54936})
_CHINESE = "gb18030"
_COMMON_SHARE = 0.85
"""Of the ideographs in Chinese, most are common ones; of those that Cyrillic or Greek text gives, about half."""
_LOST = re.compile(r"_{2,}|[?？]{2,}")
"""What programs write for characters that a code page does not have."""
_MOJIBAKE = re.compile(r"[\x80-\xff]{2,}")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_NUMBERS = (2, 3)
_TEXT, _BOOLEAN, _ERROR = 1, 4, 5


def read_sheets(data: bytes) -> tuple[list[Sheet], bool]:
    """All sheets, and whether formats could be read; raises DocumentError."""
    if len(data) > MAX_XLS_BYTES:
        raise LimitExceeded(f"表格文件超过 {MAX_XLS_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
    try:
        book, formatted = _open(data)
        sheets = _sheets(book, formatted=formatted)
        if book.biff_version < 80:
            _check_text(sheets)
        return sheets, formatted
    except DocumentError:
        raise
    except Exception as error:  # xlrd meets damaged files with exceptions of every kind
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise EncryptedDocument("文档有打开密码，无法读取：请用密码打开，去掉密码另存后再试") from error
        raise UnreadableDocument(f"表格文件已损坏，无法读取：{_RETRY}") from error


def _open(data: bytes) -> tuple[Any, bool]:
    """The workbook, and whether its formats could be read: some writers leave them incomplete."""
    book = None
    try:
        book = _load(data, formatted=True, encoding=None)
        formatted = True
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise
        book = _load(data, formatted=False, encoding=None)
        formatted = False
    if book.biff_version < 80 and book.codepage not in _EAST_ASIAN:
        try:
            chinese = _load(data, formatted=formatted, encoding=_CHINESE)
        except UnicodeDecodeError:
            return book, formatted
        if book.codepage in _LATIN or common_share("".join(_texts(chinese))) >= _COMMON_SHARE:
            return chinese, formatted
    return book, formatted


def _texts(book: Any) -> Iterator[str]:
    for sheet in book.sheets():
        for row in range(sheet.nrows):
            yield from (value for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True) if kind == _TEXT)


def _check_text(sheets: list[Sheet]) -> None:
    """Refuse a workbook from before Unicode whose text was lost when it was saved, or is in a code page that nobody knows any more."""
    texts = [text for sheet in sheets for row in sheet.rows.values() for text in row.values() if not looks_numeric(text)]
    if any(_IDEOGRAPH.search(text) for text in texts):
        return
    if 2 * sum(_LOST.search(text) is not None for text in texts) > len(texts):
        raise UnreadableDocument("表格里的中文在保存成旧格式时已经丢失（只剩“_”或“?”），没有读取：请换用来源处的原文件")
    if 2 * sum(_MOJIBAKE.search(text) is not None for text in texts) > len(texts):
        raise UnreadableDocument(
            "认不出旧格式表格的文字编码，读出来是乱码，没有读取：请用 Excel/WPS 打开确认内容，再另存为 .xlsx 后再试"
        )


def _load(data: bytes, *, formatted: bool, encoding: str | None) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), formatting_info=formatted, ragged_rows=True, encoding_override=encoding
    )


def _sheets(book: Any, *, formatted: bool) -> list[Sheet]:
    from xlrd.biffh import error_text_from_code

    formats: dict[int, NumberFormat] = {}
    ruled: set[int] = set()
    if formatted:
        made: dict[str, NumberFormat] = {}
        for number, style in enumerate(book.xf_list):
            entry = book.format_map.get(style.format_key)
            code = GENERAL if entry is None else entry.format_str or GENERAL
            if code not in made:
                made[code] = NumberFormat(code, date1904=bool(book.datemode))
            formats[number] = made[code]
            border = style.border
            if border.left_line_style or border.right_line_style or border.top_line_style or border.bottom_line_style:
                ruled.add(number)
    plain, dates = NumberFormat(GENERAL), NumberFormat("yyyy/m/d", date1904=bool(book.datemode))
    budget = Budget()
    sheets: list[Sheet] = []
    for source in book.sheets():
        sheet = Sheet(source.name, hidden=source.visibility != 0)
        show_zeros = bool(getattr(source, "show_zero_values", 1))
        for row in range(source.nrows):
            types, values = source.row_types(row), source.row_values(row)
            styles = source._cell_xf_indexes[row] if formatted else ()
            lines = 0
            texts: dict[int, str] = {}
            for column, kind in enumerate(types):
                style = styles[column] if formatted else -1
                if style in ruled:
                    lines += 1
                value = values[column]
                if kind == _TEXT:
                    text = formats.get(style, plain).text(value)
                elif kind in _NUMBERS:
                    format = formats.get(style, dates if kind == _NUMBERS[1] else plain)
                    text, rounded = format.show(_stored(value))
                    if rounded is not None:
                        sheet.rounded.append((row, column, rounded, text))
                    if not text and value:
                        sheet.unshown.append((row, column))
                    elif not show_zeros and value == 0:
                        text = ""
                elif kind == _BOOLEAN:
                    text = "TRUE" if value else "FALSE"
                elif kind == _ERROR:
                    text = error_text_from_code.get(value, "#N/A")
                else:
                    continue
                if text and not text.isspace():
                    texts[column] = text.replace("\r\n", "\n").replace("\r", "\n")
            if texts:
                budget.take(len(texts))
                sheet.rows[row] = texts
            if lines:
                sheet.ruled[row] = lines
        _shape(source, sheet)
        sheets.append(sheet)
    return sheets


def _shape(source: Any, sheet: Sheet) -> None:
    """Merged ranges and what is hidden."""
    for row, behind_row, column, behind_column in source.merged_cells:
        sheet.merge(row, column, behind_row - 1, behind_column - 1)
    for row, info in source.rowinfo_map.items():
        if info.hidden or info.height == 0:
            sheet.hidden_rows.add(row)
    for column, info in source.colinfo_map.items():
        if info.hidden or info.width == 0:
            sheet.hide_columns(column, column)


def _stored(value: float) -> str:
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text

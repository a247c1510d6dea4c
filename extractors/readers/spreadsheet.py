"""Readers of spreadsheets: xlsx, xls (and et), ods, SpreadsheetML 2003 and separated text, all into the same layout.

What a cell shows is what is read: number formats are applied, formulas give their saved result, codes keep their zeros. Macros,
links to other files and pictures are never followed or run.
"""

from __future__ import annotations

from ...schemas.document import Document, Location, ReadingWarning
from ...schemas.errors import LimitExceeded, UnreadableDocument
from ._bulk import collection_paused
from ._package import Package
from ._sheet_csv import MAX_CSV_BYTES, read_sheet
from ._sheet_layout import Layout, one_line
from ._sheet_model import Sheet
from .encoding import decode
from .original import Original


def read_xlsx(original: Original) -> Document:
    """Read an Excel workbook (xlsx, xlsm; also from WPS); raises DocumentError."""
    from ._sheet_xlsx import read_workbook

    with collection_paused():
        try:
            book = read_workbook(Package(original.data))
        except RecursionError as error:
            raise _too_deep() from error
        unread = tuple(
            ReadingWarning("sheet_not_read", f"“{one_line(sheet)}”不是普通工作表（图表或宏表），没有读取", Location(sheet=sheet))
            for sheet in book.unread
        )
        return _document(book.sheets, "xlsx", original, unread)


def read_xls(original: Original) -> Document:
    """Read an old Excel workbook (xls, et); raises DocumentError."""
    from ._sheet_xls import read_sheets

    with collection_paused():
        sheets, formatted = read_sheets(original.data)
        message = "表格的数字格式已损坏，数字按存储的值读取，百分数和编码请与原件核对"
        unread = () if formatted else (ReadingWarning("formats_not_read", message),)
        return _document(sheets, "xls", original, unread)


def read_ods(original: Original) -> Document:
    """Read an OpenDocument spreadsheet; raises DocumentError."""
    from ._sheet_ods import read_sheets

    try:
        sheets = read_sheets(Package(original.data))
    except RecursionError as error:
        raise _too_deep() from error
    return _document(sheets, "ods", original)


def read_sheet_xml(original: Original) -> Document:
    """Read an XML spreadsheet (SpreadsheetML 2003); raises DocumentError."""
    from ._sheet_xml2003 import read_sheets

    return _document(read_sheets(original.data), "sheet_xml", original)


def read_csv(original: Original) -> Document:
    """Read separated text; raises DocumentError."""
    if len(original.data) > MAX_CSV_BYTES:
        raise LimitExceeded(f"文本超过 {MAX_CSV_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
    text, encoding = decode(original.data)
    layout = Layout(grid="tabbed")
    layout.add(read_sheet(text))
    if not layout.blocks:
        raise UnreadableDocument("文件里只有空白，没有内容：请检查文件是否下载或导出完整")
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format="csv",
        blocks=tuple(layout.blocks),
        warnings=tuple(layout.warnings),
        details=(("encoding", encoding),),
    )


def _document(sheets: list[Sheet], format: str, original: Original, warnings: tuple[ReadingWarning, ...] = ()) -> Document:
    layout = Layout()
    for sheet in sheets:
        layout.add(sheet)
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format=format,
        blocks=tuple(layout.blocks),
        warnings=(*warnings, *layout.warnings),
    )


def _too_deep() -> LimitExceeded:
    return LimitExceeded("文件内部嵌套过深，已停止读取：请用 Excel/WPS 打开后另存再试")

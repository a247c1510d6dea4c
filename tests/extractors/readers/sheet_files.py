"""Builds workbooks for the tests of the spreadsheet readers, and shows what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
import xlwt

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document, Paragraph, Table


def xlsx(*sheets: tuple[str, Iterable[Any]]) -> tuple[Any, list[Any]]:
    """A workbook of openpyxl and its sheets, filled with values."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    made = []
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        made.append(sheet)
    return book, made


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(*sheets: tuple[str, Iterable[Any]], formats: dict[tuple[int, int], str] | None = None) -> tuple[Any, list[Any]]:
    """A workbook of xlwt and its sheets; `formats` are number formats by (row, column)."""
    book = xlwt.Workbook(encoding="gb18030")
    made = []
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for position, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    code = (formats or {}).get((position, column))
                    sheet.write(position, column, value, xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style)
        made.append(sheet)
    return book, made


def changed(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one member changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == member else content)
    return stream.getvalue()


def shown(data: bytes, name: str = "表.xlsx") -> Document:
    return read_bytes(data, name, name)


def outline(document: Document) -> list[object]:
    """Paragraphs as their text; tables as rows of texts, `text*rows×columns` for merged cells."""
    found: list[object] = []
    for block in document.blocks:
        found.append(block.text if isinstance(block, Paragraph) else grid(block))
    return found


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        merged = (cell.row_span, cell.column_span) != (1, 1)
        rows[cell.row].append(f"{cell.text}*{cell.row_span}×{cell.column_span}" if merged else cell.text)
    return rows


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]

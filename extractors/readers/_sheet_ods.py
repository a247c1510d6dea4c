"""Sheets of OpenDocument spreadsheets (ods): cells hold the text that they show, so that no format has to be applied."""

from __future__ import annotations

from lxml import etree

from ...schemas.errors import EncryptedDocument, UnreadableDocument
from ._package import Package
from ._sheet_formats import GENERAL, NumberFormat, with_stored_decimals
from ._sheet_model import MAX_COLUMNS, MAX_ROWS, Budget, Sheet

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_GROUPS = {_TABLE + name for name in ("table-header-rows", "table-row-group", "table-rows")}
_COLUMN_GROUPS = {_TABLE + name for name in ("table-header-columns", "table-column-group", "table-columns")}
_EDGES = ("border", "border-left", "border-right", "border-top", "border-bottom")
_MOST_REPEATS = 4096
"""A row with text that repeats more often is no part of a report."""


def read_sheets(package: Package) -> list[Sheet]:
    """All sheets in their order; raises DocumentError."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise EncryptedDocument("文档有打开密码，无法读取：请用密码打开，去掉密码另存后再试")
    root = package.xml("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if body is None:
        raise UnreadableDocument("文件里没有工作表：请重新下载，或用 WPS/LibreOffice 打开后另存再试")
    hidden, ruled = _styles(root)
    budget = Budget()
    return [_Reader(table, hidden, ruled, budget).sheet for table in body.iterchildren(_TABLE + "table")]


def _styles(root: etree._Element) -> tuple[set[str], set[str]]:
    """Names of table styles that hide their sheet, and of cell styles with a border line."""
    hidden, ruled = set(), set()
    for style in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style"):
        name = style.get(_STYLE + "name", "")
        for properties in style:
            if properties.tag == _STYLE + "table-properties" and properties.get(_TABLE + "display") == "false":
                hidden.add(name)
            elif properties.tag == _STYLE + "table-cell-properties":
                if any(properties.get(_FO + edge, "none") not in ("none", "hidden") for edge in _EDGES):
                    ruled.add(name)
    return hidden, ruled


class _Reader:
    """Fills one sheet."""

    def __init__(self, table: etree._Element, hidden: set[str], ruled: set[str], budget: Budget) -> None:
        self.sheet = Sheet(table.get(_TABLE + "name", ""), hidden=table.get(_TABLE + "style-name", "") in hidden)
        self.ruled = ruled
        self.budget = budget
        self.row = self.column = 0
        self._read(table)

    def _read(self, group: etree._Element) -> None:
        for element in group:
            if element.tag == _TABLE + "table-row":
                self._read_row(element)
            elif element.tag == _TABLE + "table-column":
                count = _count(element, "number-columns-repeated", MAX_COLUMNS)
                if element.get(_TABLE + "visibility", "visible") != "visible":
                    self.sheet.hide_columns(self.column, self.column + count - 1)
                self.column += count
            elif element.tag in _GROUPS or element.tag in _COLUMN_GROUPS:
                self._read(element)
            elif element.tag == _TABLE + "shapes":
                self._read_shapes(element)

    def _read_row(self, row: etree._Element) -> None:
        repeats = _count(row, "number-rows-repeated", MAX_ROWS)
        first = self.row
        self.row += repeats
        hidden = row.get(_TABLE + "visibility", "visible") != "visible"
        texts: dict[int, str] = {}
        column = ruled = 0
        for cell in row:
            if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                continue
            count = _count(cell, "number-columns-repeated", MAX_COLUMNS)
            if cell.get(_TABLE + "style-name", "") in self.ruled:
                ruled += count
            if cell.tag == _TABLE + "table-cell":
                self._read_shapes(cell)
                text = _shown(cell)
                if cell.get(_OFFICE + "value-type") in ("float", "currency"):
                    exact = with_stored_decimals(text, cell.get(_OFFICE + "value", ""))
                    if exact is not None:
                        self.sheet.rounded.append((first, column, text, exact))
                        text = exact
                if text and not text.isspace():
                    self.budget.take(count)
                    texts.update(dict.fromkeys(range(column, min(column + count, MAX_COLUMNS)), text))
                rows = _count(cell, "number-rows-spanned", MAX_ROWS)
                columns = _count(cell, "number-columns-spanned", MAX_COLUMNS)
                if rows > 1 or columns > 1:
                    self.sheet.merge(first, column, first + rows - 1, column + columns - 1)
            column += count
        if texts or ruled or hidden:
            # what repeats to the end of the sheet is a format; text that repeats is counted
            for position in range(first, min(first + repeats, first + _MOST_REPEATS, MAX_ROWS)):
                if texts:
                    self.budget.take(len(texts))
                    self.sheet.rows[position] = dict(texts)
                if ruled:
                    self.sheet.ruled[position] = ruled
                if hidden:
                    self.sheet.hidden_rows.add(position)

    def _read_shapes(self, element: etree._Element) -> None:
        for shape in element:
            if isinstance(shape.tag, str) and shape.tag.startswith(_DRAW):
                self.sheet.pictures += sum(1 for _ in shape.iter(_DRAW + "image"))
                text = "\n".join(_paragraph(each) for each in shape.iter(_TEXT + "p")).strip()
                if text:
                    self.sheet.boxes.append(text)


def _shown(cell: etree._Element) -> str:
    """The paragraphs of a cell (a note on it is not among its own children); a writer that left them out wrote the bare value."""
    lines = [_paragraph(child) for child in cell if child.tag == _TEXT + "p"]
    if lines:
        return "\n".join(lines)
    kind, value = cell.get(_OFFICE + "value-type"), cell.get(_OFFICE + "value")
    if value is None:
        return cell.get(_OFFICE + "string-value") or cell.get(_OFFICE + "date-value") or ""
    return NumberFormat("0.00%" if kind == "percentage" else GENERAL).number(value)


def _paragraph(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "s":
            pieces.append(" " * _count(child, "c", 1000, namespace=_TEXT))
        elif child.tag == _TEXT + "tab":
            pieces.append("\t")
        elif child.tag == _TEXT + "line-break":
            pieces.append("\n")
        elif child.tag not in (_OFFICE + "annotation", _TEXT + "note", _TEXT + "ruby-text"):
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _count(element: etree._Element, name: str, most: int, *, namespace: str = _TABLE) -> int:
    text = element.get(namespace + name, "1")
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 10 else 1

"""Word documents in one XML file: that of Word 2003, and the parts of a docx in one piece (flat OPC)."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from ..model import Cell, Report, Table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'


def word_2003(report: Report) -> bytes:
    body = "".join(_table(block) if isinstance(block, Table) else _paragraphs(block.text) for block in report.blocks)
    return (
        f'{_HEAD}<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" w:macrosPresent="no" xml:space="preserve">'
        f'<w:body><wx:sect>{body}<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr></wx:sect></w:body></w:wordDocument>'
    ).encode()


def _paragraphs(text: str) -> str:
    return "".join(f"<w:p>{f'<w:r><w:t>{escape(line)}</w:t></w:r>' if line else ''}</w:p>" for line in text.split("\n"))


def _table(table: Table) -> str:
    grid = '<w:gridCol w:w="900"/>' * table.width
    continued = [{column for column, cell in _columns(table, row) if cell.down} for row in range(len(table.rows))]
    rows = ""
    for row in range(len(table.rows)):
        cells = ""
        below = continued[row + 1] if row + 1 < len(table.rows) else set()
        for column, cell in _columns(table, row):
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            merge = "<w:vmerge/>" if cell.down else '<w:vmerge w:val="restart"/>' if column in below else ""
            properties = f'<w:tcPr><w:tcW w:w="900" w:type="dxa"/>{span}{merge}</w:tcPr>'
            cells += f"<w:tc>{properties}{_paragraphs(cell.text)}</w:tc>"
        rows += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _columns(table: Table, row: int) -> Iterator[tuple[int, Cell]]:
    """The cells of a row, each with the column that it begins in."""
    column = 0
    for cell in table.rows[row]:
        yield column, cell
        column += cell.span


def flat_opc(docx: bytes) -> bytes:
    """A docx as `Word XML 文档` saves it."""
    parts = ""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        types = package.read("[Content_Types].xml").decode()
        for name in package.namelist():
            if name == "[Content_Types].xml":
                continue
            data = package.read(name)
            if name.endswith((".xml", ".rels")):
                xml = data.decode().removeprefix("\ufeff").lstrip()
                xml = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
                content = f"<pkg:xmlData>{xml}</pkg:xmlData>"
            else:
                content = f"<pkg:binaryData>{base64.b64encode(data).decode()}</pkg:binaryData>"
            kind = _content_type(types, name)
            parts += f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{content}</pkg:part>'
    return f'{_HEAD}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'.encode()


def _content_type(types: str, name: str) -> str:
    found = re.search(rf'PartName="/{re.escape(name)}"[^>]*ContentType="([^"]*)"', types)
    if found is None:
        found = re.search(rf'ContentType="([^"]*)"[^>]*PartName="/{re.escape(name)}"', types)
    if found is None:
        found = re.search(rf'Extension="{name.rpartition(".")[2]}"[^>]*ContentType="([^"]*)"', types)
    return found[1] if found else "application/octet-stream"

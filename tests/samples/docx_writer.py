"""Renders a description as a Word document with true merged cells, byte for byte the same each time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, Twips

from .model import Cell, Para, Report, Table

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

STAMP = datetime(2024, 9, 1, 8, 0, 0, tzinfo=UTC)
ZIP_STAMP = (1980, 1, 1, 0, 0, 0)
PAGE = (16838, 11906)
"""A4 across, in twips: wide enough that no table is cut off when a program prints the document."""
MARGIN = 1000
FONT_POINTS = 9
NAMESPACES = (
    nsdecls("w")
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + (
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def field(instruction: str, result: str) -> str:
    """A complex field: what Word computes (`instruction`) and what it last printed (`result`)."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def revised(old: str, new: str) -> str:
    """A tracked change that nobody has accepted yet."""
    about = 'w:author="审核" w:date="2024-03-01T09:00:00Z"'
    return (
        f'<w:del w:id="901" {about}><w:r><w:delText xml:space="preserve">{escape(old)}</w:delText></w:r></w:del>'
        f'<w:ins w:id="902" {about}>{run(new)}</w:ins>'
    )


def controlled(text: str) -> str:
    """A content control around a run, as fill-in templates have it."""
    return f'<w:sdt><w:sdtPr><w:alias w:val="填写"/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>'


def text_box(text: str) -> str:
    """A text box anchored in a paragraph, once as drawing and once as the fallback for older programs, as Word writes it."""
    content = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2000000" cy="400000"/>'
        '<wp:docPr id="77" name="文本框"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:rect><v:textbox>{content}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def nested(rows: list[list[str]]) -> str:
    """A small table inside a cell; a cell must end with a paragraph, so one follows."""
    body = "".join(
        "<w:tr>"
        + "".join(f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{paragraph(run(text))}</w:tc>' for text in row)
        + "</w:tr>"
        for row in rows
    )
    grid = "<w:gridCol/>" * len(rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl><w:p/>"


def _cell(cell: Cell, restart: bool) -> str:
    properties = '<w:tcW w:w="0" w:type="auto"/>'
    if cell.span > 1:
        properties += f'<w:gridSpan w:val="{cell.span}"/>'
    if cell.down:
        properties += "<w:vMerge/>"
    elif restart:
        properties += '<w:vMerge w:val="restart"/>'
    content = (
        cell.docx if cell.docx is not None else "".join(paragraph(run(line) if line else "") for line in cell.text.split("\n"))
    )
    written = f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{written}</w:sdtContent></w:sdt>" if cell.control else written


def _table(table: Table) -> str:
    starts = [_starts(row) for row in table.rows]
    rows = []
    for index, row in enumerate(table.rows):
        below = (
            {start for start, cell in zip(starts[index + 1], table.rows[index + 1], strict=True) if cell.down}
            if index + 1 < len(table.rows)
            else set()
        )
        rows.append(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(_cell(cell, start in below) for start, cell in zip(starts[index], row, strict=True))
            + "</w:tr>"
        )
    grid = f'<w:gridCol w:w="{(PAGE[0] - 2 * MARGIN) // table.width}"/>' * table.width
    style = '<w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>'
    return f"<w:tbl {NAMESPACES}>{style}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _starts(row: tuple[Cell, ...]) -> list[int]:
    starts, column = [], 0
    for cell in row:
        starts.append(column)
        column += cell.span
    return starts


def _paragraphs(block: Para) -> list[str]:
    if block.page is not None:
        content = run(block.text) + "<w:r><w:tab/></w:r>" + field(f"PAGEREF _Toc{20230000 + block.page} \\h", str(block.page))
        return [f"<w:p {NAMESPACES}>{content}</w:p>"]
    if block.docx is not None:
        return [f"<w:p {NAMESPACES}>{block.docx}</w:p>"]
    return [f"<w:p {NAMESPACES}>{run(line) if line else ''}</w:p>" for line in block.text.split("\n")]


def docx(report: Report) -> bytes:
    """The whole report as a docx file with fixed dates."""
    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = "gongkai"
    properties.title = report.name
    properties.created = properties.modified = STAMP
    document.styles["Normal"].font.size = Pt(FONT_POINTS)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = (Twips(side) for side in PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Twips(MARGIN)
    body = document.element.body
    section = body.sectPr
    for block in report.blocks:
        for xml in [_table(block)] if isinstance(block, Table) else _paragraphs(block):
            element: BaseOxmlElement = parse_xml(xml)
            section.addprevious(element)
    if report.header:
        document.sections[0].header.paragraphs[0].text = report.header
        footer = document.sections[0].footer.paragraphs[0]._p
        footer.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE ">{run("1")}</w:fldSimple>'))
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed(buffer.getvalue())


def _fixed(data: bytes) -> bytes:
    """The same archive with fixed times."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(zipfile.ZipInfo(name, ZIP_STAMP), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()

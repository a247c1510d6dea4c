"""Builds Word documents from raw XML, for traps that python-docx cannot write, and shows what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from gongkai.extractors.readers.docx import read_docx
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document, Paragraph, Table

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def docx(body: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', **parts: str) -> bytes:
    """A document with this body; `parts` are further parts by kind (styles, header, footnotes …), linked as r_<kind>."""
    document = f"{head}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    links = "".join(f'<Relationship Id="r_{kind}" Type="{_LINK}/{kind}" Target="{kind}1.xml"/>' for kind in parts)
    members = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": relationships(f'<Relationship Id="r1" Type="{_LINK}/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relationships(links),
        **{f"word/{kind}1.xml": xml for kind, xml in parts.items()},
    }
    return package(members)


def relationships(links: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def package(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def data_with(data: bytes, change: Callable[[bytes], bytes], name: str = "word/document.xml") -> bytes:
    """The same package with one member changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return package({each: change(archive.read(each)) if each == name else archive.read(each) for each in archive.namelist()})


def part(kind: str, content: str) -> str:
    """The XML of a further part; `kind` is its root element: styles, hdr, ftr, footnotes …"""
    return f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"


def p(*content: str, properties: str = "") -> str:
    """A paragraph of runs; an item that is no XML becomes a run with that text."""
    runs = "".join(item if item.startswith("<") else r(item) for item in content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str = "", inner: str = "", properties: str = "") -> str:
    """A run with text, or with `inner` as its XML."""
    formatting = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{formatting}{inner or f"""<w:t xml:space="preserve">{text}</w:t>"""}</w:r>'


def tc(content: str = "", properties: str = "") -> str:
    """A cell with a text, or with `content` as its XML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    row = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{row}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def field(code: str, result: str) -> str:
    """The runs of a complex field."""
    return (
        r(inner='<w:fldChar w:fldCharType="begin"/>')
        + r(inner=f'<w:instrText xml:space="preserve"> {code} </w:instrText>')
        + r(inner='<w:fldChar w:fldCharType="separate"/>')
        + r(result)
        + r(inner='<w:fldChar w:fldCharType="end"/>')
    )


SPAN2 = '<w:gridSpan w:val="2"/>'
RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def either(first: str, second: str) -> str:
    """Contents stored twice, for newer and for older versions of Word."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="x">{first}</mc:Choice><mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>'
    )


def drawing(content: str) -> str:
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    return f"<w:drawing><wp:inline><a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>"


def vml(content: str) -> str:
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"


def box(content: str) -> str:
    """A text box as Word writes it."""
    return r(inner=either(drawing(content), vml(content)))


def read(data: bytes) -> Document:
    return read_docx(Original.of(data, "报告.docx", "甲县/报告.docx"))


def body(content: str, **parts: str) -> Document:
    return read(docx(content, **parts))


def texts(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else f"<表{block.index}>" for block in document.blocks]


def text(*content: str) -> str:
    """The text of one paragraph with this content."""
    (paragraph,) = body(p(*content)).paragraphs
    return paragraph.text


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


def only_table(content: str) -> Table:
    (table,) = body(content).tables
    return table

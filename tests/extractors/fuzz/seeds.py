"""Small valid files of every format that has a reader or an opener: what the fuzzers damage.

Every file comes out with the same bytes in every process, so that a number is enough to make a damaged one again.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..containers.archive_files import rar4, rar5, tarred, zipped
from ..containers.test_embedded import native, ole, shown, word
from ..containers.test_mail import compressed, file, folder, sample_eml, sample_msg, wide
from ..containers.test_pdf_attachments import document as pdf_with_attachments
from ..containers.test_pdf_attachments import pinned
from ..readers import test_converted_json as converted
from ..readers.doc_files import cell, doc, p, row
from ..readers.docx_files import CONTINUE, RESTART, SPAN2, box, docx, field, part, tbl, tc, tr
from ..readers.docx_files import p as paragraph
from ..readers.docx_files import r as run
from ..readers.ofd_files import TABLE, ofd, page, path, text
from ..readers.office_files import odt
from ..readers.pdf_files import Sheets
from ..readers.pdf_objects import string
from ..readers.test_doc import WORD_2003
from ..readers.test_doc_binary_faults import sample as sample_doc
from ..readers.test_html_archives import PAGE, archive
from ..readers.test_html_archives import part as page_part
from ..readers.test_html_faults import SAMPLE as HTML
from ..readers.test_pdf_forms import A, B, form, sheet, tick
from ..readers.test_pdf_forms import text as typed
from ..readers.test_rtf import HEAD, gbk, unicode
from ..readers.test_rtf import row as rtf_row
from ..readers.test_spreadsheet import CSV, SHEET_XML, form_xls, form_xlsx
from ..readers.test_spreadsheet_faults import ODS, ods

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
SUFFIXES: Mapping[str, str] = {"text": "txt", "word_xml": "xml", "sheet_xml": "xml"}
"""Of kinds whose files are called otherwise than the kind."""
PICTURES = ("bmp", "gif", "jpg", "png", "tiff", "webp")
"""Kinds that are recognised, which takes seconds."""
LINES = (
    "衡阳示例县某某局2023年度部门决算", "一般公共预算财政拨款“三公”经费支出决算表", "单位：万元",
    "第二部分 情况说明", "“三公”经费支出决算为10.25万元，完成预算的82%，其中：公务接待费支出3.20万元。",
)  # fmt: skip
ROWS = (
    ("项目", "预算数", "决算数"),
    ("合计", "12.50", "10.25"),
    ("公务用车购置及运行维护费", "8.00", "7.05"),
    ("公务接待费", "4.50", "3.20"),
)


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """The files of a kind, always in the same order."""
    return tuple(_settled(data) for data in _BUILDERS[kind]())


def name_of(kind: str) -> str:
    """What a file of this kind is called."""
    return f"报告.{SUFFIXES.get(kind, kind)}"


def _settled(data: bytes) -> bytes:
    """A package whose parts and entries all have the same time."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2023-01-01T00:00:00Z", content)
            settled = zipfile.ZipInfo(entry.filename)
            settled.compress_type = entry.compress_type
            target.writestr(settled, content)
    return stream.getvalue()


def _workbook() -> bytes:
    return _settled(form_xlsx())


def _docx() -> list[bytes]:
    table = tbl(*(tr(*cells) for cells in ROWS), grid=(4000, 2000, 2000))
    merged = tbl(
        tr(tc("收入", SPAN2), "支出"), tr(tc("甲", RESTART), "1.5", tc(table)), tr(tc("", CONTINUE), "2.5", "3"), grid=(9, 9, 9)
    )
    body = (
        paragraph(LINES[0], properties='<w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + "".join(paragraph(line) for line in LINES[1:3])
        + table
        + paragraph(field("= 1+2", "3"), box(paragraph("框中 5.5 万元") + table), run(inner='<w:footnoteReference w:id="2"/>'))
        + "".join(paragraph(line) for line in LINES[3:])
        + merged
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    full = docx(
        body,
        styles=part(
            "styles", '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>'
        ),
        footnotes=part("footnotes", f'<w:footnote w:id="2">{paragraph("注 1.5")}</w:footnote>'),
        header=part("hdr", paragraph("页眉")),
        numbering=part("numbering", numbering),
    )
    holding = word(
        paragraph(shown("a")) + paragraph(shown("b")) + table,
        {"a": ("oleObject", "embeddings/oleObject1.bin"), "b": ("package", "embeddings/表.xlsx")},
        {
            "word/embeddings/oleObject1.bin": ole(native=native("附表.txt", TEXT, unicode=True)),
            "word/embeddings/表.xlsx": _workbook(),
        },
    )
    return [full, holding, (SAMPLES / "09-danwei-yusuan.docx").read_bytes()]


TEXT = "\n".join([*LINES[:3], *("\t".join(cells) for cells in ROWS), *LINES[3:], ""]).encode()


def _text() -> list[bytes]:
    listed = (SAMPLES / "04-xiangmu-zipingbiao-listed.txt").read_bytes()
    prose = (SAMPLES / "05-yinwu-jixiao.txt").read_bytes()
    tabbed = (SAMPLES / "09-danwei-yusuan-tabbed.txt").read_bytes()
    return [TEXT, TEXT.decode().encode("gb18030"), TEXT.decode().encode("utf-16"), listed, prose, tabbed]


def _pdf() -> list[bytes]:
    made = Sheets()
    for number, line in enumerate(LINES):
        made.text(60, 40 + 16 * number, line)
    made.grid([60, 260, 360, 460], [130, 155, 180, 205, 230], ROWS)
    made.page().text(60, 60, "续表 1.5 万元", turn=90).grid(
        [60, 260, 360], [130, 155, 180], [("甲", "1.5"), ("乙", "2.5")], rules="across"
    )
    filled = form(typed(A, "12.5", "12.5"), typed(B, "33.25"), tick((62, 197, 74, 212), "/V /Yes /AS /Yes"), data=sheet().data())
    attached = pdf_with_attachments((string("决算表.xlsx"), _workbook()), ("(a.txt)", TEXT), packed=True)
    return [made.data(), filled, attached, pinned((string("说明.txt"), TEXT))]


def _doc() -> list[bytes]:
    table = [each for cells in ROWS for each in row(*cells)]
    report = doc([*(p(line) for line in LINES[:3]), *table, *(p(line) for line in LINES[3:])])
    return [sample_doc(), report, doc([*row("收入", cell("支出", *row("子", "女", depth=2), ""))], encoding="gb18030")]


def _rtf() -> list[bytes]:
    table = "".join(rtf_row([gbk(text) for text in cells], [3000, 5000, 7000], {0: r"\clvmgf"}) for cells in ROWS)
    body = "".join(f"{unicode(line)}\\par\n" for line in LINES[:3]) + table + "".join(f"{gbk(line)}\\par\n" for line in LINES[3:])
    notes = r"{\footnote x 1.5}{\field{\*\fldinst PAGE}{\fldrslt 1}}{\shp{\*\shpinst{\shptxt 5.5\par}}}\itap2 a\nestcell{\*\nesttableprops\trowd\cellx99\nestrow}"
    return [
        (HEAD + body + notes + "}").encode("latin-1"),
        b"{\\rtf1\\ansi 12.50\\par\\trowd\\cellx1000\\intbl 7.05\\cell\\row\\par}",
    ]


def _odt() -> list[bytes]:
    cells = "".join(f"<text:p>{text}</text:p>" for row_ in ROWS for text in row_)
    return [odt("".join(f"<text:p>{line}</text:p>" for line in LINES) + cells)]


def _word_xml() -> list[bytes]:
    table = tbl(*(tr(*cells) for cells in ROWS))
    body = "".join(paragraph(line) for line in LINES) + table
    parts = "".join(
        f'<pkg:part pkg:name="/{name}" pkg:contentType="application/xml"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
        for name, content in _members(docx(body)).items()
    )
    flat = f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    return [WORD_2003.format(styles="<w:styles/>", body=body).encode(), flat.encode()]


def _members(package: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        members = {name: opened.read(name).decode() for name in opened.namelist() if name != "[Content_Types].xml"}
    return {name: re.sub(r"<\?xml[^>]*>", "", content) for name, content in members.items()}


def _ofd() -> list[bytes]:
    heads = [text(20, 20 + 8 * number, line) for number, line in enumerate(LINES)]
    drawn = path(10, 10, "M 0 0 L 50 0 B 1 2 3 4 5 6 Q 1 2 3 4 A 5 5 0 1 1 9 9 C", 'CTM="1 0 0 1 0 0"')
    return [
        ofd(
            page(*heads, TABLE, drawn),
            page(text(20, 30, "第二页 1.5"), area="<ofd:Area><ofd:PhysicalBox>0 0 99 99</ofd:PhysicalBox></ofd:Area>"),
        )
    ]


def _html() -> list[bytes]:
    form_ = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in cells) + "</tr>" for cells in ROWS)
    report = (
        "".join(f"<p>{line}</p>" for line in LINES[:3])
        + f"<table>{form_}</table>"
        + "".join(f"<p>{line}</p>" for line in LINES[3:])
    )
    xhtml = f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>决算</title></head><body>{report}</body></html>'
    return [HTML.encode(), HTML.encode("gb18030"), f"<html><body>{report}</body></html>".encode("utf-16"), xhtml.encode()]


def _mht() -> list[bytes]:
    return [archive(page_part(HTML.encode()), page_part(PAGE.encode("gb18030"), coding="base64"))]


def _md() -> list[bytes]:
    pipes = "\n".join("| " + " | ".join(cells) + " |" for cells in (ROWS[0], ("---", "--:", ":-:"), *ROWS[1:]))
    drawn = "+----+----+\n| a  | b  |\n+====+====+\n| 1  | 2  |\n|    +----+\n|    | 3  |\n+----+----+"
    plain = "  项目    金额\n  ----- -----\n  合计     5\n  甲       6\n"
    head = f"---\ntitle: x\n---\n# {LINES[0]}\n\n{LINES[1]}\n===\n\n{LINES[2]}\n\n"
    return [
        f"{head}{pipes}\n\n{drawn}\n\n{plain}\n\n{HTML}\n\n**{LINES[4]}**[^1] $\\geq 5 \\%$\n\n[^1]: 注\n\n```\n{pipes}\n```\n".encode()
    ]


def _json() -> list[bytes]:
    makers: list[Callable[[], Any]] = [
        converted.docling_form, converted.mineru_form, converted.middle_form, converted.marker_form, converted.unstructured_form, converted.pandoc_form,
    ]  # fmt: skip
    return [json.dumps(make(), ensure_ascii=False).encode() for make in makers]


def _xls() -> list[bytes]:
    return [form_xls()]


def _picture(format: str) -> Callable[[], list[bytes]]:
    def build() -> list[bytes]:
        from PIL import Image, ImageDraw

        picture = Image.new("L", (420, 300), 255)
        pen = ImageDraw.Draw(picture)
        for y in (60, 120, 180, 240):
            pen.line((20, y, 400, y), fill=0, width=2)
        for x in (20, 200, 400):
            pen.line((x, 60, x, 240), fill=0, width=2)
        for number, words in enumerate(("TOTAL", "12.50", "PART", "10.25", "REST", "2.25")):
            pen.text((30 + 190 * (number % 2), 75 + 60 * (number // 2)), words, fill=0, font_size=28)
        stream = io.BytesIO()
        more: dict[str, Any] = (
            {"save_all": True, "append_images": [picture.rotate(90)], "compression": "tiff_lzw"} if format == "TIFF" else {}
        )
        picture.save(stream, format, dpi=(150, 150), **more)
        return [stream.getvalue()]

    return build


def _inside() -> dict[str, bytes]:
    return {
        "附件/自评.txt": TEXT,
        "b.csv": CSV.encode(),
        "表.xlsx": _workbook(),
        "内层.zip": _settled(zipped({"深.txt": TEXT, "空.txt": b""})),
    }


def _zip() -> list[bytes]:
    return [zipped(_inside()), zipped(_inside(), zipfile.ZIP_LZMA)]


def _tar() -> list[bytes]:
    return [tarred([*_inside().items()]), tarred([("长" * 70 + ".txt", TEXT), *_inside().items()])]


def _rar() -> list[bytes]:
    return [rar4(_inside()), rar5(_inside())]


_7Z = (
    "N3q8ryccAAP5BKH5sgAAAAAAAAAhAAAAAAAAAJUUE+0AdKhTLnVKOYxOC/ZGR06F9GZ0rLq/Suwy+jNkF3zAajS0X7KiipL0hQJgsdlw6Swmv8"
    "kAKW5w/mXT///zqsAAAACBMweuD9Hy+/1AwJDTQ8Th+eiyAFkpNn+YUwy9NpvuwoU39OOR2ackfxEAlp+gZ5W3qIdON/CWnysB5dDbB2H7tSSe"
    "qNv5iYVbVf0peozpzmb+e625MirpGpK76WjI+EI4hodJxEPFCHTPP//jUaAAFwZAAQlyAAcLAQABIwMBAQVdAACAAAyAkgoBCiz4eAAA",
    "N3q8ryccAAMU98PTqQAAAAAAAAAhAAAAAAAAAEsd2lcA6LXob0xjNznemUp19ZgyuLO4op1WcTJUZyZkQVHaSLvtytLHfYAcopg4gNY4LmxYpd"
    "IAAACBMweuD9E9XiygkKB3sP76/VHsO12GXyHCrFK/mzW4BVDyKc1BWGYUtyuteFj+6yybCMoN+sVoIt3SfBOOtJF0ZZWSaelE5aqpBjJ0gm65"
    "FhVPiYDWt4Mt9aGrHtS2snO9StN4d3dJ/8ftLVYbv//pHmAAFwY0AQl1AAcLAQABIwMBAQVdAACAAAyAkgoBIn4qEAAA",
    "N3q8ryccAAOyjfwgNQAAAAAAAACLAAAAAAAAAAOhK/Lpobnnm64J6aKE566X5pWwCuWQiOiuoQkxMi41MArnvJbnoIEs6YeR6aKdCjMwMSw1Lj"
    "UwCgEEBgACCR4XAAcLAgABAQABAQAMHhcACAoBup+khy8M8poAAAUCERkAYQAuAHQAeAB0AAAAYgAuAGMAcwB2AAAAFBIBAAAAw/1zHdkBAADD"
    "/XMd2QESEgEABnP3cd553QEGc/dx3nndARMSAQDGR/lx3nndAcZH+XHeed0BFQoBACCApIEggKSBAAA=",
)  # fmt: skip
"""Two small tables as bsdtar packs them with LZMA, with PPMd and without packing: it would write other times each time."""


def _7z() -> list[bytes]:
    return [base64.b64decode(each) for each in _7Z]


def _eml() -> list[bytes]:
    known: dict[bytes, int] = {}  # the library makes up other boundaries each time
    return [re.sub(rb"={15}\d+==", lambda found: b"==b%d==" % known.setdefault(found[0], len(known)), sample_eml())]


def _msg() -> list[bytes]:
    packed = folder(32, x0037001F=wide("报送"), x10090102=compressed(_rtf()[0]))
    return [sample_msg(), file(packed)]


_BUILDERS: Mapping[str, Callable[[], list[bytes]]] = {
    "7z": _7z,
    "bmp": _picture("BMP"),
    "bz2": lambda: [bz2.compress(TEXT), bz2.compress(_tar()[0])],
    "csv": lambda: [CSV.encode(), CSV.replace(",", "\t").encode("gb18030")],
    "doc": _doc,
    "docx": _docx,
    "eml": _eml,
    "gif": _picture("GIF"),
    "gz": lambda: [gzip.compress(TEXT, mtime=0), gzip.compress(_tar()[0], mtime=0)],
    "html": _html,
    "jpg": _picture("JPEG"),
    "json": _json,
    "md": _md,
    "mht": _mht,
    "msg": _msg,
    "ods": lambda: [ods(ODS.format(3))],
    "odt": _odt,
    "ofd": _ofd,
    "pdf": _pdf,
    "png": _picture("PNG"),
    "rar": _rar,
    "rtf": _rtf,
    "sheet_xml": lambda: [SHEET_XML.format("UTF-8").encode(), SHEET_XML.format("GB2312").encode("gb18030")],
    "tar": _tar,
    "text": _text,
    "tiff": _picture("TIFF"),
    "webp": _picture("WEBP"),
    "word_xml": _word_xml,
    "xls": _xls,
    "xlsx": lambda: [_workbook()],
    "xz": lambda: [lzma.compress(TEXT), lzma.compress(_tar()[0])],
    "zip": _zip,
}
KINDS = tuple(_BUILDERS)
"""Every format that has a reader or an opener."""

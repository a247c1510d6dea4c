"""Documents for LibreOffice: ordinary ones in formats that only it writes, and ones that would make it fetch or run something."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from .docx_files import docx as docx_bytes
from .docx_files import p, package, r, relationships, tbl, tr

SOFFICE = shutil.which("soffice")
SAMPLES = Path(__file__).resolve().parents[3] / "samples"
INSTALL = "needs LibreOffice (apt-get install libreoffice-writer-nogui)"

_ODF = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
_ODT = "application/vnd.oasis.opendocument.text"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY = "该单位2023年度支出合计12.50万元。"


def office(sources: list[Path], target: str, into: Path) -> list[Path]:
    """`sources` as LibreOffice writes them in another format (`doc`, `rtf`, `xml:MS Word 2003 XML`), by a bare call as a user would make it."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(into / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", target, "--outdir", str(into), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [into / f"{source.stem}.{target.partition(':')[0]}" for source in sources]


def odt(body: str, *, scripts: str = "", **members: str) -> bytes:
    """An OpenDocument text with this body; `members` are further files, with `__` for `/` and the suffix `.xml`."""
    files = {name.replace("__", "/") + ".xml": content for name, content in members.items()}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in [("/", _ODT), ("content.xml", "text/xml"), *((name, "text/xml") for name in files)]
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODT, zipfile.ZIP_STORED)
        for name, content in {
            "content.xml": f'<office:document-content {_ODF} office:version="1.2">{scripts}'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            **files,
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
            f'manifest:version="1.2">{entries}</manifest:manifest>',
        }.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def odt_that_fetches(url: str) -> bytes:
    """Refers to a picture, a section, an object and a template at `url`."""
    target = f'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad" xlink:href="{url}'
    frame = 'svg:width="5cm" svg:height="3cm" text:anchor-type="as-char"'
    return odt(
        f"<text:p>{_BODY}</text:p>"
        f'<text:p><draw:frame draw:name="a" {frame}><draw:image {target}/odt.png"/></draw:frame></text:p>'
        f'<text:p><draw:frame draw:name="b" {frame}><draw:object {target}/object.odt"/></draw:frame></text:p>'
        f'<text:section text:name="s" text:protected="true"><text:section-source {target}/section.odt"/><text:p/></text:section>',
        meta=f"<office:document-meta {_ODF}><office:meta>"
        f'<meta:template xlink:type="simple" xlink:actuate="onRequest" xlink:href="{url}/template.ott" meta:date="2023-01-01T00:00:00"/>'
        "</office:meta></office:document-meta>",
    )


def odt_that_runs(written: Path) -> bytes:
    """Has a macro that writes a file when the document is opened."""
    location = "vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"
    events = "".join(
        f'<script:event-listener script:language="ooo:script" script:event-name="{event}" xlink:href="{location}" xlink:type="simple"/>'
        for event in ("dom:load", "office:load-finished", "office:view-created", "dom:DOMFocusIn", "office:save", "office:copy-to")
    )
    library = 'xmlns:library="http://openoffice.org/2000/library"'
    code = f"Sub Main\nOpen &quot;{written}&quot; For Output As #1\nPrint #1, &quot;run&quot;\nClose #1\nEnd Sub"
    return odt(
        f"<text:p>{_BODY}</text:p>",
        scripts=f"<office:scripts><office:event-listeners>{events}</office:event-listeners></office:scripts>",
        **{
            "Basic__script-lc": f'<library:libraries {library}><library:library library:name="Standard" library:link="false"/>'
            "</library:libraries>",
            "Basic__Standard__script-lb": f'<library:library {library} library:name="Standard" library:readonly="false" '
            'library:passwordprotected="false"><library:element library:name="Module1"/></library:library>',
            "Basic__Standard__Module1": '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
            f'script:language="StarBasic">{code}</script:module>',
        },
    )


def rtf_that_fetches(url: str) -> bytes:
    """Refers to a picture, a text and an object by fields, and to a template."""
    fields = "".join(
        rf'{{\field{{\*\fldinst {{{code} "{url}/{name}" {switch}}}}}{{\fldrslt {{1}}}}}}\par '
        for code, name, switch in (
            ("INCLUDEPICTURE", "rtf.png", r"\\d"),
            ("INCLUDETEXT", "rtf.odt", ""),
            ("LINK Word.Document.12", "rtf.docx", r"\\a \\t"),
            ("DDEAUTO soffice", "dde.odt", ""),
        )
    )
    return rf"{{\rtf1\ansi{{\*\template {url}/rtf.dotx}}{{12.50\par}}{fields}}}".encode()


def docx_that_fetches(url: str) -> bytes:
    """Refers to a picture, a text, an object and a template by relationships and fields."""
    picture = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/>'
        '</pic:nvPicPr><pic:blipFill><a:blip r:link="rPicture"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" '
        'cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    links = "".join(
        f'<Relationship Id="{name}" Type="{_LINK}/{kind}" Target="{url}/{target}" TargetMode="External"/>'
        for name, kind, target in (("rPicture", "image", "docx.png"), ("rTemplate", "attachedTemplate", "docx.dotx"))
    )
    fields = "".join(
        r(inner='<w:fldChar w:fldCharType="begin"/>')
        + r(inner=f'<w:instrText xml:space="preserve"> {code} "{url}/{name}" </w:instrText>')
        + r(inner='<w:fldChar w:fldCharType="separate"/>')
        + r("1")
        + r(inner='<w:fldChar w:fldCharType="end"/>')
        for code, name in (("INCLUDEPICTURE", "docx-field.png"), ("INCLUDETEXT", "docx.odt"))
    )
    plain = docx_bytes(p(_BODY) + p(picture) + p(fields) + tbl(tr("合计", "12.50")))
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    members["word/_rels/document.xml.rels"] = relationships(links)
    return package(members)

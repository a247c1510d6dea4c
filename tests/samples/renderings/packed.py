"""Reports inside other files: archives, a message, an object in a Word document."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

BSDTAR = shutil.which("bsdtar")
_STAMP = (2024, 9, 1, 8, 0, 0)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class _GbkName(zipfile.ZipInfo):
    """Names its file as Chinese Windows does: in GBK, and without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            info = _GbkName(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def seven_zip(members: Mapping[str, bytes]) -> bytes:
    """By bsdtar."""
    assert BSDTAR is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        for member, data in members.items():
            (folder / member).parent.mkdir(parents=True, exist_ok=True)
            (folder / member).write_bytes(data)
        target = Path(name, "a.7z")
        environment = {"LC_ALL": "C.UTF-8"}
        subprocess.run([BSDTAR, "--format=7zip", "-cf", target, "-C", folder, *members], check=True, env=environment)
        return target.read_bytes()


def tar_gz(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def mail(members: Mapping[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.gov.cn", "b@example.gov.cn", "报送绩效自评材料"
    message.set_content("附件请查收。\n")
    for name, data in members.items():
        maintype, _, subtype = _DOCX.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name.replace("/", "-"))
    return message.as_bytes()


def embedded(members: Mapping[str, bytes]) -> bytes:
    """A Word document with a line of text and the members as embedded documents."""
    objects = "".join(
        f'<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Word.Document.12" r:id="o{number}"/></w:object></w:r></w:p>'
        for number in range(len(members))
    )
    body = f"<w:p><w:r><w:t>报送材料附后，请审阅。</w:t></w:r></w:p>{objects}"
    links = "".join(
        f'<Relationship Id="o{number}" Type="{_LINK}/package" Target="embeddings/{name.replace("/", "-")}"/>'
        for number, name in enumerate(members)
    )
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:r="{_LINK}"'
    )
    relationships = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="docx" ContentType="{_DOCX}"/><Override PartName="/word/document.xml" '
        f'ContentType="{_DOCX}.main+xml"/></Types>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'{relationships}<Relationship Id="r" Type="{_LINK}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"{relationships}{links}</Relationships>",
        **{f"word/embeddings/{name.replace('/', '-')}": data for name, data in members.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()

"""Formats are told by content; the name only helps to say that it promises something else."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gongkai.extractors.readers import READERS, read_bytes, sniff
from gongkai.schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

RENDERS = Path(__file__).resolve().parents[4] / "shared" / "renders"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


def with_stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(64)


DOCX = zipped(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"})
UNUSUAL_DOCX = zipped(
    **{
        "[Content_Types].xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "doc__main.xml": "<w/>",
    }
)
CONTENT = {
    "docx": DOCX,
    "xlsx": zipped(**{"[Content_Types].xml": "<Types/>", "xl__workbook.xml": "<x/>"}),
    "ofd": zipped(**{"OFD.xml": "<o/>"}),
    "zip": zipped(**{"报告.docx": "x"}),
    "odt": zipped(mimetype="application/vnd.oasis.opendocument.text"),
    "odf": zipped(mimetype="application/vnd.oasis.opendocument.presentation"),
    "pdf": b"%PDF-1.7\n...",
    "doc": with_stream("WordDocument"),
    "xls": with_stream("Workbook"),
    "encrypted": with_stream("EncryptedPackage"),
    "ole": OLE,
    "rtf": b"{\\rtf1\\ansi}",
    "html": b"\xef\xbb\xbf <!DOCTYPE html><html><body>x</body></html>",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "tiff": b"II*\x00" + bytes(20),
    "gz": b"\x1f\x8b\x08" + bytes(20),
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "bz2": b"BZh91AY&SY" + bytes(20),
    "xz": b"\xfd7zXZ\0\0" + bytes(20),
    "tar": b"a.docx".ljust(257, b"\0") + b"ustar  \0".ljust(300, b"\0"),
    "webp": b"RIFF\x20\0\0\0WEBPVP8 " + bytes(20),
    "msg": with_stream("__properties_version1.0"),
    "eml": b"Received: from a by b\r\nFrom: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nx",
    "word_xml": b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
    "text": "部门决算公开说明".encode(),
    "unknown": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("expected", CONTENT)
@pytest.mark.parametrize("name", ["报告", "报告.docx", "报告.txt"])
def test_content_decides_whatever_the_name(expected: str, name: str) -> None:
    assert sniff(CONTENT[expected], name) == expected


def test_docx_with_parts_of_other_names() -> None:
    assert sniff(UNUSUAL_DOCX, "a") == "docx"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_truncated_docx_is_still_a_docx(kept: float) -> None:
    assert sniff(DOCX[: int(len(DOCX) * kept)], "报告.docx") == "docx"


DRAFT = b'From: =?utf-8?b?5p+Q5bGA?= <a@example.com>\r\nSubject: x\r\n{more}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b"\r\n\r\n'


@pytest.mark.parametrize(
    ("more", "kind", "name", "expected"),
    [
        (b"", b"related", "报告.eml", "eml"),
        (b"", b"mixed", "报告.eml", "eml"),
        (b"X-Unsent: 1\r\n", b"related", "报告", "eml"),
        (b"", b"related", "报告.mht", "mht"),
        (b"", b"related", "报告", "mht"),
    ],
)
def test_a_draft_of_a_mail_is_no_saved_page(more: bytes, kind: bytes, name: str, expected: str) -> None:
    assert sniff(DRAFT.replace(b"{more}", more).replace(b"{kind}", kind), name) == expected


def test_html_in_other_encodings() -> None:
    assert sniff("<html><head><title>决算</title></head></html>".encode("gb18030")) == "html"
    assert sniff("<html><head><title>决算</title></head></html>".encode("utf-16")) == "html"


def test_markdown_may_begin_with_html() -> None:
    """What stands between its tables is text in lines, which a page would run together."""
    begins = b'<div class="a">\n\n<table><tr><td>12.50</td></tr></table>\n'
    assert (sniff(begins, "a.md"), sniff(begins, "a.html")) == ("md", "html")
    assert sniff(b"<!DOCTYPE html><html>" + begins, "a.md") == "html"


def test_text_that_speaks_of_html_is_text() -> None:
    assert sniff("说明：网页以 <html> 开头。".encode()) == "text"


@pytest.mark.parametrize("format", sorted(set(CONTENT) - {*READERS, "encrypted", "unknown"}))
def test_what_cannot_be_read_is_named_with_advice(format: str) -> None:
    with pytest.raises(UnsupportedFormat, match=r"^这是[^\n]+：请[^\n]+$"):
        read_bytes(CONTENT[format], "报告.txt", "报告.txt")


def test_encrypted_office_document() -> None:
    with pytest.raises(EncryptedDocument, match="密码"):
        read_bytes(CONTENT["encrypted"], "报告.docx", "报告.docx")


def test_rubbish_called_a_report_is_unreadable_and_anything_else_unsupported() -> None:
    with pytest.raises(UnreadableDocument, match="损坏"):
        read_bytes(CONTENT["unknown"], "报告.docx", "报告.docx")
    with pytest.raises(UnsupportedFormat, match="认不出"):
        read_bytes(CONTENT["unknown"], "程序.exe", "程序.exe")


@pytest.mark.parametrize("name", ["报告.docx", "报告.pdf", "报告.DOC"])
def test_wrong_extension_is_read_with_a_warning(name: str) -> None:
    document = read_bytes(CONTENT["text"], name, name)
    assert document.format == "text"
    assert [warning.code for warning in document.warnings] == ["extension"]


@pytest.mark.parametrize("name", ["报告.txt", "报告.TXT", "报告", "报告.2024"])
def test_fitting_or_meaningless_extension_gives_no_warning(name: str) -> None:
    assert not read_bytes(CONTENT["text"], name, name).warnings


@pytest.mark.skipif(not RENDERS.is_dir(), reason="the rendered documents are not at hand")
@pytest.mark.parametrize("suffix", ["docx", "doc", "xls", "xlsx", "pdf", "html", "ofd"])
def test_real_files(suffix: str) -> None:
    for path in RENDERS.glob(f"*.{suffix}"):
        assert sniff(path.read_bytes(), "x") == suffix


def test_importing_the_readers_imports_no_parser() -> None:
    code = (
        "import sys, gongkai.extractors.readers; print([m for m in ('lxml', 'pdfplumber', 'docx', 'pandas') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_brackets_without_end_are_json_that_is_too_deep() -> None:
    data = b'{"pdf_info":' + b"[" * 100_000
    assert sniff(data) == "json"
    with pytest.raises(LimitExceeded, match="嵌套过深"):
        read_bytes(data, "报告.json", "报告.json")

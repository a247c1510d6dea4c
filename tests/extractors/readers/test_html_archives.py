"""Web archives (MHTML), as browsers, Word and Excel write them."""

from __future__ import annotations

import base64
import quopri

import pytest

from gongkai.extractors.readers import read_bytes, sniff
from gongkai.schemas.document import Document
from gongkai.schemas.errors import UnreadableDocument

PAGE = "<html><body><p>某局2023年度部门决算</p><table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>12.50</td></tr></table></body></html>"


def part(content: bytes, kind: str = "text/html", coding: str = "quoted-printable", name: str = "page.htm") -> bytes:
    coded = quopri.encodestring(content) if coding == "quoted-printable" else base64.encodebytes(content)
    head = f"--==b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: file:///C:/{name}\r\n\r\n"
    return head.encode() + coded + b"\r\n"


def archive(*parts: bytes, first: str = "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0") -> bytes:
    head = f'{first}\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="==b"\r\n\r\n'
    return head.encode() + b"\r\n" + b"".join(parts) + b"--==b--\r\n"


def read(data: bytes, name: str = "决算.mht") -> Document:
    return read_bytes(data, name, name)


@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_page_of_an_archive(coding: str, encoding: str) -> None:
    data = archive(part(PAGE.encode(encoding), coding=coding), part(b"\x89PNG", "image/png", "base64", "a.png"))
    assert sniff(data) == "mht"
    document = read(data)
    assert document.format == "mht"
    assert [paragraph.text for paragraph in document.paragraphs] == ["某局2023年度部门决算"]
    assert document.tables[0].cells[3].text == "12.50"
    assert document.warnings == ()


@pytest.mark.parametrize("first", ["Subject: a\r\nMIME-Version: 1.0", "X-Mailer: b", "Date: Tue, 1 Jan 2024 08:00:00 +0800"])
def test_the_head_of_an_archive_may_start_with_any_field(first: str) -> None:
    assert sniff(archive(part(PAGE.encode()), first=first)) == "mht"


def test_the_sheets_of_a_workbook() -> None:
    frames = b"<html><frameset><frame src='book.files/sheet001.htm'></frameset></html>"
    sheets = [PAGE.replace("12.50", figure).encode() for figure in ("1.10", "2.20")]
    data = archive(
        part(frames), *(part(sheet, name=f"sheet{number}.htm") for number, sheet in enumerate(sheets)), first="MIME-Version: 1.0"
    )
    document = read(data, "决算.xls")
    assert [table.index for table in document.tables] == [0, 1]
    assert [table.cells[3].text for table in document.tables] == ["1.10", "2.20"]
    assert [warning.code for warning in document.warnings] == ["extension"]


def test_a_part_that_cannot_be_read_is_a_warning() -> None:
    document = read(archive(part(PAGE.encode()), part(bytes(range(128, 256)) * 40, name="other.htm")))
    assert [warning.code for warning in document.warnings] == ["part_not_read"]
    assert len(document.tables) == 1


def test_an_archive_without_a_page_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="没有网页"):
        read(archive(part(b"\x89PNG", "image/png", "base64")))


def test_a_truncated_archive_is_read_as_far_as_it_goes() -> None:
    data = archive(part((PAGE + "<p>以上</p>" * 50).encode(), coding="quoted-printable"))
    assert read(data[: len(data) - 300]).tables[0].cells[3].text == "12.50"

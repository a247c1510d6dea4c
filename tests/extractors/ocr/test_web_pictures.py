"""Tables that web pages show as pictures: written into the page, or stored beside it in a web archive."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from gongkai.extractors.readers import _pictures_inside, read_bytes
from gongkai.schemas.document import Document, Paragraph, Table

from .pictures_of_tables import FIGURES, page, saved

PICTURE = base64.b64encode(saved(page())).decode()
ROWS = "<table><tr><td>项目</td><td>决算数</td></tr><tr><td>合计<img src='{}'></td><td>12.50</td></tr></table>"


def web(body: str, name: str = "决算.html") -> Document:
    return read_bytes(f"<html><body>{body}</body></html>".encode(), name, name)


def archive(body: str, *heads: str, page_at: str = "http://xx.gov.cn/2024/a.html") -> Document:
    parts = [f"Content-Type: text/html; charset=utf-8\r\nContent-Location: {page_at}\r\n\r\n<html><body>{body}</body></html>"]
    parts += [f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n{head}\r\n\r\n{PICTURE}" for head in heads]
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=b"\r\n\r\n'
    data = (head + "".join(f"--=b\r\n{part}\r\n" for part in parts) + "--=b--\r\n").encode()
    return read_bytes(data, "决算.mht", "决算.mht")


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in table.cells if cell.row == row) for row in range(table.row_count)]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def test_a_picture_written_into_the_page_is_read_where_it_stands() -> None:
    document = web(f"<p>收入决算表</p><p><img src='data:image/png;base64,{PICTURE}'></p><p>以上为收入。</p>")
    first, table, last = document.blocks
    assert (
        isinstance(first, Paragraph) and isinstance(last, Paragraph) and (first.text, last.text) == ("收入决算表", "以上为收入。")
    )
    assert isinstance(table, Table) and texts(table) == list(FIGURES)
    assert (document.ocr_pages, codes(document)) == (1, [])
    assert all(cell.confidence < 1 and cell.location.paragraph == 1 for cell in table.cells)


def _text_chunk(text: bytes) -> bytes:
    chunk = b"tEXt" + b"t\0" + text
    return struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))


def test_a_picture_is_no_decoration_because_its_data_spell_a_word() -> None:
    """Base64 spells every short word now and then: of thirty pictures one has “btn” among its first thousand characters."""
    data = base64.b64decode(PICTURE)
    place = 33  # behind the first chunk
    for shift in range(3):
        spelt = data[:place] + _text_chunk(bytes(shift) + base64.b64decode("AbtnAbtn")) + data[place:]
        encoded = base64.b64encode(spelt).decode()
        if "btn" in encoded.lower()[:1000]:
            break
    else:
        pytest.fail("the word is not there")
    assert web(f"<p>收入决算表</p><img src='data:image/png;base64,{encoded}'>").ocr_pages == 1


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("cid:t1@xx", "Content-ID: <t1@xx>"),
        ("http://xx.gov.cn/2024/t1.png", "Content-Location: http://xx.gov.cn/2024/t1.png"),
        ("t1.png", "Content-Location: http://xx.gov.cn/2024/t1.png"),
        ("../files/t1.png", "Content-Location: http://xx.gov.cn/files/t1.png"),
    ],
)
def test_a_picture_stored_in_a_web_archive_is_read(source: str, head: str) -> None:
    document = archive(f"<p>收入决算表</p><img src='{source}'>", head)
    assert [texts(table) for table in document.tables] == [list(FIGURES)]
    assert (document.ocr_pages, codes(document)) == (1, [])


def test_a_picture_that_is_elsewhere_is_not_fetched_but_told() -> None:
    for document in (
        web("<p>收入决算表</p><img src='http://127.0.0.1:9/t1.png'>"),
        archive("<p>表</p><img src='t2.png'>", "Content-ID: <t1>"),
    ):
        assert (document.tables, codes(document)) == ((), ["picture_not_read"])


def test_damaged_pictures_and_those_without_a_table_are_told() -> None:
    blank = base64.b64encode(saved(page((), ruled=False))).decode()
    document = web(f"<p>收入决算表</p><img src='data:image/png;base64,{PICTURE[:999]}'><img src='data:image/png;base64,{blank}'>")
    assert (document.tables, document.ocr_pages, codes(document)) == ((), 0, ["picture_not_read"])
    assert "2 处图片" in document.warnings[0].message


def test_a_picture_inside_a_table_leaves_its_cells_alone() -> None:
    document = web(ROWS.format(f"data:image/png;base64,{PICTURE}"))
    assert [texts(table) for table in document.tables] == [[("项目", "决算数"), ("合计", "12.50")]]
    assert codes(document) == ["picture_not_read"]


def test_without_recognition_pictures_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pictures_inside, "available", lambda: False)
    document = web(f"<p>收入决算表</p><img src='data:image/png;base64,{PICTURE}'>")
    assert (document.tables, codes(document)) == ((), ["picture_not_read"])

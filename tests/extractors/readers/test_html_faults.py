"""The HTML reader on damaged, hostile and endless pages: a document or one clear Chinese line, in reasonable time."""

from __future__ import annotations

import random
import re
import time

import pytest

from gongkai.extractors.readers import html, read_bytes
from gongkai.extractors.readers.html import read_html, read_mht
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document, Table
from gongkai.schemas.errors import DocumentError, LimitExceeded

from .test_html import DATA
from .test_html_archives import PAGE, archive, part

SAMPLE = (
    "<!DOCTYPE html><html><head><meta charset='gb2312'><title>决算 - 某县</title></head><body class='x'><div id='main-nav'><a href='#'>首页</a></div>"
    "<table role='presentation'><tr><td style='display:none'>隐</td><td><h1>部门决算</h1><p>支出 12.5 万元<br>其中：<sup>1</sup></p>"
    f"<table><caption>表一</caption><thead><tr><th rowspan=2 colspan=3>项目</th><th>金额</th></tr></thead><tr><td>1.5</td></tr></table>{DATA}"
    "</td></tr></table><pre>甲\t1\n乙\t2</pre><a href='a.xls'>附件.xls</a><img src='b.png' width='300'></body></html>"
)


def read(data: bytes) -> Document:
    return read_html(Original.of(data, "a.html"))


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(changed) or 1)
        kind = chance.randrange(6)
        if kind == 0:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[place : place + chance.randint(1, 60)]
        elif kind == 2:
            end = place + chance.randint(1, 200)
            changed[place:place] = changed[place:end] * chance.randint(1, 4)
        elif kind == 3:
            changed[place:place] = chance.choice(
                [b"<table>", b"</table>", b"<td>", b"</tr>", b"<!--", b"]]>", b"<pre>", b"&#0;", b"\0", b"'", b">"]
            )
        elif kind == 4:
            changed[place:place] = chance.choice(
                [b" colspan=99999", b" rowspan=0", b" hidden", b"&#xd800;", b"\xff\xfe", "表".encode("gb18030")]
            )
        else:
            del changed[place:]
        if not changed:
            break
    return bytes(changed)


def check(document: Document) -> None:
    """What every table promises: its cells lie inside its grid and do not share their places."""
    for table in document.blocks:
        if not isinstance(table, Table):
            continue
        taken: set[tuple[int, int]] = set()
        for cell in table.cells:
            assert cell.row + cell.row_span <= table.row_count
            assert cell.column + cell.column_span <= table.column_count
            covered = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            }
            assert covered and not covered & taken
            taken |= covered


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_mutated_pages(encoding: str) -> None:
    chance = random.Random(5)
    data = SAMPLE.encode(encoding)
    for _ in range(300):
        try:
            document = read(mutated(data, chance))
        except DocumentError as error:
            assert re.search(r"[\u4e00-\u9fff]", str(error)) and "\n" not in str(error)
        else:
            check(document)


def test_mutated_archives() -> None:
    chance = random.Random(6)
    data = archive(part(SAMPLE.encode()), part(PAGE.encode("gb18030"), coding="base64"))
    for _ in range(300):
        try:
            check(read_mht(Original.of(mutated(data, chance), "a.mht")))
        except DocumentError as error:
            assert re.search(r"[\u4e00-\u9fff]", str(error)) and "\n" not in str(error)


@pytest.mark.parametrize("tag", ["div", "table", "table><tr><td", "b", "ul><li", "pre", "p><span", "svg", "a href=x.xls"])
def test_deep_nesting(tag: str) -> None:
    started = time.perf_counter()
    document = read(f"<html><body>{DATA}{f'<{tag}>' * 100_000}末尾</body></html>".encode())
    assert document.tables[0].cells[5].text == "3.20"
    assert time.perf_counter() - started < 20


def test_tables_nested_too_deep_are_reported_and_keep_their_text() -> None:
    document = read(f"<html><body>{'<table><tr><td>' * 60}合计 12.50 万元".encode())
    assert "nesting_limit" in [warning.code for warning in document.warnings]
    assert "合计 12.50 万元" in "".join(cell.text for table in document.tables for cell in table.cells)


def test_cells_that_span_a_thousand_columns_each_make_no_wider_grid() -> None:
    """As from an editor that writes its largest number: what no cell starts in is no column."""
    rows = "".join("<tr>" + "".join(f"<td colspan=1000>{row}.{column}</td>" for column in range(300)) + "</tr>" for row in range(3))
    (table,) = read(f"<html><body><table>{rows}</table></body></html>".encode()).tables
    assert [(cell.column, cell.column_span, cell.text) for cell in table.cells if cell.row == 1][:2] == [
        (0, 1, "1.0"),
        (1, 1, "1.1"),
    ]
    assert table.column_count == 300


def test_spans_that_multiply_are_stopped() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=60000>1</td>" * 200 + "<td>2</td></tr>"
    with pytest.raises(LimitExceeded, match="行数乘列数"):
        read(f"<html><body><table>{row * 300}</table></body></html>".encode())


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.extractors.readers._html_boxes.MAX_CELLS", 5)
    with pytest.raises(LimitExceeded, match="单元格超过 5 个"):
        read(f"<html><body>{DATA}</body></html>".encode())


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_HTML_BYTES", 50)
    for data in (SAMPLE.encode(), archive(part(PAGE.encode()))):
        with pytest.raises(LimitExceeded, match="上限"):
            read_bytes(data, "a.html", "a.html")


def test_entities_and_outside_references_are_not_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("x") / "secret.txt"
    secret.write_text("机密文本", encoding="utf-8")
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "十亿">]>'
        f'<html><head><link href="{secret.as_uri()}"></head><body><p>文 &x; &y;</p><object data="{secret.as_uri()}"></object></body></html>'
    )
    document = read(page.encode())
    assert "机密" not in repr(document)


def test_a_mirror_of_deep_archives() -> None:
    nested = b"".join(
        f"Content-Type: multipart/related; boundary=b{number}\r\n\r\n--b{number}\r\n".encode() for number in range(3000)
    )
    with pytest.raises(DocumentError):
        read_mht(Original.of(b"MIME-Version: 1.0\r\n" + nested, "a"))


def test_a_number_without_end_in_the_menu_of_the_site() -> None:
    started = time.process_time()
    page = f"<html><body><div id='main-nav'><a href='#'>首页{'1' * 200_000} {'1 ' * 50_000}</a></div>{DATA}</body></html>"
    assert read(page.encode()).tables[0].cells[5].text == "3.20"
    assert time.process_time() - started < 10


def test_an_address_broken_over_lines_is_one_address() -> None:
    document = read(f"<html><body>{DATA}<a href='a/\n\tb.xls\r\n'>附件.xls</a></body></html>".encode())
    (warning,) = document.warnings
    assert "a/b.xls" in warning.message
    assert "\n" not in warning.message

"""The spreadsheet readers on damaged, hostile and oversized files: a document or one clear Chinese line, never another exception."""

from __future__ import annotations

import io
import random
import re
import struct
import time
import zipfile

import pytest

from gongkai.extractors.readers import _sheet_model
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

from .sheet_files import changed, outline, saved, shown, xls, xlsx
from .test_spreadsheet import CSV, SHEET_XML, form_xls, form_xlsx

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="决算"><table:table-row><table:table-cell><text:p>项目</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float"><text:p>金额</text:p></table:table-cell></table:table-row>'
    '<table:table-row table:number-rows-repeated="{0}"><table:table-cell table:number-columns-spanned="2"/></table:table-row>'
    '<table:table-row><table:table-cell><text:p>合<text:s text:c="2"/>计</text:p></table:table-cell>'
    '<table:table-cell office:value-type="percentage" office:value="0.62"><text:p>62%</text:p></table:table-cell></table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def refusal(data: bytes, kind: type[DocumentError], name: str = "表.xlsx") -> str:
    with pytest.raises(DocumentError) as caught:
        shown(data, name)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*：请[^\n]*", message)
    return message


def test_ods_shows_what_it_says() -> None:
    document = shown(ods(ODS.format(1)), "表.ods")
    assert [cell.text for cell in document.tables[0].cells] == ["项目", "金额", "", "合  计", "62%"]


@pytest.mark.parametrize(
    ("stored", "text", "read"),
    [
        ("162.935556", "162.94", "162.935556"),
        ("-1234.567", "-1,234.57", "-1,234.567"),
        ("0.0900000762939453", "0.09", "0.09"),
        ("5.25", "¥5.3", "¥5.25"),
        ("12345", "12.3", "12.3"),
        ("12", "12.00", "12.00"),
        ("45047", "2023年5月1日", "2023年5月1日"),
    ],
)
def test_ods_keeps_the_decimals_that_other_workbooks_keep(stored: str, text: str, read: str) -> None:
    cell = f'office:value-type="float" office:value="{stored}"><text:p>{text}<'
    document = shown(ods(ODS.format(1).replace('office:value-type="float"><text:p>金额<', cell)), "表.ods")
    assert document.tables[0].cells[1].text == read
    assert ("more_decimals_stored" in {warning.code for warning in document.warnings}) == (read != text)


def test_a_sheet_that_claims_all_rows() -> None:
    start = time.monotonic()
    texts = [
        text for row in outline(shown(ods(ODS.format(1048570)), "表.ods")) for text in (row if isinstance(row, list) else [row])
    ]
    assert texts == ["决算", ["项目", "金额"], ["合  计", "62%"]], "a million blank rows part the tables, and nothing else"
    data = changed(
        form_xlsx(),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml),
    )
    assert shown(data).tables[0].row_count == 4
    assert time.monotonic() - start < 5


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheet_model, "MAX_CELLS", 10)
    assert "上限" in refusal(form_xlsx(), LimitExceeded)
    assert "上限" in refusal(form_xls(), LimitExceeded, "表.xls")
    assert "上限" in refusal(CSV.encode(), LimitExceeded, "表.csv")


def test_two_far_cells_in_one_table() -> None:
    book, (sheet,) = xlsx(("表", [["项目", "金额"], ["合计", 1]]))
    for row in range(2, 300):
        sheet.cell(row, 1, "甲")
        sheet.cell(row, 16384, "乙")
    refusal(saved(book), LimitExceeded)


def test_entities_are_refused() -> None:
    data = changed(form_xlsx(), "xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml)
    assert "恶意" in refusal(data, UnreadableDocument)


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_truncated_parts(member: str) -> None:
    refusal(changed(form_xlsx(), member, lambda xml: xml[: len(xml) // 2]), UnreadableDocument)


def test_binary_workbook_is_named() -> None:
    stream = io.BytesIO()
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types>application/vnd.ms-excel.sheet.binary.macroEnabled.main</Types>")
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{link}" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", b"\x83\x01")
    assert "xlsb" in refusal(stream.getvalue(), UnsupportedFormat)


def test_old_workbook_behind_a_password() -> None:
    data = form_xls()
    # FILEPASS behind the first BOF record of the workbook stream
    at = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    refusal(data[:at] + b"\x2f\x00\x06\x00\x01\x00\x01\x00\x01\x00" + data[at + 10 :], EncryptedDocument, "表.xls")


def test_old_workbook_without_a_compound_file() -> None:
    data = form_xls()
    stream = data[data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") :]
    assert shown(stream, "表.xls").tables[0].row_count == 4


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_truncated_files(share: float) -> None:
    for data, name in ((form_xlsx(), "表.xlsx"), (form_xls(), "表.xls")):
        refusal(data[: int(len(data) * share)], UnreadableDocument, name)


SAMPLES = {
    "表.xlsx": form_xlsx(),
    "表.xls": form_xls(),
    "表.ods": ods(ODS.format(3)),
    "决算.xls": SHEET_XML.format("UTF-8").encode(),
    "表.csv": CSV.encode("gb18030"),
}


@pytest.mark.parametrize("name", list(SAMPLES))
def test_mutated_files_give_a_document_or_a_refusal(name: str) -> None:
    random_numbers = random.Random(name)
    for _ in range(60):
        data = bytearray(SAMPLES[name])
        for _ in range(random_numbers.choice((1, 3, 20))):
            data[random_numbers.randrange(len(data))] = random_numbers.randrange(256)
        if random_numbers.random() < 0.2:
            del data[random_numbers.randrange(len(data)) :]
        _tried(bytes(data), name)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_mutated_parts_give_a_document_or_a_refusal(member: str) -> None:
    random_numbers = random.Random(member)

    def mutate(xml: bytes) -> bytes:
        data = bytearray(xml)
        for _ in range(3):
            at = random_numbers.randrange(len(data))
            data[at : at + random_numbers.randrange(4)] = bytes(random_numbers.choices(b'0123456789"<>/= ;#AZ', k=2))
        return bytes(data)

    for _ in range(80):
        _tried(changed(SAMPLES["表.xlsx"], member, mutate), "表.xlsx")


def _tried(data: bytes, name: str) -> None:
    try:
        document = shown(data, name)
    except DocumentError as error:
        assert "\n" not in str(error)
        return
    for table in document.tables:
        places = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(places) == len(set(places)) == table.row_count * table.column_count


def test_overlapping_merged_ranges() -> None:
    book, (sheet,) = xlsx(("表", [["甲", "乙", "丙"], ["丁", 1, 2], ["戊", 3, 4]]))
    sheet.merge_cells("A1:B2")
    data = changed(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</mergeCells>", b'<mergeCell ref="B2:C3"/><mergeCell ref="A1:A3"/></mergeCells>'),
    )
    _tried(data, "表.xlsx")
    assert shown(data).tables[0].cells[0].text == "甲"


def record(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + content


def excel_95(*rows: tuple[bytes, bytes | float], code_page: int | None) -> bytes:
    """A workbook as old finance programs write it: BIFF5 without styles."""

    def label(row: int, column: int, raw: bytes) -> bytes:
        return record(0x204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for row, (name, value) in enumerate(rows):
        sheet += label(row, 0, name)
        sheet += label(row, 1, value) if isinstance(value, bytes) else record(0x203, struct.pack("<HHHd", row, 1, 0, value))
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))
    if code_page is not None:
        head += record(0x42, struct.pack("<H", code_page))
    title = "决算".encode("gb18030")
    head += record(0x85, struct.pack("<IHB", len(head) + 4 + 7 + len(title) + 4, 0, len(title)) + title) + record(0x0A, b"")
    return head + sheet + record(0x0A, b"")


@pytest.mark.parametrize("code_page", [936, 1252, 437, 1250, 10000, None])
def test_excel_95_with_gbk_text(code_page: int | None) -> None:
    """The code page right, wrong or left out."""
    head, total = (
        [(name.encode("gb18030"), value.encode("gb18030")) for name, value in [("项目", "金额")]],
        "合计".encode("gb18030"),
    )
    document = shown(excel_95(*head, (total, 12.5), code_page=code_page), "表.xls")
    assert outline(document) == ["决算", [["项目", "金额"], ["合计", "12.5"]]]


def test_excel_95_in_another_code_page() -> None:
    document = shown(excel_95(*[("Баланс расходов".encode("cp1251"), 12.5)] * 3, code_page=1251), "表.xls")
    assert document.tables[0].cells[0].text == "Баланс расходов"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"____", "已经丢失"), (b"????", "已经丢失"), ("項目".encode("big5") + b"\xff", "乱码")],
    ids=["underscores", "question marks", "another code page"],
)
def test_excel_95_whose_text_was_lost(text: bytes, reason: str) -> None:
    """What is left has figures still, but nothing that says what they are."""
    with pytest.raises(UnreadableDocument, match=reason):
        shown(excel_95(*[(text, 12.5)] * 3, code_page=1252), "表.xls")


def test_old_workbook_of_xlwt_with_gbk_text() -> None:
    book, _ = xls(("决算", [["项目", "金额"], ["合计", 0.3]]))
    assert [cell.text for cell in shown(saved(book), "表.et").tables[0].cells] == ["项目", "金额", "合计", "0.3"]

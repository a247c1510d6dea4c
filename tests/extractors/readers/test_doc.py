"""Word processing files other than docx: which way they are read, and that both ways are compared."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from gongkai.extractors.readers import conversions, doc, doc_binary, programs, read, read_bytes, read_original
from gongkai.extractors.readers._docx_properties import W
from gongkai.extractors.readers.office import ODT, WORD_95, WORD_97
from gongkai.extractors.readers.office_input import import_filter
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.document import interpret
from gongkai.schemas.document import Document, Location, Paragraph, Table
from gongkai.schemas.errors import EncryptedDocument, UnreadableDocument, UnsupportedFormat

from .docx_files import docx, field, p
from .office_files import INSTALL, SAMPLES, SOFFICE, odt, office

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason=INSTALL)
NAMES = ("01-zhengti-jixiao", "02-bumen-juesuan", "03-waisheng-juesuan", "08-zichan-mingxi", "09-danwei-yusuan")
RTF = b"{\\rtf1\\ansi 12.50\\par\\trowd\\cellx1000\\cellx2000\\intbl 7.05\\cell 8.00\\cell\\row\\pard end\\par}"
WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:st1="urn:schemas-microsoft-com:office:smarttags"'
    ' xmlns:v="urn:schemas-microsoft-com:vml">{styles}<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>'
)


@pytest.fixture(params=["with LibreOffice", "without LibreOffice"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "without LibreOffice":
        monkeypatch.setenv("GONGKAI_SOFFICE", "")
    elif SOFFICE is None:
        pytest.skip(INSTALL)
    programs.find.cache_clear()
    yield request.param
    programs.find.cache_clear()


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GONGKAI_SOFFICE", "")
    programs.find.cache_clear()
    yield
    programs.find.cache_clear()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The samples as LibreOffice writes them."""
    sources = [SAMPLES / f"{name}.docx" for name in NAMES]
    return {target: office(sources, target, tmp_path_factory.mktemp(target)) for target in ("doc", "rtf", "odt")}


def shape(document: Document) -> list[object]:
    return [
        [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in block.cells]
        if isinstance(block, Table)
        else block.text
        for block in document.blocks
    ]


def tables(document: Document) -> list[object]:
    return [block for block in shape(document) if isinstance(block, list)]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


@needs_libreoffice
@pytest.mark.parametrize("target", ["doc", "rtf"])
def test_samples_are_read_alike_in_both_ways(written: dict[str, list[Path]], target: str, way: str) -> None:
    for path in written[target]:
        document = read(path)
        assert document.format == target
        assert tables(document) == tables(read(SAMPLES / f"{path.stem}.docx"))
        assert codes(document) == []
        assert dict(document.details)["read_with"].startswith("LibreOffice ") == (way == "with LibreOffice")


@needs_libreoffice
def test_odt(written: dict[str, list[Path]]) -> None:
    for path in written["odt"]:
        document = read(path)
        assert (document.format, document.name) == ("odt", path.name)
        assert tables(document) == tables(read(SAMPLES / f"{path.stem}.docx"))
        assert codes(document) == []


def test_odt_without_libreoffice_says_what_to_install(without_libreoffice: None) -> None:
    with pytest.raises(UnreadableDocument, match=r"读取它需要 LibreOffice：请安装 LibreOffice.*apt install"):
        read_bytes(odt("<text:p>12.50</text:p>"), "a.odt", "a.odt")


def test_odt_of_older_programs_names_a_dtd_in_its_list_of_members() -> None:
    name = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"%s>'
    members = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    plain = odt("<text:p>12.50</text:p>")
    assert import_filter(Original.of(with_member(plain, "META-INF/manifest.xml", name % b"" + members), "a.odt")) == ODT
    entity = name % b' [<!ENTITY a "12">]' + members
    with pytest.raises(UnreadableDocument, match="DTD"):
        import_filter(Original.of(with_member(plain, "META-INF/manifest.xml", entity), "a.odt"))


def test_encrypted_and_hostile_odt_never_reach_a_converter() -> None:
    plain = odt("<text:p>12.50</text:p>")
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        b'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    )
    for changed, content, expected in (
        ("content.xml", entity, UnreadableDocument),
        ("META-INF/manifest.xml", manifest, EncryptedDocument),
    ):
        data = with_member(plain, changed, content)
        with pytest.raises(expected, match="请"):
            import_filter(Original.of(data, "a.odt"))
        with pytest.raises(expected, match="请"):
            read_bytes(data, "a.odt", "a.odt")


def with_member(data: bytes, changed: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == changed else old.read(name))
    return buffer.getvalue()


@needs_libreoffice
def test_odt_with_hidden_text_and_changes_is_no_loss() -> None:
    body = (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion>'
        "<office:change-info><dc:creator>a</dc:creator><dc:date>2023-01-01T00:00:00</dc:date></office:change-info><text:p>11.11</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>12.50<text:change text:change-id="c"/><text:span text:style-name="T1">99.99</text:span></text:p>'
    )
    style = (
        '<office:automatic-styles><s:style xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0" s:name="T1" s:family="text">'
        '<s:text-properties text:display="none"/></s:style></office:automatic-styles>'
    )
    document = read_bytes(odt(body, scripts=style), "a.odt", "a.odt")
    assert shape(document) == ["12.50"]
    assert codes(document) == []


@needs_libreoffice
def test_a_figure_that_the_converter_replaces_is_told_with_both(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(docx(p("截至", field('DATE \\@ "yyyy"', "2023"), "年，合计12.50")))
    (path,) = office([source], "doc", tmp_path)
    this_year = str(time.localtime().tm_year)
    today = this_year.encode("utf-16-le")
    data = path.read_bytes()
    if data.count(today) != 1:
        pytest.skip("the converter that made the file kept the date")
    document = read_bytes(data.replace(today, "2023".encode("utf-16-le")), "a.doc", "a.doc")
    (warning,) = document.warnings
    assert "（2023）" in warning.message
    assert f"多出了 1 个数字（{this_year}）" in warning.message


# where the two ways differ


def reading(*blocks: Paragraph | Table) -> Document:
    return Document("a.rtf", "a.rtf", "0", "rtf", blocks, details=(("read_with", "gongkai"),))


def stored(monkeypatch: pytest.MonkeyPatch, through: Document | None) -> None:
    """Lets LibreOffice convert to `through`, or fail."""

    def convert(original: Original, format: str) -> Document:
        if through is None:
            raise conversions.NotConverted("LibreOffice 打不开它")
        return replace(through, details=(("read_with", "LibreOffice 1.0"),))

    monkeypatch.setattr(doc, "_converted", convert)
    monkeypatch.setattr(doc, "find", lambda program: Path("soffice"))


def figures_through(*cells: str, text: str = "12.50", end: str = "end") -> Document:
    direct = read_original(Original.of(RTF, "a.rtf"))
    (table,) = direct.tables
    changed = tuple(replace(cell, text=shown) for cell, shown in zip(table.cells, cells, strict=False))
    blocks = (Paragraph(text), replace(table, cells=changed)) if cells else (Paragraph(text), Paragraph("7.058.00"))
    return replace(direct, blocks=(*blocks, Paragraph(end)))


def test_a_failed_conversion_is_told_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(monkeypatch, None)
    document = read_original(Original.of(RTF, "a.rtf"))
    assert "7.05" in str(document.tables)
    (warning,) = document.warnings
    assert (warning.code, warning.message) == ("converter_failed", "LibreOffice 打不开它，已改为直接读取，请对照原文核对")
    assert dict(document.details)["read_with"] == "gongkai"


def test_a_figure_lost_by_the_conversion_is_told(without_libreoffice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    through = figures_through("7.05", "8.00", text="十二")
    stored(monkeypatch, through)
    document = read_original(Original.of(RTF, "a.rtf"))
    (warning,) = document.warnings
    assert warning.code == "readers_disagree"
    assert "12.50" in warning.message
    assert dict(document.details)["read_with"] == "LibreOffice 1.0"


@pytest.mark.parametrize("cells", [(), ("7.05",)], ids=["the whole table", "a cell"])
def test_tables_that_lost_figures_by_the_conversion_are_read_directly(
    cells: tuple[str, ...], without_libreoffice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = figures_through(*cells)
    stored(monkeypatch, through)
    document = read_original(Original.of(RTF, "a.rtf"))
    assert codes(document) == ["readers_disagree"]
    assert "8.00" in document.warnings[0].message
    assert dict(document.details)["read_with"] == "gongkai"
    assert [cell.text for cell in document.tables[0].cells] == ["7.05", "8.00"]


def test_what_a_picture_shows_does_not_hide_what_the_conversion_lost(
    without_libreoffice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table lacks its 8.00, and a picture of another one, which only this way can read, has one."""
    through = figures_through("7.05")
    (table,) = through.tables
    shown = replace(table, index=1, cells=(replace(table.cells[0], text="8.00"),), location=Location(picture=1))
    stored(monkeypatch, replace(through, blocks=(*through.blocks, shown), ocr_pages=1))
    document = read_original(Original.of(RTF, "a.rtf"))
    (warning,) = document.warnings
    assert warning.code == "readers_disagree" and "1 个数字（8.00）" in warning.message and "多出" not in warning.message
    assert [table.location.picture for table in document.tables] == [None, 1]


def test_the_same_figures_in_other_words_are_no_difference(without_libreoffice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(monkeypatch, figures_through("７．05", " 8.00 ", text="12.50 万元"))
    assert codes(read_original(Original.of(RTF, "a.rtf"))) == []


# older than Word 97


def test_word_95_needs_libreoffice(without_libreoffice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_old(original: Original) -> Document:
        raise UnsupportedFormat("太旧")

    monkeypatch.setattr(doc_binary, "read_doc_binary", too_old)
    with pytest.raises(UnreadableDocument, match="读取它需要 LibreOffice"):
        read_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le") + bytes(600), "a.doc", "a.doc")


@needs_libreoffice
def test_word_95_is_told_from_word_97(written: dict[str, list[Path]]) -> None:
    data = written["doc"][0].read_bytes()
    assert import_filter(Original.of(data, "a.doc")) == WORD_97
    header = bytes.fromhex("eca5c100")
    start = data.find(bytes.fromhex("eca5"))
    older = data[:start] + bytes.fromhex("dca56800") + data[start + len(header) :]
    assert import_filter(Original.of(older, "a.doc")) == WORD_95


# Word's XML


def word_2003(body: str, styles: str = "") -> Document:
    return read_bytes(WORD_2003.format(body=body, styles=styles).encode(), "a.xml", "a.xml")


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize("name", NAMES)
def test_word_2003_xml_is_read_as_docx(name: str) -> None:
    path = SAMPLES / f"{name}.docx"
    with zipfile.ZipFile(path) as package:
        root, styles = (etree.fromstring(package.read(f"word/{part}.xml")) for part in ("document", "styles"))
    old = etree.Element("{http://schemas.microsoft.com/office/word/2003/wordml}wordDocument")
    old.extend((styles, *root))
    text = etree.tostring(old).decode("ascii")
    text = text.replace(W[1:-1], "http://schemas.microsoft.com/office/word/2003/wordml").replace(":vMerge", ":vmerge")
    document = read_bytes(text.encode(), "a.xml", "a.xml")
    assert document.format == "word_xml"
    assert shape(document) == shape(read(path))


def test_word_2003_changes_smart_tags_notes_and_furniture() -> None:
    def change(kind: str, content: str) -> str:
        return f'<aml:annotation aml:id="1" w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'

    note = f"<w:r><w:footnote><w:p>{run('注一')}</w:p></w:footnote></w:r>"
    furniture = f'<w:sectPr><w:hdr w:type="odd"><w:p>{run("页眉")}</w:p></w:hdr></w:sectPr>'
    document = word_2003(
        f"<wx:sub-section><w:p>{run('合计')}{change('Insertion', run('12.50'))}{change('Deletion', run('11.00'))}"
        f"<st1:chmetcnv>{run('万元')}</st1:chmetcnv>{change('Comment', '<w:p>' + run('批注') + '</w:p>')}"
        f"{run('秘', '<w:vanish/>')}{note}</w:p></wx:sub-section>{furniture}"
    )
    assert [block.text for block in document.paragraphs] == ["合计12.50万元", "注一"]
    assert document.paragraphs[-1].role == "footnote"
    assert [paragraph.text for paragraph in document.furniture] == ["页眉"]


def table_2003(*rows: str, columns: int = 3) -> str:
    grid = '<w:gridCol w:w="900"/>' * columns
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cells_2003(*texts: str, properties: str = "") -> str:
    return "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>" for text in texts)


def test_word_2003_cells_left_out_of_a_merge_are_told() -> None:
    """LibreOffice leaves out what a vertical merge covers, and says so nowhere: 基本支出 would stand below 项目."""
    document = word_2003(table_2003(cells_2003("项目", "合计", "其中"), cells_2003("基本支出"), cells_2003("支出", "3.00", "2.00")))
    assert document.tables[0].misplaced
    assert [warning.code for warning in document.warnings] == ["cells_misplaced"]
    result = interpret(document)
    assert not result.facts
    assert (result.tables[0].state, result.tables[0].numeric, result.tables[0].warned) == ("filled", 2, 2)


@pytest.mark.parametrize(
    "second",
    [
        cells_2003("支出", "3.00", "2.00"),
        f'<w:trPr><w:gridAfter w:val="1"/></w:trPr>{cells_2003("支出", "3.00")}',
        f'<w:trPr><w:gridBefore w:val="2"/></w:trPr>{cells_2003("3.00")}',
        cells_2003("支出", properties='<w:gridSpan w:val="2"/>') + cells_2003("2.00"),
        cells_2003("支出", properties="<w:vmerge/>") + cells_2003("2.00"),
    ],
)
def test_word_2003_rows_that_state_their_columns_are_in_place(second: str) -> None:
    document = word_2003(table_2003(cells_2003("项目", "合计", "其中"), second))
    assert not document.tables[0].misplaced
    assert not document.warnings


@needs_libreoffice
def test_word_2003_xml_of_libreoffice_gives_no_wrong_figure(tmp_path: Path) -> None:
    source = SAMPLES / "03-waisheng-juesuan.docx"
    (made,) = office([source], "xml:MS Word 2003 XML", tmp_path)
    right = {(fact.form, fact.item, fact.column, fact.value) for fact in interpret(read(source)).facts}
    result = interpret(read(made))
    assert {(fact.form, fact.item, fact.column, fact.value) for fact in result.facts} < right
    assert [table.warned > 0 for table in result.tables] == [False, True, True, False, True, False, False, True, False]


def test_word_2003_refuses_entities() -> None:
    text = WORD_2003.format(body="<w:p/>", styles="").replace(
        "<?mso-application", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><?mso-application'
    )
    with pytest.raises(UnreadableDocument, match="实体"):
        read_bytes(text.encode(), "a.xml", "a.xml")


@pytest.mark.parametrize("name", NAMES)
def test_a_docx_in_one_piece(name: str) -> None:
    path = SAMPLES / f"{name}.docx"
    data = flat_package(path.read_bytes())
    document = read_bytes(data, "a.xml", "a.xml")
    assert shape(document) == shape(read(path))


def flat_package(data: bytes) -> bytes:
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name == "[Content_Types].xml":
                continue
            content = package.read(name)
            if name.endswith((".xml", ".rels")):
                inner = f"<pkg:xmlData>{content.decode().partition('?>')[2] if content.startswith(b'<?xml') else content.decode()}</pkg:xmlData>"
            else:
                inner = f"<pkg:binaryData>{base64.b64encode(content).decode()}</pkg:binaryData>"
            kind = "main+xml" if name == "word/document.xml" else "application/xml"
            parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{inner}</pkg:part>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f"{''.join(parts)}</pkg:package>"
    ).encode()


def test_a_package_of_another_kind_and_a_damaged_part() -> None:
    head = '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    part = '<pkg:part pkg:name="/xl/workbook.xml" pkg:contentType="x"><pkg:binaryData>{}</pkg:binaryData></pkg:part></pkg:package>'
    for content in ("", "%%%", "QQ"):
        with pytest.raises((UnreadableDocument, UnsupportedFormat), match="请"):
            read_bytes((head + part.format(content)).encode(), "a.xml", "a.xml")

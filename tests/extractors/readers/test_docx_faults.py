"""The docx reader on damaged, hostile and foreign files: one clear Chinese line, never another exception."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

import pytest

from gongkai.extractors.readers import _package
from gongkai.extractors.readers import docx as docx_reader
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

from .docx_files import CONTINUE, RESTART, SPAN2, data_with, docx, field, p, package, part, r, read, relationships, tbl, tc, tr

SECTION = '<w:sectPr><w:headerReference r:id="r_header"/></w:sectPr>'


def sample() -> bytes:
    """A small document that goes through most of the reader."""
    styles = part("styles", '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>')
    table = tbl(
        tr(tc("项目", SPAN2), tc("决算数", RESTART), properties='<w:gridBefore w:val="0"/>'),
        tr("一", tc(p("12.5", r(inner='<w:footnoteReference w:id="1"/>')) + tbl(tr("内"))), tc("", CONTINUE)),
        grid=(900, 900, 30),
    )
    text = p("第一部分 概况", properties='<w:pStyle w:val="1"/>') + p("共", field("NUMPAGES", "3"), f"<w:ins>{r('页')}</w:ins>")
    note = part("footnotes", f'<w:footnote w:id="1">{p("注")}</w:footnote>')
    return docx(text + table + SECTION, styles=styles, header=part("hdr", p("页眉")), footnotes=note)


def refusal(data: bytes, kind: type[DocumentError]) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert "\n" not in message
    assert re.search(r"[\u4e00-\u9fff].*：请", message), "says what is wrong and what to do"
    return message


def test_empty_file() -> None:
    assert "0 字节" in refusal(b"", UnreadableDocument)


@pytest.mark.parametrize("data", [b"\x00" * 100, "部门决算".encode(), b"%PDF-1.7", b"<html></html>"])
def test_no_package_at_all(data: bytes) -> None:
    refusal(data, UnreadableDocument)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.99])
def test_truncated(share: float) -> None:
    data = sample()
    assert "不完整" in refusal(data[: int(len(data) * share)], UnreadableDocument)


def test_damaged_body() -> None:
    data = bytearray(sample())
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start + 20 : start + 60] = bytes(40)
    assert "word/document.xml" in refusal(bytes(data), UnreadableDocument)


def test_truncated_xml() -> None:
    refusal(data_with(sample(), lambda xml: xml[: len(xml) // 2]), UnreadableDocument)


@pytest.mark.parametrize("name", ["word/styles1.xml", "word/header1.xml", "word/footnotes1.xml"])
def test_damaged_side_part_is_a_warning(name: str) -> None:
    document = read(data_with(sample(), lambda _: b"<w:", name))
    assert [warning.code for warning in document.warnings] == ["part_not_read"]
    assert name in document.warnings[0].message
    assert document.tables[0].cells[0].text == "项目"


def test_missing_side_part_is_a_warning() -> None:
    with zipfile.ZipFile(io.BytesIO(sample())) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != "word/styles1.xml"}
    assert [warning.code for warning in read(package(members)).warnings] == ["part_not_read"]


def test_encrypted() -> None:
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    assert "密码" in refusal(compound, EncryptedDocument)


def test_old_word_file() -> None:
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "WordDocument".encode("utf-16-le")
    assert ".docx" in refusal(compound, UnsupportedFormat)


def test_encrypted_member() -> None:
    data = bytearray(package({"word/document.xml": "<a/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    refusal(bytes(data), EncryptedDocument)


def test_unusual_compression() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", "<a/>")
    refusal(buffer.getvalue(), UnreadableDocument)


def test_package_without_document() -> None:
    assert "word/document.xml" in refusal(package({"其他.txt": "x"}), UnreadableDocument)


def test_package_of_another_program() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = relationships(f'<Relationship Id="r1" Type="{kind}" Target="xl/workbook.xml"/>')
    refusal(package({"_rels/.rels": links, "xl/workbook.xml": "<workbook/>"}), UnsupportedFormat)


def test_document_without_body_is_empty() -> None:
    assert read(package({"word/document.xml": part("document", "")})).blocks == ()


def test_unpacks_to_gigabytes() -> None:
    """The member really unpacks to 3 GB; reading it whole would show."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    assert "解压后" in refusal(raw_package(packed, 3 << 30), LimitExceeded)
    assert "解压后" in refusal(raw_package(packed, 100 << 20), LimitExceeded)
    assert "解压后" in refusal(raw_package(packed, 200 << 20), LimitExceeded)


def raw_package(packed: bytes, claimed: int) -> bytes:
    """A ZIP file whose only member, word/document.xml, claims a size."""
    data = bytearray(package({"word/document.xml": ""}))
    central = data.index(b"PK\x01\x02")
    for start, size_at in ((0, 18), (central, 20)):
        data[start + size_at : start + size_at + 4] = len(packed).to_bytes(4, "little")
        data[start + size_at + 4 : start + size_at + 8] = claimed.to_bytes(4, "little")
    body_at = 30 + len("word/document.xml")
    length = len(packed) - (central - body_at)
    data[body_at:central] = packed
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (central + length).to_bytes(4, "little")
    return bytes(data)


def test_many_members_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_package, "MAX_TOTAL_BYTES", 1000)
    refusal(sample(), LimitExceeded)


def test_part_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_package, "MAX_PART_BYTES", 1000)
    refusal(sample(), LimitExceeded)


def test_tags_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_package, "MAX_TAGS", 20)
    refusal(sample(), LimitExceeded)


def test_cells_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "MAX_CELLS", 3)
    assert "3 个" in refusal(sample(), LimitExceeded)


def test_xml_bomb() -> None:
    entities = '<!ENTITY a0 "哈哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for content in ("&a9;", '<w:p w:rsidR="&a9;"/>'):
        bomb = f"<!DOCTYPE x [{entities}]>{part('document', f'<w:body>{content}</w:body>')}"
        with pytest.raises((UnreadableDocument, LimitExceeded)):
            read(package({"word/document.xml": bomb}))


def test_outside_entity_is_refused() -> None:
    document = part("document", "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{document}'
    assert "DTD" in refusal(package({"word/document.xml": outside}), UnreadableDocument)


def test_outside_targets_are_not_followed() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r_header" Type="{kind}/{name}" Target="{target}" TargetMode="External"/>'
        for name, target in (("header", "file:///etc/hostname"), ("styles", "http://localhost:9/styles.xml"))
    )
    document = read(data_with(sample(), lambda _: relationships(links).encode(), "word/_rels/document.xml.rels"))
    assert document.furniture == ()
    assert document.warnings == ()


def test_target_that_leaves_the_package() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = relationships(f'<Relationship Id="r_header" Type="{kind}/header" Target="../../../../etc/hostname"/>')
    document = read(data_with(sample(), lambda _: links.encode(), "word/_rels/document.xml.rels"))
    assert [warning.code for warning in document.warnings] == ["part_not_read"]


def test_message_stays_one_line_whatever_a_part_is_called() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = relationships(f'<Relationship Id="r_header" Type="{kind}/header" Target="a&#10;b&#x202e;.xml"/>')
    (warning,) = read(data_with(sample(), lambda _: links.encode(), "word/_rels/document.xml.rels")).warnings
    assert "a?b?.xml" in warning.message


def test_deep_nesting() -> None:
    content = p("底")
    for _ in range(100):
        content = tbl(tr(tc(content + p())))
    assert "嵌套" in refusal(docx(content), LimitExceeded)
    content = p("底")
    for _ in range(40):
        content = tbl(tr("旁", tc(content + p())))
    assert len(read(docx(content)).tables) == 40


@pytest.mark.parametrize("element", ["w:p", "w:sdt", "w:tbl", "w:tr", "w:r", "w:pict", "m:oMath", "mc:AlternateContent"])
def test_nesting_as_deep_as_the_parser_allows(element: str) -> None:
    read(docx(f"<{element}>" * 250 + f"</{element}>" * 250))
    read(docx(f"<w:p><w:r>{f'<{element}>' * 250}{f'</{element}>' * 250}</w:r></w:p>"))


def survives(data: bytes) -> bool:
    """Whether a document came out; fails the test on anything but a document or one of our refusals."""
    try:
        read(data)
    except DocumentError:
        return False
    return True


def test_random_damage_to_the_file() -> None:
    source = sample()
    dice = random.Random(20230)
    outcomes = set()
    for _ in range(400):
        data = bytearray(source)
        for _ in range(dice.choice((1, 3, 30))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        outcomes.add(survives(bytes(data[: dice.randrange(len(data))] if dice.random() < 0.2 else data)))
    assert outcomes == {True, False}


@pytest.mark.parametrize("name", ["word/document.xml", "word/_rels/document.xml.rels", "word/styles1.xml"])
def test_random_damage_inside_the_file(name: str) -> None:
    """Values and elements change places, so that most of the XML stays well-formed and reaches the reader."""
    source = sample()
    dice = random.Random(20231)
    outcomes = set()

    def damage(xml: bytes) -> bytes:
        words = re.split(rb"([\"<>/ ])", xml)
        for _ in range(dice.choice((1, 2, 6))):
            kind = dice.random()
            first, second = dice.randrange(len(words)), dice.randrange(len(words))
            if kind < 0.6:
                words[first], words[second] = words[second], words[first]
            elif kind < 0.8:
                words[first] = dice.choice((b"", b"-1", b"99999999999", b"w:tc", b"w:p", b"w:fldChar", b"w:vMerge", b"\xff"))
            else:
                words[first] = words[second]
        return b"".join(words)

    for _ in range(400):
        outcomes.add(survives(data_with(source, damage, name)))
    assert True in outcomes

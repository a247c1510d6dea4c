"""ZIP archives as a user meets them: what comes out, under which name, and what is said about the rest."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest

from gongkai.extractors.containers import Lost, expand, model
from gongkai.extractors.readers import programs
from gongkai.extractors.readers.original import Original
from gongkai.schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument

from .archive_files import STORED, raw_zip, zipped

TEXT = "某局2023年度部门决算\n本年收入合计 12.50 万元\n".encode()


def opened(data: bytes, name: str = "批次.zip") -> tuple[list[Original], list[Lost]]:
    found = list(expand(Original.of(data, name, f"省/{name}")))
    return [each for each in found if isinstance(each, Original)], [each for each in found if isinstance(each, Lost)]


def names(data: bytes) -> list[str]:
    documents, lost = opened(data)
    assert lost == []
    return [document.name for document in documents]


def test_members_are_documents_named_by_their_path_inside() -> None:
    documents, lost = opened(zipped({"附件/2023年/自评.txt": TEXT, "空文件夹/": b"", "b.txt": b"b"}))
    assert [(document.name, document.path) for document in documents] == [
        ("附件/2023年/自评.txt", "省/批次.zip/附件/2023年/自评.txt"),
        ("b.txt", "省/批次.zip/b.txt"),
    ]
    assert documents[0].data == TEXT
    assert lost == []


def test_what_is_no_archive_is_given_as_it_is() -> None:
    original = Original.of(TEXT, "自评.txt")
    assert list(expand(original)) == [original]


def test_archives_in_archives_come_out_in_place() -> None:
    inner = zipped({"自评.txt": TEXT, "深.zip": zipped({"决算.txt": TEXT})})
    assert names(zipped({"a.txt": b"a", "内层.zip": inner, "z.txt": b"z"})) == [
        "a.txt",
        "内层.zip/自评.txt",
        "内层.zip/深.zip/决算.txt",
        "z.txt",
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_without_the_mark_of_utf8(encoding: str) -> None:
    assert names(raw_zip([("附件\\部门整体支出绩效自评表.txt".encode(encoding), TEXT)])) == ["附件/部门整体支出绩效自评表.txt"]


def test_names_in_gbk_that_claim_to_be_utf8() -> None:
    assert names(raw_zip([("决算公开.txt".encode("gb18030"), TEXT)], flags=0x800)) == ["决算公开.txt"]


def test_the_unicode_name_beside_the_other_is_preferred() -> None:
    plain, name = b"????.txt", "决算公开.txt".encode()
    field = struct.pack("<BI", 1, zlib.crc32(plain)) + name
    extra = struct.pack("<2H", 0x7075, len(field)) + field
    assert names(raw_zip([(plain, TEXT)], extra=extra)) == ["决算公开.txt"]
    assert names(raw_zip([(b"renamed.txt", TEXT)], extra=extra)) == ["renamed.txt"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (b"../../etc/passwd", "etc/passwd"),
        (b"/etc/passwd", "etc/passwd"),
        (b"C:\\Windows\\a.txt", "Windows/a.txt"),
        (b"..\\..\\a.txt", "a.txt"),
        (b"a/./b//c.txt", "a/b/c.txt"),
        (b"a\nb\x1b[31m.txt", "a\\nb\\x1b[31m.txt"),
        ("cod\u202etxt.exe".encode(), "cod\\u202etxt.exe"),
        (b"..", "未命名文件"),
        (b"", "未命名文件"),
    ],
)
def test_names_can_neither_lead_outside_nor_mislead(stored: bytes, shown: str) -> None:
    assert names(raw_zip([(stored, TEXT)])) == [shown]


def test_a_name_without_end_is_cut_and_keeps_its_extension() -> None:
    (name,) = names(raw_zip([("长".encode() * 500 + b".csv", TEXT)]))
    assert len(name) <= 200
    assert name.endswith("….csv")


def test_two_members_of_one_name_both_come_out() -> None:
    assert names(raw_zip([(b"a.txt", b"1"), (b"a.txt", b"2"), (b"./a.txt", b"3")])) == ["a.txt", "a (2).txt", "a (3).txt"]


def test_what_systems_leave_behind_is_left_out() -> None:
    junk = ("__MACOSX/._自评.txt", ".DS_Store", "a/Thumbs.db", "desktop.ini", "~$自评.docx", ".~自评.xlsx")
    assert names(zipped({**dict.fromkeys(junk, b"x"), "自评.txt": TEXT})) == ["自评.txt"]


def test_an_archive_without_files_says_so() -> None:
    for data in (zipped({}), zipped({"空/": b"", ".DS_Store": b"x"})):
        documents, (lost,) = opened(data)
        assert documents == []
        assert isinstance(lost.reason, UnreadableDocument)
        assert lost.path == "省/批次.zip"
        assert "没有读到文件" in str(lost.reason)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_python_is_read(method: int) -> None:
    content = random.Random(1).randbytes(700_000)
    (document,), lost = opened(zipped({"a.bin": content}, method))
    assert document.data == content
    assert lost == []


@pytest.mark.skipif(programs.find(programs.BSDTAR) is None, reason="bsdtar (libarchive-tools) is not installed")
def test_other_methods_are_read_by_bsdtar() -> None:
    (document,), _ = opened(raw_zip([(b"a.txt", TEXT * 1000)], method=95))
    assert document.data == TEXT * 1000


def test_without_bsdtar_other_methods_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_BSDTAR", "")
    programs.find.cache_clear()
    _, (lost,) = opened(raw_zip([(b"a.txt", TEXT)], method=95))
    programs.find.cache_clear()
    assert isinstance(lost.reason, UnreadableDocument)
    assert programs.BSDTAR.install in str(lost.reason)


def test_a_method_nobody_knows_is_named() -> None:
    _, (lost,) = opened(raw_zip([(b"a.txt", TEXT)], method=6))
    assert "Implode" in str(lost.reason)


def test_a_password_is_said_once_for_all_and_else_per_file() -> None:
    _, (lost,) = opened(raw_zip([(b"a.txt", TEXT), (b"b.txt", TEXT)], flags=1))
    assert isinstance(lost.reason, EncryptedDocument)
    assert (lost.path, "2 个文件" in str(lost.reason)) == ("省/批次.zip", True)
    data = bytearray(raw_zip([(b"a.txt", TEXT), (b"b.txt", TEXT)]))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    (document,), (lost,) = opened(bytes(data))
    assert document.name == "a.txt"
    assert (lost.path, type(lost.reason)) == ("省/批次.zip/b.txt", EncryptedDocument)


def test_a_link_is_not_followed() -> None:
    documents, (lost,) = opened(raw_zip([(b"a.txt", b"/etc/passwd")], attributes=0o120777 << 16))
    assert documents == []
    assert "链接" in str(lost.reason)


def test_a_wrong_checksum_is_no_document() -> None:
    documents, (lost,) = opened(raw_zip([(b"a.txt", TEXT)], crc_off_by=1))
    assert documents == []
    assert "损坏" in str(lost.reason)


def test_of_a_truncated_archive_what_is_whole_is_read() -> None:
    data = zipped({"a.txt": TEXT, "b.txt": TEXT, "c.bin": random.Random(2).randbytes(5000)})
    documents, lost = opened(data[:2000])
    assert [document.name for document in documents] == ["a.txt", "b.txt"]
    assert [each.path for each in lost] == ["省/批次.zip/c.bin", "省/批次.zip"]
    assert "只读出 2 个文件" in str(lost[-1].reason)


def test_of_a_truncated_stream_with_sizes_behind_too() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.written += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT)
    documents, (lost,) = opened(pipe.written[: pipe.written.find(b"PK\x01\x02")])
    assert [document.data for document in documents] == [TEXT, TEXT]
    assert "不完整" in str(lost.reason)


def test_what_stands_in_front_of_an_archive_is_left_alone() -> None:
    data = zipped({"a.txt": TEXT})
    assert names(b"PK\x07\x08" + bytes(1000) + data) == ["a.txt"]


def test_a_volume_is_refused_in_one_line() -> None:
    data = bytearray(zipped({"a.txt": TEXT}))
    data[-18:-14] = struct.pack("<2H", 2, 2)
    _, (lost,) = opened(bytes(data))
    assert "分卷" in str(lost.reason)
    _, (lost,) = opened(b"PK\x07\x08" + zipped({"a.txt": TEXT})[:-30])
    assert "分卷" in str(lost.reason)


def test_members_that_share_bytes_are_refused() -> None:
    data = zipped({"a.txt": bytes(5_000_000)})
    start = data.find(b"PK\x01\x02")
    entry = data[start : data.find(b"PK\x05\x06")]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, 500 * len(entry), start, 0)
    documents, (lost,) = opened(data[:start] + entry * 500 + end)
    assert documents == []
    assert isinstance(lost.reason, LimitExceeded)
    assert "重叠" in str(lost.reason)


def test_a_bomb_ends_with_one_line_for_the_archive() -> None:
    bomb = zipped({f"{number}.txt": bytes(40 * model.MIB) for number in range(3)})
    documents, (lost,) = opened(zipped({"好.txt": TEXT, "bomb.zip": bomb}))
    assert [document.name for document in documents] == ["好.txt", "bomb.zip/0.txt"]
    assert (lost.path, lost.name) == ("省/批次.zip", "批次.zip")
    assert "疑似压缩炸弹" in str(lost.reason)


def test_a_bomb_of_bombs_ends_too() -> None:
    data = bytes(30 * model.MIB)
    for level in range(3):
        data = zipped({f"{level}-{number}.zip": data for number in range(8)})
    documents, lost = opened(data)
    assert len(documents) <= 8
    assert lost[-1].path == "省/批次.zip"


def test_too_many_levels_are_said_where_they_begin() -> None:
    data = zipped({"最里.txt": TEXT})
    for level in range(model.MAX_DEPTH):
        data = zipped({f"{level}.txt": TEXT, f"{level}.zip": data}, STORED)
    documents, (lost,) = opened(data)
    assert len(documents) == model.MAX_DEPTH
    assert "层" in str(lost.reason)
    assert lost.path.endswith("/0.zip")


def test_too_many_members_end_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MAX_MEMBERS", 5)
    documents, (lost,) = opened(zipped({f"{number}.txt": b"x" for number in range(9)}))
    assert len(documents) == 5
    assert lost.path == "省/批次.zip"


def test_a_huge_directory_is_refused_before_it_is_kept() -> None:
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 250_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, count * len(entry), 4, 0)
    _, (lost,) = opened(b"PK\x03\x04" + entry * count + end)
    assert isinstance(lost.reason, LimitExceeded)


def test_a_truncated_archive_of_documents_is_not_taken_for_a_document() -> None:
    package = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": TEXT})
    documents, lost = opened(zipped({"自评.docx": package, "z.bin": random.Random(4).randbytes(3000)}, STORED)[:2000])
    assert [document.data for document in documents] == [package]
    assert [each.path for each in lost] == ["省/批次.zip/z.bin", "省/批次.zip"]


def test_a_member_that_needs_half_a_gigabyte_to_be_unpacked_is_refused() -> None:
    data = bytearray(zipped({"a.txt": TEXT}, zipfile.ZIP_LZMA))
    place = data.find(b"\x05\x00\x5d") + 3  # version and size of the properties, their first byte, then the size of the dictionary
    data[place : place + 4] = struct.pack("<I", 400 << 20)
    documents, (lost,) = opened(bytes(data))
    assert documents == []
    assert isinstance(lost.reason, UnreadableDocument)

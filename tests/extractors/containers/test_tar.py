"""tar archives, compressed ones, and single compressed files."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile

import pytest

from gongkai.extractors.containers import Lost, expand, model
from gongkai.extractors.readers.original import Original
from gongkai.schemas.errors import LimitExceeded, UnreadableDocument

from .archive_files import tarred

TEXT = "某局2023年度部门决算\n本年收入合计 12.50 万元\n".encode()


def opened(data: bytes, name: str) -> tuple[list[Original], list[Lost]]:
    found = list(expand(Original.of(data, name)))
    return [each for each in found if isinstance(each, Original)], [each for each in found if isinstance(each, Lost)]


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


@pytest.mark.parametrize(
    ("mode", "name"),
    [("w", "批次.tar"), ("w:gz", "批次.tar.gz"), ("w:gz", "批次.tgz"), ("w:bz2", "批次.tbz2"), ("w:xz", "批次.tar.xz")],
)
def test_members_are_documents(mode: str, name: str) -> None:
    documents, lost = opened(tarred([("附件/自评.txt", TEXT), ("空.txt", b""), ("b.txt", b"b" * 5000)], mode), name)
    assert [(document.name, document.path) for document in documents] == [
        ("附件/自评.txt", f"{name}/附件/自评.txt"),
        ("空.txt", f"{name}/空.txt"),
        ("b.txt", f"{name}/b.txt"),
    ]
    assert documents[0].data == TEXT
    assert lost == []


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")])
def test_a_single_compressed_file(pack: object, suffix: str) -> None:
    assert callable(pack)
    documents, lost = opened(pack(TEXT) + pack(TEXT), f"决算.txt{suffix}")
    assert [(document.name, document.path, document.data) for document in documents] == [
        ("决算.txt", f"决算.txt{suffix}/决算.txt", TEXT + TEXT)
    ]
    assert lost == []


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_truncated_file_is_no_document(pack: object) -> None:
    assert callable(pack)
    documents, (lost,) = opened(pack(TEXT * 100)[:-20], "决算.txt.gz")
    assert documents == []
    assert isinstance(lost.reason, UnreadableDocument)


def test_names_in_gbk() -> None:
    name = "部门决算公开.txt".encode("gb18030").decode("utf-8", "surrogateescape")
    info = tarfile.TarInfo(name)
    data = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + bytes(1024)
    (document,), _ = opened(data, "a.tar")
    assert document.name == "部门决算公开.txt"


def test_names_cannot_lead_outside() -> None:
    documents, _ = opened(tarred([("../../etc/a.txt", TEXT), ("/etc/b.txt", TEXT)]), "a.tar")
    assert [document.name for document in documents] == ["etc/a.txt", "etc/b.txt"]


def test_links_and_devices_are_lost_and_never_followed() -> None:
    data = tarred([
        ("a.txt", TEXT),
        special("link.txt", tarfile.SYMTYPE, "/etc/passwd"),
        special("hard.txt", tarfile.LNKTYPE, "/etc/passwd"),
        special("again.txt", tarfile.LNKTYPE, "a.txt"),
        special("pipe", tarfile.FIFOTYPE),
        special("folder", tarfile.DIRTYPE),
    ])  # fmt: skip
    documents, lost = opened(data, "a.tar")
    assert [document.name for document in documents] == ["a.txt"]
    assert [each.name for each in lost] == ["link.txt", "hard.txt", "pipe"]


@pytest.mark.parametrize("cut", [540, 2000, 3072])
def test_what_comes_before_the_break_is_read(cut: int) -> None:
    documents, (lost,) = opened(tarred([("a.txt", TEXT), ("b.txt", b"x" * 1500), ("c.txt", TEXT)])[:cut], "a.tar")
    assert [document.name for document in documents] == ["a.txt", "b.txt"][: (cut > 1024) + (cut >= 3072)]
    assert lost.path == "a.tar"
    assert "不完整" in str(lost.reason)


def test_a_broken_header_is_not_taken_for_the_end() -> None:
    data = bytearray(tarred([("a.txt", TEXT), ("b.txt", TEXT)]))
    data[1024 + 10] ^= 0xFF
    documents, (lost,) = opened(bytes(data), "a.tar")
    assert [document.name for document in documents] == ["a.txt"]
    assert isinstance(lost.reason, UnreadableDocument)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_bomb_ends_early(pack: object) -> None:
    assert callable(pack)
    documents, (lost,) = opened(pack(bytes(100 * model.MIB)), "a.gz")
    assert documents == []
    assert isinstance(lost.reason, LimitExceeded)
    assert lost.path == "a.gz"


def test_a_header_that_claims_gigabytes_is_not_taken_into_memory() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 20 * model.MIB
    data = gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(20 * model.MIB + 1024))
    documents, (lost,) = opened(data, "a.tgz")
    assert documents == []
    assert isinstance(lost.reason, UnreadableDocument)


def test_a_name_of_many_lines_is_shown_in_one_where_the_archive_breaks_off() -> None:
    data = tarred([("a\nb.txt", TEXT), ("c.txt", TEXT)])
    _, lost = opened(data[:1100], "批次.tar")
    assert "\n" not in str(lost[-1].reason)
    assert "a\\nb.txt" in str(lost[-1].reason)

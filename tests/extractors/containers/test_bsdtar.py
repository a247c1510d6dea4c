"""RAR and 7z archives, which the program bsdtar opens."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.extractors.containers import Lost, archive_bsdtar, expand
from gongkai.extractors.readers import programs
from gongkai.extractors.readers.original import Original
from gongkai.schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument

from .archive_files import rar4, rar5

BSDTAR = programs.find(programs.BSDTAR)
needs_bsdtar = pytest.mark.skipif(BSDTAR is None, reason="bsdtar (libarchive-tools) is not installed")
TEXT = "某局2023年度部门决算\n本年收入合计 12.50 万元\n".encode()
MEMBERS = {"附件/自评.txt": TEXT * 20, "附件/空.txt": b"", "b.bin": random.Random(3).randbytes(200_000)}


def opened(data: bytes, name: str) -> tuple[list[Original], list[Lost]]:
    found = list(expand(Original.of(data, name)))
    return [each for each in found if isinstance(each, Original)], [each for each in found if isinstance(each, Lost)]


def seven_zip(folder: Path, members: dict[str, bytes], *options: str) -> bytes:
    for name, content in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    result = folder / "archive.7z"
    command = [str(BSDTAR), "--format=7zip", *options, "-cf", str(result), "-C", str(folder), *members]
    subprocess.run(command, check=True, env={"LC_ALL": "C.UTF-8"})
    return result.read_bytes()


@pytest.fixture
def without_bsdtar(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GONGKAI_BSDTAR", "")
    programs.find.cache_clear()
    yield
    monkeypatch.undo()
    programs.find.cache_clear()


@needs_bsdtar
@pytest.mark.parametrize("write", [rar4, rar5])
def test_members_of_rar(write: object) -> None:
    assert callable(write)
    documents, lost = opened(write(MEMBERS), "批次.rar")
    assert {document.name: document.data for document in documents} == MEMBERS
    assert documents[0].path == "批次.rar/附件/自评.txt"
    assert lost == []


@needs_bsdtar
@pytest.mark.parametrize("method", ["lzma2", "ppmd", "bzip2", "deflate", "store"])
def test_members_of_7z(tmp_path: Path, method: str) -> None:
    documents, lost = opened(seven_zip(tmp_path, MEMBERS, f"--options=compression={method}"), "批次.7z")
    assert {document.name: document.data for document in documents} == MEMBERS
    assert lost == []


@needs_bsdtar
def test_a_file_of_7z_without_its_checksum_is_no_document(tmp_path: Path) -> None:
    data = bytearray(seven_zip(tmp_path, MEMBERS, "--options=compression=store"))
    data[data.find(MEMBERS["b.bin"][:100]) + 50] ^= 0xFF
    documents, (lost,) = opened(bytes(data), "批次.7z")
    assert "b.bin" not in [document.name for document in documents]
    assert lost.path == "批次.7z/b.bin"
    assert isinstance(lost.reason, UnreadableDocument)


@needs_bsdtar
def test_a_file_of_rar_without_its_checksum_is_no_document() -> None:
    documents, lost = opened(rar5({"a.txt": TEXT}, crc_off_by=1), "批次.rar")
    assert documents == []
    assert lost[0].path == "批次.rar/a.txt"
    data = bytearray(rar4({"a.txt": TEXT, "b.txt": TEXT}))
    data[data.find(TEXT) + 5] ^= 0xFF
    documents, lost = opened(bytes(data), "批次.rar")
    assert [document.name for document in documents] == ["b.txt"]
    assert [each.name for each in lost] == ["a.txt"]


@needs_bsdtar
def test_of_a_truncated_rar_what_is_whole_is_read() -> None:
    documents, (lost,) = opened(rar5({"a.txt": TEXT, "b.bin": bytes(50_000)})[:20_000], "批次.rar")
    assert [document.name for document in documents] == ["a.txt"]
    assert (lost.path, "只读出 1 个文件" in str(lost.reason)) == ("批次.rar", True)


def test_a_truncated_7z_says_so() -> None:
    if BSDTAR is None:
        pytest.skip("bsdtar (libarchive-tools) is not installed")
    _, (lost,) = opened(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(4) + b"\xff" * 8 + bytes(12) + bytes(500), "批次.7z.001")
    assert "缺少其余分卷" in str(lost.reason)


def test_volumes_and_hidden_names_are_refused_in_one_line() -> None:
    for data in (rar5({"a.txt": TEXT}, volume=True), rar4({"a.txt": TEXT}, flags=1)):
        _, (lost,) = opened(data, "批次.part1.rar")
        assert "分卷" in str(lost.reason)
    _, (lost,) = opened(rar4({"a.txt": TEXT}, flags=0x80), "批次.rar")
    assert isinstance(lost.reason, EncryptedDocument)


def test_without_bsdtar_it_says_what_to_install(without_bsdtar: None) -> None:
    documents, (lost,) = opened(rar5(MEMBERS), "批次.rar")
    assert documents == []
    assert isinstance(lost.reason, UnreadableDocument)
    assert programs.BSDTAR.install in str(lost.reason)


@needs_bsdtar
def test_a_bomb_ends_early(tmp_path: Path) -> None:
    data = seven_zip(tmp_path, {"a.txt": TEXT, "bomb.txt": bytes(300 << 20)})
    documents, (lost,) = opened(data, "批次.7z")
    assert documents == []
    assert isinstance(lost.reason, LimitExceeded)
    assert lost.path == "批次.7z"


@pytest.mark.skipif(BSDTAR is None or not Path("/bin/sh").exists(), reason="needs a shell")
def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bsdtar"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("GONGKAI_BSDTAR", str(program))
    monkeypatch.setattr(archive_bsdtar, "MAX_SECONDS", 1.0)
    programs.find.cache_clear()
    try:
        begun = time.monotonic()
        _, (lost,) = opened(rar5(MEMBERS), "批次.rar")
    finally:
        programs.find.cache_clear()
    assert isinstance(lost.reason, LimitExceeded)
    assert time.monotonic() - begun < 20


@needs_bsdtar
def test_what_is_not_asked_for_any_more_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = expand(Original.of(rar5(MEMBERS), "批次.rar"))
    assert isinstance(next(found), Original)
    assert list(tmp_path.iterdir()) != []
    found.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []

"""Whatever cannot be read ends in a DocumentError with one Chinese line that says what to do, and never hangs."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import zipfile
from pathlib import Path

import pytest

from gongkai.extractors import readers
from gongkai.extractors.readers import display_name, read, read_bytes
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument

posix_only = pytest.mark.skipif(os.name != "posix", reason="a matter of POSIX files")


def message_of(error: pytest.ExceptionInfo[DocumentError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert re.search("请", text), text
    return text


@pytest.mark.parametrize("content", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", bytes(100), "\u3000\n".encode()])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument) as error:
        read(path)
    assert "空" in message_of(error)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(tmp_path / "没有.docx")
    assert "不存在" in message_of(error)


def test_file_that_vanishes_between_looking_and_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("部门决算", "utf-8")

    def gone(*_: object, **__: object) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "open", gone)
    with pytest.raises(UnreadableDocument) as error:
        read(path)
    assert "不存在" in message_of(error)


@pytest.mark.parametrize("code", [13, 5, 36, 40])
def test_system_errors_while_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    path = tmp_path / "a.txt"
    path.write_text("部门决算", "utf-8")

    def refuse(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableDocument) as error:
        read(path)
    message_of(error)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_file_and_folder_without_permission(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    path = folder / "a.txt"
    path.write_text("部门决算", "utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableDocument, match="权限"):
        read(path)
    path.chmod(0o600)
    folder.chmod(0)
    try:
        with pytest.raises(UnreadableDocument, match="权限"):
            read(path)
    finally:
        folder.chmod(0o700)


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(tmp_path)
    assert "文件夹" in message_of(error)


def test_impossible_path() -> None:
    with pytest.raises(UnreadableDocument) as error:
        read("a\0b.txt")
    message_of(error)


@posix_only
def test_name_that_is_too_long() -> None:
    with pytest.raises(UnreadableDocument) as error:
        read("长" * 4000)
    message_of(error)


@posix_only
def test_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        place = tmp_path / "s"
        if len(str(place)) < 100:
            server.bind(str(place))
        for path in (pipe, Path("/dev/zero"), Path("/dev/null"), place):
            if path.exists():
                with pytest.raises(UnreadableDocument) as error:
                    read(path)
                assert "普通文件" in message_of(error)


@posix_only
def test_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(UnreadableDocument) as error:
        read(tmp_path / "a.txt")
    message_of(error)


def test_size_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    path.write_text("部门决算公开说明", "utf-8")
    monkeypatch.setattr(readers, "MAX_FILE_BYTES", 10)
    with pytest.raises(LimitExceeded) as error:
        read(path)
    assert "上限" in message_of(error)


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes exist on Linux only")
@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("部门决算.txt".encode("gb18030"), "部门决算.txt"),
        (b"\xff\xfe-a.txt", "\\xff\\xfe-a.txt"),
        ("决算\n公开.txt".encode(), "决算\\n公开.txt"),
        ("2024年 决算.txt".encode(), "2024年 决算.txt"),
    ],
)
def test_names_of_any_bytes_are_shown_readable(tmp_path: Path, raw: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    path.write_text("部门决算公开说明", "utf-8")
    document = read(path)
    assert document.name == shown
    assert document.path.endswith(shown)
    json.dumps([document.path, document.name], ensure_ascii=False).encode("utf-8")


def test_display_name_of_lone_surrogates() -> None:
    display_name("a\ud800b").encode("utf-8")
    read_bytes("决算".encode(), "a\ud800.txt", "x.zip/a\ud800.txt").path.encode("utf-8")


def test_display_path_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("部门决算公开说明", "utf-8")
    document = read(str(path), display_path="甲县/a.txt")
    assert (document.path, document.name) == ("甲县/a.txt", "a.txt")
    assert re.fullmatch("[0-9a-f]{64}", document.sha256)


def test_truncated_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stream:
        stream.writestr("[Content_Types].xml", "<Types/>")
        stream.writestr("word/document.xml", "<w/>" * 1000)
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(UnreadableDocument) as error:
        read(path)
    message_of(error)

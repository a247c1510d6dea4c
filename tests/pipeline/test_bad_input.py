"""Bad input through the real command line: one Chinese line, exit 3, no traceback, and the rest of a folder is still read."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from support import Cli, WriteReport

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_with(body: bytes | Callable[[io.BufferedIOBase], None]) -> bytes:
    """A docx whose word/document.xml is `body`, or what `body` writes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        if isinstance(body, bytes):
            archive.writestr("word/document.xml", body)
        else:
            with archive.open("word/document.xml", "w", force_zip64=True) as part:
                body(part)  # type: ignore[arg-type]
    return buffer.getvalue()


@cache
def zip_bomb() -> bytes:
    """Unpacks to more than 2 GB of blanks between two tags."""

    def blow(part: io.BufferedIOBase) -> None:
        part.write(f'<w:document xmlns:w="{_WORD}"><w:body>'.encode())
        blanks = b" " * (16 * 1024 * 1024)
        for _ in range(130):
            part.write(blanks)
        part.write(b"</w:body></w:document>")

    return docx_with(blow)


def xml_bomb() -> bytes:
    """Ten entities, each ten times the one before."""
    entities = ['<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>'
    return docx_with(f'<?xml version="1.0"?><!DOCTYPE w:document [{"".join(entities)}]>{body}'.encode())


def encrypted_docx() -> bytes:
    """A compound file with the streams EncryptionInfo and EncryptedPackage, as Word writes a document with a password."""
    sector, end, free, table = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    info = struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>"
    streams = [("EncryptionInfo", info.ljust(4096, b"\0")), ("EncryptedPackage", os.urandom(8192))]
    chain = [table, end]  # sector 0 the allocation table, sector 1 the directory
    entries = [("Root Entry", 5, end, 0, 1)]
    data = b""
    for name, content in streams:
        start, count = len(chain), len(content) // sector
        chain += [*range(start + 1, start + count), end]
        entries.append((name, 2, start, len(content), free))
        data += content

    def entry(name: str, kind: int, start: int, size: int, child: int, right: int) -> bytes:
        encoded = name.encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, free, right, child)
            + bytes(16) + struct.pack("<I", 0) + bytes(16) + struct.pack("<IQ", start, size)
        )  # fmt: skip

    directory = b"".join(
        entry(name, kind, start, size, child, 2 if number == 1 else free)
        for number, (name, kind, start, size, child) in enumerate(entries)
    ).ljust(sector, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + struct.pack("<I", free) * 108
    )  # fmt: skip
    allocation = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    return header + allocation + directory + data


def undecodable() -> bytes:
    """Letters in no order that any Chinese encoding allows."""
    return bytes(byte for number in range(2000) for byte in (0x41 + number % 26, 0xFF, 0x81, 0x0A, 0xC3, 0x28, 0xFE))


CASES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty": ("空.docx", lambda good: b""),
    "blank": ("空白.txt", lambda good: b" \r\n\t\n"),
    "wrong extension": ("图片.docx", lambda good: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "truncated": ("截断.docx", lambda good: good[: len(good) // 2]),
    "without the end": ("缺尾.docx", lambda good: good[:-30]),
    "encrypted": ("加密.docx", lambda good: encrypted_docx()),
    "zip bomb": ("炸弹.docx", lambda good: zip_bomb()),
    "xml bomb": ("实体.docx", lambda good: xml_bomb()),
    "broken xml": ("坏.docx", lambda good: docx_with(b"<w:document><w:body>")),
    "no known encoding": ("乱码.txt", lambda good: undecodable()),
}


@pytest.fixture(params=CASES)
def bad(request: pytest.FixtureRequest, write_report: WriteReport, tmp_path: Path) -> Path:
    name, spoil = CASES[request.param]
    good = write_report(tmp_path / "good.docx").read_bytes()
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes(spoil(good))
    return path


def test_a_bad_file_gives_one_line_and_exit_3(bad: Path, cli: Cli) -> None:
    started = time.monotonic()
    outcome = cli("extract", bad)
    assert outcome.code == 3, outcome
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith(f"错误：{bad.as_posix()}：")
    assert "请" in outcome.err.rpartition(bad.name)[2], "says what to do"
    assert "Traceback" not in outcome.err
    assert time.monotonic() - started < 60
    assert cli("show", bad).code == 3


def test_the_rest_of_the_folder_is_still_read(bad: Path, cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(bad.parent / "先.txt")
    write_report(bad.parent / "后.docx")
    outcome = cli("run", bad, bad.parent, "-o", tmp_path / "out")
    assert outcome.code == 3, outcome
    assert "Traceback" not in outcome.err
    failures = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [failure["path"] for failure in failures] == [bad.as_posix()]
    assert failures[0]["state"] in {"unreadable", "unsupported", "encrypted"}
    assert "traceback" not in failures[0]
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 2


def test_an_encrypted_document_is_said_to_be_encrypted(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "加密.docx"
    path.write_bytes(encrypted_docx())
    assert "密码" in cli("extract", path).err
    cli("run", path, "-o", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8"))["state"] == "encrypted"


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is told on POSIX only")
def test_bombs_do_not_grow(tmp_path: Path) -> None:
    for name, data in (("炸弹.docx", zip_bomb()), ("实体.docx", xml_bomb())):
        path = tmp_path / name
        path.write_bytes(data)
        script = (
            "import resource, subprocess, sys;"
            "code = subprocess.call([sys.executable, '-m', 'gongkai', 'extract', sys.argv[1]], stderr=subprocess.DEVNULL);"
            "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=120)
        code, peak = map(int, done.stdout.split())
        assert code == 3
        assert peak * (1 if sys.platform == "darwin" else 1024) < 400 * 1024 * 1024


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read every folder, and Windows has no modes")
def test_a_folder_without_permission_is_named_and_the_rest_is_read(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "好.txt")
    locked = tmp_path / "in" / "锁"
    write_report(locked / "看不到.txt")
    locked.chmod(0)
    try:
        outcome = cli("run", tmp_path / "in", "-o", tmp_path / "out")
    finally:
        locked.chmod(0o755)
    assert outcome.code == 3
    failure = json.loads((tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8"))
    assert Path(failure["path"]).name == "锁"
    assert "权限" in failure["reason"]
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 1


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_is_read(
    monkeypatch: pytest.MonkeyPatch, write_report: WriteReport, tmp_path: Path
) -> None:
    """The same without needing a user who is not root."""
    import gongkai

    write_report(tmp_path / "in" / "好.txt")
    write_report(tmp_path / "in" / "锁" / "看不到.txt")
    real = os.listdir

    def listdir(folder: Path) -> list[str]:
        if folder.name == "锁":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "listdir", listdir)
    summary = gongkai.run([tmp_path / "in"], tmp_path / "out")
    assert (summary.documents, summary.exit_code) == (1, 3)
    assert [(failure.name, failure.state) for failure in summary.failures] == [("锁", "unreadable")]
    assert "权限" in summary.failures[0].reason


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX only")
def test_a_name_that_is_not_utf8_is_read_like_any_other(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    good = write_report(folder / "good.txt")
    odd = folder / os.fsdecode("自评报告".encode("gb18030") + b"\xff.txt")
    try:
        odd.write_bytes(good.read_bytes() + b"\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    outcome = cli("run", folder, "-o", tmp_path / "out")
    assert outcome.code == 0, outcome
    assert len(list((tmp_path / "out" / "documents").glob("*.json"))) == 2
    assert cli("extract", odd).code == 0
    odd.unlink()
    gone = cli("extract", odd)
    assert gone.code == 3
    assert len(gone.err.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need POSIX")
def test_pipes_and_links_to_nothing_do_not_hang(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "好.txt")
    os.mkfifo(tmp_path / "in" / "管道.txt")
    (tmp_path / "in" / "断链.docx").symlink_to(tmp_path / "没有.docx")
    outcome = cli("run", tmp_path / "in", "-o", tmp_path / "out")
    assert outcome.code == 3
    assert len((tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 1

"""No format is a way in: nothing is fetched, no other file is read or written, nothing runs, and what would grow without end is refused.

A real server stands ready for whatever would ask it, and a file on this machine has a content that must never appear.
"""

from __future__ import annotations

import http.server
import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongkai.extractors.containers import Lost, expand, model
from gongkai.extractors.readers import programs, read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret
from gongkai.pipeline.outputs.json import dumps
from gongkai.schemas.errors import DocumentError, LimitExceeded

from .containers.archive_files import zipped
from .hostile_files import FIGURE, attacks, bombs, carriers, fetching, leading_outside, running
from .readers.docx_files import package

SECRET = "机密98765"
SECONDS = 2.0
"""Within which a limit has to end a document, of processor time."""
MEMORY_MIB = 400
"""What a document that a limit ends may take beyond what the tests take themselves."""


@dataclass
class Watch:
    """What must stay as it is."""

    url: str
    secret: Path
    asked: list[str] = field(default_factory=list)
    """What the server was asked for."""
    called: list[str] = field(default_factory=list)
    """Addresses this process connected to, and names it looked up."""


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    secret = tmp_path / "elsewhere" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(f"{SECRET}\n", "utf-8")

    class Handler(http.server.BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> object:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return self.answer

        def answer(self) -> None:
            watched.asked.append(f"{self.command} {self.path}")
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        watched = Watch(f"http://127.0.0.1:{server.server_port}", secret)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def forbidden(*arguments: object, **_: object) -> None:
            watched.called.append(repr(arguments))
            raise OSError("no network in this test")

        for name in ("connect", "connect_ex"):
            monkeypatch.setattr(socket.socket, name, forbidden)
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
            monkeypatch.setattr(socket, name, forbidden)
        yield watched
        server.shutdown()


def all_that_comes_of(data: bytes, name: str) -> str:
    """Everything that is said of a file and of what it holds: results, names, refusals."""
    said = []
    for found in expand(Original.of(data, name)):
        if isinstance(found, Lost):
            said += [found.name, one_line(found.reason)]
            continue
        try:
            document = read_original(found)
        except DocumentError as error:
            said.append(one_line(error))
        else:
            said += [found.name, repr(document), dumps(check(interpret(document)))]
    return "\n".join(said)


def one_line(error: DocumentError) -> str:
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*", str(error))
    return str(error)


def assert_untouched(watch: Watch, said: str) -> None:
    assert watch.asked == []
    assert watch.called == []
    assert SECRET not in said
    assert [path.name for path in watch.secret.parent.iterdir()] == ["secret.txt"]


URL, PLACE = "http://x", Path("/x")
"""Only the names of the files are wanted where tests are listed."""


@pytest.mark.parametrize("attack", attacks(URL, ""))
@pytest.mark.parametrize("carrier", carriers())
def test_xml_leads_nowhere(carrier: str, attack: str, watch: Watch) -> None:
    data = carriers()[carrier](*attacks(watch.url, watch.secret.as_uri())[attack])
    assert_untouched(watch, all_that_comes_of(data, carrier))


@pytest.mark.parametrize("name", fetching(URL, PLACE))
def test_nothing_outside_is_fetched_or_drawn_in(name: str, watch: Watch) -> None:
    said = all_that_comes_of(fetching(watch.url, watch.secret)[name], name)
    assert_untouched(watch, said)
    if not name.endswith(".odt") or programs.find(programs.LIBREOFFICE):
        assert FIGURE in said or name == "框架.html", "the rest is read"


@pytest.mark.parametrize("name", leading_outside(PLACE))
def test_archives_neither_write_nor_read_outside(name: str, watch: Watch, tmp_path: Path) -> None:
    data = leading_outside(watch.secret)[name]
    if name.endswith(".rar") and programs.find(programs.BSDTAR) is None:
        pytest.skip("bsdtar (libarchive-tools) is not installed")
    before = {path: path.stat().st_mtime_ns for path in Path("/tmp").glob("*逃出*")}
    said = all_that_comes_of(data, name)
    assert_untouched(watch, said)
    assert {path: path.stat().st_mtime_ns for path in Path("/tmp").glob("*逃出*")} == before
    assert [path.name for path in tmp_path.rglob("*逃出*")] == []
    for found in expand(Original.of(data, name)):
        assert not found.name.startswith("/")
        assert ".." not in found.name.split("/")


@pytest.mark.parametrize("name", running(PLACE))
def test_no_macro_runs(name: str, watch: Watch, tmp_path: Path) -> None:
    said = all_that_comes_of(running(tmp_path / "written")[name], name)
    assert_untouched(watch, said)
    assert not (tmp_path / "written").exists()
    if name != "宏.odt" or programs.find(programs.LIBREOFFICE):
        assert FIGURE in said


def test_a_run_over_all_of_them_writes_into_its_folder_only(watch: Watch, tmp_path: Path) -> None:
    """The command itself, with its processes and LibreOffice in batches."""
    given, out, temporary = tmp_path / "给的", tmp_path / "out", tmp_path / "temporary"
    given.mkdir()
    temporary.mkdir()
    files = fetching(watch.url, watch.secret) | leading_outside(watch.secret) | running(tmp_path / "written")
    for attack, parts in attacks(watch.url, watch.secret.as_uri()).items():
        files |= {f"{attack}-{carrier}": make(*parts) for carrier, make in carriers().items()}
    for name, data in files.items():
        (given / name).write_bytes(data)
    before = {path: path.read_bytes() for path in given.iterdir()}
    outside = sorted(Path("/tmp").glob("*逃出*"))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "gongkai", "run", str(given), "-o", str(out), "-q", "--workers", "2"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    assert_untouched(watch, "")
    assert {path: path.read_bytes() for path in given.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["elsewhere", "out", "temporary", "给的"])
    assert list(temporary.iterdir()) == []
    assert sorted(Path("/tmp").glob("*逃出*")) == outside
    for path in out.rglob("*"):
        assert not path.is_symlink()
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text("utf-8").splitlines()]
    assert {failure["state"] for failure in failures} <= {"unreadable", "unsupported", "encrypted", "duplicate"}


# --- limits


def peak_kib() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if sys.platform == "linux" else 0


def refused_in_time(data: bytes, name: str) -> str:
    """What is said of a file that a limit ends, which must not take long or grow."""
    before, begun = peak_kib(), time.process_time()
    said = all_that_comes_of(data, name)
    assert time.process_time() - begun < SECONDS
    assert peak_kib() - before < MEMORY_MIB * 1024
    return said


@pytest.mark.parametrize("bomb", bombs())
@pytest.mark.parametrize("carrier", carriers())
def test_entities_that_grow_are_refused(carrier: str, bomb: str) -> None:
    assert "lollollol" * 100 not in refused_in_time(carriers()[carrier](*bombs()[bomb]), carrier)


def zeros(mib: int) -> bytes:
    """A ZIP archive with a member that is nothing but zeros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("a.txt", "w") as member:
        for _ in range(mib):
            member.write(bytes(1 << 20))
    return buffer.getvalue()


def nested_zip(levels: int) -> bytes:
    data = b"x"
    for level in range(levels):
        data = zipped({f"{level}.zip" if level else "a.txt": data})
    return data


def big_part(member: str, unit: str, count: int) -> bytes:
    return package({"[Content_Types].xml": "<Types/>", member: f'<?xml version="1.0"?><a>{unit * count}</a>'})


def png(width: int, height: int) -> bytes:
    import struct
    import zlib

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(1 << 20))) + part(b"IEND", b"")


def pages_of_ofd(count: int) -> bytes:
    from .readers.ofd_files import NAMESPACE

    listed = '<ofd:Page ID="1" BaseLoc="P.xml"/>' * count
    return package(
        {
            "OFD.xml": f'<ofd:OFD xmlns:ofd="{NAMESPACE}"><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
            "D.xml": f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
            "P.xml": f'<ofd:Page xmlns:ofd="{NAMESPACE}"/>',
        }
    )


LIMITS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "ratio": ("炸弹.zip", lambda: zeros(200), "过大|炸弹"),
    "ratio of a package": ("炸弹.docx", lambda: big_part("word/document.xml", " " * 1024, 60 * 1024), "过大|异常|上限|炸弹"),
    "levels of archives": ("层.zip", lambda: nested_zip(30), "层"),
    "members": ("多.zip", lambda: zipped({f"{number}.txt": b"" for number in range(20_500)}, zipfile.ZIP_STORED), "超过 20000"),
    "levels of XML": ("深.docx", lambda: big_part("word/document.xml", "<a>", 300_000), "嵌套|过深|损坏"),
    "levels of JSON": ("深.json", lambda: b'{"pdf_info":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "请"),
    "levels of RTF": ("深.rtf", lambda: b"{\\rtf1 " + b"{a" * 300_000 + b"}" * 300_001, "嵌套|过深|层"),
    "levels of messages": ("深.eml", lambda: b"From: a\r\nTo: b\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"\r\n", "层|嵌套"),
    "pages": ("页.ofd", lambda: pages_of_ofd(6_000), "5000 页"),
    "cells of a page": ("表.html", lambda: b"<table>" + (b"<tr>" + b"<td colspan=1000 rowspan=60000>1" * 300) * 60, "单元格|行数乘列数"),
    "cells of a sheet": ("表.csv", lambda: (b"1," * 16_000 + b"\n") * 130, "单元格"),
    "size of a picture": ("图.png", lambda: png(60_000, 60_000), "过大|像素|识别"),
}  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_end_a_document_soon_and_say_so(limit: str) -> None:
    name, make, words = LIMITS[limit]
    data = make()
    said = refused_in_time(data, name)
    assert re.search(words, said), said[:500]


@pytest.mark.parametrize("limit", ["MAX_TOTAL_BYTES", "MAX_MEMBERS"])
def test_what_an_archive_may_hold_in_all(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, limit, 3)
    *_, lost = expand(Original.of(zipped({f"{number}.txt": b"x" for number in range(9)}), "批次.zip"))
    assert isinstance(lost, Lost)
    assert isinstance(lost.reason, LimitExceeded)
    one_line(lost.reason)

"""LibreOffice in batches: what breaks one document costs the others nothing, nothing stays behind, nothing is fetched or run."""

from __future__ import annotations

import contextlib
import http.server
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.extractors.readers import _office_process, office, programs, read, read_original
from gongkai.extractors.readers.conversions import Conversions, NotConverted
from gongkai.extractors.readers.office import BROKEN, CRASHED, NOT_OPENED, TOO_SLOW, WORD_97, Job, convert
from gongkai.extractors.readers.office_input import candidates
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document, Table

from .office_files import (
    INSTALL,
    SAMPLES,
    SOFFICE,
    docx_that_fetches,
    odt,
    odt_that_fetches,
    odt_that_runs,
    rtf_that_fetches,
)
from .office_files import office as bare_office

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason=INSTALL)
posix_only = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")

STAND_IN = f"""\
#!{sys.executable}
import os, subprocess, sys, time, zipfile
from pathlib import Path
out = Path(sys.argv[sys.argv.index("--outdir") + 1])
with open(os.environ["STAND_IN_CALLS"], "a") as calls:
    print(*sys.argv[sys.argv.index("--outdir") + 2:], file=calls)
for name in sys.argv[sys.argv.index("--outdir") + 2:]:
    content = Path(name).read_bytes()
    result = out / (Path(name).stem + ".docx")
    if b"CRASH" in content:
        result.write_bytes(b"PK half of a docx")
        os._exit(139)
    if b"HANG" in content:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", name])
        Path(os.environ["STAND_IN_CALLS"] + ".pid").write_text(str(child.pid))
        time.sleep(600)
    if b"RUBBISH" in content:
        continue
    with zipfile.ZipFile(result, "w") as package:
        package.writestr("word/document.xml", content)
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called as LibreOffice is, that does what the documents say."""
    path = tmp_path / "soffice"
    path.write_text(STAND_IN, "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("STAND_IN_CALLS", str(tmp_path / "calls"))
    return path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, to see that none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def jobs(folder: Path, *contents: str) -> list[Job]:
    made = []
    for number, content in enumerate(contents):
        source = folder / f"source{number}"
        source.write_text(content, "utf-8")
        made.append(Job(f"k{number}", source, WORD_97))
    return made


def results(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@posix_only
def test_a_document_that_crashes_the_converter_does_not_take_the_others_along(
    tmp_path: Path, stand_in: Path, private: Path
) -> None:
    into = tmp_path / "into"
    into.mkdir()
    failures = convert(jobs(tmp_path, "a", "RUBBISH", "b", "CRASH", "c", "RUBBISH", "CRASH", "d"), into, stand_in)
    assert failures == {"k1": NOT_OPENED, "k3": CRASHED, "k5": NOT_OPENED, "k6": CRASHED}
    assert results(into) == ["k0.docx", "k2.docx", "k4.docx", "k7.docx"]
    assert results(private) == []


@posix_only
def test_a_document_that_hangs_is_given_up_in_time_and_no_process_stays(tmp_path: Path, stand_in: Path, private: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    started = time.monotonic()
    failures = convert(jobs(tmp_path, "a", "HANG", "b", "c"), into, stand_in, file_seconds=1.5)
    assert time.monotonic() - started < 20
    assert failures == {"k1": TOO_SLOW}
    assert results(into) == ["k0.docx", "k2.docx", "k3.docx"]
    assert results(private) == []
    assert hanging(private) == []


@posix_only
def test_many_documents_take_few_calls_and_each_is_converted_once(tmp_path: Path, stand_in: Path, private: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    assert convert(jobs(tmp_path, *map(str, range(120))), into, stand_in, parallel=2) == {}
    assert len(results(into)) == 120
    calls = (tmp_path / "calls").read_text().splitlines()
    assert len(calls) == 3
    assert max(len(call.split()) for call in calls) <= office.MAX_FILES_PER_CALL


@posix_only
def test_a_converter_that_does_not_work_at_all_is_soon_given_up(tmp_path: Path, private: Path) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 77\n", "utf-8")
    broken.chmod(0o755)
    into = tmp_path / "into"
    into.mkdir()
    started = time.monotonic()
    failures = convert(jobs(tmp_path, *map(str, range(150))), into, broken)
    assert time.monotonic() - started < 5
    assert len(failures) == 150
    assert set(failures.values()) <= {BROKEN, CRASHED}
    assert results(into) == results(private) == []


def test_a_program_that_cannot_be_started_is_no_crash(tmp_path: Path, private: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    failures = convert(jobs(tmp_path, "a", "b"), into, tmp_path / "nothing")
    assert len(failures) == 2
    assert results(into) == results(private) == []


@posix_only
def test_an_interrupt_leaves_no_process_and_no_file(tmp_path: Path, stand_in: Path, private: Path) -> None:
    (tmp_path / "a.rtf").write_text("{\\rtf1 HANG}", "utf-8")
    program = "import sys; from gongkai.extractors.readers import read; read(sys.argv[1])"
    environment = {**os.environ, "TMPDIR": str(private), "GONGKAI_SOFFICE": str(stand_in)}
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "a.rtf")], env=environment, stderr=subprocess.DEVNULL)
    wait_for(tmp_path / "calls.pid")
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert process.returncode != 0
    assert results(private) == []
    assert hanging(private) == []


@pytest.mark.skipif(not _office_process._confined(), reason="the system offers no such thing to this user")
def test_a_killed_process_takes_the_converter_along(tmp_path: Path, stand_in: Path, private: Path) -> None:
    (tmp_path / "a.rtf").write_text("{\\rtf1 HANG}", "utf-8")
    program = "import sys; from gongkai.extractors.readers import read; read(sys.argv[1])"
    environment = {**os.environ, "TMPDIR": str(private), "GONGKAI_SOFFICE": str(stand_in)}
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "a.rtf")], env=environment)
    wait_for(tmp_path / "calls.pid")
    process.kill()
    process.wait(20)
    for _ in range(100):
        if not hanging(private):
            break
        time.sleep(0.05)
    assert not hanging(private)


def wait_for(path: Path) -> None:
    for _ in range(400):
        if path.exists() and path.read_text():
            break
        time.sleep(0.05)


def hanging(private: Path) -> list[str]:
    """Processes that were given a file in that folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if os.fsencode(private) in place.read_bytes():
                found.append(place.parent.name)
    return found


@posix_only
def test_a_store_asks_once_and_works_in_other_processes(
    tmp_path: Path, stand_in: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_SOFFICE", str(stand_in))
    programs.find.cache_clear()
    try:
        good, bad = (Original.of(f"{{\\rtf1 {word}}}".encode(), f"{word}.rtf") for word in ("GOOD", "RUBBISH"))
        with Conversions() as conversions:
            text = Original.of("文本".encode(), "a.txt")
            assert [conversions.waits(each) for each in (good, bad, text)] == [True, True, False]
            conversions.prepare([good, bad, good, text])
            assert [conversions.waits(each) for each in (good, bad, text)] == [False, False, False]
            copy = pickle.loads(pickle.dumps(conversions))
            assert copy.docx(good).data == conversions.docx(good).data
            with pytest.raises(NotConverted, match="打不开"):
                copy.docx(bad)
            assert len((tmp_path / "calls").read_text().splitlines()) == 1
        assert results(private) == []
    finally:
        programs.find.cache_clear()


@posix_only
def test_a_store_may_lie_in_a_folder_with_a_relative_name(tmp_path: Path, stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `-o out` gives it."""
    monkeypatch.setenv("GONGKAI_SOFFICE", str(stand_in))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    programs.find.cache_clear()
    try:
        with Conversions(inside=Path("out")) as conversions:
            assert conversions.docx(Original.of(b"{\\rtf1 GOOD}", "a.rtf")).data
    finally:
        programs.find.cache_clear()


def test_nothing_is_converted_where_the_program_is_missing(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SOFFICE", "")
    programs.find.cache_clear()
    try:
        with Conversions() as conversions:
            original = Original.of(b"{\\rtf1 1}", "a.rtf")
            assert not conversions.waits(original)
            conversions.prepare([original])
    finally:
        programs.find.cache_clear()
    assert results(private) == []


def test_only_files_that_may_need_it_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 1}")
    (tmp_path / "b.odt").write_bytes(odt("<text:p>1</text:p>"))
    (tmp_path / "c.txt").write_text("决算", "utf-8")
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "gone.rtf", tmp_path]
    assert [original.name for original in candidates(paths)] == ["a.rtf", "b.odt"]


# with LibreOffice itself


def shape(document: Document) -> list[object]:
    return [
        [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in block.cells]
        if isinstance(block, Table)
        else block.text
        for block in document.blocks
    ]


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Samples as LibreOffice writes them in the format of Word 97."""
    names = ("01-zhengti-jixiao", "03-waisheng-juesuan", "08-zichan-mingxi", "09-danwei-yusuan")
    return bare_office([SAMPLES / f"{name}.docx" for name in names], "doc", tmp_path_factory.mktemp("docs"))


@needs_libreoffice
def test_a_batch_with_rubbish_in_it(docs: list[Path], tmp_path: Path, private: Path) -> None:
    cut = tmp_path / "cut.doc"
    cut.write_bytes(docs[0].read_bytes()[:20000])
    rubbish = tmp_path / "rubbish.rtf"
    rubbish.write_bytes(b"{\\rtf1" + bytes(range(256)) * 40)
    with Conversions() as conversions:
        conversions.prepare(candidates([cut, *docs, rubbish]))
        for path in docs:
            original = Original.of(path.read_bytes(), path.name, conversions=conversions)
            document = read_original(original)
            assert shape(document) == shape(read(SAMPLES / f"{path.stem}.docx"))
            assert (document.format, document.sha256, document.name) == ("doc", original.sha256, path.name)
            assert dict(document.details)["read_with"].startswith("LibreOffice ")
            assert document.warnings == ()
    assert results(private) == []


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> object:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return self.answer

        def answer(self) -> None:
            requests.append(f"{self.command} {self.path}")
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", requests
        server.shutdown()


@needs_libreoffice
@pytest.mark.parametrize("isolated", [True, False], ids=["without a network", "by its settings alone"])
def test_nothing_is_fetched(isolated: bool, asked: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, requests = asked
    if not isolated:
        monkeypatch.setattr(_office_process, "_confined", tuple)
    (tmp_path / "a.odt").write_bytes(odt_that_fetches(url))
    (tmp_path / "b.docx").write_bytes(docx_that_fetches(url))
    (tmp_path / "c.rtf").write_bytes(rtf_that_fetches(url))
    written = bare_office([tmp_path / "a.odt", tmp_path / "b.docx"], "doc", tmp_path)
    assert requests, "a bare call does fetch, so that the documents are a threat"
    requests.clear()
    for path in (tmp_path / "a.odt", tmp_path / "b.docx", tmp_path / "c.rtf", *written):
        assert "12.50" in str(read(path).blocks)
    assert requests == []


@needs_libreoffice
def test_no_local_file_is_drawn_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.odt"
    secret.write_bytes(odt("<text:p>98765.43</text:p>"))
    target = f'xlink:type="simple" xlink:show="embed" xlink:href="{secret.as_uri()}"'
    path = tmp_path / "a.odt"
    path.write_bytes(
        odt(
            f'<text:p>12.50</text:p><text:section text:name="s"><text:section-source {target}/><text:p/></text:section>'
            f'<text:p><draw:frame draw:name="b" svg:width="5cm" svg:height="3cm"><draw:object {target}/></draw:frame></text:p>'
        )
    )
    text = str(read(path).blocks)
    assert "12.50" in text
    assert "98765" not in text


@needs_libreoffice
def test_no_macro_is_run(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(odt_that_runs(tmp_path / "written"))
    assert "12.50" in str(read(path).blocks)
    assert not (tmp_path / "written").exists()


def test_the_profile_forbids_macros_links_and_the_network(tmp_path: Path) -> None:
    _office_process.prepare_profile(tmp_path / "profile")
    settings = (tmp_path / "profile" / "user" / "registrymodifications.xcu").read_text("utf-8")
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert f'"{setting}" oor:op="fuse"><value>true</value>' in settings

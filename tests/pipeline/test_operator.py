"""As an operator meets it: a week of nights, a run beside another, a full disk, signals, and a researcher's question at the end."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import psutil
import pyarrow.parquet as pq
import pytest
from chaos.run import digests

from support import Cli, WriteReport, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


def start(top: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gongkai", "run", "in", "-o", "out", *options]
    return subprocess.Popen(command, cwd=top, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())


def many(top: Path, count: int, write_report: WriteReport) -> None:
    data = write_report(top / "in" / "0.txt").read_bytes()
    for number in range(1, count):
        (top / "in" / f"{number}.txt").write_bytes(data + b"\n" * number)


def at_work(top: Path, entries: int = 5) -> None:
    """Waits until a run has kept some results."""
    deadline = time.monotonic() + 240
    while len(list(top.glob("out/.gongkai/results/??/*"))) < entries:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def taken_down(top: Path) -> int:
    """How many results the ledger knows of."""
    with contextlib.closing(sqlite3.connect(top / "out" / ".gongkai" / "ledger.sqlite")) as ledger:
        found: int = ledger.execute("select count(*) from results").fetchone()[0]
    return found


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()
        process.communicate()


def test_a_week_of_nights(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    """Files come, change and go; one night is killed in the middle; each morning the output is that of a run from nothing."""

    def report(name: str, figure: str) -> None:
        text = write_report(tmp_path / "in" / name).read_text("utf-8")
        (tmp_path / "in" / name).write_text(text.replace("3.20", figure), "utf-8")

    def night() -> dict[str, object]:
        outcome = cli("run", "in", "-o", "out", "-q", "--log-format", "json", cwd=tmp_path)
        assert outcome.code in {0, 3}, outcome.err
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        cli("run", "in", "-o", "fresh", "-q", "--workers", "0", cwd=tmp_path)
        assert digests(tmp_path / "out") == digests(tmp_path / "fresh")
        told: dict[str, object] = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
        assert json.loads(outcome.err.splitlines()[-1])["event"] == "summary"
        return told

    for number in range(6):
        report(f"{number}.txt", f"3.2{number}")
    assert night()["worked_on"] == 6  # Monday
    assert night()["worked_on"] == 0  # Tuesday: nothing new
    report("6.txt", "9.99")
    tuesday = night()
    assert (tuesday["worked_on"], tuesday["documents"]) == (1, 7)
    assert isinstance(tuesday["new_findings"], int)
    report("0.txt", "3.90")
    (tmp_path / "in" / "1.txt").unlink()
    assert night()["worked_on"] == 1  # Thursday: one changed, one gone
    many(tmp_path / "more", 800, write_report)
    shutil.move(tmp_path / "more" / "in", tmp_path / "in" / "新")
    before = digests(tmp_path / "out")
    process = start(tmp_path, "-q", "--workers", "1")
    with ended(process):
        known = taken_down(tmp_path)
        while taken_down(tmp_path) < known + 20:
            assert process.poll() is None
            time.sleep(0.05)
    assert digests(tmp_path / "out") == before  # Friday was killed
    friday = night()
    assert isinstance(friday["worked_on"], int)
    assert 0 < friday["worked_on"] <= 780  # Saturday goes on where it ended
    (tmp_path / "in" / "坏.pdf").write_bytes(b"%PDF-1.7 damaged")
    sunday = night()
    assert (sunday["worked_on"], sunday["exit_code"], sunday["new_failures"]) == (1, 3, 1)
    assert isinstance(sunday["health"], float)
    assert 0.9 < sunday["health"] < 1
    report("7.txt", "7.77")
    assert night()["new_failures"] == 0  # the one that was broken before still is


def test_a_second_run_into_the_same_folder_is_told_and_harms_nothing(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    many(tmp_path, 600, write_report)
    process = start(tmp_path, "-q", "--workers", "1")
    with ended(process):
        at_work(tmp_path)
        second = cli("run", "in", "-o", "out", cwd=tmp_path)
        assert second.code == 2
        assert len(second.err.splitlines()) == 1
        assert "另一个 gongkai run" in second.err
        assert str(process.pid) in second.err
        other = cli("run", "in/0.txt", "-o", "other", cwd=tmp_path)
        assert other.code == 0  # another folder is another matter
        assert process.poll() is None
    assert cli("run", "in/0.txt", "-o", "out", cwd=tmp_path).code == 0  # what was killed holds nothing


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGINT, 130)])
def test_asked_to_end_it_ends_at_once_and_publishes_nothing(
    number: int, code: int, write_report: WriteReport, tmp_path: Path
) -> None:
    many(tmp_path, 400, write_report)
    process = start(tmp_path, "--workers", "2")
    with ended(process):
        at_work(tmp_path)
        family = psutil.Process(process.pid).children(recursive=True)
        asked = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - asked < 10
    assert process.returncode == code
    assert errors.decode().splitlines()[-1] == "错误：已中断，没有写出结果"
    assert "Traceback" not in errors.decode()
    assert digests(tmp_path / "out") == {}
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert list((tmp_path / "out").glob(".gongkai/spool/*")) == []


def mountable() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not mountable():
        pytest.skip("mounting needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(folder)], check=False, capture_output=True
    ).returncode:
        pytest.skip("this system lets nobody mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_one_clear_line_and_the_earlier_results_stay(
    cli: Cli, write_report: WriteReport, small_disk: Path, tmp_path: Path
) -> None:
    report = write_report(tmp_path / "甲.txt")
    out = small_disk / "out"
    assert cli("run", report, "-o", out).code == 0
    before = digests(out)
    many(tmp_path, 300, write_report)
    for workers in ("0", "2"):
        outcome = cli("run", tmp_path / "in", "-o", out, "-q", "--workers", workers)
        assert outcome.code == 70, outcome.err
        assert outcome.err.startswith("错误：写不了"), outcome.err
        assert len(outcome.err.splitlines()) == 1
        assert digests(out) == before
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert cli("run", tmp_path / "in", "-o", out, "-q").code == 0
    assert cli("run", tmp_path / "in", "-o", tmp_path / "fresh", "-q").code == 0
    assert digests(out) == digests(tmp_path / "fresh")


def test_too_many_failures_stop_the_run_and_leave_the_earlier_results(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "甲.txt")
    assert cli("run", "in", "-o", "out", cwd=tmp_path).code == 0
    before = digests(tmp_path / "out")
    for number in range(4):
        (tmp_path / "in" / f"坏{number}.docx").write_bytes(b"PK\x03\x04 %d" % number)
    outcome = cli("run", "in", "-o", "out", "-q", "--max-failures", "3", cwd=tmp_path)
    assert outcome.code == 3
    assert "--max-failures" in outcome.err
    assert digests(tmp_path / "out") == before
    assert cli("run", "in", "-o", "out", "-q", "--max-failures", "4", cwd=tmp_path).code == 3
    assert digests(tmp_path / "out") != before


def test_a_researchers_question_is_answered_exactly(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "甲.txt")
    assert cli("run", "in", "-o", "out", "-q", cwd=tmp_path).code == 0
    facts = pq.read_table(tmp_path / "out" / "facts.parquet").to_pandas()
    wanted = facts[(facts["item"] == "公务接待费") & (facts["column"] == "决算数")]
    assert list(wanted["value"]) == [Decimal("3.20")]
    query = "select sum(value) from 'out/facts.parquet' where item = '公务接待费' and \"column\" = '决算数'"
    with contextlib.chdir(tmp_path):
        ((total,),) = duckdb.connect().execute(query).fetchall()
    assert total == Decimal("3.20")

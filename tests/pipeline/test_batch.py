"""A run over many documents: goes on where one fails, publishes everything or nothing, always the same bytes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import gongkai
from gongkai.extractors.readers import read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.work import tasks
from gongkai.schemas.document import Document
from support import Cli, WriteReport, environment


def digests(out: Path) -> dict[str, str]:
    """What is published, and not what a run keeps for the next one or tells of itself."""
    files = sorted(
        path for path in out.rglob("*") if path.is_file() and ".gongkai" not in path.parts and path.name != "summary.json"
    )
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(out: Path, stem: str = "documents") -> list[dict[str, object]]:
    table: list[dict[str, object]] = pq.read_table(out / f"{stem}.parquet").to_pylist()
    return table


def test_a_folder_becomes_documents_tables_and_failures(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "甲.docx")
    write_report(tmp_path / "in" / "县" / "乙.txt")
    outcome = cli("run", tmp_path / "in", "-o", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    assert outcome.out == ""
    assert "[2/2]" in outcome.err
    assert "读取 2 份文件" in outcome.err
    assert set(digests(tmp_path / "out")) == {
        "facts.parquet", "indicators.parquet", "findings.parquet", "documents.parquet", "failures.jsonl",
        *(f"documents/{row['output']}" for row in rows(tmp_path / "out")),
    }  # fmt: skip
    assert (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8") == ""
    facts = rows(tmp_path / "out", "facts")
    assert {row["name"] for row in facts} == {"甲.docx", "乙.txt"}
    for row in rows(tmp_path / "out"):
        document = json.loads((tmp_path / "out" / "documents" / str(row["output"])).read_text(encoding="utf-8"))
        assert document["document"]["path"] == row["path"]
        assert len(document["facts"]) == row["facts"] == sum(fact["path"] == row["path"] for fact in facts)


def test_the_same_input_gives_the_same_bytes_in_any_order(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    one, two = write_report(tmp_path / "in" / "一.docx"), write_report(tmp_path / "in" / "二.txt")
    empty = tmp_path / "in" / "空.docx"
    empty.touch()
    first = cli("run", one, two, empty, "-o", tmp_path / "out1", "--csv", env={"PYTHONHASHSEED": "1"})
    second = cli("run", empty, two, one, "-o", tmp_path / "out2", "--csv", env={"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai"})
    third = cli("run", empty, two, one, "-o", tmp_path / "out2", "--csv")
    assert (first.code, second.code, third.code) == (3, 3, 3)
    assert digests(tmp_path / "out1") == digests(tmp_path / "out2")
    assert len(digests(tmp_path / "out1")) == 2 + 2 * 4 + 1


def test_copies_of_one_document_count_once(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "a" / "决算.txt")
    write_report(tmp_path / "in" / "b" / "另存.txt")
    outcome = cli("run", "in", "-o", "out", cwd=tmp_path)
    assert outcome.code == 0
    assert [(row["path"], row["state"]) for row in rows(tmp_path / "out")] == [
        ("in/a/决算.txt", "ok"),
        ("in/b/另存.txt", "duplicate"),
    ]
    assert "in/a/决算.txt" in str(rows(tmp_path / "out")[1]["reason"])
    assert {row["path"] for row in rows(tmp_path / "out", "facts")} == {"in/a/决算.txt"}


def test_files_of_other_kinds_in_a_folder_are_listed_and_do_no_harm(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "决算.txt")
    film = tmp_path / "in" / "录像.mp4"
    film.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(range(256)))
    outcome = cli("run", tmp_path / "in", "-o", tmp_path / "out")
    assert outcome.code == 0
    assert "另有 1 份" in outcome.err
    failure = json.loads((tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8"))
    assert (Path(failure["path"]).name, failure["state"]) == ("录像.mp4", "unsupported")
    assert [row["state"] for row in rows(tmp_path / "out")] == ["ok", "unsupported"]
    assert cli("run", film, "-o", tmp_path / "out2").code == 3  # named, it was meant to be read


def test_results_of_an_earlier_run_do_not_linger_and_nothing_else_is_touched(
    cli: Cli, write_report: WriteReport, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    old, new = write_report(tmp_path / "旧.txt"), write_report(tmp_path / "新.docx")
    assert cli("run", old, "-o", out, "--csv", "-q").code == 0
    (out / "documents" / "笔记.json").write_text("{}", encoding="utf-8")
    (out / "我的.csv").write_text("x", encoding="utf-8")
    assert cli("run", new, "-o", out, "-q").code == 0
    assert [path.name for path in out.glob("documents/旧*")] == []
    assert (out / "documents" / "笔记.json").exists()
    assert sorted(path.name for path in out.glob("*.csv")) == ["我的.csv"]


def test_output_inside_the_input_is_not_read_again(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "决算.txt")
    for _ in range(2):
        assert cli("run", ".", "-o", "out", "--csv", cwd=tmp_path).code == 0
    assert [row["path"] for row in rows(tmp_path / "out")] == ["决算.txt"]


def test_bad_usage_ends_with_2_and_writes_nothing(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    report = write_report(tmp_path / "决算.txt")
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    for arguments in (
        (tmp_path / "没有", "-o", tmp_path / "out"),
        (report, "-o", taken),
        (report, "-o", taken / "below"),
        (report, tmp_path / "没有", "-o", tmp_path / "out"),
    ):
        outcome = cli("run", *arguments)
        assert outcome.code == 2
        assert outcome.err.startswith("错误：")
        assert len(outcome.err.splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_leaves_the_earlier_results(write_report: WriteReport, tmp_path: Path) -> None:
    out = tmp_path / "out"
    gongkai.run([write_report(tmp_path / "决算.txt")], out)
    before = digests(out)
    for number in range(30):
        write_report(tmp_path / "in" / f"{number}.txt")
    script = 'ulimit -f 2; exec "$1" -m gongkai run "$2" -o "$3" --quiet'
    command = ["bash", "-c", script, "-", sys.executable, str(tmp_path / "in"), str(out)]
    done = subprocess.run(command, capture_output=True, env=environment(), check=False)
    errors = done.stderr.decode("utf-8")
    assert done.returncode == 70, errors
    assert errors.startswith("错误：写不了输出文件夹")
    assert len(errors.splitlines()) == 1
    assert digests(out) == before


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX")
def test_a_terminal_gets_a_bar_and_the_summary(write_report: WriteReport, tmp_path: Path) -> None:
    import pty

    report = write_report(tmp_path / "决算.txt")
    reader, terminal = pty.openpty()
    command = [sys.executable, "-m", "gongkai", "run", str(report), "-o", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=terminal, stdout=subprocess.DEVNULL, env=environment({"TERM": "xterm"}))
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed, others give nothing more
        while piece := os.read(reader, 65536):
            shown += piece
    os.close(reader)
    assert process.wait(timeout=60) == 0
    text = shown.decode("utf-8")
    assert "1/1" in text
    assert "读取 1 份文件" in text
    assert "[1/1]" not in text


def test_a_defect_of_ours_costs_one_document_and_is_reported(
    monkeypatch: pytest.MonkeyPatch, write_report: WriteReport, tmp_path: Path
) -> None:
    bad, good = write_report(tmp_path / "in" / "bad.txt"), write_report(tmp_path / "in" / "good.docx")
    real = read_original

    def defective(original: Original) -> Document:
        if original.name == bad.name:
            raise KeyError("第一行\n第二行")
        return real(original)

    monkeypatch.setattr(tasks, "read_original", defective)
    summary = gongkai.run([tmp_path / "in"], tmp_path / "out", workers=0)
    assert (summary.documents, summary.exit_code) == (1, 70)
    failure = json.loads((tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8"))
    assert failure["state"] == "crashed"
    assert "KeyError" in failure["reason"]
    assert "\n" not in failure["reason"]
    assert "defective" in failure["traceback"]
    assert [Path(str(row["path"])).name for row in rows(tmp_path / "out") if row["state"] == "ok"] == [good.name]


def test_many_rows_are_written_in_groups(monkeypatch: pytest.MonkeyPatch, write_report: WriteReport, tmp_path: Path) -> None:
    from gongkai.pipeline.outputs import tables

    write_report(tmp_path / "in" / "a.docx")
    write_report(tmp_path / "in" / "b.txt")
    whole = gongkai.run([tmp_path / "in"], tmp_path / "whole")
    monkeypatch.setattr(tables, "ROWS_PER_GROUP", 3)
    gongkai.run([tmp_path / "in"], tmp_path / "parts")
    assert pq.ParquetFile(tmp_path / "parts" / "facts.parquet").num_row_groups == -(-whole.facts // 3)
    assert rows(tmp_path / "parts", "facts") == rows(tmp_path / "whole", "facts")


@pytest.fixture
def slow_run(write_report: WriteReport, tmp_path: Path) -> subprocess.Popen[bytes]:
    """A run over so many documents that it is still at work, its output folder filled by an earlier run."""
    first = write_report(tmp_path / "first.txt")
    gongkai.run([first], tmp_path / "out")
    source = write_report(tmp_path / "in" / "0.txt")
    for number in range(1, 400):
        (tmp_path / "in" / f"{number}.txt").write_bytes(source.read_bytes() + b"\n" * number)
    command = [sys.executable, "-m", "gongkai", "run", str(tmp_path / "in"), "-o", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(list((tmp_path / "out").glob(".gongkai/results/??/*"))) < 50:
        time.sleep(0.01)
    return process


def visible(out: Path) -> dict[str, str]:
    return {name: digest for name, digest in digests(out).items() if not name.startswith(".gongkai-")}


def test_a_killed_run_leaves_the_earlier_results_and_no_half_file(slow_run: subprocess.Popen[bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = visible(out)
    slow_run.kill()
    slow_run.communicate()
    assert visible(out) == before
    assert len(before) == 6
    gongkai.run([tmp_path / "first.txt"], out)
    assert digests(out) == before  # what the killed run left behind is gone


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT cannot be sent to one process on Windows")
def test_an_interrupted_run_ends_with_130_and_cleans_up(slow_run: subprocess.Popen[bytes], tmp_path: Path) -> None:
    before = visible(tmp_path / "out")
    os.kill(slow_run.pid, signal.SIGINT)
    _, errors = slow_run.communicate(timeout=60)
    assert slow_run.returncode == 130
    assert errors.decode("utf-8").splitlines()[-1].startswith("错误：已中断")
    assert digests(tmp_path / "out") == before


def test_data_and_notes_in_a_folder_are_no_reports(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "in" / "甲.txt")
    earlier = cli("extract", tmp_path / "in" / "甲.txt").out
    (tmp_path / "in" / "甲.json").write_text(earlier, encoding="utf-8")
    (tmp_path / "in" / "日志.log").write_text("2023年度收入合计12.5万元。\n", encoding="utf-8")
    outcome = cli("run", tmp_path / "in", "-o", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    assert {row["name"] for row in rows(tmp_path / "out", "facts")} == {"甲.txt"}
    assert {row["name"]: row["state"] for row in rows(tmp_path / "out")} == {
        "甲.txt": "ok",
        "甲.json": "unsupported",
        "日志.log": "unsupported",
    }
    assert cli("extract", tmp_path / "in" / "日志.log").code == 0  # named, it is read as the text it is


def test_notes_in_markdown_found_in_a_folder_are_no_reports(cli: Cli, tmp_path: Path) -> None:
    table = "| 项目 | 预算数 | 决算数 |\n| --- | --- | --- |\n| 公务接待费 | {} | {} |\n"
    for name, figures in (("说明.md", ("见附件", "见附件")), ("决算.md", ("4.50", "3.20"))):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# 2023年度部门决算“三公”经费支出决算表\n\n单位：万元\n\n{table.format(*figures)}", encoding="utf-8")
    assert cli("run", "in", "-o", "out", "-q", cwd=tmp_path).code == 0
    assert {row["name"]: row["state"] for row in rows(tmp_path / "out") if row["state"] == "unsupported"} == {
        "说明.md": "unsupported"
    }
    assert {row["name"] for row in rows(tmp_path / "out", "facts")} == {"决算.md"}

"""The command line as a user meets it: Chinese, exit codes, UTF-8 under any locale, pipes, start-up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import gongkai
from gongkai.pipeline import cli as module
from gongkai.schemas.errors import GongkaiError, TooManyFailures, UsageError
from support import TITLE, Cli, WriteReport, environment

COMMANDS = ("run", "extract", "show", "forms", "schema")


def test_help_is_chinese_and_names_every_command(cli: Cli) -> None:
    outcome = cli("--help")
    assert outcome.code == 0
    assert all(f" {command} " in outcome.out for command in COMMANDS)
    assert "用法：" in outcome.out
    for command in COMMANDS:
        text = cli(command, "--help").out
        assert "用法：" in text
        assert "显示本帮助" in text
        assert "Options" not in text
        assert "Usage" not in text


def test_no_command_shows_the_help_and_is_bad_usage(cli: Cli) -> None:
    outcome = cli()
    assert outcome.code == 2
    assert "用法：" in outcome.out


def test_version(cli: Cli) -> None:
    assert cli("--version").out == f"gongkai {gongkai.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rum",), "没有命令 rum，是不是 run？"),
        (("完全不同",), "gongkai --help"),
        (("run", "x"), "缺少 -o"),
        (("run", "-o", "x"), "缺少 输入"),
        (("extract",), "缺少 文件"),
        (("extract", "--sideways", "x"), "--sideways"),
        (("extract", "a", "b"), "用法不对"),
        (("run", "x", "-o", "y", "--workers", "two"), "--workers 的值不对："),
        (("run", "--config", "/没有/gongkai.toml"), "（不存在）"),
        (("forms", "收入决算"), "是不是 收入决算表"),
        (("forms", "zzz"), "gongkai forms"),
    ],
)
def test_bad_usage_is_one_chinese_line_and_exit_2(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    outcome = cli(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("错误：")
    assert len(outcome.err.splitlines()) == 1
    assert said in outcome.err


def test_extract_prints_the_document_json_and_writes_nothing(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    report = write_report(tmp_path / "决算.docx")
    outcome = cli("extract", report.name, cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.err == ""
    document = json.loads(outcome.out)
    assert (document["document"]["name"], document["document"]["path"]) == ("决算.docx", "决算.docx")
    assert {fact["raw"] for fact in document["facts"]} >= {"12.50", "10.25", "3.20"}
    assert [path.name for path in tmp_path.iterdir()] == ["决算.docx"]


def test_extract_says_why_a_file_cannot_be_read(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("extract", "没有.docx", cwd=tmp_path)
    assert outcome.code == 3
    assert outcome.out == ""
    assert outcome.err.startswith("错误：没有.docx：")
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "gbk"},
        {"LC_ALL": "zh_CN.GB18030"},
    ],
)
def test_output_is_utf8_under_any_locale(cli: Cli, write_report: WriteReport, tmp_path: Path, locale: dict[str, str]) -> None:
    report = write_report(tmp_path / "决算.txt")
    usual = cli("extract", report)
    odd = cli("extract", report, env=locale)
    assert (odd.code, odd.out) == (0, usual.out)
    assert "决算.txt" in cli("show", report, env=locale).out
    missing = cli("extract", tmp_path / "没有.docx", env=locale)
    assert "没有.docx" in missing.err
    assert cli("run", report, "-o", tmp_path / "结果", env=locale).code == 0
    assert len(list((tmp_path / "结果" / "documents").glob("决算-*.json"))) == 1


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("head") is None, reason="needs a POSIX shell with head")
@pytest.mark.parametrize("command", ["extract", "show", "schema"])
def test_a_reader_that_goes_away_is_no_error(command: str, write_report: WriteReport, tmp_path: Path) -> None:
    report = write_report(tmp_path / "决算.txt")
    report.write_text(report.read_text(encoding="utf-8") * 300, encoding="utf-8")
    arguments = "" if command == "schema" else '"$2"'
    script = f'set -o pipefail; "$1" -m gongkai {command} {arguments} | head -c 1'
    done = subprocess.run(
        ["bash", "-c", script, "-", sys.executable, str(report)], capture_output=True, env=environment(), check=False, timeout=120
    )
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_below_standard_output_is_said_in_one_line(write_report: WriteReport, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gongkai", "extract", str(write_report(tmp_path / "决算.txt"))]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert done.returncode != 0
    assert done.stderr.decode("utf-8").startswith("错误：写不了标准输出")


def test_a_defect_of_ours_ends_with_70_and_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], write_report: WriteReport, tmp_path: Path
) -> None:
    def defect(*_: object, **__: object) -> None:
        raise ZeroDivisionError("零")

    report = write_report(tmp_path / "决算.txt")
    monkeypatch.setattr("gongkai.pipeline.document.extract_document", defect)
    invoke: Callable[[list[str]], int] = module._invoke
    assert invoke(["extract", str(report)]) == 70
    errors = capfd.readouterr().err
    assert len(errors.splitlines()) == 1
    assert "ZeroDivisionError" in errors
    assert "--debug" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_run_needs_no_current_folder(write_report: WriteReport, tmp_path: Path) -> None:
    """As after `sudo -u gongkai` in /root, which that user may not enter; here the folder is gone, which stops root too."""
    report = write_report(tmp_path / "决算.txt")
    script = 'mkdir "$1" && cd "$1" && rmdir "$1" && shift && exec "$@"'
    for out, code in ((str(tmp_path / "out"), 0), ("out", 2)):
        command = [sys.executable, "-m", "gongkai", "run", str(report), "-o", out, "-q", "--workers", "1"]
        done = subprocess.run(
            ["sh", "-c", script, "-", str(tmp_path / "gone"), *command],
            capture_output=True,
            env=environment(),
            check=False,
            timeout=120,
        )
        errors = done.stderr.decode("utf-8")
        assert (done.returncode, len(errors.splitlines())) == (code, int(code > 0)), errors
    assert "当前文件夹" in errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("没有可以读取的文件"), 2),
        (TooManyFailures("太多"), 3),
        (GongkaiError("写不了"), 70),
        (ZeroDivisionError("零"), 70),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_ends_a_run_is_a_line_of_json_where_json_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path, error: BaseException, code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("gongkai.pipeline.batch.run", fail)
    invoke: Callable[[list[str]], int] = module._invoke
    with pytest.raises(SystemExit) as ended:
        invoke(["run", str(tmp_path), "-o", str(tmp_path / "out"), "--log-format", "json"])
    assert ended.value.code == code
    line = json.loads(capfd.readouterr().err)
    assert (line["event"], line["exit_code"]) == ("error", code)
    assert str(error) in line["reason"]
    assert invoke(["run", str(tmp_path), "-o", str(tmp_path / "out")]) == code
    assert capfd.readouterr().err.startswith("错误：")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_one_failure_of_a_run(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    closed = write_report(tmp_path / "甲.txt")
    closed.chmod(0)
    outcome = cli("run", closed, write_report(tmp_path / "乙.txt"), "-o", tmp_path / "out")
    assert outcome.code == 3
    assert "甲.txt：没有读取权限" in outcome.err
    assert "读取 1 份文件，1 份未能读取" in outcome.err
    assert "没有读取权限" in cli("extract", closed).err


def test_debug_shows_the_log(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    assert "空.txt" in cli("--debug", "run", tmp_path / "空.txt", "-o", tmp_path / "out", "-q").err
    assert cli("run", tmp_path / "空.txt", "-o", tmp_path / "out", "-q").err == ""


def test_show_prints_every_figure_within_80_columns(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    from rich.cells import cell_len

    outcome = cli("show", write_report(tmp_path / "决算.docx"))
    assert outcome.code == 0
    assert all(figure in outcome.out for figure in ("12.50", "10.25", "8.00", "7.05", "4.50", "3.20"))
    assert all(cell_len(line) <= 80 for line in outcome.out.splitlines())
    assert "\x1b[" not in outcome.out  # no colours where there is no terminal


def test_forms_lists_the_known_forms_and_explains_one(cli: Cli) -> None:
    everything = cli("forms")
    assert everything.code == 0
    assert all(name in everything.out for name in ("项目支出绩效自评表", "收入支出决算总表"))
    one = cli("forms", "项目支出绩效自评表")
    assert one.code == 0
    assert "全年执行数" in one.out
    assert cli("forms", TITLE).code == 0


def test_schema_prints_json_schema(cli: Cli) -> None:
    schema = json.loads(cli("schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_help_imports_nothing_that_a_command_needs() -> None:
    script = "import sys, gongkai.pipeline.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "pyarrow", "lxml", "docx", "jieba", "rapidfuzz", "regex", "yaml", "pdfplumber", "rich", "pydantic"}
    assert heavy.isdisjoint(done.stdout.split())


def test_importing_the_package_imports_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import gongkai; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name.startswith("gongkai.")] == []
    assert {"typer", "pandas", "dataclasses"}.isdisjoint(done.stdout.split())


def test_every_public_name_of_the_package_exists() -> None:
    for name in gongkai.__all__:
        assert getattr(gongkai, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = gongkai.no_such_name

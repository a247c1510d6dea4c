"""How a run is set up: by options, by a TOML file, by both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai.pipeline.config import run_config
from gongkai.pipeline.work.pool import Limits
from gongkai.schemas.errors import UsageError
from support import Cli, WriteReport

ALL = """
inputs = ["报告", "补充.zip"]
out = "结果"
csv = true
keep_personal = true
workers = 3
timeout = 30
memory = 1024
max_failures = 5
retry = true
quiet = true
log_format = "json"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "gongkai.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_understood_and_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    config = run_config(write(tmp_path, ALL), (), None, {})
    assert config.inputs == (tmp_path / "报告", tmp_path / "补充.zip")
    assert config.out == tmp_path / "结果"
    assert config.options.limits == Limits(30, 1024)
    assert (config.options.csv, config.options.keep_personal, config.options.retry, config.quiet) == (True, True, True, True)
    assert (config.options.workers, config.options.max_failures, config.log_format) == (3, 5, "json")


def test_an_option_wins_over_the_file(tmp_path: Path) -> None:
    given = {"workers": 1, "timeout": 5.5, "log_format": "text", "memory": None}
    config = run_config(write(tmp_path, ALL), (tmp_path / "x",), tmp_path / "y", given)
    assert (config.inputs, config.out) == ((tmp_path / "x",), tmp_path / "y")
    assert (config.workers, config.timeout, config.log_format, config.memory) == (1, 5.5, "text", 1024)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    config = run_config(None, (tmp_path,), tmp_path / "out", {"csv": None})
    assert config.options.limits == Limits()
    assert (config.csv, config.workers, config.max_failures, config.log_format) == (False, None, None, "text")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("worker = 3", "worker"),
        ("workers = -1", "workers"),
        ("workers = 1.5", "workers"),
        ("workers = true", "workers"),
        ('workers = "2"', "workers"),
        ("timeout = 0", "timeout"),
        ("memory = 1", "memory"),
        ("max_failures = -1", "max_failures"),
        ('csv = "yes"', "csv"),
        ('inputs = "报告"', "inputs"),
        ("inputs = [1]", "inputs"),
        ("out = 1", "out"),
        ('log_format = "xml"', "xml"),
        ("workers = ", "TOML"),
        ("csv = true\nout = /data/out", "第 2 行第 7 个字"),
        ('out = "D:\\data"', "第 1 行"),
        ("\x00", "TOML"),
        ("[run]\nworkers = 1", "run"),
    ],
)
def test_a_mistake_is_one_clear_line_that_names_the_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        run_config(write(tmp_path, text), (tmp_path,), tmp_path / "out", {})
    assert named in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_in_another_encoding_or_missing_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.toml"
    for data in ("out = '结果'".encode("gb18030"), None):
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
        with pytest.raises(UsageError, match="配置文件") as caught:
            run_config(path, (tmp_path,), tmp_path / "out", {})
        assert len(str(caught.value).splitlines()) == 1


def test_a_file_saved_by_the_editor_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.toml"
    path.write_bytes('\ufeffinputs = ["报告"]\r\nout = "结果"\r\n'.encode())
    assert run_config(path, (), None, {}).out == tmp_path / "结果"


def test_input_and_output_must_be_given_somewhere(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="inputs"):
        run_config(None, (), tmp_path, {})
    with pytest.raises(UsageError, match="out"):
        run_config(None, (tmp_path,), None, {})


def test_the_command_takes_the_file_from_any_folder(cli: Cli, write_report: WriteReport, tmp_path: Path) -> None:
    write_report(tmp_path / "报告" / "甲.txt")
    config = write(tmp_path, 'inputs = ["报告"]\nout = "结果"\nlog_format = "json"\nworkers = 1\n')
    outcome = cli("run", "--config", config, cwd=Path("/"))
    assert outcome.code == 0, outcome.err
    lines = [json.loads(line) for line in outcome.err.splitlines()]
    assert [line["event"] for line in lines] == ["document", "summary"]
    assert lines[1]["health"] == 1.0
    assert json.loads((tmp_path / "结果" / "summary.json").read_text("utf-8"))["documents"] == 1

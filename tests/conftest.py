"""What tests of several rooms share: real processes of the command line, and small reports to feed it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import HEADS, ROWS, TITLE, Cli, Outcome, WriteReport, environment

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background by a shell: what is started here shall hear it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def cli() -> Cli:
    def call(*arguments: str | os.PathLike[str], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Outcome:
        command = [sys.executable, "-m", "gongkai", *(os.fspath(argument) for argument in arguments)]
        done = subprocess.run(command, capture_output=True, env=environment(env), cwd=cwd, timeout=120, check=False)
        return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def write_report() -> WriteReport:
    def write(path: Path, title: str = TITLE) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".docx":
            import docx

            document = docx.Document()
            document.add_paragraph("衡阳示例县某某局 2023 年度部门决算")
            document.add_paragraph(title)
            document.add_paragraph("单位：万元")
            table = document.add_table(rows=0, cols=3)
            for row in (HEADS, *ROWS):
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.save(str(path))
        else:
            lines = ["衡阳示例县某某局 2023 年度部门决算", title, "单位：万元", *("\t".join(row) for row in (HEADS, *ROWS))]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write

"""What test modules import from one another: how the command line is called, and the small report they feed it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parent.parent

TITLE = "一般公共预算财政拨款“三公”经费支出决算表"
HEADS = ("项目", "预算数", "决算数")
ROWS = (
    ("合计", "12.50", "10.25"),
    ("因公出国（境）费", "0.00", "0.00"),
    ("公务用车购置及运行维护费", "8.00", "7.05"),
    ("公务接待费", "4.50", "3.20"),
)
"""A small form whose figures hold together."""


@dataclass(frozen=True)
class Outcome:
    """How a process ended; both streams decoded as UTF-8."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs `gongkai` in a process of its own."""

    def __call__(
        self, *arguments: str | os.PathLike[str], env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Outcome: ...


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child process, with terminal settings that would change what it prints left out."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING"}}
    return {**kept, **(extra or {})}


class WriteReport(Protocol):
    """Writes a small report to a path, as docx or text by its suffix, and returns the path."""

    def __call__(self, path: Path, title: str = TITLE) -> Path: ...

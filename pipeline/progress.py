"""What a run says on standard error: progress and a summary. A terminal gets a moving bar, everything else plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..extractors.readers import display_name
from .batch import Progress
from .summary import Failure, RunSummary

_LISTED = 20
"""More failures than this are left to failures.jsonl."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """What to call after each document; None when nothing is to be shown."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _line


def report(summary: RunSummary) -> None:
    """Prints what the run came to."""
    failed = [failure for failure in summary.failures if not failure.ignorable]
    ignored = len(summary.failures) - len(failed)
    _say(
        f"读取 {summary.documents} 份文件"
        + (f"，{len(failed)} 份未能读取" if failed else "")
        + (f"，另有 {ignored} 份不是能读取的格式" if ignored else "")
    )
    _say(
        f"表 {summary.tables} 张，数据 {summary.facts} 条，绩效指标 {summary.indicators} 条，"
        f"疑点 {summary.findings} 个，警告 {summary.warnings} 个"
    )
    for failure in failed[:_LISTED]:
        _say(f"  {failure.path}：{failure.reason}")
    if len(failed) > _LISTED:
        _say(f"  …… 其余 {len(failed) - _LISTED} 份见 failures.jsonl")
    _say(f"结果在 {display_name(summary.out)}")


def _line(done: int, total: int, path: str, failure: Failure | None) -> None:
    _say(f"[{done}/{total}] {path}" + (f"：未读取（{failure.reason}）" if failure and not failure.ignorable else ""))


def _say(line: str) -> None:
    with suppress(OSError):  # nobody reads it any more; the run goes on
        print(line, file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")  # a long path is cut, not the count before it
    path_column = TextColumn("{task.description}", markup=False, table_column=rest)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), path_column)
    with Bars(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        task = bars.add_task("", total=None)

        def show(done: int, total: int, path: str, failure: Failure | None) -> None:
            bars.update(task, completed=done, total=total, description=path, refresh=done == total)

        yield show

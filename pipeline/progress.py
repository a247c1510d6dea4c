"""What a run says on standard error: progress and a summary. A terminal gets a moving bar, everything else plain lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Protocol

from ..extractors.readers import display_name
from .summary import Failure, RunSummary

_LISTED = 20
"""More failures than this are left to failures.jsonl."""


class Reporter(Protocol):
    """What is called as a run goes on."""

    def document(self, done: int, known: int, path: str, failure: Failure | None) -> None:
        """After each document: see `batch.Progress`."""

    def end(self, summary: RunSummary) -> None:
        """When everything is published."""


@contextmanager
def reporter(log_format: str, *, quiet: bool) -> Iterator[Reporter]:
    """Who tells what happens: nobody, a moving bar on a terminal, or lines."""
    if log_format == "json":
        yield _JsonLines(quiet=quiet)
    elif quiet:
        yield _Silent()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield _Lines()


class _Silent:
    def document(self, done: int, known: int, path: str, failure: Failure | None) -> None:
        pass

    def end(self, summary: RunSummary) -> None:
        pass


class _Lines:
    def document(self, done: int, known: int, path: str, failure: Failure | None) -> None:
        _say(f"[{done}/{known}] {path}" + (f"：未读取（{failure.reason}）" if failure and not failure.ignorable else ""))

    def end(self, summary: RunSummary) -> None:
        _report(summary)


class _JsonLines:
    """One JSON object a line, for cron and log collectors; `quiet` leaves out documents that were read."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def document(self, done: int, known: int, path: str, failure: Failure | None) -> None:
        if failure is not None:
            json_line("document", path=path, state=failure.state, reason=failure.reason)
        elif not self._quiet:
            json_line("document", path=path, state="ok")

    def end(self, summary: RunSummary) -> None:
        json_line("summary", **summary.told())


def json_line(event: str, **values: object) -> None:
    """Says one event of the run as a JSON object on a line: a document, the summary, or the error that ended the run."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _say(json.dumps({"time": now, "event": event, **values}, ensure_ascii=False))


def _report(summary: RunSummary) -> None:
    failed = [failure for failure in summary.failures if not failure.ignorable]
    ignored = summary.states["unsupported"] - sum(failure.state == "unsupported" for failure in failed)
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
    copies = summary.states["duplicate"]
    if copies:
        _say(f"重复的文件 {copies} 份，数据只计一次")
    _say(f"结果在 {display_name(summary.out)}" + ("（输入和程序都没有变化，结果照旧）" if summary.unchanged else ""))


def _say(line: str) -> None:
    with suppress(OSError):  # nobody reads it any more; the run goes on
        print(line, file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar() -> Iterator[Reporter]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")  # a long path is cut, not the count before it
    path_column = TextColumn("{task.description}", markup=False, table_column=rest)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), path_column)
    ended: list[RunSummary] = []
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        task = bars.add_task("", total=None)

        class Bar:
            def document(self, done: int, known: int, path: str, failure: Failure | None) -> None:
                bars.update(task, completed=done, total=known, description=path, refresh=done == known)

            def end(self, summary: RunSummary) -> None:
                ended.append(summary)

        yield Bar()
    for summary in ended:
        _report(summary)

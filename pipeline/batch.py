"""Many documents: each one worked on by itself, what is known from earlier runs kept, all results published together."""

from __future__ import annotations

import heapq
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..extractors.readers import digest_file, display_name
from ..extractors.readers.conversions import Conversions
from ..extractors.readers.office import MAX_FILES_PER_CALL
from ..schemas.errors import DocumentError, GongkaiError, TooManyFailures, UsageError, reason_of
from .listing import Found, find_files
from .publish import DamagedStore, failure_of, forget_damaged, load_record, publish, still_published
from .summary import Failure, RunSummary
from .work import fingerprint
from .work.ledger import Item, Ledger
from .work.lock import locked
from .work.pool import InProcess, Isolated, Limits, Task, Workers
from .work.records import LIMITED, Contents, Done, Problem
from .work.store import Store
from .work.tasks import Setting, contents_key, convert, problem_of, reading_key, result_key, work_on_file, work_on_member

_LOG = logging.getLogger("gongkai")

STATE = ".gongkai"
"""Folder inside the output folder for what later runs profit from; it may be deleted at any time."""
_LEDGER = "ledger.sqlite"
_ENDED = frozenset({*LIMITED, "crashed"})
"""States of documents on which a worker was ended, or ended."""
_ATTEMPTS = 3
"""How often a run works on documents whose kept results turn out to be damaged."""
_PREPARED = f"{__package__}.work.prepared"
"""What workers are started with."""
_SLOWEST = 10
_SECONDS_PER_CONVERSION = 30.0

Progress = Callable[[int, int, str, Failure | None], None]
"""Called after each document: how many are done, how many are known of so far, which one it was, and why it was not read (or None)."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run works."""

    csv: bool = False
    """Write the tables as CSV too."""
    keep_personal: bool = False
    """Leave names and telephone numbers of contacts unmasked."""
    workers: int | None = None
    """Worker processes; None for as many as there are processors, 0 to do everything in this process and without limits."""
    limits: Limits = field(default_factory=Limits)
    """What one document may use."""
    max_failures: int | None = None
    """Stop when more documents than this could not be read."""
    retry: bool = False
    """Work anew on documents that exceeded a limit or crashed the program in an earlier run."""


def run(
    inputs: Iterable[Path | str], out: Path | str, options: RunOptions | None = None, progress: Progress | None = None
) -> RunSummary:
    """Reads files, folders (recursively) and archives and writes their results into the folder `out`, all of them or, if interrupted,
    none.

    A document that cannot be read is listed in the summary and in failures.jsonl, and the others go on. What an earlier run into the
    same folder found out is used again where neither the document nor the program has changed. Raises UsageError where there is no
    input, `out` cannot be written to or another run is writing there, TooManyFailures, and GongkaiError where the disk is full.
    """
    options = options or RunOptions()
    out = Path(out)
    start = time.monotonic()
    places = [Path(each) for each in inputs]
    first = next(find_files(places, out), None)  # what is wrong with the inputs is said before anything is written
    if first is None:
        raise UsageError("没有可以读取的文件：请给出文件，或里面有文件的文件夹")
    with _state_folder(out) as state, locked(state / "lock", display_name(out)):
        try:
            return _run(places, out, state, options, progress, start)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # the disk is full, or something else that is not in the file
                raise
            _LOG.info("the ledger is damaged (%s) and made anew", error)
            Ledger.remove(state / _LEDGER)
            return _run(places, out, state, options, progress, start)


def _run(places: list[Path], out: Path, state: Path, options: RunOptions, progress: Progress | None, start: float) -> RunSummary:
    with ExitStack() as stack:
        spool = stack.enter_context(_spool(state))
        ledger = stack.enter_context(Ledger(state / _LEDGER))
        conversions = stack.enter_context(Conversions(parallel=0 if options.workers == 0 else 1, inside=spool))
        files = ledger.list_files(find_files(places, out))
        setting = Setting(
            store=str(state),
            spool=str(spool),
            keep_personal=options.keep_personal,
            reading=fingerprint.of_reading(),
            results=fingerprint.of_results(),
            vocabulary=fingerprint.of_vocabulary(),
            conversions=conversions,
        )
        store = Store(state)
        for key in ledger.forget_passing():
            store.forget("results", key)
        work = _Work(ledger, store, setting, options, progress, files)
        for attempt in range(_ATTEMPTS):
            with _workers(options) as workers:
                work.do(workers)
            ledger.commit(now=True)
            kept = still_published(ledger, out, options.csv)
            if kept is not None:
                return _finished(kept, start, work)
            try:
                return _finished(publish(ledger, store, out, with_csv=options.csv), start, work)
            except DamagedStore as damage:
                if attempt == _ATTEMPTS - 1:
                    raise GongkaiError(f"{display_name(state)} 里的中间结果损坏：请检查磁盘，删除这个文件夹后重新运行") from damage
                forget_damaged(ledger, store)
                ledger.clear_items()
    raise AssertionError("unreachable")


def _finished(summary: RunSummary, start: float, work: _Work) -> RunSummary:
    summary.seconds = time.monotonic() - start
    summary.worked_on = work.worked_on
    summary.slowest = [(path, seconds) for seconds, path in sorted(work.slowest, reverse=True)]
    summary.write()
    return summary


@contextmanager
def _state_folder(out: Path) -> Iterator[Path]:
    try:
        if out.exists() and not out.is_dir():
            raise UsageError(f"输出位置 {display_name(out)} 是一个文件：请用 -o 指定一个文件夹")
        state = out / STATE
        state.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=state):
            pass
    except OSError as error:
        raise UsageError(f"输出文件夹 {display_name(out)} 不能写入（{reason_of(error)}）：请用 -o 换一个位置") from error
    try:
        yield state
    except (OSError, sqlite3.Error) as error:
        reason = reason_of(error) if isinstance(error, OSError) else error
        raise GongkaiError(f"写不了输出文件夹 {display_name(out)}（{reason}），结果没有更新：请检查磁盘空间和权限") from error


@contextmanager
def _spool(state: Path) -> Iterator[Path]:
    """A folder for files that are unpacked; what a killed run left in it goes first."""
    spool = state / "spool"
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir()
    try:
        yield spool
    finally:
        shutil.rmtree(spool, ignore_errors=True)


@contextmanager
def _workers(options: RunOptions) -> Iterator[Workers[_Label]]:
    if options.workers == 0:
        with InProcess[_Label]() as inline:
            yield inline
        return
    count = options.workers or _processors()
    with Isolated[_Label](count, options.limits, _PREPARED) as isolated:
        yield isolated


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _File:
    number: int
    found: Found
    sha256: str
    converted: bool = False
    """Whether LibreOffice has had its turn."""


@dataclass(frozen=True, slots=True)
class _Member:
    item: Item
    place: str
    """Where it was unpacked to."""
    converted: bool = False


@dataclass(frozen=True, slots=True)
class _Conversion:
    waiting: tuple[_File | _Member, ...]


_Label = _File | _Member | _Conversion


class _Work:
    """Sees to it that every document of the run has a record in the store, or a problem in the ledger."""

    def __init__(
        self, ledger: Ledger, store: Store, setting: Setting, options: RunOptions, progress: Progress | None, files: int
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._setting = setting
        self._options = options
        self._progress = progress
        self._limits = f"{options.limits.seconds:g} {options.limits.memory_mib}"
        self._files = files
        self._known = files
        self._done = 0
        self._failures = 0
        self._queue: deque[Task[_Label]] = deque()
        self._to_convert: list[_File | _Member] = []
        self.worked_on = 0
        """Documents that a worker worked on."""
        self.slowest: list[tuple[float, str]] = []

    def do(self, workers: Workers[_Label]) -> None:
        """Works until nothing is left to do."""
        self._known, self._done, self._failures = self._files, 0, 0
        if self._ledger.has_new_files():
            workers.begin()
        files = enumerate(self._ledger.files())
        more = True
        while True:
            while workers.waiting < workers.capacity and (self._queue or more):
                if self._queue:
                    workers.submit(self._queue.popleft())
                    continue
                number, found = next(files, (-1, None))
                if found is None:
                    more = False
                else:
                    self._take(number, found)
            if workers.waiting:
                for task, answer in workers.finished():
                    self._ended(task, answer)
                self._ledger.commit()
            elif self._to_convert:
                self._convert()
            elif not self._queue and not more:
                return

    def _take(self, number: int, found: Found) -> None:
        """Sees what is to be done for a file."""
        name = display_name(found.path.name)
        item = Item(number, -1, found.display, name, found.named, None)
        if found.problem is not None:
            self._end(replace(item, problem=Problem("unreadable", found.problem)))
            return
        try:
            sha256 = self._sha256(found.path)
        except DocumentError as error:
            self._end(replace(item, problem=problem_of(error)))
            return
        item = replace(item, sha256=sha256, key=result_key(self._setting, sha256, found.display))
        inside = contents_key(self._setting, sha256, name)
        self._ledger.use(inside)
        if self._ledger.seen_before(sha256, number):
            self._end(replace(item, key=None))
            return
        contents = self._ledger.contents(inside)
        if contents is not None and self._all_known(item, contents):
            self._take_contents(item, contents)
            return
        problem = None if contents is not None or item.key is None else self._problem(item.key)
        if problem is not None and problem.state in _ENDED:  # it never came so far as to look inside
            self._end(replace(item, key=None, problem=problem))
            return
        self._ledger.add(item)
        self._read(_File(number, found, sha256))

    def _sha256(self, path: Path) -> str:
        try:
            status = path.stat()
        except OSError:
            return digest_file(path)  # which says what is wrong
        known = self._ledger.known_sha256(path, status)
        if known is not None:
            return known
        sha256 = digest_file(path)
        self._ledger.remember_sha256(path, status, sha256)
        return sha256

    def _all_known(self, item: Item, contents: Contents) -> bool:
        keys = [item.key] if contents.document else []
        keys += [result_key(self._setting, each.sha256, each.path) for each in contents.inside if each.sha256 is not None]
        return all(key is not None and (self._ledger.has_result(key) or self._problem(key) is not None) for key in keys)

    def _problem(self, key: str) -> Problem | None:
        problem = self._ledger.problem(key, self._limits)
        if problem is not None and self._options.retry and problem.state in _ENDED:
            return None
        return problem

    def _read(self, label: _File) -> None:
        arguments = (self._setting, str(label.found.path), label.found.display, label.sha256)
        self._queue.append(Task(work_on_file, arguments, label, self._options.limits.seconds))

    def _read_member(self, label: _Member) -> None:
        arguments = (self._setting, label.place, label.item.display, label.item.name)
        self._queue.append(Task(work_on_member, arguments, label, self._options.limits.seconds))

    def _ended(self, task: Task[_Label], answer: Any) -> None:
        label = task.label
        if isinstance(answer, Problem):
            done = Done(answer, seconds=task.seconds if answer.state == "timeout" else 0.0)
        else:
            done = answer
        if done.fault is not None:
            raise GongkaiError(done.fault)
        if isinstance(label, _Conversion):
            for waiting in label.waiting:
                self._again(waiting)
            return
        if done.to_convert and label.converted:
            problem = Problem(
                "unreadable", "LibreOffice 没有转换它（写不了临时文件）：请检查磁盘空间，下次运行会再试", passing=True
            )
            done = Done(problem)
        if done.to_convert:
            self._to_convert.append(replace(label, converted=True))
            if len(self._to_convert) >= MAX_FILES_PER_CALL:
                self._convert()
            return
        path = label.found.display if isinstance(label, _File) else label.item.display
        self.worked_on += 1
        heapq.heappush(self.slowest, (round(done.seconds, 3), path))
        if len(self.slowest) > _SLOWEST:
            heapq.heappop(self.slowest)
        if isinstance(label, _File):
            self._file_ended(label, done)
        else:
            Path(label.place).unlink(missing_ok=True)
            self._keep(label.item, done)
            self._end(self._with_problem(label.item))

    def _again(self, label: _File | _Member) -> None:
        if isinstance(label, _File):
            self._read(label)
        else:
            self._read_member(label)

    def _convert(self) -> None:
        waiting, self._to_convert = tuple(self._to_convert), []
        paths = tuple(
            (str(label.found.path), label.found.path.name) if isinstance(label, _File) else (label.place, label.item.name)
            for label in waiting
        )
        seconds = max(self._options.limits.seconds, _SECONDS_PER_CONVERSION) * (1 + len(paths))
        self._queue.append(Task(convert, (self._setting, paths), _Conversion(waiting), seconds))

    def _file_ended(self, label: _File, done: Done) -> None:
        found = label.found
        name = display_name(found.path.name)
        key = result_key(self._setting, label.sha256, found.display)
        item = Item(label.number, -1, found.display, name, found.named, label.sha256, key)
        contents = done.contents
        if contents is None:  # it never came so far as to look inside
            self._keep(item, done)
            self._end(self._with_problem(item))
            return
        self._ledger.save_contents(contents_key(self._setting, label.sha256, name), contents)
        if contents.document:
            self._keep(item, done)
        self._take_contents(item, contents, {each.number: each.path for each in done.spooled})

    def _take_contents(self, item: Item, contents: Contents, spooled: dict[int, str] | None = None) -> None:
        """Takes down a file and what is inside it; what was unpacked for it is worked on."""
        whole: Problem | None = None
        for number, inside in enumerate(contents.inside):
            if inside.path == item.display:
                whole = inside.problem
                continue
            self._known += 1
            key = None if inside.sha256 is None else result_key(self._setting, inside.sha256, inside.path)
            member = Item(item.file, number, inside.path, inside.name, False, inside.sha256, key, problem=inside.problem)
            place = (spooled or {}).get(number)
            if place is not None:
                self._ledger.add(member)
                self._read_member(_Member(member, place))
            else:
                if key is not None:
                    self._adopt(key)
                self._end(self._with_problem(member))
        if contents.document:
            self._end(self._with_problem(item))
        else:
            self._end(replace(item, key=None, format=contents.format, problem=whole))

    def _keep(self, item: Item, done: Done) -> None:
        assert item.key is not None
        if done.problem is not None:
            self._ledger.save_problem(item.key, done.problem, self._limits if done.problem.state in LIMITED else "")
        elif done.state is not None:
            self._ledger.save_result(item.key, done.body)
        if done.passing or (done.problem is not None and done.problem.passing):
            self._ledger.save_passing(item.key)

    def _adopt(self, key: str) -> None:
        """Takes down a record that a run which was killed had put into the store."""
        if not self._ledger.has_result(key) and self._problem(key) is None:
            record = load_record(self._store, key)
            if record is not None:
                self._ledger.save_result(key, record.body)

    def _with_problem(self, item: Item) -> Item:
        if item.key is None or self._ledger.has_result(item.key):
            return item
        problem = self._problem(item.key) or self._ledger.problem(item.key, self._limits)
        lost = Problem("crashed", "结果没有保存下来：请重新运行")
        return replace(item, key=None, problem=item.problem or problem or lost)

    def _end(self, item: Item) -> None:
        self._ledger.add(item)
        if item.sha256 is not None:
            key = item.key or result_key(self._setting, item.sha256, item.display)
            self._ledger.use(key, reading_key(self._setting, item.sha256, item.name))
        self._done += 1
        failure = failure_of(item)
        if failure is not None:
            _LOG.info("%s: %s", failure.path, failure.reason)
            if failure.traceback is not None:
                _LOG.debug("%s", failure.traceback)
        if failure is not None and not failure.ignorable:
            self._failures += 1
            limit = self._options.max_failures
            if limit is not None and self._failures > limit:
                raise TooManyFailures(f"未能读取的文件超过 {limit} 份，已停止，结果没有更新：请检查输入，或放宽 --max-failures")
        if self._progress is not None:
            self._progress(self._done, self._known, item.display, failure)

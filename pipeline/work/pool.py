"""Worker processes in which documents are worked on: each task has a time and a memory limit that are kept whatever its code does.

The processes are pebble's, which starts them (see `processes`), talks to them and stops those that take too long. What is added: a
memory limit, a pool of its own for each worker, and a second try.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import psutil
from pebble import ProcessExpired, ProcessPool
from pebble.common.types import CONSTS

from ...schemas.errors import GongkaiError
from .processes import EXITED, MIB, Context, start_worker
from .records import Problem

_TASKS_PER_WORKER = 2_000
"""A worker is replaced after so many tasks, so that what libraries leak is given back."""
_TRIES = 2
"""How often a task is tried on which its process ends, each time in a new process …"""
_TRIES_IF_KILLED = 5
"""… and how often where somebody else ended it; where that did not do, as often again when nothing else is worked on."""
_FOREIGN = frozenset({-1, -2, -9, -15})
"""Exit codes of processes that were told to end (SIGHUP, SIGINT, SIGKILL, SIGTERM), which none does to itself."""
_WITHOUT_MEMORY = (MemoryError, SystemError)
"""What a task raises for want of memory: CPython gives up a call that it has no memory for with a SystemError that names no cause."""
_LOOK_EVERY = 1.0
"""Seconds after which it is looked for tasks that will never be answered."""
_WATCH_EVERY = 0.05
"""Seconds between two looks at the memory of the workers."""
_NEARLY = 0.75
"""A worker that died with this share of its memory limit in use died of it."""
_STALLED = 20.0
"""Seconds beyond its time limit after which a task that gave no answer, not even that it was stopped, never will."""
_OWN_MIB = 256
"""More than a worker needs for itself, before it is given a document."""
_WHILE_STARTING = 2_000
"""Tasks that may wait until the first worker is there: meanwhile the caller looks for more of them."""
_START = (5.0, 15.0, 45.0, 120.0)
"""Seconds that each try to start the first worker is given: one that somebody kills in the wrong moment is never heard of."""
_PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2, 3.2, 3.2)
"""Seconds until it is tried again to start a process: for a moment a server that was killed still seems to be there."""

CONSTS.term_timeout = 0.5  # a worker that does not end when asked to is killed after half a second

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    seconds: float = 120.0
    memory_mib: int = 2048
    """Beyond what a worker needs for itself (some 150 MiB)."""


@dataclass(slots=True)
class Task(Generic[A]):
    """A call to be made in a worker; `label` is the caller's."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    label: A
    seconds: float
    """Time limit."""
    tries: int = 0
    """How often its process ended with no answer."""
    alone: bool = False
    """Whether it is only tried when nothing else is worked on."""
    clock: float = 0.0
    """By how much the clock on the wall was before the one that nobody sets, when the task was handed over."""


class _Silence(TimeoutError):
    """A task that was neither answered nor stopped when its time was over."""


_LOST = (*_WITHOUT_MEMORY, ProcessExpired, BrokenProcessPool, _Silence)
"""With these, what a task has left behind in its process or pool must not be the next one's."""


class Workers(Protocol[A]):
    """Does tasks, in any order."""

    def begin(self) -> None:
        """Tells that there will be tasks: what takes time to start may do so now, while the caller goes on."""

    def submit(self, task: Task[A]) -> None:
        """Takes a task; the caller sees to it that not many wait."""

    def finished(self) -> Iterator[tuple[Task[A], Any]]:
        """Waits until at least one task has ended; each with what its function returned, or with a Problem."""

    @property
    def waiting(self) -> int:
        """Tasks that were taken and have not ended."""

    @property
    def capacity(self) -> int:
        """Tasks that may wait without the workers ever being idle."""


class InProcess(Generic[A]):
    """Does the tasks in this process, one after the other, without limits: for tests and for looking for defects."""

    capacity = 1

    def __init__(self) -> None:
        self._tasks: list[Task[A]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._tasks.clear()

    @property
    def waiting(self) -> int:
        return len(self._tasks)

    def begin(self) -> None:
        pass

    def submit(self, task: Task[A]) -> None:
        self._tasks.append(task)

    def finished(self) -> Iterator[tuple[Task[A], Any]]:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            try:
                answer = task.function(*task.arguments)
            except MemoryError:
                answer = Problem("out of memory", "处理需要的内存超过这台机器所有的：请单独检查这个文件")
            except SystemError as error:
                answer = _failed(error)
            yield task, answer


class Isolated(Generic[A]):
    """Does the tasks in `count` worker processes, which are started with the first one or where it is told to `begin`; a context
    manager. `prepare` is a module that workers import before they start. Tasks that came before the processes were there are given to
    them by the next call.

    `submit` and `finished` raise GongkaiError where no process can be started.
    """

    def __init__(self, count: int, limits: Limits, prepare: str) -> None:
        self._seats = [_Seat[A](limits, count, prepare) for _ in range(count)]
        self._backlog: deque[Task[A]] = deque()
        """Tasks that no worker has been given yet."""
        self._starter = ThreadPoolExecutor(1)
        self._started: Future[None] | None = None
        self._aside: deque[Task[A]] = deque()
        """Tasks whose workers somebody else kept killing: they are tried again when nothing else is worked on."""
        self._memory = limits.memory_mib * MIB
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._watch_memory, daemon=True)
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        for seat in self._seats:
            seat.stop()
        self._starter.shutdown()
        for seat in self._seats:
            seat.leave()
        self._watch.join()

    @property
    def waiting(self) -> int:
        return len(self._backlog) + self._given + len(self._aside)

    @property
    def capacity(self) -> int:
        return (self._places if self._ready else _WHILE_STARTING) + len(self._aside)

    def begin(self) -> None:
        if self._started is None:
            self._started = self._starter.submit(self._seats[0].start, self._stopped)

    def submit(self, task: Task[A]) -> None:
        self.begin()
        self._backlog.append(task)
        if self._ready:
            self._hand_out()

    def finished(self) -> Iterator[tuple[Task[A], Any]]:
        self._hand_out()
        if self._aside and not self._given:
            self._give(self._aside.popleft())
        wait([future for seat in self._seats for future, _ in seat.tasks], timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
        for seat in self._seats:
            for task, answer in seat.answered():
                if isinstance(answer, Problem) and answer.passing and not task.alone:
                    task.alone, task.tries = True, 0
                    self._aside.append(task)
                else:
                    yield task, answer
        self._hand_out()

    @property
    def _ready(self) -> bool:
        return self._started is not None and self._started.done()

    @property
    def _given(self) -> int:
        return sum(len(seat.tasks) for seat in self._seats)

    @property
    def _places(self) -> int:
        """Tasks with which no worker is ever idle."""
        return 2 * len(self._seats)

    def _hand_out(self) -> None:
        """Gives tasks to the workers, once they are there."""
        if self._started is not None:
            self._started.result()
        if any(task.alone for seat in self._seats for _, task in seat.tasks):
            return
        while self._backlog and self._given < self._places:
            self._give(self._backlog.popleft())

    def _give(self, task: Task[A]) -> None:
        min(self._seats, key=lambda seat: (seat.worn, len(seat.tasks))).submit(task)

    def _watch_memory(self) -> None:
        """Remembers how much memory each worker uses, and kills one that uses more than it may."""
        while not self._stopped.wait(_WATCH_EVERY):
            for seat in self._seats:
                seat.watch(self._memory)


class _Seat(Generic[A]):
    """One worker process and the tasks given to it: each has a pool, and with it pipes and locks, of its own, because whatever a
    process that is killed was just holding is lost to all that share it.
    """

    def __init__(self, limits: Limits, count: int, prepare: str) -> None:
        self._limits = limits
        self._count = count
        self._prepare = prepare
        self.tasks: deque[tuple[Future[Any], Task[A]]] = deque()
        """In the order in which they are worked on; the first one is in hand."""
        self._first_since = 0.0
        self._starting: Future[Any] | None = None
        self._answers = 0
        self._peaks: dict[int, int] = {}
        self._watched = -1
        self._own = 0
        self._contexts: deque[Context] = deque(maxlen=2)
        """The present one and the one before, of which a process may still be starting."""
        self._open()

    @property
    def _context(self) -> Context:
        return self._contexts[-1]

    def _open(self) -> None:
        self._contexts.append(Context(self._prepare))
        self._answers = 0
        self._peaks = {}
        self._pool = ProcessPool(
            max_workers=1, initializer=start_worker, initargs=(self._limits.memory_mib, self._count), context=self._context
        )

    def start(self, stopped: threading.Event) -> None:
        """Waits until the process is there, or it is `stopped`: one that cannot start would be started again and again."""
        for seconds, pause in zip(_START, _PAUSES, strict=False):
            try:
                first: Future[Any] = self._pool.schedule(_ready)
                self._starting = first
                if stopped.is_set():  # before there was anything to cancel
                    first.cancel()
                first.result(timeout=seconds)
            except (OSError, RuntimeError, TimeoutError, CancelledError) as error:
                self.leave()
                if stopped.wait(pause):
                    return
                if seconds < _START[-1] and isinstance(error, BrokenProcessPool | TimeoutError):  # somebody may have killed it
                    self._open()
                    continue
                raise _cannot_start(self._context.refused or error) from error
            return

    @property
    def worn(self) -> bool:
        """Whether its process has done so many tasks that it is to be replaced."""
        return self._answers >= _TASKS_PER_WORKER

    def submit(self, task: Task[A]) -> None:
        """Takes a task."""
        if not self.tasks:
            if self.worn:
                self._reopen()
            self._first_since = time.monotonic()
        try:
            self._schedule(task)
        except RuntimeError:  # its process was killed while it had nothing to do
            self._reopen(task)

    def _schedule(self, task: Task[A]) -> None:
        task.clock = _clock()
        self.tasks.append((self._pool.schedule(task.function, args=task.arguments, timeout=task.seconds), task))

    def answered(self) -> Iterator[tuple[Task[A], Any]]:
        """The tasks that have ended since this was last asked."""
        while self.tasks:
            future, task = self.tasks[0]
            if future.done():
                error = future.exception()
            elif self._pool.active and time.monotonic() < self._first_since + task.seconds + _STALLED:
                return
            else:
                error = _Silence() if self._pool.active and future.running() else BrokenProcessPool()
            answer = future.result() if error is None else self._after_failure(task, error)
            if answer is None:
                self._reopen()
                return
            self.tasks.popleft()
            self._answers += 1
            self._first_since = time.monotonic()
            if isinstance(error, _LOST):
                self._reopen()
            yield task, answer

    def stop(self) -> None:
        """Takes no more tasks and begins to end."""
        if self._starting is not None:
            self._starting.cancel()
        self._pool.stop()  # type: ignore[no-untyped-call]

    def leave(self) -> None:
        """Ends the process."""
        self.stop()
        with contextlib.suppress(RuntimeError, TimeoutError):
            self._pool.join()

    def watch(self, limit: int) -> None:
        """Remembers how much memory the process uses for documents, and kills it where that is more than the limit. Called in another
        thread.
        """
        pid = self._context.pid
        if pid is None:
            return
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            used = process.memory_info().rss
            if pid != self._watched:
                self._watched, self._own = pid, min(used, _OWN_MIB * MIB)
            self._peaks[pid] = max(used - self._own, self._peaks.get(pid, 0))
            if used - self._own > limit:
                process.kill()

    def _reopen(self, *more: Task[A]) -> None:
        """Begins with a new process, and gives it everything that the old one has not answered, and these tasks. The new one may be killed
        while it starts, or the server that starts it.
        """
        tasks = [*(task for _, task in self.tasks), *more]
        for pause in (*_PAUSES, None):
            self.leave()
            self.tasks.clear()
            self._open()
            self._first_since = time.monotonic()
            try:
                for task in tasks:
                    self._schedule(task)
            except RuntimeError as error:
                if pause is None:
                    raise _cannot_start(self._context.refused or error) from error
                time.sleep(pause)
            else:
                return

    def _after_failure(self, task: Task[A], error: BaseException) -> Problem | None:
        """Why a task has no answer, None where it is to be tried again.

        One on which its process ended is tried once more in a new one: the documents before it may have done the damage, or have taken
        the memory. Where the process was killed by somebody else, which says nothing about the document, it is tried more often.
        """
        if isinstance(error, _LOST):
            return self._after_death(task, error)
        if not isinstance(error, TimeoutError):
            return _failed(error)
        if _clock() - task.clock > 0.1 * task.seconds:  # pebble looks at the clock on the wall, which was set
            task.tries += 1
            if task.tries < _TRIES_IF_KILLED:
                return None
        return _timeout(task)

    def _after_death(self, task: Task[A], error: BaseException) -> Problem | None:
        task.tries += 1
        pid, code = None, None
        if isinstance(error, ProcessExpired):  # the next one may have ended too by now
            pid, code = error.pid, error.exitcode
        elif isinstance(error, BrokenProcessPool):  # it ended before it could say that it has begun
            pid, code = self._context.ended
        most = self._peaks.get(pid, 0) if pid is not None else 0
        exhausted = isinstance(error, MemoryError) or most >= _NEARLY * self._limits.memory_mib * MIB
        foreign = not exhausted and (code in _FOREIGN or isinstance(error, BrokenProcessPool))
        if task.tries < (_TRIES_IF_KILLED if foreign else _TRIES):
            return None
        if isinstance(error, TimeoutError):
            return _timeout(task)
        if isinstance(error, SystemError):
            return _failed(error)
        if exhausted:
            return out_of_memory(self._limits)
        how = "" if code is None else f"（信号 {-code}）" if code < 0 else f"（退出码 {code if code != EXITED else 0}）"
        if foreign:
            what = "被外部终止" if code in _FOREIGN else "启动不了"
            reason = f"处理这个文件的进程一再{what}{how}，下次运行会再试：请检查内存是否不足，或有没有别的程序结束了它"
            return Problem("crashed", reason, passing=True)
        return Problem("crashed", f"处理这个文件的进程意外终止{how}，其他文件不受影响：请把文件报告给开发者")


def _clock() -> float:
    """By how much the clock on the wall is before the one that nobody sets."""
    return time.time() - time.monotonic()


def _ready() -> None:
    """The first task of the first worker."""


def _cannot_start(error: BaseException) -> GongkaiError:
    why = " ".join(f"{type(error).__name__} {error}".split())
    return GongkaiError(
        f"工作进程启动不了（{why}）：请检查内存和临时文件夹（TMPDIR 的路径不能太长），或用 --workers 0 在本进程里运行"
    )


def _failed(error: BaseException) -> Problem:
    what = " ".join(f"{type(error).__name__} {error}".split())
    return Problem("crashed", f"处理这个文件时程序退出（{what}），其他文件不受影响：请把文件报告给开发者")


def _timeout(task: Task[A]) -> Problem:
    return Problem("timeout", f"处理超过 {task.seconds:g} 秒的时限，已停止：可用 --timeout 放宽，或单独检查这个文件")


def out_of_memory(limits: Limits) -> Problem:
    """The problem of a document that needs more memory than one may use."""
    return Problem(
        "out of memory", f"处理需要的内存超过 {limits.memory_mib} MB 的上限，已停止：可用 --memory 放宽，或单独检查这个文件"
    )

"""Worker processes in which documents are worked on: each task has a time and a memory limit that are kept whatever its code does.

The processes are pebble's. What is added: workers do not run the caller's main module, a memory limit, workers that end with their
parent, and a pool that is built anew if it ever stops answering.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import context as mp_context
from multiprocessing import spawn
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import psutil
from pebble import ProcessExpired, ProcessPool
from pebble.common import CONSTS

from .records import Problem

MIB = 1024 * 1024
_TASKS_PER_WORKER = 2_000
"""A worker is replaced after so many tasks, so that what libraries leak is given back."""
_WATCH_EVERY = 0.2
"""Seconds between two looks at the memory of the workers."""
_NEARLY = 0.75
"""A worker that died with this share of its memory limit in use died of it."""
_STALLED = 30.0
"""Seconds beyond its time limit after which a task that gave no answer means that the pool is broken."""
_PR_SET_PDEATHSIG = 1

CONSTS.term_timeout = 0.5  # a worker that does not end when asked to is killed after half a second

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    seconds: float = 120.0
    memory_mib: int = 2048


@dataclass(slots=True)
class Task(Generic[A]):
    """A call to be made in a worker; `label` is the caller's."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    label: A
    seconds: float
    """Time limit."""
    started: float = field(default=0.0, compare=False)
    repeated: bool = False


class Workers(Protocol[A]):
    """Does tasks, in any order."""

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

    def submit(self, task: Task[A]) -> None:
        self._tasks.append(task)

    def finished(self) -> Iterator[tuple[Task[A], Any]]:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            yield task, task.function(*task.arguments)


class Isolated(Generic[A]):
    """Does the tasks in `count` worker processes; a context manager. `prepare` is a module that workers import before they start."""

    def __init__(self, count: int, limits: Limits, prepare: str) -> None:
        self._count = count
        self._limits = limits
        self._context = _context(prepare)
        self._futures: dict[Future[Any], Task[A]] = {}
        self._peaks: dict[int, int] = {}
        self._stopped = threading.Event()
        self._over: set[int] = set()
        self._pool = self._new_pool()
        self._watch = threading.Thread(target=self._watch_memory, daemon=True)
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        self._discard_pool()
        self._watch.join()

    @property
    def waiting(self) -> int:
        return len(self._futures)

    @property
    def capacity(self) -> int:
        return 2 * self._count

    def submit(self, task: Task[A]) -> None:
        task.started = time.monotonic()
        self._futures[self._pool.schedule(task.function, args=task.arguments, timeout=task.seconds)] = task

    def finished(self) -> Iterator[tuple[Task[A], Any]]:
        done, _ = wait(self._futures, timeout=1.0, return_when=FIRST_COMPLETED)
        if not done:
            yield from self._if_stalled()
        for future in done:
            task = self._futures.pop(future)
            try:
                answer = future.result()
            except TimeoutError:
                answer = Problem("timeout", f"处理超过 {task.seconds:g} 秒的时限，已停止：可用 --timeout 放宽，或单独检查这个文件")
            except ProcessExpired as error:
                answer = self._post_mortem(error)
            except MemoryError:
                answer = out_of_memory(self._limits)
            except (BrokenProcessPool, CancelledError):  # the pool is broken, not the document
                self._rebuild(task)
                return
            yield task, answer

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_start_worker,
            initargs=(os.getpid(), self._limits.memory_mib, self._count),
            context=self._context,
        )

    def _discard_pool(self) -> None:
        self._pool.stop()
        with contextlib.suppress(RuntimeError, TimeoutError):
            self._pool.join(timeout=10)

    def _rebuild(self, *lost: Task[A]) -> None:
        """Starts a new pool, and gives it everything that the old one has not answered."""
        tasks = [*lost, *self._futures.values()]
        self._futures.clear()
        self._discard_pool()
        self._pool = self._new_pool()
        for task in tasks:
            self.submit(task)

    def _if_stalled(self) -> Iterator[tuple[Task[A], Any]]:
        now = time.monotonic()
        # a task may wait for as many others as are before it
        late = [task for task in self._futures.values() if now > task.started + 3 * task.seconds + _STALLED]
        if not late:
            return
        for task in [each for each in late if each.repeated]:
            self._futures = {future: each for future, each in self._futures.items() if each is not task}
            yield task, Problem("timeout", f"处理超过 {task.seconds:g} 秒的时限，已停止：请单独检查这个文件")
        for task in late:
            task.repeated = True
        self._rebuild()

    def _post_mortem(self, error: ProcessExpired) -> Problem:
        pid = error.pid or 0
        limit = self._limits.memory_mib * MIB
        if pid in self._over or self._peaks.get(pid, 0) >= _NEARLY * limit:
            return out_of_memory(self._limits)
        how = f"信号 {-error.exitcode}" if error.exitcode and error.exitcode < 0 else f"退出码 {error.exitcode}"
        return Problem("crashed", f"处理这个文件的进程意外终止（{how}），其他文件不受影响：请把文件报告给开发者")

    def _watch_memory(self) -> None:
        """Remembers how much memory each worker used, and kills one that uses more than it may."""
        limit = self._limits.memory_mib * MIB
        while not self._stopped.wait(_WATCH_EVERY):
            alive = {process.pid for process in multiprocessing.active_children() if process.pid}
            for pid in alive:
                with contextlib.suppress(psutil.Error):
                    process = psutil.Process(pid)
                    used = process.memory_info().rss
                    self._peaks[pid] = max(used, self._peaks.get(pid, 0))
                    if used > limit:
                        self._over.add(pid)
                        process.kill()
            if len(self._peaks) > 50 * self._count:
                self._peaks = {pid: peak for pid, peak in self._peaks.items() if pid in alive}


def out_of_memory(limits: Limits) -> Problem:
    """The problem of a document that needs more memory than one may use."""
    return Problem(
        "out of memory", f"处理需要的内存超过 {limits.memory_mib} MB 的上限，已停止：可用 --memory 放宽，或单独检查这个文件"
    )


def _start_worker(parent: int, memory_mib: int, count: int) -> None:
    """Runs in a new worker before its first task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if sys.platform != "win32":
        import resource

        limit = memory_mib * MIB
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "GONGKAI_OCR_THREADS" not in os.environ:
        os.environ["GONGKAI_OCR_THREADS"] = str(max(1, (os.cpu_count() or 1) // count))


_Base: Any = getattr(mp_context, "ForkServerProcess", mp_context.SpawnProcess)
_BaseContext: Any = getattr(mp_context, "ForkServerContext", mp_context.SpawnContext)
_STARTING = threading.Lock()


class _Worker(_Base):  # type: ignore[misc]
    """A process that does not import the main module of the caller: it needs nothing of it, and a script that calls us without the
    usual guard would start itself again.
    """

    @staticmethod
    def _Popen(process: Any) -> Any:
        with _STARTING:
            real = spawn.get_preparation_data
            spawn.get_preparation_data = lambda name: {
                key: value for key, value in real(name).items() if not key.startswith("init_main_from")
            }
            try:
                return _Base._Popen(process)
            finally:
                spawn.get_preparation_data = real


class _Context(_BaseContext):  # type: ignore[misc]
    Process = _Worker


def _context(prepare: str) -> Any:
    """How workers are started: from a server that has our modules loaded and no threads where there is one (Linux, macOS)."""
    context = _Context()
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([prepare])
    return context

"""How worker processes are started: from a server that has our modules loaded, without the caller's main module, with a memory limit,
and so that they end with their parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import connection, spawn
from multiprocessing import context as mp_context
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
EXITED = 256
"""Stands for exit code 0 of a worker that ended while it was needed, so that pebble sees that something is wrong."""
_PR_SET_PDEATHSIG = 1
_LOADED_BY = os.getpid()
"""In a worker: the server that started it."""


def start_worker(memory_mib: int, count: int) -> None:
    """Runs in a new worker before its first task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with Path(os.devnull).open("w") as nowhere:  # what libraries print about damaged documents
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # when the server of the workers ends …
        if _LOADED_BY not in (os.getppid(), os.getpid()):
            os._exit(1)  # … as it has already
    if sys.platform != "win32":
        import resource

        server: Any = forkserver._forkserver
        if (held := getattr(server, "_forkserver_alive_fd", None)) is not None:
            os.close(held)  # … and it does so with the caller, once no worker holds this pipe that it watches
            server._forkserver_alive_fd = None
        limit = memory_mib * MIB + _data_size()  # libraries reserve much more than they use
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "GONGKAI_OCR_THREADS" not in os.environ:
        os.environ["GONGKAI_OCR_THREADS"] = str(max(1, (os.cpu_count() or 1) // count))


def _data_size() -> int:
    """What this process has of the kind of memory that RLIMIT_DATA counts, in bytes; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0


_STARTING = threading.Lock()

if sys.platform == "win32":
    _Process: Any = mp_context.SpawnProcess
    _BaseContext: Any = mp_context.SpawnContext
    _start: Callable[[Any], Any] = mp_context.SpawnProcess._Popen
else:
    from multiprocessing import forkserver, popen_forkserver

    _Process: Any = mp_context.ForkServerProcess
    _BaseContext: Any = mp_context.ForkServerContext

    class _Started(popen_forkserver.Popen):
        """A process of which several threads may ask whether it has ended: they would take the exit code away from one another."""

        def __init__(self, process: Any) -> None:
            self._asking = threading.Lock()
            super().__init__(process)

        def poll(self, flag: int = os.WNOHANG) -> int | None:
            with self._asking:
                if self.returncode is None and connection.wait([self.sentinel], 0 if flag == os.WNOHANG else None):
                    try:
                        self.returncode = forkserver.read_signed(self.sentinel) or EXITED
                    except (OSError, EOFError):  # the server was killed, and all workers with it
                        self.returncode = -signal.SIGKILL
                return self.returncode

    _start = _Started


class _Worker(_Process):  # type: ignore[misc]
    """A process that does not import the main module of the caller: it needs nothing of it, and a script that calls us without the
    usual guard would start itself again.
    """

    refused: OSError | None = None
    """Why the system did not start it."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        with _STARTING:
            real = spawn.get_preparation_data
            spawn.get_preparation_data = lambda name: {
                key: value for key, value in real(name).items() if not key.startswith("init_main_from")
            }
            try:
                return _start(process)
            except OSError as error:
                process.refused = error
                raise
            finally:
                spawn.get_preparation_data = real


class Context(_BaseContext):  # type: ignore[misc]
    """Starts processes from a server that has our modules loaded and no threads, where there is one (Linux, macOS)."""

    _last: Any = None
    _before: Any = None

    def __init__(self, prepare: str) -> None:
        """`prepare` is a module that the server imports."""
        super().__init__()
        self._locks: list[Any] = []
        if self.get_start_method() == "forkserver":
            self.set_forkserver_preload([prepare, __name__])

    def Process(self, **arguments: Any) -> Any:
        self._before, self._last = self._last, _Worker(**arguments)
        return self._last

    def RLock(self) -> Any:
        """A lock that can be found as long as this context is there: a process that is just starting would complain that it is gone."""
        self._locks.append(super().RLock())
        return self._locks[-1]

    @property
    def pid(self) -> int | None:
        """Of the process that was started last, None where there is none or it has ended: another may have its number by now."""
        return None if self._last is None or self._last.exitcode is not None else self._last.pid

    @property
    def refused(self) -> OSError | None:
        """Why the process that was to be started last was not; None where it was, or was not tried."""
        return None if self._last is None else self._last.refused

    @property
    def ended(self) -> tuple[int | None, int | None]:
        """Of the process that ended last its number and its exit code, None where none has ended."""
        for process in (self._last, self._before):
            if process is not None and process.pid is not None and process.exitcode is not None:
                return process.pid, process.exitcode
        return None, None

"""Readers that fail in every way, for documents that ask for it: a text that holds `<<chaos:NAME>>` makes its reader do what is below.

Workers that are started from a server that has imported this module (`batch._PREPARED`) have these readers, and nothing else differs.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gongkai.extractors.readers import read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.work import prepared as prepared
from gongkai.pipeline.work import tasks
from gongkai.schemas.document import Document

_MIB = 1024 * 1024
_MARK = re.compile(rb"<<chaos:([a-z-]+)>>")


def endless() -> None:
    """A loop of ours that never ends."""
    while True:
        pass


def endless_native() -> None:
    """Native code that never returns and never lets another thread of the process do anything."""
    libc = ctypes.PyDLL(None)
    while True:
        libc.pause()


def deaf() -> None:
    """Hangs, and asks not to be ended."""
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)


def segfault() -> None:
    """Reads where nothing is."""
    ctypes.string_at(0)


def abort() -> None:
    """What the C library does when it finds its heap damaged."""
    os.abort()


def leave() -> None:
    """A library that ends the process as if all were well."""
    os._exit(0)


def leave_with_7() -> None:
    """A library that ends the process."""
    os._exit(7)


def polite_exit() -> None:
    """A library that asks Python to end the process."""
    sys.exit(3)


def hungry() -> None:
    """Takes memory piece by piece."""
    taken = []
    while True:
        taken.append(bytearray(16 * _MIB))


def hungry_at_once() -> None:
    """Takes more memory at once than any limit lets through."""
    bytearray(1 << 45)


def hungry_beside_the_limit() -> None:
    """Takes memory of a kind that the limit of the system does not count."""
    taken, piece = [], b"\1" * (4 * _MIB)
    while True:
        taken.append(mmap.mmap(-1, len(piece)))
        taken[-1].write(piece)


def defect() -> None:
    """A defect of ours."""
    raise KeyError("第一行\n第二行")


def too_deep() -> None:
    """A defect of ours that exhausts the stack."""
    too_deep()


def confused() -> None:
    """What CPython raises where it has no memory for a call."""
    raise SystemError("error return without exception set")


FAULTS: dict[str, tuple[Callable[[], None], str]] = {
    "endless": (endless, "timeout"),
    "endless-native": (endless_native, "timeout"),
    "deaf": (deaf, "timeout"),
    "segfault": (segfault, "crashed"),
    "abort": (abort, "crashed"),
    "leave": (leave, "crashed"),
    "leave-with-seven": (leave_with_7, "crashed"),
    "polite-exit": (polite_exit, "crashed"),
    "hungry": (hungry, "out of memory"),
    "hungry-at-once": (hungry_at_once, "out of memory"),
    "hungry-beside-the-limit": (hungry_beside_the_limit, "out of memory"),
    "defect": (defect, "crashed"),
    "too-deep": (too_deep, "crashed"),
    "confused": (confused, "crashed"),
}
"""By name: what happens, and the state in which the document ends."""


def fault(name: str) -> None:
    """Does it; for tests of the workers alone."""
    FAULTS[name][0]()


def fail_once(name: str, marker: str) -> str:
    """Does it unless it was done before, of which the file `marker` tells."""
    if not Path(marker).exists():
        Path(marker).touch()
        fault(name)
    return "done"


def answer(value: object) -> tuple[object, int]:
    """The value and the process that gives it back."""
    return value, os.getpid()


def slow(seconds: float, value: object) -> object:
    """The value, later."""
    time.sleep(seconds)
    return value


def greedy(folder: str) -> str:
    """Is killed as if by the system, for want of memory, while `beside` is at work."""
    for _ in range(10):
        time.sleep(0.05)
        for path in Path(folder).iterdir():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(path.name), 0)  # it is there
                os.kill(os.getpid(), 9)
    return "done"


def beside(folder: str, seconds: float) -> str:
    """Takes what `greedy` needs."""
    path = Path(folder, str(os.getpid()))
    path.touch()
    time.sleep(seconds)
    path.unlink()
    return "done"


class SlowToLoad(int):
    """A number that takes its time to reach another process, and leaves a file named after that process when it begins to; where there is
    a file `refuse`, it does not reach it.
    """

    seconds: float
    folder: str

    def __reduce__(self) -> tuple[object, ...]:
        return _loaded, (int(self), self.seconds, self.folder)


def _loaded(value: int, seconds: float, folder: str) -> int:
    if Path(folder, "refuse").exists():
        os._exit(3)
    Path(folder, f"{os.getpid()}.starting").touch()
    time.sleep(seconds)
    return value


def slow_to_load(value: int, seconds: float, folder: str) -> SlowToLoad:
    """Such a number."""
    number = SlowToLoad(value)
    number.seconds, number.folder = seconds, folder
    return number


def unsendable() -> object:
    """Something that cannot be sent to another process."""
    return lambda: None


_LOG = os.environ.get("CHAOS_LOG")


def read(original: Original) -> Document:
    """The reader that is put in the place of ours."""
    for name in _MARK.findall(original.data):
        if _LOG is not None:
            with Path(_LOG).open("a", encoding="utf-8") as log:
                log.write(f"{time.time()}\t{original.path}\n")
        fault(name.decode())
    return read_original(original)


vars(tasks)["read_original"] = read

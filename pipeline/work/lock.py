"""One run at a time writes into an output folder."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ...schemas.errors import UsageError


@contextmanager
def locked(path: Path, shown: str) -> Iterator[None]:
    """Holds the lock file at `path`, which the system gives back when the process ends in whatever way.

    Raises UsageError where another run holds it; `shown` is how its output folder is called.
    """
    lock = FileLock(path)
    holder = path.with_name(path.name + ".holder")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = ""
        with contextlib.suppress(OSError):
            who = f"（{holder.read_text('utf-8')}）"
        raise UsageError(f"另一个 gongkai run 正在写 {shown}{who}：请等它结束，或用 -o 换一个文件夹") from None
    try:
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        with contextlib.suppress(OSError):
            holder.write_text(f"进程 {os.getpid()}，{socket.gethostname()}，{now} 开始", "utf-8")
        yield
    finally:
        lock.release()

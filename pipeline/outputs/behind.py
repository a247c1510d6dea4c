"""Writing that goes on behind the back of what prepares the next thing to be written."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self

P = ParamSpec("P")

_MOST = 4
"""So many pieces of work wait at most: each holds what it is to write in memory."""


class Behind:
    """Does pieces of work in another thread, one by one and in order; a context manager, which waits for all of them. What one of
    them raises is raised by a later call or at the end, and the others are left undone.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[object]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            while kind is None and self._waiting:
                self._waiting.popleft().result()
        finally:
            self._thread.shutdown(cancel_futures=True)

    def do(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Has it done."""
        while self._waiting and (len(self._waiting) >= _MOST or self._waiting[0].done()):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(work, *args, **kwargs))

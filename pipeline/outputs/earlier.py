"""The tables that the last run published, from which rows that have not changed are taken over."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from .tables import ROWS_PER_GROUP


class EarlierTable:
    """A published table, read from its beginning to its end once, each part while the one before it is used; a context manager."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._open = ExitStack()
        handle = self._open.enter_context(path.open("rb"))
        self._schema = schema
        self._batches: Iterator[Any] = pq.ParquetFile(handle).iter_batches(batch_size=ROWS_PER_GROUP)
        self._ahead = self._open.enter_context(ThreadPoolExecutor(1))
        self._coming = self._ahead.submit(next, self._batches, None)
        self._batch: Any = None
        self._first = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()

    def rows(self, start: int, count: int) -> Iterator[pa.RecordBatch]:
        """So many rows from `start` on (0-based), which must not lie before those of an earlier call."""
        while count:
            while self._batch is None or start >= self._first + self._batch.num_rows:
                self._first += 0 if self._batch is None else self._batch.num_rows
                self._batch = self._coming.result()
                if self._batch is None:
                    raise ValueError("the table has fewer rows")
                self._coming = self._ahead.submit(next, self._batches, None)
            part = self._batch.slice(start - self._first, count)
            yield from pa.Table.from_batches([part]).cast(self._schema).to_batches()
            start += part.num_rows
            count -= part.num_rows

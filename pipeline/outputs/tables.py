"""Rows into Parquet and CSV files, document by document: what is held in memory does not grow with the number of documents."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from ...schemas.rows import VALUE_DIGITS, VALUE_PLACES, Column, ColumnKind, Row
from .behind import Behind

ROWS_PER_GROUP = 32_768
_FEW = 8
"""So many batches are as good as one."""
_LOOSE = 256
"""Rows, and batches of a document each, that wait before they are put together: a batch of one row with all its buffers takes some
10 KiB.
"""

_TYPES: dict[ColumnKind, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int32(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "decimal": pa.decimal128(VALUE_DIGITS, VALUE_PLACES),
}

_LIST_SEPARATOR = " / "


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of a published table."""
    return pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in columns])


def encoded(columns: tuple[Column, ...], rows: Iterable[Row]) -> bytes:
    """Rows as an Arrow record batch without its schema, empty where there are none: what `TableWriter.write_encoded` takes."""
    given = list(rows)
    if not given:
        return b""
    batch: bytes = pa.RecordBatch.from_pylist(given, schema=arrow_schema(columns)).serialize().to_pybytes()
    return batch


def without_pandas() -> None:
    """Makes pyarrow believe that pandas is not installed, for the rest of this process: it would import it, which takes longer than
    many a document, only to see whether it is given any of its objects. For processes of our own alone.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas())
    try:
        pa.array([""])
    finally:
        del sys.meta_path[0]


class _NoPandas(MetaPathFinder):
    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


class TableWriter:
    """Writes one published table to `<stem>.parquet` and, if asked to, `<stem>.csv`, all but the encoding `behind`; a context manager.

    CSV is for spreadsheets: UTF-8 with BOM, figures as exact decimal strings, lists joined by ` / `, null as an empty field. The same
    rows give the same bytes, however they were split among the calls. `most_rows` is what a group of rows holds at most: so many wait
    in memory.
    """

    def __init__(
        self,
        folder: Path,
        stem: str,
        columns: tuple[Column, ...],
        behind: Behind,
        *,
        with_csv: bool,
        most_rows: int | None = None,
    ) -> None:
        self._group = min(most_rows or ROWS_PER_GROUP, ROWS_PER_GROUP)
        self.rows = 0
        """How many were added."""
        self._columns = columns
        self._schema = arrow_schema(columns)
        self._pending: list[pa.RecordBatch] = []
        self._loose: list[pa.RecordBatch] = []
        self._rows: list[Row] = []
        self._pending_rows = 0
        self._behind = behind
        self._open = ExitStack()
        # opened here, because pyarrow takes no paths but those that are UTF-8
        handle = self._open.enter_context((folder / f"{stem}.parquet").open("wb"))
        self._parquet: Any = self._open.enter_context(pq.ParquetWriter(handle, self._schema, compression="zstd"))
        self._csv: Any = None
        if with_csv:
            lines: TextIO = self._open.enter_context((folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline=""))
            self._csv = csv.writer(lines)
            self._csv.writerow([column.name for column in columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._open.close()

    def finish(self) -> None:
        """Has written what still waits."""
        self._encode()
        self._flush(everything=True)

    def write(self, row: Row) -> None:
        """Adds a row, which has the columns' names as keys."""
        self.rows += 1
        self._rows.append(row)
        if len(self._rows) >= _LOOSE:
            self._encode()

    def write_encoded(self, rows: bytes) -> None:
        """Adds rows that were `encoded` with the columns of this table."""
        if not rows:
            return
        self.write_batch(pa.ipc.read_record_batch(pa.py_buffer(rows), self._schema))

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Adds a batch of rows."""
        self._encode()
        self.rows += batch.num_rows
        self._add(batch)

    def _encode(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._add(pa.RecordBatch.from_pylist(rows, schema=self._schema))

    def _add(self, batch: pa.RecordBatch) -> None:
        self._loose.append(batch)
        self._pending_rows += batch.num_rows
        if len(self._loose) >= _LOOSE:
            self._put_together()
        if self._csv is not None:
            self._behind.do(self._write_lines, batch)
        if self._pending_rows >= self._group:
            self._flush()

    def _put_together(self) -> None:
        if len(self._loose) > _FEW:
            self._pending += pa.Table.from_batches(self._loose, schema=self._schema).combine_chunks().to_batches()
        else:
            self._pending += self._loose
        self._loose = []

    def _flush(self, *, everything: bool = False) -> None:
        """Writes whole groups of rows, and what is left where that is `everything`."""
        self._put_together()
        if not self._pending:
            return
        table = pa.Table.from_batches(self._pending, schema=self._schema)
        whole = table.num_rows if everything else table.num_rows - table.num_rows % self._group
        for start in range(0, whole, self._group):
            self._behind.do(self._write_group, table.slice(start, min(self._group, whole - start)))
        self._loose = table.slice(whole).to_batches()
        self._pending = []
        self._pending_rows = sum(batch.num_rows for batch in self._loose)

    def _write_group(self, group: pa.Table) -> None:
        self._parquet.write_table(group.combine_chunks(), row_group_size=self._group)

    def _write_lines(self, batch: pa.RecordBatch) -> None:
        self._csv.writerows([_field(row, column) for column in self._columns] for row in batch.to_pylist())


def _field(row: Row, column: Column) -> str:
    value = row["value_text" if column.kind == "decimal" else column.name]
    if value is None:
        return ""
    if isinstance(value, list):
        return _LIST_SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)

"""Rows into Parquet and CSV files, document by document: what is held in memory does not grow with the number of documents."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from ...schemas.rows import VALUE_DIGITS, VALUE_PLACES, Column, ColumnKind, Row

_ROWS_PER_GROUP = 16_384

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


class TableWriter:
    """Writes one published table to `<stem>.parquet` and, if asked to, `<stem>.csv`; a context manager.

    CSV is for spreadsheets: UTF-8 with BOM, figures as exact decimal strings, lists joined by ` / `, null as an empty field.
    """

    def __init__(self, folder: Path, stem: str, columns: tuple[Column, ...], *, with_csv: bool) -> None:
        self._columns = columns
        self._schema = arrow_schema(columns)
        self._pending: list[Row] = []
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
        with self._open:
            if kind is None:
                self._flush()

    def write(self, rows: Iterable[Row]) -> None:
        """Adds rows, which have the columns' names as keys."""
        for row in rows:
            self._pending.append(row)
            if self._csv is not None:
                self._csv.writerow([_field(row, column) for column in self._columns])
            if len(self._pending) >= _ROWS_PER_GROUP:
                self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._parquet.write_table(pa.Table.from_pylist(self._pending, schema=self._schema))
            self._pending.clear()


def _field(row: Row, column: Column) -> str:
    value = row["value_text" if column.kind == "decimal" else column.name]
    if value is None:
        return ""
    if isinstance(value, list):
        return _LIST_SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)

"""All files of the output folder, written document by document."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from ...schemas.rows import Row, failure_row
from ..summary import Failure
from ..work.ledger import Item, Ledger
from ..work.records import Record
from .names import DOCUMENTS, FAILURES, TABLES, file_status, on_disk, result_name
from .tables import TableWriter


class ResultsWriter:
    """Writes `documents/`, the four tables and failures.jsonl into `folder`; a context manager.

    Documents that `out` has already, just as they would be written, are left there.
    """

    def __init__(self, folder: Path, out: Path, ledger: Ledger, *, with_csv: bool) -> None:
        self._results = folder / DOCUMENTS
        self._results.mkdir()
        self._published = out / DOCUMENTS
        self._ledger = ledger
        self._open = ExitStack()
        self._tables = {
            stem: self._open.enter_context(TableWriter(folder, stem, columns, with_csv=with_csv))
            for stem, columns in TABLES.items()
        }
        self._failures = self._open.enter_context((folder / FAILURES).open("w", encoding="utf-8", newline="\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)

    def write(self, record: Record, item: Item) -> None:
        """Adds a document that was read."""
        assert item.sha256 is not None
        name = result_name(item.name, item.sha256, self._ledger.take_output)
        token = hashlib.sha256(record.json).hexdigest()
        if self._ledger.set_token(name, token) != (token, _status(self._published / on_disk(name))):
            (self._results / on_disk(name)).write_bytes(record.json)
        self._tables["facts"].write_encoded(record.facts)
        self._tables["indicators"].write_encoded(record.indicators)
        self._tables["findings"].write_encoded(record.findings)
        self._tables["documents"].write([{**record.row, "output": name}])

    def write_failure(self, failure: Failure, sha256: str | None) -> None:
        """Adds a document that was not read."""
        self._failures.write(json.dumps(failure.to_dict(), ensure_ascii=False) + "\n")
        self.write_row(failure_row(failure.path, failure.name, failure.state, failure.reason, sha256))

    def write_row(self, row: Row) -> None:
        """Adds a row to the table of documents alone."""
        self._tables["documents"].write([row])


def _status(path: Path) -> str | None:
    try:
        return file_status(path)
    except OSError:
        return None

"""All files of the output folder, written document by document."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from ...schemas.results import DocumentResult
from ...schemas.rows import (
    DOCUMENT_COLUMNS,
    FACT_COLUMNS,
    FINDING_COLUMNS,
    INDICATOR_COLUMNS,
    Column,
    document_row,
    fact_rows,
    failure_row,
    finding_rows,
    indicator_rows,
)
from ..summary import Failure
from .names import on_disk, result_name
from .tables import TableWriter

DOCUMENTS = "documents"
FAILURES = "failures.jsonl"
TABLES: dict[str, tuple[Column, ...]] = {
    "facts": FACT_COLUMNS,
    "indicators": INDICATOR_COLUMNS,
    "findings": FINDING_COLUMNS,
    "documents": DOCUMENT_COLUMNS,
}
"""The published tables: `<stem>.parquet` and `<stem>.csv`."""
INDEX = "documents.parquet"
"""The table of the documents; its column `output` names the results in DOCUMENTS."""


class ResultsWriter:
    """Writes `documents/`, the four tables and failures.jsonl into `folder`; a context manager."""

    def __init__(self, folder: Path, *, with_csv: bool) -> None:
        self._results = folder / DOCUMENTS
        self._results.mkdir()
        self._taken: set[str] = set()
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

    def write(self, result: DocumentResult, text: str) -> None:
        """Adds a document; `text` is its JSON."""
        name = result_name(result.document.name, result.document.sha256, self._taken)
        (self._results / on_disk(name)).write_text(text, encoding="utf-8", newline="\n")
        self._tables["facts"].write(fact_rows(result))
        self._tables["indicators"].write(indicator_rows(result))
        self._tables["findings"].write(finding_rows(result))
        self._tables["documents"].write([document_row(result, name)])

    def write_failure(self, failure: Failure) -> None:
        """Adds a document that was not read."""
        self._failures.write(json.dumps(failure.to_dict(), ensure_ascii=False) + "\n")
        self._tables["documents"].write([failure_row(failure.path, failure.name, failure.state, failure.reason)])

"""All files of the output folder, written document by document."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...schemas.rows import Row, failure_row
from ..summary import COUNTS, Failure
from ..work.ledger import Ledger, ToPublish
from ..work.records import Publishable
from .behind import Behind
from .earlier import EarlierTable
from .names import DOCUMENTS, FAILURES, TABLES, file_status, on_disk, result_name
from .tables import ROWS_PER_GROUP, TableWriter, arrow_schema

_MOST_ROWS = {"documents": 4_096}
"""Rows that wait in memory until they are written, of the table that has the fewest."""
_JSON = json.JSONEncoder(ensure_ascii=False)
_TOLD = ("state", "kinds", *COUNTS)
"""What the summary has to know of a document's row."""


class ResultsWriter:
    """Writes `documents/`, the four tables and failures.jsonl into `folder`; a context manager.

    Documents that `out` has already, just as they would be written, are left there; where `untouched`, because nobody has touched
    what the last run published, rows of documents that have not changed are taken over from its tables.
    """

    def __init__(self, folder: Path, out: Path, ledger: Ledger, *, with_csv: bool, untouched: bool) -> None:
        self._results = folder / DOCUMENTS
        self._results.mkdir()
        self._published = out / DOCUMENTS
        self._ledger = ledger
        self._open = ExitStack()
        self._behind = Behind()
        self._tables = {
            stem: self._open.enter_context(
                TableWriter(folder, stem, columns, self._behind, with_csv=with_csv, most_rows=_MOST_ROWS.get(stem))
            )
            for stem, columns in TABLES.items()
        }
        self._earlier: dict[str, EarlierTable] = {}
        if untouched:
            for stem, columns in TABLES.items():
                self._earlier[stem] = self._open.enter_context(EarlierTable(out / f"{stem}.parquet", arrow_schema(columns)))
        self._taken = dict.fromkeys(TABLES, 0)
        """Up to which row the earlier tables were taken over."""
        self._pending = dict.fromkeys(TABLES, (0, 0))
        """Rows (start, end) of the earlier tables that are to be added before anything else."""
        self._failures = self._open.enter_context((folder / FAILURES).open("w", encoding="utf-8", newline="\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._open, self._behind:
            if kind is None:
                for stem in TABLES:
                    self._catch_up(stem)
                    self._tables[stem].finish()

    def write(self, found: Publishable, document: ToPublish) -> None:
        """Adds a document that was read."""
        item = document.item
        assert item.sha256 is not None
        name = result_name(item.name, item.sha256, self._ledger.take_output)
        if self._ledger.published_as(name) != (found.token, _status(self._published / on_disk(name))):
            self._behind.do((self._results / on_disk(name)).write_bytes, found.json)
        starts = {stem: self._rows(stem) for stem in TABLES}
        for stem, rows in (("facts", found.facts), ("indicators", found.indicators), ("findings", found.findings)):
            self._catch_up(stem)
            self._tables[stem].write_encoded(rows)
        self._catch_up("documents")
        self._tables["documents"].write({**found.row, "output": name})
        self._note(name, found.token, document.made, starts, {key: found.row[key] for key in _TOLD}, list(found.found))

    def repeat(self, document: ToPublish) -> tuple[Row, list[str]] | None:
        """Adds a document just as the last run published it: what the summary has to know of its row, and the ids of its findings. None
        where it has to be written anew.
        """
        item, known = document.item, document.earlier
        if known is None or item.sha256 is None or not self._earlier:
            return None
        about: dict[str, Any] = json.loads(known.about)
        ranges: dict[str, tuple[int, int]] = {stem: tuple(about["rows"][stem]) for stem in TABLES}
        if any(start < self._taken[stem] for stem, (start, _) in ranges.items()):
            return None
        if result_name(item.name, item.sha256, lambda name: not self._ledger.is_output(name)) != known.output:
            return None
        starts = {stem: self._rows(stem) for stem in TABLES}
        for stem, (start, end) in ranges.items():
            if self._pending[stem][1] != start:
                self._catch_up(stem)
                self._pending[stem] = (start, start)
            self._pending[stem] = (self._pending[stem][0], end)
            self._taken[stem] = end
            if end - self._pending[stem][0] >= ROWS_PER_GROUP:  # they are encoded while the next documents are looked at
                self._catch_up(stem)
        self._note(known.output, known.token, document.made, starts, about["row"], about["found"])
        return about["row"], about["found"]

    def write_failure(self, failure: Failure, sha256: str | None) -> None:
        """Adds a document that was not read."""
        self._failures.write(json.dumps(failure.to_dict(), ensure_ascii=False) + "\n")
        self.write_row(failure_row(failure.path, failure.name, failure.state, failure.reason, sha256))

    def write_row(self, row: Row) -> None:
        """Adds a row to the table of documents alone."""
        self._catch_up("documents")
        self._tables["documents"].write(row)

    def _rows(self, stem: str) -> int:
        start, end = self._pending[stem]
        return self._tables[stem].rows + end - start

    def _catch_up(self, stem: str) -> None:
        """Adds the rows that are to be taken over."""
        start, end = self._pending[stem]
        if end > start:
            for batch in self._earlier[stem].rows(start, end - start):
                self._tables[stem].write_batch(batch)
        self._pending[stem] = (end, end)

    def _note(self, name: str, token: str, made: str, starts: dict[str, int], row: Row, found: list[str]) -> None:
        rows = {stem: (start, self._rows(stem)) for stem, start in starts.items()}
        self._ledger.set_output(name, token, made, _JSON.encode({"rows": rows, "row": row, "found": found}))


def _status(path: Path) -> str | None:
    try:
        return file_status(path)
    except OSError:
        return None

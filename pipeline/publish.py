"""From the ledger and the store to the output folder: the checks between documents, the tables, the documents, the failures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ..extractors.readers import may_be_report
from ..schemas.results import DocumentResult
from ..schemas.rows import Row, failure_row
from .checks.between import Digest, alone, check_between, with_between
from .outputs.folder import staged, status_of, take_statuses
from .outputs.results import ResultsWriter
from .summary import Failure, RunSummary
from .work.ledger import Item, Ledger, ToPublish
from .work.records import Problem, Publishable, Record, unpack
from .work.store import Store
from .work.tasks import publishable

T = TypeVar("T")

_FINDINGS = 1000
"""So many findings are held against those of the last run at once."""


class DamagedStore(Exception):
    """A record that should be there is lost or damaged."""


def load_record(store: Store, key: str) -> Record | None:
    """The record under a key, None where it is lost or damaged."""
    data = store.load("results", key)
    return None if data is None else _unpacked(data, Record)


def _unpacked(data: bytes, kind: type[T]) -> T | None:
    """What was packed, None where it is no such thing."""
    try:
        found = unpack(data)
    except ValueError:
        return None
    return found if isinstance(found, kind) else None


def failure_of(item: Item) -> Failure | None:
    """Why a document was not read, None where it was."""
    problem = item.problem
    if problem is None:
        return None
    ignorable = problem.state == "duplicate" or (problem.state == "unsupported" and not item.named)
    return Failure(item.display, item.name, problem.state, problem.reason, ignorable, problem.traceback)


def publish(ledger: Ledger, store: Store, out: Path, *, with_csv: bool) -> RunSummary:
    """Writes everything that the ledger names into `out`. Raises DamagedStore where a record is not there any more."""
    summary = RunSummary(out)
    _compare(ledger, store)
    token = hashlib.sha256()
    untouched = ledger.note("status") == status_of(ledger, out)
    with (
        staged(out, ledger) as staging,
        ResultsWriter(staging, out, ledger, with_csv=with_csv, untouched=untouched) as writer,
    ):
        fingerprints: list[str] = []
        for each in ledger.to_publish():
            _note(token, each.item)
            item = _settled(each.item)
            failure = failure_of(item)
            if failure is not None:
                summary.fail(failure, new=ledger.new(f"{failure.path}:{failure.state}") > 0)
                writer.write_failure(failure, item.sha256)
            elif item.key is None:
                summary.open()
                writer.write_row({**failure_row(item.display, item.name, "ok", None, item.sha256), "format": item.format})
            else:
                fingerprints += _publish_document(each, item.key, ledger, store, summary, writer)
                if len(fingerprints) >= _FINDINGS:
                    summary.new_findings += ledger.new(*fingerprints)
                    fingerprints.clear()
        summary.new_findings += ledger.new(*fingerprints)
    status = take_statuses(ledger, out)
    ledger.published({"token": token.hexdigest(), "csv": str(with_csv), "summary": summary.to_json(), "status": status})
    ledger.prune()
    store.prune("readings", ledger.uses)
    store.prune("results", ledger.uses)
    return summary


def still_published(ledger: Ledger, out: Path, with_csv: bool) -> RunSummary | None:
    """The summary of what is in `out`, if that is just what this run would write."""
    if ledger.note("csv") != str(with_csv):
        return None
    token = hashlib.sha256()
    for item in ledger.items():
        _note(token, item)
    if ledger.note("token") != token.hexdigest() or ledger.note("status") != status_of(ledger, out):
        return None
    return RunSummary.from_json(out, ledger.note("summary") or "")


def _note(token: hashlib._Hash, item: Item) -> None:
    problem = (item.problem.state, item.problem.reason, item.problem.traceback) if item.problem else None
    token.update(
        repr((item.display, item.name, item.named, item.sha256, item.key, item.format, problem)).encode("utf-8", "replace")
    )


def _settled(item: Item) -> Item:
    """The item with the problems that only the whole run shows."""
    if item.same_as is not None:
        return replace(item, problem=Problem("duplicate", f"内容与 {item.same_as} 完全相同，数据只计一次"))
    return item


def _part(key: str, store: Store, part: Callable[[Record], bytes], kind: type[T]) -> T:
    """A part of the record under a key."""
    record = load_record(store, key)
    found = None if record is None else _unpacked(part(record), kind)
    if found is None:
        raise DamagedStore(key)
    return found


def forget_damaged(ledger: Ledger, store: Store) -> None:
    """Forgets all records of this run that are lost or damaged, so that they are made anew."""
    keys = [item.key for item in ledger.items() if item.key is not None]
    for key in keys:
        record = load_record(store, key)
        parts = (
            () if record is None else ((record.publishable, Publishable), (record.digest, Digest), (record.result, DocumentResult))
        )
        if record is None or any(_unpacked(data, kind) is None for data, kind in parts):
            ledger.forget_result(key)
            store.forget("results", key)


def _publish_document(
    document: ToPublish, key: str, ledger: Ledger, store: Store, summary: RunSummary, writer: ResultsWriter
) -> list[str]:
    """Publishes a document; gives what its findings are known by."""
    item = document.item
    repeated = writer.repeat(document)
    if repeated is not None:
        row, found = repeated
        summary.add(row)
        return [f"{item.display}:{each}" for each in found]
    found_out = _part(key, store, lambda record: record.publishable, Publishable)
    if not item.named and _is_no_report(item, found_out.row):
        suffix = Path(item.name).suffix
        reason = f"文件夹里的 {suffix} 文件不当作报告：如果它是报告，请单独指明这个文件，或改名为 .txt"
        failure = Failure(item.display, item.name, "unsupported", reason, True)
        summary.fail(failure, new=ledger.new(f"{failure.path}:{failure.state}") > 0)
        writer.write_failure(failure, item.sha256)
        return []
    if document.outcome is not None:
        result = _part(key, store, lambda record: record.result, DocumentResult)
        found_out = publishable(with_between(result, document.outcome))  # type: ignore[arg-type]
    summary.add(found_out.row)
    writer.write(found_out, document)
    return [f"{item.display}:{each}" for each in found_out.found]


def _is_no_report(item: Item, row: Row) -> bool:
    """Whether a file that was found in a folder is a program's text or a note, by its name or because nothing came of it."""
    if row["format"] == "md":
        return not row["facts"] and not row["indicators"]
    return row["format"] == "text" and not may_be_report(item.name)


def _compare(ledger: Ledger, store: Store) -> None:
    """Holds documents of one body against one another; what that came to is kept in the ledger."""
    nothing = alone()
    for items in ledger.comparable():
        group = hashlib.sha256("\0".join(str(item.key) for item in items).encode()).hexdigest()
        ledger.use(group)
        outcomes = ledger.known_outcomes(group)
        if not isinstance(outcomes, tuple):
            found = check_between([_digest(item, store) for item in items])
            outcomes = tuple(None if outcome == nothing else outcome for outcome in found)
            ledger.save_outcomes(group, outcomes)
        for item, outcome in zip(items, outcomes, strict=True):
            if outcome is not None:
                ledger.save_comparison(item, outcome)


def _digest(item: Item, store: Store) -> Digest:
    assert item.key is not None
    return _part(item.key, store, lambda record: record.digest, Digest)

"""The output folder: everything is written into a hidden folder inside it and moved to its final name when all of it is there, so
that a run that is killed leaves the previous results as they were and no half file under a final name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..work.ledger import Ledger
from .names import DOCUMENTS, FAILURES, INDEX, TABLES, file_status, on_disk

_STAGING = ".gongkai-"
_FEW = 500
"""So many files are written to the disk one by one; more of them sooner by writing everything that waits, other programs' files too."""


@contextmanager
def staged(out: Path, ledger: Ledger) -> Iterator[Path]:
    """A fresh folder inside `out` to write into; what is in it at the end of the block replaces what `out` has under these names,
    and results of an earlier run that this one did not write again are removed. On an exception nothing of `out` is changed.

    One run at a time may do this. Documents that are published already and would be written again as they are need not be in it; the
    ledger names all that are current.
    """
    for left_over in out.glob(f"{_STAGING}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
    try:
        yield staging
        _publish(staging, out, ledger)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def status_of(ledger: Ledger, out: Path) -> str:
    """A digest of sizes and times of all published files, by which it can be seen that nobody has touched them."""
    try:
        return _digest(_statuses(ledger, out))
    except OSError:
        return "missing"


def take_statuses(ledger: Ledger, out: Path) -> str:
    """Takes down in the ledger the status of all documents that are published now; gives what `status_of` will."""
    statuses = list(_statuses(ledger, out))
    ledger.set_statuses(statuses)
    return _digest(statuses)


def _statuses(ledger: Ledger, out: Path) -> Iterator[tuple[str, str]]:
    """(name, status) of the published tables and documents. Raises OSError where one is missing."""
    for name in (*(f"{stem}.parquet" for stem in TABLES), FAILURES):
        yield name, file_status(out / name)
    documents = out / DOCUMENTS
    for name in ledger.outputs():
        yield name, file_status(documents / on_disk(name))


def _digest(statuses: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for name, status in statuses:
        digest.update(f"{name} {status}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _publish(staging: Path, out: Path, ledger: Ledger) -> None:
    new = [path.relative_to(staging) for path in staging.rglob("*") if path.is_file()]
    _to_disk([staging / path for path in new])  # or a power cut could leave the names of new files with nothing in them
    ledger.publishing()
    (out / DOCUMENTS).mkdir(exist_ok=True)
    new.remove(Path(INDEX))
    for path in new:
        (staging / path).replace(out / path)
    for name in ledger.outdated():
        (out / _document(name)).unlink(missing_ok=True)
    if (out / INDEX).is_file() and (earlier := _earlier_documents(out / INDEX)) is not None:
        for name in earlier:
            if not ledger.is_output(name):
                (out / _document(name)).unlink(missing_ok=True)
        for stem in TABLES:
            if Path(f"{stem}.csv") not in new:
                (out / f"{stem}.csv").unlink(missing_ok=True)
    (staging / INDEX).replace(out / INDEX)  # last, because it tells the next run which results are ours


def _to_disk(paths: list[Path]) -> None:
    if len(paths) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())


def _document(name: str) -> Path:
    return Path(DOCUMENTS, on_disk(Path(name).name))


def _earlier_documents(index: Path) -> list[str] | None:
    """The documents that an earlier run wrote, as its index has them; nothing else in the folder is ever removed. None for an index
    that is not of ours.
    """
    import pyarrow.parquet as pq

    try:
        with index.open("rb") as handle:
            return [name for name in pq.read_table(handle, columns=["output"]).column("output").to_pylist() if name]
    except (OSError, ValueError, KeyError):
        return None

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
from itertools import chain, islice
from pathlib import Path

from ..work.ledger import Ledger
from .names import DOCUMENTS, FAILURES, INDEX, TABLES, file_status, on_disk

_STAGING = ".gongkai-"
_AT_ONCE = 1000
"""Files that are dealt with at once: what is held in memory does not grow with their number."""
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
    digest = _Digest()
    try:
        digest.add(_statuses(ledger, out))
    except OSError:
        return "missing"
    return digest.text


def take_statuses(ledger: Ledger, out: Path) -> str:
    """Takes down in the ledger the status of all documents that are published now; gives what `status_of` will."""
    digest = _Digest()
    statuses = _statuses(ledger, out)
    while some := list(islice(statuses, _AT_ONCE)):
        ledger.set_statuses(some)
        digest.add(some)
    return digest.text


def _statuses(ledger: Ledger, out: Path) -> Iterator[tuple[str, str]]:
    """(name, status) of the published tables and documents. Raises OSError where one is missing."""
    for name in (*(f"{stem}.parquet" for stem in TABLES), FAILURES):
        yield name, file_status(out / name)
    documents = out / DOCUMENTS
    for name in ledger.outputs():
        yield name, file_status(documents / on_disk(name))


class _Digest:
    """Of names and statuses."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, statuses: Iterable[tuple[str, str]]) -> None:
        for name, status in statuses:
            self._digest.update(f"{name} {status}\n".encode("utf-8", "surrogateescape"))

    @property
    def text(self) -> str:
        return self._digest.hexdigest()


def _publish(staging: Path, out: Path, ledger: Ledger) -> None:
    tables = [path.name for path in staging.iterdir() if path.is_file()]
    _to_disk(staging)  # or a power cut could leave the names of new files with nothing in them
    ledger.publishing()
    documents = out / DOCUMENTS
    documents.mkdir(exist_ok=True)
    while some := list(islice(_files(staging / DOCUMENTS), _AT_ONCE)):
        for path in some:
            path.replace(documents / path.name)
    for name in tables:
        if name != INDEX:
            (staging / name).replace(out / name)
    for name in ledger.outdated():
        (out / _document(name)).unlink(missing_ok=True)
    if _is_ours(out / INDEX):
        for name in _earlier_documents(out / INDEX):
            if not ledger.is_output(name):
                (out / _document(name)).unlink(missing_ok=True)
        for stem in TABLES:
            if f"{stem}.csv" not in tables:
                (out / f"{stem}.csv").unlink(missing_ok=True)
    (staging / INDEX).replace(out / INDEX)  # last, because it tells the next run which results are ours


def _to_disk(staging: Path) -> None:
    new = list(islice(chain(_files(staging), _files(staging / DOCUMENTS)), _FEW + 1))
    if len(new) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in chain(_files(staging), _files(staging / DOCUMENTS)):
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())


def _files(folder: Path) -> Iterator[Path]:
    """The files directly in a folder, in any order."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file():
                yield folder / entry.name


def _document(name: str) -> Path:
    return Path(DOCUMENTS, on_disk(Path(name).name))


def _is_ours(index: Path) -> bool:
    """Whether there is a table of documents that an earlier run wrote."""
    import pyarrow.parquet as pq

    try:
        with index.open("rb") as handle:
            return "output" in pq.read_schema(handle).names
    except (OSError, ValueError):
        return False


def _earlier_documents(index: Path) -> Iterator[str]:
    """The documents that an earlier run wrote, as its index has them; nothing else in the folder is ever removed."""
    import pyarrow.parquet as pq

    try:
        with index.open("rb") as handle:
            for batch in pq.ParquetFile(handle).iter_batches(_AT_ONCE, columns=["output"]):
                yield from (name for name in batch.column("output").to_pylist() if name)
    except (OSError, ValueError):  # damaged: what is left over stays
        return

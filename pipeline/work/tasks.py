"""What happens in a worker process: a file becomes documents, a document becomes a record in the store.

Nothing here raises: whatever goes wrong with a document is a Problem, and what goes wrong with the store is a fault of the run.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...extractors.containers import Lost, expand
from ...extractors.readers import display_name, load, read_original
from ...extractors.readers.conversions import Conversions
from ...extractors.readers.original import Original
from ...extractors.readers.sniff import sniff, suffix
from ...schemas.document import Document
from ...schemas.errors import DocumentError, GongkaiError, UnreadableDocument, reason_of
from ...schemas.results import DocumentResult
from ...schemas.rows import (
    FACT_COLUMNS,
    FINDING_COLUMNS,
    INDICATOR_COLUMNS,
    document_row,
    fact_rows,
    finding_rows,
    indicator_rows,
)
from ..checks.between import compared_by, digest, with_between
from ..checks.engine import check
from ..document import interpret, masked
from ..outputs.json import dumps
from ..outputs.tables import encoded
from .records import Contents, Done, Inside, Problem, Publishable, Reading, Record, Spooled, State, pack, unpack
from .store import Store

_LOG = logging.getLogger("gongkai")
_REPEATED = re.compile(r"\[Previous line repeated \d+ more times\]")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all documents of a run."""

    store: str
    """Folder of the store."""
    spool: str
    """Folder for files that were unpacked."""
    keep_personal: bool
    reading: str
    """`fingerprint.of_reading`"""
    results: str
    """`fingerprint.of_results`"""
    vocabulary: str
    """`fingerprint.of_vocabulary`"""
    conversions: Conversions | None
    """Where LibreOffice puts what it converts, many documents in one call; None to convert each one by itself."""


def result_key(setting: Setting, sha256: str, display: str) -> str:
    """The key of what comes of a document: of its bytes, of what it is called in the results, and of the program."""
    return _key("result", sha256, display, str(setting.keep_personal), setting.results)


def contents_key(setting: Setting, sha256: str, name: str) -> str:
    """The key of what a file holds: of its bytes, of the suffix of its name, and of the program that opens it."""
    return _key("contents", sha256, suffix(name), setting.reading)


def reading_key(setting: Setting, sha256: str, name: str) -> str:
    """The key of a document as it was read."""
    return _key("reading", sha256, suffix(name), str(setting.keep_personal), setting.reading)


def work_on_file(setting: Setting, path: str, display: str, sha256: str) -> Done:
    """Works on a file and unpacks what is inside it, unless that has a record already."""
    return _guarded(lambda: _file(setting, Path(path), display, sha256))


def work_on_member(setting: Setting, path: str, display: str, name: str) -> Done:
    """Works on a document that was unpacked to `path`."""

    def work() -> Done:
        data = Path(path).read_bytes()
        return _document(setting, Original.of(data, name, display))

    return _guarded(work)


def convert(setting: Setting, paths: tuple[tuple[str, str], ...]) -> Done:
    """Converts documents, (path, name) each, with LibreOffice in as few calls as possible; what fails is told when it is read."""

    def work() -> Done:
        originals = (Original.of(Path(path).read_bytes(), name) for path, name in paths)
        if setting.conversions is not None:
            setting.conversions.prepare(originals)
        return Done()

    return _guarded(work)


class _Fault(Exception):
    """The store cannot be written to."""


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _guarded(work: Callable[[], Done]) -> Done:
    start = time.monotonic()
    try:
        done = work()
    except _Fault as fault:
        return Done(fault=str(fault))
    except DocumentError as error:
        done = Done(problem_of(error))
    except (MemoryError, SystemError):  # the latter too may be for want of memory: see `pool`
        raise
    except GongkaiError as error:  # a vocabulary file is wrong: no document can be worked on
        return Done(fault=str(error))
    except Exception as error:  # one document must not take the others with it
        _LOG.debug("internal error", exc_info=True)
        done = Done(_crash(error))
    return replace(done, seconds=time.monotonic() - start)


def problem_of(error: DocumentError) -> Problem:
    """Why a document was not read."""
    state: State = error.state  # type: ignore[assignment]
    return Problem(state, str(error))


def _crash(error: Exception) -> Problem:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    reason = f"程序内部出错（{what}）：请把 failures.jsonl 里的 traceback 报告给开发者"
    # how often depends on how deep the caller was
    where = _REPEATED.sub("[Previous line repeated many more times]", traceback.format_exc())
    return Problem("crashed", reason, where)


def _file(setting: Setting, path: Path, display: str, sha256: str) -> Done:
    original = load(path, display_path=display)
    if original.sha256 != sha256:
        raise UnreadableDocument("文件在读取过程中被改动：请等它写完后再运行")
    done: Done | None = None
    inside: list[Inside] = []
    spooled: list[Spooled] = []
    for found in expand(original):
        if isinstance(found, Lost):
            inside.append(Inside(found.name, found.path, None, problem_of(found.reason)))
        elif found is original:
            done = _document_or_problem(setting, original)
            if done.to_convert or done.fault is not None:
                return done
        else:
            if Store(Path(setting.store)).load("results", result_key(setting, found.sha256, found.path)) is None:
                spooled.append(Spooled(len(inside), _spool(setting, found.data)))
            inside.append(Inside(found.name, found.path, found.sha256))
    if done is not None and done.problem is not None:  # what is wrong with the document is said once
        had = [number for number, each in enumerate(inside) if each.sha256 is not None]
        spooled = [replace(each, number=had.index(each.number)) for each in spooled]
        inside = [inside[number] for number in had]
    format = None if done else sniff(original.data, original.name)
    contents = Contents(done is not None, tuple(inside), format)
    return replace(done or Done(), contents=contents, spooled=tuple(spooled))


def _document_or_problem(setting: Setting, original: Original) -> Done:
    """For a document that may hold others: they are worked on even where it cannot be read itself."""
    return _guarded(lambda: _document(setting, original))


def _document(setting: Setting, original: Original) -> Done:
    store = Store(Path(setting.store))
    document = _kept_reading(store, setting, original)
    passing = False
    if document is None:
        if _waits_for_conversion(setting, original):
            return Done(to_convert=True)
        document = _read(original, setting)
        passing = setting.conversions is not None and setting.conversions.failed_by_machine(original.sha256)
        if not passing:
            recognised = isinstance(document, Document) and document.ocr_pages
            reading = Reading(document, setting.vocabulary if recognised else "")
            _save(store, "readings", reading_key(setting, original.sha256, original.name), pack(reading))
    if isinstance(document, Problem):
        return Done(replace(document, passing=passing))
    result = with_between(check(interpret(document, keep_personal=True)))  # it was masked before it was kept
    record = record_of(result)
    _save(store, "results", result_key(setting, original.sha256, original.path), pack(record, packed=True))
    return Done(state=record.state, body=record.body, passing=passing)


def _kept_reading(store: Store, setting: Setting, original: Original) -> Document | Problem | None:
    data = store.load("readings", reading_key(setting, original.sha256, original.name))
    try:
        reading = unpack(data) if data is not None else None
    except ValueError:
        return None
    if not isinstance(reading, Reading) or reading.vocabulary not in ("", setting.vocabulary):
        return None
    if isinstance(reading.found, Problem):
        return reading.found
    return replace(reading.found, path=original.path, name=original.name)


def _waits_for_conversion(setting: Setting, original: Original) -> bool:
    return setting.conversions is not None and setting.conversions.waits(original)


def _read(original: Original, setting: Setting) -> Document | Problem:
    try:
        document = read_original(replace(original, conversions=setting.conversions))
    except DocumentError as error:
        return problem_of(error)
    return document if setting.keep_personal else masked(document)


def record_of(result: DocumentResult) -> Record:
    """A result in the form in which it is kept and published."""
    state: State = "ok with warnings" if result.warnings else "ok"
    return Record(
        state=state,
        body=compared_by(result),
        publishable=pack(publishable(result)),
        digest=pack(digest(result)),
        result=pack(result),
    )


def publishable(result: DocumentResult) -> Publishable:
    """A result as it is published."""
    json = dumps(result).encode("utf-8")
    return Publishable(
        row=document_row(result, ""),
        json=json,
        token=hashlib.sha256(json).hexdigest(),
        facts=encoded(FACT_COLUMNS, fact_rows(result)),
        indicators=encoded(INDICATOR_COLUMNS, indicator_rows(result)),
        findings=encoded(FINDING_COLUMNS, finding_rows(result)),
        found=tuple(finding.id for finding in result.findings),
    )


def _save(store: Store, kind: str, key: str, payload: bytes) -> None:
    try:
        store.save(kind, key, payload)  # type: ignore[arg-type]
    except OSError as error:
        raise _Fault(
            f"写不了输出文件夹 {display_name(store.folder.parent)}（{reason_of(error)}），结果没有更新：请检查磁盘空间和权限"
        ) from error


def _spool(setting: Setting, data: bytes) -> str:
    try:
        number, path = tempfile.mkstemp(dir=setting.spool)
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise _Fault(
            f"写不了临时文件夹 {display_name(Path(setting.spool))}（{reason_of(error)}），结果没有更新：请检查磁盘空间和权限"
        ) from error
    return path

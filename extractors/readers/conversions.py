"""Documents that LibreOffice has converted to docx, kept in a folder by the SHA-256 of what they were made from."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from ...schemas.errors import DocumentError, reason_of
from .office import MAX_FILES_PER_CALL, ImportFilter, Job, blames_machine, convert
from .office_input import import_filter
from .original import Original
from .programs import LIBREOFFICE, find

MAX_PARALLEL = 4
"""Calls of LibreOffice at once; each takes some 300 MB of memory."""
MAX_WAITING_BYTES = 1 << 30
"""Documents that wait on disk for a call."""

_APPLICATION = re.compile(rb"<Application>(LibreOffice[^<$]*)")


class NotConverted(Exception):
    """LibreOffice did not convert a document; says why, as the beginning of a Chinese sentence. It never leaves the readers."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A docx that LibreOffice made."""

    data: bytes
    program: str
    """Which made it, with its version."""


class Conversions:
    """The store; a context manager that removes its folder. It pickles as a reference to its folder, so that other processes can read.

    with Conversions() as conversions:
        conversions.prepare(originals)  # many documents in few calls
        for original in originals:
            read_original(replace(original, conversions=conversions))
    """

    def __init__(self, parallel: int = 0, inside: Path | None = None) -> None:
        """`parallel` calls of LibreOffice run at once; 0: as many as there are processors, but no more than `MAX_PARALLEL`. All files
        lie in one folder inside `inside` (default: where temporary files go).
        """
        self._inside = inside and inside.absolute()  # LibreOffice is told of its profile by a URI
        self._parallel = parallel or max(1, min(MAX_PARALLEL, _processors()))
        self._folder: Path | None = None
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._folder is not None and self._owner == os.getpid():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __getstate__(self) -> dict[str, object]:
        self._place()  # so that all copies share it
        return self.__dict__

    def prepare(self, originals: Iterable[Original]) -> None:
        """Converts, many in one call, those that are read through LibreOffice; the others are passed over. Never raises for a document.

        Only as many as fit into the next calls are taken from `originals` at a time; they wait on disk.
        """
        soffice = find(LIBREOFFICE)
        if soffice is None:
            return
        wanted = self._wanted(originals)
        with contextlib.suppress(OSError):
            for first in wanted:
                with tempfile.TemporaryDirectory(prefix="given-", dir=self._place(), ignore_cleanup_errors=True) as folder:
                    self._convert(self._written(chain((first,), wanted), Path(folder)), soffice)

    def waits(self, original: Original) -> bool:
        """Whether `prepare` would convert it and has not tried yet; False too where that is not possible on this machine."""
        if find(LIBREOFFICE) is None or self.known(original.sha256) or self._tried(original.sha256).exists():
            return False
        try:
            return import_filter(original) is not None
        except DocumentError:  # its reader will say so
            return False

    def docx(self, original: Original) -> Converted:
        """The docx made from `original`, which is converted now unless it was prepared.

        Raises NotConverted, and DocumentError where it must not be given to LibreOffice (see `import_filter`).
        """
        if not self.known(original.sha256):
            import_filter(original)
            self.prepare([original])
        try:
            data = self._result(original.sha256).read_bytes()
        except OSError:
            raise NotConverted(self._reason(original.sha256)) from None
        return Converted(data, _program(data))

    def failed_by_machine(self, sha256: str) -> bool:
        """Whether a document was tried and not converted for a reason that may be gone tomorrow."""
        if self._folder is None or not self._tried(sha256).exists() or self._result(sha256).exists():
            return False
        return blames_machine(self._reason(sha256))

    def _wanted(self, originals: Iterable[Original]) -> Iterator[tuple[Original, ImportFilter]]:
        """Those to convert, each once, with their filters."""
        taken: set[str] = set()
        for original in originals:
            if original.sha256 in taken or self.known(original.sha256):
                continue
            with contextlib.suppress(DocumentError):  # its reader will say so
                if (filter := import_filter(original)) is not None:
                    taken.add(original.sha256)
                    yield original, filter

    def _written(self, wanted: Iterator[tuple[Original, ImportFilter]], folder: Path) -> list[Job]:
        """As many as fit into the next calls, as files in `folder`."""
        jobs: list[Job] = []
        size = 0
        for original, filter in wanted:
            source = folder / original.sha256
            source.write_bytes(original.data)
            self._tried(original.sha256).touch()
            jobs.append(Job(original.sha256, source, filter))
            size += len(original.data)
            if len(jobs) >= self._parallel * MAX_FILES_PER_CALL or size >= MAX_WAITING_BYTES:
                break
        return jobs

    def _convert(self, jobs: list[Job], soffice: Path) -> None:
        for key, reason in convert(jobs, self._place(), soffice, parallel=self._parallel).items():
            self._failure(key).write_text(reason, "utf-8")

    def known(self, sha256: str) -> bool:
        """Whether a document was converted, or could not be."""
        return self._folder is not None and (self._result(sha256).exists() or self._failure(sha256).exists())

    def _result(self, sha256: str) -> Path:
        return self._place() / f"{sha256}.docx"

    def _failure(self, sha256: str) -> Path:
        return self._place() / f"{sha256}.failed"

    def _tried(self, sha256: str) -> Path:
        return self._place() / f"{sha256}.tried"

    def _place(self) -> Path:
        """The folder, which is made when it is first needed: few runs need it."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gongkai-converted-", dir=self._inside))
        return self._folder

    def _reason(self, sha256: str) -> str:
        try:
            return self._failure(sha256).read_text("utf-8")
        except OSError:
            return "写不了临时文件，LibreOffice 没有处理它"


def converted(original: Original) -> Converted:
    """The docx that LibreOffice made from `original`, beforehand or now; raises as `Conversions.docx` does."""
    if original.conversions is not None:
        return original.conversions.docx(original)
    try:
        with Conversions() as conversions:
            return conversions.docx(original)
    except OSError as error:
        raise NotConverted(f"写不了临时文件（{reason_of(error)}）") from None


def _program(data: bytes) -> str:
    """What the docx says of the program that wrote it, with its version."""
    with contextlib.suppress(OSError, KeyError, zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as package:
        if match := _APPLICATION.search(package.read("docProps/app.xml")):
            return match[1].decode("ascii", "replace").replace("/", " ")
    return LIBREOFFICE.name


def _processors() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1

"""Documents that LibreOffice turns into docx, many in one call.

LibreOffice exits with 0 whatever happens, so that nothing but a whole docx of the right name counts as success; and it is told which
format a file has, because left alone it would import any rubbish as text. What it may not do is the matter of `_office_process`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ...schemas.errors import reason_of
from ._office_process import kill, prepare_profile, spawn

MAX_FILES_PER_CALL = 50
"""Memory grows with every file of a call."""
FILE_SECONDS = 60.0
"""What one file may take, the start of LibreOffice included, before the call is stopped …"""
SECONDS_PER_MIB = 5.0
"""… and what it may take longer for its size."""

NOT_OPENED = "LibreOffice 打不开它"
CRASHED = "LibreOffice 处理它时异常退出"
TOO_SLOW = "LibreOffice 处理它超过了时限"
BROKEN = "LibreOffice 在这台机器上不能正常工作"
_BY_DOCUMENT = frozenset({NOT_OPENED, CRASHED, TOO_SLOW})

_FILES_WORTH_A_CALL = 8
"""Starting LibreOffice takes about as long as converting so many files."""
_POLL_SECONDS = 0.02
_MAIN_PART = "word/document.xml"


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """What LibreOffice calls a format, and the suffix a file of it must have."""

    name: str
    suffix: str


WORD_97 = ImportFilter("MS Word 97", ".doc")
WORD_95 = ImportFilter("MS WinWord 6.0", ".doc")
RTF = ImportFilter("Rich Text Format", ".rtf")
ODT = ImportFilter("writer8", ".odt")


@dataclass(frozen=True, slots=True)
class Job:
    """A document to convert."""

    key: str
    """ASCII letters and digits; the result is called `<key>.docx`."""
    source: Path
    """Where its bytes lie; LibreOffice is given a copy with a neutral name."""
    filter: ImportFilter


@dataclass(slots=True)
class _Batch:
    """The documents of one call, all of one filter."""

    jobs: list[Job]
    repeated: bool = False
    """Whether it is the second try of a document on which LibreOffice crashed."""


@dataclass(slots=True)
class _Outcome:
    converted: int
    failures: dict[str, str] = field(default_factory=dict)
    again: list[_Batch] = field(default_factory=list)


def convert(
    jobs: Sequence[Job], into: Path, soffice: Path, *, parallel: int = 1, file_seconds: float = FILE_SECONDS
) -> dict[str, str]:
    """Convert documents to docx: the folder `into` gets `<key>.docx` for each that could be converted.

    Up to `parallel` calls run at once, each with a profile of its own. A document on which LibreOffice crashes or hangs costs the
    others no more than time. Returns by key why documents were not converted, as part of a Chinese sentence. No process and no other
    file stays behind, also where this is interrupted; where this process is killed, what it leaves lies in `into`.
    """
    failures: dict[str, str] = {}
    waiting = deque(_batches(jobs, parallel))
    running: list[_Call] = []
    works = False
    with contextlib.ExitStack() as stack:
        while waiting or running:
            while waiting and len(running) < parallel:
                batch = waiting.popleft()
                try:
                    running.append(stack.enter_context(_Call(batch, into, soffice, file_seconds)))
                except OSError as error:
                    failures |= {job.key: f"LibreOffice 无法启动（{reason_of(error)}）" for job in batch.jobs}
            time.sleep(_POLL_SECONDS)
            for call in [call for call in running if call.over()]:
                running.remove(call)
                outcome = call.outcome()
                call.close()
                failures |= outcome.failures
                waiting.extend(outcome.again)
                works = works or outcome.converted > 0
                if outcome.again and not works:
                    works = _works(into, soffice, file_seconds)
                    if not works:
                        failures |= {job.key: BROKEN for batch in waiting for job in batch.jobs}
                        waiting.clear()
    return failures


def blames_machine(reason: str) -> bool:
    """Whether one of the reasons that `convert` gives lies not with the document but with the machine as it was."""
    return reason not in _BY_DOCUMENT


def _works(into: Path, soffice: Path, file_seconds: float) -> bool:
    """Whether LibreOffice converts the simplest document; where it does not, trying all others one by one would take hours."""
    with tempfile.TemporaryDirectory(prefix="probe-", dir=into) as name:
        source = Path(name, "source")
        source.write_bytes(b"{\\rtf1 1}")
        return not convert([Job("probe", source, RTF)], Path(name), soffice, file_seconds=file_seconds)


def _batches(jobs: Sequence[Job], parallel: int) -> Iterator[_Batch]:
    """Calls of about the same size, as many as can run at once unless they would be too small or too large."""
    for filter in dict.fromkeys(job.filter for job in jobs):
        same = [job for job in jobs if job.filter == filter]
        worth = min(parallel * len(same) // len(jobs), len(same) // _FILES_WORTH_A_CALL)
        calls = max(1, worth, -(-len(same) // MAX_FILES_PER_CALL))
        for number in range(calls):
            yield _Batch(same[number::calls])


class _Call:
    """One run of LibreOffice in a private folder that vanishes with it; a context manager."""

    def __init__(self, batch: _Batch, into: Path, soffice: Path, file_seconds: float) -> None:
        self._jobs, self._repeated = batch.jobs, batch.repeated
        self._soffice = soffice
        self._patience = file_seconds + SECONDS_PER_MIB * max(job.source.stat().st_size for job in self._jobs) / (1 << 20)
        self._process: subprocess.Popen[bytes] | None = None
        self._written = 0
        self._too_slow = False
        self._into = into
        self._folder = Path(tempfile.mkdtemp(prefix="call-", dir=into))

    def __enter__(self) -> Self:
        try:
            self._process = self._start()
        except BaseException:
            self.close()
            raise
        self._deadline = time.monotonic() + self._patience
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, if it still runs, with all it has started, and removes the folder."""
        if self._process is not None:
            kill(self._process)
        for _ in range(20):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                break
            time.sleep(0.05)  # a process that was just ended may hold its files for a moment

    def _start(self) -> subprocess.Popen[bytes]:
        given, profile = self._folder / "in", self._folder / "profile"
        given.mkdir()
        paths = []
        for job in self._jobs:
            paths.append(given / f"{job.key}{job.filter.suffix}")
            shutil.copyfile(job.source, paths[-1])
        self._results.mkdir()
        prepare_profile(profile)
        command = (
            str(self._soffice),
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"),
            f"--infilter={self._jobs[0].filter.name}",
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(self._results)),
            *map(str, paths),
        )
        return spawn(command, self._folder)

    @property
    def _results(self) -> Path:
        return self._folder / "out"

    def over(self) -> bool:
        """Whether the call has ended or, because one file takes too long, was ended."""
        process = self._process
        if process is None or process.poll() is not None:
            return True
        written = sum(1 for _ in os.scandir(self._results))
        if written > self._written:
            self._written, self._deadline = written, time.monotonic() + self._patience
        elif time.monotonic() > self._deadline:
            kill(process)
            self._too_slow = True
        return self._too_slow

    def outcome(self) -> _Outcome:
        """Takes the results of a call that is over; tells which documents have none, and what has to be tried again."""
        done = [self._take(job) for job in self._jobs]
        missing = [job for job, taken in zip(self._jobs, done, strict=True) if not taken]
        converted = sum(done)
        if not missing:
            return _Outcome(converted)
        if not self._too_slow and self._process is not None and self._process.returncode == 0:
            return _Outcome(converted, {job.key: NOT_OPENED for job in missing})
        # Files are converted in the given order: all before the last result have had their turn, and the next one broke the call.
        turn = max((index for index, taken in enumerate(done) if taken), default=-1) + 1
        outcome = _Outcome(converted, {job.key: NOT_OPENED for job in self._jobs[:turn] if job in missing})
        suspect, *rest = self._jobs[turn:] or missing[-1:]
        if self._too_slow:
            outcome.failures[suspect.key] = TOO_SLOW
        elif self._repeated or len(self._jobs) == 1:
            outcome.failures[suspect.key] = CRASHED
        else:  # perhaps it was only the memory that the files before it have taken
            outcome.again.append(_Batch([suspect], repeated=True))
        if rest:
            outcome.again.append(_Batch(rest))
        return outcome

    def _take(self, job: Job) -> bool:
        result = self._results / f"{job.key}.docx"
        try:
            with zipfile.ZipFile(result) as package:  # its directory comes last: where it is there, all was written
                package.getinfo(_MAIN_PART)
            result.replace(self._into / result.name)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            return False
        return True

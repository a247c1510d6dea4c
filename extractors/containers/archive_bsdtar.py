"""RAR and 7z archives, through the program bsdtar, which hands over a tar archive on its standard output.

bsdtar is given nothing but the path of a temporary copy and writes nothing to disk. It runs with limits on memory and time; what it
says on its standard error is looked at for the cause of a failure and never shown.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ...schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument
from ..readers.formats import needs_program
from ..readers.programs import BSDTAR, find
from ..readers.sniff import Format
from ._rar_directory import rar_directory
from ._zip_directory import CENTRAL, END, LOCAL, VOLUME
from .archive_tar import members_of_stream
from .model import MIB, Budget, Lost, Member
from .unpacking import PIECE

MAX_SECONDS = 300.0
"""How long one archive may keep bsdtar at work, not counting the time in which it waits for us."""
_MAX_MEMORY_KIB = 4 << 20
_MOST_SAID = 64 * 1024
_MOST_UNPACKED = 256 * MIB
_LIMITED = 'ulimit -t "$1" 2>/dev/null; ulimit -v "$2" 2>/dev/null; shift 2; exec "$@"'
_RETRY = "请重新下载后再试"
_OTHER_WAY = "请用 7-Zip 等软件解压后再读取其中的文件"
_ENCRYPTED = "压缩包设有密码，无法读取：请用密码解压后再读取其中的文件"


def members_of_rar(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a RAR archive (an `Opener`)."""
    directory = rar_directory(data)
    if directory.volume:
        raise UnreadableDocument(VOLUME)
    if directory.encrypted:
        raise EncryptedDocument(_ENCRYPTED)
    for member in _members(data, "rar", budget, checked=True):
        if isinstance(member, Member) and directory.all_checked:
            if member.data and (len(member.data), zlib.crc32(member.data)) not in directory.checksums:
                yield Lost(member.name, _reason([], None))
                continue
        yield member


def members_of_7z(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a 7z archive (an `Opener`)."""
    if len(data) >= 32:
        position, size = struct.unpack_from("<2Q", data, 12)
        if 32 + position + size > len(data):
            raise UnreadableDocument(f"压缩包不完整（可能没有下载完，或缺少其余分卷），没有读取：{_RETRY}")
    return _members(data, "7z", budget, checked=False)


def single_from_zip(packed: memoryview, method: int, crc: int, size: int) -> Iterator[bytes]:
    """The content of one member of a ZIP archive, packed by a method that Python does not know. Raises what openers raise."""
    wide = min(size, 0xFFFFFFFF)
    common = struct.pack("<5H3I2H", 63, 0, method, 0, 0, crc, len(packed), wide, 1, 0)
    local, central = LOCAL + common + b"m", CENTRAL + b"\x3f\0" + common + struct.pack("<3H2I", 0, 0, 0, 0, 0) + b"m"
    start = len(local) + len(packed)
    end = END + struct.pack("<4H2IH", 0, 0, 1, 1, len(central), start, 0)
    with _Copy(local + packed + central + end) as copy, _Run("-xOf", str(copy)) as run:
        yield from run.pieces()
        if run.failed():
            if "support" in run.said():
                raise UnreadableDocument("压缩包里的这个文件用了 bsdtar 不支持的压缩方式，没有读取：请用 7-Zip 等软件解压后再读取")
            raise _reason([], None)


def _members(data: bytes, format: Format, budget: Budget, *, checked: bool) -> Iterator[Member | Lost]:
    """The members of an archive, the checksums of which the caller will check, or not."""
    if find(BSDTAR) is None:
        raise needs_program(format)
    with _Copy(data) as copy:
        troubles = [] if checked else _troubles(copy, budget)
        given = 0
        broken: UnreadableDocument | None = None
        with _Run("-b", "1", "-cf", "-", "--format=pax", f"@{copy}") as run:
            try:
                for member in members_of_stream(run.pieces(), budget):
                    own = [line for line in troubles if line.startswith(f"{member.name}: ")]
                    if own and isinstance(member, Member):
                        member = Lost(member.name, _reason(own, None))
                    given += isinstance(member, Member)
                    yield member
            except UnreadableDocument as error:
                broken = error
            if broken or run.failed():
                raise _reason(troubles or _said_unpacking(copy), given) from broken


def _troubles(copy: Path, budget: Budget) -> list[str]:
    """What bsdtar says when it unpacks the archive: lines that begin with the name of a member (folders and links too, which have no
    content) or concern the whole.

    When it copies a 7z archive (the only way to be told where a member ends) it does not say that one does not have its checksum, and
    gives zeros for what is missing.
    """
    size = 0
    with _Run("-xOf", str(copy)) as run:
        for piece in run.pieces():
            size += len(piece)
            budget.require_bytes(size)
        if not run.failed():
            return []
        said = run.said()
    lines = said.splitlines()
    checksums = [line for line in lines if re.search("crc|checksum", line, re.IGNORECASE)]
    if len(said) >= _MOST_SAID or any("\\" in line for line in checksums):
        # a name with escapes, or one that was not told: any member may be the wrong one
        raise UnreadableDocument(f"压缩包已损坏（其中有文件校验不符），没有读取：{_RETRY}")
    return lines


def _said_unpacking(copy: Path) -> list[str]:
    """Why bsdtar stopped: that it says when it unpacks an archive, but not when it copies one."""
    size = 0
    with _Run("-xOf", str(copy)) as run, contextlib.suppress(LimitExceeded):
        for piece in run.pieces():
            size += len(piece)
            if size > _MOST_UNPACKED:  # some versions never come to the end of links in RAR archives
                break
        return run.said().splitlines()
    return []


_SIGNS: tuple[tuple[str, DocumentError], ...] = (
    ("encrypt", EncryptedDocument(_ENCRYPTED)),
    ("passphrase", EncryptedDocument(_ENCRYPTED)),
    ("volume", UnreadableDocument(VOLUME)),
    ("not supported", UnreadableDocument(f"压缩包用了 bsdtar 不支持的压缩方式，其余没有读取：{_OTHER_WAY}")),
    ("unsupported", UnreadableDocument(f"压缩包用了 bsdtar 不支持的压缩方式，其余没有读取：{_OTHER_WAY}")),
    ("allocate", LimitExceeded(f"解压这个压缩包要用的内存过多，其余没有读取：{_OTHER_WAY}")),
)
"""What bsdtar says (in lower case), and what it means."""


def _reason(said: list[str], given: int | None) -> DocumentError:
    """Why an archive could not be read after so many files, or (None) why one of its files could not."""
    text = "\n".join(said).lower()
    for sign, error in _SIGNS:
        if sign in text:
            return type(error)(*error.args)
    if given is None:
        return UnreadableDocument(f"压缩包里的这个文件已损坏（无法解压，或校验不符）：{_RETRY}")
    rest = f"只读出 {given} 个文件，其余没有读出" if given else "没有读出文件"
    return UnreadableDocument(f"压缩包不完整或已损坏，{rest}：{_RETRY}")


class _Copy:
    """The bytes of an archive in a temporary file of their own; a context manager that gives its path."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._folder = tempfile.TemporaryDirectory(prefix="gongkai-")

    def __enter__(self) -> Path:
        path = Path(self._folder.name) / "archive"
        path.write_bytes(self._data)
        return path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._folder.cleanup()


class _Run:
    """bsdtar at work; a context manager that leaves no process behind. Raises LimitExceeded where it takes too long."""

    def __init__(self, *arguments: str) -> None:
        program = find(BSDTAR)
        command = [str(program), *arguments]
        if sys.platform != "win32":
            command = ["/bin/sh", "-c", _LIMITED, "sh", str(int(MAX_SECONDS)), str(_MAX_MEMORY_KIB), *command]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=_environment(), start_new_session=sys.platform != "win32",
        )  # fmt: skip
        self._said = bytearray()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._patience = MAX_SECONDS
        self._given_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._kill()
        self._process.wait()
        self._listener.join()
        self._output.close()

    def pieces(self) -> Iterator[bytes]:
        """What bsdtar writes."""
        while True:
            watch = threading.Timer(max(self._patience, 0), self._give_up)
            watch.start()
            begun = time.monotonic()
            try:
                piece = self._output.read(PIECE)
            finally:
                watch.cancel()
            self._patience -= time.monotonic() - begun
            if self._given_up:
                raise LimitExceeded(f"压缩包解压超过 {MAX_SECONDS:.0f} 秒，其余没有读取：{_OTHER_WAY}")
            if not piece:
                return
            yield piece

    def failed(self) -> bool:
        """Whether it ended with an error; to be asked after all pieces."""
        return self._process.wait() != 0

    def said(self) -> str:
        """What it wrote about its troubles; to be asked after all pieces."""
        self._kill()
        self._listener.join()
        return self._said.decode("utf-8", "replace")

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while said := stream.read(4096):
                if len(self._said) < _MOST_SAID:
                    self._said += said

    def _give_up(self) -> None:
        self._given_up = True
        self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            elif self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Names come out in UTF-8 whatever the language of the system; options of tar that a user has set are left out."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")}
    return {**kept, "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}

"""What the store and the worker processes exchange, and how it is written down."""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import dataclass
from typing import Literal

from ...schemas.document import Document
from ...schemas.rows import Row

State = Literal[
    "ok", "ok with warnings", "unsupported", "unreadable", "encrypted", "timeout", "out of memory", "crashed", "duplicate"
]
"""How a file ends, each in exactly one of these."""
READ: frozenset[str] = frozenset({"ok", "ok with warnings"})
LIMITED: frozenset[str] = frozenset({"timeout", "out of memory"})
"""States that depend on the limits that were set."""

_OURS = __name__.partition(".")[0]
_HARMLESS = {("decimal", "Decimal"), ("pathlib", "PurePosixPath")}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document has no result."""

    state: State
    reason: str
    """One Chinese line."""
    traceback: str | None = None
    """Where our own program failed."""
    passing: bool = False
    """Whether it lies with the machine and not with the document: the next run tries again."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A file inside another: its path inside and its bytes' SHA-256, or why it could not be had."""

    name: str
    path: str
    """With the outer file's path in front; equal to that where the outer file as a whole is meant."""
    sha256: str | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file holds."""

    document: bool
    """Whether the file is itself a document, and not only an archive of some."""
    inside: tuple[Inside, ...] = ()
    format: str | None = None
    """Format of an archive."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read, or why it was not."""

    found: Document | Problem
    vocabulary: str
    """`fingerprint.of_vocabulary` where words of it helped to recognise pictures, "" elsewhere."""


@dataclass(frozen=True, slots=True)
class Publishable:
    """What is published of one document, as it is written."""

    row: Row
    """Its row in the table of documents (`output` still open)."""
    json: bytes
    token: str
    """SHA-256 of `json`."""
    facts: bytes
    indicators: bytes
    findings: bytes
    """Rows of the published tables as Arrow streams, empty where there are none."""
    found: tuple[str, ...]
    """The ids of its findings."""


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one document. Its parts are packed one by one, because a run seldom needs more than one of them."""

    state: State
    body: str | None
    """A key that all documents share which it could be held against; None where there are none."""
    publishable: bytes
    """Its `Publishable`."""
    digest: bytes
    """Its `checks.between.Digest`."""
    result: bytes
    """Its DocumentResult."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file inside another that was unpacked and now waits to be worked on: its place in `Contents.inside`, and where it lies."""

    number: int
    path: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker answers; the record itself is in the store."""

    problem: Problem | None = None
    """Why the document has no record."""
    contents: Contents | None = None
    """For files that may hold others."""
    spooled: tuple[Spooled, ...] = ()
    to_convert: bool = False
    """Nothing was done yet: the document is to be converted first, together with others."""
    fault: str | None = None
    """Why nothing can be kept at all, in Chinese: the disk is full or may not be written to. The run cannot go on."""
    state: State | None = None
    """Of the document itself; None for an archive, and where there is a problem."""
    body: str | None = None
    """Its `Record.body`."""
    passing: bool = False
    """Whether it lies with the machine that the document was not read as well as it can be: the next run reads it again."""
    seconds: float = 0.0


class _Unpickler(pickle.Unpickler):
    """Loads our own classes and decimals and nothing else: an output folder may come from elsewhere."""

    def find_class(self, module: str, name: str) -> object:
        if (module.partition(".")[0] == _OURS and "." not in name) or (module, name) in _HARMLESS:
            found: object = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def pack(value: object, *, packed: bool = False) -> bytes:
    """Any value of ours as bytes; one that is made of `packed` parts is not compressed again."""
    return zlib.compress(pickle.dumps(value, protocol=5), 0 if packed else 1)


def unpack(data: bytes) -> object:
    """The value again. Raises ValueError where `data` was not packed by this version of the program."""
    try:
        return _Unpickler(io.BytesIO(zlib.decompress(data))).load()
    except Exception as error:  # pickle raises whatever the classes raise
        raise ValueError("not written by this version") from error

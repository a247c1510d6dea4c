"""What was worked out about documents, kept on disk under keys made of their content and of the program that worked it out.

An entry is written to a temporary name and renamed, and carries a checksum: after a power cut it is either whole or not there. Any
number of processes may read and write at the same time, because an entry under one key never changes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

Kind = Literal["readings", "results"]
"""The two stages: documents as read, and what matching and checks made of them."""

_CHECKSUM = 32
"""Bytes of the SHA-256 in front of an entry."""


class Store:
    """A folder of entries; each kind of entry has its own keys (hexadecimal digits)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, kind: Kind, key: str) -> bytes | None:
        """The entry, None where there is none or it is damaged."""
        try:
            data = self._path(kind, key).read_bytes()
        except OSError:
            return None
        payload = data[_CHECKSUM:]
        return payload if hashlib.sha256(payload).digest() == data[:_CHECKSUM] else None

    def save(self, kind: Kind, key: str, payload: bytes) -> None:
        """Keeps an entry. Raises OSError where the disk is full or may not be written to."""
        path = self._path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(hashlib.sha256(payload).digest())
                stream.write(payload)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def forget(self, kind: Kind, key: str) -> None:
        """Removes an entry."""
        self._path(kind, key).unlink(missing_ok=True)

    def prune(self, kind: Kind, used: Callable[[str], bool]) -> None:
        """Removes every entry whose key is not `used`, and what writers that were killed left behind."""
        for folder in (self.folder / kind).glob("??"):
            for path in folder.iterdir():
                if not used(folder.name + path.name):
                    path.unlink(missing_ok=True)

    def _path(self, kind: Kind, key: str) -> Path:
        return self.folder / kind / key[:2] / key[2:]

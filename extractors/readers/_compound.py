"""Compound files (the container of doc, xls, ppt and msg) read with olefile, after checks of what a hostile one could lie about.

olefile believes the sizes a file states and follows its chains as often as they say; a small file could make it fill the memory.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ...schemas.errors import LimitExceeded, UnreadableDocument

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_ENTRIES = 50_000
"""Streams and storages of one file."""
MAX_DEPTH = 24
"""Storages inside one another."""

_FAULTS = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
    struct.error,
)
"""What olefile raises on damaged files."""
_DAMAGED = "文件已损坏或不完整，无法读取：请重新下载，或用 Office/WPS 打开后另存再试"
_SMALLEST = 1536
"""Bytes of a header and the two sectors that no compound file is without."""
_SLACK_SECTORS = 16
"""Sectors of the allocation table a small file may have beyond its need."""

Tree = dict[str, "bytes | Tree"]
"""Streams and storages by name."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder of a compound file."""

    name: str
    _file: CompoundFile
    _entry: Any

    @property
    def storages(self) -> Iterator[Storage]:
        """The folders in it, by name."""
        return (Storage(kid.name, self._file, kid) for kid in self._entry.kids if kid.entry_type == 1)

    def storage(self, name: str) -> Storage | None:
        """The folder of that name (in either case)."""
        kid = self._entry.kids_dict.get(name.lower())
        return Storage(kid.name, self._file, kid) if kid is not None and kid.entry_type == 1 else None

    def has(self, name: str) -> bool:
        """Whether a stream of that name (in either case) is in it."""
        kid = self._entry.kids_dict.get(name.lower())
        return kid is not None and kid.entry_type == 2

    def read(self, name: str) -> bytes | None:
        """The stream of that name; None where there is none. Raises UnreadableDocument where its chain is broken."""
        return self._file.stream(self._entry.kids_dict[name.lower()]) if self.has(name) else None

    def tree(self, take: Callable[[int], None]) -> Tree:
        """Everything in it; `take` is told of the bytes before they are read. Raises UnreadableDocument (also where streams share
        their bytes to swell), LimitExceeded, and what `take` raises.
        """
        return self._tree(take, [self._file.size], MAX_DEPTH)

    def _tree(self, take: Callable[[int], None], left: list[int], depth: int) -> Tree:
        found: Tree = {}
        if not depth:
            raise LimitExceeded("嵌入对象的层次过深，已停止读取：请用 Office/WPS 打开后另存再试")
        for kid in self._entry.kids:
            if kid.entry_type == 2:
                left[0] -= kid.size
                if left[0] < 0:
                    raise damaged()
                take(kid.size)
                found[kid.name] = self._file.stream(kid)
            elif kid.entry_type == 1:
                found[kid.name] = Storage(kid.name, self._file, kid)._tree(take, left, depth - 1)
        return found


class CompoundFile:
    """An opened compound file. Raises, here and in all methods, only UnreadableDocument and LimitExceeded."""

    def __init__(self, data: bytes) -> None:
        import olefile

        self.size = len(data)
        _check(data)
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            root = self._ole.root
            entries = sum(entry is not None for entry in self._ole.direntries)
        except _FAULTS as error:
            raise damaged() from error
        if root is None:
            raise damaged()
        if entries > MAX_ENTRIES:
            raise LimitExceeded(f"复合文档里的项目超过 {MAX_ENTRIES} 个，已停止读取：请用 Office/WPS 打开后另存再试")
        self.root = Storage("", self, root)

    def stream(self, entry: Any) -> bytes:
        """The bytes of the stream of a directory entry."""
        # what the small streams lie in is loaded with the first of them
        if entry.size > self.size or self._ole.root.size > self.size:
            raise damaged()
        try:
            data: bytes = self._ole._open(entry.isectStart, entry.size).read()
        except _FAULTS as error:
            raise damaged() from error
        if len(data) < entry.size:
            raise damaged()
        return data


def damaged() -> UnreadableDocument:
    """The refusal of a file that is damaged or cut off."""
    return UnreadableDocument(_DAMAGED)


def _check(data: bytes) -> None:
    """Refuse tables larger than the file has use for: olefile would read a sector as often as they list it."""
    if len(data) < _SMALLEST or not data.startswith(SIGNATURE):
        raise damaged()
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise damaged()
    directory, allocation, _, _, _, _, mini_allocation, _, further = struct.unpack_from("<9I", data, 40)
    sectors = len(data) >> shift
    needed = (sectors >> (shift - 2)) * 4 + _SLACK_SECTORS
    if max(allocation, further) > needed or max(directory, mini_allocation) > sectors + 1:
        raise damaged()

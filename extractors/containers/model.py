"""What comes out of a file that holds other files, and how much may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ...schemas.errors import DocumentError, LimitExceeded

MIB = 1024 * 1024
MAX_DEPTH = 4
"""Containers inside one another, the outermost counted."""
MAX_MEMBERS = 20_000
"""Members of one file, those of inner containers counted."""
MAX_TOTAL_BYTES = 4096 * MIB
"""What all members of one file may unpack to, inner containers counted."""
MAX_MEMBER_BYTES = 512 * MIB
"""What one member may unpack to; no report comes near."""
MAX_RATIO = 250
"""How many times larger than the whole file its members may be together, beyond `RATIO_FLOOR_BYTES`."""
RATIO_FLOOR_BYTES = 64 * MIB


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container."""

    name: str
    """Printable path inside, with `/`, never absolute and without `..`."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """A file inside a container that cannot be had."""

    name: str
    """As for `Member`; for what comes out of `expand` the path inside the outermost file, or its name where the file itself is meant."""
    reason: DocumentError
    path: str = ""
    """Set by `expand`: what `Original.path` would be."""


class Budget:
    """How much may still be unpacked from one outermost file; shared by all containers inside it."""

    def __init__(self, packed_bytes: int) -> None:
        self._packed = max(packed_bytes, 1)
        self._members = 0
        self._bytes = 0
        self.exhausted = False
        """Whether a limit was reached: nothing more may come out of the outermost file."""

    def take_member(self) -> None:
        """Counts a member. Raises LimitExceeded beyond `MAX_MEMBERS`."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise self._stop(f"压缩包里超过 {MAX_MEMBERS} 个文件，其余没有读取：请拆分后再试")

    def take_bytes(self, count: int) -> None:
        """Counts unpacked bytes, while they are unpacked. Raises LimitExceeded beyond the limits on size and ratio."""
        self.require_bytes(count)
        self._bytes += count

    def require_bytes(self, count: int) -> None:
        """Raises what `take_bytes` would, and counts nothing."""
        total = self._bytes + count
        if total > MAX_TOTAL_BYTES:
            raise self._stop(f"压缩包解压后超过 {MAX_TOTAL_BYTES // MIB} MB，其余没有读取：请拆分后再试")
        if total > RATIO_FLOOR_BYTES and total > self._packed * MAX_RATIO:
            raise self._stop("压缩包解压后过大，疑似压缩炸弹，其余没有读取：请确认来源可靠，解压后再读取其中的文件")

    def _stop(self, message: str) -> LimitExceeded:
        self.exhausted = True
        return LimitExceeded(message)


class Opener(Protocol):
    """Lists the members of one container, one at a time and in the order they are stored.

    Counts every member and every unpacked byte against `budget`, while unpacking and not after. Raises DocumentError where the
    container itself cannot be opened (members already given remain valid); a member that cannot be had is a `Lost`.
    """

    def __call__(self, data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]: ...

"""The bytes of one document with what is known about where they came from: what every reader is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from .conversions import Conversions


@dataclass(frozen=True, slots=True)
class Original:
    """A document to be read; it may be a file, a member of an archive, or a file attached to another document."""

    data: bytes
    name: str
    """Printable name; for members of archives the path inside."""
    path: str
    """Printable path as the user gave it; for members of archives with the path inside appended."""
    sha256: str
    """Of `data`, in hexadecimal digits."""
    conversions: Conversions | None = None
    """Where documents lie that were converted beforehand, many in one call (see `conversions`); None where nothing was."""
    pictures: list[bytes] | None = None
    """Where readers leave the pictures inside the document, in the order of their numbers; None where nobody asks for them."""

    @classmethod
    def of(cls, data: bytes, name: str, path: str | None = None, conversions: Conversions | None = None) -> Self:
        """The original with these bytes; its path is its name where no other is given."""
        return cls(data, name, name if path is None else path, hashlib.sha256(data).hexdigest(), conversions)

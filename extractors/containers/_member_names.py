"""Names of files that lie in documents and messages: the last part of what is shown there, with an extension where the content has one."""

from __future__ import annotations

from pathlib import PurePosixPath

from ..readers.sniff import sniff
from .names import UNNAMED, Distinct, harmless

_SUFFIXES = frozenset(
    {"docx", "xlsx", "pptx", "ods", "odt", "ofd", "pdf", "doc", "xls", "ppt", "rtf", "html", "mht", "zip", "eml", "msg"}
)
"""Formats whose short name is also what their files end in."""
_NO_SUFFIX = ("", ".bin", ".dat", ".tmp")


class Names:
    """Gives each member of one container a name of its own."""

    def __init__(self) -> None:
        self._distinct = Distinct()

    def give(self, shown: str, fallback: str, data: bytes = b"") -> str:
        """The last part of the name or path that is shown, else `fallback`; `data` is asked for the extension where that says nothing."""
        name = harmless(shown.replace("\\", "/").strip("/ \0").rsplit("/", 1)[-1])
        if name == UNNAMED or not name.strip(". "):
            name = fallback
        path = PurePosixPath(name)
        if data and path.suffix.lower() in _NO_SUFFIX and (format := sniff(data, name)) in _SUFFIXES:
            name = f"{path.stem or fallback}.{format}"
        return self._distinct.give(name)

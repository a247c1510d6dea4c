"""Names of the members of archives: in which encoding they are, made harmless and printable, each only once.

No file is ever written under such a name; it is shown to people and stands in results, where it must neither mislead nor break a line.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ..readers import display_name
from ..readers.encoding import common_share

UNNAMED = "未命名文件"
_LONGEST_SEGMENT = 200
_MOST_SEGMENTS = 30
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DRIVE = re.compile(r"^(?:[A-Za-z]:)+")
_PLAUSIBLE_SHARE = 0.85
"""As for texts: real simplified Chinese has nearly all its characters among the common ones."""
_JUNK_FOLDERS = frozenset({"__macosx", ".git", ".svn"})
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_JUNK_PREFIXES = ("~$", ".~", "._")
"""Lock files of Word, WPS and LibreOffice, and what macOS keeps beside a file."""


def decoded(raw: bytes) -> str:
    """A name of which only the bytes are known: UTF-8, else GBK where that makes Chinese, else as DOS had it (code page 437)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    if _CHINESE.search(chinese) and common_share(chinese) >= _PLAUSIBLE_SHARE:
        return chinese
    return raw.decode("cp437")


def harmless(name: str) -> str:
    """`name` as a printable relative path: no drive, no leading slash, no `.` and `..`, nothing invisible, never empty.

    What is harmless stays as it is.
    """
    segments = [segment.strip(" ") for segment in _DRIVE.sub("", name.lstrip("/")).split("/")]
    kept = [_shortened(display_name(segment)) for segment in segments if segment.strip(".") or len(segment) > 2]
    return "/".join(kept[-_MOST_SEGMENTS:]) or UNNAMED


def is_junk(name: str) -> bool:
    """Whether a member is something that an operating system or an office program leaves behind, and no document."""
    *folders, last = name.lower().split("/")
    return last in _JUNK_FILES or last.startswith(_JUNK_PREFIXES) or not _JUNK_FOLDERS.isdisjoint(folders)


def without_suffix(name: str, suffixes: dict[str, str]) -> str | None:
    """The last part of `name` with its extension replaced as `suffixes` says (lower case, with dots); None where it has none of them."""
    last = PurePosixPath(name).name
    for suffix, replacement in suffixes.items():
        if last.lower().endswith(suffix) and len(last) > len(suffix):
            return last[: -len(suffix)] + replacement
    return None


class Distinct:
    """Tells members of one container apart that have the same name: `a.docx`, `a (2).docx`, …"""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._counts: dict[str, int] = {}

    def give(self, name: str) -> str:
        """`name`, or where it was given before, the next that was not; the extension stays, because some formats are told by it."""
        if name in self._given:
            path = PurePosixPath(name)
            count = self._counts.get(name, 1)
            given = name
            while given in self._given:
                count += 1
                given = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
            self._counts[name] = count
            name = given
        self._given.add(name)
        return name


def _shortened(segment: str) -> str:
    if len(segment) <= _LONGEST_SEGMENT:
        return segment
    suffix = PurePosixPath(segment).suffix
    if len(suffix) > 10:
        suffix = ""
    return f"{segment[: _LONGEST_SEGMENT - len(suffix) - 1]}…{suffix}"

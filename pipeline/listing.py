"""Which files a run reads: the ones named, and those below the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..extractors.readers import display_name
from ..schemas.errors import UsageError, reason_of
from .outputs.names import FAILURES, INDEX, OUTPUTS

_HIDDEN = (".", "~$")
"""Hidden files, and the owner files that Word and WPS leave beside an open document."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read, or a folder that could not be looked into (`problem` says why, in Chinese)."""

    path: Path
    display: str
    """The path as it was given, with `/` and printable characters, for people and outputs."""
    named: bool
    """True where the file itself was named, false where it was found below a folder."""
    problem: str | None = None


def find_files(inputs: Iterable[Path], out: Path) -> Iterator[Found]:
    """The files to read, in no particular order; a file may come twice, as one found below a folder and as one that was named.

    Hidden files, the folder `out` and what earlier runs wrote are left out; a folder reached twice (by links) is read once.
    Raises UsageError where an input does not exist or is the output folder, before any file is given.
    """
    places = sorted(set(inputs), key=_order)
    for place in places:
        if not os.path.lexists(place):
            raise UsageError(f"找不到 {_display(place)}：请检查路径")
        if _same(place, out):
            raise UsageError(f"输出文件夹 {_display(out)} 就是输入文件夹：请用 -o 换一个文件夹")
    visited: set[tuple[int, int]] = set()
    for place in places:
        if place.is_dir():
            yield from _below(place, out, visited)
        else:
            yield Found(place, _display(place), named=True)


def _below(top: Path, out: Path, visited: set[tuple[int, int]]) -> Iterator[Found]:
    pending = [top]
    while pending:
        folder = pending.pop()
        if _same(folder, out):
            continue
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names, to leave hidden ones out
        except OSError as error:
            yield Found(
                folder, _display(folder), named=False, problem=f"文件夹打不开（{reason_of(error)}）：请修改文件夹的权限后再试"
            )
            continue
        ours = OUTPUTS if {INDEX, FAILURES}.issubset(names) else frozenset[str]()
        for path in (folder / name for name in names if name not in ours and not name.startswith(_HIDDEN)):
            if path.is_dir():
                pending.append(path)
            else:
                yield Found(path, _display(path), named=False)


def _order(path: Path) -> tuple[str, bytes]:
    return _display(path), os.fsencode(path)


def _same(place: Path, out: Path) -> bool:
    try:
        return place.samefile(out)
    except OSError:
        return False


def _display(path: Path) -> str:
    return display_name(path.as_posix())

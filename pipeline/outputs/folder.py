"""The output folder: everything is written into a hidden folder inside it and moved to its final name when all of it is there, so
that a run that is killed leaves the previous results as they were and no half file under a final name.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...extractors.readers import display_name
from ...schemas.errors import GongkaiError, UsageError
from .names import on_disk
from .results import DOCUMENTS, INDEX, TABLES

_STAGING = ".gongkai-"


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A fresh folder inside `out` to write into; what is in it at the end of the block replaces what `out` has under these names,
    and results of an earlier run that this one did not write again are removed. On an exception nothing of `out` is changed.

    Two runs into one folder at the same time are not supported. Raises UsageError where `out` cannot be written to.
    """
    staging = _make_staging(out)
    try:
        yield staging
        _publish(staging, out)
    except OSError as error:
        raise GongkaiError(
            f"写不了输出文件夹 {display_name(out)}（{error.strerror or error}），结果没有更新：请检查磁盘空间和权限"
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _make_staging(out: Path) -> Path:
    try:
        if out.exists() and not out.is_dir():
            raise UsageError(f"输出位置 {display_name(out)} 是一个文件：请用 -o 指定一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
        for left_over in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
    except OSError as error:
        raise UsageError(f"输出文件夹 {display_name(out)} 不能写入（{error.strerror or error}）：请用 -o 换一个位置") from error


def _publish(staging: Path, out: Path) -> None:
    earlier = _earlier_results(out)
    (out / DOCUMENTS).mkdir(exist_ok=True)
    written = sorted(path.relative_to(staging) for path in staging.rglob("*") if path.is_file())
    written.remove(Path(INDEX))
    for path in written:
        (staging / path).replace(out / path)
    current = {str(path).casefold() for path in written}  # folded, because some file systems do not tell case apart
    for stale in earlier:
        if str(stale).casefold() not in current:
            (out / stale).unlink(missing_ok=True)
    (staging / INDEX).replace(out / INDEX)  # last, because it tells the next run which results are ours


def _earlier_results(out: Path) -> set[Path]:
    """The files that an earlier run wrote into `out`, as its index has them; nothing else in the folder is ever removed."""
    if not (out / INDEX).is_file():
        return set()
    import pyarrow.parquet as pq

    try:
        with (out / INDEX).open("rb") as handle:
            names = pq.read_table(handle, columns=["output"]).column("output").to_pylist()
    except (OSError, ValueError, KeyError):  # not an index of ours: nothing in this folder is
        return set()
    return {Path(f"{stem}.csv") for stem in TABLES} | {Path(DOCUMENTS, on_disk(Path(name).name)) for name in names if name}

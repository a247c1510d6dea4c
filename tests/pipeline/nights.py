"""A place where run follows run, as night follows night: what tests of several nights share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from chaos.run import digests

from gongkai.extractors.readers import read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.batch import RunOptions, run
from gongkai.pipeline.summary import RunSummary
from gongkai.pipeline.work import tasks
from gongkai.schemas.document import Document

INLINE = RunOptions(workers=0)


class Place:
    """An input folder, an output folder, and what was read in the last run."""

    def __init__(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.top = top
        self.source = top / "in"
        self.out = top / "out"
        self.read: list[str] = []
        self.source.mkdir()
        monkeypatch.chdir(top)
        real = read_original

        def counted(original: Original) -> Document:
            self.read.append(original.name)
            return real(original)

        monkeypatch.setattr(tasks, "read_original", counted)

    def run(self, options: RunOptions = INLINE) -> RunSummary:
        self.read.clear()
        return run(["in"], "out", options)

    def fresh(self) -> dict[str, str]:
        """What a run from nothing publishes."""
        shutil.rmtree(self.top / "fresh", ignore_errors=True)
        run(["in"], "fresh", INLINE)
        return digests(self.top / "fresh")

    def states(self) -> dict[str, str]:
        table = pq.read_table(self.out / "documents.parquet", columns=["path", "state"])
        return {row["path"]: row["state"] for row in table.to_pylist()}


def report(body: str, year: int = 2023, figure: str = "10.25", earlier: str = "") -> bytes:
    lines = [
        f"示例县{body} {year} 年度部门决算",
        "一般公共预算财政拨款“三公”经费支出决算表",
        "单位：万元",
        "项目\t预算数\t决算数",
        f"合计\t12.50\t{figure}",
        f"公务接待费\t12.50\t{figure}",
        earlier,
    ]
    return ("\n".join(lines) + "\n").encode()


def whole(out: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every published file: whether anything was written at all."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in out.rglob("*")
        if path.is_file() and ".gongkai" not in path.parts and path.name != "summary.json"
    }


def entries(out: Path, kind: str) -> list[Path]:
    return sorted(path for path in (out / ".gongkai" / kind).rglob("*") if path.is_file())

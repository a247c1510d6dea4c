"""What lies with the machine and not with a document costs it one night: the next run tries it again."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from chaos.generate import zipped

from gongkai.extractors.readers import office
from gongkai.pipeline import batch
from gongkai.pipeline.batch import RunOptions, run
from gongkai.pipeline.summary import RunSummary
from gongkai.pipeline.work import tasks
from gongkai.pipeline.work.pool import Isolated, Limits, Task
from gongkai.pipeline.work.records import Done, Problem
from support import WriteReport

SOFFICE = shutil.which("soffice")
SAMPLES = Path(__file__).parents[2] / "samples"
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (apt install libreoffice-writer-nogui)"
)


def night() -> RunSummary:
    return run(["in"], "out", RunOptions(workers=0))


def states() -> dict[str, str]:
    rows = pq.read_table("out/documents.parquet", columns=["path", "state"]).to_pylist()
    return {Path(row["path"]).name: row["state"] for row in rows}


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def old_word(tmp_path: Path) -> bytes:
    """A sample as a Word 97 document."""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    source = SAMPLES / "02-bumen-juesuan.docx"
    command = [SOFFICE or "", profile, "--headless", "--norestore", "--convert-to", "doc", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return (tmp_path / "02-bumen-juesuan.doc").read_bytes()


def cannot_start(*_: object) -> None:
    raise OSError(12, "Cannot allocate memory")


@needs_libreoffice
@pytest.mark.parametrize("place", [lambda data: ("报告.doc", data), lambda data: ("报告.zip", zipped({"里面/报告.doc": data}))])
def test_a_document_that_libreoffice_could_not_be_started_for_is_converted_the_next_night(
    place: Callable[[bytes], tuple[str, bytes]], old_word: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = place(old_word)
    Path("in", name).write_bytes(data)
    with monkeypatch.context() as broken:
        broken.setattr(office, "spawn", cannot_start)
        assert night().worked_on > 0
    assert states()["报告.doc"] == "ok with warnings"
    assert "已改为直接读取" in next(Path("out/documents").glob("*.json")).read_text("utf-8")
    assert night().worked_on > 0
    assert "已改为直接读取" not in next(Path("out/documents").glob("*.json")).read_text("utf-8")
    assert night().worked_on == 0


@needs_libreoffice
def test_a_document_that_libreoffice_cannot_open_is_not_tried_every_night(old_word: bytes) -> None:
    Path("in/坏.doc").write_bytes(old_word[:3000])
    night()
    assert states() == {"坏.doc": "unreadable"}
    assert night().worked_on == 0


@pytest.mark.parametrize(("passing", "then"), [(True, "ok"), (False, "crashed")])
def test_a_document_whose_worker_others_killed_is_tried_again(
    passing: bool, then: str, write_report: WriteReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(Path("in/甲.txt"))
    with monkeypatch.context() as killed:
        killed.setattr(batch, "work_on_file", lambda *_: Done(Problem("crashed", "进程被终止", passing=passing)))
        night()
    assert states() == {"甲.txt": "crashed"}
    night()
    assert states()["甲.txt"].startswith(then)


@pytest.mark.parametrize(
    ("number", "passing", "word"), [(signal.SIGKILL, True, "下次运行会再试"), (signal.SIGABRT, False, "报告给开发者")]
)
def test_a_kill_from_outside_is_told_from_a_crash(number: int, passing: bool, word: str) -> None:
    with Isolated[None](1, Limits(seconds=30), tasks.__name__) as workers:
        workers.submit(Task(signal.raise_signal, (number,), None, 30))
        answers = []
        while workers.waiting:
            answers += [answer for _, answer in workers.finished()]
    (problem,) = answers
    assert isinstance(problem, Problem)
    assert (problem.state, problem.passing) == ("crashed", passing)
    assert word in problem.reason

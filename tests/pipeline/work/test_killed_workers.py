"""Workers and their server that somebody else kills: no document is blamed for it, and the run goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest
from chaos import faults

from gongkai.pipeline.work.pool import Isolated, Limits
from gongkai.pipeline.work.records import Problem
from gongkai.schemas.errors import GongkaiError
from support import environment

from .pools import SECONDS, all_of, call, isolated, worker_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills are POSIX")


def test_a_worker_that_others_kill_again_and_again_costs_nothing(pool: Isolated[object]) -> None:
    pool.submit(call(faults.slow, 1.0, "done"))
    for _ in range(3):
        time.sleep(0.4)
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "forkserver" in " ".join(child.cmdline()) and child.ppid() != os.getpid():
                    child.kill()
    assert all_of(pool) == {None: "done"}


@pytest.mark.parametrize("name", ["segfault", "leave", "hungry-beside-the-limit"])
def test_a_death_is_not_taken_for_that_of_the_worker_that_came_after(name: str, pool: Isolated[object]) -> None:
    worker_of(pool)  # started
    pool.submit(call(faults.slow, 1.0, "done", label="killed"))
    pool.submit(call(faults.fault, name, label="bad"))
    for _ in range(2):
        kill_worker(after=0.4)
        time.sleep(1.5)  # the caller is busy, and meanwhile the next worker dies of the next document
        assert list(pool.finished()) == []
    answers = all_of(pool)
    assert answers["killed"] == "done"
    problem = answers["bad"]
    assert isinstance(problem, Problem)
    assert problem.state == faults.FAULTS[name][1]


def test_a_worker_that_others_kill_while_it_starts_is_started_again() -> None:
    before = set(psutil.pids())
    killed: set[int] = set()

    def kill_three() -> None:
        while len(killed) < 3:
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    if process.pid not in before | killed and process.ppid() != os.getpid() and len(killed) < 3:
                        process.kill()
                        killed.add(process.pid)

    killer = threading.Thread(target=kill_three, daemon=True)
    killer.start()
    with isolated() as workers:
        assert all_of(workers, call(faults.answer, 7))[None] == (7, worker_of(workers))
    killer.join()


def test_an_idle_worker_that_is_killed_is_replaced(pool: Isolated[object]) -> None:
    for pause in (0.0, 0.05, 0.5):
        before = worker_of(pool)
        os.kill(before, signal.SIGKILL)
        time.sleep(pause)
        assert worker_of(pool) != before


def test_the_server_of_the_workers_may_be_killed(pool: Isolated[object]) -> None:
    worker = psutil.Process(worker_of(pool))
    assert worker.ppid() != os.getpid()
    os.kill(worker.ppid(), signal.SIGKILL)
    ended(worker)  # it goes with its server, a moment later: until then it might still answer
    assert worker_of(pool) != worker.pid
    pool.submit(call(faults.slow, 1.0, "done"))
    time.sleep(0.3)
    os.kill(server_pid(), signal.SIGKILL)
    assert all_of(pool) == {None: "done"}


@pytest.mark.parametrize(("refusals", "answered"), [(3, True), (100, False)])
def test_a_server_that_is_killed_while_it_replaces_a_worker(
    pool: Isolated[object], refusals: int, answered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.pipeline.work import pool as pool_module
    from gongkai.pipeline.work import processes as module

    real, calls = module._start, []

    def start(process: object) -> object:
        calls.append(process)
        if len(calls) <= refusals:
            raise ConnectionRefusedError(111, "Connection refused")
        return real(process)

    worker = psutil.Process(worker_of(pool))
    pool.submit(call(faults.slow, 0.5, "done"))
    monkeypatch.setattr(module, "_start", start)
    if not answered:
        monkeypatch.setattr(pool_module, "_PAUSES", (0.1,) * 4)
    worker.kill()
    if answered:
        assert all_of(pool) == {None: "done"}
    else:
        with pytest.raises(GongkaiError, match="工作进程启动不了"):
            all_of(pool)
    assert len(calls) > 3


def test_a_server_that_is_gone_for_a_while_is_waited_for(pool: Isolated[object], monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.pipeline.work import processes as module

    real, refused = module._start, []

    def start(process: object) -> object:
        refused.append(time.monotonic())
        if refused[-1] < refused[0] + 0.5:
            raise ConnectionRefusedError(111, "Connection refused")
        return real(process)

    worker = psutil.Process(worker_of(pool))
    pool.submit(call(faults.slow, 0.5, "done"))
    monkeypatch.setattr(module, "_start", start)
    worker.kill()
    assert all_of(pool) == {None: "done"}
    assert refused


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends processes with their parent")
def test_a_worker_whose_server_is_killed_while_it_starts_does_not_stay(tmp_path: Path) -> None:
    with isolated(limits=Limits(SECONDS, faults.slow_to_load(400, 1.0, str(tmp_path)))) as workers:
        for _ in range(2):
            workers.submit(call(faults.fault, "endless-native"))
        first = starting(tmp_path)
        assert not list(workers.finished())  # it has begun
        next(tmp_path.iterdir()).unlink()
        first.kill()
        worker = starting(tmp_path)
        os.kill(worker.ppid(), signal.SIGKILL)
        time.sleep(0.3)
        assert worker.is_running(), "it ended before its start did"
        try:
            ended(worker, within=3)
        finally:
            with contextlib.suppress(psutil.Error):
                worker.kill()


def test_a_document_that_no_worker_comes_to_is_not_to_blame(tmp_path: Path) -> None:
    with isolated(limits=Limits(SECONDS, faults.slow_to_load(400, 0.0, str(tmp_path)))) as workers:
        worker = psutil.Process(worker_of(workers))
        (tmp_path / "refuse").touch()
        worker.kill()
        ended(worker)
        answer = all_of(workers, call(faults.answer, 1))[None]
        assert isinstance(answer, Problem)
        assert (answer.state, answer.passing) == ("crashed", True)
        assert "启动不了（退出码 3）" in answer.reason
        (tmp_path / "refuse").unlink()
        assert worker_of(workers)


STOPPING = """
    import sys, time
    from pathlib import Path
    import pebble.pool.process, psutil
    from chaos import faults
    from gongkai.pipeline.work.pool import Isolated, Limits, Task

    folder, stopped = Path(sys.argv[1]), sys.argv[2]
    if stopped == "worker":
        stop = pebble.pool.process.stop_process
        pebble.pool.process.stop_process = lambda worker: (time.sleep(1.5), stop(worker))  # as on a busy machine
    with Isolated(1, Limits(60, faults.slow_to_load(1024, 0.7, str(folder))), "gongkai.pipeline.work.prepared") as workers:
        workers.submit(Task(faults.slow, (60, 1), None, 60.0))
        assert not list(workers.finished())  # it has begun
        for path in folder.iterdir():
            path.unlink()
            psutil.Process(int(path.stem)).kill()
        while not (workers_starting := list(folder.iterdir())):
            time.sleep(0.01)
        if stopped == "server":
            psutil.Process(int(workers_starting[0].stem)).parent().kill()
            for _ in range(3):
                list(workers.finished())
    print("done")
"""


@pytest.mark.parametrize("stopped", ["worker", "server"])
def test_a_worker_that_is_stopped_while_it_starts_does_not_complain(stopped: str, tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(STOPPING), "utf-8")
    (tmp_path / "started").mkdir()
    paths = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(path), str(tmp_path / "started"), stopped]
    process = subprocess.run(command, env=environment({"PYTHONPATH": paths}), capture_output=True, timeout=60, check=False)
    assert (process.stdout.decode(), process.stderr.decode()) == ("done\n", "")


def test_a_document_whose_worker_is_killed_again_and_again_is_tried_alone_in_the_end(tmp_path: Path) -> None:
    """As the system does when it runs out of memory: each time that two documents are worked on at once."""
    with isolated(2) as workers:
        tasks = [call(faults.greedy, str(tmp_path), label="greedy"), call(faults.slow, 0.1, 0, label=0)]
        tasks += [call(faults.beside, str(tmp_path), 0.4, label=number) for number in range(1, 20)]
        answers = all_of(workers, *tasks)
    assert answers == {"greedy": "done", 0: 0} | dict.fromkeys(range(1, 20), "done")


def test_a_document_that_ends_its_own_process_as_others_would_is_not_tried_for_ever(pool: Isolated[object]) -> None:
    tasks = [
        call(signal.raise_signal, signal.SIGKILL, label="bad"),
        *(call(faults.answer, number, label=number) for number in range(9)),
    ]
    answers = all_of(pool, *tasks)
    problem = answers.pop("bad")
    assert isinstance(problem, Problem)
    assert (problem.state, problem.passing) == ("crashed", True)
    assert not [answer for answer in answers.values() if isinstance(answer, Problem)]


def starting(folder: Path) -> psutil.Process:
    """The first worker that is just being started."""
    deadline = time.monotonic() + 60
    while not (found := list(folder.glob("*.starting"))):
        assert time.monotonic() < deadline, "no worker was started"
        time.sleep(0.01)
    return psutil.Process(int(found[0].stem))


def kill_worker(after: float) -> None:
    """Kills our only worker, once it is there and has had so many seconds to begin a task."""
    server_pid()
    time.sleep(after)
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.ppid() != os.getpid():
                child.kill()


def ended(process: psutil.Process, within: float = 60) -> None:
    """Waits until a process has ended."""
    deadline = time.monotonic() + within
    with contextlib.suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, "it did not end"
            time.sleep(0.02)


def server_pid() -> int:
    """The server of our workers, as soon as it has one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process().children(recursive=True):
                if child.ppid() != os.getpid():
                    return child.ppid()
        time.sleep(0.02)
    raise AssertionError("no worker was started")

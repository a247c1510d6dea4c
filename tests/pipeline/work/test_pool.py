"""Worker processes: limits that are kept whatever a document does, and a pool that outlives every worker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest
from chaos import faults

from gongkai.pipeline.work.pool import InProcess, Isolated
from gongkai.pipeline.work.records import Problem
from gongkai.schemas.errors import GongkaiError
from support import WriteReport, environment

from .pools import SECONDS, all_of, call, isolated, worker_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills are POSIX")


@pytest.mark.parametrize("name", faults.FAULTS)
def test_whatever_a_document_does_costs_this_document_alone(name: str) -> None:
    expected = faults.FAULTS[name][1]
    if name in {"defect", "too-deep", "confused"}:
        expected = "crashed"  # as an exception, which tasks turn into a problem with its traceback
    with isolated(2) as workers:
        others = [call(faults.answer, number, label=number) for number in range(20)]
        start = time.monotonic()
        answers = all_of(workers, *others[:7], call(faults.fault, name, label="bad"), *others[7:])
        took = time.monotonic() - start
    problem = answers.pop("bad")
    assert isinstance(problem, Problem)
    assert problem.state == expected, problem
    assert "\n" not in problem.reason
    assert {label: answer[0] for label, answer in answers.items()} == {number: number for number in range(20)}  # type: ignore[index]
    assert took < 2 * (SECONDS + 2) + 5


def test_the_time_limit_is_kept_within_two_seconds(pool: Isolated[object]) -> None:
    worker_of(pool)  # started
    for name in ("endless", "endless-native", "deaf"):
        start = time.monotonic()
        (answer,) = all_of(pool, call(faults.fault, name)).values()
        took = time.monotonic() - start
        assert isinstance(answer, Problem)
        assert answer.state == "timeout"
        assert "2 秒" in answer.reason
        assert SECONDS <= took < SECONDS + 2


def test_what_waits_behind_others_is_not_charged_for_their_time(pool: Isolated[object]) -> None:
    answers = all_of(pool, *(call(faults.slow, 0.7, number, label=number) for number in range(6)))
    assert answers == {number: number for number in range(6)}


def test_a_crash_is_named_by_its_signal_or_exit_code(pool: Isolated[object]) -> None:
    answers = all_of(pool, *(call(faults.fault, name, label=name) for name in ("segfault", "leave", "leave-with-seven")))
    reasons = [answer.reason for answer in answers.values() if isinstance(answer, Problem)]
    assert "信号 11" in reasons[0]
    assert "退出码 0" in reasons[1]
    assert "退出码 7" in reasons[2]


@pytest.mark.parametrize("name", ["segfault", "leave", "hungry"])
def test_what_an_earlier_document_did_to_a_worker_is_not_blamed_on_the_next(name: str, tmp_path: Path) -> None:
    with isolated() as workers:
        assert all_of(workers, call(faults.fail_once, name, str(tmp_path / "tried"))) == {None: "done"}


def test_a_document_that_python_has_no_memory_for_is_tried_in_a_new_worker(pool: Isolated[object], tmp_path: Path) -> None:
    worker = worker_of(pool)
    assert all_of(pool, call(faults.fail_once, "confused", str(tmp_path / "tried"))) == {None: "done"}
    assert worker_of(pool) != worker


@pytest.mark.parametrize("name", ["hungry", "confused"])
def test_a_worker_that_was_out_of_memory_is_not_used_again(name: str, pool: Isolated[object]) -> None:
    answers = all_of(pool, call(faults.fault, name, label="bad"), call(faults.answer, 1, label="next"))
    problem = answers["bad"]
    assert isinstance(problem, Problem)
    assert problem.state == faults.FAULTS[name][1]
    assert answers["next"] == (1, worker_of(pool))
    with isolated() as other:
        before = worker_of(other)
        all_of(other, call(faults.fault, name))
        assert worker_of(other) != before


def test_workers_that_cannot_start_end_the_run_with_one_line(tmp_path: Path, write_report: WriteReport) -> None:
    write_report(tmp_path / "in" / "甲.txt")
    deep = tmp_path / ("很长的名字" * 5) / ("很长的名字" * 5)  # a socket's path is at most 107 bytes
    deep.mkdir(parents=True)
    command = [sys.executable, "-m", "gongkai", "run", "in", "-o", "out"]
    ended = subprocess.run(command, cwd=tmp_path, env={**environment(), "TMPDIR": str(deep)}, capture_output=True, check=False)
    assert ended.returncode == 70
    (line,) = ended.stderr.decode().splitlines()
    assert "TMPDIR" in line
    assert "--workers 0" in line


def test_tasks_may_come_while_the_workers_are_started(pool: Isolated[object]) -> None:
    pool.begin()
    assert pool.waiting == 0
    for number in range(100):  # many more than there is room for later
        pool.submit(call(faults.answer, number, label=number))
    answers = all_of(pool, call(faults.answer, 100, label=100))
    assert {label: answer[0] for label, answer in answers.items()} == {number: number for number in range(101)}  # type: ignore[index]
    assert pool.capacity < 100


def test_workers_that_are_not_needed_after_all_are_not_waited_for() -> None:
    start = time.monotonic()
    with isolated(2) as workers:
        workers.begin()
    assert time.monotonic() - start < 5
    assert not [each for each in psutil.Process().children(recursive=True) if each.ppid() != os.getpid()]


def test_workers_that_cannot_be_started_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.pipeline.work import processes as module

    def start(process: object) -> object:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(module, "_start", start)
    with isolated() as workers:
        workers.begin()
        with pytest.raises(GongkaiError, match=r"工作进程启动不了（OSError .*Cannot allocate memory"):
            all_of(workers, call(faults.answer, 1))


def test_a_stopped_worker_is_a_time_limit_like_any_other(pool: Isolated[object]) -> None:
    os.kill(worker_of(pool), signal.SIGSTOP)
    assert worker_of(pool)  # another one: the first could not even be told that it has a task


def test_an_answer_that_cannot_be_sent_is_a_crash_of_its_document(pool: Isolated[object]) -> None:
    answers = all_of(pool, call(faults.unsendable, label="bad"), call(faults.answer, 1, label="good"))
    assert isinstance(answers["bad"], Problem)
    assert answers["bad"].state == "crashed"
    assert not isinstance(answers["good"], Problem)


def test_a_setting_of_the_clock_is_no_time_limit(pool: Isolated[object], monkeypatch: pytest.MonkeyPatch) -> None:
    worker_of(pool)
    real = time.time
    pool.submit(call(faults.slow, 0.8, "done"))
    time.sleep(0.4)
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert all_of(pool) == {None: "done"}


def test_a_time_limit_counts_although_the_caller_was_busy(pool: Isolated[object], tmp_path: Path) -> None:
    worker_of(pool)
    pool.submit(call(faults.slow, 0.3, "done", label="first"))
    pool.submit(call(faults.fail_once, "endless", str(tmp_path / "tried"), label="endless"))
    time.sleep(SECONDS)
    answer = all_of(pool)["endless"]
    assert isinstance(answer, Problem), "it was tried again"
    assert answer.state == "timeout"


def test_workers_are_replaced_after_many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.pipeline.work import pool as module

    monkeypatch.setattr(module, "_TASKS_PER_WORKER", 5)
    with isolated() as workers:
        pids = {worker_of(workers) for _ in range(12)}
    assert len(pids) == 3


def test_limits_of_memory_are_for_one_document_and_not_for_the_run(pool: Isolated[object]) -> None:
    answers = all_of(pool, *(call(faults.answer, bytes(50 * 1024 * 1024), label=number) for number in range(12)))
    assert not [answer for answer in answers.values() if isinstance(answer, Problem)]


SCRIPT = """
    import sys, time
    from chaos import faults
    from gongkai.pipeline.work.pool import Isolated, Limits, Task
    print("main module ran", flush=True)
    with Isolated(3, Limits(60, 1024), "gongkai.pipeline.work.prepared") as workers:
        for number in range(6):
            workers.submit(Task(faults.{function}, {arguments}, number, 60.0))
        {then}
"""


def script(tmp_path: Path, function: str, arguments: str, then: str) -> Path:
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(SCRIPT).format(function=function, arguments=arguments, then=then), "utf-8")
    return path


def start(path: Path) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, env=environment({"PYTHONPATH": paths}))


def family(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


@pytest.mark.parametrize("function", ["endless", "endless_native", "deaf"])
def test_no_worker_outlives_a_parent_that_is_killed(function: str, tmp_path: Path) -> None:
    process = start(script(tmp_path, function, "()", "while True: list(workers.finished())"))
    deadline = time.monotonic() + 60
    while len(family(process.pid)) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    children = family(process.pid)
    assert len(children) >= 5  # the server, the tracker of resources, three workers
    process.kill()
    _, alive = psutil.wait_procs(children, timeout=5)
    for child in alive:
        child.kill()
    process.communicate(timeout=10)
    assert alive == []


def test_a_script_without_a_guard_does_not_start_itself_again(tmp_path: Path) -> None:
    then = "left = 6\n    while left: left -= len(list(workers.finished()))\nprint('done')"
    process = start(script(tmp_path, "answer", "(1,)", then))
    said, _ = process.communicate(timeout=60)
    assert said.decode().splitlines() == ["main module ran", "done"]
    assert process.returncode == 0


def test_in_process_does_the_same_without_limits() -> None:
    with InProcess[object]() as workers:
        answers = all_of(workers, *(call(faults.answer, number, label=number) for number in range(3)))
    assert answers == {number: (number, os.getpid()) for number in range(3)}

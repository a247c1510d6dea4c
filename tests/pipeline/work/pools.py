"""Pools of workers for tests, and what is asked of them."""

from __future__ import annotations

from chaos import faults

from gongkai.pipeline.work.pool import Isolated, Limits, Task, Workers

SECONDS = 2.0
LIMITS = Limits(SECONDS, 400)


def isolated(count: int = 1, limits: Limits = LIMITS) -> Isolated[object]:
    return Isolated(count, limits, "gongkai.pipeline.work.prepared")


def call(function: object, *arguments: object, label: object = None, seconds: float = SECONDS) -> Task[object]:
    assert callable(function)
    return Task(function, arguments, label, seconds)


def all_of(workers: Workers[object], *tasks: Task[object]) -> dict[object, object]:
    """What comes of tasks, by their labels; more of them than fit wait their turn."""
    answers: dict[object, object] = {}
    left = list(tasks)
    while left or workers.waiting:
        while left and workers.waiting < workers.capacity:
            workers.submit(left.pop(0))
        for task, answer in workers.finished():
            assert task.label not in answers, "answered twice"
            answers[task.label] = answer
    return answers


def worker_of(workers: Isolated[object]) -> int:
    answer = all_of(workers, call(faults.answer, 1))[None]
    assert isinstance(answer, tuple)
    assert answer[0] == 1
    return int(answer[1])

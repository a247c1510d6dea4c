"""Writing in another thread: in order, and what fails there is not lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gongkai.pipeline.outputs.behind import Behind


def test_work_is_done_in_order_and_all_of_it() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        time.sleep(0.001 if number % 10 == 0 else 0)
        done.append(number)

    with Behind() as behind:
        for number in range(300):
            behind.do(work, number)
    assert done == list(range(300))


def test_a_file_that_cannot_be_written_is_told_at_the_end(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Behind() as behind:
        behind.do((tmp_path / "none" / "a.json").write_bytes, b"")


def test_a_full_disk_is_told_before_everything_is_prepared() -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    given: list[int] = []
    with pytest.raises(OSError, match="No space"), Behind() as behind:
        for number in range(1000):
            behind.do(full)
            given.append(number)
    assert len(given) < 20


def test_what_goes_wrong_in_front_is_what_is_told() -> None:
    with pytest.raises(KeyError), Behind() as behind:
        behind.do(lambda: 1 / 0)
        raise KeyError("front")

"""What is kept between runs: whole or not there, and never trusted."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from gongkai.pipeline.work import records
from gongkai.pipeline.work.store import Store

KEY = hashlib.sha256(b"one").hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def entry(store: Store, key: str = KEY) -> Path:
    return store.folder / "results" / key[:2] / key[2:]


def test_an_entry_comes_back_under_its_key_and_kind(store: Store) -> None:
    store.save("results", KEY, b"value")
    assert store.load("results", KEY) == b"value"
    assert store.load("readings", KEY) is None
    assert store.load("results", OTHER) is None
    store.forget("results", KEY)
    store.forget("results", KEY)
    assert store.load("results", KEY) is None


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, None])
def test_what_is_not_whole_is_not_there(store: Store, damage: bytes | None) -> None:
    store.save("results", KEY, b"value")
    path = entry(store)
    path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    assert store.load("results", KEY) is None
    store.save("results", KEY, b"value")
    assert store.load("results", KEY) == b"value"


def test_a_write_that_fails_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        store.save("results", KEY, b"value")
    monkeypatch.undo()
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_pruning_removes_what_is_not_used_and_what_killed_writers_left(store: Store) -> None:
    store.save("results", KEY, b"value")
    store.save("results", OTHER, b"value")
    (entry(store).parent / ".temporary").write_bytes(b"half")
    store.prune("results", lambda key: key == KEY)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == [entry(store)]


def _write(folder: str, value: bytes) -> None:
    for _ in range(50):
        Store(Path(folder)).save("results", KEY, value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_writers_at_once_leave_one_whole_entry(store: Store) -> None:
    value = os.urandom(100_000)
    processes = [multiprocessing.get_context("fork").Process(target=_write, args=(str(store.folder), value)) for _ in range(3)]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes):
        assert store.load("results", KEY) in {None, value}
    assert all(process.exitcode == 0 for process in processes)
    assert len(list(entry(store).parent.iterdir())) == 1


def test_our_own_values_are_packed_and_come_back() -> None:
    problem = records.Problem("timeout", "原因", "trace")
    contents = records.Contents(False, (records.Inside("一", "包.zip/一", None, problem),), "zip")
    assert records.unpack(records.pack(contents)) == contents

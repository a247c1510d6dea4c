"""The book of a run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gongkai.pipeline.listing import Found
from gongkai.pipeline.work.ledger import Item, Ledger
from gongkai.pipeline.work.lock import locked
from gongkai.pipeline.work.records import Problem
from gongkai.schemas.errors import UsageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def item(file: int, member: int, sha256: str | None, key: str | None = None) -> Item:
    return Item(file, member, f"{file}/{member}", "n", True, sha256, key)


def test_the_first_of_equal_documents_counts_wherever_it_lies(path: Path) -> None:
    with Ledger(path) as ledger:
        for each in (item(2, -1, "a"), item(0, 1, "a"), item(0, 0, "b"), item(1, -1, "b"), item(3, -1, None), item(4, -1, None)):
            ledger.add(each)
        same = {each.display: each.same_as for each in ledger.items()}
    assert same == {"0/0": None, "0/1": None, "1/-1": "0/0", "2/-1": "0/1", "3/-1": None, "4/-1": None}


def test_what_is_kept_survives_and_what_was_not_used_goes(path: Path) -> None:
    with Ledger(path) as ledger:
        for key in ("used", "unused"):
            ledger.save_result(key, "甲")
            ledger.save_problem(key + "!", Problem("timeout", "慢"), "120 2048")
    with Ledger(path) as ledger:
        assert ledger.has_result("unused")
        assert ledger.problem("used!", "120 2048") == Problem("timeout", "慢")
        assert ledger.problem("used!", "60 2048") is None
        ledger.use("used", "used!")
        ledger.prune()
    with Ledger(path) as ledger:
        assert (ledger.has_result("used"), ledger.has_result("unused")) == (True, False)


def test_the_digest_of_a_file_is_believed_while_nothing_about_it_changes(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("1")
    with Ledger(path) as ledger:
        ledger.remember_sha256(file, file.stat(), "too young")
        assert ledger.known_sha256(file, file.stat()) is None  # it may change again within the resolution of its times
    old = time.time() - 100
    os.utime(file, (old, old))
    status = os.stat_result((*file.stat()[:7], old, old, old), {"st_mtime_ns": int(old * 1e9), "st_ctime_ns": int(old * 1e9)})
    with Ledger(path) as ledger:
        ledger.remember_sha256(file, status, "known")
        assert ledger.known_sha256(file, status) == "known"
        assert ledger.known_sha256(file, file.stat()) is None  # it was touched since


def test_new_files_and_new_findings_are_known_as_such(path: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    for file in (old, new):
        file.write_text(file.name)
    past = os.stat_result((*old.stat()[:7], 0, 0, 0), {"st_mtime_ns": 0, "st_ctime_ns": 0})
    with Ledger(path) as ledger:
        ledger.remember_sha256(old, past, "known")
        assert ledger.new("甲:1", "甲:2") == 2
        ledger.published({})
    with Ledger(path) as ledger:
        ledger.list_files([Found(old, "old.txt", True)])
        assert not ledger.has_new_files()
        ledger.list_files([Found(new, "new.txt", True)])
        assert ledger.has_new_files()
        assert ledger.new("甲:2", "甲:3", "甲:1") == 1
        assert ledger.new() == 0


def test_a_file_that_is_reached_twice_is_listed_once_and_named(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with Ledger(path) as ledger:
        assert (
            ledger.list_files([Found(file, "dir/a.txt", False), Found(file, "a.txt", True), Found(file, "dir/a.txt", False)]) == 1
        )
        assert [(found.display, found.named) for found in ledger.files()] == [("a.txt", True)]


def test_names_that_differ_in_case_alone_are_not_both_given(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.take_output("A.json")
        assert not ledger.take_output("a.json")
        assert ledger.is_output("a.JSON")


def test_the_lock_names_its_holder_and_goes_with_it(tmp_path: Path) -> None:
    busy = f"另一个 gongkai run 正在写 结果（进程 {os.getpid()}"
    with locked(tmp_path / "lock", "结果"), pytest.raises(UsageError, match=busy), locked(tmp_path / "lock", "结果"):
        pass
    with locked(tmp_path / "lock", "结果"):
        pass

"""Whatever was lost, damaged or killed between two runs: the next one ends as one from nothing."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from chaos.run import digests

from gongkai.pipeline.outputs import folder
from gongkai.pipeline.work import records
from gongkai.pipeline.work.store import Store

from .nights import Place, entries, report


def lose_json(place: Place) -> None:
    next(iter((place.out / "documents").iterdir())).unlink()


def change_json(place: Place) -> None:
    path = next(iter((place.out / "documents").iterdir()))
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))  # as many bytes


def lose_table(place: Place) -> None:
    (place.out / "facts.parquet").unlink()


def change_table(place: Place) -> None:
    with (place.out / "facts.parquet").open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\0\0\0\0")


def lose_failures(place: Place) -> None:
    (place.out / "failures.jsonl").unlink()


@pytest.mark.parametrize("damage", [lose_json, change_json, lose_table, change_table, lose_failures])
def test_what_was_published_is_restored(place: Place, damage: Callable[[Place], None]) -> None:
    place.run()
    before = digests(place.out)
    time.sleep(0.01)
    damage(place)
    assert digests(place.out) != before
    place.run()
    assert place.read == []
    assert digests(place.out) == before


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def blank(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [flip, truncate, blank, Path.unlink])
@pytest.mark.parametrize("share", [1, 100])
def test_damaged_entries_of_the_store_are_made_anew(place: Place, damage: Callable[[Path], None], share: int) -> None:
    place.run()
    before = digests(place.out)
    for kind in ("results", "readings"):
        for path in entries(place.out, kind)[:share]:
            damage(path)
    (place.out / "facts.parquet").unlink()  # or nothing would have to be published
    place.run()
    assert digests(place.out) == before


def test_damaged_entries_that_a_killed_run_left_are_made_anew(place: Place) -> None:
    """Everything was worked out, but neither taken down nor safely on disk."""
    place.run()
    before = digests(place.out)
    for path in entries(place.out, "results"):
        blank(path)
    for path in (place.out / ".gongkai").glob("ledger*"):
        path.unlink()
    place.run()
    assert digests(place.out) == before


def test_an_entry_that_would_run_code_is_refused(place: Place, tmp_path: Path) -> None:
    place.run()
    before = digests(place.out)
    witness = tmp_path / "witness"

    class Hostile:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(witness),)

    class Indirect:
        def __reduce__(self) -> tuple[object, ...]:
            return os.path.join, ("a", "b")

    for value in (Hostile(), Indirect()):
        data = records.pack(value)
        with pytest.raises(ValueError, match="not written by this version"):
            records.unpack(data)
        for kind in ("results", "readings"):
            for path in entries(place.out, kind):
                Store(path.parents[2]).save(kind, path.parent.name + path.name, data)
        (place.out / "facts.parquet").unlink()
        place.run()
        assert digests(place.out) == before
    assert not witness.exists()


def test_only_our_own_classes_are_loaded() -> None:
    for name in ("gongkai.pipeline.cli.main", "os.system", "builtins.eval", "gongkai.pipeline.work.records.pickle.loads"):
        module, _, attribute = name.rpartition(".")
        data = b"\x80\x04" + pickle.SHORT_BINUNICODE + bytes([len(module)]) + module.encode()
        data += pickle.SHORT_BINUNICODE + bytes([len(attribute)]) + attribute.encode() + pickle.STACK_GLOBAL + b"."
        import zlib

        with pytest.raises(ValueError, match="not written by this version"):
            records.unpack(zlib.compress(data))


def of_another_version(ledger: Path) -> None:
    with sqlite3.connect(ledger) as database:
        database.execute("pragma user_version = 99")
        database.execute("drop table files")


def overwritten(ledger: Path) -> None:
    ledger.write_bytes(b"no database at all " * 500)


def damaged_inside(ledger: Path) -> None:
    data = bytearray(ledger.read_bytes())
    for place in range(4096, len(data)):
        data[place] ^= 0x5A
    ledger.write_bytes(data)


@pytest.mark.parametrize("damage", [Path.unlink, of_another_version, overwritten, damaged_inside, blank])
def test_the_ledger_may_be_lost_or_damaged(place: Place, damage: Callable[[Path], None]) -> None:
    place.run()
    before = digests(place.out)
    damage(place.out / ".gongkai" / "ledger.sqlite")
    (place.source / "甲.txt").unlink()
    place.run()
    assert digests(place.out) == place.fresh() != before


def test_all_that_is_kept_may_be_deleted(place: Place) -> None:
    place.run()
    before = digests(place.out)
    shutil.rmtree(place.out / ".gongkai")
    (place.source / "甲.txt").unlink()
    place.run()
    (place.source / "甲.txt").write_bytes(b"")
    place.run()
    assert len(digests(place.out)) == len(before) - 1


def test_what_is_kept_does_not_grow_with_every_night(place: Place) -> None:
    place.run()
    sizes = []
    for night in range(4):
        (place.source / "甲.txt").write_bytes(report(f"第{night}夜局"))
        place.run()
        sizes.append((len(entries(place.out, "results")), len(entries(place.out, "readings"))))
    assert len(set(sizes)) == 1


@pytest.mark.parametrize("moves", [1, 3, 7])
def test_a_run_that_is_killed_while_it_publishes_is_made_good(place: Place, moves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some files are new, others are not: the next run, over yet another input, ends as one from nothing."""
    place.run()
    for name in ("新一", "新二", "新三"):
        (place.source / f"{name}.txt").write_bytes(report(f"{name}局"))
    (place.source / "甲.txt").write_bytes(report("甲局", figure="11.11"))
    real = Path.replace
    moved: list[Path] = []

    def killed(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".gongkai-") or self.parent.parent.name.startswith(".gongkai-"):
            if len(moved) == moves:
                os._exit(9)
            moved.append(self)
        return real(self, target)

    child = os.fork()
    if child == 0:
        try:
            Path.replace = killed  # type: ignore[assignment]
            place.run()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    for name in ("新一", "新二", "新三"):
        (place.source / f"{name}.txt").unlink()
    (place.source / "甲.txt").unlink()
    place.run()
    assert digests(place.out) == place.fresh()


@pytest.mark.parametrize("few", [500, 0])
def test_new_files_are_on_disk_before_they_get_their_names(place: Place, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    real = Path.replace
    monkeypatch.setattr(folder, "_FEW", few)
    monkeypatch.setattr(os, "fsync", lambda _: events.append("sync"))
    monkeypatch.setattr(os, "sync", lambda: events.append("sync"))

    def replace(self: Path, target: Path) -> Path:
        if ".gongkai-" in str(self):
            events.append("move")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    place.run()
    moves = events.count("move")
    assert moves > 1
    assert events.index("move") == (1 if few == 0 else moves)  # each of them, or all at once
    assert "sync" not in events[events.index("move") :]

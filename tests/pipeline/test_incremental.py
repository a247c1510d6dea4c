"""A run uses again what earlier runs found out, and publishes what a run from nothing would publish."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from chaos.generate import generate, zipped
from chaos.run import digests

import gongkai
from gongkai.extractors.readers import read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.batch import RunOptions, run
from gongkai.pipeline.outputs import folder
from gongkai.pipeline.summary import RunSummary
from gongkai.pipeline.work import fingerprint, records, tasks
from gongkai.pipeline.work.pool import Limits
from gongkai.pipeline.work.store import Store
from gongkai.schemas.document import Document
from support import WriteReport, environment

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


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_report: WriteReport) -> Place:
    found = Place(tmp_path, monkeypatch)
    write_report(found.source / "甲.txt")
    write_report(found.source / "乙.docx")
    (found.source / "坏.docx").write_bytes(b"PK\x03\x04 damaged")
    members = {"丙/一.txt": report("第一局"), "二.txt": report("第二局"), "二的副本.txt": report("第二局")}
    (found.source / "丙.zip").write_bytes(zipped({**members, "里面.zip": zipped({"三.txt": report("第三局")})}))
    return found


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


# --- nothing or little changed ---------------------------------------------------------------------------------------------------


def test_an_unchanged_run_works_on_nothing_and_touches_nothing(place: Place) -> None:
    first = place.run()
    before = whole(place.out)
    assert (first.worked_on, first.unchanged) == (8, False)
    second = place.run()
    assert (second.worked_on, second.unchanged, place.read) == (0, True, [])
    assert whole(place.out) == before
    assert second.states == first.states
    assert second.exit_code == first.exit_code == 3
    assert [failure.path for failure in second.failures] == [failure.path for failure in first.failures]
    assert (second.facts, second.kinds, second.archives) == (first.facts, first.kinds, 1)


def test_a_changed_rule_or_alias_matches_again_and_reads_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run()
    before = digests(place.out)
    monkeypatch.setattr(fingerprint, "of_results", lambda: "another vocabulary")
    again = place.run()
    assert place.read == []
    assert again.worked_on == 8
    assert not again.unchanged or digests(place.out) == before
    assert digests(place.out) == before
    monkeypatch.setattr(tasks, "check", lambda result: result)
    monkeypatch.setattr(fingerprint, "of_results", lambda: "no rules at all")
    place.run()
    assert place.read == []
    assert digests(place.out) != before


def test_a_changed_reader_reads_everything_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run()
    monkeypatch.setattr(fingerprint, "of_reading", lambda: "another reader")
    monkeypatch.setattr(fingerprint, "of_results", lambda: "another reader and all that follows")
    place.run()
    assert len(set(place.read)) >= 6


def test_fingerprints_tell_a_rule_from_a_reader(tmp_path: Path) -> None:
    """A copy of the program in which one file is changed."""
    package = tmp_path / "gongkai"
    source = Path(gongkai.__file__).resolve()
    root = Path(tasks.__file__).resolve().parents[2]
    package.mkdir()
    for name in ("schemas", "extractors", "pipeline"):
        shutil.copytree(root / name, package / name, ignore=shutil.ignore_patterns("__pycache__", "facade"))
    shutil.copy(source, package / "__init__.py")

    def both() -> list[str]:
        script = "from gongkai.pipeline.work.fingerprint import of_reading, of_results; print(of_reading(), of_results())"
        said = subprocess.run(
            [sys.executable, "-c", script], env=environment({"PYTHONPATH": str(tmp_path)}), capture_output=True, check=True
        )
        return said.stdout.decode().split()

    reading, results = both()
    vocabulary = next(path for path in sorted((package / "schemas").rglob("*.yaml")))
    vocabulary.write_text(vocabulary.read_text("utf-8") + "\n# changed\n", "utf-8")
    one = both()
    assert one[0] == reading
    assert one[1] != results
    reader = package / "extractors" / "readers" / "text.py"
    reader.write_text(reader.read_text("utf-8") + "\n# changed\n", "utf-8")
    other = both()
    assert other[0] != reading
    assert other[1] not in {results, one[1]}


def changed(place: Place) -> None:
    (place.source / "甲.txt").write_bytes(report("新局"))


def added(place: Place) -> None:
    (place.source / "新.txt").write_bytes(report("新局"))


def removed(place: Place) -> None:
    (place.source / "甲.txt").unlink()


def renamed(place: Place) -> None:
    (place.source / "甲.txt").rename(place.source / "改名.txt")


def changed_member(place: Place) -> None:
    with zipfile.ZipFile(place.source / "丙.zip", "a") as archive:
        archive.writestr("四.txt", report("第四局"))


def removed_archive(place: Place) -> None:
    (place.source / "丙.zip").unlink()


def copied_outside(place: Place) -> None:
    (place.source / "一.txt").write_bytes(report("第一局"))


def copied_before(place: Place) -> None:
    (place.source / "0.txt").write_bytes(report("第一局"))


def mended(place: Place) -> None:
    (place.source / "坏.docx").write_bytes((place.source / "乙.docx").read_bytes())


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        (changed, ["甲.txt"]),
        (added, ["新.txt"]),
        (removed, []),
        (renamed, []),
        (changed_member, ["四.txt"]),
        (removed_archive, []),
        (copied_outside, []),
        (copied_before, []),
        (mended, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_change_costs_what_has_changed_and_ends_as_a_run_from_nothing(
    place: Place, change: Callable[[Place], None], reads: list[str]
) -> None:
    place.run()
    before = digests(place.out)
    change(place)
    place.run()
    assert place.read == reads
    assert digests(place.out) != before
    assert digests(place.out) == place.fresh()
    assert place.run().worked_on == 0


def test_rows_that_are_taken_over_are_those_of_a_run_from_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through groups of rows of any size, in Parquet and CSV, and without opening a record that has not changed."""
    from gongkai.pipeline import publish
    from gongkai.pipeline.outputs import tables

    monkeypatch.setattr(tables, "ROWS_PER_GROUP", 3)
    options = RunOptions(workers=0, csv=True)
    chance = random.Random(2)
    for number in range(30):
        (place.source / f"{number:02}.txt").write_bytes(report(f"第{number}号局"))
    place.run(options)
    opened: list[str] = []
    real = publish.load_record

    def counted(store: Store, key: str) -> records.Record | None:
        opened.append(key)
        return real(store, key)

    monkeypatch.setattr(publish, "load_record", counted)
    for night in range(6):
        changed = chance.sample(range(40), 3)
        for number in changed[:2]:
            (place.source / f"{number:02}.txt").write_bytes(report(f"第{number}号局", figure=f"{night}.25"))
        (place.source / f"{changed[2]:02}.txt").unlink(missing_ok=True)
        opened.clear()
        place.run(options)
        assert len(opened) <= 3
        shutil.rmtree(place.top / "fresh", ignore_errors=True)
        run(["in"], "fresh", options)
        assert digests(place.out) == digests(place.top / "fresh")


def test_findings_between_documents_come_and_go_with_the_second_one(place: Place) -> None:
    head = "{}年度岚溪县档案馆部门整体支出绩效自评报告\n一、支出情况\n"
    now, last = "2023年公用经费支出19.45万元，2022年公用经费支出28.31万元。\n", "2022年公用经费支出18.31万元。\n"
    (place.source / "岚溪2023.txt").write_text(head.format(2023) + now, "utf-8")
    place.run()
    lone = digests(place.out)
    (place.source / "岚溪2022.txt").write_text(head.format(2022) + last, "utf-8")
    summary = place.run()
    assert place.read == ["岚溪2022.txt"]
    assert pq.read_table(place.out / "findings.parquet").column("code").to_pylist().count("GK801") == 1
    assert summary.new_findings == 1
    assert digests(place.out) == place.fresh()
    assert place.run().new_findings == 0
    (place.source / "岚溪2022.txt").unlink()
    place.run()
    assert place.read == []
    assert digests(place.out) == lone


def test_only_limits_that_changed_are_tried_again(place: Place) -> None:
    fault = b"2023 <<chaos:endless>>\n"
    (place.source / "慢.txt").write_bytes(fault)
    (place.source / "崩.txt").write_bytes(b"2023 <<chaos:segfault>>\n")
    command = [sys.executable, "-m", "chaos.program", "run", "in", "-o", "out", "-q", "--workers", "1"]
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])

    def worked_on(*options: str) -> int:
        subprocess.run([*command, *options], cwd=place.top, env=environment({"PYTHONPATH": paths}), check=False, timeout=120)
        return int(json.loads((place.out / "summary.json").read_text("utf-8"))["worked_on"])

    assert worked_on("--timeout", "1") == 10
    assert (place.states()["in/慢.txt"], place.states()["in/崩.txt"]) == ("timeout", "crashed")
    assert worked_on("--timeout", "1") == 0
    assert worked_on("--timeout", "1.5") == 1
    assert worked_on("--timeout", "1.5", "--retry") == 2


# --- something was lost or damaged -----------------------------------------------------------------------------------------------


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


# --- the same bytes --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of all kinds, archives in it, and copies inside and outside of them."""
    top = tmp_path_factory.mktemp("many")
    generate(top / "in", 120, 3)
    same = report("副本局")
    for name in ("甲", "乙"):
        members = {f"{name}.txt": report(f"{name}局"), "同.txt": same, "套.zip": zipped({"同.txt": same, "深.txt": report("深局")})}
        (top / "in" / f"{name}.zip").write_bytes(zipped(members))
    (top / "in" / "同.txt").write_bytes(same)
    for path in (top / "in").rglob("*故障*"):
        path.unlink()
    return top


def call(many: Path, out: str, *options: str, hashes: str = "0", inputs: Iterable[str] = ("in",)) -> dict[str, str]:
    command = [sys.executable, "-m", "gongkai", "run", *inputs, "-o", out, "-q", *options]
    done = subprocess.run(
        command, cwd=many, env=environment({"PYTHONHASHSEED": hashes}), timeout=300, capture_output=True, check=False
    )
    assert done.returncode == 3, done.stderr.decode()
    return digests(many / out)


def test_workers_and_hash_seeds_and_order_change_no_byte(many: Path) -> None:
    one = call(many, "o0", "--workers", "0", "--csv")
    assert len(one) > 90
    places = sorted(f"in/{name}" for name in os.listdir(many / "in"))  # noqa: PTH208
    for out, workers in (("o1", "1"), ("o4", "4")):
        assert call(many, out, "--workers", workers, "--csv", hashes=workers) == one
    assert call(many, "o2", "--workers", "2", "--csv", hashes="2") == one
    shuffled = random.Random(1).sample(places, len(places))
    named = call(many, "o5", "--workers", "2", inputs=shuffled)
    assert named == call(many, "o6", "--workers", "0", inputs=places)


@pytest.mark.skipif(sys.platform == "win32", reason="kills are POSIX")
def test_kills_at_random_moments_change_no_byte(many: Path) -> None:
    calm = call(many, "calm", "--workers", "2")
    chance = random.Random(5)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "run", "in", "-o", "killed", "-q", "--workers", "2"], cwd=many, env=environment()
        )
        time.sleep(chance.uniform(0.5, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert call(many, "killed", "--workers", "2") == calm


def test_limits_are_part_of_no_key(many: Path) -> None:
    options = RunOptions(workers=0, limits=Limits(77, 999))
    current = Path.cwd()
    os.chdir(many)
    try:
        run(["in"], "limits", RunOptions(workers=0))
        assert run(["in"], "limits", options).worked_on == 0
    finally:
        os.chdir(current)

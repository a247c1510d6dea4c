"""A run uses again what earlier runs found out, and publishes what a run from nothing would publish."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from chaos.run import digests

import gongkai
from gongkai.pipeline.batch import RunOptions, run
from gongkai.pipeline.work import fingerprint, records, tasks
from gongkai.pipeline.work.store import Store
from support import environment

from .drawn_pages import drawn_page
from .nights import Place, report, whole


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


def test_changed_words_have_scans_recognised_anew_and_nothing_else_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    import pypdfium2

    page = pypdfium2.PdfDocument(drawn_page())[0].render(scale=200 / 72).to_pil()
    page.save(place.source / "扫描.png", dpi=(200, 200))
    place.run()
    monkeypatch.setattr(fingerprint, "of_results", lambda: "another rule")
    place.run()
    assert place.read == []
    monkeypatch.setattr(fingerprint, "of_vocabulary", lambda: "another word")
    monkeypatch.setattr(fingerprint, "of_results", lambda: "another word and all that follows")
    place.run()
    assert place.read == ["扫描.png"]
    assert place.run().worked_on == 0


def test_fingerprints_tell_a_rule_from_a_reader(tmp_path: Path) -> None:
    """A copy of the program in which one file is changed."""
    package = tmp_path / "gongkai"
    source = Path(gongkai.__file__).resolve()
    root = Path(tasks.__file__).resolve().parents[2]
    package.mkdir()
    for name in ("schemas", "extractors", "pipeline"):
        shutil.copytree(root / name, package / name, ignore=shutil.ignore_patterns("__pycache__", "facade"))
    shutil.copy(source, package / "__init__.py")

    def all_three() -> list[str]:
        script = "from gongkai.pipeline.work.fingerprint import *; print(of_reading(), of_results(), of_vocabulary())"
        said = subprocess.run(
            [sys.executable, "-c", script], env=environment({"PYTHONPATH": str(tmp_path)}), capture_output=True, check=True
        )
        return said.stdout.decode().split()

    def changed(path: Path) -> list[bool]:
        before = all_three()
        path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
        return [old != new for old, new in zip(before, all_three(), strict=True)]

    words = package / "schemas" / "vocabulary"
    assert changed(words / "final-accounts.yaml") == [False, True, True]
    assert changed(words / "documents.yaml") == [True, True, True]  # by these what is kept was masked
    assert changed(package / "extractors" / "readers" / "text.py") == [True, True, False]
    assert changed(package / "extractors" / "prose" / "lexer.py") == [False, True, False]


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
    from gongkai.pipeline.outputs import earlier, results, tables

    for module in (tables, results, earlier):
        monkeypatch.setattr(module, "ROWS_PER_GROUP", 3)
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

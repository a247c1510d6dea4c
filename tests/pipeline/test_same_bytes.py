"""Same input, same bytes: whatever the number of workers, the order of files, the hash seed, kills and limits."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from chaos import faults
from chaos.generate import generate, zipped
from chaos.run import digests

from gongkai.pipeline.batch import RunOptions, run
from gongkai.pipeline.work import tasks
from gongkai.pipeline.work.pool import Limits
from support import ROOT, environment

from .nights import report


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


@pytest.mark.parametrize("name", ["defect", "too-deep"])
def test_a_failure_of_ours_is_told_in_the_same_words_wherever_it_happens(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "坏.txt").write_bytes(report("坏局") + f"<<chaos:{name}>>".encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tasks, "read_original", faults.read)
    run(["in"], "here", RunOptions(workers=0))
    command = [sys.executable, "-m", "chaos.program", "run", "in", "-o", "there", "-q", "--workers", "1"]
    paths = os.pathsep.join((str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")))
    subprocess.run(command, cwd=tmp_path, env=environment({"PYTHONPATH": paths}), timeout=120, capture_output=True, check=False)
    assert digests(tmp_path / "here") == digests(tmp_path / "there")
    assert name.replace("-", "_") in (tmp_path / "here" / "failures.jsonl").read_text("utf-8")


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

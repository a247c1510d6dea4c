"""The chaos test: a calm run and a run that is killed again and again must publish the same bytes.

    cd tests && python -m chaos.run --seed 7 --files 5000

Proves: the program never ends by itself before its work is done, every file ends in exactly one state and in one that is right for it,
limits are kept within two seconds, nothing of the program stays alive, and neither kills of the program nor of its workers change a
byte of what is published.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from .generate import Expected, generate

TIME_LIMIT = 2.0
TOLERANCE = 2.0
MEMORY_MIB = 256
_LONGEST = 1800.0
_TESTS = Path(__file__).parents[1]


class Failed(Exception):
    """What the chaos test found."""


def require(condition: object, message: str) -> None:
    if not condition:
        raise Failed(message)


def digests(out: Path) -> dict[str, str]:
    """What is published, without what is kept for the next run and what is told of the run itself."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith(".gongkai") and path.name != "summary.json"
    }


class Program:
    """One start of `gongkai run`."""

    def __init__(self, top: Path, out: str, workers: int) -> None:
        self._log = top / f"{out}.log"
        self._faults = top / f"{out}.faults"
        command = [sys.executable, "-m", "chaos.program", "run", "in", "-o", out, "--log-format", "json"]
        command += ["--timeout", f"{TIME_LIMIT:g}", "--memory", str(MEMORY_MIB), "--workers", str(workers)]
        paths = os.pathsep.join([str(_TESTS), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": paths, "CHAOS_LOG": str(self._faults)}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=top, stderr=log, env=environment)

    def wait(self, seconds: float) -> int | None:
        """The exit code, None where the program still runs after so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        return None

    def family(self) -> list[psutil.Process]:
        """Its children and theirs."""
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def kill_someone(self, chance: random.Random) -> bool:
        """Kills a worker, or now and then the server that starts them."""
        with contextlib.suppress(psutil.Error):
            servers = [child for child in psutil.Process(self.process.pid).children() if "forkserver" in " ".join(child.cmdline())]
            workers = [child for server in servers for child in server.children()]
            if workers:
                chance.choice(servers if chance.random() < 0.05 else workers).kill()
                return True
        return False

    def lines(self) -> list[dict[str, object]]:
        """What it logged."""
        found = []
        for line in self._log.read_text("utf-8", "replace").splitlines():
            require(line.startswith("{"), f"unexpected message: {line}")
            found.append(json.loads(line))
        return found

    def overruns(self) -> list[tuple[float, str]]:
        """For each document that ran into the time limit: seconds from its start until the program went on, and its path."""
        begun: dict[str, float] = {}
        for fault in self._faults.read_text("utf-8").splitlines():
            moment, path = fault.split("\t")
            begun[path] = float(moment)
        found = []
        for line in self.lines():
            if line.get("state") == "timeout" and str(line["path"]) in begun:
                end = datetime.fromisoformat(str(line["time"])).timestamp()
                found.append((end - begun[str(line["path"])], str(line["path"])))
        return found


def calm(top: Path, workers: int) -> tuple[int, float]:
    """The run that nobody disturbs."""
    start = time.monotonic()
    program = Program(top, "calm", workers)
    code = program.wait(_LONGEST)
    took = time.monotonic() - start
    require(code == 70, f"calm run: exit code {code} instead of 70")
    for seconds, path in program.overruns():
        require(seconds <= TIME_LIMIT + TOLERANCE, f"{path} was stopped after {seconds:.1f} s")
    require(program.overruns(), "no document ran into the time limit")
    gone(program.family(), "calm run")
    return len(program.overruns()), took


def gone(family: list[psutil.Process], what: str) -> None:
    """Requires that processes have ended, or do so presently."""
    _, alive = psutil.wait_procs(family, timeout=5)
    require(not alive, f"{what}: still alive: {alive}")


def disturbed(top: Path, workers: int, chance: random.Random, kills: int, span: float) -> Counter[str]:
    """Runs that are killed at random moments, until one comes to its end."""
    told: Counter[str] = Counter()
    deadline = time.monotonic() + _LONGEST
    while True:
        program = Program(top, "chaos", workers)
        told["starts"] += 1
        stopped = threading.Event()
        killer = threading.Thread(target=_kill_workers, args=(program, stopped, random.Random(chance.random()), told))
        killer.start()
        try:
            doomed = told["starts"] <= kills
            code = program.wait(chance.uniform(0.2, span) if doomed else deadline - time.monotonic())
            if code is None:
                family = program.family()
                how = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)) if doomed else signal.SIGKILL
                program.process.send_signal(how)
                code = program.wait(30)
                require(code is not None, f"it did not end within 30 s of {how.name}")
                told[how.name] += 1
                gone(family, f"after {how.name}")
                if how != signal.SIGKILL:
                    require(code in {130, -how, 70}, f"exit code {code} after {how.name}")
                elif not doomed:
                    raise Failed("the run did not come to its end")
                continue
        finally:
            stopped.set()
            killer.join()
        require(code == 70, f"disturbed run: it ended by itself with {code}:\n{(top / 'chaos.log').read_text('utf-8')[-2000:]}")
        program.lines()
        return told


def _kill_workers(program: Program, stopped: threading.Event, chance: random.Random, told: Counter[str]) -> None:
    while not stopped.wait(chance.uniform(0.5, 6.0)):
        told["workers"] += program.kill_someone(chance)


def check_states(top: Path, out: str, expected: list[Expected]) -> Counter[str]:
    """Requires one state for every file, and the right one."""
    rows = pq.read_table(top / out / "documents.parquet", columns=["path", "state", "reason"]).to_pylist()
    states: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for row in rows:
        require(row["path"] not in states, f"{row['path']} has two states")
        states[row["path"]] = row["state"]
        reasons[row["path"]] = row["reason"]
    for file in expected:
        state = states.get(file.path)
        require(state is not None, f"{file.path} has no state")
        wanted = " or ".join(sorted(file.states))
        require(not wanted or state in file.states, f"{file.path} is {state}, not {wanted}: {reasons[file.path]}")
    known = {file.path for file in expected}
    for path in states:
        outer = any(
            path.startswith(f"{each}/") for each in (path[:place] for place, c in enumerate(path) if c == "/") if each in known
        )
        require(path in known or outer, f"{path} is not one of the files")
    failures = [json.loads(line) for line in (top / out / "failures.jsonl").read_text("utf-8").splitlines()]
    failed = sum(row["state"] not in {"ok", "ok with warnings"} for row in rows)
    require(len(failures) == failed, f"{len(failures)} lines in failures.jsonl for {failed} failures")
    summary = json.loads((top / out / "summary.json").read_text("utf-8"))
    counted = Counter(row["state"] for row in rows)
    require(
        sum(summary["states"].values()) + summary["archives"] == len(rows), "summary.json counts otherwise than documents.parquet"
    )
    return counted


def chaos(top: Path, *, seed: int, files: int, workers: int, kills: int) -> str:
    """The whole test for one seed; gives a line of figures. Raises Failed."""
    chance = random.Random(seed)
    expected = generate(top / "in", files, seed)
    slow, took = calm(top, workers)
    states = check_states(top, "calm", expected)
    require(slow >= sum(file.slow for file in expected) - 1, f"{slow} of the endless documents were seen")
    told = disturbed(top, workers, chance, kills, max(1.5, 1.5 * took / kills))
    check_states(top, "chaos", expected)
    one, other = digests(top / "calm"), digests(top / "chaos")
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    require(not different, f"{len(different)} published files differ: {different[:5]}\n{_told_differently(top)}")
    left = [path.name for path in (top / "chaos").iterdir() if path.name.startswith(".gongkai-")]
    require(not left, f"left behind: {left}")
    kept = list((top / "chaos" / ".gongkai").glob("spool/*"))
    require(not kept, f"left behind: {kept}")
    killed = ", ".join(f"{name} {count}" for name, count in sorted(told.items()))
    return f"seed {seed}: {len(expected)} files, calm run {took:.0f} s, {dict(sorted(states.items()))}, {killed}: same bytes"


def _told_differently(top: Path) -> str:
    """Failures that one of the runs has and the other has not."""
    one, other = ((top / out / "failures.jsonl").read_text("utf-8").splitlines() for out in ("calm", "chaos"))
    lines = [f"calm:  {line}" for line in one if line not in other] + [f"chaos: {line}" for line in other if line not in one]
    return "\n".join(lines[:20])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="as many seeds in a row, beginning with --seed")
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it")
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts in the background ignore it
    for seed in range(given.seed, given.seed + given.seeds):
        with contextlib.ExitStack() as stack:
            top = (
                given.keep.absolute() / str(seed)
                if given.keep
                else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
            )
            top.mkdir(parents=True, exist_ok=True)
            try:
                print(chaos(top, seed=seed, files=given.files, workers=given.workers, kills=given.kills), flush=True)
            except Failed as failure:
                sys.exit(f"seed {seed}: {failure}")


if __name__ == "__main__":
    main()

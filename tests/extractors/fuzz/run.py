"""Reads damaged files in processes of their own and gathers what came of them."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .seeds import KINDS, PICTURES

TESTS = Path(__file__).resolve().parents[2]
SECONDS = 5.0
"""What one file may take of a processor."""
STUCK_SECONDS = 60.0
"""After so long a process is ended that does not answer, however busy the machine is."""
FILES_PER_PROCESS = 400
"""A process is replaced after so many, so that a leak is not taken for the hunger of one file."""
SHARES = {
    "docx": 1600, "xlsx": 1500, "pdf": 2200, "doc": 1700, "xls": 1200, "html": 1600, "text": 1400, "rtf": 1500, "ofd": 1100, "ods": 900, "odt": 300,
    "word_xml": 800, "sheet_xml": 800, "mht": 900, "md": 1200, "json": 1200, "csv": 600, "zip": 900, "tar": 600, "gz": 250, "bz2": 250, "xz": 250,
    "7z": 250, "rar": 350, "eml": 1000, "msg": 1000, **dict.fromkeys(PICTURES, 100),
}  # fmt: skip
"""Damaged files of each kind in the bench: 25,950 together."""


@dataclass(frozen=True)
class Done:
    """What came of one damaged file."""

    kind: str
    number: int
    outcome: str
    processor: float = 0.0
    wall: float = 0.0
    peak: float = 0.0
    trace: str = ""

    @property
    def failed(self) -> bool:
        return self.outcome not in ("read", "refused")


@dataclass
class Tally:
    """What came of all."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    slowest: list[Done] = field(default_factory=list)
    peak: Done | None = None

    @property
    def files(self) -> int:
        return sum(self.outcomes.values())

    def add(self, done: Done) -> None:
        self.outcomes[done.kind, "failed" if done.failed else done.outcome] += 1
        if done.failed:
            self.failures[f"{done.kind}: {done.outcome}"].append(done)
        self.slowest = sorted([*self.slowest, done], key=lambda each: -each.processor)[:8]
        if self.peak is None or done.peak > self.peak.peak:
            self.peak = done


class _Process:
    """One process that reads damaged files, replaced where it dies or hangs."""

    def __init__(self, recognise: bool) -> None:
        self._options = ["--recognise"] if recognise else []
        self._running: subprocess.Popen[bytes] | None = None
        self._read = 0

    def read(self, kind: str, number: int) -> Done:
        process = self._ready()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(f"{kind} {number}\n".encode())
            process.stdin.flush()
        except OSError:
            pass
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            answered = bool(selector.select(STUCK_SECONDS))
        line = process.stdout.readline() if answered else b""
        if line.endswith(b"\n"):
            answer: dict[str, Any] = json.loads(line)
            outcome = answer["outcome"]
            if outcome in ("read", "refused") and answer["processor"] > SECONDS:
                outcome = "too slow"
            return Done(kind, number, outcome, answer["processor"], answer["wall"], answer["peak"], answer["trace"])
        if answered:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STUCK_SECONDS)
        self.close()
        how = f"died: {process.returncode}" if answered else f"no answer in {STUCK_SECONDS:g} s"
        return Done(kind, number, how, wall=0.0 if answered else STUCK_SECONDS)

    def _ready(self) -> subprocess.Popen[bytes]:
        self._read += 1
        if self._running is not None and self._read > FILES_PER_PROCESS:
            self.close()
        if self._running is None:
            self._read = 1
            command = [sys.executable, "-m", "extractors.fuzz.child", *self._options]
            self._running = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=TESTS, env=_environment()
            )
        return self._running

    def close(self) -> None:
        if self._running is not None:
            assert self._running.stdin is not None and self._running.stdout is not None
            self._running.kill()
            self._running.wait()
            self._running.stdin.close()
            self._running.stdout.close()
            self._running = None


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONWARNINGS": "ignore"}


def run(cases: Sequence[tuple[str, int]], processes: int, *, show: bool = False) -> Tally:
    """Reads damaged files, each (kind, number), in that many processes at once."""
    tally = Tally()
    for recognise in (False, True):
        chosen = [case for case in cases if (case[0] in PICTURES) == recognise]
        for number, done in enumerate(_results(chosen, processes, recognise), 1):
            tally.add(done)
            if show and sys.stderr.isatty():
                print(f"\r{number} / {len(chosen)}, {sum(map(len, tally.failures.values()))} failures", end="", file=sys.stderr)
    return tally


def _results(cases: Sequence[tuple[str, int]], processes: int, recognise: bool) -> Iterable[Done]:
    waiting: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
    for case in cases:
        waiting.put(case)
    done: queue.SimpleQueue[Done | None] = queue.SimpleQueue()

    def work() -> None:
        process = _Process(recognise)
        try:
            while True:
                try:
                    kind, number = waiting.get_nowait()
                except queue.Empty:
                    return
                done.put(process.read(kind, number))
        finally:
            process.close()
            done.put(None)

    threads = [threading.Thread(target=work) for _ in range(min(processes, len(cases)))]
    for thread in threads:
        thread.start()
    running = len(threads)
    while running:
        one = done.get()
        if one is None:
            running -= 1
        else:
            yield one
    for thread in threads:
        thread.join()


def bench_cases(share: float = 1.0, kinds: Iterable[str] = KINDS, first: int = 0) -> list[tuple[str, int]]:
    """The damaged files of the bench, or a share of them; the kinds take turns."""
    counts = {kind: max(1, round(SHARES[kind] * share)) for kind in kinds}
    placed = [((number + 0.5) / count, kind, first + number) for kind, count in counts.items() for number in range(count)]
    return [(kind, number) for _, kind, number in sorted(placed)]

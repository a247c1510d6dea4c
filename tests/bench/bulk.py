"""What `make bench-bulk` prints: runs over many documents beside what the machine could do at best, measured in one run.

    cd tests && python -m bench.bulk --files 20000 --memory 1000,10000,50000

Everything is measured in processes of its own, as users start them; what is compared is measured alternately.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
_LOOP = "import time; s = time.perf_counter()\nfor _ in range({count}):\n    sum(range(1000))\nprint(time.perf_counter() - s)"


def report(number: int, rows: int = 60) -> bytes:
    """A report of three pages; no two numbers give the same bytes."""
    lines = [f"示例县第{number // 2}局 {2022 + number % 2} 年度部门决算", "支出决算表", "单位：万元", "项目\t预算数\t决算数"]
    amounts = [(number * 7919 + row * 104729) % 100_000 for row in range(rows)]
    lines.append(f"合计\t{sum(amounts) / 100:.2f}\t{sum(amounts) / 100:.2f}")
    lines += [f"第{row}项支出\t{amount / 100:.2f}\t{amount / 100:.2f}" for row, amount in enumerate(amounts)]
    lines += [
        f"{2022 + number % 2}年度收入总计{sum(amounts) / 100:.2f}万元，其中：一般公共预算财政拨款收入{amounts[0] / 100:.2f}万元。",
        f"公务接待费支出{amounts[1] / 100:.2f}万元，共接待{number % 90}批次。",
    ]
    return ("\n".join(lines) + "\n").encode()


def write(folder: Path, first: int, last: int) -> None:
    """Reports with these numbers, a hundred to a folder."""
    for number in range(first, last):
        place = folder / f"{number // 100:04}"
        if number % 100 == 0 or number == first:
            place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_bytes(report(number))


class Run:
    """One `gongkai run`: seconds, peak memory of the parent alone in MiB, and its summary."""

    def __init__(self, source: Path, out: Path, *options: str) -> None:
        command = [sys.executable, "-m", "gongkai", "run", str(source), "-o", str(out), "-q", *options]
        # as users have it: what was imported once is not compiled again by the next run
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment)
        self.peak = 0.0
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(process.pid, done))
        watch.start()
        code = process.wait()
        self.seconds = time.perf_counter() - start
        done.set()
        watch.join()
        if code:
            sys.exit(f"{' '.join(command)} ended with {code}")
        self.summary = json.loads((out / "summary.json").read_text("utf-8"))

    def _watch(self, pid: int, done: threading.Event) -> None:
        while not done.wait(0.02):
            try:
                self.peak = max(self.peak, psutil.Process(pid).memory_info().rss / (1 << 20))
            except psutil.Error:
                return


def fresh(out: Path) -> Path:
    shutil.rmtree(out, ignore_errors=True)
    return out


def loop(processes: int, count: int = 60_000) -> float:
    """Loops per second of a bare Python loop in so many processes at once."""

    def one(_: int) -> float:
        said = subprocess.run([sys.executable, "-c", _LOOP.format(count=count)], capture_output=True, check=True)
        return count / float(said.stdout)

    with ThreadPoolExecutor(processes) as pool:
        return sum(pool.map(one, range(processes)))


def table(title: str, rows: list[tuple[str, str]]) -> None:
    print(f"\n{title}")
    for name, value in rows:
        print(f"  {name:58} {value}", flush=True)


def scaling(top: Path, files: int, repeats: int) -> None:
    """One and two workers against one and two bare loops, and one worker against none."""
    source, out = top / "scaling", top / "out"
    write(source, 0, files)
    write(top / "one", 0, 1)
    found: dict[str, list[float]] = {}

    def measure(name: str, work: Callable[[], float]) -> None:
        found.setdefault(name, []).append(work())

    def net(workers: int) -> float:
        """Seconds of a run less those that it takes to start it, which do not depend on the number of files."""
        started = Run(top / "one", fresh(out), "--workers", str(workers)).seconds
        return Run(source, fresh(out), "--workers", str(workers)).seconds - started

    for _ in range(repeats):
        measure("loop 1", lambda: loop(1))
        measure("run 0", lambda: net(0))
        measure("run 1", lambda: net(1))
        measure("run 2", lambda: net(2))
        measure("loop 2", lambda: loop(2))
    pairs = list(zip(found["run 1"], found["run 2"], found["loop 1"], found["loop 2"], found["run 0"], strict=True))
    speedup = statistics.median(one / two for one, two, *_ in pairs)
    bare = statistics.median(two / one for _, _, one, two, _ in pairs)
    share = statistics.median((one / two) / (loop2 / loop1) for one, two, loop1, loop2, _ in pairs)
    overhead = statistics.median(one / none - 1 for one, *_, none in pairs)
    middle = {name: statistics.median(values) for name, values in found.items()}
    table(
        f"{files} documents, medians of {repeats}, start of the program not counted",
        [
            ("in this process (workers 0)", f"{middle['run 0']:.2f} s, {files / middle['run 0']:.0f} documents/s"),
            ("1 worker", f"{middle['run 1']:.2f} s, {files / middle['run 1']:.0f} documents/s"),
            ("2 workers", f"{middle['run 2']:.2f} s, {files / middle['run 2']:.0f} documents/s"),
            ("2 workers against 1", f"{speedup:.2f} times"),
            ("a bare loop in 2 processes against 1", f"{bare:.2f} times"),
            ("share of the bare scaling (target ≥ 0.9)", f"{share:.2f}"),
            ("overhead of isolation, 1 worker (target ≤ 10 %)", f"{overhead:+.1%}"),
            ("spread of the bare loop (noise of the machine)", f"{max(found['loop 1']) / min(found['loop 1']):.2f} times"),
        ],
    )


def nights(top: Path, files: int) -> None:
    """The first night, one without changes, and two with one and five in a hundred new."""
    source, out = top / "nights", top / "nights-out"
    few, many = files // 100, files // 20
    write(source, 0, files)
    first = Run(source, out)
    same = statistics.median(Run(source, out).seconds for _ in range(3))
    write(source, files, files + few)
    grown = Run(source, out)
    write(source, files + few, files + few + many)
    more = Run(source, out)
    alone = Run(source / f"{files // 100:04}", fresh(top / "out"))
    start = Run(top / "one", fresh(top / "out")).seconds
    table(
        f"{files} documents, as many workers as processors",
        [
            ("first run", f"{first.seconds:.1f} s, {1000 * first.seconds / files:.1f} ms a document"),
            ("the same again (target ≤ 2 % of the first)", f"{same:.2f} s, {same / first.seconds:.2%}"),
            (f"{few} new documents", f"{grown.seconds:.2f} s, {grown.seconds / first.seconds:.2%} of the first"),
            (f"{many} more new documents", f"{more.seconds:.2f} s, {more.seconds / first.seconds:.2%} of the first"),
            ("… so that each new one takes", f"{1000 * (more.seconds - grown.seconds) / (many - few):.1f} ms"),
            ("… of which worked on", f"{grown.summary['worked_on']} and {more.summary['worked_on']}"),
            ("100 documents into a new folder, for comparison", f"{alone.seconds:.2f} s"),
            ("one document into a new folder", f"{start:.2f} s"),
        ],
    )


def memory(top: Path, counts: list[int]) -> None:
    """The parent process alone, first run and repeated run."""
    rows = []
    written = 0
    for count in counts:
        write(top / "memory", written, count)
        written = count
        first = Run(top / "memory", fresh(top / "out"))
        again = Run(top / "memory", top / "out")
        rows.append(
            (
                f"{count} documents",
                f"{first.peak:.0f} MiB, again {again.peak:.0f} MiB ({first.seconds:.0f} s, {again.seconds:.1f} s)",
            )
        )
    table("peak memory of the parent process (target: flat)", rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scaling", type=int, default=1500, help="documents for the comparison of workers; 0: leave it out")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--files", type=int, default=20_000, help="documents of a night; 0: leave it out")
    parser.add_argument(
        "--memory", default="1000,10000,50000", help="numbers of documents for the parent's memory; empty: leave it out"
    )
    given = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="bulk-") as name:
        top = Path(name)
        write(top / "one", 0, 1)
        if given.scaling:
            scaling(top, given.scaling, given.repeats)
        if given.files:
            nights(top, given.files)
        if given.memory:
            memory(top, [int(count) for count in given.memory.split(",")])


if __name__ == "__main__":
    main()

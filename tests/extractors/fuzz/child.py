"""A process in which damaged files are read, one after the other, under limits: `kind number` lines come in, a line of JSON goes out."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

MEMORY_BYTES = 1536 << 20
"""What the process may take in all; its libraries included."""
_RESET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


def limit_memory() -> None:
    """Makes the process fail where it wants more."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def used() -> float:
    """Seconds of processor that this process and those it waited for have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def reset_peak() -> None:
    if _RESET.exists():
        _RESET.write_text("5")


def peak_mib() -> float:
    """The most memory since `reset_peak`, in MiB; 0 where the system does not say."""
    found = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text()) if _STATUS.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    os.environ["GONGKAI_SOFFICE"] = ""  # takes a second for each file, and is tried by itself
    limit_memory()
    if "--recognise" not in sys.argv:  # scans inside of documents would take seconds each
        sys.modules["rapidocr"] = None  # type: ignore[assignment]
    import logging

    from .case import tried
    from .mutate import mutant

    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        kind, number = line.split()
        damaged = mutant(kind, int(number))  # the time for that does not count
        reset_peak()
        begun, before = time.monotonic(), used()
        verdict = tried(damaged)
        answer = {
            "outcome": verdict.outcome, "trace": verdict.trace, "wall": time.monotonic() - begun, "processor": used() - before, "peak": peak_mib(),
        }  # fmt: skip
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

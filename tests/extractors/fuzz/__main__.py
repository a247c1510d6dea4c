"""The fuzz bench: damaged files of every kind, each read and interpreted under limits of time and memory.

    cd tests && python -m extractors.fuzz                       all of them, with LibreOffice's share
    cd tests && python -m extractors.fuzz --replay docx 17      one again, with its traceback, kept as a file

A failure is an exception that is no DocumentError, a message that is no single Chinese line, a table whose cells share places, a dead or
stuck process, or more time or memory than one file may take.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from .mutate import mutant
from .run import SECONDS, Done, Tally, bench_cases, run
from .seeds import KINDS, name_of


def show(tally: Tally, elapsed: float) -> None:
    print(f"{'kind':<10} {'files':>6} {'read':>6} {'refused':>8} {'failed':>7}")
    for kind in KINDS:
        counts = [tally.outcomes[kind, outcome] for outcome in ("read", "refused", "failed")]
        if any(counts):
            print(f"{kind:<10} {sum(counts):>6} {counts[0]:>6} {counts[1]:>8} {counts[2]:>7}")
    print(f"files      {tally.files} in {elapsed:.0f} s")
    print(
        "slowest    "
        + ", ".join(f"{each.kind} {each.number} {each.processor:.2f} s" for each in tally.slowest[:5])
        + f"  ≤ {SECONDS:g} s"
    )
    if tally.peak is not None:
        print(f"memory     {tally.peak.kind} {tally.peak.number} {tally.peak.peak:.0f} MiB at most")
    print(f"failures   {sum(map(len, tally.failures.values()))}")
    for signature, failures in sorted(tally.failures.items(), key=lambda item: -len(item[1])):
        print(f"  {len(failures):>5} × {signature}   --replay {failures[0].kind} {failures[0].number}")


def keep(done: Done, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{done.kind}-{done.number}{Path(name_of(done.kind)).suffix}"
    path.write_bytes(mutant(done.kind, done.number).data)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m extractors.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the files of the bench, to be quicker or more thorough")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--first", type=int, default=0, help="number of the first file: other files than last time")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--office", type=int, default=300, help="files that go through LibreOffice; 0 for none")
    parser.add_argument(
        "--keep", type=Path, default=Path(__file__).resolve().parents[3] / "build" / "fuzz", help="where files go that fail"
    )
    parser.add_argument("--replay", nargs=2, metavar=("KIND", "NUMBER"), help="read one of them again")
    options = parser.parse_args()
    begun = time.perf_counter()
    if options.replay:
        tally = run([(options.replay[0], int(options.replay[1]))], 1)
    else:
        tally = run(bench_cases(options.share, options.kinds, options.first), options.processes, show=True)
    show(tally, time.perf_counter() - begun)
    for failures in tally.failures.values():
        for done in failures[:3]:
            print(keep(done, options.keep))
        if options.replay:
            print(failures[0].trace)
    if options.replay and not tally.failures:
        (done,) = tally.slowest
        print(keep(done, options.keep), done.outcome)
    failed = bool(tally.failures)
    if options.office and not options.replay:
        from .office import convert_damaged

        failed |= not convert_damaged(options.office)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

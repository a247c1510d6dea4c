"""`python -m bench.checks` (in tests/): runs the mutation bench and prints its figures."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .runner import Outcome, Tally, run

REPORTS, MUTATIONS = 240, 30
CAUGHT_FLOOR, FALSE_CEILING = 0.95, 0.02


def share(part: int, whole: int) -> str:
    return f"{part:>6} / {whole:<6} {100 * part / whole if whole else 0:6.2f} %"


def table(title: str, outcomes: Iterable[Outcome], by: str) -> None:
    """Caught among the detectable, by one property."""
    whole: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for one in outcomes:
        for name in one.relations if by == "relations" else (getattr(one, by),):
            whole[name] += 1
            caught[name] += one.caught
    print(f"\n{title}")
    for name, number in sorted(whole.items(), key=lambda item: (caught[item[0]] / item[1], item[0])):
        print(f"  {name:<14} {share(caught[name], number)}")


def show(tally: Tally, elapsed: float) -> None:
    detectable = [one for one in tally.outcomes if one.detectable]
    caught = sum(one.caught for one in detectable)
    print(f"reports             {sum(tally.reports.values())}  {dict(tally.reports)}, {tally.figures} figures")
    print(f"mutations           {len(tally.outcomes)}, all through written files")
    print(f"detectable          {share(len(detectable), len(tally.outcomes))}  of all")
    print(f"caught              {share(caught, len(detectable))}  of the detectable, the changed figure among the operands")
    print(
        f"noticed             {share(sum(one.noticed for one in detectable), len(detectable))}  of the detectable, by any new finding"
    )
    print(f"caught of all       {share(sum(one.caught for one in tally.outcomes), len(tally.outcomes))}")
    years = [one for one in tally.outcomes if one.about == "年份"]
    print(
        f"years in titles     {share(sum(one.caught for one in years), len(years))}  of another year in one title or head (apart)"
    )
    clean = sum(not one.strays for one in tally.outcomes if one.noticed)
    print(
        f"operands            {share(clean, sum(one.noticed for one in tally.outcomes))}  rest only on figures of broken identities"
    )
    noticed = [one.findings for one in tally.outcomes if one.noticed]
    print(
        f"findings            {sum(noticed) / max(len(noticed), 1):.2f} per noticed mutation, one for {share(noticed.count(1), len(noticed))}"
    )
    print(f"false findings      {len(tally.false) / sum(tally.reports.values()):.4f} per untouched report ({len(tally.false)})")
    print(
        f"time                {elapsed:.0f} s; extracting {tally.seconds['extract']:.0f} s, checking {tally.seconds['check']:.0f} s of processor"
    )
    print(f"peak memory         {tally.memory} MiB in one process")
    table("caught by kind of change", detectable, "kind")
    table("caught by kind of figure", detectable, "about")
    table("caught by kind of broken identity", detectable, "relations")
    codes = Counter(code for one in tally.outcomes for code in one.codes)
    false = Counter(one.code for one in tally.false)
    print("\nby rule: mutations noticed, false findings")
    for code in sorted({*codes, *false}):
        print(f"  {code:<8} {codes[code]:>6} {false[code]:>4}")


def details(tally: Tally, path: Path) -> None:
    """The misses, false findings, strays and unread figures, one per line, for whoever improves the rules."""
    lines = [f"FALSE\t{one.report}\t{','.join(one.oddities)}\t{one.code}\t{one.severity}\t{one.message}" for one in tally.false]
    lines += [f"UNREAD\t{kind}\t{about}\t{number}" for (kind, about), number in sorted(tally.unread.items())]
    for one in tally.outcomes:
        if (one.detectable or one.about == "年份") and not one.caught:
            state = "UNREAD-AFTER" if one.unread else "MISS"
            lines.append(
                "\t".join(
                    (state, one.report, one.kind, one.about, "+".join(one.relations), ",".join(one.codes), one.what, one.line)
                )
            )
        if one.strays:
            lines.append(
                "\t".join(("STRAY", one.report, one.kind, one.about, ",".join(one.codes), one.what, " ".join(one.strays), one.line))
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.checks", description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--mutations", type=int, default=MUTATIONS, help="of each report")
    parser.add_argument("--seed", default="gongkai")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--details", type=Path, help="write misses and false findings to this file")
    options = parser.parse_args()
    started = time.perf_counter()
    tally = run(options.seed, options.reports, options.mutations, options.workers)
    elapsed = time.perf_counter() - started
    if options.details:
        details(tally, options.details)
    show(tally, elapsed)
    return 0 if floors(tally) else 1


def floors(tally: Tally) -> bool:
    """Whether the figures that the documentation promises are reached."""
    detectable = [one for one in tally.outcomes if one.detectable]
    caught = sum(one.caught for one in detectable)
    return caught >= CAUGHT_FLOOR * len(detectable) and len(tally.false) <= FALSE_CEILING * sum(tally.reports.values())


if __name__ == "__main__":
    sys.exit(main())

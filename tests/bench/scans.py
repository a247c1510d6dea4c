"""The bench of recognition: generated scans from easy to hard, read from file to facts and compared with what is drawn on them.

    cd tests
    python -m bench.scans                    the stated figures; no parameter is tuned on these pages
    python -m bench.scans --tune-seed        other pages, for development

The figures depend on the seed alone, not on the number of processes.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from scans.faces import PACKAGES, missing
from scans.generate import DEFAULT_SEED, TUNE_SEED, plan, sample
from scans.levels import LEVELS
from scans.measure import BINS, REVIEWED, Count, Score, calibration_error, found_by_review, judge, reliability
from scans.truth import Drawn

from gongkai.extractors.ocr.engine import THREADS_VARIABLE
from gongkai.extractors.readers import read
from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret
from gongkai.schemas.errors import DocumentError
from gongkai.schemas.results import REVIEW_BELOW

COUNTS = {"easy": 72, "sealed": 72, "hard": 72, "extra": 30}
RECALL = {"easy": 0.98, "sealed": 0.95, "hard": 0.90}
"""Of figures on pages of at least 200 dpi."""
WRONG_PER_THOUSAND, CALIBRATION, REVIEW_FINDS, RIGHT_ABOVE = 1.0, 0.03, 0.8, 0.95
THRESHOLD = float(REVIEW_BELOW)


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one sample."""

    level: str
    kind: str
    dpi: int
    sealed: bool
    score: Score
    memory: int


@dataclass(frozen=True, slots=True)
class Written:
    """A sample as a file, and what is needed to judge the reading of it."""

    level: str
    kind: str
    dpi: int
    sealed: bool
    path: Path
    truth: Drawn


def write_sample(place: tuple[str, int], seed: str, folder: Path, clean: bool = False) -> Written:
    """Draws one sample and writes it as a file; with `clean` the page as it was drawn, a PDF with text."""
    level, number = place
    if clean:
        made = plan(seed, level, number)
        path = folder / f"{level}-{number:03}.pdf"
        path.write_bytes(made.clean)
        return Written(level, made.kind, made.damage.dpi, bool(made.damage.seals), path, made.truth)
    one = sample(seed, level, number)
    path = folder / f"{one.name}{one.container}"
    path.write_bytes(one.data)
    return Written(level, one.level, one.damage.dpi, bool(one.damage.seals), path, one.truth)


def read_sample(one: Written) -> Row:
    """Reads one file to facts, as `gongkai extract` does, and compares them with the truth."""
    started = time.perf_counter()
    try:
        document = read(one.path)
        result = check(interpret(document))
    except DocumentError as error:
        score = judge(one.path.stem, one.truth, None, None)
        score.faults.insert(0, f"{one.path.stem}\tunread\t\t{error}")
    else:
        seconds = time.perf_counter() - started
        score = judge(one.path.stem, one.truth, document, result)
        score.seconds = seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Row(one.level, one.kind, one.dpi, one.sealed, score, memory)


def run(seed: str, counts: Mapping[str, int], workers: int, start: int = 0, clean: bool = False) -> list[Row]:
    """All samples; drawn by other processes than those that read, so that memory is that of reading."""
    places = [(level, start + number) for level, count in counts.items() for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            written = list(pool.map(partial(write_sample, seed=seed, folder=Path(name), clean=clean), places))
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            return list(pool.map(read_sample, written))


def total(rows: Sequence[Row]) -> Score:
    score = Score()
    for row in rows:
        score.add(row.score)
    return score


def line(name: str, rows: Sequence[Row], threshold: float) -> str:
    score = total(rows)
    figures, fields, cells = score.figures, score.fields, score.cells
    anywhere = score.anywhere / cells.truth if cells.truth else 1.0
    return (
        f"{name:<22} {score.pages:>5} {figures.truth:>6} {100 * figures.recall:>7.2f} {100 * figures.precision:>7.2f} {figures.wrong:>5}"
        f" {figures.wrong_above(threshold):>5} {figures.wrong_per_thousand(threshold):>6.2f} {100 * figures.right_above(threshold):>6.2f}"
        f" {100 * fields.recall:>6.2f} {100 * cells.recall:>6.2f} {100 * anywhere:>6.2f} {score.grids:>4}/{score.tables:<4}"
        f" {score.seconds / max(score.pages, 1):>6.2f}"
    )


HEAD = (
    f"{'':<22} {'pages':>5} {'figs':>6} {'recall':>7} {'precis':>7} {'wrong':>5} {'above':>5} {'per-k':>6} {'sure%':>6} {'indic':>6}"
    f" {'cells':>6} {'seen':>6} {'grids':>9} {'s/page':>6}"
)


def show(rows: Sequence[Row], threshold: float) -> None:
    print(
        "figs: facts of tables; wrong: read and not right, above: of these at or above the threshold, per-k: per 1,000 figures above it;"
    )
    print(
        "sure%: right figures above the threshold; indic: fields of indicators; cells: figures in their row and column, seen: anywhere"
    )
    print(f"threshold {threshold}\n{HEAD}")
    for level in dict.fromkeys(row.level for row in rows):
        of_level = [row for row in rows if row.level == level]
        print(line(level, of_level, threshold))
        if level == "extra":
            for kind in dict.fromkeys(row.kind for row in of_level):
                print(line(f"  {kind}", [row for row in of_level if row.kind == kind], threshold))
            continue
        for dpi in sorted({row.dpi for row in of_level}):
            print(line(f"  {dpi} dpi", [row for row in of_level if row.dpi == dpi], threshold))
        if len({row.sealed for row in of_level}) > 1:
            for sealed in (False, True):
                name = "  with seal" if sealed else "  without seal"
                print(line(name, [row for row in of_level if row.sealed is sealed], threshold))
    print(line("all", rows, threshold))
    print(line("all but extra", [row for row in rows if row.level in LEVELS], threshold))
    figures = total([row for row in rows if row.level in LEVELS] or rows).figures
    print(f"\nreliability of figures, all but extra ({BINS} bins): confidence, right, figures")
    for one in reliability(figures.judged):
        print(f"  {one.low:.1f}–{one.high:.1f}  {one.confidence:.3f}  {one.accuracy:.3f}  {one.count:>6}")
    for level in dict.fromkeys(row.level for row in rows):
        judged = total([row for row in rows if row.level == level]).figures.judged
        print(
            f"  {level}: expected calibration error {calibration_error(judged):.4f}, found by review {found_by_review(judged):.3f}"
        )
    print(f"largest process {max(row.memory for row in rows)} MiB, drawing not counted\n")


def verdicts(rows: Sequence[Row], threshold: float) -> list[tuple[str, float, str, float, bool]]:
    """(name, measured, relation, target, held) of what issue and documentation promise."""
    measured = [row for row in rows if row.level in LEVELS]
    figures = total(measured).figures
    found: list[tuple[str, float, str, float, bool]] = []

    def at_least(name: str, value: float, target: float) -> None:
        found.append((name, value, "≥", target, value >= target))

    def at_most(name: str, value: float, target: float) -> None:
        found.append((name, value, "≤", target, value <= target))

    for level, target in RECALL.items():
        fine: list[Row] = [row for row in measured if row.level == level and row.dpi >= 200]
        if fine:
            at_least(f"recall {level}, at least 200 dpi", total(fine).figures.recall, target)
    at_most("wrong figures above the threshold per 1,000", figures.wrong_per_thousand(threshold), WRONG_PER_THOUSAND)
    at_most("expected calibration error", calibration_error(figures.judged), CALIBRATION)
    at_least(f"wrong ones among the {100 * REVIEWED:.0f} % least confident", found_by_review(figures.judged), REVIEW_FINDS)
    easy: Count = total([row for row in measured if row.level == "easy"]).figures
    if easy.truth:
        at_least("right figures of easy pages above the threshold", easy.right_above(threshold), RIGHT_ABOVE)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.scans", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", default=DEFAULT_SEED)
    parser.add_argument("--tune-seed", nargs="?", const=TUNE_SEED, help="another seed, for development")
    parser.add_argument("--levels", default=",".join(COUNTS), help="comma-separated; names of extras count too")
    parser.add_argument("--count", type=int, help="samples of each level (default: the stated ones)")
    parser.add_argument("--start", type=int, default=0, help="number of the first sample of each level")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--clean", action="store_true", help="read the pages as they were drawn, PDFs with text")
    parser.add_argument("--details", type=Path, help="write wrong and missed figures to this file")
    options = parser.parse_args()
    if missing():
        print(f"fonts are missing; on Debian: apt-get install {PACKAGES}", file=sys.stderr)
        return 69
    counts = {level: options.count or COUNTS.get(level, COUNTS["extra"]) for level in options.levels.split(",")}
    os.environ.setdefault(THREADS_VARIABLE, str(max((os.cpu_count() or 1) // options.workers, 1)))  # the children's
    started = time.perf_counter()
    rows = run(options.tune_seed or options.seed, counts, options.workers, options.start, options.clean)
    if options.details:
        faults = [fault for row in rows for fault in row.score.faults]
        options.details.write_text("\n".join(faults) + "\n", encoding="utf-8")
    show(rows, options.threshold)
    found = verdicts(rows, options.threshold)
    for name, value, relation, target, held in found:
        print(f"{name:<54} {value:>8.4f}  {relation} {target:<6} {'' if held else 'MISSED'}")
    print(f"{time.perf_counter() - started:.0f} s with {options.workers} processes")
    return 0 if all(held for *_, held in found) else 1


if __name__ == "__main__":
    sys.exit(main())

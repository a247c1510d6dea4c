"""What `make bench` prints: our times beside those of the tools that users compare with, measured in one run.

Every ratio is the median of interleaved repeats, so that a machine that slows down slows both sides down.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gongkai.schemas.results import DocumentResult

Given = TypeVar("Given")

ROOT = Path(__file__).resolve().parents[2]

BARE_TYPER = """
import typer

app = typer.Typer(help="A program that does nothing.")
{commands}

if __name__ == "__main__":
    app()
"""
BARE_COMMAND = '''
@app.command()
def command{number}(file: str, flag: bool = typer.Option(False, "--flag", help="A flag.")) -> None:
    """A command that does nothing."""
'''


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(ours: Callable[[], object], theirs: Callable[[], object], repeats: int) -> tuple[float, float, float]:
    """Median seconds of both sides and the median of the ratios, after one round that does not count."""
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def open_with_python_docx(path: Path) -> int:
    """Opens a docx, reads its paragraphs and every `row.cells`, and returns the number of characters."""
    import docx

    document = docx.Document(str(path))
    length = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return length + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def to_facts(path: Path) -> DocumentResult:
    """Reads a document into facts, without cross-checks."""
    from gongkai.extractors.readers import read
    from gongkai.pipeline.document import interpret

    return interpret(read(path))


def line(name: str, ours: float, theirs: float, ratio: float, target: str) -> None:
    print(f"{name:<44} {ours * 1000:>9.1f} {theirs * 1000:>9.1f} {ratio:>7.2f}  {target}")


def bench_docx(repeats: int) -> None:
    """Time to facts (cross-checks apart) against opening with python-docx, in this one warm process."""
    documents = sorted((ROOT / "samples").glob("*.docx")) + sorted((ROOT.parent / "shared" / "renders").glob("*.docx"))
    for path in documents:
        ours, theirs, ratio = compare(partial(to_facts, path), partial(open_with_python_docx, path), repeats)
        line(f"docx to facts: {path.stem}", ours, theirs, ratio, "≤ 1")
    all_ours, all_theirs, ratio = compare(
        lambda: [to_facts(path) for path in documents], lambda: [open_with_python_docx(path) for path in documents], repeats
    )
    line(f"docx to facts: all {len(documents)} documents", all_ours, all_theirs, ratio, "≤ 1")


def each(act: Callable[[Given], object], things: Sequence[Given]) -> list[object]:
    return [act(thing) for thing in things]


def bench_checks(repeats: int) -> None:
    """What the cross-checks add to extraction, over the published PDFs and over the samples."""
    from gongkai.pipeline.checks.engine import check

    published = sorted((ROOT.parent / "shared" / "corpus").glob("*.pdf"))
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in (".docx", ".txt"))
    for name, paths, target in (
        (f"published PDFs: {len(published)}", published, "≤ 0.15"),
        (f"samples: {len(samples)}", samples, "stated"),
    ):
        if not paths:
            continue
        results = [to_facts(path) for path in paths]
        measured = compare(partial(each, check, results), partial(each, to_facts, paths), repeats)
        line(f"cross-checks / extraction, {name}", *measured, target)


def run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)


def bench_commands(repeats: int) -> None:
    """Cold processes: the help against that of a typer program with as many commands, and one small document."""
    from gongkai.pipeline.cli import app

    commands = len(app.registered_commands)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "bare.py"
        program.write_text(BARE_TYPER.format(commands="".join(BARE_COMMAND.format(number=n) for n in range(commands))))
        bare = compare(lambda: run("-m", "gongkai", "--help"), lambda: run(str(program), "--help"), repeats)
        line(f"gongkai --help / bare typer, {commands} commands", *bare, "≤ 1.3")
        smallest = min((ROOT / "samples").glob("*.docx"), key=lambda path: path.stat().st_size)
        cold = compare(lambda: run("-m", "gongkai", "extract", str(smallest)), lambda: run(str(program), "--help"), repeats)
        line(f"cold gongkai extract {smallest.name} / bare typer", *cold, "stated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    print(f"Python {sys.version.partition(' ')[0]}, medians of {repeats} interleaved repeats, milliseconds")
    print(f"{'':<44} {'ours':>9} {'theirs':>9} {'ratio':>7}  target")
    bench_commands(repeats)
    bench_docx(repeats)
    bench_checks(repeats)


if __name__ == "__main__":
    main()

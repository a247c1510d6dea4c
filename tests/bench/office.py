"""Old Word documents in a batch beside one bare call of LibreOffice over the same files.

    python tests/bench/office.py

Both sides run alternately, after one round that does not count. Ours ends with documents that were read, the other with docx files.
The files are the samples as LibreOffice writes them in the format of Word 97-2003, again and again, each with bytes of its own.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = 100
TARGET = 1.2


def bare(soffice: str, sources: list[Path], target: str, profile: Path, out: Path) -> None:
    """One call as a user would make it."""
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target, "--outdir", str(out)]
    subprocess.run([*command, *map(str, sources)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def documents(soffice: str, folder: Path) -> list[Path]:
    """`FILES` different doc files made from the samples."""
    bare(soffice, sorted((ROOT / "samples").glob("*.docx")), "doc", folder / "profile", folder / "made")
    made = sorted((folder / "made").glob("*.doc"))
    paths = []
    for number in range(FILES):
        paths.append(folder / f"{number:03}.doc")
        paths[-1].write_bytes(made[number % len(made)].read_bytes() + number.to_bytes(512, "little"))
    return paths


def read_all(paths: list[Path], parallel: int) -> None:
    """Reads the documents as a batch does: converted together, then one by one."""
    from gongkai.extractors.readers import load, read_original
    from gongkai.extractors.readers.conversions import Conversions
    from gongkai.extractors.readers.office_input import candidates

    with Conversions(parallel=parallel) as conversions:
        conversions.prepare(candidates(paths))
        for path in paths:
            document = read_original(replace(load(path), conversions=conversions))
            if not any(key == "read_with" and program.startswith("LibreOffice") for key, program in document.details):
                raise RuntimeError(f"{path} was not read through LibreOffice")


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    soffice = shutil.which("soffice")
    if soffice is None:
        sys.exit("needs LibreOffice (apt-get install libreoffice-writer-nogui)")
    print(f"Python {sys.version.partition(' ')[0]}, medians of {repeats} alternating repeats, milliseconds")
    print(f"{'':<44} {'ours':>9} {'theirs':>9} {'ratio':>7}  target")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = documents(soffice, folder)

        def theirs() -> None:
            shutil.rmtree(folder / "out", ignore_errors=True)
            bare(soffice, paths, "docx", folder / "profile", folder / "out")

        sides: list[Callable[[], None]] = [theirs, lambda: read_all(paths, 1), lambda: read_all(paths, 0)]
        for side in sides:
            side()
        rounds = [[seconds(side) for side in sides] for _ in range(repeats)]
        for index, what in ((1, "one call at a time"), (2, "as many calls as there are processors")):
            ours, other = (statistics.median(times[side] for times in rounds) * 1000 for side in (index, 0))
            ratio = statistics.median(times[index] / times[0] for times in rounds)
            print(f"{f'{FILES} doc files, {what}':<52} {ours:>9.0f} {other:>9.0f} {ratio:>7.2f}  ≤ {TARGET}")


if __name__ == "__main__":
    main()

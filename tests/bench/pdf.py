"""Our times on PDFs beside bare pdfplumber `extract_tables()` on every page of the same files, and the memory a long PDF takes.

    python tests/bench/pdf.py

Both sides run in this one process, alternately, after one round that does not count. The files are the samples printed as PDF and,
where they are at hand, the published PDFs.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
TARGET, AIM = 1.2, 0.7
MEMORY_PAGES = (100, 300, 1000)
MEMORY = """
import resource, sys
import gongkai
gongkai.extract(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / (1 << 20) if sys.platform == "darwin" else peak / 1024)
"""


def sample_pdfs(folder: Path) -> list[Path]:
    """The samples that are Word documents, printed as PDF."""
    from samples.pdf_writer import pdf
    from samples.reports import REPORTS

    paths = []
    for report in REPORTS:
        if any(rendering.style == "docx" for rendering in report.renderings):
            paths.append(folder / f"{report.name}.pdf")
            paths[-1].write_bytes(pdf(report))
    return paths


def published_pdfs() -> list[Path]:
    return sorted((ROOT.parent / "shared" / "corpus").glob("*.pdf"))


def with_pdfplumber(paths: Sequence[Path]) -> None:
    import pdfplumber

    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_tables()


def with_us(paths: Sequence[Path]) -> None:
    import gongkai

    for path in paths:
        gongkai.extract(path)


def seconds(work: Callable[[Sequence[Path]], None], paths: Sequence[Path]) -> float:
    started = time.perf_counter()
    work(paths)
    return time.perf_counter() - started


def bench_time(name: str, paths: Sequence[Path], repeats: int) -> None:
    with_us(paths)
    with_pdfplumber(paths)
    pairs = [(seconds(with_us, paths), seconds(with_pdfplumber, paths)) for _ in range(repeats)]
    ours, theirs = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{name:<44} {ours:>9.1f} {theirs:>9.1f} {ratio:>7.2f}  ≤ {TARGET}, aim < {AIM}")


def long_pdf(paths: Sequence[Path], pages: int) -> bytes:
    """The pages of `paths` again and again, up to `pages`."""
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    sources = [pypdfium2.PdfDocument(path) for path in paths]
    while len(made) < pages:
        for source in sources:
            made.import_pages(source, list(range(min(len(source), pages - len(made)))))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def bench_memory(folder: Path, paths: Sequence[Path]) -> None:
    """Peak memory of a process that reads a long PDF to facts."""
    for pages in MEMORY_PAGES:
        path = folder / f"{pages}.pdf"
        path.write_bytes(long_pdf(paths, pages))
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], check=True, capture_output=True, text=True)
        spent = time.perf_counter() - started
        print(
            f"{f'memory for {pages} pages':<44} {float(done.stdout):>6.0f} MB {spent:>8.1f} s  {'< 500 MB' if pages == 1000 else ''}"
        )


def bench_cold(paths: Sequence[Path], repeats: int) -> None:
    """A new process that reads one file."""
    path = min(paths, key=lambda candidate: candidate.stat().st_size)
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "gongkai", "extract", str(path)], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    print(f"{f'cold gongkai extract {path.name}':<44} {statistics.median(times) * 1000:>9.1f}                    stated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    print(f"Python {sys.version.partition(' ')[0]}, medians of {repeats} alternating repeats, milliseconds")
    print(f"{'':<44} {'ours':>9} {'theirs':>9} {'ratio':>7}  target")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        samples, published = sample_pdfs(folder), published_pdfs()
        if published:
            bench_time(f"published PDFs to facts: {len(published)}", published, repeats)
        bench_time(f"sample PDFs to facts: {len(samples)}", samples, repeats)
        bench_time(f"all PDFs to facts: {len(samples) + len(published)}", [*published, *samples], repeats)
        bench_cold(published or samples, repeats)
        bench_memory(folder, published or samples)


if __name__ == "__main__":
    main()

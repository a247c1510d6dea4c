"""What reading a scanned table page costs beside bare recognition of the same crops, and beside rapidocr over the whole page.

    cd tests && python -m bench.scan_speed

Everything runs in this one process with the same number of threads, alternately, after one round that does not count. The crops are
those that our reader recognises while it reads the page (second readings of doubtful cells too), caught on the way.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pypdfium2
from PIL import Image
from scans.faces import PACKAGES, missing
from scans.generate import TUNE_SEED, plan, sample

from gongkai.extractors.ocr.engine import THREADS_VARIABLE, Grey, Reading, Recogniser, recogniser
from gongkai.extractors.readers import read

LIMIT = 1.3
"""Times of bare recognition of the same crops."""
DPI = 200
LEVELS = ("easy", "sealed", "hard")
_WHOLE_SIDE = 4000
"""rapidocr shrinks pages whose longer side is above this many pixels; its default of 2,000 would shrink A4 at 200 dpi."""


@dataclass(slots=True)
class Times:
    """Seconds of each round."""

    ours: list[float] = field(default_factory=list)
    crops: list[float] = field(default_factory=list)
    """Our recogniser on the same crops."""
    rapid_crops: list[float] = field(default_factory=list)
    """rapidocr's recogniser on the same crops, in its own batches."""
    rapid_page: list[float] = field(default_factory=list)
    rapid_shrunk: list[float] = field(default_factory=list)
    """rapidocr over the page as it comes, shrunk to its default of 2,000 pixels."""


def pages(level: str, count: int) -> list[int]:
    """Numbers of samples with one page at 200 dpi."""
    found: list[int] = []
    number = 0
    while len(found) < count:
        made = plan(TUNE_SEED, level, number)
        if made.damage.dpi == DPI and len(made.truth.pages) == 1:
            found.append(number)
        number += 1
    return found


def caught(path: Path) -> list[list[Grey]]:
    """The crops of each call of our recogniser while the file is read."""
    calls: list[list[Grey]] = []
    usual = Recogniser.read

    def catching(self: Recogniser, crops: Sequence[Grey]) -> list[Reading]:
        calls.append(list(crops))
        return usual(self, crops)

    with mock.patch.object(Recogniser, "read", catching):
        read(path)
    return calls


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def engines(threads: int) -> tuple[Any, Any]:
    """rapidocr as it comes, and for pages in their full size."""
    from rapidocr import RapidOCR

    usual = {"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": threads}
    return RapidOCR(params=usual), RapidOCR(params={**usual, "Global.max_side_len": _WHOLE_SIDE})


def measured(path: Path, picture: np.ndarray[Any, Any], shrinking: Any, whole: Any, repeats: int) -> tuple[Times, int]:
    """Times of one page, and how many crops it has."""
    from rapidocr.ch_ppocr_rec import TextRecInput

    calls = caught(path)
    flat = [np.dstack((crop, crop, crop)) for crops in calls for crop in crops]
    whole(picture)
    bare = whole.text_rec
    times = Times()
    for turn in range(repeats + 1):
        several = (
            seconds(lambda: read(path)),
            seconds(lambda: [recogniser().read(crops) for crops in calls]),
            seconds(lambda: bare(TextRecInput(img=flat, return_word_box=False))),
            seconds(lambda: whole(picture)),
            seconds(lambda: shrinking(picture)),
        )
        if turn:
            for name, value in zip(("ours", "crops", "rapid_crops", "rapid_page", "rapid_shrunk"), several, strict=True):
                getattr(times, name).append(value)
    return times, len(flat)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scan_speed", description=__doc__)
    parser.add_argument("--pages", type=int, default=4, help="of each level")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if missing():
        print(f"fonts are missing; on Debian: apt-get install {PACKAGES}", file=sys.stderr)
        return 69
    os.environ[THREADS_VARIABLE] = str(options.threads)
    shrinking, whole = engines(options.threads)
    print(f"seconds a page at {DPI} dpi, {options.threads} threads, medians of {options.repeats} alternating rounds")
    print(
        f"{'':<10} {'crops':>6} {'ours':>7} {'bare crops':>11} {'ratio':>6} {'rapidocr crops':>15} {'rapidocr page':>14} {'shrunk':>7}"
    )
    totals, ratios = np.zeros(5), []
    with tempfile.TemporaryDirectory() as folder:
        for level in LEVELS:
            for number in pages(level, options.pages):
                one = sample(TUNE_SEED, level, number)
                path = Path(folder) / f"{one.name}{one.container}"
                path.write_bytes(one.data)
                times, crops = measured(path, picture_of(one.container, one.data), shrinking, whole, options.repeats)
                row = [statistics.median(getattr(times, name)) for name in Times.__dataclass_fields__]
                totals += row
                ratios.append(row[0] / row[1])
                print(
                    f"{one.name:<10} {crops:>6} {row[0]:>7.2f} {row[1]:>11.2f} {row[0] / row[1]:>6.2f} {row[2]:>15.2f} {row[3]:>14.2f} {row[4]:>7.2f}"
                )
    ratio, page = totals[0] / totals[1], totals[0] / totals[3]
    count = len(ratios)
    print(f"seconds a page: ours {totals[0] / count:.2f}, bare crops {totals[1] / count:.2f}, of {count} pages")
    print(
        f"ours against bare recognition of the same crops {ratio:.2f}  ≤ {LIMIT}"
        f"  (half of the pages below {statistics.median(ratios):.2f}; against rapidocr's {totals[0] / totals[2]:.2f})"
    )
    print(f"ours against rapidocr over the whole page       {page:.2f}  < 1  (shrunk by its default {totals[0] / totals[4]:.2f})")
    print(f"average load of the machine now {os.getloadavg()[0]:.1f}, of {os.cpu_count()} cores")
    return 0 if ratio <= LIMIT and page < 1 else 1


def picture_of(container: str, data: bytes) -> np.ndarray[Any, Any]:
    """The page as rapidocr takes it: blue, green, red."""
    if container == ".pdf":
        picture = pypdfium2.PdfDocument(data)[0].render(scale=DPI / 72).to_pil()
    else:
        picture = Image.open(io.BytesIO(data))
    return np.asarray(picture.convert("RGB"))[..., ::-1].copy()


if __name__ == "__main__":
    sys.exit(main())

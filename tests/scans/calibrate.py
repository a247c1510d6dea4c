"""Fits how much each sign counts for the confidence of a recognised line: `python -m scans.calibrate` (in tests/).

Lines of generated pages are read, compared with the truth of the cell they stand in, and a logistic regression over their signs is
fitted, for figures and for other text. The seed is one that no bench uses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest import mock

import numpy as np
import yaml

from gongkai.extractors.ocr import confidence, page
from gongkai.extractors.ocr.cells import Read
from gongkai.extractors.ocr.confidence import Signs, values
from gongkai.extractors.ocr.light import Sheet
from gongkai.extractors.ocr.skew import Bend
from gongkai.extractors.readers import read_bytes
from gongkai.schemas.errors import DocumentError

from .generate import sample
from .measure import plain
from .truth import Drawn

SEED = "calibration"
PAGES = {"easy": 22, "sealed": 26, "hard": 90}
HEAD = """# Weights of what speaks for and against a recognised line (extractors/ocr/confidence.py), fitted on generated scans by
#   cd tests && python -m scans.calibrate
"""
_MOST = {"mended": 1.0}
"""Weights that the generated pages, whose separators are always regular, would make too large."""
_RIDGE = 2e-5

Example = tuple[Signs, bool]


def examples(level: str, number: int) -> list[Example]:
    """The lines in cells of one generated sample: their signs, and whether they were read right."""
    one = sample(SEED, level, number)
    seen: list[tuple[int, Bend, list[Read]]] = []

    class Spy(page._Page):
        def __init__(self, sheet: Sheet, dpi: float, page_number: int) -> None:
            super().__init__(sheet, dpi, page_number)
            seen.append((page_number, self.bend, self.reads))

    with mock.patch.object(page, "_Page", Spy):
        try:
            read_bytes(one.data, f"x{one.container}", "x")
        except DocumentError:
            return []
    return [example for page_number, bend, reads in seen for example in _judged(one.truth, page_number, bend, reads)]


def _judged(truth: Drawn, number: int, bend: Bend, reads: list[Read]) -> Iterator[Example]:
    import cv2

    shapes = [(np.array(cell.pixels, np.float32).reshape(4, 1, 2), plain(cell.text)) for cell in truth.cells if cell.page == number]
    cells: dict[int, list[Read]] = {}
    for line in reads:
        if line.task.cell >= 0:
            cells.setdefault(line.task.cell, []).append(line)
    for lines in cells.values():
        for line in lines:
            strip = line.task.strip
            x, y = bend.source(np.array([(strip.x0 + strip.x1) / 2]), np.array([(strip.y0 + strip.y1) / 2]))
            place = (float(x[0]), float(y[0]))
            wanted = next((text for shape, text in shapes if cv2.pointPolygonTest(shape, place, False) > 0), None)
            if wanted is not None:
                text = plain(line.text)
                yield line.signs, text == wanted if len(lines) == 1 else text != "" and text in wanted


def fitted(found: list[Example], figure: bool) -> dict[str, float]:
    """The weights of the signs for figures, or for other text."""
    own = [(values(signs), right) for signs, right in found if signs.figure == figure]
    names = [name for name in own[0][0] if any(signs[name] for signs, _ in own) and not (figure and name == "known")]
    matrix = np.array([[signs[name] for name in names] for signs, _ in own])
    target = np.array([float(right) for _, right in own])
    weights = np.zeros(len(names))
    ridge = _RIDGE * len(own)
    for _ in range(60):
        expected = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (expected - target) + ridge * weights
        curvature = (matrix * (expected * (1 - expected) + 1e-6)[:, None]).T @ matrix + ridge * np.eye(len(names))
        weights -= np.linalg.solve(curvature, slope)
    return {name: round(min(float(weight), _MOST.get(name, np.inf)), 3) for name, weight in zip(names, weights, strict=True)}


def main() -> int:
    jobs = [(level, number) for level, count in PAGES.items() for number in range(count)]
    with ProcessPoolExecutor() as pool:
        found = [example for several in pool.map(examples, *zip(*jobs, strict=True)) for example in several]
    weights = {"figure": fitted(found, True), "text": fitted(found, False)}
    place = Path(confidence.__file__).with_name("calibration.yaml")
    place.write_text(HEAD + yaml.safe_dump(weights, sort_keys=False), encoding="utf-8")
    print(f"{len(found)} lines, {sum(right for _, right in found)} read right: {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

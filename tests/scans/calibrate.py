"""Fits how much each sign counts for the confidence of a recognised line, and of a fact: `python -m scans.calibrate` (in tests/).

Lines of generated pages are read, compared with the truth of the cell they stand in, and a logistic regression over their signs is
fitted, for figures and for other text. Then other pages are read to facts, and the same is done for how surely the cells of a fact
were read and what arithmetic says of it. The seeds are ones that no bench uses. `--only facts` leaves the weights of lines as they are.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar
from unittest import mock

import numpy as np
import yaml

from gongkai.extractors.ocr import confidence, page
from gongkai.extractors.ocr.bend import Bend
from gongkai.extractors.ocr.cells import Read
from gongkai.extractors.ocr.confidence import FactSigns, Signs, fact_values, values
from gongkai.extractors.ocr.light import Sheet
from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.checks.arithmetic import arithmetic_of, signs_of, value_of
from gongkai.pipeline.document import understood
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError
from gongkai.schemas.results import Fact

from .generate import sample
from .measure import judged_facts, plain
from .truth import Drawn

SEED = "calibration"
PAGES = {SEED: {"easy": 22, "sealed": 26, "hard": 90}}
FACTS_PAGES = {
    "arithA": {"easy": 36, "sealed": 40, "hard": 140},
    "arithB": {"easy": 30, "sealed": 36, "hard": 110},
    "calibration of facts": {"easy": 40, "sealed": 50, "hard": 170},
}
"""Many pages, because what goes wrong with a page goes wrong with many of its facts."""
MISPRINTED = 0.15
"""Share of the forms in which a figure is printed wrong, so that relations are broken between figures that were read right. It breaks about
one relation in a hundred; in four published reports two of some 700 are broken, but not all are set up with as much care.
"""
HEAD = """# Weights of what speaks for and against a recognised line, and a fact (extractors/ocr/confidence.py), fitted on generated scans by
#   cd tests && python -m scans.calibrate
"""
_MOST = {"mended": 1.0}
"""Weights that the generated pages, whose separators are always regular, would make too large."""
_RIDGE = 2e-5

_T = TypeVar("_T")
Example = tuple[Mapping[str, float], bool]
"""The values of signs, and whether what they speak of was read right."""


def lines(seed: str, level: str, number: int) -> list[tuple[Signs, bool]]:
    """The lines in cells of one generated sample: their signs, and whether they were read right."""
    one = sample(seed, level, number)
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


def _judged(truth: Drawn, number: int, bend: Bend, reads: list[Read]) -> Iterator[tuple[Signs, bool]]:
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


def facts(seed: str, level: str, number: int) -> list[tuple[FactSigns, bool]]:
    """The facts of one generated sample: their signs, and whether they are right."""
    one = sample(seed, level, number)
    try:
        document = read_bytes(one.data, f"x{one.container}", "x")
    except DocumentError:
        return []
    return signs_of_facts(one.truth, document, random.Random(f"{level}/{number}"))


def signs_of_facts(truth: Drawn, document: Document, rng: random.Random) -> list[tuple[FactSigns, bool]]:
    """The facts of a document: their signs, and whether they are right; in some documents a figure is made one that was misprinted."""
    result, grounds = understood(document)
    judged = judged_facts(truth, result)
    evidence = arithmetic_of(result, grounds).evidence
    if rng.random() < MISPRINTED:
        fact = rng.choice([fact for fact, right in judged if right and fact.id in evidence] or [None])
        if fact is not None:
            changed = _misprinted(fact, rng)
            result = replace(result, facts=tuple(changed if other.id == fact.id else other for other in result.facts))
            evidence = arithmetic_of(result, grounds).evidence
    return [(signs_of(grounds[fact.id], evidence.get(fact.id)), right) for fact, right in judged]


def _misprinted(fact: Fact, rng: random.Random) -> Fact:
    """The fact with another digit."""
    place = rng.choice([place for place, sign in enumerate(fact.raw) if sign.isdigit()])
    raw = fact.raw[:place] + rng.choice([digit for digit in "0123456789" if digit != fact.raw[place]]) + fact.raw[place + 1 :]
    return replace(fact, raw=raw, value=value_of(raw, fact) or fact.value)


def fitted(found: Sequence[Example]) -> dict[str, float]:
    """The weights of the signs."""
    names = [name for name in found[0][0] if any(signs[name] for signs, _ in found)]
    matrix = np.array([[signs[name] for name in names] for signs, _ in found])
    target = np.array([float(right) for _, right in found])
    weights = np.zeros(len(names))
    ridge = _RIDGE * len(found)
    for _ in range(60):
        expected = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (expected - target) + ridge * weights
        curvature = (matrix * (expected * (1 - expected) + 1e-6)[:, None]).T @ matrix + ridge * np.eye(len(names))
        weights -= np.linalg.solve(curvature, slope)
    return {name: round(min(float(weight), _MOST.get(name, np.inf)), 3) for name, weight in zip(names, weights, strict=True)}


def weights_of_lines(workers: int) -> dict[str, dict[str, float]]:
    found = _collected(lines, PAGES, workers)
    print(f"{len(found)} lines, {sum(right for _, right in found)} read right")
    figures = [
        ({name: value for name, value in values(signs).items() if name != "known"}, right) for signs, right in found if signs.figure
    ]
    return {"figure": fitted(figures), "text": fitted([(values(signs), right) for signs, right in found if not signs.figure])}


def weights_of_facts(workers: int) -> dict[str, dict[str, float]]:
    found = _collected(facts, FACTS_PAGES, workers)
    print(f"{len(found)} facts, {sum(right for _, right in found)} right")
    return {"fact": fitted([(fact_values(signs), right) for signs, right in found])}


def _collected(read: Callable[[str, str, int], list[_T]], pages: Mapping[str, Mapping[str, int]], workers: int) -> list[_T]:
    jobs = [(seed, level, number) for seed, counts in pages.items() for level, count in counts.items() for number in range(count)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return [example for several in pool.map(read, *zip(*jobs, strict=True)) for example in several]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scans.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("lines", "facts"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    place = Path(confidence.__file__).with_name("calibration.yaml")
    weights = yaml.safe_load(place.read_text(encoding="utf-8"))
    for name, fit in (("lines", weights_of_lines), ("facts", weights_of_facts)):
        if options.only in (None, name):
            weights |= fit(options.workers)
            place.write_text(HEAD + yaml.safe_dump(weights, sort_keys=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

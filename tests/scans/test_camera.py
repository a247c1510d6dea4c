"""The camera of the generated photographs sees what a camera would see."""

from __future__ import annotations

import random

import numpy as np
import pytest

from .camera import SPINE, WAVE, Sight, _Paper, taken
from .faces import PACKAGES, missing
from .generate import sample
from .levels import CAMERA


def dots(points: list[tuple[int, int]]) -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    """A white page with black dots."""
    page = np.full((800, 600, 3), 255, np.float32)
    for x, y in points:
        page[y - 5 : y + 5, x - 5 : x + 5] = 0
    return page


@pytest.mark.parametrize(
    "sight",
    [
        Sight(wood=False),
        Sight(tilt=25, pan=-10, turn=8, wood=False),
        Sight(tilt=-10, curl=0.06, shape=SPINE, wood=False),
        Sight(tilt=10, pan=10, curl=0.05, shape=WAVE, direction=30, wood=False),
    ],
)
def test_points_are_where_they_are_seen(sight: Sight) -> None:
    points = [(60, 70), (540, 70), (300, 400), (60, 730), (540, 730)]
    picture, move = taken(dots(points), sight, random.Random(3))
    for x, y in move(np.array(points, float)):
        around = picture[round(y) - 12 : round(y) + 13, round(x) - 12 : round(x) + 13].mean(axis=2)
        rows, columns = np.nonzero(around < 60)
        assert len(rows) > 20
        assert abs(rows.mean() - 12) < 1.5 and abs(columns.mean() - 12) < 1.5


def test_paper_rolls_and_does_not_stretch() -> None:
    paper = _Paper(Sight(curl=0.08, shape=WAVE, direction=0), 0.7, 1.0, random.Random(1))
    along = np.stack((np.linspace(0.02, 0.68, 400), np.full(400, 0.5)), 1)
    space = paper.lifted(along)
    assert float(np.ptp(space[:, 2])) > 0.02
    steps = np.linalg.norm(np.diff(space, axis=0), axis=1)
    assert steps == pytest.approx(np.full(399, 0.66 / 399), rel=0.02)


@pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")
@pytest.mark.parametrize("kind", CAMERA)
def test_the_truth_of_a_photograph_says_where_its_figures_are(kind: str) -> None:
    one = sample("camera", kind, 0)
    page = one.truth.pages[0]
    assert one.container == ".jpg" and one.damage.photographed
    for cell in one.truth.cells:
        assert all(0 <= x <= page.pixel_width and 0 <= y <= page.pixel_height for x, y in cell.pixels)

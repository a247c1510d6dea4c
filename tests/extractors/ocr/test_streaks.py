"""Lines that dust on the glass draws from edge to edge of a scan."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image

from gongkai.extractors.ocr.streaks import without_streaks
from gongkai.extractors.readers import read_bytes

from .pictures_of_tables import DPI, array, noisy, page, saved

ROWS = [[f"2{row}{column}4.{row}7" for column in range(4)] for row in range(1, 21)]


def texts(picture: Image.Image) -> list[list[list[str]]]:
    document = read_bytes(saved(picture), "传真.png", "传真.png")
    return [[[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)] for table in document.tables]


def streaked(picture: Image.Image, columns: list[int], through: float, wide: int = 2) -> Image.Image:
    pixels = array(picture).astype(float)
    for column in columns:
        pixels[:, column : column + wide] *= through
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.mark.parametrize("through", [0.35, 0.7])
def test_lines_of_the_feeder_divide_no_cells_and_cover_no_digits(through: float) -> None:
    """Two of them run through figures, one through the margin, on a page that lies a little askew."""
    turned = page(ROWS).rotate(0.4, fillcolor=(250, 250, 248), resample=Image.Resampling.BICUBIC)
    scan = noisy(streaked(turned, [60, 345, 931], through), 6)
    assert texts(scan) == [ROWS]
    assert texts(scan.convert("L")) == [ROWS]
    assert texts(scan.rotate(90, expand=True)) == [ROWS]


def test_what_a_line_covers_comes_back() -> None:
    picture = array(page(ROWS).convert("L"))
    (mended,) = without_streaks([array(streaked(Image.fromarray(picture), [345], 0.5))], DPI)
    assert np.abs(mended.astype(int) - picture).max() <= 4


def grey(picture: Image.Image) -> NDArray[np.uint8]:
    return array(picture.convert("L"))


def test_rules_of_tables_are_no_lines_of_the_feeder() -> None:
    for picture in (grey(page(ROWS)), grey(page(ROWS, height=95, top=180)), np.full((40, 40), 255, np.uint8)):
        (same,) = without_streaks([picture], DPI)
        assert same is picture

"""Pages on thin paper, through which the other side shows."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image, ImageFilter, ImageOps

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document

from .pictures_of_tables import noisy, page, saved, sealed

ROWS = [[f"2{row}{column}4.{row}7" for column in range(4)] for row in range(1, 9)]
BEHIND = [[f"9{column}{row}1.{column}8" for column in range(4)] for row in range(1, 12)]


def with_other_side(front: Image.Image, strength: float) -> Image.Image:
    """The page with another one seen through the paper: mirrored, soft, and pale."""
    behind = ImageOps.mirror(page(BEHIND, left=240, top=300)).filter(ImageFilter.GaussianBlur(1.5))
    dark = 1 - strength * (1 - np.asarray(behind, np.float64) / 255)
    return Image.fromarray((np.asarray(front, np.float64) * dark).astype(np.uint8))


def read(picture: Image.Image) -> Document:
    return read_bytes(saved(picture), "扫描.png", "扫描.png")


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)] for table in document.tables]


@pytest.mark.parametrize("strength", [0.1, 0.17, 0.25])
def test_the_other_side_gives_no_figures_and_no_rules(strength: float) -> None:
    assert texts(read(with_other_side(page(ROWS), strength))) == [ROWS]


def test_neither_does_it_below_a_seal() -> None:
    assert texts(read(with_other_side(sealed(page(ROWS), (650, 370)), 0.2))) == [ROWS]


@pytest.mark.parametrize("ink", [90, 150])
def test_print_in_grey_beside_black_is_read(ink: int) -> None:
    """Grey print of this side is no other side: two tables, one of them printed in grey."""
    picture, grey = page(ROWS), page(BEHIND, ink=ink, top=1200)
    picture.paste(grey.crop((0, 1150, 1654, 2339)), (0, 1150))
    assert texts(read(picture)) == [ROWS, BEHIND]


def test_grain_is_no_other_side() -> None:
    assert texts(read(noisy(page(ROWS), 10))) == [ROWS]

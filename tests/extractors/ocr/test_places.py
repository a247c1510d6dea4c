"""Characters keep their order on the page; short rules are found where thick ones end them."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import ImageDraw

from gongkai.extractors.ocr.cells import Read, Task
from gongkai.extractors.ocr.confidence import Signs
from gongkai.extractors.ocr.engine import Glyph
from gongkai.extractors.ocr.grid import lattice
from gongkai.extractors.ocr.page import _chars
from gongkai.extractors.ocr.segments import Strip

from .pictures_of_tables import array, page


def test_a_character_placed_before_the_ink_begins_stays_the_first() -> None:
    """The recogniser saw the 1 of 17.84 in the margin of the crop; sorted by their places it became 71.84, and sure."""
    places = [("1", 0.0, 0.085), ("7", 0.17, 0.255), (".", 0.426, 0.511), ("8", 0.596, 0.681), ("4", 0.766, 0.851)]
    glyphs = tuple(Glyph(text, 0.999, (), start, end) for text, start, end in places)
    line = Read(Task(Strip(1131, 1483, 1197, 1507, 31.0), 57), glyphs, Signs(0.999, figure=True))
    chars = _chars(line, 0.3, 1.0)
    assert "".join(char.text for char in sorted(chars, key=lambda char: char.x0)) == "17.84"
    assert all(char.x0 < char.x1 for char in chars)


def test_low_rows_in_a_thick_frame_keep_their_columns() -> None:
    """No vertical rule is long enough to be one by itself, and averaging along it does not reach into the thick rule that ends it."""
    picture = page([["310.25", "44.10", "12.07", "8.85"], ["96.04", "71.30", "25.11", "0.62"]], height=60)
    draw = ImageDraw.Draw(picture)
    for y in (260, 380):
        draw.line([(198, y), (1402, y)], fill=(20, 20, 20), width=7)
    drawn = lattice(255 - array(picture.convert("L")), None, 150.0)
    assert (len(drawn.across), len(drawn.down)) == (3 * 4, 5 * 2)

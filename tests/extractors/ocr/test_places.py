"""Characters keep their order on the page."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from gongkai.extractors.ocr.cells import Read, Task
from gongkai.extractors.ocr.confidence import Signs
from gongkai.extractors.ocr.engine import Glyph
from gongkai.extractors.ocr.page import _chars
from gongkai.extractors.ocr.segments import Strip


@pytest.mark.parametrize("cell", [57, -1])
def test_a_character_placed_before_the_ink_begins_stays_the_first(cell: int) -> None:
    """The recogniser saw the 1 of 17.84 in the margin of the crop; sorted by their places it became 71.84, and sure."""
    places = [("1", 0.0, 0.085), ("7", 0.17, 0.255), (".", 0.426, 0.511), ("8", 0.596, 0.681), ("4", 0.766, 0.851)]
    glyphs = tuple(Glyph(text, 0.999, (), start, end) for text, start, end in places)
    line = Read(Task(Strip(1131, 1483, 1197, 1507, 31.0), cell), glyphs, Signs(0.999, figure=True))
    chars = _chars(line, np.ones((1600, 1200), np.uint8), 0.3, 1.0)
    assert "".join(char.text for char in sorted(chars, key=lambda char: char.x0)) == "17.84"
    assert all(char.x0 < char.x1 for char in chars)

"""Scanned tables with three lines, or none: their columns are where the print leaves white."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import ImageDraw

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document, Table

from .pictures_of_tables import page, saved

ROWS = (
    ("Code", "Total", "Staff", "Other"),
    ("201", "1,204.50", "830.25", "374.25"),
    ("208", "96.04", "", "96.04"),
    ("210", "58.37", "58.37", ""),
)


def read(*, lines: tuple[int, ...] = (), angle: float = 0.0, rows: tuple[tuple[str, ...], ...] = ROWS) -> Document:
    """A page with a table that has rules over these rows only."""
    picture = page(rows, ruled=False)
    for row in lines:
        ImageDraw.Draw(picture).line([(200, 260 + row * 70), (1400, 260 + row * 70)], fill=(20, 20, 20), width=3)
    if angle:
        picture = picture.rotate(angle, fillcolor=(250, 250, 248))
    return read_bytes(saved(picture), "扫描.png", "扫描.png")


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in table.cells if cell.row == row) for row in range(table.row_count)]


@pytest.mark.parametrize("angle", [0.0, 0.6])
@pytest.mark.parametrize("lines", [(), (0, 1, 4)], ids=["no lines", "three lines"])
def test_columns_by_alignment(lines: tuple[int, ...], angle: float) -> None:
    document = read(lines=lines, angle=angle)
    assert [texts(table) for table in document.tables] == [list(ROWS)]
    assert document.warnings == ()


def test_the_three_lines_hold_a_label_of_two_lines_together() -> None:
    """What stands between two of the rules is a table even where few rows have figures."""
    rows = (("Item", "2023"), ("Staff", "830.25"), ("Other", "4.25"))
    picture = page(rows, ruled=False)
    assert read_bytes(saved(picture), "a.png", "a.png").tables == ()
    for row in (0, 1, 3):
        ImageDraw.Draw(picture).line([(200, 260 + row * 70), (800, 260 + row * 70)], fill=(20, 20, 20), width=3)
    (table,) = read_bytes(saved(picture), "a.png", "a.png").tables
    assert texts(table) == list(rows)


def test_columns_that_cannot_be_told_are_not_guessed() -> None:
    """Figures without a head: what they say is not known."""
    picture = page([[*cells, "" if row == 0 else f"{row}7.25"] for row, cells in enumerate(ROWS)], ruled=False, width=280)
    document = read_bytes(saved(picture), "a.png", "a.png")
    assert document.tables == ()
    assert [warning.code for warning in document.warnings] == ["unclear_columns"]

"""Pages that lie askew, lean, or are curled, and short rules between others."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image, ImageDraw

from gongkai.extractors.ocr.bend import Bend, turned
from gongkai.extractors.ocr.bend import leaning as lean
from gongkai.extractors.ocr.curl import Curl
from gongkai.extractors.ocr.opencv import outlines, shrunk
from gongkai.extractors.ocr.skew import straightened
from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document

from .pictures_of_tables import DPI, FIGURES, array, page, saved, sealed

PAPER = (250, 250, 248)
ROWS = [[f"2{row}{column}4.{row}7" for column in range(4)] for row in range(1, 21)]


def read(picture: Image.Image) -> Document:
    return read_bytes(saved(picture), "扫描.png", "扫描.png")


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)] for table in document.tables]


def leaning(picture: Image.Image, falls: float, leans: float) -> Image.Image:
    """The page as a feeder draws it in askew: its rows fall and its columns lean, by so many pixels on a hundred."""
    matrix = (1.0, leans / 100, 0.0, falls / 100, 1.0, 0.0)
    return picture.transform(picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=PAPER)


def curled(picture: Image.Image, reach: float) -> Image.Image:
    """The page with one slow wave in its rows."""
    pixels = array(picture)
    columns = np.arange(picture.width)
    shift = np.rint(reach * np.sin(columns / picture.width * math.pi)).astype(int)
    rows = np.clip(np.arange(picture.height)[:, None] + shift[None, :], 0, picture.height - 1)
    return Image.fromarray(pixels[rows, columns[None, :]])


@pytest.mark.parametrize(("falls", "leans"), [(0.3, 0.0), (0.6, -0.2), (-1.5, 1.5), (0.2, 0.8)])
def test_a_page_that_leans_is_made_straight(falls: float, leans: float) -> None:
    assert texts(read(leaning(page(ROWS), falls, leans))) == [ROWS]


@pytest.mark.parametrize("reach", [2.5, 4.0])
def test_a_slightly_curled_page_is_read(reach: float) -> None:
    assert texts(read(curled(page(ROWS), reach))) == [ROWS]


def test_figures_below_a_seal_are_read_on_a_turned_page() -> None:
    turned = sealed(page(), (650, 370)).rotate(1.7, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)
    assert texts(read(turned)) == [[list(row) for row in FIGURES]]


def test_a_mark_that_turning_pushes_over_the_edge_is_no_hindrance() -> None:
    picture = page().rotate(8, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)
    ImageDraw.Draw(picture).rectangle([0, 2250, 40, 2338], fill=(225, 60, 60))
    assert texts(read(picture)) == [[list(row) for row in FIGURES]]


def test_a_rule_inside_one_cell_divides_it() -> None:
    """Short rules count where they run from one rule to another; strokes of print as long as they do not."""
    picture = page(ROWS)
    draw = ImageDraw.Draw(picture)
    draw.rectangle([810, 340, 1090, 390], fill=PAPER)
    draw.line([(950, 330), (950, 400)], fill=(20, 20, 20), width=3)
    for place, text in ((875, "31.5"), (1025, "47.2")):
        draw.text((place, 365), text, fill=(20, 20, 20), font_size=34, anchor="mm")
    (table,) = read(picture).tables
    assert table.column_count == 5
    assert [cell.text for cell in table.cells if cell.row == 1] == ["2204.27", "2214.27", "31.5", "47.2", "2234.27"]
    assert [(cell.text, cell.column_span) for cell in table.cells if cell.row == 2][2] == ("2324.37", 2)


def ink(picture: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.asarray(255 - np.asarray(picture.convert("L"), np.int16)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("angle", [0.2, -0.4, 0.9, -6.0])
def test_the_turn_of_a_ruled_page_is_found_to_a_pixel_across_it(angle: float) -> None:
    turned = page(ROWS).rotate(angle, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)
    bend = straightened(ink(turned), DPI)
    assert bend.flat
    x, y = bend.source(np.array([200.0, 1400.0]), np.array([1000.0, 1000.0]))
    fall = math.degrees(math.atan2(y[1] - y[0], x[1] - x[0]))
    assert fall == pytest.approx(-angle, abs=math.degrees(1 / 1200))


def test_a_straight_page_is_let_be() -> None:
    picture = ink(page(ROWS))
    bend = straightened(picture, DPI)
    assert bend.plain and bend.applied(picture) is not None
    assert np.array_equal(bend.applied(picture), picture)


def test_a_part_of_a_page_is_made_straight_as_the_whole_of_it_is() -> None:
    picture = ink(page(ROWS))
    box = (300, 400, 900, 700)
    aslant = turned(0.03, 1654, 2339)
    aslant[2, :2] = (4e-5, -2e-5)
    knots = np.random.default_rng(7).normal(0, 12, (2, 12, 9))
    for bend in (
        Bend(1654, 2339, turned(0.02, 1654, 2339)),
        Bend(1654, 2339, lean(-0.005, 0.0026, 1654, 2339)),
        Bend(1654, 2339, aslant),
        Bend(1654, 2339, aslant, Curl(1654, 2339, *knots)),
    ):
        left, top, right, bottom = bend.straight_box(box)
        part = bend.straightener()(picture, 0, (left, top, right, bottom))
        assert np.abs(part.astype(int) - bend.applied(picture, 0)[top:bottom, left:right]).max() <= 24
        for x, y in ((300, 400), (900, 700), (600, 400), (300, 550)):
            inside = np.array([[left, right, right, left], [top, top, bottom, bottom]], float)
            source_x, source_y = bend.source(inside[0], inside[1])
            assert source_x.min() <= x <= source_x.max() and source_y.min() <= y <= source_y.max()


def test_pieces_of_ink_are_found_in_quiet_and_in_noisy_pictures() -> None:
    mask = np.zeros((400, 400), np.uint8)
    mask[10:40, 10:40] = 1
    mask[15:35, 15:35] = 0
    mask[20:25, 20:25] = 1  # a piece inside another one
    mask[100, 100] = mask[101, 101] = 1
    few = {tuple(box) for box in outlines(mask).tolist()}
    assert few == {(10, 10, 30, 30), (20, 20, 5, 5), (100, 100, 2, 2)}
    wide = np.zeros((400, 400 + 400), np.uint8)
    wide[:, :400] = mask
    wide[::2, 402::2] = 1  # more specks than it is worth to go around
    assert {tuple(box) for box in outlines(wide).tolist() if box[2] > 1} == few
    assert len(outlines(wide)) == 3 + 200 * 199
    assert len(outlines(np.zeros((20, 20), np.uint8))) == 0


def test_pictures_are_shrunk_without_losing_ink() -> None:
    picture = np.zeros((701, 503), np.uint8)
    picture[:, 100:110] = 200
    small = shrunk(picture, (125, 175))
    assert small.shape == (175, 125)
    assert int(small[:, 20:30].sum(axis=1).min()) == pytest.approx(500, rel=0.1)
    assert np.array_equal(shrunk(picture, (503, 701)), picture)

"""Pages as cameras see them: on a desk, aslant, in shadow, curled, from an open book."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image

from gongkai.extractors.ocr.bend import projected
from gongkai.extractors.ocr.curl import Curl, fitted
from gongkai.extractors.ocr.paper import sheet_on_desk
from gongkai.extractors.ocr.perspective import seen_at_an_angle
from gongkai.extractors.ocr.traces import Trace, traces
from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document

from .pictures_of_tables import DPI, array, noisy, page, saved

ROWS = [[f"2{row}{column}4.{row}7" for column in range(4)] for row in range(1, 21)]
DESK = (92, 74, 60)
WIDTH, HEIGHT = 1654, 2339
CORNERS = ((120, 330), (1560, 90), (1730, 2240), (330, 2420))
"""Where the corners of a sheet are on a photograph, from the upper left one clockwise."""
PHOTOGRAPH = (1860, 2520)


def read(picture: Image.Image) -> Document:
    return read_bytes(saved(picture), "照片.png", "照片.png")


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)] for table in document.tables]


def matrix(before: tuple[tuple[float, float], ...], after: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """The projective map that moves four points to four others."""
    rows, values = [], []
    for (x, y), (u, v) in zip(before, after, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows, float), np.array(values, float)), 1).reshape(3, 3)


SHEET = ((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT))


def seen(
    sheet: Image.Image,
    corners: tuple[tuple[int, int], ...] = CORNERS,
    size: tuple[int, int] = PHOTOGRAPH,
    around: tuple[int, int, int] = DESK,
) -> Image.Image:
    """The sheet on a desk, its corners at these points of a photograph."""
    back = matrix(corners, SHEET)
    return sheet.transform(size, Image.Transform.PERSPECTIVE, tuple(back.ravel()[:8]), Image.Resampling.BICUBIC, fillcolor=around)


def shaded(picture: Image.Image, share: float) -> Image.Image:
    """The picture with a shadow over its lower right part, soft at its edge."""
    y, x = np.mgrid[0 : picture.height, 0 : picture.width]
    inside = 1 / (1 + np.exp(-np.clip((x / picture.width + y / picture.height - 1.0) / 0.015, -30, 30)))
    return Image.fromarray((array(picture) * (1 - share * inside[..., None])).astype(np.uint8))


def rolled(picture: Image.Image, reach: float, cycles: float, *, spine: bool = False) -> Image.Image:
    """The page with waves in its rows, or with one edge that climbs as in an open book."""
    pixels = array(picture)
    share = np.arange(picture.width) / picture.width
    wave = np.exp(-share / 0.15) if spine else np.sin(share * cycles * math.tau)
    rows = np.arange(picture.height)[:, None] + reach * wave[None, :]
    above = np.clip(rows.astype(int), 0, picture.height - 2)
    part = (rows - above)[..., None].clip(0, 1)
    columns = np.arange(picture.width)[None, :]
    return Image.fromarray((pixels[above, columns] * (1 - part) + pixels[above + 1, columns] * part).astype(np.uint8))


def test_a_sheet_on_a_desk_seen_aslant_is_read_and_its_cells_are_where_they_are_on_the_photograph() -> None:
    document = read(noisy(seen(page(ROWS)), 3))
    assert texts(document) == [ROWS]
    to = matrix(SHEET, CORNERS)
    cells = {(cell.row, cell.column): cell for cell in document.tables[0].cells}
    for row, column in ((0, 0), (0, 3), (19, 0), (19, 3), (10, 2)):
        box = cells[row, column].location.bbox
        assert box is not None
        x, y = projected(to, np.array([200.0 + 300 * column + 150]), np.array([260.0 + 70 * row + 35]))
        middle = ((box[0] + box[2]) / 2 / 72 * DPI, (box[1] + box[3]) / 2 / 72 * DPI)
        assert middle == pytest.approx((x[0], y[0]), abs=14)


def test_a_sheet_that_lies_far_askew_is_turned_first() -> None:
    turned = page(ROWS).rotate(28, expand=True, fillcolor=DESK, resample=Image.Resampling.BICUBIC)
    assert texts(read(turned)) == [ROWS]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_the_telephone_may_be_held_any_way(quarters: int) -> None:
    assert texts(read(seen(page(ROWS)).rotate(90 * quarters, expand=True))) == [ROWS]


def test_the_shadow_of_the_telephone_is_no_edge_of_the_sheet() -> None:
    assert texts(read(shaded(seen(page(ROWS)), 0.5))) == [ROWS]


def test_a_sheet_that_nearly_fills_the_photograph_is_not_cut_off() -> None:
    near = ((8, 25), (1640, 6), (1625, 2325), (30, 2335))
    assert texts(read(seen(page(ROWS), near, (WIDTH, HEIGHT)))) == [ROWS]


def test_perspective_shows_in_rules_where_no_edge_of_the_sheet_is_seen() -> None:
    aslant = seen(page(ROWS), ((-60, 40), (1790, -120), (1600, 2400), (70, 2280)), (WIDTH, HEIGHT), (250, 250, 248))
    assert sheet_on_desk(array(aslant), DPI) is None
    assert texts(read(aslant)) == [ROWS]


@pytest.mark.parametrize(("reach", "cycles", "spine"), [(25, 1.0, False), (14, 1.8, False), (90, 0, True)])
def test_a_page_that_is_clearly_curled_is_read(reach: float, cycles: float, spine: bool) -> None:
    assert texts(read(rolled(page(ROWS), reach, cycles, spine=spine))) == [ROWS]


def test_a_curled_sheet_seen_aslant_is_read() -> None:
    assert texts(read(seen(rolled(page(ROWS), 18, 0.9)))) == [ROWS]


def test_scans_and_pictures_with_a_dark_frame_are_let_be() -> None:
    assert sheet_on_desk(array(page(ROWS)), DPI) is None
    assert sheet_on_desk(array(page(ROWS).convert("L")), DPI) is None
    framed = Image.new("RGB", (1800, 2500), DESK)
    framed.paste(page(ROWS), (70, 80))
    assert sheet_on_desk(array(framed), DPI) is None
    night = Image.effect_noise((900, 700), 60).convert("RGB")
    assert sheet_on_desk(array(night), DPI) is None


def test_what_a_shadow_leaves_of_a_sheet_is_not_taken_for_the_sheet() -> None:
    """A grey photograph shows only by lightness where paper is: a corner in deep shadow must not be cut off."""
    dark = shaded(seen(page(ROWS)), 0.75).convert("L")
    cut = sheet_on_desk(array(dark), DPI)
    if cut is not None:
        x, y = projected(
            np.linalg.inv(cut.matrix), np.array([c[0] for c in CORNERS], float), np.array([c[1] for c in CORNERS], float)
        )
        height, width = cut.picture.shape[:2]
        assert x.min() > -20 and y.min() > -20 and x.max() < width + 20 and y.max() < height + 20


def test_a_sheet_is_drawn_in_its_own_proportions_and_resolution() -> None:
    cut = sheet_on_desk(array(seen(page(ROWS))), DPI)
    assert cut is not None
    height, width = cut.picture.shape[:2]
    assert height / width == pytest.approx(math.sqrt(2), rel=0.03)
    assert cut.dpi == pytest.approx(height / (297 / 25.4), rel=0.03)


def ink(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(255 - np.asarray(picture.convert("L"), np.int16)).clip(0, 255).astype(np.uint8)


def test_rules_are_followed_and_print_is_not() -> None:
    bent = rolled(page(ROWS), 20, 1.0)
    across, down = traces(ink(bent), DPI)
    assert len(across) == 21 and len(down) == 5
    level = np.array([np.median(line.y + 20 * np.sin(line.x / WIDTH * math.tau)) for line in across])
    for line, at in zip(across, level, strict=True):
        assert np.abs(line.y + 20 * np.sin(line.x / WIDTH * math.tau) - at).max() < 1.0
    assert traces(ink(page(ROWS, ruled=False)), DPI) == ([], [])


def test_lines_say_how_a_page_is_curled() -> None:
    def line(level: float) -> Trace:
        x = np.arange(150.0, 1500.0, 20.0)
        return Trace(x, level + 15 * np.sin(x / 400 + level / 900))

    curl = fitted([line(float(level)) for level in range(300, 1700, 70)], [], WIDTH, HEIGHT, DPI)
    assert not curl.folds
    for level in (335.0, 900.0, 1650.0):  # also between the lines
        x = np.arange(200.0, 1450.0, 50.0)
        straight_x, straight_y = curl.undone(x, level + 15 * np.sin(x / 400 + level / 900))
        assert np.ptp(straight_y) < 1.0
        assert np.allclose(straight_x, x)


def test_paper_does_not_fold() -> None:
    torn = np.zeros((8, 8))
    torn[:, 4:] = 900.0
    assert Curl(WIDTH, HEIGHT, torn, np.zeros((8, 8))).folds
    assert not Curl(WIDTH, HEIGHT, torn / 20, np.zeros((8, 8))).folds


def test_parallel_lines_that_meet_tell_how_a_page_was_seen() -> None:
    to = matrix(SHEET, CORNERS)
    places = np.linspace(0, 1, 30)

    def drawn(x0: float, y0: float, x1: float, y1: float) -> Trace:
        return Trace(*projected(to, x0 + (x1 - x0) * places, y0 + (y1 - y0) * places))

    across = [drawn(200, y, 1400, y) for y in (300, 500, 800, 1200)]
    down = [drawn(x, 300, x, 1200) for x in (200, 600, 1400)]
    found = seen_at_an_angle(across, down, *PHOTOGRAPH)
    assert found is not None
    flat, width, height = found
    back = np.linalg.inv(flat)
    for line in across:
        assert np.ptp(projected(back, line.x, line.y)[1]) < 1.0
    for line in down:
        assert np.ptp(projected(back, line.x, line.y)[0]) < 1.0
    x, y = projected(back, np.array([0.0, PHOTOGRAPH[0]]), np.array([0.0, PHOTOGRAPH[1]]))
    assert min(*x, *y) > -1 and max(x) < width + 1 and max(y) < height + 1
    assert seen_at_an_angle(across, down[:1], *PHOTOGRAPH) is None

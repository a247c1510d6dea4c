"""Figures close to thick rules: what is left of a rule is no print, and print inside it is read once."""

from __future__ import annotations

import io
import random

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image, ImageDraw, ImageFont
from scans.faces import PACKAGES, missing, path_of

from gongkai.extractors.readers import read_bytes

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")

NAMES = ("办公费", "印刷费", "咨询费", "手续费", "邮电费", "差旅费", "会议费", "培训费")
HEADS = ("科目编码", "科目名称", "2023年决算数", "2024年预算数")
EDGES = (120, 420, 900, 1220, 1540)


def page(frame: int, size: int, away: int, seed: int) -> tuple[bytes, list[str]]:
    """A page at 200 dpi with so thick a frame and print of this size so far from the rules, all in pixels; and the figures on it."""
    rng = random.Random(seed)
    image = Image.new("L", (1654, 1100), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(path_of("uming")), size)
    pen.text((500, 120), "一般公共预算财政拨款基本支出决算表", font=font, fill=0)
    pen.text((1300, 220), "单位：万元", font=font, fill=0)
    top, row, rows = 270, size + 2 * away + 6, len(NAMES) + 1
    for number in range(rows + 1):
        y = top + number * row
        pen.line((EDGES[0], y, EDGES[-1], y), fill=0, width=frame if number in (0, rows) else 2)
    for number, x in enumerate(EDGES):
        ends = (top - frame // 2, top + rows * row + frame // 2)
        pen.line((x, ends[0], x, ends[1]), fill=0, width=frame if number in (0, len(EDGES) - 1) else 2)
    for x, head in zip(EDGES, HEADS, strict=False):
        pen.text((x + 10, top + away + 2), head, font=font, fill=0)
    figures: list[str] = []
    for number, name in enumerate(NAMES):
        y = top + (number + 1) * row + away + 2
        pen.text((EDGES[0] + frame // 2 + away, y), str(30201 + number), font=font, fill=0)
        pen.text((EDGES[1] + 4, y), name, font=font, fill=0)
        for end, half in ((EDGES[3], 1), (EDGES[4], frame // 2)):
            figures.append(f"{rng.uniform(1, 999):.2f}")
            pen.text((end - half - away - pen.textlength(figures[-1], font=font), y), figures[-1], font=font, fill=0)
    written = io.BytesIO()
    image.save(written, "PNG", dpi=(200, 200))
    return written.getvalue(), figures


@pytest.mark.parametrize(("frame", "size", "away"), [(4, 22, 2), (7, 26, 3), (7, 26, 8), (7, 20, 4)])
def test_figures_close_to_rules_are_read_once_and_whole(frame: int, size: int, away: int) -> None:
    for seed in range(3):
        data, figures = page(frame, size, away, seed)
        cells = [cell.text for table in read_bytes(data, "x.png", "x").tables for cell in table.cells]
        assert [text for text in cells if text.replace(".", "").isdigit() and "." in text] == figures
        assert "2024年预算数" in cells

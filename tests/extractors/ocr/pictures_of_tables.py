"""Pictures of small tables, drawn for the tests with the letters that Pillow brings along: every page of figures a test needs."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

DPI = 200
FIGURES = (
    ("201", "1,204.50", "830.25", "374.25"),
    ("208", "96.04", "96.04", "0.00"),
    ("210", "58.37", "58.37", "0.00"),
    ("221", "77.19", "77.19", "0.00"),
)
"""Cells of a table, row by row."""


def page(
    rows: Sequence[Sequence[str]] = FIGURES,
    *,
    merged: bool = False,
    ruled: bool = True,
    ink: int = 20,
    left: int = 200,
    top: int = 260,
    width: int = 300,
    height: int = 70,
) -> Image.Image:
    """An A4 page at 200 dpi with a table of these cells; `merged` joins the first two cells of the first row."""
    picture = Image.new("RGB", (1654, 2339), (250, 250, 248))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=34)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            place = (left + column * width + width // 2, top + row * height + height // 2)
            if merged and row == 0 and column < 2:
                if column:
                    continue
                place = (left + width, place[1])
            draw.text(place, text, fill=(ink,) * 3, font=font, anchor="mm")
    if ruled:
        columns = len(rows[0])
        for row in range(len(rows) + 1):
            y = top + row * height
            draw.line([(left, y), (left + columns * width, y)], fill=(ink,) * 3, width=3)
        for column in range(columns + 1):
            x = left + column * width
            start = top + (height if merged and column == 1 else 0)
            draw.line([(x, start), (x, top + len(rows) * height)], fill=(ink,) * 3, width=3)
    return picture


def sealed(picture: Image.Image, centre: tuple[int, int], radius: int = 130) -> Image.Image:
    """The picture with a red seal laid over it, as ink lies over print: a ring and a disc."""
    seal = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(seal)
    x, y = centre
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=(225, 60, 60), width=9)
    draw.ellipse([x - 50, y - 50, x + 50, y + 50], fill=(225, 60, 60))
    below, above = np.asarray(picture, dtype=np.float32), np.asarray(seal, dtype=np.float32)
    return Image.fromarray((below * above / 255).astype(np.uint8))


def noisy(picture: Image.Image, spread: float, seed: int = 1) -> Image.Image:
    """The picture with grain."""
    grain = np.random.default_rng(seed).normal(0, spread, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.float64) + grain, 0, 255).astype(np.uint8))


def array(picture: Image.Image) -> NDArray[np.uint8]:
    """The pixels of a picture."""
    return np.asarray(picture, dtype=np.uint8)


def saved(pictures: Image.Image | Sequence[Image.Image], kind: str = "PNG") -> bytes:
    """A file with the pictures as its pages."""
    first, *rest = [pictures] if isinstance(pictures, Image.Image) else list(pictures)
    stream = io.BytesIO()
    more = {"save_all": True, "append_images": rest} if rest else {}
    first.save(stream, kind, dpi=(DPI, DPI), **more) if kind != "PDF" else first.save(stream, kind, resolution=DPI, **more)
    return stream.getvalue()

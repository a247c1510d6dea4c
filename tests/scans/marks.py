"""What offices put on paper after printing: seals, stamps, handwriting. Drawn as ink that darkens the paper under it."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
from bench.checks.subjects import OFFICES, PLACES
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .faces import path_of

Picture = NDArray[np.float32]
"""Height, width, 3 colours from 0 to 255."""
_RED = ((205, 30, 40), (220, 50, 50), (190, 20, 60), (230, 70, 60))
_PEN = ((20, 30, 120), (25, 25, 35), (30, 60, 160))
_FINE = 3
"""Marks are drawn this much larger, then reduced."""


def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path_of(name)), max(round(size), 4))


def ink(picture: Picture, mask: Image.Image, left: float, top: float, colour: tuple[int, int, int], strength: float) -> None:
    """Lays a mark on the paper: what is black below stays black."""
    height, width = picture.shape[:2]
    x, y = round(left), round(top)
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mask.width, width), min(y + mask.height, height)
    if x0 >= x1 or y0 >= y1:
        return
    cover = np.asarray(mask, np.float32)[y0 - y : y1 - y, x0 - x : x1 - x, None] / 255 * strength
    tone = 1 - cover * (1 - np.asarray(colour, np.float32) / 255)
    picture[y0:y1, x0:x1] *= tone


def _worn(mask: Image.Image, rng: random.Random, amount: float) -> Image.Image:
    """Ink that did not reach the paper everywhere."""
    grain = np.random.default_rng(rng.getrandbits(64))
    coarse = grain.normal(0, 1, (max(mask.height // 12, 2), max(mask.width // 12, 2)))
    patches = Image.fromarray(np.clip(128 + 60 * coarse, 0, 255).astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
    fine = grain.normal(0, 0.25, (mask.height, mask.width))
    cover = np.asarray(patches, np.float32) / 128 + fine
    kept = np.asarray(mask, np.float32) * np.clip(1 - amount + amount * cover, 0, 1)
    return Image.fromarray(np.clip(kept, 0, 255).astype(np.uint8))


def seal(picture: Picture, x: float, y: float, dpi: int, rng: random.Random) -> None:
    """A round official seal (公章) with a star and the name of an invented body around it, its middle at (x, y)."""
    radius = rng.uniform(19, 21.5) / 25.4 * dpi
    fine = radius * _FINE
    size = math.ceil(2 * fine) + 4 * _FINE
    middle = size / 2
    mask = Image.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    draw.ellipse(
        (middle - fine, middle - fine, middle + fine, middle + fine), outline=255, width=round(fine * rng.uniform(0.045, 0.07))
    )
    points = [
        (middle + fine * share * math.sin(turn), middle - fine * share * math.cos(turn))
        for corner in range(10)
        for turn, share in ((corner * math.pi / 5, 0.3 if corner % 2 == 0 else 0.115),)
    ]
    draw.polygon(points, fill=255)
    name = rng.choice(PLACES) + rng.choice(OFFICES)
    face = rng.choice(("uming", "gbsn", "zenhei"))
    _ring(mask, name, face, middle, fine, rng)
    if rng.random() < 0.5:
        words, font = rng.choice(("财务专用章", "办公室", "预算专用章")), _font(face, fine * 0.2)
        draw.text((middle, middle + fine * 0.55), words, fill=255, font=font, anchor="mm")
    turned = mask.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC)
    small = _worn(turned.resize((size // _FINE, size // _FINE), Image.Resampling.LANCZOS), rng, rng.uniform(0.2, 0.7))
    ink(picture, small, x - small.width / 2, y - small.height / 2, rng.choice(_RED), rng.uniform(0.65, 1.0))


def _ring(mask: Image.Image, name: str, face: str, middle: float, radius: float, rng: random.Random) -> None:
    """Characters around the upper three quarters of a seal, feet inwards."""
    size = radius * min(0.32, 4.2 / len(name) * 0.75)
    font = _font(face, size)
    reach = math.radians(min(130, 14 * len(name)))
    for position, character in enumerate(name):
        angle = -reach + 2 * reach * position / (len(name) - 1)
        box = math.ceil(size * 1.6)
        letter = Image.new("L", (box, box))
        ImageDraw.Draw(letter).text(
            (box / 2, box / 2), character, fill=255, font=font, anchor="mm", stroke_width=round(size * 0.03)
        )
        letter = letter.resize((round(box * 0.8), box), Image.Resampling.BICUBIC)
        letter = letter.rotate(-math.degrees(angle), Image.Resampling.BICUBIC, expand=True)
        x = middle + radius * 0.76 * math.sin(angle) - letter.width / 2
        y = middle - radius * 0.76 * math.cos(angle) - letter.height / 2
        mask.paste(255, (round(x), round(y)), letter)


def stamp(picture: Picture, x: float, y: float, dpi: int, rng: random.Random) -> None:
    """A rectangular stamp."""
    words = rng.choice(("已审核", "公开", "财政预算已批复", "附件存档", "与原件核对无误"))
    size = rng.uniform(14, 20) / 72 * dpi * _FINE
    font = _font(rng.choice(("zenhei", "gkai", "uming")), size)
    width, height = math.ceil(size * (len(words) + 0.8)), math.ceil(size * 1.7)
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    draw.rectangle((2, 2, width - 3, height - 3), outline=255, width=round(size * 0.09))
    draw.text((width / 2, height / 2), words, fill=255, font=font, anchor="mm", stroke_width=round(size * 0.02))
    mask = mask.rotate(rng.uniform(-15, 15), Image.Resampling.BICUBIC, expand=True)
    small = _worn(mask.resize((mask.width // _FINE, mask.height // _FINE), Image.Resampling.LANCZOS), rng, rng.uniform(0.2, 0.6))
    ink(picture, small, x - small.width / 2, y - small.height / 2, rng.choice((*_RED, (40, 60, 170))), rng.uniform(0.6, 0.95))


def stroke(picture: Picture, x: float, y: float, dpi: int, rng: random.Random) -> None:
    """A scribble of a pen: a tick, a line under something or a few loops of a signature."""
    unit = dpi / 72 * _FINE
    kind = rng.choice(("tick", "line", "loops"))
    if kind == "tick":
        points = [(0.0, 6.0), (5.0, 12.0), (16.0, -6.0)]
    elif kind == "line":
        points = [(-35.0 + 7 * step, 7 + rng.uniform(-1, 1)) for step in range(11)]
    else:
        points = [
            (-30 + 4.0 * step + 6 * math.sin(step * 1.9), 9 * math.cos(step * 1.3) * rng.uniform(0.5, 1)) for step in range(16)
        ]
    span = round(110 * unit)
    mask = Image.new("L", (span, span))
    path = [(span / 2 + px * unit, span / 2 + py * unit) for px, py in _smooth(points)]
    ImageDraw.Draw(mask).line(path, fill=255, width=round(rng.uniform(0.8, 1.6) * unit), joint="curve")
    small = mask.resize((span // _FINE, span // _FINE), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.4))
    ink(picture, small, x - small.width / 2, y - small.height / 2, rng.choice((*_PEN, (200, 30, 30))), rng.uniform(0.75, 1.0))


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners cut twice (Chaikin)."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        points = [*cut, points[-1]]
    return points

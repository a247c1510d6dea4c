"""From a clean page to what a scanner or a camera delivers, and where every point of the page went.

Paper comes first (what shines through, seals, stamps, ink), then its shape (waves, turn, perspective), then light, then the
machine (contrast, blur, noise, lines of the feeder, JPEG).
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .camera import taken
from .levels import Damage
from .marks import Picture, seal, stamp, stroke
from .truth import Point

Points = NDArray[np.float64]
Move = Callable[[Points], Points]
"""Where points (pixels) of the picture before a step are after it."""


def degrade(page: Image.Image, damage: Damage, figures: Sequence[Point], rng: random.Random) -> tuple[Image.Image, Move]:
    """The delivered picture, and where the points of the clean page are on it.

    `figures` are the middles of cells with figures, in pixels: seals, stamps and strokes fall on them.
    """
    grain = np.random.default_rng(rng.getrandbits(64))
    picture: Picture = np.asarray(page.convert("RGB"), np.float32).copy()
    if damage.bleed:
        _shine_through(picture, damage)
    _mark(picture, damage, figures, rng)
    moves: list[Move] = []
    if damage.warp:
        picture, move = _waves(picture, damage, rng)
        moves.append(move)
    picture, move = taken(picture, damage.sight, rng) if damage.sight else _turned(picture, damage, rng)
    moves.append(move)
    picture = damage.ink + picture * ((damage.paper - damage.ink) / 255)
    picture *= _light(picture.shape[0], picture.shape[1], damage, rng)[..., None]
    image = _image(picture)
    if damage.blur:
        image = image.filter(ImageFilter.GaussianBlur(damage.blur))
    picture = np.asarray(image, np.float32).copy()
    if damage.grey:
        picture[:] = picture @ np.asarray((0.299, 0.587, 0.114), np.float32)[:, None]
    _speckle(picture, damage, grain)
    _feeder(picture, damage, rng)
    image = _image(picture)
    if damage.quarter:
        width, height = image.size
        image = image.rotate(90 * damage.quarter, expand=True)
        moves.append(_quarter(damage.quarter, width, height))
    return (image.convert("L") if damage.grey else image), lambda points: _through(moves, points)


def jpeg(image: Image.Image, quality: int, dpi: int | None) -> bytes:
    """The picture as JPEG; cameras say nothing of dpi."""
    buffer = io.BytesIO()
    if dpi is None:
        image.save(buffer, "JPEG", quality=quality)
    else:
        image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def _image(picture: Picture) -> Image.Image:
    return Image.fromarray(np.clip(picture + 0.5, 0, 255).astype(np.uint8))


def _through(moves: Sequence[Move], points: Points) -> Points:
    for move in moves:
        points = move(points)
    return points


def _shine_through(picture: Picture, damage: Damage) -> None:
    """The print of another page with the same layout, seen from behind."""
    behind = _image(255 - picture[:, ::-1])
    soft = np.asarray(behind.filter(ImageFilter.GaussianBlur(damage.dpi / 120)), np.float32)
    shifted = np.roll(soft, (damage.dpi // 9, damage.dpi // 7), (0, 1))
    picture *= 1 - damage.bleed * shifted / 255


def _mark(picture: Picture, damage: Damage, figures: Sequence[Point], rng: random.Random) -> None:
    """Seals on figures (towards the end of the table as a rule, where they are set), stamps and handwriting anywhere on the table."""
    if not figures:
        return
    lower = sorted(figures, key=lambda point: point[1])[len(figures) // 2 :]
    spread = damage.dpi / 72
    for kind, count, places in ((seal, damage.seals, lower), (stamp, damage.stamps, figures), (stroke, damage.strokes, figures)):
        for _ in range(count):
            x, y = rng.choice(places)
            kind(picture, x + rng.uniform(-20, 20) * spread, y + rng.uniform(-12, 12) * spread, damage.dpi, rng)


def _waves(picture: Picture, damage: Damage, rng: random.Random) -> tuple[Picture, Move]:
    """Paper that does not lie flat: smooth displacements across the page."""
    height, width = picture.shape[:2]
    reach = damage.warp * damage.dpi / 72
    terms = [(rng.uniform(0.5, 1.6), rng.uniform(0.3, 1.0), rng.uniform(0, math.tau), rng.uniform(0.5, 1)) for _ in range(2)]
    along = sum(term[3] for term in terms)

    def shift(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        wave = np.zeros(np.broadcast(x, y).shape)
        for across, down, phase, weight in terms:
            wave += weight / along * np.sin(math.tau * (across * x / width + down * y / height) + phase)
        return 0.3 * reach * wave, reach * wave

    ys, xs = np.mgrid[0:height, 0:width].astype(np.float64)
    dx, dy = shift(xs, ys)
    return _sampled(picture, xs + dx, ys + dy), lambda points: _unshift(points, shift)


def _unshift(
    points: Points,
    shift: Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> Points:
    moved = points.copy()
    for _ in range(4):
        dx, dy = shift(moved[:, 0], moved[:, 1])
        moved = points - np.stack((dx, dy), 1)
    return moved


def _sampled(picture: Picture, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Picture:
    """Bilinear samples; outside is the paper's edge."""
    height, width = picture.shape[:2]
    x, y = np.clip(xs, 0, width - 1.001), np.clip(ys, 0, height - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - left).astype(np.float32)[..., None], (y - top).astype(np.float32)[..., None]
    upper = picture[top, left] * (1 - fx) + picture[top, left + 1] * fx
    lower = picture[top + 1, left] * (1 - fx) + picture[top + 1, left + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy, np.float32)


def _turned(picture: Picture, damage: Damage, rng: random.Random) -> tuple[Picture, Move]:
    """Turn and perspective as one projective map; around a scanned page is the lid (white), around a photographed one the desk."""
    height, width = picture.shape[:2]
    corners = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    turn = math.radians(damage.turn)
    middle = np.asarray((width / 2, height / 2))
    spin = np.asarray(((math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))))
    to = (corners - middle) @ spin.T + middle
    out_width, out_height = width, height
    desk = (255, 255, 255)
    if damage.perspective:
        to = to + np.asarray([[rng.uniform(-1, 1) * damage.perspective * side for side in (width, height)] for _ in range(4)])
        border = 0.04 * width
        to = to - to.min(0) + border
        out_width, out_height = (math.ceil(side + border) for side in to.max(0))
        tone = rng.randint(60, 150)
        desk = (tone + 20, tone, tone - 25)
    matrix = _projective(corners, to)
    inverse = np.linalg.inv(matrix)
    inverse /= inverse[2, 2]
    image = _image(picture).transform(
        (out_width, out_height),
        Image.Transform.PERSPECTIVE,
        tuple(inverse.ravel()[:8]),
        Image.Resampling.BICUBIC,
        fillcolor=desk,
    )

    def move(points: Points) -> Points:
        projected = np.hstack((points, np.ones((len(points), 1)))) @ matrix.T
        flat: Points = projected[:, :2] / projected[:, 2:]
        return flat

    return np.asarray(image, np.float32).copy(), move


def _projective(before: Points, after: Points) -> NDArray[np.float64]:
    """The 3 × 3 matrix that maps four points to four points."""
    rows, values = [], []
    for (x, y), (u, v) in zip(before, after, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.asarray(rows), np.asarray(values)), 1).reshape(3, 3)


def _quarter(quarter: int, width: int, height: int) -> Move:
    def move(points: Points) -> Points:
        x, y = points[:, 0], points[:, 1]
        turned = {1: (y, width - x), 2: (width - x, height - y), 3: (height - y, x)}[quarter]
        return np.stack(turned, 1)

    return move


def _light(height: int, width: int, damage: Damage, rng: random.Random) -> NDArray[np.float32]:
    """How much light falls where: a slope, a broad patch, and the shadow of a spine or a finger along one edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    angle = rng.uniform(0, math.tau)
    slope = (x - 0.5) * math.cos(angle) + (y - 0.5) * math.sin(angle) + 0.71
    px, py, reach = rng.random(), rng.random(), rng.uniform(0.2, 0.6)
    patch = np.exp(-((x - px) ** 2 + (y - py) ** 2) / reach**2)
    light: NDArray[np.float64] = 1.0 - damage.uneven * (0.5 * slope / 1.42 + 0.5 * patch)
    if damage.shadow:
        distance = x if rng.random() < 0.5 else 1 - x
        light *= 1 - damage.shadow * np.exp(-distance / rng.uniform(0.03, 0.12))
    lit: NDArray[np.float32] = light.astype(np.float32)
    return lit


def _speckle(picture: Picture, damage: Damage, grain: np.random.Generator) -> None:
    if damage.noise:
        height, width = picture.shape[:2]
        picture += damage.noise * grain.standard_normal((height, width, 1), np.float32)
        if not damage.grey:
            picture += damage.noise / 3 * grain.standard_normal(picture.shape, np.float32)


def _feeder(picture: Picture, damage: Damage, rng: random.Random) -> None:
    """Lines that dust on the glass draws along the feeder's way, dark or white, and a row of lost lines."""
    height, width = picture.shape[:2]
    for _ in range(damage.fax):
        if rng.random() < 0.7:
            x, thick = rng.randrange(width), rng.randint(1, 2)
            picture[:, x : x + thick] = picture[:, x : x + thick] * 0.3 + rng.choice((0, 255)) * 0.7
        else:
            y = rng.randrange(height)
            picture[y : y + 1] = picture[y : y + 1] * 0.2 + 255 * 0.8

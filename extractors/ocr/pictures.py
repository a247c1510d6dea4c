"""Picture files as pages: decoded within limits, upright as the camera says, with the resolution they were taken at."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat

MAX_PIXELS = 120_000_000
"""Pixels a picture may have: more than any page at 600 dpi; a bomb has more."""
MAX_PAGES = 2_000
"""Pages of one file."""
MOST_DPI = 300.0
"""Finer pictures are made smaller: what is read does not get better."""
_LONGER_SIDE = 842.0
"""Longer side of the page in points where the picture does not say: A4."""
_SIDES = (280.0, 2400.0)
"""Lengths of a longer side in points that a page may have; a picture that says otherwise does not know."""
_SMALLEST = 40


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: its pixels (grey, or red-green-blue), dots per inch, and size in points."""

    pixels: NDArray[np.uint8]
    dpi: float
    width: float
    height: float


def pictures(data: bytes) -> Iterator[Picture]:
    """The pages of a picture file. Raises `UnreadableDocument`, `LimitExceeded`, or `UnsupportedFormat` (an icon)."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data)) as opened:
                count = getattr(opened, "n_frames", 1)
                if count > MAX_PAGES:
                    raise LimitExceeded(f"图片文件有 {count} 页，超过 {MAX_PAGES} 页的上限：请拆分成几个文件后再试")
                for number in range(count if opened.format == "TIFF" else 1):
                    opened.seek(number)
                    yield _picture(opened)
        except (
            UnidentifiedImageError,
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            TypeError,
            KeyError,
            IndexError,
            ZeroDivisionError,
        ):
            raise UnreadableDocument("图片不完整或已损坏，无法打开：请重新下载或另存后再试") from None
        except (Image.DecompressionBombError, MemoryError, OverflowError):
            raise LimitExceeded(_too_large()) from None


def _too_large(width: int = 0, height: int = 0) -> str:
    size = f"（{width}×{height} 像素）" if width else ""
    return f"图片过大{size}，超过 {MAX_PIXELS / 1e8:g} 亿像素的上限：请缩小，或拆分成几页后再试"


def _picture(opened: Any) -> Picture:
    from PIL import Image, ImageOps

    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise LimitExceeded(_too_large(width, height))
    if min(width, height) < _SMALLEST:
        raise UnsupportedFormat(f"图片太小（{width}×{height} 像素），看不出文字：请换用清晰的原图")
    longer = _longer_side(opened)
    if opened.format == "JPEG":  # a JPEG can be decoded smaller at once
        wanted = longer / 72 * MOST_DPI
        scale = wanted / max(width, height)
        opened.draft(None, (int(width * scale), int(height * scale)))
    upright = ImageOps.exif_transpose(opened) or opened
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    grey = upright.mode in ("1", "L", "I", "F", "I;16", "I;16B", "I;16L")
    if upright.mode.startswith("I;16") or upright.mode == "I":
        values = np.asarray(upright, dtype=np.float64)
        pixels = (values / max(values.max(), 255.0) * 255.0).astype(np.uint8)
    else:
        pixels = np.asarray(upright.convert("L" if grey else "RGB"), dtype=np.uint8)
    if upright.mode == "1":
        pixels = _without_dots(pixels)
    dpi = max(pixels.shape[:2]) / (longer / 72)
    if dpi > MOST_DPI:
        pixels = _resized(pixels, MOST_DPI / dpi)
        dpi = max(pixels.shape[:2]) / (longer / 72)
    rows, columns = pixels.shape[:2]
    return Picture(np.ascontiguousarray(pixels), dpi, columns / dpi * 72, rows / dpi * 72)


def _without_dots(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture in black and white without its lonely black pixels: grey paper is scattered over with them, and no print is so small."""
    from .opencv import cv2

    black = (pixels == 0).astype(np.uint8)
    around = cv2.boxFilter(black, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.where((black == 1) & (around == 1), np.uint8(255), pixels)


def _longer_side(opened: Any) -> float:
    """The longer side of the page in points: as the picture says, if a page may be so large."""
    stated = opened.info.get("dpi")
    if isinstance(stated, tuple) and len(stated) == 2:
        try:
            sides = [float(size) / float(dots) * 72 for size, dots in zip(opened.size, stated, strict=True)]
        except (TypeError, ValueError, ZeroDivisionError):
            return _LONGER_SIDE
        if _SIDES[0] <= max(sides) <= _SIDES[1] and float(stated[0]) not in (72.0, 96.0):
            return max(sides)
    return _LONGER_SIDE


def _resized(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    from .opencv import cv2

    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

"""Pictures in every shape in which scanners, cameras and fax programs leave them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

from PIL import Image

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat

from .pictures_of_tables import FIGURES, page, saved

SECOND = (("7.01", "8.02"), ("9.03", "1.04"))


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def grey(factor: int) -> Image.Image:
    return Image.fromarray(np.asarray(page().convert("L"), np.uint16) * factor)


def turned_by_camera() -> bytes:
    exif = Image.Exif()
    exif[274] = 6
    return written(page().rotate(90, expand=True), "JPEG", quality=92, exif=exif)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cmyk.jpg", written(page().convert("CMYK"), "JPEG", quality=90)),
        ("grey16.png", written(grey(257), "PNG")),
        ("grey12.png", written(grey(16), "PNG")),
        ("turned.jpg", turned_by_camera()),
        ("transparent.png", written(page().convert("RGBA"), "PNG")),
        ("moving.gif", written(page().quantize(16), "GIF", save_all=True, append_images=[page(SECOND).quantize(16)])),
        ("moving.webp", written(page(), "WEBP", save_all=True, append_images=[page(SECOND)], quality=80)),
        ("page.bmp", written(page(), "BMP")),
        ("jpeg.tif", written(page().convert("YCbCr"), "TIFF", compression="jpeg")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_of_picture_is_read(name: str, data: bytes) -> None:
    (table,) = read_bytes(data, name, name).tables
    assert [tuple(cell.text for cell in table.cells if cell.row == row) for row in range(table.row_count)] == list(FIGURES)


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_a_fax_of_several_pages_in_black_and_white(compression: str) -> None:
    """Paper that is not quite white is scattered over with black pixels, which are no print and no rules."""
    first, second = page().convert("L").point(lambda value: 255 * (value > 128)).convert("1"), page(SECOND).convert("1")
    data = written(first, "TIFF", compression=compression, save_all=True, append_images=[second], dpi=(200, 200))
    document = read_bytes(data, "传真.tif", "传真.tif")
    assert [(table.row_count, table.column_count) for table in document.tables] == [(4, 4), (2, 2)]
    assert [cell.text for cell in document.tables[1].cells] == ["7.01", "8.02", "9.03", "1.04"]


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (saved(Image.new("RGB", (1654, 2339), "black")), UnsupportedFormat, "没有认出文字或表格，.*：如是报表，请换用清晰的扫描件"),
        (saved(Image.new("1", (20_000, 20_000)), "PNG"), LimitExceeded, "超过 1.2 亿像素的上限：请缩小"),
        (saved(Image.new("L", (20_000, 60), 255), "PNG"), UnsupportedFormat, "没有认出文字或表格"),
        (saved(page(), "JPEG")[:200] + bytes(5000), UnreadableDocument, "图片不完整或已损坏，无法打开：请重新下载"),
        (saved([page(), page()], "TIFF")[:3_000_000], UnreadableDocument, "图片不完整或已损坏，无法打开：请重新下载"),
    ],
    ids=["black", "huge", "long", "garbage", "half a tiff"],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as refusal:
        read_bytes(data, "图.png", "图.png")
    assert "\n" not in str(refusal.value)

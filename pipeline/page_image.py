"""A page as a picture with what was seen on it, for those who extend the vocabulary.

Cells of tables are framed by what became of them, titles and units above tables too, so that a head or row that was not understood
is found at a glance.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..extractors.parts import split_parts
from ..extractors.readers import read
from ..extractors.readers.image import PICTURES
from ..extractors.tables import TableResult, interpret_tables
from ..extractors.tables.units import stated_unit
from ..schemas.document import BBox, Document, Paragraph, Table
from ..schemas.errors import UsageError, reason_of
from ..schemas.results import REVIEW_BELOW
from ..schemas.text import fold
from .document import masked

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 144 / 72
"""Pixels per point."""
_LETTER, _SMALLEST_LETTER, _ROOM = 18.0, 11.0, 0.4
"""Height in pixels of what is written into frames, at least, and the share of a frame's width it may take."""
_INSET = 4
_COLOURS = {
    "title": (230, 120, 0),
    "unit": (160, 80, 200),
    "head": (30, 100, 220),
    "fact": (20, 150, 60),
    "doubtful": (225, 0, 160),
    "indicator": (0, 150, 150),
    "warned": (220, 30, 30),
    "personal": (120, 120, 120),
    "cell": (190, 190, 190),
    "paragraph": (225, 225, 225),
}
LEGEND = {
    "title": "橙色：表名",
    "unit": "紫色：单位",
    "head": "蓝色：栏目",
    "fact": "绿色：已取的数",
    "doubtful": "玫红：识别得不够确定、要对照原图核对的数",
    "indicator": "青色：指标行",
    "warned": "红色：没有读懂的数",
    "personal": "灰块：遮盖的联系人信息",
    "cell": "灰色：其他单元格",
    "paragraph": "浅灰：正文",
    "read": "框内小字：扫描页上识别出的数",
}
"""What each colour means, for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: str
    bbox: BBox
    read: str = ""
    """What was recognised, to be compared with what is printed."""


def draw_page(path: Path, page: int, image: Path, *, keep_personal: bool = False) -> None:
    """Write the picture of a page (1-based) of the PDF or picture at `path`, with everything seen on it framed, to `image` (PNG). Lines
    and cells with contact details are covered unless `keep_personal`.

    Raises DocumentError where the document cannot be read, UsageError where it is neither, has no such page, or `image` cannot be
    written.
    """
    document = read(path)
    if document.pages is None or document.format != "pdf" and document.format not in PICTURES:
        raise UsageError(f"{document.path}：不是 PDF 或图片，画不出图：--page 只用于 PDF 和图片")
    if not 1 <= page <= document.pages:
        raise UsageError(f"{document.path}：没有第 {page} 页，共 {document.pages} 页")
    boxes = list(_boxes(document, page))
    if not keep_personal:
        boxes.extend(_Box("personal", bbox) for bbox in _personal(document, page))
    drawn = _drawn_pdf(path, page) if document.format == "pdf" else _drawn_picture(path, page)
    picture = _framed(drawn, boxes)
    temporary = image.with_name(f".{image.name}.{os.getpid()}")
    try:
        temporary.write_bytes(picture)
        temporary.replace(image)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{image}：图片写不进去（{reason_of(error)}）：请换一个位置") from error


def _drawn_pdf(path: Path, page: int) -> Image:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        drawn: Image = pdf[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
        return drawn
    finally:
        pdf.close()


def _drawn_picture(path: Path, page: int) -> Image:
    from PIL import Image as images

    from ..extractors.ocr.pictures import pictures

    picture = next(itertools.islice(pictures(path.read_bytes()), page - 1, None))
    size = (max(1, round(picture.width * _SCALE)), max(1, round(picture.height * _SCALE)))
    return images.fromarray(picture.pixels).convert("RGB").resize(size)


def _framed(picture: Image, boxes: list[_Box]) -> bytes:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    for box in boxes:
        fill = _COLOURS[box.kind] if box.kind == "personal" else None
        width = 1 if box.kind in ("cell", "paragraph") else 3
        x0, top, x1, bottom = (round(value * _SCALE) for value in box.bbox)
        draw.rectangle((x0, top, x1, bottom), outline=_COLOURS[box.kind], fill=fill, width=width)
        if box.read and box.read.isascii():  # the letters that Pillow brings along
            _write(picture, box.read, (x0, top, x1, bottom), _COLOURS[box.kind])
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _write(picture: Image, text: str, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    """Write what was read into its frame, at the side where less is printed, and small where there is little room."""
    from PIL import ImageDraw, ImageFont

    draw = ImageDraw.Draw(picture)
    x0, top, x1, bottom = box
    size = _LETTER
    while size > _SMALLEST_LETTER and draw.textlength(text, ImageFont.load_default(size)) > _ROOM * (x1 - x0):
        size -= 1
    width = round(draw.textlength(text, ImageFont.load_default(size)))
    sides = [(x0 + _INSET, x0 + _INSET + width), (x1 - _INSET - width, x1 - _INSET)]
    left, _ = min(sides, key=lambda side: _printed(picture, (side[0], top + _INSET, side[1], bottom - _INSET)))
    font = ImageFont.load_default(size)
    draw.text((left, (top + bottom) / 2), text, fill=colour, font=font, anchor="lm", stroke_width=2, stroke_fill="white")


def _printed(picture: Image, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a piece of the picture has."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    return sum(picture.crop(box).convert("L").histogram()[:128])


def _personal(document: Document, page: int) -> Iterator[BBox]:
    """Places on a page whose text is not the same once contact details are masked."""
    for block, covered in zip(document.blocks, masked(document).blocks, strict=True):
        if isinstance(block, Table) and isinstance(covered, Table):
            pairs = [(a.location, a.text == b.text) for a, b in zip(block.cells, covered.cells, strict=True)]
        elif isinstance(block, Paragraph) and isinstance(covered, Paragraph):
            pairs = [(block.location, block.text == covered.text)]
        else:
            continue
        yield from (place.bbox for place, same in pairs if not same and place.page == page and place.bbox is not None)


def _boxes(document: Document, page: int) -> Iterator[_Box]:
    """Frames of a page, the faint ones first so that the telling ones lie on top."""
    results = {result.block: result for result in interpret_tables(document, split_parts(document).part_of)}
    titles = {result.account.title for result in results.values()}
    for block in document.blocks:
        if not isinstance(block, Table) and block.location.page == page and block.location.bbox:
            plain = fold(block.text).replace(" ", "")
            kind = "title" if plain in titles else "unit" if len(plain) < 60 and stated_unit(block.text) else "paragraph"
            yield _Box(kind, block.location.bbox)
    framed = [box for number, result in results.items() for box in _cell_boxes(document.blocks[number], result, page)]
    yield from sorted(framed, key=lambda box: box.kind != "cell")


def _cell_boxes(table: object, result: TableResult, page: int) -> Iterator[_Box]:
    assert isinstance(table, Table)
    facts = {(fact.source.row, fact.source.column) for fact in result.facts}
    doubtful = {(fact.source.row, fact.source.column) for fact in result.facts if fact.confidence < REVIEW_BELOW}
    warned = {(notice.source.row, notice.source.column) for notice in result.notices}
    indicator_rows = {indicator.source.row for indicator in result.indicators}
    for cell in table.cells:
        if cell.location.page != page or cell.location.bbox is None:
            continue
        place = (cell.row, cell.column)
        if place in warned:
            kind = "warned"
        elif place in facts:
            kind = "doubtful" if place in doubtful else "fact"
        elif not cell.text.strip():
            kind = "cell"
        elif cell.row in result.head_rows:
            kind = "head"
        elif cell.row in indicator_rows:
            kind = "indicator"
        else:
            kind = "cell"
        figure = kind in ("warned", "fact", "doubtful") and cell.confidence < 1
        yield _Box(kind, cell.location.bbox, cell.text.replace("−", "-") if figure else "")

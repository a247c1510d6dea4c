"""A page, or a picture inside a document, with what was seen on it: for those who hold a recognised figure against the original, and for
those who extend the vocabulary.

Cells of tables are framed by what became of them, titles and units above tables too, so that a head or row that was not understood
is found at a glance.
"""

from __future__ import annotations

import io
import itertools
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..extractors.containers import open_member, single
from ..extractors.ocr import INSTALL, available
from ..extractors.parts import split_parts
from ..extractors.privacy import mask
from ..extractors.readers import read_original
from ..extractors.readers.image import PICTURES, read_picture
from ..extractors.tables import TableResult, interpret_tables
from ..extractors.tables.units import stated_unit
from ..schemas.document import BBox, Document, Location, Paragraph, Table
from ..schemas.errors import DocumentError, UsageError, reason_of
from ..schemas.results import REVIEW_BELOW, Fact
from ..schemas.text import fold
from .document import interpret, masked

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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn: a page, or a picture inside a document."""

    page: int | None = None
    picture: int | None = None

    def place(self, location: Location) -> BBox | None:
        """The place of something that stands on it."""
        here = location.page == self.page if self.picture is None else location.picture == self.picture
        return location.bbox if here else None


def draw_page(path: Path, page: int, image: Path, *, keep_personal: bool = False) -> None:
    """Write the picture of a page (1-based) of the PDF or picture at `path`, with everything seen on it framed, to `image` (PNG). Lines
    and cells with contact details are covered unless `keep_personal`. `path` may continue inside an archive.

    Raises DocumentError where the document cannot be read, UsageError where it is neither, has no such page, or `image` cannot be
    written.
    """
    original = single(open_member(path))
    document = read_original(original)
    if document.pages is None or document.format != "pdf" and document.format not in PICTURES:
        raise UsageError(
            f"{document.path}：不是 PDF 或图片，不能按页画：--page 只用于 PDF 和图片；Word 文件和网页里的图片，请用 --picture 说明第几张"
        )
    if not 1 <= page <= document.pages:
        raise UsageError(f"{document.path}：没有第 {page} 页，共 {document.pages} 页")
    drawn = _drawn_pdf(original.data, page) if document.format == "pdf" else _drawn_picture(original.data, page)
    _write_image(image, _framed(drawn, _seen(document, _Sheet(page=page), keep_personal)))


def draw_picture(path: Path, number: int, image: Path, *, keep_personal: bool = False) -> bool:
    """The same for a picture inside the document at `path`, by its number (1-based): what `Source.picture` says. Returns whether a table
    was found on it; what is seen on other pictures is framed, but nothing of it is in the results.
    """
    pictures: list[bytes] = []
    original = replace(single(open_member(path)), pictures=pictures)
    document = read_original(original)
    if not available():
        raise UsageError(f"{document.path}：没有识别其中的图片：{INSTALL}")
    if not pictures:
        advice = "请用 --page 说明画哪一页" if document.pages else "其中没有能识别的图片"
        raise UsageError(f"{document.path}：没有第 {number} 张图片：{advice}")
    if not 1 <= number <= len(pictures):
        raise UsageError(f"{document.path}：没有第 {number} 张图片，共 {len(pictures)} 张")
    try:
        drawn = _drawn_picture(pictures[number - 1], 1)
    except DocumentError as error:
        raise UsageError(f"{document.path}：第 {number} 张图片画不出来（{error}）") from None
    in_results = any(block.location.picture == number for block in document.blocks)
    if not in_results:
        document = replace(document, blocks=tuple(read_picture(pictures[number - 1], number)))
    _write_image(image, _framed(drawn, _seen(document, _Sheet(picture=number), keep_personal, understood=in_results)))
    return in_results


def _write_image(image: Path, picture: bytes) -> None:
    temporary = image.with_name(f".{image.name}.{os.getpid()}")
    try:
        temporary.write_bytes(picture)
        temporary.replace(image)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{image}：图片写不进去（{reason_of(error)}）：请换一个位置") from error


def _drawn_pdf(data: bytes, page: int) -> Image:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        drawn: Image = pdf[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
        return drawn
    finally:
        pdf.close()


def _drawn_picture(data: bytes, page: int) -> Image:
    from PIL import Image as images

    from ..extractors.ocr.pictures import pictures

    picture = next(itertools.islice(pictures(data), page - 1, None))
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
    """Write what was read into its frame, small where there is little room, and where it covers least of what is printed: at a side, or in
    a corner.
    """
    from PIL import ImageDraw, ImageFont

    draw = ImageDraw.Draw(picture)
    x0, top, x1, bottom = box
    size = _LETTER
    while size > _SMALLEST_LETTER and draw.textlength(text, ImageFont.load_default(size)) > _ROOM * (x1 - x0):
        size -= 1
    font = ImageFont.load_default(size)
    width, half = round(draw.textlength(text, font)), round(size / 2)
    middles = ((top + bottom) // 2, top + _INSET + half, bottom - _INSET - half)
    places = [(left, middle) for middle in middles for left in (x0 + _INSET, x1 - _INSET - width)]
    left, middle = min(places, key=lambda at: _printed(picture, (at[0], at[1] - half, at[0] + width, at[1] + half)))
    draw.text((left, middle), text, fill=colour, font=font, anchor="lm", stroke_width=2, stroke_fill="white")


def _printed(picture: Image, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a piece of the picture has."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    return sum(picture.crop(box).convert("L").histogram()[:128])


def _seen(document: Document, sheet: _Sheet, keep_personal: bool, *, understood: bool = True) -> list[_Box]:
    """What is framed or covered on a sheet, in the order of drawing."""
    boxes = list(_boxes(document, sheet) if understood else _plain_boxes(document, sheet))
    if not keep_personal:
        boxes.extend(_Box("personal", bbox) for place in _personal(document) if (bbox := sheet.place(place)))
    return boxes


def _personal(document: Document) -> Iterator[Location]:
    """Places whose text is not the same once contact details are masked."""
    for block, covered in zip(document.blocks, masked(document).blocks, strict=True):
        if isinstance(block, Table) and isinstance(covered, Table):
            yield from (a.location for a, b in zip(block.cells, covered.cells, strict=True) if a.text != b.text)
        elif isinstance(block, Paragraph) and isinstance(covered, Paragraph) and block.text != covered.text:
            yield block.location
            yield from (place for _, place in block.further)
    yield from (line.location for line in document.furniture if mask(line.text) != line.text)


def _plain_boxes(document: Document, sheet: _Sheet) -> Iterator[_Box]:
    """Frames of a picture that nothing was made of."""
    for block in document.blocks:
        kind, places = ("cell", block.cells) if isinstance(block, Table) else ("paragraph", (block,))
        yield from (_Box(kind, bbox) for each in places if (bbox := sheet.place(each.location)))


def _boxes(document: Document, sheet: _Sheet) -> Iterator[_Box]:
    """Frames of a sheet, the faint ones first so that the telling ones lie on top."""
    results = {result.block: result for result in interpret_tables(document, split_parts(document).part_of)}
    titles = {result.account.title for result in results.values()}
    for block in document.blocks:
        if not isinstance(block, Table) and (bbox := sheet.place(block.location)):
            plain = fold(block.text).replace(" ", "")
            kind = "title" if plain in titles else "unit" if len(plain) < 60 and stated_unit(block.text) else "paragraph"
            yield _Box(kind, bbox)
    facts: dict[_CellPlace, list[Fact]] = defaultdict(list)
    for fact in interpret(document).facts:  # as sure as arithmetic leaves them, so that the same ones are marked as in the warnings
        facts[fact.source.table, fact.source.row, fact.source.column].append(fact)
    framed = [box for number, result in results.items() for box in _cell_boxes(document.blocks[number], result, facts, sheet)]
    yield from sorted(framed, key=lambda box: box.kind != "cell")


_CellPlace = tuple[int | None, int | None, int | None]
"""Table, row and column of a cell."""


def _cell_boxes(table: object, result: TableResult, facts: Mapping[_CellPlace, Sequence[Fact]], sheet: _Sheet) -> Iterator[_Box]:
    assert isinstance(table, Table)
    warned = {(notice.source.row, notice.source.column) for notice in result.notices}
    indicator_rows = {indicator.source.row for indicator in result.indicators}
    for cell in table.cells:
        bbox = sheet.place(cell.location)
        if bbox is None:
            continue
        own = facts.get((table.index, cell.row, cell.column), ())
        if (cell.row, cell.column) in warned:
            kind = "warned"
        elif own:
            kind = "doubtful" if any(fact.confidence < REVIEW_BELOW for fact in own) else "fact"
        elif not cell.text.strip():
            kind = "cell"
        elif cell.row in result.head_rows:
            kind = "head"
        elif cell.row in indicator_rows:
            kind = "indicator"
        else:
            kind = "cell"
        read = ""
        if kind in ("warned", "fact", "doubtful") and cell.confidence < 1:
            read = cell.text if kind == "warned" else " ".join(fact.raw for fact in own)
        yield _Box(kind, bbox, read.replace("−", "-"))

"""Reader of pictures: scans and photographs of pages as jpg, png, webp, bmp, gif and tiff with several pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...schemas.document import Block, Document, Location, Paragraph, ReadingWarning
from ...schemas.errors import DocumentError, LimitExceeded, UnsupportedFormat
from ..ocr import available
from ._pdf_assemble import assembled
from ._pdf_cells import PageTable
from ._pdf_furniture import PageLayout
from ._pdf_layout import lay_out
from .formats import needs_program
from .original import Original
from .sniff import sniff

if TYPE_CHECKING:
    from ..ocr.pictures import Picture

PICTURES = frozenset({"bmp", "gif", "jpg", "png", "tiff", "webp"})
"""Formats of pictures that are read."""
MAX_CELLS = 200_000
"""Cells one file may hold."""


def read_image(original: Original) -> Document:
    """Read a picture. Raises `UnreadableDocument` (damaged, or recognition is not installed), `LimitExceeded`, or `UnsupportedFormat`
    where it shows neither text nor a table: folders hold logos and photographs, which are no reports that were lost.
    """
    if not available():
        raise needs_program(sniff(original.data, original.name))
    pages, warnings = _pages(original.data)
    blocks, furniture = assembled(pages)
    if not blocks:
        raise UnsupportedFormat(f"图片共 {len(pages)} 页，没有认出文字或表格，不作为报表读取：如是报表，请换用清晰的扫描件")
    return Document(
        path=original.path,
        name=original.name,
        sha256=original.sha256,
        format=sniff(original.data, original.name),
        blocks=tuple(blocks),
        furniture=tuple(furniture),
        pages=len(pages),
        ocr_pages=len(pages),
        warnings=tuple(warnings),
    )


def read_picture(data: bytes, number: int) -> list[Block]:
    """What the picture with this number inside another document shows (of several pages the first, as Word and browsers do); nothing
    where it shows no text or is damaged. Recognition has to be installed.
    """
    from ..ocr.pictures import pictures

    try:
        layout, _ = _page(next(pictures(data)), 1)
    except DocumentError:
        return []
    return [_on_picture(block, number) for block in assembled([layout])[0]]


def _on_picture(block: Block, number: int) -> Block:
    def place(location: Location) -> Location:
        return replace(location, page=None, picture=number)

    if isinstance(block, Paragraph):
        return replace(block, location=place(block.location))
    cells = tuple(replace(cell, location=place(cell.location)) for cell in block.cells)
    return replace(block, cells=cells, location=place(block.location))


def _pages(data: bytes) -> tuple[list[PageLayout], list[ReadingWarning]]:
    from ..ocr.pictures import pictures

    pages: list[PageLayout] = []
    warnings: list[ReadingWarning] = []
    cells = 0
    for number, picture in enumerate(pictures(data), 1):
        layout, doubts = _page(picture, number)
        pages.append(layout)
        warnings.extend(ReadingWarning(code, message, Location(page=number)) for code, message in doubts)
        cells += sum(len(item.cells) for item in layout.items if isinstance(item, PageTable))
        if cells > MAX_CELLS:
            raise LimitExceeded(f"图片里的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
    return pages, warnings


def _page(picture: Picture, number: int) -> tuple[PageLayout, list[tuple[str, str]]]:
    from ..ocr.page import recognised_page

    found = recognised_page(picture.pixels, picture.dpi, number)
    layout, doubts = lay_out(found.content)
    layout.displayed = found.displayed
    return layout, doubts

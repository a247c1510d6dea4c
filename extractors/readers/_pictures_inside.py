"""Pictures inside a document that has no pages (Word, web pages): numbered in reading order, and read where they show a table."""

from __future__ import annotations

from dataclasses import replace

from ...schemas.document import Block, Paragraph, Table
from ..ocr import available
from .original import Original

MAX_PICTURES = 100
"""Pictures of one document that are looked at; further ones only have a number."""


class PicturesInside:
    """The pictures of one document."""

    def __init__(self, original: Original | None = None) -> None:
        self._number = 0
        self._kept = original.pictures if original is not None else None
        self.read = 0
        """How many of them show a table."""

    @property
    def wanted(self) -> bool:
        """Whether the bytes of the next picture are looked at at all; where not, any others do."""
        return self._kept is not None or (self._number < MAX_PICTURES and available())

    def blocks(self, data: bytes) -> list[Block]:
        """What the next picture in reading order shows if there is a table on it: places are on the picture, which they name. Nothing for
        a logo, a photograph, a signature, for what is damaged, and where recognition is not installed.
        """
        self._number += 1
        if self._kept is not None:
            self._kept.append(data)
        if self._number > MAX_PICTURES or not available():
            return []
        from .image import read_picture  # PDFium comes along, which other documents do not need

        shown = read_picture(data, self._number)
        if not any(isinstance(block, Table) for block in shown):
            return []
        self.read += 1
        return shown


def standing_at(block: Block, paragraph: int, table: int) -> Block:
    """A block of a picture as one of the document that shows it in this paragraph; `table` is its index if it is a table."""
    if isinstance(block, Paragraph):
        return replace(block, location=replace(block.location, paragraph=paragraph))
    cells = tuple(replace(cell, location=replace(cell.location, paragraph=paragraph)) for cell in block.cells)
    return replace(block, index=table, cells=cells, location=replace(block.location, paragraph=paragraph))

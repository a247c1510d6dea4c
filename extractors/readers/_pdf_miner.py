"""Characters of a page as pdfminer reads them, for the pages on which PDFium loses some.

PDFium leaves out a text of one character whose font is neither embedded nor installed, because it cannot tell its width (类, 款 and 项
as heads, characters set one by one). pdfminer takes the widths from the file; it is much slower, so that only such pages are read.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
from typing import Any

from ._pdf_page import MAX_CHARACTERS, UNREADABLE, Char, character


class Miner:
    """Reads single pages of one PDF; opened when first needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: Any = None

    def characters(self, index: int) -> list[Char] | None:
        """The characters of the page at a 0-based index in displayed places; None where pdfminer cannot read it."""
        try:
            if self._document is None:
                import pdfplumber

                logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it finds wrong with a file is no news for our users
                self._document = pdfplumber.open(io.BytesIO(self._data))
            page = self._document.pages[index]
            left, upper = _cut_off(page.page_obj)
            chars = [_char(char, left, upper, float(page.height)) for char in page.chars[:MAX_CHARACTERS]]
            page.close()
        except Exception:  # pdfminer raises whatever a damaged file makes it stumble over; PDFium's reading then stands
            return None
        return chars

    def close(self) -> None:
        """Let go of the document."""
        if self._document is not None:
            with contextlib.suppress(Exception):  # closing reads the pages that are not read yet
                self._document.close()


def _cut_off(page: Any) -> tuple[float, float]:
    """How much of the sheet the crop box hides on the left and above, as displayed."""
    media = page.mediabox
    crop = [
        max(page.cropbox[0], media[0]),
        max(page.cropbox[1], media[1]),
        min(page.cropbox[2], media[2]),
        min(page.cropbox[3], media[3]),
    ]
    hidden = (
        crop[0] - media[0],
        media[3] - crop[3],
        media[2] - crop[2],
        crop[1] - media[1],
    )  # left, above, right, below, before turning
    turn = page.rotate // 90 % 4
    return float(hidden[(0 - turn) % 4]), float(hidden[(1 - turn) % 4])


def _char(char: Any, left: float, upper: float, height: float) -> Char:
    a, b, _, _, x, y = char["matrix"]
    turn = -round(math.atan2(b, a) / (math.pi / 2)) % 4
    text = char["text"]
    if text.isspace():
        text = " "
    elif text.startswith("(cid:"):
        text = UNREADABLE
    elif len(text) == 1:
        text = character(ord(text))
    base = x - left if turn % 2 else height - y - upper
    return Char(text, char["x0"] - left, char["top"] - upper, char["x1"] - left, char["bottom"] - upper, base, turn)

"""Pages of a PDF that have to be read from their picture: scans, text turned into outlines, fonts without meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from ..ocr import INSTALL, available
from ._pdf_furniture import PageLayout
from ._pdf_layout import Doubt, doubts_of, lay_out
from ._pdf_page import PageContent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_USUAL_DPI, _LEAST_DPI, _MOST_DPI = 200.0, 120.0, 300.0
"""Resolution at which a page is drawn; that of its picture where it is one."""
_MOST_PIXELS = 40_000_000
_WHOLE = 0.9
_UNREAD = ("image_page", "undecodable_page", "text_behind_picture")
"""What is said about pages that recognition can read (better)."""


def needs_recognition(content: PageContent) -> bool:
    """Whether the text of a page has to be recognised from its picture."""
    return any(code in _UNREAD for code, _ in doubts_of(content))


def recognise(page: Any, content: PageContent) -> tuple[PageLayout, list[Doubt]] | None:
    """An open pypdfium2 page read from its picture; None where recognition is not installed, or finds nothing
    more than the page's own text.
    """
    if not available():
        return None
    from ..ocr.page import recognised_page

    dpi = _resolution(page, content)
    picture = _drawn(page, dpi)
    found = recognised_page(picture, dpi, content.number)
    layout, doubts = lay_out(found.content)
    if not layout.items or found.content.printed <= content.printed - content.unreadable and not content.hidden:
        return None  # the picture shows no more than the text that can be read
    layout.displayed = found.displayed
    return layout, doubts


def advice(code: str, message: str) -> str:
    """A message about a page or document that was not read, with what to install where that would help."""
    if code not in _UNREAD or available():
        return message
    return f"{message.partition('：')[0]}：{INSTALL}，或换用有文字的版本"


def _drawn(page: Any, dpi: float) -> NDArray[np.uint8]:
    import numpy as np

    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
    array = np.asarray(bitmap.to_numpy())
    return np.ascontiguousarray(array[:, :, :3] if array.ndim == 3 and array.shape[2] > 1 else array.reshape(array.shape[:2]))


def _resolution(page: Any, content: PageContent) -> float:
    """That of the one picture that covers the page, the usual one otherwise."""
    dpi = _USUAL_DPI
    raw = page.raw
    for index in range(min(pdfium.FPDFPage_CountObjects(raw), 50)):
        item = pdfium.FPDFPage_GetObject(raw, index)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE and content.picture_share >= _WHOLE:
            data = pdfium.FPDF_IMAGEOBJ_METADATA()
            if pdfium.FPDFImageObj_GetImageMetadata(item, raw, data) and data.horizontal_dpi > 0:
                dpi = float(max(data.horizontal_dpi, data.vertical_dpi))
                break
    dpi = min(max(dpi, _LEAST_DPI), _MOST_DPI)
    area = content.width * content.height / 72**2
    return min(dpi, (_MOST_PIXELS / area) ** 0.5) if area > 0 else dpi

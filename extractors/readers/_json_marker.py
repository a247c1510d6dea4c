"""marker's JSON: a tree of pages and blocks, each block with its HTML; or the flat list of blocks (`chunks`)."""

from __future__ import annotations

import re

from ...schemas.document import BBox, Location, ParagraphRole
from ._converted import Gathered, bbox_of
from ._json_values import Value, box, items, member, objects, text

NAME = "marker JSON"
_PAGE = re.compile(r"/page/(\d{1,7})(?:/|$)")
_REFERENCE = re.compile(r"<content-ref[^>]*>\s*(?:</content-ref>)?")
_ROLES: dict[str, ParagraphRole] = {"PageHeader": "header", "PageFooter": "footer", "Footnote": "footnote"}
_PICTURES = frozenset({"Picture", "Figure"})
_DEEPEST = 60


def knows(value: Value) -> bool:
    """Whether this is a tree of blocks, a list of pages, or a list of chunks."""
    if isinstance(value, list):
        return bool(value) and all(_is_block(page) and text(page, "block_type") == "Page" for page in value)
    if text(value, "block_type") == "Document":
        return isinstance(value.get("children"), list) and all(_is_block(page) for page in value["children"])
    blocks = items(value, "blocks")
    return bool(blocks) and "page_info" in value and all(_is_block(block) for block in blocks)


def _is_block(value: Value) -> bool:
    return bool(text(value, "block_type")) and isinstance(value.get("html"), str) and _PAGE.search(text(value, "id")) is not None


class Reader:
    """Reads one document into `gathered`."""

    def __init__(self, value: Value, gathered: Gathered) -> None:
        self._value = value
        self._gathered = gathered
        self._pages: set[int] = set()

    def read(self) -> int | None:
        """Read all; returns the number of pages."""
        blocks = self._value if isinstance(self._value, list) else items(self._value, "children") or items(self._value, "blocks")
        for block in blocks:
            self._block(block, 0)
        return max(self._pages, default=0) or None

    def recognised_pages(self) -> int:
        """On how many pages the text was recognised from a picture."""
        methods = [text(page, "text_extraction_method") for page in objects(member(self._value, "metadata"), "page_stats")]
        return sum(bool(method) and method != "pdftext" for method in methods)

    def _block(self, block: Value, depth: int) -> None:
        if not isinstance(block, dict):
            return
        kind = text(block, "block_type")
        number = _PAGE.search(text(block, "id"))
        page = int(number[1]) + 1 if number else None
        if page is not None:
            self._pages.add(page)
        children = items(block, "children")
        html = text(block, "html")
        if kind in _PICTURES:
            self._gathered.pictures += 1
            html = re.sub(r"<img[^>]*>", "", html)
        if children and depth < _DEEPEST and (not html or _REFERENCE.search(html) or kind == "Page"):
            for child in children:
                self._block(child, depth + 1)
            return
        place = Location(page, box(block.get("bbox")) or _around(block.get("polygon")))
        self._gathered.html(_REFERENCE.sub("", html), place, role=_ROLES.get(kind, "body"))


def _around(polygon: Value) -> BBox | None:
    """The box around the corners of a polygon."""
    if not isinstance(polygon, list) or len(polygon) != 4:
        return None
    corners = [corner for corner in polygon if isinstance(corner, list) and len(corner) == 2]
    flat = [value for corner in corners for value in corner]
    if len(corners) != 4 or any(isinstance(value, bool) or not isinstance(value, int | float) for value in flat):
        return None
    return bbox_of(min(flat[0::2]), min(flat[1::2]), max(flat[0::2]), max(flat[1::2]))

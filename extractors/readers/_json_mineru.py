"""MinerU's JSON: the content list (blocks in reading order) and the intermediate result (`middle.json`, pages with lines and spans)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ...schemas.document import Location, ParagraphRole, ReadingWarning
from ._converted import Gathered
from ._json_values import Value, box, items, objects, strings, text, whole
from ._md_inline import Inline

NAME = "MinerU JSON"
_TYPES = frozenset({
    "text", "title", "table", "image", "chart", "equation", "interline_equation", "code", "list", "index", "header", "footer", "page_number",
    "aside_text", "page_footnote", "ref_text", "phonetic", "seal", "discarded", "abstract",
})  # fmt: skip
_ROLES: dict[str, ParagraphRole] = {
    "header": "header", "footer": "footer", "page_number": "footer", "aside_text": "footer", "discarded": "footer", "page_footnote": "footnote",
}  # fmt: skip
_READ_BY_MODEL = ("vlm", "hybrid")
"""Backends that look at the picture of a page and do not take its text from the file."""


def knows_list(value: Value) -> bool:
    """Whether this is a content list."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return False
    return all(text(item, "type") in _TYPES for item in value) and sum(
        whole(item, "page_idx") is not None for item in value
    ) * 2 > len(value)


def knows_middle(value: Value) -> bool:
    """Whether this is an intermediate result."""
    pages = items(value, "pdf_info")
    return bool(pages) and all(isinstance(page, dict) and ("para_blocks" in page or "preproc_blocks" in page) for page in pages)


class Reader:
    """Reads one document into `gathered`; the text of both is partly Markdown."""

    def __init__(self, value: Value, gathered: Gathered) -> None:
        self._value = value
        self._gathered = gathered
        self._inline = Inline()

    def read_list(self) -> int | None:
        """Read a content list; returns the number of pages."""
        pages = 0
        for item in self._value:
            page = whole(item, "page_idx")
            place = Location() if page is None or page < 0 else Location(page + 1)
            pages = max(pages, place.page or 0)
            self._listed(item, place)
        self._gathered.pictures += self._inline.pictures
        return pages or None

    def _listed(self, item: dict[str, Value], place: Location) -> None:
        kind = text(item, "type")
        if kind == "table":
            self._paragraphs(strings(item, "table_caption"), place)
            self._table(text(item, "table_body") or text(item, "html"), place)
            self._paragraphs(strings(item, "table_footnote"), place)
        elif kind in ("image", "chart", "seal"):
            self._gathered.pictures += 1
            for key in ("image_caption", "chart_caption", "image_footnote", "chart_footnote"):
                self._paragraphs(strings(item, key), place)
        else:
            level = whole(item, "text_level")
            lines = strings(item, "text") or strings(item, "list_items") or strings(item, "code_body")
            for line in [*strings(item, "code_caption"), *lines]:
                self._put(
                    line, place, level if level and 0 < level < 10 else 1 if kind == "title" else None, _ROLES.get(kind, "body")
                )

    def _paragraphs(self, lines: list[str], place: Location) -> None:
        for line in lines:
            self._put(line, place)

    def _put(self, line: str, place: Location, level: int | None = None, role: ParagraphRole = "body") -> None:
        self._gathered.paragraph(self._inline.text(line.strip()), place, level, role)

    def _table(self, html: str, place: Location) -> None:
        if "<t" in html.lower():
            self._gathered.html(html, place, self._inline.text)
        else:
            where = f"第 {place.page} 页" if place.page else "文档"
            message = f"{where}有一个表格转换软件只留了图片，没有读取，请与原件核对"
            self._gathered.warnings.append(ReadingWarning("table_not_read", message, place))

    # ---- middle.json

    def read_middle(self) -> int | None:
        """Read an intermediate result; returns the number of pages."""
        pages = 0
        for page in objects(self._value, "pdf_info"):
            number = whole(page, "page_idx")
            number = pages + 1 if number is None or number < 0 else number + 1
            pages = max(pages, number)
            blocks = items(page, "para_blocks") or items(page, "preproc_blocks")
            for block in blocks:
                self._block(block, number, None)
            for block in items(page, "discarded_blocks"):
                self._block(block, number, "footer")
        self._gathered.pictures += self._inline.pictures
        return pages or None

    def recognised(self) -> bool:
        """Whether the text was recognised from pictures of the pages."""
        backend = text(self._value, "_backend").lower()
        return backend.startswith(_READ_BY_MODEL) or text(self._value, "_parse_type").lower() == "ocr"

    def _block(self, block: Value, page: int, role: Literal["footer"] | None) -> None:
        if not isinstance(block, dict):
            return
        place = Location(page, box(block.get("bbox")))
        kind = text(block, "type")
        inner = items(block, "blocks")
        if kind in ("image", "chart"):
            self._gathered.pictures += 1
        if kind == "table_body" or (kind == "table" and not inner):
            self._table(next((html for span in _spans(block) if (html := text(span, "html"))), ""), place)
            return
        if kind in ("image_body", "chart_body"):
            return
        level = whole(block, "level") or 1 if kind == "title" else None
        line = "".join(_texts(block))
        self._put(line, place, level if level is None or 0 < level < 10 else None, role or _ROLES.get(kind, "body"))
        # captions above a table come before it, whatever their order
        order = {"table_caption": 0, "table_body": 1, "table_footnote": 2}
        for child in sorted(inner, key=lambda child: order.get(text(child, "type"), 0)) if kind == "table" else inner:
            self._block(child, page, role)


def _spans(block: dict[str, Value]) -> Iterator[dict[str, Value]]:
    for line in objects(block, "lines"):
        yield from objects(line, "spans")


def _texts(block: dict[str, Value]) -> Iterator[str]:
    """The texts of the lines; between words of two lines stands a blank."""
    last = ""
    for line in objects(block, "lines"):
        for number, span in enumerate(objects(line, "spans")):
            piece = text(span, "content")
            if text(span, "type") == "inline_equation":
                piece = f"${piece.strip()}$"
            if not number and last[-1:].isascii() and last[-1:].isalnum() and piece[:1].isascii() and piece[:1].isalnum():
                yield " "
            yield piece
            last = piece or last

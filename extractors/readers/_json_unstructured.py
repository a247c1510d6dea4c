"""unstructured's JSON: a list of elements with their type, text and metadata."""

from __future__ import annotations

from ...schemas.document import Location, ParagraphRole, ReadingWarning
from ._converted import Gathered
from ._json_values import Value, member, text, whole

NAME = "unstructured JSON"
_ROLES: dict[str, ParagraphRole] = {"Header": "header", "Footer": "footer", "PageNumber": "footer", "Footnote": "footnote"}
_PICTURES = frozenset({"Image", "Picture", "Figure"})


def knows(value: Value) -> bool:
    """Whether this is a list of elements."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(text(item, "type") and text(item, "element_id") and isinstance(item.get("metadata"), dict) for item in value)
    )


class Reader:
    """Reads one document into `gathered`."""

    def __init__(self, value: Value, gathered: Gathered) -> None:
        self._value = value
        self._gathered = gathered

    def read(self) -> int | None:
        """Read all; returns the number of pages."""
        pages = 0
        for item in self._value:
            metadata = member(item, "metadata")
            page = whole(metadata, "page_number")
            place = Location(page if page is not None and page > 0 else None)
            pages = max(pages, place.page or 0)
            kind, printed = text(item, "type"), text(item, "text")
            if kind in _PICTURES:
                self._gathered.pictures += 1
            elif kind == "Table":
                self._table(text(metadata, "text_as_html"), printed, place)
            elif kind != "PageBreak":
                depth = whole(metadata, "category_depth")
                level = min(max(depth or 0, 0), 8) + 1 if kind == "Title" else None
                self._gathered.paragraph(printed, place, level, _ROLES.get(kind, "body"))
        return pages or None

    def recognised(self) -> bool:
        """Whether the text was recognised from a picture."""
        return any(text(member(item, "metadata"), "filetype").startswith("image/") for item in self._value)

    def _table(self, html: str, printed: str, place: Location) -> None:
        if "<t" in html.lower():
            self._gathered.html(html, place)
            return
        self._gathered.paragraph(printed, place)
        message = "有一个表格转换软件没有保存行列（text_as_html），只按文字读取：请打开表格结构识别后重新转换"
        self._gathered.warnings.append(ReadingWarning("table_not_read", message, place, text=printed[:100] or None))

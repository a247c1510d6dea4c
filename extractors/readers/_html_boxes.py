"""Web pages as lines and tables: the events of lxml's HTML parser put together to nested boxes, without a tree of elements.

No element is looked at twice and nothing recurses over the page, so that neither size nor nesting of the mark-up matters. What a browser
does not show (scripts, templates, hidden elements) is left out here; what is site furniture is only marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from ...schemas.errors import LimitExceeded

MAX_CELLS = 2_000_000
"""Cells one page may hold."""
MAX_NESTING = 40
"""Tables inside one another that are read as tables; those deeper still are read as running text."""
_SMALL_PICTURE = 100
"""Pictures narrower or lower than this (in pixels) hold no table."""
_LONGEST_LINK = 300
_BREAK = "\0"
"""Stands for <br> until the white space around it is settled; no page holds it, because control characters are taken out before parsing."""

_SKIPPED = frozenset({
    "script", "style", "template", "noscript", "select", "datalist", "rt", "rp", "del", "svg", "canvas", "audio", "video", "xml",
})  # fmt: skip
"""Elements a browser does not show as text; `xml` are the data islands of Word and Excel."""
_BLOCKS = frozenset({
    "html", "body", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "footer", "nav", "aside",
    "address", "blockquote", "center", "fieldset", "legend", "form", "figure", "figcaption", "details", "summary", "hr", "menu", "dir",
    "option", "textarea",
    "h1", "h2", "h3", "h4", "h5", "h6", "pre", "xmp", "listing", "plaintext",
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
})  # fmt: skip
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_PREFORMATTED = frozenset({"pre", "xmp", "listing", "plaintext"})
_GROUPS: dict[str, Literal["head", "body", "foot"]] = {"thead": "head", "tbody": "body", "tfoot": "foot"}
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_FURNITURE_TAGS = frozenset({"nav", "header", "footer", "aside", "menu"})
_FURNITURE_NAME = re.compile(
    r"(?:[a-z]+[-_]?)?(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|copyright|sidebar|share|qrcode|toolbar)(?:[-_]?(?:box|bar|wrap))?"
    r"|bds\w+|bread",
    re.IGNORECASE,
)
"""Classes and ids that name nothing but furniture; text with amounts and tables inside stay in the body all the same."""
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_DECORATION = re.compile(
    r"icon|logo|qr_?code|weixin|wechat|share|btn|button|arrow|blank|spacer|\.(?:svg|gif)(?:$|\?)", re.IGNORECASE
)
_TYPES = r"docx?|xlsx?|wps|et|pdf|ofd|zip|rar|7z|rtf|ods|odt|csv"
_ATTACHED = re.compile(rf"\.(?:{_TYPES})(?:$|[?#&;'\")\s])", re.IGNORECASE)
_ATTACHED_TEXT = re.compile(rf"\.(?:{_TYPES})\s*(?:[（(][^（）()]*[)）])?\s*$|^\s*附件", re.IGNORECASE)
_PAGE_LINK = re.compile(r"^#|^$|\.(?:s?html?|jspx?|aspx?|php)$|/$", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]"
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
"""A line break of the source between two Chinese characters is no space."""
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
"""Characters no browser shows; LibreOffice writes one where a note is anchored."""
_NUMBER = re.compile(r"\s*\+?(\d{1,12})")


@dataclass(slots=True)
class Line:
    """A block of text; `text` has ``\\n`` where <br> stands."""

    text: str
    level: int | None = None
    furniture: bool = False
    preformatted: bool = False


@dataclass(slots=True)
class CellBox:
    """A cell as the page lists it, with its spans as written (`row_span` 0 reaches to the end of the row group)."""

    column_span: int
    row_span: int
    flow: list[Line | TableBox] = field(default_factory=list)


@dataclass(slots=True)
class RowBox:
    """A row; `group` numbers the row groups (thead, tbody, tfoot) of the table, which no span crosses."""

    part: Literal["head", "body", "foot"]
    group: int
    cells: list[CellBox] = field(default_factory=list)


@dataclass(slots=True)
class TableBox:
    """A table as the page lists it; `weight` counts the characters in it, nested tables included."""

    furniture: bool
    rows: list[RowBox] = field(default_factory=list)
    caption: list[Line | TableBox] = field(default_factory=list)
    weight: int = 0
    presentation: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file."""

    text: str
    href: str


@dataclass(slots=True)
class _Frame:
    """An open table."""

    box: TableBox
    outer: list[Line | TableBox]
    level: int | None
    part: Literal["head", "body", "foot"] = "body"
    group: int = 0
    row: RowBox | None = None


class Builder:
    """The target of lxml's parser. Afterwards `flow` is the page, the other attributes are what was seen beside it."""

    def __init__(self) -> None:
        self.flow: list[Line | TableBox] = []
        self.title = ""
        self.links: list[Link] = []
        self.pictures = 0
        self.frames = 0
        self.too_deep = False
        self.cells = 0
        self._depth = 0
        self._skip_at = 0
        self._zone_at = 0
        self._pre_at = 0
        self._article_at = 0
        self._beyond = 0
        self._tables: list[_Frame] = []
        self._parts: list[str] = []
        self._level: int | None = None
        self._raised = False
        self._in_title = False
        self._href: str | None = None
        self._link_text: list[str] = []
        self._styles: dict[str, bool] = {}

    # ---- what the parser calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._skip_at:
            return
        if tag in _SKIPPED or (attributes and self._is_hidden(attributes)):
            self._skip_at = self._depth
            if tag in _BLOCKS:
                self._flush()
            return
        if tag in _BLOCKS:
            self._flush()
            self._block(tag, attributes)
        elif tag == "br":
            self._parts.append("\n" if self._pre_at else _BREAK)
        elif tag == "a":
            self._href, self._link_text = attributes.get("href"), []
        elif tag == "img":
            self._picture(attributes)
        elif tag == "sup":
            self._raised = True
        elif tag == "input":
            if self._tables and attributes.get("type", "text").lower() in ("text", "number"):
                self._parts.append(attributes.get("value", ""))
        elif tag == "title":
            self._in_title = True
        elif tag in _FRAMES:
            self._inserted(attributes.get(_FRAMES[tag], ""), attributes)
            self._skip_at = self._depth if tag == "iframe" else 0

    def end(self, tag: str) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if self._skip_at:
            if depth == self._skip_at:
                self._skip_at = 0
            return
        if tag in _BLOCKS:
            self._flush()
            self._close_block(tag, depth)
        elif tag == "a":
            self._close_link()
        elif tag == "sup":
            self._raised = False
        elif tag == "title":
            self._in_title = False

    def data(self, text: str) -> None:
        if self._skip_at:
            return
        if self._in_title:
            self.title += text
            return
        parts = self._parts
        if not parts and not self._pre_at and not text.strip(" \t\r\n\f"):
            return
        if self._raised and text[:1].isdigit() and parts and parts[-1][-1:].isdigit():
            parts.append("^")  # 100 with a raised note mark 1 is not 1001
        parts.append(text)
        if self._href is not None:
            self._link_text.append(text)

    def comment(self, text: str) -> None:
        """Comments are not shown."""

    def close(self) -> Builder:
        self._flush()
        return self

    # ---- blocks

    def _block(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _LEVELS:
            self._level = _LEVELS[tag]
        elif tag in _PREFORMATTED:
            self._pre_at = self._pre_at or self._depth
        elif tag in ("td", "th"):
            self._cell(attributes)
        elif tag == "tr":
            self._row()
        elif tag == "table":
            self._table(attributes)
        elif tag in _GROUPS:
            if self._tables and not self._beyond:
                frame = self._tables[-1]
                frame.part, frame.group, frame.row = _GROUPS[tag], frame.group + 1, None
        elif tag == "caption":
            if self._tables and not self._beyond:
                self.flow = self._tables[-1].box.caption
        elif tag in ("article", "main"):
            self._article_at = self._article_at or self._depth
        if not self._zone_at and self._is_furniture(tag, attributes):
            self._zone_at = self._depth

    def _close_block(self, tag: str, depth: int) -> None:
        if depth == self._zone_at:
            self._zone_at = 0
        if depth == self._pre_at:
            self._pre_at = 0
        if depth == self._article_at:
            self._article_at = 0
        if tag in _LEVELS:
            self._level = None
        elif self._tables:
            self._close_part(tag)

    def _close_part(self, tag: str) -> None:
        if tag == "table" and self._beyond:
            self._beyond -= 1
            return
        if self._beyond:
            return
        frame = self._tables[-1]
        if tag in ("td", "th", "caption"):
            self.flow = frame.outer
        elif tag == "tr":
            frame.row = None
        elif tag in _GROUPS:
            frame.part, frame.group, frame.row = "body", frame.group + 1, None
        elif tag == "table":
            self._tables.pop()
            box = frame.box
            box.weight = sum(
                item.weight if isinstance(item, TableBox) else len(item.text)
                for row in box.rows
                for cell in row.cells
                for item in cell.flow
            )
            frame.outer.append(box)
            self.flow, self._level = frame.outer, frame.level

    def _table(self, attributes: Mapping[str, str]) -> None:
        if self._beyond or len(self._tables) >= MAX_NESTING:
            self._beyond += 1
            self.too_deep = True
            return
        box = TableBox(self._zone_at > 0, presentation=attributes.get("role", "") in ("presentation", "none"))
        self._tables.append(_Frame(box, self.flow, self._level))
        self._level = None

    def _row(self) -> None:
        if self._tables and not self._beyond:
            frame = self._tables[-1]
            frame.row = RowBox(frame.part, frame.group)
            frame.box.rows.append(frame.row)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        if not self._tables or self._beyond:
            return
        frame = self._tables[-1]
        if frame.row is None:
            self._row()
        assert frame.row is not None
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise LimitExceeded(f"网页的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")
        cell = CellBox(_number(attributes.get("colspan")) or 1, _number(attributes.get("rowspan"), 1))
        frame.row.cells.append(cell)
        self.flow = cell.flow

    def _flush(self) -> None:
        """Close the line of text that is open."""
        parts = self._parts
        if not parts:
            return
        text = "".join(parts)
        parts.clear()
        if self._pre_at:
            if text.strip():
                self.flow.append(Line(text.strip("\r\n"), self._level, self._zone_at > 0, preformatted=True))
            return
        text = tidy(text)
        if text:
            self.flow.append(Line(text, self._level, self._zone_at > 0))

    # ---- attributes

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        if "hidden" in attributes and attributes["hidden"].lower() != "false":
            return True
        style = attributes.get("style")
        if not style:
            return False
        known = self._styles.get(style)
        if known is None:
            known = self._styles[style] = _UNSEEN.search(style) is not None
        return known

    def _is_furniture(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag in ("html", "body", "td", "th", "tr", "table"):
            return False
        if tag in _FURNITURE_TAGS:
            return not self._article_at and not self._tables
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split() if attributes else ()
        return any(_FURNITURE_NAME.fullmatch(name) for name in names)

    def _picture(self, attributes: Mapping[str, str]) -> None:
        if self._zone_at or _DECORATION.search(attributes.get("src", "")[:1000]):
            return
        sides = [_number(attributes.get(side), _SMALL_PICTURE) for side in ("width", "height")]
        if all(side >= _SMALL_PICTURE for side in sides):
            self.pictures += 1

    def _inserted(self, source: str, attributes: Mapping[str, str]) -> None:
        if _ATTACHED.search(source) and not source.startswith("data:"):
            self.links.append(Link(source.rsplit("/", 1)[-1][:_LONGEST_LINK], source[: 2 * _LONGEST_LINK]))
        elif source and not source.startswith(("about:", "javascript:")) and not self._zone_at:
            if all(_number(attributes.get(side), 2) > 1 for side in ("width", "height")):
                self.frames += 1

    def _close_link(self) -> None:
        href, self._href = self._href, None
        if href is None or href.startswith(("data:", "mailto:")):
            return
        text = _WHITE.sub(" ", "".join(self._link_text)).strip()[:_LONGEST_LINK]
        href = href.strip()[: 2 * _LONGEST_LINK]
        if _ATTACHED.search(href) or (_ATTACHED_TEXT.search(text) and not _PAGE_LINK.search(href.split("?")[0])):
            self.links.append(Link(text, href))


def tidy(raw: str) -> str:
    """Text as a browser shows it: white space of the source as one space, <br> as a line break; "" for blank text."""
    if "\n" in raw:
        raw = _WIDE_BREAK.sub("", raw)
        raw = _WHITE.sub(" ", raw)
    elif "  " in raw or "\t" in raw or "\r" in raw:
        raw = _WHITE.sub(" ", raw)
    if _BREAK in raw:
        raw = "\n".join(line.strip(" ") for line in raw.split(_BREAK)).strip("\n")
    else:
        raw = raw.strip(" ")
    return raw if raw.strip() else ""


def build(data: bytes) -> Builder:
    """Parse a page given in UTF-8 (without a byte order mark); nothing is fetched, no entity is loaded."""
    parser = etree.HTMLParser(target=Builder(), encoding="utf-8", no_network=True, huge_tree=True)
    result = etree.fromstring(data.translate(None, _CONTROLS), parser)
    assert isinstance(result, Builder)
    return result


def _number(text: str | None, missing: int = 0) -> int:
    """The whole number an attribute starts with; `missing` where there is none."""
    match = _NUMBER.match(text) if text else None
    return int(match[1]) if match else missing

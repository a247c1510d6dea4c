"""Web pages as lines and tables: the events of lxml's HTML parser put together to nested boxes, without a tree of elements.

No element is looked at twice and nothing recurses over the page, so that neither size nor nesting of the mark-up matters. What a browser
does not show (scripts, templates, hidden elements) is left out here; what is site furniture is only marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...schemas.errors import LimitExceeded
from ._html_attributes import Matches, column_span, hides, names_furniture, number, row_span
from ._html_links import LONGEST_LINK, Link, embedded_file, file_link, may_lead_to_file
from ._html_model import CellBox, Flow, Line, RowBox, TableBox, Zone, line_by_line, plain_rows
from ._html_passages import PASSAGE_MARK, Passage, take_out_passages
from ._html_plain import GROUPS, MARK, Part, PlainTable, take_out
from ._html_settled import BREAK, WHITE

MAX_CELLS = 2_000_000
"""Cells one page may hold."""
MAX_NESTING = 40
"""Tables inside one another that are read as tables; those deeper still are read as running text."""
_SMALL_PICTURE = 100
"""Pictures narrower or lower than this (in pixels) hold no table."""

_SKIPPED = frozenset({
    "script", "style", "template", "noscript", "select", "datalist", "rt", "rp", "del", "svg", "canvas", "audio", "video", "xml", "comment",
})  # fmt: skip
"""Elements a browser does not show as text; `xml` are the data islands of Word and Excel, `comment` the notes on cells that
LibreOffice Calc writes."""
_BLOCKS = frozenset({
    "html", "body", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "footer", "nav", "aside",
    "address", "blockquote", "center", "fieldset", "legend", "form", "figure", "figcaption", "details", "summary", "hr", "menu", "dir",
    "option", "textarea",
    "h1", "h2", "h3", "h4", "h5", "h6", "pre", "xmp", "listing", "plaintext",
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
})  # fmt: skip
_PASSAGES = ("p", "div", "li")
"""Elements of which passages consist."""
_NO_ZONES = frozenset({"html", "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
"""Elements that are no furniture, whatever their class says."""
_DECORATION = re.compile(
    r"icon|logo|qr_?code|weixin|wechat|share|btn|button|arrow|blank|spacer|\.(?:svg|gif)(?:$|\?)", re.IGNORECASE
)
_SHEET_LINK = re.compile(r"#table\d+")
_NOTE_MARK = re.compile(r"[\[［(（]?\s*(?:\d{1,3}|[①-⑳*])\s*[\]］)）]?")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
"""Characters no browser shows; LibreOffice writes one where a note is anchored."""


@dataclass(slots=True)
class _Frame:
    """An open table."""

    box: TableBox
    outer: Flow
    level: int | None
    part: Part = "body"
    group: int = 0
    row: RowBox | None = None


class Builder:
    """The target of lxml's parser. Afterwards `flow` is the page, the other attributes are what was seen beside it."""

    def __init__(self, plain: Sequence[PlainTable] = (), passages: Sequence[Passage] = ()) -> None:
        self.plain = plain
        self.passages = passages
        self.met = 0
        """How many of the plain tables and passages were met."""
        self.flow: Flow = []
        self.title = ""
        self.links: list[Link] = []
        self.pictures = 0
        self.frames: list[str] = []
        """Addresses of pages that are shown inside."""
        self.base = ""
        self.too_deep = False
        self.sheets = 0
        """Entries of an index of sheets, as LibreOffice Calc writes it."""
        self.cells = 0
        self._depth = 0
        self._skip_at = 0
        """Depth of the element that is left out; 0 for none. The following in the same way."""
        self._zone_at = 0
        self._zone: Zone | None = None
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
        self._link_start = 0
        self._script = ""
        self._mark = False
        self._unseen = Matches(hides)
        self._named = Matches(names_furniture)

    # ---- what the parser calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._skip_at:
            self._pass_by(tag, attributes)
            return
        if attributes:
            style = attributes.get("style")
            if (style is not None and self._unseen[style]) or "hidden" in attributes:
                self._pass_by(tag, attributes)
                self._skip(tag)
                return
        if tag in _BLOCKS:
            if self._parts:
                self._flush()
            if len(attributes) == 1 and PASSAGE_MARK in attributes and self.passages and tag in _PASSAGES:
                self._place_passage(self.passages[int(attributes[PASSAGE_MARK])])
                return
            if attributes and not self._zone_at and tag not in _NO_ZONES:
                if self._named[attributes.get("class", "")] or self._named[attributes.get("id", "")]:
                    self._zone_at, self._zone = self._depth, Zone()
            opener = _OPENERS.get(tag)
            if opener is not None:
                opener(self, tag, attributes)
        elif tag in _INLINE:
            _INLINE[tag](self, tag, attributes)
        elif tag in _SKIPPED:
            self._skip(tag)

    def end(self, tag: str) -> None:
        """An element ends; the parser balances its events, whatever the page does."""
        depth = self._depth
        self._depth = depth - 1
        if self._skip_at:
            if depth == self._skip_at:
                self._skip_at = 0
            return
        if tag in _BLOCKS:
            if self._parts:
                self._flush()
            closer = _CLOSERS.get(tag)
            if closer is not None:
                closer(self, tag)
            if depth == self._zone_at:
                self._zone_at, self._zone = 0, None
        elif tag == "a":
            self._close_link()
        elif tag == "sup":
            self._raised = False
        elif tag == "title":
            self._in_title = False

    def data(self, text: str) -> None:
        """Text, in pieces of any size."""
        parts = self._parts
        if self._skip_at or (not parts and not self._pre_at and not text.strip(" \t\r\n\f")):
            return
        if self._in_title:
            self.title += text
            return
        if self._raised and text[:1].isdigit() and parts and parts[-1][-1:].isdigit():
            parts.append("^")  # 100 with a raised note mark 1 is not 1001
        parts.append(text)
        if self._href is not None:
            self._link_text.append(text)
            self._mark = self._mark or self._raised

    def close(self) -> Builder:
        """The page is at its end."""
        self._flush()
        return self

    # ---- blocks

    def _skip(self, tag: str) -> None:
        self._skip_at = self._depth
        if tag in _BLOCKS:
            self._flush()

    def _open_heading(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._level = int(tag[1])

    def _close_heading(self, tag: str) -> None:
        self._level = None

    def _open_preformatted(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._pre_at = self._pre_at or self._depth

    def _close_preformatted(self, tag: str) -> None:
        if self._pre_at == self._depth + 1:
            self._pre_at = 0

    def _open_article(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._article_at = self._article_at or self._depth

    def _close_article(self, tag: str) -> None:
        if self._article_at == self._depth + 1:
            self._article_at = 0

    def _open_zone(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._zone_at and not self._article_at and not self._tables:
            self._zone_at, self._zone = self._depth, Zone()

    # ---- tables

    def _open_table(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._beyond or len(self._tables) >= MAX_NESTING:
            self._beyond += 1
            self.too_deep = True
            return
        box = TableBox(attributes.get("role", "") in ("presentation", "none"))
        self._tables.append(_Frame(box, self.flow, self._level))
        self._level = None
        if MARK in attributes and self.plain:
            self._place_table(box, self.plain[int(attributes[MARK])])

    def _place_table(self, box: TableBox, plain: PlainTable) -> None:
        """Put a plain table where it stands."""
        if not self._takes_plain():
            return
        self.met += 1
        self._count(sum(row.end - row.start for row in plain.rows))
        box.weight = plain.weight
        if self._zone is not None:
            self._zone.sentences += sum("。" in line for cell in range(len(plain.texts)) for line in plain.lines(cell))
        if plain.is_large and not box.presentation:
            box.plain = plain
        else:
            box.rows = plain_rows(plain.rows, plain, self._zone)

    def _close_table(self, tag: str) -> None:
        if self._beyond:
            self._beyond -= 1
        elif self._tables:
            frame = self._tables.pop()
            frame.outer.append(frame.box)
            self.flow, self._level = frame.outer, frame.level
            if self._tables:
                holder = self._tables[-1].box
                holder.weight += frame.box.weight
                holder.nested += frame.box.weight

    def _open_group(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._tables and not self._beyond:
            frame = self._tables[-1]
            frame.part, frame.group, frame.row = GROUPS[tag], frame.group + 1, None

    def _close_group(self, tag: str) -> None:
        if self._tables and not self._beyond:
            frame = self._tables[-1]
            frame.part, frame.group, frame.row = "body", frame.group + 1, None

    def _open_caption(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._tables and not self._beyond:
            self.flow = self._tables[-1].box.caption

    def _open_row(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._tables and not self._beyond:
            frame = self._tables[-1]
            frame.row = RowBox(frame.part, frame.group)
            frame.box.rows.append(frame.row)

    def _close_row(self, tag: str) -> None:
        if self._tables and not self._beyond:
            self._tables[-1].row = None

    def _open_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._tables or self._beyond:
            return
        frame = self._tables[-1]
        row = frame.row
        if row is None:
            row = frame.row = RowBox(frame.part, frame.group)
            frame.box.rows.append(row)
        self._count(1)
        flow: Flow = []
        self.flow = flow
        if attributes:
            across, down = attributes.get("colspan"), attributes.get("rowspan")
            row.cells.append(CellBox(column_span(across), row_span(down), flow))
        else:
            row.cells.append(CellBox(1, 1, flow))

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise LimitExceeded(f"网页的表格单元格超过 {MAX_CELLS} 个，已停止读取：请拆分成几个文件后再试")

    def _close_cell(self, tag: str) -> None:
        if self._tables and not self._beyond:
            self.flow = self._tables[-1].outer

    def _flush(self) -> None:
        """Close the line of text that is open."""
        parts = self._parts
        if not parts:
            return
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        if self._pre_at:
            text = raw.strip("\r\n") if raw.strip() else ""
        else:
            text = tidy(raw)
        if text:
            self.flow.append(Line(text, self._level, self._zone, self._pre_at > 0))
            if self._zone is not None and "。" in text:
                self._zone.sentences += 1
            if self._tables:
                self._tables[-1].box.weight += len(text)

    def _pass_by(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Meet a plain table or a passage that is not shown."""
        if PASSAGE_MARK in attributes:
            self.met += len(attributes) == 1 and tag in _PASSAGES
        elif MARK in attributes:
            self.met += tag == "table"

    def _takes_plain(self) -> bool:
        """Whether what was settled beforehand may stand here, where neither white space nor the text of a link matters."""
        return not self._pre_at and self._href is None and not self._raised

    def _place_passage(self, passage: Passage) -> None:
        """Put a passage where it stands."""
        if not self._takes_plain():
            return
        self.met += 1
        if self._zone is not None or self._level is not None:
            self.flow += line_by_line(passage, self._level, self._zone)
        elif passage.texts:
            self.flow.append(passage)
        if self._zone is not None:
            self._zone.sentences += sum("。" in text for text in passage.texts)
        if self._tables:
            self._tables[-1].box.weight += sum(map(len, passage.texts))

    # ---- inline elements

    def _break(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._parts.append("\n" if self._pre_at else BREAK)

    def _set_base(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.base = self.base or attributes.get("href", "").strip()[: 2 * LONGEST_LINK]

    def _open_raised(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._raised = True

    def _open_title(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._in_title = True

    def _field(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._tables and attributes.get("type", "text").lower() in ("text", "number"):
            self.data(attributes.get("value", ""))

    def _open_link(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._script = attributes.get("onclick", "")
        self._href = attributes.get("href", "" if self._script else None)
        self._link_text, self._link_start, self._mark = [], len(self._parts), False

    def _close_link(self) -> None:
        href, self._href = self._href, None
        if href is None or href.startswith(("data:", "mailto:")):
            return
        raw, href = "".join(self._link_text), href.strip()[: 2 * LONGEST_LINK]
        if href.startswith("#"):
            is_sheet = _SHEET_LINK.fullmatch(href) is not None
            self.sheets += is_sheet
            if is_sheet or (self._mark and _NOTE_MARK.fullmatch(_link_text(raw))):
                del self._parts[self._link_start :]  # the mark of a note is no part of the figure it stands at
                return
            if not self._script:
                return
        if may_lead_to_file(raw, href, self._script) and (link := file_link(_link_text(raw), href, self._script)):
            self.links.append(link)

    def _picture(self, tag: str, attributes: Mapping[str, str]) -> None:
        source = attributes.get("src", "").strip()
        if self._zone_at or (not source.startswith("data:") and _DECORATION.search(source[:1000])):
            return
        sides = [number(attributes.get(side), _SMALL_PICTURE) for side in ("width", "height")]
        if all(side >= _SMALL_PICTURE for side in sides):
            self.pictures += 1
            if source:
                self.flow.append(Line("", picture=source))  # before the text it stands in, which it does not part

    def _inserted(self, tag: str, attributes: Mapping[str, str]) -> None:
        source = attributes.get("data" if tag == "object" else "src", "").strip()
        if link := embedded_file(source):
            self.links.append(link)
        elif source and not source.startswith(("about:", "javascript:")) and not self._zone_at:
            if all(number(attributes.get(side), 2) > 1 for side in ("width", "height")):
                self.frames.append(source[: 2 * LONGEST_LINK])
        if tag == "iframe":
            self._skip(tag)


_Opener = Callable[[Builder, str, Mapping[str, str]], None]
_OPENERS: dict[str, _Opener] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Builder._open_heading),
    **dict.fromkeys(("pre", "xmp", "listing", "plaintext"), Builder._open_preformatted),
    **dict.fromkeys(("article", "main"), Builder._open_article),
    **dict.fromkeys(("nav", "header", "footer", "aside", "menu"), Builder._open_zone),
    **dict.fromkeys(GROUPS, Builder._open_group),
    **dict.fromkeys(("td", "th"), Builder._open_cell),
    "table": Builder._open_table,
    "caption": Builder._open_caption,
    "tr": Builder._open_row,
}
_CLOSERS: dict[str, Callable[[Builder, str], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Builder._close_heading),
    **dict.fromkeys(("pre", "xmp", "listing", "plaintext"), Builder._close_preformatted),
    **dict.fromkeys(("article", "main"), Builder._close_article),
    **dict.fromkeys(GROUPS, Builder._close_group),
    **dict.fromkeys(("td", "th", "caption"), Builder._close_cell),
    "table": Builder._close_table,
    "tr": Builder._close_row,
}
_INLINE: dict[str, _Opener] = {
    **dict.fromkeys(("iframe", "frame", "embed", "object"), Builder._inserted),
    "br": Builder._break,
    "base": Builder._set_base,
    "a": Builder._open_link,
    "img": Builder._picture,
    "sup": Builder._open_raised,
    "input": Builder._field,
    "title": Builder._open_title,
}


def _link_text(raw: str) -> str:
    return WHITE.sub(" ", raw).strip()[:LONGEST_LINK]


def tidy(raw: str) -> str:
    """Text as a browser shows it: white space of the source as one space, <br> as a line break; "" for blank text."""
    raw = raw.strip(" \t\r\n\f")
    if "\n" in raw or "  " in raw or "\t" in raw or "\r" in raw:
        raw = WHITE.sub(" ", raw)
    if BREAK in raw:
        raw = "\n".join(line.strip(" ") for line in raw.split(BREAK)).strip("\n")
    return "" if raw.isspace() else raw


def build(text: str) -> Builder:
    """Parse a page; nothing is fetched, no entity is loaded."""
    written = text.encode("utf-8", "replace")
    data = written.translate(None, _CONTROLS)
    page = text if len(data) == len(written) else data.decode("utf-8")
    if MARK not in page and PASSAGE_MARK not in page:
        rest, tables = take_out(page)
        rest, passages = take_out_passages(rest)
        if tables or passages:
            builder = _parsed(rest.encode("utf-8", "replace"), Builder(tables, passages))
            if builder.met == len(tables) + len(passages):
                return builder
    return _parsed(data, Builder())  # something in a comment, a script, a text field: nothing to be taken out


def _parsed(data: bytes, builder: Builder) -> Builder:
    target: Any = builder  # lxml-stubs want every parameter to take bytes too, which lxml never gives
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=True)
    result = etree.fromstring(data, parser)
    assert isinstance(result, Builder)
    return result

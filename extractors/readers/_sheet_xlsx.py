"""Sheets of an xlsx workbook (transitional and ISO strict), streamed from their XML: values, formats, merged ranges, what is hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from ...schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from ._package import MAX_TAGS, Package, Relationship, shown
from ._sheet_cells import ATTRIBUTE, Item, plain, quick_items
from ._sheet_dates import iso_text
from ._sheet_formats import BUILT_IN, GENERAL, NumberFormat
from ._sheet_model import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Budget, Sheet

_MAIN_PART = "xl/workbook.xml"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EDGES = ("left", "right", "top", "bottom", "start", "end")
_RETRY = "请重新下载，或用 Excel/WPS 打开后另存再试"


@dataclass(slots=True)
class Workbook:
    """What was read, and what could not be."""

    sheets: list[Sheet]
    unread: list[str]
    """Names of sheets that hold no cells (charts, macros)."""


@dataclass(slots=True)
class _Styles:
    formats: list[NumberFormat]
    """By the style number of a cell."""
    ruled: frozenset[str]
    """Style numbers with a border line, as written in the sheet."""


def read_workbook(package: Package) -> Workbook:
    """All sheets in their order; raises DocumentError."""
    main = next((link.target for link in package.relationships() if link.kind == "officeDocument"), _MAIN_PART)
    if main.lower().endswith(".bin"):
        raise UnsupportedFormat("这是 Excel 二进制表格（.xlsb），目前不能直接读取：请用 Excel/WPS 另存为 .xlsx 后再试")
    root = package.xml(main)
    links = {link.id: link for link in package.relationships(main)}
    kinds = {link.kind: link.target for link in links.values()}
    properties = root.find("{*}workbookPr")
    date1904 = properties is not None and _is_true(properties.get("date1904"))
    calculation = root.find("{*}calcPr")
    recalculated = calculation is not None and _is_true(calculation.get("fullCalcOnLoad"))
    styles = _styles(package, kinds.get("styles"), date1904=date1904)
    strings = _shared_strings(package, kinds.get("sharedStrings"))
    book = Workbook([], [])
    budget = Budget()
    entries = root.findall("{*}sheets/{*}sheet")
    if len(entries) > MAX_SHEETS:
        raise LimitExceeded(f"工作表超过 {MAX_SHEETS} 张的上限：请拆分后再试")
    for entry in entries:
        name = entry.get("name", "")
        link = links.get(next((str(value) for key, value in entry.items() if str(key).endswith("}id")), ""))
        if link is None or link.kind != "worksheet":
            book.unread.append(name)
            continue
        sheet = Sheet(name, hidden=entry.get("state", "visible") != "visible")
        _Reader(sheet, styles, strings, budget, recalculated=recalculated).read(package.read(link.target), link.target)
        _read_drawings(package, package.relationships(link.target), sheet)
        book.sheets.append(sheet)
    if not entries:
        raise UnreadableDocument(f"文件里没有工作表：{_RETRY}")
    return book


class _Reader:
    """Fills one sheet from its XML."""

    def __init__(self, sheet: Sheet, styles: _Styles, strings: list[str], budget: Budget, *, recalculated: bool) -> None:
        self.sheet = sheet
        self.styles = styles
        self.strings = strings
        self.budget = budget
        self.recalculated = recalculated
        """Whether formulas wait to be calculated when the workbook is opened: programs that cannot calculate write 0 for all results."""
        self.zeros: list[tuple[int, int]] = []
        """Cells with the number zero, which a sheet may be set not to show."""

    def read(self, data: bytes, part: str) -> None:
        quick = quick_items(data)
        if quick is not None:
            items, data = quick
            self._read_items(items)
        position = -1
        sheet = self.sheet
        show_zeros = True
        for element in stream(data, part, ("{*}sheetView", "{*}col", "{*}row", "{*}mergeCell")):
            kind = element.tag.rpartition("}")[2]
            if kind == "row":
                position = self._begin_row(element.get("r"), element.get("hidden"), element.get("ht"), position)
                self._row(element, position)
                parent = element.getparent()
                element.clear()
                if parent is not None:
                    del parent[: parent.index(element)]
            elif kind == "col":
                if _is_true(element.get("hidden")) or (element.get("width") is not None and _float(element.get("width")) == 0):
                    sheet.hide_columns(_number(element.get("min"), 1) - 1, _number(element.get("max"), 0) - 1)
            elif kind == "mergeCell":
                area = _area(element.get("ref", ""))
                if area is not None:
                    self.budget.take(1)
                    sheet.merge(*area)
            elif element.get("showZeros") is not None:
                show_zeros = _is_true(element.get("showZeros"))
        if not show_zeros:
            for position, column in self.zeros:
                sheet.rows.get(position, {}).pop(column, None)

    def _begin_row(self, number: str | None, hidden: str | None, height: str | None, before: int) -> int:
        position = _number(number, before + 2) - 1
        if _is_true(hidden) or (height is not None and _float(height) == 0):
            self.sheet.hidden_rows.add(position)
        return position

    def _read_items(self, items: list[Item]) -> None:
        """The rows, from what the quick pattern found."""
        columns = _COLUMNS
        quicks = _Quicks(self)
        strings = self.strings
        position, ruled, column = -1, 0, -1
        texts: dict[int, str] = {}
        for row, letters, style, kind, formula, stored, inline in items:
            if row:
                self._end_row(position, texts, ruled)
                attributes = dict(ATTRIBUTE.findall(row))
                position = self._begin_row(attributes.get("r"), attributes.get("hidden"), attributes.get("ht"), position)
                texts, ruled = {}, 0
                continue
            lines, quick, pattern, keeps_text = quicks[style]
            ruled += lines
            column = columns[letters]
            if stored:
                if not kind or kind == "n":
                    if quick(stored):
                        texts[column] = format(float(stored), pattern) if pattern else stored
                        continue
                elif (
                    kind == "s"
                    and keeps_text
                    and len(stored) < 10
                    and stored.isdecimal()
                    and (number := int(stored)) < len(strings)
                ):
                    text = strings[number]
                    if text and not text.isspace():
                        texts[column] = text
                    continue
                if formula and stored == "0" and self.recalculated:
                    self.sheet.uncalculated.append((position, column))
                    continue
                text = self._text(position, column, style or "0", kind, stored)
            elif inline:
                text = self.format_of(style or "0").text(_unescaped(plain(inline)))
            else:
                if formula and kind != "str":
                    self.sheet.uncalculated.append((position, column))
                continue
            if text and not text.isspace():
                texts[column] = text
        self._end_row(position, texts, ruled)

    def _end_row(self, position: int, texts: dict[int, str], ruled: int) -> None:
        if 0 <= position < MAX_ROWS:
            if texts:
                self.budget.take(len(texts))
                self.sheet.rows.setdefault(position, {}).update(texts)
            if ruled:
                self.sheet.ruled[position] = ruled

    def _row(self, row: etree._Element, position: int) -> None:
        """One row, from the tree."""
        namespace = row.tag[:-3]
        texts: dict[int, str] = {}
        column, ruled = -1, 0
        for cell in row.iterchildren(namespace + "c"):
            style = cell.get("s") or "0"
            reference = cell.get("r")
            column = column + 1 if reference is None else _column(reference, column + 1)
            ruled += style in self.styles.ruled
            stored = cell.findtext(namespace + "v")
            inline = cell.find(namespace + "is")
            kind = cell.get("t") or ""
            if kind == "inlineStr" and inline is not None:
                text = self.format_of(style).text(_rich_text(inline))
            elif stored and not (stored == "0" and self.recalculated and cell.find(namespace + "f") is not None):
                text = self._text(position, column, style, kind, stored)
            else:
                if kind != "str" and cell.find(namespace + "f") is not None:
                    self.sheet.uncalculated.append((position, column))
                continue
            if text and not text.isspace() and 0 <= column < MAX_COLUMNS:
                texts[column] = text
        self._end_row(position, texts, ruled)

    def _text(self, position: int, column: int, style: str, kind: str, stored: str) -> str:
        """What a cell with this stored value shows."""
        if kind in ("", "n"):
            text, rounded = self.format_of(style).show(stored)
            if rounded is not None:
                self.sheet.rounded.append((position, column, rounded, text))
            if not _float(stored):
                self.zeros.append((position, column))
            elif not text:
                self.sheet.unshown.append((position, column))
            return text
        if kind == "s":
            try:
                return self.format_of(style).text(self.strings[int(stored)])
            except (ValueError, IndexError):
                raise UnreadableDocument(f"文件已损坏（单元格引用的文字不存在）：{_RETRY}") from None
        if kind == "b":
            return "TRUE" if stored.strip() == "1" else "FALSE"
        if kind == "d":
            return iso_text(stored)
        return _unescaped(stored)  # text of a formula, or an error value

    def format_of(self, style: str) -> NumberFormat:
        try:
            return self.styles.formats[int(style)]
        except (ValueError, IndexError):
            return _PLAIN


class _Quicks(dict[str, tuple[bool, Callable[[str], object], str, bool]]):
    """What a style says of its cells: whether they have a line, which figures are shown by which pattern, and whether text is shown as it is
    (see `NumberFormat`)."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __missing__(self, style: str) -> tuple[bool, Callable[[str], object], str, bool]:
        format = self._reader.format_of(style or "0")
        self[style] = style in self._reader.styles.ruled, format.quick, format.pattern, format.keeps_text
        return self[style]


_PLAIN = NumberFormat(GENERAL)


def stream(data: bytes, part: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with these tags, each when it is complete; entities are not resolved and nothing outside is loaded."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = re.sub(r"^<\?xml[^>]*\?>", "", data.decode("utf-16", "replace")).encode("utf-8", "replace")
    if b"<!DOCTYPE" in data:
        raise UnreadableDocument(
            f"文件内部（{shown(part)}）含有 Office 不使用的实体定义（DTD），可能是恶意文件：请勿打开，向来源核实"
        )
    if data.count(b"<") > MAX_TAGS:
        raise LimitExceeded(f"文件内部（{shown(part)}）内容过多，已停止读取：请删去无关的工作表或拆分后再试")
    try:
        yield from (
            element
            for _, element in etree.iterparse(
                io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True,
            )
        )  # fmt: skip
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"文件已损坏（{shown(part)} 不是完整的 XML）：{_RETRY}") from error


def _shared_strings(package: Package, part: str | None) -> list[str]:
    if part is None or part not in package:
        return []
    strings: list[str] = []
    for item in stream(package.read(part), part, ("{*}si",)):
        strings.append(_rich_text(item))
        parent = item.getparent()
        item.clear()
        if parent is not None:
            del parent[: parent.index(item)]
    return strings


def _rich_text(item: etree._Element) -> str:
    """The text of all runs; readings above the line (phonetic runs) are left out."""
    pieces: list[str] = []
    for child in item:
        kind = child.tag.rpartition("}")[2]
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces.extend(run.text or "" for run in child if run.tag.rpartition("}")[2] == "t")
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """Control characters are written as _x000D_; a carriage return is no text of a cell."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: _character(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(code: int) -> str:
    return "" if 0xD800 <= code < 0xE000 or code == 0 else chr(code)


def _styles(package: Package, part: str | None, *, date1904: bool) -> _Styles:
    if part is None or part not in package:
        return _Styles([], frozenset())
    root = package.xml(part)
    codes = dict(BUILT_IN)
    for entry in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[_number(entry.get("numFmtId"), 0)] = entry.get("formatCode", "")
    borders = [
        any(edge.tag.rpartition("}")[2] in _EDGES and edge.get("style", "none") != "none" for edge in border)
        for border in root.iterfind("{*}borders/{*}border")
    ]
    formats: list[NumberFormat] = []
    made: dict[int, NumberFormat] = {}
    ruled: set[str] = set()
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        format = _number(style.get("numFmtId"), 0)
        if format not in made:
            made[format] = NumberFormat(codes.get(format, GENERAL), date1904=date1904)
        formats.append(made[format])
        border = _number(style.get("borderId"), 0)
        if 0 <= border < len(borders) and borders[border]:
            ruled.add(str(number))
    return _Styles(formats, frozenset(ruled))


def _read_drawings(package: Package, links: tuple[Relationship, ...], sheet: Sheet) -> None:
    for link in links:
        if link.kind == "drawing" and link.target in package:
            root = package.xml(link.target)
            sheet.pictures += sum(1 for _ in root.iter("{*}pic"))
            for body in root.iter("{*}txBody"):
                text = "\n".join(
                    "".join(run.text or "" for run in paragraph.iter("{*}t")) for paragraph in body.iterfind("{*}p")
                ).strip()
                if text:
                    sheet.boxes.append(text)


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """A1:C3 as row, column, last row, last column."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?", reference.strip())
    if match is None or match[3] is None:
        return None
    return int(match[2]) - 1, _column(match[1], 0), int(match[4]) - 1, _column(match[3], 0)


class _Columns(dict[str, int]):
    """0-based columns by their letters."""

    def __missing__(self, name: str) -> int:
        column = 0
        for letter in name.upper():
            column = column * 26 + ord(letter) - 64
        self[name] = column - 1
        return column - 1


_COLUMNS = _Columns()


def _column(reference: str, fallback: int) -> int:
    """The 0-based column of `AB12`."""
    name = reference.rstrip("0123456789")
    return _COLUMNS[name] if 0 < len(name) <= 3 and name.isascii() and name.isalpha() else fallback


def _number(text: str | None, fallback: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 12 else fallback
    except ValueError:
        return fallback


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _is_true(text: str | None) -> bool:
    return text is not None and text.strip().lower() in ("1", "true", "on")

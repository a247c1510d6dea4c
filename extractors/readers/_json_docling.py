"""DoclingDocument: docling's own JSON, a tree of references into lists of texts, tables and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from ...schemas.document import BBox, Cell, Location, ReadingWarning
from ...schemas.errors import LimitExceeded
from ._converted import MAX_SPAN, Gathered, bbox_of
from ._json_values import Value, items, member, number, objects, text, whole

NAME = "docling JSON"
_LISTS = ("texts", "tables", "pictures", "groups", "key_value_items", "form_items", "field_regions", "field_items")
_FURNITURE: dict[str, Literal["header", "footer"]] = {"page_header": "header", "page_footer": "footer"}
_BOXES = {"checkbox_selected": "☑ ", "checkbox_unselected": "☐ "}
_MAX_PLACES = 2_000_000
"""Rows times columns of one table."""


def knows(value: Value) -> bool:
    """Whether this is a DoclingDocument."""
    return text(value, "schema_name") == "DoclingDocument" and isinstance(value.get("body"), dict)


class Reader:
    """Reads one document into `gathered`."""

    def __init__(self, value: Value, gathered: Gathered) -> None:
        self._value = value
        self._gathered = gathered
        self._seen: set[str] = set()
        self._unread = 0
        self._titled = any(text(item, "label") == "title" for item in objects(value, "texts"))
        self._heights = {
            number_of_page: height
            for page in member(value, "pages").values()
            if (height := number(member(page, "size"), "height")) is not None
            and (number_of_page := whole(page, "page_no")) is not None
        }

    def read(self) -> int | None:
        """Read all; returns the number of pages."""
        self._children(self._value.get("body"))
        furniture = self._value.get("furniture")
        self._children(furniture, "footer")
        if self._unread:
            message = f"文档中有 {self._unread} 处表单或引用转换软件没有写成文字和表格，没有读取，请人工核对"
            self._gathered.warnings.append(ReadingWarning("content_not_read", message))
        return len(self._heights) or None

    def _resolve(self, reference: Value) -> dict[str, Value] | None:
        """The item that `{"$ref": "#/texts/3"}` points to, each once; None for one that was read, or is not there."""
        target = text(reference, "$ref") or text(reference, "cref")
        if not target or target in self._seen:
            return None
        self._seen.add(target)
        parts = target.split("/")
        if (
            len(parts) == 3
            and parts[0] == "#"
            and parts[1] in _LISTS
            and parts[2].isascii()
            and parts[2].isdigit()
            and len(parts[2]) < 10
        ):
            listed = items(self._value, parts[1])
            at = int(parts[2])
            if at < len(listed) and isinstance(listed[at], dict):
                return {"_list": parts[1], **listed[at]}
        self._unread += 1
        return None

    def _children(self, node: Value, layer: str = "body") -> None:
        for item in self._resolved(node):
            self._item(item, layer)

    def _resolved(self, node: Value) -> Iterator[dict[str, Value]]:
        for reference in items(node, "children"):
            item = self._resolve(reference)
            if item is not None:
                yield item

    def _item(self, item: dict[str, Value], layer: str) -> None:
        kind = item["_list"]
        if text(item, "content_layer") == "furniture":
            layer = "footer"
        if kind == "texts":
            self._text(item, layer)
        elif kind == "tables":
            self._table(item, None)
        elif kind == "pictures":
            self._gathered.pictures += 1
            self._captions(item)
        elif kind == "groups":
            if text(item, "label") == "inline":
                self._gathered.paragraph(self._joined(item), self._place(item), role="footer" if layer == "footer" else "body")
            else:
                self._children(item, layer)
        else:
            self._unread += 1

    def _text(self, item: dict[str, Value], layer: str) -> None:
        label = text(item, "label")
        printed = text(item, "text") or text(item, "orig")
        marker = text(item, "marker")
        if label == "list_item" and marker.strip(".)、） ").isalnum():
            printed = f"{marker} {printed}"
        printed = _BOXES.get(label, "") + printed
        level = None
        if label == "title":
            level = 1
        elif label == "section_header":
            level = max(1, min(whole(item, "level") or 1, 8)) + self._titled
        if label in _FURNITURE:
            self._gathered.paragraph(printed, self._place(item), role=_FURNITURE[label])
        elif layer == "footer":
            self._gathered.paragraph(printed, self._place(item), role="footer")
        else:
            self._gathered.paragraph(printed, self._place(item), level, "footnote" if label == "footnote" else "body")
        self._children(item, layer)

    def _joined(self, group: dict[str, Value]) -> str:
        """The text of runs in one line; a blank stands only between words and figures, where it can only have been there."""
        pieces: list[str] = []
        for item in self._resolved(group):
            piece = self._joined(item) if item["_list"] == "groups" else text(item, "text") or text(item, "orig")
            if (
                pieces
                and piece
                and pieces[-1][-1:].isalnum()
                and pieces[-1][-1:].isascii()
                and piece[0].isalnum()
                and piece[0].isascii()
            ):
                pieces.append(" ")
            if piece:
                pieces.append(piece)
        return "".join(pieces)

    def _captions(self, item: dict[str, Value], key: str = "captions") -> None:
        for reference in items(item, key):
            found = self._resolve(reference)
            if found is not None:
                self._item(found, "body")

    # ---- tables

    def _table(self, item: dict[str, Value], inside: tuple[int, int, int] | None) -> None:
        self._captions(item)
        data = member(item, "data")
        place = self._place(item)
        listed = list(objects(data, "table_cells")) or [
            cell for row in items(data, "grid") if isinstance(row, list) for cell in row if isinstance(cell, dict)
        ]
        rich: list[tuple[Value, int, int]] = []
        cells: dict[tuple[int, int], Cell] = {}
        found = [(source, self._cell(source, place)) for source in listed]
        # beyond the last row and column in which a cell begins there is nothing
        rows = 1 + max((cell.row for _, cell in found if cell is not None), default=0)
        columns = 1 + max((cell.column for _, cell in found if cell is not None), default=0)
        if rows * columns > _MAX_PLACES:
            raise LimitExceeded(f"文档表格的行数乘列数超过 {_MAX_PLACES}，已停止读取：请拆分成几个文件后再试")
        taken: set[int] = set()
        dropped = 0
        for source, cell in found:
            if cell is None:
                dropped += 1
                continue
            down, across = min(cell.row_span, rows - cell.row), min(cell.column_span, columns - cell.column)
            covered = {
                row * columns + column
                for row in range(cell.row, cell.row + down)
                for column in range(cell.column, cell.column + across)
            }
            if covered & taken:
                known = cells.get((cell.row, cell.column))
                dropped += known is None or known.text != cell.text  # `grid` lists a merged cell once for each place
                continue
            taken |= covered
            cells[cell.row, cell.column] = replace(cell, row_span=down, column_span=across)
            if member(source, "ref"):
                rich.append((source["ref"], cell.row, cell.column))
        index = self._gathered.grid(cells.values(), "exact", place, inside)
        if dropped:
            message = f"表格里有 {dropped} 个单元格没有位置或互相重叠，没有读取，请与原件核对"
            self._gathered.warnings.append(ReadingWarning("cells_dropped", message, place, index))
        if index is None:
            message = "有一个表格转换软件没有认出单元格，没有读取，请与原件核对"
            self._gathered.warnings.append(ReadingWarning("table_not_read", message, place))
        else:
            for reference, row, column in rich:
                self._rich(reference, (index, row, column))
        for child in self._resolved(item):  # what stands in cells has been read with them
            if child["_list"] == "texts":
                self._item(child, "body")
        self._captions(item, "footnotes")

    def _rich(self, reference: Value, inside: tuple[int, int, int]) -> None:
        """What a cell with a structure of its own holds: its text is in the cell, tables in it are tables of their own."""
        waiting: list[dict[str, Value] | None] = [self._resolve(reference)]
        while waiting:
            item = waiting.pop()
            if item is None:
                continue
            if item["_list"] == "tables":
                self._table(item, inside)
            elif item["_list"] == "pictures":
                self._gathered.pictures += 1
            else:
                waiting.extend(reversed(list(self._resolved(item))))

    def _cell(self, source: dict[str, Value], table: Location) -> Cell | None:
        row, column = whole(source, "start_row_offset_idx"), whole(source, "start_col_offset_idx")
        if row is None or column is None or not (0 <= row < 1 << 20 and 0 <= column < MAX_SPAN):
            return None
        last_row = whole(source, "end_row_offset_idx") or row + (whole(source, "row_span") or 1)
        last_column = whole(source, "end_col_offset_idx") or column + (whole(source, "col_span") or 1)
        place = Location(table.page, self._box(source.get("bbox"), table.page)) if member(source, "bbox") else table
        down, across = min(max(1, last_row - row), 1 << 20), min(max(1, last_column - column), MAX_SPAN)
        return Cell(text(source, "text"), row, column, down, across, place)

    # ---- places

    def _place(self, item: dict[str, Value]) -> Location:
        for source in objects(item, "prov"):
            page = whole(source, "page_no")
            if page is not None and page > 0:
                return Location(page, self._box(source.get("bbox"), page))
        return Location()

    def _box(self, source: Value, page: int | None) -> BBox | None:
        """A box in points from the top left, which docling as a rule counts from the bottom."""
        sides = [number(source, side) for side in "ltrb"]
        left, top, right, bottom = sides
        if left is None or top is None or right is None or bottom is None:
            return None
        if text(source, "coord_origin") == "TOPLEFT":
            return bbox_of(left, top, right, bottom)
        height = self._heights.get(page) if page is not None else None
        return None if height is None else bbox_of(left, height - top, right, height - bottom)

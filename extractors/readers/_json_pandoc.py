"""pandoc's JSON: its syntax tree of blocks and inlines, of all versions since tables have spans, and the older tables too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...schemas.document import Cell, Location, ParagraphRole
from ._converted import Gathered
from ._html_model import CellBox, RowBox
from ._html_table import arrange
from ._json_values import Value, items, text

NAME = "pandoc JSON"
_QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}


def knows(value: Value) -> bool:
    """Whether this is a syntax tree."""
    return isinstance(value, dict) and isinstance(value.get("pandoc-api-version"), list) and isinstance(value.get("blocks"), list)


class Reader:
    """Reads one document into `gathered`. Automatic numbers of lists are not in the text."""

    def __init__(self, value: Value, gathered: Gathered) -> None:
        self._value = value
        self._gathered = gathered
        self._notes: list[list[Value]] = []
        self._paragraphs = 0

    def read(self) -> int | None:
        """Read all; it has no pages."""
        for block in items(self._value, "blocks"):
            self._block(block)
        while self._notes:
            notes, self._notes = self._notes, []
            for blocks in notes:
                for block in blocks:
                    self._block(block, "footnote")
        return None

    def _block(self, block: Value, role: ParagraphRole = "body") -> None:
        kind, content = text(block, "t"), block.get("c") if isinstance(block, dict) else None
        if kind in ("Para", "Plain"):
            self._put(self._inlines(content), role=role)
        elif kind == "LineBlock":
            for line in _listed(content):
                self._put(self._inlines(line), role=role)
        elif kind == "Header":
            level, _, inlines = _three(content)
            self._put(self._inlines(inlines), level if isinstance(level, int) and 0 < level < 10 else None, role)
        elif kind == "CodeBlock":
            for line in str(_at(content, 1) or "").split("\n"):
                self._put(line, role=role)
        elif kind == "RawBlock" and str(_at(content, 0)).startswith("html"):
            self._gathered.html(str(_at(content, 1) or ""), self._place())
        elif kind == "Table":
            self._table(content, None)
        else:
            for inner in _inner(kind, content, self._put_inlines):
                self._block(inner, role)

    def _put_inlines(self, inlines: Value) -> None:
        self._put(self._inlines(inlines))

    def _put(self, printed: str, level: int | None = None, role: ParagraphRole = "body") -> None:
        if printed.strip():
            self._gathered.paragraph(printed, self._place(), level, role)
            self._paragraphs += 1

    def _place(self) -> Location:
        return Location(paragraph=self._paragraphs)

    # ---- inlines

    def _inlines(self, inlines: Value) -> str:
        pieces: list[str] = []
        for inline in _listed(inlines):
            self._inline(inline, pieces)
        return "".join(pieces)

    def _inline(self, inline: Value, pieces: list[str]) -> None:
        kind, content = text(inline, "t"), inline.get("c") if isinstance(inline, dict) else None
        if kind == "Str":
            pieces.append(content if isinstance(content, str) else "")
        elif kind in ("Space", "SoftBreak"):
            pieces.append(" ")
        elif kind == "LineBreak":
            pieces.append("\n")
        elif kind in ("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Subscript"):
            pieces.append(self._inlines(content))
        elif kind == "Superscript":
            raised = self._inlines(content)
            if raised[:1].isdigit() and "".join(pieces)[-1:].isdigit():
                raised = "^" + raised  # 100 with a raised note mark 1 is not 1001
            pieces.append(raised)
        elif kind == "Quoted":
            marks = _QUOTES.get(text(_at(content, 0), "t"), "“”")
            pieces.append(marks[0] + self._inlines(_at(content, 1)) + marks[1])
        elif kind in ("Code", "Math"):
            pieces.append(str(_at(content, 1) or ""))
        elif kind in ("Link", "Cite", "Span"):
            if kind == "Span" and "deletion" in _listed(_at(_at(content, 0), 1)):
                return
            pieces.append(self._inlines(_at(content, 1)))
        elif kind == "Image":
            self._gathered.pictures += 1
        elif kind == "Note":
            self._notes.append(_listed(content))

    # ---- tables

    def _table(self, content: Value, inside: tuple[int, int, int] | None) -> None:
        rows, caption = _rows(content)
        for block in caption:
            self._block(block)
        nested: list[tuple[CellBox, Value]] = []
        texts: dict[int, str] = {}
        boxes: list[RowBox] = []
        for row in rows:
            box = RowBox("body", 0)
            for down, across, blocks in row:
                cell = CellBox(max(1, across), max(1, down), [])
                lines: list[str] = []
                for table in self._flattened(blocks, lines):
                    nested.append((cell, table))
                texts[id(cell)] = "\n".join(line for line in lines if line.strip())
                box.cells.append(cell)
            if box.cells:
                boxes.append(box)
        cells = [Cell(texts[id(cell)], cell.row, cell.column, cell.row_span, cell.column_span) for cell in arrange(boxes)]
        index = self._gathered.grid(cells, "exact", Location(), inside)
        if index is not None:
            for cell, table in nested:
                self._table(table, (index, cell.row, cell.column))

    def _flattened(self, blocks: Value, lines: list[str]) -> Iterator[Value]:
        """Put the lines of text of a cell into `lines`; yields the contents of the tables in it."""
        for block in _listed(blocks):
            kind, content = text(block, "t"), block.get("c") if isinstance(block, dict) else None
            if kind == "Table":
                yield content
            elif kind in ("Para", "Plain"):
                lines.append(self._inlines(content))
            elif kind == "LineBlock":
                lines.extend(self._inlines(line) for line in _listed(content))
            elif kind == "Header":
                lines.append(self._inlines(_at(content, 2)))
            elif kind == "CodeBlock":
                lines.append(str(_at(content, 1) or ""))
            else:
                yield from self._flattened(_inner(kind, content, lambda inlines: lines.append(self._inlines(inlines))), lines)


def _inner(kind: str, content: Value, put: Callable[[Value], None]) -> list[Value]:
    """The blocks inside of a block that only holds others; terms of definitions are put as text."""
    if kind == "BlockQuote":
        return _listed(content)
    if kind in ("Div", "Figure"):
        return _listed(_at(content, -1))
    if kind in ("BulletList", "OrderedList"):
        return [block for item in _listed(content if kind == "BulletList" else _at(content, 1)) for block in _listed(item)]
    found: list[Value] = []
    if kind == "DefinitionList":
        for entry in _listed(content):
            put(_at(entry, 0))
            found.extend(block for blocks in _listed(_at(entry, 1)) for block in _listed(blocks))
    return found


def _rows(content: Value) -> tuple[list[list[tuple[int, int, Value]]], list[Value]]:
    """The rows of a table, a cell as (rows, columns, blocks), and the blocks of its caption."""
    if len(_listed(content)) == 5:  # before spans: caption, alignments, widths, heads, rows
        caption, _, _, heads, body = content
        plain = [[(1, 1, blocks) for blocks in _listed(row)] for row in [heads, *_listed(body)] if any(map(_listed, _listed(row)))]
        return plain, [{"t": "Plain", "c": caption}]
    rows = [*_listed(_at(_at(content, 3), 1))]
    for body in _listed(_at(content, 4)):
        rows += [*_listed(_at(body, 2)), *_listed(_at(body, 3))]
    rows += _listed(_at(_at(content, 5), 1))
    return [[_cell(cell) for cell in _listed(_at(row, 1))] for row in rows], _listed(_at(_at(content, 1), 1))


def _cell(cell: Value) -> tuple[int, int, Value]:
    down, across = _at(cell, 2), _at(cell, 3)
    return (down if isinstance(down, int) else 1, across if isinstance(across, int) else 1, _at(cell, 4))


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _at(value: Value, index: int) -> Value:
    listed = _listed(value)
    return listed[index] if -len(listed) <= index < len(listed) else None


def _three(value: Value) -> tuple[Value, Value, Value]:
    return _at(value, 0), _at(value, 1), _at(value, 2)

"""Pipe tables as converters write them: rows cut into cells, and merged cells given back where the writer left a trace of them.

Markdown has no merged cells, and each writer does something else with them: markitdown writes ``| |`` for a cell covered from the left
(a blank one is ``|  |``) and drops one covered from above, so that its row is too short; docling repeats the text in every covered
cell; others leave blanks. What cannot be told is left as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...schemas.document import GridKind
from .text_lines import is_figure

_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_RULE_CELL = re.compile(r"\s*:?-{3,}:?\s*")
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_UNNAMED = re.compile(r"Unnamed: \d+(?:_level_\d+)?")
_JOINED = " - "
"""What docling puts between the heads that stand over one another."""
_LABELLED = re.compile(r"[：:]\s*[-\d]")
_PIECES = 5
"""Lines a broken row may be spread over."""


@dataclass(slots=True)
class PipeCell:
    """A cell of a pipe table; `line` counts from the table's first."""

    text: str
    line: int
    column: int = 0
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class PipeTable:
    """A pipe table with its merged cells, as far as they can be told."""

    rows: list[list[PipeCell]]
    grid: GridKind
    inferred: int | None = None
    """The first line whose place was inferred because cells merged with those above were dropped; None for none."""
    short: int | None = None
    """The first line that has too few cells and could not be placed; None for none."""
    from_sheet: bool = False
    """Whether pandas wrote a sheet: titles and units are rows, blank cells were NaN."""


def is_delimiter(line: str) -> bool:
    """Whether a line is the row of dashes below the head of a pipe table."""
    return "-" in line and "|" in line and _DELIMITER.fullmatch(line) is not None


def has_pipe(line: str) -> bool:
    """Whether a line may be a row."""
    return "|" in line and _CELL_END.search(line) is not None


def pipe_end(lines: Sequence[str], start: int) -> int:
    """The line behind the pipe table that begins at `start`; `start` itself where there is none."""
    count_lines = len(lines)
    if not has_pipe(lines[start]):
        return start
    framed = lines[start].strip().startswith("|")
    headed = start + 1 < count_lines and is_delimiter(lines[start + 1])
    if not headed and not (is_delimiter(lines[start]) or (framed and _is_row(lines, start) and _is_row(lines, start + 1))):
        return start
    end = start + 1
    while end < count_lines:
        if has_pipe(lines[end]) and (not framed or lines[end].strip().startswith("|")):
            end += 1
            continue
        pieces = _broken(lines, end - 1) if framed else 0
        if not pieces:
            break
        end += pieces
    return end if end > start + 1 else start


def read_pipes(lines: Sequence[str], shown: Callable[[str], str]) -> PipeTable:
    """The table that these lines are; `shown` turns the Markdown of a cell into its text."""
    rows: list[tuple[int, list[str]]] = []
    delimiter = ""
    at = 0
    while at < len(lines):
        pieces = 0
        line = lines[at]
        if is_delimiter(line) and (not delimiter or all(_RULE_CELL.fullmatch(cell) for cell in split_row(line))):
            delimiter = delimiter or line
        else:
            pieces = _broken(lines, at)
            rows.append((at, split_row("\n".join(lines[at : at + 1 + pieces]))))
        at += 1 + pieces
    width = max((len(cells) for _, cells in rows), default=0)
    headless = bool(delimiter) and len(rows) > 1 and not any(cell.strip() for cell in rows[0][1])
    if headless:
        del rows[0]
    if rows and _is_sheet([cells for _, cells in rows]):
        return _from_sheet(rows)
    texts = [(line, [cell if cell == " " else shown(cell.strip()).strip() for cell in cells]) for line, cells in rows]
    if rows and _marks_covers(rows, delimiter, headless):
        return _with_covers(texts, len(split_row(delimiter)))
    placed = [[PipeCell(text.strip(), line, column) for column, text in enumerate(cells)] for line, cells in texts]
    if delimiter and " " not in delimiter.strip() and placed:
        placed[:1] = _parted_heads(placed[0])
    return _plain(placed, width)


def split_row(line: str) -> list[str]:
    """The cells between the pipes of a row, with their blanks; an escaped pipe is text."""
    text = line.strip()
    cells: list[str] = []
    start = 1 if text.startswith("|") else 0
    for match in _CELL_END.finditer(text, start):
        cells.append(text[start : match.end() - 1].replace("\\|", "|"))
        start = match.end()
    if start < len(text):
        cells.append(text[start:].replace("\\|", "|"))
    return cells


def _is_row(lines: Sequence[str], at: int) -> bool:
    if at >= len(lines):
        return False
    text = lines[at].strip()
    return text.startswith("|") and text.endswith("|") and len(split_row(text)) > 1


def _broken(lines: Sequence[str], at: int) -> int:
    """How many lines go on with the row at `at`, which a line break inside a cell has torn."""
    first = lines[at].strip()
    if not first.startswith("|") or first.endswith("|"):
        return 0
    for number in range(at + 1, min(len(lines), at + 1 + _PIECES)):
        text = lines[number].strip()
        if not text or text.startswith("|"):
            return 0
        if text.endswith("|"):
            return number - at
    return 0


# ---- sheets that pandas wrote


def _is_sheet(rows: Sequence[Sequence[str]]) -> bool:
    return any(_UNNAMED.fullmatch(cell.strip()) for cell in rows[0]) or (
        sum(cell.strip() == "NaN" for row in rows for cell in row) > len(rows)
    )


def _from_sheet(rows: Sequence[tuple[int, list[str]]]) -> PipeTable:
    placed: list[list[PipeCell]] = []
    for number, (line, cells) in enumerate(rows):
        texts = [cell.strip() for cell in cells]
        texts = ["" if text == "NaN" or (not number and _UNNAMED.fullmatch(text)) else text for text in texts]
        placed.append([PipeCell(text, line, column) for column, text in enumerate(texts)])
    return PipeTable(placed, "tabbed", from_sheet=True)


# ---- markitdown


def _marks_covers(rows: Sequence[tuple[int, list[str]]], delimiter: str, headless: bool) -> bool:
    """Whether the blanks of cells tell which are covered from the left: only one writer sets exactly one space around each text."""
    if re.fullmatch(r"\|(?: --- \|)+", delimiter.strip()) is None:
        return False
    cells = [cell for _, row in rows for cell in row]
    if any(cell != " " and (cell[:1] != " " or cell[-1:] != " " or len(cell) < 2) for cell in cells):
        return False
    ragged = len({len(row) for _, row in rows}) > 1
    if " " not in cells:
        return ragged and headless
    return (ragged or headless or "  " in cells) and _heads_cover(rows)


def _heads_cover(rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether no figure has a cover behind it under a head of its own: then ``| |`` is a blank cell."""
    return not any(
        len(cells) == len(rows[0][1])
        and cells[column] == " "
        and is_figure(cells[column - 1].strip())
        and rows[0][1][column] != " "
        for _, cells in rows[1:]
        for column in range(1, len(cells))
    )


def _with_covers(rows: Sequence[tuple[int, list[str]]], width: int) -> PipeTable:
    table = PipeTable([], "exact")
    tiles: list[PipeCell] = []
    for line, texts in rows:
        cells: list[PipeCell] = []
        for column, text in enumerate(texts):
            if text == " " and cells:
                cells[-1].column_span += 1
            else:
                cells.append(PipeCell(text, line, column))
        missing = width - len(texts)
        if missing and (tiles or missing < 0):
            kept = _fit(tiles, cells, width) if missing > 0 else None
            if kept is None:
                table.short = line if table.short is None else table.short
                # a figure in a wrong column is worse than one that is only warned about
                cells = [PipeCell("  ".join(text for text in texts if text.strip()), line, 0, 1, width)]
            else:
                table.inferred = line if table.inferred is None else table.inferred
                for tile in kept:
                    tile.row_span += 1
                tiles = sorted([*kept, *cells], key=lambda cell: cell.column)
                table.rows.append(cells)
                continue
        elif missing:
            cells.append(PipeCell("", line, len(texts), 1, missing))
        table.rows.append(cells)
        tiles = list(cells)
    if not any(cell.row_span > 1 or cell.column_span > 1 for row in table.rows for cell in row):
        table.grid = "tabbed"
    return table


def _fit(tiles: Sequence[PipeCell], cells: Sequence[PipeCell], width: int) -> list[PipeCell] | None:
    """Which of the `tiles` of the row above reach down, so that the `cells` fill the rest; None where that cannot be told.

    Only whole tiles reach down: those beside the heads that the cells divide, or the labels at the left. The cells get their columns.
    """
    kept = _beside_divided(tiles, cells)
    if kept is None:
        missing = width - sum(cell.column_span for cell in cells)
        kept = []
        for tile in tiles:
            if missing <= 0:
                break
            kept.append(tile)
            missing -= tile.column_span
        if missing:
            return None
    column = 0
    taken = {place for tile in kept for place in range(tile.column, tile.column + tile.column_span)}
    for cell in cells:
        while column in taken:
            column += 1
        cell.column = column
        column += cell.column_span
        if any(place in taken for place in range(cell.column, column)):
            return None
    return None if _contradicts(tiles, cells) else kept


def _beside_divided(tiles: Sequence[PipeCell], cells: Sequence[PipeCell]) -> list[PipeCell] | None:
    """The heads that reach down where the `cells` are heads below those over several columns; None where they are not only that.

    `功能分类科目编码` over three columns has 类, 款 and 项 below it, all other heads stand over both rows.
    """
    divided = [tile for tile in tiles if tile.column_span > 1 and tile.text]
    if not cells or any(_kind(cell.text) != "text" for cell in cells):
        return None
    used = 0
    for tile in divided:
        room = tile.column_span
        first = used
        while room > 0 and used < len(cells):
            room -= cells[used].column_span
            used += 1
        if room or used - first < 2:
            return None
    return [tile for tile in tiles if tile not in divided] if used == len(cells) else None


def _contradicts(tiles: Sequence[PipeCell], cells: Sequence[PipeCell]) -> bool:
    """Whether most of the cells are of another kind than those above them: labels over figures."""
    above = {tile.column: tile for tile in tiles}
    heads = not any(_kind(tile.text) == "figure" for tile in tiles)
    pairs = [
        (_kind(cell.text), _kind(tile.text))
        for cell in cells
        if cell.text and (tile := above.get(cell.column)) is not None and tile.text and tile.column_span == cell.column_span
    ]
    return 2 * sum(kind != over and not (heads and kind == "figure") for kind, over in pairs) > len(pairs)


def _kind(text: str) -> str:
    if not text:
        return "blank"
    return "figure" if is_figure(text) else "text"


# ---- docling, and all the others


def _parted_heads(row: Sequence[PipeCell]) -> list[list[PipeCell]]:
    """Heads that docling joined into one row (`支出 - 基本支出`), one row for each level again."""
    parts = [cell.text.split(_JOINED) for cell in row]
    shared = any(len(left) > 1 and len(right) > 1 and left[0] == right[0] for left, right in pairwise(parts))
    if not shared:
        return [list(row)]
    depth = max(map(len, parts))
    return [
        [PipeCell(part[min(level, len(part) - 1)], cell.line, cell.column) for cell, part in zip(row, parts, strict=True)]
        for level in range(depth)
    ]


def _plain(rows: list[list[PipeCell]], width: int) -> PipeTable:
    """A table without marks of merged cells: repeated ones are merged, short rows are noted."""
    first_figures = next((number for number, row in enumerate(rows) if any(is_figure(cell.text) for cell in row[1:])), len(rows))
    short = next((number for number, row in enumerate(rows) if len(row) < width), None)
    if short is not None and short < first_figures < len(rows) and len(rows[first_figures]) == width:
        # the heads lost the columns they span: where they stand in the row is all that is known of them
        return PipeTable(rows, "listed", short=rows[short][0].line)
    for row in rows:
        line = row[0].line if row else 0
        row.extend(PipeCell("", line, column) for column in range(len(row), width))
    merged = _merge_repeated(rows, first_figures, width)
    noted = rows[short][0].line if short is not None and any(is_figure(cell.text) for cell in rows[short]) else None
    return PipeTable(merged, "exact" if any(len(row) < width for row in merged) else "tabbed", short=noted)


def _merge_repeated(rows: Sequence[Sequence[PipeCell]], first_figures: int, width: int) -> list[list[PipeCell]]:
    """Give back merged cells whose text stands in every place they cover.

    Heads and labels are merged where they repeat; a figure only where the heads above it repeat too, so that both columns are one:
    it would count twice otherwise.
    """
    joined = [False] * width
    """Whether the heads over a column and the one to its left are the same."""
    merged: list[list[PipeCell]] = []
    above: dict[int, PipeCell] = {}
    for number, row in enumerate(rows):
        cells: list[PipeCell] = []
        head = 0 < number < first_figures
        for column, same in enumerate(_repeats(row, joined, number, first_figures)):
            if same:
                cells[-1].column_span += 1
            else:
                cells.append(row[column])
        leading = True
        kept: list[PipeCell] = []
        here: dict[int, PipeCell] = {}
        for at, cell in enumerate(cells):
            # in the body only labels with further labels beside them are merged downwards: 产出指标 beside 数量指标, 质量指标 …
            labels = leading and number > 0 and at + 1 < len(cells) and _kind(cells[at + 1].text) == "text"
            if (head or labels) and _reaches_down(above.get(cell.column), cell):
                here[cell.column] = above[cell.column]
                continue
            leading = False
            kept.append(cell)
            here[cell.column] = cell
        merged.append(kept)
        above = here
    return merged


def _repeats(row: Sequence[PipeCell], joined: list[bool], number: int, first_figures: int) -> list[bool]:
    """For each cell whether it belongs to the one to its left; `joined` is brought up to date."""
    found = [False] * len(row)
    leading = True
    start = 0
    while start < len(row):
        text = row[start].text
        end = start + 1
        while end < len(row) and text and row[end].text == text:
            end += 1
        kind = _kind(text)
        for column in range(start + 1, end):
            if kind == "figure":
                found[column] = joined[column]
            elif not number:
                found[column] = True
            elif number < first_figures:
                found[column] = joined[column]
            else:  # 健全 as target and as result is no merged cell; a label is, and what fills half of the row
                found[column] = joined[column] or leading or end - start > 2 or _LABELLED.search(text) is not None
        if kind == "text":
            joined[start + 1 : end] = found[start + 1 : end]
            if end < len(row) and _kind(row[end].text) == "text":
                joined[end] = False
        leading = False
        start = end
    return found


def _reaches_down(above: PipeCell | None, cell: PipeCell) -> bool:
    """Whether a label only repeats the one above it; the one above then covers both rows."""
    if above is None or _kind(cell.text) != "text" or above.text != cell.text or above.column_span != cell.column_span:
        return False
    above.row_span += 1
    return True

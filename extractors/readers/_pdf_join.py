"""Parts of a table on several pages put together to one, column under column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...schemas.document import Block, Cell, Location, ReadingWarning, Table
from ...schemas.text import fold
from ..amounts import cell_figure
from ._pdf_cells import PageCell, PageTable
from ._pdf_grid import Span
from ._pdf_torn import cell_above, lone, rest_of_row, whole_text

_SAME_EDGE = 4.0
"""Column edges that differ by less, in points, are the same."""
_SHARED = 0.6
"""Share of the inner edges that two parts must have in common where neither has all edges of the other."""
TORN_NOTE = "此格跨页，文字已连在一起"
CONTINUED_NOTE = "此格是上一页末行同列的格的下半"
"""On the lower half of a cell over several rows while a table is put together."""
DOUBT_NOTE = "此格与上一页末行同列的空格可能是一格"
"""On a cell at the head of a page that may belong to the row above the page break."""


def continues(parts: Sequence[PageTable], following: PageTable, above: Sequence[str], above_following: Sequence[str]) -> bool:
    """Whether `following`, first on the next page, continues a table of these parts. `above…` are the lines printed above each.

    With lines above it, only a repeated title with repeated heads makes a continuation: everything else is another table.
    """
    if not _same_columns(parts[-1].xs, following.xs) or _begins_again(parts[0], following):
        return False
    first = _row_texts(following, 0)
    if len(first) == 1 and fold(first[0]).replace(" ", "").endswith("表"):
        return False
    if above_following:
        plain = [_plain(line) for line in above_following]
        return plain == [_plain(line) for line in above][-len(plain) :] and _heads(parts[0]) == _heads(following) != []
    return True


def without_heads(first: PageTable, following: PageTable) -> tuple[PageTable, list[PageCell]]:
    """A part without the head rows that the program that wrote the file repeated on its page, and the cells of those rows.

    Rows with figures (栏次) stay, so that every figure on a page remains one of its table.
    """
    rows = _repeated_rows(first, following)
    if rows >= len(following.ys) - 1:
        return following, []
    heads = [cell for cell in following.cells if cell.span.row < rows]
    figures = [cell.span.row for cell in heads if cell_figure(cell.text) is not None]
    rows = min([rows, *figures])
    while any(cell.span.row < rows < cell.span.row + cell.span.row_span for cell in heads):
        rows -= 1
    if max((len(_row_texts(following, row)) for row in range(rows)), default=0) < 2:
        return following, []
    kept = [replace(cell, span=replace(cell.span, row=cell.span.row - rows)) for cell in following.cells if cell.span.row >= rows]
    return replace(following, ys=following.ys[rows:], cells=tuple(kept)), [cell for cell in heads if cell.span.row < rows]


def _begins_again(part: PageTable, following: PageTable) -> bool:
    """Whether the second table is filled in like the first from its beginning, with other figures: the same form of another unit."""
    for row in range(min(len(part.ys), len(following.ys)) - 1):
        ours, theirs = _row_texts(part, row), _row_texts(following, row)
        if ours != theirs:
            return bool(ours) and bool(theirs) and cell_figure(ours[0]) is None and _plain(ours[0]) == _plain(theirs[0])
    return False


def _plain(line: str) -> str:
    return fold(line).replace(" ", "").replace("（续）", "").replace("续表", "")


def _same_columns(xs: Sequence[float], others: Sequence[float]) -> bool:
    shift = others[0] - xs[0]
    if abs((others[-1] - others[0]) - (xs[-1] - xs[0])) > _SAME_EDGE:
        return False
    moved = [x - shift for x in others]
    fewer, more = (xs, moved) if len(xs) <= len(moved) else (moved, xs)
    common = sum(any(abs(x - y) <= _SAME_EDGE for y in more) for x in fewer[1:-1])
    return common >= _SHARED * (len(fewer) - 2) and (len(fewer) > 2 or len(more) == 2)


def _row_texts(table: PageTable, row: int) -> list[str]:
    return [cell.text for cell in table.cells if cell.span.row == row and cell.text.strip()]


def _heads(table: PageTable) -> list[list[str]]:
    """The rows above the first figure, but for the last of them; none where there are no figures."""
    heads: list[list[str]] = []
    for row in range(len(table.ys) - 1):
        texts = _row_texts(table, row)
        if any(cell_figure(text) is not None for text in texts):
            break
        heads.append([fold(text).replace(" ", "") for text in texts])
    else:
        return []
    return heads[:-1] if len(heads) > 1 else heads


def mended(part: PageTable, following: PageTable) -> tuple[PageTable, PageTable]:
    """Two parts of a table with the row put together that the page break cuts: the rest of its texts and figures stands in the first row
    on the next page (behind repeated heads).
    """
    torn = _repeated_rows(part, following)
    last = len(part.ys) - 2
    if torn >= len(following.ys) - 1:
        return part, following
    shift = following.xs[0] - part.xs[0]
    rest = rest_of_row(part, following, torn, shift)
    if rest.additions:
        over = tuple(replace(cell, text="", note=CONTINUED_NOTE) if cell in rest.over else cell for cell in following.cells)
        return _added(part, rest.additions), _without_row(replace(following, cells=over), torn)
    if last < 1:
        return part, following
    pushed = _pushed_over(part, following, torn, shift)
    if pushed and all(map(whole_text, pushed.values())) and _labelled(part, pushed) and torn < len(following.ys) - 2:
        return _added(part, {above: cell.text for above, cell in pushed.items()}), _without_row(following, torn)
    doubtful = rest.doubtful or next(iter(pushed.values()), None) or _label_below_blank(part, following, torn, shift)
    doubtful = doubtful or _mixed_with_rest(part, following, torn, shift)
    return part, following if doubtful is None else _questioned(following, doubtful)


def _mixed_with_rest(part: PageTable, following: PageTable, row: int, shift: float) -> PageCell | None:
    """A text pushed over the break into a row without figures, below a row with figures: the rest of that row, or a row of its own."""
    last = len(part.ys) - 2
    lower = [cell for cell in lone(following, row) if cell.text.strip()]
    if any(cell_figure(cell.text) is not None for cell in lower):
        return None
    if not any(cell_figure(cell.text) is not None for cell in lone(part, last)):
        return None
    for cell in lower:
        number = cell_above(part, last, cell, shift)
        if number is not None and not part.cells[number].text.strip() and whole_text(cell):
            return cell
    return None


def _added(part: PageTable, additions: Mapping[int, str]) -> PageTable:
    """A part with the rest of the texts that the page break cuts; keys are positions of cells."""
    cells = [
        replace(cell, text=cell.text + additions[number], note=TORN_NOTE) if number in additions else cell
        for number, cell in enumerate(part.cells)
    ]
    return replace(part, cells=tuple(cells))


def _pushed_over(part: PageTable, following: PageTable, row: int, shift: float) -> dict[int, PageCell]:
    """The texts that a page break may have pushed over, by the blank cells they would belong to: nothing else is in the first row on
    the next page, and something is in the row above the break.
    """
    last = len(part.ys) - 2
    filled = [cell for cell in lone(following, row) if cell.text.strip()]
    found: dict[int, PageCell] = {}
    for cell in filled:
        above = cell_above(part, last, cell, shift)
        if above is None or part.cells[above].text.strip() or part.cells[above].span.row_span > 1:
            return {}
        found[above] = cell
    return found if len(filled) < len(lone(following, row)) and any(cell.text.strip() for cell in lone(part, last)) else {}


def _labelled(part: PageTable, pushed: Iterable[int]) -> bool:
    """Whether the row above the break begins with a label, left of what was pushed over."""
    first = min(cell.span.column for cell in lone(part, len(part.ys) - 2) if cell.text.strip())
    return all(first < part.cells[number].span.column for number in pushed)


def _label_below_blank(part: PageTable, following: PageTable, row: int, shift: float) -> PageCell | None:
    """What may be the label of the row above the break too: the first cells of both rows, the upper one blank as no other in its
    column.
    """
    last = len(part.ys) - 2
    upper, lower = lone(part, last), lone(following, row)
    if row or not upper or not lower or not lower[0].text.strip() or cell_figure(lower[0].text) is not None:
        return None
    blank, label = upper[0], lower[0]
    if blank.text.strip() or cell_above(part, last, label, shift) != part.cells.index(blank):
        return None
    column = [
        cell for cell in part.cells if (cell.span.column, cell.span.column_span) == (blank.span.column, blank.span.column_span)
    ]
    return label if len(column) > 1 and all(cell.text.strip() for cell in column if cell is not blank) else None


def _questioned(table: PageTable, cell: PageCell) -> PageTable:
    return replace(table, cells=tuple(replace(each, note=DOUBT_NOTE) if each is cell else each for each in table.cells))


def doubtful_rows(blocks: Sequence[Block]) -> Iterator[ReadingWarning]:
    """What cannot be told about rows that a page break may cut."""
    for table in blocks:
        if not isinstance(table, Table):
            continue
        for cell in table.cells:
            if cell.note == DOUBT_NOTE:
                shown = fold(cell.text).replace("\n", "")[:40]
                message = f"第 {cell.location.page} 页表格首行的“{shown}”可能也属于上一页的末行，无法确定：请对照原文核对"
                yield ReadingWarning("row_over_pages", message, cell.location, table.index, cell.row, cell.column, cell.text)


def _repeated_rows(part: PageTable, following: PageTable) -> int:
    rows = min(len(part.ys), len(following.ys)) - 1
    return next((row for row in range(rows) if _row_texts(part, row) != _row_texts(following, row)), rows)


def _without_row(table: PageTable, row: int) -> PageTable:
    cells: list[PageCell] = []
    for cell in table.cells:
        span = cell.span
        if span.row > row:
            cells.append(replace(cell, span=replace(span, row=span.row - 1)))
        elif span.row + span.row_span <= row:
            cells.append(cell)
        elif span.row_span > 1:
            cells.append(replace(cell, span=replace(span, row_span=span.row_span - 1)))
    return replace(table, ys=(*table.ys[: row + 1], *table.ys[row + 2 :]), cells=tuple(cells))


def table_of(parts: Sequence[PageTable], index: int) -> Table:
    """One table of all parts; rows count on, columns are the edges that any part shows."""
    edges = _all_edges(parts)
    merging = _merging_columns(parts, edges)
    cells: list[PageCell] = []
    places: list[Location] = []
    open_cells: list[int] = []
    rows = 0
    for part in parts:
        columns = _columns(part, edges)
        height = len(part.ys) - 1
        fresh: list[int] = []
        for cell in part.cells:
            first, last = columns[cell.span.column], columns[cell.span.column + cell.span.column_span]
            span = Span(cell.span.row + rows, first, cell.span.row_span, last - first)
            torn = _torn(cells, open_cells, span, cell, rows, merging=merging) if rows and cell.span.row == 0 else None
            if torn is not None:
                above = cells[torn]
                cells[torn] = replace(
                    above, span=replace(above.span, row_span=above.span.row_span + span.row_span), text=above.text or cell.text
                )
                if not above.text:
                    places[torn] = Location(page=part.page, bbox=cell.box)
                if cell.span.row_span == height:
                    fresh.append(torn)
                continue
            if cell.span.row + cell.span.row_span == height:
                fresh.append(len(cells))
            cells.append(replace(cell, span=span))
            places.append(Location(page=part.page, bbox=cell.box))
        open_cells = fresh
        rows += height
    made = [
        Cell(
            cell.text,
            cell.span.row,
            cell.span.column,
            cell.span.row_span,
            cell.span.column_span,
            place,
            cell.note,
            cell.confidence,
            cell.recognition,
        )
        for cell, place in zip(cells, places, strict=True)
    ]
    made.sort(key=lambda cell: (cell.row, cell.column))
    return Table(index, tuple(made), rows, len(edges) - 1, "exact", Location(page=parts[0].page, bbox=parts[0].box))


def _torn(
    cells: list[PageCell], open_cells: list[int], span: Span, cell: PageCell, row: int, *, merging: Collection[int]
) -> int | None:
    """The cell at the foot of the part before of which `cell` is the rest: a cell over several rows, printed in one of its parts.
    `merging` are columns in which every name stands over all rows it is of.
    """
    for number in open_cells:
        above = cells[number]
        if (above.span.column, above.span.column_span) != (
            span.column,
            span.column_span,
        ) or above.span.row + above.span.row_span != row:
            continue
        if cell.note == CONTINUED_NOTE:
            return number
        if above.span.row_span == 1 and span.row_span == 1 and (span.column not in merging or cell.text.strip()):
            return None
        if above.text.strip() and cell.text.strip():
            return None
        if cell_figure(above.text) is not None or cell_figure(cell.text) is not None:
            return None
        return number if above.text.strip() or cell.text.strip() else None
    return None


def _merging_columns(parts: Sequence[PageTable], edges: Sequence[float]) -> set[int]:
    """Columns of names over several rows, without a blank cell but at the head of a page."""
    merged: set[int] = set()
    blank: set[int] = set()
    for position, part in enumerate(parts):
        columns = _columns(part, edges)
        for cell in part.cells:
            if cell.span.column_span > 1 or columns[cell.span.column + 1] - columns[cell.span.column] > 1:
                continue
            if cell.span.row_span > 1 and cell.text.strip() and cell_figure(cell.text) is None:
                merged.add(columns[cell.span.column])
            elif not cell.text.strip() and not (position and cell.span.row == 0):
                blank.add(columns[cell.span.column])
    return merged - blank


def _all_edges(parts: Sequence[PageTable]) -> list[float]:
    """The column edges of all parts, relative to the left side."""
    found = sorted(x - part.xs[0] for part in parts for x in part.xs)
    edges = [found[0]]
    for x in found[1:]:
        if x - edges[-1] > _SAME_EDGE:
            edges.append(x)
    return edges


def _columns(part: PageTable, edges: Sequence[float]) -> list[int]:
    """For each edge of a part its position among all edges."""
    return [min(range(len(edges)), key=lambda number: abs(edges[number] - (x - part.xs[0]))) for x in part.xs]

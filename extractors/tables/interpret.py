"""All tables of a document, in order: what each one is and what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...schemas.document import Block, Document, Paragraph, Table
from ...schemas.labels import parse_label
from ...schemas.results import Fact, Indicator, Notice, Source, TableAccount, TableState
from ...schemas.text import fold
from ...schemas.vocabulary import Form, Vocabulary, load_vocabulary
from ..amounts import is_money
from ..labels import FormLabels, form_labels
from ..parts import PartSpan
from .forms import TITLE_LENGTH, FormMatch, continues, reads_like_title, recognise, unknown_labels
from .grid import Grid
from .indicators import IndicatorReader
from .layout import Layout
from .pairs import PairReader
from .rows import Grounds, TableContext, TableReader
from .sections import continued, lay_out
from .statement import StatementReader
from .twins import contradictions, doubtful_units
from .units import TableUnit, nearest_unit, prose_money, stated_unit, units_in_evidence

_FULL_OF_FIGURES = 3
"""Figures in a row from which it is no wording of goals."""
_LINES_ABOVE = 8
"""How many paragraphs above a table may hold its title, number, unit and the unit's name."""


@dataclass(frozen=True, slots=True)
class TableResult:
    """What one table came to; `block` is its position in Document.blocks."""

    block: int
    account: TableAccount
    facts: tuple[Fact, ...]
    grounds: tuple[Grounds, ...]
    """What each of the facts rests on."""
    indicators: tuple[Indicator, ...]
    notices: tuple[Notice, ...]
    head_rows: frozenset[int] = frozenset()
    """Rows of the grid that were taken for heads."""


@dataclass(slots=True)
class _Seen:
    """A table after recognition, before its rows are read."""

    block: int
    table: Table
    grid: Grid
    match: FormMatch | None
    above: list[str]
    """Lines above, nearest first."""
    below: str
    """The note below, if any."""
    unit: TableUnit
    layout: Layout


def interpret_tables(document: Document, part_of: Callable[[int], PartSpan]) -> list[TableResult]:
    """Read every table of a document; `part_of` gives the part of a block index."""
    vocabulary = load_vocabulary()
    seen = _recognise_all(document.blocks, part_of, vocabulary)
    _settle_habit(seen, document.blocks)
    results: list[TableResult] = []
    unknown = unknown_labels(vocabulary)
    subject: str | None = None
    for number, table in enumerate(seen):
        labels = form_labels(table.match.form.name) if table.match else unknown
        part = part_of(table.block)
        if not _same_form_goes_on(seen[number - 1] if number else None, table):
            subject = None
        result, subject = _read(table, f"t{number + 1}", labels, part, subject, vocabulary)
        results.append(result)
    for number, notice in doubtful_units([result.facts for result in results]):
        results[number] = replace(results[number], notices=(*results[number].notices, notice))
    return results


def _same_form_goes_on(previous: _Seen | None, table: _Seen) -> bool:
    """Whether a table goes on with the form of the table before it: untitled, or titled （续表）."""
    if previous is None or previous.match is None or table.match is None or previous.match.form is not table.match.form:
        return False
    return table.match.title is None or _CONTINUED.search(fold(table.match.title)) is not None


def _recognise_all(blocks: Sequence[Block], part_of: Callable[[int], PartSpan], vocabulary: Vocabulary) -> list[_Seen]:
    seen: list[_Seen] = []
    unknown = unknown_labels(vocabulary)
    for index, block in enumerate(blocks):
        if not isinstance(block, Table):
            continue
        grid = Grid(block)
        above = _lines_above(blocks, index)
        inside = _lines_inside(grid)
        part = part_of(index)
        match = recognise(grid, [*inside, *_joined(above)], part.kind, vocabulary)
        previous = seen[-1] if seen else None
        layout: Layout | None = None
        goes_on = all(_repeated(line) for line in above)
        if (match is None or match.title is None) and previous and previous.match and goes_on and not previous.table.misplaced:
            match, layout = _continuation(grid, previous, match, vocabulary)
        unit = nearest_unit([*reversed(inside), *above])
        if unit:
            table_unit = TableUnit(unit, "table")
        elif previous and match and previous.match and match.form is previous.match.form and goes_on:
            table_unit = previous.unit
        elif match and match.form.unit:
            table_unit = TableUnit(match.form.unit, "form")
        elif match and match.unit:
            table_unit = TableUnit(match.unit, "form")
        else:
            table_unit = TableUnit()
        if layout is None:
            layout = lay_out(grid, form_labels(match.form.name) if match else unknown)
        seen.append(_Seen(index, block, grid, match, above, _line_below(blocks, index), table_unit, layout))
    return seen


def _continuation(
    grid: Grid, previous: _Seen, match: FormMatch | None, vocabulary: Vocabulary
) -> tuple[FormMatch | None, Layout | None]:
    """The form and, where it has no heads of its own, the layout of an untitled table directly behind a table of known form."""
    assert previous.match is not None
    form = previous.match.form
    own = lay_out(grid, form_labels(form.name), must_have_heads=False)
    if own.sections:
        return (FormMatch(form, None, previous.match.confidence), own) if continues(grid, form) else (match, None)
    layout = continued(grid, previous.layout, vocabulary.column_number_rows)
    if layout is not None:
        return FormMatch(form, None, previous.match.confidence), layout
    return match, None


_REPEATED = re.compile(
    r"（?续表?[一二三\d]*）?|(?:附表|公开|表)\d{1,2}-?\d?表?|第?[-—]?\d{1,3}[-—]?页?|(?:编制|填报|预算)?(?:单位|部门)（?[^）]{0,4}）?[:：].*|金额单位.*"
)


_CONTINUED = re.compile(r"（续表?[一二三四五六七八九\d]*）|续表[一二三四五六七八九\d]*$")
"""A title over the next page of a form."""


def _repeated(line: str) -> bool:
    """Whether a line above a table is only what every page of a long table repeats (续表, 单位：万元, page number)."""
    plain = fold(line).replace(" ", "")
    return _REPEATED.fullmatch(plain) is not None or _CONTINUED.search(plain) is not None


def _lines_above(blocks: Sequence[Block], index: int) -> list[str]:
    """The lines between a table and the table before it, nearest first, up to a paragraph of running text."""
    lines: list[str] = []
    for block in reversed(blocks[max(0, index - 3 * _LINES_ABOVE) : index]):
        if isinstance(block, Table) or len(lines) >= _LINES_ABOVE:
            break
        parts = [line for line in block.text.split("\n") if line.strip()]
        if len(fold(block.text)) > 3 * TITLE_LENGTH:
            break
        lines.extend(reversed(parts))
        if len(parts) > 1:
            lines.append(block.text)  # a title broken over lines
    return lines


def _joined(above: list[str]) -> list[str]:
    """The lines above, each followed by what it makes with the line before it: a title may be broken over two paragraphs."""
    lines: list[str] = []
    for position, line in enumerate(above):
        lines.append(line)
        if position + 1 < len(above) and fold(line).endswith("表") and len(line) + len(above[position + 1]) <= TITLE_LENGTH:
            lines.append(above[position + 1] + line)
    return lines


def _lines_inside(grid: Grid) -> list[str]:
    """Texts of first rows that hold a single cell: title and unit lines drawn into the table."""
    lines: list[str] = []
    for row in range(min(4, len(grid.rows))):
        filled = grid.filled(row)
        states_unit = any("单位" in slot.content.plain and stated_unit(slot.text) for slot in filled)
        if (len(filled) > 2 and not states_unit) or any(slot.kind == "figure" for slot in filled):
            break
        lines.extend(slot.text for slot in filled)
    return lines


def _line_below(blocks: Sequence[Block], index: int) -> str:
    for block in blocks[index + 1 : index + 3]:
        if isinstance(block, Table):
            return ""
        if block.text.strip():
            return block.text
    return ""


def _units_in_heads(layout: Layout) -> set[str]:
    """The money units that heads print: where they contradict what stands above the table, neither is a habit."""
    units = (column.unit for section in layout.sections for column in section.columns if column.kind == "figure")
    return {unit for unit in units if unit is not None and is_money(unit)}


def _settle_habit(seen: list[_Seen], blocks: Sequence[Block]) -> None:
    """Settle tables that state no unit by the document's habit: the one unit that all other tables of the same family state, or in
    which the running text repeats the table's figures. Where these (or the form's default) contradict one another, nothing is settled.
    """
    stated: dict[str, set[str]] = {}
    for table in seen:
        if table.match and table.unit.unit and table.unit.unit_from == "table":
            stated.setdefault(table.match.form.kind, set()).update({table.unit.unit}, _units_in_heads(table.layout))
    open_tables = [table for table in seen if table.match and table.unit.unit_from in (None, "form")]
    if not open_tables:
        return
    prose = prose_money(block.text for block in blocks if isinstance(block, Paragraph))
    for table in open_tables:
        assert table.match is not None
        evidence = units_in_evidence(table.grid, prose)
        if table.unit.unit is not None:
            if (table.unit.unit not in evidence) if evidence else _too_large(table.grid, table.layout, table.unit.unit):
                table.unit = TableUnit()
            continue
        units = stated.get(table.match.form.kind, set())
        candidates = (units if len(units) == 1 else set()) | set(evidence)
        if len(candidates) == 1 and (evidence or not _too_small(table.grid, *candidates)):
            table.unit = TableUnit(next(iter(candidates)), "document")


def _too_small(grid: Grid, unit: str) -> bool:
    """Whether no amount of a table would reach a tenth of 1万元 in the 元 of other tables: it is likelier in 万元 already."""
    amounts = [abs(slot.content.figure.value) for row in grid.rows for slot in row if slot.content.figure is not None]
    return unit == "元" and any(amounts) and max(amounts) < _LEAST_YUAN


_LEAST_YUAN = 1000
"""In a table of 元 at least one amount is larger."""


def _too_large(grid: Grid, layout: Layout, unit: str) -> bool:
    """Whether an amount that no printed unit speaks of would reach 10亿元 in a form's default 万元: it is likelier in 元, and a form
    that large would say so.
    """
    if unit != "万元":
        return False
    for section in layout.sections:
        if section.kind != "figures" or (section.corner is not None and parse_label(section.corner.text).unit):
            continue
        columns = [column for column in section.columns if column.kind == "figure" and not (column.unit or column.fixed_unit)]
        for row in section.rows:
            if row in section.ignored_rows:
                continue
            for column in columns:
                slot = grid.at(row, column.first)
                figure = slot.content.figure if slot is not None and slot.cell.row == row else None
                if figure is not None and figure.unit is None and abs(figure.value) >= _MOST_BY_DEFAULT:
                    return True
    return False


_MOST_BY_DEFAULT = 100_000
"""In 万元; a figure as large is not taken for 万元 on the form's word alone."""


def _read(
    seen: _Seen, table_id: str, labels: FormLabels, part: PartSpan, subject: str | None, vocabulary: Vocabulary
) -> tuple[TableResult, str | None]:
    match = seen.match
    title = match.title if match else _printed_title(seen.above)
    context = TableContext(
        table_id=table_id,
        part_id=part.id,
        form=match.form.name if match else _title_text(title),
        known=match is not None,
        confidence=match.confidence if match else 1.0,
        fiscal_year=part.fiscal_year,
        unit=seen.unit,
        subject=subject,
        scope=_scope(title, match.form if match else None, vocabulary),
    )
    reader = TableReader(seen.grid, labels, context)
    if seen.table.misplaced:
        reader.withhold()
    else:
        _read_rows(reader, seen.layout)
    account = _account(reader, seen, title, vocabulary)
    if match:
        reader.notices.extend(contradictions(reader.facts))
    heads = frozenset(row for section in seen.layout.sections for row in section.head_rows)
    result = TableResult(
        seen.block, account, tuple(reader.facts), tuple(reader.grounds), tuple(reader.indicators), tuple(reader.notices), heads
    )
    return result, reader.subject


def _printed_title(above: Sequence[str]) -> str | None:
    """The nearest line above an unknown table that could be its title."""
    return next((line for line in above if reads_like_title(line)), None)


def _scope(title: str | None, form: Form | None, vocabulary: Vocabulary) -> str | None:
    """The fund that a printed title (or, untitled, the form's name) limits a table to."""
    if form is None or form.kind == "绩效自评":
        return None
    words = fold(title or form.name).replace(" ", "")
    return next((fund for word, fund in vocabulary.funds if word in words), None)


def _title_text(title: str | None) -> str:
    return fold(title).replace(" ", "") if title else ""


def _read_rows(reader: TableReader, layout: Layout) -> None:
    grid = reader.grid
    reader.warn_of_unprinted()
    pairs = PairReader(reader)
    for row in layout.preamble:
        if reader.information_row(grid.rows[row]):
            pairs.read_rest(row)
        elif not pairs.read_row(row):
            for slot in grid.rows[row]:
                if slot.kind == "labelled":
                    reader.labelled(slot)
    for section in layout.sections:
        indicators = IndicatorReader(reader, section)
        statement = StatementReader(reader, section)
        for row in section.head_rows:
            for slot in grid.rows[row]:
                reader.ignore(slot)  # years in heads
        for row in section.rows:
            if row in section.ignored_rows:
                for slot in grid.rows[row]:
                    reader.ignore(slot)
                continue
            if reader.information_row(grid.rows[row]):
                pairs.read_rest(row)
                continue
            if section.kind == "indicators":
                indicators.read_row(row)
                continue
            if section.kind == "text" and pairs.read_row(row):
                continue
            if section.kind == "text":
                _ignore_goals(reader, row)
                continue
            labelled = [slot for slot in grid.rows[row] if slot.kind == "labelled"]
            for slot in labelled:
                reader.labelled(slot)
            if not labelled:
                statement.read_row(row)
    for cells in grid.rows:
        for slot in cells:
            if slot.kind in ("figure", "labelled", "unreadable") and not reader.settled(slot):
                reader.warn(slot, "not_understood", "没有读懂这一格，未取数")


def _ignore_goals(reader: TableReader, row: int) -> None:
    """Years, counts and rates are part of the wording of goals; amounts, or a row full of figures, are left to be warned about."""
    slots = reader.grid.rows[row]
    if sum(slot.kind == "figure" for slot in slots) >= _FULL_OF_FIGURES:
        return
    for slot in slots:
        figure = slot.content.figure
        if figure is None or figure.unit == "%" or slot.content.plain.isdigit():
            reader.ignore(slot)


def _account(reader: TableReader, seen: _Seen, title: str | None, vocabulary: Vocabulary) -> TableAccount:
    counts = Counter(reader.outcome.values())
    numeric = (
        sum(slot.kind in ("figure", "labelled", "unreadable") for row in reader.grid.rows for slot in row) + reader.extra_facts
    )
    match = seen.match
    location = seen.table.location
    return TableAccount(
        id=reader.context.table_id,
        part=reader.context.part_id,
        form=match.form.name if match else None,
        title=_title_text(title) or None,
        state=_state(reader, seen, vocabulary),
        unit=seen.unit.unit,
        unit_from=seen.unit.unit_from,
        numeric=numeric,
        facts=counts["facts"] + reader.extra_facts,
        indicators=counts["indicators"],
        ignored=counts["ignored"],
        warned=counts["warned"],
        source=Source(
            page=location.page,
            bbox=location.bbox,
            line=location.line,
            table=seen.table.index,
            sheet=location.sheet,
            picture=location.picture,
        ),
        known=match is not None,
    )


def _state(reader: TableReader, seen: _Seen, vocabulary: Vocabulary) -> TableState:
    """filled, or why not: the words inside and just below the table say 本表无数据 or 不予公开."""
    if any(fact.value for fact in reader.facts) or reader.indicators or "warned" in reader.outcome.values():
        return "filled"
    title = seen.match.title if seen.match else None
    between = seen.above[: seen.above.index(title)] if title in seen.above else []
    words = "".join(fold(line).replace(" ", "") for line in (seen.below, *between)) + "".join(
        slot.content.plain for row in reader.grid.rows for slot in row if slot.kind == "text"
    )
    states: tuple[TableState, ...] = ("withheld", "no_data")
    for state in states:
        if any(word in words for word in vocabulary.empty_table[state]):
            return state
    return "filled" if reader.facts else "blank"

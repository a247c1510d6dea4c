"""A report as the bench describes it: text with printed figures in it, and the identities that its true figures satisfy.

A report is rendered to text files of two styles; the place of every figure in the file is known, so that a figure is found again in
what the software read. Nothing here uses the software under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .oracle import AtMost, Relation, Same, Shown

MONEY = {"元": -4, "万元": 0, "亿元": 4}
OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "上升": "下降"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure; `sign` is -1 where a word beside it (减少, 下降) makes it negative."""

    id: int
    raw: str
    unit: str
    kind: str
    """What kind of figure it is, for the statistics."""
    sign: int = 1
    prose: bool = False
    neighbours: tuple[str, ...] = ()
    """Groups of figures (column, row, paragraph) whose decimals a whole number shares, nearest first."""
    decimals: int = 0
    """The decimals a whole number takes from its neighbours."""
    name: str = ""
    """For cells of indicator rows: the indicator."""

    @property
    def text(self) -> str:
        return self.raw + (self.unit if self.prose and self.unit != "%" else "")

    @property
    def shown(self) -> Shown:
        """Its value (money in 万元) and the decimals it is good for."""
        plain = self.raw.replace(",", "").rstrip("%")
        shift = MONEY.get(self.unit, 0)
        value = Decimal(plain).scaleb(shift)
        if self.sign < 0 and value > 0:
            value = -value
        if not value or self.unit not in {*MONEY, "%", "㎡"}:
            return Shown(value, None)
        places = len(plain.partition(".")[2]) or self.decimals
        return Shown(value, places - shift)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be exchanged: a direction (`sign`, changes that of its figures), the unit of a table (`unit`, changes theirs), or
    the report's own year in a head or title (`year`).
    """

    id: int
    text: str
    effect: str
    figures: tuple[int, ...]


Piece = str | Figure | Word


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of pieces; `down` continues the cell above."""

    pieces: tuple[Piece, ...] = ()
    span: int = 1
    down: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over one grid; `cut` is the row before which a page break falls in tabbed text."""

    rows: tuple[tuple[Cell, ...], ...]
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Para:
    pieces: tuple[Piece, ...]


Place = tuple[int, int]
"""1-based line, and the field of a tabbed row (0 in listed text) or the character of a paragraph."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A written report and where each figure of it stands."""

    text: str
    places: Mapping[int, Place]


@dataclass(frozen=True, slots=True)
class Report:
    """A consistent report."""

    name: str
    kind: str
    style: str
    blocks: tuple[Para | Table, ...]
    figures: Mapping[int, Figure]
    words: tuple[Word, ...]
    relations: tuple[Relation, ...]
    implied: tuple[Relation, ...]
    """What follows from the others or is only plausible: a finding may rest on it, but none is asked for."""
    oddities: tuple[str, ...]

    def render(self, figures: Mapping[int, Figure] | None = None, words: Mapping[int, str] | None = None) -> Rendered:
        """The file, with some figures and words exchanged."""
        return _Writer(self.style, figures or {}, words or {}).write(self.blocks)


class _Writer:
    def __init__(self, style: str, figures: Mapping[int, Figure], words: Mapping[int, str]) -> None:
        self.style, self.figures, self.words = style, figures, words
        self.lines: list[str] = []
        self.places: dict[int, Place] = {}

    def write(self, blocks: Iterable[Para | Table]) -> Rendered:
        for block in blocks:
            if isinstance(block, Para):
                text, ids = self._joined(block.pieces)
                self.lines += [text, ""]
                self.places |= {one: (len(self.lines) - 1, start) for one, start in ids}
            elif self.style == "listed":
                self._listed(block)
            else:
                self._tabbed(block)
        return Rendered("\n".join(self.lines).rstrip("\n") + "\n", self.places)

    def _joined(self, pieces: Sequence[Piece]) -> tuple[str, list[tuple[int, int]]]:
        text = ""
        ids: list[tuple[int, int]] = []
        for piece in pieces:
            if isinstance(piece, Figure):
                ids.append((piece.id, len(text)))
                text += self.figures.get(piece.id, piece).text
            elif isinstance(piece, Word):
                text += self.words.get(piece.id, piece.text)
            else:
                text += piece
        return text, ids

    def _listed(self, table: Table) -> None:
        for row in table.rows:
            for cell in row:
                text, ids = self._joined(cell.pieces)
                self.lines.append(f"\t{text}")
                self.places |= {one: (len(self.lines), 0) for one, _ in ids}
            self.lines.append("")
        self.lines.append("")

    def _tabbed(self, table: Table) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")
        rows: list[list[tuple[str, list[tuple[int, int]]]]] = []
        for row in table.rows:
            fields: list[tuple[str, list[tuple[int, int]]]] = []
            for cell in row:
                fields += [self._joined(cell.pieces), *[("", [])] * (cell.span - 1)]
            rows.append(fields)
        cut = len(rows) if table.cut is None else table.cut
        drop = bool(rows[cut:]) and not any(fields[-1][0] for fields in rows[cut:])
        for number, fields in enumerate(rows):
            if number == cut:
                self.lines.append("")
            kept = fields[:-1] if number >= cut and drop else fields
            self.lines.append("\t".join(text for text, _ in kept))
            self.places |= {one: (len(self.lines), column) for column, (_, ids) in enumerate(kept) for one, _ in ids}
        self.lines.append("")


@dataclass(slots=True)
class Builder:
    """Collects the blocks of a report, its figures, and what holds between them."""

    name: str
    kind: str
    style: str
    blocks: list[Para | Table] = field(default_factory=list)
    figures: dict[int, Figure] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    implied: list[Relation] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    prints: dict[tuple[object, ...], list[int]] = field(default_factory=dict)
    paragraphs: int = 0

    def figure(
        self, raw: str, unit: str, kind: str, *, sign: int = 1, prose: bool = False, near: Sequence[str] = (), name: str = ""
    ) -> Figure:
        """A new printed figure."""
        neighbours = (f"prose{self.paragraphs}",) if prose else tuple(near)
        figure = Figure(len(self.figures), raw, unit, kind, sign, prose, neighbours, 0, name)
        self.figures[figure.id] = figure
        return figure

    def word(self, text: str, effect: str, *figures: int) -> Word:
        word = Word(len(self.words), text, effect, figures)
        self.words.append(word)
        return word

    def para(self, *pieces: Piece) -> None:
        self.blocks.append(Para(pieces))
        self.paragraphs += 1

    def prints_of(self, key: tuple[object, ...], figure: Figure | None) -> None:
        """The figure prints the quantity `key`; all its prints are equal."""
        if figure is not None:
            self.prints.setdefault(key, []).append(figure.id)

    def hold(self, relation: Relation) -> None:
        self.relations.append(relation)

    def imply(self, relation: Relation) -> None:
        self.implied.append(relation)

    def below(self, parts: Sequence[tuple[object, ...]], total: tuple[object, ...]) -> None:
        """Quantities that are implied not to exceed another one."""
        for part in parts:
            for one in self.prints.get(part, ()):
                for other in self.prints.get(total, ()):
                    self.imply(AtMost((one,), (other,)))

    def report(self) -> Report:
        """The finished report: whole numbers get the decimals of their neighbours, prints of one quantity become identities.

        Figures that no block prints (a rate that would round to 0) are left out, with the identities they stand in.
        """
        kept = {piece.id for block in self.blocks for piece in _pieces(block) if isinstance(piece, Figure)}
        near: dict[tuple[str, str], int] = {}
        for figure in [self.figures[number] for number in kept]:
            places = len(figure.raw.rstrip("%").partition(".")[2])
            if places and Decimal(figure.raw.replace(",", "").rstrip("%")):
                for group in figure.neighbours:
                    near[group, figure.unit] = min(places, near.get((group, figure.unit), places))
        figures = {
            number: replace(figure, decimals=next((near[g, figure.unit] for g in figure.neighbours if (g, figure.unit) in near), 0))
            for number, figure in self.figures.items()
            if number in kept
        }
        same = [
            Same(one, other) for ids in self.prints.values() for position, one in enumerate(ids) for other in ids[position + 1 :]
        ]
        blocks = tuple(_settled(block, figures) for block in self.blocks)
        return Report(
            self.name,
            self.kind,
            self.style,
            blocks,
            figures,
            tuple(self.words),
            tuple(one for one in (*self.relations, *same) if kept.issuperset(one.ids)),
            tuple(one for one in self.implied if kept.issuperset(one.ids)),
            tuple(self.oddities),
        )


def _pieces(block: Para | Table) -> Sequence[Piece]:
    return block.pieces if isinstance(block, Para) else [piece for row in block.rows for cell in row for piece in cell.pieces]


def _settled(block: Para | Table, figures: Mapping[int, Figure]) -> Para | Table:
    def pieces(old: Sequence[Piece]) -> tuple[Piece, ...]:
        return tuple(figures[piece.id] if isinstance(piece, Figure) else piece for piece in old)

    if isinstance(block, Para):
        return Para(pieces(block.pieces))
    return Table(tuple(tuple(replace(cell, pieces=pieces(cell.pieces)) for cell in row) for row in block.rows), block.cut)

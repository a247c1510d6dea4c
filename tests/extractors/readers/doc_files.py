"""Builds Word 97-2003 documents from paragraphs and properties, for variants that no program at hand writes, and reads them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers.doc_binary import read_doc_binary
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document, Paragraph, Table

_TEXT = 2048
_PAGE = 512
_PARTS = 93
_STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")


@dataclass(frozen=True)
class Run:
    text: str
    properties: bytes = b""


@dataclass(frozen=True)
class Par:
    """A paragraph; its mark is the last character of the last run."""

    runs: tuple[Run, ...]
    properties: bytes = b""
    style: int = 0
    long: bool = False
    """Whether its properties stand in the data stream."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Piece:
    """Characters that are stored in one place: how many, how, and with which property (a Prm) for all of them."""

    length: int
    encoding: str = "utf-16-le"
    prm: int = 0


@dataclass
class Parts:
    """Further parts of the table stream, by number."""

    raw: dict[int, bytes] = field(default_factory=dict)

    def places(self, number: int, positions: Sequence[int], items: bytes = b"") -> None:
        self.raw[number] = struct.pack(f"<{len(positions)}i", *positions) + items


def sprm(code: int, operand: bytes | int) -> bytes:
    """A property modifier; a number becomes an operand of the size that the code says."""
    kind = code >> 13
    if isinstance(operand, int):
        operand = (operand & 0xFFFFFFFF).to_bytes(4, "little")[: (1, 1, 2, 4, 2, 2, 1, 3)[kind]]
    if code == 0xD608:
        return struct.pack("<HH", code, len(operand) + 1) + operand
    return struct.pack("<H", code) + (bytes([len(operand)]) if kind == 6 else b"") + operand


DELETED, INSERTED, HIDDEN, RAISED = sprm(0x0800, 1), sprm(0x0801, 1), sprm(0x083C, 1), sprm(0x2A48, 1)
SPECIAL = sprm(0x0855, 1)
PICTURE = SPECIAL + sprm(0x6A03, 0)
IN_TABLE, ROW_END = sprm(0x2416, 1), sprm(0x2417, 1)
FIRST, MERGED, VERTICAL, RESTART = 0x01, 0x02, 0x20, 0x60


def r(text: str, *properties: bytes) -> Run:
    return Run(text, b"".join(properties))


def p(*content: str | Run, properties: bytes = b"", style: int = 0, mark: str = "\r", mark_properties: bytes = b"") -> Par:
    runs = tuple(item if isinstance(item, Run) else Run(item) for item in content)
    return Par((*runs, Run(mark, mark_properties)), properties, style)


def field_of(code: str, result: str) -> tuple[Run, ...]:
    return (r("\x13", SPECIAL), r(f" {code} "), r("\x14", SPECIAL), r(result), r("\x15", SPECIAL))


def depth_of(depth: int) -> bytes:
    return IN_TABLE + (sprm(0x6649, depth) if depth > 1 else b"")


def cell(*content: str | Run | Par, depth: int = 1) -> list[Par]:
    """The paragraphs of a cell: lines, and paragraphs of nested tables; the last line has the cell mark."""
    pars = [item if isinstance(item, Par) else p(item) for item in content or ("",)]
    inner = [replace(par, properties=depth_of(depth) + par.properties) if not in_table(par) else par for par in pars]
    last = inner[-1]
    if depth == 1:
        inner[-1] = replace(last, runs=(*last.runs[:-1], Run("\x07", last.runs[-1].properties)))
    else:
        inner[-1] = replace(last, properties=last.properties + sprm(0x244B, 1))
    return inner


def in_table(par: Par) -> bool:
    return par.properties.startswith(IN_TABLE)


def definition(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """The boundaries of the cells of a row, and a word of flags for each cell."""
    cells = b"".join(struct.pack("<H18x", flag) for flag in (*flags, *[0] * (len(edges) - 1 - len(flags))))
    return sprm(0xD608, bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + cells)


def row(
    *cells: str | Iterable[Par],
    edges: Sequence[int] | None = None,
    flags: Sequence[int] = (),
    depth: int = 1,
    more: bytes = b"",
    end: bytes = b"",
    long: bool = False,
) -> list[Par]:
    """A row; `more` are further modifiers of it, `end` those of the character that ends it."""
    pars = list(chain.from_iterable(cell(each, depth=depth) if isinstance(each, str) else each for each in cells))
    shape = definition(range(0, 2000 * len(cells) + 1, 2000) if edges is None else edges, flags) if edges != () else b""
    if depth == 1:
        closing = p(mark="\x07", mark_properties=end, properties=IN_TABLE + ROW_END + shape + more)
    else:
        closing = p(mark_properties=end, properties=depth_of(depth) + sprm(0x244C, 1) + shape + more)
    return [*pars, replace(closing, long=long)]


def style(
    name: str, *, identity: int = 0xFFE, base: int = 0xFFF, paragraph: bytes = b"", character: bytes = b"", kind: int = 1
) -> bytes:
    """The description of a paragraph (kind 1) or character (kind 2) style."""
    own = [struct.pack("<H", 0) + paragraph, character] if kind == 1 else [character]
    text = name.encode("utf-16-le")
    entry = struct.pack("<HHHHH", identity, kind | base << 4, len(own), 0, 0) + struct.pack("<H", len(text) // 2) + text + b"\0\0"
    for part in own:
        entry += b"\0" * (len(entry) & 1) + struct.pack("<H", len(part)) + part
    return struct.pack("<H", len(entry)) + entry + b"\0" * (len(entry) & 1)


def styles(*entries: bytes) -> bytes:
    return struct.pack("<HHH", 4, len(entries), 10) + b"".join(entries)


def fonts(*names: str) -> bytes:
    entries = (bytes(39) + name.encode("utf-16-le") + b"\0\0" for name in names)
    return struct.pack("<HH", len(names), 0) + b"".join(bytes([len(entry)]) + entry for entry in entries)


def doc(
    body: Iterable[Par],
    *,
    pieces: Sequence[Piece] = (),
    encoding: str = "utf-16-le",
    listed: Sequence[bytes] = (),
    parts: Parts | None = None,
    version: int = 0xC1,
    mark: int = 0xA5EC,
    flags: int = 0x0200,
    **stories: Iterable[Par],
) -> bytes:
    """A document. Its text is one piece in `encoding`, or the `pieces`, which are stored last first; `listed` are the properties that
    pieces refer to.
    """
    main, table, data = streams(
        body, pieces=pieces, encoding=encoding, listed=listed, parts=parts, version=version, mark=mark, flags=flags, **stories
    )
    return compound_file({"WordDocument": main, "1Table" if flags & 0x0200 else "0Table": table, "Data": data})


def streams(
    body: Iterable[Par],
    *,
    pieces: Sequence[Piece] = (),
    encoding: str = "utf-16-le",
    listed: Sequence[bytes] = (),
    parts: Parts | None = None,
    version: int = 0xC1,
    mark: int = 0xA5EC,
    flags: int = 0x0200,
    **stories: Iterable[Par],
) -> tuple[bytes, bytes, bytes]:
    """The main, table and data streams of such a document."""
    texts = {name: list(stories.get(name, ())) for name in _STORIES}
    texts["body"] = list(body)
    lengths = [sum(len(_units(par.text, encoding)) for par in texts[name]) for name in _STORIES]
    pars = [par for name in _STORIES for par in texts[name]]
    if any(lengths[1:]):
        pars.append(p())  # a mark after the last story
    text = "".join(par.text for par in pars)
    units = _units(text, encoding)
    own_pieces = list(pieces) or [Piece(len(units), encoding)]
    own_pieces.append(Piece(len(units) - sum(piece.length for piece in own_pieces), encoding))
    own_pieces = [piece for piece in own_pieces if piece.length]

    stored, places, start = bytearray(), {}, sum(piece.length for piece in own_pieces)
    for index, piece in reversed(list(enumerate(own_pieces))):
        start -= piece.length
        places[index] = _TEXT + len(stored)
        chunk = units[start : start + piece.length]
        same = piece.encoding == encoding
        stored += b"".join(unit if same else unit.decode(encoding).encode(piece.encoding) for unit in chunk)
        stored += b"\0" * (len(stored) & 1)

    bounds = [0]
    for piece in own_pieces:
        bounds.append(bounds[-1] + piece.length)

    def stretches(first: int, last: int) -> list[tuple[int, int]]:
        found = []
        for index, piece in enumerate(own_pieces):
            a, b = max(first, bounds[index]), min(last, bounds[index + 1])
            width = 2 if piece.encoding == "utf-16-le" else 1
            if a < b:
                found.append((places[index] + (a - bounds[index]) * width, places[index] + (b - bounds[index]) * width))
        return found

    data = bytearray(4)
    paragraph_runs: list[tuple[int, int, bytes]] = []
    character_runs: list[tuple[int, int, bytes]] = []
    position = 0
    for par in pars:
        properties = par.properties
        if par.long:
            properties, offset = sprm(0x6646, len(data)), len(par.properties)
            data += struct.pack("<H", offset) + par.properties
        first = position
        for run in par.runs:
            size = len(_units(run.text, encoding))
            if run.properties:
                character_runs += [(a, b, run.properties) for a, b in stretches(position, position + size)]
            position += size
        paragraph_runs += [(a, b, struct.pack("<H", par.style) + properties) for a, b in stretches(first, position)]

    main = bytearray(_TEXT) + stored
    main += bytes(-len(main) % _PAGE)
    raw = dict(parts.raw) if parts else {}
    raw[13] = _pages(main, sorted(paragraph_runs), _paragraph_page)
    raw[12] = _pages(main, sorted(character_runs), _character_page)
    raw[33] = b"".join(b"\x01" + struct.pack("<H", len(each)) + each for each in listed) + _piece_table(own_pieces, bounds, places)
    table = bytearray(16)
    struct.pack_into("<HH", main, 0, mark, version)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<8i", main, 76, *lengths)
    struct.pack_into("<H", main, 152, _PARTS)
    for number, part in raw.items():
        struct.pack_into("<II", main, 154 + 8 * number, len(table), len(part))
        table += part
    return bytes(main), bytes(table), bytes(data)


def _units(text: str, encoding: str) -> list[bytes]:
    """What the file counts as characters: two bytes of UTF-16, single bytes of any other encoding."""
    size = 2 if encoding == "utf-16-le" else 1
    content = text.encode(encoding, "surrogatepass" if size == 2 else "strict")
    return [content[index : index + size] for index in range(0, len(content), size)]


def _piece_table(pieces: Sequence[Piece], bounds: Sequence[int], places: Mapping[int, int]) -> bytes:
    table = struct.pack(f"<{len(bounds)}i", *bounds)
    for index, piece in enumerate(pieces):
        place = places[index] if piece.encoding == "utf-16-le" else places[index] * 2 | 0x40000000
        table += struct.pack("<HIH", 0, place, piece.prm)
    return b"\x02" + struct.pack("<I", len(table)) + table


def _pages(main: bytearray, runs: Sequence[tuple[int, int, bytes]], page: Callable[[int, int, bytes], bytes]) -> bytes:
    """Append a page for every run, which is wasteful and simple; returns the list of pages."""
    if not runs:
        return b""
    first = len(main) // _PAGE
    for start, end, properties in runs:
        main += page(start, end, properties)
    starts = [*(run[0] for run in runs), runs[-1][1]]
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(runs)}I", *range(first, first + len(runs)))


def _paragraph_page(start: int, end: int, properties: bytes) -> bytes:
    content = properties
    size = bytes([(len(content) + 1) // 2]) if len(content) % 2 else bytes([0, len(content) // 2])
    page = struct.pack("<IIB12x", start, end, 16).ljust(32, b"\0") + size + content
    assert len(page) < _PAGE, "properties too long for a page"
    return page.ljust(_PAGE - 1, b"\0") + b"\x01"


def _character_page(start: int, end: int, properties: bytes) -> bytes:
    page = struct.pack("<IIB", start, end, 16).ljust(32, b"\0") + bytes([len(properties)]) + properties
    return page.ljust(_PAGE - 1, b"\0") + b"\x01"


def read(data: bytes) -> Document:
    return read_doc_binary(Original.of(data, "报告.doc", "甲县/报告.doc"))


def of(*body: Par | list[Par], **options: object) -> Document:
    """What is read of a document with this body."""
    pars = chain.from_iterable([item] if isinstance(item, Par) else item for item in body)
    return read(doc(pars, **options))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else f"<表{block.index}>" for block in document.blocks]


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


def only_table(*rows: list[Par]) -> Table:
    (table,) = of(*rows, p()).tables
    return table

"""One document end to end: read, mask, split into parts, tables to facts, prose to facts, number everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..extractors.containers import Lost, expand, open_member, single
from ..extractors.no_report import no_report
from ..extractors.parts import PartsResult, split_parts
from ..extractors.privacy import mask, mask_neighbour, mask_value
from ..extractors.prose import PartContext, ProseContext, ProseParagraph, ProseResult, extract_prose
from ..extractors.readers import read_original
from ..extractors.readers.original import Original
from ..extractors.statements import statements_of
from ..extractors.tables import TableResult, interpret_tables
from ..extractors.tables.rows import Grounds
from ..schemas.document import Block, Document, Paragraph, ReadingWarning, Table
from ..schemas.errors import DocumentError, UnsupportedFormat
from ..schemas.results import DocumentInfo, DocumentResult, Notice, Part, Source
from .checks.engine import check
from .review import reviewed


def extract_document(path: Path | str, *, display_path: str | None = None, keep_personal: bool = False) -> DocumentResult:
    """Everything one file says: facts, indicators, an account of its tables, and what the cross-checks found.

    `path` may continue inside an archive (`批次.zip/附件/自评.docx`), and be an archive that holds one document. `display_path` is how
    the file is named in the result (default: `path`). Contact details printed under forms are masked unless `keep_personal`. Raises
    DocumentError where the file cannot be read, UsageError for an archive that holds several.
    """
    original = single(open_member(path))
    if display_path is not None:
        original = replace(original, path=display_path)
    return _result(original, keep_personal)


def extract_documents(path: Path | str, *, keep_personal: bool = False) -> Iterator[DocumentResult | Lost]:
    """The results of all documents in one file: of itself, of what is attached to it, of the members of an archive.

    What cannot be read is a `Lost` with its reason; members of a type that no reader claims are left out. Raises DocumentError where
    there is no such file.
    """
    outermost = open_member(path)
    for found in expand(outermost):
        if isinstance(found, Lost):
            yield found
            continue
        try:
            yield _result(found, keep_personal)
        except DocumentError as error:
            if found is outermost or not isinstance(error, UnsupportedFormat):
                yield Lost(found.name, error, found.path)


def _result(original: Original, keep_personal: bool) -> DocumentResult:
    return check(interpret(read_original(original), keep_personal=keep_personal))


def interpret(document: Document, *, keep_personal: bool = False) -> DocumentResult:
    """The result for a document that was read, before cross-checks. Masking comes first, so that nothing later can show what was masked."""
    result, grounds = understood(document, keep_personal=keep_personal)
    return reviewed(result, grounds) if document.ocr_pages else result


def understood(document: Document, *, keep_personal: bool = False) -> tuple[DocumentResult, dict[str, Grounds]]:
    """The result with every fact as sure as its own cells were read, and what the facts of tables rest on, by fact id."""
    if not keep_personal:
        document = masked(document)
    parts = split_parts(document)
    tables = interpret_tables(document, parts.part_of)
    prose = _prose(document, parts)
    facts = [fact for table in tables for fact in table.facts] + list(prose.facts)
    grounds = {f"f{number}": own for number, own in enumerate((own for table in tables for own in table.grounds), start=1)}
    indicators = [indicator for table in tables for indicator in table.indicators]
    other = None if facts or indicators else no_report(document)
    result = DocumentResult(
        document=_information(document, parts),
        tables=tuple(table.account for table in tables),
        facts=tuple(replace(fact, id=f"f{number}") for number, fact in enumerate(facts, start=1)),
        indicators=tuple(replace(indicator, id=f"i{number}") for number, indicator in enumerate(indicators, start=1)),
        warnings=(*_notices(document, parts, tables, prose), *((other,) if other is not None else ())),
        statements=tuple(statements_of(document, parts.part_of)),
    )
    return result, grounds


def _prose(document: Document, parts: PartsResult) -> ProseResult:
    contexts = {
        part.id: PartContext(part.kind, part.fiscal_year or parts.fiscal_year, part.entity or parts.entity) for part in parts.parts
    }
    paragraphs = [
        ProseParagraph(block, part.id)
        for part in parts.parts
        for block in document.blocks[part.start : part.end]
        if isinstance(block, Paragraph)
    ]
    return extract_prose(paragraphs, ProseContext(contexts))


def _information(document: Document, parts: PartsResult) -> DocumentInfo:
    return DocumentInfo(
        path=document.path,
        name=document.name,
        sha256=document.sha256,
        format=document.format,
        pages=document.pages,
        ocr_pages=document.ocr_pages,
        entity=parts.entity,
        fiscal_year=parts.fiscal_year,
        kinds=parts.kinds,
        parts=tuple(Part(part.id, part.kind, part.title, part.entity, part.fiscal_year, part.source) for part in parts.parts),
    )


def _notices(document: Document, parts: PartsResult, tables: Iterable[TableResult], prose: ProseResult) -> tuple[Notice, ...]:
    reading = tuple(_as_notice(warning) for warning in document.warnings)
    return (*reading, *parts.notices, *(notice for table in tables for notice in table.notices), *prose.notices)


def _as_notice(warning: ReadingWarning) -> Notice:
    place = warning.location
    source = Source(
        page=place.page,
        bbox=place.bbox,
        line=place.line,
        paragraph=place.paragraph,
        table=warning.table,
        row=warning.row,
        column=warning.column,
        text=warning.text,
        sheet=place.sheet,
        picture=place.picture,
    )
    return Notice(warning.code, warning.message, source)


def masked(document: Document) -> Document:
    """The document with contact details replaced by `*`, character for character, so that every place stays where it was."""
    warnings = tuple(
        replace(warning, message=mask(warning.message), text=warning.text and mask(warning.text)) for warning in document.warnings
    )
    return replace(document, blocks=tuple(_masked_block(block) for block in document.blocks), warnings=warnings)


def _masked_block(block: Block) -> Block:
    if isinstance(block, Paragraph):
        text = mask(block.text)
        return block if text is block.text else replace(block, text=text)
    return _masked_table(block)


def _masked_table(table: Table) -> Table:
    texts = _masked_cells([(cell.row, cell.text) for cell in table.cells])
    if all(text is cell.text for cell, text in zip(table.cells, texts, strict=True)):
        return table
    return replace(table, cells=tuple(replace(cell, text=text) for cell, text in zip(table.cells, texts, strict=True)))


def _masked_cells(cells: Sequence[tuple[int, str]]) -> list[str]:
    """The texts of (row, text) cells in row-major order; the cell right of a contact label is masked whole."""
    texts: list[str] = []
    label_row = -1
    for row, text in cells:
        if row == label_row:
            texts.append(mask_value(text))
        else:
            texts.append(mask(text))
        label_row = row if text and mask_neighbour(text) else -1
    return texts

"""How prose tests state what a text says: paragraphs in, `(subject, item, column, year)` to value and unit out."""

from __future__ import annotations

from decimal import Decimal

from gongkai.extractors.prose import PartContext, ProseContext, ProseParagraph, ProseResult, extract_prose
from gongkai.schemas.document import Location, Paragraph
from gongkai.schemas.results import DocumentKind


def read(*paragraphs: str, kind: DocumentKind = "部门决算", year: int | None = 2023, entity: str | None = None) -> ProseResult:
    """The result for one part of one kind, paragraph after paragraph, each on a line of its own."""
    line = 1
    given = []
    for text in paragraphs:
        given.append(ProseParagraph(Paragraph(text, Location(line=line)), "p1"))
        line += text.count("\n") + 1
    return extract_prose(given, ProseContext({"p1": PartContext(kind, year, entity)}))


def said(result: ProseResult, year: int | None = 2023) -> set[str]:
    """Every fact as `item column value unit`, with the subject and `|` in front where there is one and `@year` behind where the year
    is not `year`.
    """
    return {
        (f"{fact.subject}|" if fact.subject else "")
        + f"{fact.item} {fact.column} {format(fact.value, 'f')}{fact.unit}"
        + (f"@{fact.year}" if fact.year != year else "")
        for fact in result.facts
    }


def facts(*paragraphs: str, kind: DocumentKind = "部门决算", year: int | None = 2023, entity: str | None = None) -> set[str]:
    """`said` of `read`, having checked what holds for every fact: it can be found where it says, and no value has an exponent."""
    result = read(*paragraphs, kind=kind, year=year, entity=entity)
    for fact in result.facts:
        assert fact.source.text is not None and fact.source.span is not None
        start, end = fact.source.span
        assert fact.source.text[start:end] == fact.raw
        assert isinstance(fact.value, Decimal)
        assert fact.form == "正文" and fact.part == "p1" and fact.table is None
    return said(result, year)

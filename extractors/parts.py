"""Splitting a document into parts (a notice, a report, annexed forms, several units) and saying whose they are and of which year.

A part begins at an annex mark or at a title that heads something of another kind, form or body. Tables of contents, lists of
annexes and titles quoted in running text begin nothing; the sections of a final account (第一部分 …) are one part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..schemas.document import Document, Table
from ..schemas.results import DocumentKind, Notice, Source
from ..schemas.text import fold
from . import entities, years
from .entities import EntityEvidence, choose_entity, same_entity
from .part_lines import Line, block_source, lines_of
from .part_starts import PartStart, find_starts
from .part_titles import read_title
from .years import YearEvidence, choose_year

_TEXT_LIMIT = 400_000
"""Characters of running text in which years and explained names are looked for."""


@dataclass(frozen=True, slots=True)
class PartSpan:
    """A part: the blocks from `start` up to, not including, `end` of `Document.blocks`."""

    id: str
    kind: DocumentKind
    title: str | None
    entity: str | None
    fiscal_year: int | None
    start: int
    end: int
    source: Source


@dataclass(frozen=True, slots=True)
class PartsResult:
    """Every block of a document in exactly one part, and what holds for the document as a whole."""

    parts: tuple[PartSpan, ...]
    entity: str | None
    fiscal_year: int | None
    kinds: tuple[DocumentKind, ...]
    notices: tuple[Notice, ...] = ()

    def part_of(self, block: int) -> PartSpan:
        """The part that holds a block of the document; raises IndexError for a block it does not have."""
        for part in self.parts:
            if part.start <= block < part.end:
                return part
        raise IndexError(f"no block {block}")


@dataclass(slots=True)
class _Draft:
    """A part with the evidence found in it."""

    start: PartStart
    end: int
    names: list[EntityEvidence] = field(default_factory=list)
    years: list[YearEvidence] = field(default_factory=list)


def split_parts(document: Document) -> PartsResult:
    """The parts of a document, its reporting body, fiscal year and kinds; what cannot be settled is None and has a notice."""
    lines = lines_of(document)
    starts = find_starts(document, lines)
    ends = [start.block for start in starts[1:]] + [len(document.blocks)]
    drafts = [_Draft(start, end) for start, end in zip(starts, ends, strict=True)]
    for draft in drafts:
        own = [line for line in lines if draft.start.block <= line.block < draft.end]
        _collect_names(document, draft, own)
        _collect_years(draft, own)
    notices: list[Notice] = []
    entity = _document_entity(document, drafts, notices)
    year = _document_year(document, drafts, notices)
    several = entity is None and sum(1 for draft in drafts if draft.names) > 1
    parts = tuple(
        PartSpan(
            id=f"p{number}",
            kind=draft.start.kind,
            title=draft.start.title,
            entity=_part_entity(draft, entity, several),
            fiscal_year=_part_year(draft, year),
            start=draft.start.block,
            end=draft.end,
            source=block_source(document, draft.start.block),
        )
        for number, draft in enumerate(drafts, start=1)
    )
    return PartsResult(parts, entity, year, tuple(sorted({part.kind for part in parts})), tuple(notices))


def _collect_names(document: Document, draft: _Draft, lines: Sequence[Line]) -> None:
    notice = draft.start.kind == "通知"
    places = {id(line): position for position, line in enumerate(lines)}
    for title, line in draft.start.titles:
        if title.entity:
            draft.names.append(
                EntityEvidence(title.entity, entities.SUPERIOR if title.kind == "通知" else entities.TITLE, line.source)
            )
        draft.names.extend(
            EntityEvidence(name, entities.COVER, below.source)
            for below in _below(lines, places.get(id(line), len(lines)))
            if title.kind != "通知" and (name := entities.entity_name(below.text)) and entities.has_full_place(name)
        )
    if notice:
        return  # a notice names bodies of every kind, and its issuer is not the one that reports
    for position, line in enumerate(lines):
        if line.in_table:
            continue
        value = entities.labelled_value(line.text)
        if value is None:
            continue
        name = entities.entity_name(value[0])
        following = lines[position + 1].text if position + 1 < len(lines) else ""
        if name is None and following and len(following) <= 30:
            name = entities.entity_name(value[0] + following)
        if name:
            draft.names.append(EntityEvidence(name, entities.label_weight(value[1]), line.source))
    for index in range(draft.start.block, draft.end):
        block = document.blocks[index]
        if isinstance(block, Table):
            for name, rank, cell in entities.entities_of_table(block):
                draft.names.append(EntityEvidence(name, entities.label_weight(rank), block_source(document, index, cell)))
    # Nine tables with one label say no more than one: each part has one voice for each way of naming a body.
    draft.names = list({(item.name, item.weight): item for item in reversed(draft.names)}.values())[::-1]


def _below(lines: Sequence[Line], at: int) -> list[Line]:
    """The next lines below a title, where a cover names the body."""
    return [line for line in lines[at + 1 : at + 4] if not line.in_table]


def _collect_years(draft: _Draft, lines: Sequence[Line]) -> None:
    notice = draft.start.kind == "通知"
    for title, line in draft.start.titles:
        for year in title.years:
            draft.years.append(YearEvidence(year, years.NOTICE_TITLE if title.kind == "通知" else years.TITLE, line.source))
    heads: list[tuple[int, Source]] = []
    mentions: Counter[int] = Counter()
    read = 0
    for line in lines:
        head = years.year_of_head(line.text) if len(line.text) <= 24 else None
        if head is not None:
            heads.append((head, line.source))
        if line.in_table:
            continue
        alone = years.year_alone(line.text) if len(line.text) <= 16 else None
        if alone is not None and not notice:
            draft.years.append(YearEvidence(alone, years.UNDER_TITLE, line.source))
        if read < _TEXT_LIMIT:
            mentions.update(years.whole_years(line.text))
            read += len(line.text)
    draft.years.extend(years.head_evidence(heads))
    draft.years.extend(years.text_evidence(mentions))


def _document_entity(document: Document, drafts: Sequence[_Draft], notices: list[Notice]) -> str | None:
    """The body the document reports for, in the fullest form it prints."""
    evidence = [name for draft in drafts for name in draft.names]
    reports = [name for draft in drafts if draft.start.kind != "通知" for name in draft.names]
    evidence = reports or evidence
    evidence = evidence or _header_names(document)
    known = [item.name for item in evidence]
    if known:
        evidence = evidence + [EntityEvidence(name, entities.NAMED) for name in _explained_names(document, known)]
    choice = choose_entity(evidence)
    if choice.rivals:
        everywhere = _named_by_all(drafts, choice.rivals)
        if everywhere:
            return everywhere
        where = next(item.source for item in evidence if item.name == choice.rivals[1])
        notices.append(
            Notice("entity_unsettled", f"填报单位无法确定：文中有{'、'.join(choice.rivals[:5])}，请核对是哪一个单位的报告", where)
        )
    return choice.name


def _header_lines(document: Document) -> list[str]:
    """What the page headers print, folded: it counts only where the body says nothing."""
    headers = (item.text for item in document.furniture if item.role == "header")
    return [folded for text in headers for line in text.splitlines() if (folded := fold(line))]


def _header_names(document: Document) -> list[EntityEvidence]:
    found: list[EntityEvidence] = []
    for line in _header_lines(document):
        title = read_title(line)
        labelled = entities.entity_after_label(line)
        name = title.entity if title else labelled[0] if labelled else entities.entity_name(line)
        if name:
            found.append(EntityEvidence(name, entities.COVER))
    return found


def _named_by_all(drafts: Sequence[_Draft], rivals: Sequence[str]) -> str | None:
    """The one body that every part names, as the superior of those that only carry out its projects do; None where no or several do."""
    naming = [draft for draft in drafts if draft.names and draft.start.kind != "通知"]
    found = [rival for rival in rivals if all(any(same_entity(rival, item.name) for item in draft.names) for draft in naming)]
    return found[0] if len(naming) > 1 and len(found) == 1 else None


def _explained_names(document: Document, known: Sequence[str]) -> list[str]:
    names: list[str] = []
    for paragraph in document.paragraphs:
        if "简称" in paragraph.text:
            names.extend(entities.self_named(paragraph.text, known))
    return names


def _document_year(document: Document, drafts: Sequence[_Draft], notices: list[Notice]) -> int | None:
    """The fiscal year of the document; the name of the file counts only where the text says nothing."""
    evidence = [item for draft in drafts for item in draft.years]
    if not evidence:
        evidence = [YearEvidence(year, years.TITLE) for line in _header_lines(document) for year in years.years_in_title(line)]
    if not evidence:
        named = years.years_in_file_name(document.name)
        if len(named) == 1:
            notices.append(Notice("year_from_file_name", f"文中没有写明年度，按文件名记为{named[0]}年，请核对"))
        evidence = [YearEvidence(year, years.FILE_NAME) for year in named]
    choice = choose_year(evidence)
    if choice.rivals:
        where = next(item.source for item in evidence if item.year == choice.rivals[1])
        listed = "、".join(f"{year}年" for year in choice.rivals)
        notices.append(Notice("year_unsettled", f"年度无法确定：文中有{listed}，请核对报告属于哪一年", where))
    return choice.year


def _part_entity(draft: _Draft, document_entity: str | None, several: bool) -> str | None:
    """A part's own body; the document's where the part names none or names it in short. A notice speaks for its issuer only."""
    choice = choose_entity(draft.names)
    if choice.name is None:
        return None if several or draft.start.kind == "通知" or choice.rivals else document_entity
    if document_entity and same_entity(choice.name, document_entity):
        return choice.name if entities.narrowed(choice.name) else document_entity
    if document_entity and draft.start.kind != "通知" and max(item.weight for item in draft.names) <= entities.DOER:
        return document_entity  # only who carries the project out, or the superior body, is printed in this form
    return choice.name


def _part_year(draft: _Draft, document_year: int | None) -> int | None:
    choice = choose_year(draft.years)
    if choice.weight >= years.UNDER_TITLE or (choice.year is not None and draft.start.kind == "通知"):
        return choice.year
    return document_year if document_year is not None else choice.year

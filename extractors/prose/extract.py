"""From paragraphs to facts of the form 正文."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...schemas.document import Paragraph
from ...schemas.results import PROSE_FORM, Fact, Notice, Source
from ...schemas.text import fold
from ...schemas.vocabulary.prose import prose_vocabulary
from .headings import HeadingStack, heading_of, heading_phrase, numbering_level, opening_project
from .model import PartContext, ProseContext, ProseParagraph, ProseResult
from .plain import LEVELS, NUMBERING, Plain, plain_text, split_lines
from .sentences import Paragraphs
from .state import Carry, Doubt, Draft

_FIGURE = re.compile(r"\d")
_TELLING = re.compile(
    r"\d[\s.]*(?:[千百]?万|[千百]?元|亿|%|％|﹪)|[为是]\s*0|分|团组|接待|出国|出境|用车|车辆|保有量|购置|更新|编制|实有|在职|退休|设备|节庆|批次|来宾|项目"
)
"""A paragraph without any of these prints no figure that prose facts are made of."""
_A_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_NAME_AT_END = re.compile(r"([\u4e00-\u9fff（）()]{4,40})\s*$")
_BULLET = re.compile(r"[-•·●▪*◆■]+(?!\d)")
_LISTS = re.compile(r"(?P<what>[^，。；：\d]{2,30}?)(?:的?主要内容|的?具体情况|的?主要用途)?如下[：:]$")
"""The end of a paragraph whose items follow in numbered paragraphs."""
_LIST_ENDS = ("如下：", "如下:")
_LONG = 100
_OPENING = re.compile(r"(?P<words>[^。：:，；]{2,60})[。：:]")
"""Words that head a paragraph in its own line: （一）因公出国（境）费支出情况。2023年度…"""
_JOINED_CONFIDENCE = 0.95
_MISREAD_CONFIDENCE = 0.9


def extract_prose(paragraphs: Sequence[ProseParagraph], context: ProseContext) -> ProseResult:
    """The figures that the running text prints, each with its item, column, year and place, in printed order.

    `paragraphs` are those outside tables, in reading order. Facts come with an empty id and the id of their part.
    """
    facts: list[Fact] = []
    notices: list[Notice] = []
    part: _Part | None = None
    for entry in paragraphs:
        if part is None or part.id != entry.part_id:
            texts = (other.paragraph.text for other in paragraphs if other.part_id == entry.part_id)
            part = _Part(entry.part_id, context.of(entry.part_id), texts)
        for fact_or_notice in part.read(entry.paragraph):
            if isinstance(fact_or_notice, Fact):
                facts.append(fact_or_notice)
            else:
                notices.append(fact_or_notice)
    return ProseResult(tuple(facts), tuple(notices))


def _names_used(texts: Iterable[str]) -> tuple[str, ...]:
    """What the report calls its body: names that stand before a year in more than one sentence (甲局2023年度收入合计…)."""
    endings = prose_vocabulary().organisations
    used: Counter[str] = Counter()
    for text in texts:
        for year in _A_YEAR.finditer(text):
            name = _NAME_AT_END.search(text[max(0, year.start() - 42) : year.start()])
            if name is not None:
                used[fold(name[1])] += 1
    return tuple(sorted(name for name, times in used.items() if times > 1 and name.endswith(endings)))


class _Part:
    """What is kept while the paragraphs of one part are read."""

    def __init__(self, part_id: str, context: PartContext, texts: Iterable[str]) -> None:
        self.id = part_id
        self.context = context
        self.names = (context.entity, *_names_used(texts)) if context.entity is not None else ()
        self.stack = HeadingStack()
        self.carry = Carry()

    def read(self, paragraph: Paragraph) -> Iterator[Fact | Notice]:
        if paragraph.role not in ("body", "textbox") or not paragraph.text.strip():
            return
        text = paragraph.text
        if len(text) > _LONG and not (_FIGURE.search(text) and _TELLING.search(text)):
            self._pass_over(numbering_level(fold(text[:16])))
            return
        plain = plain_text(text)
        for start, end in split_lines(plain):
            yield from self._line(paragraph, plain, start, end)

    def _line(self, paragraph: Paragraph, plain: Plain, start: int, end: int) -> Iterator[Fact | Notice]:
        text = plain.text[start:end]
        if not text:
            return
        first, last = plain.span(start, end)
        heading = heading_of(plain.source[first:last], text, paragraph.level, self.stack)
        if heading is not None:
            if heading.level < LEVELS["three"]:
                self.carry.fund = None
            self.stack.push(heading)
            self._end_open_parts(heading.level, heading.project)
            return
        level = numbering_level(text)
        self._pass_over(level)
        if level is None:
            lists = _LISTS.search(text) if text.endswith(_LIST_ENDS) else None
            fund = heading_phrase(lists["what"]).fund if lists is not None else None
            self.carry.fund = fund.name if fund is not None else None
        if self.context.kind == "通知" or self.stack.apart_from_accounts() or not _FIGURE.search(text):
            return
        match = NUMBERING.match(text) or _BULLET.match(text)
        skip = match.end() if match else 0
        reader = Paragraphs(self.context, self.stack, self.carry, self.names)
        opening = _OPENING.match(text, skip)
        if opening is not None:
            project = opening_project(opening["words"])
            if project is not None:
                reader.project = project
            else:
                phrase = heading_phrase(opening["words"])
                reader.opening = phrase if not phrase.unknown and (phrase.item or phrase.side) else None
        reader.read(text[skip:], start + skip)
        for draft in reader.drafts:
            yield self._fact(draft, paragraph, plain)
        for doubt in reader.doubts:
            yield self._notice(doubt, paragraph, plain)

    def _pass_over(self, level: float | None) -> None:
        if level is not None:
            self.stack.close_to(level)
            self._end_open_parts(level, None)

    def _end_open_parts(self, level: float, project: str | None) -> None:
        self.carry.comparison = None
        if self.carry.parent is not None and self.carry.parent_level is not None and level <= self.carry.parent_level:
            self.carry.parent = None
        if project is not None:
            self.carry.project, self.carry.project_level = project, level
        elif self.carry.project_level is not None and level <= self.carry.project_level:
            self.carry.project = self.carry.project_level = None

    def _source(self, paragraph: Paragraph, plain: Plain, start: int, end: int) -> tuple[str, Source]:
        span = plain.span(start, end)
        place = paragraph.location
        line = None if place.line is None else place.line + plain.source.count("\n", 0, span[0])
        here = next((further for offset, further in reversed(paragraph.further) if span[0] >= offset), place)
        source = Source(
            page=here.page,
            bbox=here.bbox,
            line=line,
            paragraph=place.paragraph,
            section=self.stack.section(),
            text=plain.source,
            span=span,
            sheet=place.sheet,
            picture=place.picture,
        )
        return plain.source[span[0] : span[1]], source

    def _fact(self, draft: Draft, paragraph: Paragraph, plain: Plain) -> Fact:
        raw, source = self._source(paragraph, plain, draft.start, draft.end)
        torn = any(draft.start < at < draft.end for at in plain.joined)
        return Fact(
            id="", part=self.id, table=None, form=PROSE_FORM, subject=draft.subject, item=draft.item, parent=draft.parents, code=None,
            column=draft.column, year=draft.year, scope=draft.scope, base=draft.base, value=draft.value, unit=draft.unit,
            unit_from="beside" if draft.beside else "document", raw=raw, raw_unit=draft.raw_unit,
            confidence=min(paragraph.confidence, _MISREAD_CONFIDENCE if draft.misread else _JOINED_CONFIDENCE if torn else 1.0),
            source=source,
        )  # fmt: skip

    def _notice(self, doubt: Doubt, paragraph: Paragraph, plain: Plain) -> Notice:
        _, source = self._source(paragraph, plain, doubt.start, doubt.end)
        return Notice(doubt.code, doubt.message, source)

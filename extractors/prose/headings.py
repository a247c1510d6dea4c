"""The headings above a paragraph: their levels, what they speak of, and where definitions (名词解释) begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ...schemas.vocabulary.prose import Fund, prose_vocabulary
from .lexer import tokens
from .phrases import Phrase, project_name, read_phrase
from .plain import LEVELS, NUMBERING

_LONGEST = 60
_TITLE_LONGEST = 45
_TITLE = re.compile(r"[^。；，、：？！,;%]+(?:[（][^）]*[）])?")
_AMOUNT = re.compile(r"\d[\d.,]*(?:万元|元|%|亿元)")
_LEADER = re.compile(r"[.…·]{3,}\d*$")
_BUDGET_ONLY = re.compile(r"预算(?:安排|收支|编制|支出|收入)?(?:的)?(?:总体)?情况")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed (spaces trimmed) and what it says about the paragraphs below it."""

    level: float
    printed: str
    phrase: Phrase
    project: str | None
    definitions: bool
    budget: bool
    """It announces budget figures and no final ones."""
    final: bool
    """It announces final figures and no budget."""
    narrative: bool
    """It announces what was done."""
    text: str


class HeadingStack:
    """The headings in force while paragraphs are read in order."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []

    def push(self, heading: Heading) -> None:
        """Put `heading` in force; deeper and equal ones end."""
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def close_to(self, level: float) -> None:
        """A paragraph numbered at `level` ends the headings at and below that level."""
        while self.headings and self.headings[-1].level >= level:
            self.headings.pop()

    def next_level(self) -> float:
        """The level of a title without a number: below the numbered heading in force, beside other titles."""
        level = self.headings[-1].level if self.headings else -1.0
        return level if level != int(level) else level + 0.5

    def section(self) -> str | None:
        """The headings, outermost first, as one text."""
        return " / ".join(heading.printed for heading in self.headings) or None

    def apart_from_accounts(self) -> bool:
        """Whether terms are being explained here, or work and its results described."""
        return any(heading.definitions or heading.narrative for heading in self.headings)

    def innermost(self) -> Heading | None:
        return self.headings[-1] if self.headings else None


def numbering_level(text: str) -> float | None:
    """The level that the number in front of `text` gives, None where there is none."""
    match = NUMBERING.match(text)
    return float(LEVELS[str(match.lastgroup)]) if match and match.lastgroup else None


def heading_of(source: str, text: str, level: int | None, stack: HeadingStack) -> Heading | None:
    """The heading that a line is, or None for running text. `text` is the readable text of `source`, `level` what the source states."""
    if not text or len(text) > _LONGEST or _AMOUNT.search(text):
        return None
    numbered = numbering_level(text)
    if any(mark in text[:-1] for mark in "。；！？") or text[-1] in "；，、！？":
        return None
    if text[-1] == "。":
        return _naming_sentence(numbered, source, _body(text[:-1]))
    body = _body(text)
    if numbered is not None:
        if "，" in body and len(body) > 30:
            return None
        return _heading(numbered, source, body)
    if level is not None:
        return _heading(level - 0.75, source, body)
    if (
        len(text) <= _TITLE_LONGEST
        and _TITLE.fullmatch(text)
        and (re.search(r"[情说报概]|解释|部分|附件|决算|预算|支出|收入|经费|费$", text))
    ):
        return _heading(-0.5 if _is_title(text) else stack.next_level(), source, body)
    return None


def _naming_sentence(numbered: float | None, source: str, body: str) -> Heading | None:
    """A numbered line that ends in 。 and only names an item or a project heads what follows."""
    if numbered is None or "，" in body:
        return None
    heading = _heading(numbered, source, body)
    named = heading.phrase.item is not None and not heading.phrase.unknown
    return heading if named or heading.project is not None else None


def _is_title(text: str) -> bool:
    """A title that ends what came before it: it names a report, an explanation or a list of terms."""
    return text.endswith(("说明", "报告", "名词解释", "概况")) and not text.startswith("一般公共")


def _body(text: str) -> str:
    match = NUMBERING.match(text)
    return text[match.end() :] if match else text


_OF_ACCOUNTS = re.compile(r"预算|决算|绩效(?:管理|评价|自评|监控)|采购|资产|经费")
"""What a heading speaks of whose figures are the report's own, though it calls them work (预算绩效管理工作开展情况)."""


@lru_cache(maxsize=4096)
def _facts(body: str) -> tuple[Phrase, str | None, bool, bool, bool, bool]:
    vocabulary = prose_vocabulary()
    narrative = any(word in body for word in vocabulary.narrative) and not _OF_ACCOUNTS.search(body)
    body = _LEADER.sub("", body).rstrip("：:")
    plain = re.sub(r"（[^（）]*）$", "", body) if not body.endswith(("（类）", "（款）", "（项）", "（境）费")) else body
    project = opening_project(plain)
    definitions = plain in vocabulary.definitions or any(
        plain.endswith(word) and len(plain) <= len(word) + 8 for word in vocabulary.definitions
    )
    return heading_phrase(plain), project, definitions, _budget_only(plain), "决算" in plain and "预算" not in plain, narrative


def _heading(level: float, source: str, body: str) -> Heading:
    phrase, project, definitions, budget, final, narrative = _facts(body)
    return Heading(level, " ".join(source.split()), phrase, project, definitions, budget, final, narrative, body)


def _budget_only(text: str) -> bool:
    vocabulary = prose_vocabulary()
    rest = text
    for word, entry in vocabulary.words.items():
        if entry.role == "fund" and "预算" in word:
            rest = rest.replace(word, "")
    return _BUDGET_ONLY.search(rest) is not None and not re.search("决算|执行|完成|绩效|管理|使用", rest)


@lru_cache(maxsize=4096)
def heading_phrase(text: str) -> Phrase:
    """What a heading speaks of (基本支出情况, 行政运行（项）, 机关运行经费支出说明)."""
    from .naming import name_levels

    vocabulary = prose_vocabulary()
    body = text
    for _ in range(3):
        ending = next((ending for ending in vocabulary.heading_endings if body.endswith(ending) and len(body) > len(ending)), None)
        if ending is None:
            break
        body = body[: -len(ending)]
        if ending.startswith("支出"):
            body += "支出"
    return read_phrase(name_levels([token for token in tokens(body) if token.role not in ("list", "rate")]))


@lru_cache(maxsize=4096)
def opening_project(text: str) -> str | None:
    """The project that a heading or opening words name (网络安全项目绩效自评综述), None where they name none."""
    vocabulary = prose_vocabulary()
    for ending in vocabulary.project_endings:
        if text.endswith(ending) and len(text) > len(ending):
            return project_name(text[: -len(ending)])
    if text.endswith("项目") and heading_phrase(text).item is None:
        return project_name(text)
    return None


def scope_of(stack: HeadingStack) -> Fund | None:
    """The fund the innermost heading that names one limits its section to."""
    for heading in reversed(stack.headings):
        if heading.phrase.fund is not None:
            return heading.phrase.fund
        if heading.level <= LEVELS["one"]:
            break
    return None

"""Running text between tables: which lines are one paragraph, and which are page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ...schemas.document import Paragraph
from .text_lines import (
    BLANK,
    Lines,
    is_bare_number,
    is_caption,
    is_dashed_page_number,
    is_note,
    is_numbered,
    is_signature,
    is_title,
    width,
)

_WRAP_WIDTH = 40
"""Columns from which a line may have been broken because it was full (20 Chinese characters)."""
_SENTENCE_WIDTH = 48
_LONG_WIDTH = 120
_PAGE_TEXT = 200
"""Characters that a page holds at least; numbers standing closer together are no page numbers."""
_MOST_PAGES_BETWEEN = 5
_ENDS_SENTENCE = re.compile(r"[。；：！？.;:!?…][”’\"'）)】》」』]*$")
_STARTS_INSIDE = re.compile(r"[，。、；：！？）》”’%％,;)\]]")
_ENDS_INSIDE = re.compile(r"[，、（《“‘(,]$")
_CLAUSES = re.compile(r"[，。；,;]")
_ENDS_WITH_FIGURE = re.compile(r"\d\s*(?:亿元|万元|元|%|％|人次|人|辆|个|次|项|件|条|份|批|平方米|分)$")
_OPENING, _CLOSING = "（(《“‘【", "）)》”’】"


def page_numbers(lines: Lines, prose: Sequence[int]) -> frozenset[int]:
    """Which of the lines `prose` (in order) are page numbers.

    Bare numbers count only when they stand alone between blank lines, rise page by page, and a page's text lies between them.
    """
    found = {index for index in prose if is_dashed_page_number(lines.texts[index])}
    bare = [index for index in prose if is_bare_number(lines.texts[index]) and _stands_alone(lines, index)]
    if not bare:
        return frozenset(found)
    sizes = [0]
    for text in lines.texts:
        sizes.append(sizes[-1] + len(text))
    runs: list[list[int]] = [[bare[0]]]
    for before, after in pairwise(bare):
        step = int(lines.texts[after].strip(BLANK)) - int(lines.texts[before].strip(BLANK))
        if 1 <= step <= _MOST_PAGES_BETWEEN:
            runs[-1].append(after)
        else:
            runs.append([after])
    for run in runs:
        edges = [0, *(sizes[index] for index in run), sizes[-1]]
        gaps = [after - before for before, after in pairwise(edges)]
        inner = gaps[1:-1] if len(run) > 1 else [max(gaps)]
        if median(inner) >= _PAGE_TEXT:
            found.update(run)
    return frozenset(found)


def paragraphs(lines: Lines, start: int, end: int, furniture: frozenset[int], *, wrapped: bool) -> list[Paragraph]:
    """The paragraphs of the lines from `start` up to `end`; page numbers stand as empty lines where a paragraph runs over them.

    `wrapped` says that the whole file has lines broken where they were full (see `is_wrapped`).
    """
    result: list[Paragraph] = []
    current: list[int] = []
    for index in range(start, end):
        if lines.is_blank(index) or index in furniture:
            continue
        if current and _goes_on(lines, current[-1], index, furniture, wrapped=wrapped):
            current.append(index)
            continue
        if current:
            result.append(_paragraph(lines, current, furniture))
        current = [index]
    if current:
        result.append(_paragraph(lines, current, furniture))
    return result


def is_wrapped(lines: Lines, prose: Sequence[int]) -> bool:
    """Whether lines of running text were broken where they were full: several break off inside a sentence."""
    broken = whole = 0
    for before, after in pairwise(prose):
        if after != before + 1:
            continue
        first, second = lines.texts[before].strip(BLANK), lines.texts[after].strip(BLANK)
        if width(first) < _WRAP_WIDTH or _stands_apart(first) or _stands_apart(second) or is_numbered(first) or is_numbered(second):
            continue
        if _ENDS_SENTENCE.search(first):
            whole += 1
        else:
            broken += 1
    return broken >= 3 and broken >= whole


def _paragraph(lines: Lines, indexes: Sequence[int], furniture: frozenset[int]) -> Paragraph:
    first = indexes[0]
    texts = ["" if index in furniture else lines.texts[index].strip("\t") for index in range(first, indexes[-1] + 1)]
    return Paragraph("\n".join(texts), lines.location(first))


def _stands_alone(lines: Lines, index: int) -> bool:
    before = index == 0 or lines.is_blank(index - 1) or index in lines.page_starts
    after = index + 1 == len(lines.texts) or lines.is_blank(index + 1) or index + 1 in lines.page_starts
    return before and after


def _stands_apart(text: str) -> bool:
    """Whether a line is a paragraph of its own whatever stands around it."""
    return is_title(text) or is_caption(text) or is_signature(text) or "\t" in text or text.startswith(("[", "|"))


def _goes_on(lines: Lines, before: int, after: int, furniture: frozenset[int], *, wrapped: bool) -> bool:
    """Whether the line `after` continues the paragraph that `before` belongs to."""
    if lines.texts[after].startswith("\t"):
        return False  # an indented first line
    first, second = lines.texts[before].strip(BLANK), lines.texts[after].strip(BLANK)
    if _stands_apart(first) or _stands_apart(second) or is_note(second):
        return False
    if _ENDS_SENTENCE.search(first):
        return False
    columns = width(first)
    if columns < _WRAP_WIDTH:
        return False
    if is_numbered(second) and not (wrapped and _open_bracket(first)):
        return False
    if _STARTS_INSIDE.match(second) or _ENDS_INSIDE.search(first) or _open_bracket(first):
        return True
    apart = after != before + 1 or after in lines.page_starts
    numbered, clauses = is_numbered(first), _CLAUSES.search(first) is not None
    if apart:
        if not _CLAUSES.search(second) or _ENDS_WITH_FIGURE.search(first):
            return False
        if numbered:
            return "。" in first and columns >= _LONG_WIDTH
        return clauses and columns >= _SENTENCE_WIDTH
    if numbered and not clauses:
        return wrapped and not first.endswith(tuple(_CLOSING))  # a heading often ends with a remark in brackets
    if wrapped:
        return True
    if numbered:
        return columns >= _SENTENCE_WIDTH
    return clauses or columns >= _SENTENCE_WIDTH + 8


def _open_bracket(text: str) -> bool:
    """Whether a bracket or quotation mark opened near the end of the line is not closed."""
    tail = text[-30:]
    return any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in zip(_OPENING, _CLOSING, strict=True))

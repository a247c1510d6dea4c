"""The fiscal year a document or part speaks of, from what is printed in titles, under them, in heads and in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..schemas.results import Source
from ..schemas.text import fold

TITLE, UNDER_TITLE, NOTICE_TITLE, HEAD, TEXT, FILE_NAME = 16, 12, 8, 4, 2, 1
"""How much a printed year says: in the title of a report, alone under it (`（2023年度）`), in the title of a notice, in a head like
`2023年决算数`, as `2023年度` in the text, in the name of the file."""

_ZEROS = "〇○零Ｏ０Oo0"
_DIGITS = {**dict.fromkeys(_ZEROS, "0"), **dict(zip("一二三四五六七八九", "123456789", strict=True))}
_CHINESE_YEAR = re.compile(rf"(?<![一二三四五六七八九十百第])(?P<year>二[{_ZEROS}][{_ZEROS}一二三四五六七八九]{{2}})(?=年)")
_YEAR = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?:-预算数|年度?)(?!\d{1,2}月|末)")
_FIRST_OF_RANGE = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)年?度?[-—~至](?=(?:19|20)\d\d年)")
_WHOLE_YEAR = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)年度(?!末)")
_ALONE = re.compile(r"[（［]?(?P<year>(?:19|20)\d\d)年度?[）］]?|(?:年度|预算年度|年份)[：:](?P<labelled>(?:19|20)\d\d)年?度?")
_HEAD = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:度)?(?:决算数|实际在职人数|支出决算数|执行数)")
_FILE_YEAR = re.compile(r"(?<![0-9])(?P<year>20[0-4]\d)(?![0-9])")
_LETTER_YEAR = re.compile(r"(?<![0-9A-Za-z])2[Oo〇○](?=\d\d年)")
_SPREAD_YEAR = re.compile(r"(?<![\d.])(?P<year>2 ?0 ?\d ?\d)(?= ?年)")
_RANGE = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """A printed year, how much it weighs (see `TITLE` …) and where it stands."""

    year: int
    weight: int
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class YearChoice:
    """The fiscal year; None with `rivals` where two are equally likely. `weight` is that of the best evidence for it."""

    year: int | None
    rivals: tuple[int, ...] = ()
    weight: int = 0


@lru_cache(maxsize=4096)
def western(text: str) -> str:
    """Folded text with years in Chinese digits (`二〇二三年`) or spread digits (`2 0 2 3 年`) written as 2023年;
    a letter O for the zero is read as one."""
    written = _CHINESE_YEAR.sub(lambda match: "".join(_DIGITS[digit] for digit in match["year"]), fold(text))
    written = _LETTER_YEAR.sub("20", written)
    return _SPREAD_YEAR.sub(lambda match: match["year"].replace(" ", ""), written)


def years_in_title(text: str) -> tuple[int, ...]:
    """The different years a title names, in printed order.

    Dates (`2024年6月17日`) and document numbers (`〔2024〕91号`) are no fiscal years, nor is a misprint like `202年度`.
    """
    return tuple(dict.fromkeys(_distinct(_FIRST_OF_RANGE, text) + _distinct(_YEAR, text)))


def year_alone(text: str) -> int | None:
    """The year of a line that says nothing else (`（2023年度）`, `预算年度：2023`)."""
    match = _ALONE.fullmatch(western(text))
    if not match:
        return None
    year = int(match["year"] or match["labelled"])
    return year if year in _RANGE else None


def year_of_head(text: str) -> int | None:
    """The year of a head like `2023年决算数`, whose neighbour may be last year's."""
    match = _HEAD.match(western(text))
    return int(match["year"]) if match and int(match["year"]) in _RANGE else None


def whole_years(text: str) -> list[int]:
    """Every `2023年度` in running text."""
    return [int(match["year"]) for match in _WHOLE_YEAR.finditer(western(text)) if int(match["year"]) in _RANGE]


def years_in_file_name(name: str) -> tuple[int, ...]:
    """The different years in the name of a file."""
    return _distinct(_FILE_YEAR, name)


def _distinct(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    years = (int(match["year"]) for match in pattern.finditer(western(text)))
    return tuple(dict.fromkeys(year for year in years if year in _RANGE))


def text_evidence(mentions: Counter[int]) -> list[YearEvidence]:
    """The year that running text names as `…年度` at least twice as often as any other."""
    ranked = mentions.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return []
    return [YearEvidence(ranked[0][0], TEXT)]


def head_evidence(heads: Sequence[tuple[int, Source]]) -> list[YearEvidence]:
    """The latest year among the heads of final figures: the others are there for comparison."""
    if not heads:
        return []
    year, source = max(heads, key=lambda head: head[0])
    return [YearEvidence(year, HEAD, source)]


def choose_year(evidence: Sequence[YearEvidence]) -> YearChoice:
    """The year of the best kind of evidence; None with the rivals where that kind names several and none three times as often."""
    if not evidence:
        return YearChoice(None)
    weight = max(item.weight for item in evidence)
    counts = Counter(item.year for item in evidence if item.weight == weight)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]:
        return YearChoice(None, tuple(sorted(counts)), weight)
    return YearChoice(ranked[0][0], (), weight)

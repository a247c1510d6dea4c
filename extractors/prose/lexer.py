"""Cuts readable text into tokens: figures, years, comparisons, words of the vocabulary, separators; what is left between is unknown text.

Years, dates, document numbers, ordinals and ranges become tokens of their own, so that their digits are never taken for amounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from ...schemas.vocabulary.prose import ProseVocabulary, Word, prose_vocabulary, words_pattern
from ..amounts import NUMBER, is_money, number

Kind = Literal["figure", "word", "unknown", "year", "compare", "done", "share", "residue", "device", "level", "aside", "mark"]
"""`year`: a year or date; `compare`: 比上年, 较年初预算 …; `done`: 完成年初预算的; `residue`: 增加（减少） left over from a template; `device`:
单价…以上设备; `level`: （类）（款）（项） or a code; `aside`: brackets without figures; `mark`: punctuation."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure in a sentence; `approximate` marks limits and rough numbers (50万元以上, 350余条)."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    approximate: bool

    @property
    def money(self) -> bool:
        return is_money(self.unit)


class Token(NamedTuple):
    """A piece of the text from `start` to `end`; `year` is set for years, dates and comparisons with a year."""

    kind: Kind
    text: str
    start: int
    end: int
    word: Word | None = None
    figure: PrintedFigure | None = None
    year: int | None = None
    role: str = ""
    """What the word does in a clause (`schemas.vocabulary.prose.Role`), empty for everything that is no word."""


_UNITS = (
    r"%|个百分点|百分点|人民币元|百万元|千万元|万元|千元|亿元|元(?!旦)|万(?=[，。；、）,;]|$)|亿(?=[，。；、）,;]|$)|"
    r"人次|批次|名|人(?![民均员])|辆|台(?![账])|套|个(?![人别性百])|批(?![复准])|次|场|项(?!目)|家|件|分(?![别钟之局类为项公支析配])|团"
)
_ROUGH = r"(?:人民币)?(?:（含）|（含税）)?(?:及其?)?(?:以上|以下|以内|左右|余|多(?=[个人名条件次元万场项家份篇台套辆])|/|每)"
_CODED_ENDS = r"(?:年初|全年|当年)?(?:支出)?(?:预算|决算)(?:数|支出|安排)?|共?安排|共支出"
"""What may stand between a code with its name (2010301-行政运行) and the figure."""
_DASH = r"[-—–―→>]{1,2}"
_IN_BRACKETS = r"(?:（[\u4e00-\u9fff\d]{1,12}）)"
_LEVEL = rf"(?:[\u4e00-\u9fff、]|{_IN_BRACKETS}){{2,32}}?"
"""One name in a chain of 类, 款 and 项 (一般公共服务支出—财政事务—行政运行)."""
_CODE = re.compile(r"（\d{3,9}）$")
_SMALL = r"(?:年初|全年|当年|本年|调整后?的?|年度|部门|单位|支出|收入|财政拨款|一般公共预算|财政|总|批复的?|下达的?)*"
_BASE = r"(?:年初|全年|当年|本年|调整后?的?|年度|部门|单位|批复|财政拨款|收入|支出|实际|同期|完成|执行|决算|预算|安排|总|数|额|的)*"


def _pattern(vocabulary: ProseVocabulary) -> re.Pattern[str]:
    past = "|".join(map(re.escape, vocabulary.base_words))
    when = rf"(?:(?:19|20)\d\d年度?|{past})"
    one_letter = [word for word, entry in vocabulary.words.items() if len(word) == 1 and entry.role in ("up", "down")]
    words = words_pattern(word for word in vocabulary.words if word not in one_letter)
    alone = "".join(one_letter)
    digits = (
        r"(?P<span>(?:19|20)\d\d年?[-~至—到](?:19|20)?\d\d年度?)"
        r"|(?P<date>(?P<dateyear>(?:19|20)\d\d)年\d{1,2}月(?:\d{1,2}日)?(?:底|末)?)"
        rf"|(?P<coded>2\d{{6}}[-—–]?(?P<codename>[\u4e00-\u9fff、]{{2,30}}?))(?=（[类款项]级?）|(?:{_CODED_ENDS})?为?(?:{NUMBER}|，|：))"
        r"|(?P<year>(?P<yearyear>(?:19|20)\d\d)(?:年(?=年[初末底中])|(?=年[初末底中])|(?:财政)?年度?))"
        r"|(?P<month>\d{1,2}月(?:\d{1,2}日|份)?|\d{1,2}日|\d{1,3}号)"
        rf"|(?P<range>{NUMBER}(?:万元|元|%|人|个)?[-~至—到]{NUMBER})"
        rf"|(?P<figure>(?P<sign>-)?(?P<digits>{NUMBER})(?:\.(?!\d))?(?P<unit>{_UNITS})?(?P<rough>{_ROUGH})?(?![A-Za-z]))"
    )
    rated = r"(?=-?\d[\d.,]*%)"
    done = (
        rf"(?:完成|为|达到|达)(?:了|到)?{_SMALL}预算(?:安排)?(?:数|额|指标|资金|总额|收入|支出)?的?(?:比例|比率)?为?{rated}"
        rf"|占(?:年初|全年|当年|调整后?)?预算数?的?{rated}"
    )
    compare = (
        rf"(?:相比于?|相较于?|比较|比|较)(?:{when}){_BASE}(?:相比|比较|对比|比)?"
        rf"|(?:与|同|和)(?:{when}){_BASE}(?:相比|比较|对比|相较|比|(?=持平|一致|相同|相等|基本|保持|无))"
        r"|(?:比|较|与|同)(?:年初|全年|当年|本年|调整后?的?|年度|部门|单位|支出|收入|财政拨款|批复|的)*预算(?:安排)?[数额]?(?:相比|比较|对比|比)?"
    )
    residue = r"(?:增加|增长|上升)[/（、]?(?:或)?(?:减少|下降|降低)）?|(?:减少|下降)[/（、]?(?:或)?(?:增加|增长|上升)）?"
    device = r"单(?:价|位价值|台价值|项价值)在?(?:人民币)?\d+万元(?:（含）|以上（含）)?(?:以上)?的?(?:大型)?(?:通用|专用)?设备(?:（不含车辆）)?"
    spending = words_pattern(
        word for word, entry in vocabulary.words.items() if entry.role == "item" and vocabulary.items[entry.name].side == "支出"
    )
    chain = (
        rf"{spending}{_IN_BRACKETS}?{_DASH}(?:{_LEVEL}{_DASH})?(?P<chainname>{_LEVEL})"
        rf"(?=（[类款项]级?）|(?:(?<=）)支出)?(?:(?:19|20)\d\d年度?)?(?:{_CODED_ENDS})?为?(?:{NUMBER}|[，：。]|$))"
    )
    starts = "".join(sorted({word[0] for word in vocabulary.words}))
    return re.compile(
        rf"(?=[\d\-{re.escape(starts)}完占为达比较与同和相增上减下单（），、；：。！？,;《［第\u2460-\u2473])"  # most places begin nothing
        # 公务接待费用于… is 公务接待费 + 用于: the word 费用 gives its last character back
        rf"(?:(?=[\d-])(?<![\dA-Za-z.])(?:{digits})"
        rf"|(?=[完占为达])(?P<done>{done})|(?=[比较与同和相])(?P<compare>{compare})|(?=[增上减下])(?P<residue>{residue})"
        rf"|(?=单)(?P<device>{device})"
        rf"|(?P<level>（(?:[类款项]级?(?:科目)?(?:\d{{2,7}})?|\d{{2,7}}[类款项]级?|\d{{3}}|\d{{5}}|\d{{7}})）)"
        rf"|(?P<chain>{chain})"
        rf"|(?P<word>{words}(?!(?<=费用)于)|[{alone}](?=[了为]?\d|幅))"
        rf"|(?P<share>占比?)"
        rf"|(?P<aside>（[^（）\d]*）|[\u2460-\u2473])"
        rf"|(?P<mark>[，、；：。！？（）,;])"
        rf"|(?P<book>《[^》]{{0,80}}》|［(?:19|20)\d\d］第?\d*号?|第[一二三四五六七八九十\d]+[批次季度个项名届类条款章]?))"
    )


_MARKS = {",": "，", ";": "；"}
_PLAIN_KINDS = frozenset({"compare", "done", "aside", "level", "share", "device", "residue"})


@lru_cache(maxsize=1)
def _lexer() -> tuple[re.Pattern[str], ProseVocabulary]:
    vocabulary = prose_vocabulary()
    return _pattern(vocabulary), vocabulary


def tokens(text: str, shift: int = 0) -> list[Token]:
    """All of `text` as tokens, in order and without gaps; their places are counted from `shift`."""
    pattern, vocabulary = _lexer()
    out: list[Token] = []
    at = 0
    words = vocabulary.words
    for match in pattern.finditer(text):
        start, end = match.span()
        if start > at:
            out.append(Token("unknown", text[at:start], at + shift, start + shift))
        at = end
        printed = match.group()
        kind = match.lastgroup
        if kind == "word":
            word = words[printed]
            out.append(Token("word", printed, start + shift, end + shift, word, None, None, word.role))
        elif kind == "mark":
            out.append(Token("mark", _MARKS.get(printed, printed), start + shift, end + shift))
        else:
            out.append(_special(match, kind, printed, start + shift, end + shift, shift))
    if at < len(text):
        out.append(Token("unknown", text[at:], at + shift, len(text) + shift))
    return out


def _special(match: re.Match[str], kind: str | None, printed: str, start: int, end: int, shift: int) -> Token:
    if kind == "figure":
        return Token("figure", printed, start, end, figure=_figure(match, shift))
    if kind == "coded":
        return Token("word", printed, start, end, Word("named", _coded_name(match["codename"])), role="named")
    if kind == "chain":
        return Token("word", printed, start, end, Word("named", _coded_name(_CODE.sub("", match["chainname"]))), role="named")
    if kind == "year":
        return Token("year", printed, start, end, year=int(match["yearyear"]))
    if kind == "date":
        return Token("year", printed, start, end, year=int(match["dateyear"]))
    return Token(cast(Kind, kind) if kind in _PLAIN_KINDS else "unknown", printed, start, end)


def _coded_name(printed: str) -> str:
    """The item behind a code; in …缴费支出预算数 the 支出 belongs to the name where the vocabulary knows it so."""
    vocabulary = prose_vocabulary()
    if printed + "支出" in vocabulary.items:
        return printed + "支出"
    word = vocabulary.words.get(printed)
    return word.name if word is not None and word.role == "item" else printed


def _figure(match: re.Match[str], shift: int) -> PrintedFigure:
    value = number(match["digits"])
    start = match.start("sign") if match["sign"] else match.start("digits")
    unit: str | None = match["unit"]
    end = match.end("unit") if unit == "%" else match.end("digits")
    return PrintedFigure(-value if match["sign"] else value, unit, start + shift, end + shift, bool(match["rough"]))

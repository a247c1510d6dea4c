"""Masking of personal contact details printed under forms: names, telephone numbers, e-mail addresses, identity numbers.

Every masked character becomes `*`, so that lengths, offsets and line breaks stay. Money, codes, dates and document numbers are
left alone, and so are names in running prose: what is masked is what a label such as 填表人 or 联系电话 announces, and numbers
that can be nothing but a telephone, identity number or address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..schemas.text import fold
from ..schemas.vocabulary.documents import document_words

MASK = "*"

_TRIGGER = re.compile(
    r"[人员导签话真机座式姓主信号箱件]|法人|[长表核办计纳稿对][\s]*[：:]|[@＠]|QQ|ＱＱ|[Tt][Ee][Ll]|[Pp]hone|[\d０-９][\d０-９\s—－–-]{5}"
)
"""A string without any of these holds nothing to mask."""

_PLAIN = str.maketrans("０１２３４５６７８９（）：＠－—–．／，；　\xa0\t\u2002\u2003Ｘ", "0123456789():@---./,;     X")
"""One character for one, so that spans found in the plain text are spans of the source."""

_CJK = "一-鿿㐀-䶿"
_GAP = r"[ ]{0,12}"
_OF_A_PERSON = ("人", "员", "导", "字", "名", "管", "代表")
"""How a label ends that asks for a person even without a colon."""
_NOT_MONEY = r"(?!\d|\.\d|,\d{3}(?!\d)| ?[元万亿千%])"

_MOBILE = re.compile(rf"(?<![\d.A-Za-z_])(?:\+?86[- ]?)?1[3-9]\d(?:\d{{8}}|[- ]\d{{4}}[- ]\d{{4}}|[- ]\d{{8}}){_NOT_MONEY}")
_LANDLINE = re.compile(
    rf"(?<![\d.-])(?:\(0(?:10|2\d|[3-9]\d\d)\) ?-?|0(?:10|2\d|[3-9]\d\d) ?- ?)\d{{3,4}}[- ]?\d{{4}}(?:-\d{{1,5}})?{_NOT_MONEY}"
)
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"

_NUMBER_VALUE = (
    r"(?:\+?86[- ])?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\(?0\d{2,3}[)]?[- \n]{0,2}\d{3,4}[- ]?\d{4}(?:-\d{1,5})?|[48]00-?\d{3,4}-?\d{3,4}"
    rf"|\d{{7,8}}|\d{{3,4}}-\d{{4}}){_NOT_MONEY}"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    person: re.Pattern[str]
    bare_person: re.Pattern[str]
    number: re.Pattern[str]
    further: re.Pattern[str]
    account: re.Pattern[str]
    identity: re.Pattern[str]
    name: re.Pattern[str]
    next_name: re.Pattern[str]
    whole_label: re.Pattern[str]


def mask(text: str) -> str:
    """`text` with contact details replaced by `*`, character for character; applying it twice changes nothing more."""
    if not text or not _TRIGGER.search(text):
        return text
    masked = _mask_once(text)
    while masked != text:  # what stood beside a masked detail may have become the neighbour of a label
        text, masked = masked, _mask_once(masked)
    return masked


def _mask_once(text: str) -> str:
    plain = text.translate(_PLAIN)
    patterns = _patterns()
    spans: list[tuple[int, int]] = []
    for pattern in (_MOBILE, _LANDLINE, _MAIL):
        spans.extend(match.span() for match in pattern.finditer(plain))
    spans.extend(match.span() for match in _IDENTITY.finditer(plain) if _is_identity(match[0]))
    spans.extend(_numbers_after_labels(plain, patterns))
    spans.extend(match.span("value") for match in patterns.account.finditer(plain))
    spans.extend(match.span("value") for match in patterns.identity.finditer(plain))
    for match in patterns.person.finditer(plain):
        spans.extend(_names(plain, match.end(), patterns, crossing="\n" in match["gap"], sure=True))
    for match in patterns.bare_person.finditer(plain):
        spans.extend(_names(plain, match.end(), patterns, crossing=False, sure=False))
    return _cover(text, spans)


def mask_neighbour(label_text: str) -> bool:
    """Whether a cell says nothing but a label of a contact detail (`联系电话`, `填表人（签字）：`).

    The next cell of its row is then to be masked with `mask_value`.
    """
    if len(label_text) >= 40:
        return False
    plain = fold(label_text).translate(_PLAIN)
    if plain in document_words().person_labels and not plain.endswith(_OF_A_PERSON):
        return False  # 复核, 会计: heads of columns and kinds of work as well, unless a colon follows
    return _patterns().whole_label.fullmatch(plain) is not None


def mask_value(text: str) -> str:
    """The text of a cell beside a contact label, masked: names, digits and letters become `*`.

    Another label, a date or a word like 无 stays; details in it that `mask` knows are masked in any case.
    """
    words = document_words()
    folded = fold(text)
    if not folded or mask_neighbour(text):
        return text
    if folded in words.not_persons or re.fullmatch(rf"[{_CJK}]{{13,}}", folded):
        return text
    if len(folded) > 40 or re.search(r"(?:19|20)\d\d ?[年./-]", folded) or re.fullmatch(r"[\d,.]{1,6}%?", folded):
        return mask(text)
    return re.sub(r"[^\W_]", MASK, text)


def _cover(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        for at in range(start, end):
            if not characters[at].isspace():
                characters[at] = MASK
    return "".join(characters)


def _is_identity(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_IDENTITY_WEIGHTS, digits, strict=False))
    return _IDENTITY_CHECKS[total % 11] == digits[-1].upper()


def _numbers_after_labels(plain: str, patterns: _Patterns) -> Iterator[tuple[int, int]]:
    """The number behind a telephone label and those that follow it after 、 or a slash."""
    for match in patterns.number.finditer(plain):
        yield match.span("value")
        at = match.end()
        while further := patterns.further.match(plain, at):
            yield further.span("value")
            at = further.end()


def _names(plain: str, start: int, patterns: _Patterns, *, crossing: bool, sure: bool) -> Iterator[tuple[int, int]]:
    """The names that stand from `start` on.

    Where nothing but a gap (`sure` false) or a line break (`crossing`) announces them, only a word of two or three characters
    that begins with a surname is taken for a name.
    """
    match = patterns.name.match(plain, start)
    if not match:
        return
    name = match["name"].replace(" ", "")
    if name.startswith(document_words().not_persons) or name[0] in "年月日":
        return
    surnamed = _has_surname(name)
    if not surnamed and (not sure or crossing or re.search(r"[科股室处局部委办组院所中心公司站]$", name)):
        return
    if (crossing or not sure) and len(name) > 3 and name[:2] not in document_words().double_surnames:
        return
    yield match.span("name")
    at = match.end("name")
    while following := patterns.next_name.match(plain, at):
        name = following["name"].replace(" ", "")
        if name.startswith(document_words().not_persons) or not _has_surname(name):
            return
        yield following.span("name")
        at = following.end("name")


def _has_surname(name: str) -> bool:
    words = document_words()
    return name[0] in words.surnames or name[:2] in words.double_surnames or "·" in name


def _spaced(word: str) -> str:
    """A label as printed with spaces between its characters and brackets of either width."""
    return r"[ ]{0,6}".join(re.escape(character) for character in word.translate(_PLAIN))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = document_words()
    persons = "|".join(map(_spaced, words.person_labels))
    numbers = "|".join(map(_spaced, words.number_labels))
    callable_ = "|".join([numbers, *(_spaced(label) for label in words.person_labels if label.startswith(("联", "填")))])
    accounts = "|".join(map(_spaced, words.account_labels))
    identities = "|".join(map(_spaced, words.identity_labels))
    with_number = rf"(?:{_GAP}[及和与、/]?{_GAP}(?:{numbers}))?"
    note = rf"(?:{_GAP}\([{_CJK}/、 ]{{1,8}}\)|{_GAP}(?:签字|签名|签章|盖章|姓名|签 字|签 章))*"
    person_label = rf"(?:{persons}){note}{with_number}{note}"
    after = "|".join([*map(re.escape, words.after_persons), *(_spaced(label) for label in words.person_labels)])
    follows = "|".join(map(_spaced, (*words.after_persons, *words.person_labels, *words.number_labels)))
    stop = rf"(?=[^{_CJK}·*]|$|{_GAP}(?:{after}))"
    double = "|".join(words.double_surnames)
    name = (
        rf"(?P<name>(?:{double})[ ]{{0,4}}[{_CJK}](?:[ ]{{0,4}}[{_CJK}])?{stop}"
        rf"|[{_CJK}]{{2,6}}·[{_CJK}·]{{2,10}}"
        rf"|[{_CJK}](?:[ ]{{1,4}}(?![年月日]|{follows})[{_CJK}]){{2}}(?=[^{_CJK}·*]|$)"
        rf"|[{_CJK}](?:[ ]{{0,4}}[{_CJK}]){{1,3}}?{stop})"
    )
    return _Patterns(
        person=re.compile(
            rf"{person_label}\s{{0,12}}:(?P<gap>\s{{0,12}})(?:\((?:签字|签名|签章|盖章|公章|手签|姓名)\) {{0,12}}|\()?"
        ),
        bare_person=re.compile(rf"(?:^|(?<=[\s*)])){person_label}[ ]{{1,12}}(?=[{_CJK}])", re.MULTILINE),
        number=re.compile(
            rf"(?:{callable_}){note}{_GAP}\)?(?::[\s_(]{{0,16}}(?:[{_CJK}*][{_CJK} 、:,()*]{{0,8}})?|[\s_(]{{0,16}})"
            rf"(?P<value>{_NUMBER_VALUE})",
            re.IGNORECASE,
        ),
        further=re.compile(rf"{_GAP}[、/,;和或]?{_GAP}(?P<value>{_NUMBER_VALUE})"),
        account=re.compile(rf"(?:{accounts}){_GAP}:{_GAP}(?P<value>[A-Za-z0-9_][A-Za-z0-9_.@-]{{4,40}})", re.IGNORECASE),
        identity=re.compile(rf"(?:{identities}){_GAP}:?{_GAP}(?P<value>\d{{14,17}}[\dXx])"),
        name=re.compile(name),
        next_name=re.compile(rf"(?:{_GAP}[、,/;和]{_GAP}|[ ]{{1,4}}){name}"),
        whole_label=re.compile(
            rf"(?:{person_label}|(?:{numbers})|(?:{accounts})|(?:{identities}))(?:\([^()]{{1,8}}\))?:?", re.IGNORECASE
        ),
    )

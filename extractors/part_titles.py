"""Which lines are titles: their kind, the form they name, and the body and years printed in them.

A title is read from its end: the ending (`绩效自评报告`, `部门决算`) tells the kind, what stands before it is a year, the name
of a body and filler words. All of these words are data (`schemas/vocabulary/documents.yaml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..schemas.results import DocumentKind
from ..schemas.vocabulary.documents import TitleRole, document_words
from .entities import entity_name
from .years import western, years_in_title

LONGEST_TITLE = 60
LONGEST_LINE = 45

_ANNEX = re.compile(
    r"附(?P<word>件|表|录)?(?P<number>(?:[一二三四五六七八九十]{1,3}|\d(?=(?:19|20)\d\d年)|\d{1,2}(?!\d))(?:[-—－.之](?:\d{1,2}|[一二三四五六七八九十]))*)?(?P<colon>[：:、.])?(?P<rest>.*)",
    re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?:[-•·●▪*]|\d{1,2}[、.．）](?!\d{3}年)|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]+[部章节条])"
)
_SENTENCE = re.compile(r"[。；，！？]|：.|[《》]|https?:|\.(?:xlsx?|docx?|pdf|jpe?g|png|zip|wps|et)\b")
_TOC_TAIL = re.compile(r"(?:[.…·]{2,}|\.{3,}|…+)[-—]?\d*[-—]?$")
_PAGE_TAIL = re.compile(r"(?<=[一-鿿）])(?:\d{1,3}|[-（［]\d{1,3}[-）］])$")
_FORM_NUMBER = re.compile(r"^(?:表[一二三四五六七八九十\d]+[：:、]?|公开\d+表|(?:表|附表)\d+[：:.、]?)")
_YEAR_WORDS = re.compile(r"(?:(?:19|20)\d\d年?度?[-—~至])?(?:19|20)\d\d(?:-预算数|年度?)")
_NAME_END = re.compile("(?:部门|单位|（部门）|（单位）)?(?:整体支出|项目支出|预算|决算|绩效|“三公”)")
"""Where the matter of a title begins behind a body's name."""
_REGARDING = re.compile(r"(?P<issuer>.*?)关于(?P<matter>.+)")
_QUOTING_NOTICE = re.compile(
    r"(?P<before>[^。；，！？《》]*关于[^。；，！？《》]{1,12})《(?P<quoted>[^《》。；！？]{2,40})》(?P<after>[^。；，！？《》]{0,12})"
)
"""`关于印发《…》的通知`: the one title that quotes another."""
_SUFFIX = re.compile(r"(?:（(?P<note>[^（）]{1,12})）)$")
_KEPT_NOTES = ("单位", "部门")


@dataclass(frozen=True, slots=True)
class Title:
    """A line (or some joined lines) read as a title."""

    text: str
    """Folded, without an annex mark before it."""
    kind: DocumentKind
    role: TitleRole
    form: str
    """What tells one form from another: the ending with the filler words before it."""
    entity: str | None
    years: tuple[int, ...]
    clean: bool
    """Whether every piece of it was understood: only years, fillers and a body's name stand before the ending."""


@dataclass(frozen=True, slots=True)
class AnnexMark:
    """`附件1-2`, `附：` at the beginning of a line; `rest` is what follows it there."""

    number: str | None
    rest: str


@lru_cache(maxsize=8192)
def annex_mark(text: str) -> AnnexMark | None:
    """The annex mark a folded line begins with; None for 附属单位, 附注 and the like."""
    match = _ANNEX.match(text)
    if not match:
        return None
    number, rest = match["number"], match["rest"].strip()
    if not match["word"] and not match["colon"] and not number:
        return None
    if number is None and rest and not match["colon"]:
        return None
    if _SENTENCE.search(rest) and not rest.startswith("《"):
        return None if number is None or len(rest) > LONGEST_LINE else AnnexMark(number, rest)
    return AnnexMark(number, rest)


def is_list_item(text: str) -> bool:
    """Whether a folded line begins like an item of a list or a numbered heading, or is a line of a table of contents."""
    return bool(_NUMBERED.match(text) or text.startswith("《") or _TOC_TAIL.search(text))


def unnumbered(text: str) -> str:
    """A folded line without the numbering or bullet at its beginning."""
    match = _NUMBERED.match(text)
    return text[match.end() :] if match else text


def is_sentence(text: str) -> bool:
    """Whether a folded line holds punctuation that no title has."""
    return bool(_SENTENCE.search(text))


def toc_key(text: str) -> str:
    """A folded line as a table of contents and the body would both print it: without dots, page number and bullet."""
    text = _TOC_TAIL.sub("", text)
    return _PAGE_TAIL.sub("", text).lstrip("-•·●")


@lru_cache(maxsize=8192)
def read_title(text: str) -> Title | None:
    """The title that a folded line is; None where it does not end like one, is too long, a list item or a sentence."""
    printed = _FORM_NUMBER.sub("", text)
    text = western(printed)
    quoting = _QUOTING_NOTICE.fullmatch(text)
    if quoting:
        text = "".join(quoting.group("before", "quoted", "after"))
    if not 4 <= len(text) <= LONGEST_TITLE or is_list_item(text) or is_sentence(text):
        return None
    body = text
    note = _SUFFIX.search(text)
    if note and not any(word == note["note"] for word in _KEPT_NOTES):
        body = text[: note.start()]
    regarding = _REGARDING.fullmatch(body)
    ending = next((ending for ending in document_words().titles if body.endswith(ending.text)), None)
    if ending is None or (quoting and ending.kind != "通知"):
        return None
    if ending.kind == "通知":
        if not regarding:
            return None
        issuer = regarding["issuer"]
        entity = entity_name(issuer) if issuer else None
        return Title(printed, "通知", "reports", "通知", entity, years_in_title(body), not issuer or entity is not None)
    stem = body[: -len(ending.text)]
    years = years_in_title(body)
    stem, fillers, entity = _take_apart(stem)
    clean = not stem or entity is not None
    if regarding and not clean:
        clean = len(regarding["matter"]) < LONGEST_LINE
    return Title(printed, ending.kind, ending.role, fillers + ending.text, entity, years, clean)


def _take_apart(stem: str) -> tuple[str, str, str | None]:
    """What is left of a stem when years and fillers are gone, the fillers right before the ending, and the body's name in it."""
    pieces = [piece for piece in _YEAR_WORDS.split(stem) if piece]
    kept: list[str] = []
    fillers = ""
    entity: str | None = None
    for index, piece in enumerate(pieces):
        rest, trailing = _strip_fillers(piece)
        if index == len(pieces) - 1:
            fillers = trailing
        for candidate in dict.fromkeys((rest, piece, _NAME_END.split(piece, maxsplit=1)[0])):
            name = entity_name(candidate)
            if name:
                entity = entity or name
                break
        if rest:
            kept.append(rest)
    return ("" if _only_a_place(kept) else "".join(kept)), fillers, entity


def _only_a_place(pieces: list[str]) -> bool:
    return len(pieces) == 1 and re.fullmatch(r"[一-鿿]{2,8}(?:省|市|县|区|州|旗)", pieces[0]) is not None


def _strip_fillers(piece: str) -> tuple[str, str]:
    """`piece` without the filler words at its end (and 关于 at its start), and those words."""
    words = document_words().title_fillers
    piece = piece.removeprefix("关于")
    end = len(piece)
    while True:
        word = next((word for word in words if piece.endswith(word, 0, end)), None)
        if not word:
            break
        end -= len(word)
    return piece[:end], piece[end:]

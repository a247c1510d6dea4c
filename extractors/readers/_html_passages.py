"""Passages of a web page: plain paragraphs that follow one another, read by one pattern.

They hold nearly all running text, and being told of each of their tags by the parser takes many times as long as the parsing. A paragraph
is plain where nothing stands in it but text, line breaks and elements that only change its looks, each closed inside the one it was opened
in. In place of a passage the parser gets an empty paragraph, which is marked, so that the passage is put where it stands, and only if it is
shown: all its paragraphs are elements of one kind, so that the first one closes what any of them would have closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ._html_links import may_lead_to_files
from ._html_settled import BLOCK, BREAK, INLINE, REPEATED, SPACED_TAGS, settled

PASSAGE_MARK = "_11111111111_"
"""The attribute that tells which passage stands at a place; long and of few letters, so that a page is quickly searched for it."""
_DEPTH = 6
"""Elements inside one another that a plain paragraph may hold."""
_MOST = 500
"""Paragraphs of one passage (of longer text there are several)."""
_ATTRIBUTES = r"(?=[\s>])[^>]{0,999}+"
_UNSHOWN = r"!--(?s:.*?-->|.*)|(?P<raw>script|style|textarea|title)(?=[\s>])(?s:.*?</(?P=raw)|.*)"
"""What looks like a paragraph inside of these is none; where this ends it too early or too late, the parser meets no mark."""


def _content(name: str, depth: int) -> str:
    """The pattern of what a paragraph holds."""
    if not depth:
        return rf"[^<]*+(?:<br\s*+/?+>[^<]*+){REPEATED}"
    element = f"{name}{depth}"
    inner = _content(name, depth - 1)
    return rf"[^<]*+(?:<(?:br\s*+/?|(?P<{element}>{INLINE}){_ATTRIBUTES}>{inner}</(?P={element}))>[^<]*+){REPEATED}"


def _entry(element: str) -> str:
    """The pattern of what an entry of a menu holds: links, and dates and the like beside them."""
    link = rf"a{_ATTRIBUTES}>[^<]*+</a"
    return rf"[^<]*+(?:<(?:{link}|(?P<{element}>{INLINE}){_ATTRIBUTES}>[^<]*+</(?P={element}))>[^<]*+){REPEATED}"


def _passage(name: str) -> str:
    """The pattern of a passage of such elements, from behind its first <."""
    first, others = (
        rf"{name}{_ATTRIBUTES}>{_entry(place) if name == 'li' else _content(f'{name}{place}', _DEPTH)}</{name}>\s*+"
        for place in "ab"
    )
    return rf"{first}(?:<{others}){{1,{_MOST - 1}}}"


_ANY = rf"<(?:{_passage('p')}|{_passage('div')}|{_passage('li')}|{_UNSHOWN})"
_SPACE = " \t\r\n\f"
_ELEMENT = re.compile(r"<(p|div|li)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """The texts of paragraphs."""

    texts: list[str]
    broken: bool
    """Whether ``\\n`` stands in some of them, for <br>."""


def take_out_passages(text: str) -> tuple[str, list[Passage]]:
    """The page, which does not hold PASSAGE_MARK, with its passages emptied and marked, and these passages."""
    rest, passages = _taken_out(text, _pattern(re.ASCII))
    return (rest, passages) if passages or "</P>" not in text else _taken_out(text, _pattern(re.ASCII | re.IGNORECASE))


@cache
def _pattern(flags: re.RegexFlag) -> re.Pattern[str]:
    """Of passages and what is not shown; it takes a while to be made, and few pages are written in capitals."""
    return re.compile(_ANY, flags)


def _taken_out(text: str, pattern: re.Pattern[str]) -> tuple[str, list[Passage]]:
    passages: list[Passage] = []
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        element = _ELEMENT.match(match[0])
        if element is None or (element[1].lower() == "li" and may_lead_to_files(match[0])):
            continue
        passage = _read(match[0])
        if passage is not None:
            pieces += (text[done : match.start()], f"<{element[1]} {PASSAGE_MARK}={len(passages)}></{element[1]}>")
            passages.append(passage)
            done = match.end()
    return "".join([*pieces, text[done:]]), passages


def _read(written: str) -> Passage | None:
    """The passage that is written so; None where something in it is not plain."""
    tags = SPACED_TAGS.search(written, written.index(">") + 2)  # as a rule, what stands between most paragraphs
    text = settled(f"{BLOCK}{written.rstrip(_SPACE)}{BLOCK}", SPACED_TAGS, tags and tags[0])
    if text is None:
        return None
    broken = BREAK in text
    if broken:
        text = text.replace(BREAK, "\n")
    texts = [*filter(None, text.split(BLOCK))]
    if any(map(str.isspace, texts)):
        texts = [line for line in texts if not line.isspace()]
    return Passage(texts, broken)

"""Texts of messages: which of several is the body, in which encoding, and what it is called as a document of its own."""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Callable

from ...schemas.errors import DocumentError
from ..readers.encoding import decode

_CHINESE = frozenset({"gb2312", "gbk", "cp936", "gb18030"})
_TAG = re.compile(r"<[^<>]*>|&nbsp;|\s")
_NO_TEXT = re.compile(r"<(style|script|title)\b", re.IGNORECASE)
_SHOWN = re.compile(r"""(\bsrc\s*=\s*["']?\s*)cid:([^"'\s>]+)""", re.IGNORECASE)
_LARGEST_PICTURE = 32 * 1024 * 1024
_INLINE = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)


def decoded(data: bytes, charset: str | None) -> str:
    """The text of `data`: in the encoding that is declared where it fits, else in the one it seems to have."""
    codec = codec_of(charset)
    if codec is not None:
        try:
            return data.decode(codec)
        except UnicodeError:
            pass
    try:
        return decode(data)[0]
    except DocumentError:
        return data.decode(codec or "gb18030", "replace")


def codec_of(charset: str | None) -> str | None:
    """The codec for a declared charset; the narrower Chinese ones are declared for all of GB18030. None where there is none."""
    try:
        name = codecs.lookup((charset or "").strip(" \"'")).name
        "".encode(name)
        b"".decode(name)
    except (LookupError, ValueError, TypeError):  # also what is no encoding of text (base64, zip)
        return None
    return "gb18030" if name in _CHINESE else name


def says_something(html: str) -> bool:
    """Whether a page has any text."""
    lower, place, kept = html.lower(), 0, list[str]()
    while start := _NO_TEXT.search(html, place):
        kept.append(html[place : start.start()])
        end = lower.find(f"</{start[1].lower()}", start.end())
        place = end if end >= 0 else len(html)
    return bool(_TAG.sub("", "".join([*kept, html[place:]])))


def inline_ids(html: str) -> set[str]:
    """Ids of the pictures that a page shows."""
    return {name.lower() for name in _INLINE.findall(html)}


def with_pictures(html: str, picture: Callable[[str], bytes | None]) -> str:
    """A page with the pictures that came with the message written into it, each once; `picture` finds one by its id."""
    written: set[str] = set()

    def data(match: re.Match[str]) -> str:
        name = match[2].lower()
        content = None if name in written else picture(name)
        if not content or len(content) > _LARGEST_PICTURE:
            return match[0]
        written.add(name)
        return f"{match[1]}data:image/x;base64,{base64.b64encode(content).decode('ascii')}"

    return _SHOWN.sub(data, html)


def as_html(text: str) -> bytes:
    """The bytes of a page; the mark in front outweighs what the page says of its encoding."""
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def as_text(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def unflowed(text: str, delete_space: bool) -> str:
    """Text sent as ``format=flowed`` with the lines joined that were broken for sending ([RFC 3676])."""
    pieces: list[str] = []
    for line in text.splitlines():
        line = line.removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        pieces.append(line[:-1] if flows and delete_space else line)
        if not flows:
            pieces.append("\n")
    return "".join(pieces).removesuffix("\n")

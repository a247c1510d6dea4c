"""Messages (eml): the text and the attachments are documents of their own; those of a forwarded message too, below its subject.

What a message says about people (sender, receivers, their addresses) is not kept. Signatures, calendar entries, visiting cards and the
pictures that the text itself shows are no documents: they are written into the text. Those of a message that has no text are documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Any

from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from ._mail_text import as_html, as_text, decoded, inline_ids, says_something, unflowed, with_pictures
from ._member_names import Names
from ._outlook import members_of_msg
from .model import MAX_DEPTH, Budget, Lost, Member
from .names import decoded as name_of

__all__ = ["members_of_eml", "members_of_msg"]

BODY, MESSAGE, ATTACHMENT = "正文", "邮件", "附件"
_LONGEST_HEADER = 4096
"""Characters of one header that are looked at; the parser of its parts takes time that grows with their square."""
_DEEPEST_PART = 30
"""Parts inside one another; real messages have fewer than ten."""
_NO_DOCUMENT = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "text/calendar", "text/vcard", "text/x-vcard", "message/delivery-status", "message/disposition-notification",
    "message/external-body", "text/rfc822-headers",
})  # fmt: skip
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_PACKED_BY_OUTLOOK = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ENDINGS = {
    "application/pdf": ".pdf", "application/msword": ".doc", "application/vnd.ms-excel": ".xls", "text/html": ".html", "text/plain": ".txt",
    "text/csv": ".csv", "application/rtf": ".rtf", "text/rtf": ".rtf",
}  # fmt: skip
"""For attachments without a name whose content may not tell what they are."""
_SPLIT_WORD = re.compile(r"(=\?[^?\s]+\?[bqBQ]\?[^?]*\?=)")
_PARSER_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, HeaderParseError)
"""What the parts of the email package raise on headers that make no sense."""


class _Raw(Compat32):
    """Headers as they stand in the file: bytes that are no ASCII must not be replaced before they are decoded."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        return name, "".join([value.lstrip(" \t"), *sourcelines[1:]]).rstrip("\r\n")[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value


def members_of_eml(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The text and the attachments of a message (an `Opener`)."""
    try:
        message = _parsed(data)
        yield from _members(message, "", budget, MAX_DEPTH)
        if _incomplete(message):
            raise UnreadableDocument("邮件不完整（可能没有下载完），后面的附件可能缺失：请重新下载或另存邮件后再试")
    except RecursionError as error:
        raise _too_nested() from error


def _too_nested() -> LimitExceeded:
    return LimitExceeded("邮件的各部分嵌套过深，已停止读取：请把附件另存后再试")


def _parsed(data: bytes) -> Message:
    try:
        return BytesParser(Message, policy=_Raw()).parsebytes(data)
    except _PARSER_FAULTS as error:
        raise UnreadableDocument("邮件的格式有误，无法读取：请用邮件软件打开，另存附件后再试") from error


def _incomplete(message: Message) -> bool:
    return any("Boundary" in type(defect).__name__ for part in message.walk() for defect in part.defects)


def _members(message: Message, folder: str, budget: Budget, depth: int) -> Iterator[Member | Lost]:
    names = Names()
    parts = list(_leaves(message))
    pages = (_text(part) for part in parts if _is_body(part) and part.get_content_type() == "text/html")
    bodies = [html for html in pages if says_something(html)]
    shown = {name for html in bodies for name in inline_ids(html)}
    pictures = {_content_id(part): part for part in parts if part.get_content_maintype() == "image"}
    for html in bodies:
        whole = with_pictures(html, lambda name: _content(pictures[name]) if name in pictures else None)
        yield _member(folder, names, f"{BODY}.html", BODY, as_html(whole), budget)
    for part in parts:
        kind = part.get_content_type()
        if _is_body(part):
            if kind != "text/html" and (text := _text(part)).strip():
                yield _member(folder, names, f"{BODY}.txt", BODY, as_text(text), budget)
        elif kind in ("message/rfc822", "message/global"):
            yield from _forwarded(part, folder, names, budget, depth)
        elif kind in _ENCRYPTED and not _is_signed(part):
            yield _lost(folder, names, part, EncryptedDocument("邮件是加密的，无法读取：请用邮件软件打开，另存附件后再试"), budget)
        elif kind in _PACKED_BY_OUTLOOK or _filename(part).lower() == "winmail.dat":
            message_text = "附件被 Outlook 打包成 winmail.dat，没有读取：请用 Outlook 打开邮件，另存附件后再试"
            yield _lost(folder, names, part, UnsupportedFormat(message_text), budget)
        elif kind == "message/partial":
            yield _lost(folder, names, part, UnreadableDocument("邮件被拆成几封发送，这里只有一部分：请合并后再试"), budget)
        elif kind not in _NO_DOCUMENT and not (kind.startswith("image/") and _content_id(part) in shown):
            content = _content(part)
            if content:
                yield _member(folder, names, _filename(part), ATTACHMENT + _ENDINGS.get(kind, ""), content, budget)


def _forwarded(part: Message, folder: str, names: Names, budget: Budget, depth: int) -> Iterator[Member | Lost]:
    inner = _inner(part)
    if not inner:
        return
    shown = _readable(_header(inner[0], "subject")).replace("/", "_").replace("\\", "_")
    given = names.give(f"{shown}.eml" if shown.strip() else "", f"{MESSAGE}.eml")
    if depth <= 1:
        budget.take_member()
        yield Lost(folder + given, LimitExceeded(f"邮件里套着邮件，超过 {MAX_DEPTH} 层，没有读取：请把里面的邮件另存后再试"))
        return
    yield from _members(inner[0], f"{folder}{given}/", budget, depth - 1)


def _leaves(message: Message, depth: int = _DEEPEST_PART) -> Iterator[Message]:
    """The parts that hold something; of texts sent in several forms the one with the most structure."""
    if not depth:
        raise _too_nested()
    kind = message.get_content_type()
    if not message.is_multipart() or kind.startswith("message/") or kind in _ENCRYPTED:
        yield message
        return
    leaves = [leaf for part in _inner(message) for leaf in _leaves(part, depth - 1)]
    if kind == "multipart/alternative" and any(_is_page(leaf) for leaf in leaves):
        leaves = [leaf for leaf in leaves if not (_is_body(leaf) and leaf.get_content_type() != "text/html")]
    yield from leaves


def _inner(message: Message) -> list[Message]:
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


def _is_page(part: Message) -> bool:
    return _is_body(part) and part.get_content_type() == "text/html" and says_something(_text(part))


def _is_body(part: Message) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html", "text/enriched")
        and not _header(part, "content-disposition").lower().lstrip().startswith("attachment")
        and not _filename(part)
    )


def _is_signed(part: Message) -> bool:
    return "signed-data" in _header(part, "content-type").lower()


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset()
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    except _PARSER_FAULTS:
        charset, flowed, delete_space = None, False, False
    text = decoded(_content(part), charset)
    return unflowed(text, delete_space) if flowed and part.get_content_type() == "text/plain" else text


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except _PARSER_FAULTS:
        return b""
    return content if isinstance(content, bytes) else b""


def _filename(part: Message) -> str:
    """The name an attachment is shown with; "" where it has none."""
    try:
        name = part.get_filename()
    except _PARSER_FAULTS:
        return ""
    return _readable(name or "")


def _content_id(part: Message) -> str:
    return _header(part, "content-id").strip(" <>\r\n\t").lower()


def _header(part: Message, name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _readable(value: str) -> str:
    """A header value as a person reads it: encoded words decoded, bytes without a declared encoding in the one they seem to have."""
    value = re.sub(r"[\r\n]+[ \t]*", " ", value)
    if "=?" in value:
        try:
            pieces: Sequence[tuple[Any, str | None]] = decode_header(_SPLIT_WORD.sub(r" \1 ", value))
        except (HeaderParseError, ValueError):
            pieces = [(value, None)]
        return "".join(
            decoded(piece, charset) if isinstance(piece, bytes) and charset else _plain(piece) for piece, charset in pieces
        ).strip()
    return _plain(value).strip()


def _plain(piece: str | bytes) -> str:
    return name_of(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape"))


def _member(folder: str, names: Names, shown: str, fallback: str, content: bytes, budget: Budget) -> Member:
    budget.take_member()
    budget.take_bytes(len(content))
    return Member(folder + names.give(shown, fallback, content), content)


def _lost(
    folder: str, names: Names, part: Message, reason: EncryptedDocument | UnsupportedFormat | UnreadableDocument, budget: Budget
) -> Lost:
    budget.take_member()
    return Lost(folder + names.give(_filename(part), ATTACHMENT), reason)

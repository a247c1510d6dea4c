"""Messages as Outlook stores them (msg, [MS-OXMSG]): a compound file with one stream per property and one folder per attachment."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ...schemas.errors import DocumentError, LimitExceeded, UnsupportedFormat
from ..readers._compound import CompoundFile, Storage
from ._mail_text import as_html, as_text, codec_of, decoded, inline_ids, says_something, with_pictures
from ._member_names import Names
from ._ole_objects import member_of
from ._outlook_rtf import is_page, rtf_of
from .model import MAX_DEPTH, Budget, Lost, Member

_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_DATA, _METHOD, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT_ID, _KIND = 0x3701, 0x3705, 0x3707, 0x3704, 0x3001, 0x3712, 0x370E
_MESSAGE_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
_UNICODE, _STRING8, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
_TABLE = rb"\trowd"
"""Where RTF has it, plain text would lose the columns."""
_LINKED = frozenset({2, 3, 4, 7})
"""Ways of attaching a file that only say where it lies."""
_HEAD_OF_FILE, _HEAD_OF_MESSAGE, _HEAD_OF_ATTACHMENT = 32, 24, 8
_CHINESE_PAGES = frozenset({936, 10008, 20936, 51936, 54936})
_OTHER_PAGES = {65001: "utf-8", 1200: "utf-16-le", 65000: "utf-7", 28591: "latin-1", 20127: "ascii"}


def members_of_msg(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The text and the attachments of a message (an `Opener`)."""
    yield from _members(CompoundFile(data).root, _HEAD_OF_FILE, "", budget, MAX_DEPTH)


def _members(message: Storage, head: int, folder: str, budget: Budget, depth: int) -> Iterator[Member | Lost]:
    names = Names()
    numbers = _numbers(message, head)
    codec = _codec(numbers.get(_MESSAGE_CODE_PAGE)) or _codec(numbers.get(_INTERNET_CODE_PAGE))
    html = _html(message, _codec(numbers.get(_INTERNET_CODE_PAGE)) or codec)
    attachments = [storage for storage in message.storages if storage.name.lower().startswith(_ATTACHMENT)]
    if says_something(html):
        shown = inline_ids(html)
        pictures = {_id(attachment, codec): attachment for attachment in attachments}
        whole = with_pictures(html, lambda name: _picture(pictures[name]) if name in pictures else None)
        yield _member(folder, names, "正文.html", "正文", as_html(whole), budget)
    else:
        shown = set()
        text = _text(message, _BODY, codec)
        rtf = rtf_of(message.read(_stream(_RTF, _BINARY)) or b"") or b""
        if _TABLE in rtf and not is_page(rtf) or rtf and not text.strip():
            yield _member(folder, names, "正文.rtf", "正文", rtf, budget)
        elif text.strip():
            yield _member(folder, names, "正文.txt", "正文", as_text(text), budget)
    for attachment in attachments:
        yield from _attached(attachment, codec, shown, folder, names, budget, depth)


def _attached(
    attachment: Storage, codec: str | None, inline: set[str], folder: str, names: Names, budget: Budget, depth: int
) -> Iterator[Member | Lost]:
    shown = next(
        (text for tag in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME) if (text := _text(attachment, tag, codec).strip(" \0"))), ""
    )
    try:
        method = _numbers(attachment, _HEAD_OF_ATTACHMENT).get(_METHOD)
        inner = attachment.storage(_stream(_DATA, _OBJECT))
        if inner is not None and inner.has(_PROPERTIES):
            subject = (_text(inner, _SUBJECT, codec) or shown).strip(" \0").replace("/", "_").replace("\\", "_")
            given = names.give(f"{subject}.msg" if subject else "", "邮件.msg")
            if depth <= 1:
                reason = LimitExceeded(f"邮件里套着邮件，超过 {MAX_DEPTH} 层，没有读取：请把里面的邮件另存后再试")
                budget.take_member()
                yield Lost(folder + given, reason)
                return
            yield from _members(inner, _HEAD_OF_MESSAGE, f"{folder}{given}/", budget, depth - 1)
        elif inner is not None:
            member = member_of(inner, shown or "附件", None, names, budget)
            if isinstance(member, Member):
                yield Member(folder + member.name, member.data)
            elif member is not None:
                yield Lost(folder + member.name, member.reason)
        elif attachment.has(_stream(_DATA, _BINARY)):
            kind, content_id = _text(attachment, _KIND, codec), _id(attachment, codec)
            data = attachment.read(_stream(_DATA, _BINARY)) or b""
            if data and not (content_id in inline and (kind.startswith("image/") or not kind)):
                yield _member(folder, names, shown, "附件", data, budget)
        elif method in _LINKED:
            budget.take_member()
            yield Lost(
                folder + names.give(shown, "附件"), UnsupportedFormat("附件只是一个链接，文件不在邮件里：请取得该文件后单独读取")
            )
    except DocumentError as error:
        if budget.exhausted:
            raise
        budget.take_member()
        yield Lost(folder + names.give(shown, "附件"), error)


def _id(attachment: Storage, codec: str | None) -> str:
    """What the text may call an attachment that it shows."""
    return _text(attachment, _CONTENT_ID, codec).strip(" <>\0").lower()


def _picture(attachment: Storage) -> bytes | None:
    try:
        return attachment.read(_stream(_DATA, _BINARY))
    except DocumentError:
        return None


def _member(folder: str, names: Names, shown: str, fallback: str, data: bytes, budget: Budget) -> Member:
    budget.take_member()
    budget.take_bytes(len(data))
    return Member(folder + names.give(shown, fallback, data), data)


def _html(message: Storage, codec: str | None) -> str:
    text = _text(message, _HTML, codec)
    data = message.read(_stream(_HTML, _BINARY))
    return text if text or data is None else decoded(data, codec)


def _text(storage: Storage, tag: int, codec: str | None) -> str:
    """A text property; "" where it is missing or damaged."""
    try:
        wide = storage.read(_stream(tag, _UNICODE))
        if wide is not None:
            return wide.decode("utf-16-le", "replace")
        narrow = storage.read(_stream(tag, _STRING8))
    except DocumentError:
        return ""
    return "" if narrow is None else decoded(narrow, codec)


def _stream(tag: int, kind: int) -> str:
    return f"__substg1.0_{tag:04X}{kind:04X}"


def _numbers(storage: Storage, head: int) -> dict[int, int]:
    """The properties that are whole numbers, by tag."""
    data = storage.read(_PROPERTIES) or b""
    found: dict[int, int] = {}
    for place in range(head, len(data) - 15, 16):
        kind, tag, _, value = struct.unpack_from("<HHII", data, place)
        if kind == 3:
            found.setdefault(tag, value)
    return found


def _codec(page: int | None) -> str | None:
    if page is None:
        return None
    return "gb18030" if page in _CHINESE_PAGES else codec_of(_OTHER_PAGES.get(page, f"cp{page}"))

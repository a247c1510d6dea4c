"""Files attached to a PDF: those of the whole document (a portfolio has nothing else), and those pinned to a place on a page.

PDFium unpacks an attachment as a whole (at most 1 GiB, its own limit) before its size is known; it is counted before it is copied.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from ...schemas.errors import UnreadableDocument
from ..readers.pdf import MAX_PAGES, open_pdf
from ._member_names import Names
from .model import MAX_MEMBER_BYTES, MIB, Budget, Lost, Member
from .names import decoded

_MOST_NOTES = 20_000
"""Annotations of one page that are looked at."""
_LONGEST_NAME = 4096
_BYTES = {character: code for code, character in enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž", 0x80)} | {"€": 0xA0}
"""Characters of PDFDocEncoding, in which names are that say nothing else, where it differs from Latin-1."""
_PINNED = b"FileAttachment"
_PACKED_OBJECTS = re.compile(rb"/ObjStm\b.{0,500}?\bstream\r?\n", re.DOTALL)
_LONGEST_OBJECTS = 4 * MIB
_MOST_PACKED = 64 * MIB
"""Packed objects beyond this are not searched: the pages are."""


def members_of_pdf(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The attachments of a PDF (an `Opener`)."""
    document = open_pdf(data)
    names, seen = Names(), set[tuple[str, bytes]]()
    try:
        for index in range(pdfium.FPDFDoc_GetAttachmentCount(document.raw)):
            yield from _member(pdfium.FPDFDoc_GetAttachment(document.raw, index), names, seen, budget)
        if _may_mention(data, _PINNED):
            for index in range(min(len(document), MAX_PAGES)):
                yield from _pinned(document.raw, index, names, seen, budget)
    finally:
        document.close()


def _pinned(document: Any, index: int, names: Names, seen: set[tuple[str, bytes]], budget: Budget) -> Iterator[Member | Lost]:
    """The files pinned to a page; the program shows a paper clip there."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return  # the reader of the document says that the page is damaged
    try:
        for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            if not note:
                continue
            try:
                if pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                    yield from _member(pdfium.FPDFAnnot_GetFileAttachment(note), names, seen, budget)
            finally:
                pdfium.FPDFPage_CloseAnnot(note)
    finally:
        pdfium.FPDF_ClosePage(page)


def _member(attachment: Any, names: Names, seen: set[tuple[str, bytes]], budget: Budget) -> Iterator[Member | Lost]:
    if not attachment:
        return
    shown, size = _name(attachment), ctypes.c_ulong()
    budget.take_member()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size)) or size.value > MAX_MEMBER_BYTES:
        yield Lost(names.give(shown, "附件"), UnreadableDocument("PDF 的附件取不出来：请用 PDF 软件打开，另存附件后再试"))
        return
    budget.take_bytes(size.value)
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDFAttachment_GetFile(attachment, buffer, size.value, ctypes.byref(size))
    content = buffer.raw
    key = (shown, hashlib.sha256(content).digest())
    if content and key not in seen:  # the same file may be attached to the document and pinned to a page
        seen.add(key)
        yield Member(names.give(shown, "附件", content), content)


def _name(attachment: Any) -> str:
    length = min(pdfium.FPDFAttachment_GetName(attachment, None, 0), _LONGEST_NAME)
    if length < 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    if pdfium.FPDFAttachment_GetName(attachment, buffer, length) > length:
        return ""
    name = bytes(buffer).decode("utf-16-le", "replace").split("\0")[0]
    try:  # written in the encoding of Chinese Windows or in UTF-8, and not as the standard says
        return name if name.isascii() else decoded(bytes(_BYTES.get(character) or ord(character) for character in name))
    except ValueError:
        return name


def _may_mention(data: bytes, word: bytes) -> bool:
    """Whether a word may stand in the objects of a PDF, as they are or packed: going through all pages costs more than this."""
    if word in data or b"/Encrypt" in data:
        return True
    left = _MOST_PACKED
    for start in _PACKED_OBJECTS.finditer(data):
        end = data.find(b"endstream", start.end())
        packed = data[start.end() : end if end >= 0 else start.end() + _LONGEST_OBJECTS][:_LONGEST_OBJECTS]
        try:
            objects = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            return True
        left -= len(packed) + len(objects)
        if word in objects or left <= 0:
            return True
    return False

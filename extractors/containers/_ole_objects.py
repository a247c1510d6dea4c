"""The file inside an embedded object: what a program put into a document with 插入 → 对象.

An object is a folder of a compound file: that of the document itself (doc, xls) or of an `oleObject1.bin` (docx, xlsx). A file that
was packed keeps its name ([MS-OLEDS] 2.3.6, Ole10Native); an Office document of the newer kind lies in `Package`, a PDF in `CONTENTS`,
and the older kind of Office document is the folder itself.
"""

from __future__ import annotations

import struct

from ...schemas.errors import DocumentError, UnreadableDocument
from ..readers._compound import Storage
from ..readers.sniff import sniff
from ._member_names import Names
from ._ole_write import compound_file
from .model import Budget, Lost, Member

_NATIVE = "\x01Ole10Native"
_WHOLE = ("Package", "EmbeddedOdf", "CONTENTS")
"""Streams that are the file and nothing else."""
_DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document", "__properties_version1.0")
"""Streams by which a folder is a document of its own."""
_NO_FILE = frozenset({"unknown", "text", "csv", "xml", "json"})
"""Formats that the streams of controls and drawings may look like by chance."""
_CHINESE = "gb18030"


def member_of(storage: Storage, fallback: str, whole: bytes | None, names: Names, budget: Budget) -> Member | Lost | None:
    """The file that an object holds; None for what is no file (a formula, a control, a drawing, a link).

    `fallback` names it where it has no name of its own; `whole` is the file whose root `storage` is. Counts against `budget`.
    """
    try:
        native = storage.read(_NATIVE)
        if native is not None:
            shown, data = _packed(native)
            return _member(shown, data, fallback, names, budget) if data else None
        for name in _WHOLE:
            data = storage.read(name) or b""
            if sniff(data) not in _NO_FILE:
                return _member("", data, fallback, names, budget)
        if any(storage.has(name) for name in _DOCUMENTS):
            data = compound_file(storage.tree(budget.take_bytes)) if whole is None else whole
            return _member("", data, fallback, names, budget)
    except DocumentError as error:
        if budget.exhausted:
            raise
        budget.take_member()
        return Lost(names.give("", fallback), error)
    return None


def _member(shown: str, data: bytes, fallback: str, names: Names, budget: Budget) -> Member:
    budget.take_member()
    budget.take_bytes(len(data))
    return Member(names.give(shown, fallback, data), data)


def _packed(native: bytes) -> tuple[str, bytes]:
    """Label and content of a packed file; no content for a link. What another program stored without this frame is given as it is."""
    try:
        (size,) = struct.unpack_from("<I", native)
        if native[4:6] != b"\x02\0":
            return "", native[4 : 4 + size]
        label, place = _text(native, 6)
        path, place = _text(native, place)
        linked, length = struct.unpack_from("<2xHI", native, place)
        place += 8 + length
        if linked != 3:
            return "", b""
        (size,) = struct.unpack_from("<I", native, place)
        place += 4
    except (struct.error, ValueError) as error:
        raise UnreadableDocument("嵌入的文件已损坏，取不出来：请在原文档中双击打开它，另存后再试") from error
    data = native[place : place + size]
    if len(data) < size:
        raise UnreadableDocument("嵌入的文件不完整，取不出来：请在原文档中双击打开它，另存后再试")
    return _wide_label(native, place + size) or label or path, data


def _text(data: bytes, start: int) -> tuple[str, int]:
    """A text that ends with a zero byte, and the place behind it; raises ValueError where it does not end."""
    end = data.index(b"\0", start)
    return data[start:end].decode(_CHINESE, "replace"), end + 1


def _wide_label(native: bytes, place: int) -> str:
    """The label in Unicode, which newer versions write behind the content, after the path of a temporary copy; "" where it is missing."""
    try:
        (length,) = struct.unpack_from("<I", native, place)
        place += 4 + 2 * length
        (length,) = struct.unpack_from("<I", native, place)
    except struct.error:
        return ""
    return native[place + 4 : place + 4 + 2 * length].decode("utf-16-le", "replace").rstrip("\0")

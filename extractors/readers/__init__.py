"""Readers: one file per format behind one `read(path) -> Document`, chosen by content and not by file name.

A new format needs its module and one line in `READERS`. Files that hold other files are opened by `extractors.containers`.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from ...schemas.document import Document, ReadingWarning
from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument, reason_of
from .encoding import common_share
from .formats import refusal
from .original import Original
from .sniff import NAMES, Format, contradicts, may_be_report, sniff, suffix

__all__ = [
    "MAX_FILE_BYTES",
    "READERS",
    "Reader",
    "digest_file",
    "display_name",
    "load",
    "may_be_report",
    "read",
    "read_bytes",
    "sniff",
]

MAX_FILE_BYTES = 512 * 1024 * 1024
"""A larger file is refused: it is read into memory as a whole, and no report comes near."""


class Reader(Protocol):
    """Turns the bytes of one format into a Document; raises DocumentError (with one Chinese line) where it cannot."""

    def __call__(self, original: Original) -> Document: ...


def _later(module: str, function: str) -> Reader:
    """The reader `function` of a module beside this one, imported when it is first called: most runs need one format."""

    def read(original: Original) -> Document:
        reader: Reader = getattr(import_module(f".{module}", __package__), function)
        return reader(original)

    return read


READERS: Mapping[Format, Reader] = {
    "bmp": _later("image", "read_image"),
    "csv": _later("spreadsheet", "read_csv"),
    "doc": _later("doc", "read_doc"),
    "docx": _later("docx", "read_docx"),
    "gif": _later("image", "read_image"),
    "html": _later("html", "read_html"),
    "jpg": _later("image", "read_image"),
    "json": _later("converted_json", "read_json"),
    "md": _later("markdown", "read_md"),
    "mht": _later("html", "read_mht"),
    "ods": _later("spreadsheet", "read_ods"),
    "odt": _later("doc", "read_odt"),
    "ofd": _later("ofd", "read_ofd"),
    "pdf": _later("pdf", "read_pdf"),
    "png": _later("image", "read_image"),
    "rtf": _later("doc", "read_rtf"),
    "sheet_xml": _later("spreadsheet", "read_sheet_xml"),
    "text": _later("text", "read_text"),
    "tiff": _later("image", "read_image"),
    "webp": _later("image", "read_image"),
    "word_xml": _later("doc", "read_word_xml"),
    "xls": _later("spreadsheet", "read_xls"),
    "xlsx": _later("spreadsheet", "read_xlsx"),
}
"""Every format that can be read."""

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read(path: Path | str, *, display_path: str | None = None) -> Document:
    """Read the document at `path`.

    `display_path` is how the document is named in messages and results; by default `path` itself, made printable. Raises what
    `load` and `read_original` raise.
    """
    return read_original(load(path, display_path=display_path))


def read_bytes(data: bytes, name: str, display_path: str) -> Document:
    """Read a document that is already in memory; raises what `read_original` raises."""
    return read_original(Original.of(data, display_name(name), display_name(display_path)))


def load(path: Path | str, *, display_path: str | None = None) -> Original:
    """The bytes of the file at `path`. Raises UnreadableDocument (also for what is no file, or may not be read) or LimitExceeded."""
    path = Path(path)
    return Original.of(_load(path), display_name(path.name or path), display_path or display_name(path))


def read_original(original: Original) -> Document:
    """Read a document. Raises UnsupportedFormat, EncryptedDocument, UnreadableDocument or LimitExceeded."""
    if not original.data.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        raise UnreadableDocument("文件是空的，没有内容：请检查文件是否下载或导出完整")
    format = sniff(original.data, original.name)
    if format == "encrypted":
        raise EncryptedDocument("文档有打开密码，无法读取：请用密码打开，去掉密码另存后再试")
    reader = READERS.get(format)
    if reader is None:
        raise refusal(format, original.name)
    document = reader(original)
    if contradicts(original.name, format):
        message = f"扩展名是 {suffix(original.name)}，内容却是{NAMES[format]}，已按内容读取"
        document = replace(document, warnings=(ReadingWarning("extension", message), *document.warnings))
    return document


def display_name(path: Path | str) -> str:
    """`path` as printable text that is legal in UTF-8 and stays on one line.

    Bytes that are no UTF-8 are shown in the encoding of Chinese Windows where they make Chinese text, otherwise as ``\\xff``; line
    breaks and other control characters are shown as escapes too.
    """
    text = os.fspath(path)
    if text.isprintable():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = _rescue(text)
    return "".join(character if character.isprintable() or character == "\u3000" else _escape(character) for character in text)


def _rescue(text: str) -> str:
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    if any("\u4e00" <= character <= "\u9fff" for character in chinese) and common_share(chinese) >= 0.9:
        return chinese
    return raw.decode("utf-8", "backslashreplace")


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def digest_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits, without holding the file in memory; raises what `load` raises."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _load(path: Path) -> bytes:
    with _opened(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        data = stream.read(size + 1)  # memory is taken for as much as is asked for
        if len(data) > size:
            data += stream.read(MAX_FILE_BYTES + 1 - len(data))
    if len(data) > MAX_FILE_BYTES:
        raise _too_large()
    return data


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """A regular file; anything else is refused before it is opened, because opening a pipe or a device may hang."""
    try:
        _refuse_special(path.stat().st_mode)
        # without blocking, in case a pipe took the place of the file since it was looked at
        with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as stream:
            status = os.fstat(stream.fileno())
            _refuse_special(status.st_mode)
            if status.st_size > MAX_FILE_BYTES:
                raise _too_large()
            yield stream
    except FileNotFoundError:
        raise UnreadableDocument("文件不存在（可能已被移动或删除）：请检查路径") from None
    except PermissionError:
        raise UnreadableDocument("没有读取权限：请修改文件或所在文件夹的权限后再试") from None
    except OSError as error:
        raise UnreadableDocument(f"文件无法读取（{reason_of(error)}）：请检查文件和磁盘后再试") from None
    except ValueError:
        raise UnreadableDocument("路径里有不能用于文件名的字符：请检查路径") from None


def _refuse_special(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableDocument("这是文件夹，不是文件：请给出其中的文件，或用 gongkai run 处理整个文件夹")
    if not stat.S_ISREG(mode):
        raise UnreadableDocument("这不是普通文件（是设备、管道或套接字），不读取：请先把内容保存为文件")


def _too_large() -> LimitExceeded:
    return LimitExceeded(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")

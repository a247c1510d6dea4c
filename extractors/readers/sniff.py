"""What a file is, told by its content; the file name is only asked whether it says something else."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal

from ._ole_names import top_names
from .encoding import looks_like_text

Format = Literal[
    "docx", "xlsx", "pptx", "ods", "odt", "odf", "ofd", "pdf", "encrypted", "doc", "xls", "ppt", "ole", "rtf", "word_xml", "sheet_xml",
    "html", "mht", "xml", "json", "md", "csv", "text", "png", "jpg", "tiff", "gif", "bmp", "webp",
    "zip", "gz", "bz2", "xz", "tar", "rar", "7z", "eml", "msg", "unknown",
]  # fmt: skip
"""Short names of formats; ``encrypted`` is an Office document (docx, xlsx …) behind a password."""

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    # workbooks of Excel 2 to 97 that are not wrapped in a compound file
    *(
        (mark, "xls")
        for mark in (b"\t\x08\x10\0\0\x06\x05\0", b"\t\x08\x08\0\0\x05\x05\0", b"\t\x04\x06\0", b"\t\x02\x06\0", b"\t\0\x04\0")
    ),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF8", "gif"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("Book", "xls"),
)
_CONTENT_TYPES: tuple[tuple[bytes, Format], ...] = (
    (b"wordprocessingml", "docx"),
    (b"ms-word.document", "docx"),
    (b"spreadsheetml", "xlsx"),
    (b"ms-excel.sheet", "xlsx"),
    (b"presentationml", "pptx"),
)
_MEMBERS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|table[\s>]|meta\s)", re.IGNORECASE)
_HTML_PAGE = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
"""A whole page: Markdown may hold tables in HTML, and begin with one."""
_SHEET_XML = re.compile(rb"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_WORD_XML = re.compile(
    rb"<(?:\w+:)?(?:wordDocument|package)\s[^>]*(?:schemas.microsoft.com/office/word/2003/wordml|schemas.microsoft.com/office/2006/xmlPackage)"
)
_MAIL_HEADER = re.compile(
    rb"(?:From|To|Cc|Bcc|Sender|User-Agent|ARC-[\w-]{1,40}|Reply-To|Message-ID|Return-Path|Received|Delivered-To|MIME-Version|Subject|Date|Content-[\w-]{1,40}|X-[\w-]{1,40}"
    rb"|Thread-[\w-]{1,40}|DKIM-Signature|Authentication-Results|Snapshot-Content-Location):[^\n]*\n",
    re.IGNORECASE,
)
"""The first line of a message or a web archive."""
_MAIL = re.compile(
    rb"^(?:To|Cc|Received|Message-ID|Return-Path|Delivered-To|Reply-To|X-Unsent|In-Reply-To):",
    re.IGNORECASE | re.MULTILINE,
)
"""What a message has and a web archive has not."""
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdown"})
_SHEET_SUFFIXES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".et"})
"""Names under which text is a table, if it has separators."""
_HEAD = 4096
_LARGEST_CONTENT_TYPES = 1 << 20
_PACKED_SUFFIXES = frozenset({".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".pdf", ".ofd", ".txt", ".zip", ".rar"})
"""What the first file of an archive may be, but never the first part of a document that is a ZIP package."""
_MOST_ENTRIES = 200_000
"""Entries of a ZIP archive that the zipfile module may take into memory."""

NAMES: dict[Format, str] = {
    "docx": "Word 文档（.docx）", "xlsx": "Excel 表格（.xlsx）", "pptx": "PowerPoint 演示文稿（.pptx）", "ods": "OpenDocument 表格（.ods）",
    "odt": "OpenDocument 文档（.odt）", "odf": "OpenDocument 文档", "word_xml": "XML 格式的 Word 文档", "md": "Markdown 文本（.md）",
    "webp": "WebP 图片", "bz2": "bzip2 压缩文件", "xz": "xz 压缩文件", "tar": "tar 归档文件", "eml": "电子邮件（.eml）", "msg": "Outlook 邮件（.msg）",
    "ofd": "OFD 版式文件（.ofd）", "zip": "ZIP 压缩包", "pdf": "PDF 文件", "encrypted": "加密的 Office 文档",
    "doc": "旧版 Word 97-2003 文档（.doc）", "xls": "旧版 Excel 97-2003 表格（.xls）", "ppt": "旧版 PowerPoint 演示文稿（.ppt）",
    "ole": "旧版 Office 复合文档", "rtf": "RTF 文档", "html": "网页（HTML）", "mht": "网页存档（.mht）", "xml": "XML 文件", "json": "JSON 数据",
    "png": "PNG 图片", "jpg": "JPG 图片", "tiff": "TIFF 图片", "gif": "GIF 图片", "bmp": "BMP 图片",
    "gz": "gzip 压缩文件", "rar": "RAR 压缩包", "7z": "7z 压缩包", "sheet_xml": "XML 表格（SpreadsheetML）", "csv": "分隔符文本（csv）", "text": "文本", "unknown": "无法识别的内容",
}  # fmt: skip
"""What a person calls each format."""

_SUFFIXES: dict[str, frozenset[Format]] = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), frozenset[Format]({"docx", "encrypted"})),
    **dict.fromkeys((".xlsx", ".xlsm"), frozenset[Format]({"xlsx", "encrypted"})),
    **dict.fromkeys((".txt", ".text"), frozenset[Format]({"text"})),
    **dict.fromkeys(sorted(_MARKDOWN_SUFFIXES), frozenset[Format]({"md"})),
    **dict.fromkeys((".tgz", ".gz"), frozenset[Format]({"gz"})),
    **dict.fromkeys((".csv", ".tsv"), frozenset[Format]({"csv", "text"})),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), frozenset[Format]({"html"})),
    **dict.fromkeys((".mht", ".mhtml"), frozenset[Format]({"mht"})),
    **dict.fromkeys((".jpg", ".jpeg"), frozenset[Format]({"jpg"})),
    **dict.fromkeys((".tif", ".tiff"), frozenset[Format]({"tiff"})),
    ".doc": frozenset({"doc"}), ".wps": frozenset({"doc"}), ".xls": frozenset({"xls"}), ".et": frozenset({"xls", "xlsx"}), ".ods": frozenset({"ods"}),
    ".pdf": frozenset({"pdf"}), ".ofd": frozenset({"ofd"}), ".rtf": frozenset({"rtf"}), ".png": frozenset({"png"}),
    ".odt": frozenset({"odt"}), ".webp": frozenset({"webp"}), ".bmp": frozenset({"bmp"}), ".gif": frozenset({"gif"}),
    ".zip": frozenset({"zip"}), ".rar": frozenset({"rar"}), ".7z": frozenset({"7z"}), ".tar": frozenset({"tar"}), ".bz2": frozenset({"bz2"}), ".xz": frozenset({"xz"}),
    ".eml": frozenset({"eml"}), ".msg": frozenset({"msg"}),
}  # fmt: skip


def sniff(data: bytes, name: str = "") -> Format:
    """The format of `data`; `name` is not believed, it only tells apart what looks the same: a damaged ZIP without a readable member, a
    draft of a mail that nobody was named in and a saved web page.
    """
    if data.startswith(_ZIP):
        return _zip_format(data, name)
    if data.startswith(_OLE):
        return _ole_format(data, name)
    for magic, format in _MAGIC:
        if data.startswith(magic):
            return format
    if data[257:262] == b"ustar":
        return "tar"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"BM") and data[2:6] == len(data).to_bytes(4, "little"):
        return "bmp"
    head = data[:_HEAD]
    plain = head.replace(b"\0", b"") if b"\0" in head[:64] else head  # UTF-16 mark-up
    start = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if looks_like_text(data):
        if start[:1] == b"<" and _SHEET_XML.search(plain):
            return "sheet_xml"
        markdown = suffix(name) in _MARKDOWN_SUFFIXES
        if start[:1] == b"<" and (_HTML_PAGE if markdown else _HTML).search(start):
            return "html"
        if start[:1] == b"<" and _WORD_XML.search(plain):
            return "word_xml"
        if start.startswith(b"<?xml"):
            return "xml"
        if _MAIL_HEADER.match(start):
            if _MAIL.search(plain) or suffix(name) == ".eml":
                return "eml"
            if b"multipart/related" in plain:
                return "mht"
        if start[:1] in (b"{", b"[") and _is_json(data):
            return "json"
        if markdown:
            return "md"
        return "csv" if suffix(name) in _SHEET_SUFFIXES and re.search(rb"[\t,;|]", plain) else "text"
    return "unknown"


def _is_json(data: bytes) -> bool:
    """Whether a text is JSON: data of programs, which may be what a converter made of a report."""
    try:
        return isinstance(json.loads(data), dict | list)
    except RecursionError:  # nothing else has so many brackets; its reader says that it is too deep
        return True
    except ValueError:
        return False


def contradicts(name: str, format: Format) -> bool:
    """Whether the extension of `name` promises another format than the content has; no promise, no contradiction."""
    expected = _SUFFIXES.get(suffix(name))
    return expected is not None and format not in expected


def suffixes(format: Format) -> tuple[str, ...]:
    """The usual extensions of a format, with their dots."""
    return tuple(suffix for suffix, formats in _SUFFIXES.items() if format in formats and format != "encrypted")


def promises_report(name: str) -> bool:
    """Whether the extension says that the file is a document of a kind reports come in."""
    return suffix(name) in _SUFFIXES


def may_be_report(name: str) -> bool:
    """Whether a text found in a folder may be a report by its name: programs and logs (.py, .log …) are not."""
    return suffix(name) in _SUFFIXES or not suffix(name).strip(".").isascii() or suffix(name) == ""


def suffix(name: str) -> str:
    """The extension of `name` with its dot, in lower case; "" where there is none."""
    return PurePath(name).suffix.lower()


def _ole_format(data: bytes, name: str) -> Format:
    names = {each.lower() for each in top_names(data)}
    found = next((format for stream, format in _OLE_STREAMS if stream.lower() in names), None)
    if found is not None:
        return found
    # the names of the streams may stand at the end, which may be lost
    promised = _SUFFIXES.get(suffix(name), frozenset[Format]()) & {"doc", "xls"}
    fallback: Format = next(iter(promised), "ole")
    if names:
        return fallback
    return next((format for stream, format in _OLE_STREAMS if stream.encode("utf-16-le") + b"\0\0" in data), fallback)


def _zip_format(data: bytes, name: str) -> Format:
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES:
        return _damaged_zip_format(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            if data.startswith(_ZIP[0]) and min((entry.header_offset for entry in archive.infolist()), default=0):
                return _damaged_zip_format(data, name)  # the directory may be that of a package inside, its own cut off
            for member, format in _MEMBERS:
                if member in members:
                    return format
            if "[Content_Types].xml" in members:
                with archive.open("[Content_Types].xml") as stream:
                    return _by_content_types(stream.read(_LARGEST_CONTENT_TYPES))
            if "mimetype" in members:
                with archive.open("mimetype") as stream:
                    kind = stream.read(200)
                    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                        return "ods"
                    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
                        return "odt"
                    if kind.startswith(b"application/vnd.oasis.opendocument"):
                        return "odf"
            return "zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        return _damaged_zip_format(data, name)


def _by_content_types(types: bytes) -> Format:
    return next((format for mark, format in _CONTENT_TYPES if mark in types), "zip")


def _damaged_zip_format(data: bytes, name: str) -> Format:
    """Without its directory at the end a ZIP still shows the names of its members, in front of each."""
    first = data[30 : 30 + int.from_bytes(data[26:28], "little")].decode("latin-1")
    if suffix(first) in _PACKED_SUFFIXES:  # a package may lie inside without being compressed again
        return "zip"
    for member, format in _MEMBERS:
        if f"{member.split('/')[0]}/".encode() in data or member.encode() in data:
            return format
    promised = _SUFFIXES.get(suffix(name), frozenset[Format]())
    return next((format for _, format in _MEMBERS if format in promised), "zip")

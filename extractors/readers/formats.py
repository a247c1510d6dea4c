"""What can be read on this machine, and with what: the one place behind `gongkai formats` and the refusal of everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ...schemas.errors import UnreadableDocument, UnsupportedFormat
from .. import ocr as recognition
from .programs import BSDTAR, LIBREOFFICE, Program, find, version_of
from .sniff import NAMES, Format, promises_report, suffix, suffixes

Group = Literal["文档", "表格", "网页和文本", "压缩包和邮件", "图片", "其他"]


@dataclass(frozen=True, slots=True)
class Readable:
    """A format that can be read, at least where a program is installed."""

    format: Format
    group: Group
    libraries: tuple[str, ...] = ()
    """Python libraries (as they are called on PyPI) that read it; none: Python alone, or the program."""
    program: Program | None = None
    """The program that reads it …"""
    dispensable: bool = False
    """… or, where it is not installed, the libraries."""
    recognised: Literal["", "scans", "whole"] = ""
    """What of it has to be recognised as a picture: nothing, scanned pages, or all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a format is read on this machine."""

    name: str
    """What a person calls the format."""
    suffixes: tuple[str, ...]
    group: Group
    available: bool
    read_with: str
    """Program or library, with its version; of an unavailable format the program it needs."""
    advice: str = ""
    """What to do so that it can be read, or be read better; "" where there is nothing to do."""


_SUFFIXES: Mapping[Format, tuple[str, ...]] = {
    "word_xml": (".xml", ".doc"),
    "sheet_xml": (".xml", ".xls"),
    "pptx": (".pptx",),
    "ppt": (".ppt", ".dps"),
    "odf": (".odp", ".odg"),
    "xml": (".xml",),
    "json": (".json",),
    "encrypted": (".docx", ".xlsx"),
}
"""Of formats whose suffix promises nothing."""
_RESAVE_DOCX = "请用 Word 或 WPS 另存为 .docx 后再试"
_UNPACK = "请先解压，再读取其中的文件"
_OTHERWISE = "请换用 Word 文档（.docx）、有文字的 PDF、Excel 表格（.xlsx）或文本文件"

READABLE: tuple[Readable, ...] = (
    Readable("docx", "文档", ("lxml",)),
    Readable("doc", "文档", ("olefile",), LIBREOFFICE, dispensable=True),
    Readable("rtf", "文档", (), LIBREOFFICE, dispensable=True),
    Readable("odt", "文档", (), LIBREOFFICE),
    Readable("word_xml", "文档", ("lxml",)),
    Readable("pdf", "文档", ("pypdfium2", "pdfplumber"), recognised="scans"),
    Readable("ofd", "文档", ("lxml",)),
    Readable("xlsx", "表格", ("lxml",)),
    Readable("xls", "表格", ("xlrd",)),
    Readable("ods", "表格", ("lxml",)),
    Readable("sheet_xml", "表格", ("lxml",)),
    Readable("csv", "表格"),
    Readable("html", "网页和文本", ("lxml",)),
    Readable("mht", "网页和文本", ("lxml",)),
    Readable("md", "网页和文本", ("markdown-it-py",)),
    Readable("text", "网页和文本"),
    Readable("json", "网页和文本"),
    Readable("jpg", "图片", ("rapidocr",), recognised="whole"),
    Readable("png", "图片", ("rapidocr",), recognised="whole"),
    Readable("tiff", "图片", ("rapidocr",), recognised="whole"),
    Readable("bmp", "图片", ("rapidocr",), recognised="whole"),
    Readable("gif", "图片", ("rapidocr",), recognised="whole"),
    Readable("webp", "图片", ("rapidocr",), recognised="whole"),
)
"""Documents, by what they are."""

PACKED: tuple[Readable, ...] = (
    Readable("zip", "压缩包和邮件"),
    Readable("tar", "压缩包和邮件"),
    Readable("gz", "压缩包和邮件"),
    Readable("bz2", "压缩包和邮件"),
    Readable("xz", "压缩包和邮件"),
    Readable("rar", "压缩包和邮件", (), BSDTAR),
    Readable("7z", "压缩包和邮件", (), BSDTAR),
    Readable("eml", "压缩包和邮件"),
    Readable("msg", "压缩包和邮件", ("olefile",)),
)
"""What documents come in; each of them is read by itself."""

UNREADABLE: Mapping[Format, tuple[Group, str]] = {
    "pptx": ("其他", "请把其中的表格和文字另存为 .docx 后再试"),
    "ppt": ("其他", "请把其中的表格和文字另存为 .docx 后再试"),
    "odf": ("其他", "请用 LibreOffice 或 WPS 另存为 .docx 或 .xlsx 后再试"),
    "ole": ("其他", _RESAVE_DOCX),
    "xml": ("其他", _OTHERWISE),
    "encrypted": ("其他", "请用密码打开，去掉密码另存后再试"),
}
"""What is recognised, but not read, with what to do instead."""


def refusal(format: Format, name: str) -> UnsupportedFormat | UnreadableDocument:
    """Why a document of that format and name is not read, for formats that no reader claims."""
    if format == "unknown":
        if promises_report(name):
            return UnreadableDocument(f"内容不是 {suffix(name)} 文件，也认不出是什么（可能已损坏）：请重新下载或导出后再试")
        return UnsupportedFormat(f"认不出文件的格式，不能读取：{_OTHERWISE}")
    packed = any(readable.format == format for readable in PACKED)
    advice = _UNPACK if packed else UNREADABLE[format][1]
    return UnsupportedFormat(f"这是{NAMES[format]}，目前不能直接读取：{advice}")


def needs_program(format: Format) -> UnreadableDocument:
    """The refusal of a document that could be read if its program, or recognition, were installed."""
    readable = next(each for each in (*READABLE, *PACKED) if each.format == format)
    return UnreadableDocument(f"这是{NAMES[format]}，{_needs(readable)}")


def readings() -> list[Reading]:
    """Every format that is recognised, and how it is read on this machine."""
    readable = [_reading(each) for each in (*READABLE, *PACKED)]
    other = [
        Reading(_short(format), _suffixes(format), group, available=False, read_with="", advice=advice)
        for format, (group, advice) in UNREADABLE.items()
    ]
    return readable + other


def _reading(readable: Readable) -> Reading:
    program = readable.program
    name, endings = _short(readable.format), _suffixes(readable.format)
    libraries = " + ".join(f"{library} {_version(library)}" for library in readable.libraries) or "Python 自带"
    if program is None:
        if not readable.recognised or recognition.available():
            return Reading(name, endings, readable.group, True, libraries)
        if readable.recognised == "scans":
            return Reading(name, endings, readable.group, True, libraries, f"其中扫描的页，{_needs(readable)}")
        return Reading(name, endings, readable.group, False, "、".join(readable.libraries), _needs(readable))
    if find(program) is not None:
        return Reading(name, endings, readable.group, True, f"{program.name} {version_of(program) or ''}".strip())
    if readable.dispensable:
        return Reading(name, endings, readable.group, True, libraries, f"现在直接读取；想更稳妥，{program.install}")
    return Reading(name, endings, readable.group, False, program.name, _needs(readable))


def _needs(readable: Readable) -> str:
    if readable.program is None:
        return f"读取它需要文字识别：{recognition.INSTALL}"
    return f"读取它需要 {readable.program.name}：{readable.program.install}"


def _short(format: Format) -> str:
    """The name without the suffix that stands in brackets behind it."""
    return NAMES[format].removesuffix(f"（.{format}）")


def _suffixes(format: Format) -> tuple[str, ...]:
    return suffixes(format) or _SUFFIXES.get(format, ())


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return "（没有安装）"

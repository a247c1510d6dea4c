"""Safe opening of files that are ZIP packages of XML (docx; the same holds for xlsx and ofd).

Nothing is unpacked before it is asked for, what is unpacked is counted while it is read, and the XML parser neither loads nor
expands anything from outside: an entity, a DTD (but for the list of members of OpenDocument) or an external target is refused, not followed.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...schemas.errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

MIB = 1024 * 1024
MAX_TOTAL_BYTES = 512 * MIB
"""What all members of one package may unpack to, by their own account and as really read."""
MAX_PART_BYTES = 128 * MIB
"""What one member may unpack to; a parsed tree takes about ten times as much memory."""
MAX_RATIO = 250
"""How many times larger than its packed form a member may be, once it is larger than `RATIO_FLOOR_BYTES`."""
RATIO_FLOOR_BYTES = 32 * MIB
MAX_TAGS = 12_000_000
"""Tags of one XML part: very short ones (``<a/>``) would take thirty times their size in memory."""

_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CHUNK = MIB
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, KeyError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What the zipfile module raises on damaged archives."""
_LIMIT_FAULTS = ("XML_PARSE_HUGE", "amplification", "entity reference loop")
"""What libxml2 says when its limits are reached; the error codes differ between its versions, the words do not."""
_STRICT_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
ODF_MANIFEST = "META-INF/manifest.xml"
"""The list of members in an OpenDocument file; OpenOffice before 3.0 and AbiWord name a DTD there, which nobody fetches."""
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_RETRY = "请重新下载，或用 Word/WPS 打开后另存再试"
_CONFIRM = "请确认来源可靠，用 Word/WPS 另存后再试"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part of a package to another part of the same package (links to outside are left out)."""

    id: str
    kind: str
    """Last segment of the relationship type: officeDocument, styles, header, …"""
    target: str
    """Name of the part inside the package, without a leading slash."""


class Package:
    """A ZIP package opened from memory.

    Raises, here and in all methods, only `UnreadableDocument` (empty, damaged, truncated, not a package), `UnsupportedFormat` (an
    old Word, Excel or PowerPoint file), `EncryptedDocument` and `LimitExceeded`.
    """

    def __init__(self, data: bytes) -> None:
        if not data:
            raise UnreadableDocument("文件是空的（0 字节）：请重新下载后再试")
        if data.startswith(_COMPOUND_FILE):
            if _ENCRYPTED_STREAM in data:
                raise EncryptedDocument("文件设有打开密码：请用 Word/WPS 打开，取消密码后另存再试")
            raise UnsupportedFormat("文件是旧版 Office 格式（如 .doc）：请用 Word/WPS 另存为 .docx 后再试")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _ZIP_FAULTS as error:
            if data.startswith(b"PK"):
                raise UnreadableDocument(f"文件不完整或已损坏，无法打开：{_RETRY}") from error
            raise UnreadableDocument("文件内容不是 docx 一类的压缩包：请核对文件，或用 Word/WPS 另存为 .docx 后再试") from error
        if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
            raise LimitExceeded(f"文件解压后超过 {MAX_TOTAL_BYTES // MIB} MB，已停止读取：请确认来源可靠，删去大图后另存再试")
        self._members = {_part_name(member.filename): member for member in members}
        self._unpacked = 0

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._members

    def read(self, part: str) -> bytes:
        """The unpacked bytes of one part."""
        member = self._members.get(_part_name(part))
        if member is None:
            raise UnreadableDocument(f"文件缺少必要的部分（{shown(part)}）：{_RETRY}")
        if member.flag_bits & 1:
            raise EncryptedDocument("压缩包内容设有密码：请去掉密码后再试")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableDocument(f"文件用了 Office 不使用的压缩方式：{_RETRY}")
        if member.file_size > MAX_PART_BYTES:
            raise _too_large(part)
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > MAX_PART_BYTES or (size > RATIO_FLOOR_BYTES and size > member.compress_size * MAX_RATIO):
                        raise _too_large(part)
        except _ZIP_FAULTS as error:
            raise UnreadableDocument(f"文件已损坏（{shown(part)} 无法解压）：{_RETRY}") from error
        self._unpacked += size
        if self._unpacked > MAX_TOTAL_BYTES:
            raise _too_large(part)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def xml(self, part: str) -> etree._Element:
        """The root element of an XML part, comments and processing instructions left out.

        The namespaces of ISO strict files are replaced by the usual (transitional) ones, so that a reader knows one set of names.
        """
        return parse_xml(self.read(part), part)

    def relationships(self, part: str = "") -> tuple[Relationship, ...]:
        """Links that start at a part ("" for the package itself); none where the package states none."""
        folder, base = posixpath.split(part)
        links = posixpath.join(folder, "_rels", base + ".rels")
        if links not in self:
            return ()
        found: list[Relationship] = []
        for element in self.xml(links).iter(_RELATIONSHIP):
            target = element.get("Target")
            if target and element.get("TargetMode") != "External":
                name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found.append(Relationship(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], name))
        return tuple(found)


def parse_xml(data: bytes, part: str) -> etree._Element:
    """Parse XML that comes from an untrusted file; `part` names it in messages. Raises as `Package` does."""
    override = None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        override = "utf-8"  # the XML declaration still says UTF-16
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if data.count(b"<") > MAX_TAGS:
        raise _too_large(part)
    data = _STRICT_NAMESPACE.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding=override,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(words in str(error) for words in _LIMIT_FAULTS):
            raise LimitExceeded(
                f"文件内部（{shown(part)}）嵌套过深或单项内容过大，已停止读取：请确认来源可靠，用 Word/WPS 另存后再试"
            ) from error
        raise UnreadableDocument(f"文件已损坏（{shown(part)} 不是完整的 XML）：{_RETRY}") from error
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and (part != ODF_MANIFEST or dtd.entities()):
        raise UnreadableDocument(
            f"文件内部（{shown(part)}）含有 Office 不使用的实体定义（DTD），可能是恶意文件：请勿打开，向来源核实"
        )
    return root


def _part_name(name: str) -> str:
    """Part names are the same in either case; some writers use backslashes or a leading slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def shown(part: str) -> str:
    """A part name fit for a message of one line: it comes from the file and may be anything."""
    return "".join(character if character.isprintable() else "?" for character in part[:80])


def _too_large(part: str) -> LimitExceeded:
    return LimitExceeded(f"文件内部（{shown(part)}）解压后过大，疑似压缩炸弹，已停止读取：{_CONFIRM}")

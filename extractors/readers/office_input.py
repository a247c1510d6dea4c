"""What LibreOffice is given, and as what: looked at before, so that encrypted, booby-trapped and mislabelled files never get there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from ...schemas.errors import DocumentError, EncryptedDocument, UnsupportedFormat
from ._package import ODF_MANIFEST, Package
from .office import ODT, RTF, WORD_95, WORD_97, ImportFilter
from .original import Original
from .sniff import sniff

_HEAD = 4096
_STARTS = (b"\xd0\xcf\x11\xe0", b"{\\rtf")
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_ENCRYPTION = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"


def import_filter(original: Original) -> ImportFilter | None:
    """As what LibreOffice has to read a document; None where it is not read through LibreOffice.

    Raises EncryptedDocument, UnreadableDocument or LimitExceeded where it must not be tried.
    """
    match sniff(original.data, original.name):
        case "doc":
            return _doc_filter(original.data)
        case "rtf":
            return RTF
        case "odt":
            _examine_odt(original.data)
            return ODT
    return None


def candidates(paths: Iterable[Path]) -> Iterator[Original]:
    """Those of the files that may have to go through LibreOffice, told by how they begin; what cannot be opened is left out."""
    from . import load

    for path in paths:
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD)
            if head.startswith(_STARTS) or _ODT in head:
                yield load(path)
        except (OSError, ValueError, DocumentError):
            continue


def odt_content(data: bytes) -> etree._Element:
    """The parsed text of an odt; raises UnreadableDocument, EncryptedDocument or LimitExceeded."""
    package = Package(data)
    if ODF_MANIFEST in package and next(package.xml(ODF_MANIFEST).iter(_ENCRYPTION), None) is not None:
        raise EncryptedDocument("文档有打开密码，无法读取：请用密码打开，去掉密码另存后再试")
    return package.xml("content.xml")


def _doc_filter(data: bytes) -> ImportFilter:
    from ._doc_file import WordFile

    try:
        WordFile(data)
    except UnsupportedFormat:  # older than Word 97
        return WORD_95
    return WORD_97


def _examine_odt(data: bytes) -> None:
    odt_content(data)
    package = Package(data)
    if "styles.xml" in package:
        package.xml("styles.xml")

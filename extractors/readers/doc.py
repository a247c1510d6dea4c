"""Readers of word processing files other than docx: doc and wps, rtf, odt, and Word's XML.

LibreOffice turns doc, rtf and odt into docx, which is read as such. A doc or rtf is read directly too: that costs little, it shows
whether LibreOffice has lost a figure, and it is all there is where LibreOffice is not installed or fails. `Document.details` says which
way was taken. Word's XML is so near to docx that it is turned into it here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ...schemas.document import Document, ReadingWarning
from ...schemas.errors import UnreadableDocument, UnsupportedFormat
from ._figures import figures_of, figures_of_odt, figures_of_tables
from ._flat_package import is_flat_package, packed
from ._package import parse_xml
from ._word_2003 import as_docx
from .conversions import NotConverted, converted
from .docx import read_docx
from .formats import needs_program
from .office_input import odt_content
from .original import Original
from .programs import LIBREOFFICE, find
from .sniff import Format

READ_WITH = "read_with"
"""The detail that says by which program or library a document was read."""
_DISAGREE = "readers_disagree"
_SHOWN_FIGURES = 5


def read_doc(original: Original) -> Document:
    """Read a doc or wps file: through LibreOffice, and directly where that is missing or fails.

    Raises `UnreadableDocument`, `UnsupportedFormat`, `EncryptedDocument` or `LimitExceeded`.
    """
    from .doc_binary import read_doc_binary

    return _both_ways(original, "doc", read_doc_binary)


def read_rtf(original: Original) -> Document:
    """Read an RTF file as `read_doc` does."""
    from .rtf import read_rtf_direct

    return _both_ways(original, "rtf", read_rtf_direct)


def read_odt(original: Original) -> Document:
    """Read an OpenDocument text through LibreOffice; raises as `read_doc` does."""
    stored = figures_of_odt(odt_content(original.data))
    document = _through_libreoffice(original, "odt")
    return _with_lost(document, stored - figures_of(document), Counter())


def read_word_xml(original: Original) -> Document:
    """Read a Word document in XML: that of Word 2003, or a docx in one piece (flat OPC). Raises as `read_doc` does."""
    root = parse_xml(original.data, original.name)
    docx = packed(root) if is_flat_package(root) else as_docx(root)
    return _as("word_xml", original, docx)


def _both_ways(original: Original, format: Format, read_directly: Callable[[Original], Document]) -> Document:
    try:
        direct = read_directly(original)
    except UnsupportedFormat:  # older than Word 97
        return _through_libreoffice(original, format)
    except UnreadableDocument:
        if find(LIBREOFFICE) is None:
            raise
        return _through_libreoffice(original, format)
    if find(LIBREOFFICE) is None:
        return direct
    try:
        return _reconciled(_converted(original, format), direct)
    except NotConverted as error:
        return _warned(direct, "converter_failed", f"{error}，已改为直接读取")


def _through_libreoffice(original: Original, format: Format) -> Document:
    """The document as LibreOffice shows it."""
    if find(LIBREOFFICE) is None:
        raise needs_program(format)
    try:
        return _converted(original, format)
    except NotConverted as error:
        raise UnreadableDocument(f"{error}（可能已损坏）：请用 Word 或 WPS 打开后另存为 .docx 再试") from None


def _converted(original: Original, format: Format) -> Document:
    result = converted(original)
    document = _as(format, original, result.data)
    return replace(document, details=(*document.details, (READ_WITH, result.program)))


def _reconciled(through: Document, direct: Document) -> Document:
    """The reading through LibreOffice, with a warning where it lacks figures; the direct one where a table has lost figures by the
    detour, and neither has one won any nor was one read from a picture.
    """
    table_figures, direct_table_figures = figures_of_tables(through), figures_of_tables(direct)
    lost_from_tables = direct_table_figures - table_figures
    if lost_from_tables and not table_figures - direct_table_figures and not through.ocr_pages:
        message = f"表格里有 {_some(lost_from_tables)} {LIBREOFFICE.name} 转换后没有读到，已改用直接读取的结果"
        return _warned(direct, _DISAGREE, message)
    all_figures, all_direct_figures = figures_of(through), figures_of(direct)
    return _with_lost(through, lost_from_tables | (all_direct_figures - all_figures), all_figures - all_direct_figures)


def _with_lost(document: Document, lost: Counter[str], gained: Counter[str]) -> Document:
    """The document, with a warning where figures were lost; `gained` is what stands there instead, such as the date of today."""
    if not lost:
        return document
    instead = f"，多出了 {_some(gained)}" if gained else ""
    return _warned(document, _DISAGREE, f"文件里有 {_some(lost)} {LIBREOFFICE.name} 转换后没有读到{instead}")


def _warned(document: Document, code: str, message: str) -> Document:
    return replace(document, warnings=(ReadingWarning(code, f"{message}，请对照原文核对"), *document.warnings))


def _some(figures: Counter[str]) -> str:
    named = "、".join(list(figures)[:_SHOWN_FIGURES]) + ("等" if len(figures) > _SHOWN_FIGURES else "")
    return f"{figures.total()} 个数字（{named}）"


def _as(format: Format, original: Original, docx: bytes) -> Document:
    """The document that a docx made from `original` holds, under the name of the original."""
    return replace(read_docx(replace(original, data=docx)), format=format)

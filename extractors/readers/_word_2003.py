"""A Word 2003 XML document (WordprocessingML) as the docx it would be: names differ in places, the structure is the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from lxml import etree

from ._docx_properties import R, W, integer

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_DRAWING = (
    "{urn:schemas-microsoft-com:vml}",
    "{urn:schemas-microsoft-com:office:office}",
    "{urn:schemas-microsoft-com:office:word}",
)
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge", "hlink": "hyperlink"}
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del"}
_WRAPPER = W + "smartTag"
"""What holds text and has no name in a docx (smart tags, custom elements, sections): its content stands for itself."""
_NOTES = {W + "footnote": "footnotes", W + "endnote": "endnotes"}
_FURNITURE = {W + "hdr": "header", W + "ftr": "footer"}
MISPLACED = "{urn:gongkai}misplaced"
"""Attribute of a table whose rows no longer say in which columns their cells stand."""
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = R[1:-1]
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def as_docx(root: etree._Element) -> bytes:
    """The docx that says the same; `root` is changed."""
    _rename(root)
    _mark_misplaced(root)
    parts: dict[str, etree._Element] = {}
    document = etree.Element(W + "document", nsmap={"w": W[1:-1], "r": _KINDS})
    body, styles = root.find(W + "body"), root.find(W + "styles")
    if body is not None:
        document.append(body)
        _move_notes(body, parts)
        _move_furniture(body, parts)
    if styles is not None:
        parts["styles"] = styles
    return _package(document, parts)


def _rename(root: etree._Element) -> None:
    for element in list(root.iter(etree.Element)):
        tag = element.tag
        if tag.startswith(_OLD):
            name = tag[len(_OLD) :]
            element.tag = W + _RENAMED.get(name, name)
        elif tag == f"{_AML}annotation":
            _rename_annotation(element)
        elif not tag.startswith(_DRAWING):
            element.tag = _WRAPPER
        for attribute, value in element.items():
            name = str(attribute)
            if name.startswith(_OLD):
                del element.attrib[attribute]
                element.set(W + name[len(_OLD) :], value)


def _mark_misplaced(root: etree._Element) -> None:
    """Mark the tables in which cells covered by a vertical merge are simply left out, as LibreOffice exports them: neither the merge
    nor a gap (w:gridAfter) is stated, so that a row below is short and its cells count from the wrong column.
    """
    for table in root.iter(W + "tbl"):
        rows = [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
        if any(next(row.iter(W + "vMerge"), None) is not None for row in rows):
            continue
        extents = [extent for extent in map(_extent, rows) if extent]
        full = max([len(table.findall(f"{W}tblGrid/{W}gridCol")), *extents])
        if any(extent < full for extent in extents):
            table.set(MISPLACED, "1")


def _extent(row: etree._Element) -> int:
    """The grid columns that a row states; 0 where it has no cells."""
    spans = [_stated(cell.find(f"{W}tcPr/{W}gridSpan"), 1) for cell in row.iterchildren(W + "tc")]
    return sum(spans) and sum(spans) + sum(_stated(row.find(f"{W}trPr/{W}{gap}"), 0) for gap in ("gridBefore", "gridAfter"))


def _stated(element: etree._Element | None, default: int) -> int:
    value = None if element is None else integer(element.get(W + "val"))
    return default if value is None else max(default, value)


def _rename_annotation(element: etree._Element) -> None:
    """A tracked change stays one; what else annotates the text (comments, bookmarks) is not printed."""
    change = _CHANGES.get(element.get(f"{_OLD}type", ""))
    element.tag = W + (change or "annotation")


def _move_notes(body: etree._Element, parts: dict[str, etree._Element]) -> None:
    """Notes stand where they are referred to; a docx keeps them in parts of their own."""
    for number, note in enumerate(list(body.iter(*_NOTES)), start=1):
        kind = _NOTES[note.tag]
        reference = etree.Element(f"{note.tag}Reference", {W + "id": str(number)})
        _replace(note, reference)
        note.set(W + "id", str(number))
        parts.setdefault(kind, etree.Element(W + kind)).append(note)


def _move_furniture(body: etree._Element, parts: dict[str, etree._Element]) -> None:
    for number, furniture in enumerate(list(body.iter(*_FURNITURE)), start=1):
        kind = _FURNITURE[furniture.tag]
        _replace(furniture, etree.Element(f"{W}{kind}Reference", {f"{R}id": f"{kind}{number}"}))
        parts[f"{kind}{number}"] = furniture


def _replace(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    if parent is not None:
        new.tail, old.tail = old.tail, None
        parent.replace(old, new)


def _package(document: etree._Element, parts: dict[str, etree._Element]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>')
        package.writestr("_rels/.rels", _links([("officeDocument", "word/document.xml")]))
        package.writestr("word/document.xml", etree.tostring(document, encoding="utf-8"))
        package.writestr("word/_rels/document.xml.rels", _links((name, f"{name}.xml") for name in parts))
        for name, part in parts.items():
            package.writestr(f"word/{name}.xml", etree.tostring(part, encoding="utf-8"))
    return buffer.getvalue()


def _links(targets: Iterable[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{_LINKS}}}Relationships")
    for name, target in targets:
        kind = name.rstrip("0123456789")
        etree.SubElement(root, f"{{{_LINKS}}}Relationship", Id=name, Type=f"{_KINDS}/{kind}", Target=target)
    return etree.tostring(root)

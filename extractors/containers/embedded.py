"""Files embedded in Word and Excel documents, old and new: each is given as a document of its own, in the order it stands there.

Left out are the workbooks that only charts refer to (they hold the figures of the chart, which it shows itself), formulas, controls
and drawings of other programs, and links to other files, which are never followed. Parts of a Word document that are kept in another
format (altChunk: html, rtf, mht, docx) are members too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from ...schemas.errors import DocumentError
from ..readers._compound import SIGNATURE, CompoundFile, Storage
from ..readers._docx_properties import R, W
from ..readers._package import Package, Relationship
from ._member_names import Names
from ._ole_objects import member_of
from .model import Budget, Lost, Member

_KINDS = frozenset({"oleObject", "package", "aFChunk"})
_TEXT_PARTS = ("header", "footer", "footnotes", "endnotes")
_OBJECT, _OUTSIDE_CONTENT = "{urn:schemas-microsoft-com:office:office}OLEObject", W + "altChunk"
_DELETED = frozenset({W + "del", W + "moveFrom"})
_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet"})
_FALLBACK = "嵌入对象"
_POOL = "ObjectPool"
_SHEET_OBJECT = re.compile(r"MBD[0-9A-F]{8}", re.IGNORECASE)


def members_of_docx(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a docx (an `Opener`)."""
    package = Package(data)
    main = _main(package, "word/document.xml")
    links = package.relationships(main)
    parts = [main, *(link.target for kind in _TEXT_PARTS for link in links if link.kind == kind)]
    yield from _members(package, _shown_in_word(package, parts), budget)


def members_of_xlsx(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in an xlsx (an `Opener`)."""
    package = Package(data)
    workbook = _main(package, "xl/workbook.xml")
    sheets = [link.target for link in package.relationships(workbook) if link.kind in _SHEETS]
    yield from _members(package, (link for sheet in sheets for link in _objects(package, sheet)), budget)


def members_of_doc(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in a Word 97-2003 document (an `Opener`)."""
    pool = CompoundFile(data).root.storage(_POOL)
    yield from _objects_in(() if pool is None else pool.storages, budget)


def members_of_xls(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
    """The files in an Excel 97-2003 workbook (an `Opener`)."""
    if data.startswith(SIGNATURE):
        yield from _objects_in((each for each in CompoundFile(data).root.storages if _SHEET_OBJECT.fullmatch(each.name)), budget)


def _objects_in(storages: Iterable[Storage], budget: Budget) -> Iterator[Member | Lost]:
    names = Names()
    for number, storage in enumerate(storages, 1):  # their names are numbers given one after the other
        member = member_of(storage, f"{_FALLBACK}{number}", None, names, budget)
        if member is not None:
            yield member


def _main(package: Package, usual: str) -> str:
    links = (link.target for link in package.relationships() if link.kind == "officeDocument")
    return next((target for target in links if target in package), usual)


def _objects(package: Package, part: str) -> list[Relationship]:
    try:
        return [link for link in package.relationships(part) if link.kind in _KINDS]
    except DocumentError:  # the reader of the document says what is wrong with it
        return []


def _shown_in_word(package: Package, parts: Iterable[str]) -> Iterator[Relationship]:
    """What the text refers to, outside tracked deletions; the text is only searched where there is anything."""
    for part in parts:
        links = {link.id: link for link in _objects(package, part)}
        if not links or part not in package:
            continue
        for element in package.xml(part).iter(_OBJECT, _OUTSIDE_CONTENT):
            link = links.get(element.get(R + "id", ""))
            if link is not None and not any(above.tag in _DELETED for above in element.iterancestors()):
                yield link


def _members(package: Package, links: Iterable[Relationship], budget: Budget) -> Iterator[Member | Lost]:
    names, seen = Names(), set[str]()
    for link in links:
        if link.target.lower() in seen or link.target not in package:
            continue  # contents stored twice, for newer and older Word
        seen.add(link.target.lower())
        base = posixpath.basename(link.target)
        try:
            data = package.read(link.target)
            if data.startswith(SIGNATURE):
                member = member_of(CompoundFile(data).root, base, data, names, budget)
                if member is not None:
                    yield member
                continue
        except DocumentError as error:
            if budget.exhausted:
                raise
            budget.take_member()
            yield Lost(names.give(base, _FALLBACK), error)
            continue
        budget.take_member()
        budget.take_bytes(len(data))  # a part is unpacked as a whole, within the limits of `Package`
        yield Member(names.give(base, _FALLBACK, data), data)

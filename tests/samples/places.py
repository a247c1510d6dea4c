"""Reads a sample again at a place that a source names, without the readers under test."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WRAPPERS = (f"{W}sdt", f"{W}sdtContent")


@dataclass(frozen=True, slots=True)
class Places:
    """The printed text of a file by place."""

    lines: list[str]
    paragraphs: list[str]
    tables: list[dict[tuple[int, int], str]]


def text_places(path: Path, encoding: str) -> Places:
    return Places(path.read_bytes().decode("utf-16" if encoding.startswith("utf-16") else encoding).split("\n"), [], [])


def docx_places(path: Path) -> Places:
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
    places = Places([], [], [])
    for child in _children(body):
        if child.tag == f"{W}p":
            places.paragraphs.append(_printed(child))
        elif child.tag == f"{W}tbl":
            _read(child, places.tables)
    return places


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, content controls opened."""
    for child in element:
        if child.tag in WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _read(table: etree._Element, tables: list[dict[tuple[int, int], str]]) -> None:
    grid: dict[tuple[int, int], str] = {}
    tables.append(grid)
    for row, line in enumerate(each for each in _children(table) if each.tag == f"{W}tr"):
        column = 0
        for cell in (each for each in _children(line) if each.tag == f"{W}tc"):
            inner = list(_children(cell))
            grid[row, column] = "\n".join(_printed(each) for each in inner if each.tag == f"{W}p")
            for each in inner:
                if each.tag == f"{W}tbl":
                    _read(each, tables)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            column += 1 if span is None else int(span.get(f"{W}val", "1"))


def _printed(paragraph: etree._Element) -> str:
    """What Word shows: no deleted text, no field code, no text box, tabs as tabs."""
    shown = []
    for element in paragraph.iter(f"{W}t", f"{W}tab"):
        above = [each.tag for each in element.iterancestors()]
        inner = above[: above.index(f"{W}p")]
        if f"{W}del" not in inner and f"{W}txbxContent" not in inner and f"{W}pPr" not in inner:
            shown.append("\t" if element.tag == f"{W}tab" else element.text or "")
    return "".join(shown) if FALLBACK not in [each.tag for each in paragraph.iterancestors()] else ""

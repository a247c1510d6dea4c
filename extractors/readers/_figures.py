"""The figures a document prints, counted, so that two readings of one document can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from ...schemas.document import Document, Paragraph
from ...schemas.text import fold

_FIGURE = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODF_PARAGRAPHS = (f"{_ODF_TEXT}p", f"{_ODF_TEXT}h")
_ODF_SPACES = {f"{_ODF_TEXT}s": " ", f"{_ODF_TEXT}tab": "\t", f"{_ODF_TEXT}line-break": "\n"}
_ODF_STYLE, _ODF_DISPLAY = f"{_ODF_TEXT}style-name", f"{_ODF_TEXT}display"
_ODF_STYLE_NAME, _ODF_TEXT_PROPERTIES = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:style:1.0}}{name}" for name in ("name", "text-properties")
)
_ODF_UNPRINTED = frozenset(
    {
        *(
            f"{_ODF_TEXT}{name}"
            for name in ("tracked-changes", "note-citation", "page-number", "page-count", "hidden-text", "date")
        ),
        "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation",
    }
)
"""What is not printed, or printed anew by every program."""


def figures(texts: Iterable[str]) -> Counter[str]:
    """How often each figure is printed, thousands separators left out."""
    return Counter(
        match[0].replace(",", "").replace("，", "")
        for text in texts
        if any(character.isdigit() for character in text)
        for match in _FIGURE.finditer(fold(text))
    )


def figures_of(document: Document) -> Counter[str]:
    """The figures of the body: its paragraphs and its tables, notes and text boxes included, pictures not: only one way reads these."""
    paragraphs = (block.text for block in document.blocks if isinstance(block, Paragraph) and block.location.picture is None)
    return figures(paragraphs) + figures_of_tables(document)


def figures_of_tables(document: Document) -> Counter[str]:
    """The figures in the cells of tables, those on pictures left out."""
    return figures(cell.text for table in document.tables if table.location.picture is None for cell in table.cells)


def figures_of_odt(content: etree._Element) -> Counter[str]:
    """Each figure of an OpenDocument text once: what is printed is not stored as often as it is printed."""
    hidden = {
        properties.getparent().get(_ODF_STYLE_NAME)  # type: ignore[union-attr]  # a child of a style
        for properties in content.iter(_ODF_TEXT_PROPERTIES)
        if properties.get(_ODF_DISPLAY) == "none"
    }

    def printed(element: etree._Element) -> bool:
        return element.tag not in _ODF_UNPRINTED and element.get(_ODF_STYLE) not in hidden

    def pieces(element: etree._Element) -> Iterator[str]:
        if element.tag in _ODF_SPACES:
            yield _ODF_SPACES[element.tag]
        elif printed(element):
            yield element.text or ""
            for child in element:
                if child.tag not in _ODF_PARAGRAPHS:
                    yield from pieces(child)
                yield child.tail or ""

    paragraphs = (each for each in content.iter(*_ODF_PARAGRAPHS) if all(map(printed, each.iterancestors())))
    return Counter(set(figures("".join(pieces(paragraph)) for paragraph in paragraphs)))

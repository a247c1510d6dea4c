"""Damages XML so that it stays well formed, and so comes further into a reader."""

from __future__ import annotations

import copy
import random
import re
from typing import Any

from lxml import etree

from .in_words import words
from .tokens import NUMBERS, SIGNS, XML_TOKENS


def marks(data: bytes, source: random.Random) -> bytes:
    return words(data, source, XML_TOKENS)


def xml(data: bytes, source: random.Random) -> bytes:
    """`data` as XML that is still well formed: elements and attributes are moved, doubled, nested and left out, values are extreme."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return marks(data, source)
    for _ in range(source.choice((1, 1, 2, 3, 5))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        source.choice(_ON_ELEMENTS)(source.choice(elements), source.choice(elements), source)
        if len(elements) > 5_000:
            break
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
_Element = Any


def _element_gone(one: _Element, other: _Element, source: random.Random) -> None:
    if (parent := one.getparent()) is not None:
        parent.remove(one)


def _element_moved(one: _Element, other: _Element, source: random.Random) -> None:
    if one.getparent() is not None and one not in other.iterancestors() and one is not other:
        other.append(one)


def _element_copied(one: _Element, other: _Element, source: random.Random) -> None:
    size, copied = sum(1 for _ in one.iter()), copy.deepcopy(one)  # before it grows, as it may hold the other
    for _ in range(min(source.choice((1, 1, 3, 30, 3000)), 5_000 // size)):
        other.append(copy.deepcopy(copied))


def _element_nested(one: _Element, other: _Element, source: random.Random) -> None:
    """The element in one of its kind, in one of its kind … as deep as 5,000."""
    parent = one.getparent()
    if parent is None:
        return
    place = parent.index(one)
    outermost = inner = etree.Element(one.tag, dict(one.attrib))
    for _ in range(int(10 ** source.uniform(0.3, 3.7))):
        inner = etree.SubElement(inner, source.choice((one.tag, one.tag, other.tag)), dict(one.attrib))
    inner.append(one)
    parent.insert(place, outermost)


def _attribute(one: _Element, other: _Element, source: random.Random) -> None:
    names = list(one.attrib) or list(other.attrib)
    if names:
        name = source.choice(names)
        if source.random() < 0.15:
            one.attrib.pop(name, None)
        else:
            one.set(name, source.choice((source.choice(NUMBERS), source.choice(_PLAIN), other.get(name) or "")))


def _content(one: _Element, other: _Element, source: random.Random) -> None:
    one.text = source.choice((source.choice(NUMBERS), source.choice(_PLAIN), source.choice(_PLAIN) * 3000, other.text, None))


def _renamed(one: _Element, other: _Element, source: random.Random) -> None:
    one.tag = other.tag


_PLAIN = tuple(sign for sign in SIGNS if not re.search("[\0\x1b\x0c\x0b\ufffe]", sign))
"""What may stand in XML."""
_ON_ELEMENTS = (
    _element_gone,
    _element_moved,
    _element_copied,
    _element_nested,
    _attribute,
    _attribute,
    _attribute,
    _content,
    _content,
    _renamed,
)

"""Damages files: a kind and a number always give the same damaged file, in every process and whatever the hash seed is."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from collections.abc import Callable
from dataclasses import dataclass

from .in_bytes import MOST_BYTES, of_bytes
from .in_files import compound, package, pdf, png
from .in_trees import xml
from .in_words import words
from .seeds import seeds
from .tokens import TEXT_TOKENS, TOKENS, XML_TOKENS

PACKAGES = frozenset({"docx", "xlsx", "ods", "odt", "ofd", "zip"})
COMPOUND = frozenset({"doc", "xls", "msg"})
WORDS = frozenset({"text", "html", "md", "json", "rtf", "eml", "mht", "csv", "word_xml", "sheet_xml"})
PACKERS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "gz": (gzip.decompress, lambda data: gzip.compress(data, 1, mtime=0)),
    "bz2": (bz2.decompress, lambda data: bz2.compress(data, 1)),
    "xz": (lzma.decompress, lambda data: lzma.compress(data, preset=0)),
}


@dataclass(frozen=True)
class Mutant:
    """A damaged file."""

    kind: str
    number: int
    data: bytes


def mutant(kind: str, number: int) -> Mutant:
    """The damaged file with this number of a kind."""
    source = random.Random(f"{kind}/{number}")
    data = source.choice(seeds(kind))
    if source.random() < 0.35:
        data = of_bytes(data, source, kind)
    else:
        data = _structural(kind, data, source)
        if source.random() < 0.1:
            data = of_bytes(data, source, kind)
    return Mutant(kind, number, data[:MOST_BYTES])


def _structural(kind: str, data: bytes, source: random.Random) -> bytes:
    if kind in PACKAGES:
        return package(kind, data, source)
    if kind in COMPOUND:
        return compound(data, source)
    if kind.endswith("_xml") and source.random() < 0.7:
        return xml(data, source)
    if kind in WORDS:
        return words(data, source, TOKENS.get(kind, XML_TOKENS if kind.endswith("_xml") else TEXT_TOKENS))
    if kind in PACKERS:
        unpack, pack = PACKERS[kind]
        return pack(of_bytes(unpack(data), source, kind))
    if kind == "pdf":
        return pdf(data, source)
    if kind == "png":
        return png(data, source)
    return of_bytes(data, source, kind)

"""Which program works out a result: a digest of our own code and data and of the libraries and programs below them.

There are two, because there are two stages: a changed rule or alias leaves what was read valid, a changed reader does not.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath

from ...extractors.readers.programs import BSDTAR, LIBREOFFICE, Program, find

READING = (
    "schemas/document.py",
    "schemas/errors.py",
    "schemas/text.py",
    "schemas/vocabulary/documents.py",
    "schemas/vocabulary/documents.yaml",
    "extractors/readers",
    "extractors/containers",
    "extractors/ocr",
    "extractors/amounts.py",
    "extractors/privacy.py",
    "extractors/terms.py",
    "extractors/terms.txt",
    "pipeline/document.py",
    "pipeline/work",
)
"""Our own files that decide what is read from a document; everything else decides on matching and checks, and the vocabulary on what is
recognised in pictures too.
"""
_LIBRARIES = (
    "lxml",
    "olefile",
    "onnxruntime",
    "opencv-python-headless",
    "pdfplumber",
    "pdfminer.six",
    "pypdfium2",
    "rapidocr",
    "xlrd",
)
_CODE = (".py", ".yaml", ".json", ".txt")


@cache
def of_reading() -> str:
    """Digest of what a document is read with."""
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    return _digest([platform.python_version(), *versions, *map(_program, (LIBREOFFICE, BSDTAR))], READING)


@cache
def of_vocabulary() -> str:
    """Digest of the words by which recognition decides between characters."""
    return _digest([], ("schemas/vocabulary",))


@cache
def of_results() -> str:
    """Digest of everything that a result depends on."""
    return _digest([of_reading()], ("schemas", "extractors", "pipeline"))


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "-"


def _program(program: Program) -> str:
    """Which one is installed: asking it for its version would take longer than many a run."""
    found = find(program)
    if found is None:
        return f"{program.name} -"
    real = found.resolve()
    return f"{program.name} {real} {real.stat().st_mtime_ns}"


def _digest(words: Iterable[str], places: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for place in places:
        # a folder of the package is found through its own module: in a development install they are not below one another
        parts = PurePath(place).parts
        top = files(f"{__name__.partition('.')[0]}.{parts[0]}")
        for name, data in _code(top.joinpath(*parts[1:]), place):
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()


def _code(place: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    if place.is_file():
        if name.endswith(_CODE):
            yield name, place.read_bytes()
    elif place.is_dir():
        for each in sorted(place.iterdir(), key=lambda each: each.name):
            yield from _code(each, f"{name}/{each.name}")

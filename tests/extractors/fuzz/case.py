"""What is done with one damaged file, and what may come of it: a result, or a DocumentError with one Chinese line."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass

from gongkai.extractors.containers import Lost, expand
from gongkai.extractors.readers import read_original
from gongkai.extractors.readers.original import Original
from gongkai.pipeline.checks.between import with_between
from gongkai.pipeline.checks.engine import check
from gongkai.pipeline.document import interpret
from gongkai.pipeline.work.tasks import record_of
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError

from .mutate import Mutant
from .seeds import PICTURES, name_of

RECOGNISED = 20
"""Of so many damaged pictures one is recognised; of the others only the decoder is tried."""
_LINE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*")


class Broken(Exception):
    """Something was given that must not be given."""


@dataclass(frozen=True)
class Verdict:
    """What came of a damaged file."""

    outcome: str
    """`read`, `refused`, or of a failure its kind and place (the same for the same defect)."""
    trace: str = ""

    @property
    def failed(self) -> bool:
        return self.outcome not in ("read", "refused")


def tried(damaged: Mutant) -> Verdict:
    """Reads a damaged file with all that it holds."""
    only_decode = damaged.kind in PICTURES and damaged.number % RECOGNISED != 0
    return verdict(damaged.data, name_of(damaged.kind), only_decode=only_decode)


def verdict(data: bytes, name: str, *, only_decode: bool = False) -> Verdict:
    """What comes of a file; `only_decode`: of a picture without recognition."""
    if only_decode:
        try:
            _decode(data)
        except DocumentError as error:
            return _refused(error)
        except Exception as error:
            return _failure(error)
        return Verdict("read")
    return verdict_of(Original.of(data, name))


def verdict_of(original: Original) -> Verdict:
    """What comes of a document with all that it holds."""
    try:
        read = [_found(found) for found in expand(original)]
    except DocumentError as error:
        return _refused(error)
    except Exception as error:
        return _failure(error)
    return Verdict("read" if any(read) else "refused")


def _decode(data: bytes) -> None:
    from gongkai.extractors.ocr.pictures import pictures

    for picture in pictures(data):
        if picture.pixels.size == 0:
            raise Broken("a picture without pixels")


def _found(found: Original | Lost) -> bool:
    """Whether a document that came out of a file could be read."""
    if isinstance(found, Lost):
        _one_line(found.reason)
        _printable(found.name, found.path)
        return False
    _printable(found.name, found.path)
    try:
        document = read_original(found)
    except DocumentError as error:
        _one_line(error)
        return False
    _well_formed(document)
    record_of(with_between(check(interpret(document))))
    return True


def _refused(error: DocumentError) -> Verdict:
    try:
        _one_line(error)
    except Broken as broken:
        return _failure(broken)
    return Verdict("refused")


def _one_line(error: DocumentError) -> None:
    if not _LINE.fullmatch(str(error)):
        raise Broken(f"no single Chinese line: {type(error).__name__}: {error!s:.200}")
    str(error).encode()


def _printable(*names: str) -> None:
    for name in names:
        name.encode()
        if not all(character.isprintable() or character == "\u3000" for character in name):
            raise Broken("a name that cannot be printed")


def _well_formed(document: Document) -> None:
    """Cells lie inside their grid and share no place; warnings are one line."""
    for table in document.tables:
        taken: set[tuple[int, int]] = set()
        for cell in table.cells:
            places = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            }
            if not places or cell.row + cell.row_span > table.row_count or cell.column + cell.column_span > table.column_count:
                raise Broken("a cell outside of its table")
            if places & taken:
                raise Broken("two cells in one place")
            taken |= places
    for warning in document.warnings:
        if not _LINE.fullmatch(warning.message):
            raise Broken(f"a warning that is no single Chinese line: {warning.code}")


def _failure(error: Exception) -> Verdict:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if re.search(r"(extractors|pipeline|schemas)/(?!fuzz)", frame.filename)
    ]
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    what = str(error)[:80] if isinstance(error, Broken) else ""
    return Verdict(" ".join(f"{type(error).__name__} {place} {what}".split()), traceback.format_exc())

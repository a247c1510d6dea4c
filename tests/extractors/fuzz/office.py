"""Damaged files through LibreOffice: in batches, as a run does it, because each would take a second by itself."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from gongkai.extractors.readers.conversions import Conversions, NotConverted
from gongkai.extractors.readers.office import FILE_SECONDS
from gongkai.extractors.readers.office_input import import_filter
from gongkai.extractors.readers.original import Original
from gongkai.extractors.readers.programs import LIBREOFFICE, find
from gongkai.schemas.errors import DocumentError

from .case import verdict_of
from .mutate import mutant
from .seeds import name_of

CONVERTED = ("doc", "rtf", "odt")
"""Kinds that LibreOffice turns into docx."""


def convert_damaged(files: int) -> bool:
    """Converts that many damaged files and reads what comes of them; prints what happened and returns whether all went well."""
    if find(LIBREOFFICE) is None:
        print("LibreOffice is not installed: not tried")
        return True
    originals = [original for kind in CONVERTED for original in islice(_accepted(kind), files // len(CONVERTED))]
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="fuzz-office-") as name:
        begun = time.perf_counter()
        with Conversions(parallel=2, inside=Path(name)) as conversions:
            conversions.prepare(originals)
            elapsed = time.perf_counter() - begun
            converted = sum(_is_converted(conversions, original) for original in originals)
            for original in originals:
                outcome = verdict_of(replace(original, conversions=conversions))
                outcomes[outcome.outcome] += 1
                if outcome.failed:
                    print(f"{original.name}: {outcome.outcome}\n{outcome.trace}")
        left = [*map(str, Path(name).iterdir()), *_processes(name)]
    print(
        f"LibreOffice  {len(originals)} files in {elapsed:.0f} s, {converted} converted; {dict(outcomes)}; left behind: {left or 'nothing'}"
    )
    return not left and not set(outcomes) - {"read", "refused"} and elapsed < len(originals) * FILE_SECONDS


def _accepted(kind: str) -> Iterator[Original]:
    """Damaged files that LibreOffice would be given."""
    for number in count():
        original = Original.of(mutant(kind, number).data, f"{kind}-{number}{Path(name_of(kind)).suffix}")
        with contextlib.suppress(DocumentError):
            if import_filter(original) is not None:
                yield original


def _is_converted(conversions: Conversions, original: Original) -> bool:
    try:
        return bool(conversions.docx(original).data)
    except NotConverted:
        return False


def _processes(folder: str) -> list[str]:
    """Processes that were given a file in that folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if folder.encode() in place.read_bytes():
                found.append(f"process {place.parent.name}")
    return found

"""What the files of the output folder are called, with names that are legal on Linux, macOS and Windows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from ...schemas.rows import DOCUMENT_COLUMNS, FACT_COLUMNS, FINDING_COLUMNS, INDICATOR_COLUMNS, Column

DOCUMENTS = "documents"
FAILURES = "failures.jsonl"
TABLES: dict[str, tuple[Column, ...]] = {
    "facts": FACT_COLUMNS,
    "indicators": INDICATOR_COLUMNS,
    "findings": FINDING_COLUMNS,
    "documents": DOCUMENT_COLUMNS,
}
"""The published tables: `<stem>.parquet` and `<stem>.csv`."""
INDEX = "documents.parquet"
"""The table of the documents; its column `output` names the results in DOCUMENTS."""

SUMMARY = "summary.json"
"""The summary for operators. Unlike the results it tells of the run itself and is different each time."""
OUTPUTS = frozenset({DOCUMENTS, FAILURES, SUMMARY, *(f"{stem}.{suffix}" for stem in TABLES for suffix in ("parquet", "csv"))})
"""Everything that a run writes, by its name in the output folder."""

_LONGEST_STEM = 60
_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def result_name(name: str, sha256: str, take: Callable[[str], bool]) -> str:
    """`<name>-<first 8 of sha256>.json` for a document's file name, its suffix dropped and cut to 60 characters.

    `take` reserves a name and says whether it was free: documents that would have one name get `-2`, `-3` … behind the digits.
    """
    stem = f"{_legal(PurePosixPath(name).stem)}-{sha256[:8]}"
    number, chosen = 1, f"{stem}.json"
    while not take(chosen):
        number += 1
        chosen = f"{stem}-{number}.json"
    return chosen


def _legal(stem: str) -> str:
    legal = _ILLEGAL.sub("_", stem).strip(" .")[:_LONGEST_STEM].rstrip(" .")
    if not legal:
        return "document"
    return f"_{legal}"[:_LONGEST_STEM] if _RESERVED.match(legal) else legal


def file_status(path: Path) -> str:
    """Size and time of a file, by which it can be seen that nobody has touched it. Raises OSError."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def on_disk(name: str) -> str:
    """The name to hand to the operating system, so that the file is named in UTF-8 even where the locale knows ASCII only."""
    return os.fsdecode(name.encode("utf-8"))

"""gongkai (公开): from published Chinese public-finance reports to exact, traceable facts.

    import gongkai

    result = gongkai.extract("决算公开.docx")
    for fact in result.facts:
        print(fact.item, fact.column, fact.year, fact.value, fact.unit)

    for finding in result.findings:
        print(finding.code, finding.severity, finding.message)

    summary = gongkai.run(["报告"], "结果")

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pipeline.summary import Failure, RunSummary
    from .schemas.errors import (
        DocumentError,
        EncryptedDocument,
        GongkaiError,
        LimitExceeded,
        UnreadableDocument,
        UnsupportedFormat,
        UsageError,
        VocabularyError,
    )
    from .schemas.results import DocumentResult, Fact, Finding, Indicator, Notice, Part, Source, TableAccount

__version__ = "0.1.0"

__all__ = [
    "DocumentError",
    "DocumentResult",
    "EncryptedDocument",
    "Fact",
    "Failure",
    "Finding",
    "GongkaiError",
    "Indicator",
    "LimitExceeded",
    "Notice",
    "Part",
    "RunSummary",
    "Source",
    "TableAccount",
    "UnreadableDocument",
    "UnsupportedFormat",
    "UsageError",
    "VocabularyError",
    "check",
    "extract",
    "run",
]

_HOMES = {
    ".schemas.errors": (
        "DocumentError",
        "EncryptedDocument",
        "GongkaiError",
        "LimitExceeded",
        "UnreadableDocument",
        "UnsupportedFormat",
        "UsageError",
        "VocabularyError",
    ),
    ".schemas.results": ("DocumentResult", "Fact", "Finding", "Indicator", "Notice", "Part", "Source", "TableAccount"),
    ".pipeline.summary": ("Failure", "RunSummary"),
}


def extract(path: Path | str, *, keep_personal: bool = False) -> DocumentResult:
    """Everything that one document says.

    Names and telephone numbers of contacts are masked unless `keep_personal` is given. Raises DocumentError where the document
    cannot be read (its message is one Chinese line).
    """
    from .pipeline.document import extract_document

    return extract_document(path, keep_personal=keep_personal)


def check(result: DocumentResult) -> DocumentResult:
    """The result with the findings of the cross-checks and the state of every rule.

    `extract` has done that already; this checks a result anew, for instance one whose facts were corrected.
    """
    from .pipeline.checks.engine import check as check_document

    return check_document(result)


def run(inputs: Iterable[Path | str], out: Path | str, *, csv: bool = False, keep_personal: bool = False) -> RunSummary:
    """Reads files and folders (recursively) and writes their results into the folder `out`, all of them or, if interrupted, none.

    Documents that cannot be read are listed in the summary and in `failures.jsonl`. Raises UsageError where there is no input or
    `out` cannot be written to.
    """
    from .pipeline.batch import run as run_batch

    return run_batch(inputs, out, csv=csv, keep_personal=keep_personal)


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            value: object = getattr(importlib.import_module(home, __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

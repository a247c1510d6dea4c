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


def run(
    inputs: Iterable[Path | str],
    out: Path | str,
    *,
    csv: bool = False,
    keep_personal: bool = False,
    workers: int | None = None,
    timeout: float = 120.0,
    memory: int = 2048,
) -> RunSummary:
    """Reads files, folders (recursively) and archives and writes their results into the folder `out`, all of them or, if interrupted,
    none.

    Documents are worked on by `workers` processes (default: as many as there are processors; 0: in this process and without limits),
    each with at most `timeout` seconds and `memory` MiB. What an earlier run into `out` found out is used again where neither the
    document nor the program has changed. Documents that cannot be read are listed in the summary and in `failures.jsonl`. Raises
    UsageError where there is no input, `out` cannot be written to or another run is writing there.
    """
    from .pipeline.batch import RunOptions
    from .pipeline.batch import run as run_batch
    from .pipeline.work.pool import Limits

    return run_batch(inputs, out, RunOptions(csv, keep_personal, workers, Limits(timeout, memory)))


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            value: object = getattr(importlib.import_module(home, __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

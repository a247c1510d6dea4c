"""Many documents: read each one by itself, go on where one fails, publish all results together."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from ..extractors.readers import display_name, may_be_report
from ..schemas.errors import DocumentError, GongkaiError, UnreadableDocument, UnsupportedFormat
from ..schemas.results import DocumentResult
from .document import extract_document
from .listing import Found, find_files
from .outputs.folder import staged
from .outputs.json import dumps
from .outputs.results import FAILURES, ResultsWriter
from .spool import Waiting
from .summary import CRASHED, Failure, RunSummary

_LOG = logging.getLogger("gongkai")

Progress = Callable[[int, int, str, Failure | None], None]
"""Called after each document: how many are done, how many there are, which one it was, and why it was not read (or None)."""


def run(
    inputs: Iterable[Path | str],
    out: Path | str,
    *,
    csv: bool = False,
    keep_personal: bool = False,
    progress: Progress | None = None,
) -> RunSummary:
    """Reads files and folders (recursively) and writes their results into the folder `out`, all of them or, if interrupted, none.

    A document that cannot be read is listed in the summary and in failures.jsonl, and the others go on. `csv` writes the tables as
    CSV too; `keep_personal` leaves names and telephone numbers of contacts unmasked. Raises UsageError where there is no input or
    `out` cannot be written to.
    """
    out = Path(out)
    files = find_files(map(Path, inputs), out)
    summary = RunSummary(out)
    with staged(out) as staging, ResultsWriter(staging, with_csv=csv) as writer, Waiting() as waiting:
        for done, found in enumerate(files, start=1):
            outcome = _process(found, keep_personal)
            waiting.add(outcome)
            failure = outcome if isinstance(outcome, Failure) else None
            if progress is not None:
                progress(done, len(files), found.display, failure)
        for outcome in waiting.checked():
            if isinstance(outcome, Failure):
                summary.failures.append(outcome)
                writer.write_failure(outcome)
            else:
                summary.add(outcome)
                writer.write(outcome, dumps(outcome))
    return summary


def _process(found: Found, keep_personal: bool) -> DocumentResult | Failure:
    """The result, or why there is none."""
    name = display_name(found.path.name)
    try:
        if found.problem is not None:
            raise UnreadableDocument(found.problem)
        result = extract_document(found.path, display_path=found.display, keep_personal=keep_personal)
        if result.document.format == "text" and not found.named and not may_be_report(name):
            raise UnsupportedFormat(
                f"文件夹里的 {found.path.suffix} 文件不当作报告：如果它是报告，请单独指明这个文件，或改名为 .txt"
            )
        dumps(result).encode("utf-8")  # what no output could hold must fail here, where the others can go on
    except DocumentError as error:
        _LOG.info("%s: %s", found.display, error)
        ignorable = isinstance(error, UnsupportedFormat) and not found.named
        return Failure(found.display, name, error.state, str(error), ignorable)
    except GongkaiError:
        raise
    except Exception as error:  # one document must not take the others with it
        _LOG.debug("%s", found.display, exc_info=True)
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        reason = f"程序内部出错（{problem}）：请把 {FAILURES} 里的 traceback 报告给开发者"
        return Failure(found.display, name, CRASHED, reason, traceback=traceback.format_exc())
    return result

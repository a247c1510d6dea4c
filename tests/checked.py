"""Reports in a few lines of text, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gongkai.pipeline.document import extract_document
from gongkai.schemas.results import DocumentResult, Finding


@dataclass(frozen=True)
class Checked:
    """A checked report."""

    result: DocumentResult

    @property
    def serious(self) -> list[Finding]:
        """Errors and warnings."""
        return [finding for finding in self.result.findings if finding.severity != "info"]

    def of(self, code: str) -> list[Finding]:
        return [finding for finding in self.result.findings if finding.code == code]

    def state(self, code: str) -> str:
        return next(check.state for check in self.result.checks if check.code == code)


def check_text(folder: Path, text: str, name: str = "报告.txt") -> Checked:
    """Writes a report as text (tables with tabs), reads and checks it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Checked(extract_document(path))

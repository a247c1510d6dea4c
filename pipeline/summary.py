"""What a run over many documents came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..schemas.errors import EXIT_INTERNAL, EXIT_OK, EXIT_UNREADABLE, GongkaiError
from ..schemas.results import DocumentResult

CRASHED = GongkaiError.state


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not read."""

    path: str
    name: str
    state: str
    """unsupported, unreadable, encrypted or crashed."""
    reason: str
    """One Chinese line."""
    ignorable: bool = False
    """True for a file of another kind inside a folder: it is listed and does not change the exit code."""
    traceback: str | None = None
    """Where our own program failed, for crashed ones."""

    def to_dict(self) -> dict[str, str]:
        """The line of failures.jsonl."""
        line = {"path": self.path, "state": self.state, "reason": self.reason}
        return line if self.traceback is None else {**line, "traceback": self.traceback}


@dataclass(slots=True)
class RunSummary:
    """Counts over all documents of a run, and what was not read."""

    out: Path
    documents: int = 0
    """Documents that were read."""
    tables: int = 0
    facts: int = 0
    indicators: int = 0
    findings: int = 0
    warnings: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when everything that can be a report was read, 3 when some could not be, 70 when our own program failed on some."""
        if any(failure.state == CRASHED for failure in self.failures):
            return EXIT_INTERNAL
        return EXIT_OK if all(failure.ignorable for failure in self.failures) else EXIT_UNREADABLE

    def add(self, result: DocumentResult) -> None:
        """Counts a document that was read."""
        self.documents += 1
        self.tables += len(result.tables)
        self.facts += len(result.facts)
        self.indicators += len(result.indicators)
        self.findings += len(result.findings)
        self.warnings += len(result.warnings)

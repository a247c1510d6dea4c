"""What a run over many documents came to."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..schemas.errors import EXIT_INTERNAL, EXIT_OK, EXIT_UNREADABLE, GongkaiError
from ..schemas.rows import Row
from .outputs.names import SUMMARY

CRASHED = GongkaiError.state
COUNTS = ("tables", "facts", "indicators", "findings", "warnings")
"""What is counted of each document; so are the columns of the table of documents called."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not read."""

    path: str
    name: str
    state: str
    """unsupported, unreadable, encrypted, timeout, out of memory, crashed or duplicate."""
    reason: str
    """One Chinese line."""
    ignorable: bool = False
    """True for a file of another kind inside a folder and for a copy: it is listed and does not change the exit code."""
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
    archives: int = 0
    """Archives that were opened."""
    tables: int = 0
    facts: int = 0
    indicators: int = 0
    findings: int = 0
    warnings: int = 0
    new_findings: int = 0
    """Findings that the last published run did not have."""
    new_failures: int = 0
    """Documents that could not be read and should have been, and of which the last published run did not say the same."""
    states: Counter[str] = field(default_factory=Counter)
    """How many documents ended in each state."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many documents have a part of each kind (部门预算, 部门决算 …)."""
    failures: list[Failure] = field(default_factory=list)
    unchanged: bool = False
    """Whether the output folder had all of this already and was left as it was."""
    worked_on: int = 0
    """Files that this run had to work on, because they or the program had changed."""
    seconds: float = 0.0
    slowest: list[tuple[str, float]] = field(default_factory=list)
    """The documents that took longest in this run, with their seconds."""

    @property
    def exit_code(self) -> int:
        """0 when everything that can be a report was read, 3 when some could not be, 70 when our own program failed on some."""
        if any(failure.state == CRASHED for failure in self.failures):
            return EXIT_INTERNAL
        return EXIT_OK if all(failure.ignorable for failure in self.failures) else EXIT_UNREADABLE

    @property
    def health(self) -> float:
        """Share of the documents that could be read among those that should have been, from 0 to 1: the figure to alert on."""
        missed = sum(not failure.ignorable for failure in self.failures)
        return round(self.documents / (self.documents + missed), 4) if self.documents + missed else 1.0

    def add(self, row: Row) -> None:
        """Counts a document that was read; `row` is that of the table of documents."""
        self.documents += 1
        self.states[str(row["state"])] += 1
        kinds = row["kinds"]
        assert isinstance(kinds, list)
        self.kinds.update(kinds)
        for name in COUNTS:
            count = row[name]
            assert isinstance(count, int)
            setattr(self, name, getattr(self, name) + count)

    def open(self) -> None:
        """Counts an archive that was opened."""
        self.archives += 1

    def fail(self, failure: Failure, *, new: bool) -> None:
        """Counts a document that was not read; `new` says whether the last published run did not say the same."""
        self.new_failures += new and not failure.ignorable
        self.states[failure.state] += 1
        self.failures.append(failure)

    def to_json(self) -> str:
        """The counts and failures, from which `from_json` makes the summary again."""
        counts = {name: getattr(self, name) for name in _TOTALS}
        failures = [[failure.path, failure.name, failure.state, failure.reason, failure.ignorable] for failure in self.failures]
        return json.dumps({"counts": counts, "states": self.states, "kinds": self.kinds, "failures": failures}, ensure_ascii=False)

    @classmethod
    def from_json(cls, out: Path, text: str) -> RunSummary:
        """The summary of what an earlier run published; it has nothing new."""
        found = json.loads(text)
        summary = cls(out, **found["counts"], states=Counter(found["states"]), kinds=Counter(found["kinds"]), unchanged=True)
        summary.failures = [Failure(*failure) for failure in found["failures"]]
        return summary

    def told(self) -> dict[str, object]:
        """The summary for operators."""
        return {
            "health": self.health,
            "exit_code": self.exit_code,
            **{name: getattr(self, name) for name in _TOTALS},
            "new_findings": self.new_findings,
            "new_failures": self.new_failures,
            "states": dict(sorted(self.states.items())),
            "kinds": dict(sorted(self.kinds.items())),
            "unchanged": self.unchanged,
            "worked_on": self.worked_on,
            "seconds": round(self.seconds, 3),
            "slowest": [{"path": path, "seconds": seconds} for path, seconds in self.slowest],
        }

    def write(self) -> None:
        """Writes the summary for operators into the output folder."""
        temporary = self.out / f".{SUMMARY}"
        temporary.write_text(json.dumps(self.told(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
        temporary.replace(self.out / SUMMARY)


_TOTALS = ("documents", "archives", *COUNTS)

"""Results that wait on disk until all documents of a batch are read, so that the checks between them come before publication."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from ..schemas.results import DocumentResult
from .checks.between import Digest, check_between, digest, with_between
from .summary import Failure


class Waiting:
    """Outcomes of a batch in the order in which they are added; a context manager. Only what the checks need is kept in memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by __exit__
        self._digests: list[Digest] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, outcome: DocumentResult | Failure) -> None:
        """Puts an outcome behind the others."""
        pickle.dump(outcome, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._count += 1
        if isinstance(outcome, DocumentResult):
            self._digests.append(digest(outcome))

    def checked(self) -> Iterator[DocumentResult | Failure]:
        """The outcomes in order, results with the findings between documents."""
        between = iter(check_between(self._digests))
        self._file.seek(0)
        for _ in range(self._count):
            outcome: DocumentResult | Failure = pickle.load(self._file)  # our own file
            yield with_between(outcome, next(between)) if isinstance(outcome, DocumentResult) else outcome

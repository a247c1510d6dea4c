"""What prose extraction takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...schemas.document import Paragraph
from ...schemas.results import DocumentKind, Fact, Notice


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """A paragraph outside tables and the id of the part it belongs to."""

    paragraph: Paragraph
    part_id: str


@dataclass(frozen=True, slots=True)
class PartContext:
    """What is known about a part before its sentences are read."""

    kind: DocumentKind
    fiscal_year: int | None = None
    entity: str | None = None
    """Name of the reporting entity, where known: figures of other bodies are then not taken for its own."""


@dataclass(frozen=True, slots=True)
class ProseContext:
    """The parts by id; a part that is not listed counts as 其他 without a year."""

    parts: Mapping[str, PartContext]

    def of(self, part_id: str) -> PartContext:
        return self.parts.get(part_id, PartContext("其他"))


@dataclass(frozen=True, slots=True)
class ProseResult:
    """Facts in printed order (`id` is empty, the pipeline numbers them) and what was seen and could not be settled."""

    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...]

"""Cells by the hundred thousand: frozen objects made many at a time, while the garbage collector rests."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from ...schemas.document import Cell, Location, Paragraph

_NOWHERE = Location()
_MOST_PLACES = 4_000
"""Paragraphs whose locations are made once for all documents."""

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Item = TypeVar("Item", bound="DataclassInstance")


@contextmanager
def collection_paused() -> Iterator[None]:
    """Without cyclic garbage collection: it would walk again and again through the cells that are just being made, none of which is
    garbage, and take half of the time. What was made is old at the end, or one more walk would follow at once."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # what somebody else has frozen stays so
                gc.freeze()
                gc.unfreeze()  # into the oldest generation
            gc.enable()


def single_cells(
    texts: Sequence[str], rows: Iterable[int], columns: Iterable[int], locations: Iterable[Location] = repeat(_NOWHERE)
) -> list[Cell]:
    """Cells of one row and one column each."""
    return _many(Cell, len(texts), {"text": texts, "row": rows, "column": columns, "location": locations})


def sheet_locations(places: Sequence[str]) -> list[Location]:
    """Locations of cells that a spreadsheet program names like this (`收入决算表!D12`)."""
    return _many(Location, len(places), {"sheet": places})


def body_paragraphs(texts: Sequence[str], levels: Iterable[int | None], first: int) -> list[Paragraph]:
    """Paragraphs of the body, numbered on from `first`."""
    end = first + len(texts)
    places = _first_places()[first:end] if end <= _MOST_PLACES else _places(range(first, end))
    return _many(Paragraph, len(texts), {"text": texts, "location": places, "level": levels})


def _places(numbers: range) -> list[Location]:
    return _many(Location, len(numbers), {"paragraph": numbers})


@cache
def _first_places() -> list[Location]:
    """Nothing changes them, and they are the same in every document."""
    return _places(range(_MOST_PLACES))


def _many(kind: type[Item], count: int, values: Mapping[str, Iterable[object]]) -> list[Item]:
    """Objects with these values of their fields, and the default of the others. A sheet has so many cells that making them one by one takes
    longer than reading the file: with all values of one field set at once they are made several times as fast, and frozen all the same."""
    items = list(map(object.__new__, repeat(kind, count)))
    for name, put, default in _fields(kind):
        deque(map(put, items, values.get(name, repeat(default))), maxlen=0)
    return items


@cache
def _fields(kind: type[DataclassInstance]) -> list[tuple[str, Callable[[object, object], None], object]]:
    """Name, setter and default of each field."""
    return [(field.name, getattr(kind, field.name).__set__, field.default) for field in fields(kind)]

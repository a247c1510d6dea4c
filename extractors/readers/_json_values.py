"""Reading values out of JSON that may be anything: what is not of the kind wanted counts as not being there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ...schemas.document import BBox
from ._converted import bbox_of

Value = Any
"""Whatever `json.loads` returns."""


def text(value: Value, key: str) -> str:
    """A string of an object; "" where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def whole(value: Value, key: str) -> int | None:
    """A whole number of an object."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 31 else None


def number(value: Value, key: str) -> float | None:
    """A number of an object."""
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if abs(found) < 1e9 and math.isfinite(found) else None


def member(value: Value, key: str) -> dict[str, Value]:
    """An object of an object; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: Value, key: str) -> list[Value]:
    """A list of an object; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def objects(value: Value, key: str) -> Iterator[dict[str, Value]]:
    """The objects of a list of an object."""
    return (item for item in items(value, key) if isinstance(item, dict))


def strings(value: Value, key: str) -> list[str]:
    """The strings of a list of an object; a single string counts as a list of one."""
    found = text(value, key)
    return [found] if found else [item for item in items(value, key) if isinstance(item, str)]


def box(values: Value) -> BBox | None:
    """A list of four numbers (left, top, right, bottom) as a box."""
    if not isinstance(values, list) or len(values) != 4:
        return None
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return None
    left, top, right, bottom = values
    return bbox_of(left, top, right, bottom)

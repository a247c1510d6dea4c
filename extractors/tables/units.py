"""The unit in force for the money of a table, and where it was found.

Looked up in the order of the contract: beside the figure, in the heads (both in `rows`), then here: above the table, the form's
default, the document's habit. A unit that cannot be settled stays None: taking 元 for 万元 is the worst error there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...schemas.labels import normal_unit
from ...schemas.results import UnitFrom
from ...schemas.text import fold

_STATED = re.compile(
    r"(?:(?:金额|货币|计量|数据|预算)?单位[:：]?|[（(])(?:人民币)?(?P<unit>百万元|千万元|万元|千元|亿元|元)(?:人民币)?(?![^\W\d_])(?:[、,，/／](?:人民币)?(?P<second>百万元|万元|千元|亿元|元)(?![^\W\d_]))?"
)


@dataclass(frozen=True, slots=True)
class TableUnit:
    """A money unit and where it was settled; both None where it could not be."""

    unit: str | None = None
    unit_from: UnitFrom | None = None


def stated_unit(text: str) -> str | None:
    """The money unit that a line above a table states (`单位：元`, `（金额单位：万元）`); None for none, or for two different ones."""
    folded = fold(text).replace(" ", "")
    if "元" not in folded:
        return None
    found = {normal_unit(unit) for match in _STATED.finditer(folded) for unit in match.groups() if unit}
    return found.pop() if len(found) == 1 else None


def nearest_unit(lines: Iterable[str]) -> str | None:
    """The unit stated nearest to the table; `lines` start with the nearest."""
    for line in lines:
        unit = stated_unit(line)
        if unit:
            return unit
    return None

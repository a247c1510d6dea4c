"""Targets and results of indicators as printed: whether a result reaches its target, as far as the print tells."""

from __future__ import annotations

import re
from decimal import Decimal

from ...schemas.results import Indicator
from ...schemas.text import fold

_VALUE = re.compile(
    r"(?P<operator>≥|≤|>|<|=|不低于|不少于|不高于|不超过|大于等于|小于等于)?(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d≥≤><=]{0,6})"
)
_LEAST = frozenset({"≥", ">", "不低于", "不少于", "大于等于"})
_MOST = frozenset({"≤", "<", "不高于", "不超过", "小于等于"})
_LESS_IS_BETTER = ("成本", "时效")


def shortfall(indicator: Indicator) -> Decimal | None:
    """By how much (in percent of the target) the result misses the target; 0 where it is reached, None where the print does not tell.

    Only single numbers of one unit are compared; without ≥ or ≤, a percentage target counts as a least value.
    """
    target, actual = _read(indicator.target, indicator.operator), _read(indicator.actual, None)
    if target is None or actual is None:
        return None
    operator, wanted, unit = target
    _, reached, found_unit = actual
    if unit != found_unit and unit and found_unit:
        return None
    if not wanted:
        return None
    if operator in _MOST:
        missed = reached - wanted
    elif operator in _LEAST or (not operator and unit == "%" and not any(word in indicator.level2 for word in _LESS_IS_BETTER)):
        missed = wanted - reached
    else:
        return None
    return max(Decimal(0), 100 * missed / wanted)


def _read(printed: str | None, operator: str | None) -> tuple[str, Decimal, str] | None:
    if printed is None:
        return None
    match = _VALUE.fullmatch(fold(printed).replace(" ", ""))
    if match is None:
        return None
    sign = match["operator"] or fold(operator or "").replace(" ", "")
    return sign, Decimal(match["number"]), match["unit"]

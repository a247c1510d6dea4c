"""A document's result as JSON: the field order of the contract, figures as exact decimal strings."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache

from ...schemas.results import DocumentResult, Operand
from ...schemas.rows import plain

_ORDER: dict[type, tuple[str, ...]] = {
    DocumentResult: ("schema_version", "document", "tables", "facts", "indicators", "checks", "findings", "warnings", "statements"),
    Operand: ("role", "fact", "label", "value", "unit", "missing"),
}
"""Where the published order is not that of the class, in which fields with defaults have to come last."""

_ONLY_IF_FALSE = "known"


@cache
def _names(kind: type) -> tuple[str, ...]:
    return _ORDER.get(kind) or tuple(field.name for field in fields(kind))


def _json(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    kind = type(value)
    assert is_dataclass(kind), f"no JSON for {kind}"
    members = {name: _json(getattr(value, name)) for name in _names(kind)}
    if members.get(_ONLY_IF_FALSE):
        del members[_ONLY_IF_FALSE]
    return members


def to_dict(result: DocumentResult) -> dict[str, object]:
    """The document JSON as plain dicts, lists, strings and numbers; `known` is left out where it is true."""
    plain_result = _json(result)
    assert isinstance(plain_result, dict)
    return plain_result


def dumps(result: DocumentResult) -> str:
    """The document JSON as text, ending with a line break: one line per fact, table, indicator …, so that two runs can be compared
    line by line.
    """
    members = []
    for key, value in to_dict(result).items():
        if isinstance(value, list) and value:
            entries = ",\n    ".join(_line(entry) for entry in value)
            members.append(f"  {_line(key)}: [\n    {entries}\n  ]")
        else:
            members.append(f"  {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

"""The JSON Schema (draft 2020-12) of the document JSON, generated from the classes of `schemas.results` and their docstrings.

`gongkai schema` prints the committed file, so that the command and the repository show the same; a test compares the file with what
`generate` makes of the code. `python -m gongkai.schemas.json_schema` writes the file anew.
"""

from __future__ import annotations

import ast
import inspect
import json
import types
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from . import results

FILE = "gongkai.schema.json"
_DECIMAL = "^-?[0-9]+(\\.[0-9]+)?$"
_LEFT_OUT_IF_TRUE = "known"


def committed_schema() -> str:
    """The text of the committed schema."""
    return resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")


def generate() -> str:
    """The schema as the code has it, as JSON text."""
    definitions: dict[str, Any] = {}
    top = _object(results.DocumentResult, definitions)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gongkai document",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    meanings = _meanings(kind)
    properties: dict[str, Any] = {}
    required = []
    for field in fields(kind):
        described = _type(hints[field.name], definitions)
        if field.name in meanings:
            described = {**described, "description": meanings[field.name]}
        if field.name == _LEFT_OUT_IF_TRUE and field.default is not MISSING:
            described["default"] = field.default
        else:
            required.append(field.name)
        properties[field.name] = described
    description = inspect.cleandoc(kind.__doc__ or "")
    return {"type": "object", "description": description, "properties": properties, "required": required}


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        options = [_type(each, definitions) for each in arguments if each is not types.NoneType]
        return {"anyOf": [*options, {"type": "null"}]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return {"type": "array", "items": _type(arguments[0], definitions)}
        members = [_type(each, definitions) for each in arguments]
        return {"type": "array", "prefixItems": members, "minItems": len(members), "maxItems": len(members)}
    if isinstance(hint, type) and is_dataclass(hint):
        name = hint.__name__
        if name not in definitions:
            definitions[name] = {}  # taken before its members are looked at, in case one of them needs it too
            definitions[name] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{name}"}
    if hint is Decimal:
        return {"type": "string", "pattern": _DECIMAL}
    simple = {str: "string", int: "integer", float: "number", bool: "boolean"}
    return {"type": simple[hint]}


@cache
def _meanings(kind: type) -> dict[str, str]:
    """The docstrings that stand below the fields of a class."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    meanings = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(after, ast.Expr):
            text = ast.literal_eval(after.value)
            meanings[before.target.id] = " ".join(inspect.cleandoc(text).split())
    return meanings


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name(FILE).write_text(generate(), encoding="utf-8", newline="\n")

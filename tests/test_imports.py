"""The direction of imports: schemas import nothing of ours, extractors schemas, pipeline both."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import ROOT

ALLOWED = {
    "schemas": {"schemas"},
    "extractors": {"schemas", "extractors"},
    "pipeline": {"schemas", "extractors", "pipeline"},
}
FACADE = ROOT / "pipeline" / "facade"
SOURCES = sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))


def module_name(path: Path) -> tuple[str, ...]:
    """The package path below `gongkai` of a source file, `__init__` included as a last name."""
    if path.parent == FACADE:
        return (path.stem,)
    return path.relative_to(ROOT).with_suffix("").parts


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """(line, room) for each import of our own in a file; an import of the facade itself counts as room `gongkai`."""
    package = ("gongkai", *module_name(path)[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            targets = [(*module, alias.name) for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] in ALLOWED:
                yield node.lineno, f"top-level {target[0]}"
            elif target[0] == "gongkai":
                yield node.lineno, target[1] if len(target) > 1 and target[1] in ALLOWED else "gongkai"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    room = "pipeline" if path.parent == FACADE else module_name(path)[0]
    allowed = ALLOWED[room] | ({"gongkai"} if room == "pipeline" else set())
    wrong = [f"line {line}: {target}" for line, target in imported_rooms(path) if target not in allowed]
    assert wrong == []


def test_the_checker_sees_what_is_forbidden(tmp_path: Path) -> None:
    path = ROOT / "schemas" / "results.py"
    assert {room for _, room in imported_rooms(path)} == {"schemas"}
    batch = ROOT / "pipeline" / "batch.py"
    assert {room for _, room in imported_rooms(batch)} == {"schemas", "extractors", "pipeline"}

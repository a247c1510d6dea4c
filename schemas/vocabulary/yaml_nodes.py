"""YAML with line numbers: every value is text, and every complaint can name file and line.

Plain YAML loading turns `是` / `301` / `1.0` into other types and forgets where things stood; a vocabulary needs neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from ..errors import VocabularyError


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place; `value` is a str, a list of nodes, or a dict of key to node."""

    value: str | list[Node] | dict[str, Node]
    file: str
    line: int
    """1-based."""

    def fail(self, problem: str) -> NoReturn:
        """Raise VocabularyError at this place; `problem` is Chinese and says what to do."""
        raise VocabularyError(f"{self.file}:{self.line}：{problem}")

    def text(self) -> str:
        """The non-empty text of a scalar."""
        if not isinstance(self.value, str):
            self.fail("这里应当是一段文字")
        if not self.value.strip():
            self.fail("这里是空的：请填写文字，或删去这一行")
        return self.value.strip()

    def flag(self) -> bool:
        """A scalar `true` or `false`."""
        if self.value not in ("true", "false"):
            self.fail("这里只能写 true 或 false")
        return self.value == "true"

    def items(self) -> Iterator[Node]:
        """The nodes of a list."""
        if not isinstance(self.value, list):
            self.fail("这里应当是列表（[甲, 乙] 或以 - 开头的行）")
        return iter(self.value)

    def texts(self) -> tuple[str, ...]:
        """The texts of a list of scalars; duplicates are refused."""
        seen: set[str] = set()
        for node in self.items():
            word = node.text()
            if word in seen:
                node.fail(f"“{word}”在同一列表里写了两次：请删去一个")
            seen.add(word)
        return tuple(node.text() for node in self.items())

    def mapping(self, *known: str) -> dict[str, Node]:
        """The entries of a mapping; keys other than `known` (where given) are refused."""
        if not isinstance(self.value, dict):
            self.fail("这里应当是“键: 值”的形式")
        if known:
            for key, node in self.value.items():
                if key not in known:
                    node.fail(f"不认识的键“{key}”：这里可用的有 {'、'.join(known)}")
        return self.value


def load(text: str, file: str) -> Node:
    """Parse YAML text; raises VocabularyError with file and line for anything that is not plain YAML of texts, lists and mappings."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise VocabularyError(f"{file}:{line}：不是正确的 YAML（{error.problem}）：请检查缩进、冒号和引号") from error
    if root is None:
        raise VocabularyError(f"{file}:1：文件是空的")
    return _convert(root, file)


def _convert(node: yaml.Node, file: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(str(node.value), file, line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(child, file) for child in node.value], file, line)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Node] = {}
        for key, value in node.value:
            if key.value in mapping:
                raise VocabularyError(f"{file}:{key.start_mark.line + 1}：键“{key.value}”写了两次：请合并为一处")
            mapping[str(key.value)] = _convert(value, file)
        return Node(mapping, file, line)
    raise VocabularyError(f"{file}:{line}：这里的写法不被支持")

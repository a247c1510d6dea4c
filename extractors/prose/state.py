"""The values that the reading of sentences passes about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .lexer import Token


@dataclass(slots=True)
class Topic:
    """What a sentence speaks of: an item (empty where it is not known), and what has been said about it."""

    item: str
    subject: str | None = None
    side: str | None = None
    scope: str | None = None
    parents: tuple[str, ...] = ()
    columns: list[str] = field(default_factory=list)
    year: int | None = None
    column: str | None = None
    money: str | None = None
    """The item whose money follows, for counted things (预算项目 …)."""
    unsettled: bool = False
    """Its column could not be told, so that its parts have none either."""
    counted: bool = False
    """A counted thing: an amount behind it is its own only where the sentence says which (开支0万元)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it has its place; `start` and `end` are positions in the readable text of the paragraph."""

    item: str
    subject: str | None
    parents: tuple[str, ...]
    scope: str | None
    base: str | None
    column: str
    year: int | None
    value: Decimal
    unit: str
    raw_unit: str | None
    start: int
    end: int
    beside: bool = True
    misread: bool = False
    """A word had to be put right to understand the clause."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that has several readings: nothing is taken, the readings are told."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What figures are compared with: last year or the budget (`column` is the column of the difference)."""

    column: str
    rate: str
    base: str | None


@dataclass(slots=True)
class Carry:
    """What one paragraph leaves to the next ones of its part."""

    parent: Topic | None = None
    parent_level: float | None = None
    project: str | None = None
    project_level: float | None = None
    fund: str | None = None
    """The fund whose spending the numbered paragraphs list (财政拨款支出主要内容如下：)."""
    comparison: Comparison | None = None
    """What the last paragraph compared with, for a paragraph that goes on to explain the difference (also one cut at a page)."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What was being said in front of a bracket, to go on with behind it."""

    current: Topic | None
    parents: list[Topic]
    lead: list[Token]
    explain: str | None
    year: int | None
    first_year: int | None


def printed(lead: Sequence[Token]) -> str:
    """The end of what stands in front of a figure, for messages."""
    return "".join(token.text for token in lead)[-30:]


def direction_of(lead: Sequence[Token]) -> bool | None:
    """False for 增加 and True for 减少 right in front of a figure, None where neither stands there."""
    for token in reversed(lead):
        role = token.role
        if role in ("up", "down"):
            return role == "down"
        if token.text in ("到", "至"):  # 减少到8万元 says what is left, not by how much it fell
            return None
        if role not in ("filler", "each", "same_time") and token.kind != "compare":
            return None
    return None

"""The code of a number format, cut into its sections and their parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|!.)|(?P<pad>[_*].)|(?P<elapsed>\[(?:h+|m+|s+)\])
    |\[(?P<condition>[<>=]+)\s*(?P<limit>-?\d+(?:\.\d+)?)\]|(?P<dbnum>\[dbnum\d\])|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|(?P<bracket>\[[^\]]*\])
    |(?P<general>general|g/通用格式)|(?P<ampm>am/pm|a/p|上午/下午)|(?P<exponent>e[+-])|(?P<subsecond>(?<=s)\.0+)
    |(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4}|g+|b+)|(?P<slash>/)|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    is_unknown: bool

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)


def sections(code: str) -> list[Section]:
    sections: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in [*_TOKEN.finditer(code), None]:
        kind = match.lastgroup if match is not None else None
        text = match.group() if match is not None else ""
        if match is None or (kind == "other" and text == ";"):
            sections.append(_section(tokens, condition))
            tokens, condition = [], None
        elif match["condition"]:
            condition = (match["condition"], Decimal(match["limit"]))
        elif match["currency"] is not None:
            tokens.append(Token("literal", match["currency"]))
        elif kind == "literal":
            tokens.append(Token("literal", text.strip('"') if text[0] == '"' else text[1:]))
        elif kind == "other":
            tokens.append(Token("literal", text))
        elif kind not in ("pad", "bracket"):
            tokens.append(Token(str(kind), text.lower()))
    return sections


def _section(tokens: list[Token], condition: tuple[str, Decimal] | None) -> Section:
    kinds = {token.kind for token in tokens}
    is_date = bool(kinds & {"date", "elapsed", "ampm"}) and not kinds & {"digit", "general", "exponent"}
    is_unknown = "dbnum" in kinds and not is_date
    if not is_date:
        is_unknown = is_unknown or "date" in kinds or "ampm" in kinds or ("slash" in kinds and "digit" in kinds)
    return Section(tuple(tokens), condition, is_date, is_unknown)


def literal(token: Token) -> str:
    return token.text if token.kind in ("literal", "percent", "slash") else ""

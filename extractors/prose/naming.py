"""Budget items spelt out by level: 一般公共服务支出（类）财政事务（款）行政运行（项） is the item 行政运行."""

from __future__ import annotations

from collections.abc import Sequence

from ...schemas.vocabulary.prose import Word, prose_vocabulary
from .lexer import Token
from .phrases import OWN_WORD

_OPENS = frozenset({"child", "reason", "use", "list", "each"})
_LONGEST = 45


def name_levels(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with every named level joined into one item token (role `named`), without the （类）（款）（项） behind it."""
    if not any(token.kind == "level" for token in tokens):
        return list(tokens)
    out: list[Token] = []
    open_at = 0
    below = False
    for token in tokens:
        if token.kind == "level":
            while not below and open_at < len(out) and _opens(out[open_at]):
                open_at += 1
            named = _named(out[open_at:], "类" in token.text)
            if named is not None:
                out[open_at:] = [named]
            open_at = len(out)
            below = named is not None
            continue
        out.append(token)
        if (
            token.kind in ("figure", "year", "compare")
            or (token.kind == "mark" and token.text in "，；：。（）")
            or token.role == "child"
        ):
            open_at = len(out)
            below = False
    return out


def _opens(token: Token) -> bool:
    return token.role in _OPENS or (token.role == "filler" and (len(token.text) == 1 or OWN_WORD.match(token.text) is not None))


def _named(tokens: Sequence[Token], of_class: bool) -> Token | None:
    if not tokens:
        return None
    if tokens[-1].role == "named":
        return tokens[-1]
    text = "".join(token.text for token in tokens)
    if len(text) > _LONGEST:
        return None
    vocabulary = prose_vocabulary()
    word = vocabulary.words.get(text)
    name = word.name if word is not None and word.role == "item" else text
    if of_class and f"{name}支出" in vocabulary.items:
        name += "支出"  # 外交（类）, 教育（类）
    return Token("word", text, tokens[0].start, tokens[-1].end, Word("named", name), role="named")

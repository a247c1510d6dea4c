"""Budget items spelt out by level: 一般公共服务支出（类）财政事务（款）行政运行（项） is the item 行政运行."""

from __future__ import annotations

from collections.abc import Sequence

from ...schemas.vocabulary.prose import Word, prose_vocabulary
from .lexer import Token
from .phrases import OWN_WORD

_OPENS = frozenset({"child", "reason", "use", "list", "each"})
_LONGEST = 45
_PROJECT, _NO_NAME = "项目", ("的", "等", "个", "及", "和", "与", "各", "涉及")


def name_levels(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with every named level joined into one item token (role `named`), without the （类）（款）（项） behind it, and with the money
    of a project that is named apart from the word 项目 behind its name.
    """
    tokens = [part for at, token in enumerate(tokens) for part in _parted(token, tokens[at - 1] if at else None)]
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


def _parted(token: Token, before: Token | None) -> list[Token]:
    """河道治理 + 项目预算资金 as a name, 项目 and 预算资金; elsewhere 项目预算资金 is what an assessment concerns."""
    words = prose_vocabulary().words
    rest = token.text.removeprefix(_PROJECT)
    named = before is not None and before.kind == "unknown" and not before.text.endswith(_NO_NAME) and before.end == token.start
    if token.role != "involved" or rest == token.text or not named or rest not in words or words[rest].role != "column":
        return [token]
    middle = token.start + len(_PROJECT)
    return [
        Token("word", _PROJECT, token.start, middle, words[_PROJECT], role=words[_PROJECT].role),
        Token("word", rest, middle, token.end, words[rest], role=words[rest].role),
    ]


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

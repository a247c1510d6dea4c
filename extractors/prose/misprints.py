"""Words of the vocabulary with misread characters (公务接侍费, 支岀决算), put right where only one word can be meant.

Looked at only where a clause was not understood; what is read this way has a lower confidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ...schemas.vocabulary import load_vocabulary
from ...schemas.vocabulary.prose import prose_vocabulary, words_pattern
from ..labels import skeleton

_LENGTHS = {"item": 4, "column": 3, "fund": 4, "filler": 2, "flag": 2}
"""The roles whose words are put right, and how long a word must be, so that no short word is taken for another."""


@lru_cache(maxsize=1)
def _skeletons() -> tuple[re.Pattern[str], Mapping[str, frozenset[str]]]:
    vocabulary = load_vocabulary()
    words: dict[str, set[str]] = {}
    for word, entry in prose_vocabulary().words.items():
        if len(word) >= _LENGTHS.get(entry.role, 99):
            words.setdefault(skeleton(word, vocabulary), set()).add(word)
    return re.compile(words_pattern(words)), {key: frozenset(meant) for key, meant in words.items()}


def mended(text: str) -> str | None:
    """`text`, of the same length, with misread words put right; None where there are none or more than one word may be meant."""
    pattern, words = _skeletons()
    out = text
    for match in pattern.finditer(skeleton(text, load_vocabulary())):
        start, end = match.span()
        meant = words[match.group()]
        if text[start:end] in meant:
            continue
        if len(meant) > 1:
            return None
        out = out[:start] + next(iter(meant)) + out[end:]
    return out if out != text else None

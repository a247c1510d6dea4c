"""Names cut into words, with the terms of the domain as the dictionary.

Whether a name says more than general words (预算, 支出, 经费 …) is a question about its words, not about its characters: a general word
inside another word does not count.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

from ...schemas.vocabulary.prose import prose_vocabulary

if TYPE_CHECKING:
    import jieba


def cut_name(name: str) -> tuple[str, ...]:
    """The words of a short name, in order; what no dictionary word covers comes as single characters."""
    return tuple(_segmenter().cut(name, HMM=False))


@cache
def _segmenter() -> jieba.Tokenizer:
    """jieba's best-path segmenter on the vocabulary's words alone: its own dictionary of 350,000 words takes half a second to load and
    splits 年初预算数. Imported when a name is first cut, as most short reports need none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has escapes and imports that newer Pythons complain of
        import jieba

    vocabulary = prose_vocabulary()
    words = {*vocabulary.words, *vocabulary.not_projects}
    frequencies = dict.fromkeys((word[:end] for word in words for end in range(1, len(word))), 0)
    frequencies.update((word, 10 ** len(word)) for word in words)  # a longer word outweighs the shorter ones it is made of
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total, segmenter.initialized = frequencies, sum(frequencies.values()), True
    return segmenter

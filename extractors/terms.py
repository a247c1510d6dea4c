"""Words that stand in the tables of every report beside those of the vocabulary: names are told by them from parts of names."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def more_terms() -> frozenset[str]:
    """Names of the national classifications, units, heads: what no form lists because its rows are open (`terms.txt`, one a line)."""
    return frozenset(Path(__file__).with_name("terms.txt").read_text(encoding="utf-8").split())

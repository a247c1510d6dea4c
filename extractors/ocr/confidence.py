"""How sure a recognised line is, and a fact that rests on such lines: probabilities of being right, calibrated on generated scans.

The coefficients lie in `calibration.yaml`; `python -m scans.calibrate` (in tests/) makes them anew.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FIGURE = re.compile(r"[-+(（]?[\d.,，．:%％/\-—()（）≥≤><=人个元万分 ]*\d[\d.,，．:%％/\-—()（）≥≤><=人个元万分 ]*")
MOST = 0.9995
"""Nothing recognised is ever surer than this."""
UNPROVEN = 0.979
"""What is in doubt is never surer than this, which is below what cross-checks rest on (`REVIEW_BELOW`). Everything on a page that is hard to
read is: among many doubtful figures there are some that are wrong and do not look it.
"""
_DOUBTFUL, _FEW, _SHARE = 0.9, 1, 0.025
"""A page is hard to read where more figures than these, and a greater share of them, are doubtful: less sure than the first."""
_KNOWN, _KNOWN_MENDED = 0.995, 0.95
"""How sure a word of the vocabulary is at least, read as it is and after something was changed."""
_SPARED = 0.25
"""How often a label that was misread in a letter still leads to the right fact: what the confidence of text is for."""
_WHOLE = 0.3
"""With more unread ink in its cell than this, in letters, a word of the vocabulary may be a piece of a longer one."""
_LEAST = 0.001
_DIGITS, _COPY = 6.0, 0.5
"""Digits borne witness to beyond which more say no more, and what one counts for in a relation of two equal figures."""
_PER_DIGIT = math.log(10) / 2
"""What a digit adds to the logit of a figure: half of what it would if misreadings were spread evenly over the ten digits."""
_BEYOND_DOUBT = 0.995
"""A figure that was read so surely may be one that is printed wrong."""
_PROVEN = 3.0
"""Digits borne witness to from which a figure is proven."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a reading.

    `least` is the probability of the least certain character, `doubt` that of a character seen but not reported, `letter` the height of
    letters in pixels, `tinted` the share on coloured ink; `remnant` says that something unreadable was left out beside it, `odd`
    that it has another number format than its column, `known` that it is a word of the vocabulary, `mended` that it became one by
    changing what was read; `unread` is ink in the same cell, in letters, that belongs to no character read.
    """

    least: float
    figure: bool
    agrees: bool = True
    doubt: float = 0.0
    letter: float = 20.0
    tinted: float = 0.0
    remnant: bool = False
    odd: bool = False
    known: bool = False
    mended: float = 0.0
    unread: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the arithmetic of a document says about a figure."""

    held: float = 0.0
    """How many digits the relations that it stands in and that hold bear witness to."""
    copied: float = 0.0
    """The same of relations that only say that two figures are equal."""
    broken: int = 0
    """Relations it stands in that do not hold."""
    slip: int | None = None
    """How far-fetched the slip is that would explain them (`misreadings`); None where no slip in this figure would."""

    @property
    def support(self) -> float:
        """How many digits are borne witness to, all in all; those of relations beside broken ones count for less."""
        if self.slip is not None:
            return 0.0
        return min(self.held + _COPY * min(self.copied, _DIGITS), _DIGITS) / (1 + self.broken)


@dataclass(frozen=True, slots=True)
class FactSigns:
    """What speaks for and against a fact: how surely its figure was read, and the labels, codes and heads that say what it means; what
    arithmetic says; and whether its page is hard to read.
    """

    figure: float
    place: float
    hard_page: bool = False
    evidence: Evidence = Evidence()


def figure_like(text: str) -> bool:
    """Whether a line is a figure, a code or a date, whose every digit counts."""
    return _FIGURE.fullmatch(text) is not None


def values(signs: Signs) -> dict[str, float]:
    """The numbers that the calibration weighs."""
    least = min(max(signs.least, 1e-4), 1 - 1e-6)
    logit = math.log(least / (1 - least))
    return {
        "one": 1.0,
        "logit": min(logit, 4.0),
        "high": min(max(logit - 4.0, 0.0), 4.0),
        "doubt": signs.doubt,
        "disagrees": float(not signs.agrees),
        "small": max(0.0, 20.0 - signs.letter) / 10.0,
        "tinted": signs.tinted,
        "remnant": float(signs.remnant),
        "odd": float(signs.odd),
        "known": float(signs.known),
        "unread": min(signs.unread, 1.5),
        "mended": min(signs.mended, 12.0) / 4.0,
    }


def confidence(signs: Signs) -> float:
    """The probability that the line is right."""
    sure = _probability("figure" if signs.figure else "text", values(signs))
    if not signs.figure:
        sure += _SPARED * (1.0 - sure) ** 2
    whole = signs.unread <= _WHOLE and not signs.remnant
    if signs.known and whole:  # what is doubtful about it (a bracket, its numbering) does not make it another word
        sure = max(sure, _KNOWN_MENDED if signs.mended else _KNOWN)
    return min(max(sure, _LEAST), MOST)


def fact_values(signs: FactSigns) -> dict[str, float]:
    """The numbers that the calibration weighs for a fact."""
    evidence = signs.evidence
    figure = _logit(signs.figure) + _PER_DIGIT * evidence.support
    logit = min(figure, _logit(signs.place))
    return {
        "one": 1.0,
        "logit": min(logit, 4.0),
        "high": max(logit - 4.0, 0.0),
        "held": min(evidence.held, _DIGITS) / _DIGITS,
        "copied": min(evidence.copied, _DIGITS) / _DIGITS,
        "hard": float(signs.hard_page),
        "broken": float(evidence.broken > 0 and evidence.slip is None),
        "slip": float(evidence.slip is not None),
        "thought": float(evidence.slip == 0),
    }


def fact_confidence(signs: FactSigns) -> float:
    """The probability that the fact is right. It stays below what cross-checks rest on where its labels do, where a slip would explain a
    broken relation, and, unless arithmetic proves it, on a page that is hard to read and in a broken relation where it was not read
    beyond doubt itself.
    """
    sure = _probability("fact", fact_values(signs))
    evidence = signs.evidence
    proven = evidence.support >= _PROVEN and not (signs.hard_page and evidence.broken)
    doubted = signs.hard_page or evidence.broken > 0 and signs.figure < _BEYOND_DOUBT
    limited = signs.place <= UNPROVEN or evidence.slip is not None or doubted and not proven
    return min(max(sure, _LEAST), UNPROVEN if limited else MOST)


def _probability(kind: str, found: Mapping[str, float]) -> float:
    weights = _calibration()[kind]
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-min(max(total, -30.0), 30.0)))


def _logit(probability: float) -> float:
    sure = min(max(probability, _LEAST), MOST)
    return math.log(sure / (1 - sure))


def hard_to_read(lines: Iterable[Signs]) -> bool:
    """Whether the figures of a page, taken together, say that it is too poor a picture to trust any of them unseen."""
    figures = [confidence(signs) for signs in lines if signs.figure]
    doubtful = sum(sure < _DOUBTFUL for sure in figures)
    return doubtful > _FEW and doubtful > _SHARE * len(figures)


@cache
def _calibration() -> Mapping[str, Mapping[str, float]]:
    import yaml

    loaded = yaml.safe_load(Path(__file__).with_name("calibration.yaml").read_text(encoding="utf-8"))
    return {kind: {name: float(weight) for name, weight in weights.items()} for kind, weights in loaded.items()}

"""Printed labels reduced to what identifies them: `其中：1、公务用车购置费（万元）：` is the label 公务用车购置费 in 万元.

Used for both sides of a match: by the vocabulary for its aliases, by the extractors for what is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .text import fold

_QUOTES = str.maketrans("", "", "“”‘’《》〈〉*＊#")
_AMONG = re.compile(r"^(?:（?其中）?|包括|其 中)[:：、]?")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十百]{1,4}[、.．]"
    r"|（[一二三四五六七八九十]{1,3}）、?"
    r"|第[一二三四五六七八九十]{1,3}[、.]"
    r"|\d{1,2}(?:\.\d{1,2}){0,2}[、.．](?!\d)"
    r"|（\d{1,2}）[、.]?"
    r"|\d{1,2}）"
    r"|[①-⑳]、?"
    r"|[IVX]{1,4}[、.]"
    r"|、"  # of a number that was not recognised
    r"|[-—·•●◆■□▲△★☆○◎]+)"
)
_TRAILING_BRACKET = re.compile(r"（(?P<inside>[^（）]*)）$")
_UNIT = re.compile(
    r"(?:金额)?(?:单位[:：])?(?:人民币)?(?:[±+/-]{1,3}(?=%))?(?P<unit>百万元|千万元|万元|千元|亿元|元|万|亿|%|㎡|m²|m2|平方米|人次|人|名|个|辆|台|台[、，,/]?套|台（套）|台[、，,/]辆|辆[、，,/]台|批次|次|批|分|项|件|套|户|公里)(?:人民币)?"
)
_FORMULA = re.compile(r"[A-Za-z]{1,2}\d?|[A-Za-z]/[A-Za-z](?:[*×x]100%?)?|[=+*/×÷%A-Za-z\d()\[\]（）-]{1,14}")
_WEIGHT = re.compile(r"（?(?P<weight>\d{1,3}(?:\.\d{1,2})?)分）?$")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label taken apart.

    `text` is the label without numbering, 其中, spaces and trailing colons (brackets full-width, quotes kept): what facts show for
    labels that no vocabulary knows. `key` is `text` without quotes, for comparison. `bare_key` is `key` without trailing brackets
    (equal to `key` where there are none). `unit` is a unit in trailing brackets, `weight` the figure of `产出指标（50分）`.
    """

    text: str
    key: str
    bare_key: str
    unit: str | None
    weight: str | None
    among: bool
    numbering: str


@lru_cache(maxsize=65536)
def parse_label(printed: str) -> Label:
    """Take a printed label apart; any text is accepted, blank text gives blank fields."""
    text = fold(printed).replace(" ", "")
    among = False
    numbering = ""
    while text:
        match = _AMONG.match(text)
        if match:
            among = True
        else:
            match = _NUMBERING.match(text)
            if not match:
                break
            numbering = numbering or match[0]
        if match.end() == len(text):
            break
        text = text[match.end() :]
    text = text.rstrip(":：;；,，、")
    unit = weight = None
    core = text
    while True:
        match = _TRAILING_BRACKET.search(core)
        if not match:
            break
        inside = match["inside"]
        unit_match = _UNIT.fullmatch(inside)
        weight_match = _WEIGHT.fullmatch(inside)
        if weight_match:
            weight = weight or weight_match["weight"]
        elif unit_match:
            unit = unit or normal_unit(unit_match["unit"])
        core = core[: match.start()].rstrip(":：")
        if not core:
            core = text
            break
    if unit is not None or weight is not None:
        text = _without_measure(text)
    else:
        text = _without_formula(text)
    key = text.translate(_QUOTES)
    return Label(text, key, core.translate(_QUOTES) or key, unit, weight, among, numbering)


def normal_unit(unit: str) -> str:
    """One spelling for each unit: m² and 平方米 are ㎡, 万 is 万元, 名 is 人."""
    if unit.startswith(("台", "辆")):
        return unit[0]
    return {"m²": "㎡", "m2": "㎡", "平方米": "㎡", "万": "万元", "亿": "亿元", "名": "人"}.get(unit, unit)


def _without_measure(text: str) -> str:
    """`text` without trailing brackets that hold a unit, a weight or a formula."""
    while True:
        match = _TRAILING_BRACKET.search(text)
        if not match or not match.start():
            return text
        inside = match["inside"]
        if not (_UNIT.fullmatch(inside) or _WEIGHT.fullmatch(inside) or _FORMULA.fullmatch(inside)):
            return text
        text = text[: match.start()].rstrip(":：")


def _without_formula(text: str) -> str:
    match = _TRAILING_BRACKET.search(text)
    if match and match.start() and _FORMULA.fullmatch(match["inside"]):
        return text[: match.start()].rstrip(":：")
    return text

"""What attributes of HTML elements say: that an element is not shown, that it is furniture of the site, a number."""

from __future__ import annotations

import re
from collections.abc import Callable

_FURNITURE_NAME = re.compile(
    r"(?:[a-z]+[-_]?)?(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|copyright|sidebar|share|qrcode|toolbar)(?:[-_]?(?:box|bar|wrap))?"
    r"|bds\w+|bread",
    re.IGNORECASE,
)
"""Classes and ids that name nothing but furniture; text with amounts and tables inside stay in the body all the same."""
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\+?([0-9]{1,12})")


class Matches(dict[str, bool]):
    """Whether a test holds for an attribute; attributes repeat, so that each is asked once."""

    def __init__(self, test: Callable[[str], object]) -> None:
        self._test = test

    def __missing__(self, text: str) -> bool:
        found = self[text] = bool(self._test(text))
        return found


def hides(style: str) -> bool:
    """Whether a style keeps its element from being shown."""
    return _UNSEEN.search(style) is not None


def names_furniture(names: str) -> bool:
    """Whether classes or an id name furniture of a site."""
    return any(_FURNITURE_NAME.fullmatch(name) for name in names.split())


def number(text: str | None, missing: int = 0) -> int:
    """The whole number an attribute starts with; `missing` where there is none."""
    match = _NUMBER.match(text) if text else None
    return int(match[1]) if match else missing


def column_span(text: str | None) -> int:
    """The columns a cell spans; what is no number, or 0, is one."""
    return number(text) or 1 if text else 1


def row_span(text: str | None) -> int:
    """The rows a cell spans; 0 is up to the end of the row group."""
    return number(text, 1) if text else 1

"""File names for results that are legal on Linux, macOS and Windows."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

_LONGEST_STEM = 60
_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def result_name(name: str, sha256: str, taken: set[str]) -> str:
    """`<name>-<first 8 of sha256>.json` for a document's file name, its suffix dropped and cut to 60 characters.

    `taken` holds the names given so far (case folded, because some file systems do not tell case apart) and is added to: copies of
    one document under one name get `-2`, `-3` … behind the digits.
    """
    stem = f"{_legal(PurePosixPath(name).stem)}-{sha256[:8]}"
    number, chosen = 1, stem
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen.casefold())
    return f"{chosen}.json"


def _legal(stem: str) -> str:
    legal = _ILLEGAL.sub("_", stem).strip(" .")[:_LONGEST_STEM].rstrip(" .")
    if not legal:
        return "document"
    return f"_{legal}"[:_LONGEST_STEM] if _RESERVED.match(legal) else legal


def on_disk(name: str) -> str:
    """The name to hand to the operating system, so that the file is named in UTF-8 even where the locale knows ASCII only."""
    return os.fsdecode(name.encode("utf-8"))

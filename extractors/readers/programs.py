"""Programs outside Python that some formats need: whether they are here, and what to install where they are not."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A program that can be had for every system."""

    name: str
    """As people call it."""
    commands: tuple[str, ...]
    """Its names on the search path, the preferred one first."""
    install: str
    """What to do where it is missing, in Chinese, for Debian/Ubuntu and for other systems."""
    places: Mapping[str, tuple[str, ...]]
    """Where it lies outside the search path, by `sys.platform`."""
    variable: str
    """Environment variable that names it, where one wants another than the first found; empty: act as if it were not installed."""


LIBREOFFICE = Program(
    "LibreOffice",
    ("soffice", "libreoffice"),
    "请安装 LibreOffice（Debian/Ubuntu：apt install libreoffice-writer-nogui；其他系统见 libreoffice.org）",
    {
        "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
        "win32": (
            "C:/Program Files/LibreOffice/program/soffice.com",
            "C:/Program Files (x86)/LibreOffice/program/soffice.com",
        ),
    },
    "GONGKAI_SOFFICE",
)
BSDTAR = Program(
    "bsdtar",
    ("bsdtar",),
    "请安装 bsdtar（Debian/Ubuntu：apt install libarchive-tools；macOS 和 Windows 10 以上自带）",
    {"darwin": ("/usr/bin/tar",), "win32": ("C:/Windows/System32/tar.exe",)},
    "GONGKAI_BSDTAR",
)
_ANSWER_SECONDS = 20.0


@cache
def find(program: Program) -> Path | None:
    """Where the program lies, None where it is not installed (or was switched off by its environment variable)."""
    chosen = os.environ.get(program.variable)
    if chosen is not None:
        found = shutil.which(chosen) if chosen else None
        return Path(found) if found else None
    for command in program.commands:
        if found := shutil.which(command):
            return Path(found)
    return next((Path(place) for place in program.places.get(sys.platform, ()) if Path(place).is_file()), None)


@cache
def version_of(program: Program) -> str | None:
    """The version the installed program states; None where it is not installed or does not answer in time."""
    import subprocess

    path = find(program)
    if path is None:
        return None
    try:
        answer = subprocess.run(
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_ANSWER_SECONDS
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    stated = re.search(rb"\d+(?:\.\d+)+", answer)
    return stated[0].decode("ascii") if stated else None

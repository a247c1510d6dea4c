"""The signs an RTF file consists of: groups, control words, escaped bytes and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["open", "close", "word", "hex", "symbol", "text", "binary"]
Token = tuple[Kind, str, int | None, bytes]
"""Kind, name of a control word (or the character of a control symbol), its parameter, the bytes of text."""

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})?\x20?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z'])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)", re.DOTALL
)
_BRACE = re.compile(rb"[{}]|\\bin(\d{1,10})\x20?|\\[\\{}]", re.DOTALL)


class Tokens:
    """Goes over the signs of a file; `skip_group` jumps over the rest of the group that is open."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        data = self._data
        match_at = _TOKEN.match
        end = len(data)
        while self._at < end:
            match = match_at(data, self._at)
            if match is None:  # a backslash with nothing that could follow it
                self._at += 1
                continue
            self._at = match.end()
            which = match.lastindex
            if which is None:
                continue
            if which <= 2:
                name = match[1].decode("ascii")
                parameter = int(match[2]) if match[2] else None
                if name == "bin" and parameter is not None:
                    self._at = min(end, self._at + max(0, parameter))
                    yield "binary", "", None, b""
                else:
                    yield "word", name, parameter, b""
            elif which == 6:
                yield "text", "", None, match[6]
            elif which == 3:
                yield "hex", "", None, bytes((int(match[3], 16),))
            elif which == 5:
                yield ("open" if match[5] == b"{" else "close"), "", None, b""
            else:
                yield "symbol", match[4].decode("latin-1"), None, match[4]

    def skip_group(self) -> None:
        """Go to the bracket that closes the group; it comes as the next token."""
        depth = 0
        data = self._data
        while (match := _BRACE.search(data, self._at)) is not None:
            self._at = match.end()
            sign = match[0]
            if sign == b"{":
                depth += 1
            elif sign == b"}":
                if not depth:
                    self._at = match.start()
                    return
                depth -= 1
            elif match[1]:
                self._at = min(len(data), self._at + int(match[1]))
        self._at = len(data)

"""Bodies of Outlook messages in compressed RTF ([MS-OXRTFCP]), the form in which a message written as rich text keeps its tables."""

from __future__ import annotations

import struct

MAX_PACKED_BYTES = 8 * 1024 * 1024
"""A larger body is not unpacked: its pictures lie beside it, and no text comes near."""
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" b"\r\n" rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # fmt: skip
"""What both sides take for already written."""
_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"


def rtf_of(data: bytes) -> bytes | None:
    """The RTF of a compressed body; None where it is damaged or too large."""
    if len(data) < 16 or len(data) > MAX_PACKED_BYTES:
        return None
    size, kind = struct.unpack_from("<I4s", data, 4)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _PACKED:
        return None
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    made = bytearray()
    write, place = len(_KNOWN), 16
    try:
        while True:
            flags = data[place]
            place += 1
            for bit in range(8):
                if not flags >> bit & 1:
                    piece = data[place : place + 1]
                    place += 1
                    if not piece:
                        return None
                    made += piece
                    window[write] = piece[0]
                    write = (write + 1) % _WINDOW
                    continue
                reference = data[place] << 8 | data[place + 1]
                place += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == write:  # the end
                    return bytes(made[:size])
                for offset in range(length):  # one by one: it may run into what it writes
                    byte = window[(start + offset) % _WINDOW]
                    made.append(byte)
                    window[write] = byte
                    write = (write + 1) % _WINDOW
    except IndexError:
        return None


def is_page(rtf: bytes) -> bool:
    """Whether a body is a web page wrapped in RTF, of which only the page itself keeps the tables."""
    return b"\\fromhtml" in rtf[:1000]

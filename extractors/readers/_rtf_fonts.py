"""Fonts and code pages of RTF: which characters bytes stand for."""

from __future__ import annotations

from dataclasses import dataclass

from ._docx_text import symbol

_CHARSETS = {
    128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850", 77: "mac-roman",
}  # fmt: skip
"""Windows character sets (`\\fcharset`) by Python's names; 0 and 1 are those of the document."""
_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5hkscs",
    932: "cp932",
    949: "cp949",
    10000: "mac-roman",
    65001: "utf-8",
    1361: "johab",
}
_SYMBOL = 2
_SYMBOL_NAMES = frozenset({"symbol", "wingdings", "wingdings 2"})
_DOUBLE = frozenset({"gb18030", "big5hkscs", "cp932", "cp949"})
_DEFAULT = "cp1252"


@dataclass(slots=True)
class Font:
    """An entry of the font table."""

    charset: int = 1
    page: int | None = None
    name: str = ""


class Fonts:
    """The font table and what follows from it."""

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}
        self.document = _DEFAULT
        """Encoding of text in no particular character set."""

    def set_document(self, page: int | None) -> None:
        """The code page that `\\ansicpg` names."""
        self.document = encoding_of_page(page) or self.document

    def encoding(self, font: int | None) -> str:
        """The encoding of text in a font."""
        entry = self.fonts.get(font) if font is not None else None
        if entry is None:
            return self.document
        if entry.page:
            return encoding_of_page(entry.page) or self.document
        return _CHARSETS.get(entry.charset, self.document)

    def symbol_font(self, font: int | None) -> str | None:
        """The name of a font whose codes are no characters; None for every other font."""
        entry = self.fonts.get(font) if font is not None else None
        return entry.name if entry is not None and (entry.charset == _SYMBOL or entry.name.lower() in _SYMBOL_NAMES) else None

    def decode(self, data: bytes, font: int | None) -> str:
        """The text that bytes show; U+FFFD for what cannot be decoded."""
        name = self.symbol_font(font)
        if name is not None:
            return "".join(symbol(name, code) for code in data)
        if data.isascii():
            return data.decode("ascii")
        own = self.encoding(font)
        # Chinese writers set Chinese text in fonts that claim a western character set
        tried = [own] if own in _DOUBLE or own == self.document else [self.document, own] if self.document in _DOUBLE else [own]
        for encoding in tried:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
        try:
            return data.decode(tried[-1], "replace")
        except LookupError:
            return data.decode(_DEFAULT, "replace")


def encoding_of_page(page: int | None) -> str | None:
    """Python's name of a Windows code page; None for one it does not know."""
    if page is None:
        return None
    if page in _PAGES:
        return _PAGES[page]
    return f"cp{page}" if page in (437, 850, 852, 866, 874) or 1250 <= page <= 1258 else None

"""The printed text of a piece of Markdown: marks of emphasis, links, pictures, escapes and attributes taken away, figures untouched."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPECIAL = re.compile(r"[\\`*_<&\[\]!$^{]")
_LONGEST = 20_000
"""Characters up to which a text is parsed; in a longer one only the escapes are taken away."""
_PICTURE = re.compile(r"!\[[^\[\]]{0,1000}\](?:\([^()\s]*(?:\s\"[^\"\n]{0,300}\")?\)|\[[^\[\]\n]{0,100}\])")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,30}\]")
_ATTRIBUTES = re.compile(r"\[([^\[\]]*)\]\{[^{}\n]{0,300}\}")
"""`[text]{.underline}` and the anchors (`[]{#_Toc1 .anchor}`) that pandoc writes."""
_HEADING_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}\n]{0,300}\}\s*$")
_LEFT_OVER = re.compile(r"(\*\*|__)(?=\S)([^*_\n]*?\S)\1")
"""Strong text that CommonMark does not see as such, because punctuation stands inside the mark and a Chinese character outside."""
_RAISED = re.compile(r"\^([^\s^]{1,8})\^")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FORMULA = re.compile(r"(?<!\\)\$([^$\n]{1,60})\$")
_FORMULA_WORDS = {
    r"\%": "%", r"\sim": "~", r"\geq": "≥", r"\ge": "≥", r"\leq": "≤", r"\le": "≤", r"\times": "×", r"\pm": "±", r"\cdot": "·",
    r"\uparrow": "↑", r"\downarrow": "↓", r"\ ": "", r"\,": "", r"\;": "", r"\!": "",
}  # fmt: skip
_FORMULA_WORD = re.compile("|".join(re.escape(word) + r"(?![a-z])" for word in sorted(_FORMULA_WORDS, key=len, reverse=True)))
_PLAIN_FORMULA = re.compile(r"[-+≥≤<>=~×±↑↓]*\d[\d.,，]*%?(?:[-~×]\d[\d.,，]*%?)?")
"""What a formula is when it is only a figure that a converter took for mathematics: `$12.5\\%$`, `$\\geq 9 0 \\%$`."""


class Inline:
    """Turns Markdown into text and counts what it leaves out on the way."""

    def __init__(self) -> None:
        self.pictures = 0

    def text(self, source: str) -> str:
        """The text that is printed, with ``\\n`` where a line ends."""
        if not _SPECIAL.search(source):
            return source
        source, pictures = _PICTURE.subn("", source)
        self.pictures += pictures
        source = _NOTE_MARK.sub("", source)
        if "$" in source:
            source = _FORMULA.sub(_formula, source)
        if len(source) > _LONGEST:
            return _ESCAPE.sub(r"\1", source)
        if "{" in source:
            source = _ATTRIBUTES.sub(r"\1", _ATTRIBUTES.sub(r"\1", source))
        tokens = _parser().parseInline(source)
        text = self._joined(tokens[0].children or []) if tokens else ""
        if "**" in text or "__" in text:
            text = _LEFT_OVER.sub(r"\2", text)
        return _RAISED.sub(r"^\1", text) if "^" in text else text

    def heading(self, source: str) -> str:
        """The text of a heading."""
        return self.text(_HEADING_ATTRIBUTES.sub("", source)).strip()

    def _joined(self, tokens: list[Token]) -> str:
        pieces: list[str] = []
        raised = False
        for number, token in enumerate(tokens):
            kind = token.type
            if kind in ("text", "code_inline", "text_special"):
                text = token.content
                if raised and text[:1].isdigit() and _ends_in_digit(pieces):
                    pieces.append("^")  # 100 with a raised note mark 1 is not 1001
                pieces.append(text)
            elif kind in ("softbreak", "hardbreak"):
                pieces.append("\n")
            elif kind in ("em_open", "em_close", "strong_open", "strong_close"):
                # in 5*3*2 the stars are signs of multiplication
                following = tokens[number + 1] if number + 1 < len(tokens) else None
                if _ends_in_digit(pieces) and following is not None and following.content[:1].isdigit():
                    pieces.append(token.markup)
            elif kind == "html_inline":
                tag = token.content.lower()
                if tag.startswith("<br"):
                    pieces.append("\n")
                elif tag.startswith(("<sup", "</sup")):
                    raised = tag.startswith("<sup")
                elif tag.startswith("<img"):
                    self.pictures += 1
                elif not tag.startswith(("<!", "<?")) and re.match(r"</?[a-z]", tag) is None:
                    pieces.append(token.content)
            elif kind == "image":
                self.pictures += 1
        return "".join(pieces)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # HTML is let through as tokens of its own; nothing is linked that is not written as a link
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 20})


def _ends_in_digit(pieces: list[str]) -> bool:
    return bool(pieces) and pieces[-1][-1:].isdigit()


def _formula(match: re.Match[str]) -> str:
    """A formula that is only a figure as that figure; blanks in a formula are not printed."""
    inner = re.sub(r"\\(?:mathrm|text|mathbf|textbf)\s*\{([^{}]*)\}", r"\1", match[1])
    inner = _FORMULA_WORD.sub(lambda word: _FORMULA_WORDS[word[0]], inner)
    plain = re.sub(r"[\s{}]", "", inner)
    return plain if _PLAIN_FORMULA.fullmatch(plain) else match[0]

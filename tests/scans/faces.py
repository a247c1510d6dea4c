"""The typefaces that Debian ships for Chinese text and for figures, and text set in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FOLDER = Path("/usr/share/fonts/truetype")
CHINESE = {
    "uming": "arphic/uming.ttc",
    "gbsn": "arphic-gbsn00lp/gbsn00lp.ttf",
    "zenhei": "wqy/wqy-zenhei.ttc",
    "microhei": "wqy/wqy-microhei.ttc",
    "ukai": "arphic/ukai.ttc",
    "gkai": "arphic-gkai00mp/gkai00mp.ttf",
}
"""Names of faces like SimSun (uming, gbsn), HeiTi (zenhei, microhei) and KaiTi (ukai, gkai)."""
LATIN = {
    "serif": "liberation/LiberationSerif-Regular.ttf",
    "sans": "liberation/LiberationSans-Regular.ttf",
}
PACKAGES = (
    "fonts-arphic-uming fonts-arphic-gbsn00lp fonts-wqy-zenhei fonts-wqy-microhei fonts-arphic-ukai fonts-arphic-gkai00mp"
    " fonts-liberation"
)
CLOSING = "，。；：、！？）》”％%"


def missing() -> list[str]:
    """Font files that this machine lacks."""
    return [name for name in (*CHINESE.values(), *LATIN.values()) if not (_FOLDER / name).exists()]


def path_of(name: str) -> Path:
    return _FOLDER / {**CHINESE, **LATIN}[name]


@cache
def _registered(name: str) -> str:
    pdfmetrics.registerFont(TTFont(name, str(path_of(name)), subfontIndex=0))
    return name


@dataclass(frozen=True, slots=True)
class Face:
    """Chinese in one font, letters and figures in another (or the same)."""

    chinese: str
    latin: str

    def runs(self, text: str) -> Iterable[tuple[str, str]]:
        """(font, text) from left to right."""
        run, font = "", ""
        for character in text:
            wanted = _registered(self.latin if character.isascii() else self.chinese)
            if wanted != font and run:
                yield font, run
                run = ""
            run, font = run + character, wanted
        if run:
            yield font, run

    def width(self, text: str, size: float) -> float:
        return sum(float(pdfmetrics.stringWidth(run, font, size)) for font, run in self.runs(text))

    def draw(self, canvas: Canvas, x: float, baseline: float, text: str, size: float, bold: bool = False) -> None:
        """One line; bold is drawn as word processors do where a font has no bold face: with an outline."""
        canvas.saveState()  # the rendering mode outlives a text object
        canvas.setLineWidth(size / 30)
        line = canvas.beginText(x, baseline)
        if bold:
            line.setTextRenderMode(2)
        for font, run in self.runs(text):
            line.setFont(font, size)
            line.textOut(run)
        canvas.drawText(line)
        canvas.restoreState()

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        """Lines no wider than `width`; figures stay whole where they fit on a line of their own."""
        lines: list[str] = []
        line = ""
        for piece in _pieces(text):
            if self.width(line + piece, size) <= width or piece[0] in CLOSING and line:
                line += piece
                continue
            if line:
                lines.append(line)
            line = ""
            for character in piece:  # a word wider than the line is broken
                if line and self.width(line + character, size) > width:
                    lines.append(line)
                    line = ""
                line += character
        return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        if pieces and character.isascii() and character != " " and pieces[-1][-1].isascii() and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces

"""The reading of single lines: what the recogniser says, a second look at what is doubtful, and how sure the result is.

Remnants of a seal that look like a character or two are told by where they stand (on coloured ink) and how they read (badly); they
are left out, and what they might have been lowers the confidence of the figure beside them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .confidence import Signs, figure_like
from .engine import Glyph, Reading, recogniser
from .lexicon import mend, numbered
from .lines import Grey
from .segments import Strip

_SIDE, _ABOVE = 0.4, 0.35
"""White around a line that is recognised, in letters."""
_STRETCH, _BLUR = 1.15, 0.6
"""How a second look differs: wider, and smoothed by this many pixels."""
_DOUBTFUL = 0.97
"""Probability of the least certain character below which a line is looked at again."""
_CLEARER = 0.05
"""By how much the second look must be surer to be believed."""
_TINTED = 0.12
"""Share of a line's ink on coloured ink from which it is looked at again."""
_COVERS = 0.75
"""A character accounts for the ink within this many letters of its middle."""
_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}[，,。·.](?=[^\W\d])")
_REMNANT, _REMNANT_READS = 0.6, 0.55
"""A line with this share on coloured ink that reads worse than this is what is left of a seal."""
_THOUGHT_OF = 0.0005
"""Probability from which another character is worth a thought."""
_UPRIGHT = frozenset("|｜│丨")
"""What an upright rule is read as."""
_FIGURE_SIGNS = frozenset("0123456789.,-−－．，")


@dataclass(frozen=True, slots=True)
class Task:
    """A line to be read: where it stands, and in which cell (-1: in none)."""

    strip: Strip
    cell: int


@dataclass(frozen=True, slots=True)
class Read:
    """A line that was read, with what speaks for and against it."""

    task: Task
    glyphs: tuple[Glyph, ...]
    signs: Signs
    rival: tuple[Glyph, ...] = ()
    """What the other look at it read."""

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def others(self) -> tuple[tuple[str, float], ...]:
        """Other texts that a figure may be: one character changed to what the recogniser thought of, or what the other look read."""
        if not self.signs.figure:
            return ()
        found: dict[str, float] = {}
        for place, glyph in enumerate(self.glyphs):
            for other, chance in glyph.others:
                if chance >= _THOUGHT_OF and (other in _FIGURE_SIGNS or not other):
                    changed = self._with(place, other)
                    found[changed] = max(chance, found.get(changed, 0.0))
        rival = "".join(glyph.text for glyph in self.rival)
        if rival:
            found[rival] = max(min(glyph.probability for glyph in self.rival), found.get(rival, 0.0))
        found.pop(self.text, None)
        return tuple(sorted(found.items(), key=lambda item: -item[1]))

    def _with(self, place: int, other: str) -> str:
        return "".join(other if number == place else glyph.text for number, glyph in enumerate(self.glyphs))


@dataclass(frozen=True, slots=True)
class Sheets:
    """The straight page: as characters are read, and where coloured ink was taken off it (None: nowhere)."""

    print: Grey
    tinted: Grey | None
    ink: Grey
    """1 where there is ink and no rule, remnants of coloured ink included."""
    unread: Mapping[int, float]
    """By cell: ink that stands in none of its lines, in letters."""


def read(sheets: Sheets, tasks: Sequence[Task]) -> list[Read]:
    """Read all lines of a page; remnants of seals are left out."""
    first = _looked_at([crop(sheets.print, task.strip) for task in tasks], tasks)
    shares = [_tinted_share(sheets, task.strip) for task in tasks]
    again = [
        number for number, reading in enumerate(first) if reading.glyphs and (reading.least < _DOUBTFUL or shares[number] > _TINTED)
    ]
    seconds = _looked_at([_second_crop(sheets, tasks[number].strip) for number in again], [tasks[number] for number in again])
    second = dict(zip(again, seconds, strict=True))
    results: list[Read] = []
    remnants: set[int] = set()
    lost: dict[int, float] = {}
    for number, (task, reading) in enumerate(zip(tasks, first, strict=True)):
        other = second.get(number)
        best = other if other is not None and other.least > reading.least + _CLEARER else reading
        if not best.glyphs:
            lost[task.cell] = lost.get(task.cell, 0.0) + _uncovered(sheets, task.strip, ())
            continue
        if shares[number] >= _REMNANT and best.least < _REMNANT_READS and len(best.glyphs) <= 4:
            remnants.add(task.cell)
            continue
        agrees = other is None or other.text == reading.text
        left = sheets.unread.get(task.cell, 0.0) + _uncovered(sheets, task.strip, best.glyphs)
        signs = Signs(best.least, figure_like(best.text), agrees, best.doubt, task.strip.letter, shares[number], unread=left)
        rival = () if other is None else reading.glyphs if best is other else other.glyphs
        results.append(Read(task, best.glyphs, signs, rival))
    return _as_words([_beside(line, remnants, lost) for line in results])


def _beside(line: Read, remnants: Container[int], lost: Mapping[int, float]) -> Read:
    """The line with what was seen and not read beside it in its cell."""
    cell = line.task.cell
    if cell < 0 or cell not in remnants and cell not in lost:
        return line
    return replace(line, signs=replace(line.signs, remnant=cell in remnants, unread=line.signs.unread + lost.get(cell, 0.0)))


def _as_words(lines: Sequence[Read]) -> list[Read]:
    """The lines with labels put right after the vocabulary. The lines of one cell are one label; none of them gains or loses characters."""
    cells: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        cells.setdefault(line.task.cell if line.task.cell >= 0 else -1 - number, []).append(number)
    result = list(lines)
    ruled = any(line.task.cell >= 0 for line in lines)
    for numbers in cells.values():
        if len(numbers) == 1:
            line = lines[numbers[0]]
            word = _as_word(line)
            # without rules it may be one line of a label that is broken over several
            result[numbers[0]] = word if ruled or len(word.glyphs) == len(line.glyphs) else _numbered(line)
            continue
        glyphs = [glyph for number in numbers for glyph in lines[number].glyphs]
        mended = mend(glyphs, min(lines[number].signs.least for number in numbers))
        if not mended.known or len(mended.glyphs) != len(glyphs):
            continue
        rest = iter(mended.glyphs)
        for number in numbers:
            own = tuple(itertools.islice(rest, len(lines[number].glyphs)))
            if not lines[number].signs.figure:
                result[number] = replace(
                    lines[number], glyphs=own, signs=replace(lines[number].signs, known=True, mended=mended.cost)
                )
    return result


def _as_word(line: Read) -> Read:
    if line.signs.figure:
        return line
    line = _numbered(line)
    cut = max(line.text.rfind(":"), line.text.rfind("："))
    if 0 < cut < len(line.glyphs) - 1 and len(line.text) == len(line.glyphs) and figure_like(line.text[cut + 1 :]):
        return _labelled(line, cut)
    mended = mend(line.glyphs, line.signs.least)
    if line.rival and not mended.known:
        rival = mend(line.rival, 0.0)
        mended = rival if rival.known else mended
    return replace(line, glyphs=mended.glyphs, signs=replace(line.signs, known=mended.known, mended=mended.cost))


def _numbered(line: Read) -> Read:
    """What divides a number from its label (十一，城乡社区支出) is 、: small strokes are the first to be misread."""
    found = _NUMBER.match(line.text)
    if found is None or len(line.text) != len(line.glyphs):
        return replace(line, glyphs=numbered(line.glyphs))
    place = found.end() - 1
    return replace(line, glyphs=(*line.glyphs[:place], replace(line.glyphs[place], text="、"), *line.glyphs[place + 1 :]))


def _labelled(line: Read, cut: int) -> Read:
    """A label and its figure on one line (基本支出：104.5): with a known label the line is as sure as the figure."""
    figure = line.glyphs[cut + 1 :]
    least = min(glyph.probability for glyph in figure)
    label = mend(line.glyphs[:cut], min(glyph.probability for glyph in line.glyphs[:cut]))
    if not label.known:
        return replace(line, signs=replace(line.signs, figure=True))
    signs = replace(line.signs, figure=True, least=least, agrees=True, doubt=line.signs.doubt if label.cost else 0.0)
    return replace(line, glyphs=(*label.glyphs, *line.glyphs[cut:]), signs=signs)


def _looked_at(crops: Sequence[Grey], tasks: Sequence[Task]) -> list[Reading]:
    """The readings of lines, without upright rules that stand in the white around them."""
    return [_without_rules(reading, task.strip) for reading, task in zip(recogniser().read(crops), tasks, strict=True)]


def _without_rules(reading: Reading, strip: Strip) -> Reading:
    side, _ = margins(strip)
    width = strip.x1 - strip.x0 + 2 * side

    def of_rule(glyph: Glyph) -> bool:
        return glyph.text in _UPRIGHT and not side <= (glyph.start + glyph.end) / 2 * width <= width - side

    glyphs = reading.glyphs
    while glyphs and of_rule(glyphs[0]):
        glyphs = glyphs[1:]
    while glyphs and of_rule(glyphs[-1]):
        glyphs = glyphs[:-1]
    return reading if len(glyphs) == len(reading.glyphs) else replace(reading, glyphs=glyphs)


def _uncovered(sheets: Sheets, strip: Strip, glyphs: Sequence[Glyph]) -> float:
    """The ink of a line where no character was read, in letters."""
    side, _ = margins(strip)
    left, width = max(0, strip.x0 - side), strip.x1 - strip.x0 + 2 * side
    columns = sheets.ink[strip.y0 : strip.y1, strip.x0 : strip.x1].sum(axis=0, dtype=np.int64)
    if not glyphs:
        return float(columns.sum()) / (0.3 * strip.letter**2)
    centres = np.array([left + (glyph.start + glyph.end) / 2 * width for glyph in glyphs]) - strip.x0
    distance = np.abs(np.arange(len(columns))[:, None] - centres[None, :]).min(axis=1)
    return float(columns[distance > _COVERS * strip.letter].sum()) / (0.3 * strip.letter**2)


def crop(sheet: Grey, strip: Strip) -> Grey:
    """The picture of a line with some white around it."""
    side, above = margins(strip)
    height, width = sheet.shape
    return sheet[max(0, strip.y0 - above) : min(height, strip.y1 + above), max(0, strip.x0 - side) : min(width, strip.x1 + side)]


def margins(strip: Strip) -> tuple[int, int]:
    """The white around a line in pixels: at its sides, above and below."""
    return round(_SIDE * strip.letter), max(2, round(_ABOVE * strip.letter))


def _second_crop(sheets: Sheets, strip: Strip) -> Grey:
    from .opencv import cv2

    first = cv2.GaussianBlur(crop(sheets.print, strip), (0, 0), _BLUR)
    size = (max(4, round(first.shape[1] * _STRETCH)), first.shape[0])
    return np.asarray(cv2.resize(first, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _tinted_share(sheets: Sheets, strip: Strip) -> float:
    """The share of a line's ink that lies on coloured ink."""
    if sheets.tinted is None:
        return 0.0
    window = (slice(strip.y0, strip.y1), slice(strip.x0, strip.x1))
    ink: NDArray[np.bool_] = sheets.print[window] < 170
    count = int(ink.sum())
    return float((sheets.tinted[window][ink] > 0).sum()) / count if count else 0.0

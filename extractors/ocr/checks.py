"""The figures of a page looked at together: separators put right, figures that do not fit their column marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .cells import Read
from .digits import column_format, fits, respaced, separated

_READABLE = 0.6
"""Only figures read at least so surely say what the format of a column is."""


def checked(lines: Sequence[Read], columns: Mapping[int, tuple[int, int]]) -> list[Read]:
    """The lines with what their columns (by cell) say about them."""
    alone = Counter(line.task.cell for line in lines)
    result = [_dash(line) if alone[line.task.cell] == 1 else line for line in (_separated(line, lines) for line in lines)]
    groups: dict[tuple[int, int], list[int]] = {}
    for number, line in enumerate(result):
        if line.signs.figure and line.task.cell in columns:
            groups.setdefault(columns[line.task.cell], []).append(number)
    for members in groups.values():
        usual = column_format([result[number].text for number in members if result[number].signs.least >= _READABLE])
        if usual is None:
            for number in members:
                if _WHOLE_OR_NOT.fullmatch(result[number].text):
                    result[number] = replace(result[number], signs=replace(result[number].signs, odd=True))
            continue
        for number in members:
            line = result[number]
            if fits(line.text, usual):
                if usual[1] == _AMBIGUOUS and "." in line.text:
                    result[number] = replace(line, signs=replace(line.signs, odd=True))
                continue
            better = respaced(line.glyphs, usual)
            if better is not None:
                result[number] = replace(line, glyphs=better, signs=replace(line.signs, mended=_MENDED))
            else:
                result[number] = replace(line, signs=replace(line.signs, odd=True))
    return result


_WHOLE_OR_NOT = re.compile(r"[-+]?\d{1,3}(?:[,，]\d{3})+[.．]\d{3}")
"""What may as well be a whole number, where no column says how many decimals it has (5,866.800 and 5,866,800)."""
_AMBIGUOUS = 3
"""With so many decimals a point may as well be a comma that was misread."""
_MENDED = 4.0
"""What a separator that was put right costs of a figure's sureness, on the scale of `Signs.mended`."""


def _dash(line: Read) -> Read:
    """A lone stroke in a cell is a dash, and a bare sign of comparison may be ≥ or ≤ with its stroke lost."""
    if line.task.cell >= 0 and line.text in _STROKES:
        return replace(line, glyphs=(replace(line.glyphs[0], text="—"),))
    if line.signs.figure and ("<" in line.text or ">" in line.text):
        return replace(line, signs=replace(line.signs, odd=True))
    return line


_STROKES = frozenset("一-_ー–—")


def _separated(line: Read, lines: Sequence[Read]) -> Read:
    better = separated(line.glyphs) if line.signs.figure else None
    if better is None or _broken(line, lines):
        return line
    return replace(line, glyphs=better, signs=replace(line.signs, mended=_MENDED))


def _broken(line: Read, lines: Sequence[Read]) -> bool:
    """Whether a figure may go on in the next line of its cell, so that it need be no number by itself."""
    strip = line.task.strip
    return any(
        other.signs.figure
        and other.task.cell == line.task.cell
        and 0 < other.task.strip.y0 - strip.y0 < _NEXT_LINE * strip.letter
        and other.task.strip.x0 < strip.x1
        and strip.x0 < other.task.strip.x1
        for other in lines
    )


_NEXT_LINE = 1.7
"""The next line of a cell begins within so many letters."""

"""Separated text (csv, tab-separated exports, also under the name .xls) as one sheet; a row of the sheet is a record of the file."""

from __future__ import annotations

import csv
import io
import re

from ...schemas.errors import LimitExceeded
from ._sheet_model import MAX_COLUMNS, Budget, Sheet

MAX_CSV_BYTES = 64 * 1024 * 1024
_SEPARATORS = "\t,;|"
_SAMPLE = 50
_GUARDED = re.compile(r'="(.*)"', re.DOTALL)
"""`="0301"`: how exports keep a spreadsheet program from dropping the zero."""


def read_sheet(text: str) -> Sheet:
    """The records of `text`; raises LimitExceeded."""
    text = text.replace("\0", "")
    sheet = Sheet("")
    budget = Budget()
    separator = re.match(r"sep=(.)\r?\n", text)
    if separator is not None:
        delimiter, text = separator[1], "\n" + text[separator.end() :]
    else:
        delimiter = choose_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    try:
        for row, record in enumerate(reader):
            if len(record) > MAX_COLUMNS:
                raise LimitExceeded(f"第 {line + 1} 行超过 {MAX_COLUMNS} 列的上限：请确认文件内容后再试")
            sheet.lines.append(line + 1)
            budget.take(1)
            for column, value in enumerate(record):
                guarded = _GUARDED.fullmatch(value.strip())
                shown = guarded[1].replace('""', '"') if guarded is not None else value
                if shown and not shown.isspace():
                    budget.take(1)
                    sheet.put(row, column, shown)
            line = reader.line_num
    except csv.Error as error:
        raise LimitExceeded(f"第 {line + 1} 行起有一格内容过长，可能是引号不成对：请检查文件后再试") from error
    return sheet


def choose_separator(text: str) -> str:
    """The sign that parts most of the first lines into equally many fields, more fields before fewer."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_SAMPLE]

    def quality(separator: str) -> tuple[int, int]:
        counts = [len(_outside_quotes(line, separator)) for line in lines]
        split = [count for count in counts if count]
        if not split:
            return 0, 0
        common = max(set(split), key=lambda count: (split.count(count), count))
        return split.count(common), common

    return max(_SEPARATORS, key=quality)


def _outside_quotes(line: str, separator: str) -> list[int]:
    quoted = False
    found = []
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            found.append(index)
    return found

"""The JSON of three converters, after their schemas: docling's DoclingDocument, MinerU's content list, pandoc's syntax tree."""

from __future__ import annotations

import json
from typing import Any

from ..model import Report, Table, placed
from .web import table_html

Json = Any


def docling(report: Report) -> bytes:
    children: list[Json] = []
    texts: list[Json] = []
    tables: list[Json] = []
    for block in report.blocks:
        if isinstance(block, Table):
            reference = f"#/tables/{len(tables)}"
            children.append({"$ref": reference})
            tables.append({"self_ref": reference, "label": "table", "prov": [], "captions": [], "data": _docling_table(block)})
            continue
        for line in _lines(block.text):
            reference = f"#/texts/{len(texts)}"
            children.append({"$ref": reference})
            texts.append({"self_ref": reference, "label": "text", "prov": [], "orig": line, "text": line})
    document = {
        "schema_name": "DoclingDocument",
        "version": "1.10.0",
        "name": report.name,
        "body": {"self_ref": "#/body", "label": "unspecified", "children": children},
        "texts": texts,
        "tables": tables,
        "pages": {},
    }
    return _dumped(document)


def _docling_table(table: Table) -> Json:
    cells = [
        {
            "text": cell.cell.text,
            "row_span": cell.rows,
            "col_span": cell.cell.span,
            "start_row_offset_idx": cell.row,
            "end_row_offset_idx": cell.row + cell.rows,
            "start_col_offset_idx": cell.column,
            "end_col_offset_idx": cell.column + cell.cell.span,
            "column_header": cell.row == 0,
        }
        for cell in placed(table)
    ]
    return {"num_rows": len(table.rows), "num_cols": table.width, "table_cells": cells}


def mineru(report: Report) -> bytes:
    items: list[Json] = []
    for block in report.blocks:
        if isinstance(block, Table):
            body = f"<html><body>{table_html(block)}</body></html>"
            items.append({"type": "table", "table_caption": [], "table_footnote": [], "table_body": body, "page_idx": 0})
        else:
            items += [{"type": "text", "text": line, "page_idx": 0} for line in _lines(block.text)]
    return _dumped(items)


def pandoc(report: Report) -> bytes:
    blocks: list[Json] = []
    for block in report.blocks:
        if isinstance(block, Table):
            blocks.append(_pandoc_table(block))
        else:
            blocks += [{"t": "Para", "c": _inlines(line)} for line in _lines(block.text)]
    return _dumped({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})


def _pandoc_table(table: Table) -> Json:
    nothing: Json = ["", [], []]
    rows: list[Json] = [[nothing, []] for _ in table.rows]
    for cell in placed(table):
        content = [{"t": "Para", "c": _inlines(line)} for line in _lines(cell.cell.text)]
        rows[cell.row][1].append([nothing, {"t": "AlignDefault"}, cell.rows, cell.cell.span, content])
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * table.width
    body = [nothing, 0, [], rows]
    return {"t": "Table", "c": [nothing, [None, []], columns, [nothing, []], [body], [nothing, []]]}


def _inlines(text: str) -> Json:
    found: list[Json] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": word})
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _dumped(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()

"""Results as flat rows: the columns of the four published tables (facts, indicators, findings, documents) and the rows of one
document.

The Parquet and CSV writers and `DocumentResult.to_frame` share this; the columns are part of the published interface, so adding one
is fine and removing or renaming one is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .results import DocumentResult, Part, Source

ColumnKind = Literal["text", "texts", "integer", "float", "boolean", "decimal"]

VALUE_DIGITS = 38
VALUE_PLACES = 12
"""`value` is a decimal number of at most this many digits, this many of them behind the point."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table."""

    name: str
    kind: ColumnKind
    meaning: str


_DOCUMENT = (
    Column("path", "text", "the document, as it was given or found below a folder"),
    Column("name", "text", "its file name"),
    Column("sha256", "text", "SHA-256 of its bytes; null where it could not be read"),
)

_ORIGIN = (
    *_DOCUMENT,
    Column("entity", "text", "reporting entity of the part, or else of the document"),
    Column("fiscal_year", "integer", "fiscal year of the part, or else of the document"),
    Column("kind", "text", "kind of the part: 通知, 部门预算, 部门决算, 绩效自评, 其他"),
)

_SOURCE = (
    Column("source_page", "integer", "page (1-based) where the format has pages"),
    Column("source_x0", "float", "left edge in points from the left of the page"),
    Column("source_top", "float", "upper edge in points from the top of the page"),
    Column("source_x1", "float", "right edge in points"),
    Column("source_bottom", "float", "lower edge in points"),
    Column("source_line", "integer", "line of a text file (1-based)"),
    Column("source_paragraph", "integer", "paragraph of the body (0-based) where there are neither pages nor lines"),
    Column("source_table", "integer", "table of the document (0-based)"),
    Column("source_row", "integer", "row of that table (0-based)"),
    Column("source_column", "integer", "column of that table (0-based)"),
    Column("source_section", "text", "headings above, joined by ` / `"),
    Column("source_label", "text", "row label as printed"),
    Column("source_heads", "text", "column heads as printed, joined by ` / `"),
    Column("source_text", "text", "whole printed text of the cell or paragraph"),
    Column("source_span_start", "integer", "first character of `raw` in `source_text` (0-based)"),
    Column("source_span_end", "integer", "character after the last one"),
    Column("source_sheet", "text", "sheet and cell (`收入决算表!D12`) where the format has sheets"),
    Column(
        "source_picture", "integer", "picture inside the document (1-based) that it was recognised from; the edges are then on it"
    ),
)

FACT_COLUMNS = (
    *_ORIGIN,
    Column("id", "text", "id of the fact in its document"),
    Column("part", "text", "id of the part"),
    Column("table", "text", "id of the table; null for prose"),
    Column("form", "text", "canonical name of the form; 正文 for prose"),
    Column("subject", "text", "project in project forms and project prose"),
    Column("item", "text", "standard label of the row"),
    Column("parent", "texts", "items above a 其中 or a lower row, outermost first"),
    Column("code", "text", "printed 科目编码"),
    Column("column", "text", "standard label of the column"),
    Column("year", "integer", "year that the figure speaks of"),
    Column("scope", "text", "fund that the figure is limited to"),
    Column("base", "text", "what a rate is measured against"),
    Column("value", "decimal", "the figure in `unit`; money in 万元; null if it does not fit decimal128(38, 12)"),
    Column("value_text", "text", "the figure as exact decimal string, never null"),
    Column("unit", "text", "万元, %, 人, 分, ㎡ …"),
    Column("unit_from", "text", "where the unit was found: beside, head, table, form, document"),
    Column("raw", "text", "the figure as printed"),
    Column("raw_unit", "text", "the unit as printed"),
    Column("confidence", "float", "1.0 for text that was read"),
    Column("known", "boolean", "false for tables that no known form matches"),
    *_SOURCE,
)

INDICATOR_COLUMNS = (
    *_ORIGIN,
    Column("id", "text", "id of the indicator in its document"),
    Column("part", "text", "id of the part"),
    Column("table", "text", "id of the table"),
    Column("form", "text", "canonical name of the form"),
    Column("subject", "text", "project"),
    Column("level1", "text", "一级指标"),
    Column("level2", "text", "二级指标"),
    Column("level3", "text", "三级指标"),
    Column("target", "text", "年度指标值 as printed"),
    Column("actual", "text", "实际完成值 as printed"),
    Column("weight", "text", "分值 as printed"),
    Column("score", "text", "得分 as printed"),
    Column("reason", "text", "偏差原因分析及改进措施"),
    Column("operator", "text", "≥, ≤, = where it has a column of its own"),
    Column("measure_unit", "text", "计量单位 where it has a column of its own"),
    Column("confidence", "float", "1.0 for text that was read"),
    *_SOURCE,
)

FINDING_COLUMNS = (
    *_DOCUMENT,
    Column("entity", "text", "reporting entity of the part that all its figures stand in, or else of the document"),
    Column("fiscal_year", "integer", "fiscal year of that part, or else of the document"),
    Column("kind", "text", "kind of that part; null where they stand in several"),
    Column("id", "text", "id of the finding"),
    Column("code", "text", "code of the rule"),
    Column("severity", "text", "error, warning, info"),
    Column("message", "text", "one Chinese sentence with the figures"),
    Column("expected", "text", "exact decimal string"),
    Column("actual", "text", "exact decimal string"),
    Column("difference", "text", "exact decimal string"),
    Column("unit", "text", "unit of the three"),
    Column("group", "text", "findings with one cause share it"),
    Column("hint", "text", "what was probably meant"),
    Column("values", "texts", "the figures it rests on, as printed"),
    Column("facts", "texts", "ids of the facts it rests on"),
    Column("operands", "text", "the same with their roles, as JSON"),
)

DOCUMENT_COLUMNS = (
    *_DOCUMENT,
    Column("state", "text", "ok, ok with warnings, unsupported, unreadable, encrypted, timeout, out of memory, crashed, duplicate"),
    Column("reason", "text", "why there is no result, or none of its own"),
    Column("output", "text", "its file below documents/"),
    Column("format", "text", "format of the content"),
    Column("pages", "integer", "pages where the format has them"),
    Column("ocr_pages", "integer", "pages that were recognised from images"),
    Column("entity", "text", "reporting entity"),
    Column("fiscal_year", "integer", "fiscal year"),
    Column("kinds", "texts", "kinds of its parts"),
    Column("parts", "integer", "how many parts"),
    Column("tables", "integer", "how many tables were seen"),
    Column("facts", "integer", "how many facts"),
    Column("indicators", "integer", "how many indicators"),
    Column("findings", "integer", "how many findings"),
    Column("warnings", "integer", "how many warnings"),
    Column("numeric", "integer", "numeric cells seen in tables = facts + indicators + ignored + warned"),
    Column("numeric_ignored", "integer", "of these ignored because the vocabulary says so"),
    Column("numeric_warned", "integer", "of these neither understood nor ignored"),
)


def plain(value: Decimal) -> str:
    """The exact decimal string, without exponent."""
    return format(value, "f")


def _storable(value: Decimal) -> Decimal | None:
    """The value if decimal128(38, 12) holds it exactly, None otherwise: a figure is never rounded in silence."""
    whole, _, places = plain(value).lstrip("-").partition(".")
    fits = len(whole.lstrip("0")) <= VALUE_DIGITS - VALUE_PLACES and len(places.rstrip("0")) <= VALUE_PLACES
    return value if fits else None


def _source_row(source: Source) -> Row:
    x0, top, x1, bottom = source.bbox or (None, None, None, None)
    start, end = source.span or (None, None)
    return {
        "source_page": source.page,
        "source_x0": x0,
        "source_top": top,
        "source_x1": x1,
        "source_bottom": bottom,
        "source_line": source.line,
        "source_paragraph": source.paragraph,
        "source_table": source.table,
        "source_row": source.row,
        "source_column": source.column,
        "source_section": source.section,
        "source_label": source.label,
        "source_heads": " / ".join(source.heads) if source.heads else None,
        "source_text": source.text,
        "source_span_start": start,
        "source_span_end": end,
        "source_sheet": source.sheet,
        "source_picture": source.picture,
    }


def _document_row(result: DocumentResult) -> Row:
    document = result.document
    return {"path": document.path, "name": document.name, "sha256": document.sha256}


def _origin_row(result: DocumentResult, part: Part | None) -> Row:
    document = result.document
    entity = part.entity if part else None
    year = part.fiscal_year if part else None
    return {
        **_document_row(result),
        "entity": document.entity if entity is None else entity,
        "fiscal_year": document.fiscal_year if year is None else year,
        "kind": part.kind if part else None,
    }


def _origins(result: DocumentResult) -> dict[str, Row]:
    return {part.id: _origin_row(result, part) for part in result.document.parts}


def fact_rows(result: DocumentResult) -> Iterator[Row]:
    """One row per fact, with the keys of `FACT_COLUMNS`."""
    origins, orphan = _origins(result), _origin_row(result, None)
    for fact in result.facts:
        yield {
            **origins.get(fact.part, orphan),
            "id": fact.id,
            "part": fact.part,
            "table": fact.table,
            "form": fact.form,
            "subject": fact.subject,
            "item": fact.item,
            "parent": list(fact.parent),
            "code": fact.code,
            "column": fact.column,
            "year": fact.year,
            "scope": fact.scope,
            "base": fact.base,
            "value": _storable(fact.value),
            "value_text": plain(fact.value),
            "unit": fact.unit,
            "unit_from": fact.unit_from,
            "raw": fact.raw,
            "raw_unit": fact.raw_unit,
            "confidence": fact.confidence,
            "known": fact.known,
            **_source_row(fact.source),
        }


def indicator_rows(result: DocumentResult) -> Iterator[Row]:
    """One row per indicator, with the keys of `INDICATOR_COLUMNS`."""
    origins, orphan = _origins(result), _origin_row(result, None)
    for indicator in result.indicators:
        yield {
            **origins.get(indicator.part, orphan),
            "id": indicator.id,
            "part": indicator.part,
            "table": indicator.table,
            "form": indicator.form,
            "subject": indicator.subject,
            "level1": indicator.level1,
            "level2": indicator.level2,
            "level3": indicator.level3,
            "target": indicator.target,
            "actual": indicator.actual,
            "weight": indicator.weight or None,
            "score": indicator.score or None,
            "reason": indicator.reason,
            "operator": indicator.operator,
            "measure_unit": indicator.measure_unit,
            "confidence": indicator.confidence,
            **_source_row(indicator.source),
        }


def finding_rows(result: DocumentResult) -> Iterator[Row]:
    """One row per finding, with the keys of `FINDING_COLUMNS`."""
    origins, several = _origins(result), _origin_row(result, None)
    part_of = {fact.id: fact.part for fact in result.facts}
    for finding in result.findings:
        parts = {part_of.get(fact) for fact in finding.facts}
        part = parts.pop() if len(parts) == 1 else None
        operands = [
            {
                "role": operand.role,
                "fact": operand.fact,
                "label": operand.label,
                "value": None if operand.value is None else plain(operand.value),
                "unit": operand.unit,
                "missing": operand.missing,
            }
            for operand in finding.operands
        ]
        yield {
            **(several if part is None else origins.get(part, several)),
            "id": finding.id,
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "expected": finding.expected,
            "actual": finding.actual,
            "difference": finding.difference,
            "unit": finding.unit,
            "group": finding.group,
            "hint": finding.hint,
            "values": list(finding.values),
            "facts": list(finding.facts),
            "operands": json.dumps(operands, ensure_ascii=False),
        }


def document_row(result: DocumentResult, output: str) -> Row:
    """The row of a document that was read, with the keys of `DOCUMENT_COLUMNS`; `output` is its file below documents/."""
    document = result.document
    return {
        **_document_row(result),
        "state": "ok with warnings" if result.warnings else "ok",
        "reason": None,
        "output": output,
        "format": document.format,
        "pages": document.pages,
        "ocr_pages": document.ocr_pages,
        "entity": document.entity,
        "fiscal_year": document.fiscal_year,
        "kinds": list(document.kinds),
        "parts": len(document.parts),
        "tables": len(result.tables),
        "facts": len(result.facts),
        "indicators": len(result.indicators),
        "findings": len(result.findings),
        "warnings": len(result.warnings),
        "numeric": sum(table.numeric for table in result.tables),
        "numeric_ignored": sum(table.ignored for table in result.tables),
        "numeric_warned": sum(table.warned for table in result.tables),
    }


def failure_row(path: str, name: str, state: str, reason: str | None, sha256: str | None) -> Row:
    """The row of a file that has no result of its own, with the keys of `DOCUMENT_COLUMNS`."""
    row: Row = dict.fromkeys(column.name for column in DOCUMENT_COLUMNS)
    row.update(path=path, name=name, state=state, reason=reason, sha256=sha256)
    return row

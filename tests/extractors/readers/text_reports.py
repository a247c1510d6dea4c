"""Texts as reports come in them, and what was read of them in few words: for the tests of the text reader."""

from __future__ import annotations

import re

from gongkai.extractors.readers import read_bytes
from gongkai.schemas.document import Document, Paragraph, Table

LISTED = (
    "2024年度项目支出绩效自评表\n\n\t项目名称\n\t河道清理\n\n\t项目资金\n（万元）\n\t\n\t年初预算数\n\t全年执行数\n"
    "\n\t\n\t年度资金总额\n\t12.5\n\t11\n\n\n填表人：某某\n"
)

TABBED = (
    "收入决算表\n\n公开02表\n\n金额单位：万元\n\n项目\t行次\t金额\t备注\n栏次\t\t1\t2\n"
    "一、财政拨款收入\t1\t215.99\t\n\t2\t\t\n二、其他收入\t3\t0.01\t\n\n合计\t4\t216.00\n\t5\t\n\n"
    "注：本表反映全年收入。\n"
)


def parse(text: str, encoding: str = "utf-8") -> Document:
    return read_bytes(text.encode(encoding), "报告.txt", "报告.txt")


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        assert cell.column == len(rows[cell.row])
        rows[cell.row].append(cell.text)
    return rows


def outline(document: Document) -> list[str]:
    """Paragraphs by their text, tables by their size."""
    return [
        block.text if isinstance(block, Paragraph) else f"<{block.grid} {block.row_count}x{block.column_count}>"
        for block in document.blocks
    ]


def assert_literal(document: Document, source: str) -> None:
    """Every character stands in the line that the location says."""
    lines = re.split("\r\n|\n|\r", source)
    for block in document.blocks:
        for item in [block] if isinstance(block, Paragraph) else block.cells:
            assert item.location.line is not None
            for offset, part in enumerate(item.text.split("\n")):
                assert part.strip() in lines[item.location.line - 1 + offset]

"""Our times on workbooks and web pages beside those of openpyxl, lxml and trafilatura on the same bytes.

    python tests/bench/sheets.py

Read to a document, without matching; both sides run in this one process, alternately, after one round that does not count. trafilatura
is no dependency of ours: the row says so where it is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

ROWS, COLUMNS = 20_000, 10
"""200,000 cells."""
SHEET_TARGET, SHEET_AIM = 1.0, 0.33
PAGE_TARGET, WITH_MAIN_TEXT_TARGET = 4.0, 1.5


def figures(seed: int) -> Iterator[tuple[str, str, list[float]]]:
    """Code, name and amounts of each row; most codes and names repeat, amounts do not."""
    rng = random.Random(seed)
    for number in range(ROWS):
        yield (
            f"20{number % 100:02d}{number % 7:02d}",
            f"科目{number % 500}",
            [round(rng.random() * 10_000, 2) for _ in range(COLUMNS - 2)],
        )


def plain_workbook() -> bytes:
    """As openpyxl writes it: text inside of the cells, no formats."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("收入决算表")
    for code, name, amounts in figures(1):
        sheet.append([code, name, *amounts])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def formatted_workbook() -> bytes:
    """Borders, thousands, a share in the last column, text in a table of strings: as reports are."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Border, Side

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("支出决算表")
    line = Side(style="thin")
    border = Border(line, line, line, line)
    for code, name, amounts in figures(2):
        cells = []
        for place, value in enumerate([code, name, *amounts[:-1], amounts[-1] / 10_000]):
            cell = WriteOnlyCell(sheet, value)
            cell.border = border
            if place > 1:
                cell.number_format = "0.00%" if place == COLUMNS - 1 else "#,##0.00"
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_openpyxl(data: bytes) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True):
        for _ in sheet.iter_rows(values_only=True):
            pass


def bare_page() -> bytes:
    rows = ("".join(f"<td>{value}</td>" for value in (code, name, *amounts)) for code, name, amounts in figures(3))
    return f"<html><body><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></body></html>".encode()


def report_page(cell: str, tables: int = 5, rows: int = 40, paragraphs: int = 30) -> bytes:
    """A page of a content management system: navigation, running text, tables whose cells are written like `cell`."""
    rng = random.Random(4)
    text = "".join(
        f'<p style="text-indent:2em">（{number}）本年度支出{rng.random() * 1000:.2f}万元，比上年增长{rng.random() * 9:.2f}%。</p>\n'
        for number in range(paragraphs)
    )
    grid = "".join(
        "<tr style='height:20px'>" + "".join(cell.format(f"{rng.random() * 1000:,.2f}") for _ in range(8)) + "</tr>\n"
        for _ in range(rows)
    )
    menu = "".join(f'<li><a href="/{number}/">栏目{number}</a></li>' for number in range(30))
    body = f"{text}<table border=1><tbody>{grid}</tbody></table>" * tables
    page = f"<html><head><meta charset=utf-8><title>决算公开</title></head><body><ul class=nav>{menu}</ul><div>{body}</div></body></html>"
    return page.encode()


def editor_page(paragraphs: int = 120) -> bytes:
    """A page as the editors of content management systems write it: a menu, and running text in spans, each with its own style."""
    rng = random.Random(5)
    body = 'style="text-indent: 2em; line-height: 2em; text-align: justify;"'
    font = 'style="font-size: 16px; font-family: 仿宋, FangSong;"'
    latin = 'style="font-size: 16px; font-family: &quot;Times New Roman&quot;;" lang="EN-US"'
    texts = []
    for number in range(paragraphs):
        amount = f"{rng.random() * 1000:.2f}"
        match number % 6:
            case 0:
                text = f"<strong><span {font}>{'一二三四五六七八九十'[number // 6 % 10]}、收入支出决算情况说明</span></strong>"
            case 3:
                text = (
                    f"<span {font}>本年度支出总计</span><span {latin}>{amount}</span>"
                    f"<span {font}>万元，主要原因是人员经费&ldquo;有增有减&rdquo;。</span>"
                )
            case 5:
                text = "<br/>"
            case _:
                text = f"<span {font}>（{number}）本年财政拨款支出{amount}万元，占本年支出的{rng.random() * 99:.1f}%，与上年相比有所增加。</span>"
        texts.append(f"<p {body}>{text}</p>")
    menu = "\n".join(f'<li><a href="/xxgk/lm{number}/" target="_blank">栏目{number}</a></li>' for number in range(40))
    page = f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>决算公开</title>
<link rel="stylesheet" href="/images/style.css"><script>var site = 12;</script></head>
<body><div class="top"><div class="nav"><ul>{menu}</ul></div></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开</a></div>
<div class="main"><h1>2023年度部门决算公开</h1><div class="info"><span>发布时间：2024-09-20</span><span>来源：财政局</span></div>
<div class="TRS_Editor" id="zoom"><!--Content Start-->
{"".join(f"{text}{chr(10)}" for text in texts)}<!--Content End--></div>
<p><a href="./P020240920.xlsx">附件1：部门决算公开表.xlsx</a></p></div>
<div class="footer"><p>主办：财政局</p></div></body></html>"""
    return page.encode()


PAGES: dict[str, Callable[[], bytes]] = {
    "html: 200,000 bare cells": bare_page,
    "html: CMS page, cells <td>": partial(report_page, '<td class="c" width="80">{}</td>'),
    "html: CMS page, cells <td><p><span>": partial(
        report_page, '<td style="border:1px solid"><p align="right"><span style="font-size:12pt">{}</span></p></td>'
    ),
    "html: CMS page, running text": partial(report_page, "<td>{}</td>", 2, 10, 200),
    "html: CMS page, running text in <span>s": editor_page,
}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], repeats: int, target: str) -> None:
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    mine, other = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
    ratio = statistics.median(one / another for one, another in pairs)
    print(f"{name:<52} {mine:>9.1f} {other:>9.1f} {ratio:>7.2f}  {target}")


def bench_workbooks(repeats: int) -> None:
    from gongkai.extractors.readers.original import Original
    from gongkai.extractors.readers.spreadsheet import read_xlsx

    for name, data in (("plain", plain_workbook()), ("formatted", formatted_workbook())):
        ours = partial(read_xlsx, Original.of(data, "a.xlsx"))
        compare(
            f"xlsx: {ROWS * COLUMNS:,} {name} cells / openpyxl",
            ours,
            partial(with_openpyxl, data),
            repeats,
            f"≤ {SHEET_TARGET}, aim {SHEET_AIM}",
        )


def bench_pages(repeats: int) -> None:
    from lxml import html

    from gongkai.extractors.readers.html import read_html
    from gongkai.extractors.readers.original import Original

    main_text = importlib.util.find_spec("trafilatura") is not None
    if not main_text:
        print("trafilatura is not installed here: no comparison with it")
    for name, make in PAGES.items():
        data = make()
        ours = partial(read_html, Original.of(data, "a.html"))
        compare(f"{name} / lxml", ours, partial(html.fromstring, data), repeats * 4, f"≤ {PAGE_TARGET}")
        if main_text and len(data) < 1_000_000:
            theirs = partial(with_trafilatura, data)
            compare(f"{name} / lxml + trafilatura", ours, theirs, repeats, f"≤ {WITH_MAIN_TEXT_TARGET}")


def with_trafilatura(data: bytes) -> None:
    import trafilatura
    from lxml import html

    trafilatura.extract(html.fromstring(data), include_tables=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    print(
        f"Python {sys.version.partition(' ')[0]}, medians of {repeats} alternating repeats ({repeats * 4} for pages), milliseconds"
    )
    print(f"{'':<52} {'ours':>9} {'theirs':>9} {'ratio':>7}  target")
    bench_workbooks(repeats)
    bench_pages(repeats)


if __name__ == "__main__":
    main()

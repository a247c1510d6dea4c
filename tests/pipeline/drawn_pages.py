"""A page of a report drawn for the tests, and what can be seen on pictures of pages."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
ORANGE, PURPLE, BLUE, GREEN, GREY = (230, 120, 0), (160, 80, 200), (30, 100, 220), (20, 150, 60), (120, 120, 120)
MAGENTA = (225, 0, 160)
ROWS = [
    ["项目", "预算数", "决算数"],
    ["因公出国（境）费", "0.00", "0.00"],
    ["公务接待费", "1.20", "0.85"],
    ["合计", "1.20", "0.85"],
]


def drawn_page() -> bytes:
    """A PDF of one page: title, unit, a ruled 三公 table, and a line of contact details below."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.setFont(FONT, 12)
    canvas.drawString(150, 780, "2023年度财政拨款“三公”经费支出决算表")
    canvas.drawString(430, 755, "单位：万元")
    edges, tops = [60, 260, 400, 540], [740, 715, 690, 665, 640]
    for x in edges:
        canvas.line(x, tops[0], x, tops[-1])
    for y in tops:
        canvas.line(edges[0], y, edges[-1], y)
    for top, row in zip(tops, ROWS, strict=False):
        for x, text in zip(edges, row, strict=False):
            canvas.drawString(x + 6, top - 17, text)
    canvas.drawString(60, 600, "填表人：张三    联系电话：12345678")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def colours(image: Path) -> Counter[object]:
    """How many pixels have each colour."""
    with Image.open(image) as picture:
        counted = picture.convert("RGB").getcolors(1 << 24)
        assert counted is not None
        return Counter({colour: count for count, colour in counted})


def colours_in(image: Path, box: tuple[int, int, int, int]) -> Counter[object]:
    with Image.open(image) as picture:
        counted = picture.convert("RGB").crop(box).getcolors(1 << 24)
        assert counted is not None
        return Counter({colour: count for count, colour in counted})

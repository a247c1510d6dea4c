"""Small OFD packages drawn for tests; all places in millimetres from the top left corner of the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from gongkai.extractors.readers.ofd import read_ofd
from gongkai.extractors.readers.original import Original
from gongkai.schemas.document import Document

NAMESPACE = "http://www.ofdspec.org/2016"
SIZE = 4.0
"""Height of the characters."""


def read(data: bytes) -> Document:
    """Read a package as the pipeline does."""
    return read_ofd(Original.of(data, "报告.ofd", "甲县/报告.ofd"))


def text(
    x: float, y: float, words: str, attributes: str = "", *, size: float = SIZE, code: str | None = None, inner: str = ""
) -> str:
    """A text object whose baseline starts at x, y."""
    steps = " ".join(str(size / 2 if sign < "\u2e80" else size) for sign in words[:-1])
    code = code if code is not None else f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{words}</ofd:TextCode>'
    return f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 100 {size * 1.2}" Font="1" Size="{size}" {attributes}>{inner}{code}</ofd:TextObject>'


def path(x: float, y: float, data: str, attributes: str = "", inner: str = "") -> str:
    """A drawn path whose own space starts at x, y."""
    return f'<ofd:PathObject ID="2" Boundary="{x} {y} 200 200" LineWidth="0.2" {attributes}>{inner}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return path(x0, y0, f"M 0 0 L {x1 - x0} {y1 - y0}")


def grid(xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A table with all its lines."""
    lines = [rule(xs[0], y, xs[-1], y) for y in ys] + [rule(x, ys[0], x, ys[-1]) for x in xs]
    texts = [
        text(xs[column] + 1, ys[row + 1] - 2, words)
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
        if words
    ]
    return "".join(lines + texts)


ROWS = (("项目", "预算数", "决算数"), ("公务接待费", "4.50", "3.20"), ("合计", "12.50", "10.25"))
TABLE = grid((20, 70, 110, 150), (50, 58, 66, 74), ROWS)


def page(*objects: str, template: str = "", area: str = "") -> str:
    return f'<ofd:Page xmlns:ofd="{NAMESPACE}">{area}{template}<ofd:Content><ofd:Layer ID="9">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(
    *pages: str, common: str = "", body: str = "", root: str = "Doc_0/Document.xml", extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A package with these pages (the XML of each)."""
    listed = "".join(f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages)))
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.1" DocType="OFD"><ofd:DocBody>'
        f"<ofd:DocInfo><ofd:DocID>0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>{root}</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>'
        f"</ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Pages/Page_{number}/Content.xml": content for number, content in enumerate(pages)},
        **(extra or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()

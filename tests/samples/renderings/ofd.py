"""OFD packages (GB/T 33190): the pages of the PDF writer, drawn as text with the place of every character and as paths."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import stringWidth

from ..model import Report
from ..pdf_writer import FONT, draw

_MILLIMETRES = 25.4 / 72
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


class Canvas:
    """Takes what is drawn in points from the bottom left, as reportlab's canvas does."""

    def __init__(self) -> None:
        self.pages: list[tuple[float, float, str]] = []
        self._objects: list[str] = []
        self._size = (0.0, 0.0)
        self._font = 0.0
        self._width = 0.0
        self._number = 10

    def setPageSize(self, size: tuple[float, float]) -> None:
        self._size = size

    def setFont(self, name: str, size: float) -> None:
        self._font = size

    def setLineWidth(self, width: float) -> None:
        self._width = width

    def drawString(self, x: float, y: float, text: str) -> None:
        if not text.strip():
            return
        size = _mm(self._font)
        widths = [stringWidth(character, FONT, self._font) for character in text]
        steps = " ".join(f"{_mm(width):.3f}" for width in widths[:-1])
        delta = f' DeltaX="{steps}"' if steps else ""
        top = _mm(self._size[1] - y) - 0.88 * size
        self._objects.append(
            f'<ofd:TextObject ID="{self._next()}" Boundary="{_mm(x):.3f} {top:.3f} {_mm(sum(widths)):.3f} {size:.3f}" Font="3" '
            f'Size="{size:.3f}"><ofd:TextCode X="0" Y="{0.88 * size:.3f}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        across, down = _mm(width), _mm(height)
        top = _mm(self._size[1] - y - height)
        self._objects.append(
            f'<ofd:PathObject ID="{self._next()}" Boundary="{_mm(x):.3f} {top:.3f} {across:.3f} {down:.3f}" '
            f'LineWidth="{_mm(self._width):.3f}"><ofd:AbbreviatedData>'
            f"M 0 0 L {across:.3f} 0 L {across:.3f} {down:.3f} L 0 {down:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def showPage(self) -> None:
        self.pages.append((*self._size, "".join(self._objects)))
        self._objects = []

    def save(self) -> None:
        """Nothing is left to do when the last page was shown."""

    def _next(self) -> int:
        self._number += 1
        return self._number


def ofd(report: Report) -> bytes:
    canvas = Canvas()
    draw(report, canvas)
    listed = "".join(
        f'<ofd:Page ID="{1000000 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(canvas.pages))
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    members = {
        "OFD.xml": f'<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>2000000</ofd:MaxUnitID><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/>'
        "</ofd:Fonts></ofd:Res>",
    }
    for number, (width, height, content) in enumerate(canvas.pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {_NAMESPACE}><ofd:Area><ofd:PhysicalBox>0 0 {_mm(width):.3f} {_mm(height):.3f}</ofd:PhysicalBox></ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="2">{content}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in members.items():
            archive.writestr(name, head + xml)
    return buffer.getvalue()


def _mm(points: float) -> float:
    return points * _MILLIMETRES

"""Web pages: tables with colspan and rowspan between paragraphs, and the same page as a web archive."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from html import escape

from ..model import Report, Table, placed


def table_html(table: Table) -> str:
    """One table; a further paragraph of a cell begins with a line break."""
    rows: list[str] = ["" for _ in table.rows]
    for cell in placed(table):
        spans = "".join(f' {name}="{count}"' for name, count in (("rowspan", cell.rows), ("colspan", cell.cell.span)) if count > 1)
        rows[cell.row] += f"<td{spans}>{escape(cell.cell.text).replace(chr(10), '<br/>')}</td>"
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def html(report: Report, encoding: str = "utf-8") -> bytes:
    """The report as a page with a menu and a footer around it; Chinese encodings are declared as sites do, with the oldest name."""
    body = "\n".join(
        table_html(block)
        if isinstance(block, Table)
        else "\n".join(f"<p>{escape(line)}</p>" for line in _line(block.text, block.page).split("\n") if line.strip())
        for block in report.blocks
    )
    declared = "gb2312" if encoding.startswith("gb") else encoding
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{declared}"/><title>{escape(report.entity)}信息公开</title></head><body>'
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/">政务公开</a></li></ul></div>'
        f'<div class="article">{body}</div><div class="footer"><p>版权所有 网站地图</p></div></body></html>\n'
    )
    return page.encode(encoding)


def mhtml(report: Report) -> bytes:
    """The page as a browser archives it."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://www.example.gov.cn/xxgk/1.html"
    message["Subject"] = report.name
    message["MIME-Version"] = "1.0"
    message.make_related()
    page = EmailMessage(policy=policy.SMTP)
    page.set_content(html(report).decode(), subtype="html", charset="utf-8", cte="quoted-printable")
    page["Content-Location"] = "https://www.example.gov.cn/xxgk/1.html"
    del page["MIME-Version"]
    message.attach(page)
    message.set_param("type", "text/html")
    return message.as_bytes()


def _line(text: str, page: int | None) -> str:
    return text if page is None else f"{text}{'…' * 8}{page}"

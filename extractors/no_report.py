"""Files that stand in a report's place: saved error pages, gates for people, pages that hardly say anything."""

from __future__ import annotations

from ..schemas.document import Document, Paragraph, Table
from ..schemas.results import Notice, Source
from ..schemas.text import fold
from ..schemas.vocabulary.documents import document_words

_WEB = ("html", "mht")
"""Formats of pages as a browser or a crawler saves them."""
_LITTLE = 400
"""Fewer characters than this are no report."""
_HEAD = 25
"""An error page that the site's own menus stand around says what it is in a line no longer than this."""
_SHOWN = 60
_FIRST_LINES = 30


def no_report(document: Document) -> Notice | None:
    """What tells that a document which gave no figure is no report at all; None where it may be one, or says where one is."""
    if any(isinstance(block, Table) for block in document.blocks) or any(
        warning.code in ("attachment", "attachment_only") for warning in document.warnings
    ):
        return None
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    titles = [line.text for line in document.furniture if document.format in _WEB and line.role == "header"]
    length = sum(len(fold(text).replace(" ", "")) for text in texts)
    said = _says(
        [*titles, *texts] if length < _LITTLE else [*titles, *(text for text in texts[:_FIRST_LINES] if len(text) <= _HEAD)]
    )
    if said is not None and (length < _LITTLE or document.format in _WEB):
        message = f"像是网站的出错或验证页面（“{said}”），没有报告内容：请重新下载后再读"
    elif document.format in _WEB and length < _LITTLE:
        message = f"网页只有 {length} 个字，没有读到报告内容：请确认下载的是不是报告"
    else:
        return None
    return Notice("no_report", message, Source())


def _says(texts: list[str]) -> str | None:
    """The first text that says so, cut to what a line of a message holds."""
    for text in texts:
        plain = fold(text).replace(" ", "").lower()
        if any(word in plain for word in document_words().error_pages):
            return " ".join(text.split())[:_SHOWN]
    return None
